"""Stretches of text that are read as one for quotations: a sentence, or several that one quotation spans.

A `Unit` holds the tokens with what the lists say about each, so that every rule asks a list index only.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from lesart.annotate.known_words import BREAK, HYPHEN, REPORTING
from lesart.annotate.quotation_marks import Marked
from lesart.annotate.word_lists import Words
from lesart.language.verbs import BE, BECOME, HAVE, MODAL, PAST, SUBJUNCTIVE_1
from lesart.model.annotation import Name, NameKind, Sentence, Token

LONGEST_UNIT = 1500
"""Tokens of a unit that is still read: longer ones are tables and lists, not sentences (bounds the work)."""
STOPS = frozenset({".", "!", "?", "…", "..."})
SHORTEST_ACRONYM = 2
"""Capitals in a row that are the name of a body."""

_ATTRIBUTE_ENDINGS = ("e", "en", "er", "es", "em")
_PAST_ENDINGS = ("te", "ten")


class Unit:
    """Tokens of one or more sentences, read together.

    `low`: small-letter forms; `forms`: verb flags (0 for capitalised words inside a sentence, and inside marks, where
    `inner` keeps them); `nouns`: may head a phrase; `marked`: number of the outermost marked stretch a token lies in,
    -1 outside; `stretches`: first and last token of each, with it; `named`, `name_numbers`: kind and number of the
    name a token lies in, where names were given; `breaks`: marks between clauses; `kinds`: see `known_words`, and
    `all_kinds` those of all tokens together; `reporting`: numbers of tokens that may be forms of reporting verbs, where
    the words that these need stand as well.
    """

    __slots__ = (
        "all_kinds",
        "breaks",
        "capitals",
        "end",
        "forms",
        "inner",
        "kinds",
        "low",
        "marked",
        "name_numbers",
        "named",
        "nouns",
        "reporting",
        "sentences",
        "start",
        "stretches",
        "tokens",
        "words",
    )

    def __init__(
        self, sentences: list[Sentence], stretches: list[Marked], words: Words, names: Sequence[Name] = ()
    ) -> None:
        self.sentences = sentences
        self.words = words
        self.tokens: list[Token] = list(sentences[0].tokens)
        for sentence in sentences[1:]:
            self.tokens += sentence.tokens
        self.start = sentences[0].span.start
        self.end = sentences[-1].span.end
        found = list(map(words.known.__getitem__, [token.text for token in self.tokens]))
        low, forms, flags, capitals, kinds = zip(*found, strict=True) if found else ((), (), (), (), ())
        self.low: tuple[str, ...] = low
        self.forms: list[int] = list(forms)
        self.capitals: tuple[bool, ...] = capitals
        self.kinds: tuple[int, ...] = kinds
        self.all_kinds = 0
        for each in set(kinds):
            self.all_kinds |= each
        firsts = _first_tokens(sentences)
        for number in firsts:
            own = flags[number]
            self.forms[number] = own if own & (HAVE | BE | BECOME | MODAL) else own & ~SUBJUNCTIVE_1
        self.nouns = self._find_nouns(firsts)
        self._clear_attributes()
        self.marked = [-1] * len(self.tokens)
        self.inner = [0] * len(self.tokens)
        self.stretches: list[tuple[int, int, Marked]] = []
        if stretches:
            self._mark(stretches)
        self.named: list[NameKind | None] = [None] * len(self.tokens)
        self.name_numbers = [-1] * len(self.tokens)
        if names:
            self._name(names)
        self.breaks = [False] * len(self.tokens)
        for at in self.find(BREAK | HYPHEN):
            self.breaks[at] = self.marked[at] < 0 and (self.low[at] != "-" or self._is_dash(at))
        self.reporting = self._find_reporting()

    def _find_reporting(self) -> list[int]:
        may_report = self.words.verbs.may_report
        return [at for at in self.find(REPORTING) if self.forms[at] and may_report(self.low[at], self.low)]

    def find(self, kinds: int) -> list[int]:
        """Numbers of the tokens that are of one of `kinds`."""
        if not self.all_kinds & kinds:
            return []
        return [at for at, own in enumerate(self.kinds) if own & kinds]

    def _find_nouns(self, firsts: list[int]) -> list[bool]:
        """Which tokens may head a phrase; `firsts`: first words of sentences, whose capital tells nothing."""
        closed, forms = self.words.closed, self.forms
        if self.words.small_nouns:
            return [low[0].isalpha() and low not in closed and not forms[at] for at, low in enumerate(self.low)]
        nouns = list(self.capitals)
        for number in firsts:
            nouns[number] = nouns[number] and not self._is_no_noun(number)
        return nouns

    def _is_no_noun(self, at: int) -> bool:
        """Whether the first word of a sentence has its capital for that alone."""
        low, words = self.low[at], self.words
        if low in words.closed or low.endswith(words.adverb_endings):
            return True
        return bool(self.forms[at]) and at + 1 < len(self.tokens) and not words.verbs.flags(self.low[at + 1])

    def _clear_attributes(self) -> None:
        """Takes attributes of a noun ("die verletzten Menschen", "das nötige Geld") out of the verbs."""
        last = len(self.tokens) - 1
        for at in [at for at, flags in enumerate(self.forms) if flags and flags & (PAST | SUBJUNCTIVE_1)]:
            flags = self.forms[at]
            if not 0 < at < last or not self.nouns[at + 1]:
                continue
            if self._is_attribute(at) if flags & PAST else self.low[at - 1] in self.words.determiners:
                self.forms[at] = 0

    def _is_attribute(self, at: int) -> bool:
        words, before = self.words, self.low[at - 1]
        if not self.low[at].endswith(_PAST_ENDINGS) or self.nouns[at - 1]:
            return False
        if before in words.subject_pronouns and before not in words.nominative:
            return False
        if before[0].isdigit():
            return self.low[at].endswith(_PAST_ENDINGS[1])
        if before in words.nominative or before in words.oblique or before in words.prepositions:
            return True
        return before.endswith(_ATTRIBUTE_ENDINGS) and not self.forms[at - 1] and before not in words.focus

    def _mark(self, stretches: list[Marked]) -> None:
        at = 0
        for number, stretch in enumerate(stretches):
            while at < len(self.tokens) and self.tokens[at].end <= stretch.start:
                at += 1
            first = at
            while at < len(self.tokens) and self.tokens[at].start < stretch.end:
                self.marked[at] = number
                self.inner[at], self.forms[at] = self.forms[at], 0
                at += 1
            self.stretches.append((first, max(first, at - 1), stretch))

    def _name(self, names: Sequence[Name]) -> None:
        at, ends = 0, [token.end for token in self.tokens]
        for number, name in enumerate(names):
            start, end, kind = name.span.start, name.span.end, name.kind
            at = bisect_right(ends, start, at)
            while at < len(ends) and self.tokens[at].start < end:
                self.named[at], self.name_numbers[at] = kind, number
                at += 1

    def __len__(self) -> int:
        return len(self.tokens)

    def is_capital(self, at: int) -> bool:
        """Whether the token is written as a noun or name: a capital at its head, or behind a hyphen."""
        return self.capitals[at]

    def is_break(self, at: int) -> bool:
        """Whether the token is a mark between clauses."""
        return self.breaks[at]

    def _is_dash(self, at: int) -> bool:
        """Whether the hyphen at token `at` stands alone between words."""
        if not 0 < at < len(self.tokens) - 1:
            return False
        return self.tokens[at - 1].end < self.tokens[at].start and self.tokens[at].end < self.tokens[at + 1].start

    def is_named(self, first: int, end: int) -> bool:
        """Whether all words of tokens `[first, end)` lie in names."""
        words = [at for at in range(first, end) if self.tokens[at].text[0].isalnum()]
        return bool(words) and all(self.named[at] is not None for at in words)

    def is_person_or_body(self, at: int) -> bool:
        """Whether the token lies in the name of a person or organisation, or is an acronym."""
        text = self.tokens[at].text
        return self.named[at] in ("PER", "ORG") or (text.isupper() and len(text) >= SHORTEST_ACRONYM)

    def last_word_end(self) -> int:
        """End of the unit without its last stop, in characters."""
        if len(self.tokens) > 1 and self.tokens[-1].text in STOPS:
            return self.tokens[-2].end
        return self.tokens[-1].end

    def text_of(self, first: int, last: int) -> str:
        """The words of tokens `first` to `last`, joined by spaces."""
        return " ".join(token.text for token in self.tokens[first : last + 1])

    def range(self, first: int, last: int) -> tuple[int, int]:
        """Characters from token `first` to the one before `last`."""
        return self.tokens[first].start, self.tokens[last - 1].end


def _first_tokens(sentences: list[Sentence]) -> list[int]:
    """Numbers of the tokens that are the first word of their sentence."""
    found, count = [], 0
    for sentence in sentences:
        for offset, token in enumerate(sentence.tokens):
            if token.text[0].isalnum():
                found.append(count + offset)
                break
        count += len(sentence.tokens)
    return found

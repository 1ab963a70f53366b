"""Stretches of text that are read as one for quotations: a sentence, or several that one quotation spans.

A `Unit` holds the tokens with what the lists say about each, so that every rule asks a list index only.
"""

from __future__ import annotations

from lesart.annotate.quotation_marks import Marked
from lesart.annotate.word_lists import Words
from lesart.language.verbs import BE, BECOME, HAVE, MODAL, PAST, SUBJUNCTIVE_1
from lesart.model.annotation import Name, NameKind, Sentence, Token

BREAKS = frozenset({",", ";", ":", "–", "—", "(", ")"})
"""Marks between clauses, outside quotation marks."""
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
    name a token lies in, where names were given.
    """

    __slots__ = (
        "end",
        "forms",
        "inner",
        "low",
        "marked",
        "name_numbers",
        "named",
        "nouns",
        "sentences",
        "start",
        "stretches",
        "tokens",
        "words",
    )

    def __init__(
        self, sentences: list[Sentence], stretches: list[Marked], words: Words, names: tuple[Name, ...] = ()
    ) -> None:
        self.sentences = sentences
        self.words = words
        self.tokens: list[Token] = [token for sentence in sentences for token in sentence.tokens]
        self.start = sentences[0].span.start
        self.end = sentences[-1].span.end
        self.low = [token.text.lower() for token in self.tokens]
        firsts = _first_tokens(sentences)
        flags = words.verbs.flags
        self.forms = [flags(low) if token.text == low else 0 for token, low in zip(self.tokens, self.low, strict=True)]
        for number in firsts:
            self.forms[number] = flags(self.low[number])
            if not self.forms[number] & (HAVE | BE | BECOME | MODAL):
                self.forms[number] &= ~SUBJUNCTIVE_1
        self.nouns = [self._may_be_noun(number, number in firsts) for number in range(len(self.tokens))]
        self._clear_attributes()
        self.marked = [-1] * len(self.tokens)
        self.inner = [0] * len(self.tokens)
        self.stretches: list[tuple[int, int, Marked]] = []
        self._mark(stretches)
        self.named: list[NameKind | None] = [None] * len(self.tokens)
        self.name_numbers = [-1] * len(self.tokens)
        self._name(names)

    def _may_be_noun(self, at: int, first: bool) -> bool:
        if self.words.small_nouns:
            return self.low[at][0].isalpha() and self.low[at] not in self.words.closed and not self.forms[at]
        return self.is_capital(at) and not (first and self._is_no_noun(at))

    def _is_no_noun(self, at: int) -> bool:
        """Whether the first word of a sentence has its capital for that alone."""
        low, words = self.low[at], self.words
        if low in words.closed or low.endswith(words.adverb_endings):
            return True
        return bool(self.forms[at]) and at + 1 < len(self.tokens) and not words.verbs.flags(self.low[at + 1])

    def _clear_attributes(self) -> None:
        """Takes attributes of a noun ("die verletzten Menschen", "das nötige Geld") out of the verbs."""
        for at in range(1, len(self.tokens) - 1):
            flags = self.forms[at]
            if not flags & (PAST | SUBJUNCTIVE_1) or not self.nouns[at + 1]:
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

    def _name(self, names: tuple[Name, ...]) -> None:
        at = 0
        for number, name in enumerate(names):
            while at < len(self.tokens) and self.tokens[at].end <= name.span.start:
                at += 1
            while at < len(self.tokens) and self.tokens[at].start < name.span.end:
                self.named[at], self.name_numbers[at] = name.kind, number
                at += 1

    def __len__(self) -> int:
        return len(self.tokens)

    def is_capital(self, at: int) -> bool:
        """Whether the token is written as a noun or name: a capital at its head, or behind a hyphen."""
        text = self.tokens[at].text
        return text[0].isupper() or ("-" in text and text.rpartition("-")[2][:1].isupper())

    def is_break(self, at: int) -> bool:
        """Whether the token is a mark between clauses."""
        if self.marked[at] >= 0:
            return False
        return self.low[at] in BREAKS or (self.low[at] == "-" and self._is_dash(at))

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


def _first_tokens(sentences: list[Sentence]) -> frozenset[int]:
    """Numbers of the tokens that are the first word of their sentence."""
    found, count = set(), 0
    for sentence in sentences:
        for offset, token in enumerate(sentence.tokens):
            if token.text[0].isalnum():
                found.add(count + offset)
                break
        count += len(sentence.tokens)
    return frozenset(found)

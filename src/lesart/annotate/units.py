"""Stretches of text that are read as one for quotations: a sentence, or several that one quotation spans.

A `Unit` holds the tokens with what the lists say about each, so that every rule asks a list index only.
"""

from __future__ import annotations

from functools import lru_cache

import msgspec

from lesart.annotate.quotation_marks import Marked
from lesart.annotate.verbs import Verbs, load_verbs
from lesart.language.languages import Language
from lesart.model.annotation import Sentence, Token

BREAKS = frozenset({",", ";", ":", "–", "—", "(", ")"})
"""Marks between clauses, outside quotation marks."""


class Words(msgspec.Struct, frozen=True):
    """The word lists that quotations are found with, of one language; those of `grammar_words` first."""

    relative: frozenset[str]
    question: frozenset[str]
    subordinators: frozenset[str]
    coordinators: frozenset[str]
    prepositions: frozenset[str]
    nominative: frozenset[str]
    oblique: frozenset[str]
    subject_pronouns: frozenset[str]
    object_pronouns: frozenset[str]
    name_particles: frozenset[str]
    focus: frozenset[str]
    that: frozenset[str]
    whether: frozenset[str]
    purpose: frozenset[str]
    conditions: frozenset[str]
    genitive: frozenset[str]
    of: frozenset[str]
    role_links: frozenset[str]
    joints: frozenset[str]
    numerals: frozenset[str]
    so_called: frozenset[str]
    foreign_articles: frozenset[str]
    titles: frozenset[str]
    dative_firsts: frozenset[str]
    accusative_firsts: frozenset[str]
    hearers: frozenset[str]
    agent_links: frozenset[str]
    places_of_saying: frozenset[str]
    demonstratives: frozenset[str]
    sure_subjects: frozenset[str]
    laut: frozenset[str]
    gemaess: frozenset[str]
    zufolge: frozenset[str]
    demnach: frozenset[str]
    danach: frozenset[str]
    not_before_laut: frozenset[str]
    not_before_nach: frozenset[str]
    phrase_links: frozenset[str]
    article_like: frozenset[str]
    strong_sources: frozenset[str]
    light_verbs: frozenset[str]
    verbs: Verbs
    time_nouns: frozenset[str]
    roles: tuple[str, ...]
    source_nouns: frozenset[str]
    source_endings: tuple[str, ...]
    speech_nouns: frozenset[str]
    speech_endings: tuple[str, ...]
    title_nouns: frozenset[str]
    attitudes: frozenset[str]
    publishers: tuple[str, ...]


SHORTEST_ENDING = 5
"""Letters that a noun has at least to count as the end of a compound (shorter ones end too many words)."""


_GRAMMAR = Words.__struct_fields__[: Words.__struct_fields__.index("verbs")]


@lru_cache(maxsize=8)
def load_words(language: Language) -> Words:
    """The lists of a language, read once."""
    classes = {row[0]: frozenset(row[1].split(" ")) for row in language.rows("grammar_words")}
    grammar = {name: classes.get(name, frozenset()) for name in _GRAMMAR}
    sources, speech = language.words("source_nouns"), language.words("speech_nouns")
    return Words(
        **grammar,
        verbs=load_verbs(language),
        time_nouns=language.words("time_nouns"),
        roles=tuple(sorted(language.words("role_nouns"))),
        source_nouns=sources,
        source_endings=_endings(sources),
        speech_nouns=speech,
        speech_endings=_endings(speech),
        title_nouns=language.words("title_nouns"),
        attitudes=language.words("attitude_words"),
        publishers=tuple(sorted(language.words("publisher_nouns"))),
    )


def _endings(nouns: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(noun.lower() for noun in nouns if len(noun) >= SHORTEST_ENDING))


class Unit:
    """Tokens of one or more sentences, read together.

    `low`: small-letter forms; `forms`: verb flags (0 for capitalised words inside a sentence); `marked`: number of
    the outermost marked stretch a token lies in, -1 outside; `stretches`: first and last token of each, with it.
    """

    __slots__ = ("end", "forms", "low", "marked", "sentences", "start", "stretches", "tokens", "words")

    def __init__(self, sentences: list[Sentence], stretches: list[Marked], words: Words) -> None:
        self.sentences = sentences
        self.words = words
        self.tokens: list[Token] = [token for sentence in sentences for token in sentence.tokens]
        self.start = sentences[0].span.start
        self.end = sentences[-1].span.end
        self.low = [token.text.lower() for token in self.tokens]
        firsts = _first_tokens(sentences)
        flags = words.verbs.flags
        self.forms = [
            flags(low) if token.text == low or number in firsts else 0
            for number, (token, low) in enumerate(zip(self.tokens, self.low, strict=True))
        ]
        self.marked = [-1] * len(self.tokens)
        self.stretches: list[tuple[int, int, Marked]] = []
        self._mark(stretches)

    def _mark(self, stretches: list[Marked]) -> None:
        at = 0
        for number, stretch in enumerate(stretches):
            while at < len(self.tokens) and self.tokens[at].end <= stretch.start:
                at += 1
            first = at
            while at < len(self.tokens) and self.tokens[at].start < stretch.end:
                self.marked[at] = number
                self.forms[at] = 0
                at += 1
            self.stretches.append((first, max(first, at - 1), stretch))

    def __len__(self) -> int:
        return len(self.tokens)

    def is_capital(self, at: int) -> bool:
        return self.tokens[at].text[0].isupper()

    def is_capital_noun(self, at: int) -> bool:
        """Whether the token is capitalised though it does not begin the unit."""
        return at > 0 and self.is_capital(at)

    def is_break(self, at: int) -> bool:
        return self.marked[at] < 0 and self.low[at] in BREAKS

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

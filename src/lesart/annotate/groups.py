"""Sentences that are read together for quotations: one, or those that one outer quotation spans.

Most groups quote nobody, which a look at their words tells: only the others are taken apart into a `Unit`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from lesart.annotate.attributions import BEFORE_SO
from lesart.annotate.known_words import (
    ATTRIBUTING,
    MAY_SPEAK,
    NACH,
    PUBLISHER,
    REPORTING,
    SOURCE,
    SPEAKS,
    KnownWord,
)
from lesart.annotate.quotation_marks import Marked
from lesart.annotate.units import LONGEST_UNIT, Unit
from lesart.annotate.word_lists import Words
from lesart.language.verbs import SUBJUNCTIVES
from lesart.model.annotation import Name, Sentence


class PageWords:
    """What the groups of a page share: the lists of its language, and its names in order."""

    def __init__(self, words: Words, names: Sequence[Name]) -> None:
        self.words = words
        self._names = names
        self._starts = [name.span.start for name in names]

    def names_in(self, start: int, end: int) -> Sequence[Name]:
        """The names that begin in characters `[start, end)`."""
        return self._names[bisect_left(self._starts, start) : bisect_left(self._starts, end)]


class Group:
    """Consecutive sentences with their outermost marked stretches."""

    __slots__ = ("_marked", "_page", "_sentences", "_unit", "_words")

    def __init__(self, sentences: list[Sentence], marked: list[Marked], page: PageWords) -> None:
        self._sentences = sentences
        self._marked = marked
        self._page = page
        self._words = page.words
        self._unit: Unit | None = None

    def unit(self) -> Unit:
        """The group taken apart, once."""
        if self._unit is None:
            names = self._page.names_in(self._sentences[0].span.start, self._sentences[-1].span.end)
            self._unit = Unit(self._sentences, self._marked, self._words, names)
        return self._unit

    def quotes_nobody(self) -> bool:
        """Whether its words alone tell that nobody is quoted in it; never so without a word at its head."""
        if self._marked or len(self._sentences) > 1:
            return False
        texts = [token.text for token in self._sentences[0].tokens]
        if not texts or not texts[0][0].isalnum() or len(texts) > LONGEST_UNIT:
            return False
        known = self._words.known
        if known[texts[0]].flags & SUBJUNCTIVES:
            return False
        told = list(map(known.speaking.__getitem__, texts))
        if SPEAKS in told:
            return False
        if MAY_SPEAK not in told:
            return True
        found = [known[text] for text in texts]
        return not any(self._may_speak(found, at) for at, each in enumerate(told) if each == MAY_SPEAK)

    def _may_speak(self, found: list[KnownWord], at: int) -> bool:
        """Whether word `at` of `found` stands where it attributes (see `attributions`) or reports."""
        words, word = self._words, found[at]
        if word.kinds & ATTRIBUTING:
            if word.kinds & NACH:
                attributes = any(other.kinds & (SOURCE | PUBLISHER) for other in found)
            elif word.low in words.thus:
                attributes = at > 0 and found[at - 1].low in BEFORE_SO
            else:
                attributes = at == 0 or word.low not in words.danach
            if attributes:
                return True
        is_verb = word.kinds & REPORTING and (word.form if at else word.flags)
        return bool(is_verb) and words.verbs.may_report(word.low, [other.low for other in found])


def group_sentences(sentences: Sequence[Sentence], marked: tuple[Marked, ...], page: PageWords) -> Iterator[Group]:
    """Groups of consecutive sentences: one each, those that one outer quotation spans together."""
    outer = [stretch for stretch in marked if stretch.depth == 0]
    group: list[Sentence] = []
    mine: list[Marked] = []
    at = reach = 0
    for sentence in sentences:
        if group and reach <= sentence.span.start:
            yield Group(group, mine, page)
            group, mine, reach = [], [], 0
        group.append(sentence)
        while at < len(outer) and outer[at].start < sentence.span.end:
            mine.append(outer[at])
            reach = max(reach, outer[at].end)
            at += 1
    if group:
        yield Group(group, mine, page)

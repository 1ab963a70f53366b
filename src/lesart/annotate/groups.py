"""Sentences that are read together for quotations: one, or those that one outer quotation spans.

Most groups quote nobody, which a look at their words tells: only the others are taken apart into a `Unit`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from lesart.annotate.attributions import BEFORE_SO
from lesart.annotate.known_words import ATTRIBUTING, NACH, PUBLISHER, REPORTING, SOURCE, SPEAKING, KnownWord
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
        if not any(map(known.speaking.__getitem__, texts)):
            return True
        found = list(map(known.__getitem__, texts))
        kinds = 0
        for word in found:
            kinds |= word.kinds
        if kinds & SPEAKING & ~(ATTRIBUTING | REPORTING):
            return False
        if kinds & ATTRIBUTING and self._may_attribute(found, kinds):
            return False
        return not (kinds & REPORTING and self._may_report(found))

    def _may_attribute(self, found: list[KnownWord], kinds: int) -> bool:
        """Whether words stand where they attribute (see `attributions`)."""
        words = self._words
        for at, word in enumerate(found):
            if not word.kinds & ATTRIBUTING:
                continue
            if word.kinds & NACH:
                if kinds & (SOURCE | PUBLISHER):
                    return True
            elif word.low in words.thus:
                if at and found[at - 1].low in BEFORE_SO:
                    return True
            elif not at or word.low not in words.danach:
                return True
        return False

    def _may_report(self, found: list[KnownWord]) -> bool:
        """Whether a form of a reporting verb stands with the words that it needs."""
        verbs = self._words.verbs
        present = {word.low for word in found}
        return any(word.kinds & REPORTING and verbs.may_report(word.low, present) for word in found)


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

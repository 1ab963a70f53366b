"""What the words of a page weigh when events are tied into stories: who acts counts more than what happens.

Events of one story share people, organisations and things over months; two accidents of one kind share only their
words, two happenings in one town only its name. So names of people and organisations weigh more, those of places
less, numbers nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import log

from lesart.algorithms.agglomerate import unit
from lesart.model.annotation import Annotated, NameKind
from lesart.relate.event_terms import WORD, Term, Weighed, load_terms

NAME_WEIGHTS: dict[NameKind, float] = {"PER": 2.5, "ORG": 2.0, "LOC": 0.7, "OTH": 1.0}
"""Factors on words inside names. Own setting, on the tuning halves of the self-written coverage."""
_KINDS: tuple[NameKind, ...] = tuple(NAME_WEIGHTS)
_FACTORS = (0.0, *NAME_WEIGHTS.values())
READ = 2_500
"""Characters of a page that are read: its actors stand there."""


def weigh_story_words(page: Annotated, ranges: Iterable[tuple[int, int]]) -> Weighed:
    """The words in `ranges` of `page` (offsets, in order), weighed for stories; at length 1."""
    known = load_terms(page.article.language)
    read = _first_of(ranges, READ)
    inside = _mark_names(page, read[-1][1] if read else 0)
    terms: dict[str, Term] = {}
    counts: dict[str, float] = {}
    factors: dict[str, float] = {}
    words: dict[int, str] = {}
    for start, end in read:
        for match in WORD.finditer(page.page.text, start, end):
            word = match.group()
            heavy = known[word].heavy
            if not heavy or word[0].isdigit():
                continue
            factor = _FACTORS[inside[match.start()]]
            for stem, share, term in heavy:
                if stem in counts:
                    counts[stem] += share
                else:
                    counts[stem] = share
                    terms[stem] = term
                    words.setdefault(term[1], word)
                if factor:
                    factors[stem] = max(factors.get(stem, 0.0), factor)
    vector = {
        terms[stem][1]: (1 + log(count) if count >= 1 else count) * terms[stem][0] * factors.get(stem, 1.0)
        for stem, count in counts.items()
    }
    return Weighed(unit(vector), words, tuple(read))


def _mark_names(page: Annotated, end: int) -> bytes:
    """By character of the text up to `end`: 0 outside names, else the place of the name's kind in _FACTORS."""
    marks = bytearray(end)
    for name in page.names:
        start, stop = name.span.start, min(name.span.end, end)
        if start < stop:
            marks[start:stop] = bytes([_KINDS.index(name.kind) + 1]) * (stop - start)
    return bytes(marks)


def _first_of(ranges: Iterable[tuple[int, int]], most: int) -> list[tuple[int, int]]:
    """The first `most` characters of `ranges`, which are in order."""
    found = []
    for start, end in ranges:
        end = min(end, start + most)
        most -= end - start
        if start < end:
            found.append((start, end))
    return found

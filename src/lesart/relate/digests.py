"""Pages that report several happenings in sections of their own: press digests, the week in brief, mixed tickers.

A page is split only where it labels its sections: a heading line before each, or a first word or two set off by a
mark (*Marnau. Der FC …*, *Rotlautunnel: Nach dem …*). A follow-up with a paragraph of background is none. Whether
the sections belong to different events is for `events.py` to see.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from lesart.algorithms.agglomerate import Vector, dot
from lesart.model.annotation import Annotated
from lesart.relate.event_terms import weigh_text
from lesart.relate.happenings import Happening, read_happening

SECTION_WORDS = 15
"""Words of a section at least: a line in passing is a mention, no report."""
HEADING_WORDS = 7
"""Words of a heading line at most."""
LABEL_WORDS = 4
"""Words of a label at the head of a section at most, its mark set aside."""
DIGEST_DAYS = 7
"""Days that a digest without days of its own looks back over."""
SECTIONS_APART = 0.18
"""Likeness of sections below which they speak of different things; two accidents of one kind have .14."""
MOST_SECTIONS = 30
"""Sections looked at; a page of more is a ticker."""

_LINE = re.compile(r"\S[^\n]*")
_LABEL = re.compile(r"(?:[•·*–—-]\s+|\d{1,2}[.)]\s+|\+{2,3}\s*)?[^\W\d_a-z][^\n.:–—,]{2,30}(?:[.:]|\s[–—])\s")
_ENDED = (".", "!", "?", "…", "“", "»", '"')


class Section(msgspec.Struct, frozen=True):
    """A stretch of a page, `[start, end)` in its text, under a label of its own. `words`: how many it has; `vector`:
    them, weighed."""

    start: int
    end: int
    words: int
    vector: Vector
    happening: Happening


def find_sections(page: Annotated) -> list[tuple[int, int, int]]:
    """The labelled sections of `page` in article zones: start, end and how many words; fewer than two mean that it is
    no digest."""
    starts: list[tuple[int, int]] = []
    ends: list[int] = []
    heading = False
    for zone in page.article.article_zones():
        for match in _LINE.finditer(page.page.text, zone.span.start, zone.span.end):
            line = match.group().rstrip()
            if not line.endswith(_ENDED) and len(line.split(None, HEADING_WORDS)) <= HEADING_WORDS:
                heading = True
                continue
            if heading or _labelled(line):
                starts.append(match.span())
                ends.append(match.end())
            elif ends:
                ends[-1] = match.end()
            heading = False
    if not 2 <= len(starts) <= MOST_SECTIONS:
        return []
    found = [(start, end, len(page.page.text[start:end].split())) for (start, _), end in zip(starts, ends, strict=True)]
    sections = [section for section in found if section[2] >= SECTION_WORDS]
    return sections if len(sections) >= 2 else []


def read_sections(page: Annotated, found: Sequence[tuple[int, int, int]]) -> list[Section]:
    """The sections `found` in `page`, each with what it reports; none where two of them are alike."""
    vectors: list[Vector] = []
    for start, end, _ in found:
        vector = weigh_text(page, [(start, end)]).vector
        if any(dot(other, vector) >= SECTIONS_APART for other in vectors):
            return []
        vectors.append(vector)
    return [
        Section(start, end, words, vector, _since_the_last(read_happening(page, start, end)))
        for (start, end, words), vector in zip(found, vectors, strict=True)
    ]


def _labelled(line: str) -> bool:
    match = _LABEL.match(line)
    return match is not None and len(match.group().split()) <= LABEL_WORDS


def _since_the_last(happening: Happening) -> Happening:
    """A digest that tells no earlier day reports of the days since the last one."""
    day = happening.published
    if day is None or (happening.told is not None and happening.told[1] < day):
        return happening
    days = (day - DIGEST_DAYS, day)
    return msgspec.structs.replace(happening, told=days, also=(days,))

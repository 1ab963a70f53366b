"""Why pages are one event, in words that stand on them, and what sets the nearest other event apart.

Nothing here decides anything: the grouping is made, this reads its grounds back from the pages. All words are as
printed, each with the places where the pages have them.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest

from lesart.algorithms.agglomerate import Vector
from lesart.model.annotation import Annotated
from lesart.model.relation import Event
from lesart.model.text import Span
from lesart.relate.event_terms import Weighed
from lesart.relate.happenings import Happening, days_of, head_times, iso

SHOWN = 6
"""Words named as the reason of a grouping; entities of an event."""
DECIDING = 4
"""Words named as what sets two events apart."""
SHOWN_PAGES = 40
"""Pages of an event whose words are weighed for its reasons, the first ones."""
USUAL = 3
"""A day told by less than one USUAL-th of the pages that tell the commonest one is taken for a slip or a mention."""


@dataclass(frozen=True, slots=True)
class Told:
    """The pages of one event with their weighed words; `strength` fills with what each term adds to their likeness."""

    pages: Sequence[Annotated]
    weighed: Sequence[Weighed]
    strength: dict[int, float] = field(default_factory=dict)

    def strengths(self) -> dict[int, float]:
        """By term, its part in the likeness of the pages to one another; of a lone page, in its own length."""
        if not self.strength:
            self.strength.update(_strengths(self.weighed[:SHOWN_PAGES]))
        return self.strength


def event_id(pages: Iterable[str]) -> str:
    """The id of the event of these page ids, whatever their order."""
    return "event-" + hashlib.sha256("\n".join(sorted(pages)).encode()).hexdigest()[:12]


def describe_event(told: Told, happenings: Sequence[Happening]) -> Event:
    """The event of the pages `told`: when and where, who, and the words and the day that hold them together."""
    pages = told.pages
    earliest, latest, proofs = _when(pages, happenings)
    words, places = _printed(told, _strongest(told.strengths(), 2 * SHOWN)) if len(pages) > 1 else ((), ())
    day = () if earliest is None else (earliest if earliest == latest or latest is None else f"{earliest}/{latest}",)
    return Event(
        id=event_id(page.page.id for page in pages),
        pages=tuple(page.page.id for page in pages),
        earliest=earliest,
        latest=latest,
        place=_where(pages),
        entities=_entities(pages),
        why=words + (day if len(pages) > 1 else ()),
        evidence=tuple(sorted({*places, *proofs}, key=lambda span: (_order(pages, span), span.start, span.end))),
    )


def name_difference(told: Told, nearest: Told) -> tuple[str, ...]:
    """What sets the event `told` apart from `nearest`: its heaviest words that the other lacks, as printed."""
    theirs = set().union(*(weighed.words for weighed in nearest.weighed))
    own = {term: strength for term, strength in told.strengths().items() if term not in theirs}
    return _printed(told, _strongest(own, DECIDING))[0]


def _strongest(strengths: Vector, most: int) -> list[int]:
    """The `most` strongest terms, the strongest first, of equal ones the smaller number."""
    return nsmallest(most, strengths, key=lambda term: (-strengths[term], term))


def _strengths(weighed: Sequence[Weighed]) -> Vector:
    if len(weighed) == 1:
        vector = weighed[0].vector
        return {term: vector[term] * vector[term] for term in weighed[0].words}
    total: Vector = {}
    squares: Vector = {}
    for each in weighed:
        for term in each.words:
            weight = each.vector[term]
            total[term] = total.get(term, 0.0) + weight
            squares[term] = squares.get(term, 0.0) + weight * weight
    return {term: total[term] ** 2 - squares[term] for term in total if total[term] ** 2 - squares[term] > 1e-12}


def _printed(told: Told, terms: Sequence[int]) -> tuple[tuple[str, ...], tuple[Span, ...]]:
    """The words that bear `terms`, as the first page that has them prints them, and where all pages have them;
    numbers inside dates and clock times tell nobody anything and are passed over."""
    words: dict[str, None] = {}
    spans: list[Span] = []
    for term in terms:
        seen = False
        for page, weighed in zip(told.pages, told.weighed, strict=True):
            place = weighed.place_of(term, page.page.text)
            if place is None:
                continue
            span = page.page.span(*place)
            if page.page.text[place[0]].isdigit() and any(time.span.covers(span) for time in page.times):
                continue
            if not seen:
                if len(words) == SHOWN and page.page[span] not in words:
                    return tuple(words), tuple(spans)
                words.setdefault(page.page[span])
                seen = True
            spans.append(span)
    return tuple(words), tuple(spans)


def _when(pages: Sequence[Annotated], happenings: Sequence[Happening]) -> tuple[str | None, str | None, list[Span]]:
    """First and last day of the happening, and the times that tell it: the days that the pages' heads tell, those
    of a few against the most left out; else the days of publication; else bounds that all undated pages keep."""
    told = Counter(happening.told for happening in happenings if happening.told is not None)
    if told:
        most = max(told.values())
        usual = {days for days, count in told.items() if count * USUAL >= most}
        proofs = [
            time.span
            for page, happening in zip(pages, happenings, strict=True)
            if happening.told in usual
            for time, _ in head_times(page)
            if (days := days_of(time)) is not None and happening.told is not None and days[0] == happening.told[0]
        ]
        return iso(min(days[0] for days in usual)), iso(max(days[1] for days in usual)), proofs
    published = sorted(happening.published for happening in happenings if happening.published is not None)
    if published:
        return iso(published[0]), iso(published[-1]), []
    earliest = max((page.article.earliest for page in pages if page.article.earliest), default=None)
    latest = min((page.article.latest for page in pages if page.article.latest), default=None)
    return earliest, latest, []


def _where(pages: Sequence[Annotated]) -> str | None:
    """The place that most pages name in their first sentences, a country only where nothing finer is named."""
    counts: Counter[str] = Counter()
    for page in pages:
        limit = page.sentences[min(len(page.sentences), 4) - 1].span.end if page.sentences else 0
        counts.update(
            {name.entity for name in page.names if name.entity and name.kind == "LOC" and name.span.start < limit}
        )
    finer = {entity: count for entity, count in counts.items() if not entity.startswith("country:")}
    chosen = finer or counts
    return min(chosen, key=lambda entity: (-chosen[entity], entity)) if chosen else None


def _entities(pages: Sequence[Annotated]) -> tuple[str, ...]:
    """The entities on most pages, then those named most often."""
    on: Counter[str] = Counter()
    often: Counter[str] = Counter()
    for page in pages:
        named = Counter(name.entity for name in page.names if name.entity)
        on.update(named.keys())
        often.update(named)
    return tuple(sorted(on, key=lambda entity: (-on[entity], -often[entity], entity))[:SHOWN])


def _order(pages: Sequence[Annotated], span: Span) -> int:
    return next(place for place, page in enumerate(pages) if page.page.id == span.page)

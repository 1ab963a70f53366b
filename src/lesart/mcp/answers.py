"""What the tools answer with: places on pages with their very words, and labels; never a sentence of ours.

Every `text` of a Place is the page's own, character for character at `[start, end)` (code points). A place that is
longer than an answer can hold is cut, and says where it really ends.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

import msgspec

from lesart.model.annotation import Annotated, Quantity, Quotation
from lesart.model.relation import Event, Origin, SourceGroup
from lesart.model.synopsis import Figure, Locus, Saying, Synopsis, Variant
from lesart.model.text import Page, Span, Spans
from lesart.store.pages import Listed

_SURROGATE = re.compile("[\ud800-\udfff]")

T = TypeVar("T")
R = TypeVar("R")

LONGEST_PLACE = 400
"""Characters of one place that an answer shows: three long sentences. Only `page` shows more."""
MOST_PLACES = 8
"""Pieces of one reading, quotation or evidence in one item of an answer."""
MOST_FOUND = 20
"""Places of one search hit; how many more there are is told."""
MOST_READINGS = 10
"""Readings of one item; a row with more goes on in the next item."""
MOST_CHARACTERS = 24_000
"""JSON characters of the items of one answer, some 6,000 tokens: it goes on behind its cursor. One item always fits."""
LONGEST_LABEL = 300
"""Characters of a headline, name or address shown beside the places."""


class Place(msgspec.Struct, frozen=True, omit_defaults=True):
    """A stretch of a page: `text` is the page's characters `[start, end)`, code points."""

    page: str
    start: int
    end: int
    text: str
    goes_on_to: int | None = None
    """Where the stretch really ends, when it was too long to be shown whole."""


class Card(msgspec.Struct, frozen=True):
    """What a page is. `title` and `outlet` as the page or its markup gives them."""

    page: str
    title: str | None
    outlet: str | None
    published: str | None
    updated: str | None
    language: str | None
    source: str
    url: str | None
    length: int


class HitAnswer(msgspec.Struct, frozen=True):
    """A page found: the places of the words asked for, and an excerpt around most of them."""

    page: Card
    places: list[Place]
    more_places: int
    excerpt: Place | None


class SearchAnswer(msgspec.Struct, frozen=True):
    """`count`: pages that match, up to 1,000 (`counted_up`: there may be more)."""

    hits: list[HitAnswer]
    count: int
    counted_up: bool
    cursor: str | None


class ZoneAnswer(msgspec.Struct, frozen=True):
    """A zone that the shown stretch touches: headline, body, comment, teaser …"""

    kind: str
    start: int
    end: int


class PageAnswer(msgspec.Struct, frozen=True):
    page: Card
    authors: list[str]
    agencies: list[str]
    text: Place | None
    zones: list[ZoneAnswer]
    cursor: str | None


class EventAnswer(msgspec.Struct, frozen=True):
    """`latest`, `earliest`: days between which it lies; `evidence`: places that hold its pages together."""

    event: str
    earliest: str | None
    latest: str | None
    place: str | None
    entities: list[str]
    pages: int
    evidence: list[Place]
    decided_by: str


class EventsAnswer(msgspec.Struct, frozen=True):
    events: list[EventAnswer]
    cursor: str | None


class PagedEventAnswer(msgspec.Struct, frozen=True):
    """One event with its pages in their order, each with its headline or first line as a place."""

    event: EventAnswer
    stories: list[str]
    pages: list[HeadedAnswer]
    cursor: str | None


class HeadedAnswer(msgspec.Struct, frozen=True):
    page: Card
    head: Place | None


class StoryAnswer(msgspec.Struct, frozen=True):
    story: str
    count: int
    events: list[EventAnswer]
    cursor: str | None


class SayingAnswer(msgspec.Struct, frozen=True):
    """One utterance on one page. `confidence`: precision of the pattern that found it, 0 to 1."""

    page: Card
    type: str
    confidence: float
    content: list[Place]
    cue: list[Place]
    speaker: list[Place]
    entity: str | None


class SayingsAnswer(msgspec.Struct, frozen=True):
    sayings: list[SayingAnswer]
    cursor: str | None


class FigureAnswer(msgspec.Struct, frozen=True):
    """One number on one page, from its modifier to the thing counted; `low`, `high`: what the words leave open."""

    page: Card
    text: Place
    value: float | None
    low: float | None
    high: float | None
    modality: str
    unit: str | None
    of: Place | None
    predicate: Place | None
    authority: Place | None
    as_of: str | None


class FiguresAnswer(msgspec.Struct, frozen=True):
    figures: list[FigureAnswer]
    cursor: str | None


class VariantAnswer(msgspec.Struct, frozen=True):
    """What differs from the row's first reading: its words there, and the words here (either may be none)."""

    kind: str
    there: list[Place]
    here: list[Place]


class ReadingAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one page has in a row. `relation`: of a row to its first reading, of a figure its modality, of a saying
    how it is quoted."""

    page: str
    relation: str
    places: list[Place]
    authority: Place | None = None
    speaker: list[Place] = []
    as_of: str | None = None
    variants: list[VariantAnswer] = []


class RowAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """A row: readings of pages side by side. `silent`: pages of the event that were searched and have nothing there.

    `verdict`, `reason`: of figures, labels made of their parts. `what`: words of a page.
    """

    row: str
    readings: list[ReadingAnswer]
    goes_on: bool = False
    """More readings of this row follow in the next item."""
    variants_left_out: bool = False
    """The readings alone fill the answer."""
    silent: list[str] = []
    events: list[str] = []
    what: str | None = None
    verdict: str | None = None
    reason: str | None = None


class SourceAnswer(msgspec.Struct, frozen=True):
    """Pages of an event that go back to one source as far as can be shown; `basis`: a label of the grounds."""

    event: str
    pages: list[str]
    basis: str
    agencies: list[str]
    grounds: list[Place]


class OriginAnswer(msgspec.Struct, frozen=True):
    """Where a page's wording may come from; `shared`: the share of its words that `others` have too."""

    page: str
    shared: float
    others: list[str]
    hypothesis: str
    grounds: list[Place]


class SynopsisAnswer(msgspec.Struct, frozen=True):
    """Part of a comparison: `counts` tells how many items each part has, `pages` what was compared."""

    pages: list[Card]
    counts: dict[str, int]
    rows: list[RowAnswer]
    figures: list[RowAnswer]
    sayings: list[RowAnswer]
    sources: list[SourceAnswer]
    origins: list[OriginAnswer]
    cursor: str | None


def legible(text: str) -> str:
    """`text` as JSON can carry it: a lone surrogate becomes U+FFFD, one code point for one."""
    return _SURROGATE.sub("\ufffd", text)


def short(text: str | None) -> str | None:
    return legible(text[:LONGEST_LABEL]) if text else None


def show(page: Page, span: Span, most: int = LONGEST_PLACE) -> Place:
    """`span` with its words, cut behind `most` characters."""
    end = min(span.end, span.start + most)
    return Place(page.id, span.start, end, legible(page.text[span.start : end]), span.end if end < span.end else None)


def show_all(pages: Mapping[str, Page], spans: Iterable[Span]) -> list[Place]:
    """The first MOST_PLACES of `spans`."""
    return [show(pages[span.page], span) for span in list(spans)[:MOST_PLACES]]


def fill(items: Iterable[T], tell: Callable[[T], R], room: int = MOST_CHARACTERS) -> list[R]:
    """What `tell` makes of `items`, as many as there is room for; one at least, where there are any."""
    told: list[R] = []
    spent = 0
    for item in items:
        answer = tell(item)
        spent += len(msgspec.json.encode(answer))
        if told and spent > room:
            break
        told.append(answer)
    return told


def card_of(listed: Listed) -> Card:
    return Card(
        page=listed.id,
        title=short(listed.title),
        outlet=short(listed.outlet),
        published=listed.published,
        updated=listed.updated,
        language=listed.language,
        source=legible(listed.source[:LONGEST_LABEL]),
        url=short(listed.url),
        length=listed.length,
    )


def card_of_page(page: Annotated) -> Card:
    article, raw = page.article, page.page
    return Card(
        page=raw.id,
        title=short(article.title.text if article.title else None),
        outlet=short(article.outlet.name if article.outlet else None),
        published=article.published,
        updated=article.updated,
        language=article.language,
        source=legible(raw.source[:LONGEST_LABEL]),
        url=short(raw.url),
        length=len(raw.text),
    )


def tell_event(event: Event, pages: Mapping[str, Page]) -> EventAnswer:
    """`pages`: those that its evidence lies on, as far as they are still there."""
    there = [span for span in event.evidence if span.page in pages and span.end <= len(pages[span.page].text)]
    return EventAnswer(
        event=event.id,
        earliest=event.earliest,
        latest=event.latest,
        place=event.place,
        entities=list(event.entities[:MOST_PLACES]),
        pages=len(event.pages),
        evidence=show_all(pages, there),
        decided_by=event.by,
    )


def tell_head(page: Annotated) -> HeadedAnswer:
    """`page` with the first of its headline, lead and body."""
    kinds = ("headline", "lead", "body")
    heads = [zone.span for kind in kinds for zone in page.article.zones if zone.kind == kind]
    return HeadedAnswer(card_of_page(page), show(page.page, heads[0]) if heads else None)


def tell_quotation(page: Annotated, found: Quotation) -> SayingAnswer:
    pages = {page.page.id: page.page}
    return SayingAnswer(
        page=card_of_page(page),
        type=found.type,
        confidence=found.confidence,
        content=show_all(pages, found.content),
        cue=show_all(pages, found.cue),
        speaker=show_all(pages, found.speaker),
        entity=found.entity,
    )


def tell_quantity(page: Annotated, found: Quantity) -> FigureAnswer:
    def there(span: Span | None) -> Place | None:
        return show(page.page, span) if span else None

    return FigureAnswer(
        page=card_of_page(page),
        text=show(page.page, found.span),
        value=found.value,
        low=found.low,
        high=found.high,
        modality=found.modality,
        unit=found.unit,
        of=there(found.of),
        predicate=there(found.predicate),
        authority=there(found.authority),
        as_of=found.as_of,
    )


class Teller:
    """Makes answers of the parts of one synopsis."""

    def __init__(self, synopsis: Synopsis) -> None:
        self._pages = {page.page.id: page.page for page in synopsis.pages}

    def row(self, locus: Locus) -> Iterator[RowAnswer]:
        """`locus` in items of MOST_READINGS readings."""
        readings = [
            ReadingAnswer(
                reading.page, reading.relation, self._places(reading.spans), variants=self._variants(reading.variants)
            )
            for reading in locus.readings
            if reading.relation != "silent"
        ]
        silent = [reading.page for reading in locus.readings if reading.relation == "silent"]
        what = short(self._pages[locus.catchword.page][locus.catchword]) if locus.catchword else None
        yield from _parts(RowAnswer(locus.id, readings, silent=silent, events=[locus.event], what=what))

    def figure(self, figure: Figure) -> Iterator[RowAnswer]:
        readings = [
            ReadingAnswer(
                reading.page,
                reading.modality,
                self._places((reading.span,)),
                authority=show(self._pages[reading.page], reading.authority) if reading.authority else None,
                as_of=reading.as_of,
            )
            for reading in figure.readings
        ]
        told = RowAnswer(figure.id, readings, events=list(figure.events), what=short(figure.what))
        yield from _parts(msgspec.structs.replace(told, verdict=figure.verdict, reason=short(figure.reason)))

    def saying(self, saying: Saying) -> Iterator[RowAnswer]:
        readings = [
            ReadingAnswer(
                reading.page,
                reading.type,
                self._places(reading.spans),
                speaker=self._places(reading.speaker),
                variants=self._variants(reading.variants),
            )
            for reading in saying.readings
        ]
        yield from _parts(RowAnswer(saying.id, readings, events=list(saying.events), what=short(saying.label)))

    def source(self, group: SourceGroup) -> Iterator[SourceAnswer]:
        basis, grounds = short(group.basis) or "", self._places(group.grounds)
        yield SourceAnswer(group.event, list(group.pages), basis, list(group.agencies), grounds)

    def origin(self, origin: Origin) -> Iterator[OriginAnswer]:
        grounds = self._places(origin.grounds)
        yield OriginAnswer(origin.page, origin.shared, list(origin.others), origin.hypothesis, grounds)

    def _variants(self, variants: Iterable[Variant]) -> list[VariantAnswer]:
        return [
            VariantAnswer(variant.kind, self._places(variant.base), self._places(variant.here))
            for variant in list(variants)[:MOST_PLACES]
        ]

    def _places(self, spans: Spans) -> list[Place]:
        return show_all(self._pages, spans)


def _parts(row: RowAnswer) -> Iterator[RowAnswer]:
    """`row` in items that fit an answer each."""
    for first in range(0, max(1, len(row.readings)), MOST_READINGS):
        readings = row.readings[first : first + MOST_READINGS]
        goes_on = first + MOST_READINGS < len(row.readings)
        part = msgspec.structs.replace(row, readings=readings, goes_on=goes_on)
        if len(msgspec.json.encode(part)) > MOST_CHARACTERS:
            bare = [msgspec.structs.replace(reading, variants=[]) for reading in readings]
            part = msgspec.structs.replace(part, readings=bare, variants_left_out=True)
        yield part

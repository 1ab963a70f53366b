"""The JSON that the commands print: one type a record, and how the model becomes it (CONTRACT version 1).

A generated JSON Schema of these types stands in `docs/schema/`; a test keeps the two together.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from lesart.model.annotation import Annotated, Quantity, Quotation
from lesart.model.outcome import Rejected
from lesart.model.relation import LeftOut, Passage, Version
from lesart.model.synopsis import Figure, Locus, Saying, Synopsis, Variant
from lesart.model.text import Page, Span
from lesart.present.decisions import CorrectionOut, DecidedOut, corrections_out, decided_out

Pair = tuple[int, int]
GAP = " … "
"""Between the pieces of a reading that has several spans."""


def hash_text(text: str) -> str:
    """SHA-256 of a page's text, hex."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class RefusedOut(msgspec.Struct):
    source: str
    error: str


class TitleOut(msgspec.Struct):
    text: str
    start: int | None
    end: int | None


class DateOriginOut(msgspec.Struct):
    value: str
    role: str
    origin: str
    start: int | None
    end: int | None


class DatedByOut(msgspec.Struct):
    start: int
    end: int
    why: str


class ZoneOut(msgspec.Struct):
    kind: str
    start: int
    end: int


class CommentOut(msgspec.Struct):
    start: int
    end: int
    author: str | None
    posted: str | None
    up: int | None
    down: int | None


class MentionOut(msgspec.Struct):
    start: int
    end: int
    kind: str
    entity: str | None


class TimeOut(msgspec.Struct):
    start: int
    end: int
    type: str
    value: str | None
    earliest: str | None
    latest: str | None


class QuantityOut(msgspec.Struct):
    start: int
    end: int
    number: Pair
    value: float | int | None
    low: float | int | None
    high: float | int | None
    modality: str
    unit: str | None
    of: Pair | None
    predicate: Pair | None
    authority: Pair | None
    authority_entity: str | None
    as_of: str | None


class QuotationOut(msgspec.Struct):
    confidence: float
    type: str
    content: list[Pair]
    cue: list[Pair]
    speaker: list[Pair]
    frame: list[Pair]
    addressee: list[Pair]
    entity: str | None
    via: list[Pair]


class PageOut(msgspec.Struct, omit_defaults=False):
    page: str
    source: str
    bytes: str
    text_sha256: str
    record: int | None
    file: str | None
    text: str | msgspec.UnsetType
    language: str | None
    title: TitleOut | None
    published: str | None
    updated: str | None
    date_origins: list[DateOriginOut]
    section: str | None
    canonical: str | None
    url: str | None
    paywall: bool | None
    stub: str | None
    earliest: str | None
    latest: str | None
    dated_by: list[DatedByOut] | str
    outlet: str | None
    authors: list[str]
    agencies: list[str]
    zones: list[ZoneOut]
    comments: list[CommentOut]
    sentences: list[Pair]
    mentions: list[MentionOut]
    times: list[TimeOut]
    quantities: list[QuantityOut]
    quotations: list[QuotationOut]
    version_of: str | None = None
    decided: list[DecidedOut] = []
    """What persons decided about the page (archives)."""


class MemberOut(msgspec.Struct):
    page: str
    source: str
    start: int
    end: int


class PassageOut(msgspec.Struct):
    passage: str
    members: list[MemberOut]
    quotation: bool
    versions: bool


def pair(span: Span) -> Pair:
    """`[start, end]` of a span whose page is told elsewhere."""
    return (span.start, span.end)


def pairs(spans: Iterable[Span]) -> list[Pair]:
    return [pair(span) for span in spans]


def number(value: float | None) -> float | int | None:
    """Whole numbers as integers, so that 8000 prints as 8000."""
    return int(value) if value is not None and value == int(value) else value


def refused_out(rejected: Rejected) -> RefusedOut:
    return RefusedOut(rejected.source, rejected.reason)


def page_out(page: Annotated, with_text: bool = True, version_of: str | None = None) -> PageOut:
    """One line of `annotate`, one entry of `collate`'s pages."""
    article, raw = page.article, page.page
    title = article.title
    dated = "metadata" if article.published else [DatedByOut(*pair(b.span), b.why) for b in article.bounds]
    return PageOut(
        page=raw.id,
        source=raw.source,
        bytes=raw.bytes_id,
        text_sha256=hash_text(raw.text),
        record=raw.record,
        file=raw.file,
        text=raw.text if with_text else msgspec.UNSET,
        language=article.language,
        title=TitleOut(title.text, title.start, title.end) if title else None,
        published=article.published,
        updated=article.updated,
        date_origins=[DateOriginOut(m.value, m.role, m.origin, m.start, m.end) for m in article.date_marks],
        section=article.section,
        canonical=article.canonical,
        url=raw.url,
        paywall=article.paywall,
        stub=article.stub,
        earliest=article.earliest,
        latest=article.latest,
        dated_by=dated,
        outlet=article.outlet.name if article.outlet else None,
        authors=list(article.authors),
        agencies=list(article.agencies),
        zones=[ZoneOut(zone.kind, *pair(zone.span)) for zone in article.zones],
        comments=[CommentOut(*pair(c.span), c.author, c.posted, c.up, c.down) for c in article.comments],
        sentences=[pair(sentence.span) for sentence in page.sentences],
        mentions=[MentionOut(*pair(name.span), name.kind, name.entity) for name in page.names],
        times=[TimeOut(*pair(t.span), t.type, t.value, t.earliest, t.latest) for t in page.times],
        quantities=[_quantity_out(quantity) for quantity in page.quantities],
        quotations=[_quotation_out(quotation) for quotation in page.quotations],
        version_of=version_of,
        decided=decided_out(page),
    )


def _quantity_out(found: Quantity) -> QuantityOut:
    return QuantityOut(
        *pair(found.span),
        number=pair(found.number),
        value=number(found.value),
        low=number(found.low),
        high=number(found.high),
        modality=found.modality,
        unit=found.unit,
        of=pair(found.of) if found.of else None,
        predicate=pair(found.predicate) if found.predicate else None,
        authority=pair(found.authority) if found.authority else None,
        authority_entity=found.authority_entity,
        as_of=found.as_of,
    )


def _quotation_out(found: Quotation) -> QuotationOut:
    return QuotationOut(
        confidence=found.confidence,
        type=found.type,
        content=pairs(found.content),
        cue=pairs(found.cue),
        speaker=pairs(found.speaker),
        frame=pairs(found.frame),
        addressee=pairs(found.addressee),
        entity=found.entity,
        via=pairs(found.via),
    )


def passage_out(passage: Passage, sources: dict[str, str]) -> PassageOut:
    """One line of `reuse`; `sources`: page id to source as given."""
    members = [MemberOut(m.page, sources[m.page], m.start, m.end) for m in passage.members]
    return PassageOut(passage.id, members, passage.quotation, passage.versions)


def encode_line(record: Any) -> bytes:
    """One JSON line, UTF-8, with its line end."""
    return msgspec.json.encode(record) + b"\n"


class EventOut(msgspec.Struct):
    id: str
    pages: list[str]
    earliest: str | None
    latest: str | None
    place: str | None
    entities: list[str]
    why: list[str]
    evidence: list[PlaceOut]
    nearest: str | None
    nearest_why: list[str]
    by: str


class StoryOut(msgspec.Struct):
    id: str
    events: list[str]
    why: list[str]


class PlaceOut(msgspec.Struct):
    """A span with its page and its words."""

    page: str
    start: int
    end: int
    text: str


class SourceOut(msgspec.Struct):
    event: str
    pages: list[str]
    basis: str
    agencies: list[str]
    grounds: list[PlaceOut]


class OriginOut(msgspec.Struct):
    page: str
    shared: float
    with_: list[str] = msgspec.field(name="with")
    hypothesis: str = "unknown"
    agencies: list[str] = []
    grounds: list[PlaceOut] = []


class VariantBaseOut(msgspec.Struct):
    """The words of the base reading that a variant stands against."""

    page: str
    spans: list[Pair]
    text: str


class VariantOut(msgspec.Struct):
    """One difference: `spans`, `text`: the reading's own words (none: left out); `base`: the base's (null: added)."""

    kind: str
    spans: list[Pair]
    text: str
    base: VariantBaseOut | None


class ReadingOut(msgspec.Struct):
    page: str
    spans: list[Pair]
    relation: str
    text: str
    variants: list[VariantOut]


class LocusOut(msgspec.Struct):
    """A row. `earlier`: what superseded states of its pages say there; only the newest state speaks in `readings`."""

    id: str
    event: str
    readings: list[ReadingOut]
    catchword: PlaceOut | None = None
    earlier: list[ReadingOut] = []


class MentionedOut(msgspec.Struct):
    """A dated happening of a story that its pages mention."""

    story: str
    earliest: str
    latest: str
    places: list[PlaceOut]


class VersionOut(msgspec.Struct):
    """`page` is a later state of `of`; `changes` lie on the later, `removed` on the earlier page."""

    page: str
    of: str
    why: str
    changes: list[PlaceOut]
    removed: list[PlaceOut]
    correction: list[PlaceOut]


class FigureReadingOut(msgspec.Struct):
    page: str
    start: int
    end: int
    authority: PlaceOut | None
    as_of: str | None
    text: str
    low: float | int | None
    high: float | int | None
    value: float | int | None
    modality: str


class FigurePairOut(msgspec.Struct):
    a: int
    b: int
    verdict: str
    reason: str


class FigureOut(msgspec.Struct):
    id: str
    what: str
    verdict: str
    reason: str
    readings: list[FigureReadingOut]
    pairs: list[FigurePairOut]
    unit: str | None
    near: list[str]
    by: str


class SayingReadingOut(msgspec.Struct):
    page: str
    spans: list[Pair]
    text: str
    type: str
    speaker: list[PlaceOut]
    confidence: float


class SayingOut(msgspec.Struct):
    id: str
    speaker: str | None
    label: str | None
    readings: list[SayingReadingOut]


class EntityOut(msgspec.Struct):
    id: str
    kind: str
    label: str
    forms: list[str]


class ContributionOut(msgspec.Struct):
    event: str
    page: str
    shared: int
    own: int
    silent: int


class WitnessOut(msgspec.Struct):
    page: str
    siglum: str


class SynopsisOut(msgspec.Struct):
    """The one object of `lesart collate --format json`."""

    version: int
    pages: list[Any]
    """A PageOut, or a RefusedOut for an input that was refused."""
    witnesses: list[WitnessOut]
    entities: list[EntityOut]
    passages: list[PassageOut]
    events: list[EventOut]
    stories: list[StoryOut]
    sources: list[SourceOut]
    origins: list[OriginOut]
    loci: list[LocusOut]
    figures: list[FigureOut]
    sayings: list[SayingOut]
    contributions: list[ContributionOut]
    mentioned: list[MentionedOut] = []
    versions: list[VersionOut] = []
    corrections: list[CorrectionOut] = []
    superseded: list[LocusOut] = []
    """Rows that only superseded states of pages have."""
    left_out: LeftOut = LeftOut()


def synopsis_out(synopsis: Synopsis, with_text: bool = False) -> SynopsisOut:
    """The object of `collate --format json`; every reading carries the words at its spans."""
    pages = {page.page.id: page.page for page in synopsis.pages}
    earlier = {version.page: version.of for version in synopsis.versions if version.ordered}
    listed: list[Any] = [page_out(page, with_text, earlier.get(page.page.id)) for page in synopsis.pages]
    listed.extend(refused_out(rejected) for rejected in synopsis.rejected if rejected.stage != "skipped")
    sources = {page.id: page.source for page in pages.values()}
    spoken, superseded = _loci_out(synopsis, pages)
    return SynopsisOut(
        version=1,
        pages=listed,
        witnesses=[WitnessOut(w.page, w.siglum) for w in synopsis.witnesses],
        entities=[EntityOut(e.id, e.kind, e.label, list(e.forms)) for e in synopsis.entities],
        passages=[passage_out(passage, sources) for passage in synopsis.passages],
        events=[
            EventOut(
                id=e.id,
                pages=list(e.pages),
                earliest=e.earliest,
                latest=e.latest,
                place=e.place,
                entities=list(e.entities),
                why=list(e.why),
                evidence=places(pages, e.evidence),
                nearest=e.nearest,
                nearest_why=list(e.nearest_why),
                by=e.by,
            )
            for e in synopsis.events
        ],
        stories=[StoryOut(s.id, list(s.events), list(s.why)) for s in synopsis.stories],
        sources=[
            SourceOut(g.event, list(g.pages), g.basis, list(g.agencies), places(pages, g.grounds))
            for g in synopsis.sources
        ],
        origins=[
            OriginOut(o.page, o.shared, list(o.others), o.hypothesis, list(o.agencies), places(pages, o.grounds))
            for o in synopsis.origins
        ],
        loci=spoken,
        figures=[_figure_out(figure, pages) for figure in synopsis.figures],
        sayings=[_saying_out(saying, pages) for saying in synopsis.sayings],
        contributions=[ContributionOut(c.event, c.page, c.shared, c.own, c.silent) for c in synopsis.contributions],
        mentioned=[MentionedOut(m.story, m.earliest, m.latest, places(pages, m.spans)) for m in synopsis.mentioned],
        versions=[version_out(version, pages) for version in synopsis.versions],
        corrections=corrections_out(synopsis.corrections),
        superseded=superseded,
        left_out=synopsis.left_out,
    )


def _loci_out(synopsis: Synopsis, pages: Mapping[str, Page]) -> tuple[list[LocusOut], list[LocusOut]]:
    """The rows in which the newest states of pages speak, and those that only superseded states have."""
    later = {version.of: version.page for version in synopsis.versions if version.ordered}
    older: dict[str, frozenset[str]] = {}
    for event in synopsis.events:
        here = set(event.pages)
        older[event.id] = frozenset(page for page in event.pages if _later_states(page, later) & here)
    spoken: list[LocusOut] = []
    superseded: list[LocusOut] = []
    for locus in synopsis.loci:
        row = _locus_out(locus, pages)
        kept = [reading for reading in row.readings if reading.page not in older.get(locus.event, ())]
        if not any(reading.spans for reading in kept):
            superseded.append(row)
            continue
        row.earlier = [reading for reading in row.readings if reading not in kept and reading.spans]
        row.readings = kept
        spoken.append(row)
    return spoken, superseded


def _later_states(page: str, later: Mapping[str, str]) -> set[str]:
    found: set[str] = set()
    while page in later and later[page] not in found:
        page = later[page]
        found.add(page)
    return found


def version_out(version: Version, pages: Mapping[str, Page]) -> VersionOut:
    return VersionOut(
        version.page,
        version.of,
        version.why,
        places(pages, version.changes),
        places(pages, version.removed),
        places(pages, version.correction),
    )


def place(pages: Mapping[str, Page], span: Span) -> PlaceOut:
    return PlaceOut(span.page, span.start, span.end, pages[span.page][span])


def places(pages: Mapping[str, Page], spans: Iterable[Span]) -> list[PlaceOut]:
    return [place(pages, span) for span in spans]


def words_at(page: Page, spans: Iterable[Span]) -> str:
    """The characters at `spans`, pieces set apart by ` … `: what a reading shows as its text."""
    return GAP.join(page[span] for span in spans)


def _locus_out(locus: Locus, pages: Mapping[str, Page]) -> LocusOut:
    readings = [
        ReadingOut(
            page=reading.page,
            spans=pairs(reading.spans),
            relation=reading.relation,
            text=words_at(pages[reading.page], reading.spans),
            variants=[_variant_out(variant, pages) for variant in reading.variants],
        )
        for reading in locus.readings
    ]
    return LocusOut(locus.id, locus.event, readings, place(pages, locus.catchword) if locus.catchword else None)


def _variant_out(variant: Variant, pages: Mapping[str, Page]) -> VariantOut:
    base = None
    if variant.base:
        page = variant.base[0].page
        base = VariantBaseOut(page, pairs(variant.base), words_at(pages[page], variant.base))
    text = words_at(pages[variant.here[0].page], variant.here) if variant.here else ""
    return VariantOut(variant.kind, pairs(variant.here), text, base)


def _figure_out(figure: Figure, pages: Mapping[str, Page]) -> FigureOut:
    readings = [
        FigureReadingOut(
            page=reading.page,
            start=reading.span.start,
            end=reading.span.end,
            authority=place(pages, reading.authority) if reading.authority else None,
            as_of=reading.as_of,
            text=pages[reading.page][reading.span],
            low=number(reading.low),
            high=number(reading.high),
            value=number(reading.value),
            modality=reading.modality,
        )
        for reading in figure.readings
    ]
    return FigureOut(
        figure.id,
        figure.what,
        figure.verdict,
        figure.reason,
        readings,
        [FigurePairOut(p.a, p.b, p.verdict, p.reason) for p in figure.pairs],
        figure.unit,
        list(figure.near),
        figure.by,
    )


def _saying_out(saying: Saying, pages: Mapping[str, Page]) -> SayingOut:
    readings = [
        SayingReadingOut(
            reading.page,
            pairs(reading.spans),
            words_at(pages[reading.page], reading.spans),
            reading.type,
            places(pages, reading.speaker),
            reading.confidence,
        )
        for reading in saying.readings
    ]
    return SayingOut(saying.id, saying.speaker, saying.label, readings)

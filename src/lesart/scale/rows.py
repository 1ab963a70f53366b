"""Rows of the tables from the model."""

from __future__ import annotations

from collections.abc import Iterable

from lesart.model.annotation import Annotated
from lesart.model.outcome import Rejected
from lesart.model.relation import Event, Passage, SourceGroup, Story
from lesart.model.text import Span

Cell = object
Row = tuple[Cell, ...]
"""The cells of one row, in the order of `tables.COLUMNS`."""


def page_row(page: Annotated, parcel: int, item: int) -> Row:
    """The row of `pages`."""
    raw, article = page.page, page.article
    title, outlet = article.title, article.outlet
    return (
        raw.id,
        raw.source,
        raw.file,
        raw.record,
        raw.bytes_id,
        raw.text.encode("utf-8", "replace").decode("utf-8"),
        raw.medium,
        article.language,
        title.text if title else None,
        title.start if title else None,
        title.end if title else None,
        article.published,
        article.updated,
        article.earliest,
        article.latest,
        outlet.name if outlet else None,
        outlet.domain if outlet else None,
        list(article.authors),
        list(article.agencies),
        article.section,
        article.canonical,
        raw.url,
        article.paywall,
        article.stub,
        parcel,
        item,
    )


def annotation_rows(page: Annotated) -> dict[str, list[Row]]:
    """The rows of the tables of zones and annotations."""
    name = page.page.id
    return {
        "zones": [(name, z.kind, z.span.start, z.span.end, z.by) for z in page.article.zones],
        "sentences": [(name, s.span.start, s.span.end) for s in page.sentences],
        "names": [(name, n.span.start, n.span.end, n.kind, n.entity, n.by) for n in page.names],
        "times": [(name, t.span.start, t.span.end, t.type, t.value, t.earliest, t.latest, t.by) for t in page.times],
        "quantities": [
            (
                name,
                q.span.start,
                q.span.end,
                q.number.start,
                q.number.end,
                q.modality,
                q.value,
                q.low,
                q.high,
                q.unit,
                _span(q.of),
                _span(q.predicate),
                _span(q.authority),
                q.authority_entity,
                q.as_of,
                q.by,
            )
            for q in page.quantities
        ],
        "quotations": [
            (
                name,
                q.type,
                _spans(q.content),
                _spans(q.cue),
                _spans(q.speaker),
                _spans(q.frame),
                _spans(q.addressee),
                _spans(q.via),
                q.entity,
                q.confidence,
                q.by,
            )
            for q in page.quotations
        ],
    }


def passage_row(passage: Passage) -> Row:
    """The row of `passages`."""
    return (passage.id, len(passage.members), passage.quotation, passage.versions)


def member_rows(passage: Passage) -> list[Row]:
    """The rows of `passage_members`."""
    return [(passage.id, span.page, span.start, span.end) for span in passage.members]


def event_row(event: Event) -> Row:
    """The row of `events`."""
    return (
        event.id,
        list(event.pages),
        event.earliest,
        event.latest,
        event.place,
        list(event.entities),
        list(event.why),
        _places(event.evidence),
        event.nearest,
        list(event.nearest_why),
        event.by,
    )


def story_row(story: Story) -> Row:
    """The row of `stories`."""
    return (story.id, list(story.events), list(story.why))


def source_row(group: SourceGroup) -> Row:
    """The row of `sources`."""
    return (group.event, list(group.pages), group.basis, list(group.agencies), _places(group.grounds))


def rejected_row(rejected: Rejected) -> Row:
    """The row of `rejected`."""
    return (rejected.stage, rejected.source, rejected.reason, _places(rejected.spans))


def _span(span: Span | None) -> dict[str, int] | None:
    return {"start": span.start, "end": span.end} if span else None


def _spans(spans: Iterable[Span]) -> list[dict[str, int]]:
    return [{"start": span.start, "end": span.end} for span in spans]


def _places(spans: Iterable[Span]) -> list[dict[str, object]]:
    return [{"page": span.page, "start": span.start, "end": span.end} for span in spans]

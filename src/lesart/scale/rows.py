"""Rows of the tables from the model."""

from __future__ import annotations

from lesart.model.annotation import Annotated
from lesart.model.outcome import Rejected
from lesart.model.relation import Event, Passage, SourceGroup, Story

Cell = object
Row = tuple[Cell, ...]
"""The cells of one row, in the order of `tables.COLUMNS`; places are Spans."""


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
                q.of,
                q.predicate,
                q.authority,
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
                q.content,
                q.cue,
                q.speaker,
                q.frame,
                q.addressee,
                q.via,
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
        event.evidence,
        event.nearest,
        list(event.nearest_why),
        event.by,
    )


def story_row(story: Story) -> Row:
    """The row of `stories`."""
    return (story.id, list(story.events), list(story.why))


def source_row(group: SourceGroup) -> Row:
    """The row of `sources`."""
    return (group.event, list(group.pages), group.basis, list(group.agencies), group.grounds)


def rejected_row(rejected: Rejected) -> Row:
    """The row of `rejected`."""
    return (rejected.stage, rejected.source, rejected.reason, rejected.spans)

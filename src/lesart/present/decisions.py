"""Persons' decisions as the commands print them: what was decided, by whom, and what in a page came of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from lesart.model.annotation import Annotated
from lesart.model.correction import Applied, Correction, Decision

PERSON = "person: "
"""How `by` begins where a person decided."""


class DecidedOut(msgspec.Struct):
    """A part of a page that a person's decision made what it is: its kind, its place, and `by` whom."""

    what: str
    start: int
    end: int
    by: str


class AppliedOut(msgspec.Struct):
    """Where a correction applied; `unplaced` says why it did not."""

    page: str
    start: int
    end: int


class CorrectionOut(msgspec.Struct):
    """A correction as `lesart correct list` and `collate` print it; `decision` is as it is kept."""

    id: str
    kind: str
    person: str
    made: str
    why: str
    decision: Decision
    undone: str | None = None
    undone_by: str | None = None
    places: list[AppliedOut] = []
    unplaced: str | None = None


def decided_out(page: Annotated) -> list[DecidedOut]:
    """The parts of `page` that a person decided, by place."""
    return sorted(_decided(page), key=lambda part: (part.start, part.end, part.what))


def _decided(page: Annotated) -> Iterator[DecidedOut]:
    for zone in page.article.zones:
        if zone.by.startswith(PERSON):
            yield DecidedOut("zone", zone.span.start, zone.span.end, zone.by)
    for name in page.names:
        if name.by.startswith(PERSON):
            yield DecidedOut("mention", name.span.start, name.span.end, name.by)
    for quotation in page.quotations:
        if quotation.by.startswith(PERSON):
            yield DecidedOut("quotation", quotation.content[0].start, quotation.content[-1].end, quotation.by)
    for quantity in page.quantities:
        if quantity.by.startswith(PERSON):
            yield DecidedOut("quantity", quantity.span.start, quantity.span.end, quantity.by)


def correction_out(correction: Correction) -> CorrectionOut:
    return CorrectionOut(
        id=correction.id,
        kind=correction.kind,
        person=correction.person,
        made=correction.made,
        why=correction.why,
        decision=correction.decision,
        undone=correction.undone,
        undone_by=correction.undone_by,
    )


def corrections_out(applied: Iterable[Applied]) -> list[CorrectionOut]:
    """One record a correction, in the order they were made, with all the places where it applied."""
    records: dict[str, CorrectionOut] = {}
    for each in applied:
        record = records.setdefault(each.correction.id, correction_out(each.correction))
        record.places.extend(AppliedOut(span.page, span.start, span.end) for span in each.places)
        record.unplaced = record.unplaced or each.unplaced
    return sorted(records.values(), key=lambda record: (record.made, record.id))

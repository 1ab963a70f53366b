"""Persons' decisions applied to the machine's results: to one page, to events, to rows of figures.

Each function returns the result with what was decided, marked `by` the person, and says of each correction where it
applied or why it did not. Decisions are applied in the order they were made.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence

import msgspec

from lesart.model.annotation import Annotated, Quotation
from lesart.model.article import Article, Zone
from lesart.model.correction import (
    Applied,
    Correction,
    EntityRef,
    JoinEntities,
    Note,
    PageRef,
    PartEntities,
    Quoted,
    RejectComparison,
    Rezone,
    RightSpeaker,
)
from lesart.model.synopsis import VERDICT_ORDER, Figure, FigurePair
from lesart.model.text import Page, Span, Spans
from lesart.store.places import Pages

GONE = "its words are not on the page any more, or stand there several times"
NO_PAGE = "its page is not there"

Annotate = Callable[[Article], Annotated]
"""Annotates a page anew, after its zones were changed."""

PAGE_KINDS = frozenset({"zone", "speaker", "join", "part", "note"})
"""Decisions that are applied to single pages."""


def correct_page(
    page: Annotated, corrections: Iterable[Correction], annotate: Annotate
) -> tuple[Annotated, list[Applied]]:
    """`page` with the decisions on its zones, speakers and named things, and what became of each that names it."""
    there = Pages([page.page])
    mine = list(corrections)
    told: list[Applied] = []
    zoned = [each for each in mine if isinstance(each.decision, Rezone) and there.of(each.decision.place)]
    article = page.article
    for each in zoned:
        article, applied = _rezone(article, each, there)
        told.append(applied)
    if article is not page.article:
        page = annotate(article)
    for each in mine:
        decision = each.decision
        if isinstance(decision, RightSpeaker) and there.of(decision.content[0]):
            page, applied = _right_speaker(page, each, decision, there)
            told.append(applied)
        elif isinstance(decision, PartEntities) and any(there.of(place) for place in decision.places):
            page, applied = _part_entities(page, each, decision, there)
            told.append(applied)
        elif isinstance(decision, JoinEntities):
            page, touched = _join_entities(page, each, decision)
            if touched:
                told.append(Applied(each, touched))
        elif isinstance(decision, Note):
            told.extend(_note(each, decision, there))
    return page, told


def _rezone(article: Article, correction: Correction, pages: Pages) -> tuple[Article, Applied]:
    decision = correction.decision
    assert isinstance(decision, Rezone)
    spans = pages.find(decision.place)
    if not spans:
        return article, Applied(correction, unplaced=GONE)
    span = _trimmed(article.page, spans[0].start, spans[0].end)
    if span is None:
        return article, Applied(correction, unplaced="nothing but white space stands there")
    zones = [Zone(decision.kind, span, by=correction.by)]
    for zone in article.zones:
        if not zone.span.meets(span):
            zones.append(zone)
            continue
        for start, end in ((zone.span.start, span.start), (span.end, zone.span.end)):
            left = _trimmed(article.page, start, end)
            if left is not None:
                zones.append(msgspec.structs.replace(zone, span=left))
    zones.sort(key=lambda zone: zone.span.start)
    return msgspec.structs.replace(article, zones=tuple(zones)), Applied(correction, (span,))


def _trimmed(page: Page, start: int, end: int) -> Span | None:
    """The part of `[start, end)` between its white space, None where it is all white space."""
    piece = page.text[start:end] if start < end else ""
    if not piece.strip():
        return None
    return page.span(start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip()))


def _right_speaker(
    page: Annotated, correction: Correction, decision: RightSpeaker, pages: Pages
) -> tuple[Annotated, Applied]:
    content = pages.find_all(decision.content)
    if not content:
        return page, Applied(correction, unplaced=GONE)
    shared = [_overlap(quotation, content) for quotation in page.quotations]
    if not any(shared):
        return page, Applied(correction, unplaced="no quotation is found there any more")
    at = shared.index(max(shared))
    speaker = tuple(pages.find_all(decision.speaker))
    if decision.speaker and not speaker:
        return page, Applied(correction, unplaced="the speaker's words are not on the page any more")
    righted = msgspec.structs.replace(
        page.quotations[at],
        speaker=speaker,
        entity=decision.entity.id if decision.entity else None,
        by=correction.by,
    )
    quotations = (*page.quotations[:at], righted, *page.quotations[at + 1 :])
    return msgspec.structs.replace(page, quotations=quotations), Applied(correction, (*righted.content, *speaker))


def _overlap(quotation: Quotation, content: Sequence[Span]) -> int:
    """Characters in common less those apart, so that the nested quotation is told from the one around it."""
    common = sum(
        max(0, min(one.end, other.end) - max(one.start, other.start)) for one in quotation.content for other in content
    )
    apart = sum(len(span) for span in quotation.content) + sum(len(span) for span in content) - 2 * common
    return max(0, 1 + 2 * common - apart) if common else 0


def parted_id(decision: PartEntities) -> str:
    """The id of what `decision` tells apart from its entity."""
    return f"{decision.entity.id}~{hashlib.sha256(decision.label.encode()).hexdigest()[:6]}"


def _part_entities(
    page: Annotated, correction: Correction, decision: PartEntities, pages: Pages
) -> tuple[Annotated, Applied]:
    places = tuple(pages.find_all([place for place in decision.places if pages.of(place)]))
    if not places:
        return page, Applied(correction, unplaced=GONE)
    fresh = parted_id(decision)
    names = tuple(
        msgspec.structs.replace(name, entity=fresh, by=correction.by)
        if any(name.span.meets(place) for place in places)
        else name
        for name in page.names
    )
    quotations = tuple(
        msgspec.structs.replace(each, entity=fresh, by=correction.by) if _meets(each.speaker, places) else each
        for each in page.quotations
    )
    quantities = tuple(
        msgspec.structs.replace(each, authority_entity=fresh, by=correction.by)
        if each.authority and _meets((each.authority,), places)
        else each
        for each in page.quantities
    )
    parted = msgspec.structs.replace(page, names=names, quotations=quotations, quantities=quantities)
    return parted, Applied(correction, places)


def _meets(spans: Spans, places: Spans) -> bool:
    return any(span.meets(place) for span in spans for place in places)


def _join_entities(page: Annotated, correction: Correction, decision: JoinEntities) -> tuple[Annotated, Spans]:
    joined = {other.id for other in decision.others} - {decision.keep.id}
    touched = tuple(name.span for name in page.names if name.entity in joined)
    quoted = any(quotation.entity in joined for quotation in page.quotations)
    counted = any(quantity.authority_entity in joined for quantity in page.quantities)
    if not touched and not quoted and not counted:
        return page, ()
    keep, by = decision.keep.id, correction.by
    return (
        msgspec.structs.replace(
            page,
            names=tuple(
                msgspec.structs.replace(name, entity=keep, by=by) if name.entity in joined else name
                for name in page.names
            ),
            quotations=tuple(
                msgspec.structs.replace(each, entity=keep) if each.entity in joined else each
                for each in page.quotations
            ),
            quantities=tuple(
                msgspec.structs.replace(each, authority_entity=keep) if each.authority_entity in joined else each
                for each in page.quantities
            ),
        ),
        touched or tuple(quotation.content[0] for quotation in page.quotations if quotation.entity in joined),
    )


def _note(correction: Correction, decision: Note, pages: Pages) -> list[Applied]:
    if isinstance(decision.on, PageRef):
        return [Applied(correction)] if pages.of(decision.on) else []
    if isinstance(decision.on, Quoted) and pages.of(decision.on):
        spans = tuple(pages.find(decision.on))
        return [Applied(correction, spans, None if spans else GONE)]
    return []


def joined_labels(corrections: Iterable[Correction]) -> dict[str, str]:
    """Labels of entities that persons named: of what was kept in a join, and of what was told apart."""
    labels: dict[str, str] = {}
    for correction in corrections:
        decision = correction.decision
        if isinstance(decision, JoinEntities):
            labels[decision.keep.id] = decision.keep.label
        elif isinstance(decision, PartEntities):
            labels[parted_id(decision)] = decision.label
        elif isinstance(decision, RightSpeaker) and isinstance(decision.entity, EntityRef):
            labels.setdefault(decision.entity.id, decision.entity.label)
    return labels


def correct_figures(
    figures: Sequence[Figure], pages: Iterable[Page], corrections: Iterable[Correction]
) -> tuple[tuple[Figure, ...], list[Applied]]:
    """`figures` without the comparisons that persons rejected: a row falls apart where two of it may not meet."""
    there = Pages(pages)
    rows = list(figures)
    told: list[Applied] = []
    for correction in corrections:
        decision = correction.decision
        if not isinstance(decision, RejectComparison):
            continue
        one, other = there.find(decision.one), there.find(decision.other)
        if not one or not other:
            named = there.of(decision.one) and there.of(decision.other)
            told.append(Applied(correction, unplaced=GONE if named else NO_PAGE))
            continue
        rows = [part for row in rows for part in _part_row(row, one, other, correction)]
        told.append(Applied(correction, (*one, *other)))
    return tuple(rows), told


def _part_row(row: Figure, one: Sequence[Span], other: Sequence[Span], correction: Correction) -> list[Figure]:
    first = {at for at, reading in enumerate(row.readings) if _meets((reading.span,), tuple(one))}
    second = {at for at, reading in enumerate(row.readings) if _meets((reading.span,), tuple(other))} - first
    if not first or not second:
        return [row]
    # What the decision says nothing of stays with the first figure: a reading stands in one row.
    parts = [[at for at in range(len(row.readings)) if at not in second], sorted(second)]
    return [_row_of(row, part, correction) for part in parts if len(part) > 1]


def _row_of(row: Figure, part: Sequence[int], correction: Correction) -> Figure:
    place = {at: n for n, at in enumerate(part)}
    pairs = tuple(
        FigurePair(place[pair.a], place[pair.b], pair.verdict, pair.reason)
        for pair in row.pairs
        if pair.a in place and pair.b in place
    )
    verdict = min((pair.verdict for pair in pairs), key=VERDICT_ORDER.index, default="unclear")
    reason = next((pair.reason for pair in pairs if pair.verdict == verdict), "nothing on the pages settles it")
    readings = tuple(row.readings[at] for at in part)
    ids = "\n".join(f"{reading.page}:{reading.span.start}" for reading in readings)
    return msgspec.structs.replace(
        row,
        id="figure-" + hashlib.sha256(ids.encode()).hexdigest()[:12],
        verdict=verdict,
        reason=reason,
        readings=readings,
        pairs=pairs,
        by=correction.by,
    )

"""Comparable numbers side by side, with verdicts.

`comparables.py` says how surely two numbers count the same thing, `verdicts.py` what to say of two that do. A row
grows from the surest pair and only while no two of its numbers exclude each other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from lesart.compare.comparables import comparable, find_displaced, same_set
from lesart.compare.counting import Counted, count_page, lend_authorities
from lesart.compare.unit_scales import convert_to_show
from lesart.compare.verdicts import Claim, judge, strongest
from lesart.model.annotation import Annotated, Quantity
from lesart.model.relation import Event, Story
from lesart.model.synopsis import Figure, FigurePair, FigureReading, Locus
from lesart.model.text import Span

COMPARABLE = 0.7
"""Probability from which two numbers may stand in one row. With JOIN the best of 0.5 to 0.8 on the annotated events,
each scored by weights of the others (`python -m training.figures … --leave-out`), where 0.5 to 0.7 lie within two
points and lower ones compare more that must not be compared."""
GENERAL_BODY = "authority"
"""The kind of body (`institution_concepts`) that says no more than that it is one."""
BEFORE = " before"
"""Mark of the time before an event's own."""
JOIN = 0.6
"""Mean probability between two groups of numbers from which they are one row. Chosen there too, of 0.5 to 0.6."""


def compare_figures(
    pages: Sequence[Annotated],
    events: Sequence[Event],
    stories: Sequence[Story],
    loci: Sequence[Locus],
    about_share: float,
) -> tuple[Figure, ...]:
    """Rows of comparable figures over the pages of each story. `about_share`: width of *etwa* (0.10: ten per cent).

    `loci`: the rows of the synopsis; two numbers in one row are likelier to count the same thing.
    """
    figures: list[Figure] = []
    for event_of, counted in count_stories(pages, events, stories, loci):
        rows = [row for row in gather(counted) if len({each.page for each in row}) > 1]
        made = [_make_figure(row, pages, event_of, about_share) for row in rows]
        figures.extend(_point_to_near(made, rows))
    return tuple(figures)


def count_stories(
    pages: Sequence[Annotated], events: Sequence[Event], stories: Sequence[Story], loci: Sequence[Locus]
) -> Iterator[tuple[dict[str, Event], list[Counted]]]:
    """For each story, the event of each of its pages and what the numbers of its pages count."""
    place_of = {page.page.id: place for place, page in enumerate(pages)}
    by_id = {event.id: event for event in events}
    rows_of = _rows_of(loci)
    for story in stories:
        mine = [by_id[name] for name in story.events]
        event_of = {page: event for event in reversed(mine) for page in event.pages}
        names = dict.fromkeys(page for event in mine for page in event.pages)
        counted = [
            each
            for page in names
            for each in count_page(pages[place_of[page]], place_of[page], event_of[page], rows_of)
        ]
        yield event_of, lend_authorities(counted)


def _rows_of(loci: Sequence[Locus]) -> Mapping[Span, str]:
    return {span: locus.id for locus in loci for reading in locus.readings for span in reading.spans}


def gather(counted: Sequence[Counted], weights: tuple[float, ...] | None = None) -> list[list[Counted]]:
    """Rows of comparable figures: no two of a row exclude each other, and on the whole they count one thing."""
    scores: dict[tuple[int, int], float] = {}
    displaced = find_displaced(counted)
    for a, first in enumerate(counted):
        for b in range(a + 1, len(counted)):
            score = comparable(first, counted[b], displaced(first, counted[b]), weights)
            if score is not None:
                scores[a, b] = score
    rows: dict[int, list[int]] = {place: [place] for place in range(len(counted))}
    owner = list(range(len(counted)))
    for (a, b), score in sorted(scores.items(), key=lambda item: (-item[1], item[0])):
        one, other = owner[a], owner[b]
        if score < COMPARABLE:
            break
        if one != other and _may_join(scores, rows[one], rows[other]):
            rows[one] = sorted(rows[one] + rows.pop(other))
            for place in rows[one]:
                owner[place] = one
    return [[counted[place] for place in row] for row in rows.values()]


def _may_join(scores: Mapping[tuple[int, int], float], one: Sequence[int], other: Sequence[int]) -> bool:
    pairs = [(min(a, b), max(a, b)) for a in one for b in other]
    if any(pair not in scores for pair in pairs):
        return False
    return sum(scores[pair] for pair in pairs) >= JOIN * len(pairs)


def _make_figure(
    row: Sequence[Counted], pages: Sequence[Annotated], event_of: Mapping[str, Event], about_share: float
) -> Figure:
    pairs = []
    claims = [_claim_at_its_time(each, row) for each in row]
    for a, one in enumerate(row):
        for b in range(a + 1, len(row)):
            same = _same_authority(one, row[b])
            verdict, reason = judge(claims[a], claims[b], about_share, same, same_set(one, row[b]))
            pairs.append(FigurePair(a, b, verdict, reason))
    across = [pair for pair in pairs if row[pair.a].page != row[pair.b].page]
    verdict = strongest([pair.verdict for pair in across])
    named = min(row, key=lambda each: (each.quantity.of is None, each.people == "general"))
    what = named.quantity.of or named.quantity.span
    units = {each.printed.unit for each in row if not each.sum_of_money}
    readings = tuple(
        _reading(each, each.printed if len(units) == 1 else convert_to_show(each.printed), pages[each.page])
        for each in row
    )
    ids = "\n".join(f"{reading.page}:{reading.span.start}" for reading in readings)
    return Figure(
        id="figure-" + hashlib.sha256(ids.encode()).hexdigest()[:12],
        what=pages[named.page].page[what],
        what_span=what,
        verdict=verdict,
        reason=next((pair.reason for pair in across if pair.verdict == verdict), ""),
        readings=readings,
        pairs=tuple(pairs),
        events=tuple(dict.fromkeys(event_of[reading.page].id for reading in readings)),
        unit=units.pop() if len(units) == 1 else row[0].quantity.unit,
    )


def _claim_at_its_time(each: Counted, row: Sequence[Counted]) -> Claim:
    """The claim of a number. The earlier of two states that its page gives (*stieg von 17 auf 26*) holds at an earlier
    time that no page dates; a number on a page without a date holds from the first time that a page gives it."""
    if each.replaced:
        return msgspec.structs.replace(each.claim, moment=None, occasion=each.claim.occasion + BEFORE)
    if each.claim.moment is not None or each.claim.value is None:
        return each.claim
    moments = (other.claim.moment for other in row if other.claim.value == each.claim.value and not other.replaced)
    return msgspec.structs.replace(each.claim, moment=min((m for m in moments if m is not None), default=None))


def _reading(each: Counted, quantity: Quantity, page: Annotated) -> FigureReading:
    """`quantity`: the number in the unit of its row, that of the pages where all give the same."""
    return FigureReading(
        page=page.page.id,
        span=quantity.span,
        low=quantity.low,
        high=quantity.high,
        value=quantity.value,
        modality=quantity.modality,
        authority=quantity.authority,
        authority_key=each.claim.authority,
        as_of=quantity.as_of,
    )


def _same_authority(one: Counted, other: Counted) -> bool | None:
    """None where one of the two has nobody, or both a body of one kind (*Polizei*, *die Beamten*; *die Behörde* is of
    any), which may be one;
    compounds and their last part are one (*Kantonspolizei*, *Polizei*)."""
    mine, theirs = one.authority(), other.authority()
    if mine is None or theirs is None:
        return None
    if mine == theirs or any(
        a == b or (len(b) > 4 and a.endswith(b)) or (len(a) > 4 and b.endswith(a))
        for a in mine.split()
        for b in theirs.split()
    ):
        return True
    may_be_one = one.bodies & other.bodies or (GENERAL_BODY in one.bodies | other.bodies)
    return None if may_be_one else False


def _point_to_near(made: list[Figure], rows: list[list[Counted]]) -> list[Figure]:
    """Rows that share what is counted or what became of it, but are not comparable, point to each other."""
    pointed = []
    for figure, row in zip(made, rows, strict=True):
        near = [
            other.id for other, there in zip(made, rows, strict=True) if other is not figure and _near(row[0], there[0])
        ]
        pointed.append(msgspec.structs.replace(figure, near=tuple(near)))
    return pointed


def _near(one: Counted, other: Counted) -> bool:
    return bool(one.outcomes & other.outcomes or one.heads & other.heads) and one.quantity.unit == other.quantity.unit

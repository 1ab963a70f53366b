"""Rows of the synopsis: what the witnesses of an event say at one point, and how each differs from the base."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from itertools import combinations

from lesart.compare.alignment import align_units
from lesart.compare.bonds import Bonds
from lesart.compare.catchwords import choose_catchword
from lesart.compare.relations import relate
from lesart.compare.sides import Side, make_side
from lesart.compare.units import Unit, make_units
from lesart.language.languages import Language
from lesart.language.stems import Stems, load_stems
from lesart.model.annotation import Annotated
from lesart.model.relation import Event
from lesart.model.synopsis import Contribution, Locus, Reading, Relation, Variant
from lesart.model.text import Span

CANDIDATES = 8
"""Readings of a row that are tried as its base."""


def align_loci(
    pages: Sequence[Annotated], event: Event, bonds: Bonds, language: Language, superseded: frozenset[str] = frozenset()
) -> tuple[Locus, ...]:
    """Loci of `event`; `pages` are its pages in the order of the report; `bonds`: sentences of one figure or utterance;
    `superseded`: ids of pages that a later state of the same page replaces.

    Rows of several witnesses come first, those of most witnesses foremost, in the order of the base witness; then
    what one witness alone has, page by page. Silence is told in rows of several witnesses, with the zones searched.
    """
    by_page = make_units(pages)
    units = [unit for mine in by_page for unit in mine]
    rows = align_units(units, bonds)
    rows.sort(key=lambda row: (-len({units[index].page for index in row}), _place(row, units)))
    taken = {index for row in rows for index in row}
    shared = [_shared_row([units[index] for index in row], pages, event, language, superseded) for row in rows]
    alone = [_lone_row(unit, pages, event) for index, unit in enumerate(units) if index not in taken and unit.words]
    return (*shared, *alone)


def _place(row: Sequence[int], units: Sequence[Unit]) -> tuple[int, int]:
    first = min(row, key=lambda index: (units[index].page, units[index].place))
    return (units[first].page, units[first].place)


def _shared_row(
    row: Sequence[Unit], pages: Sequence[Annotated], event: Event, language: Language, superseded: frozenset[str]
) -> Locus:
    units: dict[int, list[Unit]] = {}
    for unit in row:
        units.setdefault(unit.page, []).append(unit)
    sides = {place: make_side(pages[place], mine) for place, mine in sorted(units.items())}
    older = frozenset(place for place in sides if pages[place].page.id in superseded)
    base, related = _choose_base(sides, language, load_stems(pages[min(sides)].article.language), older)
    readings = [Reading(pages[base].page.id, "verbatim", _spans(units[base]))]
    for place, page in enumerate(pages):
        if place not in sides:
            readings.append(Reading(page.page.id, "silent", searched=_searched(page)))
        elif place != base:
            relation, variants = related[place]
            readings.append(Reading(page.page.id, relation, _spans(units[place]), variants))
    return Locus(_row_id(event, readings), event.id, tuple(readings), choose_catchword(row, units[base], pages[base]))


def _choose_base(
    sides: dict[int, Side], language: Language, stems: Stems, older: frozenset[int]
) -> tuple[int, dict[int, tuple[Relation, tuple[Variant, ...]]]]:
    """The reading whose relations to the others tell best how any two of them relate; and those relations.

    By the contract two readings differ if either differs from the base, and are reworded if either is. The base is
    the reading from which this tells the fewest pairs wrongly, a difference that is passed over counting twice; of
    several such the one from which the fewest differ, then the earliest page's. A page's superseded state (`older`)
    is no base where another page has the row: the newest speaks for the page. In a row about a number, a reading
    that gives none is no base. Only the first CANDIDATES readings are looked at, which bounds the work on a row of
    many witnesses.
    """
    tried = list(sides)[:CANDIDATES]
    told = {(a, b): relate(sides[a], sides[b], language, stems) for a in tried for b in tried if a != b}
    counted = 2 * sum(bool(side.quantities()) for side in sides.values()) > len(sides)

    def cost(base: int) -> tuple[bool, int, int]:
        away = {place: "verbatim" if place == base else told[base, place][0] for place in tried}
        pairs = [(_derived(away[a], away[b]), told[a, b][0]) for a, b in combinations(tried, 2)]
        wrong = sum((1 + (true == "differs")) * (derived != true) for derived, true in pairs)
        return counted and not sides[base].quantities(), wrong, sum(each == "differs" for each in away.values())

    base = min(tried, key=lambda place: (place in older, cost(place), tried.index(place)))
    found = {place: told[base, place] for place in tried if place != base}
    later = {place: relate(sides[base], sides[place], language, stems) for place in list(sides)[CANDIDATES:]}
    return base, found | later


def _derived(one: str, other: str) -> str:
    return next((each for each in ("differs", "reworded") if each in (one, other)), "verbatim")


def _lone_row(unit: Unit, pages: Sequence[Annotated], event: Event) -> Locus:
    page = pages[unit.page]
    readings = (Reading(page.page.id, "verbatim", (unit.span,)),)
    return Locus(_row_id(event, readings), event.id, readings, choose_catchword([unit], [unit], page))


def _row_id(event: Event, readings: Iterable[Reading]) -> str:
    told = [event.id, *(f"{s.page}:{s.start}-{s.end}" for reading in readings for s in reading.spans)]
    return "locus-" + hashlib.sha256("\n".join(told).encode()).hexdigest()[:12]


def _spans(units: Iterable[Unit]) -> tuple[Span, ...]:
    return tuple(unit.span for unit in units)


def _searched(page: Annotated) -> tuple[Span, ...]:
    return tuple(zone.span for zone in page.article.article_zones())


def count_contributions(event: Event, loci: Sequence[Locus]) -> tuple[Contribution, ...]:
    """Per page of `event`: rows shared, rows it alone has, rows it is silent on."""
    shared = dict.fromkeys(event.pages, 0)
    own = dict.fromkeys(event.pages, 0)
    silent = dict.fromkeys(event.pages, 0)
    for locus in loci:
        speaking = [reading.page for reading in locus.readings if reading.relation != "silent"]
        for reading in locus.readings:
            if reading.relation == "silent":
                silent[reading.page] += 1
        for page in speaking:
            if len(speaking) > 1:
                shared[page] += 1
            else:
                own[page] += 1
    return tuple(Contribution(event.id, page, shared[page], own[page], silent[page]) for page in event.pages)

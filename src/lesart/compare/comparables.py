"""How surely two numbers count the same thing: evidence of several kinds, weighed together.

Some things exclude: another unit, another outcome (*dead*; *injured*), another kind of thing, another area; and a page
that gives two numbers of one thing on one authority means two sets by it. Where nothing excludes, a logistic
regression weighs the evidence (`figure_evidence.tsv`, made by `training/figures.py` from our own annotated events): the
thing counted, what became of it, on whose word, the words beside the number, the row of the synopsis that both
sentences stand in, the place, the event, and the closeness of the values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from math import exp

from lesart.compare.counting import SMALLEST_TELLING, Counted
from lesart.compare.past_times import compare_told
from lesart.errors import LanguageDataError
from lesart.language.languages import load_language
from lesart.model.annotation import Quantity

KINDS = (
    "constant", "same_thing", "people", "unit", "same_outcome", "one_outcome", "same_authority", "same_row", "nearby",
    "closeness", "equal", "vague", "same_place", "other_event", "displaced", "other_time",
)  # fmt: skip
"""The kinds of evidence, in the order of `measure`."""
EQUAL_SMALL = 0.3
WIDEST_VAGUE = 20.0
"""A vague number fits values up to so many times its lower bound: *Hunderte* (from 200) do not stand for 9,000 (own
setting)."""
DIGITS_TELLING = 3
"""Significant digits from which an equal number tells by itself, whatever word stands behind it (own setting)."""
SAFETY = frozenset({"rescue", "evacuate"})
"""Outcomes of `outcomes.tsv` that some words tell together."""
_CURRENCY = re.compile("[A-Z]{3}$")
CLOSENESS = ((1.0, 1.0), (1.1, 0.6), (1.6, 0.3), (2.5, 0.0), (6.0, -0.5))
"""Closeness of two values by how many times the larger is the smaller; beyond the last, -1; equal small
numbers are no more than near (own setting)."""
LEAST_NEARBY = 0.05
"""Likeness of the words beside two numbers without which, with no row, outcome or noun in common, they only look
alike (own setting)."""
LOOSE = 0.45
"""Probability at most of two numbers of people that nothing but that holds together: too little to begin a row, enough
for one that others hold (own setting, below COMPARABLE in `figures.py`)."""
WIDEST_PART = 1.6
"""A kind of people and people at large are compared up to this ratio: beyond it, a part stands beside the whole (own
setting)."""


def comparable(
    one: Counted, other: Counted, displaced: bool = False, weights: tuple[float, ...] | None = None
) -> float | None:
    """Probability that two numbers count the same thing; None where something excludes it.

    `displaced`: one of the two pages gives the other's value exactly, by another number. `weights`: others than the
    shipped ones, by KINDS.
    """
    measured = measure(one, other, displaced)
    if measured is None:
        return None
    if looks_alike_only(one, other):
        return 0.0
    weights = weights or _load_weights()
    sure = 1.0 / (1.0 + exp(-sum(weight * value for weight, value in zip(weights, measured, strict=True))))
    return sure if _held_together(one, other) else min(sure, LOOSE)


def measure(one: Counted, other: Counted, displaced: bool = False) -> tuple[float, ...] | None:
    """The evidence on two numbers, by KINDS; None where something excludes that they count the same."""
    if one.quantity.unit != other.quantity.unit and not _elided_currency(one, other):
        return None
    if one.outcomes and other.outcomes and not _one_outcome(one.outcomes, other.outcomes):
        return None
    if one.page == other.page and _two_sets(one, other):
        return None
    thing = _thing(one, other)
    if thing is None or _other_area(one, other):
        return None
    if displaced and one.claim.occasion != other.claim.occasion:
        return None
    nearby = likeness(one.nearby, other.nearby)
    in_row = one.row is not None and one.row == other.row
    vague = one.quantity.value is None or other.quantity.value is None
    return tuple(
        float(told)
        for told in (
            True,
            thing == "same",
            thing == "people",
            one.quantity.unit is not None,
            bool(one.outcomes & other.outcomes),
            bool(one.outcomes) != bool(other.outcomes),
            one.claim.authority is not None and one.claim.authority == other.claim.authority,
            in_row,
            nearby,
            _closeness(one.quantity, other.quantity),
            _equal(one, other) and (one.quantity.value or 0.0) > SMALLEST_TELLING,
            vague and _closeness(one.quantity, other.quantity) > 0.0,
            bool(one.places & other.places),
            one.claim.occasion != other.claim.occasion,
            displaced,
            compare_told(one.told, other.told) == "other",
        )
    )


def looks_alike_only(one: Counted, other: Counted) -> bool:
    """Whether two numbers have no noun, outcome, row or word beside them in common."""
    if one.heads & other.heads or one.outcomes & other.outcomes or (one.row is not None and one.row == other.row):
        return False
    return likeness(one.nearby, other.nearby) < LEAST_NEARBY


def _held_together(one: Counted, other: Counted) -> bool:
    """Whether two numbers of people in different events have more in common than that they count people: what became
    of them, the authority, a telling number, or the noun and the place."""
    if not (one.people and other.people) or one.claim.occasion == other.claim.occasion:
        return True
    told = _equal(one, other) and (one.quantity.value or 0.0) > SMALLEST_TELLING
    authority = one.claim.authority is not None and one.claim.authority == other.claim.authority
    placed = bool(one.heads & other.heads and one.places & other.places)
    return told or authority or placed or bool(one.outcomes & other.outcomes)


def find_displaced(counted: Sequence[Counted]) -> Callable[[Counted, Counted], bool]:
    """Tells of two numbers whether the page of one gives the other's value exactly, by another number."""
    values: dict[int, set[tuple[str | None, float]]] = {}
    for each in counted:
        if each.quantity.value is not None:
            values.setdefault(each.page, set()).add((each.quantity.unit, each.quantity.value))

    def displaced(one: Counted, other: Counted) -> bool:
        if one.quantity.value == other.quantity.value:
            return False
        return any(
            mine.quantity.value is not None
            and mine.quantity.value > SMALLEST_TELLING
            and (mine.quantity.unit, mine.quantity.value) in values.get(theirs.page, ())
            for mine, theirs in ((one, other), (other, one))
        )

    return displaced


def _two_sets(one: Counted, other: Counted) -> bool:
    """Whether one page gives two values on one authority: then it counts two sets. A headline may be older than its
    page, and a count may have two states (*stieg von 17 auf 26*)."""
    if one.headline or other.headline or one.replaced != other.replaced:
        return False
    values = (one.quantity.value, other.quantity.value)
    if None in values or values[0] == values[1]:
        return False
    same = one.authority() == other.authority() or not (one.authority() and other.authority())
    return same and one.quantity.as_of == other.quantity.as_of


def _one_outcome(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two outcomes are one: equal, or both of being brought to safety and not contrary (*in Sicherheit
    gebracht* is rescued or evacuated)."""
    return one == other or (one | other <= SAFETY and bool(one & other))


def _elided_currency(one: Counted, other: Counted) -> bool:
    """Whether one gives a sum of money and the other a sum without its currency (*412 Millionen Umsatz*)."""
    units = (one.quantity.unit, other.quantity.unit)
    return (one.sum_of_money or other.sum_of_money) and any(unit and _CURRENCY.match(unit) for unit in units)


def _other_area(one: Counted, other: Counted) -> bool:
    """Whether one is told of a wider area (*im Inland*, *landesweit*) and the other of a place or area beside it, by
    another value: then a part stands beside the whole."""
    areas = [{place for place in each.places if place.startswith("c:")} for each in (one, other)]
    told = bool(one.places and other.places) and areas[0] != areas[1]
    return told and not _equal(one, other)


def _thing(one: Counted, other: Counted) -> str | None:
    """`same`: one head noun or one outcome without a noun; `people`: a general word for people beside a kind; `open`:
    nothing named by one of them, or two words for what has one value; None: two things."""
    near = _ratio(one.quantity, other.quantity) <= WIDEST_PART
    equal = _equal(one, other)
    if one.heads & other.heads:
        return "same"
    if not one.heads or not other.heads:
        return _open_thing(one, other, near, equal)
    if one.people and other.people and one.outcomes and one_toll(one, other):
        return "people"
    in_row = one.row is not None and one.row == other.row
    if one.people and other.people and near and ("general" in (one.people, other.people) or in_row):
        return "people"
    told = equal and (one.quantity.value or 0.0) > SMALLEST_TELLING
    alike = one.outcomes & other.outcomes or in_row or _distinct(one.quantity.value)
    return "open" if told and alike else None


def _distinct(value: float | None) -> bool:
    """Whether a number has so many digits that two pages of one story hardly give it for two things: 1389, not 1400."""
    return value is not None and len(f"{value:.12g}".strip("0").replace(".", "")) >= DIGITS_TELLING


def _open_thing(one: Counted, other: Counted, near: bool, equal: bool) -> str | None:
    """Where one of them names no noun: by what became of those counted. *Tausende* alone are people."""
    if one.outcomes & other.outcomes:
        part = "kind" in (one.people, other.people) and not near
        return None if part else "open" if one.heads or other.heads else "same"
    for mine, theirs in ((one, other), (other, one)):
        crowd = mine.quantity.value is None and mine.quantity.of is None and not mine.quantity.unit
        other_kind = mine.outcomes and not equal and theirs.people != "general"
        if theirs.heads and (other_kind or (crowd and not theirs.people)):
            return None
    return "open"


def _equal(one: Counted, other: Counted) -> bool:
    return one.quantity.value == other.quantity.value is not None


def one_toll(one: Counted, other: Counted) -> bool:
    """Whether one authority tells what became of people at two times: the toll goes on, whatever they are called."""
    same = one.claim.authority is not None and one.claim.authority == other.claim.authority
    return same and one.outcomes == other.outcomes


def same_set(one: Counted, other: Counted) -> bool:
    """Whether both numbers name the same population; a kind of people is another set than people at large."""
    if one_toll(one, other) or not one.heads or not other.heads:
        return True
    return bool(one.heads & other.heads) or one.quantity.value == other.quantity.value


def likeness(one: dict[str, float], other: dict[str, float]) -> float:
    """How much of the lighter of two weighed sets of terms the other has, 0 to 1."""
    shared = sum(min(weight, other[term]) for term, weight in one.items() if term in other)
    least = min(sum(one.values()), sum(other.values()))
    return shared / least if least else 0.0


def _closeness(one: Quantity, other: Quantity) -> float:
    """From 1, equal, to -1, far apart; a vague number that fits is near, and so are equal small ones."""
    if one.value is None or other.value is None:
        vague, exact = (one, other) if one.value is None else (other, one)
        if exact.value is not None and (vague.low or 0.0) <= exact.value <= WIDEST_VAGUE * (vague.low or 0.0):
            return EQUAL_SMALL
    ratio = _ratio(one, other)
    if ratio == 1.0 and (one.value or 0.0) <= SMALLEST_TELLING:
        return EQUAL_SMALL
    return next((value for bound, value in CLOSENESS if ratio <= bound), -1.0)


def _ratio(one: Quantity, other: Quantity) -> float:
    """How many times the larger is the smaller; 2 where one of them gives no size."""
    sizes = [abs(each.value or each.low or each.high or 0.0) for each in (one, other)]
    return max(sizes) / min(sizes) if min(sizes) else 2.0


@lru_cache(maxsize=1)
def _load_weights() -> tuple[float, ...]:
    table = load_language(None).mapping("figure_evidence")
    if set(table) != set(KINDS):
        raise LanguageDataError(f"figure_evidence.tsv weighs {sorted(table)}, not {sorted(KINDS)}")
    return tuple(float(table[kind]) for kind in KINDS)

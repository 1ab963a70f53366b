"""The verdict on two comparable numbers, with a reason made from their parts (CONTRACT: the table of verdicts)."""

from __future__ import annotations

from math import floor, inf

import msgspec

from lesart.model.annotation import Quantity
from lesart.model.synopsis import VERDICT_ORDER, Verdict


class Claim(msgspec.Struct, frozen=True):
    """What a verdict looks at: the number with its bounds, whose it is, and when it holds.

    `shown`: the words of the page. `authority`: key to compare by, None where nobody is named. `moment`: ISO date or
    date-time from which the number holds (`~` behind it: a later state of that day), None where unknown. `occasion`:
    the event it stands in. `unit`: the unit of the page; value and bounds are in the unit that all of its kind are
    converted to, and so is `grain`, half of the last digit given.
    """

    shown: str
    modality: str
    value: float | None
    low: float | None
    high: float | None
    authority: str | None
    moment: str | None
    occasion: str
    unit: str | None = None
    grain: float = 0.0


_LIMITS = frozenset({"at_most", "less_than", "at_least", "more_than"})
_NEAR = frozenset({"about", "almost"})
_VAGUE = frozenset({"several", "vague"})
ABOUT = 0.10
"""Width of *etwa* on either side where no setting reaches: the contract's ten per cent."""
DAY = len("2026-06-07")
LIMIT_REACH = 1.5
"""*mehr als 480* stands for numbers up to so many times 480; a later 730 is a change (own setting)."""
LEAST_ROUND_STEP = 100_000.0
"""Step from which a number is one of *Millionen* with decimals left out: 412 Millionen for 411,7 (own setting)."""
MOST_DIGITS_ROUND = 2
"""A number counts as a rounded one if it has so many significant digits at most and ends in a zero: 1200 may stand
for 1184, 1230 may not (own setting: two digits are what headlines keep)."""


def interval(claim: Claim, about_share: float) -> tuple[float, float]:
    """The values that the words leave open; `about_share`: width of *etwa*, on either side."""
    if claim.modality in _NEAR and claim.value is not None:
        spread = abs(claim.value) * about_share
        return claim.value - spread, claim.value if claim.modality == "almost" else claim.value + spread
    if claim.modality in ("plain", "converted") and claim.value is not None:
        return claim.value, claim.value
    low = claim.low if claim.low is not None else -inf
    high = claim.high if claim.high is not None else inf
    return low, high


def judge(
    one: Claim, other: Claim, about_share: float, same_authority: bool | None, same_set: bool = True
) -> tuple[Verdict, str]:
    """Verdict and reason. `same_authority`: None where at least one of the two names nobody; `same_set`: False
    where one counts a part of what the other counts."""
    a, b = interval(one, about_share), interval(other, about_share)
    slack = one.grain + other.grain if one.unit != other.unit else 0.0
    meet = a[0] <= b[1] + slack and b[0] <= a[1] + slack
    if one.value is not None and one.value == other.value:
        return _equal(one, other)
    if meet and _converted(one, other):
        return "rounding", f"{one.shown} | {other.shown}: equal, in another unit"
    if one.modality in _VAGUE or other.modality in _VAGUE:
        vague, exact = (one, other) if one.modality in _VAGUE else (other, one)
        if meet:
            return "agree", f"{vague.shown} | {exact.shown}: fits"
        return _apart(one, other, same_authority, changed=bool(same_authority))
    if _rounded(one, other, meet):
        return "rounding", f"{one.shown} | {other.shown}: equal but for rounding"
    if not same_set:
        return "scope", f"{one.shown} | {other.shown}: another set"
    both_exact = one.value is not None and other.value is not None
    if both_exact and _later(one, other) and (same_authority or (same_authority is None and not meet)):
        return _update(one, other, same_authority)
    if meet and both_exact and _far(one, other) and _later(one, other) and same_authority is not False:
        return _update(one, other, same_authority)
    if meet:
        limit, number = (one, other) if one.modality in _LIMITS else (other, one)
        return "bound", f"{number.shown} lies in {limit.shown}"
    return _apart(one, other, same_authority)


def _far(one: Claim, other: Claim) -> bool:
    """Whether a limit and a number inside it lie so far apart that later pages tell of more, not of the same."""
    sizes = sorted((abs(one.value or 0.0), abs(other.value or 0.0)))
    return sizes[1] >= LIMIT_REACH * sizes[0]


def _equal(one: Claim, other: Claim) -> tuple[Verdict, str]:
    if one.modality == other.modality or {one.modality, other.modality} <= {"plain", "converted"}:
        return "agree", f"{one.shown} | {other.shown}: equal"
    if one.modality in _LIMITS or other.modality in _LIMITS:
        limit, number = (one, other) if one.modality in _LIMITS else (other, one)
        return "bound", f"{number.shown} lies in {limit.shown}"
    return "rounding", f"{one.shown} | {other.shown}: equal but for rounding"


def _rounded(one: Claim, other: Claim, meet: bool) -> bool:
    if one.value is None or other.value is None or _LIMITS & {one.modality, other.modality}:
        return False
    if _NEAR & {one.modality, other.modality}:
        return meet
    coarse, fine = sorted((one.value, other.value), key=_step, reverse=True)
    step = _step(coarse)
    if step == 1 and fine == int(fine):
        return False
    few = step >= LEAST_ROUND_STEP or coarse / step < 10**MOST_DIGITS_ROUND if step else False
    return few and _step(fine) < step and floor(fine / step + 0.5) * step == coarse


def _converted(one: Claim, other: Claim) -> bool:
    """Whether two numbers, neither a limit, are given in different units of one kind."""
    exact = one.value is not None and other.value is not None and not _LIMITS & {one.modality, other.modality}
    return exact and one.unit != other.unit


def is_rounded(one: Quantity, other: Quantity) -> bool:
    """Whether two numbers are equal but for rounding, *rund* standing for ABOUT around its number."""
    first, second = (Claim("", each.modality, each.value, each.low, each.high, None, None, "") for each in (one, other))
    a, b = interval(first, ABOUT), interval(second, ABOUT)
    return _rounded(first, second, a[0] <= b[1] and b[0] <= a[1])


def _step(value: float) -> float:
    """The power of ten that `value` is a whole multiple of: 1200 gives 100, 6 gives 1; fractions give 0."""
    if value == 0 or value != int(value):
        return 0.0
    step = 1.0
    while value % (step * 10) == 0:
        step *= 10
    return step


def _later(one: Claim, other: Claim) -> bool:
    """Whether the two hold at different times, as far as the pages tell."""
    if one.moment and other.moment:
        size = min(len(one.moment), len(other.moment))
        marked = min(len(one.moment.rstrip("~")), len(other.moment.rstrip("~"))) == size
        return one.moment[:size] != other.moment[:size] or (marked and one.moment != other.moment and size > DAY)
    return one.occasion != other.occasion


def _update(one: Claim, other: Claim, same_authority: bool | None) -> tuple[Verdict, str]:
    first, last = (one, other) if (one.moment or "") <= (other.moment or "") else (other, one)
    arrow = "→" if first.moment and last.moment else "|"
    told = "same authority" if same_authority else "no other authority named"
    return "update", f"{first.shown} {arrow} {last.shown}: {told}, another time"


def _apart(one: Claim, other: Claim, same_authority: bool | None, changed: bool = True) -> tuple[Verdict, str]:
    """For two numbers without a common value. `changed`: whether a later time makes it an update; a vague number
    without a source that stays the same may be loose rather than new."""
    parts = f"{one.shown} | {other.shown}"
    if same_authority is False:
        return "scope", f"{parts}: another authority"
    if changed and _later(one, other):
        return _update(one, other, same_authority)
    if same_authority is None:
        names = sum(bool(claim.authority) for claim in (one, other))
        named = ("no authority named", "only one names an authority", "perhaps another authority")[names]
        return ("scope" if one.authority or other.authority else "unclear"), f"{parts}: {named}"
    if one.moment and one.moment == other.moment:
        return "contradiction", f"{parts}: same authority and time, no common value"
    return "unclear", f"{parts}: no common value, time not told apart"


def strongest(verdicts: list[Verdict]) -> Verdict:
    """The strongest of a row's verdicts (CONTRACT's order); `unclear` for none."""
    return min(verdicts, key=VERDICT_ORDER.index, default="unclear")

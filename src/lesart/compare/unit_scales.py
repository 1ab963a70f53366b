"""Numbers in one unit: *118 km/h* meets *73 mph*, *1,5 Tonnen* meets *1500 Kilo* (`unit_scales.tsv`)."""

from __future__ import annotations

from functools import lru_cache
from math import floor, log10

import msgspec

from lesart.language.languages import load_language
from lesart.model.annotation import Quantity

CLOSE_TO_WHOLE = 1e-9
"""What the logarithm of a power of ten may miss by."""


SHARE = ("percent", 100.0)
SHARE_GRAIN = 2.0
"""Percentage points that a share in words may stand off on either side: *ein Drittel* for 32 percent (own setting)."""


def _is_share(quantity: Quantity) -> bool:
    return quantity.by == "fraction" and quantity.unit is None


def convert(quantity: Quantity) -> Quantity:
    """`quantity` in the unit that all of its kind are converted to, its spans unchanged; *ein Fünftel* is 20 percent;
    counts, money and units without a kin are returned as they are."""
    scale = SHARE if _is_share(quantity) else _load_scales().get(quantity.unit or "")
    if scale is None:
        return quantity
    unit, factor = scale

    def times(value: float | None) -> float | None:
        return None if value is None else float(f"{value * factor:.12g}")

    return msgspec.structs.replace(
        quantity, unit=unit, value=times(quantity.value), low=times(quantity.low), high=times(quantity.high)
    )


def convert_to_show(quantity: Quantity) -> Quantity:
    """`convert`, with values as exact as the page's own: *73 mph* is 117 km/h, not 117.482."""
    grain = find_grain(quantity)
    converted = convert(quantity)
    if converted.unit == quantity.unit or not grain:
        return converted
    places = -floor(log10(2 * grain) + CLOSE_TO_WHOLE)

    def rounded(value: float | None) -> float | None:
        return None if value is None else round(value, places)

    return msgspec.structs.replace(
        converted, value=rounded(converted.value), low=rounded(converted.low), high=rounded(converted.high)
    )


def find_grain(quantity: Quantity) -> float:
    """Half of the last digit that `quantity` gives, in the unit of `convert`: 0.5 for *73*, 50 for *1200*, 0.05 for
    *1.6*. What a conversion may have been rounded by. 0 without a value."""
    if not quantity.value:
        return 0.0
    if _is_share(quantity):
        return SHARE_GRAIN
    digits = f"{quantity.value:.6f}".rstrip("0")
    whole, _, parts = digits.partition(".")
    power = -len(parts) if parts else len(whole) - len(whole.rstrip("0"))
    factor = _load_scales().get(quantity.unit or "", ("", 1.0))[1]
    return 0.5 * 10.0**power * factor


def equal_in_other_unit(one: Quantity, other: Quantity) -> bool:
    """Whether two numbers in different units are equal, give or take what both were rounded by."""
    if one.unit == other.unit or one.value is None or other.value is None:
        return False
    first, second = convert(one), convert(other)
    if first.unit != second.unit or first.value is None or second.value is None:
        return False
    return abs(first.value - second.value) <= find_grain(one) + find_grain(other)


@lru_cache(maxsize=1)
def _load_scales() -> dict[str, tuple[str, float]]:
    return {row[0]: (row[1], float(row[2])) for row in load_language(None).rows("unit_scales")}

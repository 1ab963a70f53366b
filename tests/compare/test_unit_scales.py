"""Numbers in units of one kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from lesart.compare.figures import compare_figures
from lesart.compare.unit_scales import convert, convert_to_show, equal_in_other_unit, find_grain
from lesart.model.annotation import Quantity
from lesart.model.text import Span
from tests.compare.pages import annotate_texts, one_event


def amount(value: float | None, unit: str | None, low: float | None = None) -> Quantity:
    place = Span("p", 0, 1)
    return Quantity(place, place, value=value, low=value if low is None else low, high=value, unit=unit)


@pytest.mark.parametrize(
    ("value", "unit", "there", "unit_there"),
    [
        (1.5, "t", 1500.0, "kg"),
        (5.0, "km", 5000.0, "m"),
        (73.0, "mi/h", 117.482112, "km/h"),
        (2.0, "ha", 20000.0, "m2"),
    ],
)
def test_a_number_is_converted_with_its_bounds(value: float, unit: str, there: float, unit_there: str) -> None:
    converted = convert(amount(value, unit))
    assert (converted.value, converted.low, converted.high, converted.unit) == (there, there, there, unit_there)


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [(73.0, "mi/h", 117.0), (1.6, "t", 1600.0), (40.0, "mi/h", 60.0), (2.25, "km", 2250.0), (12.0, None, 12.0)],
)
def test_a_converted_number_is_shown_as_exactly_as_it_was_given(value: float, unit: str | None, shown: float) -> None:
    assert convert_to_show(amount(value, unit)).value == shown


@pytest.mark.parametrize("unit", [None, "EUR", "percent", "deg"])
def test_counts_money_and_lone_units_stay(unit: str | None) -> None:
    assert convert(amount(12.0, unit)) == amount(12.0, unit)


@pytest.mark.parametrize(
    ("value", "unit", "grain"), [(73, None, 0.5), (1200, None, 50), (1.6, None, 0.05), (4, "km", 500)]
)
def test_the_grain_is_half_of_the_last_digit(value: float, unit: str | None, grain: float) -> None:
    assert find_grain(amount(value, unit)) == pytest.approx(grain)


def test_equal_in_another_unit_give_or_take_both_roundings() -> None:
    assert equal_in_other_unit(amount(118, "km/h"), amount(73, "mi/h"))
    assert not equal_in_other_unit(amount(130, "km/h"), amount(73, "mi/h"))
    assert not equal_in_other_unit(amount(118, "km/h"), amount(118, "km/h"))
    assert not equal_in_other_unit(amount(118, "km/h"), amount(73, "EUR"))


def test_two_units_of_one_kind_make_one_row_in_the_common_unit(tmp_path: Path) -> None:
    pages, _ = annotate_texts(
        tmp_path,
        "Der Sturm erreichte in Quellmoos Böen von 118 Kilometern pro Stunde.",
        "In Quellmoos wurden bei dem Sturm Böen von 73 Meilen pro Stunde gemessen.",
        "Der Sturm brachte Böen von 118 km/h nach Quellmoos.",
    )
    event, story = one_event(pages)
    rows = compare_figures(pages, [event], [story], (), 0.10)
    told = [(row.unit, row.verdict, [reading.value for reading in row.readings]) for row in rows]
    assert told == [("km/h", "rounding", [118.0, 117.0, 118.0])]

"""Intervals of TIMEX3 values."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lesart.algorithms.intervals import easter, first_advent, interval_of, part_of, shift_days, shift_months


@pytest.mark.parametrize(
    ("value", "earliest", "latest"),
    [
        ("2024-11-01", "2024-11-01", "2024-11-01"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2024", "2024-01-01", "2024-12-31"),
        ("195", "1950-01-01", "1959-12-31"),
        ("18", "1800-01-01", "1899-12-31"),
        ("2024-W44", "2024-10-28", "2024-11-03"),
        ("2024-W44-WE", "2024-11-02", "2024-11-03"),
        ("2024-W44-5", "2024-11-01", "2024-11-01"),
        ("2024-SU", "2024-06-01", "2024-09-23"),
        ("2024-WI", "2023-12-01", "2025-03-21"),
        ("2024-Q3", "2024-07-01", "2024-09-30"),
        ("2024-H1", "2024-01-01", "2024-06-30"),
        ("2024-11-01T13:27", "2024-11-01T13:27", "2024-11-01T13:27"),
        ("2024-11-01TEV", "2024-11-01", "2024-11-01"),
        ("2024-12-31TNI", "2024-12-31", "2025-01-01"),
        ("2024-11-01T24:00", "2024-11-01", "2024-11-01"),
        ("2024-02-30", None, None),
        ("2024-W60", None, None),
        ("XXXX-11-01", None, None),
        ("PRESENT_REF", None, None),
        ("P3Y", None, None),
        (None, None, None),
    ],
)
def test_interval_of(value: str | None, earliest: str | None, latest: str | None) -> None:
    assert interval_of(value) == (earliest, latest)


def test_parts_of_a_month() -> None:
    whole = interval_of("2024-05")
    assert part_of(whole, "START") == ("2024-05-01", "2024-05-13")
    assert part_of(whole, "MID") == ("2024-05-08", "2024-05-23")
    assert part_of(whole, "END") == ("2024-05-19", "2024-05-31")
    assert part_of((None, "2024-05-01"), "END") == (None, "2024-05-01")


def test_feasts_that_move() -> None:
    assert [easter(year) for year in (1995, 2016, 2024, 2038)] == [
        date(1995, 4, 16),
        date(2016, 3, 27),
        date(2024, 3, 31),
        date(2038, 4, 25),
    ]
    assert [first_advent(year) for year in (2022, 2023, 2024)] == [
        date(2022, 11, 27),
        date(2023, 12, 3),
        date(2024, 12, 1),
    ]


def test_moving_by_months_keeps_to_the_calendar() -> None:
    assert shift_months(date(2024, 3, 31), -1) == date(2024, 2, 29)
    assert shift_months(date(2024, 1, 31), 13) == date(2025, 2, 28)
    assert shift_months(date(2, 1, 1), -99) == date.min
    assert shift_days(date.max, 5) == date.max


@given(st.text(alphabet="0123456789-TWXSUQE:", max_size=16))
def test_any_value_gives_an_ordered_interval(value: str) -> None:
    earliest, latest = interval_of(value)
    assert (earliest is None) == (latest is None)
    assert earliest is None or latest is None or earliest <= latest

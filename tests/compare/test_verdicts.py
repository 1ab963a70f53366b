"""The contract's table of verdicts, row by row, on invented numbers."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lesart.compare.verdicts import Claim, interval, judge, strongest

ABOUT = 0.10
FIRST, LATER = "2026-03-01T10:00", "2026-03-02T10:00"


def claim(
    value: float | None, modality: str = "plain", *, who: str | None = "polizei", when: str | None = FIRST
) -> Claim:
    low = value if modality in ("plain", "at_least", "more_than") else None
    high = value if modality in ("plain", "at_most", "less_than", "almost") else None
    return Claim(f"{modality} {value}", modality, value, low, high, who, when, "event")


def vague(low: float) -> Claim:
    return Claim("Tausende", "vague", None, low, None, None, FIRST, "event")


@pytest.mark.parametrize(
    ("one", "other", "same", "expected"),
    [
        (claim(17), claim(17), True, "agree"),
        (claim(8000), claim(8000, "about"), True, "rounding"),
        (claim(1200), claim(1184), True, "rounding"),
        (claim(1200), claim(1130), True, "contradiction"),
        (claim(6), claim(6.4), True, "rounding"),
        (claim(60, "about"), claim(55), True, "rounding"),
        (claim(40, "at_most"), claim(40), True, "bound"),
        (claim(17, "at_least"), claim(23), True, "bound"),
        (claim(5, "at_least"), claim(7, when=LATER), True, "update"),
        (claim(5, "at_least", who=None), claim(7, who=None, when=LATER), None, "bound"),
        (claim(5, who=None), claim(7, who=None, when=LATER), None, "update"),
        (claim(480, "more_than", who=None), claim(730, when=LATER), None, "update"),
        (claim(411_700_000), claim(412_000_000), True, "rounding"),
        (claim(412), claim(411), True, "contradiction"),
        (claim(5), claim(7, when=FIRST + "~"), True, "update"),
        (claim(600, "almost"), claim(2000, "about", when=LATER), True, "update"),
        (claim(40, "at_most", who="polizei"), claim(60, "about", who="gemeinde"), False, "scope"),
        (claim(40, who=None), claim(60, who="gemeinde"), None, "scope"),
        (claim(40, who=None), claim(60, who=None), None, "unclear"),
        (claim(40), claim(60), True, "contradiction"),
        (claim(40, when=None), claim(60, when=None), True, "unclear"),
        (vague(2000), claim(8000), None, "agree"),
        (vague(2000), claim(300), None, "unclear"),
    ],
)
def test_the_verdict_on_two_numbers(one: Claim, other: Claim, same: bool | None, expected: str) -> None:
    if expected == "unclear" and one.modality == "vague":
        other = msgspec.structs.replace(other, authority=None)
    assert judge(one, other, ABOUT, same)[0] == expected
    assert judge(other, one, ABOUT, same)[0] == expected


def test_another_set_is_scope_whoever_counts() -> None:
    assert judge(claim(37), claim(41), ABOUT, True, same_set=False) == ("scope", "plain 37 | plain 41: another set")


def test_the_reason_is_made_of_the_words_of_the_pages() -> None:
    assert judge(claim(40, "at_most"), claim(40), ABOUT, True)[1] == "plain 40 lies in at_most 40"


def test_about_stands_for_its_share_on_both_sides_and_almost_on_one() -> None:
    assert interval(claim(1000, "about"), ABOUT) == (900.0, 1100.0)
    assert interval(claim(1000, "almost"), ABOUT) == (900.0, 1000)
    assert interval(claim(1000, "at_least"), ABOUT) == (1000, float("inf"))


def test_the_strongest_verdict_names_the_row() -> None:
    assert strongest(["agree", "update", "bound"]) == "update"
    assert strongest(["scope", "contradiction"]) == "contradiction"
    assert strongest([]) == "unclear"


numbers = st.integers(1, 10**7)
modalities = st.sampled_from(["plain", "about", "almost", "at_most", "at_least", "more_than", "less_than"])


@given(numbers, numbers, modalities, modalities, st.sampled_from([True, False, None]))
def test_no_contradiction_where_intervals_meet(a: int, b: int, one: str, other: str, same: bool | None) -> None:
    first, second = claim(a, one), claim(b, other)
    (low, high), (least, most) = interval(first, ABOUT), interval(second, ABOUT)
    verdict = judge(first, second, ABOUT, same)[0]
    if low <= most and least <= high:
        assert verdict != "contradiction"
    assert judge(second, first, ABOUT, same)[0] == verdict

"""Printed calendar stamps, as newsrooms set them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lesart.language.languages import load_language
from lesart.language.stamps import find_stamps, full_year, read_stamp

DE = load_language("de")
EN = load_language("en")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Stand: 14.03.2023 15:53 Uhr", "2023-03-14T15:53"),
        ("14. März 2023, 13.28 Uhr", "2023-03-14T13:28"),
        ("Dienstag, 14.3.23 um 9.05 Uhr", "2023-03-14T09:05"),
        ("Mo, 02. Jan. 2023 | 13h27", "2023-01-02T13:27"),
        ("1. Jänner 2023 - 8 Uhr", "2023-01-01T08:00"),
        ("am 14.3.2023 (13:27 MEZ)", "2023-03-14T13:27+01:00"),
        ("14.03.2023 – 15.53\n", "2023-03-14T15:53"),
        ("14.03.202313:27", "2023-03-14T13:27"),
        ("07:15 Uhr, 14.03.2023", "2023-03-14T07:15"),
        ("Mar 14, 2023", "2023-03-14"),
        ("March 14, 2023 3:45 PM EDT", "2023-03-14T15:45-04:00"),
        ("12:05 a.m.", None),
        ("14th March 2023", "2023-03-14"),
        ("2023-03-14T13:27:05+01:00", "2023-03-14T13:27+01:00"),
        ("2023-03-14 13:27:00.123Z", "2023-03-14T13:27+00:00"),
        ("2023-03-14", "2023-03-14"),
        ("31.02.2023", None),
        ("Version 1.10.2024.5, Adresse 10.11.20.24", None),
        ("Am 6. November 2023 kamen 17 Leute", "2023-11-06"),
        ("im November 2023", None),
        ("25:10 Uhr", None),
    ],
)
def test_reads_the_stamp(text: str, value: str | None) -> None:
    assert read_stamp(text, DE) == value


def test_two_stamps_glued_together_are_two() -> None:
    text = "14.03.2023, 13:2814.03.2023, 13:27"
    assert [(text[s.start : s.end], s.value) for s in find_stamps(text, DE)] == [
        ("14.03.2023, 13:28", "2023-03-14T13:28"),
        ("14.03.2023, 13:27", "2023-03-14T13:27"),
    ]


def test_an_ambiguous_order_is_read_in_german_only() -> None:
    assert read_stamp("03/04/2023", DE) == "2023-04-03"
    assert read_stamp("03/04/2023", EN) is None
    assert read_stamp("03/14/2023", EN) == "2023-03-14"
    assert read_stamp("14/03/2023", EN) == "2023-03-14"


def test_two_digit_years_turn_at_the_pivot() -> None:
    assert (full_year("68"), full_year("69"), full_year("1987")) == (2068, 1969, 1987)


@given(st.text(alphabet="0123456789.:/-, TZUhrJanMai\n+", max_size=60))
def test_stamps_lie_inside_the_text_in_order(text: str) -> None:
    place = 0
    for stamp in find_stamps(text, DE):
        assert place <= stamp.start < stamp.end <= len(text)
        assert stamp.day == stamp.value[:10]
        place = stamp.end

"""When a happening was, and how well two such times agree."""

from __future__ import annotations

from datetime import date

import pytest

from lesart.relate.happenings import (
    ANNOUNCED,
    IMPOSSIBLE,
    ONE_ISSUE,
    PUBLISHED_AGREE,
    TOLD_AGREE,
    UNDATED,
    UNNAMED_AGREE,
    WEEKDAY_AGREES,
    WEEKDAY_DIFFERS,
    Happening,
    any_meets,
    compare_happenings,
    days_apart,
    iso,
    read_happening,
)
from tests.relate.annotated_pages import make_report


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def told(text: str, published: str) -> Happening:
    days = (day(text), day(text))
    return Happening(day(published), day(published), days, (days,))


def test_the_head_tells_the_day() -> None:
    page = make_report("Am Samstag ist in Dorrnau ein Kran umgestürzt.", published="2029-05-14")
    happening = read_happening(page)
    assert happening.told is not None
    assert [iso(each) for each in happening.told] == ["2029-05-12", "2029-05-12"]


def test_the_past_perfect_looks_back_and_what_is_to_come_is_kept_apart() -> None:
    page = make_report(
        "Am Montag hatte der Kran noch gestanden. Der Rat will am Freitag über ihn reden.", published="2029-05-16"
    )
    happening = read_happening(page)
    assert happening.told is None
    assert [iso(first) for first, _ in happening.ahead] == ["2029-05-18"]
    assert happening.days == (day("2029-05-15"), day("2029-05-16"))


def test_later_sentences_are_background() -> None:
    page = make_report(
        "Der Kran liegt noch. Niemand weiß warum. Die Firma schweigt. Am Montag stürzte er um.", published="2029-05-18"
    )
    assert read_happening(page).told is None


def test_a_night_that_ends_after_publication_ends_with_it() -> None:
    page = make_report("In der Nacht ist in Dorrnau ein Kran umgestürzt.", published="2029-05-12T07:00")
    found = read_happening(page).told
    assert found is None or found[1] <= day("2029-05-12")


def test_a_day_told_long_after_is_a_reference_back() -> None:
    sentence = "Nach dem Hagel vom Samstag hat die Versicherung in Dorrnau 300 Schäden gezählt."
    assert read_happening(make_report(sentence, published="2029-05-14")).told == (day("2029-05-12"),) * 2
    assert read_happening(make_report(sentence, published="2029-05-17")).told is None


def test_an_undated_page_has_weekdays_only() -> None:
    happening = read_happening(make_report("Am Samstag ist in Dorrnau ein Kran umgestürzt. Das war 1999 schon so."))
    assert (happening.days, happening.weekdays) == (None, (6,))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (told("2029-05-12", "2029-05-12"), told("2029-05-12", "2029-05-14"), TOLD_AGREE),
        (told("2029-05-12", "2029-05-12"), Happening(day("2029-05-12"), day("2029-05-12")), PUBLISHED_AGREE),
        (Happening(), told("2029-05-12", "2029-05-12"), UNDATED),
        (Happening(weekdays=(6,)), told("2029-05-12", "2029-05-12"), WEEKDAY_AGREES),
        (Happening(weekdays=(2,)), told("2029-05-12", "2029-05-12"), WEEKDAY_DIFFERS),
        (Happening(not_after=day("2029-05-01")), told("2029-05-12", "2029-05-12"), IMPOSSIBLE),
        (Happening(), Happening(), 1.0),
    ],
)
def test_times_that_agree_bring_pages_together_and_impossible_ones_apart(
    one: Happening, other: Happening, expected: float
) -> None:
    assert compare_happenings(one, other) == compare_happenings(other, one) == expected


def test_pages_that_share_no_name_are_held_back_on_one_day_where_both_name_several() -> None:
    day_of_both = day("2029-05-12")

    def named(*names: int) -> Happening:
        return Happening(day_of_both, day_of_both, (day_of_both, day_of_both), names=frozenset(names))

    assert compare_happenings(named(1, 2), named(2, 3)) == TOLD_AGREE
    assert compare_happenings(named(1, 2), named(3, 4)) == UNNAMED_AGREE
    assert compare_happenings(named(1, 2), named(3)) == TOLD_AGREE


def test_pages_of_one_issue_may_tell_the_deed_and_the_day_after() -> None:
    eve = told("2029-05-11", "2029-05-12")
    assert compare_happenings(eve, told("2029-05-12", "2029-05-12")) == ONE_ISSUE
    assert compare_happenings(eve, told("2029-05-13", "2029-05-13")) < 0.5


def test_names_are_people_by_family_name_organisations_and_towns() -> None:
    page = make_report(
        "Otto Kranz kam nach Dorrnau. Später lobte Kranz die Feuerwehr Dorrnaus.",
        names=[("Otto Kranz", "PER"), ("Dorrnau", "LOC")],
    )
    other = make_report("Am Abend sprach Kranz.", names=[("Kranz", "PER")])
    assert len(read_happening(page).names) == 2
    assert read_happening(other).names < read_happening(page).names


def test_the_further_apart_the_told_days_the_smaller_the_factor() -> None:
    first = told("2029-05-12", "2029-05-12")
    factors = [compare_happenings(first, told(f"2029-05-{n}", f"2029-05-{n}")) for n in (12, 13, 15, 18, 30)]
    assert factors == sorted(factors, reverse=True)
    assert factors[1] < 1.0
    assert factors[-1] == 0.2


def test_a_page_that_names_the_day_of_the_other_beside_its_own_tells_the_same() -> None:
    friday, saturday = (day("2029-05-11"),) * 2, (day("2029-05-12"),) * 2
    late = Happening(day("2029-05-12"), day("2029-05-12"), saturday, (friday, saturday))
    assert compare_happenings(told("2029-05-11", "2029-05-11"), late) == TOLD_AGREE


def test_a_preview_is_no_report() -> None:
    ahead = (day("2029-05-12"),) * 2
    preview = Happening(day("2029-05-11"), day("2029-05-11"), None, (), (ahead,))
    assert compare_happenings(preview, told("2029-05-12", "2029-05-12")) == ANNOUNCED
    assert compare_happenings(preview, told("2029-05-10", "2029-05-11")) > ANNOUNCED


def test_heads_that_name_different_towns_are_less_alike() -> None:
    here, there, both = (Happening(cities=frozenset(names)) for names in (["a"], ["b"], ["a", "b"]))
    assert compare_happenings(here, there) == 0.8
    assert compare_happenings(here, both) == 1.0


def test_intervals_that_meet_are_no_days_apart() -> None:
    assert [days_apart((1, 3), other) for other in ((3, 9), (4, 4), (8, 9))] == [0, 1, 5]


def test_one_of_several_intervals_may_meet_a_day_and_none_meets_bounds_that_exclude_each_other() -> None:
    assert any_meets([(1, 2), (5, 6)], (6, 9))
    assert not any_meets([(1, 2), (5, 6)], (3, 4))
    assert not any_meets([(1, 9)], (6, 4))

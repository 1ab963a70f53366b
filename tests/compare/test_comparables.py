"""Which numbers of invented pages may stand in one row, and which exclude each other."""

from __future__ import annotations

from pathlib import Path

import msgspec

from lesart.compare.comparables import KINDS, LOOSE, comparable, measure
from lesart.compare.counting import Counted
from lesart.compare.figures import COMPARABLE, compare_figures, count_stories
from lesart.compare.past_times import Told, compare_told, find_told
from lesart.model.synopsis import Figure
from tests.compare.pages import annotate_texts, one_event


def count_two(folder: Path, one: str, other: str) -> tuple[Counted, Counted]:
    """The first number of each of two pages of one event."""
    pages, _ = annotate_texts(folder, one, other)
    event, story = one_event(pages)
    _, counted = next(iter(count_stories(pages, [event], [story], ())))
    return next(each for each in counted if each.page == 0), next(each for each in counted if each.page == 1)


def test_one_thing_in_other_words_is_comparable(tmp_path: Path) -> None:
    one, other = count_two(
        tmp_path,
        "In Ostrau wurden bei dem Brand 31 Menschen verletzt.",
        "Der Brand in Ostrau forderte nach Angaben der Feuerwehr 31 Verletzte.",
    )
    assert (comparable(one, other) or 0.0) >= COMPARABLE


def test_dead_and_injured_exclude_each_other(tmp_path: Path) -> None:
    one, other = count_two(tmp_path, "In Ostrau wurden 31 Menschen verletzt.", "In Ostrau starben 31 Menschen.")
    assert comparable(one, other) is None


def test_another_unit_excludes(tmp_path: Path) -> None:
    one, other = count_two(tmp_path, "Der Bau kostet 31 Millionen Franken.", "Der Bau kostet 31 Millionen Euro.")
    assert comparable(one, other) is None


def test_two_things_exclude_each_other(tmp_path: Path) -> None:
    one, other = count_two(tmp_path, "In Ostrau stehen 310 Wohnungen leer.", "In Ostrau leben 280 Hunde.")
    assert comparable(one, other) is None


def test_evidence_is_told_by_kind(tmp_path: Path) -> None:
    one, other = count_two(
        tmp_path, "In Ostrau wurden 31 Menschen verletzt.", "In Ostrau wurden rund 30 Personen verletzt."
    )
    told = dict(zip(KINDS, measure(one, other) or (), strict=True))
    assert (told["same_thing"], told["same_outcome"], told["equal"], told["closeness"]) == (1.0, 1.0, 0.0, 0.6)
    assert told["same_place"] == 1.0


def test_a_toll_that_rises_is_an_update(tmp_path: Path) -> None:
    pages, _ = annotate_texts(
        tmp_path,
        "Nach Angaben der Polizei kamen in Ostrau fünf Menschen ums Leben.",
        "Nach Angaben der Polizei kamen in Ostrau sieben Menschen ums Leben.",
        published=("2026-03-01T10:00", "2026-03-01T18:00"),
    )
    event, story = one_event(pages)
    figures = compare_figures(pages, [event], [story], (), 0.10)
    assert [figure.verdict for figure in figures] == ["update"]


def test_people_counted_at_two_happenings_are_not_compared_for_being_people(tmp_path: Path) -> None:
    one, other = count_two(
        tmp_path, "In Ostrau halfen zwanzig Leute beim Graben.", "In der Klinik warteten 25 Reisende."
    )
    apart = msgspec.structs.replace(other, claim=msgspec.structs.replace(other.claim, occasion="another"))
    assert (comparable(one, apart) or 0.0) <= LOOSE < COMPARABLE


def figures_of(folder: Path, *texts: str) -> list[Figure]:
    pages, _ = annotate_texts(folder, *texts)
    event, story = one_event(pages)
    return list(compare_figures(pages, [event], [story], (), 0.10))


def test_a_toll_by_several_authorities_is_one_row_of_scope(tmp_path: Path) -> None:
    found = figures_of(
        tmp_path,
        "63 Tote gab es laut Ministerium, 71 laut Rotem Halbmond, mindestens 52 nach Angaben der Armee.",
        "Das Ministerium sprach von 63 Toten. 71 Menschen starben nach anderen Angaben. Die Armee zählte 52 Tote.",
        "In Ostrau starben laut Rotem Halbmond 71 Menschen. Das Ministerium kam auf 63 Tote.",
    )
    assert [(figure.verdict, len(figure.readings)) for figure in found] == [("scope", 8)]
    assert not any(pair.verdict == "contradiction" for pair in found[0].pairs)


def test_two_states_of_one_count_share_a_row(tmp_path: Path) -> None:
    found = figures_of(
        tmp_path,
        "Die Zahl der Toten in Ostrau stieg laut Ministerium von 17 auf 26.",
        "Nach Angaben des Ministeriums gab es in Ostrau 17 Tote.",
        "Nach Angaben des Ministeriums gab es in Ostrau 26 Tote.",
    )
    assert [(figure.verdict, len(figure.readings)) for figure in found] == [("update", 4)]


def test_an_earlier_time_is_another_one_only_where_both_are_known(tmp_path: Path) -> None:
    news = find_told_of(tmp_path / "a", "In Ostrau starben 31 Menschen.", "2026-03-01")
    past = find_told_of(tmp_path / "b", "Im März 2019 starben dort 38 Menschen.", "2026-03-01")
    undated = find_told_of(tmp_path / "c", "Am Montag starben dort 38 Menschen.", None)
    lasting = find_told_of(tmp_path / "d", "Seit März 2019 starben dort 38 Menschen.", "2026-03-01")
    assert compare_told(news, past) == "other"
    assert (compare_told(news, undated), compare_told(past, undated)) == ("unknown", "unknown")
    assert (compare_told(news, lasting), compare_told(past, past)) == ("same", "same")


def find_told_of(folder: Path, text: str, stamp: str | None) -> Told:
    folder.mkdir()
    pages, _ = annotate_texts(folder, text, published=(stamp,))
    return find_told(pages[0], pages[0].sentences[0])


def test_a_sum_without_its_currency_meets_one_with_it(tmp_path: Path) -> None:
    one, other = count_two(
        tmp_path, "Der Betrieb machte 412 Millionen Umsatz.", "Der Umsatz des Betriebs lag bei 412 Millionen Euro."
    )
    assert (comparable(one, other) or 0.0) >= COMPARABLE


def test_who_rescues_has_not_been_rescued(tmp_path: Path) -> None:
    one, other = count_two(tmp_path, "130 Retter waren dort.", "130 Menschen wurden gerettet.")
    assert (one.outcomes, other.outcomes) == (frozenset(), frozenset({"rescue"}))

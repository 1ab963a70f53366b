"""Which pages report one happening, why, and what the nearest other event lacks."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lesart.model.annotation import Annotated
from lesart.model.relation import Event, Version
from lesart.pipeline import read_pile
from lesart.relate.digests import find_sections
from lesart.relate.events import EventStream, find_events
from lesart.settings import Settings
from tests.relate.annotated_pages import make_report
from tests.relate.made_pages import make_page, words_at

HERE = Path(__file__).parent / "events"

BURST = make_report(
    ("headline", "Talsperre Wessel läuft über"),
    "Die Talsperre Wessel ist am Samstag übergelaufen. Nach Angaben der Kreisfeuerwehr Dorrnau wurden 320 Bewohner "
    "des Ortsteils Unterdorrnau in die Mehrzweckhalle gebracht.",
    published="2029-05-12",
    names=[("Dorrnau", "LOC"), ("Talsperre Wessel", "LOC")],
    name="burst",
)
BURST_NEXT_DAY = make_report(
    ("headline", "Unterdorrnau trocknet"),
    "Am Tag nach dem Überlaufen der Talsperre Wessel sind die 320 Bewohner von Unterdorrnau zurück. Am Samstag hatte "
    "die Kreisfeuerwehr sie in die Mehrzweckhalle gebracht.",
    published="2029-05-13",
    names=[("Talsperre Wessel", "LOC")],
    name="next",
)
BURST_AGAIN = make_report(
    ("headline", "Talsperre Wessel läuft wieder über"),
    "Die Talsperre Wessel ist am Freitag erneut übergelaufen. Die Kreisfeuerwehr Dorrnau brachte 290 Bewohner des "
    "Ortsteils Unterdorrnau in die Mehrzweckhalle. Schon am 12. Mai hatte sie räumen müssen.",
    published="2029-06-22",
    names=[("Dorrnau", "LOC"), ("Talsperre Wessel", "LOC")],
    name="again",
)
CHEESE = make_report(
    ("headline", "Käserei Hollbach gewinnt Preis"),
    "Die Käserei Hollbach hat für ihren Bergkäse einen Preis bekommen. Die Jury lobte den nussigen Geschmack.",
    published="2029-05-12",
    name="cheese",
)


def grouped(*pages: Annotated) -> list[list[str]]:
    names = {page.page.id: page.page.source for page in pages}
    return [[names[page] for page in event.pages] for event in find_events(pages, ())]


def test_pages_on_one_happening_are_one_event_and_another_matter_is_none_of_it() -> None:
    assert grouped(BURST, CHEESE, BURST_NEXT_DAY) == [["burst", "next"], ["cheese"]]


def test_the_same_place_and_people_on_another_day_are_another_event() -> None:
    assert grouped(BURST, BURST_AGAIN) == [["burst"], ["again"]]


def test_an_undated_page_takes_part_by_its_words() -> None:
    undated = make_report(
        "Die Talsperre Wessel ist übergelaufen. In Unterdorrnau wurden 320 Bewohner von der Kreisfeuerwehr Dorrnau in "
        "die Mehrzweckhalle gebracht.",
        name="undated",
    )
    assert grouped(BURST, undated) == [["burst", "undated"]]


def test_an_undated_page_in_other_words_is_adopted_by_the_event_clearly_nearest_to_it() -> None:
    gloss = make_report(
        ("headline", "Wasser marsch: Stausee macht Ortschaft zu schaffen"),
        "Ein Ortsteil bei Dorrnau stand unter Wasser, weil die Talsperre Wessel nicht mehr alles fassen konnte. "
        "Für Hunderte Menschen hieß es: Koffer packen.",
        names=[("Dorrnau", "LOC"), ("Talsperre Wessel", "LOC")],
        name="gloss",
    )
    stranger = make_report(
        ("headline", "Wasser marsch: Feuerwehr feiert"),
        "Die Feuerwehr eines anderen Ortes hat gefeiert, mit Koffern voller Kuchen für Hunderte Menschen.",
        names=[("Uhlendorf", "LOC")],
        name="stranger",
    )
    assert grouped(BURST, gloss, CHEESE, stranger) == [["burst", "gloss"], ["cheese"], ["stranger"]]


def test_the_event_has_the_day_that_its_pages_tell_and_the_place_they_name() -> None:
    (event,) = find_events([BURST, BURST_NEXT_DAY], ())
    assert (event.earliest, event.latest) == ("2029-05-12", "2029-05-12")
    assert event.place == "loc:Talsperre Wessel"
    assert "loc:Dorrnau" in event.entities


def test_without_a_told_day_the_publication_stands_for_it() -> None:
    (event,) = find_events([CHEESE], ())
    assert (event.earliest, event.latest) == ("2029-05-12", "2029-05-12")
    (undated,) = find_events([make_report("Die Käserei Hollbach hat einen Preis bekommen.")], ())
    assert (undated.earliest, undated.latest) == (None, None)


def test_the_reason_is_words_of_the_pages_with_the_places_where_they_stand() -> None:
    pages = [BURST, BURST_NEXT_DAY]
    (event,) = find_events(pages, ())
    assert {"Unterdorrnau", "320", "2029-05-12"} <= set(event.why)
    printed = words_at(pages, *event.evidence)
    assert {"Unterdorrnau", "320", "Samstag"} <= set(printed)
    assert {span.page for span in event.evidence} == set(event.pages)


def test_the_nearest_event_not_chosen_is_named_with_the_day_and_the_words_that_decided() -> None:
    burst, again = find_events([BURST, BURST_AGAIN], ())
    assert (burst.nearest, again.nearest) == (again.id, burst.id)
    assert burst.nearest_why[0] == "2029-05-12 ≠ 2029-06-22"
    assert "320" in burst.nearest_why
    assert "290" in again.nearest_why


def test_a_later_state_of_a_page_stays_with_it() -> None:
    later = make_page("Die Seite wurde geleert.", published="2029-09-01", name="later")
    versions = [Version(later.page.id, BURST.page.id, "same address")]
    (event,) = find_events([BURST, later], versions)
    assert event.pages == (BURST.page.id, later.page.id)


def test_no_two_pages_outside_the_window_are_one_event() -> None:
    a = make_page("Die Talsperre Wessel in Dorrnau läuft über.", published="2029-05-12", name="a")
    b = make_page("Die Talsperre Wessel in Dorrnau läuft über.", published="2029-05-15", name="b")
    assert len(find_events([a, b], (), window=3)) == 1
    assert len(find_events([a, b], (), window=2)) == 2


DIGEST = make_report(
    ("headline", "Das Wochenende in Kürze"),
    "Dorrnau. Die Talsperre Wessel ist am Samstag übergelaufen, 320 Bewohner von Unterdorrnau wurden von der "
    "Kreisfeuerwehr in die Mehrzweckhalle gebracht.",
    "Hollbach. Die Käserei Hollbach hat für ihren Bergkäse einen Preis bekommen, die Jury lobte am Samstag den "
    "nussigen Geschmack.",
    published="2029-05-13",
    name="digest",
)


def test_a_digest_is_in_every_event_that_a_section_of_it_reports() -> None:
    assert grouped(BURST, CHEESE, BURST_NEXT_DAY, DIGEST) == [["burst", "next", "digest"], ["cheese", "digest"]]


def test_only_labelled_sections_make_a_digest() -> None:
    assert [len(find_sections(page)) for page in (DIGEST, BURST, BURST_NEXT_DAY)] == [2, 0, 0]


def test_the_stream_says_what_a_page_did() -> None:
    stream = EventStream()
    assert [stream.add(page) for page in (BURST, CHEESE, BURST_NEXT_DAY)] == ["started", "started", "joined"]
    assert stream.groups() == ((BURST.page.id, BURST_NEXT_DAY.page.id), (CHEESE.page.id,))


def test_a_bounded_stream_hands_out_what_it_closes() -> None:
    stream = EventStream(most_open=1)
    stream.add(BURST)
    stream.add(CHEESE)
    assert stream.take_closed() == ((BURST.page.id,),)
    assert stream.groups() == ((CHEESE.page.id,),)


def read_half(half: str) -> tuple[tuple[Annotated, ...], dict[str, set[str]]]:
    pages, _, _ = read_pile([str(HERE / f"{half}.jsonl")], Settings())
    lines = (HERE / f"{half}.gold.jsonl").read_text("utf-8").splitlines()
    return pages, {record["id"]: set(record["event"]) for record in map(json.loads, lines)}


@pytest.fixture(scope="module")
def tuning() -> tuple[tuple[Annotated, ...], tuple[Event, ...]]:
    pages, _ = read_half("tuning")
    return pages, find_events(pages, ())


def test_every_page_is_in_an_event_and_every_span_holds(
    tuning: tuple[tuple[Annotated, ...], tuple[Event, ...]],
) -> None:
    pages, events = tuning
    assert {page.page.id for page in pages} == {page for event in events for page in event.pages}
    for event in events:
        printed = words_at(pages, *event.evidence)
        assert all(word in printed for word in event.why if not word[:4].isdigit() or "-" not in word)
        assert event.nearest in {other.id for other in events if other is not event} | {None}


def test_shuffling_the_input_changes_nothing_here(tuning: tuple[tuple[Annotated, ...], tuple[Event, ...]]) -> None:
    pages, events = tuning
    expected = {frozenset(event.pages) for event in events}
    for seed in range(3):
        shuffled = list(pages)
        random.Random(seed).shuffle(shuffled)
        assert {frozenset(event.pages) for event in find_events(shuffled, ())} == expected


def test_the_annotated_halves_hold_what_their_readme_says() -> None:
    for half, count in (("tuning", 33), ("heldout", 34)):
        pages, gold = read_half(half)
        assert len(pages) == len(gold) == count
        assert {page.page.source for page in pages} == set(gold)
        assert len(set().union(*gold.values())) == 12


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=80), min_size=1, max_size=5))
def test_any_text_gives_each_page_an_event(texts: list[str]) -> None:
    pages = [make_report(text or "x", name=str(number)) for number, text in enumerate(texts)]
    events = find_events(pages, ())
    assert sorted(page for event in events for page in event.pages) == sorted(page.page.id for page in pages)

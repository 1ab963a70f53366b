"""Events and stories of a small pile that somebody picked: what ties pages there, and what sets them apart."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lesart.errors import LanguageDataError
from lesart.language.languages import load_language
from lesart.model.annotation import Annotated
from lesart.model.relation import Event, Version
from lesart.pipeline import read_pile
from lesart.relate.accounts import read_account
from lesart.relate.events import find_events
from lesart.relate.pair_evidence import (
    EVENT_KINDS,
    STORY_KINDS,
    Report,
    are_strangers,
    load_weights,
    measure_event,
    measure_story,
    read_report,
)
from lesart.relate.piles import SMALL_PILE, group_pile, mostly_dated, tie_events
from lesart.relate.stories import find_stories
from lesart.settings import Settings
from tests.relate.annotated_pages import make_report

HERE = Path(__file__).parent / "events"
NAMES = [("Dorrnau", "LOC"), ("Hebewerk", "ORG"), ("Ruth Malling", "PER")]

FALL = make_report(
    ("headline", "Kran stürzt in Dorrnau um: zwei Verletzte"),
    "In Dorrnau ist am Samstag ein Kran der Firma Hebewerk umgestürzt. Zwei Arbeiter wurden verletzt, wie "
    "Vorarbeiterin Ruth Malling sagte.",
    published="2029-05-12",
    names=NAMES,
    name="fall",
)
FREELY_TOLD = make_report(
    ("headline", "„Es krachte wie im Krieg“"),
    "Vierzig Meter Stahl liegen quer über dem Marktplatz. Wer gestern einkaufen war, hat Glück gehabt. Im Krankenhaus "
    "von Dorrnau werden zwei Männer behandelt, die darunter gearbeitet hatten. Blumen stehen am Zaun, Kinder fragen. "
    "Niemand weiß, wie es dazu kommen konnte. Eine Bäckerin verteilt Kaffee an alle, die nicht schlafen können.",
    published="2029-05-13",
    names=[("Dorrnau", "LOC")],
    name="freely",
)
VERDICT = make_report(
    ("headline", "Hebewerk muss Buße zahlen"),
    "Das Amtsgericht hat die Firma Hebewerk am Dienstag verurteilt. Vorarbeiterin Ruth Malling sagte als Zeugin aus. "
    "Der Kran der Firma war in Dorrnau umgestürzt.",
    published="2029-11-20",
    names=NAMES,
    name="verdict",
)
CHEESE = make_report(
    ("headline", "Käserei Hollbach gewinnt Preis"),
    "Die Käserei Hollbach hat am Samstag einen Preis bekommen. Die Jury um Falk Uhlig lobte den nussigen Geschmack.",
    published="2029-05-12",
    names=[("Hollbach", "LOC"), ("Falk Uhlig", "PER")],
    name="cheese",
)

OTHER_FALL = make_report(
    ("headline", "Kran stürzt in Ummental um: zwei Verletzte"),
    "In Ummental ist am Samstag ein Kran der Firma Lastgut umgestürzt. Zwei Arbeiter wurden verletzt, wie "
    "Betriebsleiter Ivo Reeks sagte.",
    published="2029-05-12",
    names=[("Ummental", "LOC"), ("Lastgut", "ORG"), ("Ivo Reeks", "PER")],
    name="other fall",
)


def report_of(page: Annotated) -> Report:
    account = read_account(page)
    return read_report(page, account.weighed, account.happening)


def events_of(*pages: Annotated, picked: bool = True, window: int | None = None) -> list[list[str]]:
    names = {page.page.id: page.page.source for page in pages}
    return [[names[page] for page in event.pages] for event in find_events(pages, (), window, picked)]


def test_a_page_in_its_own_words_is_taken_in_where_somebody_picked_the_pile() -> None:
    assert events_of(FALL, FREELY_TOLD, VERDICT) == [["fall", "freely"], ["verdict"]]


def test_a_stray_page_stays_out_of_event_and_story() -> None:
    assert events_of(FALL, CHEESE, FREELY_TOLD) == [["fall", "freely"], ["cheese"]]
    assert tie_events([[FALL, FREELY_TOLD], [CHEESE], [VERDICT]]) == [[0, 2], [1]]


def test_two_happenings_of_one_sort_and_day_without_a_common_name_are_two() -> None:
    assert events_of(FALL, OTHER_FALL, FREELY_TOLD) == [["fall", "freely"], ["other fall"]]
    measured = measure_story(report_of(FALL), report_of(OTHER_FALL), picked=True)
    assert are_strangers(measured)
    assert not are_strangers(measure_story(report_of(FALL), report_of(FREELY_TOLD), picked=True))
    assert not are_strangers((*measured[:-1], 1.0))


def test_the_order_of_the_pages_decides_nothing() -> None:
    assert events_of(VERDICT, FREELY_TOLD, CHEESE, FALL) == [["verdict"], ["freely", "fall"], ["cheese"]]


def test_a_window_and_the_states_of_one_page_go_before_all_evidence() -> None:
    assert events_of(FALL, FREELY_TOLD, window=0) == [["fall"], ["freely"]]
    versions = [Version(CHEESE.page.id, FALL.page.id, "same address")]
    (event,) = find_events([FALL, CHEESE], versions, picked=True)
    assert event.pages == (FALL.page.id, CHEESE.page.id)


def test_the_nearest_event_is_of_the_same_story_and_the_days_are_named() -> None:
    fall, verdict, cheese = find_events([FALL, VERDICT, CHEESE], (), picked=True)
    assert (fall.nearest, verdict.nearest) == (verdict.id, fall.id)
    assert verdict.nearest_why[0] == "2029-11-20 ≠ 2029-05-12"
    assert "≠" not in "".join(cheese.nearest_why)


def test_stories_follow_events_that_a_person_has_put_together() -> None:
    pages = [FALL, CHEESE]
    (one,) = find_events([FALL], (), picked=True)
    merged = Event(id="event-by-hand", pages=tuple(page.page.id for page in pages))
    assert len(find_stories(pages, [merged], picked=True)[0]) == 1
    assert [story.events for story in find_stories([FALL], [one], picked=True)[0]] == [(one.id,)]
    assert find_stories([], [], picked=True) == ((), ())


def test_evidence_is_named_once_and_every_kind_has_a_weight() -> None:
    one, other = report_of(FALL), report_of(FREELY_TOLD)
    story = dict(zip(STORY_KINDS, measure_story(one, other, picked=True), strict=True))
    event = dict(zip(EVENT_KINDS, measure_event(one, other), strict=True))
    assert (story["constant"], story["picked"], story["named"], story["languages"]) == (1.0, 1.0, 1.0, 0.0)
    assert event["times"] > 0.0
    assert measure_story(one, other, True) == measure_story(other, one, True)
    assert dict(zip(STORY_KINDS, load_weights("story_evidence"), strict=True))["picked"] > 0
    assert dict(zip(EVENT_KINDS, load_weights("event_evidence"), strict=True))["times"] > 0


def test_a_table_that_lacks_a_kind_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    load_weights.cache_clear()
    monkeypatch.setattr(type(load_language(None)), "mapping", lambda self, name: {"constant": "0"})
    with pytest.raises(LanguageDataError, match="event_evidence"):
        load_weights("event_evidence")
    load_weights.cache_clear()


def test_a_pile_of_pages_without_a_day_is_left_to_their_words() -> None:
    undated = [make_report("In Dorrnau ist ein Kran umgestürzt.", name=str(number)) for number in range(2)]
    assert mostly_dated([read_account(page) for page in (FALL, undated[0])])
    assert not mostly_dated([read_account(page) for page in (FALL, *undated)])


def test_pages_without_words_stand_alone() -> None:
    empty = [make_report("x", name=str(number)) for number in range(3)]
    pile = group_pile([report_of(page) for page in empty])
    assert sorted(place for event in pile.events for place in event) == [0, 1, 2]
    assert group_pile([]).events == []


def test_the_short_piles_hold_what_their_readme_says() -> None:
    lines = [json.loads(line) for line in (HERE / "piles.gold.jsonl").read_text("utf-8").splitlines()]
    pages, _, _ = read_pile([str(HERE / "piles.jsonl")], Settings())
    assert len(pages) == len(lines) == 64
    assert {page.page.source for page in pages} == {line["id"] for line in lines}
    sizes = [sum(line["pile"] == pile for line in lines) for pile in {line["pile"] for line in lines}]
    assert len(sizes) == 11
    assert max(sizes) <= SMALL_PILE
    assert len({event for line in lines for event in line["event"]}) == 28

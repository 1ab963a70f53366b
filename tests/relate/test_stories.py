"""Events chained over time, and dated happenings that pages only mention."""

from __future__ import annotations

import json
from pathlib import Path

from lesart.model.annotation import Annotated
from lesart.pipeline import read_pile
from lesart.relate.events import find_events
from lesart.relate.stories import find_stories
from lesart.settings import Settings
from tests.relate.annotated_pages import make_report
from tests.relate.made_pages import words_at

HERE = Path(__file__).parent / "events"

FALL = make_report(
    "In Dorrnau ist am Samstag ein Kran der Firma Hebewerk umgestürzt. Vorarbeiterin Ruth Malling wurde verletzt.",
    published="2029-05-12",
    names=[("Dorrnau", "LOC"), ("Hebewerk", "ORG"), ("Ruth Malling", "PER")],
    name="fall",
)
TRIAL = make_report(
    "Das Amtsgericht hat die Firma Hebewerk am Dienstag zu einer Buße verurteilt. Am 12. Mai war ihr Kran "
    "umgestürzt. Vorarbeiterin Ruth Malling sagte als Zeugin aus. Schon im März 2027 war ein Kran der Firma gekippt.",
    published="2029-11-20",
    names=[("Hebewerk", "ORG"), ("Ruth Malling", "PER")],
    name="trial",
)
MARKET = make_report(
    "In Dorrnau hat am Samstag der Blumenmarkt begonnen. Bürgermeister Falk Uhlig eröffnete ihn.",
    published="2029-05-19",
    names=[("Dorrnau", "LOC"), ("Falk Uhlig", "PER")],
    name="market",
)


def told(*pages: Annotated) -> list[list[str]]:
    """The stories as lists of the first page of each event."""
    events = find_events(pages, ())
    first = {event.id: event.pages[0] for event in events}
    names = {page.page.id: page.page.source for page in pages}
    stories, _ = find_stories(pages, events)
    return [[names[first[event]] for event in story.events] for story in stories]


def test_the_same_actors_make_a_story_and_the_same_town_does_not() -> None:
    assert told(TRIAL, MARKET, FALL) == [["fall", "trial"], ["market"]]


def test_a_story_says_what_ties_it_and_to_which_day_it_refers_back() -> None:
    pages = [FALL, TRIAL]
    (story,), _ = find_stories(pages, find_events(pages, ()))
    assert {"Hebewerk", "Ruth", "Malling", "Kran", "2029-05-12"} <= set(story.why)


def test_an_event_alone_is_a_story_without_a_reason() -> None:
    (story,), mentioned = find_stories([MARKET], find_events([MARKET], ()))
    assert (len(story.events), story.why, mentioned) == (1, (), ())


def test_what_pages_mention_in_passing_is_dated_and_has_its_sentence() -> None:
    pages = [FALL, TRIAL]
    stories, mentioned = find_stories(pages, find_events(pages, ()))
    assert [(each.story, each.earliest, each.latest) for each in mentioned] == [
        (stories[0].id, "2027-03-01", "2027-03-31")
    ]
    assert words_at(pages, *mentioned[0].spans) == ["Schon im März 2027 war ein Kran der Firma gekippt."]


def test_one_past_happening_on_several_pages_is_mentioned_once() -> None:
    other = make_report(
        "Die Firma Hebewerk will Kräne prüfen lassen, sagte Ruth Malling am Mittwoch. Im März 2027 war in Dorrnau ein "
        "Kran der Firma gekippt. Im März 2027 starb auch der Gründer der Firma.",
        published="2029-11-21",
        names=[("Hebewerk", "ORG"), ("Ruth Malling", "PER")],
        name="check",
    )
    pages = [FALL, TRIAL, other]
    _, mentioned = find_stories(pages, find_events(pages, ()))
    assert [len(each.spans) for each in mentioned if each.earliest == "2027-03-01"] == [2, 1]


def test_the_look_back_list_of_the_tuning_half_is_on_its_timeline() -> None:
    pages, _, _ = read_pile([str(HERE / "tuning.jsonl")], Settings())
    chosen = [page for page in pages if page.page.source in ("t11", "t12", "t13")]
    _, mentioned = find_stories(chosen, find_events(chosen, ()))
    assert {"1999-01-01", "2008-01-01"} <= {each.earliest for each in mentioned}


def test_stories_of_the_gold_name_every_page() -> None:
    for half in ("tuning", "heldout"):
        lines = (HERE / f"{half}.gold.jsonl").read_text("utf-8").splitlines()
        stories: dict[str, set[str]] = {}
        for record in map(json.loads, lines):
            stories.setdefault(record["story"], set()).update(record["event"])
        assert len(stories) >= 4

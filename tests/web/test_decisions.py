"""Persons' decisions over the web: each kind taken, seen, taken back; by form and as JSON."""

from __future__ import annotations

from typing import Any

import pytest

from tests.store.newsroom import FIRE
from tests.web.conftest import Desk

ADA = "Ada Krumm"


def events(desk: Desk) -> dict[str, set[str]]:
    found: Any = desk.json("/")["events"]
    return {event["id"]: {page["id"] for page in event["pages"]} for event in found}


def event_of(desk: Desk, page: str) -> str:
    return next(name for name, pages in events(desk).items() if page in pages)


def page_of(desk: Desk, place: int) -> Any:
    return desk.json(f"/pages/{desk.filled.pages[place]}")["page"]


def decide(desk: Desk, kind: str, **fields: Any) -> Any:
    return desk.post("/corrections", kind=kind, person=ADA, why="so steht es da", **fields)


def take_back(desk: Desk, taken: Any) -> None:
    desk.post(f"/corrections/{taken['correction']['id']}/undo", person="Bo Lind")


def place(desk: Desk, page: int, words: str) -> str:
    text = page_of(desk, page)["text"]
    start = text.index(words)
    return f"{desk.filled.pages[page]}:{start}-{start + len(words)}"


def test_a_page_moves_to_another_event_and_back(desk: Desk) -> None:
    fire, again, bridge, _ = desk.filled.pages
    before = events(desk)
    taken = decide(desk, "move", page=again, event=event_of(desk, bridge))
    assert taken["back"] == f"/events/{event_of(desk, again)}"
    assert event_of(desk, again) == event_of(desk, bridge) != event_of(desk, fire)
    assert "arranged by hand" in desk.html("/")
    take_back(desk, taken)
    assert events(desk) == before
    alone = decide(desk, "move", page=again)
    assert events(desk)[event_of(desk, again)] == {again}
    take_back(desk, alone)


def test_an_event_is_split_and_events_are_merged(desk: Desk) -> None:
    fire, again, bridge, later = desk.filled.pages
    before = events(desk)
    split = decide(desk, "split", event=desk.filled.fire, pages=[again])
    assert events(desk)[event_of(desk, again)] == {again}
    take_back(desk, split)
    assert events(desk) == before
    merged = decide(desk, "merge", events=[desk.filled.fire, event_of(desk, bridge)])
    assert events(desk)[event_of(desk, fire)] == {fire, again, bridge, later}
    take_back(desk, merged)
    assert events(desk) == before


def test_a_stretch_is_zoned_anew(desk: Desk) -> None:
    where = place(desk, 0, "Die Feuerwehr Kolmsee rückte mit 40 Leuten aus.")
    taken = decide(desk, "zone", place=where, zone="caption", back=f"/pages/{desk.filled.pages[0]}")
    zones = {page_of(desk, 0)["text"][zone["start"] : zone["end"]]: zone["kind"] for zone in page_of(desk, 0)["zones"]}
    assert zones["Die Feuerwehr Kolmsee rückte mit 40 Leuten aus."] == "caption"
    html = desk.html(f"/pages/{desk.filled.pages[0]}")
    assert "zone decided by Ada Krumm" in html
    take_back(desk, taken)
    assert [zone["kind"] for zone in page_of(desk, 0)["zones"]] == ["body"]


def test_a_speaker_is_righted(desk: Desk) -> None:
    said = "«Wir waren die ganze Nacht dort»"
    crew = place(desk, 0, "Die Feuerwehr Kolmsee")
    taken = decide(desk, "speaker", place=place(desk, 0, said), who=f"{crew}|")

    def speaker() -> str:
        page = page_of(desk, 0)
        quotation = next(q for q in page["quotations"] if page["text"][slice(*q["content"][0])] == said)
        return str(page["text"][slice(*quotation["speaker"][0])]) if quotation["speaker"] else ""

    assert speaker() == "Die Feuerwehr Kolmsee"
    take_back(desk, taken)
    assert speaker() == "Kommandant Veit Ambrock"
    nobody = decide(desk, "speaker", place=place(desk, 0, said))
    assert speaker() == ""
    take_back(desk, nobody)


def test_names_are_joined_and_parted(desk: Desk) -> None:
    found: Any = [desk.json(f"/speakers?name={name}")["speakers"] for name in ("Ambrock", "Tannhuber")]
    ambrock, tannhuber = (speakers[0]["entity"] for speakers in found)
    choices: Any = desk.json(f"/speakers/{ambrock}/correct?name=Tannhuber")["others"]
    assert [each["entity"] for each in choices] == [tannhuber]
    joined = decide(desk, "join", entity=ambrock, entities=[tannhuber])
    desk.json(f"/speakers/{tannhuber}", 404)
    assert ambrock in {name["entity"] for name in page_of(desk, 2)["mentions"]}
    take_back(desk, joined)
    desk.json(f"/speakers/{tannhuber}")
    parted = decide(desk, "part", entity=ambrock, label="Veit Ambrock junior", pages=[desk.filled.pages[0]])
    labels = {each["label"] for each in desk.json("/speakers")["speakers"]}  # type: ignore[attr-defined]
    assert "Veit Ambrock junior" in labels
    take_back(desk, parted)
    labels = {each["label"] for each in desk.json("/speakers")["speakers"]}  # type: ignore[attr-defined]
    assert "Veit Ambrock junior" not in labels


def test_a_comparison_of_figures_is_rejected(desk: Desk) -> None:
    def compared() -> set[frozenset[str]]:
        for _ in range(100):
            view: Any = desk.json(f"/events/{desk.filled.fire}")
            if view["comparison"]["state"] == "ready":
                rows = view["comparison"]["synopsis"]["figures"]
                return {frozenset(reading["text"] for reading in row["readings"]) for row in rows}
        raise AssertionError("no comparison")

    choices: Any = desk.json(f"/events/{desk.filled.fire}/correct")["figures"]
    row = next(row for row in choices if len({each["text"] for each in row["readings"]}) > 1)
    one = row["readings"][0]
    other = next(each for each in row["readings"] if each["text"] != one["text"])
    before = compared()
    assert any({one["text"], other["text"]} <= texts for texts in before)
    taken = decide(desk, "reject", place=one["place"], other=other["place"])
    assert not any({one["text"], other["text"]} <= texts for texts in compared())
    take_back(desk, taken)
    assert compared() == before


@pytest.mark.parametrize("on", ["page", "place", "event"])
def test_a_note_is_kept_where_it_belongs(desk: Desk, on: str) -> None:
    target = {
        "page": {"page": desk.filled.pages[0]},
        "place": {"place": place(desk, 0, "40 Leuten")},
        "event": {"event": desk.filled.fire},
    }[on]
    taken = decide(desk, "note", text="<b>nachgefragt</b>", **target)
    html = desk.html("/corrections")
    assert "&lt;b&gt;nachgefragt&lt;/b&gt;" in html
    assert "<b>nachgefragt" not in html
    if on == "place":
        assert "40 Leuten" in html
    take_back(desk, taken)


def test_decisions_are_listed_with_who_when_why(desk: Desk) -> None:
    first = decide(desk, "note", text="eins", page=desk.filled.pages[0])
    second = decide(desk, "zone", place=place(desk, 0, FIRE[:14]), zone="headline")
    take_back(desk, first)
    listed: Any = desk.json("/corrections")["corrections"]
    told = [each["correction"] for each in listed]
    assert [each["id"] for each in told] == [second["correction"]["id"], first["correction"]["id"]]
    assert (told[0]["person"], told[0]["why"], told[0]["undone"]) == (ADA, "so steht es da", None)
    assert told[1]["undone_by"] == "Bo Lind"
    assert listed[0]["quoted"] == [FIRE[:14]]
    in_force: Any = desk.json("/corrections?undone=false")["corrections"]
    assert [each["correction"]["id"] for each in in_force] == [second["correction"]["id"]]
    page: Any = desk.json("/corrections?limit=1")
    rest: Any = desk.json(f"/corrections?limit=1&before={page['more']}")
    assert rest["corrections"][0]["correction"]["id"] == first["correction"]["id"]


def test_a_program_decides_in_json(desk: Desk) -> None:
    sent = {"kind": "note", "person": ADA, "page": desk.filled.pages[0], "text": "aus einem Programm"}
    answer = desk.client.post("/corrections", json=sent, headers={"accept": "application/json"})
    assert answer.status_code == 201
    undo = f"/corrections/{answer.json()['correction']['id']}/undo"
    assert desk.client.post(undo, json={"person": ADA}, headers={"accept": "application/json"}).status_code == 201
    again = desk.client.post(undo, json={"person": ADA}, headers={"accept": "application/json"})
    assert (again.status_code, "taken back already" in again.text) == (409, True)


@pytest.mark.parametrize(
    ("fields", "status", "reason"),
    [
        ({"kind": "burn"}, 400, "no decision 'burn'"),
        ({"kind": "note", "text": "x"}, 400, "place, page or event"),
        ({"kind": "note", "page": "PAGE"}, 400, "note needs text"),
        ({"kind": "note", "page": "PAGE", "text": "x", "person": " "}, 400, "name of the person"),
        ({"kind": "note", "page": "PAGE", "text": "x" * 2001}, 400, "text"),
        ({"kind": "note", "page": "PAGE", "text": "a\0b"}, 400, "no text"),
        ({"kind": "move", "page": "nowhere"}, 404, "no such page"),
        ({"kind": "move", "page": "PAGE", "event": "event-none"}, 404, "no event"),
        ({"kind": "merge", "events": ["FIRE"]}, 400, "two events"),
        ({"kind": "split", "event": "FIRE", "pages": ["PAGE", "OTHER", "LAST"]}, 400, "fewer pages"),
        ({"kind": "zone", "place": "PAGE:0-5", "zone": "poem"}, 400, "no zone 'poem'"),
        ({"kind": "zone", "place": "PAGE:0-999999", "zone": "body"}, 400, "beyond"),
        ({"kind": "zone", "place": "PAGE:9-4", "zone": "body"}, 400, "no span"),
        ({"kind": "zone", "place": "somewhere", "zone": "body"}, 400, "PAGE:START-END"),
        ({"kind": "reject", "place": "PAGE:0-5", "other": "PAGE:0-5"}, 400, "two figures"),
        ({"kind": "join", "entity": "per:x", "entities": ["per:y"]}, 404, "nothing named"),
        ({"kind": "part", "entity": "per:x", "label": "y", "pages": ["PAGE"]}, 404, "does not name"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_kept(desk: Desk, fields: dict[str, Any], status: int, reason: str) -> None:
    known = dict(zip(("PAGE", "OTHER", "BRIDGE", "LAST"), desk.filled.pages, strict=True)) | {"FIRE": desk.filled.fire}

    def named(value: Any) -> Any:
        if isinstance(value, list):
            return [named(each) for each in value]
        for name, real in known.items():
            value = value.replace(name, real)
        return value

    sent = {"person": ADA, "form_token": desk.form_token} | {name: named(value) for name, value in fields.items()}
    answer = desk.client.post("/corrections", data=sent, headers={"accept": "application/json"})
    assert answer.status_code == status
    assert reason in answer.json()["reason"]
    assert desk.json("/corrections")["corrections"] == []

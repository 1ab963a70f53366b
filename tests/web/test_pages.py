"""What the pages say, as HTML and as JSON, on both engines."""

from __future__ import annotations

import hashlib

import pytest

from lesart.web.routes import ROUTES
from tests.store.newsroom import FIRE
from tests.web.conftest import Desk, Filled, Opener


def addresses(filled: Filled) -> list[str]:
    """One address of each kind of page."""
    first, second = filled.pages[:2]
    named = {"story": filled.story, "event": filled.fire, "page": first, "other": second, "entity": "per:veit-ambrok"}
    return [route.path.format_map(named) for route in ROUTES if route.method == "GET" and "{job}" not in route.path]


def test_every_page_is_there_in_both_languages(reading: Desk) -> None:
    speakers = reading.json("/speakers")["speakers"]
    assert isinstance(speakers, list)
    entity = speakers[0]["entity"]
    for address in addresses(reading.filled):
        address = address.replace("per:veit-ambrok", entity)
        for language in ("de", "en"):
            answer = reading.client.get(address, headers={"accept": "text/html", "accept-language": language})
            assert answer.status_code == 200, address
            if answer.headers["content-type"].startswith("text/html"):
                assert f'<html lang="{language}">' in answer.text
                assert "StrictUndefined" not in answer.text


def test_the_inbox_has_the_latest_event_first(reading: Desk) -> None:
    inbox = reading.json("/")
    assert (inbox["page_count"], inbox["event_count"], inbox["more"]) == (4, 2, None)
    events = inbox["events"]
    assert isinstance(events, list)
    assert [(each["title"], each["page_count"]) for each in events] == [
        ("Steg bleibt zu", 1),
        ("Halde brennt in Kolmsee", 3),
    ]
    assert events[1]["outlets"] == ["Kolmseer Blatt", "Seebote"]
    html = reading.html("/")
    assert html.index("Steg bleibt zu") < html.index("Halde brennt in Kolmsee")
    assert "6 May 2031" in html


def test_long_lists_go_on_where_they_ended(reading: Desk) -> None:
    first = reading.json("/?limit=1")
    events = first["events"]
    assert isinstance(events, list)
    second = reading.json(f"/?limit=1&after={first['more']}")["events"]
    assert isinstance(second, list)
    assert [each["title"] for each in (*events, *second)] == ["Steg bleibt zu", "Halde brennt in Kolmsee"]
    assert [each["title"] for each in reading.json("/?several=true")["events"]] == ["Halde brennt in Kolmsee"]  # type: ignore[attr-defined]
    pages = reading.json("/sources?limit=3")
    rest = reading.json(f"/sources?limit=3&before={pages['more']}")
    assert len(pages["pages"]) + len(rest["pages"]) == 4  # type: ignore[arg-type]
    stories = reading.json("/stories?limit=1")
    more = reading.json(f"/stories?limit=1&after={stories['more']}")
    assert [story["title"] for each in (stories, more) for story in each["stories"]] == [  # type: ignore[attr-defined]
        "Steg bleibt zu",
        "Halde brennt in Kolmsee",
    ]


def test_an_event_is_the_report_live(reading: Desk) -> None:
    view = reading.json(f"/events/{reading.filled.fire}")
    comparison = view["comparison"]
    assert isinstance(comparison, dict)
    assert comparison["state"] == "ready"
    synopsis = comparison["synopsis"]
    assert synopsis["pages"][0]["text"] == FIRE
    assert [event["id"] for event in synopsis["events"]] == [reading.filled.fire]
    html = reading.html(f"/events/{reading.filled.fire}")
    for part in ('id="timeline"', 'id="table"', 'id="sources"', 'id="evidence"', 'id="lesart-data"'):
        assert part in html
    assert synopsis["loci"][0]["id"] in html


def test_a_story_shows_figures_across_its_events(reading: Desk) -> None:
    comparison = reading.json(f"/stories/{reading.filled.story}")["comparison"]
    assert isinstance(comparison, dict)
    figures = comparison["synopsis"]["figures"]
    assert figures
    html = reading.html(f"/stories/{reading.filled.story}")
    assert figures[0]["id"] in html
    assert 'id="table"' not in html


def test_hits_are_marked_at_their_exact_places(reading: Desk) -> None:
    found = reading.json("/search?q=Ursache")
    hits = found["hits"]
    assert isinstance(hits, list)
    assert found["count"] == 1
    (hit,) = hits
    page = reading.json(f"/pages/{hit['page']['id']}")["page"]
    assert isinstance(page, dict)
    assert [page["text"][each["start"] : each["end"]] for each in hit["places"]] == ["Ursache"]
    assert [piece["text"] for piece in hit["pieces"] if piece["hit"]] == ["Ursache"]
    assert (
        "".join(piece["text"] for piece in hit["pieces"])
        == page["text"][hit["excerpt"]["start"] : hit["excerpt"]["end"]]
    )
    place = f"{hit['places'][0]['start']}-{hit['places'][0]['end']}"
    html = reading.html(f"/pages/{hit['page']['id']}?at={place}")
    assert '<mark class="m-hit" id="hit">Ursache</mark>' in html


@pytest.mark.parametrize(
    ("query", "position", "reason"),
    [
        ("(Halde", 0, "query, character 1"),
        ("Halde outlet:", 6, "query, character 7"),
        ("foo:bar", 0, "query, character 1"),
    ],
)
def test_a_query_that_cannot_be_read_says_where_and_why(reading: Desk, query: str, position: int, reason: str) -> None:
    problem = reading.json(f"/search?q={query}", 400)
    assert problem["position"] == position
    assert str(problem["reason"]).startswith(reason)
    html = reading.html(f"/search?q={query}", 400)
    assert "This search cannot be read" in html
    assert f'value="{query}"' in html


def test_layers_mark_what_was_found(reading: Desk) -> None:
    html = reading.html(f"/pages/{reading.filled.pages[0]}?layer=quotations")
    assert '<mark class="m-said" title="' in html
    assert "«Wir waren die ganze Nacht dort»</mark>" in html
    assert '<mark class="m-figure">40 Leuten' in reading.html(f"/pages/{reading.filled.pages[0]}?layer=figures")
    assert reading.json(f"/pages/{reading.filled.pages[0]}?layer=nonsense", 400)["status"] == 400


def test_saved_bytes_are_given_as_they_came(reading: Desk) -> None:
    page = reading.json(f"/pages/{reading.filled.pages[0]}")["page"]
    assert isinstance(page, dict)
    answer = reading.client.get(f"/pages/{reading.filled.pages[0]}/bytes")
    assert hashlib.sha256(answer.content).hexdigest() == page["bytes"]
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == f'attachment; filename="{reading.filled.pages[0]}.bin"'


def test_versions_differ_word_by_word(reading: Desk) -> None:
    first, last = reading.filled.pages[0], reading.filled.pages[3]
    view = reading.json(f"/pages/{last}/differences/{first}")
    runs = view["runs"]
    assert isinstance(runs, list)
    told = [(run["step"], run["text"].strip()) for run in runs if run["step"] != "same"]
    assert told == [("gone", "40"), ("new", "60"), ("gone", "drei"), ("new", "vier")]
    assert "".join(run["text"] for run in runs if run["step"] != "new") == FIRE
    html = reading.html(f"/pages/{first}/differences/{last}")
    assert ">vier</a></ins>" in html
    assert ">drei</a></del>" in html


def test_speakers_lead_to_their_words(reading: Desk) -> None:
    speakers = reading.json("/speakers")["speakers"]
    assert isinstance(speakers, list)
    ambrock = next(each for each in speakers if each["label"] == "Veit Ambrock")
    view = reading.json(f"/speakers/{ambrock['entity']}")
    assert len(view["quotations"]) == ambrock["quotations"]  # type: ignore[arg-type]
    assert "Wir waren die ganze Nacht dort" in reading.html(f"/speakers/{ambrock['entity']}")
    found = reading.json("/speakers?name=ambrock")["speakers"]
    assert [each["label"] for each in found] == ["Veit Ambrock"]  # type: ignore[attr-defined]
    assert reading.json("/speakers?name=Niemand")["speakers"] == []


@pytest.mark.parametrize(
    "path", ["/events/event-none", "/stories/none", "/pages/none", "/speakers/none", "/jobs/none", "/nowhere",
             "/pages/none/bytes", "/stories/none/feed"]
)  # fmt: skip
def test_what_is_not_there_is_said(reading: Desk, path: str) -> None:
    problem = reading.json(path, 404)
    assert problem["status"] == 404
    assert problem["reason"]
    assert "Not there" in reading.html(path, 404)


def test_the_language_asked_for_stays_on_the_way(reading: Desk) -> None:
    html = reading.html("/?ui=de", **{"accept-language": "en"})
    assert '<html lang="de">' in html
    assert f'href="/events/{reading.filled.fire}?ui=de"' in html
    assert '<html lang="en">' in reading.html("/?ui=xx", **{"accept-language": "fr, en;q=0.5"})


def test_an_empty_archive_says_how_to_fill_it(open_desk: Opener) -> None:
    desk = open_desk(empty=True)
    assert "The archive is empty." in desk.html("/")
    for address in ("/stories", "/sources", "/speakers", "/corrections", "/search?q=nichts"):
        desk.html(address)


def test_a_comparison_that_is_not_kept_is_made_and_waited_for(open_desk: Opener, filled: Filled) -> None:
    desk = open_desk()
    with desk.archive.writing() as connection:
        connection.exec_driver_sql("DELETE FROM synopsis_pages")
        connection.exec_driver_sql("DELETE FROM synopses")
    for _ in range(200):
        comparison = desk.json(f"/events/{filled.fire}")["comparison"]
        assert isinstance(comparison, dict)
        if comparison["state"] == "ready":
            break
        assert comparison["state"] == "waiting"
        assert desk.json(f"/jobs/{comparison['job']}")["kind"] == "compare"
    assert comparison["state"] == "ready"


def test_head_says_what_get_would(reading: Desk) -> None:
    for address in addresses(reading.filled)[:4]:
        head, got = (reading.client.request(method, address) for method in ("HEAD", "GET"))
        assert (head.status_code, head.headers["content-type"]) == (got.status_code, got.headers["content-type"])
        assert head.content == b""


def test_an_outdated_comparison_makes_room(open_desk: Opener, filled: Filled) -> None:
    desk = open_desk()

    def kept() -> list[str]:
        with desk.archive.reading() as connection:
            return sorted(connection.exec_driver_sql("SELECT id FROM synopses").scalars())

    before = kept()
    desk.post("/corrections", kind="note", person="Ada", page=filled.pages[0], text="x")
    for _ in range(200):
        comparison = desk.json(f"/events/{filled.fire}")["comparison"]
        assert isinstance(comparison, dict)
        if comparison["state"] == "ready":
            break
    after = kept()
    assert len(after) == len(before) == 3
    assert len(set(after) & set(before)) == 2

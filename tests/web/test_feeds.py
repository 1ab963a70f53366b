"""Feeds: valid Atom with what is newest, read by an independent reader."""

from __future__ import annotations

from typing import Any

import feedparser
import pytest

from lesart.web.feeds import stamp
from tests.web.conftest import Desk


def read(desk: Desk, path: str) -> Any:
    answer = desk.client.get(path, headers={"accept-language": "en"})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/atom+xml")
    found = feedparser.parse(answer.content)
    assert not found.bozo, found.get("bozo_exception")
    assert found.version == "atom10"
    for part in (found.feed, *found.entries):
        assert part.id.startswith("urn:uuid:")
        assert part.title
        assert part.updated_parsed
    assert len({entry.id for entry in found.entries}) == len(found.entries)
    return found


def test_a_story_s_feed_has_its_newest_pages_first(desk: Desk) -> None:
    found = read(desk, f"/stories/{desk.filled.story}/feed")
    assert found.feed.title == "Halde brennt in Kolmsee"
    assert [entry.published for entry in found.entries] == [
        "2031-05-05T18:30:00Z",
        "2031-05-05T11:00:00Z",
        "2031-05-05T08:00:00Z",
    ]
    entry = found.entries[0]
    assert entry.author == "Seebote"
    assert entry.link == f"http://127.0.0.1:8765/pages/{desk.filled.pages[1]}"
    related = [link.href for link in found.entries[1].links if link.rel == "related"]
    assert related == ["https://kolmseer-blatt.example/halde"]
    links = {link.rel: link.href for link in found.feed.links}
    assert links["self"] == f"http://127.0.0.1:8765/stories/{desk.filled.story}/feed"
    assert links["alternate"] == f"http://127.0.0.1:8765/stories/{desk.filled.story}"


def test_a_search_s_feed_has_its_hits(desk: Desk) -> None:
    found = read(desk, "/search/feed?q=Steg%20OR%20Ursache")
    assert [entry.title for entry in found.entries] == ["Steg bleibt zu", "Fünf Verletzte bei Brand"]
    assert found.feed.title == "Search: Steg OR Ursache"
    again = read(desk, "/search/feed?q=Steg%20OR%20Ursache&ui=de")
    assert [entry.id for entry in again.entries] == [entry.id for entry in found.entries]
    assert read(desk, "/search/feed?q=nichts").entries == []
    assert desk.client.get("/search/feed?q=(").status_code == 400


@pytest.mark.parametrize(
    ("value", "stamped"),
    [
        ("2031-05-05", "2031-05-05T00:00:00Z"),
        ("2031-05-05T08:00", "2031-05-05T08:00:00Z"),
        ("2031-05-05T08:00+02:00", "2031-05-05T08:00:00+02:00"),
        ("2031-05-05T08:00:07.123456Z", "2031-05-05T08:00:07Z"),
        ("Mai", "1970-01-01T00:00:00Z"),
    ],
)
def test_stamps_are_whole(value: str, stamped: str) -> None:
    assert stamp(value) == stamped

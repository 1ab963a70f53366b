"""The server through the protocol's own client: every tool, its spans, its cursors, and what it refuses."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, get_args

import anyio
import pytest
from mcp.client.stdio import stdio_client
from mcp_types import CallToolResult, TextContent

from lesart.mcp.answers import LONGEST_PLACE, MOST_CHARACTERS
from lesart.mcp.server import make_server
from lesart.mcp.tools import TOOLS, Part
from lesart.settings import Settings
from lesart.store.database import open_archive
from mcp import Client, StdioServerParameters
from tests.store.newsroom import file_zones

ROOM = 2 * MOST_CHARACTERS
"""Characters that a whole answer keeps within: its items, and the cards of the pages compared."""


def ask_all(place: Path, *calls: tuple[str, dict[str, Any]]) -> list[CallToolResult]:
    """The answers of `calls`, one after the other, through a client in memory."""

    async def run() -> list[CallToolResult]:
        with open_archive(place) as archive:
            async with Client(make_server(archive, Settings())) as client:
                return [await client.call_tool(name, arguments) for name, arguments in calls]

    return anyio.run(run)


def ask(place: Path, name: str, **arguments: Any) -> dict[str, Any]:
    (answer,) = ask_all(place, (name, arguments))
    assert not answer.is_error, answer.content
    assert isinstance(answer.structured_content, dict)
    return answer.structured_content


def refusal(place: Path, name: str, **arguments: Any) -> str:
    (answer,) = ask_all(place, (name, arguments))
    assert answer.is_error
    (part,) = answer.content
    assert isinstance(part, TextContent)
    return part.text


def all_places(node: Any) -> Iterator[dict[str, Any]]:
    """Everything in an answer that says page, start, end and text."""
    if isinstance(node, dict):
        if {"page", "start", "end", "text"} <= node.keys():
            yield node
        for inner in node.values():
            yield from all_places(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from all_places(inner)


def walk(place: Path, name: str, key: str, **arguments: Any) -> list[Any]:
    """All items of a tool, answer by answer behind its cursor."""
    items: list[Any] = []
    cursor = None
    for _ in range(200):
        answer = ask(place, name, **arguments, **({"cursor": cursor} if cursor else {}))
        items += answer[key]
        cursor = answer["cursor"]
        if cursor is None:
            return items
    raise AssertionError("the cursor leads nowhere")


def first_event(place: Path) -> str:
    event: str = ask(place, "events")["events"][0]["event"]
    return event


def every_call(place: Path) -> list[tuple[str, dict[str, Any]]]:
    found = ask(place, "events")["events"]
    event = max(found, key=lambda each: each["pages"])["event"]
    story = next(name for each in found for name in ask(place, "event", event=each["event"])["stories"])
    page = ask(place, "search", query="")["hits"][0]["page"]["page"]
    return [
        ("search", {"query": "Lawine"}),
        ("page", {"page": page}),
        ("events", {}),
        ("event", {"event": event}),
        ("story", {"story": story}),
        *(("synopsis", {"query": f"event:{event}", "part": part}) for part in get_args(Part)),
        ("sayings", {}),
        ("figures", {"query": f"event:{event}"}),
    ]


class Answered(NamedTuple):
    """A call of every tool, and every part of a comparison, with its answer."""

    name: str
    arguments: dict[str, Any]
    answer: CallToolResult


@pytest.fixture(scope="module")
def answered(examples: Path) -> list[Answered]:
    calls = every_call(examples)
    answers = ask_all(examples, *calls)
    return [Answered(name, arguments, answer) for (name, arguments), answer in zip(calls, answers, strict=True)]


def test_every_place_is_the_pages_own_words(answered: list[Answered], texts: dict[str, str]) -> None:
    assert {each.name for each in answered} == set(TOOLS)
    for name, arguments, answer in answered:
        assert not answer.is_error, (name, answer.content)
        places = list(all_places(answer.structured_content))
        if arguments.get("part") not in ("sources", "origins"):
            assert places, name
        for place in places:
            assert place["text"] == texts[place["page"]][place["start"] : place["end"]], name
            assert 0 <= place["start"] < place["end"]


def test_answers_keep_within_bounds(answered: list[Answered]) -> None:
    for name, _, answer in answered:
        (part,) = answer.content
        assert isinstance(part, TextContent)
        assert len(part.text) < ROOM, name
        if name != "page":
            assert all(len(place["text"]) <= LONGEST_PLACE for place in all_places(answer.structured_content))


def test_the_tools_are_told_with_schemas_that_their_answers_meet(examples: Path, answered: list[Answered]) -> None:
    import jsonschema

    async def listed() -> dict[str, Any]:
        with open_archive(examples) as archive:
            async with Client(make_server(archive, Settings())) as client:
                return {tool.name: tool for tool in (await client.list_tools()).tools}

    tools = anyio.run(listed)
    assert sorted(tools) == ["event", "events", "figures", "page", "sayings", "search", "story", "synopsis"]
    for name, arguments, answer in answered:
        jsonschema.validate(arguments, tools[name].input_schema)
        jsonschema.validate(answer.structured_content, tools[name].output_schema)
        assert tools[name].annotations.read_only_hint is True
        assert tools[name].description


def test_search_goes_on_behind_its_cursor(examples: Path) -> None:
    whole = [hit["page"]["page"] for hit in ask(examples, "search", query="", limit=50)["hits"]]
    assert len(whole) == 9
    assert [hit["page"]["page"] for hit in walk(examples, "search", "hits", query="", limit=2)] == whole


def test_a_page_is_read_stretch_by_stretch(examples: Path, texts: dict[str, str]) -> None:
    page, text = next(iter(texts.items()))
    read = ""
    cursor = None
    while True:
        answer = ask(examples, "page", page=page[:10], length=300, **({"cursor": cursor} if cursor else {}))
        read += answer["text"]["text"]
        cursor = answer["cursor"]
        if cursor is None:
            break
    assert read == text


@pytest.mark.parametrize("name", ["sayings", "figures"])
def test_sayings_and_figures_go_on_without_gap_or_repeat(examples: Path, name: str) -> None:
    whole = walk(examples, name, name, limit=50)
    assert len(whole) > 10
    assert walk(examples, name, name, limit=3) == whole


def test_events_go_on_without_gap_or_repeat(examples: Path) -> None:
    whole = walk(examples, "events", "events")
    assert len(whole) > 1
    assert walk(examples, "events", "events", limit=1) == whole


def test_a_synopsis_goes_on_without_gap_or_repeat(examples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    query = f"event:{max(ask(examples, 'events')['events'], key=lambda each: each['pages'])['event']}"
    counts = ask(examples, "synopsis", query=query)["counts"]
    whole = walk(examples, "synopsis", "rows", query=query)
    assert len({row["row"] for row in whole}) == counts["rows"] > 3
    monkeypatch.setattr("lesart.mcp.answers.fill.__defaults__", (3_000,))
    assert walk(examples, "synopsis", "rows", query=query) == whole


def test_said_and_figure_take_the_words_of_the_query_language(examples: Path) -> None:
    spoken = walk(examples, "sayings", "sayings")
    name = next(place["text"] for each in spoken for place in each["speaker"] if place["text"][0].isupper())
    word = re.findall(r"\w+", name)[-1]
    asked = walk(examples, "sayings", "sayings", said=f"by:{word}")
    assert 0 < len(asked) < len(spoken)
    numbers = walk(examples, "figures", "figures", figure="> 100")
    assert numbers
    assert all(max(each["value"] or 0, each["high"] or 0, each["low"] or 0) > 100 for each in numbers)


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("search", {"query": "(Lawine"}, "query, character 1: this bracket is not closed"),
        ("search", {}, "missing required field `query`"),
        ("search", {"query": "x", "limit": 5000}, "<= 50"),
        ("search", {"query": "x", "outlet": "y"}, "unknown field `outlet`"),
        ("search", {"query": "x", "cursor": "1; DROP TABLE pages"}, "is no cursor of this tool"),
        ("page", {"page": "ffffffffffffffff"}, "no such page in the archive"),
        ("page", {"page": ""}, "no such page in the archive"),
        ("page", {"page": "../../etc/passwd"}, "no such page in the archive"),
        ("event", {"event": "event-nowhere"}, "no such event"),
        ("story", {"story": "' OR 1=1 --"}, "no such story"),
        ("synopsis", {"query": "Lawine", "part": "everything"}, "Invalid enum value"),
        ("sayings", {"said": "Nacht) OR (Lawine"}, "character"),
        ("figures", {"figure": "> viele"}, "query, character 1: > needs a number behind it"),
        ("events", {"cursor": "2031"}, "is no cursor of this tool"),
        ("correct", {}, "no tool 'correct'; there are event, events, figures"),
        ("search", {"query": "x" * 20_000}, "longer than 10000 characters"),
        ("search", {"query": "\ud800"}, "surrogate"),
    ],
)
def test_what_is_asked_wrongly_is_told(examples: Path, name: str, arguments: dict[str, Any], told: str) -> None:
    assert told in refusal(examples, name, **arguments)


def test_too_many_pages_are_not_compared(examples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lesart.mcp.tools.MOST_COMPARED", 5)
    assert "more than 5 pages" in refusal(examples, "synopsis", query="Lawine OR Zug")


def test_characters_that_json_cannot_carry_are_told_one_for_one(tmp_path: Path) -> None:
    place = tmp_path / "odd.lesart"
    text = "Halde \ud800\0 brennt \U0001f525 lichterloh"
    with open_archive(place, create=True) as archive:
        page = file_zones(archive, "odd", ("headline", "Kopf\udfff"), ("body", text))
    (hit,) = ask(place, "search", query="lichterloh")["hits"]
    shown = ask(place, "page", page=page)["text"]["text"]
    assert shown == "Kopf\ufffd\nHalde \ufffd\0 brennt \U0001f525 lichterloh"
    (found,) = hit["places"]
    assert (found["start"], found["end"]) == (shown.index("lichterloh"), len(shown))


def test_no_tool_writes(examples: Path) -> None:
    def state() -> dict[str, list[Any]]:
        import sqlite3

        with sqlite3.connect(f"file:{examples}?mode=ro", uri=True) as connection:
            names = [
                row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE TABLE%'")
            ]
            plain = [name for name in names if not re.search("_(data|idx|docsize|config)$", name)]
            return {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in plain}

    before = state()
    assert len(before["pages"]) == 9
    ask_all(examples, *every_call(examples))
    assert state() == before


def test_over_standard_input_and_output(examples: Path) -> None:
    async def run() -> tuple[str, Any]:
        server = StdioServerParameters(command=sys.executable, args=["-m", "lesart", "mcp", "--archive", str(examples)])
        async with Client(stdio_client(server)) as client:
            answer = await client.call_tool("search", {"query": "Lawine", "limit": 1})
            return client.instructions or "", answer.structured_content

    instructions, answer = anyio.run(run)
    assert "read only" in instructions
    assert len(answer["hits"]) == 1


def test_a_missing_archive_is_told_and_nothing_is_made(tmp_path: Path) -> None:
    import subprocess

    place = tmp_path / "none.lesart"
    command = [sys.executable, "-m", "lesart", "mcp", "--archive", str(place)]
    done = subprocess.run(command, input="", capture_output=True, text=True)
    assert done.returncode == 2
    assert "no such archive" in done.stderr
    assert not place.exists()
    assert hashlib.sha256(done.stdout.encode()).hexdigest() == hashlib.sha256(b"").hexdigest()

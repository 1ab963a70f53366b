"""The tools: one function a tool, from what was asked to an answer. They read the archive and never write to it.

A cursor is the text that the answer before gave; what it holds differs from tool to tool and means nothing outside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Annotated as Told
from typing import Any, Literal, NamedTuple

import msgspec
from msgspec import Meta
from sqlalchemy import Connection

from lesart.desk.collating import compare_selection, select_pages
from lesart.desk.searching import read_query, search_archive
from lesart.errors import ArchiveError, QueryError, UsageError
from lesart.mcp import answers as a
from lesart.model.annotation import Annotated
from lesart.model.relation import Event
from lesart.model.synopsis import Synopsis
from lesart.model.text import Page
from lesart.settings import Settings
from lesart.store.database import Archive
from lesart.store.events import list_events, load_events
from lesart.store.keys import number_of, place_of
from lesart.store.pages import find_page, load_pages, numbers_of_ids
from lesart.store.query import EVERYTHING, Unitary
from lesart.store.relations import load_event, load_story
from lesart.store.search import find_units, found_numbers
from lesart.store.stories import stories_of

MOST_COMPARED = 60
"""Pages that one `synopsis` compares: a story's worth, some seconds of work the first time."""
MOST_LISTED = 50
"""Items of one answer, whatever room they leave."""
LONGEST_STRETCH = 8_000
"""Characters of a page's text in one answer."""
REMEMBERED = 4
"""Comparisons kept in memory, so that going on behind a cursor does not compare again."""

Query = Told[str, Meta(description="Query language of `lesart search`; empty: all pages. event:ID, story:ID work too.")]
Cursor = Told[str | None, Meta(description="The `cursor` of the answer before, to go on behind it.")]
Limit = Told[int, Meta(ge=1, le=MOST_LISTED, description="Items at most.")]


class SearchAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    query: Query
    limit: Limit = 10
    cursor: Cursor = None


class PageAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    page: Told[str, Meta(description="Id of a page, or its beginning where no other begins so.")]
    start: Told[int, Meta(ge=0, description="First character (code point) of the text to show.")] = 0
    length: Told[int, Meta(ge=1, le=LONGEST_STRETCH, description="Characters to show.")] = 4_000
    cursor: Cursor = None


class EventsAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    query: Query = ""
    limit: Limit = 10
    cursor: Cursor = None


class EventAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    event: Told[str, Meta(description="Id of an event.")]
    cursor: Cursor = None


class StoryAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    story: Told[str, Meta(description="Id of a story.")]
    cursor: Cursor = None


PARTS = (
    "rows: accounts side by side. figures: numbers with verdicts. sayings: one utterance across pages. "
    "sources: independent sources of each event. origins: shared wording."
)
Part = Literal["rows", "figures", "sayings", "sources", "origins"]


class SynopsisAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    query: Told[str, Meta(min_length=1, description=f"Which pages to compare, at most {MOST_COMPARED}: event:ID …")]
    part: Told[Part, Meta(description=PARTS)] = "rows"
    cursor: Cursor = None


class SayingsAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    query: Query = ""
    said: Told[str, Meta(description="What may stand in said:(…): words, by:NAME; empty: whatever was said.")] = ""
    limit: Limit = 10
    cursor: Cursor = None


class FiguresAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    query: Query = ""
    figure: Told[str, Meta(description="What may stand in figure:(…): words counted, > 5, by:NAME, unit:CHF.")] = ""
    limit: Limit = 10
    cursor: Cursor = None


class Desk:
    """An archive open for reading, the settings that comparisons follow, and the last comparisons made."""

    def __init__(self, archive: Archive, settings: Settings) -> None:
        self.archive = archive
        self._settings = settings
        self._made: dict[str, Synopsis] = {}

    def compare(self, query: str) -> Synopsis:
        """The comparison of what `query` finds. Raises UsageError for too many pages."""
        selected = select_pages(self.archive, query, self._settings, MOST_COMPARED)
        made = self._made.get(selected.name)
        if made is None:
            made = compare_selection(self.archive, selected, self._settings)
            while len(self._made) >= REMEMBERED:
                self._made.pop(next(iter(self._made)))
            self._made[selected.name] = made
        return made


def search(desk: Desk, asked: SearchAsked) -> a.SearchAnswer:
    """Pages that match, the newest first, each with the places of the words asked for."""
    before = _number(asked.cursor)
    found = search_archive(desk.archive, asked.query, asked.limit, before)
    with desk.archive.reading() as connection:
        pages = {page.page.id: page.page for page in load_pages(connection, [hit.page.number for hit in found.hits])}
    hits = a.fill(
        (hit for hit in found.hits if hit.page.id in pages),
        lambda hit: a.HitAnswer(
            page=a.card_of(hit.page),
            places=[a.show(pages[hit.page.id], place) for place in hit.places[: a.MOST_FOUND]],
            more_places=max(0, len(hit.places) - a.MOST_FOUND),
            excerpt=a.show(pages[hit.page.id], hit.excerpt) if hit.excerpt else None,
        ),
    )
    more = found.more
    if hits and hits[-1].page.page != found.hits[-1].page.id:
        more = next(hit.page.key for hit in found.hits if hit.page.id == hits[-1].page.page)
    return a.SearchAnswer(hits, found.count, found.counted_up, _text(more))


def page(desk: Desk, asked: PageAsked) -> a.PageAnswer:
    """A stretch of one page's text with its zones, and what the page says of itself."""
    start = asked.start if asked.cursor is None else _number(asked.cursor) or 0
    with desk.archive.reading() as connection:
        listed = find_page(connection, asked.page)
        (found,) = load_pages(connection, [listed.number])
    text = found.page.text
    if start > len(text):
        raise UsageError(f"page {listed.id} has {len(text)} characters; none at {start}")
    end = min(len(text), start + asked.length)
    zones = [
        a.ZoneAnswer(zone.kind, zone.span.start, zone.span.end)
        for zone in found.article.zones
        if zone.span.start < end and zone.span.end > start
    ]
    return a.PageAnswer(
        page=a.card_of(listed),
        authors=[a.legible(name) for name in found.article.authors[: a.MOST_FOUND]],
        agencies=[a.legible(name) for name in found.article.agencies[: a.MOST_FOUND]],
        text=a.show(found.page, found.page.span(start, end), LONGEST_STRETCH) if end > start else None,
        zones=zones,
        cursor=str(end) if end < len(text) else None,
    )


def events(desk: Desk, asked: EventsAsked) -> a.EventsAnswer:
    """Events of the archive, or those with a page that the query finds; those that reach latest first."""
    before = _day_and_id(asked.cursor)
    query = read_query(asked.query)
    with desk.archive.reading() as connection:
        numbers = found_numbers(connection, query) if asked.query.strip() else None
        found = list_events(connection, numbers, asked.limit + 1, before)
        pages = _evidence(connection, found)
    told = a.fill(found[: asked.limit], lambda event: a.tell_event(event, pages))
    last = found[len(told) - 1] if len(told) < len(found) else None
    return a.EventsAnswer(told, f"{last.latest or ''} {last.id}" if last else None)


def event(desk: Desk, asked: EventAsked) -> a.PagedEventAnswer:
    """One event with its pages in order."""
    first = _number(asked.cursor) or 0
    with desk.archive.reading() as connection:
        found = load_event(connection, asked.event)
        if found is None:
            raise ArchiveError(f"event {asked.event}: no such event in the archive")
        names = found.pages[first : first + MOST_LISTED]
        loaded = {page.page.id: page for page in load_pages(connection, numbers_of_ids(connection, names))}
        pages = _evidence(connection, [found])
        stories = stories_of(connection, found.id)
    heads = a.fill((loaded[name] for name in names if name in loaded), a.tell_head)
    last = first + (names.index(heads[-1].page.page) + 1 if heads else len(names))
    return a.PagedEventAnswer(
        event=a.tell_event(found, pages),
        stories=stories,
        pages=heads,
        cursor=str(last) if last < len(found.pages) else None,
    )


def story(desk: Desk, asked: StoryAsked) -> a.StoryAnswer:
    """One story: events that belong together over time, in order."""
    first = _number(asked.cursor) or 0
    with desk.archive.reading() as connection:
        found = load_story(connection, asked.story)
        if found is None:
            raise ArchiveError(f"story {asked.story}: no such story in the archive")
        names = found.events[first : first + MOST_LISTED]
        loaded = {event.id: event for event in load_events(connection, names)}
        pages = _evidence(connection, loaded.values())
    told = a.fill((loaded[name] for name in names if name in loaded), lambda each: a.tell_event(each, pages))
    last = first + (names.index(told[-1].event) + 1 if told else len(names))
    cursor = str(last) if last < len(found.events) else None
    return a.StoryAnswer(found.id, len(found.events), told, cursor)


def synopsis(desk: Desk, asked: SynopsisAsked) -> a.SynopsisAnswer:
    """Pages compared: one part of the comparison, from the cursor on."""
    first = _number(asked.cursor) or 0
    made = desk.compare(asked.query)
    teller = a.Teller(made)
    parts: dict[str, tuple[tuple[Any, ...], Callable[[Any], Iterator[Any]]]] = {
        "rows": (made.loci, teller.row),
        "figures": (made.figures, teller.figure),
        "sayings": (made.sayings, teller.saying),
        "sources": (made.sources, teller.source),
        "origins": (made.origins, teller.origin),
    }
    items, tell = parts[asked.part]
    rest = islice((each for item in items for each in tell(item)), first, first + MOST_LISTED + 1)
    listed = list(rest)
    told = a.fill(listed[:MOST_LISTED], lambda each: each)
    shown: dict[str, list[Any]] = {name: told if name == asked.part else [] for name in parts}
    return a.SynopsisAnswer(
        pages=[a.card_of_page(page) for page in made.pages] if first == 0 else [],
        counts={name: len(found) for name, (found, _) in parts.items()},
        cursor=str(first + len(told)) if len(told) < len(listed) else None,
        **shown,
    )


def sayings(desk: Desk, asked: SayingsAsked) -> a.SayingsAnswer:
    """What was said, page by page, the newest first; each with content, cue and speaker as places."""
    keys, pages = _find_units(desk, "said", asked.said, asked)
    told = a.fill(_units(keys, pages, asked.limit), lambda each: a.tell_quotation(*_quotation(each)))
    return a.SayingsAnswer(told, _text(keys[len(told) - 1]) if len(told) < len(keys) else None)


def figures(desk: Desk, asked: FiguresAsked) -> a.FiguresAnswer:
    """Numbers, page by page, the newest first; each with the thing counted and its authority as places."""
    keys, pages = _find_units(desk, "figure", asked.figure, asked)
    told = a.fill(_units(keys, pages, asked.limit), lambda each: a.tell_quantity(*_quantity(each)))
    return a.FiguresAnswer(told, _text(keys[len(told) - 1]) if len(told) < len(keys) else None)


class _Placed(NamedTuple):
    page: Annotated
    place: int


def _quotation(each: _Placed) -> Any:
    return each.page, each.page.quotations[each.place - 1]


def _quantity(each: _Placed) -> Any:
    return each.page, each.page.quantities[each.place - 1]


def _find_units(
    desk: Desk, field: str, bracket: str, asked: SayingsAsked | FiguresAsked
) -> tuple[list[int], dict[int, Annotated]]:
    """Keys of up to `limit` and one more quotations or quantities, and their pages by number."""
    kind = "quotation" if field == "said" else "quantity"
    unit = _read_bracket(field, bracket) if bracket.strip() else Unitary(kind, EVERYTHING)
    among = read_query(asked.query)
    with desk.archive.reading() as connection:
        keys = find_units(connection, unit, among, asked.limit + 1, _number(asked.cursor))
        numbers = sorted({number_of(key) for key in keys})
        pages = dict(zip(numbers, load_pages(connection, numbers), strict=True))
    return keys, pages


def _read_bracket(field: str, bracket: str) -> Unitary:
    """The condition that `bracket` means behind `field`. Raises QueryError with the place inside `bracket`."""
    before = len(field) + 2
    try:
        found = read_query(f"{field}:({bracket})")
    except QueryError as error:
        raise QueryError(max(0, min(error.position - before, len(bracket))), error.reason) from error
    if not isinstance(found, Unitary):
        raise QueryError(0, "a bracket closes before the end, or something stands behind it")
    return found


def _units(keys: list[int], pages: dict[int, Annotated], limit: int) -> Iterator[_Placed]:
    yield from (_Placed(pages[number_of(key)], place_of(key)) for key in keys[:limit])


def _evidence(connection: Connection, found: Iterable[Event]) -> dict[str, Page]:
    """The pages that the shown evidence of events lies on."""
    named = {span.page for each in found for span in each.evidence[: a.MOST_PLACES]}
    return {page.page.id: page.page for page in load_pages(connection, numbers_of_ids(connection, named))}


def _number(cursor: str | None) -> int | None:
    if cursor is None:
        return None
    if not cursor.isascii() or not cursor.isdigit() or len(cursor) > 19:
        raise UsageError(f"{cursor[:40]!r} is no cursor of this tool; give back the one of its last answer")
    return int(cursor)


def _day_and_id(cursor: str | None) -> tuple[str, str] | None:
    if cursor is None:
        return None
    day, blank, name = cursor.partition(" ")
    if not blank or not name or len(cursor) > a.LONGEST_LABEL:
        raise UsageError(f"{cursor[:40]!r} is no cursor of this tool; give back the one of its last answer")
    return day, name


def _text(key: int | None) -> str | None:
    return None if key is None else str(key)


class Tool(NamedTuple):
    """A tool with the types of what is asked and answered."""

    asked: type[msgspec.Struct]
    answer: type[msgspec.Struct]
    run: Callable[[Desk, Any], msgspec.Struct]


TOOLS: dict[str, Tool] = {
    "event": Tool(EventAsked, a.PagedEventAnswer, event),
    "events": Tool(EventsAsked, a.EventsAnswer, events),
    "figures": Tool(FiguresAsked, a.FiguresAnswer, figures),
    "page": Tool(PageAsked, a.PageAnswer, page),
    "sayings": Tool(SayingsAsked, a.SayingsAnswer, sayings),
    "search": Tool(SearchAsked, a.SearchAnswer, search),
    "story": Tool(StoryAsked, a.StoryAnswer, story),
    "synopsis": Tool(SynopsisAsked, a.SynopsisAnswer, synopsis),
}
"""By name; a tool's description is its function's docstring."""

"""Rows of the archive as lines of lists."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from lesart.model.text import Span
from lesart.present.shown_pages import web_address
from lesart.store.listing import EventLine as EventRow
from lesart.store.pages import Listed, list_pages
from lesart.web.records import EventLine, PageLine, Piece, StoryLine

PAGES_SHOWN = 6
"""Pages of one event that a list names."""
PAGES_READ = 60
"""Pages of one event that are looked at for its headline and outlets; of a larger one, the first."""
EVENTS_SHOWN = 4
"""Events of one story that a list names, the latest."""


def page_line(page: Listed) -> PageLine:
    return PageLine(
        id=page.id,
        title=page.title,
        outlet=page.outlet,
        published=page.published,
        updated=page.updated,
        language=page.language,
        source=page.source,
        url=web_address(page.url),
        characters=page.length,
        added=page.added,
        made_by=page.made_by,
    )


def event_lines(connection: Connection, rows: Sequence[EventRow], shown: int = PAGES_SHOWN) -> list[EventLine]:
    """Each of `rows` with its headline, outlets and first pages; all their pages are looked up at once."""
    numbers = [number for row in rows for number in row.pages[:PAGES_READ]]
    pages = {page.number: page for page in list_pages(connection, list(dict.fromkeys(numbers)))}
    return [_event_line(row, [pages[n] for n in row.pages[:PAGES_READ] if n in pages], shown) for row in rows]


def _event_line(row: EventRow, pages: Sequence[Listed], shown: int) -> EventLine:
    ordered = sorted(pages, key=lambda page: (page.published is None, page.published or "", page.number))
    titled = next((page for page in ordered if page.title), None)
    return EventLine(
        id=row.id,
        title=" ".join(titled.title.split()) if titled and titled.title else None,
        title_page=titled.id if titled else None,
        earliest=row.earliest,
        latest=row.latest,
        page_count=len(row.pages),
        outlets=list(dict.fromkeys(page.outlet for page in ordered if page.outlet)),
        pages=[page_line(page) for page in ordered[:shown]],
        story=row.story,
        decided=row.decided,
    )


def story_line(connection: Connection, name: str, rows: Sequence[EventRow], shown: int = EVENTS_SHOWN) -> StoryLine:
    """A story from its events, newest first."""
    events = event_lines(connection, rows[:shown])
    days = [day for row in rows for day in (row.earliest, row.latest) if day]
    return StoryLine(
        id=name,
        title=next((event.title for event in events if event.title), None),
        earliest=min(days, default=None),
        latest=max(days, default=None),
        event_count=len(rows),
        page_count=len({number for row in rows for number in row.pages}),
        events=events,
    )


def cut_pieces(text: str, start: int, places: Sequence[Span]) -> list[Piece]:
    """`text`, which begins at `start` of its page, cut where `places` begin and end."""
    pieces: list[Piece] = []
    at, end = start, start + len(text)
    for place in sorted(places):
        first, last = max(place.start, at), min(place.end, end)
        if first >= last:
            continue
        if first > at:
            pieces.append(Piece(text[at - start : first - start], False))
        pieces.append(Piece(text[first - start : last - start], True))
        at = last
    if at < end:
        pieces.append(Piece(text[at - start :], False))
    return pieces

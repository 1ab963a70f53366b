"""Search over the archive, hits with the words found marked at their exact places."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from lesart.desk.indexing import QueryWords
from lesart.model.annotation import Annotated
from lesart.model.text import Span
from lesart.store.database import Archive
from lesart.store.matching import Place, find_places
from lesart.store.pages import (
    Listed,
    find_page,
    list_pages,
    load_pages,
    load_saved,
    load_terms,
    load_texts,
)
from lesart.store.parsing import parse_query
from lesart.store.query import Node
from lesart.store.records import Saved
from lesart.store.removing import remove_page
from lesart.store.search import count_pages, find_pages

LIMIT = 20
"""Hits of one answer where nothing is said."""
COUNTED = 1_000
"""Hits are counted up to this many; a person reads no more, and counting on would cost with the archive's size."""
EXCERPT = 240
"""Characters of the text shown around the words found."""
MOST_PLACES = 500
"""Marked places of one hit."""


class Hit(msgspec.Struct, frozen=True):
    """A page found. `places`: all the words found; `excerpt`: the stretch of the page's text that shows most of
    them, with `text`, its characters."""

    page: Listed
    places: tuple[Span, ...]
    excerpt: Span | None
    text: str


class Hits(msgspec.Struct, frozen=True):
    """An answer. `count`: pages that match, up to COUNTED; `more`: key to go on with (`before`), None at the end."""

    query: str
    hits: tuple[Hit, ...]
    count: int
    counted_up: bool = False
    """There may be more than `count`."""
    more: int | None = None


def read_query(query: str) -> Node:
    """The tree of `query`. Raises QueryError with position and reason."""
    return parse_query(query, QueryWords())


def search_archive(archive: Archive, query: str, limit: int = LIMIT, before: int | None = None) -> Hits:
    """The newest `limit` pages that match `query`. Raises QueryError with position and reason."""
    asked = read_query(query)
    with archive.reading() as connection:
        found = find_pages(connection, asked, limit + 1, before)
        numbers = [each.number for each in found[:limit]]
        if before is None and len(found) <= limit:
            count = len(found)
        else:
            count = count_pages(connection, asked, COUNTED)
        listed = list_pages(connection, numbers)
        terms = load_terms(connection, numbers)
        texts = load_texts(connection, numbers)
    hits = []
    for page in listed:
        places = find_places(asked, terms[page.number])[:MOST_PLACES]
        text = texts[page.number]
        start, end = choose_excerpt(places, text)
        hits.append(
            Hit(
                page=page,
                places=tuple(Span(page.id, *place) for place in places),
                excerpt=Span(page.id, start, end) if end > start else None,
                text=text[start:end],
            )
        )
    more = found[limit - 1].key if len(found) > limit else None
    return Hits(query, tuple(hits), count, count >= COUNTED, more)


def list_archive(archive: Archive, query: str = "", limit: int | None = None) -> list[Listed]:
    """The pages that match `query` (all, where it is empty), newest first. Raises QueryError."""
    with archive.reading() as connection:
        found = find_pages(connection, read_query(query), limit)
        return list_pages(connection, [each.number for each in found])


def list_archive_page(
    archive: Archive, query: str, limit: int, before: int | None = None
) -> tuple[list[Listed], int | None]:
    """Up to `limit` pages that match `query` (all, where it is empty), newest first, and the key to go on with
    (`before`), None at the end. Raises QueryError."""
    with archive.reading() as connection:
        found = find_pages(connection, read_query(query), limit + 1, before)
        pages = list_pages(connection, [each.number for each in found[:limit]])
    return pages, found[limit - 1].key if len(found) > limit else None


def show_page(archive: Archive, name: str) -> tuple[Annotated, Saved]:
    """The page whose id is, or alone begins with, `name`, and its bytes. Raises ArchiveError where it is not there."""
    with archive.reading() as connection:
        page = find_page(connection, name)
        return load_pages(connection, [page.number])[0], load_saved(connection, page.number)


def remove_pages(archive: Archive, names: Sequence[str]) -> list[Listed]:
    """Takes pages out of the archive, all or none. Raises ArchiveError where one is not there."""
    with archive.writing() as connection:
        pages = [find_page(connection, name) for name in names]
        for page in {page.number: page for page in pages}.values():
            remove_page(connection, page.number)
    return pages


def choose_excerpt(places: tuple[Place, ...], text: str) -> Place:
    """The stretch of about EXCERPT characters that holds most of `places`, the earliest of equals, cut at words."""
    if not places:
        start = needed = len(text) - len(text.lstrip())
    else:
        best = max(range(len(places)), key=lambda at: (_held(places, at), -at))
        start, needed = max(0, places[best][0] - EXCERPT // 6), places[best][1]
        while 0 < start < places[best][0] and not text[start - 1].isspace():
            start += 1
    end = max(needed, min(len(text), start + EXCERPT))
    while needed < end < len(text) and not text[end].isspace():
        end -= 1
    return start, end


def _held(places: tuple[Place, ...], first: int) -> int:
    """How many places lie within EXCERPT characters from the start of place `first`."""
    limit = places[first][0] + EXCERPT
    return sum(1 for place in places[first : first + EXCERPT] if place[1] <= limit)

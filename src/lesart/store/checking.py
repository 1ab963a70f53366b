"""Whether an archive holds together: bytes and texts as their hashes say, spans inside their pages, search tables as
the kept terms say, and nothing that hangs in the air."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, func, select

from lesart.errors import ArchiveError, LesartError
from lesart.model.annotation import Annotated
from lesart.model.relation import Event, Origin, Passage, Version
from lesart.model.text import Page, Span
from lesart.store import fts5, tsvectors
from lesart.store import schema as s
from lesart.store.pages import BATCH, digest, load_pages, load_saved
from lesart.store.records import Indexed, decode


class Kept(NamedTuple):
    """A page that was checked: what it is, whether the database's own part holds, and how many spans were looked at."""

    number: int
    page: Annotated
    terms: Indexed
    spans: int


def check_pages(connection: Connection, failures: list[str]) -> Iterator[Kept]:
    """Each page of the archive, in the order of adding; what is wrong is put into `failures`, with the page's id."""
    p, i = s.PAGES.c, s.INDEXED.c
    terms = _Terms(connection)
    last = 0
    while True:
        asked = select(p.number, p.id, p.key, p.text_sha256, i.record).join(s.INDEXED, i.number == p.number)
        rows = connection.execute(asked.where(p.number > last).order_by(p.number).limit(BATCH)).all()
        if not rows:
            break
        for row in rows:
            try:
                load_saved(connection, row.number)
                (page,) = load_pages(connection, [row.number])
                kept = decode(Indexed, row.record)
            except (LesartError, ValueError) as error:
                failures.append(f"{row.id}: {error}")
                continue
            if digest(page.page.text) != row.text_sha256:
                failures.append(f"{row.id}: its text does not match its hash")
            spans = list(spans_in(page))
            failures.extend(f"{row.id}: {_told(span, page.page)}" for span in spans if not _inside(span, page.page))
            if not terms.hold(row.key, kept):
                failures.append(f"{row.id}: the search index does not agree with its terms")
            yield Kept(row.number, page, kept, len(spans))
        last = rows[-1].number
    failures.extend(terms.left())


class _Terms:
    """The search tables' own account of what they hold, against the terms that are kept."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._sums = fts5.count_terms(connection) if connection.dialect.name == "sqlite" else None

    def hold(self, key: int, kept: Indexed) -> bool:
        if self._sums is None:
            return tsvectors.holds_terms(self._connection, key, kept)
        good = True
        for table, expected in fts5.expect_terms(key, kept).items():
            for each, total in expected.items():
                good &= self._sums[table].pop(each, None) == total
        return good

    def left(self) -> list[str]:
        """What the search tables hold of pages that are not there."""
        if self._sums is not None:
            rest = {table: len(found) for table, found in self._sums.items() if found}
            return [f"{table}: {count} entries of no page" for table, count in rest.items()]
        count = select(func.count()).select_from(tsvectors.PAGE_INDEX)
        orphans = count.where(tsvectors.PAGE_INDEX.c.key.not_in(select(s.PAGES.c.key)))
        lost = self._connection.execute(orphans).scalar_one()
        return [f"page_index: {lost} entries of no page"] if lost else []


def spans_in(thing: object) -> Iterator[Span]:
    """Every span that `thing` holds, however deep."""
    if isinstance(thing, Span):
        yield thing
    elif isinstance(thing, tuple):
        for part in thing:
            yield from spans_in(part)
    elif isinstance(thing, msgspec.Struct) and not isinstance(thing, Page):
        for name in thing.__struct_fields__:
            yield from spans_in(getattr(thing, name))


def _inside(span: Span, page: Page) -> bool:
    return span.page == page.id and span.end <= len(page.text)


def _told(span: Span, page: Page) -> str:
    if span.page != page.id:
        return f"a span of page {span.page} stands among its own"
    return f"span [{span.start}, {span.end}) lies outside its {len(page.text)} characters"


def check_relations(connection: Connection, failures: list[str]) -> int:
    """Checks the spans of passages, versions, origins and events, and returns how many there are."""
    lengths = {row.id: row.length for row in connection.execute(select(s.PAGES.c.id, s.PAGES.c.length))}
    checked = 0
    for table, kind in ((s.PASSAGES, Passage), (s.VERSIONS, Version), (s.ORIGINS, Origin), (s.EVENTS, Event)):
        for record in connection.execute(select(table.c.record)).scalars():
            try:
                found = decode(kind, record)
            except ArchiveError as error:
                failures.append(f"{table.name}: {error}")
                continue
            for span in spans_in(found):
                checked += 1
                if span.end > lengths.get(span.page, 0):
                    failures.append(f"{table.name}: [{span.start}, {span.end}) lies outside page {span.page}")
    return checked

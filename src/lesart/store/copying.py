"""An archive into another, of the same engine or the other one: every row of every table, and the search tables made
anew from the terms that are kept. Numbers, keys, ids and stamps stay what they are."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, delete, func, insert, select

from lesart.errors import ArchiveError
from lesart.store import schema as s
from lesart.store.database import Archive
from lesart.store.records import Indexed, decode
from lesart.store.terms import add_terms

ROWS = 200
"""Rows in one step; a page's bytes may be megabytes."""


def copy_archive(source: Archive, target: Archive, tick: Callable[[int], None] | None = None) -> dict[str, int]:
    """Copies all of `source` into `target`, which must hold no page; returns the rows of each table.

    `target` shows all of it or, where the copy is cut off, nothing. `tick` is told of pages as they are done.
    Raises ArchiveError.
    """
    counts: dict[str, int] = {}
    with source.reading() as reader, target.writing() as writer:
        if writer.execute(select(func.count()).select_from(s.PAGES)).scalar_one():
            raise ArchiveError(f"{target.place}: holds pages already; copy into a new archive")
        writer.execute(delete(s.ARCHIVE))
        for table in s.METADATA.sorted_tables:
            counts[table.name] = 0
            rows = reader.execution_options(yield_per=ROWS).execute(select(table))
            for part in rows.partitions(ROWS):
                writer.execute(insert(table), [dict(row._mapping) for row in part])
                counts[table.name] += len(part)
        _make_terms(reader, writer, tick)
    return counts


def _make_terms(reader: Connection, writer: Connection, tick: Callable[[int], None] | None) -> None:
    kept = select(s.PAGES.c.key, s.INDEXED.c.record).join(s.INDEXED, s.INDEXED.c.number == s.PAGES.c.number)
    rows = reader.execution_options(yield_per=ROWS).execute(kept.order_by(s.PAGES.c.key))
    for part in rows.partitions(ROWS):
        for key, record in part:
            add_terms(writer, key, decode(Indexed, record))
        if tick:
            tick(len(part))

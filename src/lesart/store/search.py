"""Searching the archive: a query tree into the database's own terms, and hits with their places in the text.

Hits come newest first (the key's order), pages of one minute in the order they were added, the latest first;
undated pages last. Both engines give the same hits in the same order; a test searches both and a third, plain
implementation (`matching.py`).

Whatever a query asks first is walked newest first and left as soon as there are hits enough: the search terms of pages
or, where it asks for quotations or quantities alone, these themselves, whose keys have the same order. PostgreSQL knows
from its statistics what is rare; SQLite is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, TableClause, func, select

from lesart.store import fts5, tsvectors
from lesart.store import schema as s
from lesart.store.conditions import UNITS, Condition, key_bounds, names_entity
from lesart.store.keys import PLACE_BITS, number_of, page_key
from lesart.store.query import EVERYTHING, About, All, Dated, Node, Not, Unitary

UNITS_AT_ONCE = 200
"""Quotations or quantities looked at in one step where pages are wanted: some ten pages' worth."""
FEW = 2_000
"""Pages that name an entity, up to which it is quicker to begin with them than to ask page after page for it: they are
gathered in a few milliseconds."""


class Found(NamedTuple):
    """One hit: the page's key and number."""

    key: int
    number: int


def find_pages(connection: Connection, query: Node, limit: int | None, before: int | None = None) -> list[Found]:
    """Up to `limit` hits, newest first; `before`: only those whose key is less, to go on where a list ended."""
    if isinstance(query, Unitary):
        pages = islice(_pages_of_units(connection, query, before), limit)
        return [Found(key, number_of(key)) for key in pages]
    asked = _keys(connection, query)
    order = asked.selected_columns[0]
    if before is not None:
        asked = asked.where(order < before)
    asked = asked.order_by(order.desc())
    if limit is not None:
        asked = asked.limit(limit)
    keys = list(connection.execute(asked).scalars())
    return [Found(key, number_of(key)) for key in keys]


def count_pages(connection: Connection, query: Node, most: int) -> int:
    """How many pages match, counted up to `most`."""
    if isinstance(query, Unitary):
        return sum(1 for _ in islice(_pages_of_units(connection, query, None), most))
    counted = select(func.count()).select_from(_keys(connection, query).limit(most).subquery())
    return connection.execute(counted).scalar_one()


def find_units(connection: Connection, asked: Unitary, among: Node, limit: int, before: int | None = None) -> list[int]:
    """Keys of up to `limit` quotations or quantities that are as `asked`, on pages that `among` finds: the newest page
    first, the last place of a page first.

    `keys.number_of` leads from a key to the page, `keys.place_of` to the place in its list, from 1.
    """
    found = _unit_keys(connection, asked, among)
    order = found.selected_columns[0]
    if before is not None:
        found = found.where(order < before)
    return list(connection.execute(found.order_by(order.desc()).limit(limit)).scalars())


def found_numbers(connection: Connection, query: Node) -> Select[int]:
    """The numbers of the pages that match, for use inside another query."""
    return select(s.PAGES.c.number).where(s.PAGES.c.key.in_(_keys(connection, query)))


def _pages_of_units(connection: Connection, asked: Unitary, before: int | None) -> Iterator[int]:
    """Keys of the pages with a unit as `asked`, newest first; `before`: only those whose key is less."""
    bound = None if before is None else -(-before >> PLACE_BITS) << PLACE_BITS
    while True:
        keys = find_units(connection, asked, EVERYTHING, UNITS_AT_ONCE, bound)
        for key in keys:
            if page_key(key) != bound:
                bound = page_key(key)
                yield bound
        if len(keys) < UNITS_AT_ONCE:
            return


def _unit_keys(connection: Connection, asked: Unitary, among: Node) -> Select[int]:
    """The keys of the units that are as `asked`, as a query that walks them in the order of their keys."""
    units = UNITS[asked.kind]
    sqlite = connection.dialect.name == "sqlite"
    indexed, others = _split(asked.part) if sqlite else (None, (asked.part,))
    conditions = [Condition(sqlite).unit(asked.kind, part) for part in others]
    if among != EVERYTHING:
        conditions.append(units.c.number.in_(found_numbers(connection, among)))
    if indexed is None:
        return select(units.c.key).where(*conditions)
    terms = fts5.UNIT_TERMS[asked.kind]
    found = select(terms.c.rowid.label("key")).where(fts5.unit_match(asked.kind, indexed))
    if conditions:
        found = found.select_from(terms.join(units, units.c.key == terms.c.rowid)).where(*conditions)
    return found


def _keys(connection: Connection, query: Node) -> Select[int]:
    if connection.dialect.name != "sqlite":
        joined = s.PAGES.join(tsvectors.PAGE_INDEX, tsvectors.PAGE_INDEX.c.key == s.PAGES.c.key)
        return select(s.PAGES.c.key).select_from(joined).where(Condition(False).on(query))
    rare = _rarest(connection, query)
    mentioned = select(s.MENTIONS.c.key).where(names_entity(rare, s.MENTIONS.c.entity)) if rare else None
    indexed, others = _split(query)
    others = tuple(part for part in others if part != rare)
    if indexed is not None:
        # The plus keeps SQLite from turning the order round and searching the terms anew for each page.
        key: ColumnElement[int] = fts5.PAGE_TERMS.c.rowid.op("+")(0)
        asked = select(fts5.PAGE_TERMS.c.rowid.label("key")).where(fts5.page_match(indexed))
        walked: TableClause = fts5.PAGE_TERMS
        if mentioned is not None:
            asked = asked.where(key.in_(mentioned))
    elif mentioned is not None:
        key, asked, walked = s.MENTIONS.c.key, mentioned.distinct(), s.MENTIONS
        others = tuple(part for part in (_flat(query) if isinstance(query, All) else [query]) if part != rare)
    else:
        return select(s.PAGES.c.key).where(Condition(True).on(query))
    if not others:
        return asked
    bounds = [
        bound for part in others if isinstance(part, Dated) for bound in key_bounds(part, asked.selected_columns[0])
    ]
    page = select(s.PAGES.c.key).where(s.PAGES.c.key == key, *(Condition(True).on(part) for part in others))
    return asked.where(*bounds, page.correlate(walked).exists())


def _rarest(connection: Connection, query: Node) -> About | None:
    """A part of `query` that asks for an entity which few pages name; None where there is no such."""
    for part in _flat(query) if isinstance(query, All) else [query]:
        if isinstance(part, About):
            found = select(s.MENTIONS.c.key).where(names_entity(part, s.MENTIONS.c.entity)).limit(FEW + 1)
            if connection.execute(select(func.count()).select_from(found.subquery())).scalar_one() <= FEW:
                return part
    return None


def _split(query: Node) -> tuple[Node | None, tuple[Node, ...]]:
    """The part of `query` that the search terms can answer alone, and what must hold besides."""
    if fts5.is_indexed(query):
        return query, ()
    if not isinstance(query, All):
        return None, (query,)
    parts = _flat(query)
    mine = [part for part in parts if fts5.is_indexed(part)]
    if not mine:
        return None, (query,)
    mine += [part for part in parts if isinstance(part, Not) and fts5.is_indexed(part.part)]
    return All(tuple(mine)), tuple(part for part in parts if part not in mine)


def _flat(query: All) -> list[Node]:
    return [inner for part in query.parts for inner in (_flat(part) if isinstance(part, All) else [part])]

"""Searching the archive: a query tree into the database's own terms, and hits with their places in the text.

Hits come newest first (the key's order), pages of one minute in the order they were added, the latest first;
undated pages last. Both engines give the same hits in the same order; a test searches both and a third, plain
implementation (`matching.py`).
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, func, not_, or_, select, true

from lesart.store import fts5, tsvectors
from lesart.store import schema as s
from lesart.store.keys import first_key, last_key, number_of
from lesart.store.query import EVERYTHING, About, All, Any, Belongs, Dated, Mark, Node, Not, Number, Unitary, Words

UNITS = {"quotation": s.QUOTATIONS, "quantity": s.QUANTITIES}


class Found(NamedTuple):
    """One hit: the page's key and number."""

    key: int
    number: int


def find_pages(connection: Connection, query: Node, limit: int | None, before: int | None = None) -> list[Found]:
    """Up to `limit` hits, newest first; `before`: only those whose key is less, to go on where a list ended."""
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
    counted = select(func.count()).select_from(_keys(connection, query).limit(most).subquery())
    return connection.execute(counted).scalar_one()


def find_units(connection: Connection, asked: Unitary, among: Node, limit: int, before: int | None = None) -> list[int]:
    """Keys of up to `limit` quotations or quantities that are as `asked`, on pages that `among` finds: the newest page
    first, the last place of a page first.

    `keys.number_of` leads from a key to the page, `keys.place_of` to the place in its list, from 1.
    """
    sqlite = connection.dialect.name == "sqlite"
    units = UNITS[asked.kind]
    found = select(units.c.key).where(_Condition(sqlite).unit(asked.kind, asked.part))
    if among != EVERYTHING:
        found = found.where(units.c.number.in_(found_numbers(connection, among)))
    if before is not None:
        found = found.where(units.c.key < before)
    return list(connection.execute(found.order_by(units.c.key.desc()).limit(limit)).scalars())


def found_numbers(connection: Connection, query: Node) -> Select[int]:
    """The numbers of the pages that match, for use inside another query."""
    return select(s.PAGES.c.number).where(s.PAGES.c.key.in_(_keys(connection, query)))


def _keys(connection: Connection, query: Node) -> Select[int]:
    if connection.dialect.name != "sqlite":
        joined = s.PAGES.join(tsvectors.PAGE_INDEX, tsvectors.PAGE_INDEX.c.key == s.PAGES.c.key)
        return select(s.PAGES.c.key).select_from(joined).where(_Condition(False).on(query))
    indexed, others = _split(query)
    if indexed is None:
        return select(s.PAGES.c.key).where(_Condition(True).on(query))
    rowid = fts5.PAGE_TERMS.c.rowid
    asked = select(rowid.label("key")).where(fts5.page_match(indexed))
    if not others:
        return asked
    bounds = [bound for part in others if isinstance(part, Dated) for bound in _key_bounds(part, rowid)]
    asked = asked.select_from(fts5.PAGE_TERMS.join(s.PAGES, s.PAGES.c.key == rowid))
    return asked.where(*bounds, *(_Condition(True).on(part) for part in others))


def _split(query: Node) -> tuple[Node | None, tuple[Node, ...]]:
    """The part of `query` that the page terms can answer alone, and what must hold besides."""
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


def _key_bounds(dated: Dated, key: ColumnElement[int]) -> list[ColumnElement[bool]]:
    """Bounds on the key that every page within `dated` keeps, so that the walk over hits can start and stop there."""
    bounds = []
    if dated.earliest:
        bounds.append(key >= first_key(dated.earliest))
    if dated.latest:
        bounds.append(key <= last_key(dated.latest))
    return bounds


class _Condition:
    """Conditions on PAGES for query nodes."""

    def __init__(self, sqlite: bool) -> None:
        self._sqlite = sqlite

    def on(self, node: Node) -> ColumnElement[bool]:
        if isinstance(node, Words | Mark):
            return s.PAGES.c.key.in_(fts5.page_keys(node)) if self._sqlite else tsvectors.page_match(node)
        if isinstance(node, Dated):
            return self._dated(node)
        if isinstance(node, About):
            return self._about(node)
        if isinstance(node, Belongs):
            return self._belongs(node)
        if isinstance(node, Unitary):
            units = UNITS[node.kind]
            return s.PAGES.c.number.in_(select(units.c.number).where(self.unit(node.kind, node.part)))
        if isinstance(node, Not):
            return not_(self.on(node.part))
        if isinstance(node, Any):
            return or_(*(self.on(part) for part in node.parts))
        assert isinstance(node, All)
        return and_(true(), *(self.on(part) for part in node.parts))

    @staticmethod
    def _dated(node: Dated) -> ColumnElement[bool]:
        first, last = s.PAGES.c.day_from, s.PAGES.c.day_to
        if node.earliest is None and node.latest is None:
            return first.is_(None) & last.is_(None)
        bounds = _key_bounds(node, s.PAGES.c.key) if node.earliest else []
        if node.earliest:
            bounds.append(first.is_not(None) & (first >= node.earliest))
        if node.latest:
            bounds.append(last.is_not(None) & (last <= node.latest))
        return and_(*bounds)

    def _about(self, node: About) -> ColumnElement[bool]:
        mine = select(s.MENTIONS.c.entity).where(_entity(node, s.MENTIONS.c.entity), s.MENTIONS.c.key == s.PAGES.c.key)
        return mine.exists()

    @staticmethod
    def _belongs(node: Belongs) -> ColumnElement[bool]:
        if node.to == "page":
            return s.PAGES.c.id == node.id
        shown = select(s.EVENTS.c.id).where(s.EVENTS.c.state != "overruled")
        inside = select(s.EVENT_PAGES.c.number).where(s.EVENT_PAGES.c.event.in_(shown))
        if node.to == "event":
            return s.PAGES.c.number.in_(inside.where(s.EVENT_PAGES.c.event == node.id))
        joined = inside.join(s.STORY_EVENTS, s.STORY_EVENTS.c.event == s.EVENT_PAGES.c.event)
        return s.PAGES.c.number.in_(joined.where(s.STORY_EVENTS.c.story == node.id))

    def unit(self, kind: str, node: Node) -> ColumnElement[bool]:
        """The condition on a row of QUOTATIONS or QUANTITIES."""
        units = UNITS[kind]
        if isinstance(node, Words):
            keys = fts5.unit_keys(kind, node) if self._sqlite else tsvectors.unit_keys(kind, node)
            return units.c.key.in_(keys)
        if isinstance(node, About):
            return units.c.entity.is_not(None) & _entity(node, units.c.entity)
        if isinstance(node, Number):
            return _number(node)
        if isinstance(node, Not):
            return not_(self.unit(kind, node.part))
        if isinstance(node, Any):
            return or_(*(self.unit(kind, part) for part in node.parts))
        assert isinstance(node, All)
        return and_(true(), *(self.unit(kind, part) for part in node.parts))


def _entity(node: About, column: ColumnElement[str]) -> ColumnElement[bool]:
    if node.id is not None:
        return column == node.id
    return column.in_(select(s.ENTITY_FORMS.c.entity).where(s.ENTITY_FORMS.c.folded == node.folded))


def _number(node: Number) -> ColumnElement[bool]:
    low, high = s.QUANTITIES.c.low, s.QUANTITIES.c.high
    bounds: list[ColumnElement[bool]] = [low.is_not(None)] if node.unit is None else []
    if node.unit is not None:
        bounds.append(s.QUANTITIES.c.unit.is_not(None) & (s.QUANTITIES.c.unit == node.unit))
    if node.low is not None:
        bounds.append(high > node.low if node.open_low else high >= node.low)
    if node.high is not None:
        bounds.append(low < node.high if node.open_high else low <= node.high)
    return and_(*bounds)

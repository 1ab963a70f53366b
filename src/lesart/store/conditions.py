"""What a query's tree asks of rows: conditions on PAGES, and on QUOTATIONS or QUANTITIES, for either engine."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, not_, or_, select, true

from lesart.store import fts5, tsvectors
from lesart.store import schema as s
from lesart.store.keys import FIRST_DATED, MOST_PLACE, PLACE_BITS, first_key, last_key
from lesart.store.query import About, All, Any, Belongs, Dated, Mark, Node, Not, Number, Unitary, Words

UNITS = {"quotation": s.QUOTATIONS, "quantity": s.QUANTITIES}


def key_bounds(dated: Dated, key: ColumnElement[int]) -> list[ColumnElement[bool]]:
    """Bounds on the key that every page within `dated` keeps, so that the walk over hits can start and stop there."""
    bounds = []
    if dated.earliest:
        bounds.append(key >= first_key(dated.earliest))
    if dated.latest:
        bounds.append(key <= last_key(dated.latest))
    return bounds


class Condition:
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
            return self._has_unit(node)
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
            return first.is_(None) & last.is_(None) & (s.PAGES.c.key < FIRST_DATED)
        bounds = key_bounds(node, s.PAGES.c.key) if node.earliest else []
        if node.earliest:
            bounds.append(first.is_not(None) & (first >= node.earliest))
        if node.latest:
            bounds.append(last.is_not(None) & (last <= node.latest))
        return and_(*bounds)

    def _about(self, node: About) -> ColumnElement[bool]:
        mine = select(s.MENTIONS.c.entity).where(
            names_entity(node, s.MENTIONS.c.entity), s.MENTIONS.c.key == s.PAGES.c.key
        )
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

    def _has_unit(self, node: Unitary) -> ColumnElement[bool]:
        """That the page has a quotation or quantity as `node` asks."""
        units = UNITS[node.kind]
        if not self._sqlite:
            return s.PAGES.c.number.in_(select(units.c.number).where(self.unit(node.kind, node.part)))
        if fts5.is_indexed(node.part):
            page = fts5.UNIT_TERMS[node.kind].c.rowid.op(">>")(PLACE_BITS).op("<<")(PLACE_BITS)
            return s.PAGES.c.key.in_(select(page).where(fts5.unit_match(node.kind, node.part)))
        # Looked up page by page, in the order of keys: to gather all numbers above 500 first would cost more.
        mine = units.c.key.between(s.PAGES.c.key + 1, s.PAGES.c.key + MOST_PLACE)
        return select(units.c.key).where(mine, self.unit(node.kind, node.part)).exists()

    def unit(self, kind: str, node: Node) -> ColumnElement[bool]:
        """The condition on a row of QUOTATIONS or QUANTITIES."""
        units = UNITS[kind]
        if isinstance(node, Words):
            keys = fts5.unit_keys(kind, node) if self._sqlite else tsvectors.unit_keys(kind, node)
            return units.c.key.in_(keys)
        if isinstance(node, About):
            return units.c.entity.is_not(None) & names_entity(node, units.c.entity)
        if isinstance(node, Number):
            return _number(node)
        if isinstance(node, Not):
            return not_(self.unit(kind, node.part))
        if isinstance(node, Any):
            return or_(*(self.unit(kind, part) for part in node.parts))
        assert isinstance(node, All)
        return and_(true(), *(self.unit(kind, part) for part in node.parts))


def names_entity(node: About, column: ColumnElement[str]) -> ColumnElement[bool]:
    """That `column` holds the id of the entity that `node` asks for."""
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

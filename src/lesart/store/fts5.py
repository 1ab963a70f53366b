"""Search tables on SQLite: FTS5 without content, over terms that come ready made.

Three tables (pages, quotations, quantities) have the archive's keys as row ids, so that FTS5 itself walks hits
newest first. Terms of one group of zones stand in one column, with BREAK between zones, so that no phrase runs
from one zone into the next. A contentless table forgets a row only when told its words: they are kept in `indexed`.
"""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

from sqlalchemy import ColumnElement, Connection, Select, TableClause, bindparam, column, insert, select, table

from lesart.store.query import GROUPS, All, Any, Mark, Node, Not, Words
from lesart.store.records import Indexed, Unit

BREAK = "|"
"""A term that no word is."""

PAGE_TERMS = table("page_terms", column("rowid"), column("page_terms"), *(column(name) for name in (*GROUPS, "marks")))
QUOTATION_TERMS = table("quotation_terms", column("rowid"), column("quotation_terms"), column("words"), column("voice"))
QUANTITY_TERMS = table("quantity_terms", column("rowid"), column("quantity_terms"), column("words"), column("voice"))

UNIT_TERMS = {"quotation": QUOTATION_TERMS, "quantity": QUANTITY_TERMS}


def add_terms(connection: Connection, key: int, indexed: Indexed) -> None:
    """Puts a page under `key` into the search tables."""
    connection.execute(insert(PAGE_TERMS), {"rowid": key, **_columns(indexed)})
    for target, units in _units(indexed):
        if units:
            connection.execute(insert(target), [{"rowid": key + n, **row} for n, row in units])


def drop_terms(connection: Connection, key: int, indexed: Indexed) -> None:
    """Takes a page out again; `indexed` must be what was added."""
    order = {"page_terms": "delete"}
    connection.execute(insert(PAGE_TERMS), {**order, "rowid": key, **_columns(indexed)})
    for target, units in _units(indexed):
        if units:
            rows = [{target.name: "delete", "rowid": key + n, **row} for n, row in units]
            connection.execute(insert(target), rows)


def count_terms(connection: Connection) -> dict[str, dict[int, int]]:
    """A checksum over the terms and places that each search table holds of each key."""
    sums: dict[str, dict[int, int]] = {}
    for target in (PAGE_TERMS, QUOTATION_TERMS, QUANTITY_TERMS):
        name = f"{target.name}_instances"
        connection.exec_driver_sql(f"CREATE VIRTUAL TABLE temp.{name} USING fts5vocab(main, {target.name}, instance)")
        found = sums[target.name] = {}
        rows = table(name, *(column(part) for part in ("term", "doc", "col", "offset")))
        for term, key, group, place in connection.execute(select(*rows.c)):
            found[key] = found.get(key, 0) + _sum(term, group, place)
        connection.exec_driver_sql(f"DROP TABLE temp.{name}")
    return sums


def expect_terms(key: int, indexed: Indexed) -> dict[str, dict[int, int]]:
    """The checksums that `count_terms` must find for a page."""
    told = {"page_terms": {key: _sum_columns(_columns(indexed))}}
    for target, units in _units(indexed):
        told[target.name] = {key + n: total for n, row in units if (total := _sum_columns(row))}
    return told


def _sum_columns(columns: dict[str, str]) -> int:
    return sum(_sum(term, group, place) for group, text in columns.items() for place, term in enumerate(text.split()))


def _sum(term: str, group: str, place: int) -> int:
    return crc32(f"{term} {group} {place}".encode())


def _columns(indexed: Indexed) -> dict[str, str]:
    parts: dict[str, list[str]] = {name: [] for name in GROUPS}
    for run in indexed.runs:
        into = parts[run.group]
        if into:
            into.append(BREAK)
        into.extend(indexed.terms[run.first : run.last])
    return {**{name: " ".join(terms) for name, terms in parts.items()}, "marks": " ".join(indexed.marks)}


def _units(indexed: Indexed) -> list[tuple[TableClause, list[tuple[int, dict[str, str]]]]]:
    return [
        (target, [(n, _unit_columns(unit)) for n, unit in enumerate(units, 1)])
        for target, units in ((QUOTATION_TERMS, indexed.quotations), (QUANTITY_TERMS, indexed.quantities))
    ]


def _unit_columns(unit: Unit) -> dict[str, str]:
    return {"words": " ".join(unit.words), "voice": " ".join(unit.voice)}


def is_indexed(node: Node) -> bool:
    """Whether `page_terms` alone can answer `node`: it asks for words and marks, and not only for their absence."""
    if isinstance(node, Words | Mark):
        return True
    if isinstance(node, All):
        return any(not isinstance(part, Not) for part in node.parts) and all(
            is_indexed(part.part if isinstance(part, Not) else part) for part in node.parts
        )
    return isinstance(node, Any) and all(is_indexed(part) for part in node.parts)


def page_match(node: Node) -> ColumnElement[bool]:
    """The condition on PAGE_TERMS for a node that `is_indexed`."""
    return _match(PAGE_TERMS, _expression(node))


def page_keys(node: Node) -> Select[int]:
    """Keys of the pages that match; for use inside another query."""
    return select(PAGE_TERMS.c.rowid).where(page_match(node))


def unit_match(kind: str, node: Node) -> ColumnElement[bool]:
    """The condition on the table of UNIT_TERMS for a node that `is_indexed`."""
    return _match(UNIT_TERMS[kind], _expression(node))


def unit_keys(kind: str, words: Words) -> Select[int]:
    """Keys of the quotations or quantities that match."""
    return select(UNIT_TERMS[kind].c.rowid).where(unit_match(kind, words))


def _match(target: TableClause, expression: str) -> ColumnElement[bool]:
    matched: ColumnElement[bool] = target.c[target.name].op("MATCH", is_comparison=True)(
        bindparam(None, expression, unique=True)
    )
    return matched


def _expression(node: Node) -> str:
    if isinstance(node, Words):
        star = " *" if node.prefix else ""
        rows = " OR ".join(quote(row) + star for row in node.rows)
        return f"{{{' '.join(node.groups)}}} : ({rows})"
    if isinstance(node, Mark):
        return "marks : (" + " AND ".join(quote([mark]) for mark in node.marks) + ")"
    if isinstance(node, Any):
        return "(" + " OR ".join(_expression(part) for part in node.parts) + ")"
    assert isinstance(node, All)
    wanted = [_expression(part) for part in node.parts if not isinstance(part, Not)]
    barred = [_expression(part.part) for part in node.parts if isinstance(part, Not)]
    found = "(" + " AND ".join(wanted) + ")"
    return f"({found} NOT ({' OR '.join(barred)}))" if barred else found


def quote(terms: Sequence[str]) -> str:
    """A phrase of `terms` as FTS5 reads it: nothing inside has a meaning."""
    return '"' + " ".join(terms).replace('"', '""') + '"'

"""Which places of a page a query means: for highlights, and as the plain reading of the query language that the
databases' answers are tested against."""

from __future__ import annotations

from collections.abc import Iterator

from lesart.store.query import All, Any, Mark, Node, Not, Words
from lesart.store.records import Indexed, Unit

Place = tuple[int, int]
"""Half-open range of code points in the page's text."""


def find_places(query: Node, indexed: Indexed) -> tuple[Place, ...]:
    """The ranges of the text that `query` asks for by words, sorted and merged; nothing of what it bars."""
    return _merge(sorted(_places(query, indexed)))


def _places(node: Node, indexed: Indexed) -> Iterator[Place]:
    if isinstance(node, Words):
        for first, last in find_rows(node, indexed):
            if indexed.starts[first] >= 0:
                yield indexed.starts[first], indexed.starts[last] + indexed.lengths[last]
    elif isinstance(node, All | Any):
        for part in node.parts:
            yield from _places(part, indexed)


def _merge(places: list[Place]) -> tuple[Place, ...]:
    merged: list[Place] = []
    for start, end in places:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def find_rows(node: Words, indexed: Indexed) -> Iterator[tuple[int, int]]:
    """First and last index of the terms of each place where one of `node`'s rows stands."""
    for run in indexed.runs:
        if run.group not in node.groups:
            continue
        for row in node.rows:
            for at in _row_places(indexed.terms[run.first : run.last], row, node.prefix):
                yield run.first + at, run.first + at + len(row) - 1


def _row_places(terms: tuple[str, ...], row: tuple[str, ...], prefix: bool) -> Iterator[int]:
    if prefix:
        yield from (at for at, term in enumerate(terms) if term.startswith(row[0]))
        return
    at = -1
    while True:
        try:
            at = terms.index(row[0], at + 1)
        except ValueError:
            return
        if terms[at : at + len(row)] == row:
            yield at


def unit_matches(node: Words, unit: Unit) -> bool:
    """Whether a quotation or quantity has one of `node`'s rows among its words, or voice."""
    sides = {"words": unit.words, "voice": unit.voice}
    return any(
        next(_row_places(sides[group], row, node.prefix), None) is not None
        for group in node.groups
        for row in node.rows
    )


def page_matches(node: Node, indexed: Indexed) -> bool:
    """Whether a page's words and marks are as `node` asks; for trees of words, marks, All, Any and Not."""
    if isinstance(node, Words):
        return next(find_rows(node, indexed), None) is not None
    if isinstance(node, Mark):
        return set(node.marks) <= set(indexed.marks)
    if isinstance(node, Not):
        return not page_matches(node.part, indexed)
    if isinstance(node, Any):
        return any(page_matches(part, indexed) for part in node.parts)
    assert isinstance(node, All)
    return all(page_matches(part, indexed) for part in node.parts)

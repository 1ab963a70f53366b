"""Search tables on PostgreSQL: the same terms as on SQLite, as `tsvector`s built from them without any dictionary.

`main` holds the groups of zones that are searched by default, weighted A headline, B lead, C body, D caption and
correction; `aside` holds the others, and captions and corrections once more, as `group/term`, and the marks.
A tsvector knows positions up to 16,383 and 256 a word (PostgreSQL manual, "Text Search Limitations"): longer pages
have overlapping pieces in `page_chunks`, which phrases and single groups are looked for in as well.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    String,
    bindparam,
    cast,
    column,
    delete,
    insert,
    or_,
    select,
    table,
)
from sqlalchemy.types import UserDefinedType

from lesart.store.query import MAIN_GROUPS, Mark, Words
from lesart.store.records import Indexed, Run, Unit


class TSVECTOR(UserDefinedType[str]):
    """PostgreSQL's type; that of SQLAlchemy's dialect would load the dialect for archives in a file too."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        return "TSVECTOR"


class TSQUERY(UserDefinedType[str]):
    """As TSVECTOR, of what is asked of one."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        return "TSQUERY"


PAGE_INDEX = table("page_index", column("key", BigInteger), column("main", TSVECTOR), column("aside", TSVECTOR))
PAGE_CHUNKS = table(
    "page_chunks", column("key", BigInteger), column("place"), column("main", TSVECTOR), column("aside", TSVECTOR)
)
QUOTATION_INDEX = table(
    "quotation_index", column("key", BigInteger), column("words", TSVECTOR), column("voice", TSVECTOR)
)
QUANTITY_INDEX = table(
    "quantity_index", column("key", BigInteger), column("words", TSVECTOR), column("voice", TSVECTOR)
)
UNIT_INDEX = {"quotation": QUOTATION_INDEX, "quantity": QUANTITY_INDEX}

_WEIGHTS = {"headline": "A", "lead": "B", "body": "C", "caption": "D", "correction": "D"}
_WEIGHED = frozenset({"headline", "lead", "body"})
"""Groups that their weight alone tells."""
MOST_POSITIONS = 8_000
"""Terms of a piece: half of what a tsvector can number, since zones are set apart by a gap."""
MOST_REPEATS = 250
"""Occurrences of one term in a piece; a tsvector keeps 255."""
OVERLAP = 60
"""Terms that neighbouring pieces share: the longest phrase that a query may hold (`parsing.LONGEST_PHRASE`)."""
_UNIT_BITS = 12


def add_terms(connection: Connection, key: int, indexed: Indexed) -> None:
    """Puts a page under `key` into the search tables."""
    pieces = list(_pieces(indexed))
    connection.execute(insert(PAGE_INDEX).values(key=key, **_vectors(indexed, indexed.runs, indexed.marks)))
    if len(pieces) > 1:
        for place, runs in enumerate(pieces):
            connection.execute(insert(PAGE_CHUNKS).values(key=key, place=place, **_vectors(indexed, runs, ())))
    for target, units in ((QUOTATION_INDEX, indexed.quotations), (QUANTITY_INDEX, indexed.quantities)):
        for n, unit in enumerate(units, 1):
            connection.execute(insert(target).values(key=key + n, **_unit_vectors(unit)))


def drop_terms(connection: Connection, key: int, indexed: Indexed) -> None:
    """Takes a page out again."""
    connection.execute(delete(PAGE_INDEX).where(PAGE_INDEX.c.key == key))
    connection.execute(delete(PAGE_CHUNKS).where(PAGE_CHUNKS.c.key == key))
    for target in (QUOTATION_INDEX, QUANTITY_INDEX):
        connection.execute(delete(target).where(target.c.key.between(key, key + (1 << _UNIT_BITS) - 1)))


def holds_terms(connection: Connection, key: int, indexed: Indexed) -> bool:
    """Whether the search tables hold of a page what they must."""
    asked = [(PAGE_INDEX, key, _vectors(indexed, indexed.runs, indexed.marks))]
    for target, units in ((QUOTATION_INDEX, indexed.quotations), (QUANTITY_INDEX, indexed.quantities)):
        asked += [(target, key + n, _unit_vectors(unit)) for n, unit in enumerate(units, 1)]
    for target, mine, vectors in asked:
        same = (target.c[name] == vector for name, vector in vectors.items())
        if connection.execute(select(target.c.key).where(target.c.key == mine, *same)).first() is None:
            return False
    return True


def _pieces(indexed: Indexed) -> Iterator[list[Run]]:
    """The runs of a page cut so that each piece fits a tsvector; one piece for nearly all pages."""
    piece: list[Run] = []
    counts: Counter[str] = Counter()
    for run in indexed.runs:
        first = run.first
        for at in range(run.first, run.last):
            counts[indexed.terms[at]] += 1
            if counts[indexed.terms[at]] >= MOST_REPEATS or counts.total() >= MOST_POSITIONS:
                piece.append(Run(run.group, first, at + 1))
                yield piece
                first = max(run.first, at + 1 - OVERLAP)
                piece, counts = [], Counter(indexed.terms[first : at + 1])
        piece.append(Run(run.group, first, run.last))
    yield piece


def _vectors(indexed: Indexed, runs: Sequence[Run], marks: Sequence[str]) -> dict[str, ColumnElement[object]]:
    main: defaultdict[str, list[str]] = defaultdict(list)
    aside: defaultdict[str, list[str]] = defaultdict(list)
    place = 0
    for run in runs:
        place += 1
        for term in indexed.terms[run.first : run.last]:
            place += 1
            if run.group in MAIN_GROUPS:
                main[term].append(f"{place}{_WEIGHTS[run.group]}")
            if run.group not in _WEIGHED:
                aside[f"{run.group}/{term}"].append(str(place))
    for mark in marks:
        aside[mark] = []
    return {"main": _vector(main), "aside": _vector(aside)}


def _unit_vectors(unit: Unit) -> dict[str, ColumnElement[object]]:
    filled = {}
    for name, terms in (("words", unit.words), ("voice", unit.voice)):
        places: defaultdict[str, list[str]] = defaultdict(list)
        for place, term in enumerate(terms, 1):
            places[term].append(str(place))
        filled[name] = _vector(places)
    return filled


def _vector(places: dict[str, list[str]]) -> ColumnElement[object]:
    written = " ".join(f"{quote(term)}{':' + ','.join(at[:255]) if at else ''}" for term, at in places.items())
    return cast(bindparam(None, written, type_=String, unique=True), TSVECTOR)


def quote(term: str) -> str:
    """A lexeme as tsvector and tsquery read it: nothing inside has a meaning."""
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"


def page_match(node: Words | Mark) -> ColumnElement[bool]:
    """The condition on PAGE_INDEX."""
    if isinstance(node, Mark):
        return _match(PAGE_INDEX.c.aside, " & ".join(quote(mark) for mark in node.marks))
    main, aside = _in_main(node), _in_aside(node)
    whole = [_match(side, query) for side, query in ((PAGE_INDEX.c.main, main), (PAGE_INDEX.c.aside, aside)) if query]
    if node.groups == MAIN_GROUPS and all(len(row) == 1 for row in node.rows):
        return or_(*whole)
    pieces = [
        _match(side, query) for side, query in ((PAGE_CHUNKS.c.main, main), (PAGE_CHUNKS.c.aside, aside)) if query
    ]
    return or_(*whole, PAGE_INDEX.c.key.in_(select(PAGE_CHUNKS.c.key).where(or_(*pieces))))


def _in_main(node: Words) -> str:
    if node.groups == MAIN_GROUPS:
        return _any_row(node, "", "")
    weights = "".join(_WEIGHTS[group] for group in node.groups if group in _WEIGHED)
    return _any_row(node, "", weights) if weights else ""


def _in_aside(node: Words) -> str:
    if node.groups == MAIN_GROUPS:
        return ""
    return " | ".join(_any_row(node, f"{group}/", "") for group in node.groups if group not in _WEIGHED)


def _any_row(node: Words, before: str, weights: str) -> str:
    behind = ("*" if node.prefix else "") + weights
    rows = (" <-> ".join(quote(before + term) + (f":{behind}" if behind else "") for term in row) for row in node.rows)
    return " | ".join(f"({row})" for row in rows)


def unit_keys(kind: str, words: Words) -> Select[int]:
    """Keys of the quotations or quantities that match."""
    target = UNIT_INDEX[kind]
    query = _any_row(words, "", "")
    return select(target.c.key).where(or_(*(_match(target.c[group], query) for group in words.groups)))


def _match(side: ColumnElement[object], query: str) -> ColumnElement[bool]:
    asked = cast(bindparam(None, query, type_=String, unique=True), TSQUERY)
    matched: ColumnElement[bool] = side.op("@@", is_comparison=True)(asked)
    return matched

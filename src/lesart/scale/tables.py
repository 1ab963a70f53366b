"""The tables of a corpus run: each column with its type and what it means. `docs/corpus.md` lists them, a test checks.

Every place is `page`, `start`, `end`: code points, half-open, into the `text` of `pages`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

import pyarrow as pa

SPAN = pa.struct([("start", pa.int32()), ("end", pa.int32())])
PLACE = pa.struct([("page", pa.string()), ("start", pa.int32()), ("end", pa.int32())])
SPANS = pa.list_(SPAN)
PLACES = pa.list_(PLACE)
STRING = pa.string()
STRINGS = pa.list_(pa.string())
INT = pa.int32()
FLOAT = pa.float64()
BOOL = pa.bool_()


class Column(NamedTuple):
    """One column: its name, Arrow type, and meaning."""

    name: str
    type: pa.DataType
    meaning: str


_PAGE = Column("page", STRING, "id of the page, as `pages.page`")
_START = Column("start", INT, "first code point in the page's text")
_END = Column("end", INT, "code point behind the last")
_BY = Column("by", STRING, "the rule or weight file that it came from")
_EVENT_PAGES = Column("pages", STRINGS, "ids of its pages, in order")

COLUMNS: Mapping[str, tuple[Column, ...]] = {
    "pages": (
        _PAGE,
        Column("source", STRING, "address, path or record id as given"),
        Column("file", STRING, "file that holds the record; null for a page that is a file"),
        Column("record", pa.int64(), "number of the record in that file, from 1"),
        Column("bytes", STRING, "SHA-256 of the bytes as read, hex"),
        Column("text", STRING, "the page's text, to which all spans point"),
        Column("medium", STRING, "`html`, `text` or `clean`"),
        Column("language", STRING, "BCP 47 tag; null where unknown"),
        Column("title", STRING, "headline"),
        Column("title_start", INT, "where the headline stands in the text; null: in metadata only"),
        Column("title_end", INT, "code point behind it"),
        Column("published", STRING, "ISO date or date-time as the page bears it; null where it bears none"),
        Column("updated", STRING, "the same, of its last change"),
        Column("earliest", STRING, "undated page: not published before this ISO date, as its text proves"),
        Column("latest", STRING, "undated page: not published after it"),
        Column("outlet", STRING, "name of the outlet; null where unknown"),
        Column("outlet_domain", STRING, "its domain"),
        Column("authors", STRINGS, "authors as printed"),
        Column("agencies", STRINGS, "agencies credited, ids"),
        Column("section", STRING, "section of the outlet"),
        Column("canonical", STRING, "canonical address that the page names"),
        Column("url", STRING, "address that the page was fetched from"),
        Column("paywall", BOOL, "whether the page says that it is behind a paywall; null: it does not say"),
        Column("stub", STRING, "`paywall`, `teaser`, `consent`, `error`: not a whole article; else null"),
        Column("parcel", INT, "number of the parcel that the page was read in"),
        Column("item", INT, "its place in the parcel: (parcel, item) is the order of the input"),
    ),
    "zones": (_PAGE, Column("kind", STRING, "kind of the zone (glossary)"), _START, _END, _BY),
    "sentences": (_PAGE, _START, _END),
    "names": (
        _PAGE,
        _START,
        _END,
        Column("kind", STRING, "`PER`, `LOC`, `ORG`, `OTH`"),
        Column("entity", STRING, "id of the thing named; null where open"),
        _BY,
    ),
    "times": (
        _PAGE,
        _START,
        _END,
        Column("type", STRING, "`DATE`, `TIME`, `DURATION`, `SET`"),
        Column("value", STRING, "TIMEX3 value; null where nothing anchors it"),
        Column("earliest", STRING, "first instant meant; null where open"),
        Column("latest", STRING, "last instant meant; null where open"),
        _BY,
    ),
    "quantities": (
        _PAGE,
        _START,
        _END,
        Column("number_start", INT, "where the number itself stands"),
        Column("number_end", INT, "code point behind it"),
        Column("modality", STRING, "`plain`, `about`, `at_least`, …"),
        Column("value", FLOAT, "the number; null where vague"),
        Column("low", FLOAT, "lower bound that the words give; null: open"),
        Column("high", FLOAT, "upper bound; null: open"),
        Column("unit", STRING, "ISO 4217 code, `percent`, a unit; null for counts"),
        Column("of", SPAN, "the thing counted"),
        Column("predicate", SPAN, "the word that says what happened to it"),
        Column("authority", SPAN, "whose figure it is"),
        Column("authority_entity", STRING, "entity id of the authority"),
        Column("as_of", STRING, "ISO date that the number holds for"),
        _BY,
    ),
    "quotations": (
        _PAGE,
        Column("type", STRING, "`direct`, `indirect`, `free_indirect`, `indirect_free_indirect`, `reported`"),
        Column("content", SPANS, "what was said"),
        Column("cue", SPANS, "the words that announce it"),
        Column("speaker", SPANS, "who said it, as printed"),
        Column("frame", SPANS, "the part of the sentence that says who said it and how"),
        Column("addressee", SPANS, "to whom"),
        Column("via", SPANS, "through whom"),
        Column("entity", STRING, "entity id of the speaker; null where open"),
        Column("confidence", FLOAT, "precision of the pattern that found it, 0 to 1"),
        _BY,
    ),
    "passages": (
        Column("passage", STRING, "id of the passage"),
        Column("members", INT, "places that share the wording"),
        Column("quotation", BOOL, "whether all of it is quoted speech"),
        Column("versions", BOOL, "whether its pages are states of one page"),
    ),
    "passage_members": (Column("passage", STRING, "id of the passage"), _PAGE, _START, _END),
    "sources": (
        Column("event", STRING, "id of the event"),
        Column("pages", STRINGS, "pages that go back to one source as far as can be shown"),
        Column("basis", STRING, "what holds them together"),
        Column("agencies", STRINGS, "agencies credited or named, ids"),
        Column("grounds", PLACES, "places that show it"),
    ),
    "events": (
        Column("event", STRING, "id of the event"),
        _EVENT_PAGES,
        Column("earliest", STRING, "ISO date: the happening lies not before it"),
        Column("latest", STRING, "ISO date: nor after it"),
        Column("place", STRING, "entity id of the place"),
        Column("entities", STRINGS, "entity ids, the most frequent first"),
        Column("why", STRINGS, "words and facts that hold the pages together"),
        Column("evidence", PLACES, "where these stand"),
        Column("nearest", STRING, "id of the event next to it that was not chosen; null where none is near"),
        Column("nearest_why", STRINGS, "words and days of this event that decided"),
        _BY,
    ),
    "stories": (
        Column("story", STRING, "id of the story"),
        Column("events", STRINGS, "ids of its events, in order"),
        Column("why", STRINGS, "what ties them"),
    ),
    "hot_keys": (
        Column("kind", STRING, "`line`: recurs on its outlet's pages; `run of words`: too many pages share it"),
        Column("outlet", STRING, "of a line: the outlet; null where unknown"),
        Column("pages", INT, "pages that have it"),
        Column("page", STRING, "one of them"),
        Column("start", INT, "first code point there"),
        _END,
    ),
    "rejected": (
        Column("stage", STRING, "where it was set aside; `skipped`: not read because it is no page"),
        Column("source", STRING, "address, path or record"),
        Column("reason", STRING, "why, in a few words"),
        Column("spans", PLACES, "where on the page, if it has one"),
    ),
}
"""By table, its columns in order."""

KEYS: Mapping[str, tuple[str, ...]] = {
    "pages": ("page",),
    "sentences": ("page", "start"),
    "names": ("page", "start", "end"),
    "times": ("page", "start", "end"),
    "quantities": ("page", "number_start"),
    "passages": ("passage",),
    "passage_members": ("passage", "page", "start"),
    "events": ("event",),
    "stories": ("story",),
}
"""Columns that no two rows of a table have alike; in the other tables no two rows are alike as a whole."""

BY_OUTLET = frozenset({"pages", "zones", "sentences", "names", "times", "quantities", "quotations"})
"""Tables in folders by day and outlet."""

BY_DAY = frozenset({"passages", "passage_members", "sources", "events", "stories"})
"""Tables in folders by day alone: their rows belong to several outlets."""


@lru_cache
def schema_of(table: str) -> pa.Schema:
    """Arrow schema of `table`; each column carries its meaning as the metadata `description`."""
    return pa.schema([pa.field(c.name, c.type, metadata={"description": c.meaning}) for c in COLUMNS[table]])


def describe_tables() -> str:
    """The Markdown that `docs/corpus.md` holds: a heading and a table of columns for each table."""
    parts = []
    for table, columns in COLUMNS.items():
        lines = [f"### {table}", "", "| column | type | meaning |", "|---|---|---|"]
        lines += [f"| `{c.name}` | {_plain(c.type)} | {c.meaning} |" for c in columns]
        if table in KEYS:
            lines += ["", f"Key: {', '.join(f'`{name}`' for name in KEYS[table])}."]
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


_PLAIN = {SPAN: "span", PLACE: "place", SPANS: "list of spans", PLACES: "list of places", STRINGS: "list of strings"}


def _plain(kind: pa.DataType) -> str:
    return _PLAIN.get(kind, str(kind))

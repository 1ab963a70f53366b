"""The tables of an archive, for building queries. The tables themselves are made by `migrations/`; a test holds
the two together.

Numbers: every page has a running `number`, never used twice, and a `key` that search orders by:

    key = minutes since 1900 of the page's date · 2³⁶ + number · 2¹² + place

`place` is 0 for the page itself and n for its n-th quotation or quantity. So one integer leads from a hit to its
page, tells its date, and puts hits newest first without a sort. An undated page has 0 minutes: it comes last.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Double,
    ForeignKey,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

METADATA = MetaData()
VERSION = 4
"""Number of the newest migration."""


def _text(
    name: str, key: bool = False, of: str | None = None, optional: bool = False, unique: bool = False
) -> Column[str]:
    """A column of text; `key`: part of the primary key, `of`: names a row of another table."""
    return Column(name, Text, *_reference(of), primary_key=key, nullable=optional, unique=unique or None)


def _whole(name: str, key: bool = False, of: str | None = None, unique: bool = False) -> Column[int]:
    """A column of whole numbers."""
    return Column(name, BigInteger, *_reference(of), primary_key=key, nullable=False, unique=unique or None)


def _number(key: bool = False) -> Column[int]:
    """The number of a page."""
    return _whole("number", key, "pages.number")


def _bytes(name: str) -> Column[bytes]:
    return Column(name, LargeBinary, nullable=False)


def _reference(of: str | None) -> list[ForeignKey]:
    return [ForeignKey(of)] if of else []


ARCHIVE = Table("archive", METADATA, _text("name", key=True), _text("value"))
"""Facts about the archive itself: `schema` (number of the last migration), `next_number`, `created`."""

BLOBS = Table("blobs", METADATA, _text("id", key=True), _whole("size"), _bytes("packed"))
"""Bytes as saved, by their SHA-256; zlib."""


PAGES = Table(
    "pages",
    METADATA,
    _whole("number", key=True),
    _text("id", unique=True),
    _whole("key", unique=True),
    _text("bytes_id", of="blobs.id"),
    _text("address"),
    _text("canonical", optional=True),
    _text("source"),
    _text("url", optional=True),
    _text("title", optional=True),
    _text("outlet", optional=True),
    _text("language", optional=True),
    _text("published", optional=True),
    _text("updated", optional=True),
    _text("day_from", optional=True),
    _text("day_to", optional=True),
    _text("text_sha256"),
    _whole("length"),
    _text("added"),
    _text("made_by"),
    UniqueConstraint("bytes_id", "address"),
)
"""One row a page. `address`, `canonical`: SHA-256 of the address (else the name) it came by and of the one it names;
`day_from`, `day_to`: the days between which it was published, as far as it proves them; `made_by`: program and
data that read it."""

SAVES = Table("saves", METADATA, _number(key=True), _bytes("record"))
"""How the bytes came in (`records.Saved`), to read them again in the same way."""

SIGHTINGS = Table(
    "sightings", METADATA, _number(key=True), _text("seen", key=True), _text("bytes_id", key=True), _text("source")
)
"""When a page was met again unchanged."""

TRANSCRIPTS = Table("transcripts", METADATA, _number(key=True), _bytes("body"), _bytes("record"))
"""A page's text (UTF-8, zlib) and the rest of its Page."""

ANNOTATIONS = Table("annotations", METADATA, _number(key=True), _bytes("record"))
"""A page's Annotated, without the Page."""

CORRECTED = Table("corrected", METADATA, _number(key=True), _bytes("record"))
"""The same after persons' decisions, for the pages that some concern."""

INDEXED = Table("indexed", METADATA, _number(key=True), _bytes("record"))
"""A page's terms with their places (`records.Indexed`): what the search tables are made from."""

STAGED = Table("staged", METADATA, _number(key=True), _text("made_by"), _bytes("record"))
"""New results of a running re-analysis, seen by nobody until all are complete."""

ENTITIES = Table("entities", METADATA, _text("id", key=True), _text("kind"), _text("label"))

ENTITY_FORMS = Table(
    "entity_forms",
    METADATA,
    _text("folded", key=True),
    _text("entity", of="entities.id", key=True),
    _text("form", key=True),
)
"""Forms of an entity's name; `folded` is what a query's name is compared with."""

MENTIONS = Table(
    "mentions", METADATA, _text("entity", key=True), _whole("key", key=True), _number(), _whole("mentions")
)

QUOTATIONS = Table(
    "quotations",
    METADATA,
    _whole("key", key=True),
    _number(),
    _text("entity", optional=True),
    _text("kind"),
    _whole("start"),
    _whole("end"),
)

QUANTITIES = Table(
    "quantities",
    METADATA,
    _whole("key", key=True),
    _number(),
    Column("low", Double),
    Column("high", Double),
    _text("unit", optional=True),
    _text("entity", optional=True),
    _text("as_of", optional=True),
    _whole("start"),
    _whole("end"),
)
"""`low`, `high`: the numbers as printed, its two ends for a range; equal for a single number."""

EVENTS = Table(
    "events",
    METADATA,
    _text("id", key=True),
    _text("state"),
    _text("earliest", optional=True),
    _text("latest", optional=True),
    _text("made_by"),
    _bytes("record"),
)
"""`state`: `found` by the machine; `overruled`: found, but a person decided otherwise, and shown to nobody;
`decided`: what the person put in its place."""

EVENT_PAGES = Table(
    "event_pages", METADATA, _text("event", of="events.id", key=True), _whole("place", key=True), _number()
)

STORIES = Table("stories", METADATA, _text("id", key=True), _text("made_by"), _bytes("record"))

STORY_EVENTS = Table(
    "story_events",
    METADATA,
    _text("story", of="stories.id", key=True),
    _whole("place", key=True),
    _text("event", of="events.id"),
)

PASSAGES = Table("passages", METADATA, _text("id", key=True), _text("made_by"), _bytes("record"))

PASSAGE_PAGES = Table("passage_pages", METADATA, _text("passage", of="passages.id", key=True), _number(key=True))

VERSIONS = Table(
    "versions",
    METADATA,
    _number(key=True),
    _whole("earlier", of="pages.number", key=True),
    _text("made_by"),
    _bytes("record"),
)

ORIGINS = Table("origins", METADATA, _number(key=True), _text("made_by"), _bytes("record"))

WAITING = Table("waiting", METADATA, _number(key=True))
"""Pages that are filed and searched, but whose relations to the others are still to be found."""

PRINTS = Table("prints", METADATA, _whole("hash", key=True), _number(key=True))
"""Fingerprints of pages' wording, as signed integers; of each only so many holders as tell a common one."""

HEAVY_TERMS = Table("heavy_terms", METADATA, _whole("term", key=True), _whole("key", key=True), _number())
"""The terms of a page that weigh most when events are looked for."""

SYNOPSES = Table("synopses", METADATA, _text("id", key=True), _text("made_by"), _text("made"), _bytes("record"))
"""Comparisons made so far, without their pages; `id` names the pages, their results and corrections (`synopses.py`)."""

SYNOPSIS_PAGES = Table("synopsis_pages", METADATA, _text("synopsis", of="synopses.id", key=True), _number(key=True))

CORRECTIONS = Table(
    "corrections",
    METADATA,
    _text("id", key=True),
    _whole("position", unique=True),
    _text("kind"),
    _text("person"),
    _text("made"),
    _text("undone", optional=True),
    _bytes("record"),
)
"""What persons decided, in order; never changed but for `undone`."""

CORRECTION_BYTES = Table(
    "correction_bytes", METADATA, _text("correction", of="corrections.id", key=True), _text("bytes_id", key=True)
)

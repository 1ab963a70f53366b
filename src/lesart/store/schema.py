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
VERSION = 3
"""Number of the newest migration."""

ARCHIVE = Table(
    "archive",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
"""Facts about the archive itself: `schema` (number of the last migration), `next_number`, `created`."""

BLOBS = Table(
    "blobs",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("packed", LargeBinary, nullable=False),
)
"""Bytes as saved, by their SHA-256; zlib."""


def _number(**options: bool) -> Column[int]:
    return Column("number", BigInteger, ForeignKey("pages.number"), nullable=False, **options)  # type: ignore[arg-type]


PAGES = Table(
    "pages",
    METADATA,
    Column("number", BigInteger, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("key", BigInteger, nullable=False, unique=True),
    Column("bytes_id", Text, ForeignKey("blobs.id"), nullable=False),
    Column("address", Text, nullable=False),
    Column("canonical", Text),
    Column("source", Text, nullable=False),
    Column("url", Text),
    Column("title", Text),
    Column("outlet", Text),
    Column("language", Text),
    Column("published", Text),
    Column("updated", Text),
    Column("day_from", Text),
    Column("day_to", Text),
    Column("text_sha256", Text, nullable=False),
    Column("length", BigInteger, nullable=False),
    Column("added", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    UniqueConstraint("bytes_id", "address"),
)
"""One row a page. `address`, `canonical`: SHA-256 of the address (else the name) it came by and of the one it names;
`day_from`, `day_to`: the days between which it was published, as far as it proves them; `made_by`: program and
data that read it."""

SAVES = Table("saves", METADATA, _number(primary_key=True), Column("record", LargeBinary, nullable=False))
"""How the bytes came in (`records.Saved`), to read them again in the same way."""

SIGHTINGS = Table(
    "sightings",
    METADATA,
    _number(primary_key=True),
    Column("seen", Text, primary_key=True),
    Column("bytes_id", Text, primary_key=True),
    Column("source", Text, nullable=False),
)
"""When a page was met again unchanged."""

TRANSCRIPTS = Table(
    "transcripts",
    METADATA,
    _number(primary_key=True),
    Column("body", LargeBinary, nullable=False),
    Column("record", LargeBinary, nullable=False),
)
"""A page's text (UTF-8, zlib) and the rest of its Page."""

ANNOTATIONS = Table("annotations", METADATA, _number(primary_key=True), Column("record", LargeBinary, nullable=False))
"""A page's Annotated, without the Page."""

CORRECTED = Table("corrected", METADATA, _number(primary_key=True), Column("record", LargeBinary, nullable=False))
"""The same after persons' decisions, for the pages that some concern."""

INDEXED = Table("indexed", METADATA, _number(primary_key=True), Column("record", LargeBinary, nullable=False))
"""A page's terms with their places (`records.Indexed`): what the search tables are made from."""

STAGED = Table(
    "staged",
    METADATA,
    _number(primary_key=True),
    Column("made_by", Text, nullable=False),
    Column("record", LargeBinary, nullable=False),
)
"""New results of a running re-analysis, seen by nobody until all are complete."""

ENTITIES = Table(
    "entities",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("label", Text, nullable=False),
)

ENTITY_FORMS = Table(
    "entity_forms",
    METADATA,
    Column("folded", Text, primary_key=True),
    Column("entity", Text, ForeignKey("entities.id"), primary_key=True),
    Column("form", Text, primary_key=True),
)
"""Forms of an entity's name; `folded` is what a query's name is compared with."""

MENTIONS = Table(
    "mentions",
    METADATA,
    Column("entity", Text, primary_key=True),
    Column("key", BigInteger, primary_key=True),
    _number(),
    Column("mentions", BigInteger, nullable=False),
)

QUOTATIONS = Table(
    "quotations",
    METADATA,
    Column("key", BigInteger, primary_key=True),
    _number(),
    Column("entity", Text),
    Column("kind", Text, nullable=False),
    Column("start", BigInteger, nullable=False),
    Column("end", BigInteger, nullable=False),
)

QUANTITIES = Table(
    "quantities",
    METADATA,
    Column("key", BigInteger, primary_key=True),
    _number(),
    Column("low", Double),
    Column("high", Double),
    Column("unit", Text),
    Column("entity", Text),
    Column("as_of", Text),
    Column("start", BigInteger, nullable=False),
    Column("end", BigInteger, nullable=False),
)
"""`low`, `high`: the numbers as printed, its two ends for a range; equal for a single number."""

EVENTS = Table(
    "events",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("earliest", Text),
    Column("latest", Text),
    Column("made_by", Text, nullable=False),
    Column("record", LargeBinary, nullable=False),
)
"""`state`: `found` by the machine; `overruled`: found, but a person decided otherwise, and shown to nobody;
`decided`: what the person put in its place."""

EVENT_PAGES = Table(
    "event_pages",
    METADATA,
    Column("event", Text, ForeignKey("events.id"), primary_key=True),
    Column("place", BigInteger, primary_key=True),
    _number(),
)

STORIES = Table(
    "stories",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("made_by", Text, nullable=False),
    Column("record", LargeBinary, nullable=False),
)

STORY_EVENTS = Table(
    "story_events",
    METADATA,
    Column("story", Text, ForeignKey("stories.id"), primary_key=True),
    Column("place", BigInteger, primary_key=True),
    Column("event", Text, ForeignKey("events.id"), nullable=False),
)

PASSAGES = Table(
    "passages",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("made_by", Text, nullable=False),
    Column("record", LargeBinary, nullable=False),
)

PASSAGE_PAGES = Table(
    "passage_pages",
    METADATA,
    Column("passage", Text, ForeignKey("passages.id"), primary_key=True),
    _number(primary_key=True),
)

VERSIONS = Table(
    "versions",
    METADATA,
    _number(primary_key=True),
    Column("earlier", BigInteger, ForeignKey("pages.number"), primary_key=True),
    Column("made_by", Text, nullable=False),
    Column("record", LargeBinary, nullable=False),
)

ORIGINS = Table(
    "origins",
    METADATA,
    _number(primary_key=True),
    Column("made_by", Text, nullable=False),
    Column("record", LargeBinary, nullable=False),
)

WAITING = Table("waiting", METADATA, _number(primary_key=True))
"""Pages that are filed and searched, but whose relations to the others are still to be found."""

PRINTS = Table("prints", METADATA, Column("hash", BigInteger, primary_key=True), _number(primary_key=True))
"""Fingerprints of pages' wording, as signed integers; of each only so many holders as tell a common one."""

HEAVY_TERMS = Table(
    "heavy_terms",
    METADATA,
    Column("term", BigInteger, primary_key=True),
    Column("key", BigInteger, primary_key=True),
    _number(),
)
"""The terms of a page that weigh most when events are looked for."""

SYNOPSES = Table(
    "synopses",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("made_by", Text, nullable=False),
    Column("made", Text, nullable=False),
    Column("record", LargeBinary, nullable=False),
)
"""Comparisons made so far, without their pages; `id` names the pages, their results and corrections (`synopses.py`)."""

SYNOPSIS_PAGES = Table(
    "synopsis_pages",
    METADATA,
    Column("synopsis", Text, ForeignKey("synopses.id"), primary_key=True),
    _number(primary_key=True),
)

CORRECTIONS = Table(
    "corrections",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("position", BigInteger, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("made", Text, nullable=False),
    Column("undone", Text),
    Column("record", LargeBinary, nullable=False),
)
"""What persons decided, in order; never changed but for `undone`."""

CORRECTION_BYTES = Table(
    "correction_bytes",
    METADATA,
    Column("correction", Text, ForeignKey("corrections.id"), primary_key=True),
    Column("bytes_id", Text, primary_key=True),
)

"""Pages out of the archive, and persons' decisions as gold for measuring."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from lesart.desk.collating import collate_archive
from lesart.desk.searching import read_query
from lesart.model.annotation import Annotated
from lesart.model.correction import Correction, RejectComparison, Rezone, RightSpeaker, pages_of
from lesart.model.synopsis import Synopsis
from lesart.present.contract import encode_line, page_out
from lesart.settings import Settings
from lesart.store.corrections import list_corrections
from lesart.store.database import Archive
from lesart.store.events import events_of, load_events, numbers_of
from lesart.store.pages import load_pages, load_saved, numbers_of_bytes, numbers_of_ids
from lesart.store.places import Pages
from lesart.store.records import Saved
from lesart.store.regrouping import EVENT_KINDS
from lesart.store.search import find_pages

ZONES = "zones/gold.jsonl"
"""The gold of zones, in a folder of its own with the pages."""
PAGES_ALONE = ("bibtex", "csl")
"""Forms that show pages and nothing that was compared."""
BATCH = 100
"""Pages loaded at a time."""

_GZIP = b"\x1f\x8b"
"""How gzip begins."""
_BLOCKS = {"lead": "lead", "body": "paragraph", "subheadline": "subheadline"}
"""Zones that the gold of zones calls blocks, and what it calls them."""


def export_pages(archive: Archive, query: str) -> Iterator[Annotated]:
    """The pages that `query` finds, newest first, with decisions applied. Raises QueryError.

    Read in batches; a page that is removed meanwhile is left out.
    """
    with archive.reading() as connection:
        numbers = [found.number for found in find_pages(connection, read_query(query), None)]
    for at in range(0, len(numbers), BATCH):
        with archive.reading() as connection:
            yield from load_pages(connection, numbers[at : at + BATCH])


def join_query(query: str, fields: Mapping[str, str | None]) -> str:
    """`query` narrowed by the given fields of the query language. Raises QueryError, with the place in `query`."""
    read_query(query)
    told = [f'{name}:"{" ".join(value.split(chr(34)))}"' for name, value in fields.items() if value is not None]
    return " ".join([f"({query})", *told]) if query.strip() and told else query.strip() or " ".join(told)


def export_synopsis(archive: Archive, query: str, form: str, settings: Settings) -> Synopsis:
    """What `query` finds, compared, for an export in `form`; a form of pages alone gets them uncompared."""
    if form in PAGES_ALONE:
        return Synopsis(pages=tuple(export_pages(archive, query)))
    return collate_archive(archive, query, settings)


def export_gold(archive: Archive, folder: Path) -> dict[str, int]:
    """Writes what `make_gold` makes as JSON Lines into `folder`; the number of records by file name.

    Pages with gold of zones are written as they were saved, into `zones/pages`.
    """
    counts = {}
    for name, records in make_gold(archive).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"".join(encode_line(record) for record in records))
        counts[name] = len(records)
        if name == ZONES:
            _write_saved(archive, folder / "zones" / "pages", [record["id"] for record in records])
    return counts


def _write_saved(archive: Archive, folder: Path, names: Sequence[str]) -> None:
    folder.mkdir(exist_ok=True)
    for name in names:
        with archive.reading() as connection:
            ((page, saved),) = _bytes_of(connection, load_pages(connection, numbers_of_ids(connection, [name])))
        (folder / _file_of(page, saved)).write_bytes(saved.data)


def _bytes_of(connection: Connection, pages: Iterable[Annotated]) -> Iterator[tuple[Annotated, Saved]]:
    for page in pages:
        (number,) = numbers_of_ids(connection, [page.page.id])
        yield page, load_saved(connection, number)


def make_gold(archive: Archive) -> dict[str, list[Any]]:
    """Records by file name: what persons decided, in the formats that the scorers read (docs/archive.md).

    What stands on a page beside the parts decided is the machine's: `decided` counts those that are a person's.
    """
    with archive.reading() as connection:
        corrections = list_corrections(connection)

        def pages_with(kinds: Iterable[str]) -> list[Annotated]:
            mine = [each for each in corrections if each.kind in kinds]
            named = {name for each in mine for name in pages_of(each.decision)}
            return load_pages(connection, numbers_of_bytes(connection, named))

        spoken, zoned, compared = pages_with({"speaker"}), pages_with({"zone"}), pages_with({"reject"})
        files = [_file_of(page, saved) for page, saved in _bytes_of(connection, zoned)]
        moved = {name for each in corrections if each.kind in EVENT_KINDS for name in pages_of(each.decision)}
        kept = events_of(connection, numbers_of_bytes(connection, moved))
        events = load_events(connection, kept)
        grouped = {page.page.id: page for page in load_pages(connection, numbers_of(connection, kept))}
    gold: dict[str, list[Any]] = {
        "quotations.input.jsonl": [_record(page) for page in spoken],
        "quotations.gold.jsonl": [_quotation_gold(page, corrections) for page in spoken],
        ZONES: [_zone_gold(page, corrections, file) for page, file in zip(zoned, files, strict=True)],
        "events.input.jsonl": [_record(grouped[page]) for event in events for page in event.pages],
        "events.gold.jsonl": [{"id": page, "event": event.id} for event in events for page in event.pages],
        "comparisons.gold.jsonl": list(_comparisons(compared, corrections)),
    }
    return {name: records for name, records in gold.items() if records}


def _record(page: Annotated) -> dict[str, str]:
    article = page.article
    told = {
        "id": page.page.id,
        "text": page.page.text,
        "url": page.page.url,
        "title": article.title.text if article.title else None,
        "outlet": article.outlet.name if article.outlet else None,
        "published": article.published,
        "language": article.language,
    }
    return {name: value for name, value in told.items() if value is not None}


def _quotation_gold(page: Annotated, corrections: Iterable[Correction]) -> dict[str, Any]:
    there = Pages([page.page])
    decided = sum(isinstance(c.decision, RightSpeaker) and bool(there.of(c.decision.content[0])) for c in corrections)
    printed = page_out(page)
    return {"id": page.page.id, "text": page.page.text, "quotations": printed.quotations, "decided": decided}


def _zone_gold(page: Annotated, corrections: Iterable[Correction], file: str) -> dict[str, Any]:
    there = Pages([page.page])
    zones = page.article.zones
    blocks = [(zone, _BLOCKS[zone.kind]) for zone in zones if zone.kind in _BLOCKS]
    article = page.article
    return {
        "id": page.page.id,
        "file": file,
        "url": page.page.url,
        "title": article.title.text if article.title else None,
        "published": article.published,
        "authors": list(article.authors),
        "lead": [page.page[zone.span] for zone, kind in blocks if kind == "lead"],
        "body": [{"kind": kind, "text": page.page[zone.span]} for zone, kind in blocks],
        "captions": [page.page[zone.span] for zone in zones if zone.kind == "caption"],
        "text": page.page.text,
        "ranges": [{"kind": zone.kind, "start": zone.span.start, "end": zone.span.end} for zone in zones],
        "decided": sum(isinstance(c.decision, Rezone) and bool(there.of(c.decision.place)) for c in corrections),
    }


def _file_of(page: Annotated, saved: Saved) -> str:
    """What the bytes of `page` are called beside the gold."""
    packed = ".gz" if saved.data.startswith(_GZIP) else ""
    return f"{page.page.id}.{'html' if page.page.medium == 'html' else 'txt'}{packed}"


def _comparisons(pages: Iterable[Annotated], corrections: Iterable[Correction]) -> Iterator[dict[str, Any]]:
    there = Pages(page.page for page in pages)
    for correction in corrections:
        decision = correction.decision
        if isinstance(decision, RejectComparison):
            for one in there.find(decision.one):
                for other in there.find(decision.other):
                    yield {
                        "a": {"id": one.page, "start": one.start, "end": one.end, "text": decision.one.text},
                        "b": {"id": other.page, "start": other.start, "end": other.end, "text": decision.other.text},
                        "comparable": False,
                    }

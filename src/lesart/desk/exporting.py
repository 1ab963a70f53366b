"""Pages out of the archive, and persons' decisions as gold for measuring."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from lesart.desk.searching import read_query
from lesart.model.annotation import Annotated
from lesart.model.correction import Correction, RejectComparison, Rezone, RightSpeaker, pages_of
from lesart.present.contract import page_out
from lesart.store.corrections import list_corrections
from lesart.store.database import Archive
from lesart.store.events import events_of, load_events, numbers_of
from lesart.store.pages import load_pages, numbers_of_bytes
from lesart.store.places import Pages
from lesart.store.regrouping import EVENT_KINDS
from lesart.store.search import find_pages

BATCH = 100
"""Pages loaded at a time."""

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
        moved = {name for each in corrections if each.kind in EVENT_KINDS for name in pages_of(each.decision)}
        kept = events_of(connection, numbers_of_bytes(connection, moved))
        events = load_events(connection, kept)
        grouped = {page.page.id: page for page in load_pages(connection, numbers_of(connection, kept))}
    gold: dict[str, list[Any]] = {
        "quotations.input.jsonl": [_record(page) for page in spoken],
        "quotations.gold.jsonl": [_quotation_gold(page, corrections) for page in spoken],
        "zones.gold_text.jsonl": [_zone_gold(page, corrections) for page in zoned],
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


def _zone_gold(page: Annotated, corrections: Iterable[Correction]) -> dict[str, Any]:
    there = Pages([page.page])
    zones = page.article.zones
    blocks = [zone for zone in zones if zone.kind in _BLOCKS]
    ranges = [
        {"kind": _BLOCKS[zone.kind], "start": zone.span.start, "end": zone.span.end, "block": block, "exact": True}
        for block, zone in enumerate(blocks)
    ]
    others = [
        {"kind": zone.kind, "start": zone.span.start, "end": zone.span.end}
        for zone in zones
        if zone.kind not in _BLOCKS
    ]
    article = page.article
    return {
        "id": page.page.id,
        "file": f"{page.page.id}.txt",
        "title": article.title.text if article.title else None,
        "published": article.published,
        "authors": list(article.authors),
        "body": "\n".join(page.page[zone.span] for zone in blocks),
        "text": page.page.text,
        "ranges": ranges,
        "unaligned": [],
        "other": others,
        "decided": sum(isinstance(c.decision, Rezone) and bool(there.of(c.decision.place)) for c in corrections),
    }


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

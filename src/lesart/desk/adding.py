"""Pages into the archive: read, annotated, filed, a batch a transaction; and read again after an upgrade."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Literal

import msgspec
from sqlalchemy import Connection

import lesart.language
from lesart.desk.indexing import fold_forms, index_page
from lesart.ingest.containers import Raw
from lesart.model.annotation import Annotated, Entity
from lesart.model.outcome import Rejected
from lesart.model.text import Page
from lesart.pipeline import Tick, annotate_batch, read_article_of, read_saves
from lesart.settings import Settings
from lesart.store.database import Archive, time_now
from lesart.store.pages import address_of, file_page, find_save, free_id
from lesart.store.records import Entry, Saved

Outcome = Literal["added", "known"]


class Added(msgspec.Struct, frozen=True):
    """What became of one input: `page` is its id in the archive, whether new or there before."""

    page: str
    source: str
    outcome: Outcome


def add_inputs(
    archive: Archive,
    sources: Iterable[str],
    settings: Settings,
    stdin: BinaryIO | None = None,
    tick: Tick | None = None,
) -> Iterator[Added | Rejected]:
    """Files each page of `sources`, in batches of `settings.batch`; tells of a page only when it is on the disk.

    The same bytes at the same address (else of the same name) are one page however often they are added.
    """
    yield from add_saves(archive, read_saves(sources, settings, stdin), settings, tick)


def add_saves(
    archive: Archive,
    stream: Iterator[tuple[Raw, Page] | Rejected],
    settings: Settings,
    tick: Tick | None = None,
) -> Iterator[Added | Rejected]:
    """As `add_inputs`, of pages that are transcribed already."""
    while batch := list(islice(stream, settings.batch)):
        read = [item for item in batch if not isinstance(item, Rejected)]
        told = iter(_add_batch(archive, [(save_of(raw, settings), page) for raw, page in read], settings))
        for item in batch:
            yield item if isinstance(item, Rejected) else next(told)
        if tick:
            tick(len(batch))


def save_of(raw: Raw, settings: Settings) -> Saved:
    """The bytes of `raw` as read, with what is needed to read them again."""
    return Saved(
        source=raw.source,
        name=raw.name,
        bytes_id=raw.bytes_id,
        data=raw.data if raw.packed is None else raw.packed,
        markup=raw.markup,
        clean=settings.clean,
        facts=raw.facts if raw.record is None else (),
        url=raw.url,
        file=raw.file,
        record=raw.record,
    )


def _add_batch(archive: Archive, batch: Sequence[tuple[Saved, Page]], settings: Settings) -> list[Added]:
    known: dict[tuple[str, str], str] = {}
    fresh: dict[tuple[str, str], tuple[Saved, Page]] = {}
    with archive.reading() as connection:
        for saved, page in batch:
            key = _identity(saved)
            there = find_save(connection, *key)
            if there is not None:
                known[key] = there.id
            elif key not in fresh:
                taken = {other.id for _, other in fresh.values()}
                fresh[key] = saved, msgspec.structs.replace(page, id=_free_id(connection, page.id, taken))
    entries = make_entries(list(fresh.values()), settings)
    before = set(known)
    if entries:
        _file_entries(archive, entries, known, settings)
    told = []
    for saved, _ in batch:
        key = _identity(saved)
        told.append(Added(known[key], saved.source, "known" if key in before else "added"))
        before.add(key)
    return told


def _identity(saved: Saved) -> tuple[str, str]:
    return saved.bytes_id, address_of(saved.url, saved.name)


def _free_id(connection: Connection, wanted: str, taken: set[str]) -> str:
    name = free_id(connection, wanted)
    count = 1
    while name in taken:
        count += 1
        name = free_id(connection, f"{wanted}-{count}")
    return name


def _file_entries(
    archive: Archive, entries: Sequence[Entry], known: dict[tuple[str, str], str], settings: Settings
) -> None:
    """Files `entries` in one transaction and notes their ids in `known`; another writer may have been faster."""
    with archive.writing() as connection:
        for entry in entries:
            key = _identity(entry.saved)
            there = find_save(connection, *key)
            if there is not None:
                known[key] = there.id
                continue
            name = free_id(connection, entry.machine.page.id)
            if name != entry.machine.page.id:
                page = msgspec.structs.replace(entry.machine.page, id=name)
                entry = make_entries([(entry.saved, page)], settings)[0]
            file_page(connection, entry, time_now())
            known[key] = name


def make_entries(pages: Sequence[tuple[Saved, Page]], settings: Settings) -> list[Entry]:
    """Pages annotated together and made ready to be filed."""
    articles = [read_article_of(page, settings) for _, page in pages]
    annotated, entities = annotate_batch(articles, settings)
    by = made_by(settings)
    return [make_entry(saved, page, entities, by) for (saved, _), page in zip(pages, annotated, strict=True)]


def make_entry(saved: Saved, page: Annotated, entities: Sequence[Entity], by: str) -> Entry:
    """One page made ready to be filed."""
    mine = {name.entity for name in page.names}
    return Entry(
        saved=saved,
        machine=page,
        shown=page,
        terms=index_page(page),
        made_by=by,
        labels=tuple((entity.id, entity.label) for entity in entities if entity.id in mine),
        folded=fold_forms(page),
    )


def made_by(settings: Settings) -> str:
    """Program and data that results are made by: `lesart 0.1.0, data 1a2b3c4d5e6f`, and the weights folder's digest."""
    told = f"lesart {version('lesart')}, data {_digest_of(Path(lesart.language.__file__).parent)}"
    return f"{told}, weights {_digest_of(settings.weights)}" if settings.weights else told


@lru_cache(maxsize=4)
def _digest_of(folder: Path) -> str:
    """A digest over the data files (no code) below `folder`."""
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix not in (".py", ".pyc"):
            found.update(path.relative_to(folder).as_posix().encode())
            found.update(path.read_bytes())
    return found.hexdigest()[:12]

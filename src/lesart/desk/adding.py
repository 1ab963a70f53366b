"""Pages into the archive: read, annotated, filed, a batch a transaction; and read again after an upgrade."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Literal, NamedTuple

import msgspec
from sqlalchemy import Connection

import lesart.language
from lesart.desk.indexing import fold_forms, index_page
from lesart.ingest.containers import Raw
from lesart.model.annotation import Annotated
from lesart.model.article import Article
from lesart.model.correction import Correction
from lesart.model.outcome import Rejected
from lesart.model.text import Page
from lesart.pipeline import Tick, annotate_batch, read_articles, read_saves
from lesart.settings import Settings
from lesart.store.applying import correct_page, joined_labels
from lesart.store.corrections import corrections_of
from lesart.store.database import Archive, time_now
from lesart.store.filing import file_page, free_id
from lesart.store.pages import address_of, find_save
from lesart.store.records import Entry, Saved

Outcome = Literal["added", "known"]


class Found(NamedTuple):
    """What the machine found on a page, and the labels of the entities of the pages it was read with."""

    page: Annotated
    labels: dict[str, str]


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
        told = iter(_add_batch(archive, [_legible(save_of(raw, settings), page) for raw, page in read], settings))
        for item in batch:
            yield item if isinstance(item, Rejected) else next(told)
        if tick:
            tick(len(batch))


def _legible(saved: Saved, page: Page) -> tuple[Saved, Page]:
    """Both with the bytes of a file name that are no UTF-8 written as `\\udcff`, as any database can hold them."""
    source, name = (text.encode("utf-8", "backslashreplace").decode() for text in (saved.source, saved.name))
    if (source, name) == (saved.source, saved.name):
        return saved, page
    saved = msgspec.structs.replace(saved, source=source, name=name)
    return saved, msgspec.structs.replace(page, source=source)


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
    before = set(known)
    if fresh:
        found = annotate_together([page for _, page in fresh.values()], settings)
        ready = [(saved, each) for (saved, _), each in zip(fresh.values(), found, strict=True)]
        _file_pages(archive, ready, known, settings)
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


def _file_pages(
    archive: Archive, pages: Sequence[tuple[Saved, Found]], known: dict[tuple[str, str], str], settings: Settings
) -> None:
    """Files `pages` in one transaction and notes their ids in `known`; another writer may have been faster."""
    with archive.writing() as connection:
        corrections = corrections_of(connection, [saved.bytes_id for saved, _ in pages])
        for saved, found in pages:
            key = _identity(saved)
            there = find_save(connection, *key)
            if there is not None:
                known[key] = there.id
                continue
            name = free_id(connection, found.page.page.id)
            if name != found.page.page.id:
                (found,) = annotate_together([msgspec.structs.replace(found.page.page, id=name)], settings)
            file_page(connection, make_entry(saved, found, corrections, settings), time_now())
            known[key] = name


def annotate_together(pages: Sequence[Page], settings: Settings) -> list[Found]:
    """What the machine finds on pages that are read together."""
    annotated, entities = annotate_batch(read_articles(pages, settings), settings)
    labels = {entity.id: entity.label for entity in entities}
    return [Found(page, labels) for page in annotated]


def make_entry(saved: Saved, found: Found, corrections: Sequence[Correction], settings: Settings) -> Entry:
    """One page made ready to be filed, with what persons decided about it applied."""
    labels = dict(found.labels)

    def annotate(article: Article) -> Annotated:
        (again,), entities = annotate_batch([article], settings)
        labels.update((entity.id, entity.label) for entity in entities if entity.id not in labels)
        return again

    shown, _ = correct_page(found.page, corrections, annotate)
    labels |= joined_labels(corrections)
    mine = {name.entity for name in shown.names}
    return Entry(
        saved=saved,
        machine=found.page,
        shown=shown,
        terms=index_page(shown),
        made_by=made_by(settings),
        labels=tuple(sorted((entity, label) for entity, label in labels.items() if entity in mine)),
        folded=fold_forms(shown),
    )


def made_by(settings: Settings) -> str:
    """Program and data that results are made by: `lesart 0.1.0, data 1a2b3c4d5e6f`, and the weights folder's digest."""
    told = f"lesart {_version()}, data {_digest_of(Path(lesart.language.__file__).parent)}"
    return f"{told}, weights {_digest_of(settings.weights)}" if settings.weights else told


@lru_cache(maxsize=1)
def _version() -> str:
    return version("lesart")


@lru_cache(maxsize=4)
def _digest_of(folder: Path) -> str:
    """A digest over the data files (no code) below `folder`."""
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix not in (".py", ".pyc"):
            found.update(path.relative_to(folder).as_posix().encode())
            found.update(path.read_bytes())
    return found.hexdigest()[:12]

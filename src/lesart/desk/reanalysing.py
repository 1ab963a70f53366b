"""All pages read again by the present version. New results are staged, a batch a transaction, and seen by nobody;
when all are there, one transaction puts them in the place of the old ones. A run that is cut off goes on where it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from sqlalchemy import Connection, delete, func, select

from lesart.desk.adding import Found, annotate_together, made_by, make_entry
from lesart.errors import InputRefused
from lesart.ingest.containers import Raw, open_again
from lesart.ingest.transcribe import transcribe
from lesart.model.outcome import Rejected
from lesart.model.text import Page
from lesart.pipeline import Tick
from lesart.settings import Settings
from lesart.store import schema as s
from lesart.store.corrections import corrections_of
from lesart.store.database import Archive
from lesart.store.filing import load_staged, refile_page, stage_result
from lesart.store.pages import digest, load_saved
from lesart.store.records import Saved
from lesart.store.removing import forget_page


class Reanalysed(msgspec.Struct, frozen=True):
    """What a run did: pages with new results, those of them whose text is another now, and what was refused."""

    pages: int
    changed: int
    refused: tuple[Rejected, ...] = ()


def reanalyse(archive: Archive, settings: Settings, everything: bool = False, tick: Tick | None = None) -> Reanalysed:
    """Reads every page again whose result another version made (`everything`: all), from its saved bytes.

    A page that the present version refuses keeps its old result and is told. Relations of pages whose text changed
    are dropped; `collate --archive` or the next pages added make them anew.
    """
    by = made_by(settings)
    refused: list[Rejected] = []
    for numbers in _batches_to_do(archive, by, settings.batch, everything):
        with archive.reading() as connection:
            saved = {number: load_saved(connection, number) for number in numbers}
            names = dict(_ids(connection, numbers))
        read: list[tuple[int, Page]] = []
        for number in numbers:
            try:
                page = transcribe_saved(saved[number], settings)
            except InputRefused as error:
                refused.append(Rejected("reanalyse", error.source, error.reason))
                continue
            read.append((number, msgspec.structs.replace(page, id=names[number])))
        found = annotate_together([page for _, page in read], settings)
        with archive.writing() as connection:
            for (number, _), each in zip(read, found, strict=True):
                stage_result(connection, number, each.page, each.labels, by)
        if tick:
            tick(len(numbers))
    pages, changed = _switch(archive, by, settings)
    return Reanalysed(pages, changed, tuple(refused))


def transcribe_saved(saved: Saved, settings: Settings) -> Page:
    """The page of saved bytes, as the present version transcribes it. Raises InputRefused."""
    raw = Raw(
        source=saved.source,
        name=saved.name,
        data=saved.data,
        bytes_id=saved.bytes_id,
        markup=saved.markup,
        facts=saved.facts,
        url=saved.url,
        file=saved.file,
        record=saved.record,
    )
    return transcribe(open_again(raw, settings.max_bytes), saved.clean)


def _ids(connection: Connection, numbers: Sequence[int]) -> Iterator[tuple[int, str]]:
    for row in connection.execute(select(s.PAGES.c.number, s.PAGES.c.id).where(s.PAGES.c.number.in_(numbers))):
        yield row.number, row.id


def _batches_to_do(archive: Archive, by: str, size: int, everything: bool) -> Iterator[list[int]]:
    """Numbers of pages whose result is neither of this version nor staged, from the first on."""
    last = 0
    while True:
        staged = select(s.STAGED.c.number).where(s.STAGED.c.made_by == by)
        asked = select(s.PAGES.c.number).where(s.PAGES.c.number > last, s.PAGES.c.number.not_in(staged))
        if not everything:
            asked = asked.where(s.PAGES.c.made_by != by)
        with archive.reading() as connection:
            numbers = list(connection.execute(asked.order_by(s.PAGES.c.number).limit(size)).scalars())
        if not numbers:
            return
        yield numbers
        last = numbers[-1]


def _switch(archive: Archive, by: str, settings: Settings) -> tuple[int, int]:
    """Puts all staged results in place, in one transaction; counts them, and those whose text is another."""
    pages = changed = 0
    with archive.writing() as connection:
        connection.execute(delete(s.STAGED).where(s.STAGED.c.made_by != by))
        for number in connection.execute(select(s.STAGED.c.number).order_by(s.STAGED.c.number)).scalars().all():
            page, labels = load_staged(connection, number)
            corrections = corrections_of(connection, [page.page.bytes_id])
            entry = make_entry(load_saved(connection, number), Found(page, labels), corrections, settings)
            before = connection.execute(select(s.PAGES.c.text_sha256).where(s.PAGES.c.number == number)).scalar_one()
            if digest(page.page.text) != before:
                forget_page(connection, number)
                changed += 1
            refile_page(connection, number, entry)
            pages += 1
        connection.execute(delete(s.STAGED))
    return pages, changed


def count_staged(archive: Archive) -> int:
    """How many new results wait for the others."""
    with archive.reading() as connection:
        return connection.execute(select(func.count()).select_from(s.STAGED)).scalar_one()

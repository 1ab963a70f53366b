"""Pages in the archive: found, listed and loaded. `filing.py` puts them there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import TypeVar

import msgspec
from sqlalchemy import Connection, func, select

from lesart.errors import ArchiveError, NotInArchive
from lesart.model.annotation import Annotated
from lesart.model.article import Article
from lesart.model.text import Page
from lesart.store import schema as s
from lesart.store.records import Indexed, Saved, decode, decode_text, unpack

T = TypeVar("T")


class Listed(msgspec.Struct, frozen=True):
    """A page in a list. `added`: UTC stamp; `made_by`: program and data that read it."""

    number: int
    id: str
    key: int
    bytes_id: str
    source: str
    url: str | None
    title: str | None
    outlet: str | None
    language: str | None
    published: str | None
    updated: str | None
    length: int
    added: str
    made_by: str


_LISTED = [s.PAGES.c[name] for name in Listed.__struct_fields__]


def address_of(url: str | None, name: str) -> str:
    """What a save is known by beside its bytes: SHA-256 of its address, else of its name."""
    return digest(url or name)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def plain(text: str | None) -> str | None:
    """`text` as any database can hold it in a column: NUL and lone surrogates become U+FFFD."""
    if text is None:
        return None
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8") if _odd(text) else text


def _odd(text: str) -> bool:
    return "\0" in text or any("\ud800" <= char <= "\udfff" for char in text)


def find_save(connection: Connection, bytes_id: str, address: str) -> Listed | None:
    """The page that was saved from these bytes at this address, if there is one."""
    row = connection.execute(
        select(*_LISTED).where(s.PAGES.c.bytes_id == bytes_id, s.PAGES.c.address == address)
    ).first()
    return Listed(*row) if row else None


def strip_page(annotated: Annotated) -> tuple[str, Page, Annotated]:
    """An annotated page in the three parts that are kept apart: text, page without it, annotations without both."""
    page = annotated.page
    bare = Page(id=page.id, source="", bytes_id=page.bytes_id, text="")
    article = msgspec.structs.replace(annotated.article, page=bare)
    return page.text, msgspec.structs.replace(page, text=""), msgspec.structs.replace(annotated, article=article)


def join_page(text: str, page: Page, annotated: Annotated) -> Annotated:
    """The opposite of `strip_page`."""
    whole = msgspec.structs.replace(page, text=text)
    article: Article = msgspec.structs.replace(annotated.article, page=whole)
    return msgspec.structs.replace(annotated, article=article)


def find_page(connection: Connection, name: str) -> Listed:
    """The page whose id is, or alone begins with, `name`. Raises ArchiveError where there is none or several."""
    exact = connection.execute(select(*_LISTED).where(s.PAGES.c.id == name)).first()
    if exact:
        return Listed(*exact)
    begun = s.PAGES.c.id.startswith(name, autoescape=True)
    rows = connection.execute(select(*_LISTED).where(begun).order_by(s.PAGES.c.id).limit(2)).all() if name else []
    if len(rows) == 1:
        return Listed(*rows[0])
    raise NotInArchive(f"page {name}: {'several pages begin so' if rows else 'no such page in the archive'}")


def numbers_of_bytes(connection: Connection, bytes_ids: Iterable[str]) -> list[int]:
    """Numbers of the pages that were saved from bytes of these hashes."""
    found: set[int] = set()
    for part in batches(sorted(set(bytes_ids))):
        found.update(connection.execute(select(s.PAGES.c.number).where(s.PAGES.c.bytes_id.in_(part))).scalars())
    return sorted(found)


def numbers_of_ids(connection: Connection, ids: Iterable[str]) -> list[int]:
    """Numbers of the pages of these ids."""
    found: set[int] = set()
    for part in batches(sorted(set(ids))):
        found.update(connection.execute(select(s.PAGES.c.number).where(s.PAGES.c.id.in_(part))).scalars())
    return sorted(found)


def list_pages(connection: Connection, numbers: Sequence[int]) -> list[Listed]:
    """The pages of `numbers`, in their order; numbers that are gone are left out."""
    found: dict[int, Listed] = {}
    for part in batches(numbers):
        for row in connection.execute(select(*_LISTED).where(s.PAGES.c.number.in_(part))):
            found[row.number] = Listed(*row)
    return [found[number] for number in numbers if number in found]


def count_pages(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(s.PAGES)).scalar_one()


def load_pages(connection: Connection, numbers: Sequence[int], machine: bool = False) -> list[Annotated]:
    """The pages of `numbers`, in their order, with persons' decisions applied; numbers that are gone are left out.

    `machine`: as the machine found them, without any decision.
    """
    t, a, c = s.TRANSCRIPTS.c, s.ANNOTATIONS.c, s.CORRECTED.c
    shown = a.record if machine else func.coalesce(c.record, a.record)
    joined = select(t.number, t.body, t.record, shown.label("found")).join(s.ANNOTATIONS, a.number == t.number)
    joined = joined.outerjoin(s.CORRECTED, c.number == t.number)
    loaded: dict[int, Annotated] = {}
    for part in batches(numbers):
        for row in connection.execute(joined.where(t.number.in_(part))):
            text, page = decode_text(row.body), decode(Page, row.record)
            loaded[row.number] = join_page(text, page, decode(Annotated, row.found))
    return [loaded[number] for number in numbers if number in loaded]


def load_texts(connection: Connection, numbers: Sequence[int]) -> dict[int, str]:
    """The texts of the pages of `numbers`."""
    t = s.TRANSCRIPTS.c
    texts: dict[int, str] = {}
    for part in batches(numbers):
        for row in connection.execute(select(t.number, t.body).where(t.number.in_(part))):
            texts[row.number] = decode_text(row.body)
    return texts


def load_terms(connection: Connection, numbers: Sequence[int]) -> dict[int, Indexed]:
    """The search terms of the pages of `numbers`."""
    i = s.INDEXED.c
    found: dict[int, Indexed] = {}
    for part in batches(numbers):
        for row in connection.execute(select(i.number, i.record).where(i.number.in_(part))):
            found[row.number] = decode(Indexed, row.record)
    return found


def load_saved(connection: Connection, number: int) -> Saved:
    """The bytes of page `number` as they came in. Raises ArchiveError where they are damaged."""
    joined = select(s.SAVES.c.record, s.BLOBS.c.packed, s.BLOBS.c.id).select_from(
        s.SAVES.join(s.PAGES, s.PAGES.c.number == s.SAVES.c.number).join(s.BLOBS, s.BLOBS.c.id == s.PAGES.c.bytes_id)
    )
    row = connection.execute(joined.where(s.SAVES.c.number == number)).one()
    data = unpack(row.packed)
    if hashlib.sha256(data).hexdigest() != row.id:
        raise ArchiveError(f"the bytes of page number {number} no longer match their hash {row.id}")
    return msgspec.structs.replace(decode(Saved, row.record), data=data)


BATCH = 500
"""Values in one query: under the least limit of bound parameters (999 in old SQLite)."""


def batches(values: Iterable[T]) -> list[list[T]]:
    """`values` in lists of BATCH."""
    listed = list(values)
    return [listed[at : at + BATCH] for at in range(0, len(listed), BATCH)]

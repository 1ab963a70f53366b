"""Files that somebody hands over, safely into the archive: their names made harmless, packed ones weighed first."""

from __future__ import annotations

import gzip
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple

import msgspec

from lesart.desk.adding import Added, add_saves
from lesart.errors import InputRefused, UsageError
from lesart.ingest.containers import Raw
from lesart.model.outcome import Rejected
from lesart.model.text import Page
from lesart.pipeline import read_saves
from lesart.settings import Settings
from lesart.store.database import Archive

ENDINGS = (
    ".txt",
    ".html",
    ".htm",
    ".jsonl",
    ".warc",
    ".wacz",
    ".txt.gz",
    ".html.gz",
    ".htm.gz",
    ".jsonl.gz",
    ".warc.gz",
)
"""What is read; anything else is refused by name."""
MOST_UNPACKED = 100
"""Times its size that a packed file may unpack to, as for single pages (CONTRACT); text packs to a tenth at most."""
LEAST_UNPACKED = 20_000_000
"""Bytes that any file may unpack to, however small it is: one page at most."""
TOGETHER = 20
"""Pages filed in one transaction: between two of them a running upload can be ended without losing anything."""
LONGEST_NAME = 120
"""Characters of a file name."""
_CHUNK = 1 << 18
_ODD = re.compile(r"[\x00-\x1f\x7f-\x9f/\\:*?\"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


class Handed(NamedTuple):
    """A file handed over: where it lies, and what it is called."""

    path: Path
    name: str


def safe_name(name: str | None) -> str:
    """The last part of a file name without anything that a path, a terminal or a page could trip over."""
    last = (name or "").replace("\\", "/").rsplit("/", 1)[-1]
    plain = _ODD.sub("_", last.encode("utf-8", "replace").decode()).strip(" .")
    stem, dot, ending = plain.partition(".")
    return (stem[: LONGEST_NAME - len(dot + ending[:30])] + dot + ending[:30]) if plain else "unnamed"


def add_handed(archive: Archive, handed: Handed, settings: Settings) -> Iterator[Added | Rejected]:
    """Files the pages of one file; each is told when it is on the disk, and called by the file's own name."""
    try:
        weigh(handed)
    except InputRefused as refused:
        yield Rejected("upload", handed.name, refused.reason)
        return
    few = msgspec.structs.replace(settings, batch=TOGETHER)
    try:
        yield from add_saves(archive, _renamed(handed, few), few)
    except UsageError as error:
        yield Rejected("upload", handed.name, str(error).replace(str(handed.path), handed.name))


def weigh(handed: Handed) -> None:
    """Raises InputRefused for an ending that is not read, and for a packed file that unpacks to too much."""
    lower = handed.name.lower()
    if not lower.endswith(ENDINGS):
        raise InputRefused(handed.name, f"not a kind that is read; there are {', '.join(ENDINGS[:6])}, gzipped or not")
    limit = max(LEAST_UNPACKED, handed.path.stat().st_size * MOST_UNPACKED)
    try:
        if lower.endswith(".wacz"):
            _weigh_package(handed, limit)
        elif lower.endswith(".gz"):
            with handed.path.open("rb") as stream:
                _weigh_stream(stream, handed.name, limit)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise InputRefused(handed.name, f"broken: {error}") from error


def _weigh_package(handed: Handed, limit: int) -> None:
    """Declared sizes bound what the package unpacks to: reading stops at them."""
    with zipfile.ZipFile(handed.path) as package:
        if sum(part.file_size for part in package.infolist()) > limit:
            raise InputRefused(handed.name, f"unpacks to more than {limit} bytes")
        for part in package.infolist():
            if part.filename.lower().endswith(".gz"):
                with package.open(part) as stream:
                    _weigh_stream(stream, handed.name, limit)


def _weigh_stream(stream: IO[bytes], name: str, limit: int) -> None:
    size = 0
    with gzip.GzipFile(fileobj=stream) as packed:
        while chunk := packed.read(_CHUNK):
            size += len(chunk)
            if size > limit:
                raise InputRefused(name, f"unpacks to more than {limit} bytes")


def _renamed(handed: Handed, settings: Settings) -> Iterator[tuple[Raw, Page] | Rejected]:
    """What is read of the file, with its own name wherever the path of the kept copy would stand."""

    def named(text: str) -> str:
        return text.replace(str(handed.path), handed.name)

    for item in read_saves([str(handed.path)], settings):
        if isinstance(item, Rejected):
            yield Rejected(item.stage, named(item.source), named(item.reason))
            continue
        raw, page = item
        replace = msgspec.structs.replace
        file = named(raw.file) if raw.file else None
        yield (
            replace(raw, source=named(raw.source), name=named(raw.name), file=file),
            replace(page, source=named(page.source), file=named(page.file) if page.file else None),
        )

"""Sources of a run: files listed, counted, cut into parcels, and read again a parcel at a time."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator, Sequence

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from lesart.errors import UsageError
from lesart.model.outcome import Rejected
from lesart.model.text import Page
from lesart.pipeline import count_inputs, read_part, read_saves
from lesart.settings import Settings

ENDINGS = (
    ".txt",
    ".html",
    ".htm",
    ".html.gz",
    ".htm.gz",
    ".txt.gz",
    ".jsonl",
    ".jsonl.gz",
    ".warc",
    ".warc.gz",
    ".wacz",
    ".parquet",
)
"""Endings that are read in folders: those of the other commands, and Parquet."""

MANY = (".jsonl", ".jsonl.gz", ".warc", ".warc.gz", ".wacz", ".parquet")
"""Endings of files that hold many pages; others hold one and are not opened to be counted."""

FIELDS = ("id", "text", "html", "url", "outlet", "published", "title", "language")
"""Columns of a Parquet source that are read: the fields of a JSON Lines record. It needs `text` or `html`."""

ROWS = 500
"""Rows of a Parquet source decoded at a time."""


class Part(msgspec.Struct, frozen=True):
    """`count` items of `source` from number `first` on, counted from 0."""

    source: str
    first: int
    count: int


class Parcel(msgspec.Struct, frozen=True):
    """Consecutive items of the sources: what a worker does at a time, and what a restart does not do again."""

    number: int
    parts: tuple[Part, ...]

    @property
    def name(self) -> str:
        """The name of its files."""
        return f"parcel-{self.number:07d}"

    @property
    def items(self) -> int:
        """Items in it."""
        return sum(part.count for part in self.parts)


def list_files(sources: Iterable[str]) -> tuple[list[str], list[Rejected]]:
    """The files of `sources`, those of folders sorted as the other commands walk them; what was left aside.

    Raises UsageError for a source that does not exist, or an address.
    """
    files: list[str] = []
    skipped: list[Rejected] = []
    for source in sources:
        if "://" in source:
            raise UsageError(f"{source}: corpus reads files of this machine or a mounted file system")
        if os.path.isdir(source):
            others = 0
            for base, folders, names in os.walk(source):
                folders.sort()
                known = [name for name in sorted(names) if name.lower().endswith(ENDINGS)]
                files.extend(os.path.join(base, name) for name in known)
                others += len(names) - len(known)
            if others:
                skipped.append(Rejected("skipped", source, f"{others} files of other endings"))
        elif os.path.exists(source):
            files.append(source)
        else:
            raise UsageError(f"{source}: no such file or folder")
    if not files:
        raise UsageError("no pages: the sources hold no file of a known ending")
    return files, skipped


def count_items(file: str, settings: Settings) -> int:
    """Pages and refusals that `file` gives."""
    lower = file.lower()
    if lower.endswith(".parquet"):
        try:
            return int(pq.read_metadata(file).num_rows)
        except (OSError, pa.ArrowException):
            return 1
    return count_inputs(file, settings) if lower.endswith(MANY) else 1


def cut_parcels(counts: Sequence[tuple[str, int]], size: int) -> tuple[Parcel, ...]:
    """The items of `counts` (file, items) in order, cut after every `size`."""
    parcels: list[Parcel] = []
    parts: list[Part] = []
    room = size
    for file, count in counts:
        first = 0
        while first < count:
            taken = min(room, count - first)
            parts.append(Part(file, first, taken))
            first += taken
            room -= taken
            if not room:
                parcels.append(Parcel(len(parcels), tuple(parts)))
                parts, room = [], size
    if parts:
        parcels.append(Parcel(len(parcels), tuple(parts)))
    return tuple(parcels)


def read_parcel(parcel: Parcel, settings: Settings) -> Iterator[Page | Rejected]:
    """The pages of `parcel` transcribed, ids as they come; refused ones as Rejected."""
    for part in parcel.parts:
        if part.source.lower().endswith(".parquet"):
            yield from _read_parquet(part, settings)
            continue
        for item in read_part(part.source, part.first, part.count, settings):
            yield item if isinstance(item, Rejected) else item[1]


def _read_parquet(part: Part, settings: Settings) -> Iterator[Page | Rejected]:
    """Rows as the JSON Lines records that they would be; `record` is the row, from 1."""
    try:
        file = pq.ParquetFile(part.source)
        known = [name for name in FIELDS if name in file.schema_arrow.names]
        number = 0
        for batch in file.iter_batches(ROWS, columns=known):
            if number + len(batch) > part.first:
                for row in batch.to_pylist():
                    number += 1
                    if part.first < number <= part.first + part.count:
                        yield _read_row(part.source, number, row, settings)
            else:
                number += len(batch)
            if number >= part.first + part.count:
                return
    except (OSError, pa.ArrowException) as error:
        yield Rejected("ingest", part.source, f"cannot be read: {str(error).splitlines()[0]}")


def _read_row(source: str, number: int, row: dict[str, object], settings: Settings) -> Page | Rejected:
    kept = {name: _plain(value) for name, value in row.items() if value is not None}
    kept.setdefault("id", f"{os.path.basename(source)}:{number}")
    line = msgspec.json.encode(kept)
    (item,) = list(read_saves(["-"], settings, io.BytesIO(line)))
    if isinstance(item, Rejected):
        return msgspec.structs.replace(item, source=f"{source}:{number}")
    return msgspec.structs.replace(item[1], file=source, record=number)


def _plain(value: object) -> object:
    return value if isinstance(value, str | int) else str(value)

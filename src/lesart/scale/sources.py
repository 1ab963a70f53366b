"""Sources of a run: files listed, counted, cut into parcels, and read again a parcel at a time."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from urllib.parse import urlsplit

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from lesart.errors import UsageError
from lesart.model.outcome import Rejected
from lesart.model.text import Page
from lesart.pipeline import INPUT_ENDINGS, Opened, count_inputs, open_source, read_part, read_saves
from lesart.scale.remote import fetch, is_remote, list_remote
from lesart.settings import Settings

ENDINGS = (*INPUT_ENDINGS, ".parquet")
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


class Listed(msgspec.Struct, frozen=True):
    """A file with what would tell that it is another one: its size, and on this machine its time of change."""

    path: str
    state: str


def list_files(sources: Iterable[str]) -> tuple[list[Listed], list[Rejected]]:
    """The files of `sources`, those of folders sorted as the other commands walk them; what was left aside.

    Raises UsageError for a source that does not exist, or an address that cannot be listed.
    """
    files: list[Listed] = []
    skipped: list[Rejected] = []
    for source in sources:
        if is_remote(source):
            listed = [Listed(path, str(size)) for path, size in list_remote(source)]
            known = [item for item in listed if len(listed) == 1 or item.path.lower().endswith(ENDINGS)]
            others = len(listed) - len(known)
        elif os.path.isdir(source):
            known, others = _walk(source)
        elif os.path.exists(source):
            known, others = [_listed(source)], 0
        else:
            raise UsageError(f"{source}: no such file or folder")
        files.extend(known)
        if others:
            skipped.append(Rejected("skipped", source, f"{others} files of other endings"))
    if not files:
        raise UsageError("no pages: the sources hold no file of a known ending")
    return files, skipped


def _walk(folder: str) -> tuple[list[Listed], int]:
    found: list[Listed] = []
    others = 0
    for base, folders, names in os.walk(folder):
        folders.sort()
        known = [name for name in sorted(names) if name.lower().endswith(ENDINGS)]
        found.extend(_listed(os.path.join(base, name)) for name in known)
        others += len(names) - len(known)
    return found, others


def _listed(path: str) -> Listed:
    state = os.stat(path)
    return Listed(path, f"{state.st_size} {state.st_mtime_ns}")


def holds_many(file: str) -> bool:
    """Whether the ending of `file` (of an address: of its path) is that of a file of many pages."""
    return (urlsplit(file).path if is_remote(file) else file).lower().endswith(MANY)


def count_items(file: str, settings: Settings) -> int:
    """Pages and refusals that `file` gives; 1, the refusal, for one that cannot be read."""
    try:
        path = str(fetch(file)) if is_remote(file) else file
        lower = path.lower()
        if lower.endswith(".parquet"):
            return int(pq.read_metadata(path).num_rows)
        return count_inputs(path, settings) if lower.endswith(MANY) else 1
    except (OSError, pa.ArrowException):
        return 1


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
        if not is_remote(part.source):
            yield from _read_part(part, settings)
            continue
        try:
            path = str(fetch(part.source))
        except OSError as error:
            yield from [Rejected("ingest", part.source, str(error))] * part.count
            continue
        for item in _read_part(msgspec.structs.replace(part, source=path), settings):
            yield _under_address(item, path, part.source)


def _under_address(item: Page | Rejected, path: str, address: str) -> Page | Rejected:
    """`item` with the address of its file instead of where the copy lies."""
    source = address + item.source[len(path) :] if item.source.startswith(path) else item.source
    if isinstance(item, Rejected):
        return msgspec.structs.replace(item, source=source)
    return msgspec.structs.replace(item, source=source, file=address if item.file == path else item.file)


def _read_part(part: Part, settings: Settings) -> Iterator[Page | Rejected]:
    if part.source.lower().endswith(".parquet"):
        yield from _read_parquet(part, settings)
        return
    items = _open_at(part, settings)
    for item in read_part(items, part.count, settings):
        yield item if isinstance(item, Rejected) else item[1]
    _keep_open(part, settings, items)


_opened: dict[tuple[str, str, int], tuple[int, Opened]] = {}
"""The file that this process read last, with the number of its next item. The next parcel that a worker gets of a file
lies behind the one before; without this each would open all items in front of it again."""


def _open_at(part: Part, settings: Settings) -> Opened:
    """The items of a file from the first of `part` on."""
    at, items = _opened.pop(_key(part, settings), (0, iter(())))
    if not 0 < at <= part.first:
        at, items = 0, open_source(part.source, settings)
    ahead = part.first - at
    next(islice(items, ahead, ahead), None)
    return items


def _keep_open(part: Part, settings: Settings, items: Opened) -> None:
    _opened.clear()
    _opened[_key(part, settings)] = (part.first + part.count, items)


def _key(part: Part, settings: Settings) -> tuple[str, str, int]:
    return part.source, _listed(part.source).state, settings.max_bytes


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

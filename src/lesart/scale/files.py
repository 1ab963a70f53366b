"""What a run writes: tables by day and outlet, records that later stages read again, and markers.

A task leaves its part of a table as a stream of Arrow; `compaction.py` makes Parquet of all parts of a folder. To write
each part as Parquet and read it again took twice as long as all else that is done for the tables.

Every file is written beside its place and moved there, so that none is ever seen half written.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from lesart.model.text import Span
from lesart.scale.rows import Row
from lesart.scale.tables import BY_OUTLET, PLACES, SPAN, SPANS, schema_of

NOWHEN = "undated"
"""Folder of rows without a day."""

NOBODY = "unknown"
"""Folder of rows without an outlet."""

SLUG_LENGTH = 60
"""Characters of an outlet's name in the name of its folder."""

WORK = "_work"
"""Folder of records that a finished run no longer needs."""

DONE = "_done"
"""Folder of markers: one file a finished task."""

PART = ".arrow"
"""Ending of a part of a table."""

T = TypeVar("T")
Place = tuple[str, str | None]
"""Day and outlet of a row."""

_OUTSIDE = re.compile(r"[^a-z0-9.äöüß]+")


def write_bytes(path: Path, data: bytes) -> None:
    """Puts `data` at `path` at once: readers see all of it or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_bytes(data)
    os.replace(beside, path)


def write_records(path: Path, records: object) -> None:
    """Keeps model objects for a later stage (MessagePack, zstd)."""
    data = msgspec.msgpack.encode(records)
    packed: bytes = pa.compress(data, codec="zstd", asbytes=True)
    write_bytes(path, len(data).to_bytes(8, "little") + packed)


def read_records(path: Path, kind: type[T]) -> T:
    """What `write_records` kept."""
    data = path.read_bytes()
    unpacked: bytes = pa.decompress(data[8:], int.from_bytes(data[:8], "little"), codec="zstd", asbytes=True)
    return msgspec.msgpack.decode(unpacked, type=kind)


@lru_cache(maxsize=10_000)
def slug(outlet: str | None) -> str:
    """The name of an outlet's folder: lower case, other characters as `-`; two outlets may share one."""
    made = _OUTSIDE.sub("-", (outlet or "").lower()).strip("-.")[:SLUG_LENGTH]
    return made or NOBODY


def folder_of(table: str, place: Place) -> str:
    """The folder of rows of `table` that belong to `place`."""
    day, outlet = place
    return f"day={day}/house={slug(outlet)}" if table in BY_OUTLET else f"day={day}"


class TableWriter:
    """Tables filled a batch of rows at a time, one part `name` in each folder they fall into.

    Rows wait as Arrow columns, in a tenth of the memory that they take as Python objects.
    """

    def __init__(self, out: Path, name: str) -> None:
        self._out = out
        self._name = name
        self._batches: dict[tuple[str, str], list[pa.RecordBatch]] = defaultdict(list)

    def add(self, table: str, rows: Sequence[tuple[Place, Row]]) -> None:
        """Takes rows of `table`, each with its place."""
        groups: dict[str, list[Row]] = defaultdict(list)
        for place, row in rows:
            groups[folder_of(table, place)].append(row)
        for folder, found in groups.items():
            self.add_to(table, folder, found)

    def add_to(self, table: str, folder: str, rows: Sequence[Row]) -> None:
        """Takes rows of `table` that all lie in `folder`."""
        self._batches[table, folder].append(_make_batch(table, rows))

    def close(self) -> None:
        """Writes the files."""
        for table, folder in sorted(self._batches):
            batches = self._batches.pop((table, folder))
            write_part(self._out / table / folder / f"{self._name}{PART}", batches)


def write_table(out: Path, table: str, name: str, rows: Sequence[tuple[Place, Row]]) -> None:
    """Writes `rows` of `table` as one part `name` in the folder of each day (and outlet, see `tables.py`)."""
    writer = TableWriter(out, name)
    writer.add(table, rows)
    writer.close()


def write_rows(path: Path, table: str, rows: Sequence[Row]) -> None:
    """One Parquet file of `table`."""
    _write_file(path, pa.Table.from_batches([_make_batch(table, rows)]))


def _make_batch(table: str, rows: Sequence[Row]) -> pa.RecordBatch:
    schema = schema_of(table)
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    arrays = [_MADE.get(field.type, pa.array)(cells, field.type) for cells, field in zip(columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _make_spans(cells: Sequence[Span | None], kind: pa.DataType) -> pa.StructArray:
    """Spans, some of them missing, as a column."""
    ends = [(0, 0) if span is None else (span.start, span.end) for span in cells]
    flat = np.array(ends, np.int32).reshape(-1, 2)
    missing = pa.array([span is None for span in cells], pa.bool_())
    return pa.StructArray.from_arrays([flat[:, 0], flat[:, 1]], fields=list(kind), mask=missing)


def _make_lists(cells: Sequence[Sequence[Span]], kind: pa.DataType) -> pa.ListArray:
    """Lists of spans, or of spans with their pages, as a column."""
    spans = [span for cell in cells for span in cell]
    offsets = np.zeros(len(cells) + 1, np.int32)
    np.cumsum([len(cell) for cell in cells], out=offsets[1:])
    flat = np.array([(span.start, span.end) for span in spans], np.int32).reshape(-1, 2)
    parts: list[object] = [flat[:, 0], flat[:, 1]]
    if kind == PLACES:
        parts.insert(0, pa.array([span.page for span in spans], pa.string()))
    struct = pa.StructArray.from_arrays(parts, fields=list(kind.value_type))
    return pa.ListArray.from_arrays(pa.array(offsets), struct, type=kind)


_MADE = {SPAN: _make_spans, SPANS: _make_lists, PLACES: _make_lists}
"""Columns of spans are put together from their numbers. With a dictionary a span, rows of 200 pages of the synthetic
crawl took 245 ms instead of 42."""


def write_part(path: Path, batches: Sequence[pa.RecordBatch]) -> None:
    """Leaves rows of a table for `compaction.py`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    options = pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)
    with pa.ipc.new_stream(str(beside), batches[0].schema, options=options) as stream:
        for batch in batches:
            stream.write_batch(batch)
    os.replace(beside, path)


def read_part(path: Path) -> pa.Table:
    """The rows that a task left of a table."""
    with pa.OSFile(str(path)) as file:
        return pa.ipc.open_stream(file, options=pa.ipc.IpcReadOptions(use_threads=False)).read_all()


def _write_file(path: Path, table: pa.Table) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    pq.write_table(table, beside, compression="zstd")
    os.replace(beside, path)

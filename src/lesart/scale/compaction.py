"""One Parquet file a folder, made when all is there that parcels, bundles and windows left of it (`files.py`)."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from lesart.scale.files import PART, read_part
from lesart.scale.tables import BY_DAY, BY_OUTLET, schema_of

MERGED = "all.parquet"
"""The file that a folder has in the end. Once it is there it is complete, and parts beside it are left over."""


def list_days(out: Path) -> list[str]:
    """The folders `TABLE/day=…` of a run, sorted: what one task puts together."""
    days = [day for table in sorted(BY_DAY | BY_OUTLET) for day in (out / table).glob("day=*")]
    return sorted(str(day.relative_to(out)) for day in days)


def compact_day(day: Path) -> int:
    """Puts the parts of each folder under `day` together, in the order of their names; gives the number of files made.

    May be stopped anywhere and begun again.
    """
    parts_of: dict[Path, list[Path]] = defaultdict(list)
    for part in sorted(day.rglob(f"*{PART}")):
        parts_of[part.parent].append(part)
    for folder, parts in parts_of.items():
        if not (folder / MERGED).exists():
            _merge(day.parent.name, parts, folder / MERGED)
        for part in parts:
            part.unlink()
    return len(parts_of)


def _merge(table: str, parts: Sequence[Path], place: Path) -> None:
    """Writes the rows of `parts` of `table` into one file, a row group each, and moves it to `place`."""
    beside = place.with_name(f".{place.name}.{os.getpid()}")
    schema = schema_of(table) if len(parts) == 1 else _as_read(table)
    with pa.output_stream(str(beside)) as sink, pq.ParquetWriter(sink, schema, compression="zstd") as writer:
        for part in parts:
            writer.write_table(read_part(part).combine_chunks())
    os.replace(beside, place)


@lru_cache
def _as_read(table: str) -> pa.Schema:
    """The schema of `table` as a Parquet file of it gives it back, which names the items of lists otherwise."""
    out = pa.BufferOutputStream()
    pq.write_table(schema_of(table).empty_table(), out)
    return pq.ParquetFile(pa.BufferReader(out.getvalue())).schema_arrow

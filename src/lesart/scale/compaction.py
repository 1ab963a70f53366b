"""One file a folder: what parcels, bundles and windows wrote apart is put together when all of it is there."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import pyarrow.parquet as pq

from lesart.scale.tables import BY_DAY, BY_OUTLET

MERGED = "all.parquet"
"""The file that a folder has in the end."""

_MERGING = ".all.parquet"
"""The same, complete, while the files that it replaces may still be there."""


def list_days(out: Path) -> list[str]:
    """The folders `TABLE/day=…` of a run, sorted: what one task puts together."""
    days = [day for table in sorted(BY_DAY | BY_OUTLET) for day in (out / table).glob("day=*")]
    return sorted(str(day.relative_to(out)) for day in days)


def compact_day(day: Path) -> int:
    """Puts the files of each folder under `day` together, in the order of their names; gives the number of files left.

    May be stopped anywhere and begun again.
    """
    folders = sorted({path.parent for path in day.rglob("*.parquet")} | {path.parent for path in day.rglob(_MERGING)})
    for folder in folders:
        merging = folder / _MERGING
        parts = sorted(path for path in folder.glob("*.parquet") if not path.name.startswith("."))
        if not merging.exists():
            if len(parts) == 1:
                os.replace(parts[0], folder / MERGED)
                continue
            _merge(parts, merging)
        for part in parts:
            part.unlink()
        os.replace(merging, folder / MERGED)
    return len(folders)


def _merge(parts: Iterable[Path], place: Path) -> None:
    """Writes the rows of `parts` into one file, a row group at a time, and moves it to `place`."""
    beside = place.with_name(f"{place.name}.{os.getpid()}")
    writer = None
    for part in parts:
        with pq.ParquetFile(part) as file:
            writer = writer or pq.ParquetWriter(beside, file.schema_arrow, compression="zstd")
            for group in range(file.num_row_groups):
                writer.write_table(file.read_row_group(group))
    if writer is not None:
        writer.close()
        os.replace(beside, place)

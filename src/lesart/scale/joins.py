"""The joins over the whole corpus, as frames of the engine: recurring lines, and pages that share fingerprints.

The tables joined are written by tasks (`wordings.py`) as Parquet sorted by their key. Where they are large, the keys
are cut into bands of equal width; a band is a task (`banding.py`), so that memory is bounded and bands are joined side
by side; the engine skips row groups outside of the band by their statistics. Nothing here compares all with all.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lesart.algorithms.fingerprint import COMMON, NEIGHBOURS, RARE, keep_partners

if TYPE_CHECKING:
    import daft

BAND_ROWS = 2_000_000
"""Rows of a table that are grouped at a time. Bands of 2.2 million fingerprints (19 172 pages of 600 words, some 230 a
page) took 560 MB beyond what a worker holds anyway, 250 bytes a row."""

Rows = NDArray[np.int64]


def count_bands(rows: int) -> int:
    """How many bands a table of so many rows is cut into."""
    return max(1, -(-rows // BAND_ROWS))


def read_band(files: Sequence[Path], key: str, band: tuple[int, int]) -> daft.DataFrame:
    """The rows of `files` in a band of the column `key` (int64, evenly spread); `band`: its number and how many."""
    import daft

    frame = daft.read_parquet([str(file) for file in files])
    number, bands = band
    low, high = (-(1 << 63) + (1 << 64) * at // bands for at in (number, number + 1))
    column = daft.col(key)
    if number > 0:
        frame = frame.where(column >= daft.lit(low))
    if number < bands - 1:
        frame = frame.where(column < daft.lit(high))
    return frame


def count_lines(frame: daft.DataFrame) -> Rows:
    """Lines that stand on as many pages of their outlet as make them doubtful: `(line, pages, first page)`, sorted."""
    import daft

    col = daft.col
    counts = frame.groupby("line").agg(
        col("page").count().alias("pages"), col("page").min().alias("first"), col("least").max()
    )
    return _sorted(_rows(counts.where(col("pages") >= col("least")), ("line", "pages", "first")))


def count_articles(frame: daft.DataFrame) -> Rows:
    """Those of the doubtful lines that stand in enough different articles: furniture; `(line, articles)`, sorted."""
    import daft

    col = daft.col
    counts = (
        frame.groupby("line", "longest")
        .agg(col("least").max())
        .groupby("line")
        .agg(col("longest").count().alias("articles"), col("least").max())
    )
    return _sorted(_rows(counts.where(col("articles") >= col("least")), ("line", "articles")))


def pair_band(frame: daft.DataFrame, place: Path) -> Rows:
    """Pairs of pages that share fingerprints of one band, written to the folder `place` as `(a, b, weight, chained)`;
    gives the hot ones: `(print, pages, first page)` of those that more than COMMON pages have, which pair nobody."""
    import daft

    col, kind = daft.col, daft.DataType
    pair = kind.struct({name: kind.int64() for name in ("a", "b", "weight", "chained")})

    @daft.func.batch(return_dtype=kind.list(pair))
    def pair_holders(pages: daft.Series) -> pa.Array:
        return pair_lists(pages.to_arrow())

    held = frame.groupby("print").agg(col("page").list_agg().alias("pages"), col("page").count().alias("count"))
    held = held.where(col("count") >= daft.lit(2)).collect()
    pairs = (
        held.where(col("count") <= daft.lit(COMMON)).select(pair_holders(col("pages")).alias("pair")).explode("pair")
    )
    pairs = pairs.select(*(col("pair")[name].alias(name) for name in ("a", "b", "weight", "chained")))
    summed = pairs.groupby("a", "b").agg(col("weight").sum(), col("chained").max())
    summed.write_parquet(str(place), write_mode="overwrite")
    hot = held.where(col("count") > daft.lit(COMMON)).select(
        col("print"), col("count"), col("pages").list_min().alias("first")
    )
    return _sorted(_rows(hot, ("print", "count", "first")))


def pair_lists(pages: pa.ListArray) -> pa.Array:
    """For each list of pages that hold a fingerprint, the pairs of a page and its NEIGHBOURS following ones.

    Structs of `a`, `b`, `weight` (2 where no more than RARE pages hold it, else 1) and `chained` (1: no page between).
    """
    offsets = np.asarray(pages.offsets, np.int64)
    sizes = offsets[1:] - offsets[:-1]
    groups = np.repeat(np.arange(len(sizes)), sizes)
    values = np.asarray(pages.flatten(), np.int64)
    values = values[np.lexsort((values, groups))]
    weight = np.where(sizes <= RARE, 2, 1)
    columns: list[list[Rows]] = [[], [], [], [], []]
    for offset in range(1, min(NEIGHBOURS, len(values) - 1) + 1):
        same = np.flatnonzero(groups[offset:] == groups[:-offset])
        if not len(same):
            break
        of = groups[same]
        chained = np.full(len(same), int(offset == 1))
        for column, part in zip(columns, (of, values[same], values[same + offset], weight[of], chained), strict=True):
            column.append(part)
    of, *fields = (np.concatenate(column) if column else np.empty(0, np.int64) for column in columns)
    order = np.argsort(of, kind="stable")
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.bincount(of, minlength=len(sizes)))])
    struct = pa.StructArray.from_arrays(
        [pa.array(field[order], pa.int64()) for field in fields], ["a", "b", "weight", "chained"]
    )
    return pa.LargeListArray.from_arrays(pa.array(starts, pa.int64()), struct)


def add_up_pairs(folders: Sequence[Path], low: int, high: int) -> Rows:
    """Pairs over all bands whose first page lies in `[low, high)`: `(a, b, weight, chained)`, sorted by pages; of those
    of one page the ones that `fingerprint.keep_partners` keeps."""
    import daft

    col = daft.col
    files = [str(file) for folder in folders for file in sorted(folder.glob("*.parquet"))]
    if not files:
        return np.empty((0, 4), np.int64)
    frame = daft.read_parquet(files).where((col("a") >= daft.lit(low)) & (col("a") < daft.lit(high)))
    summed = frame.groupby("a", "b").agg(col("weight").sum(), col("chained").max())
    rows = _sorted(_rows(summed.where(col("weight") >= daft.lit(2)), ("a", "b", "weight", "chained")))
    return rows[keep_partners(rows[:, 0], rows[:, 2], rows[:, 3] > 0)]


def _rows(frame: daft.DataFrame, names: Sequence[str]) -> Rows:
    table = frame.select(*names).to_arrow()
    columns = [np.asarray(table.column(name).combine_chunks(), np.int64) for name in names]
    return np.stack(columns, axis=1) if columns else np.empty((0, len(names)), np.int64)


def _sorted(rows: Rows) -> Rows:
    return rows[np.lexsort((rows[:, 1], rows[:, 0]))]

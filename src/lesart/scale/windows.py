"""Pages with the same id told apart over all parcels, and pages put into windows of bounded size to be related."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from lesart.scale.jobs import UNDATED, Job
from lesart.scale.sources import Parcel

WINDOW_PAGES = 2_000
"""Pages of a window at most. Bounds a worker's memory (`docs/corpus.md`); a pile no larger is related as a whole."""


def number_copies(parcels: Sequence[Parcel], job: Job) -> dict[int, dict[int, str]]:
    """By parcel and item, the new id of each page whose id an earlier page has: `-2`, `-3` behind it.

    Keeps 8 bytes a page.
    """
    arrays = [np.frombuffer(job.work("ids", parcel.name).read_bytes(), "<u8") for parcel in parcels]
    every = np.concatenate(arrays)
    values, counts = np.unique(every, return_counts=True)
    repeated = values[(counts > 1) & (values != 0)]
    seen: dict[int, int] = {}
    copies: dict[int, dict[int, str]] = {}
    for parcel, ids in zip(parcels, arrays, strict=True):
        for item in np.flatnonzero(np.isin(ids, repeated)).tolist():
            value = int(ids[item])
            seen[value] = seen.get(value, 0) + 1
            if seen[value] > 1:
                copies.setdefault(parcel.number, {})[item] = f"{value:016x}-{seen[value]}"
    return copies


class Window(msgspec.Struct, frozen=True):
    """Pages related together. `first`: the first of their days (None: undated); `members`: the pages by number, in the
    order of the input."""

    number: int
    first: int | None
    members: tuple[int, ...]

    @property
    def name(self) -> str:
        """The name of its files."""
        return window_name(self.number)


def window_name(number: int) -> str:
    """The name of a window."""
    return f"window-{number:06d}"


def cut_windows(parcels: Sequence[Parcel], job: Job, most: int = WINDOW_PAGES) -> list[Window]:
    """Windows of neighbouring days with `most` pages at most.

    A window ends between two days, or inside a day that has more pages than `most`; undated pages come last.
    """
    tables = []
    for parcel in parcels:
        found = np.frombuffer(job.work("days", parcel.name).read_bytes(), "<i4").reshape(-1, 2)
        tables.append(np.column_stack([found[:, 1], parcel.number * job.parcel + found[:, 0].astype(np.int64)]))
    every = np.concatenate(tables)
    days = np.where(every[:, 0] == UNDATED, np.iinfo(np.int32).max, every[:, 0])
    every = every[np.lexsort((every[:, 1], days))]
    sizes = np.unique(np.sort(days), return_counts=True)[1].tolist()
    windows = []
    start = end = 0
    for size in sizes:
        if end > start and end - start + size > most:
            windows.append((start, end))
            start = end
        end += size
        while end - start > most:
            windows.append((start, start + most))
            start += most
    if end > start:
        windows.append((start, end))
    return [_window(number, every[a:b]) for number, (a, b) in enumerate(windows)]


def _window(number: int, rows: np.ndarray) -> Window:
    first = int(rows[0, 0])
    return Window(number, None if first == UNDATED else first, tuple(np.sort(rows[:, 1]).tolist()))

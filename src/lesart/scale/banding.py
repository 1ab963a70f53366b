"""Tasks that join a band of keys each (`joins.py`): doubtful lines, furniture, pairs of pages; and what is made of the
pairs of all bands: batches to be aligned. What they find is put together by `sharing.py`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from lesart.scale import joins
from lesart.scale.files import write_rows
from lesart.scale.jobs import Job, Kind, Marker, Task
from lesart.scale.rows import Row
from lesart.scale.wordings import Numbers, Wordings, batch_name, place_of_line, place_of_print, write_array

PAIRS = 20_000
"""Pairs of pages aligned by one task: some ten seconds of a core."""

PAGES_ADDED_UP = 1_000_000
"""Pages whose pairs are added up over the bands at a time: with ten pairs a page some 320 MB."""

HOT_ROWS = 10_000
"""Rows of the table `hot_keys` at most, the keys that most pages have; all are counted."""


def band_tasks(kind: Kind, rows: int) -> list[Task]:
    """A task for each band of a table of so many rows."""
    bands = joins.count_bands(rows)
    return [Task(kind, f"band-{number:05d}", band=(number, bands)) for number in range(bands)]


def find_doubtful(task: Task, job: Job) -> Marker:
    """Lines of the band that recur on pages of one outlet: `(line, pages, first page)`."""
    found = joins.count_lines(joins.read_band(_tables("lines", job), "line", task.band))
    return _keep(found, task, job)


def find_furniture(task: Task, job: Job) -> Marker:
    """Those of them that stand in different articles: `(line, articles)`."""
    found = joins.count_articles(joins.read_band(_tables("longest", job), "line", task.band))
    return _keep(found, task, job)


def pair_pages(task: Task, job: Job) -> Marker:
    """Pairs of pages that share fingerprints of the band, as Parquet; kept beside: runs that too many pages have."""
    frame = joins.read_band(_tables("prints", job), "print", task.band)
    return _keep(joins.pair_band(frame, job.work("bands", task.name)), task, job)


def cut_batches(task: Task, job: Job) -> Marker:
    """Batches of some PAIRS pairs, all pairs of a first page in one; kept beside: `(first page, pairs)` of each."""
    low = task.band[0] * PAGES_ADDED_UP
    found = joins.add_up_pairs(sorted(job.work("bands", "").glob("band-*")), low, low + PAGES_ADDED_UP)[:, :2]
    starts = np.flatnonzero(np.diff(found[:, 0], prepend=-1))
    rows: list[tuple[int, int]] = []
    at = 0
    while at < len(found):
        after = starts[starts >= at + PAIRS]
        end = int(after[0]) if len(after) else len(found)
        first = int(found[at, 0])
        write_array(job.work("aligning", f"{batch_name(first)}.npy"), found[at:end])
        rows.append((first, end - at))
        at = end
    return _keep(np.array(rows, np.int64).reshape(-1, 2), task, job)


def show_hot_keys(task: Task, job: Job) -> Marker:
    """The table of what was left out of comparison, the keys of most pages first."""
    lines = np.load(job.work("joined", "furniture-counts.npy"))
    runs = load_bands("pairs", 3, job)
    known = Wordings(job)
    rows: list[Row] = []
    kinds = [*((-row[1], row[0], row[2], "line") for row in lines.tolist())]
    kinds += [(-row[1], row[0], row[2], "run of words") for row in runs.tolist()]
    for count, key, first, kind in sorted(kinds)[:HOT_ROWS]:
        article, wording = known.read(first)
        place = place_of_line(article, key) if kind == "line" else place_of_print(wording, key)
        if place is not None:
            page, outlet = article.page.id, article.outlet
            rows.append((kind, outlet.name if outlet and kind == "line" else None, -count, page, *place))
    known.close()
    if rows:
        write_rows(Path(job.out, "hot_keys", "hot_keys.parquet"), "hot_keys", rows)
    return Marker(rows=len(kinds))


def load_bands(kind: Kind, width: int, job: Job) -> Numbers:
    """What the bands of `kind` kept, one behind the other."""
    parts: Sequence[Numbers] = [np.load(path) for path in sorted(job.work(kind, "").glob("*.npy"))]
    return np.concatenate([np.empty((0, width), np.int64), *parts])


def _tables(kind: str, job: Job) -> list[Path]:
    return sorted(job.work(kind, "").glob("*.parquet"))


def _keep(rows: Numbers, task: Task, job: Job) -> Marker:
    write_array(job.work(task.kind, f"{task.name}.npy"), rows)
    return Marker(rows=len(rows))

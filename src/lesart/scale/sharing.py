"""Wording shared across the corpus, step by step: furniture, pairs that share fingerprints, alignment, families.

The steps are tasks (`wordings.py`) and joins (`joins.py`) in turn. What a join finds is kept under `_work/joined`, so
that a run that was stopped goes on behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np

from lesart.relate.reuse import DENSE_PILE
from lesart.scale import joins
from lesart.scale.families import BUNDLE_PAGES, FAMILY_PAGES, Numbers, bundle_of, cut_bundles, find_families
from lesart.scale.files import write_records, write_rows
from lesart.scale.jobs import Task
from lesart.scale.rows import Row
from lesart.scale.runs import Run
from lesart.scale.sources import Parcel
from lesart.scale.wordings import (
    Wordings,
    batch_name,
    bundle_name,
    place_of_line,
    place_of_print,
    write_array,
)

PAIRS = 20_000
"""Pairs of pages aligned by one task: some ten seconds of a core."""

PAGES_ADDED_UP = 1_000_000
"""Pages whose pairs are added up over the bands at a time: with ten pairs a page some 320 MB."""

HOT_ROWS = 10_000
"""Rows of the table `hot_keys` at most, the keys that most pages have; all are counted."""


class Hot(msgspec.Struct, frozen=True):
    """What was left out of the comparison: lines that recur on an outlet's pages, runs of words that too many pages
    share; and families cut for their size."""

    lines: int = 0
    runs: int = 0
    cut_families: int = 0


class Bundles(msgspec.Struct):
    """Pages in families, by number, and the number of the bundle of each; how many bundles there are."""

    pages: Numbers
    places: Numbers
    count: int

    def of(self, members: Sequence[int]) -> tuple[int, ...]:
        """The bundles that some of `members` are in, ascending."""
        if not len(self.pages) or not members:
            return ()
        wanted = np.array(members, np.int64)
        at = np.minimum(self.pages.searchsorted(wanted), len(self.pages) - 1)
        return tuple(np.unique(self.places[at[self.pages[at] == wanted]]).tolist())


def share_wording(run: Run, parcels: Sequence[Parcel]) -> tuple[Bundles, Hot]:
    """Writes the tables of passages and of hot keys; says where the passages of each page are."""
    items = sum(parcel.items for parcel in parcels)
    lines = _leave_out_furniture(run, parcels, items)
    runs = _pair_pages(run, parcels, items)
    batches, pairs = _cut_batches(run, items)
    run.tasks("align", batches, pairs)
    edges = np.concatenate([_no_edges(), *(np.load(run.job.work("edges", task.name)) for task in batches)])
    bundles, cut = cut_bundles(*find_families(edges), FAMILY_PAGES, BUNDLE_PAGES)
    merging = []
    for number, families in enumerate(bundles):
        name = bundle_name(number)
        write_records(run.job.work("families", name), families)
        merging.append(Task("passages", name))
    run.tasks("passages", merging, sum(len(family) for bundle in bundles for family in bundle))
    _write_hot_keys(run, lines, runs)
    return Bundles(*bundle_of(bundles), len(bundles)), Hot(len(lines), len(runs), cut)


def _leave_out_furniture(run: Run, parcels: Sequence[Parcel], items: int) -> Numbers:
    """Lines that recur on pages of one outlet with different articles: `(line, pages, first page)`."""
    place = run.job.work("joined", "furniture.npy")
    if not place.exists():
        files = [run.job.work("lines", f"{parcel.name}.parquet") for parcel in parcels]
        doubtful = joins.count_lines(files, sum(marker.rows for marker in run.markers("annotate")))
        write_array(run.job.work("joined", "doubtful-counts.npy"), doubtful)
        write_array(run.job.work("joined", "doubtful.npy"), doubtful[:, 0])
    run.tasks("lines", [Task("lines", parcel.name, parcel=parcel) for parcel in parcels], items)
    if not place.exists():
        files = [run.job.work("longest", f"{parcel.name}.parquet") for parcel in parcels]
        found = joins.count_articles(files, sum(marker.rows for marker in run.markers("lines")))
        write_array(place, found[:, 0])
    doubtful = np.load(run.job.work("joined", "doubtful-counts.npy"))
    kept: Numbers = doubtful[np.isin(doubtful[:, 0], np.load(place))]
    return kept


def _pair_pages(run: Run, parcels: Sequence[Parcel], items: int) -> Numbers:
    """Pairs of pages by band, under `pairs`; gives the runs of words that too many pages have."""
    dense = sum(marker.pages for marker in run.markers("annotate")) <= DENSE_PILE
    run.tasks("prints", [Task("prints", parcel.name, parcel=parcel, dense=dense) for parcel in parcels], items)
    rows = sum(marker.rows for marker in run.markers("prints"))
    files = [run.job.work("prints", f"{parcel.name}.parquet") for parcel in parcels]
    hot = [np.empty((0, 3), np.int64)]
    for number, band in enumerate(joins.read_bands(files, "print", rows)):
        place = run.job.work("joined", f"hot-{number:05d}.npy")
        if not place.exists():
            write_array(place, joins.pair_band(band, _band(run, number)))
        hot.append(np.load(place))
    return np.concatenate(hot)


def _band(run: Run, number: int) -> Path:
    return run.job.work("pairs", f"band-{number:05d}")


def _cut_batches(run: Run, items: int) -> tuple[list[Task], int]:
    """Tasks that align some PAIRS pairs each, all pairs of a first page in one; and how many pairs there are."""
    place = run.job.work("joined", "firsts.npy")
    if not place.exists():
        folders = sorted(run.job.work("pairs", "").glob("band-*"))
        firsts: list[int] = []
        pairs = 0
        for low in range(0, items, PAGES_ADDED_UP):
            found = joins.add_up_pairs(folders, low, low + PAGES_ADDED_UP)[:, :2]
            starts = np.flatnonzero(np.diff(found[:, 0], prepend=-1))
            at = 0
            while at < len(found):
                after = starts[starts >= at + PAIRS]
                end = int(after[0]) if len(after) else len(found)
                write_array(run.job.work("batches", f"{batch_name(len(firsts))}.npy"), found[at:end])
                firsts.append(int(found[at, 0]))
                at = end
            pairs += len(found)
        write_array(run.job.work("joined", "pairs.npy"), np.array([pairs]))
        write_array(place, np.array(firsts, np.int64))
    names = [batch_name(number) for number in range(len(np.load(place)))]
    tasks = [Task("align", name, file=str(run.job.work("batches", f"{name}.npy"))) for name in names]
    return tasks, int(np.load(run.job.work("joined", "pairs.npy"))[0])


def _write_hot_keys(run: Run, lines: Numbers, runs: Numbers) -> None:
    """The table of what was left out of comparison, the keys of most pages first."""
    known = Wordings(run.job)
    rows: list[Row] = []
    kinds = [*((-row[1], row[0], row[2], "line") for row in lines.tolist())]
    kinds += [(-row[1], row[0], row[2], "run of words") for row in runs.tolist()]
    for count, key, first, kind in sorted(kinds)[:HOT_ROWS]:
        worded = known.read(first)
        place = place_of_line(worded, key) if kind == "line" else place_of_print(worded, key)
        if place is not None:
            page, outlet = worded.article.page.id, worded.article.outlet
            rows.append((kind, outlet.name if outlet and kind == "line" else None, -count, page, *place))
    known.close()
    if rows:
        write_rows(Path(run.job.out, "hot_keys", "hot_keys.parquet"), "hot_keys", rows)


def _no_edges() -> Numbers:
    return np.empty((0, 2), np.int64)

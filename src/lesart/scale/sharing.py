"""Wording shared across the corpus, step by step: furniture, pairs that share fingerprints, alignment, families.

The steps are tasks on parcels (`wordings.py`) and on bands of keys (`banding.py`) in turn. What the bands find is put
together here, and kept under `_work/joined`.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from lesart.relate.reuse import DENSE_PILE
from lesart.scale.banding import PAGES_ADDED_UP, band_tasks, load_bands
from lesart.scale.families import BUNDLE_PAGES, FAMILY_PAGES, Numbers, bundle_of, cut_bundles, find_families
from lesart.scale.files import write_records
from lesart.scale.jobs import Kind, Task
from lesart.scale.runs import Run
from lesart.scale.sources import Parcel
from lesart.scale.wordings import batch_name, bundle_name, write_array


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
    dense = sum(marker.pages for marker in run.markers("annotate")) <= DENSE_PILE
    run.tasks("prints", [Task("prints", parcel.name, parcel=parcel, dense=dense) for parcel in parcels], items)
    run.tasks("pairs", band_tasks("pairs", _rows(run, "prints")), 0)
    batches, pairs = _cut_batches(run, items, dense)
    run.tasks("align", batches, pairs)
    edges = np.concatenate([_no_edges(), *(np.load(run.job.work("edges", task.name)) for task in batches)])
    bundles, cut = cut_bundles(*find_families(edges), FAMILY_PAGES, BUNDLE_PAGES)
    merging = [Task("hot", "hot_keys")]
    for number, families in enumerate(bundles):
        name = bundle_name(number)
        write_records(run.job.work("families", name), families)
        merging.append(Task("passages", name))
    run.tasks("passages", merging, sum(len(family) for bundle in bundles for family in bundle))
    return Bundles(*bundle_of(bundles), len(bundles)), Hot(lines, _rows(run, "pairs"), cut)


def _leave_out_furniture(run: Run, parcels: Sequence[Parcel], items: int) -> int:
    """Finds the lines that recur on pages of one outlet with different articles; says how many there are."""
    run.tasks("doubtful", band_tasks("doubtful", _rows(run, "annotate")), 0)
    doubtful = load_bands("doubtful", 3, run.job)
    _keep(run, "doubtful.npy", doubtful[:, 0])
    run.tasks("lines", [Task("lines", parcel.name, parcel=parcel) for parcel in parcels], items)
    run.tasks("furniture", band_tasks("furniture", _rows(run, "lines")), 0)
    furniture = load_bands("furniture", 2, run.job)[:, 0]
    _keep(run, "furniture.npy", furniture)
    _keep(run, "furniture-counts.npy", doubtful[np.isin(doubtful[:, 0], furniture)])
    return len(furniture)


def _cut_batches(run: Run, items: int, dense: bool) -> tuple[list[Task], int]:
    """Tasks that align some PAIRS pairs each, all pairs of a first page in one; and how many pairs there are."""
    ranges = range(-(-items // PAGES_ADDED_UP))
    run.tasks("batches", [Task("batches", f"range-{number:05d}", band=(number, len(ranges))) for number in ranges], 0)
    batches = load_bands("batches", 2, run.job)
    _keep(run, "firsts.npy", batches[:, 0])
    names = [batch_name(first) for first in batches[:, 0].tolist()]
    files = [str(run.job.work("aligning", f"{name}.npy")) for name in names]
    tasks = [Task("align", name, file=file, dense=dense) for name, file in zip(names, files, strict=True)]
    return tasks, int(batches[:, 1].sum())


def _rows(run: Run, kind: Kind) -> int:
    """Rows that the finished tasks of `kind` wrote."""
    return sum(marker.rows for marker in run.markers(kind))


def _keep(run: Run, name: str, found: Numbers) -> None:
    """Keeps for the workers what the bands came to; it must be the same when a run goes on."""
    place = run.job.work("joined", name)
    if not place.exists():
        write_array(place, found)


def _no_edges() -> Numbers:
    return np.empty((0, 2), np.int64)

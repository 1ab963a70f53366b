"""Families: pages that shared wording ties together, directly or through others; put into bundles to be merged."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

FAMILY_PAGES = 2_000
"""Pages of a family at most. Merging looks at all pages of a family at once; a larger one is a chain of chance
agreements (a report copied once, its copy copied in part …) and is cut in the order of the input."""

BUNDLE_PAGES = 2_000
"""Pages from which a bundle of families is full: what a worker merges at a time."""

Numbers = NDArray[np.int64]


def find_families(edges: Numbers) -> tuple[Numbers, Numbers]:
    """Pages that `edges` (rows of two numbers) touch, sorted, and beside each the smallest page of its family.

    Labels are passed along edges and shortened until nothing changes; 24 bytes an edge and 16 a page.
    """
    pages, flat = np.unique(edges, return_inverse=True)
    ends = flat.reshape(-1, 2)
    labels = np.arange(len(pages))
    while len(ends):
        least = np.minimum(labels[ends[:, 0]], labels[ends[:, 1]])
        before = labels.copy()
        np.minimum.at(labels, labels[ends[:, 0]], least)
        np.minimum.at(labels, labels[ends[:, 1]], least)
        while True:
            shorter = labels[labels]
            if np.array_equal(shorter, labels):
                break
            labels = shorter
        if np.array_equal(before, labels):
            break
    return pages, pages[labels] if len(pages) else pages


def cut_bundles(pages: Numbers, labels: Numbers, most: int, full: int) -> tuple[list[list[list[int]]], int]:
    """Bundles of families, by the families' smallest pages, and how many families were cut for their size."""
    order = np.lexsort((pages, labels))
    starts = np.flatnonzero(np.diff(labels[order], prepend=-1))
    cut = 0
    bundles: list[list[list[int]]] = []
    room = 0
    for family in np.split(pages[order], starts[1:]) if len(pages) else ():
        cut += len(family) > most
        for start in range(0, len(family), most):
            piece = family[start : start + most].tolist()
            if room <= 0:
                bundles.append([])
                room = full
            bundles[-1].append(piece)
            room -= len(piece)
    return bundles, cut


def bundle_of(bundles: Sequence[Sequence[Sequence[int]]]) -> tuple[Numbers, Numbers]:
    """Pages in bundles, sorted, and beside each the number of its bundle."""
    pages = np.array([page for bundle in bundles for family in bundle for page in family], np.int64)
    places = np.array([n for n, bundle in enumerate(bundles) for family in bundle for _ in family], np.int64)
    order = np.argsort(pages)
    return pages[order], places[order]

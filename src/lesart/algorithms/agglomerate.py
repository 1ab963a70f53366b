"""Average-linkage clustering (UPGMA, Sokal and Michener 1958), and the sparse vectors it is used on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from math import sqrt

import numpy as np
from numpy.typing import NDArray

Vector = dict[int, float]
"""Weights by term; terms are 32-bit hashes, so that no table of words has to be kept (`event_terms.term_of`)."""

Likeness = NDArray[np.float64]


def unit(vector: Mapping[int, float]) -> Vector:
    """`vector` at length 1; an empty one stays empty."""
    length = sqrt(sum(weight * weight for weight in vector.values()))
    return {term: weight / length for term, weight in vector.items()} if length else {}


def dot(one: Mapping[int, float], other: Mapping[int, float]) -> float:
    """Inner product; the shorter vector is walked."""
    if len(one) > len(other):
        one, other = other, one
    return sum(weight * other[term] for term, weight in one.items() if term in other)


def add_to(total: Vector, vector: Mapping[int, float]) -> None:
    """Adds `vector` to `total` in place."""
    for term, weight in vector.items():
        total[term] = total.get(term, 0.0) + weight


def heaviest(vector: Mapping[int, float], most: int) -> list[int]:
    """The `most` heaviest terms of `vector`, the heaviest first; of equal ones the larger number first."""
    return [term for _, term in nlargest(most, zip(vector.values(), vector.keys(), strict=True))]


@dataclass(frozen=True, slots=True)
class Packed:
    """A vector in a tenth of the room of a dictionary, its weights in single precision."""

    terms: NDArray[np.uint32]
    weights: NDArray[np.float32]

    def unpack(self) -> Vector:
        """The vector again."""
        return dict(zip(self.terms.tolist(), self.weights.tolist(), strict=True))


def pack(vector: Mapping[int, float]) -> Packed:
    """`vector` packed; its terms must fit into 32 bits."""
    return Packed(
        np.fromiter(vector.keys(), np.uint32, len(vector)), np.fromiter(vector.values(), np.float32, len(vector))
    )


def products(vectors: Sequence[Packed]) -> Likeness:
    """Inner products of all pairs of `vectors` (the diagonal: of what each shares with others), dense, symmetric."""
    terms = np.concatenate([vector.terms for vector in vectors])
    rows = np.repeat(np.arange(len(vectors)), [len(vector.terms) for vector in vectors])
    _, columns, counts = np.unique(terms, return_inverse=True, return_counts=True)
    shared = counts > 1
    kept = shared[columns]
    matrix = np.zeros((len(vectors), max(1, int(shared.sum()))), np.float32)
    weights = np.concatenate([vector.weights for vector in vectors])
    matrix[rows[kept], (np.cumsum(shared) - 1)[columns[kept]]] = weights[kept]
    result: Likeness = (matrix @ matrix.T).astype(np.float64)
    return result


def average_linkage(likeness: Likeness, threshold: float, weights: Sequence[int] = ()) -> list[list[int]]:
    """Clusters (sorted indices, by their first) merged while the mean likeness of two is at least `threshold`.

    `likeness`: symmetric, one row an item; `weights`: how many things each item stands for, 1 where not given.
    Memory grows with the square of the items, time with the cube.
    The order of the items decides nothing but ties.
    """
    count = len(likeness)
    means = likeness.astype(float, copy=True)
    np.fill_diagonal(means, -np.inf)
    sizes = np.array(weights, dtype=float) if weights else np.ones(count)
    members: list[list[int]] = [[place] for place in range(count)]
    while count > 1:
        a, b = divmod(int(np.argmax(means)), len(means))
        if not means[a, b] >= threshold:
            break
        row = (means[a] * sizes[a] + means[b] * sizes[b]) / (sizes[a] + sizes[b])
        row[a] = -np.inf
        means[a], means[:, a] = row, row
        means[b], means[:, b] = -np.inf, -np.inf
        sizes[a] += sizes[b]
        members[a] = sorted(members[a] + members[b])
        members[b] = []
    return sorted(group for group in members if group)

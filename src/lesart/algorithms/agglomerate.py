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

COMMON_TERM = 16
"""Vectors that have a term from which on it is a column of a matrix. 283 pages share 11,000 terms, 391 of them so many
pages; as a matrix of all of them the products took 200 to 330 ms instead of 40 (a busy machine)."""


def unit(vector: Mapping[int, float]) -> Vector:
    """`vector` at length 1; an empty one stays empty."""
    length = sqrt(sum(weight * weight for weight in vector.values()))
    return {term: weight / length for term, weight in vector.items()} if length else {}


def dot(one: Mapping[int, float], other: Mapping[int, float]) -> float:
    """Inner product; the shorter vector is walked."""
    if len(one) > len(other):
        one, other = other, one
    return sum([weight * other[term] for term, weight in one.items() if term in other])


def add_to(total: Vector, vector: Mapping[int, float]) -> None:
    """Adds `vector` to `total` in place."""
    for term, weight in vector.items():
        total[term] = total.get(term, 0.0) + weight


def heaviest(vector: Mapping[int, float], most: int) -> list[int]:
    """The `most` heaviest terms of `vector`, the heaviest first; of equal ones the larger number first."""
    return [term for _, term in nlargest(most, zip(vector.values(), vector.keys(), strict=True))]


@dataclass(frozen=True, slots=True)
class Packed:
    """A vector in a tenth of the room of a dictionary: `terms` in order, their `weights` beside them, in single
    precision for one item and in double precision for a sum of several."""

    terms: NDArray[np.uint32]
    weights: NDArray[np.float32] | NDArray[np.float64]


def pack(vector: Mapping[int, float]) -> Packed:
    """`vector` packed; its terms must fit into 32 bits."""
    terms = np.fromiter(vector.keys(), np.uint32, len(vector))
    weights = np.fromiter(vector.values(), np.float32, len(vector))
    order = terms.argsort()
    return Packed(terms[order], weights[order])


def plus(one: Packed, other: Packed) -> Packed:
    """The sum of two packed vectors."""
    terms = np.concatenate((one.terms, other.terms))
    weights = np.concatenate((one.weights, other.weights)).astype(np.float64)
    if not len(terms):
        return Packed(terms, weights)
    order = terms.argsort(kind="stable")
    terms, weights = terms[order], weights[order]
    fresh = np.ones(len(terms), np.bool_)
    np.not_equal(terms[1:], terms[:-1], out=fresh[1:])
    starts = fresh.nonzero()[0]
    return Packed(terms[starts], np.add.reduceat(weights, starts))


def inner(one: Packed, other: Packed) -> float:
    """Inner product of packed vectors; the terms of the shorter are looked up in the longer."""
    if len(one.terms) > len(other.terms):
        one, other = other, one
    if not len(one.terms):
        return 0.0
    at = other.terms.searchsorted(one.terms)
    hits = (other.terms.take(at, mode="clip") == one.terms).nonzero()[0]
    return float(one.weights[hits].astype(np.float64) @ other.weights[at[hits]].astype(np.float64))


def heaviest_places(vector: Packed, most: int) -> NDArray[np.intp]:
    """The places of the `most` heaviest terms of `vector`, the heaviest first; of equal ones the larger number
    first."""
    return vector.weights.argsort(kind="stable")[: -most - 1 : -1].copy()


def products(vectors: Sequence[Packed]) -> Likeness:
    """Inner products of all pairs of `vectors` (the diagonal: of what each shares with others), dense, symmetric.

    Terms that many have are multiplied as columns of a matrix, those that few have pair by pair.
    """
    count = len(vectors)
    terms = np.concatenate([vector.terms for vector in vectors])
    if not len(terms):
        return np.zeros((count, count))
    order = terms.argsort(kind="stable")
    rows = np.repeat(np.arange(count), [len(vector.terms) for vector in vectors])[order]
    weights = np.concatenate([vector.weights for vector in vectors]).astype(np.float64)[order]
    ordered = terms[order]
    starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    holders = np.diff(starts, append=len(ordered))
    common = holders >= COMMON_TERM
    inside = np.repeat(common, holders)
    matrix = np.zeros((count, int(common.sum())))
    matrix[rows[inside], np.repeat(np.arange(matrix.shape[1]), holders[common])] = weights[inside]
    places, shared = [np.empty(0, np.intp)], [np.empty(0)]
    for few in sorted(set(holders[~common].tolist()) - {1}):
        at = starts[holders == few][:, None] + np.arange(few)
        one, other = np.triu_indices(few)
        places.append((rows[at][:, one] * count + rows[at][:, other]).ravel())
        shared.append((weights[at][:, one] * weights[at][:, other]).ravel())
    half = np.bincount(np.concatenate(places), np.concatenate(shared), count * count).reshape(count, count)
    result: Likeness = matrix @ matrix.T + half + np.triu(half, 1).T
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

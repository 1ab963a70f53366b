"""Average-linkage clustering of sparse vectors, without comparing all pairs.

The mean cosine between two clusters of unit vectors is the product of their sums over their sizes (UPGMA, Sokal and
Michener 1958), so a merge costs one addition of vectors; only clusters that share a heavy term are ever compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from heapq import heapify, heappop, heappush, nlargest
from math import sqrt

Vector = dict[str, float]

Discount = Callable[[Sequence[int], Sequence[int]], float]
"""Factor (0 to 1) on the likeness of two clusters, given as indices of their members."""


def unit(vector: Vector) -> Vector:
    """`vector` at length 1; an empty one stays empty."""
    length = sqrt(sum(weight * weight for weight in vector.values()))
    return {term: weight / length for term, weight in vector.items()} if length else {}


def dot(one: Vector, other: Vector) -> float:
    """Inner product; the shorter vector is walked."""
    if len(one) > len(other):
        one, other = other, one
    return sum(weight * other[term] for term, weight in one.items() if term in other)


def candidate_pairs(vectors: Sequence[Vector], terms: int, most: int) -> set[tuple[int, int]]:
    """Pairs (lower index first) that share one of their `terms` heaviest terms; terms of over `most` vectors aside."""
    postings: dict[str, list[int]] = defaultdict(list)
    for place, vector in enumerate(vectors):
        for term in nlargest(terms, vector, key=lambda each: (vector[each], each)):
            postings[term].append(place)
    pairs: set[tuple[int, int]] = set()
    for places in postings.values():
        if 1 < len(places) <= most:
            pairs.update((a, b) for n, a in enumerate(places) for b in places[n + 1 :])
    return pairs


def agglomerate(
    vectors: Sequence[Vector],
    pairs: set[tuple[int, int]],
    threshold: float,
    discount: Discount,
    together: Sequence[tuple[int, int]] = (),
) -> list[list[int]]:
    """Clusters of unit `vectors` (indices, sorted), merged while the likeness of two is at least `threshold`.

    `pairs`: the pairs that may be compared; `together`: pairs that belong in one cluster whatever their likeness.
    The order of the input decides nothing but ties.
    """
    members: dict[int, list[int]] = {place: [place] for place in range(len(vectors))}
    sums: dict[int, Vector] = {place: dict(vector) for place, vector in enumerate(vectors)}
    near: dict[int, set[int]] = defaultdict(set)
    for a, b in pairs:
        near[a].add(b)
        near[b].add(a)
    owner = list(range(len(vectors)))
    fresh = len(vectors)

    def merge(a: int, b: int) -> int:
        nonlocal fresh
        large, small = (a, b) if len(sums[a]) >= len(sums[b]) else (b, a)
        total = sums.pop(large)
        for term, weight in sums.pop(small).items():
            total[term] = total.get(term, 0.0) + weight
        sums[fresh] = total
        members[fresh] = sorted(members.pop(a) + members.pop(b))
        for place in members[fresh]:
            owner[place] = fresh
        near[fresh] = (near.pop(a, set()) | near.pop(b, set())) - {a, b}
        for other in near[fresh]:
            near[other] -= {a, b}
            near[other].add(fresh)
        fresh += 1
        return fresh - 1

    def likeness(a: int, b: int) -> float:
        mean = dot(sums[a], sums[b]) / (len(members[a]) * len(members[b]))
        return mean * discount(members[a], members[b]) if mean >= threshold else mean

    for a, b in together:
        if owner[a] != owner[b]:
            merge(owner[a], owner[b])
    heap = [(-likeness(a, b), a, b) for a in sorted(members) for b in sorted(near[a]) if a < b]
    heapify(heap)
    while heap:
        score, a, b = heappop(heap)
        if -score < threshold:
            break
        if a in members and b in members:
            new = merge(a, b)
            for other in sorted(near[new]):
                heappush(heap, (-likeness(other, new), other, new))
    return sorted(members.values())

"""Groups found apart, in one window of a stream after the other, united where they are one.

A window's groups come with the sum of their vectors, how many items they have and how often each mark; that is all that
average linkage needs, so that no item is looked at again. They are held against the groups carried from the windows
before, found by an inverted index over heavy terms; the two most alike unite first, and what they have become is held
against the others anew. Groups that no later one can belong to are closed and forgotten.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush, nlargest
from typing import Generic, TypeVar

from lesart.algorithms.agglomerate import Vector, add_to, dot, heaviest
from lesart.algorithms.factors import MOST_MARKS
from lesart.algorithms.gather import LONGEST_LIST, LOOKED_AT, MOST_READ, Bounds

Mark = TypeVar("Mark", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Part(Generic[Mark]):
    """A group of one window. `size`: its items; `total`: the sum of their vectors; `marks`: how many bear each;
    `last`: when its last item is from, in the caller's counting (None: unknown)."""

    size: int
    total: Mapping[int, float]
    marks: Mapping[Mark, int]
    last: int | None = None


@dataclass(slots=True)
class _Carried(Generic[Mark]):
    parts: list[int]
    size: int
    total: Vector
    marks: Counter[Mark]
    last: int | None
    heavy: list[int]
    """The heaviest terms of `total`."""
    common: list[tuple[Mark, int]]
    """The commonest marks with how many items bear each."""
    indexed: set[int]
    fresh: int
    """Changes with every union: what was computed before it no longer holds."""


class Uniter(Generic[Mark]):
    """Groups over windows. Parts are numbered in the order they come in. Closed are groups that ended before what
    `add_window` is told, and of more than `bounds.most_open` open ones those untouched for longest. `largest`: the
    largest factor on likeness that `compare` gives; it is not asked where even that leaves two groups apart."""

    def __init__(self, bounds: Bounds, compare: Callable[[Mark, Mark], float], largest: float) -> None:
        self._bounds = bounds
        self._compare = compare
        self._unlike = bounds.threshold / largest
        self._count = 0
        self._open: OrderedDict[int, _Carried[Mark]] = OrderedDict()
        self._lists: dict[int, list[int]] = {}
        self._above: dict[int, int] = {}
        self._united: dict[int, list[int]] = {}

    def add_window(
        self, parts: Sequence[Part[Mark]], bonds: Iterable[tuple[int, int]] = (), closing: int | None = None
    ) -> None:
        """Takes in the groups of the next window. `bonds`: numbers of parts that belong together whatever their
        likeness; `closing`: groups whose last item is from before it are closed first."""
        self._close(closing)
        carried = set(self._open)
        fresh = [self._take(part) for part in parts]
        for one, other in bonds:
            self._bind(one, other)
        ties: list[tuple[float, int, int, int, int]] = []
        for key in fresh:
            if key in self._open:
                self._tie(key, self._near(key, carried), ties)
        heapify(ties)
        while ties:
            _, one, other, before, after = heappop(ties)
            if self._holds(one, before) and self._holds(other, after):
                key = self._unite(one, other)
                self._tie(key, self._near(key, None), ties, push=True)
        while len(self._open) > self._bounds.most_open:
            self._drop(next(iter(self._open)))

    def unions(self) -> list[list[int]]:
        """The groups of more than one part, as sorted numbers of parts."""
        return sorted(sorted(parts) for parts in self._united.values())

    @property
    def open_groups(self) -> int:
        """How many groups further parts can join."""
        return len(self._open)

    def _take(self, part: Part[Mark]) -> int:
        key = self._count
        self._count += 1
        self._open[key] = _Carried([key], part.size, dict(part.total), Counter(part.marks), part.last, [], [], set(), 0)
        self._index(key)
        return key

    def _holds(self, key: int, fresh: int) -> bool:
        return key in self._open and self._open[key].fresh == fresh

    def _bind(self, one: int, other: int) -> None:
        first, second = self._root(one), self._root(other)
        if first != second and first in self._open and second in self._open:
            self._unite(first, second)

    def _root(self, number: int) -> int:
        while number in self._above:
            number = self._above[number]
        return number

    def _unite(self, one: int, other: int) -> int:
        """Takes the later of two groups into the earlier; gives the earlier."""
        key, gone = min(one, other), max(one, other)
        into, taken = self._open[key], self._open.pop(gone)
        into.parts += taken.parts
        into.size += taken.size
        add_to(into.total, taken.total)
        into.marks.update(taken.marks)
        known = [last for last in (into.last, taken.last) if last is not None]
        into.last = max(known, default=None)
        into.fresh += 1
        self._above[gone] = key
        self._united.pop(gone, None)
        self._united[key] = into.parts
        self._open.move_to_end(key)
        self._index(key)
        return key

    def _tie(
        self, key: int, near: Iterable[int], ties: list[tuple[float, int, int, int, int]], push: bool = False
    ) -> None:
        """Adds the ties of the group `key` to those of `near` that it is one with."""
        group = self._open[key]
        for other in near:
            likeness = self._likeness(group, self._open[other])
            if likeness is not None:
                one, two = min(key, other), max(key, other)
                tie = (-likeness, one, two, self._open[one].fresh, self._open[two].fresh)
                if push:
                    heappush(ties, tie)
                else:
                    ties.append(tie)

    def _likeness(self, one: _Carried[Mark], other: _Carried[Mark]) -> float | None:
        """The likeness of two groups; None where they are not one."""
        mean = dot(one.total, other.total) / (one.size * other.size)
        if mean <= 0 or mean < self._unlike:
            return None
        likeness = mean * self._factor(one.common, other.common)
        return likeness if likeness >= self._bounds.threshold else None

    def _factor(self, one: Sequence[tuple[Mark, int]], other: Sequence[tuple[Mark, int]]) -> float:
        """Mean factor over the pairs of marks, the commonest of each side."""
        total = weight = 0.0
        for a, many in one:
            for b, much in other:
                total += many * much * self._compare(a, b)
                weight += many * much
        return total / weight if weight else 1.0

    def _near(self, key: int, among: set[int] | None) -> list[int]:
        """The open groups (of `among`, if given) that share the most weight of the heavy terms of group `key`."""
        group = self._open[key]
        known = self._open if among is None else among
        scores: dict[int, float] = {}
        left = MOST_READ
        for length, term in sorted((len(self._lists[term]), term) for term in group.heavy if term in self._lists):
            weight = group.total[term]
            for other in self._lists[term][-left:]:
                if other in known and other in self._open and other != key:
                    scores[other] = scores.get(other, 0.0) + weight
            left -= length
            if left <= 0:
                break
        return nlargest(LOOKED_AT, scores, key=lambda other: (scores[other], -other))

    def _index(self, key: int) -> None:
        """Looks at what a group has become: its heaviest terms, by which it is found, and its commonest marks."""
        group = self._open[key]
        group.heavy = heaviest(group.total, self._bounds.heavy)
        group.common = group.marks.most_common(MOST_MARKS)
        for term in group.heavy:
            if term not in group.indexed:
                group.indexed.add(term)
                listed = self._lists.setdefault(term, [])
                listed.append(key)
                if len(listed) > 2 * LONGEST_LIST:
                    self._lists[term] = [each for each in listed if each in self._open][-LONGEST_LIST:]

    def _close(self, closing: int | None) -> None:
        if closing is None:
            return
        for key in [key for key, group in self._open.items() if group.last is not None and group.last < closing]:
            self._drop(key)

    def _drop(self, key: int) -> None:
        for term in self._open.pop(key).indexed:
            left = [each for each in self._lists.get(term, ()) if each in self._open]
            if left:
                self._lists[term] = left
            else:
                self._lists.pop(term, None)

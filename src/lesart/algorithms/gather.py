"""Groups of alike items found while the items stream by.

Each item joins the group it is most like on average, or starts one; groups that have come to be alike merge. An
inverted index over heavy terms names the groups worth a look; its lists and the number of open groups are bounded,
so that an item costs the same whatever came before. From time to time `settle` regroups each neighbourhood as if its
items had come all at once (`agglomerate.average_linkage`), which undoes what the order of arrival did.
Streaming with bounded look-ups follows TDT's single-pass clustering (Allan, Papka, Lavrenko 1998).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from heapq import nlargest
from math import inf
from typing import Generic, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from lesart.algorithms.agglomerate import (
    Likeness,
    Packed,
    Vector,
    average_linkage,
    heaviest_places,
    inner,
    pack,
    plus,
    products,
)
from lesart.algorithms.cluster import Union
from lesart.algorithms.factors import Factors, Marks

Mark = TypeVar("Mark", bound=Hashable)

How = Literal["started", "joined", "merged"]
Tie = tuple[float, int, int]
"""Likeness, and the numbers of an item of either group."""

LONGEST_LIST = 150
"""Groups a term leads to at most, the youngest (twice as many between two clearings). One of more says little."""
MOST_READ = 500
"""Entries of the lists of an item's heavy terms that are read at most, the shortest lists first and the youngest groups
of each: with LOOKED_AT it bounds the work per item, however full the lists are."""
LOOKED_AT = 8
"""Groups compared exactly per item, those that share the most weight of its heavy terms."""
SWEEPS = 4
"""The index is swept when as many groups have gone as this part of those that may be open."""
LINKED = 0.6
"""Share of the threshold from which an item ties its group's neighbourhood to another group."""
NEARLY = 0.9
"""Share of the threshold from which two groups are looked at together again."""
NEIGHBOURHOOD = 300
"""Items regrouped together at most: their matrix takes under 1 MB and some 50 ms."""
SLIGHT = 0.03
"""Likeness below which marks are not compared: it decides nothing."""
BONDED = 1e6
"""Likeness of items that belong together whatever their words: beyond any mean of others."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a Gatherer may use. `threshold`: mean likeness from which items and groups are one; `heavy`: terms of an
    item that are indexed and looked up; `most_open`: groups kept open, those untouched for longest are closed."""

    threshold: float
    heavy: int = 20
    most_open: int = 50_000


@dataclass(slots=True)
class _Group:
    """Items that are one, the sum of their vectors, how often each mark occurs, the terms that lead to the group, and
    the places of the heaviest terms of the sum (None: not looked for). Most groups are one item: its vector is their
    sum, and nothing is stored twice."""

    members: list[int]
    total: Packed
    marks: Marks
    indexed: NDArray[np.uint32]
    heavy: NDArray[np.intp] | None


class Gatherer(Generic[Mark]):
    """Groups over a stream of items: a vector and a mark each; `compare` gives the factor on the likeness of two
    items with those marks (1: none), whichever comes first, and `largest` is the largest it gives: it is not asked
    where even that decides nothing. Items are numbered in order of arrival."""

    def __init__(self, bounds: Bounds, compare: Callable[[Mark, Mark], float], largest: float = inf) -> None:
        self._bounds = bounds
        self._linked = LINKED * bounds.threshold
        self._factors = Factors(compare, largest)
        self._largest = largest
        self._count = 0
        self._vectors: dict[int, Packed] = {}
        self._heavy: dict[int, NDArray[np.intp]] = {}
        """By item, the places of the heaviest terms of its vector."""
        self._marks: dict[int, int] = {}
        self._owner: dict[int, int] = {}
        self._groups: OrderedDict[int, _Group] = OrderedDict()
        self._lists: dict[int, int | list[int]] = {}
        """By term, the groups that it leads to; of most terms one, whose number then stands for the list."""
        self._fresh = 0
        self._ties: list[Tie] = []
        self._fresh_items: list[int] = []
        self._bonds: list[tuple[int, int]] = []
        self._closed: list[list[int]] = []
        self._stale = 0

    def add(self, vector: Vector, mark: Mark, bound_to: int | None = None) -> How:
        """Takes the next item in. `bound_to`: number of an earlier item that it belongs with whatever their likeness
        (without effect once that item's group is closed)."""
        number = self._count
        self._count += 1
        packed = self._vectors[number] = pack(vector)
        self._heavy[number] = heaviest_places(packed, self._bounds.heavy)
        self._marks[number] = self._factors.number_of(mark)
        near = self._near_item(number)
        key = self._owner.get(bound_to) if bound_to is not None else None
        if key is not None and bound_to is not None:
            self._bonds.append((bound_to, number))
        elif near and near[0][0] >= self._bounds.threshold:
            key = near[0][1]
        how: How = "started" if key is None else "joined"
        key = self._start(number, packed) if key is None else self._join(key, number, packed)
        self._fresh_items.append(number)
        for likeness, other in near:
            if likeness >= self._linked and other != key:
                self._ties.append((likeness, number, self._groups[other].members[0]))
        if how == "joined" and self._merge_into(key, [other for _, other in near if other != key]):
            how = "merged"
        self._close_oldest()
        return how

    def settle(self) -> None:
        """Regroups the neighbourhoods of the items that came since the last time.

        Twice, since a group found in the stream may hide which items of it are near to others; then groups of
        different neighbourhoods that are one are united.
        """
        fresh = [number for number in self._fresh_items if number in self._owner]
        done: set[tuple[int, ...]] = set()
        self._regroup_all(self._ties, fresh, done)
        self._regroup_all([tie for number in fresh for tie in self._ties_of(number)], fresh, done)
        for keys in self._neighbourhoods(self._group_ties({self._owner[number] for number in fresh}), ()):
            self._unite(keys)
        self._ties.clear()
        self._fresh_items.clear()
        self._bonds = [(a, b) for a, b in self._bonds if a in self._owner and b in self._owner]

    def _regroup_all(self, ties: Iterable[Tie], fresh: Iterable[int], done: set[tuple[int, ...]]) -> None:
        """`done`: neighbourhoods regrouped since anything came, as sorted item numbers; again gives the same groups."""
        touched = dict.fromkeys(self._owner[number] for number in fresh)
        for keys in self._neighbourhoods(ties, touched):
            numbers = tuple(sorted(number for key in keys for number in self._groups[key].members))
            if numbers not in done:
                done.add(numbers)
                self._regroup(keys, numbers)

    def _ties_of(self, number: int) -> list[Tie]:
        """Ties of an item to the other groups that it is like."""
        return [
            (likeness, number, self._groups[key].members[0])
            for likeness, key in self._near_item(number)
            if likeness >= self._linked and key != self._owner[number]
        ]

    @property
    def open_groups(self) -> int:
        """How many groups further items can join."""
        return len(self._groups)

    def groups(self) -> list[list[int]]:
        """All groups not taken away, as sorted item numbers, by their first."""
        return sorted([*self._closed, *(sorted(group.members) for group in self._groups.values())])

    def take_closed(self) -> list[list[int]]:
        """The groups closed since the last call; they are forgotten here."""
        closed, self._closed = self._closed, []
        return closed

    def nearest_to(self, members: Sequence[int]) -> tuple[list[int], float, float] | None:
        """The open group nearest to the open one that has exactly `members`: its members, their mean likeness and
        the mean before marks are compared. None where no other shares a heavy term, or the group is closed."""
        key = self._owner.get(members[0])
        if key is None:
            return None
        group = self._groups[key]
        means = [(mean, other) for mean, other in self._group_means(group) if other != key]
        best = self._best(means, group.marks)
        if best is None:
            return None
        likeness, other = best
        there = sorted(self._groups[other].members)
        return there, likeness, self.likeness_of(members[0], there[0])

    def nearest_groups(self, number: int) -> list[tuple[list[int], float]]:
        """The open groups nearest to that of item `number`, the nearest first: members and mean likeness."""
        own = self._owner[number]
        group = self._groups[own]
        near = self._nearest(self._group_means(group), group.marks, 0.0)
        return [(sorted(self._groups[key].members), likeness) for likeness, key in near if key != own]

    def likeness_of(self, number: int, other: int) -> float:
        """Mean likeness of the open groups of two items, marks left aside."""
        one, two = self._groups[self._owner[number]], self._groups[self._owner[other]]
        return inner(one.total, two.total) / (len(one.members) * len(two.members))

    def nearest_of(self, vector: Vector, mark: Mark) -> tuple[list[int], float] | None:
        """The open group that a further item would be most like, and how much. None where none shares a heavy term."""
        packed = pack(vector)
        means = self._means(packed, heaviest_places(packed, self._bounds.heavy), 1)
        best = self._best(means, {self._factors.number_of(mark): 1})
        return None if best is None else (sorted(self._groups[best[1]].members), best[0])

    def _start(self, number: int, vector: Packed) -> int:
        key = self._fresh
        self._fresh += 1
        heavy = self._heavy[number]
        self._groups[key] = _Group([number], vector, {self._marks[number]: 1}, np.empty(0, np.uint32), heavy)
        self._owner[number] = key
        self._list_all(key, vector.terms[heavy].tolist())
        return key

    def _join(self, key: int, number: int, vector: Packed) -> int:
        group = self._groups[key]
        group.members.append(number)
        group.total = plus(group.total, vector)
        group.heavy = None
        mark = self._marks[number]
        group.marks[mark] = group.marks.get(mark, 0) + 1
        self._owner[number] = key
        self._groups.move_to_end(key)
        self._list_all(key, vector.terms[self._heavy[number]].tolist())
        return key

    def _merge(self, key: int, other: int) -> None:
        """Takes group `other` into `key`."""
        into, gone = self._groups[key], self._groups.pop(other)
        into.members.extend(gone.members)
        into.total = plus(into.total, gone.total)
        into.heavy = None
        for mark, count in gone.marks.items():
            into.marks[mark] = into.marks.get(mark, 0) + count
        for number in gone.members:
            self._owner[number] = key
        self._list_all(key, gone.indexed.tolist())

    def _merge_into(self, key: int, others: Iterable[int]) -> bool:
        left = [other for other in others if other in self._groups]
        merged = False
        while left:
            likeness, best = max((self._linkage(key, other), -other) for other in left)
            if likeness < self._bounds.threshold:
                break
            self._merge(key, -best)
            left.remove(-best)
            merged = True
        return merged

    def _linkage(self, key: int, other: int) -> float:
        """Mean likeness of two groups; 0 where it cannot reach the threshold."""
        one, two = self._groups[key], self._groups[other]
        mean = inner(one.total, two.total) / (len(one.members) * len(two.members))
        if mean <= 0.0 or mean * self._largest < self._bounds.threshold:
            return 0.0
        return mean * self._factors.mean(one.marks, two.marks, self._bounds.threshold / mean)

    def _near_item(self, number: int) -> list[tuple[float, int]]:
        """As `_nearest`, for an item by itself, with all that ties it."""
        means = self._means(self._vectors[number], self._heavy[number], 1)
        return self._nearest(means, {self._marks[number]: 1}, self._linked)

    def _group_means(self, group: _Group) -> list[tuple[float, int]]:
        if group.heavy is None:
            group.heavy = heaviest_places(group.total, self._bounds.heavy)
        return self._means(group.total, group.heavy, len(group.members))

    def _nearest(self, means: Iterable[tuple[float, int]], marks: Marks, least: float) -> list[tuple[float, int]]:
        """`(mean likeness, group)` of groups with those `means` before `marks` are compared, the nearest first. 0
        stands for a likeness that cannot reach `least`."""
        largest, factor, groups = self._largest, self._factors.mean, self._groups
        found = [
            (mean * factor(marks, groups[key].marks, least / mean) if mean * largest >= least else 0.0, key)
            for mean, key in means
        ]
        found.sort(reverse=True)
        return found

    def _best(self, means: Iterable[tuple[float, int]], marks: Marks) -> tuple[float, int] | None:
        """The first of what `_nearest` gives."""
        best: tuple[float, int] | None = None
        for mean, key in sorted(means, reverse=True):
            if best is not None and mean * self._largest < best[0]:
                break
            least = 0.0 if best is None else best[0] / mean
            each = (mean * self._factors.mean(marks, self._groups[key].marks, least), key)
            best = each if best is None else max(best, each)
        return best

    def _means(self, vector: Packed, heavy: NDArray[np.intp], size: int) -> list[tuple[float, int]]:
        """`(mean likeness before marks are compared, group)` of the groups that share the most weight of the terms at
        the places `heavy` of the sum `vector` of `size` items."""
        scores: dict[int, float] = {}
        left = MOST_READ
        terms, weights = vector.terms[heavy].tolist(), vector.weights[heavy].tolist()
        leads = [(self._holders(term), term, weight) for term, weight in zip(terms, weights, strict=True)]
        leads.sort(key=lambda lead: (len(lead[0]), lead[1]))
        for holders, _, weight in leads:
            for key in holders[-left:]:
                scores[key] = scores.get(key, 0.0) + weight
            left -= len(holders)
            if left <= 0:
                break
        groups = self._groups
        found = []
        for key in nlargest(LOOKED_AT, [key for key in scores if key in groups], key=scores.__getitem__):
            group = groups[key]
            mean = inner(vector, group.total) / (size * len(group.members))
            if mean > 0:
                found.append((mean, key))
        return found

    def _list_all(self, key: int, terms: Sequence[int]) -> None:
        """Lets `terms` lead to group `key`, as far as they do not yet."""
        group = self._groups[key]
        known = frozenset(group.indexed.tolist())
        fresh = [term for term in terms if term not in known]
        for term in fresh:
            self._list(key, term)
        group.indexed = np.concatenate((group.indexed, np.array(fresh, np.uint32)))

    def _list(self, key: int, term: int) -> None:
        listed = self._lists.get(term)
        if listed is None:
            self._lists[term] = key
            return
        if isinstance(listed, int):
            self._lists[term] = [listed, key]
            return
        listed.append(key)
        if len(listed) > 2 * LONGEST_LIST:
            open_ones = [each for each in dict.fromkeys(listed) if each in self._groups]
            self._lists[term] = open_ones[-LONGEST_LIST:]

    def _holders(self, term: int) -> Sequence[int]:
        """The groups that `term` leads to, the youngest last, some of them perhaps closed."""
        listed = self._lists.get(term, ())
        return (listed,) if isinstance(listed, int) else listed

    def _close_oldest(self) -> None:
        while len(self._groups) > self._bounds.most_open:
            key = next(iter(self._groups))
            group = self._groups.pop(key)
            self._closed.append(sorted(group.members))
            for number in group.members:
                del self._vectors[number], self._heavy[number], self._marks[number], self._owner[number]
            self._stale += 1
        if self._stale > self._bounds.most_open // SWEEPS:
            self._stale = 0
            self._sweep()

    def _sweep(self) -> None:
        """Drops closed groups from the index, and the marks of their items."""
        self._factors.keep_only(set(self._marks.values()))
        for term in list(self._lists):
            left = [key for key in self._holders(term) if key in self._groups]
            if left:
                self._lists[term] = left if len(left) > 1 else left[0]
            else:
                del self._lists[term]

    def _group_ties(self, keys: set[int]) -> list[Tie]:
        """Ties of the groups `keys` to others that they would merge with, or nearly."""
        ties = []
        least = NEARLY * self._bounds.threshold
        for key in sorted(keys):
            group = self._groups[key]
            for likeness, other in self._nearest(self._group_means(group), group.marks, least):
                if other != key and likeness >= least:
                    ties.append((likeness, group.members[0], self._groups[other].members[0]))
        return ties

    def _neighbourhoods(self, ties: Iterable[Tie], alone: Collection[int]) -> list[list[int]]:
        """Groups that `ties` hold together, the strongest first, up to NEIGHBOURHOOD items; those `alone` that no
        tie reaches are neighbourhoods by themselves, if they can be split."""
        union: Union[int] = Union()
        for key in alone:
            if len(self._groups[key].members) > 2:
                union.find(key)
        sizes: dict[int, int] = {}
        for _, a, b in sorted(ties, key=lambda tie: (-tie[0], tie[1], tie[2])):
            one, two = self._owner.get(a), self._owner.get(b)
            if one is None or two is None:
                continue
            first, second = union.find(one), union.find(two)
            if first == second:
                continue
            both = sum(sizes.get(each, len(self._groups[each].members)) for each in (first, second))
            if both <= NEIGHBOURHOOD:
                union.join(first, second)
                sizes[union.find(first)] = both
        return [keys for keys in union.sets() if len(keys) > 1 or keys[0] in alone]

    def _regroup(self, keys: Sequence[int], numbers: Sequence[int]) -> None:
        """Groups the items `numbers` of `keys` anew, from single items."""
        after = [
            [numbers[place] for place in group]
            for group in average_linkage(self._likeness(numbers), self._bounds.threshold)
        ]
        before = {tuple(sorted(self._groups[key].members)): key for key in keys}
        for key in [key for members, key in before.items() if list(members) not in after]:
            del self._groups[key]
            self._stale += 1
        for group in after:
            if tuple(group) not in before:
                key = self._start(group[0], self._vectors[group[0]])
                for number in group[1:]:
                    self._join(key, number, self._vectors[number])

    def _unite(self, keys: Sequence[int]) -> None:
        """Merges those of the groups `keys` that are one by the exact mean of their items."""
        numbers = [number for key in keys for number in self._groups[key].members]
        sizes = [len(self._groups[key].members) for key in keys]
        starts = np.cumsum([0, *sizes[:-1]])
        sums = np.add.reduceat(np.add.reduceat(self._likeness(numbers), starts, axis=0), starts, axis=1)
        for group in average_linkage(sums / np.outer(sizes, sizes), self._bounds.threshold, sizes):
            for place in group[1:]:
                self._merge(keys[group[0]], keys[place])

    def _likeness(self, numbers: Sequence[int]) -> Likeness:
        """Likeness of all pairs of items, marks and bonds respected."""
        likeness = products([self._vectors[number] for number in numbers])
        marks = [self._marks[number] for number in numbers]
        rows, columns = np.nonzero(np.triu(likeness >= SLIGHT, 1))
        factors = [self._factors.row(mark) for mark in marks]
        others = np.array(marks)[columns].tolist()
        likeness[rows, columns] *= [factors[a][b] for a, b in zip(rows.tolist(), others, strict=True)]
        likeness[columns, rows] = likeness[rows, columns]
        places = {number: place for place, number in enumerate(numbers)}
        for a, b in self._bonds:
            if a in places and b in places:
                likeness[places[a], places[b]] = likeness[places[b], places[a]] = BONDED
        return likeness

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
from operator import itemgetter
from typing import Generic, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from lesart.algorithms.agglomerate import (
    Likeness,
    Packed,
    Vector,
    average_linkage,
    heaviest_packed,
    inner,
    pack,
    plus,
    products,
)
from lesart.algorithms.cluster import Union

Mark = TypeVar("Mark", bound=Hashable)

How = Literal["started", "joined", "merged"]
Marks = dict[int, int]
"""How often each mark occurs, by its number."""
Tie = tuple[float, int, int]
"""Likeness, and the numbers of an item of either group."""

LONGEST_LIST = 150
"""Groups a term leads to at most, the youngest (twice as many between two clearings). One of more says little."""
MOST_READ = 500
"""Entries of the lists of an item's heavy terms that are read at most, the shortest lists first and the youngest groups
of each: with LOOKED_AT it bounds the work per item, however full the lists are."""
LOOKED_AT = 8
"""Groups compared exactly per item, those that share the most weight of its heavy terms."""
MOST_MARKS = 16
"""Different marks of a group that are compared, the commonest; a group of one happening has few."""
SWEEPS = 4
"""The index is swept when as many groups have gone as this part of those that may be open."""
MOST_FACTORS = 200_000
"""Factors of two marks remembered, some 30 MB."""
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
    """Items that are one, the sum of their vectors, how often each mark occurs, and the terms that lead to the group.
    Most groups are one item: its vector is their sum, and nothing is stored twice."""

    members: list[int]
    total: Packed
    marks: Marks
    indexed: NDArray[np.uint32]


class Gatherer(Generic[Mark]):
    """Groups over a stream of items: a vector and a mark each; `compare` gives the factor on the likeness of two
    items with those marks (1: none), whichever comes first. Items are numbered in order of arrival."""

    def __init__(self, bounds: Bounds, compare: Callable[[Mark, Mark], float]) -> None:
        self._bounds = bounds
        self._compare = compare
        self._different: dict[Mark, int] = {}
        self._listed: dict[int, Mark] = {}
        self._fresh_mark = 0
        self._factors: dict[tuple[int, int], float] = {}
        self._count = 0
        self._vectors: dict[int, Packed] = {}
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
        self._marks[number] = self._number_mark(mark)
        near = self._nearest(packed, {self._marks[number]: 1}, 1)
        key = self._owner.get(bound_to) if bound_to is not None else None
        if key is not None and bound_to is not None:
            self._bonds.append((bound_to, number))
        elif near and near[0][0] >= self._bounds.threshold:
            key = near[0][1]
        how: How = "started" if key is None else "joined"
        key = self._start(number, packed) if key is None else self._join(key, number, packed)
        self._fresh_items.append(number)
        for likeness, other in near:
            if likeness >= LINKED * self._bounds.threshold and other != key:
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
        near = self._nearest(self._vectors[number], {self._marks[number]: 1}, 1)
        return [
            (likeness, number, self._groups[key].members[0])
            for likeness, key in near
            if likeness >= LINKED * self._bounds.threshold and key != self._owner[number]
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
        for likeness, other in self._nearest(group.total, group.marks, len(group.members)):
            if other != key:
                there = sorted(self._groups[other].members)
                return there, likeness, self.likeness_of(members[0], there[0])
        return None

    def nearest_groups(self, number: int) -> list[tuple[list[int], float]]:
        """The open groups nearest to that of item `number`, the nearest first: members and mean likeness."""
        own = self._owner[number]
        group = self._groups[own]
        near = self._nearest(group.total, group.marks, len(group.members))
        return [(sorted(self._groups[key].members), likeness) for likeness, key in near if key != own]

    def likeness_of(self, number: int, other: int) -> float:
        """Mean likeness of the open groups of two items, marks left aside."""
        one, two = self._groups[self._owner[number]], self._groups[self._owner[other]]
        return inner(one.total, two.total) / (len(one.members) * len(two.members))

    def nearest_of(self, vector: Vector, mark: Mark) -> tuple[list[int], float] | None:
        """The open group that a further item would be most like, and how much. None where none shares a heavy term."""
        for likeness, key in self._nearest(pack(vector), {self._number_mark(mark): 1}, 1):
            return sorted(self._groups[key].members), likeness
        return None

    def _start(self, number: int, vector: Packed) -> int:
        key = self._fresh
        self._fresh += 1
        self._groups[key] = _Group([number], vector, {self._marks[number]: 1}, np.empty(0, np.uint32))
        self._owner[number] = key
        self._index(key, vector)
        return key

    def _join(self, key: int, number: int, vector: Packed) -> int:
        group = self._groups[key]
        group.members.append(number)
        group.total = plus(group.total, vector)
        mark = self._marks[number]
        group.marks[mark] = group.marks.get(mark, 0) + 1
        self._owner[number] = key
        self._groups.move_to_end(key)
        self._index(key, vector)
        return key

    def _merge(self, key: int, other: int) -> None:
        """Takes group `other` into `key`."""
        into, gone = self._groups[key], self._groups.pop(other)
        into.members.extend(gone.members)
        into.total = plus(into.total, gone.total)
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
        one, two = self._groups[key], self._groups[other]
        mean = inner(one.total, two.total) / (len(one.members) * len(two.members))
        return mean * self._factor(one.marks, two.marks)

    def _factor(self, one: Marks, two: Marks) -> float:
        """Mean factor over the pairs of marks, the commonest of each side."""
        if len(one) == len(two) == 1:
            (a, many), (b, much) = *one.items(), *two.items()
            return many * much * self._compare_once(a, b) / (many * much)
        total = weight = 0.0
        others = _commonest(two)
        for a, many in _commonest(one):
            for b, much in others:
                total += many * much * self._compare_once(a, b)
                weight += many * much
        return total / weight

    def _number_mark(self, mark: Mark) -> int:
        number = self._different.get(mark)
        if number is None:
            number = self._different[mark] = self._fresh_mark
            self._listed[number] = mark
            self._fresh_mark += 1
        return number

    def _compare_once(self, a: int, b: int) -> float:
        pair = (a, b) if a < b else (b, a)
        factor = self._factors.get(pair)
        if factor is None:
            if len(self._factors) >= MOST_FACTORS:
                self._factors.clear()
            factor = self._factors[pair] = self._compare(self._listed[a], self._listed[b])
        return factor

    def _nearest(self, vector: Packed, marks: Marks, size: int) -> list[tuple[float, int]]:
        """`(mean likeness, group)` of the groups nearest to the sum `vector` of `size` items, the nearest first."""
        scores: dict[int, float] = {}
        left = MOST_READ
        leads = [(self._holders(term), term, weight) for term, weight in heaviest_packed(vector, self._bounds.heavy)]
        leads.sort(key=lambda lead: (len(lead[0]), lead[1]))
        for holders, _, weight in leads:
            for key in holders[-left:]:
                scores[key] = scores.get(key, 0.0) + weight
            left -= len(holders)
            if left <= 0:
                break
        found = []
        for key in nlargest(LOOKED_AT, (key for key in scores if key in self._groups), key=scores.__getitem__):
            group = self._groups[key]
            mean = inner(vector, group.total) / (size * len(group.members))
            if mean > 0:
                found.append((mean * self._factor(marks, group.marks), key))
        found.sort(reverse=True)
        return found

    def _index(self, key: int, vector: Packed) -> None:
        self._list_all(key, [term for term, _ in heaviest_packed(vector, self._bounds.heavy)])

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
                del self._vectors[number], self._marks[number], self._owner[number]
            self._stale += 1
        if self._stale > self._bounds.most_open // SWEEPS:
            self._stale = 0
            self._sweep()

    def _sweep(self) -> None:
        """Drops closed groups from the index, and the marks of their items."""
        used = set(self._marks.values())
        self._listed = {number: mark for number, mark in self._listed.items() if number in used}
        self._different = {mark: number for number, mark in self._listed.items()}
        self._factors.clear()
        for term in list(self._lists):
            left = [key for key in self._holders(term) if key in self._groups]
            if left:
                self._lists[term] = left if len(left) > 1 else left[0]
            else:
                del self._lists[term]

    def _group_ties(self, keys: set[int]) -> list[Tie]:
        """Ties of the groups `keys` to others that they would merge with, or nearly."""
        ties = []
        for key in sorted(keys):
            group = self._groups[key]
            for likeness, other in self._nearest(group.total, group.marks, len(group.members)):
                if other != key and likeness >= NEARLY * self._bounds.threshold:
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
        compare = self._compare_once
        factors = [compare(marks[a], marks[b]) for a, b in zip(rows.tolist(), columns.tolist(), strict=True)]
        likeness[rows, columns] *= factors
        likeness[columns, rows] = likeness[rows, columns]
        places = {number: place for place, number in enumerate(numbers)}
        for a, b in self._bonds:
            if a in places and b in places:
                likeness[places[a], places[b]] = likeness[places[b], places[a]] = BONDED
        return likeness


def _commonest(marks: Marks) -> Collection[tuple[int, int]]:
    """The `MOST_MARKS` commonest marks, with how often each occurs; of equal ones the first."""
    return marks.items() if len(marks) <= MOST_MARKS else nlargest(MOST_MARKS, marks.items(), key=itemgetter(1))

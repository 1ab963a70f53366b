"""Factors of pairs of marks, each computed once and looked up by the numbers of the two marks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping
from heapq import nlargest
from operator import itemgetter
from typing import Generic, TypeVar

Mark = TypeVar("Mark", bound=Hashable)

Marks = dict[int, int]
"""How often each mark occurs, by its number."""

MOST_MARKS = 16
"""Different marks of a group that are compared, the commonest; a group of one happening has few."""
MOST_FACTORS = 500_000
"""Factors of two marks remembered, some 30 MB."""
SURELY = 1 - 1e-9
"""Part of a bound that a sum must fall short of to be below it in spite of rounding."""


class Factors(Generic[Mark]):
    """Factors that `compare` gives for two marks, whichever comes first, none beyond `largest` (inf: unknown); marks
    are numbered as they come."""

    def __init__(self, compare: Callable[[Mark, Mark], float], largest: float) -> None:
        self._compare = compare
        self._largest = largest
        self._numbers: dict[Mark, int] = {}
        self._listed: dict[int, Mark] = {}
        self._fresh = 0
        self._rows: dict[int, _Row] = {}
        self._count = 0

    def number_of(self, mark: Mark) -> int:
        """The number of `mark`, a new one if it was not seen."""
        number = self._numbers.get(mark)
        if number is None:
            number = self._numbers[mark] = self._fresh
            self._listed[number] = mark
            self._fresh += 1
        return number

    def row(self, number: int) -> Mapping[int, float]:
        """The factors of the mark `number` with others, by their numbers; what is missing is computed when asked."""
        if self._count >= MOST_FACTORS:
            self._forget()
        row = self._rows.get(number)
        if row is None:
            row = self._rows[number] = _Row(number, self._find)
        return row

    def mean(self, one: Marks, two: Marks, least: float = 0.0) -> float:
        """Mean factor over the pairs of marks, the commonest of each side; 0 where it proves to be below `least`."""
        ones, others = _commonest(one), _commonest(two)
        count = sum([many for _, many in ones]) * sum([much for _, much in others])
        possible, needed = self._largest * count, least * count * SURELY
        total = 0.0
        for a, many in ones:
            row = self.row(a)
            for b, much in others:
                pairs, factor = many * much, row[b]
                total += pairs * factor
                possible -= pairs * (self._largest - factor)
                if possible < needed:
                    return 0.0
        return total / count

    def keep_only(self, used: Collection[int]) -> None:
        """Forgets all marks but those numbered `used`."""
        self._listed = {number: mark for number, mark in self._listed.items() if number in used}
        self._numbers = {mark: number for number, mark in self._listed.items()}
        self._forget()

    def _forget(self) -> None:
        self._rows.clear()
        self._count = 0

    def _find(self, a: int, b: int) -> float:
        """The factor of two marks, from the row of the other one if it stands there."""
        self._count += 1
        row = self._rows.get(b)
        factor = None if row is None else row.get(a)
        if factor is not None:
            return factor
        listed = self._listed
        return self._compare(listed[a], listed[b]) if a < b else self._compare(listed[b], listed[a])


class _Row(dict[int, float]):
    """Factors of one mark by the numbers of others, filled when asked."""

    __slots__ = ("_find", "_number")

    def __init__(self, number: int, find: Callable[[int, int], float]) -> None:
        super().__init__()
        self._number = number
        self._find = find

    def __missing__(self, other: int) -> float:
        factor = self[other] = self._find(self._number, other)
        return factor


def _commonest(marks: Marks) -> Collection[tuple[int, int]]:
    """The `MOST_MARKS` commonest marks, with how often each occurs; of equal ones the first."""
    return marks.items() if len(marks) <= MOST_MARKS else nlargest(MOST_MARKS, marks.items(), key=itemgetter(1))

"""Groups over a stream: joining, merging, settling, bounds."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lesart.algorithms.agglomerate import Vector, average_linkage, unit
from lesart.algorithms.gather import Bounds, Gatherer

A: Vector = unit({1: 3.0, 2: 1.0})
B: Vector = unit({7: 3.0, 8: 1.0})
BETWEEN: Vector = unit({1: 3.0, 7: 3.0})


def plain(one: int, other: int) -> float:
    return 1.0


def gather(*vectors: Vector, threshold: float = 0.5, most_open: int = 100) -> Gatherer[int]:
    gatherer: Gatherer[int] = Gatherer(Bounds(threshold, most_open=most_open), plain)
    for vector in vectors:
        gatherer.add(vector, 0)
    return gatherer


def test_an_item_starts_a_group_or_joins_the_one_it_is_like() -> None:
    gatherer: Gatherer[int] = Gatherer(Bounds(0.5), plain)
    assert [gatherer.add(vector, 0) for vector in (A, B, A)] == ["started", "started", "joined"]
    assert gatherer.groups() == [[0, 2], [1]]


def test_groups_that_have_come_to_be_alike_merge() -> None:
    gatherer: Gatherer[int] = Gatherer(Bounds(0.4), plain)
    first, second = unit({1: 1.0, 2: 0.7}), unit({2: 0.6, 3: 1.0})
    assert [gatherer.add(v, 0) for v in (first, second, unit({1: 0.8, 2: 1.0, 3: 1.0}))][-1] == "merged"
    assert gatherer.groups() == [[0, 1, 2]]


def test_marks_that_exclude_each_other_keep_items_apart() -> None:
    gatherer: Gatherer[int] = Gatherer(Bounds(0.5), lambda one, other: 1.0 if one == other else 0.1)
    for mark in (4, 9, 4):
        gatherer.add(A, mark)
    gatherer.settle()
    assert gatherer.groups() == [[0, 2], [1]]


def test_bound_items_stay_together_whatever_their_likeness() -> None:
    gatherer: Gatherer[int] = Gatherer(Bounds(0.5), plain)
    gatherer.add(A, 0)
    gatherer.add(B, 0, bound_to=0)
    gatherer.settle()
    assert gatherer.groups() == [[0, 1]]


def test_settling_splits_what_the_order_of_arrival_brought_together() -> None:
    gatherer = gather(unit({1: 1.0}), unit({1: 0.6, 2: 1.0}), unit({2: 1.0}), unit({2: 1.0}), threshold=0.45)
    assert gatherer.groups() == [[0, 1], [2, 3]]
    gatherer.settle()
    assert gatherer.groups() == [[0], [1, 2, 3]]


def test_the_longest_untouched_groups_are_closed_and_can_be_taken_away() -> None:
    gatherer = gather(unit({1: 1.0}), unit({2: 1.0}), unit({1: 1.0}), unit({3: 1.0}), most_open=2)
    assert gatherer.take_closed() == [[1]]
    assert gatherer.groups() == [[0, 2], [3]]
    assert gatherer.add(unit({2: 1.0}), 0) == "started"


def test_the_nearest_other_group_is_named_with_its_likeness() -> None:
    gatherer = gather(A, B, BETWEEN, threshold=0.9)
    found = gatherer.nearest_to([0])
    assert found is not None
    assert found[0] == [2]
    assert found[1] == pytest.approx(0.6708, abs=1e-4)
    assert gather(A, B).nearest_to([0]) is None


def test_average_linkage_merges_the_most_alike_first() -> None:
    likeness = np.array([[1, 0.9, 0.5, 0.0], [0.9, 1, 0.3, 0.0], [0.5, 0.3, 1, 0.0], [0.0, 0.0, 0.0, 1]])
    assert average_linkage(likeness, 0.6) == [[0, 1], [2], [3]]
    assert average_linkage(likeness, 0.4) == [[0, 1, 2], [3]]
    assert average_linkage(likeness, 0.41) == [[0, 1], [2], [3]]


vectors = st.lists(
    st.dictionaries(st.integers(1, 12), st.floats(0.1, 1.0), min_size=1, max_size=4).map(unit), min_size=1, max_size=25
)


@given(vectors, st.floats(0.2, 0.9))
def test_every_item_is_in_exactly_one_group(items: list[Vector], threshold: float) -> None:
    gatherer = gather(*items, threshold=threshold)
    gatherer.settle()
    assert sorted(number for group in gatherer.groups() for number in group) == list(range(len(items)))


def test_the_order_of_arrival_changes_little() -> None:
    source = random.Random(5)
    items = [
        unit({topic * 100 + source.randrange(12): source.uniform(0.5, 1.5) for _ in range(7)})
        for topic in range(15)
        for _ in range(8)
    ]
    outcomes = []
    for seed in range(4):
        order = list(range(len(items)))
        random.Random(seed).shuffle(order)
        gatherer = gather(*(items[place] for place in order), threshold=0.3)
        gatherer.settle()
        outcomes.append({frozenset(order[number] for number in group) for group in gatherer.groups()})
    assert outcomes[1:] == outcomes[:1] * 3

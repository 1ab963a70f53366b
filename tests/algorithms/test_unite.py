"""Groups of several windows unite where their items would have been one group."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lesart.algorithms.agglomerate import unit
from lesart.algorithms.gather import Bounds
from lesart.algorithms.unite import Part, Uniter

A, B = unit({1: 1.0, 2: 1.0}), unit({7: 1.0, 8: 1.0})
BETWEEN = unit({2: 1.0, 7: 1.0})


def part(vector: dict[int, float], size: int = 1, mark: int = 0, last: int | None = None) -> Part[int]:
    """A group of `size` equal items."""
    return Part(size, {term: weight * size for term, weight in vector.items()}, {mark: size}, last)


def uniter(threshold: float = 0.6, most_open: int = 100) -> Uniter[int]:
    return Uniter(Bounds(threshold, most_open=most_open), lambda one, other: 1.0 if one == other else 0.1, 1.0)


def test_groups_of_two_windows_that_are_alike_unite_and_others_do_not() -> None:
    found = uniter()
    found.add_window([part(A, 3), part(B, 2)])
    found.add_window([part(BETWEEN), part(A), part(B)])
    assert found.unions() == [[0, 3], [1, 4]]
    assert found.open_groups == 3


def test_groups_of_one_window_stay_as_they_were_found() -> None:
    found = uniter()
    found.add_window([part(A), part(A)])
    assert found.unions() == []
    found.add_window([part(A)])
    assert found.unions() == [[0, 1, 2]]


def test_sizes_weigh_the_mean_and_marks_its_factor() -> None:
    mixed = unit({1: 1.0, 2: 1.0, 7: 1.0, 8: 1.0})
    found = uniter(threshold=0.7)
    found.add_window([part(A, 1), part(B, 1)])
    found.add_window([part(mixed)])
    assert found.unions() == [[0, 2]]
    apart = uniter()
    apart.add_window([part(A, mark=4)])
    apart.add_window([part(A, mark=9)])
    assert apart.unions() == []


def test_the_most_alike_unite_first_and_what_they_become_is_compared_anew() -> None:
    found = uniter(threshold=0.5)
    found.add_window([part(A, 4), part(BETWEEN, 1)])
    found.add_window([part(BETWEEN, 1)])
    assert found.unions() == [[1, 2]]


def test_bound_groups_unite_whatever_their_words() -> None:
    found = uniter()
    found.add_window([part(A), part(B)])
    found.add_window([part(BETWEEN)], bonds=[(0, 2)])
    assert found.unions() == [[0, 2]]


def test_groups_that_ended_long_ago_and_those_beyond_the_bound_take_nothing_in() -> None:
    found = uniter()
    found.add_window([part(A, last=3), part(B, last=8)])
    found.add_window([part(A, last=12), part(B, last=12)], closing=5)
    assert found.unions() == [[1, 3]]
    bounded = uniter(most_open=1)
    bounded.add_window([part(A), part(B)])
    bounded.add_window([part(A), part(B)])
    assert bounded.unions() == [[1, 3]]
    assert bounded.open_groups == 1


vectors = st.dictionaries(st.integers(1, 9), st.floats(0.1, 1.0), min_size=1, max_size=4).map(unit)


@given(st.lists(st.lists(vectors, max_size=6), max_size=5), st.floats(0.2, 0.9))
def test_no_part_is_in_two_unions_and_the_same_windows_give_the_same(
    windows: list[list[dict[int, float]]], threshold: float
) -> None:
    outcomes = []
    for _ in range(2):
        found = uniter(threshold)
        for window in windows:
            found.add_window([part(vector) for vector in window])
        outcomes.append(found.unions())
    parts = [number for union in outcomes[0] for number in union]
    assert len(parts) == len(set(parts)) <= sum(map(len, windows))
    assert all(len(union) > 1 for union in outcomes[0])
    assert outcomes[0] == outcomes[1]

"""Factors of marks: each asked for once, means, early answers."""

from __future__ import annotations

import pytest

from lesart.algorithms.factors import Factors


def test_each_pair_is_compared_once_the_earlier_mark_first() -> None:
    asked: list[tuple[str, str]] = []

    def compare(one: str, other: str) -> float:
        asked.append((one, other))
        return 2.0

    factors = Factors(compare, 2.0)
    a, b = factors.number_of("a"), factors.number_of("b")
    assert [factors.row(b)[a], factors.row(a)[b], factors.row(b)[a]] == [2.0, 2.0, 2.0]
    assert asked == [("a", "b")]


def test_the_mean_counts_each_mark_as_often_as_it_occurs() -> None:
    factors = Factors(lambda one, other: 3.0 if one == other else 0.5, 3.0)
    a, b = factors.number_of("a"), factors.number_of("b")
    assert factors.mean({a: 1}, {a: 3, b: 1}) == pytest.approx((3 * 3.0 + 0.5) / 4)


def test_a_mean_is_exact_where_it_reaches_the_least_and_none_where_it_cannot() -> None:
    factors = Factors(lambda one, other: 3.0 if one == other else 0.5, 3.0)
    a, b, c = (factors.number_of(mark) for mark in "abc")
    assert factors.mean({a: 1}, {b: 1, a: 1}, 1.75) == 1.75
    assert factors.mean({a: 1}, {b: 1, c: 1, a: 1}, 2.5) == 0.0


def test_forgotten_marks_get_new_numbers() -> None:
    factors = Factors(lambda one, other: 1.0, 1.0)
    a, b = factors.number_of("a"), factors.number_of("b")
    factors.keep_only({b})
    assert factors.number_of("b") == b
    assert factors.number_of("a") not in (a, b)

"""Inner products of sparse vectors, all pairs at once."""

from __future__ import annotations

import numpy as np
import pytest

from lesart.algorithms.agglomerate import COMMON_TERM, dot, pack, products

VECTORS = [
    {7: 2.0, 100 + n // 2: 0.5, 200 + n: 1.0, **({300: 0.25} if n % 3 == 0 else {})} for n in range(COMMON_TERM + 4)
]
"""7 is on all, 100 to 109 on two each, 200 to 219 on one each, 300 on seven."""


def test_products_are_the_dot_products_of_all_pairs() -> None:
    found = products([pack(vector) for vector in VECTORS])
    assert found[0, 1] == 4.25
    assert found[0, 2] == 4.0
    assert found[0, 3] == 4.0625
    for a, one in enumerate(VECTORS):
        for b, other in enumerate(VECTORS):
            if a != b:
                assert found[a, b] == pytest.approx(dot(one, other))


def test_the_diagonal_leaves_out_what_no_other_has() -> None:
    assert np.diag(products([pack(vector) for vector in VECTORS])).tolist()[:4] == [4.3125, 4.25, 4.25, 4.3125]


def test_vectors_without_terms_share_nothing() -> None:
    assert products([pack({}), pack({})]).tolist() == [[0.0, 0.0], [0.0, 0.0]]
    assert products([pack({}), pack({5: 1.0}), pack({5: 2.0})])[0].tolist() == [0.0, 0.0, 0.0]

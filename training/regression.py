"""Logistic regression for the small weight files: few kinds of evidence, a few thousand pairs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
ROUNDS = 30
"""Newton steps; the fit stands still after ten."""


def fit(evidence: Array, answers: Array, penalty: float) -> tuple[float, ...]:
    """Weights of the columns of `evidence` for `answers` (0 or 1), by Newton's method with an L2 `penalty` on columns
    brought to one spread. The first column is the constant 1, which bears no penalty."""
    middle, spread = evidence.mean(axis=0), evidence.std(axis=0)
    middle[0], spread[0] = 0.0, 1.0
    spread[spread == 0.0] = 1.0
    scaled = (evidence - middle) / spread
    held = np.full(evidence.shape[1], penalty)
    held[0] = 0.0
    weights = np.zeros(evidence.shape[1])
    for _ in range(ROUNDS):
        sure = 1.0 / (1.0 + np.exp(-scaled @ weights))
        slope = scaled.T @ (sure - answers) + held * weights
        curve = (scaled * (sure * (1.0 - sure))[:, None]).T @ scaled + np.diag(held)
        weights = weights - np.linalg.solve(curve, slope)
    plain = weights / spread
    plain[0] -= float(plain @ middle)
    return tuple(float(weight) for weight in plain)

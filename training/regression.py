"""Logistic regression for the small weight files: few kinds of evidence, a few thousand pairs; and their commands."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

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


class Asked(NamedTuple):
    """What a training command was asked for: folders of annotated events, whether to score only, the file to write,
    and whether sentences shall have vectors (`training.rows`)."""

    events: list[Path]
    leave_out: bool
    out: Path
    embeddings: bool


def ask(about: str, out: Path) -> Asked:
    """Reads the command line of a training command; `about` is its help."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, help="folders of annotated events")
    parser.add_argument(
        "--leave-out", action="store_true", help="write nothing; score each event by the others' weights"
    )
    parser.add_argument("--embeddings", action="store_true", help="rows: with the vectors of lesart[embeddings]")
    parser.add_argument("--out", type=Path, default=out)
    asked = parser.parse_args()
    events = sorted(path.parent for folder in asked.folders for path in folder.glob("*/gold.json"))
    return Asked(events, asked.leave_out, asked.out, asked.embeddings)


def write_weights(out: Path, head: str, kinds: Iterable[str], weights: Iterable[float]) -> None:
    """Writes and prints a weight file: `head`, then kind and weight, one a line."""
    lines = "".join(f"{kind}\t{weight:.4f}\n" for kind, weight in zip(kinds, weights, strict=True))
    out.write_text(head + lines, "utf-8")
    print(lines, end="")

"""How well the whole pipeline does on the annotated events: never worse than pinned here.

Figures of 2026-11-25 (`python -m benchmarks.collation tests/coverage/HALF`), each floor a little below. `tuning` was
learnt from and flatters; `heldout` was looked at now and then; nothing was tuned on `unseen`. A floor is lowered only
together with a line in CHANGELOG.md that says why.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest
from tests.coverage.scores import Score, score_event

HERE = Path(__file__).parent
FLOORS = {
    "tuning": {"rows": 0.84, "relations": 0.93, "figures": 0.87, "sayings": 0.84, "sources": 0.96},
    "heldout": {"rows": 0.79, "relations": 0.82, "figures": 0.50, "sayings": 0.95, "sources": 0.66},
    "unseen": {"rows": 0.56, "relations": 0.80, "figures": 0.55, "sayings": 0.84, "sources": 1.0},
    "first hand": {"rows": 0.56, "relations": 0.87, "figures": 0.72, "sayings": 0.43, "sources": 0.98},
}
FIRST_HAND = {"eisregen", "ostarin", "reisebus", "rohmilch", "schutzweg"}
"""Part of `tuning`, counted apart: its floors were the figures of the day it was written, before anybody tuned on it.
Since small piles are grouped better (9 of 10 events and stories, before 4), more of its pages stand side by side: more
rows, but also more numbers compared wrongly; with events of the gold there are as many."""
ANOTHER_HAND = {
    "eisregen",
    "entsendung",
    "gipfel",
    "kuechenwerk",
    "marktangriff",
    "ostarin",
    "reisebus",
    "rohmilch",
    "schutzweg",
    "spionprozess",
}
"""Events in `tuning` by somebody who had not read the code, on pages of real length: no part of the tuning floors."""
CEILING_OF_FORBIDDEN = {"tuning": 9, "heldout": 16, "unseen": 1, "first hand": 16}


def folders_of(half: str) -> list[Path]:
    if half == "first hand":
        return [HERE / "tuning" / name for name in sorted(FIRST_HAND)]
    return sorted(path.parent for path in (HERE / half).glob("*/gold.json") if path.parent.name not in ANOTHER_HAND)


@lru_cache(maxsize=len(FLOORS))
def total(half: str) -> Score:
    score = Score()
    for folder in folders_of(half):
        score.add(score_event(folder))
    return score


@pytest.mark.parametrize("half", FLOORS)
def test_no_figure_falls_below_its_floor(half: str) -> None:
    score = total(half)
    found = {
        "rows": score.locus_f1,
        "relations": score.relation_accuracy,
        "figures": score.figures_right / score.figures_scored,
        "sayings": score.sayings_f1,
        "sources": score.sources_f1,
    }
    assert {what: round(value, 3) for what, value in found.items() if value < FLOORS[half][what]} == {}


@pytest.mark.parametrize("half", CEILING_OF_FORBIDDEN)
def test_no_more_is_claimed_that_must_not_be(half: str) -> None:
    score = total(half)
    assert score.forbidden <= CEILING_OF_FORBIDDEN[half], [miss for miss in score.misses if "FORBIDDEN" in miss]

"""How well the whole pipeline does on the annotated events: never worse than pinned here.

Figures of 2026-11-26 (`python -m benchmarks.collation` on the folders of a group), each floor a little below. The five
groups of `tuning` were learnt from and flatter; `heldout` was looked at now and then; nothing was tuned on `unseen`. A
floor is lowered only together with a line in CHANGELOG.md that says why.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest
from tests.coverage.scores import Score, score_event

HERE = Path(__file__).parent
HANDS = {
    "first hand": frozenset({"eisregen", "ostarin", "reisebus", "rohmilch", "schutzweg"}),
    "second hand": frozenset({"entsendung", "gipfel", "kuechenwerk", "marktangriff", "spionprozess"}),
    "third hand": frozenset({"bahnuebergang", "praeparate", "vergabe"}),
    "fourth hand": frozenset({"anlagebetrug", "kaserne", "munition"}),
    "unseen": frozenset({"bruecke", "schulmensa", "seilbahn", "wolf"}),
    "unseen, other hands": frozenset({"leitzins", "orkan", "staatsbesuch", "warnstreik"}),
}
"""Events by who wrote them: "unseen" by somebody who knew the program, all others by people who had not read the code,
on pages of real length. Before anything was tuned on them the pipeline had rows .40, .66, .66, .84 on the four hands of
`tuning`, and .83 on "unseen, other hands". The events of `tuning` that no hand has are older and short."""
FLOORS = {
    "short": {"rows": 0.88, "relations": 0.91, "figures": 0.86, "sayings": 0.83, "sources": 0.98},
    "first hand": {"rows": 0.73, "relations": 0.90, "figures": 0.74, "sayings": 0.65, "sources": 0.98},
    "second hand": {"rows": 0.785, "relations": 0.935, "figures": 0.91, "sayings": 0.63, "sources": 0.84},
    "third hand": {"rows": 0.74, "relations": 0.925, "figures": 0.91, "sayings": 0.73, "sources": 0.98},
    "fourth hand": {"rows": 0.83, "relations": 0.90, "figures": 0.78, "sayings": 0.73, "sources": 0.82},
    "heldout": {"rows": 0.765, "relations": 0.84, "figures": 0.50, "sayings": 0.95, "sources": 0.73},
    "unseen": {"rows": 0.59, "relations": 0.84, "figures": 0.80, "sayings": 0.74, "sources": 1.0},
    "unseen, other hands": {"rows": 0.85, "relations": 0.885, "figures": 0.79, "sayings": 0.725, "sources": 1.0},
}
CEILING_OF_FORBIDDEN = {
    "short": 7, "first hand": 3, "second hand": 1, "third hand": 3, "fourth hand": 1, "heldout": 19, "unseen": 1,
    "unseen, other hands": 11,
}  # fmt: skip


def folders_of(group: str) -> list[Path]:
    every = sorted(path.parent for path in HERE.glob("*/*/gold.json"))
    if group in HANDS:
        return [folder for folder in every if folder.name in HANDS[group]]
    rest = [folder for folder in every if not any(folder.name in hand for hand in HANDS.values())]
    return [folder for folder in rest if folder.parent.name == ("tuning" if group == "short" else group)]


def test_every_event_is_in_one_group() -> None:
    every = sorted(path.parent for path in HERE.glob("*/*/gold.json"))
    assert sorted(folder for group in FLOORS for folder in folders_of(group)) == every


@lru_cache(maxsize=len(FLOORS))
def total(group: str) -> Score:
    score = Score()
    for folder in folders_of(group):
        score.add(score_event(folder))
    return score


@pytest.mark.parametrize("group", FLOORS)
def test_no_figure_falls_below_its_floor(group: str) -> None:
    score = total(group)
    found = {
        "rows": score.locus_f1,
        "relations": score.relation_accuracy,
        "figures": score.figures_right / score.figures_scored,
        "sayings": score.sayings_f1,
        "sources": score.sources_f1,
    }
    assert {what: round(value, 3) for what, value in found.items() if value < FLOORS[group][what]} == {}


@pytest.mark.parametrize("group", CEILING_OF_FORBIDDEN)
def test_no_more_is_claimed_that_must_not_be(group: str) -> None:
    score = total(group)
    assert score.forbidden <= CEILING_OF_FORBIDDEN[group], [miss for miss in score.misses if "FORBIDDEN" in miss]

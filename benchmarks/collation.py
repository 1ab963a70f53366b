"""Scores of the comparison on annotated events.

    uv run python -m benchmarks.collation tests/coverage/tuning [--misses] [--given-events]

Each folder below the one given is an event with its pages and `gold.json` (see `tests/coverage/README.md`). With
`--given-events` pages are grouped as in the gold: the comparison by itself, without the errors of the grouping.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.coverage.scores import Score, score_event


def main(arguments: list[str]) -> None:
    folders = sorted(path.parent for path in Path(arguments[0]).glob("*/gold.json"))
    total = Score()
    for folder in folders:
        score = score_event(folder, "--given-events" in arguments)
        print(line(folder.name, score))
        if "--misses" in arguments:
            print("\n".join(f"    {miss}" for miss in score.misses))
        total.add(score)
    print(line("all", total))


def line(name: str, score: Score) -> str:
    return (
        f"{name:14} loci F1 {score.locus_f1:.3f}  relations {score.relation_accuracy:.3f}"
        f"  figures {score.figures_right}/{score.figures_scored} rows,"
        f" {score.figure_pairs_found}/{score.figure_pairs_needed} pairs  sayings F1 {score.sayings_f1:.3f}"
        f"  sources F1 {score.sources_f1:.3f}  events, stories {score.groups_exact}/{score.groups_checked}"
        f"  forbidden {score.forbidden}"
    )


if __name__ == "__main__":
    main(sys.argv[1:])

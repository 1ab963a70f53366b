"""Scores of the comparison on annotated events.

    uv run python -m benchmarks.collation tests/coverage/tuning [--misses] [--given-events]
    uv run python -m benchmarks.collation tests/coverage/unseen/orkan tests/coverage/unseen/leitzins

A folder is an event, with its pages and `gold.json` (see `tests/coverage/README.md`), or holds such folders. With
`--given-events` pages are grouped as in the gold: the comparison by itself, without the errors of the grouping.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from tests.coverage.scores import Score, score_event


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--misses", action="store_true", help="name each error")
    parser.add_argument("--given-events", action="store_true")
    asked = parser.parse_args()
    total = Score()
    for folder in find_events(asked.folders):
        score = score_event(folder, asked.given_events)
        print(line(folder.name, score))
        if asked.misses:
            print("\n".join(f"    {miss}" for miss in score.misses))
        total.add(score)
    print(line("all", total))


def find_events(folders: Sequence[Path]) -> list[Path]:
    """The events among `folders` and in them. Raises SystemExit where one has none."""
    found = []
    for folder in folders:
        gold = [folder / "gold.json"] if (folder / "gold.json").exists() else sorted(folder.glob("*/gold.json"))
        if not gold:
            raise SystemExit(f"{folder}: no gold.json there or in a folder below")
        found.extend(path.parent for path in gold)
    return found


def line(name: str, score: Score) -> str:
    return (
        f"{name:14} loci F1 {score.locus_f1:.3f}  relations {score.relation_accuracy:.3f}"
        f"  figures {score.figures_right}/{score.figures_scored} rows,"
        f" {score.figure_pairs_found}/{score.figure_pairs_needed} pairs  sayings F1 {score.sayings_f1:.3f}"
        f"  sources F1 {score.sources_f1:.3f}  events, stories {score.groups_exact}/{score.groups_checked}"
        f"  forbidden {score.forbidden}"
    )


if __name__ == "__main__":
    main()

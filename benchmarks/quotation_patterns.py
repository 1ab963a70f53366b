"""Precision of each pattern of quotations on annotated pages: the figures of `quotation_patterns.tsv`.

uv run python -m benchmarks.quotation_patterns INPUT.jsonl GOLD.jsonl

INPUT holds records with `id` and `text`; GOLD lines with `id` and `quotations` (the contract's shape). A quotation
found is right if its content shares half of its characters (in common / in either) with one of the gold's; one of
the gold's serves one of ours. Prints the table: pattern, precision, how often it was found. Patterns found fewer
than FEWEST times are shrunk towards the mean of all of their type.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

from lesart.model.annotation import Annotated, Quotation
from lesart.pipeline import annotate_pages
from lesart.settings import Settings

OVERLAP = 0.5
FEWEST = 10
"""Weight, in finds, of the type's mean precision in a pattern's own (own choice)."""

Places = frozenset[int]


def places(pieces: list[list[int]]) -> Places:
    return frozenset(at for start, end in pieces for at in range(start, end))


def match(found: list[Places], gold: list[Places]) -> set[int]:
    """Numbers of `found` that have a gold quotation of their own, best overlaps first."""
    overlaps = sorted(
        (
            (-len(mine & theirs) / len(mine | theirs), i, j)
            for i, mine in enumerate(found)
            for j, theirs in enumerate(gold)
            if mine & theirs
        )
    )
    right: set[int] = set()
    used: set[int] = set()
    for overlap, i, j in overlaps:
        if -overlap >= OVERLAP and i not in right and j not in used:
            right.add(i)
            used.add(j)
    return right


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("input")
    parser.add_argument("gold", type=Path)
    asked = parser.parse_args()
    gold = {row["id"]: row["quotations"] for row in map(json.loads, asked.gold.open(encoding="utf-8"))}
    found: Counter[tuple[str, str]] = Counter()
    right: Counter[tuple[str, str]] = Counter()
    for page in annotate_pages([asked.input], Settings(clean=True)):
        if not isinstance(page, Annotated):
            continue
        mine = page.quotations
        hits = match(
            [places([[span.start, span.end] for span in quotation.content]) for quotation in mine],
            [places(row["content"]) for row in gold[page.page.source]],
        )
        for number, quotation in enumerate(mine):
            found[key(quotation)] += 1
            right[key(quotation)] += number in hits
    show(found, right)


def key(quotation: Quotation) -> tuple[str, str]:
    return quotation.type, quotation.by


def show(found: Counter[tuple[str, str]], right: Counter[tuple[str, str]]) -> None:
    for kind in sorted({kind for kind, _ in found}):
        patterns = sorted(by for other, by in found if other == kind)
        mean = sum(right[kind, by] for by in patterns) / sum(found[kind, by] for by in patterns)
        for by in patterns:
            count, hits = found[kind, by], right[kind, by]
            precision = hits / count if count >= FEWEST else (hits + FEWEST * mean) / (count + FEWEST)
            print(f"{by}\t{precision:.2f}\t{count}")


if __name__ == "__main__":
    main()

"""Trains the weights by which numbers are held to count the same thing.

    uv run python -m training.figures tests/coverage/tuning              # writes language/common/figure_evidence.tsv
    uv run python -m training.figures tests/coverage/tuning --leave-out  # pairs of each event by weights of the others

Learnt from annotated events: every two claims of different pages of a story that nothing excludes, with the evidence
of `lesart.compare.comparables`, and whether the gold lets them be compared. Each pair is learnt twice: with the rows
of the synopsis known and without, as both passes of the pipeline see it. The same events and row weights give the
same weights.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
from tests.coverage.scores import Pair, f1, relate_by_gold, touches

from lesart.compare.comparables import KINDS, find_displaced, looks_alike_only, measure
from lesart.compare.counting import Counted
from lesart.compare.figures import count_stories, gather
from lesart.pipeline import compare_related, read_pile
from lesart.settings import Settings
from training.regression import Array, ask, fit, write_weights

PENALTY = 10.0
"""Weight of the L2 penalty: 3, 10 and 30 differ by a point by leaving one event out; rare kinds ask for more."""
OUT = Path("src/lesart/language/common/figure_evidence.tsv")
HEAD = """# How much each kind of evidence speaks for two numbers counting the same thing (a logistic regression).
# Made by training/figures.py from our own annotated events (tests/coverage/tuning); kinds are described in
# lesart/compare/comparables.py. Columns: kind, weight.
"""


@dataclass
class Sample:
    """The numbers of one story with their names in the gold, and which pairs of names may, or must, be found."""

    folder: str
    counted: list[Counted]
    names: list[str | None]
    known_rows: bool
    allowed: set[Pair]
    needed: set[Pair]


def read_samples(folder: Path) -> list[Sample]:
    """The stories of `folder`, once without and once with rows of the synopsis."""
    settings = Settings()
    pages, entities, _ = read_pile([str(path) for path in sorted(folder.glob("*.txt"))], settings)
    related = relate_by_gold(folder, pages)
    synopsis = compare_related(pages, entities, related, settings)
    notes = json.loads((folder / "gold.json").read_text("utf-8"))
    keys = {page["source"]: key for key, page in notes["pages"].items()}
    key_of = [keys[Path(page.page.source).name] for page in pages]
    pairs = notes["figures"]["pairs"]
    allowed = {frozenset(pair["claims"]) for pair in pairs}
    needed = {frozenset(pair["claims"]) for pair in pairs if pair["required"]}
    samples = []
    for loci in ((), synopsis.loci):
        for _, counted in count_stories(pages, related.events, related.stories, loci):
            names = [name_of(each, key_of[each.page], notes["figures"]["claims"]) for each in counted]
            samples.append(Sample(folder.name, counted, names, bool(loci), allowed, needed))
    return samples


def name_of(each: Counted, key: str, claims: dict[str, dict[str, object]]) -> str | None:
    for name, claim in claims.items():
        if claim["page"] == key and touches(each.quantity.span, (int(str(claim["start"])), int(str(claim["end"])))):
            return name
    return None


def collect(samples: Sequence[Sample]) -> tuple[Array, Array]:
    rows, answers = [], []
    for sample in samples:
        displaced = find_displaced(sample.counted)
        for a, b in combinations(range(len(sample.counted)), 2):
            one, other = sample.names[a], sample.names[b]
            if one is None or other is None or sample.counted[a].page == sample.counted[b].page:
                continue
            first, second = sample.counted[a], sample.counted[b]
            measured = measure(first, second, displaced(first, second))
            if measured is not None and not looks_alike_only(first, second):
                rows.append(measured)
                answers.append(float(frozenset((one, other)) in sample.allowed))
    return np.array(rows, dtype=np.float64), np.array(answers)


def count_pairs(sample: Sample, weights: tuple[float, ...]) -> tuple[int, int, int]:
    """Needed pairs in one row, pairs in one row that must not be compared, and needed pairs missed."""
    said: set[Pair] = set()
    name = dict(zip(map(id, sample.counted), sample.names, strict=True))
    for row in gather(sample.counted, weights):
        for a, b in combinations(row, 2):
            one, other = name[id(a)], name[id(b)]
            if one and other and a.page != b.page:
                said.add(frozenset((one, other)))
    return len(said & sample.needed), len(said - sample.allowed), len(sample.needed - said)


def leave_out(samples: list[Sample]) -> None:
    total = [0, 0, 0]
    for folder in dict.fromkeys(sample.folder for sample in samples):
        weights = fit(*collect([sample for sample in samples if sample.folder != folder]), PENALTY)
        mine = [sample for sample in samples if sample.folder == folder and sample.known_rows]
        found, wrong, _ = map(sum, zip(*(count_pairs(sample, weights) for sample in mine), strict=True))
        missed = len(mine[0].needed) - found if mine else 0
        print(f"{folder:14} pairs F1 {f1(found, wrong, missed):.3f}  found {found}  wrong {wrong}  missed {missed}")
        total = [total[0] + found, total[1] + wrong, total[2] + missed]
    print(f"{'all':14} pairs F1 {f1(*total):.3f}  found {total[0]}  wrong {total[1]}  missed {total[2]}")


def main() -> None:
    asked = ask(str(__doc__), OUT)
    samples = [sample for folder in asked.events for sample in read_samples(folder)]
    if asked.leave_out:
        leave_out(samples)
    else:
        write_weights(asked.out, HEAD, KINDS, fit(*collect(samples), PENALTY))


if __name__ == "__main__":
    main()

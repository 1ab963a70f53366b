"""Trains the weights by which sentences are put into rows.

    uv run python -m training.rows tests/coverage/tuning   # writes row_evidence.tsv and row_surroundings.tsv
    uv run python -m training.rows tests/coverage/tuning --leave-out   # rows of each event by weights of the others
    uv run python -m training.rows tests/coverage/tuning --embeddings  # the same with vectors: row_*_embedded.tsv

Rows lean on figures, so `training/figures.py` runs first.

Learnt from annotated events: every two sentences of different pages of an event, with the evidence of
`lesart.compare.evidence`, and whether the gold puts them into one row; pairs that the gold leaves open are left out.
Events are those of the gold. The same events give the same weights.

Where a sentence stands on its page tells much about pages that were written after one pattern, less about others.
So every pair is learnt a second time with the position of another pair and nothing known of its neighbours
(`shuffle`), which keeps the weights of position and neighbours modest.

The second look (`lesart.compare.surroundings`) is learnt from what the first one, with the weights just learnt, finds
on the same events.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, product
from pathlib import Path

import numpy as np
from tests.coverage.scores import Pair, f1, relate_by_gold, touches

from lesart.compare.alignment import RowWeights, align_units
from lesart.compare.bonds import Bonds, find_bonds
from lesart.compare.evidence import EMBEDDED_KINDS, KINDS, Place, measure_pairs
from lesart.compare.figures import compare_figures
from lesart.compare.sayings import align_sayings
from lesart.compare.surroundings import KINDS as SURROUNDINGS
from lesart.compare.surroundings import measure_surroundings
from lesart.compare.units import Unit, make_units
from lesart.language.encoders import Encoder, load_encoder
from lesart.model.text import Span
from lesart.pipeline import read_pile
from lesart.settings import Settings
from training.regression import Array, ask, fit, write_weights

PENALTY = 3.0
"""Weight of the L2 penalty: of 1, 3 and 10, by leaving one event out; they differ by half a point."""
SEED = 6
OUT = Path("src/lesart/language/common/row_evidence.tsv")
"""Where the weights of the first look go; those of the second go beside it, to AGAIN."""
AGAIN = "row_surroundings.tsv"
EMBEDDED = "row_evidence_embedded.tsv"
AGAIN_EMBEDDED = "row_surroundings_embedded.tsv"
"""Both looks where sentences have vectors."""
HEAD = """# How much each kind of evidence speaks for two sentences standing in one row (a logistic regression).
# Made by training/rows.py from our own annotated events (tests/coverage/tuning); kinds are described in
# lesart/compare/evidence.py. Columns: kind, weight.
"""
HEAD_AGAIN = """# How much their surroundings speak for two sentences standing in one row (a logistic regression).
# Made by training/rows.py from our own annotated events (tests/coverage/tuning); kinds are described in
# lesart/compare/surroundings.py. Columns: kind, weight.
"""


@dataclass
class Sample:
    """One event of the gold: its units, the evidence on their pairs, and what the gold says of each pair."""

    folder: str
    units: list[Unit]
    bonds: Bonds
    pairs: list[Place]
    evidence: Array
    verdicts: list[bool | None]
    """Whether the gold puts the pair into one row; None where it leaves that open."""
    named: list[list[str]]
    """The gold's names of the sentences that each unit touches."""
    needed: set[Pair]
    free: set[Pair]


def read_samples(folder: Path, encode: Encoder | None = None) -> list[Sample]:
    """The events of `folder` that have two pages or more."""
    settings = Settings()
    pages, entities, _ = read_pile([str(path) for path in sorted(folder.glob("*.txt"))], settings)
    related = relate_by_gold(folder, pages)
    sayings = align_sayings(pages, related.events, related.stories, entities)
    figures = compare_figures(pages, related.events, related.stories, (), settings.about_share)
    bonds = find_bonds(pages, figures, sayings, encode)
    notes = json.loads((folder / "gold.json").read_text("utf-8"))
    needed = {
        frozenset(pair)
        for row in notes["loci"]
        for one, other in combinations(sorted(row["readings"]), 2)
        for pair in product(row["readings"][one], row["readings"][other])
    }
    free = {frozenset(pair) for pair in notes["optional_pairs"]}
    by_file = {page["source"]: page["sentences"] for page in notes["pages"].values()}
    file_of = {page.page.id: Path(page.page.source).name for page in pages}
    samples = []
    for event in related.events:
        mine = [page for page in pages if page.page.id in event.pages]
        mine.sort(key=lambda page: (page.article.published is None, page.article.published or ""))
        units = [unit for of_page in make_units(mine) for unit in of_page]
        measured = measure_pairs(units, bonds)
        named = [names_at(by_file[file_of[unit.span.page]], unit.span) for unit in units]
        judged = [judge(named[a], named[b], needed, free) for a, b in measured]
        evidence = np.array(list(measured.values()), dtype=np.float64)
        if len(evidence):
            samples.append(Sample(folder.name, units, bonds, list(measured), evidence, judged, named, needed, free))
    return samples


def names_at(sentences: dict[str, list[int]], span: Span) -> list[str]:
    found = [name for name, (start, end) in sentences.items() if touches(span, (start, end))]
    return found or [f"?{span.page}:{span.start}"]


def judge(ones: Sequence[str], others: Sequence[str], needed: set[Pair], free: set[Pair]) -> bool | None:
    pairs = [frozenset(pair) for pair in product(ones, others)]
    if any(pair in needed for pair in pairs):
        return True
    return None if all(pair in free for pair in pairs) else False


def gather(samples: Sequence[Sample]) -> tuple[Array, Array]:
    """Evidence and answers of all judged pairs, each also shuffled."""
    rows = [(row, answer) for s in samples for row, answer in zip(s.evidence, s.verdicts, strict=True)]
    evidence = np.array([row for row, answer in rows if answer is not None])
    answers = np.array([float(answer) for _, answer in rows if answer is not None])
    return np.vstack([evidence, shuffle(evidence)]), np.concatenate([answers, answers])


def shuffle(evidence: Array) -> Array:
    """A copy with positions dealt out anew and neighbours unknown."""
    copy = evidence.copy()
    order = list(range(len(copy)))
    random.Random(SEED).shuffle(order)
    apart = KINDS.index("apart")
    copy[:, apart] = evidence[order, apart]
    copy[:, KINDS.index("openings")] = 0.0
    copy[:, KINDS.index("neighbours")] = evidence[:, KINDS.index("neighbours")].mean()
    return copy


def learn(samples: Sequence[Sample]) -> RowWeights:
    """Weights of both looks."""
    first = fit(*gather(samples), PENALTY)
    rows: list[tuple[float, ...]] = []
    answers: list[float] = []
    for sample in samples:
        sure = 1.0 / (1.0 + np.exp(-sample.evidence @ np.array(first)))
        known = measure_surroundings(sample.units, dict(zip(sample.pairs, sure.tolist(), strict=True)))
        for pair, verdict in zip(sample.pairs, sample.verdicts, strict=True):
            if verdict is not None and pair in known:
                rows.append(known[pair])
                answers.append(float(verdict))
    return RowWeights(first, fit(np.array(rows), np.array(answers), PENALTY))


def count_rows(sample: Sample, weights: RowWeights) -> tuple[int, int]:
    """Pairs of sentences put into one row: those that the gold has, and wrong ones."""
    said: set[Pair] = set()
    for row in align_units(sample.units, sample.bonds, weights):
        for a, b in combinations(row, 2):
            if sample.units[a].page != sample.units[b].page:
                said.update(frozenset(pair) for pair in product(sample.named[a], sample.named[b]))
    return len(said & sample.needed), len(said - sample.needed - sample.free)


def leave_out(samples: list[Sample]) -> None:
    found = wrong = all_needed = 0
    for name in dict.fromkeys(sample.folder for sample in samples):
        weights = learn([sample for sample in samples if sample.folder != name])
        mine = [sample for sample in samples if sample.folder == name]
        counts = [count_rows(sample, weights) for sample in mine]
        right, false = sum(count[0] for count in counts), sum(count[1] for count in counts)
        missed = len(mine[0].needed) - right
        print(f"{name:14} rows F1 {f1(right, false, missed):.3f}  found {right}  wrong {false}  missed {missed}")
        found, wrong, all_needed = found + right, wrong + false, all_needed + len(mine[0].needed)
    print(f"{'all':14} rows F1 {f1(found, wrong, all_needed - found):.3f}  found {found}  wrong {wrong}")


def main() -> None:
    asked = ask(str(__doc__), OUT)
    encode = load_encoder() if asked.embeddings else None
    samples = [sample for folder in asked.events for sample in read_samples(folder, encode)]
    if asked.leave_out:
        leave_out(samples)
        return
    first, again, kinds = asked.out, AGAIN, KINDS
    if asked.embeddings:
        first, again, kinds = asked.out.with_name(EMBEDDED), AGAIN_EMBEDDED, EMBEDDED_KINDS
    weights = learn(samples)
    write_weights(first, HEAD, kinds, weights.first)
    write_weights(asked.out.with_name(again), HEAD_AGAIN, SURROUNDINGS, weights.again)


if __name__ == "__main__":
    main()

"""Trains the weights by which the pages of a small pile are put into stories and events.

    uv run python -m training.events                 # writes language/common/{story,event}_evidence.tsv
    uv run python -m training.events --leave-out     # groups each pile by weights of the others

Learnt from annotated piles: those of `tests/coverage/tuning` and, short pages, of `tests/relate/events`
(`piles.jsonl`, `tuning.jsonl`). Every two pages of a pile are a sample. Whether two pages tell one story depends on
how the pile came about: in a pile that somebody picked most do. So every pair counts twice, in a picked pile and in
one that nobody picked; pairs of pages of different piles are samples of the second, and a few of the first.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
from benchmarks.events import bcubed

from lesart.model.annotation import Annotated
from lesart.pipeline import read_pile
from lesart.relate.accounts import read_account
from lesart.relate.pair_evidence import EVENT_KINDS, STORY_KINDS, Report, measure_event, measure_story, read_report
from lesart.relate.piles import SMALL_PILE, Weights, group_pile
from lesart.settings import Settings
from training.regression import Array, fit, write_weights

PENALTY = 3.0
"""Weight of the L2 penalty; 1 to 10 give nearly the same, leaving one pile out."""
STRANGERS = 1_500
"""Pairs of pages of different piles."""
STRANGERS_PICKED = 60
"""Of these, pairs taken as of one picked pile: a stray page in it. 0 to 200 give nearly the same."""
SEED = 1
PICKED = STORY_KINDS.index("picked")
OUT = Path("src/lesart/language/common")
HEAD = """# How much each kind of evidence speaks for two pages of a picked pile telling one {what} (by regression).
# Made by training/events.py from our own annotated piles; kinds are described in lesart/relate/pair_evidence.py.
# Columns: kind, weight.
"""
Groups = Mapping[str, set[str]]
"""By page, the events or stories it is in."""


@dataclass
class Sample:
    """One pile with its gold."""

    name: str
    reports: list[Report]
    sources: list[str]
    events: Groups
    stories: Groups


def read_samples(coverage: Path, short: Path) -> list[Sample]:
    """The piles of the folder `coverage`, and of the JSON Lines in `short`."""
    samples = []
    for path in sorted(coverage.glob("*/gold.json")):
        gold = json.loads(path.read_text("utf-8"))
        files = {file.name.split("_")[0]: str(file) for file in sorted(path.parent.glob("*_*.*"))}
        events: dict[str, set[str]] = {}
        stories: dict[str, set[str]] = {}
        for story, listed in enumerate(gold["stories"]):
            for number in listed["events"]:
                for page in gold["events"][number]["pages"]:
                    events.setdefault(files[page], set()).add(f"event {number}")
                    stories.setdefault(files[page], set()).add(f"story {story}")
        samples.append(_sample(path.parent.name, read_pile(sorted(events), Settings())[0], events, stories))
    for name in ("piles", "tuning"):
        pages = read_pile([str(short / f"{name}.jsonl")], Settings())[0]
        lines = [json.loads(line) for line in (short / f"{name}.gold.jsonl").read_text("utf-8").splitlines()]
        for pile in dict.fromkeys(line.get("pile", name) for line in lines):
            mine = {line["id"]: line for line in lines if line.get("pile", name) == pile}
            chosen = [page for page in pages if page.page.source in mine]
            events = {page: set(line["event"]) for page, line in mine.items()}
            stories = {page: {line["story"]} for page, line in mine.items()}
            samples.append(_sample(f"{name} {pile}", chosen, events, stories))
    return samples


def _sample(name: str, pages: Sequence[Annotated], events: Groups, stories: Groups) -> Sample:
    reports = []
    for page in pages:
        account = read_account(page)
        reports.append(read_report(page, account.weighed, account.happening))
    return Sample(name, reports, [page.page.source for page in pages], events, stories)


def learn(samples: Sequence[Sample]) -> Weights:
    """Weights for `samples`."""
    story: list[tuple[tuple[float, ...], bool]] = []
    event: list[tuple[tuple[float, ...], bool]] = []
    for sample in samples:
        for a, b in combinations(range(len(sample.reports)), 2):
            one, other = sample.sources[a], sample.sources[b]
            together = bool(sample.stories[one] & sample.stories[other])
            for picked in (True, False):
                story.append((measure_story(sample.reports[a], sample.reports[b], picked), together))
            if together:
                same = bool(sample.events[one] & sample.events[other])
                event.append((measure_event(sample.reports[a], sample.reports[b]), same))
    for number, (stranger, other_stranger) in enumerate(_strangers(samples)):
        story.append((measure_story(stranger, other_stranger, picked=False), False))
        if number < STRANGERS_PICKED:
            story.append((measure_story(stranger, other_stranger, picked=True), False))
    return Weights(_fit(story), _fit(event))


def _strangers(samples: Sequence[Sample]) -> Iterator[tuple[Report, Report]]:
    dealt = random.Random(SEED)
    for _ in range(STRANGERS):
        one, other = dealt.sample(range(len(samples)), 2)
        yield dealt.choice(samples[one].reports), dealt.choice(samples[other].reports)


def _fit(pairs: Sequence[tuple[tuple[float, ...], bool]]) -> tuple[float, ...]:
    evidence: Array = np.array([measured for measured, _ in pairs], dtype=np.float64)
    return fit(evidence, np.array([float(answer) for _, answer in pairs]), PENALTY)


def leave_out(samples: Sequence[Sample], verbose: bool) -> None:
    """Groups each small pile by weights of the others; prints F1 and how many groups are exactly right."""
    totals: list[tuple[float, float, int, int, int, int, int]] = []
    for sample in samples:
        if len(sample.reports) > SMALL_PILE:
            continue
        weights = learn([other for other in samples if other is not sample])
        pile = group_pile(sample.reports, weights=weights)
        events = _label(pile.events, sample.sources)
        told = [[page for event in story for page in pile.events[event]] for story in pile.stories]
        stories = _label(told, sample.sources)
        right = len(_sets(events) & _sets(sample.events)), len(_sets(stories) & _sets(sample.stories))
        asked = len(_sets(sample.events)), len(_sets(sample.stories))
        f1 = bcubed(events, sample.events)[0], bcubed(stories, sample.stories)[0]
        totals.append((*f1, *right, *asked, len(sample.reports)))
        if verbose or right != asked:
            print(f"{sample.name:22} events {f1[0]:.3f} {right[0]} of {asked[0]}  stories {f1[1]:.3f} {pile.events}")
    pages = sum(row[6] for row in totals)
    mean = [sum(row[n] * row[6] for row in totals) / pages for n in (0, 1)]
    right = [sum(row[n] for row in totals) for n in range(2, 6)]
    print(f"events F1 {mean[0]:.3f}, {right[0]} of {right[2]}; stories F1 {mean[1]:.3f}, {right[1]} of {right[3]}")


def _label(groups: Sequence[Sequence[int]], sources: Sequence[str]) -> Groups:
    return {sources[place]: {str(number)} for number, group in enumerate(groups) for place in group}


def _sets(groups: Groups) -> set[frozenset[str]]:
    found: dict[str, set[str]] = {}
    for page, names in groups.items():
        for name in names:
            found.setdefault(name, set()).add(page)
    return {frozenset(pages) for pages in found.values()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--coverage", type=Path, default=Path("tests/coverage/tuning"))
    parser.add_argument("--short", type=Path, default=Path("tests/relate/events"))
    parser.add_argument(
        "--leave-out", action="store_true", help="write nothing; score each pile by the others' weights"
    )
    parser.add_argument("--out", type=Path, default=OUT)
    asked = parser.parse_args()
    samples = read_samples(asked.coverage, asked.short)
    if asked.leave_out:
        leave_out(samples, verbose=False)
        return
    weights = learn(samples)
    write_weights(asked.out / "story_evidence.tsv", HEAD.format(what="story"), STORY_KINDS, tuple(weights.story))
    write_weights(asked.out / "event_evidence.tsv", HEAD.format(what="event"), EVENT_KINDS, tuple(weights.event))


if __name__ == "__main__":
    main()

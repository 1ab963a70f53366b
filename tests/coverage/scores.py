"""Scores of a synopsis against the hand-made gold of an event (`README.md` says how the gold was judged).

Sentence pairs: each row says that the sentences it touches on different pages stand side by side. Relations: of two
pages in a row, by the gold's list of what is allowed. Figures: a row is right if all its figures may stand together
and its verdict is allowed for one of its needed pairs. Forbidden: claims that no evidence on the pages carries.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations, product
from pathlib import Path
from typing import Any

import msgspec

from lesart.model.annotation import Annotated
from lesart.model.relation import Event, Story
from lesart.model.synopsis import Synopsis
from lesart.model.text import Span
from lesart.pipeline import Related, collate, compare_related, read_pile, relate_pages
from lesart.settings import Settings

TOUCHED = 0.5
"""Share of the shorter of two stretches that both must cover to be the same sentence, figure or saying."""

Pair = frozenset[str]


@dataclass
class Score:
    """Counts of one event or, added up, of several; `misses` names each error for a reader."""

    pairs_found: int = 0
    pairs_wrong: int = 0
    pairs_missed: int = 0
    relations_right: int = 0
    relations_checked: int = 0
    figures_right: int = 0
    figures_scored: int = 0
    figure_pairs_found: int = 0
    figure_pairs_needed: int = 0
    sayings_found: int = 0
    sayings_wrong: int = 0
    sayings_missed: int = 0
    sources_found: int = 0
    sources_wrong: int = 0
    sources_missed: int = 0
    groups_exact: int = 0
    groups_checked: int = 0
    forbidden: int = 0
    misses: list[str] = field(default_factory=list)

    def add(self, other: Score) -> None:
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)

    @property
    def locus_f1(self) -> float:
        return f1(self.pairs_found, self.pairs_wrong, self.pairs_missed)

    @property
    def relation_accuracy(self) -> float:
        return self.relations_right / self.relations_checked if self.relations_checked else 1.0

    @property
    def sayings_f1(self) -> float:
        return f1(self.sayings_found, self.sayings_wrong, self.sayings_missed)

    @property
    def sources_f1(self) -> float:
        return f1(self.sources_found, self.sources_wrong, self.sources_missed)


def f1(found: int, wrong: int, missed: int) -> float:
    return 2 * found / (2 * found + wrong + missed) if found + wrong + missed else 1.0


class Gold:
    """The gold of one event folder, with its page names by the ids of a synopsis."""

    def __init__(self, folder: Path, synopsis: Synopsis) -> None:
        self.notes: dict[str, Any] = json.loads((folder / "gold.json").read_text("utf-8"))
        by_file = {page["source"]: name for name, page in self.notes["pages"].items()}
        self.name = {page.page.id: by_file[Path(page.page.source).name] for page in synopsis.pages}

    def sentences(self, spans: Iterable[Span]) -> list[tuple[str, str]]:
        """(page, sentence) names that `spans` touch; a stretch on no sentence gets a name of its own."""
        found = []
        for span in spans:
            page = self.name[span.page]
            hits = [n for n, mark in self.notes["pages"][page]["sentences"].items() if touches(span, mark)]
            found.extend((page, hit) for hit in hits or [f"{page}?{span.start}"])
        return list(dict.fromkeys(found))

    def spot(self, marks: dict[str, Any], spans: Iterable[Span]) -> str | None:
        """The claim or quote that `spans` lie on."""
        for span in spans:
            for name, mark in marks.items():
                if mark["page"] == self.name[span.page] and touches(span, (mark["start"], mark["end"])):
                    return name
        return None


def touches(span: Span, mark: tuple[int, int]) -> bool:
    common = min(span.end, mark[1]) - max(span.start, mark[0])
    return common > 0 and common >= TOUCHED * min(len(span), mark[1] - mark[0])


def score_event(folder: Path, given_events: bool = False) -> Score:
    """Collates the pages of `folder` and scores the result.

    `given_events`: events and stories are those of the gold, so that the comparison is measured by itself.
    """
    sources = [str(path) for path in sorted(folder.glob("*.txt"))]
    if given_events:
        pages, entities, _ = read_pile(sources, Settings())
        synopsis = compare_related(pages, entities, relate_by_gold(folder, pages), Settings())
    else:
        synopsis = collate(sources, Settings())
    return score_synopsis(folder, synopsis)


def relate_by_gold(folder: Path, pages: tuple[Annotated, ...]) -> Related:
    """Wording and versions as found, events and stories as the gold has them."""
    notes = json.loads((folder / "gold.json").read_text("utf-8"))
    named = {page["source"]: name for name, page in notes["pages"].items()}
    page_of = {named[Path(page.page.source).name]: page.page.id for page in pages}
    events = tuple(
        Event(f"event-{place}", tuple(page_of[name] for name in event["pages"]))
        for place, event in enumerate(notes["events"])
    )
    stories = tuple(
        Story(f"story-{place}", tuple(f"event-{n}" for n in story["events"]))
        for place, story in enumerate(notes["stories"])
    )
    return msgspec.structs.replace(relate_pages(pages, Settings()), events=events, stories=stories)


def score_synopsis(folder: Path, synopsis: Synopsis) -> Score:
    """Scores a synopsis of the pages of `folder`."""
    gold, score = Gold(folder, synopsis), Score()
    _score_loci(synopsis, gold, score)
    _score_figures(synopsis, gold, score)
    _score_sayings(synopsis, gold, score)
    _score_groups(synopsis, gold, score)
    _count_forbidden(synopsis, gold, score)
    return score


def _derived(one: str, other: str) -> str:
    return next((each for each in ("differs", "reworded") if each in (one, other)), "verbatim")


def _score_loci(synopsis: Synopsis, gold: Gold, score: Score) -> None:
    needed: dict[Pair, list[str]] = {}
    for row in gold.notes["loci"]:
        for one, other in combinations(sorted(row["readings"]), 2):
            for pair in product(row["readings"][one], row["readings"][other]):
                needed[frozenset(pair)] = row["relations"][f"{one}/{other}"]
    free = {frozenset(pair) for pair in gold.notes["optional_pairs"]}
    said: dict[Pair, str] = {}
    for locus in synopsis.loci:
        spoken = [(r.relation, gold.sentences(r.spans)) for r in locus.readings if r.spans]
        for (mine, ones), (other, twos) in combinations(spoken, 2):
            for (_, a), (_, b) in product(ones, twos):
                said.setdefault(frozenset((a, b)), _derived(mine, other))
    for pair, relation in said.items():
        if pair in needed:
            score.pairs_found += 1
            score.relations_checked += 1
            score.relations_right += relation in needed[pair]
            if relation not in needed[pair]:
                score.misses.append(f"relation of {sorted(pair)}: {relation}, gold {needed[pair]}")
        elif pair not in free:
            score.pairs_wrong += 1
            score.misses.append(f"rows joined wrongly: {sorted(pair)}")
    missed = needed.keys() - said.keys()
    score.pairs_missed += len(missed)
    score.misses.extend(f"rows not joined: {sorted(pair)}" for pair in sorted(missed, key=sorted))


def _score_figures(synopsis: Synopsis, gold: Gold, score: Score) -> None:
    claims = gold.notes["figures"]["claims"]
    pairs = {frozenset(pair["claims"]): pair for pair in gold.notes["figures"]["pairs"]}
    needed = {key for key, pair in pairs.items() if pair["required"]}
    got: set[Pair] = set()
    for row in synopsis.figures:
        names = sorted({name for r in row.readings if (name := gold.spot(claims, (r.span,)))})
        across = [frozenset(two) for two in combinations(names, 2) if claims[two[0]]["page"] != claims[two[1]]["page"]]
        if not across:
            continue
        score.figures_scored += 1
        mixed = [two for two in across if two not in pairs]
        hard = [two for two in across if two in needed]
        allowed = {verdict for two in hard or across if two in pairs for verdict in pairs[two]["verdicts"]}
        score.forbidden += len(mixed) + (row.verdict in gold.notes["forbidden"].get("no_verdict", ()))
        if not mixed and row.verdict in allowed:
            score.figures_right += 1
            got |= set(hard)
        else:
            score.misses.append(f"figures {names}: {row.verdict}, gold {sorted(allowed)}, mixed {len(mixed)}")
    score.figure_pairs_needed += len(needed)
    score.figure_pairs_found += len(got)
    score.misses.extend(f"figure pair missed: {sorted(two)}" for two in sorted(needed - got, key=sorted))


def _score_sayings(synopsis: Synopsis, gold: Gold, score: Score) -> None:
    quotes = gold.notes["sayings"]["quotes"]
    needed: set[Pair] = set()
    free: set[Pair] = set()
    for row in gold.notes["sayings"]["rows"]:
        for a, b in combinations([*row["members"], *row["optional"]], 2):
            if quotes[a]["page"] != quotes[b]["page"]:
                (needed if a in row["members"] and b in row["members"] else free).add(frozenset((a, b)))
    said: set[Pair] = set()
    for saying in synopsis.sayings:
        named = [(r.page, gold.spot(quotes, r.spans) or f"{r.page}:{r.spans[0].start}") for r in saying.readings]
        said.update(frozenset((a, b)) for (p, a), (q, b) in combinations(named, 2) if p != q)
    score.sayings_found += len(said & needed)
    score.sayings_wrong += len(said - needed - free)
    score.sayings_missed += len(needed - said)
    score.misses.extend(f"sayings joined wrongly: {sorted(pair)}" for pair in sorted(said - needed - free, key=sorted))
    score.misses.extend(f"sayings not joined: {sorted(pair)}" for pair in sorted(needed - said, key=sorted))


def _score_groups(synopsis: Synopsis, gold: Gold, score: Score) -> None:
    """Events and stories are exact or not; sources are scored by pairs of pages."""
    events = {event.id: frozenset(gold.name[page] for page in event.pages) for event in synopsis.events}
    stories = {frozenset().union(*(events[name] for name in story.events)) for story in synopsis.stories}
    gold_events = [frozenset(event["pages"]) for event in gold.notes["events"]]
    gold_stories = {frozenset().union(*(gold_events[n] for n in story["events"])) for story in gold.notes["stories"]}
    for what, said, wanted in (("events", set(events.values()), set(gold_events)), ("stories", stories, gold_stories)):
        score.groups_checked += 1
        score.groups_exact += said == wanted
        if said != wanted:
            score.misses.append(f"{what}: {sorted(map(sorted, said))}, gold {sorted(map(sorted, wanted))}")
    mine = set(_pairs(frozenset(gold.name[page] for page in group.pages) for group in synopsis.sources))
    wanted_pairs = set(_pairs(frozenset(source["pages"]) for source in gold.notes["sources"]))
    score.sources_found += len(mine & wanted_pairs)
    score.sources_wrong += len(mine - wanted_pairs)
    score.sources_missed += len(wanted_pairs - mine)


def _pairs(groups: Iterable[frozenset[str]]) -> Iterator[Pair]:
    for group in groups:
        for two in combinations(sorted(group), 2):
            yield frozenset(two)


def _count_forbidden(synopsis: Synopsis, gold: Gold, score: Score) -> None:
    rules = gold.notes["forbidden"]
    for page in synopsis.pages:
        name, article = gold.name[page.page.id], page.article
        if name in rules.get("undated", {}).get("pages", ()) and article.published:
            _forbid(score, f"date {article.published} for {name}")
        if name in rules.get("no_agency", {}).get("pages", ()) and article.agencies:
            _forbid(score, f"agencies {article.agencies} for {name}")
        for author in article.authors:
            if author.lower() in rules.get("agencies_are_no_authors", ()):
                _forbid(score, f"agency {author} as author of {name}")
    if "no_versions" in rules and synopsis.versions:
        _forbid(score, "pages called versions")
    for span in _read_spans(synopsis):
        aside = gold.notes["pages"][gold.name[span.page]]["set_aside"]
        if any(min(span.end, end) - max(span.start, start) > TOUCHED * len(span) for start, end in aside):
            _forbid(score, f"a reading in what was set aside: {gold.name[span.page]} {span.start}-{span.end}")


def _forbid(score: Score, what: str) -> None:
    score.forbidden += 1
    score.misses.append(f"FORBIDDEN {what}")


def _read_spans(synopsis: Synopsis) -> Iterator[Span]:
    for locus in synopsis.loci:
        for reading in locus.readings:
            yield from reading.spans
    for figure in synopsis.figures:
        for number in figure.readings:
            yield number.span
    for saying in synopsis.sayings:
        for form in saying.readings:
            yield from form.spans

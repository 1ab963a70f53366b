"""How surely two sentences of different witnesses state the same: evidence of several kinds, weighed together.

A logistic regression: each kind of evidence has a weight (`row_evidence.tsv`, made by `training/rows.py` from our own
annotated events), their sum gives a probability. What is looked at: the terms that both have, by kind; whether each is
the likest sentence that the other page offers; what stands before and behind; where on its page each stands; whether
both hold the same figure or utterance; how many of the telling words of one the other has (`wordings.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import combinations
from math import exp, log1p

import numpy as np
from numpy.typing import NDArray

from lesart.compare.bonds import Bond, Bonds
from lesart.compare.unit_scales import convert
from lesart.compare.units import Unit
from lesart.compare.wordings import Covered
from lesart.errors import LanguageDataError
from lesart.language.languages import load_language
from lesart.model.text import Span

KINDS = (
    "constant", "inside", "shared", "concepts", "entities", "numbers", "rank_low", "rank_high",
    "apart", "neighbours", "figure", "saying", "quoted", "other_numbers", "openings",
    "covered_low", "covered_high", "words", "word_rank_low", "word_rank_high",
)  # fmt: skip
"""The kinds of evidence, in the order of `measure_pair`."""
EMBEDDED_KINDS = (*KINDS, "cosine", "behind_low", "behind_high")
"""The same where the sentences have vectors: their cosine, and how far it is behind the best that either sentence has
with the other page, the further and the nearer one."""
DIGITS = 3
"""Digits of a cosine, so that the order of a processor's additions changes no result."""
MOST_POSTINGS = 400
"""A term in more sentences of the event than this leads to no pair; it bounds the work on large events."""
MOST_SENTENCES = 400
"""Sentences of an event up to which each two that share any term are looked at closer, which finds a quarter more of
what belongs together; of more of them, those that share FEWEST_SHARED, which bounds the work."""
FEWEST_SHARED = 2.0
"""Weight of shared terms without which a pair of a large event is not looked at closer: half a concept (own setting).
"""

LIGHT_SENTENCE = 8.0
"""Weight of a sentence up to which it is taken as that heavy: that a place name standing alone is wholly in the other
sentence says nothing. A heavy word; of 6 to 12 the best leaving one event out, by half a point."""

Place = tuple[int, int]
"""Two units, by their index, the lower first."""


class Shared:
    """What two units have in common: likeness 0 to 1, and the weights of the shared terms in all and by kind.

    A compound that both have counts whole, its parts do not count again. Of sentences in two languages only those terms
    are looked at that could meet: concepts, entities, numbers.
    """

    __slots__ = ("concepts", "entities", "inside", "likeness", "numbers", "weight")

    def __init__(self, one: Unit, other: Unit) -> None:
        short, long = (one.terms, other.terms) if len(one.terms) <= len(other.terms) else (other.terms, one.terms)
        kinds = {"c:": 0.0, "e:": 0.0, "n:": 0.0}
        self.weight = 0.0
        for term, weight in short.items():
            there = long.get(term)
            if there is not None:
                common = min(weight, there)
                self.weight += common
                if term[:2] in kinds:
                    kinds[term[:2]] += common
        twice = 0.0
        for whole, parts in one.parts:
            if whole in other.terms:
                for part in parts:
                    common = min(one.terms[part], other.terms.get(part, 0.0))
                    twice += common
                    if part[:2] in kinds:
                        kinds[part[:2]] -= common
        self.weight -= twice
        self.concepts, self.entities, self.numbers = kinds["c:"], kinds["e:"], kinds["n:"]
        if one.language == other.language:
            mine, theirs = one.weight, other.weight
        else:
            mine, theirs = one.common_weight, other.common_weight
        mine, theirs = mine - twice, theirs - twice
        least, both = min(mine, theirs), mine + theirs
        self.inside = self.weight / max(least, LIGHT_SENTENCE)
        self.likeness = 0.5 * self.inside + self.weight / both if both else 0.0


def weigh_pairs(units: Sequence[Unit], bonds: Bonds, weights: Sequence[float] | None = None) -> dict[Place, float]:
    """Probability of each pair of units of different pages that they belong in one row; pairs without a shared
    term or a bond are left out, and of a large event those that share next to nothing. `weights`: others than the
    shipped ones, by KINDS."""
    weights = weights or _load_weights(bonds.vectors is not None)
    return {
        place: 1.0 / (1.0 + exp(-sum(weight * value for weight, value in zip(weights, measured, strict=True))))
        for place, measured in measure_pairs(units, bonds).items()
    }


def measure_pairs(units: Sequence[Unit], bonds: Bonds) -> dict[Place, tuple[float, ...]]:
    """The evidence on each pair, by KINDS; by EMBEDDED_KINDS where `bonds` have vectors."""
    figures, sayings = _index(units, bonds.figures), _index(units, bonds.sayings)
    openings = [index for index, unit in enumerate(units) if unit.place == 0]
    bound = figures | sayings | set(combinations(openings, 2))
    few = len(units) <= MOST_SENTENCES
    cosines = _Cosines(units, bonds.vectors) if bonds.vectors is not None else None
    shared = _share_terms(units, set(combinations(range(len(units)), 2)) if cosines and few else bound)
    covered = {(a, b): Covered(units[a].wording, units[b].wording) for a, b in shared}
    best = _find_best(units, {place: common.likeness for place, common in shared.items()})
    best_words = _find_best(units, {place: each.both for place, each in covered.items()})
    at = {(unit.page, unit.place): index for index, unit in enumerate(units)}
    last = {unit.page: max(unit.place, 1) for unit in units}
    measured: dict[Place, tuple[float, ...]] = {}
    for (a, b), common in shared.items():
        one, other = units[a], units[b]
        ranks = [common.likeness / top if top else 0.0 for top in (best[a, other.page], best[b, one.page])]
        words = covered[a, b]
        tops = (best_words[a, other.page], best_words[b, one.page])
        word_ranks = [words.both / top if top else 0.0 for top in tops]
        measured[a, b] = (
            1.0,
            common.inside,
            log1p(common.weight),
            common.concepts,
            common.entities,
            common.numbers,
            min(ranks),
            max(ranks),
            abs(one.place / last[one.page] - other.place / last[other.page]),
            sum(_likeness_beside(at, shared, one, other, step) for step in (-1, 1)),
            float((a, b) in figures),
            float((a, b) in sayings),
            float(one.quoted == other.quoted),
            float(_other_numbers(one, other)),
            float(one.place == other.place == 0),
            words.low,
            words.high,
            words.both,
            min(word_ranks),
            max(word_ranks),
            *(cosines.of(a, b) if cosines else ()),
        )
    return measured


class _Cosines:
    """How close the vectors of units are."""

    def __init__(self, units: Sequence[Unit], vectors: Mapping[Span, NDArray[np.float32]]) -> None:
        rows = np.stack([vectors[unit.span] for unit in units]) if units else np.zeros((0, 1), dtype=np.float32)
        self._close = np.round((rows @ rows.T).astype(np.float64), DIGITS)
        self._page = [unit.page for unit in units]
        starts = np.flatnonzero(np.diff(self._page, prepend=-1))
        tops = np.maximum.reduceat(self._close, starts, axis=1) if units else self._close
        self._best = {self._page[start]: tops[:, place] for place, start in enumerate(starts)}

    def of(self, a: int, b: int) -> tuple[float, float, float]:
        """By the last three of EMBEDDED_KINDS."""
        close = float(self._close[a, b])
        behind = (close - self._best[self._page[b]][a], close - self._best[self._page[a]][b])
        return close, float(min(behind)), float(max(behind))


def _find_best(units: Sequence[Unit], likeness: dict[Place, float]) -> dict[Place, float]:
    """By unit and other page, the most that a pair of the unit with that page has."""
    best: dict[Place, float] = defaultdict(float)
    for (a, b), value in likeness.items():
        best[a, units[b].page] = max(best[a, units[b].page], value)
        best[b, units[a].page] = max(best[b, units[a].page], value)
    return best


def _share_terms(units: Sequence[Unit], bound: set[Place]) -> dict[Place, Shared]:
    postings: dict[str, list[int]] = defaultdict(list)
    for index, unit in enumerate(units):
        for term in unit.terms:
            postings[term].append(index)
    least = FEWEST_SHARED if len(units) > MOST_SENTENCES else 0.0
    shared: dict[Place, Shared] = {}
    for index, unit in enumerate(units):
        near: set[int] = set()
        for term in unit.terms:
            if len(postings[term]) <= MOST_POSTINGS:
                near.update(other for other in postings[term] if other > index)
        for other in sorted(near):
            if units[other].page != unit.page:
                common = Shared(unit, units[other])
                if common.weight > least or (index, other) in bound:
                    shared[index, other] = common
    for a, b in sorted(bound - shared.keys()):
        if units[a].page != units[b].page:
            shared[a, b] = Shared(units[a], units[b])
    return shared


def _likeness_beside(
    at: dict[tuple[int, int], int], shared: dict[Place, Shared], one: Unit, other: Unit, step: int
) -> float:
    left, right = at.get((one.page, one.place + step)), at.get((other.page, other.place + step))
    if left is None or right is None:
        return 0.0
    common = shared.get((min(left, right), max(left, right)))
    return common.likeness if common else 0.0


def _other_numbers(one: Unit, other: Unit) -> bool:
    """Whether both give numbers and none of them is the same."""
    mine = {each.value for each in map(convert, one.quantities) if each.value is not None}
    theirs = {each.value for each in map(convert, other.quantities) if each.value is not None}
    return bool(mine and theirs and not mine & theirs)


def _index(units: Sequence[Unit], bonds: Iterable[Bond]) -> set[Place]:
    at = {unit.span: index for index, unit in enumerate(units)}
    return {(min(at[one], at[other]), max(at[one], at[other])) for one, other in bonds if one in at and other in at}


@lru_cache(maxsize=2)
def _load_weights(embedded: bool) -> tuple[float, ...]:
    name, kinds = ("row_evidence_embedded", EMBEDDED_KINDS) if embedded else ("row_evidence", KINDS)
    table = load_language(None).mapping(name)
    if set(table) != set(kinds):
        raise LanguageDataError(f"{name}.tsv weighs {sorted(table)}, not {sorted(kinds)}")
    return tuple(float(table[kind]) for kind in kinds)

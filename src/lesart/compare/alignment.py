"""Which sentences of several witnesses stand side by side.

Pairs of sentences are scored by the weight of the terms they share; rows grow from the best pair down, and two rows
join only if their sentences are alike on the whole (average linkage), so that a chain of half-alike sentences does
not become one row. A witness may give a row several sentences where it says in two what others say in one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from lesart.compare.bonds import Bonds
from lesart.compare.units import Unit

ALIKE = 0.36
"""Score (0 to 1) from which two sentences may stand in one row. Set on the tuning half of `tests/coverage`."""
JOIN = 0.22
"""Mean score between two rows from which they join. Set there too."""
FEWEST_SHARED = 5.0
"""Weight of shared terms at least: more than one concept or common word. Set there too."""
REST_SHARE = 0.45
"""Share of the second sentence's terms that must lie in what the first one leaves open of the other witness's
sentence, before one witness gives a row two sentences. Set there too."""
ORDER_BONUS = 0.05
"""Added where the sentence before or behind is aligned to the neighbour too: reports keep their order."""
BOND = 0.3
"""Added where both sentences hold the same figure or utterance (`bonds.py`). Set there too."""
MOST_POSTINGS = 400
"""A term in more sentences of the event than this leads to no pair; it bounds the work on large events."""


class Pair:
    """Two units of different pages with their score; `a`, `b` are indices of units."""

    __slots__ = ("a", "b", "score")

    def __init__(self, a: int, b: int, score: float) -> None:
        self.a, self.b, self.score = a, b, score


def score_units(one: Unit, other: Unit) -> float:
    """Likeness of two sentences, 0 to 1: half by what both have of both, half by what both have of the shorter."""
    short, long = (one.terms, other.terms) if len(one.terms) <= len(other.terms) else (other.terms, one.terms)
    shared = sum(min(weight, long[term]) for term, weight in short.items() if term in long)
    if shared < FEWEST_SHARED:
        return 0.0
    dice = 2.0 * shared / (one.weight + other.weight)
    inside = shared / min(one.weight, other.weight)
    return 0.5 * dice + 0.5 * inside


def score_pairs(units: Sequence[Unit], bonds: Bonds = frozenset()) -> tuple[list[Pair], dict[tuple[int, int], float]]:
    """Pairs of units of different pages that may stand in one row, best first (ties by place); and all scores."""
    postings: dict[str, list[int]] = defaultdict(list)
    for index, unit in enumerate(units):
        for term in unit.terms:
            postings[term].append(index)
    scores: dict[tuple[int, int], float] = {}
    for index, unit in enumerate(units):
        near: set[int] = set()
        for term in unit.terms:
            if len(postings[term]) <= MOST_POSTINGS:
                near.update(other for other in postings[term] if other > index)
        for other in near:
            if units[other].page != unit.page:
                score = score_units(unit, units[other])
                if score > 0.0:
                    scores[index, other] = score
    _bind(units, bonds, scores)
    where = {(unit.page, unit.place): index for index, unit in enumerate(units)}
    firm = {pair for pair, score in scores.items() if score >= ALIKE}
    for a, b in list(scores):
        if _neighbours_align(units, where, firm, a, b):
            scores[a, b] += ORDER_BONUS
    pairs = [Pair(a, b, score) for (a, b), score in scores.items() if score >= ALIKE]
    return sorted(pairs, key=lambda pair: (-pair.score, pair.a, pair.b)), scores


def _bind(units: Sequence[Unit], bonds: Bonds, scores: dict[tuple[int, int], float]) -> None:
    """Adds BOND to the scores of pairs that hold the same figure or utterance."""
    at = {unit.span: index for index, unit in enumerate(units)}
    for one, other in bonds:
        if one in at and other in at:
            pair = (min(at[one], at[other]), max(at[one], at[other]))
            scores[pair] = scores.get(pair, 0.0) + BOND


def _neighbours_align(
    units: Sequence[Unit],
    where: dict[tuple[int, int], int],
    firm: set[tuple[int, int]],
    a: int,
    b: int,
) -> bool:
    for step in (-1, 1):
        left = where.get((units[a].page, units[a].place + step))
        right = where.get((units[b].page, units[b].place + step))
        if left is not None and right is not None and (min(left, right), max(left, right)) in firm:
            return True
    return False


def align_units(units: Sequence[Unit], bonds: Bonds = frozenset()) -> list[list[int]]:
    """Rows of units (indices, sorted) of two or more pages.

    A unit stands in one row, and in a further one where it says something else that others say elsewhere.
    """
    pairs, known = score_pairs(units, bonds)
    rows: dict[int, list[int]] = {index: [index] for index in range(len(units))}
    owner = list(range(len(units)))
    for pair in pairs:
        one, other = owner[pair.a], owner[pair.b]
        if one == other or not _may_join(units, known, rows[one], rows[other]):
            continue
        rows[one] = sorted(rows[one] + rows.pop(other))
        for index in rows[one]:
            owner[index] = one
    first = {index: list(row) for row in rows.values() for index in row}
    for pair in pairs:
        _join_further(units, known, rows, owner, first, pair)
    return [row for row in rows.values() if len({units[index].page for index in row}) > 1]


def _join_further(
    units: Sequence[Unit],
    known: dict[tuple[int, int], float],
    rows: dict[int, list[int]],
    owner: list[int],
    first: dict[int, list[int]],
    pair: Pair,
) -> None:
    """Adds one unit of `pair` to the other's row for what it does not share with its own row already."""
    for guest, host in ((pair.a, pair.b), (pair.b, pair.a)):
        row = rows[owner[host]]
        if guest in row or len(first[guest]) < 2 or any(units[index].page == units[guest].page for index in row):
            continue
        told = {t for mate in first[guest] if units[mate].page != units[guest].page for t in units[mate].terms}
        shared = [
            min(weight, units[host].terms[term])
            for term, weight in units[guest].terms.items()
            if term in units[host].terms and term not in told
        ]
        mean = sum(known.get((min(guest, i), max(guest, i)), 0.0) for i in row) / len(row)
        if sum(shared) >= FEWEST_SHARED and mean >= JOIN:
            rows[owner[host]] = sorted([*row, guest])
            return


def _may_join(units: Sequence[Unit], known: dict[tuple[int, int], float], one: list[int], other: list[int]) -> bool:
    across = [known.get((min(a, b), max(a, b)), 0.0) for a in one for b in other if units[a].page != units[b].page]
    if not across or sum(across) / len(across) < JOIN:
        return False
    pages = {units[index].page: index for index in one}
    twice = {units[index].page for index in other if units[index].page in pages}
    return all(_adds(units, one, other, page) for page in sorted(twice))


def _adds(units: Sequence[Unit], one: list[int], other: list[int], page: int) -> bool:
    """Whether the sentences that `page` has in both rows say different parts of what another witness says in one."""
    mine = sorted((index for index in (*one, *other) if units[index].page == page), key=lambda i: units[i].place)
    if len(mine) > 2 or units[mine[-1]].place - units[mine[0]].place > 1:
        return False
    whole = max((index for index in (*one, *other) if units[index].page != page), key=lambda i: units[i].weight)
    first, second = mine
    for kept, added in ((first, second), (second, first)):
        rest = {term for term in units[whole].terms if term not in units[kept].terms}
        gained = sum(weight for term, weight in units[added].terms.items() if term in rest)
        if gained < FEWEST_SHARED or gained < REST_SHARE * units[added].weight:
            return False
    return True

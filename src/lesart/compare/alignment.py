"""Which sentences of several witnesses stand side by side.

Each pair of sentences has a probability of belonging together (`evidence.py`, then `surroundings.py`). Rows grow from
the surest pair down, and two rows join only if their sentences belong together on the whole (average linkage), so that
a chain of half-alike sentences does not become one row. A witness may give a row several sentences where it says in
two what others say in one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from lesart.compare.bonds import Bonds
from lesart.compare.evidence import Place, weigh_pairs
from lesart.compare.surroundings import weigh_again
from lesart.compare.units import Unit

ALIKE = 0.5
"""Probability from which two sentences may stand in one row. Of 0.4 to 0.55 on the tuning events, each scored by
weights of the others (`python -m training.rows … --leave-out`); they differ by 0.3 points."""
JOIN = 0.4
"""Mean probability between two rows from which they join. Of 0.35 to 0.5 the best there, by half a point."""
SURE_FURTHER = 0.6
"""Probability from which a sentence that has a row makes a further one with a sentence that stands alone. Of 0.45 to
0.7, leaving one event out, rows F1 differs by half a point; from here on as many wrong as right pairs go."""
FEWEST_SHARED = 5.0
"""Weight of shared terms at least: more than one concept or common word. Set on the tuning half of `tests/coverage`."""
REST_SHARE = 0.45
"""Share of the second sentence's terms that must lie in what the first one leaves open of the other witness's
sentence, before one witness gives a row two sentences. Set there too."""


class RowWeights(NamedTuple):
    """Weights of what is seen at first look (`evidence.py`) and at second (`surroundings.py`)."""

    first: Sequence[float]
    again: Sequence[float]


def align_units(units: Sequence[Unit], bonds: Bonds, weights: RowWeights | None = None) -> list[list[int]]:
    """Rows of units (indices, sorted) of two or more pages. `weights`: others than the shipped ones.

    A unit stands in one row, and in a further one where it says something else that others say elsewhere.
    """
    first = weigh_pairs(units, bonds, weights.first if weights else None)
    known = weigh_again(units, first, weights.again if weights else None, bonds.vectors is not None)
    pairs = sorted((pair for pair, sure in known.items() if sure >= ALIKE), key=lambda pair: (-known[pair], pair))
    rows: dict[int, list[int]] = {index: [index] for index in range(len(units))}
    owner = list(range(len(units)))
    for pair in pairs:
        one, other = owner[pair[0]], owner[pair[1]]
        if one == other or not _may_join(units, known, rows[one], rows[other]):
            continue
        rows[one] = sorted(rows[one] + rows.pop(other))
        for index in rows[one]:
            owner[index] = one
    own = {index: list(row) for row in rows.values() for index in row}
    for pair in pairs:
        _join_further(units, known, rows, owner, own, pair)
    return [row for row in rows.values() if len({units[index].page for index in row}) > 1]


def _join_further(
    units: Sequence[Unit],
    known: dict[Place, float],
    rows: dict[int, list[int]],
    owner: list[int],
    own: dict[int, list[int]],
    pair: Place,
) -> None:
    """Adds one unit of `pair` to the other's row for what it does not share with its own row already."""
    for guest, host in (pair, pair[::-1]):
        row = rows[owner[host]]
        if guest in row or len(own[guest]) < 2 or any(units[index].page == units[guest].page for index in row):
            continue
        told = {t for mate in own[guest] if units[mate].page != units[guest].page for t in units[mate].terms}
        shared = [
            min(weight, units[host].terms[term])
            for term, weight in units[guest].terms.items()
            if term in units[host].terms and term not in told
        ]
        mean = sum(known.get((min(guest, i), max(guest, i)), 0.0) for i in row) / len(row)
        if sum(shared) >= FEWEST_SHARED and mean >= (JOIN if len(row) > 1 else SURE_FURTHER):
            rows[owner[host]] = sorted([*row, guest])
            return


def _may_join(units: Sequence[Unit], known: dict[Place, float], one: list[int], other: list[int]) -> bool:
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

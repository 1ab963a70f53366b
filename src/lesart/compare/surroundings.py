"""What the likeness of all other pairs tells about one pair of sentences: a second look.

`evidence.py` looks at each two sentences by themselves. Here the likely pairs that came out of it judge one another:
whether either sentence has a likelier partner on the other page (rivals), whether a third page joins both or tells them
apart, and whether the sentences around them go together, so that two pages which tell in one order help each other.
Weights: `row_surroundings.tsv`, made by `training/rows.py` from our own annotated events.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import exp, log, log1p

from lesart.compare.evidence import Place
from lesart.compare.units import Unit
from lesart.errors import LanguageDataError
from lesart.language.languages import load_language

KINDS = (
    "constant", "first", "rival", "support", "against", "beside", "around", "density",
)  # fmt: skip
"""What is looked at, in the order of `measure_surroundings`."""
LIKELY = 0.01
"""Probability at first look from which a pair is looked at again, and tells of others."""
SURE = 0.3
"""Probability at first look from which a pair supports those around it."""
MOST_THIRDS = 3.0
"""Third pages that support or contradict a pair count up to so many."""
NEAR = 2.0
"""Sentences within which pairs of the same two pages support one another (standard deviation of the distance)."""
_BESIDE = ((0, -1), (0, 1), (1, 0), (-1, 0))
FAINTEST = 1e-4
"""Probability below which none is told from another."""


class _Known:
    """Probabilities of the likely pairs, by unit and by page."""

    def __init__(self, units: Sequence[Unit], first: dict[Place, float]) -> None:
        self.units = units
        self.sure = {place: sure for place, sure in first.items() if sure >= LIKELY}
        self.partners: dict[int, dict[int, float]] = defaultdict(dict)
        for (a, b), sure in sorted(self.sure.items()):
            self.partners[a][b] = self.partners[b][a] = sure
        self.best: dict[int, dict[int, tuple[float, int]]] = defaultdict(dict)
        self.next: dict[int, dict[int, float]] = defaultdict(dict)
        for one, partners in self.partners.items():
            for other, sure in partners.items():
                page = units[other].page
                top, _ = self.best[one].get(page, (0.0, -1))
                if sure > top:
                    self.best[one][page] = (sure, other)
                    sure = top
                self.next[one][page] = max(sure, self.next[one].get(page, 0.0))
        self.at = {(unit.page, unit.place): index for index, unit in enumerate(units)}
        self.sentences = {unit.page: unit.place + 1 for unit in units}

    def rival(self, one: int, other: int) -> float:
        """Probability of the likeliest partner of `one` on the page of `other` that is not `other`."""
        page = self.units[other].page
        top, whom = self.best[one].get(page, (0.0, -1))
        return self.next[one].get(page, 0.0) if whom == other else top

    def beside(self, one: int, other: int, step: int, other_step: int) -> float:
        """Probability of the pair so many sentences further on either page."""
        a, b = self.units[one], self.units[other]
        left, right = self.at.get((a.page, a.place + step)), self.at.get((b.page, b.place + other_step))
        if left is None or right is None:
            return 0.0
        return self.partners[left].get(right, 0.0) if left in self.partners else 0.0

    def thirds(self, one: int, other: int) -> tuple[float, float]:
        """How far third pages join both, and tell them apart: each page as far as the weaker of two bonds goes."""
        mine, theirs = self.partners[one], self.partners[other]
        joined: dict[int, float] = {}
        for third in mine.keys() & theirs.keys():
            page = self.units[third].page
            joined[page] = max(joined.get(page, 0.0), min(mine[third], theirs[third]))
        apart = 0.0
        for page, (sure, whom) in self.best[one].items():
            there, others = self.best[other].get(page, (0.0, -1))
            if others >= 0 and whom != others:
                apart += min(sure, there)
        return sum(sorted(joined.values())), apart


def measure_surroundings(units: Sequence[Unit], first: dict[Place, float]) -> dict[Place, tuple[float, ...]]:
    """What is known of each likely pair of `first`, by KINDS."""
    known = _Known(units, first)
    orders = _read_orders(known)
    measured: dict[Place, tuple[float, ...]] = {}
    for (a, b), sure in known.sure.items():
        one, other = units[a], units[b]
        support, against = known.thirds(a, b)
        order = orders[one.page, other.page]
        measured[a, b] = (
            1.0,
            _logit(sure),
            _logit(sure) - _logit(max(known.rival(a, b), known.rival(b, a))),
            min(support, MOST_THIRDS),
            min(against, MOST_THIRDS),
            max(known.beside(a, b, step, other_step) for step, other_step in _BESIDE),
            log1p(order.around(one.place, other.place)),
            order.density,
        )
    return measured


class _Order:
    """The sure pairs of two pages, by their place on either."""

    def __init__(self, shorter: int, sure: Iterable[tuple[int, int, float]]) -> None:
        self._sure = sorted(sure)
        self.density = sum(weight for _, _, weight in self._sure) / shorter
        """Sure pairs, by the sentences of the shorter page."""

    def around(self, place: int, other: int) -> float:
        """Sure pairs close by on both pages."""
        low = bisect_left(self._sure, place - 3 * NEAR, key=_first)
        high = bisect_right(self._sure, place + 3 * NEAR, key=_first)
        return sum(
            weight * exp(-0.5 * ((place - a) ** 2 + (other - b) ** 2) / NEAR**2)
            for a, b, weight in self._sure[low:high]
            if a != place and b != other
        )


def _first(sure: tuple[int, int, float]) -> float:
    return sure[0]


def _read_orders(known: _Known) -> dict[tuple[int, int], _Order]:
    sure: dict[tuple[int, int], list[tuple[int, int, float]]] = defaultdict(list)
    for (a, b), weight in known.sure.items():
        one, other = known.units[a], known.units[b]
        mine = sure[one.page, other.page]
        if weight >= SURE:
            mine.append((one.place, other.place, weight))
    return {(a, b): _Order(min(known.sentences[a], known.sentences[b]), mine) for (a, b), mine in sure.items()}


def weigh_again(
    units: Sequence[Unit], first: dict[Place, float], weights: Sequence[float] | None = None, embedded: bool = False
) -> dict[Place, float]:
    """Probability of each likely pair of `first` in its surroundings. `weights`: others than the shipped, by KINDS;
    `embedded`: those that were learnt where sentences had vectors."""
    weights = weights or _load_weights("row_surroundings_embedded" if embedded else "row_surroundings")
    return {
        place: 1.0 / (1.0 + exp(-sum(weight * value for weight, value in zip(weights, measured, strict=True))))
        for place, measured in measure_surroundings(units, first).items()
    }


def _logit(sure: float) -> float:
    bounded = min(max(sure, FAINTEST), 1.0 - FAINTEST)
    return log(bounded / (1.0 - bounded))


@lru_cache(maxsize=2)
def _load_weights(name: str) -> tuple[float, ...]:
    table = load_language(None).mapping(name)
    if set(table) != set(KINDS):
        raise LanguageDataError(f"{name}.tsv weighs {sorted(table)}, not {sorted(KINDS)}")
    return tuple(float(table[kind]) for kind in KINDS)

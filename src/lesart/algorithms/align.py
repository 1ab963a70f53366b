"""Which stretches two word sequences share, changed words and all.

Seeds (pairs of words that either sequence has once) are extended to both sides: word by
word where the two agree; over a gap by the cheapest way to a place where they agree again; until the score has
dropped too far below its best, where the stretch ends (an X-drop extension as in Zhang, Berman and Miller 1998, with
resynchronising on words). Each stretch is found on its own, so order does not matter: paragraphs may be moved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lesart.algorithms.fingerprint import hash_runs
from lesart.algorithms.words import Hashes

SEED_REPEATED = 8
"""Words of a seed that a sequence holds more than once (a lead that is printed twice): fewer would be set phrases."""

MOST_REPEATS = 4
"""Repetitions of one seed on either side at most, so that a chorus costs no more than its first lines."""

GAP = 8
"""Words. No gap between agreeing words is longer on either side."""

SHORT_GAIN = 0.4
"""Score of an agreeing short word (see `words.LONG_WORD`); a long one scores 1."""

LONG_EXTRA = 1.0 - SHORT_GAIN

CHANGE_COST = 0.45
"""Score of a word in a gap, counted on the side where the gap is longer."""

LEAST_RESYNC = -1.0
"""Score. A gap whose cost exceeds what agrees behind it (four words are read) by more than this ends an extension:
beyond, the next agreeing word is chance. Between -3 and -1 nothing changed on the sets named in docs/reuse.md."""

DROP = 4.0
"""Score. How far an extension may fall below its best before it ends."""

LEAST_AGREEING = 7
"""Agreeing words of a stretch at least; under it lie set phrases."""

LEAST_TOGETHER = 8
"""Agreeing words of two sequences at least, in all their stretches: one of seven alone is a phrase ("es geht um einen
Betrag von mehr als")."""

LEAST_SHARE = 0.4
"""Agreeing words of a stretch, as a share of the longer side; with fewer the two sides say different things."""

_LOOK = 4
"""Words that are read on to judge a place where the two may agree again."""

_REACH = GAP + _LOOK

_FIRST, _SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)
_PLACE = np.uint64((1 << 22) - 1)
"""Bits for the place of a seed: four million words a sequence."""

_LONG = np.uint64(1)

Run = tuple[int, int, int]
"""`(i, j, length)`: words `i..` of one sequence and `j..` of the other agree."""


@dataclass(frozen=True, slots=True)
class Block:
    """One shared stretch: words `[a_start, a_end)` of one sequence, `[b_start, b_end)` of the other.

    `runs` are the agreeing words inside it, in the order of both; the first and the last end the stretch.
    """

    runs: tuple[Run, ...]

    @property
    def a_start(self) -> int:
        return self.runs[0][0]

    @property
    def a_end(self) -> int:
        return self.runs[-1][0] + self.runs[-1][2]

    @property
    def b_start(self) -> int:
        return self.runs[0][1]

    @property
    def b_end(self) -> int:
        return self.runs[-1][1] + self.runs[-1][2]

    @property
    def agreeing(self) -> int:
        """Words that agree."""
        return sum(run[2] for run in self.runs)


class Aligned:
    """A word sequence made ready to be aligned with many others."""

    def __init__(self, hashes: Hashes) -> None:
        self.hashes = hashes

    @cached_property
    def words(self) -> list[int]:
        listed: list[int] = self.hashes.tolist()
        return listed

    @cached_property
    def back(self) -> list[int]:
        return self.words[::-1]

    @property
    def single(self) -> tuple[Hashes, NDArray[np.int64]]:
        """The runs of two words that hold a long word and occur once: their hashes, sorted, and their places.

        Two words find what an edit of every third word leaves; five lose half of it (see docs/reuse.md).
        """
        return self._runs[:2]

    @cached_property
    def _runs(self) -> tuple[Hashes, NDArray[np.int64], int]:
        """As `single`, and the number of runs that occur more often. Hash and place are sorted in one number."""
        first, second = self.hashes[:-1], self.hashes[1:]
        keys = (first * _FIRST + second * _SECOND) & ~_PLACE | np.arange(len(first), dtype=np.uint64)
        keys = keys[(first | second) & _LONG == _LONG]
        keys.sort()
        runs = keys & ~_PLACE
        fresh = np.ones(len(runs) + 1, np.bool_)
        np.not_equal(runs[1:], runs[:-1], out=fresh[1:-1])
        once = np.flatnonzero(fresh[:-1] & fresh[1:])
        return runs[once], (keys[once] & _PLACE).astype(np.int64), len(runs) - len(once)

    @cached_property
    def long_runs(self) -> dict[int, list[int]]:
        """Places of the runs of `SEED_REPEATED` words."""
        places: dict[int, list[int]] = {}
        for place, run in enumerate(hash_runs(self.hashes, SEED_REPEATED).tolist()):
            places.setdefault(run, []).append(place)
        return places

    @cached_property
    def repeated(self) -> frozenset[int]:
        """The runs of `SEED_REPEATED` words that occur more than once."""
        if self._runs[2] < SEED_REPEATED:
            return frozenset()
        runs = hash_runs(self.hashes, SEED_REPEATED)
        runs.sort()
        twice: list[int] = runs[1:][runs[1:] == runs[:-1]].tolist()
        return frozenset(twice)


def align(a: Aligned, b: Aligned) -> list[Block]:
    """The stretches that `a` and `b` share, by their place in `a`."""
    found: list[Block] = []
    tried: list[tuple[int, int]] = []
    owner = [-1] * len(a.words)
    for i, j in _seeds(a, b):
        place = owner[i]
        if place >= 0 and tried[place][0] <= j < tried[place][1]:
            continue
        runs = _extend(a, b, i, j)
        if not runs:
            continue
        block = Block(runs)
        start, end = block.a_start, block.a_end
        owner[start:end] = [len(tried)] * (end - start)
        tried.append((block.b_start, block.b_end))
        if is_worth(block):
            found.append(block)
    if sum([block.agreeing for block in found]) < LEAST_TOGETHER:
        return []
    return _without_overlap(found) if len(found) > 1 else found


def _seeds(a: Aligned, b: Aligned) -> list[tuple[int, int]]:
    """Places where an extension may start: of neighbouring seeds that go on in the same way only the first."""
    (runs, places), (other_runs, other_places) = a.single, b.single
    if not len(runs) or not len(other_runs):
        return _repeated_seeds(a, b)
    at = other_runs.searchsorted(runs)
    np.minimum(at, len(other_runs) - 1, out=at)
    hits = np.flatnonzero(other_runs[at] == runs)
    i, j = places[hits], other_places[at[hits]]
    order = i.argsort()
    i, j = i[order], j[order]
    ways = j - i
    turns = np.ones(len(i), np.bool_)
    turns[1:] = (ways[1:] != ways[:-1]) | (i[1:] - i[:-1] > GAP)
    return [*zip(i[turns].tolist(), j[turns].tolist(), strict=True), *_repeated_seeds(a, b)]


def _repeated_seeds(a: Aligned, b: Aligned) -> list[tuple[int, int]]:
    """Places of what one of the two has more than once, for at most `MOST_REPEATS` repetitions."""
    if not a.repeated and not b.repeated:
        return []
    runs = (a.repeated | b.repeated) & a.long_runs.keys() & b.long_runs.keys()
    return sorted(
        (i, j) for run in runs for i in a.long_runs[run][:MOST_REPEATS] for j in b.long_runs[run][:MOST_REPEATS]
    )


def _without_overlap(blocks: Sequence[Block]) -> list[Block]:
    """`blocks` by their place, the smaller ones without the runs that lie inside larger ones on both sides."""
    kept: list[Block] = []
    for block in sorted(blocks, key=lambda block: (-block.agreeing, block.a_start, block.b_start)):
        runs = block.runs
        for other in kept:
            runs = tuple(run for run in runs if not _inside(run, other))
        if len(runs) == len(block.runs):
            kept.append(block)
        elif runs and is_worth(rest := Block(runs)):
            kept.append(rest)
    return sorted(kept, key=lambda block: (block.a_start, block.b_start))


def _inside(run: Run, block: Block) -> bool:
    i, j, length = run
    return block.a_start <= i and i + length <= block.a_end and block.b_start <= j and j + length <= block.b_end


def is_worth(block: Block) -> bool:
    """Whether a stretch is long enough and agrees in enough of its words to be kept."""
    agreeing = block.agreeing
    if agreeing < LEAST_AGREEING:
        return False
    longer = max(block.a_end - block.a_start, block.b_end - block.b_start)
    return agreeing >= LEAST_SHARE * longer


def _extend(a: Aligned, b: Aligned, i: int, j: int) -> tuple[Run, ...]:
    """The best stretch around the agreeing words at `i`, `j`; empty where they do not agree."""
    forth = _extend_one_way(a.words, b.words, i, j)
    if not forth:
        return ()
    rows, columns = len(a.words), len(b.words)
    back = _extend_one_way(a.back, b.back, rows - i, columns - j)
    runs = [(rows - i - length, columns - j - length, length) for i, j, length in reversed(back)]
    if runs and runs[-1][0] + runs[-1][2] == forth[0][0] and runs[-1][1] + runs[-1][2] == forth[0][1]:
        first = runs.pop()
        forth[0] = (first[0], first[1], first[2] + forth[0][2])
    return (*runs, *forth)


def _extend_one_way(a: Sequence[int], b: Sequence[int], i: int, j: int) -> list[Run]:
    """Runs from `i`, `j` onwards, up to where the score is best."""
    runs: list[Run] = []
    rows, columns = len(a), len(b)
    score = best = 0.0
    kept = 0
    while True:
        start = i
        while a[i : i + 16] == b[j : j + 16] and i + 16 <= rows and j + 16 <= columns:
            i += 16
            j += 16
        while i < rows and j < columns and a[i] == b[j]:
            i += 1
            j += 1
        if i > start:
            runs.append((start, j - (i - start), i - start))
            score += SHORT_GAIN * (i - start) + LONG_EXTRA * sum([word & 1 for word in a[start:i]])
            if score >= best:
                best = score
                kept = len(runs)
        if i >= rows or j >= columns:
            break
        if a[i + 1 : i + 4] == b[j + 1 : j + 4] and i + 3 < rows and j + 3 < columns:
            x = y = 1
        else:
            x, y = _resync(a[i : i + _REACH], b[j : j + _REACH])
            if x < 0:
                break
        score -= CHANGE_COST * (x if x > y else y)
        if score < best - DROP:
            break
        i += x
        j += y
    return runs[:kept]


def _resync(near_a: Sequence[int], near_b: Sequence[int]) -> tuple[int, int]:
    """The nearest gap `(x, y)` that what agrees behind it pays for, else the one that costs least in the end;
    `(-1, -1)` where the words near do not agree again."""
    found = (-1, -1)
    best = (False, LEAST_RESYNC, 0)
    for word in set(near_a).intersection(near_b):
        x, y = near_a.index(word), near_b.index(word)
        gap = x if x > y else y
        if gap > GAP:
            continue
        gain = -CHANGE_COST * gap
        for one, other in zip(near_a[x : x + _LOOK], near_b[y : y + _LOOK], strict=False):
            if one != other:
                break
            gain += 1.0 if one & 1 else SHORT_GAIN
        merit = (True, float(-gap), -x - y) if gain >= 0 else (False, gain, -x)
        if merit > best:
            best = merit
            found = (x, y)
    return found

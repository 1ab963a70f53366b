"""Which stretches two word sequences share, changed words and all.

Seeds (shared fingerprints, then pairs of words that either sequence has once) are extended to both sides: word by
word where the two agree; over a gap by the cheapest way to a place where they agree again; until the score has
dropped too far below its best, where the stretch ends (an X-drop extension as in Zhang, Berman and Miller 1998, with
resynchronising on words). Each stretch is found on its own, so order does not matter: paragraphs may be moved.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lesart.algorithms.fingerprint import Fingerprints, hash_runs
from lesart.algorithms.words import Hashes

SEED = 2
"""Words of the smallest seed inside a pair that fingerprints have brought together. Two words find what an edit of
every third word leaves; five lose half of it (see docs/reuse.md)."""

GAP = 8
"""Words. No gap between agreeing words is longer on either side."""

SHORT_GAIN = 0.4
"""Score of an agreeing short word (see `words.LONG_WORD`); a long one scores 1."""

CHANGE_COST = 0.45
"""Score of a word in a gap, counted on the side where the gap is longer."""

DROP = 4.0
"""Score. How far an extension may fall below its best before it ends."""

LEAST_AGREEING = 7
"""Agreeing words of a stretch at least; under it lie set phrases."""

LEAST_SHARE = 0.4
"""Agreeing words of a stretch, as a share of the longer side; with fewer the two sides say different things."""

_LOOK = 4
"""Words that are read on to judge a place where the two may agree again."""

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
    """A word sequence made ready to be aligned with many others. `prints`: its own fingerprints."""

    def __init__(self, hashes: Hashes, prints: Fingerprints) -> None:
        self.hashes = hashes
        self.prints = prints

    @cached_property
    def words(self) -> list[int]:
        listed: list[int] = self.hashes.tolist()
        return listed

    @cached_property
    def back(self) -> list[int]:
        return self.words[::-1]

    @cached_property
    def marks(self) -> dict[int, list[int]]:
        """Places of each fingerprint."""
        places: dict[int, list[int]] = {}
        for mark, place in zip(self.prints.hashes.tolist(), self.prints.places.tolist(), strict=True):
            places.setdefault(mark, []).append(place)
        return places

    @cached_property
    def single(self) -> dict[int, int]:
        """Place of each run of `SEED` words that the sequence has once and that holds a long word."""
        runs = hash_runs(self.hashes, SEED)
        if not len(runs):
            return {}
        long = (self.hashes[:-1] | self.hashes[1:]) & np.uint64(1)
        keys, first, count = np.unique(runs, return_index=True, return_counts=True)
        good = (count == 1) & (long[first] == 1)
        return dict(zip(keys[good].tolist(), first[good].tolist(), strict=True))


def align(a: Aligned, b: Aligned) -> list[Block]:
    """The stretches that `a` and `b` share, by their place in `a`."""
    found: list[Block] = []
    tried: list[tuple[int, int, int, int]] = []
    for i, j in _seeds(a, b):
        for a_start, a_end, b_start, b_end in tried:
            if a_start <= i < a_end and b_start <= j < b_end:
                break
        else:
            runs = _extend(a, b, i, j)
            if not runs:
                continue
            block = Block(runs)
            tried.append((block.a_start, block.a_end, block.b_start, block.b_end))
            if _worth(block):
                found.append(block)
    return _without_overlap(found)


def _without_overlap(blocks: Sequence[Block]) -> list[Block]:
    """`blocks` by their place, the smaller ones without the runs that lie inside larger ones on both sides."""
    kept: list[Block] = []
    for block in sorted(blocks, key=lambda block: (-block.agreeing, block.a_start, block.b_start)):
        runs = block.runs
        for other in kept:
            runs = tuple(run for run in runs if not _inside(run, other))
        if len(runs) == len(block.runs):
            kept.append(block)
        elif runs and _worth(rest := Block(runs)):
            kept.append(rest)
    return sorted(kept, key=lambda block: (block.a_start, block.b_start))


def _inside(run: Run, block: Block) -> bool:
    i, j, length = run
    return block.a_start <= i and i + length <= block.a_end and block.b_start <= j and j + length <= block.b_end


def _seeds(a: Aligned, b: Aligned) -> Iterable[tuple[int, int]]:
    for mark in sorted(a.marks.keys() & b.marks.keys(), key=lambda mark: a.marks[mark]):
        for i in a.marks[mark]:
            for j in b.marks[mark]:
                yield i, j
    yield from sorted((a.single[mark], b.single[mark]) for mark in a.single.keys() & b.single.keys())


def _worth(block: Block) -> bool:
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
            score += _gain(a, start, i)
            if score >= best:
                best = score
                kept = len(runs)
        if i >= rows or j >= columns:
            break
        x, y = _resync(a, b, i, j)
        if x < 0:
            break
        score -= CHANGE_COST * max(x, y)
        if score < best - DROP:
            break
        i += x
        j += y
    return runs[:kept]


def _gain(a: Sequence[int], start: int, end: int) -> float:
    if end - start > 24:
        return 0.7 * (end - start)
    return sum([1.0 if word & 1 else SHORT_GAIN for word in a[start:end]])


def _resync(a: Sequence[int], b: Sequence[int], i: int, j: int) -> tuple[int, int]:
    """The cheapest gap `(x, y)` behind which `a` and `b` agree again; `(-1, -1)` where none is near."""
    ahead: dict[int, int] = {}
    for y, word in enumerate(b[j : j + GAP + 1]):
        if word not in ahead:
            ahead[word] = y
    best = -1e9
    found = (-1, -1)
    rows, columns = len(a), len(b)
    for x, word in enumerate(a[i : i + GAP + 1]):
        y = ahead.get(word, -1)
        if y < 0:
            continue
        gain = 0.0
        p, q = i + x, j + y
        for _ in range(_LOOK):
            if p >= rows or q >= columns or a[p] != b[q]:
                break
            gain += 1.0 if a[p] & 1 else SHORT_GAIN
            p += 1
            q += 1
        gain -= CHANGE_COST * (x if x > y else y)
        if gain > best:
            best = gain
            found = (x, y)
    return found

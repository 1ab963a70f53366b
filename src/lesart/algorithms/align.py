"""Which stretches two word sequences share, changed words and all.

Seeds (pairs of words that either sequence has once; in large piles those that do not stand alone) are extended to both
sides: word by word where the two agree; over a gap by the cheapest way to a place where they agree again; until the
score has dropped too far below its best, where the stretch ends (an X-drop extension as in Zhang, Berman and Miller
1998, with resynchronising on words). Each stretch is found on its own, so order does not matter: paragraphs may be
moved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from lesart.algorithms.seeds import GAP, WORD_BYTES, Aligned, find_seeds

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

_STRIDE = 32 * WORD_BYTES
"""Bytes compared at once; words agree in runs of some ten to some hundred."""

_FEW = 8 * WORD_BYTES
"""Bytes from which they are compared at once; fewer words are compared one by one."""

_SURELY = int(DROP / SHORT_GAIN) + 1
"""Agreeing words that make up for any drop, even if all of them are short."""

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
        return sum([length for _, _, length in self.runs])


def align(a: Aligned, b: Aligned, follow_alone: bool = True) -> list[Block]:
    """The stretches that `a` and `b` share, by their place in `a`.

    `follow_alone`: whether seeds that stand alone (REACH) are followed; pairs that share nothing but set phrases take a
    quarter of the time if not.
    """
    seeds = find_seeds(a, b, follow_alone)
    if not seeds:
        return []
    found: list[Block] = []
    tried: list[tuple[int, int]] = []
    owner = [-1] * len(a.words)
    for i, j in seeds:
        place = owner[i]
        if place >= 0 and tried[place][0] <= j < tried[place][1]:
            continue
        runs = _extend(a, b, i, j)
        if not runs:
            continue
        start, b_start, _ = runs[0]
        last, b_last, length = runs[-1]
        owner[start : last + length] = [len(tried)] * (last + length - start)
        tried.append((b_start, b_last + length))
        if is_worth(block := Block(runs)):
            found.append(block)
    if sum([block.agreeing for block in found]) < LEAST_TOGETHER:
        return []
    return _without_overlap(found) if _overlap(found) else found


def _overlap(blocks: list[Block]) -> bool:
    """Whether two of `blocks` lie over one another in the first sequence; sorts them by their place there."""
    blocks.sort(key=lambda block: (block.a_start, block.b_start))
    return any(before.a_end > after.a_start for before, after in pairwise(blocks))


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
    (start, b_start, _), (last, b_last, length) = block.runs[0], block.runs[-1]
    longer = max(last - start, b_last - b_start) + length
    return agreeing >= LEAST_SHARE * longer


def _extend(a: Aligned, b: Aligned, i: int, j: int) -> tuple[Run, ...]:
    """The best stretch around the agreeing words at `i`, `j`; empty where they do not agree."""
    forth = _extend_one_way((a.words, b.words), (a.packed, b.packed), i, j)
    if not forth:
        return ()
    if set(a.words[max(i - GAP - 1, 0) : i]).isdisjoint(b.words[max(j - GAP - 1, 0) : j]):
        return tuple(forth)
    rows, columns = len(a.words), len(b.words)
    back = _extend_one_way((a.back, b.back), (a.packed_back, b.packed_back), rows - i, columns - j)
    if not back:
        return tuple(forth)
    runs = [(rows - i - length, columns - j - length, length) for i, j, length in reversed(back)]
    last, b_last, length = runs[-1]
    if last + length == forth[0][0] and b_last + length == forth[0][1]:
        forth[0] = (last, b_last, length + forth[0][2])
        runs.pop()
    return (*runs, *forth)


def _extend_one_way(words: tuple[list[int], list[int]], packed: tuple[bytes, bytes], i: int, j: int) -> list[Run]:
    """Runs from `i`, `j` onwards, up to where the score is best."""
    runs: list[Run] = []
    a, b = words
    one, other = packed
    rows, columns = len(a), len(b)
    behind = 0.0  # how far the score is below its best
    kept = 0
    while i < rows and j < columns:
        start = i
        if one[i * WORD_BYTES : i * WORD_BYTES + _FEW] == other[j * WORD_BYTES : j * WORD_BYTES + _FEW]:
            length = _agree(one, other, i, j)
            i += length
            j += length
        else:
            while i < rows and j < columns and a[i] == b[j]:
                i += 1
                j += 1
            length = i - start
        if length:
            runs.append((start, j - length, length))
            if behind > 0 and length < _SURELY:
                behind -= SHORT_GAIN * length + LONG_EXTRA * sum([word & 1 for word in a[start:i]])
            if behind <= 0 or length >= _SURELY:
                behind = 0.0
                kept = len(runs)
            if i >= rows or j >= columns:
                break
        x, y = _resync(a, b, i, j)
        if x < 0:
            break
        behind += CHANGE_COST * (x if x > y else y)
        if behind > DROP:
            break
        i += x
        j += y
    return runs[:kept]


def _agree(one: bytes, other: bytes, i: int, j: int) -> int:
    """How many words agree from `i`, `j` on."""
    at, to = i * WORD_BYTES, j * WORD_BYTES
    while True:
        here, there = one[at : at + _STRIDE], other[to : to + _STRIDE]
        if here != there:
            break
        if len(here) < _STRIDE:
            return (at + len(here)) // WORD_BYTES - i
        at += _STRIDE
        to += _STRIDE
    differ = int.from_bytes(here, "little") ^ int.from_bytes(there, "little")
    agreeing = ((differ & -differ).bit_length() - 1) // 8 // WORD_BYTES if differ else len(here)
    return at // WORD_BYTES - i + min(agreeing, len(here) // WORD_BYTES, len(there) // WORD_BYTES)


def _resync(a: list[int], b: list[int], i: int, j: int) -> tuple[int, int]:
    """The nearest gap `(x, y)` from `i`, `j` that what agrees behind it pays for, else the one that costs least in the
    end; `(-1, -1)` where the words near do not agree again."""
    near_a, near_b = a[i : i + GAP + 1], b[j : j + GAP + 1]
    if len(near_a) > 3 and len(near_b) > 3:
        if near_a[1] == near_b[1]:
            if near_a[2:4] == near_b[2:4]:
                return 1, 1
        elif near_a[0] == near_b[1]:
            if near_a[1:3] == near_b[2:4]:
                return 0, 1
        elif near_a[1] == near_b[0] and near_a[2:4] == near_b[1:3]:
            return 1, 0
    found = (-1, -1)
    shared = set(near_a).intersection(near_b)
    if not shared:
        return found
    best = (False, LEAST_RESYNC, 0)
    rows, columns = len(a), len(b)
    for word in shared:
        x, y = near_a.index(word), near_b.index(word)
        gap = x if x > y else y
        gain = (1.0 if word & 1 else SHORT_GAIN) - CHANGE_COST * gap
        at, to = i + x + 1, j + y + 1
        if at < rows and to < columns and a[at] == b[to]:
            for one, other in zip(a[at : at + _LOOK - 1], b[to : to + _LOOK - 1], strict=False):
                if one != other:
                    break
                gain += 1.0 if one & 1 else SHORT_GAIN
        if gain >= 0:
            merit = (True, float(-gap), -x - y)
        elif gain >= LEAST_RESYNC:
            merit = (False, gain, -x)
        else:
            continue
        if merit > best:
            best = merit
            found = (x, y)
    return found

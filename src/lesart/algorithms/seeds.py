"""Where the alignment of two word sequences may start: pairs of words that either has once, and longer runs that one of
them repeats."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lesart.algorithms.fingerprint import hash_runs
from lesart.algorithms.words import Hashes

SEED_REPEATED = 8
"""Words of a seed that a sequence holds more than once (a lead that is printed twice): fewer would be set phrases."""

SEED_LONG = 4
"""Runs of two words with a long one that a seed of `SEED_REPEATED` words has at least, of seven; most have five."""

MOST_REPEATS = 4
"""Repetitions of one seed on either side at most, so that a chorus costs no more than its first lines."""

GAP = 8
"""Words. No gap between agreeing words is longer on either side."""

REACH = 20
"""Words. A seed stands alone if no other one lies this near to it, GAP words off its line at most: in large piles a set
phrase, as a rule. On the hard set of docs/reuse.md 14, 20 and 30 words leave the same figures, 10 and 6 lose some."""

_FIRST, _SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)
_PLACE_BITS = 22
"""Bits for the place of a seed: four million words a sequence."""
_PLACES = (1 << _PLACE_BITS) - 1
_PLACE = np.uint64(_PLACES)
_ONWARD = (1 << _PLACE_BITS) + 1
"""From one pair of places in one number to that one word further on in both sequences."""
_HASH = ~_PLACE

_LONG = np.uint64(1)

WORD_BYTES = 8
"""Bytes of a hash."""


class Aligned:
    """A word sequence made ready to be aligned with many others.

    `runs`, `places`: the runs of two words that hold a long word and occur once, sorted by their hashes, and where they
    stand. Two words find what an edit of every third word leaves; five lose half of it (see docs/reuse.md). The rest is
    made when a seed is followed.
    """

    def __init__(self, hashes: Hashes) -> None:
        self.hashes = hashes
        self.runs, self.places, self._often = _find_single(hashes)

    @cached_property
    def words(self) -> list[int]:
        """The hashes as a list."""
        words: list[int] = self.hashes.tolist()
        return words

    @cached_property
    def back(self) -> list[int]:
        """The same backwards."""
        return self.words[::-1]

    @cached_property
    def packed(self) -> bytes:
        """The hashes as bytes, to compare many at once."""
        return self.hashes.tobytes()

    @cached_property
    def packed_back(self) -> bytes:
        """The same backwards."""
        return self.hashes[::-1].tobytes()

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
        if not _recur(self.packed, self._often):
            return frozenset()
        runs = hash_runs(self.hashes, SEED_REPEATED)
        runs.sort()
        twice: list[int] = runs[1:][runs[1:] == runs[:-1]].tolist()
        return frozenset(twice)


def _find_single(hashes: Hashes) -> tuple[Hashes, NDArray[np.int64], NDArray[np.int64]]:
    """The runs of two words that hold a long one and occur once, their places, and the places of those that occur more
    often, in order. Hash and place are sorted in one number."""
    first, second = hashes[:-1], hashes[1:]
    keys = first * _FIRST
    keys += second * _SECOND
    keys &= _HASH
    keys |= np.arange(len(keys), dtype=np.uint64)
    keys = keys[((first | second) & _LONG).nonzero()[0]]
    keys.sort()
    runs = keys & _HASH
    fresh = np.empty(len(runs) + 1, np.bool_)
    fresh[0] = fresh[-1] = True
    np.not_equal(runs[1:], runs[:-1], out=fresh[1:-1])
    lone = fresh[1:] & fresh[:-1]
    once = lone.nonzero()[0]
    often = (keys[~lone] & _PLACE).view(np.int64)
    often.sort()
    return runs[once], (keys[once] & _PLACE).view(np.int64), often


def _recur(packed: bytes, often: NDArray[np.int64]) -> bool:
    """Whether a run of SEED_REPEATED words occurs more than once; SEED_LONG runs of two in it at least stand at the
    places `often`."""
    firsts, lasts = often[: 1 - SEED_LONG], often[SEED_LONG - 1 :]
    close = lasts - firsts < SEED_REPEATED - 1
    seen: set[bytes] = set()
    after = 0
    for first, last in zip(firsts[close].tolist(), lasts[close].tolist(), strict=True):
        for place in range(max(after, last - SEED_REPEATED + 2), first + 1):
            run = packed[place * WORD_BYTES : (place + SEED_REPEATED) * WORD_BYTES]
            if run in seen and len(run) == SEED_REPEATED * WORD_BYTES:
                return True
            seen.add(run)
            after = place + 1
    return False


def find_seeds(a: Aligned, b: Aligned, follow_alone: bool) -> list[tuple[int, int]]:
    """Places where an extension may start: of neighbouring seeds that go on in the same way only the first."""
    if not len(a.runs) or not len(b.runs):
        return _repeated_seeds(a, b)
    at = b.runs.searchsorted(a.runs)
    hits = (b.runs.take(at, mode="clip") == a.runs).nonzero()[0]
    pairs = a.places[hits] << _PLACE_BITS | b.places[at[hits]]
    pairs.sort()
    steps = pairs[1:] - pairs[:-1]
    turns = ((steps > GAP * _ONWARD) | (steps % _ONWARD != 0)).nonzero()[0] + 1
    if follow_alone or not len(pairs):
        kept = pairs[:1].tolist() + pairs[turns].tolist()
    else:
        found = pairs.tolist()
        firsts = [0, *turns.tolist()]
        ends = [*firsts[1:], len(found)]
        kept = [
            found[first] for first, end in zip(firsts, ends, strict=True) if end - first > 1 or _in_reach(found, first)
        ]
    return [*[(pair >> _PLACE_BITS, pair & _PLACES) for pair in kept], *_repeated_seeds(a, b)]


def _in_reach(pairs: Sequence[int], place: int) -> bool:
    """Whether another one of `pairs` is in reach of the seed at `place`."""
    i, j = pairs[place] >> _PLACE_BITS, pairs[place] & _PLACES
    for others in (range(place + 1, len(pairs)), range(place - 1, -1, -1)):
        for at in others:
            other = pairs[at]
            away = (other >> _PLACE_BITS) - i
            if not -REACH <= away <= REACH:
                break
            if -GAP <= (other & _PLACES) - j - away <= GAP:
                return True
    return False


def _repeated_seeds(a: Aligned, b: Aligned) -> list[tuple[int, int]]:
    """Places of what one of the two has more than once, for at most `MOST_REPEATS` repetitions."""
    if not a.repeated and not b.repeated:
        return []
    runs = (a.repeated | b.repeated) & a.long_runs.keys() & b.long_runs.keys()
    return sorted(
        (i, j) for run in runs for i in a.long_runs[run][:MOST_REPEATS] for j in b.long_runs[run][:MOST_REPEATS]
    )

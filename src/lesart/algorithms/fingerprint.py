"""Winnowed fingerprints of word sequences, and which sequences share some.

Method: Schleimer, Wilkerson and Aiken, "Winnowing: local algorithms for document fingerprinting" (SIGMOD 2003).
Every run of `GRAM` words has a hash; of each `WINDOW` neighbouring ones the smallest is kept. Two sequences that
share `GRAM + WINDOW - 1` words in a row share a fingerprint for certain. Written anew here, for numpy.

A pile is fingerprinted in batches (`fingerprint_batch`), each batch is packed into one array of 64-bit entries
(`pack`), and `find_candidates` sorts the entries: 8 bytes a fingerprint are all that an index needs to keep.
`PrintIndex` does so for large piles, a part at a time; a dataframe engine may call the functions themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lesart.algorithms.words import Hashes

GRAM = 5
"""Words in a run. With five, runs shared by chance are rare in news text and copies edited in every third word still
share some (see docs/reuse.md)."""

WINDOW = 4
"""Neighbouring runs of which one is kept: runs of eight words in common are found for certain."""

SEQUENCE_BITS = 24
"""Bits of an entry that number its sequence: 16.7 million at most."""

COMMON = 400
"""Sequences. A fingerprint in more of them than this is a set phrase or furniture and points to nothing."""

NEIGHBOURS = 24
"""Sequences. Of a fingerprint's holders each is paired with so many following ones at most, so that the cost of a
sequence does not grow with the pile; long chains of copies are joined again when passages are merged."""

PARTNERS = 16
"""Sequences. Of the following ones that a sequence could be compared with, the so many that share most are, and beside
them the next holder of each of its fingerprints, so that no passage is torn. Only pages made from templates have more;
on the sets named in docs/reuse.md 8 to 24 give the same."""

RARE = 6
"""Sequences. A fingerprint that so few hold is enough to look at a pair; a commoner one needs a second beside it."""

PART_BITS = 5
"""Bits of a hash that choose its part of the index: 32 parts."""

_CHAINED = np.int32(1 << 20)
"""Added to a pair's weight where the second is the next holder of one of the first's fingerprints."""

_NONE = np.uint64(0xFFFFFFFFFFFFFFFF)
_MIX = (np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53))
_STEP = np.uint64(0x9E3779B97F4A7C15)


Pairs = NDArray[np.int64]
"""Rows of two sequence numbers, the smaller first."""


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """Fingerprints of one or more sequences: `hashes[i]` starts at word `places[i]` of sequence `owners[i]`."""

    hashes: Hashes
    places: NDArray[np.int64]
    owners: NDArray[np.int64]


def hash_runs(words: Hashes, length: int = GRAM) -> Hashes:
    """The hash of each run of `length` words; empty where there are fewer words."""
    count = len(words) - length + 1
    if count <= 0:
        return np.empty(0, np.uint64)
    runs = words[:count].copy()
    for offset in range(1, length):
        runs *= _STEP
        runs ^= runs >> np.uint64(29)
        runs += words[offset : offset + count]
    for factor in _MIX:
        runs ^= runs >> np.uint64(33)
        runs *= factor
    runs ^= runs >> np.uint64(33)
    return runs


def fingerprint(words: Hashes) -> Fingerprints:
    """The winnowed fingerprints of one sequence of word hashes."""
    return fingerprint_batch([words])


def fingerprint_batch(sequences: Sequence[Hashes], window: int = WINDOW) -> Fingerprints:
    """The fingerprints of each of `sequences`, in order of owner and place; the same as one by one, but faster.

    `window`: of so many neighbouring runs one is kept; 1 keeps all."""
    lengths = np.fromiter((len(words) for words in sequences), np.int64, len(sequences))
    if not len(lengths) or not lengths.sum():
        return Fingerprints(np.empty(0, np.uint64), np.empty(0, np.int64), np.empty(0, np.int64))
    words = np.concatenate(sequences)
    ends = np.cumsum(lengths)
    runs = np.full(len(words), _NONE)
    found = hash_runs(words)
    runs[: len(found)] = found
    owners = np.repeat(np.arange(len(lengths)), lengths)
    starts = ends - lengths
    left = ends[owners] - np.arange(len(words))
    runs[left < GRAM] = _NONE
    keep = _winnow(runs, left, lengths[owners], window)
    places = np.flatnonzero(keep)
    return Fingerprints(runs[places], places - starts[owners[places]], owners[places])


def _winnow(runs: Hashes, left: NDArray[np.int64], lengths: NDArray[np.int64], window: int) -> NDArray[np.bool_]:
    """Which runs are the smallest of some window. `left`: words from each run's start to its sequence's end."""
    count = len(runs)
    padded = np.concatenate([runs, np.full(window - 1, _NONE)])
    least = padded[:count].copy()
    for offset in range(1, window):
        np.minimum(least, padded[offset : offset + count], out=least)
    # A window must lie inside its sequence; a sequence shorter than a window has one window, its start.
    whole = (left >= GRAM + window - 1) | ((left == lengths) & (left >= GRAM))
    least[~whole] = np.uint64(0)
    keep = np.zeros(count, np.bool_)
    for offset in range(window):
        keep[offset:] |= runs[offset:] == least[: count - offset]
    keep &= runs != _NONE
    return keep


def pack(prints: Fingerprints, first: int = 0) -> Hashes:
    """Index entries: the upper bits of each hash, and the number of its sequence, counted from `first`."""
    owners = prints.owners.astype(np.uint64) + np.uint64(first)
    bits = np.uint64(SEQUENCE_BITS)
    return (prints.hashes >> bits << bits) | owners


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs worth aligning, sorted, and what was left out so that no sequence costs more in a larger pile:
    `common` fingerprints that more than `COMMON` sequences hold, and `crowded` pairs of sequences that have more than
    `PARTNERS` others beside them."""

    pairs: Pairs
    common: int = 0
    crowded: int = 0


def find_candidates(entries: Hashes) -> Candidates:
    """Pairs of sequences worth aligning, as rows `(a, b)` with a < b, sorted.

    `entries` (see `pack`) is sorted in place. A pair is one where the two share several fingerprints or a rare
    one; fingerprints that more than `COMMON` sequences hold are left out. Never compares all with all.
    """
    return _choose([_weigh_pairs(entries)])


class PrintIndex:
    """Fingerprints of a growing pile: 8 bytes each, and no more while candidates are sought than a part of it twice.

    Entries are kept in parts by the upper bits of their hashes, so that one part at a time is sorted and paired.
    """

    def __init__(self, window: int = WINDOW) -> None:
        self._window = window
        self._parts: list[list[Hashes]] = [[] for _ in range(1 << PART_BITS)]
        self.sequences = 0
        """Sequences added so far; the next one gets this number."""

    def add(self, sequences: Sequence[Hashes]) -> Fingerprints:
        """Adds sequences of word hashes; returns their fingerprints, which need not be kept."""
        prints = fingerprint_batch(sequences, self._window)
        entries = pack(prints, self.sequences)
        entries.sort()
        borders = np.arange(1, 1 << PART_BITS, dtype=np.uint64) << np.uint64(64 - PART_BITS)
        for part, piece in zip(self._parts, np.split(entries, entries.searchsorted(borders)), strict=True):
            if len(piece):
                part.append(piece.copy())
        self.sequences += len(sequences)
        return prints

    def candidates(self) -> Candidates:
        """See `find_candidates`."""
        return _choose([_weigh_pairs(np.concatenate(part)) for part in self._parts if part])

    @property
    def size(self) -> int:
        """Bytes that the index holds."""
        return sum(piece.nbytes for part in self._parts for piece in part)


_Weighed = tuple[NDArray[np.int64], NDArray[np.int32]]
"""Keys of pairs, sorted, and their weights: 2 for a rare fingerprint, 1 for a commoner one, `_CHAINED` beside it."""


def _weigh_pairs(entries: Hashes) -> tuple[_Weighed, int]:
    """The pairs that share fingerprints, and how many fingerprints are too common to lead anywhere."""
    entries.sort()
    fresh = np.ones(len(entries), np.bool_)
    np.not_equal(entries[1:], entries[:-1], out=fresh[1:])
    entries = entries[fresh]
    bits = np.uint64(SEQUENCE_BITS)
    hashes = entries >> bits
    edges = np.flatnonzero(hashes[1:] != hashes[:-1]) + 1
    sizes = np.diff(np.concatenate([np.zeros(1, np.int64), edges, np.array([len(hashes)])]))
    good = (sizes >= 2) & (sizes <= COMMON)
    held = np.repeat(good, sizes)
    size = np.repeat(sizes[good], sizes[good])
    owners = (entries[held] & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int64)
    return _pair_holders(hashes[held], owners, size), int(np.count_nonzero(sizes > COMMON))


def _pair_holders(hashes: Hashes, owners: NDArray[np.int64], size: NDArray[np.int64]) -> _Weighed:
    """Each holder of a hash with the `NEIGHBOURS` following ones. Everything is sorted by hash, then owner."""
    keys, weights = [np.empty(0, np.int64)], [np.empty(0, np.int32)]
    for offset in range(1, min(NEIGHBOURS, len(hashes) - 1) + 1):
        same = np.flatnonzero(hashes[offset:] == hashes[:-offset])
        if not len(same):
            break
        keys.append((owners[same] << SEQUENCE_BITS) | owners[same + offset])
        weight = np.where(size[same] <= RARE, 2, 1).astype(np.int32)
        weights.append(weight + _CHAINED if offset == 1 else weight)
    return _add_up(np.concatenate(keys), np.concatenate(weights))


def _add_up(keys: NDArray[np.int64], weights: NDArray[np.int32]) -> _Weighed:
    """Each key once, sorted, with the sum of its weights; chained or not is kept, however often."""
    order = np.argsort(keys, kind="stable")
    keys, weights = keys[order], weights[order]
    first = np.ones(len(keys), np.bool_)
    np.not_equal(keys[1:], keys[:-1], out=first[1:])
    starts = np.flatnonzero(first)
    if not len(starts):
        return keys, weights
    sums = np.minimum(np.add.reduceat(weights % _CHAINED, starts, dtype=np.int64), _CHAINED - 1)
    chained = np.where(np.maximum.reduceat(weights, starts) >= _CHAINED, _CHAINED, 0)
    return keys[starts], (sums + chained).astype(np.int32)


def _choose(parts: Sequence[tuple[_Weighed, int]]) -> Candidates:
    if not parts:
        return Candidates(np.empty((0, 2), np.int64))
    keys, weights = _add_up(
        np.concatenate([keys for (keys, _), _ in parts]), np.concatenate([heft for (_, heft), _ in parts])
    )
    worth = weights % _CHAINED >= 2
    keys, weights = keys[worth], weights[worth]
    kept = keep_partners(keys >> SEQUENCE_BITS, weights % _CHAINED, weights >= _CHAINED)
    pairs = np.stack([keys[kept] >> SEQUENCE_BITS, keys[kept] & ((1 << SEQUENCE_BITS) - 1)], axis=1)
    return Candidates(pairs, sum(common for _, common in parts), len(keys) - len(pairs))


def keep_partners(
    firsts: NDArray[np.int64], weights: NDArray[np.int32] | NDArray[np.int64], chained: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Which pairs are kept: for each first sequence the `PARTNERS` heaviest, of equal ones the first, and those
    `chained`. `firsts`, `weights`, `chained`: one a pair, sorted by first and second sequence."""
    order = np.lexsort((-weights, firsts))
    sorted_firsts = firsts[order]
    rank = np.arange(len(order)) - sorted_firsts.searchsorted(sorted_firsts)
    kept = np.empty(len(order), np.bool_)
    kept[order] = rank < PARTNERS
    return kept | chained

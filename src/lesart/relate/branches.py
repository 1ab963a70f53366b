"""Branches of shared wording: where no page of the pile has all that a page shares, the source is outside the pile.

The argument is that of textual criticism: witnesses that agree two by two, each two against the third, go back to
an archetype that none of them is. What a page does not have is looked for in its whole text, so that a paragraph in
a doubtful zone is not taken for missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lesart.algorithms.fingerprint import hash_runs
from lesart.algorithms.words import Hashes, find_words, hash_words
from lesart.model.text import Page, Span
from lesart.relate.shares import Mask, Wordshare

BRANCH_WORDS = 12
"""Words outside quotation marks by which each two of three pages must go together against the third, and that no one
page may have to itself, before a common source is claimed (a sentence of its own, as in `shares.LINK_WORDS`)."""

TRACE = 3
"""Words in a row that show that a page has a stretch somewhere in its text."""

MOST_OTHERS = 12
"""Pages compared three by three at most: those that share most."""


class Branch(NamedTuple):
    """Words of a page that one other page has and another has not; `places` hold most of them."""

    words: Mask
    places: tuple[Span, ...]


class Traces:
    """Which words of one page a second one has nowhere in its text. Keeps what it has read of each page."""

    def __init__(self, pages: Mapping[str, Page], shares: Mapping[str, Wordshare]) -> None:
        self._pages = pages
        self._shares = shares
        self._runs: dict[str, tuple[NDArray[np.bool_], Hashes, Hashes]] = {}

    def _runs_of(self, name: str) -> tuple[NDArray[np.bool_], Hashes, Hashes]:
        """For each of the words of page `name` (see `Wordshare.starts`) whether a run of `TRACE` words begins there,
        and which; and all runs of its text, sorted."""
        found = self._runs.get(name)
        if found is None:
            text = self._pages[name].text
            starts = np.array([start for start, _ in find_words(text)], np.int64)
            runs = hash_runs(hash_words(text), TRACE)
            words = np.array(self._shares[name].starts, np.int64)
            at = np.minimum(starts.searchsorted(words), max(0, len(starts) - 1))
            begins = (starts[at] == words) & (at < len(runs)) if len(runs) else np.zeros(len(words), np.bool_)
            mine = runs[np.minimum(at, len(runs) - 1)] if len(runs) else np.zeros(len(words), np.uint64)
            found = self._runs[name] = (begins, mine, np.unique(runs))
        return found

    def missing(self, name: str, other: str) -> Mask:
        """The words of page `name` at which a run begins that page `other` has not."""
        begins, mine, _ = self._runs_of(name)
        held = self._runs_of(other)[2]
        lacking = begins & ~np.isin(mine, held, assume_unique=False)
        return int.from_bytes(np.packbits(lacking, bitorder="little").tobytes(), "little")


def find_branches(
    name: str, others: Sequence[str], shares: Mapping[str, Wordshare], here: str, traces: Traces
) -> list[Branch]:
    """Three branches that show a source outside the pile; empty where nothing does.

    `others`: pages that use one wording with page `name`; `here`: the page that stands for all its versions.
    """
    mine = shares[name].with_others
    most = sorted(others, key=lambda other: (-mine[other].bit_count(), other))[:MOST_OTHERS]
    everything = shares[name].shared
    if any((everything & ~mine[other]).bit_count() < BRANCH_WORDS for other in most):
        return []
    lacks = {other: traces.missing(name, other) for other in most}
    if any((everything & ~mine[other] & lacks[other]).bit_count() < BRANCH_WORDS for other in most):
        return []
    for place, first in enumerate(most):
        for second in most[place + 1 :]:
            between = shares[first].with_others
            third = between.get(second, 0) & ~between.get(here, 0)
            words = (mine[first] & ~mine[second] & lacks[second], mine[second] & ~mine[first] & lacks[first])
            if min(words[0].bit_count(), words[1].bit_count(), third.bit_count()) < BRANCH_WORDS:
                continue
            third &= traces.missing(first, name)
            if third.bit_count() >= BRANCH_WORDS:
                return [
                    _branch(shares[name], first, words[0]),
                    _branch(shares[name], second, words[1]),
                    _branch(shares[first], second, third),
                ]
    return []


def _branch(share: Wordshare, sharer: str, words: Mask) -> Branch:
    """`words` of a page that it has in common with page `sharer`, and the places of most of them."""
    starts = share.starts_of(words)
    held = [(sum(place.start <= start < place.end for start in starts), place) for place in share.passages_with(sharer)]
    best = sorted((item for item in held if item[0]), key=lambda item: (-item[0], item[1]))
    return Branch(words, tuple(place for _, place in best[:2]))

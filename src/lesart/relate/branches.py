"""Branches of shared wording: where no page of the pile has all that a page shares, the source is outside the pile.

The argument is that of textual criticism: witnesses that agree two by two, each two against the third, go back to
an archetype that none of them is. What a page does not have is looked for in its whole text, so that a paragraph in
a doubtful zone is not taken for missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import NamedTuple

from lesart.algorithms.fingerprint import hash_runs
from lesart.algorithms.words import find_words, hash_words
from lesart.model.text import Page, Span
from lesart.relate.shares import Wordshare

BRANCH_WORDS = 12
"""Words outside quotation marks by which each two of three pages must go together against the third, and that no one
page may have to itself, before a common source is claimed (a sentence of its own, as in `shares.LINK_WORDS`)."""

TRACE = 3
"""Words in a row that show that a page has a stretch somewhere in its text."""

MOST_OTHERS = 12
"""Pages compared three by three at most: those that share most."""


class Branch(NamedTuple):
    """`words` of `page` (where they start) that one other page has and another has not; `places` hold most of them."""

    words: frozenset[int]
    places: tuple[Span, ...]


class Traces:
    """Which words of one page a second one has nowhere in its text. Keeps what it has read of each page."""

    def __init__(self, pages: Mapping[str, Page]) -> None:
        self._pages = pages
        self._runs: dict[str, dict[int, int]] = {}
        self._held: dict[str, frozenset[int]] = {}

    def _runs_of(self, name: str) -> dict[int, int]:
        """The run of `TRACE` words that starts at each word of the page, by the place of the word."""
        found = self._runs.get(name)
        if found is None:
            text = self._pages[name].text
            starts = [start for start, _ in find_words(text)]
            runs = hash_runs(hash_words(text), TRACE).tolist()
            found = self._runs[name] = dict(zip(starts, runs, strict=False))
            self._held[name] = frozenset(runs)
        return found

    def missing(self, words: Set[int], name: str, other: str) -> frozenset[int]:
        """Those of `words` (places on page `name`) at which no run starts that page `other` has."""
        mine = self._runs_of(name)
        self._runs_of(other)
        held = self._held[other]
        return frozenset(word for word in words if word in mine and mine[word] not in held)


def find_branches(
    name: str, others: Sequence[str], shares: Mapping[str, Wordshare], here: str, traces: Traces
) -> list[Branch]:
    """Three branches that show a source outside the pile; empty where nothing does.

    `others`: pages that use one wording with page `name`; `here`: the page that stands for all its versions.
    """
    mine = shares[name].with_others
    most = sorted(others, key=lambda other: (-len(mine[other]), other))[:MOST_OTHERS]
    everything = shares[name].shared
    if any(len(traces.missing(everything - mine[other], name, other)) < BRANCH_WORDS for other in most):
        return []
    for place, first in enumerate(most):
        for second in most[place + 1 :]:
            between = shares[first].with_others
            candidates = (
                (name, first, second, mine[first] - mine[second]),
                (name, second, first, mine[second] - mine[first]),
                (first, second, name, between.get(second, set()) - between.get(here, set())),
            )
            branches = [_branch(*candidate, shares, traces) for candidate in candidates]
            if all(len(branch.words) >= BRANCH_WORDS for branch in branches):
                return branches
    return []


def _branch(
    page: str, sharer: str, lacker: str, words: set[int], shares: Mapping[str, Wordshare], traces: Traces
) -> Branch:
    """What `page` has in common with `sharer` against `lacker`."""
    if len(words) < BRANCH_WORDS:
        return Branch(frozenset(), ())
    lacking = traces.missing(words, page, lacker)
    held = [
        (sum(place.start <= word < place.end for word in lacking), place) for place in shares[page].passages[sharer]
    ]
    best = sorted((item for item in held if item[0]), key=lambda item: (-item[0], item[1]))
    return Branch(lacking, tuple(place for _, place in best[:2]))

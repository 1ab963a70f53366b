"""Words and phrases that say the same (`concepts.tsv`), found by their stems in any inflected form.

What is read is `concept_stems.tsv.gz`, made from that table by `training/concepts.py`.

A concept bears the same name in every language, so that pages in two languages meet in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from lesart.language.languages import load_language
from lesart.language.stems import load_stems

MOST_MEANINGS = 3
"""Concepts of one word at most, the first ones listed."""
SHORTEST_PART = 4
"""Letters of a compound's part at least."""
COMMON_SHARE = 1e-5
"""Words more frequent than this (share of running words) are taken whole, not as compounds."""


class Concepts:
    """Words and phrases that say the same, by stems; and the parts of compounds. `every`: the concepts of a stem."""

    def __init__(self, tag: str | None) -> None:
        self.stems = load_stems(tag)
        self.every: dict[str, tuple[str, ...]] = {}
        self._phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for concepts, stems, phrases in load_language(tag).rows("concept_stems"):
            self.every.update(dict.fromkeys(stems.split(), tuple(concepts.split(" "))))
            for run in map(str.split, phrases.split("|") if phrases else ()):
                self._phrases.setdefault(run[0], []).append((tuple(run), concepts))
        self._parts: dict[str, tuple[str, ...]] = {}

    def at(self, stemmed: Sequence[str], place: int) -> tuple[tuple[str, ...], int]:
        """The concepts that begin at `place`, by the longest phrase, else the single word; and its words."""
        best: tuple[int, str] | None = None
        for run, concept in self._phrases.get(stemmed[place], ()):
            if tuple(stemmed[place : place + len(run)]) == run and (best is None or len(run) > best[0]):
                best = (len(run), concept)
        return ((best[1],), best[0]) if best else (self.every.get(stemmed[place], ()), 1)

    def parts(self, stem: str) -> tuple[str, ...]:
        """The two known words that a long unknown word is made of (German joins with s, n, en, es), else none."""
        found = self._parts.get(stem)
        if found is None:
            found = self._split(stem)
            self._parts[stem] = found
        return found

    def _split(self, stem: str) -> tuple[str, ...]:
        if len(stem) < 2 * SHORTEST_PART or self.stems.share(stem) > COMMON_SHARE:
            return ()
        for cut in range(len(stem) - SHORTEST_PART, SHORTEST_PART - 1, -1):
            left, right = stem[:cut], stem[cut:]
            if not (self.stems.known(right) or right in self.every):
                continue
            for joint in ("", "s", "n", "en", "es"):
                bare = left.removesuffix(joint) if joint else left
                head = self.stems.stem(bare)
                if len(bare) >= SHORTEST_PART - 1 and (self.stems.known(head) or head in self.every):
                    return (head, right)
        return ()


@lru_cache(maxsize=8)
def load_concepts(tag: str | None) -> Concepts:
    """Concepts of a BCP 47 tag's language; none for a language without the table."""
    return Concepts(load_language(tag).tag)

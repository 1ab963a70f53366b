"""How well each label of a name fits each word of many sentences at once.

The score of a word is the sum of the weights of its features (`name_features.py`), most of which depend on one word
alone: its own, and what it lends to the two words before and behind it. Those sums are kept by word, and by pair of
neighbours for the features of pairs, so that a page takes a few additions of matrices.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from itertools import pairwise
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from lesart.algorithms.chain import Chain, Scores
from lesart.annotate.name_features import CACHED_WORDS, QUOTES, NameFeatures

PADDING = 2
"""Empty places between sentences: features reach two words far."""

Key = TypeVar("Key", bound=Hashable)
Places = NDArray[np.int64]


class _Kept(Generic[Key]):
    """Rows of sums by key, made when first asked for. Row 0 is empty."""

    def __init__(self, width: int, make: Callable[[Key], Scores]) -> None:
        self._make = make
        self._rows: dict[Key, int] = {}
        self._sums: Scores = np.zeros((1024, width))

    def rows_of(self, keys: Sequence[Key]) -> list[int]:
        """The number of the row of each key."""
        known = self._rows
        for key in keys:
            if key not in known:
                self._add(key)
        return [known[key] for key in keys]

    def _add(self, key: Key) -> None:
        row = len(self._rows) + 1
        if row >= len(self._sums):
            self._sums = np.concatenate([self._sums, np.zeros_like(self._sums)])
        self._sums[row] = self._make(key)
        self._rows[key] = row

    def sums(self, rows: Places) -> Scores:
        """Those rows."""
        found: Scores = self._sums[rows]
        return found

    def empty_if_full(self) -> None:
        """Forgets all where there are more than CACHED_WORDS."""
        if len(self._rows) > CACHED_WORDS:
            self._rows.clear()


class NameScores:
    """Scores of one file of weights. Not shared between threads."""

    def __init__(self, chain: Chain, features: NameFeatures) -> None:
        self._chain = chain
        self._features = features
        self._labels = len(chain.labels)
        width = self._labels
        self._words: _Kept[str] = _Kept(5 * width, self._of_word)
        self._neighbours: _Kept[tuple[str, str]] = _Kept(2 * width, self._of_neighbours)
        self._lists: _Kept[tuple[str, str]] = _Kept(width, self._of_lists)
        self._placed = {name: chain.sum_of([name]) for name in ("first", "second", "last", "quoted")}
        self._phrases: _Kept[str] = _Kept(width, lambda name: chain.sum_of([name]))

    def label(self, sentences: Sequence[Sequence[str]]) -> list[str]:
        """The labels of the words of the sentences (none of them empty), one behind the other."""
        for kept in (self._words, self._neighbours, self._lists):
            kept.empty_if_full()
        words = [word for words in sentences for word in words]
        lengths = np.array([len(words) for words in sentences])
        starts = np.cumsum(lengths) - lengths
        padded = np.zeros(len(words) + PADDING * (len(sentences) + 1), np.int64)
        places = np.arange(len(words)) + PADDING * (1 + np.repeat(np.arange(len(sentences)), lengths))
        padded[places] = self._words.rows_of(words)
        scores = self._lent(padded, places)
        self._add_pairs(scores, words, starts)
        scores[starts] += self._placed["first"]
        scores[starts[lengths > 1] + 1] += self._placed["second"]
        scores[starts + lengths - 1] += self._placed["last"]
        for start, sentence in zip(starts.tolist(), sentences, strict=True):
            self._add_phrases(scores, start, sentence)
        return self._chain.label_many(scores, lengths)

    def _lent(self, padded: Places, places: Places) -> Scores:
        """What the words have themselves and from those around them."""
        width = self._labels
        sums = self._words.sums(padded)
        scores: Scores = sums[places, :width]
        for number, offset in enumerate((-1, 1, -2, 2), 1):
            scores = scores + sums[places + offset, number * width : (number + 1) * width]
        return scores

    def _add_pairs(self, scores: Scores, words: Sequence[str], starts: Places) -> None:
        """Features of two neighbours; none where a sentence begins."""
        if len(words) < 2:
            return
        row = self._features.of_words(words)
        inside = np.ones(len(words), np.bool_)
        inside[starts] = False
        inside = inside[1:]
        rows = np.array(self._neighbours.rows_of(list(pairwise([each.cluster for each in row]))))
        sums = self._neighbours.sums(np.where(inside, rows, 0))
        scores[1:] += sums[:, : self._labels]
        scores[:-1] += sums[:, self._labels :]
        lists = [each.lists for each in row]
        rows = np.array(self._lists.rows_of(list(pairwise(lists))))
        scores[1:] += self._lists.sums(np.where(inside, rows, 0))

    def _add_phrases(self, scores: Scores, start: int, words: Sequence[str]) -> None:
        """What stands in quotation marks, and names of several words from the lists."""
        if not QUOTES.isdisjoint(words):
            quoted = False
            for at, word in enumerate(words, start):
                if word in QUOTES:
                    quoted = not quoted
                elif quoted:
                    scores[at] += self._placed["quoted"]
        for first, last, kind in self._features.words.find_phrases(words):
            rows = self._phrases.rows_of([f"m{kind}{'B' if at == first else 'I'}" for at in range(first, last)])
            scores[start + first : start + last] += self._phrases.sums(np.array(rows))

    def _of_word(self, word: str) -> Scores:
        found = self._features.of_words([word])[0]
        parts = (found.own, found.left, found.right, found.far_left, found.far_right)
        return np.concatenate([self._chain.sum_of(part) for part in parts])

    def _of_neighbours(self, pair: tuple[str, str]) -> Scores:
        one, other = pair
        return np.concatenate([self._chain.sum_of([f"bb={one}|{other}"]), self._chain.sum_of([f"dd={one}|{other}"])])

    def _of_lists(self, pair: tuple[str, str]) -> Scores:
        one, other = pair
        return self._chain.sum_of([f"bg={one}|{other}"] if one or other else [])

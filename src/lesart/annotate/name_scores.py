"""How well each label of a name fits each word of many sentences at once.

The score of a word is the sum of the weights of its features (`name_features.py`), most of which depend on one word
alone: its own, and what it lends to the two words before and behind it. Those sums are kept by word. Features of two
neighbours are few: they are looked up by the numbers of their parts, so that a page takes a few additions of matrices.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from lesart.algorithms.chain import Chain, Scores
from lesart.annotate.name_features import CACHED_WORDS, FAR_LEFT, FAR_RIGHT, LEFT, QUOTES, RIGHT, NameFeatures

PADDING = 2
"""Empty places between sentences: features reach two words far."""
PARTS = 5
"""Sums that are kept of a word: its own, and those it lends to the word behind, before, two behind, two before it."""

Places = NDArray[np.int64]
Kind = TypeVar("Kind", np.float64, np.int64)


class _Numbers(dict[str, int]):
    """A number from 1 on for each string that was put in, 0 for any other."""

    def put(self, key: str) -> int:
        return self.setdefault(key, len(self) + 1)

    def __missing__(self, key: str) -> int:
        return 0


class _Pairs:
    """Weights of the features `MARK=ONE|OTHER` of two neighbours, looked up by the numbers of the two."""

    def __init__(self, chain: Chain, features: Sequence[str], numbers: _Numbers) -> None:
        found: dict[tuple[int, int], str] = {}
        for feature in features:
            told = feature[3:]
            parts = [told.split("|")] if told.count("|") == 1 else _cuts(told)
            found.update({(numbers.put(one), numbers.put(other)): feature for one, other in parts})
        self._numbers = numbers
        self._pairs = found
        self._chain = chain

    def close(self) -> None:
        """Makes the table; no number may be put in afterwards."""
        self._width = len(self._numbers) + 1
        codes = sorted((one * self._width + other, feature) for (one, other), feature in self._pairs.items())
        self._codes = np.array([-1, *[code for code, _ in codes]], np.int64)
        self._weights = self._chain.sums_of([(), *[(feature,) for _, feature in codes]])

    def sums(self, numbers: Places, inside: NDArray[np.bool_]) -> Scores:
        """The weights for each two neighbours of `numbers`, nothing where they are not `inside` one sentence."""
        codes = np.where(inside, numbers[:-1] * self._width + numbers[1:], -1)
        rows = np.minimum(np.searchsorted(self._codes, codes), len(self._codes) - 1)
        return self._weights.take(np.where(self._codes.take(rows) == codes, rows, 0), 0)


class NameScores:
    """Scores of one file of weights. Not shared between threads."""

    def __init__(self, chain: Chain, features: NameFeatures) -> None:
        self._chain = chain
        self._features = features
        self._labels = len(chain.labels)
        self._rows: dict[str, int] = {}
        """Words met, to the numbers of their rows; row 0 is empty."""
        self._sums: Scores = np.zeros((1024, PARTS * self._labels))
        self._numbers: Places = np.zeros((1024, 3), np.int64)
        """By word, the numbers of its cluster and of the lists it stands in, and whether it is a quotation mark or
        begins a name of several words."""
        self._clusters, self._lists = _Numbers(), _Numbers()
        by_mark: dict[str, list[str]] = {"bb=": [], "dd=": [], "bg=": []}
        lent: dict[str, dict[str, int]] = {LEFT: {}, RIGHT: {}, FAR_LEFT: {}, FAR_RIGHT: {}}
        for row, feature in enumerate(chain.features(), 1):
            if feature[:3] in by_mark:
                by_mark[feature[:3]].append(feature)
            elif feature[0] in lent:
                lent[feature[0]][feature[1:]] = row
        self._lending = tuple([(rows, mark in (FAR_LEFT, FAR_RIGHT)) for mark, rows in lent.items()])
        """By what a word lends, in the order of PARTS: the rows of the features, without their mark."""
        self._behind = _Pairs(chain, by_mark["bb="], self._clusters)
        self._before = _Pairs(chain, by_mark["dd="], self._clusters)
        self._listed = _Pairs(chain, by_mark["bg="], self._lists)
        for pairs in (self._behind, self._before, self._listed):
            pairs.close()
        marks = ("first", "second", "last", "quoted")
        self._placed = dict(zip(marks, chain.sums_of([(mark,) for mark in marks]), strict=True))
        self._phrases: dict[str, Scores] = {}

    def label(self, sentences: Sequence[Sequence[str]]) -> list[str]:
        """The labels of the words of the sentences (none of them empty), one behind the other."""
        words = [word for words in sentences for word in words]
        lengths = np.array([len(words) for words in sentences])
        starts = np.cumsum(lengths) - lengths
        rows = self._rows_of(words)
        scores = self._lent(rows, lengths)
        self._add_pairs(scores, rows, starts)
        scores[starts] += self._placed["first"]
        scores[starts[lengths > 1] + 1] += self._placed["second"]
        scores[starts + lengths - 1] += self._placed["last"]
        marked = np.flatnonzero(self._numbers[:, 2].take(rows))
        for number in sorted(set((np.searchsorted(starts, marked, "right") - 1).tolist())):
            self._add_phrases(scores, int(starts[number]), sentences[number])
        return self._chain.label_many(scores, lengths)

    def _lent(self, rows: Places, lengths: Places) -> Scores:
        """What the words have themselves and from those around them."""
        places = np.arange(len(rows)) + PADDING * (1 + np.repeat(np.arange(len(lengths)), lengths))
        padded = np.zeros(len(rows) + PADDING * (len(lengths) + 1), np.int64)
        padded[places] = rows
        sums = self._sums.take(padded, 0)
        width = self._labels
        scores: Scores = sums.take(places, 0)[:, :width].copy()
        for number, offset in enumerate((-1, 1, -2, 2), 1):
            scores += sums[places + offset, number * width : (number + 1) * width]
        return scores

    def _add_pairs(self, scores: Scores, rows: Places, starts: Places) -> None:
        """Features of two neighbours; none where a sentence begins."""
        if len(rows) < 2:
            return
        inside = np.ones(len(rows), np.bool_)
        inside[starts] = False
        inside = inside[1:]
        clusters, lists, _ = self._numbers.take(rows, 0).T
        scores[1:] += self._behind.sums(clusters, inside)
        scores[:-1] += self._before.sums(clusters, inside)
        scores[1:] += self._listed.sums(lists, inside)

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
            for at in range(first, last):
                scores[start + at] += self._phrase(f"m{kind}{'B' if at == first else 'I'}")

    def _phrase(self, feature: str) -> Scores:
        if feature not in self._phrases:
            self._phrases[feature] = self._chain.sums_of([(feature,)])[0]
        return self._phrases[feature]

    def _rows_of(self, words: Sequence[str]) -> Places:
        """The number of the row of each word; words not met before get one."""
        if len(self._rows) > CACHED_WORDS:
            self._rows.clear()
        known = self._rows
        rows = list(map(known.get, words))
        if None in rows:
            self._learn([word for word in dict.fromkeys(words) if word not in known])
            rows = list(map(known.get, words))
        return np.array(cast(list[int], rows), np.int64)

    def _learn(self, words: Sequence[str]) -> None:
        found = list(map(self._features.of_word, words))
        first = len(self._rows) + 1
        end = first + len(words)
        if end > len(self._sums):
            self._sums = _grow(self._sums, end)
            self._numbers = _grow(self._numbers, end)
        width = self._labels
        self._sums[first:end, :width] = self._chain.sums_of([each.own for each in found])
        for number, (rows, far) in enumerate(self._lending, 1):
            lent = [each.far if far else each.near for each in found]
            self._sums[first:end, number * width : (number + 1) * width] = self._chain.sums_of(lent, rows)
        phrases = self._features.words.phrases
        self._numbers[first:end] = [
            (self._clusters[each.cluster], self._lists[each.lists], word in QUOTES or word in phrases)
            for word, each in zip(words, found, strict=True)
        ]
        self._rows.update(zip(words, range(first, end), strict=True))


def _cuts(told: str) -> list[list[str]]:
    """Ways to cut at a bar: a part may be a bar itself."""
    return [[told[:at], told[at + 1 :]] for at, char in enumerate(told) if char == "|"]


def _grow(table: NDArray[Kind], least: int) -> NDArray[Kind]:
    grown = np.zeros((max(2 * len(table), least), table.shape[1]), table.dtype)
    grown[: len(table)] = table
    return grown

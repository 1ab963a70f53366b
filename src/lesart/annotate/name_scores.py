"""How well each label of a name fits each word of many sentences at once.

The score of a word is the sum of the weights of its features (`name_features.py`), most of which depend on one word
alone: its own, and what it lends to the two words before and behind it (`name_sums.py`). Features of two neighbours
are few: they are looked up by the numbers of their parts, so that a page takes a few additions of matrices.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lesart.algorithms.chain import Chain, Scores
from lesart.annotate.name_features import FAR_LEFT, FAR_RIGHT, LEFT, RIGHT, NameFeatures
from lesart.annotate.name_sums import NameSums, Numbers, Places

PADDING = 2
"""Empty places between sentences: features reach two words far."""


class _Pairs:
    """Weights of the features `MARK=ONE|OTHER` of two neighbours, looked up by the numbers of the two."""

    def __init__(self, chain: Chain, features: Sequence[str], numbers: Numbers) -> None:
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
        clusters, lists = Numbers(), Numbers()
        by_mark: dict[str, list[str]] = {"bb=": [], "dd=": [], "bg=": []}
        lent: dict[str, dict[str, int]] = {LEFT: {}, RIGHT: {}, FAR_LEFT: {}, FAR_RIGHT: {}}
        for row, feature in enumerate(chain.features(), 1):
            if feature[:3] in by_mark:
                by_mark[feature[:3]].append(feature)
            elif feature[0] in lent:
                lent[feature[0]][feature[1:]] = row
        self._behind = _Pairs(chain, by_mark["bb="], clusters)
        self._before = _Pairs(chain, by_mark["dd="], clusters)
        self._listed = _Pairs(chain, by_mark["bg="], lists)
        for pairs in (self._behind, self._before, self._listed):
            pairs.close()
        self._words = NameSums(chain, features, lent, (clusters, lists))
        marks = ("first", "second", "last", "quoted")
        self._placed = dict(zip(marks, chain.sums_of([(mark,) for mark in marks]), strict=True))
        self._phrases: dict[str, Scores] = {}

    def label(self, sentences: Sequence[Sequence[str]]) -> list[str]:
        """The labels of the words of the sentences (none of them empty), one behind the other."""
        words = [word for words in sentences for word in words]
        lengths = np.array([len(words) for words in sentences])
        starts = np.cumsum(lengths) - lengths
        rows = self._words.rows_of(words)
        scores = self._lent(rows, lengths)
        clusters, lists, quotes, phrases = self._words.numbers.take(rows, 0).T
        self._add_pairs(scores, clusters, lists, starts)
        scores[starts] += self._placed["first"]
        scores[starts[lengths > 1] + 1] += self._placed["second"]
        scores[starts + lengths - 1] += self._placed["last"]
        scores[_find_quoted(quotes, starts, lengths)] += self._placed["quoted"]
        places = np.flatnonzero(phrases)
        numbers = np.searchsorted(starts, places, "right") - 1
        for number, start, place in zip(numbers.tolist(), starts[numbers].tolist(), places.tolist(), strict=True):
            self._add_phrase(scores[start:], sentences[number], place - start)
        return self._chain.label_many(scores, lengths)

    def _lent(self, rows: Places, lengths: Places) -> Scores:
        """What the words have themselves and from those around them."""
        places = np.arange(len(rows)) + PADDING * (1 + np.repeat(np.arange(len(lengths)), lengths))
        padded = np.zeros(len(rows) + PADDING * (len(lengths) + 1), np.int64)
        padded[places] = rows
        own, behind, before, far_behind, far_before = self._words.parts
        scores: Scores = own.take(padded, 0)
        scores[1:] += behind.take(padded[:-1], 0)
        scores[:-1] += before.take(padded[1:], 0)
        scores[2:] += far_behind.take(padded[:-2], 0)
        scores[:-2] += far_before.take(padded[2:], 0)
        return scores.take(places, 0)

    def _add_pairs(self, scores: Scores, clusters: Places, lists: Places, starts: Places) -> None:
        """Features of two neighbours; none where a sentence begins."""
        if len(scores) < 2:
            return
        inside = np.ones(len(scores), np.bool_)
        inside[starts] = False
        inside = inside[1:]
        scores[1:] += self._behind.sums(clusters, inside)
        scores[:-1] += self._before.sums(clusters, inside)
        scores[1:] += self._listed.sums(lists, inside)

    def _add_phrase(self, scores: Scores, words: Sequence[str], at: int) -> None:
        """The name of several words from the lists, if one begins at word `at` of a sentence."""
        phrase = self._features.words.phrase_at(words, at)
        if phrase:
            for place in range(at, phrase.end):
                scores[place] += self._phrase(f"m{phrase.kind}{'B' if place == at else 'I'}")

    def _phrase(self, feature: str) -> Scores:
        if feature not in self._phrases:
            self._phrases[feature] = self._chain.sums_of([(feature,)])[0]
        return self._phrases[feature]


def _find_quoted(quotes: Places, starts: Places, lengths: Places) -> NDArray[np.intp]:
    """Places with an odd number of quotation `marks` before them in their sentence, the marks left out."""
    so_far = np.cumsum(quotes)
    outside = np.repeat(so_far[starts] - quotes[starts], lengths)
    return np.flatnonzero(((so_far - outside) % 2 == 1) & (quotes == 0))


def _cuts(told: str) -> list[list[str]]:
    """Ways to cut at a bar: a part may be a bar itself."""
    return [[told[:at], told[at + 1 :]] for at, char in enumerate(told) if char == "|"]

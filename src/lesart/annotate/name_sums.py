"""What the features of a word weigh, for each label, wherever the word stands: kept by word, added up on first sight.

A third of the different words of news are met once, so most of the sum is kept by what words have in common too: their
kind, their first and their last letters. What is left to look up are the few features of the whole word.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from lesart.algorithms.chain import Chain, Scores, add_weights
from lesart.annotate.name_features import (
    CACHED_WORDS,
    END,
    FAR_LEFT,
    FAR_RIGHT,
    FRONT,
    LEFT,
    QUOTES,
    RIGHT,
    Kind,
    NameFeatures,
    WordFeatures,
)

PARTS = 5
"""Sums of a word: its own, and those it lends to the word behind it, before it, two behind it, two before it."""

Places = NDArray[np.int64]
Key = TypeVar("Key", bound=Hashable)
Number = TypeVar("Number", np.float64, np.int64)


class Numbers(dict[str, int]):
    """A number from 1 on for each string that was put in, 0 for any other."""

    def put(self, key: str) -> int:
        """The number of `key`, a new one for one not met before."""
        return self.setdefault(key, len(self) + 1)

    def __missing__(self, key: str) -> int:
        return 0


class _Lent:
    """Weights of the features that a word lends to two sides of it, looked up without the marks of the sides."""

    def __init__(self, chain: Chain, marks: tuple[str, str]) -> None:
        names = dict.fromkeys([feature[1:] for feature in chain.features() if feature[0] in marks])
        self.rows = dict(zip(names, range(1, len(names) + 1), strict=True))
        sides = [chain.sums_of([(), *[(mark + name,) for name in names]]) for mark in marks]
        self.weights: Scores = np.hstack(sides)


class _Adder:
    """Adds up the weights of features, all PARTS of a word one beside the other."""

    def __init__(self, chain: Chain) -> None:
        self._chain = chain
        self._near = _Lent(chain, (LEFT, RIGHT))
        self._far = _Lent(chain, (FAR_LEFT, FAR_RIGHT))
        self.width = PARTS * len(chain.labels)

    def add_up(self, found: Sequence[WordFeatures]) -> Scores:
        """The sums for each of `found`."""
        own, near, far = zip(*found, strict=True)
        return np.hstack(
            [
                self._chain.sums_of(own),
                add_weights(self._near.weights, self._near.rows, near),
                add_weights(self._far.weights, self._far.rows, far),
            ]
        )


class _Shared(Generic[Key]):
    """The sums of what many words have in common, by a key that tells the features."""

    def __init__(self, tell: Callable[[Key], WordFeatures], adder: _Adder) -> None:
        self._tell = tell
        self._adder = adder
        self._rows: dict[Key, int] = {}
        self._sums: Scores = np.zeros((0, adder.width))

    def sums(self, keys: Sequence[Key]) -> Scores:
        """The sums for each of `keys`."""
        known = self._rows
        new = [key for key in dict.fromkeys(keys) if key not in known]
        if new:
            first, end = len(known), len(known) + len(new)
            self._sums = _grow(self._sums, end, 0)
            self._sums[first:end] = self._adder.add_up(list(map(self._tell, new)))
            known.update(zip(new, range(first, end), strict=True))
        return self._sums.take(list(map(known.__getitem__, keys)), 0)

    def forget(self) -> None:
        """Drops all that is kept."""
        self._rows.clear()


class NameSums:
    """The sums of words and what else is asked of a word wherever it stands, by the numbers of their rows.

    `parts`: [part, row, label]. `numbers`: by row the numbers of the word's cluster and of the lists it stands in,
    whether it is a quotation mark and whether it begins a name of several words. Row 0 is empty.
    """

    def __init__(self, chain: Chain, features: NameFeatures, clusters: Numbers, lists: Numbers) -> None:
        self._features = features
        self._clusters, self._lists = clusters, lists
        self._rows: dict[str, int] = {}
        self.parts: Scores = np.zeros((PARTS, 1024, len(chain.labels)))
        self.numbers: Places = np.zeros((1024, 4), np.int64)
        self._adder = _Adder(chain)
        self._kinds: _Shared[Kind] = _Shared(features.of_kind, self._adder)
        self._fronts: _Shared[str] = _Shared(features.of_front, self._adder)
        self._ends: _Shared[str] = _Shared(features.of_end, self._adder)

    def rows_of(self, words: Sequence[str]) -> Places:
        """The number of the row of each word; words not met before get one."""
        known = self._rows
        if len(known) > CACHED_WORDS:
            known.clear()
            for shared in (self._kinds, self._fronts, self._ends):
                shared.forget()
        rows = list(map(known.get, words))
        if None in rows:
            self._learn([word for word in dict.fromkeys(words) if word not in known])
            rows = list(map(known.get, words))
        return np.array(cast(list[int], rows), np.int64)

    def _learn(self, words: Sequence[str]) -> None:
        features = self._features
        kinds = list(map(features.kind_of, words))
        sums = self._adder.add_up(list(map(features.of_letters, words, kinds)))
        sums += self._kinds.sums(kinds)
        sums += self._fronts.sums(
            [word[:FRONT] if kind.capital else "" for word, kind in zip(words, kinds, strict=True)]
        )
        sums += self._ends.sums([word[-END:] if kind.capital else "" for word, kind in zip(words, kinds, strict=True)])
        first = len(self._rows) + 1
        end = first + len(words)
        self.parts, self.numbers = _grow(self.parts, end, 1), _grow(self.numbers, end, 0)
        self.parts[:, first:end] = sums.reshape(len(words), PARTS, -1).transpose(1, 0, 2)
        numbers = {kind: (self._clusters[kind.cluster], self._lists[kind.lists]) for kind in set(kinds)}
        self.numbers[first:end, :2] = list(map(numbers.__getitem__, kinds))
        phrases = features.words.phrases
        self.numbers[first:end, 2:] = [(word in QUOTES, word in phrases) for word in words]
        self._rows.update(zip(words, range(first, end), strict=True))


def _grow(table: NDArray[Number], least: int, axis: int) -> NDArray[Number]:
    """`table` itself where it is `least` long along `axis`, else one of twice the length that begins like it."""
    length = table.shape[axis]
    if least <= length:
        return table
    more = list(table.shape)
    more[axis] = max(least - length, length)
    return np.concatenate((table, np.zeros(more, table.dtype)), axis)

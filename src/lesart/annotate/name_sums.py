"""What the features of a word weigh, for each label, wherever the word stands: kept by word, added up on first sight.

A third of the different words of news are met once, so most of the sum is kept by what words have in common too: their
kind, their first and their last letters. What is left to look up are the few features of the whole word.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Generic, TypeVar

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
Lent = Mapping[str, Mapping[str, int]]
"""By the mark of a side, the features that a word lends to it, without the mark, and their rows among the weights."""
Key = TypeVar("Key", bound=Hashable)
Number = TypeVar("Number", np.float64, np.int64)


class Numbers(dict[str, int]):
    """A number from 1 on for each string that was put in, 0 for any other."""

    def put(self, key: str) -> int:
        """The number of `key`, a new one for one not met before."""
        return self.setdefault(key, len(self) + 1)

    def __missing__(self, key: str) -> int:
        return 0


class _Rows(dict[str, int]):
    """Rows of words, from 1 on, given on first sight; `new` are the words that nothing is known of yet."""

    def __init__(self) -> None:
        super().__init__()
        self.new: list[str] = []

    def __missing__(self, word: str) -> int:
        self.new.append(word)
        row = self[word] = len(self) + 1
        return row


class _Lent:
    """Weights of the features that a word lends to two sides of it, looked up without the marks of the sides."""

    def __init__(self, weights: Scores, *sides: Mapping[str, int]) -> None:
        names = dict.fromkeys([name for rows in sides for name in rows])
        self.rows = dict(zip(names, range(1, len(names) + 1), strict=True))
        self.weights: Scores = np.hstack(
            [weights.take([0, *[rows.get(name, 0) for name in names]], 0) for rows in sides]
        )


class _Adder:
    """Adds up the weights of features, all PARTS of a word one beside the other."""

    def __init__(self, chain: Chain, lent: Lent) -> None:
        self._chain = chain
        self._near = _Lent(chain.weights, lent[LEFT], lent[RIGHT])
        self._far = _Lent(chain.weights, lent[FAR_LEFT], lent[FAR_RIGHT])
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

    Made with the features that words lend (see Lent), and the numbers of clusters and of lists.
    """

    def __init__(self, chain: Chain, features: NameFeatures, lent: Lent, numbers: tuple[Numbers, Numbers]) -> None:
        self._features = features
        self._clusters, self._lists = numbers
        self._rows = _Rows()
        self.parts: Scores = np.zeros((PARTS, 1024, len(chain.labels)))
        self.numbers: Places = np.zeros((1024, 4), np.int64)
        self._adder = _Adder(chain, lent)
        self._kinds: _Shared[Kind] = _Shared(features.of_kind, self._adder)
        self._fronts: _Shared[str] = _Shared(features.of_front, self._adder)
        self._ends: _Shared[str] = _Shared(features.of_end, self._adder)

    def rows_of(self, words: Sequence[str]) -> Places:
        """The number of the row of each word; words not met before get one."""
        if len(self._rows) > CACHED_WORDS:
            self._rows = _Rows()
            for shared in (self._kinds, self._fronts, self._ends):
                shared.forget()
        rows = np.array(list(map(self._rows.__getitem__, words)), np.int64)
        if self._rows.new:
            self._learn(self._rows.new)
            self._rows.new = []
        return rows

    def _learn(self, words: Sequence[str]) -> None:
        features = self._features
        kinds = list(map(features.kind_of, words))
        sums = self._adder.add_up(list(map(features.of_letters, words, kinds)))
        sums += self._kinds.sums(kinds)
        sums += self._fronts.sums(
            [word[:FRONT] if kind.capital else "" for word, kind in zip(words, kinds, strict=True)]
        )
        sums += self._ends.sums([word[-END:] if kind.capital else "" for word, kind in zip(words, kinds, strict=True)])
        end = len(self._rows) + 1
        first = end - len(words)
        self.parts, self.numbers = _grow(self.parts, end, 1), _grow(self.numbers, end, 0)
        self.parts[:, first:end] = sums.reshape(len(words), PARTS, -1).transpose(1, 0, 2)
        numbers = {kind: number for number, kind in enumerate(dict.fromkeys(kinds))}
        told = np.array([(self._clusters[kind.cluster], self._lists[kind.lists]) for kind in numbers])
        self.numbers[first:end, :2] = told.take(list(map(numbers.__getitem__, kinds)), 0)
        self.numbers[first:end, 2] = list(map(QUOTES.__contains__, words))
        self.numbers[first:end, 3] = list(map(features.words.phrases.__contains__, words))


def _grow(table: NDArray[Number], least: int, axis: int) -> NDArray[Number]:
    """`table` itself where it is `least` long along `axis`, else one of twice the length that begins like it."""
    length = table.shape[axis]
    if least <= length:
        return table
    more = list(table.shape)
    more[axis] = max(least - length, length)
    return np.concatenate((table, np.zeros(more, table.dtype)), axis)

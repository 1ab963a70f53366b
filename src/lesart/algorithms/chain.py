"""The labeller's weights and how they label a sequence: a linear chain as python-crfsuite trains it.

crfsuite's own tagger looks every feature up by its text, every time it occurs; most come back again and again, and
in the same company. Here the weights are one matrix, the sum over a group of features is kept, and the score of an item
is the sum of a few of these. Of one long sequence with weak steps, a page's lines, most of the search falls away: seven
in ten have one label only that can stand there, whatever stands beside it (`Labelling`). Many short ones, a page's
sentences, are searched at once (`label_many`). Labels are those that crfsuite finds, likelihoods the same but for
rounding.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, islice, repeat
from pathlib import Path
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from lesart.errors import LanguageDataError

Scores = NDArray[np.float64]
Group = tuple[str, ...]
"""Features that come together; empty for none."""

_HEADER = struct.Struct("<4sI4s9I")
"""Magic, size, type, version, 0, labels, attributes, and where weights, labels, attributes and their indices begin."""
_STRINGS = struct.Struct("<4s5I")
"""Of a table of strings: magic, size, flag, byte order, count, and where the places of the strings are listed."""
_WEIGHT = np.dtype([("kind", "<u4"), ("from", "<u4"), ("to", "<u4"), ("weight", "<f8")])
"""A weight of a feature for a label (kind 0) or of one label behind another (kind 1)."""
_NOTHING: Group = ()
_GROUPS_AT_MOST = 50_000
"""Groups of features whose sums are kept, ten megabytes of them; beyond, all are forgotten."""
_AT_ONCE = 4_096
"""Items added up together; bounds what a page of a million lines needs beside its scores."""
_SCALED_EVERY = 4
"""Places after which sums are scaled to 1 again. Own guess: a step loses e^-60 at worst, and e^-700 is nothing."""
_ROUNDING = 1e-9
"""A kind is ruled out only by more than this: sums of the same weights in another order differ by less."""


class Side(NamedTuple):
    """A neighbour's place: `away` items behind (before where negative). It tells its key, each feature with `mark`
    before it; not `whole`, only the first; where there is no neighbour, a whole one tells that it is the edge."""

    mark: str
    away: int
    whole: bool = False

    def told_by(self, key: Group | None) -> Group:
        """What a neighbour of this key tells."""
        if key is None:
            return (f"{self.mark}edge",) if self.whole else ()
        return tuple([self.mark + feature for feature in (key if self.whole else key[:1])])


class Chain:
    """The weights of a file that `pycrfsuite.Trainer` wrote. Raises LanguageDataError where it is none."""

    def __init__(self, path: Path) -> None:
        try:
            self._read(path.read_bytes())
        except (OSError, ValueError, IndexError, struct.error) as error:
            raise LanguageDataError(f"{path.name}: {error}") from error
        self.swing: Scores = (_most_gained(self.steps) + _most_gained(self.steps.T)).T.copy()
        """[one, other]: the most that label `other` gains on `one` by its neighbours, whatever they are."""
        self.ways: list[list[float]] = self.steps.T.tolist()
        """`steps` as [to][from]."""
        self.odds: Scores = np.exp(self.steps)

    def _read(self, data: bytes) -> None:
        magic, _, kind, _, _, labels, features, weights, names, texts, *_ = _HEADER.unpack_from(data)
        if magic != b"lCRF" or kind != b"FOMC":
            raise ValueError("no weights of a linear chain")
        self.labels: tuple[str, ...] = tuple(_read_strings(data, names))
        self._rows = {text: row for row, text in enumerate(_read_strings(data, texts), 1)}
        self._known: dict[Group, int] = {_NOTHING: 0}
        self._sums: Scores = np.zeros((1024, labels))
        """By group, the sum of its weights; of groups the numbers of their rows."""
        self._known_keys: dict[Group, int] = {}
        self._told: Scores = np.zeros((0, 1, labels))
        """By key and side, the sum of the weights of what it tells; of keys the numbers of their rows."""
        self._marked: dict[str, list[int]] = {}
        """By feature of a key, for each side the row of the weights of what it tells there."""
        self._edges: dict[str, Scores] = {}
        """By the mark of a side, the weights of what it tells that there is no neighbour."""
        count = int.from_bytes(data[weights + 8 : weights + 12], "little")
        found = np.frombuffer(data, _WEIGHT, count, weights + 12)
        self.weights: Scores = np.zeros((features + 1, labels))
        """[feature, label], features from 1 on in the order of `features`; row 0 is that of all others."""
        own = found[found["kind"] == 0]
        self.weights[own["from"] + 1, own["to"]] = own["weight"]
        self.steps: Scores = np.zeros((labels, labels))
        own = found[found["kind"] == 1]
        self.steps[own["from"], own["to"]] = own["weight"]

    def features(self) -> list[str]:
        """All features that bear a weight."""
        return list(self._rows)

    def sums_of(self, groups: Sequence[Sequence[str]]) -> Scores:
        """For each group of features, how well each label fits where they are."""
        return add_weights(self.weights, self._rows, groups)

    def label_many(self, scores: Scores, lengths: NDArray[np.int64]) -> list[str]:
        """The best labels (Viterbi) of sequences one behind the other, of `lengths`; none is empty.

        All are searched at once, place by place, the longest first, so that the ones still going on are the first
        columns of every array; rows are labels.
        """
        order = np.argsort(-lengths, kind="stable")
        starts = (np.cumsum(lengths) - lengths)[order]
        longest = int(lengths.max(initial=0))
        going = np.searchsorted(-lengths[order], -np.arange(longest), side="left").tolist()
        into = self.steps.T[:, :, None].copy()
        own = np.ascontiguousarray(scores.T)
        reached: list[Scores] = [own.take(starts, 1)]
        for place, count in enumerate(going[1:], 1):
            reached.append((reached[-1][:, :count] + into).max(1) + own.take(starts[:count] + place, 1))
        best = np.empty(len(scores), np.intp)
        chosen = np.empty(len(lengths), np.intp)
        for place in range(longest - 1, -1, -1):
            count = going[place]
            ended = going[place + 1] if place + 1 < longest else 0
            sums = reached[place]
            if ended:
                back = sums[:, :ended] + self.steps.take(chosen[:ended], 1)
                chosen[:ended] = back.argmax(0)
            chosen[ended:count] = sums[:, ended:count].argmax(0)
            best[starts[:count] + place] = chosen[:count]
        return list(map(self.labels.__getitem__, best.tolist()))

    def weigh(
        self, items: Iterable[Sequence[Group]], keys: Sequence[Group] = (), sides: Sequence[Side] = ()
    ) -> Labelling:
        """The sequence of these items, each with its features in groups, and with what the `keys` of its neighbours
        tell it from all `sides` (always the same for one chain)."""
        waiting = iter(items)
        parts = []
        while part := list(islice(waiting, _AT_ONCE)):
            parts.append(self._add_up(part))
        scores = np.concatenate(parts) if parts else np.zeros((0, len(self.labels)))
        if keys:
            self._add_neighbours(scores, keys, sides)
        return Labelling(self, scores)

    def _add_neighbours(self, scores: Scores, keys: Sequence[Group], sides: Sequence[Side]) -> None:
        """Add the weights of what each item's neighbours tell it."""
        if len(self._known_keys) > _GROUPS_AT_MOST // len(sides):
            self._known_keys, self._told, self._marked = {}, self._told[:0], {}
        new = [key for key in dict.fromkeys(keys) if key not in self._known_keys]
        if new:
            first = len(self._known_keys)
            self._known_keys.update(zip(new, range(first, first + len(new)), strict=True))
            self._told = _with_rows(self._told.reshape(-1, len(sides), len(self.labels)), first, self._tell(new, sides))
        rows = np.fromiter(map(self._known_keys.__getitem__, keys), np.intp, len(keys))
        for number, side in enumerate(sides):
            away = side.away
            if away < 0:
                scores[-away:] += self._told[rows[:away], number]
            else:
                scores[:-away] += self._told[rows[away:], number]
            if side.whole:
                edge = self._edges.get(side.mark)
                if edge is None:
                    edge = self._edges[side.mark] = self.sums_of([side.told_by(None)])[0]
                lacking = slice(None, -away) if away < 0 else slice(-away, None)
                scores[lacking] += edge

    def _tell(self, keys: Sequence[Group], sides: Sequence[Side]) -> Scores:
        """By key and side, the sum of the weights of what it tells there (`Side.told_by`)."""
        marked = self._marked
        found = []
        for feature in chain.from_iterable(keys):
            rows = marked.get(feature)
            if rows is None:
                rows = marked[feature] = [self._rows.get(side.mark + feature, 0) for side in sides]
            found.append(rows)
        counts = np.fromiter(map(len, keys), np.intp, len(keys))
        starts = np.cumsum(counts) - counts
        numbers = np.array(found, np.intp).reshape(-1, len(sides))
        later = np.ones(len(numbers), np.bool_)
        later[starts[counts > 0]] = False
        for number, side in enumerate(sides):
            if not side.whole:
                numbers[later, number] = 0
        width = len(sides) * len(self.labels)
        sums = _sum_parts(self.weights.take(numbers, 0).reshape(-1, width), starts, counts)
        return sums.reshape(-1, len(sides), len(self.labels))

    def _add_up(self, items: Sequence[Sequence[Group]]) -> Scores:
        """The sums of the weights of each item."""
        if len(self._known) > _GROUPS_AT_MOST:
            self._known, self._sums = {_NOTHING: 0}, self._sums[:1].copy()
        groups = list(chain.from_iterable(items))
        found = list(map(self._known.get, groups))
        if None in found:
            unknown = [at for at, row in enumerate(found) if row is None]
            self._learn([groups[at] for at in unknown])
            for at in unknown:
                found[at] = self._known[groups[at]]
        rows = np.array(found, np.intp)
        width = len(items[0])
        if all(len(item) == width for item in items):
            columns = rows.reshape(len(items), width).T
            scores = np.zeros((len(items), len(self.labels)))
            for column in columns:
                scores += self._sums.take(column, 0)
            return scores
        counts = np.fromiter(map(len, items), np.intp, len(items))
        return _sum_parts(self._sums[rows], np.cumsum(counts) - counts, counts)

    def _learn(self, groups: Sequence[Group]) -> None:
        """Add up the weights of groups not met before."""
        new = [group for group in dict.fromkeys(groups) if group]
        sums = self.sums_of(new)
        first = len(self._known)
        self._known.update(zip(new, range(first, first + len(new)), strict=True))
        self._sums = _with_rows(self._sums, first, sums)


def _with_rows(table: Scores, first: int, rows: Scores) -> Scores:
    """`table` with `rows` written from `first` on; where it is too short, a copy twice as long."""
    end = first + len(rows)
    if end > len(table):
        grown = np.zeros((max(2 * len(table), end), *table.shape[1:]))
        grown[:first] = table[:first]
        table = grown
    table[first:end] = rows
    return table


def add_weights(weights: Scores, rows: Mapping[str, int], groups: Sequence[Sequence[str]]) -> Scores:
    """For each group of features the sum of their `weights`, in `rows` numbered from 1 on; row 0 is for all others."""
    features = list(map(rows.get, chain.from_iterable(groups), repeat(0)))
    counts = np.fromiter(map(len, groups), np.intp, len(groups))
    return _sum_parts(weights.take(features, 0), np.cumsum(counts) - counts, counts)


def _sum_parts(rows: Scores, starts: NDArray[np.intp], counts: NDArray[np.intp]) -> Scores:
    """For each start the sum of so many rows from there on; none for a count of 0."""
    if not len(rows):
        return np.zeros((len(counts), rows.shape[1]))
    sums = np.add.reduceat(rows, np.minimum(starts, len(rows) - 1))
    sums[counts == 0] = 0.0
    return cast(Scores, sums)


def _most_gained(steps: Scores) -> Scores:
    return cast(Scores, (steps[:, :, None] - steps[:, None, :]).max(0))


def _read_strings(data: bytes, start: int) -> list[str]:
    """The strings of a constant database (CQDB) at `start`, by their number."""
    magic, _, _, _, count, places = _STRINGS.unpack_from(data, start)
    if magic != b"CQDB":
        raise ValueError("a table of strings is missing")
    found = []
    for place in np.frombuffer(data, "<u4", count, start + places).tolist():
        at = start + place + 8
        size = int.from_bytes(data[at - 4 : at], "little")
        found.append(data[at : at + size - 1].decode("utf-8"))
    return found


class Labelling:
    """A sequence and how well each label fits each place of it: `scores[place, label]`, steps not yet counted."""

    def __init__(self, weights: Chain, scores: Scores) -> None:
        self._chain = weights
        self.scores = scores
        self._likely: dict[int, dict[str, float]] = {}
        self._scaled: Scores | None = None
        """What each label's weights multiply by, the best of a place 1; what `_forward` and `_backward` grow from."""
        self._forward: list[Scores] = []
        self._backward: list[Scores] = []
        """From the first place on, and from the last place back, as far as was asked: for each label the sum over all
        sequences that lead to it, the place's own weight included; each with an unknown factor."""

    def labels(self) -> list[str]:
        """All labels there are."""
        return list(self._chain.labels)

    def tag(self) -> list[str]:
        """The best sequence of labels (Viterbi), those left out that cannot be in it."""
        scores, names = self.scores, self._chain.labels
        if not len(scores):
            return []
        top = scores.argmax(1)
        highest = scores[np.arange(len(scores)), top]
        is_open = scores >= highest[:, None] - self._chain.swing[top] - _ROUNDING
        best: list[int] = top.tolist()
        undecided = np.flatnonzero(is_open.sum(1) > 1).tolist()
        open_labels: dict[int, list[int]] = {}
        for place, label in np.argwhere(is_open[undecided]).tolist():
            open_labels.setdefault(undecided[place], []).append(label)
        at = 0
        while at < len(undecided):
            end = at + 1
            while end < len(undecided) and undecided[end] == undecided[end - 1] + 1:
                end += 1
            first, last = undecided[at], undecided[end - 1]
            left = best[first - 1] if first else None
            right = best[last + 1] if last + 1 < len(best) else None
            if first == last and left is not None and right is not None:
                best[first] = self._choose(first, open_labels[first], left, right)
                at = end
                continue
            choices = [open_labels[place] for place in range(first, last + 1)]
            best[first : last + 1] = self._search(first, choices, left, right)
            at = end
        return [names[label] for label in best]

    def _choose(self, at: int, labels: list[int], left: int, right: int) -> int:
        """The best of `labels` for one place between two that are settled."""
        ways, own = self._chain.ways, self.scores[at].tolist()
        onward = ways[right]
        sums = [ways[label][left] + own[label] + onward[label] for label in labels]
        return labels[sums.index(max(sums))]

    def _search(self, first: int, choices: list[list[int]], left: int | None, right: int | None) -> list[int]:
        """The best labels for the places from `first` on, among the choices for each, between two that are settled."""
        ways = self._chain.ways
        own = self.scores[first : first + len(choices)].tolist()
        before = [left] if left is not None else []
        reached = [0.0] * len(before)
        backs: list[list[int]] = []
        for labels, scores in zip(choices, own, strict=True):
            totals, back = [], []
            for label in labels:
                best, origin = 0.0, 0
                if before:
                    way = ways[label]
                    sums = [score + way[other] for other, score in zip(before, reached, strict=True)]
                    best = max(sums)
                    origin = sums.index(best)
                totals.append(best + scores[label])
                back.append(origin)
            backs.append(back)
            before, reached = labels, totals
        if right is not None:
            way = ways[right]
            reached = [score + way[label] for label, score in zip(before, reached, strict=True)]
        chosen = reached.index(max(reached))
        found = []
        for labels, back in zip(reversed(choices), reversed(backs), strict=True):
            found.append(labels[chosen])
            chosen = back[chosen]
        return found[::-1]

    def marginal(self, label: str, at: int) -> float:
        """The likelihood of `label` at place `at`, all sequences considered (sums from both ends, as far as asked)."""
        likely = self._likely.get(at)
        if likely is None:
            sums = self._sum_both_ways(at)
            likely = self._likely[at] = dict(zip(self._chain.labels, (sums / sums.sum()).tolist(), strict=True))
        return likely[label]

    def _sum_both_ways(self, at: int) -> Scores:
        """For each label of a place the sum over all sequences that have it there, with an unknown factor."""
        if self._scaled is None:
            self._scaled = np.exp(self.scores - self.scores.max(1, keepdims=True))
            self._forward.append(self._scaled[0])
            self._backward.append(self._scaled[-1])
        _extend_sums(self._forward, self._scaled, self._chain.odds, at)
        behind = len(self._scaled) - 1 - at
        if not behind:
            return self._forward[at]
        _extend_sums(self._backward, self._scaled[::-1], self._chain.odds.T, behind - 1)
        return cast(Scores, self._forward[at] * self._backward[behind - 1].dot(self._chain.odds.T))


def _extend_sums(sums: list[Scores], scaled: Scores, odds: Scores, last: int) -> None:
    """Add the sums of the places up to `last` to those of the places before."""
    for at in range(len(sums), last + 1):
        row = sums[-1].dot(odds) * scaled[at]
        sums.append(row / row.sum() if at % _SCALED_EVERY == 0 else row)

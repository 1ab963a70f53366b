"""Shared stretches of pairs of sequences merged into passages that hold all sequences sharing them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict, deque
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from lesart.algorithms.align import Block, Run

SNAP = 5
"""Words. Two borders so near to each other are one border: where copies were edited at the same place, their shared
stretches end a few words apart."""

JOIN = 8
"""Words. Neighbouring passages of the same sequences with no larger gap between are one (`align.GAP`)."""

LEAST_WORDS = 5
"""Words of a passage on each of its sequences at least. Pieces of a cut stretch may be shorter than a stretch of its
own (`align.LEAST_AGREEING`); smaller ones than this say nothing."""

T = TypeVar("T", bound=Hashable)


class Union(Generic[T]):
    """Disjoint sets; the smallest item seen first stands for its set."""

    def __init__(self) -> None:
        self._above: dict[T, T] = {}

    def find(self, item: T) -> T:
        """The item that stands for the set of `item`."""
        above = self._above
        root = item
        while above.setdefault(root, root) != root:
            root = above[root]
        while above[item] != root:
            above[item], item = root, above[item]
        return root

    def join(self, a: T, b: T) -> None:
        """Makes one set of the sets of `a` and `b`."""
        first, second = self.find(a), self.find(b)
        if first != second:
            self._above[second] = first

    def sets(self) -> list[list[T]]:
        """The sets, each in the order in which its items came, by their first."""
        groups: dict[T, list[T]] = {}
        for item in self._above:
            groups.setdefault(self.find(item), []).append(item)
        return list(groups.values())


@dataclass(frozen=True, slots=True)
class Shared:
    """A block between sequences number `a` and `b`."""

    a: int
    b: int
    block: Block


Member = tuple[int, int, int]
"""`(sequence, start, end)` in words."""


Breaks = Mapping[int, Sequence[int]]
"""By sequence, the words (sorted) before which its text is interrupted."""


def merge_blocks(shared: Sequence[Shared], breaks: Breaks | None = None) -> list[list[Member]]:
    """Passages: each a list of members, sorted; together they cover what `shared` covers, each stretch once.

    Wherever one pair's stretch ends inside another's, the longer is cut, on all sequences that have it; the pieces
    that are linked by blocks are a passage; neighbouring passages of the same sequences are joined again, but not
    over a place named in `breaks`.
    """
    breaks = breaks or {}
    passages: list[list[Member]] = []
    for group in _families(shared):
        cuts = _place_cuts(group, breaks)
        pieces = _link_pieces(group, cuts, breaks)
        passages.extend(_join_neighbours(pieces, breaks))
    kept = []
    for members in passages:
        long = [member for member in members if member[2] - member[1] >= LEAST_WORDS]
        if len({member[0] for member in long}) >= 2:
            kept.append(long)
    return sorted(kept)


def _families(shared: Iterable[Shared]) -> list[list[Shared]]:
    union: Union[int] = Union()
    listed = sorted(shared, key=lambda item: (item.a, item.b, item.block.a_start, item.block.b_start))
    for item in listed:
        union.join(item.a, item.b)
    groups: dict[int, list[Shared]] = defaultdict(list)
    for item in listed:
        groups[union.find(item.a)].append(item)
    return list(groups.values())


def _place_cuts(group: Sequence[Shared], breaks: Breaks) -> dict[int, list[int]]:
    """Borders on each sequence: breaks, ends of blocks, and the images of both on the other sequences."""
    cuts: dict[int, list[int]] = defaultdict(list)
    sides: dict[int, list[tuple[int, int, int, Sequence[Run], bool]]] = defaultdict(list)
    waiting: deque[tuple[int, int]] = deque()

    def add(sequence: int, place: int) -> None:
        borders = cuts[sequence]
        at = bisect_left(borders, place)
        if any(abs(border - place) <= SNAP for border in borders[max(0, at - 1) : at + 1]):
            return
        insort(borders, place)
        waiting.append((sequence, place))

    for item in sorted(group, key=lambda item: (-item.block.agreeing, item.a, item.b, item.block.a_start)):
        block = item.block
        sides[item.a].append((block.a_start, block.a_end, item.b, block.runs, False))
        sides[item.b].append((block.b_start, block.b_end, item.a, block.runs, True))
    for sequence in sorted(sides.keys() & breaks.keys()):
        for place in breaks[sequence]:
            add(sequence, place)
    for sequence, stretches in sides.items():
        for start, end, *_ in stretches:
            add(sequence, start)
            add(sequence, end)
    while waiting:
        sequence, place = waiting.popleft()
        for start, end, other, runs, turned in sides[sequence]:
            if start + SNAP < place < end - SNAP:
                add(other, _image(place, runs, turned))
    return cuts


def _image(place: int, runs: Sequence[Run], turned: bool) -> int:
    """Where the border `place` of one side of a block lies on the other side."""
    here, there = (1, 0) if turned else (0, 1)
    at = bisect_right(runs, place, key=lambda run: run[here]) - 1
    run = runs[max(at, 0)]
    offset = place - run[here]
    if offset <= run[2] or at + 1 >= len(runs):
        return run[there] + min(offset, run[2])
    after = runs[at + 1]
    nearer_before = place - (run[here] + run[2]) <= after[here] - place
    return run[there] + run[2] if nearer_before else after[there]


Piece = tuple[int, int]
"""`(sequence, index of the border it starts at)`."""


def _link_pieces(group: Sequence[Shared], cuts: dict[int, list[int]], breaks: Breaks) -> list[list[Member]]:
    """The pieces that blocks link, each with its sequence and the extent that blocks gave it there."""
    union: Union[Piece] = Union()
    extents: dict[Piece, tuple[int, int]] = {}

    def widen(piece: Piece, start: int, end: int) -> None:
        old = extents.get(piece)
        extents[piece] = (start, end) if old is None else (min(start, old[0]), max(end, old[1]))

    for item in group:
        for first, second, runs in _linked(item, cuts[item.a], cuts[item.b], breaks):
            widen(first, min(run[0] for run in runs), max(run[0] + run[2] for run in runs))
            widen(second, min(run[1] for run in runs), max(run[1] + run[2] for run in runs))
            union.join(first, second)
    return [sorted((piece[0], *extents[piece]) for piece in pieces) for pieces in union.sets()]


def _linked(
    item: Shared, a_cuts: Sequence[int], b_cuts: Sequence[int], breaks: Breaks
) -> list[tuple[Piece, Piece, list[Run]]]:
    """Which pieces the block of `item` links by which runs. A link of no more than `SNAP` words is the overhang of
    a border that was snapped; its runs go to the link before it, or else to the one behind, but never over a break."""
    links: list[tuple[Piece, Piece, list[Run]]] = []
    for run in _cut_runs(item.block.runs, a_cuts, b_cuts):
        first = (item.a, bisect_right(a_cuts, run[0]) - 1)
        second = (item.b, bisect_right(b_cuts, run[1]) - 1)
        if links and links[-1][:2] == (first, second):
            links[-1][2].append(run)
        else:
            links.append((first, second, [run]))
    kept: list[tuple[Piece, Piece, list[Run]]] = []
    early: list[Run] = []
    broken = (frozenset(breaks.get(item.a, ())), frozenset(breaks.get(item.b, ())))
    for first, second, runs in links:
        if sum(run[2] for run in runs) > SNAP:
            kept.append((first, second, _unbroken(early, runs[0], broken) + runs))
            early = []
        elif kept and not early and not _crosses(kept[-1][2][-1], runs[-1], broken):
            kept[-1][2].extend(runs)
        else:
            early += runs
    return kept


Broken = tuple[frozenset[int], frozenset[int]]
"""The breaks of both sequences."""


def _unbroken(early: list[Run], run: Run, broken: Broken) -> list[Run]:
    """Those of `early` that no break parts from `run`."""
    return [before for before in early if not _crosses(before, run, broken)]


def _crosses(before: Run, after: Run, broken: Broken) -> bool:
    """Whether a break lies between the starts of two runs, or at the start of the second."""
    return any(before[side] < place <= after[side] for side in (0, 1) for place in broken[side])


def _cut_runs(runs: Sequence[Run], a_cuts: Sequence[int], b_cuts: Sequence[int]) -> Iterable[Run]:
    """`runs`, cut where a border of either sequence lies inside."""
    for i, j, length in runs:
        inside = {cut - i for cut in a_cuts[bisect_right(a_cuts, i) : bisect_left(a_cuts, i + length)]}
        inside |= {cut - j for cut in b_cuts[bisect_right(b_cuts, j) : bisect_left(b_cuts, j + length)]}
        at = 0
        for cut in [*sorted(inside), length]:
            yield i + at, j + at, cut - at
            at = cut


def _join_neighbours(passages: list[list[Member]], breaks: Breaks) -> list[list[Member]]:
    """Passages whose members all follow one another closely, with the same sequences, become one."""
    done: list[list[Member]] = []
    for members in sorted(passages):
        if done and _follows(done[-1], members, breaks):
            done[-1] = [(a[0], a[1], max(a[2], b[2])) for a, b in zip(done[-1], members, strict=True)]
        else:
            done.append(members)
    return done


def _follows(before: Sequence[Member], after: Sequence[Member], breaks: Breaks) -> bool:
    return len(before) == len(after) and all(
        a[0] == b[0]
        and a[1] <= b[1]
        and -SNAP <= b[1] - a[2] <= JOIN
        and not any(a[1] < place < b[2] for place in breaks.get(a[0], ()))
        for a, b in zip(before, after, strict=True)
    )

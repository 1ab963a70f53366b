"""What doubtful lines share counts only beside what article zones share.

In plain text a paragraph of the article may have been taken for a caption, a promotion or a teaser. It is the
article's where another page has it in an article zone, close to more wording that the two articles share; and where it
is in doubt on both pages, between two places that they share. What is found so supports the next line. A teaser of
another story, a caption that two pages have and a promotion fail this: they stand alone, or at an end.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lesart.algorithms.align import Block, Run, is_worth
from lesart.algorithms.seeds import GAP
from lesart.relate.wording import Doubts

Lines = tuple[int, int]
"""The numbers of the doubtful lines that two places stand in, 0 for none."""

NEAR = 80
"""Words between a doubtful line and what the articles share for certain, on either page: about two paragraphs."""


def keep_supported(blocks: Sequence[Block], first: Doubts | None, second: Doubts | None) -> list[Block]:
    """`blocks`, of which there is one at least, without the runs in doubtful lines that nothing near supports.

    `first`, `second`: the doubts of the two pages (None: no doubtful lines).
    """
    if first is None and second is None:
        return list(blocks)
    a = np.zeros(max(block.a_end for block in blocks), np.int16) if first is None else first
    b = np.zeros(max(block.b_end for block in blocks), np.int16) if second is None else second
    pieces = [[piece for run in block.runs for piece in _split(run, a, b)] for block in blocks]
    good = _good_lines([run for runs in pieces for run in runs], a, b)
    kept = []
    for runs in pieces:
        group: list[Run] = []
        for run in runs:
            doubtful, line = _doubt(run, a, b)
            if doubtful and line not in good:
                continue
            if group and _far(group[-1], run):
                kept.append(group)
                group = []
            group.append(run)
        kept.append(group)
    found = [Block(tuple(_joined(runs))) for runs in kept if runs]
    return [block for block in found if is_worth(block)]


def _split(run: Run, a: Doubts, b: Doubts) -> list[Run]:
    """`run`, cut where either side changes from one line of the doubtful ones to another text."""
    i, j, length = run
    if not a[i : i + length].any() and not b[j : j + length].any():
        return [run]
    pieces = []
    start = 0
    for at in range(1, length + 1):
        if at == length or a[i + at] != a[i + at - 1] or b[j + at] != b[j + at - 1]:
            pieces.append((i + start, j + start, at - start))
            start = at
    return pieces


def _doubt(run: Run, a: Doubts, b: Doubts) -> tuple[bool, tuple[int, int]]:
    """Whether `run` (all in one line) is doubtful, and the lines that make it so."""
    line = (int(a[run[0]]), int(b[run[1]]))
    return line != (0, 0), line


def _good_lines(runs: Sequence[Run], a: Doubts, b: Doubts) -> set[Lines]:
    """The doubtful lines with a run that stands near a firm one on both sides and repeats none, or near one that is
    firm by now; those in doubt on both sides only between two firm ones."""
    lines = {run: _doubt(run, a, b)[1] for run in runs}
    firm = [run for run in runs if lines[run] == (0, 0)]
    good: set[Lines] = set()
    open_runs = [run for run in runs if lines[run] != (0, 0) and not any(_over(run, other) for other in firm)]
    fresh = firm
    while fresh:
        sure = [run for run in open_runs if _supported(run, firm, all(lines[run]))]
        good |= {lines[run] for run in sure}
        fresh = [run for run in open_runs if lines[run] in good]
        firm = [*firm, *fresh]
        open_runs = [run for run in open_runs if lines[run] not in good]
    return good


def _over(run: Run, other: Run) -> bool:
    """Whether one lies over the other on either side."""
    return any(other[side] < run[side] + run[2] and run[side] < other[side] + other[2] for side in (0, 1))


def _supported(run: Run, firm: Sequence[Run], between: bool) -> bool:
    """Whether a firm run stands near; `between`: one before and one behind."""
    if between:
        return any(_follows(other, run) for other in firm) and any(_follows(run, other) for other in firm)
    return any(max(_gap(run, other, side) for side in (0, 1)) <= NEAR for other in firm)


def _follows(before: Run, after: Run) -> bool:
    """Whether `after` stands behind `before`, and near, on both sides."""
    return all(0 <= after[side] - (before[side] + before[2]) <= NEAR for side in (0, 1))


def _gap(run: Run, other: Run, side: int) -> int:
    return max(other[side] - (run[side] + run[2]), run[side] - (other[side] + other[2]))


def _far(before: Run, after: Run) -> bool:
    return after[0] - (before[0] + before[2]) > GAP or after[1] - (before[1] + before[2]) > GAP


def _joined(runs: Sequence[Run]) -> list[Run]:
    """`runs` with those that follow one another at once as one."""
    joined: list[Run] = []
    for run in runs:
        if joined and joined[-1][0] + joined[-1][2] == run[0] and joined[-1][1] + joined[-1][2] == run[1]:
            joined[-1] = (joined[-1][0], joined[-1][1], joined[-1][2] + run[2])
        else:
            joined.append(run)
    return joined

"""What doubtful lines share counts only beside what article zones share.

In plain text a paragraph of the article may have been taken for a caption, a promotion or a teaser. It is the
article's where another page has it in an article zone, close to more wording that the two articles share. A teaser of
another story, a caption that two pages have and a promotion fail this: they stand alone, or in doubt on both pages.
"""

from __future__ import annotations

from collections.abc import Sequence

from lesart.algorithms.align import GAP, Block, Run, is_worth
from lesart.relate.wording import Wording

NEAR = 80
"""Words between a doubtful line and what the articles share for certain, on either page: about two paragraphs."""


def keep_supported(blocks: Sequence[Block], a: Wording, b: Wording) -> list[Block]:
    """`blocks` without the runs in doubtful lines that nothing near supports."""
    if not a.doubtful and not b.doubtful:
        return list(blocks)
    pieces = [[piece for run in block.runs for piece in _split(run, a, b)] for block in blocks]
    firm = [run for runs in pieces for run in runs if not _doubt(run, a, b)[0]]
    kept = []
    for runs in pieces:
        group: list[Run] = []
        good = {_doubt(run, a, b)[1] for run in runs if _supported(run, firm, a, b)}
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


def _split(run: Run, a: Wording, b: Wording) -> list[Run]:
    """`run`, cut where either side changes from one line of the doubtful ones to another text."""
    i, j, length = run
    if not a.doubts[i : i + length].any() and not b.doubts[j : j + length].any():
        return [run]
    pieces = []
    start = 0
    for at in range(1, length + 1):
        if at == length or a.doubts[i + at] != a.doubts[i + at - 1] or b.doubts[j + at] != b.doubts[j + at - 1]:
            pieces.append((i + start, j + start, at - start))
            start = at
    return pieces


def _doubt(run: Run, a: Wording, b: Wording) -> tuple[bool, tuple[int, int]]:
    """Whether `run` (all in one line) is doubtful, and the lines that make it so."""
    line = (int(a.doubts[run[0]]), int(b.doubts[run[1]]))
    return line != (0, 0), line


def _supported(run: Run, firm: Sequence[Run], a: Wording, b: Wording) -> bool:
    """Whether a doubtful run, in doubt on one side only, stands near a firm one on both sides and repeats none."""
    doubtful, line = _doubt(run, a, b)
    if not doubtful or all(line):
        return False
    near = False
    for i, j, length in firm:
        if (i < run[0] + run[2] and run[0] < i + length) or (j < run[1] + run[2] and run[1] < j + length):
            return False
        gaps = [_gap(run[side], run[2], start, length) for side, start in ((0, i), (1, j))]
        near = near or max(gaps) <= NEAR
    return near


def _gap(start: int, length: int, other: int, other_length: int) -> int:
    return max(other - (start + length), start - (other + other_length))


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

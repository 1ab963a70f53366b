"""What stands further away from a line of a text: paragraphs, stamps, credits, repeated lines, and how far they are.

Plain text has no elements that tell an article from a comment thread or a list of teasers. What tells them apart is
the rhythm of long and short lines over a stretch, which the next lines alone do not show.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from statistics import median

from lesart.ingest.zone_features import Group
from lesart.ingest.zone_layout import Layout
from lesart.ingest.zone_units import Unit
from lesart.ingest.zone_words import line_table, split_line

_NEAR, _FAR = 4, 12
"""Lines before and behind among which paragraphs are counted (best of 3 to 15 on the folds)."""
_STAMP_CHARACTERS = 45
"""A longer line is more than a stamp, characters."""
_CREDIT_CHARACTERS = 60
"""A longer line is more than a credit, characters."""
_APART = 3
"""So many lines that are no paragraphs part two blocks of paragraphs."""
_STEPS = (1, 2, 3, 4, 6, 10)
"""Bounds of the classes of distances, lines."""
_COUNTS = (1, 3, 6)
"""Bounds of the classes of paragraphs among the lines further away."""
_RATIOS = (25, 50, 80, 125, 200)
"""Bounds of the classes of a line's length by that of the middle paragraph, per cent."""
_OFTEN = 3
"""A line that stands so often on a page is a button's or a label's."""
_LABEL_CHARACTERS = 24
"""A label before a colon is shorter, characters."""
_TAIL = 45
"""Characters at the end of a line in which the credit of a picture is looked for."""
_CREDIT_TAIL = re.compile(r"©|\(c\)|\bcopyright\b|\b(?:foto|bild|photo|image|quelle)s?:|\S/\s?[A-Z]\S*$", re.IGNORECASE)
_LENGTHS = (30, 60, 100, 200, 350)
"""Bounds of the classes of lengths, characters."""
_GROUPS = 16_384


def describe_stretches(layout: Layout) -> list[list[Group]]:
    """For each line of a text, in order, what stands further away."""
    units = layout.units
    if not units:
        return []
    paragraphs = [unit.line.paragraph for unit in units]
    stamps = [_is_stamp(unit) for unit in units]
    behind, ahead = _steps(paragraphs)
    stamp_behind, stamp_ahead = _steps(stamps)
    credit_behind, credit_ahead = _steps([_is_credit(unit) for unit in units])
    names_behind, names_ahead = _steps([_is_name(unit) for unit in units])
    counts = _sums(paragraphs)
    stamp_counts = _sums(stamps)
    blocks, shares = _blocks(units)
    middle = median([unit.line.length for unit in units if unit.line.paragraph] or [200])
    often = [layout.seen[unit.line.key][1] >= _OFTEN and unit.line.length > 3 for unit in units]
    often_behind, often_ahead = _steps(often)
    first = layout.run[0]
    patterns = _patterns(units)
    before, after = _kin(units)
    found = []
    for at, unit in enumerate(units):
        sort = "p" if unit.line.paragraph else unit.line.short
        left, right = max(0, at - _NEAR), min(len(units), at + 1 + _NEAR)
        wide_left, wide_right = max(0, at - _FAR), min(len(units), at + 1 + _FAR)
        passed = stamp_counts[at] - stamp_counts[first] if first < at else -1
        groups = [
            _near(sort, counts[at] - counts[left], counts[right] - counts[at + 1]),
            _wide(
                sort,
                _class(counts[at] - counts[wide_left], _COUNTS),
                _class(counts[wide_right] - counts[at + 1], _COUNTS),
            ),
            _reach(sort, _class(behind[at], _STEPS), _class(ahead[at], _STEPS)),
            _around(sort, "stamp", _class(stamp_behind[at], _STEPS), _class(stamp_ahead[at], _STEPS)),
            _around(sort, "cred", _class(credit_behind[at], _STEPS), _class(credit_ahead[at], _STEPS)),
            _around(sort, "name", _class(names_behind[at], _STEPS), _class(names_ahead[at], _STEPS)),
            _around(sort, "often", _class(often_behind[at], _STEPS), _class(often_ahead[at], _STEPS)),
            _block(sort, min(blocks[at], 4), shares[at], min(passed, 4)),
        ]
        if unit.line.sentences or unit.line.paragraph:
            groups.append(_tail(unit.text[-_TAIL:]) if unit.line.length > _CREDIT_CHARACTERS else ())
            groups.append(_size(_class(int(100 * unit.line.length / middle), _RATIOS), sort))
        groups.append(_pattern(min(patterns[at], 4), sort))
        if len(unit.line.stems) > 1:
            groups.append(_kinship(before[at], after[at], _class(unit.line.length, _LENGTHS), unit.line.paragraph))
        label = _label(unit.text[:_LABEL_CHARACTERS])
        if label:
            groups.append(label)
        found.append(groups)
    return found


@lru_cache(maxsize=_GROUPS)
def _near(sort: str, left: int, right: int) -> Group:
    return (f"near={left}{right}|{sort}", f"near={left}|{sort}", f"near>{right}|{sort}")


@lru_cache(maxsize=_GROUPS)
def _wide(sort: str, left: int, right: int) -> Group:
    return (f"wide={left}{right}|{sort}", f"wide={left}|{sort}", f"wide>{right}|{sort}")


@lru_cache(maxsize=_GROUPS)
def _reach(sort: str, left: int, right: int) -> Group:
    return (f"reach={left}|{sort}", f"reach>{right}|{sort}", f"reach={left}{right}|{sort}")


@lru_cache(maxsize=_GROUPS)
def _around(sort: str, name: str, left: int, right: int) -> Group:
    return (f"{name}<{left}|{sort}", f"{name}>{right}|{sort}")


@lru_cache(maxsize=_GROUPS)
def _block(sort: str, number: int, share: int, stamps: int) -> Group:
    return (f"blk={number}|{sort}", f"share={share}|{sort}", f"blk={number}{share}|{sort}", f"stamps={stamps}|{sort}")


@lru_cache(maxsize=_GROUPS)
def _size(ratio: int, sort: str) -> Group:
    return (f"size={ratio}", f"size={ratio}|{sort}")


@lru_cache(maxsize=_GROUPS)
def _label(head: str) -> Group:
    """What the words before a colon at the start of a line speak of."""
    words, colon, _ = head.partition(":")
    counts = line_table().count(split_line(words)) if colon else {}
    return tuple(f"lab:{concept}" for concept in counts if concept != "function")


@lru_cache(maxsize=_GROUPS)
def _tail(tail: str) -> Group:
    """Whether a line ends with the credit of a picture."""
    return ("ctail",) if _CREDIT_TAIL.search(tail) else ()


@lru_cache(maxsize=_GROUPS)
def _pattern(count: int, sort: str) -> Group:
    return (f"tri={count}|{sort}",)


@lru_cache(maxsize=_GROUPS)
def _kinship(before: int, after: int, length: int, paragraph: bool) -> Group:
    sort = "p" if paragraph else "n"
    return (f"kin<{before}|{length}{sort}", f"kin>{after}|{length}{sort}", f"kin={before}{after}|{sort}")


def _patterns(units: Sequence[Unit]) -> list[int]:
    """For each line how often the page has a line like it between lines like its neighbours: lists have many."""
    shapes = [f"{'p' if unit.line.paragraph else ''}{unit.line.short}" for unit in units]
    threes = list(zip(["", *shapes], shapes, [*shapes[1:], ""], strict=False))
    counts = Counter(threes)
    return [counts[three] for three in threes]


def _kin(units: Sequence[Unit]) -> tuple[list[int], list[int]]:
    """How many words of each line the paragraph before it has, and the one behind it, three at most; -1 where there
    is none."""
    before: list[int] = []
    after: list[int] = []
    for found, lines in ((before, units), (after, reversed(units))):
        last: frozenset[str] | None = None
        for unit in lines:
            found.append(-1 if last is None else min(len(unit.line.stems & last), 3))
            if unit.line.paragraph:
                last = unit.line.stems
    return before, after[::-1]


def _is_stamp(unit: Unit) -> bool:
    return unit.line.length < _STAMP_CHARACTERS and _has(unit, "date", "clock", "ago")


def _is_credit(unit: Unit) -> bool:
    return unit.line.length < _CREDIT_CHARACTERS and _has(unit, "cred", "C:photo", "C:agency")


def _is_name(unit: Unit) -> bool:
    return "name" in unit.line.features


def _has(unit: Unit, *starts: str) -> bool:
    return any(feature.startswith(starts) for feature in unit.line.features)


def _steps(marks: Sequence[bool]) -> tuple[list[int], list[int]]:
    """For each place the lines back to the last mark before it, and ahead to the next behind it; many where none."""
    behind: list[int] = []
    ahead: list[int] = []
    for found, places in ((behind, range(len(marks))), (ahead, range(len(marks) - 1, -1, -1))):
        away = 99
        for at in places:
            found.append(away)
            away = 1 if marks[at] else away + 1
    return behind, ahead[::-1]


def _sums(marks: Sequence[bool]) -> list[int]:
    """How many marks stand before each place, and in all."""
    sums = [0]
    for mark in marks:
        sums.append(sums[-1] + mark)
    return sums


def _blocks(units: Sequence[Unit]) -> tuple[list[int], list[int]]:
    """For each line the number of blocks of paragraphs begun up to it, and the text of the last of them by that of the
    page's longest, in quarters."""
    masses: list[int] = [0]
    numbers = []
    gap = _APART
    for unit in units:
        if unit.line.paragraph:
            if gap >= _APART:
                masses.append(0)
            masses[-1] += min(unit.line.length, 400)
            gap = 0
        else:
            gap += 1
        numbers.append(len(masses) - 1)
    heaviest = max(masses) or 1
    return numbers, [4 * masses[number] // heaviest for number in numbers]


def _class(value: int, bounds: tuple[int, ...]) -> int:
    return bisect_right(bounds, value)

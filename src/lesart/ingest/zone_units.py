"""The sequence that zones are labelled over: the blocks of an HTML page, the lines of a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lesart.ingest.zone_cuts import DATELINES, RUNNING, cut_line
from lesart.ingest.zone_features import Line, describe_line
from lesart.language.languages import Language
from lesart.model.text import Block, Page

_LINE = re.compile(r"[^\r\n]*[^\s\r\n][^\r\n]*")


class Unit:
    """A block or line, or a piece of one, without the white space around: `text` is `page.text[start:end]`."""

    __slots__ = ("block", "end", "gap", "glued", "line", "start", "text")

    def __init__(self, text: str, start: int, block: Block | None) -> None:
        self.text = text
        self.start = start
        self.end = start + len(text)
        self.block = block
        self.gap = False
        """Whether an empty line stands before it."""
        self.glued = False
        """Whether it goes on the line of the unit before."""
        self.line: Line = describe_line(text)


def cut_units(page: Page, language: Language) -> list[Unit]:
    """The units of `page` in order; every character that is not white space lies in one."""
    text = page.text
    units: list[Unit] = []
    openings = 0
    for start, end, block in _lines_of(page):
        raw = text[start:end]
        bare = raw.strip()
        if not bare:
            continue
        start += len(raw) - len(raw.lstrip())
        gap = not units or text.count("\n", units[-1].end, start) > 1
        cuts = cut_line(bare, language, openings < DATELINES)
        if len(bare) >= RUNNING:
            openings += 1
        first = len(units)
        _add_pieces(units, bare, start, cuts, block)
        units[first].gap = gap
    return units


def _lines_of(page: Page) -> Iterator[tuple[int, int, Block | None]]:
    if page.blocks:
        for block in page.blocks:
            yield block.start, block.end, block
    else:
        for match in _LINE.finditer(page.text):
            yield match.start(), match.end(), None


def _add_pieces(units: list[Unit], line: str, start: int, cuts: Sequence[int], block: Block | None) -> None:
    first = True
    for left, right in zip((0, *cuts), (*cuts, len(line)), strict=True):
        piece = line[left:right]
        bare = piece.strip()
        if bare:
            unit = Unit(bare, start + left + len(piece) - len(piece.lstrip()), block)
            unit.glued = not first
            units.append(unit)
            first = False

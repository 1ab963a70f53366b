"""The sequence that zones are labelled over: the blocks of an HTML page, the lines of a text."""

from __future__ import annotations

import re

from lesart.ingest.zone_features import Line, describe_line
from lesart.model.text import Block, Page

_LINE = re.compile(r"[^\r\n]*[^\s\r\n][^\r\n]*")


class Unit:
    """One block or line without the white space around it: `text` is `page.text[start:end]`."""

    __slots__ = ("block", "end", "gap", "line", "start", "text")

    def __init__(self, text: str, start: int, end: int, gap: bool, block: Block | None) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.gap = gap
        """Whether an empty line stands before it."""
        self.block = block
        self.line: Line = describe_line(text)


def cut_units(page: Page) -> list[Unit]:
    """The units of `page` in order; every character that is not white space lies in one."""
    text = page.text
    units: list[Unit] = []
    if page.blocks:
        for block in page.blocks:
            _add(units, text, block.start, block.end, block)
        return units
    for match in _LINE.finditer(text):
        _add(units, text, match.start(), match.end(), None)
    return units


def _add(units: list[Unit], text: str, start: int, end: int, block: Block | None) -> None:
    raw = text[start:end]
    bare = raw.strip()
    if not bare:
        return
    start += len(raw) - len(raw.lstrip())
    before = text[units[-1].end : start] if units else "\n\n"
    units.append(Unit(bare, start, start + len(bare), before.count("\n") > 1, block))

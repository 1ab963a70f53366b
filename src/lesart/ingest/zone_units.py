"""The sequence that zones are labelled over: the blocks of an HTML page, the lines of a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from lesart.ingest.zone_cuts import DATELINES, RUNNING, cut_line
from lesart.ingest.zone_features import REMEMBERED, Line, describe_line
from lesart.language.languages import Language
from lesart.model.text import Block, Page

_LINE = re.compile(r"[^\r\n]*[^\s\r\n][^\r\n]*")


class Unit:
    """A block or line, or a piece of one, without the white space around: `text` is `page.text[start:end]`."""

    __slots__ = ("block", "end", "gap", "glued", "line", "start", "text")

    def __init__(self, piece: Piece, start: int, block: Block | None, gap: bool) -> None:
        self.text = piece.text
        self.line: Line = piece.line
        self.start = start + piece.away
        self.end = self.start + len(piece.text)
        self.block = block
        self.gap = gap
        """Whether an empty line stands before it."""
        self.glued = piece.glued
        """Whether it goes on the line of the unit before."""


class Piece(NamedTuple):
    """A piece of a line without the white space around, `away` characters behind the line's start."""

    away: int
    text: str
    line: Line
    glued: bool


def cut_units(page: Page, language: Language) -> list[Unit]:
    """The units of `page` in order; every character that is not white space lies in one."""
    text = page.text
    units: list[Unit] = []
    openings = 0
    behind = 0
    for start, end, block in _lines_of(page):
        raw = text[start:end]
        bare = raw.strip()
        if not bare:
            continue
        if len(bare) < len(raw):
            start += len(raw) - len(raw.lstrip())
        if len(bare) < RUNNING:
            pieces = _cut_short(bare, language)
        else:
            pieces = _cut_pieces(bare, cut_line(bare, language, openings < DATELINES))
            openings += 1
        gap = not units or text.count("\n", behind, start) > 1
        for piece in pieces:
            units.append(Unit(piece, start, block, gap))
            gap = False
        behind = units[-1].end
    return units


def _lines_of(page: Page) -> Iterator[tuple[int, int, Block | None]]:
    if page.blocks:
        for block in page.blocks:
            yield block.start, block.end, block
    else:
        for match in _LINE.finditer(page.text):
            yield match.start(), match.end(), None


@lru_cache(maxsize=REMEMBERED)
def _cut_short(line: str, language: Language) -> tuple[Piece, ...]:
    """The pieces of a line that is no running text; menus and buttons recur, so that a table of them is kept."""
    return _cut_pieces(line, cut_line(line, language, False))


def _cut_pieces(line: str, cuts: Sequence[int]) -> tuple[Piece, ...]:
    if not cuts:
        return (Piece(0, line, describe_line(line), False),)
    found: list[Piece] = []
    for left, right in zip((0, *cuts), (*cuts, len(line)), strict=True):
        piece = line[left:right]
        bare = piece.strip()
        if bare:
            found.append(Piece(left + len(piece) - len(piece.lstrip()), bare, describe_line(bare), bool(found)))
    return tuple(found)

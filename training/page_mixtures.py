"""Pages put together from parts of others, so that the labeller of texts sees more surroundings than there are pages.

A mixture has the article of one page, the lines before it of another, those behind it of a third, and between its
paragraphs some blocks that stand between paragraphs elsewhere (teasers, captions, promotions). Everything is drawn
from the pages' names: the same pages give the same mixtures. They exist while training only.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from lesart.ingest.zone_layout import Layout
from lesart.ingest.zone_units import cut_units
from lesart.model.article import ZoneKind
from lesart.model.text import Page
from training.zone_sequences import LANGUAGE, ZoneSequence, kinds_of_zones
from training.zoned_texts import GoldZone

_ARTICLE = frozenset(("headline", "lead", "body", "subheadline"))
_BLOCK_LINES = 8
"""Lines of a block between two paragraphs at most; longer ones may be a second article."""
_DROPPED = 0.3
"""Share of an article's own blocks that a mixture leaves out (own judgement)."""
_INSERTED = 0.5
"""Blocks put into a short article on average; into a long one up to twice as many (own judgement)."""

_BRIEF = 0.5
"""Share of the pages of which there is a brief mixture, too."""
_BRIEF_PARAGRAPHS = 5
"""A brief page has fewer further paragraphs."""
_BRIEF_LINES = 5
"""A brief page has fewer lines before its article."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of a page with the kinds of its pieces: kind, start and end in the line."""

    text: str
    pieces: tuple[tuple[str, int, int], ...]
    gap: bool

    @property
    def kind(self) -> str:
        """The kind of its longest piece."""
        return max(self.pieces, key=lambda piece: piece[2] - piece[1])[0]


@dataclass(frozen=True, slots=True)
class _Parts:
    name: str
    before: Sequence[_Row]
    article: Sequence[_Row]
    behind: Sequence[_Row]


def mix_pages(pages: Sequence[tuple[ZoneSequence, list[str]]], number: int) -> list[tuple[Layout, list[str]]]:
    """Mixtures with the kinds of their units, one for each of `pages` (texts), for some a brief one, too; another
    `number` gives others."""
    found = []
    for whole in (True, False):
        parts = [
            part for page, kinds in pages if _is_whole(page.name) == whole and (part := _part(page, kinds)) is not None
        ]
        blocks = [block for part in parts for block in _blocks_inside(part.article)]
        for part in parts:
            dice = random.Random(f"{number}:{part.name}")
            rows = [*dice.choice(parts).before]
            behind = dice.choice(parts).behind
            rows.extend(_vary(part.article, blocks, dice))
            rows.extend(behind)
            found.append(_write(f"{number}:{part.name}", rows))
            if dice.random() < _BRIEF:
                brief = _shorten(dice.choice(parts).before, part.article, dice.choice(parts).behind, dice)
                found.append(_write(f"{number}:{part.name}:brief", brief))
    return found


def _shorten(
    before: Sequence[_Row], article: Sequence[_Row], behind: Sequence[_Row], dice: random.Random
) -> list[_Row]:
    """A brief page: hardly a line before the headline, a few paragraphs, a few lines behind, as in text files."""
    head = next((at for at, row in enumerate(article) if row.kind == "body"), len(article))
    paragraphs = [at for at, row in enumerate(article) if row.kind == "body"][1:]
    last = paragraphs[min(dice.randrange(1, _BRIEF_PARAGRAPHS), len(paragraphs) - 1)] if paragraphs else head
    few = dice.randrange(_BRIEF_LINES)
    opening = list(before[-few:]) if few and dice.random() < 0.5 else list(before[:few])
    first = dice.randrange(max(1, len(behind) - 1)) if dice.random() < 0.3 else 0
    return [*opening, *article[: last + 1], *behind[first : first + dice.randrange(_BRIEF_LINES + 1)]]


def _is_whole(name: str) -> bool:
    return "wetcap" in name or "whole" in name


def _part(page: ZoneSequence, kinds: Sequence[str]) -> _Parts | None:
    rows = _rows(page, kinds)
    article = [at for at, row in enumerate(rows) if row.kind in _ARTICLE]
    if not article:
        return None
    first = article[0]
    last = max((at for at in article if rows[at].kind in ("body", "lead")), default=first) + 1
    headline = next((at for at in range(first, last) if rows[at].kind == "headline"), first)
    if any(row.kind == "body" for row in rows[first:headline]):
        headline = first
    return _Parts(page.name, rows[:first], rows[headline:last], rows[last:])


def _rows(page: ZoneSequence, kinds: Sequence[str]) -> list[_Row]:
    rows = []
    units = page.units
    first = 0
    while first < len(units):
        last = first + 1
        while last < len(units) and units[last].glued:
            last += 1
        start = units[first].start
        pieces = ((kinds[at], units[at].start - start, units[at].end - start) for at in range(first, last))
        rows.append(_Row(page.page.text[start : units[last - 1].end], tuple(pieces), units[first].gap))
        first = last
    return rows


def _blocks_inside(article: Sequence[_Row]) -> list[Sequence[_Row]]:
    """What stands between the paragraphs of an article without being of it."""
    found = []
    begun = False
    at = 0
    while at < len(article):
        begun = begun or article[at].kind == "body"
        end = at
        while end < len(article) and article[end].kind not in _ARTICLE:
            end += 1
        if begun and at < end < len(article) and end - at <= _BLOCK_LINES:
            found.append(article[at:end])
        at = max(end, at + 1)
    return found


def _vary(article: Sequence[_Row], blocks: Sequence[Sequence[_Row]], dice: random.Random) -> list[_Row]:
    rows: list[_Row] = []
    begun = False
    at = 0
    while at < len(article):
        row = article[at]
        begun = begun or row.kind == "body"
        if begun and row.kind not in _ARTICLE and dice.random() < _DROPPED:
            while at < len(article) and article[at].kind not in _ARTICLE:
                at += 1
            continue
        rows.append(row)
        goes_on = at + 1 < len(article) and article[at + 1].kind in ("body", "subheadline")
        if row.kind == "body" and goes_on and blocks and dice.random() < _INSERTED / max(4, len(article) / 8):
            rows.extend(dice.choice(blocks))
        at += 1
    return rows


def _write(name: str, rows: Sequence[_Row]) -> tuple[Layout, list[str]]:
    text = ""
    zones = []
    for number, row in enumerate(rows):
        if number:
            text += "\n\n" if row.gap else "\n"
        for kind, start, end in row.pieces:
            zones.append(GoldZone(cast(ZoneKind, kind), len(text) + start, len(text) + end))
        text += row.text
    page = Page(id=name, source=name, bytes_id="", text=text)
    units = cut_units(page, LANGUAGE)
    return Layout(page, units), [kind or "navigation" for kind in kinds_of_zones(units, zones)]

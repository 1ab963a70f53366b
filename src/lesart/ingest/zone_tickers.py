"""Tickers in plain text: clock times that stand alone, each with what happened then."""

from __future__ import annotations

import re

from lesart.ingest.zone_layout import Layout
from lesart.model.article import ZoneKind

_CLOCK = re.compile(r"(?:[01]?\d|2[0-3])[.:][0-5]\d(?:\s?(?:uhr|h))?:?", re.IGNORECASE)
_ENTRIES = 3
"""Times with a sentence behind them from which a page is a ticker; a page of fewer has stamps (own judgement)."""
_SENTENCE_CHARACTERS = 30
"""A shorter line behind a time is a programme's or a match's, characters."""
_ENDS = '.!?…“”»"'
_COMMENTS = ("comment", "comment_meta")


def mark_ticker(layout: Layout, kinds: list[ZoneKind]) -> None:
    """Correct `kinds` of a text in place: the entries of a ticker, times and sentences."""
    entries = [
        at
        for at, unit in enumerate(layout.units[:-1])
        if kinds[at] not in _COMMENTS and _CLOCK.fullmatch(unit.text) and _tells(layout, kinds, at + 1)
    ]
    if len(entries) < _ENTRIES:
        return
    for first in entries:
        kinds[first] = "ticker_entry"
        at = first + 1
        while at < len(kinds) and _tells(layout, kinds, at):
            kinds[at] = "ticker_entry"
            at += 1


def _tells(layout: Layout, kinds: list[ZoneKind], at: int) -> bool:
    unit = layout.units[at]
    return kinds[at] not in _COMMENTS and unit.line.length >= _SENTENCE_CHARACTERS and unit.text[-1] in _ENDS

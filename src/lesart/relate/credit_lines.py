"""Where a page credits agencies and authors by codes: credit lines, brackets behind a dateline or a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

import msgspec

from lesart.model.article import RUNNING_ZONES, Article
from lesart.model.text import Span

CREDIT_LENGTH = 40
"""Characters. A bracket at the end of a paragraph holds a credit if it is no longer."""

DATELINE_LENGTH = 50
"""Characters of a dateline before its bracket at most: a place or two and a day."""

_CREDIT_ZONES = frozenset({"agency_credit", "author_code", "byline"})
_DOUBTFUL_ZONES = frozenset({"promo", "teaser", "navigation"})
"""In plain text the article's last paragraph may have been taken for one of these: right behind the running text a
credit in it is read."""

_PART = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_BRACKET = re.compile(rf"\(([^()\n]{{2,{CREDIT_LENGTH}}})\)(?=\s*(?:\n|$)|\s[-–—])")
_DATELINE = re.compile(rf"\s*(?:[^\W\d_][^()\n.!?]{{0,{DATELINE_LENGTH}}}\s)?\(([^()\n]{{2,{CREDIT_LENGTH}}})\)[.:]?\s")
_CLOSED = re.compile(r"[.!?…][\"“”«»’']?\s*$|[\"“”«»]\s*$")

Position = Literal["zone", "byline", "dateline", "end", "inside"]
"""In a credit zone or a byline; behind a dateline; behind the full stop of a paragraph's last sentence; elsewhere."""


class Part(msgspec.Struct, frozen=True):
    """One word of a credit line, as printed, and where it stands."""

    word: str
    span: Span
    position: Position


def credit_parts(article: Article) -> Iterator[Part]:
    """The words of the credit lines of `article`, in order."""
    text = article.page.text
    running = False
    for zone in article.zones:
        start, end = zone.span.start, zone.span.end
        before, running = running, zone.kind in RUNNING_ZONES
        doubtful = before and article.page.medium == "text" and zone.kind in _DOUBTFUL_ZONES
        if zone.kind in _CREDIT_ZONES:
            yield from _parts(article, start, end, "byline" if zone.kind == "byline" else "zone")
        elif running or doubtful:
            dateline = _DATELINE.match(text, start, end) if running and not before else None
            if dateline is not None:
                yield from _parts(article, *dateline.span(1), "dateline")
            for match in _BRACKET.finditer(text, start, end):
                if dateline is None or match.start() > dateline.end():
                    closed = text[match.end() : end].strip() == "" or "\n" in text[match.end() : match.end() + 2]
                    ended = closed and _CLOSED.search(text, max(start, match.start() - 4), match.start())
                    yield from _parts(article, *match.span(1), "end" if ended else "inside")


def _parts(article: Article, start: int, end: int, position: Position) -> Iterator[Part]:
    for match in _PART.finditer(article.page.text, start, end):
        yield Part(match.group(), article.page.span(match.start(), match.end()), position)

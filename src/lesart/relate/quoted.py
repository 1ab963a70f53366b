"""Which stretches of a page stand in quotation marks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lesart.model.text import Page, Span

QUOTED = re.compile(
    "„[^“”„\n]*[“”]|«[^«»\n]*»|»[^«»\n]*«|›[^‹›\n]*‹|“[^“”\n]*”|‟[^”‟\n]*”|''(?:[^'\n]|'(?!'))*''|\"[^\"\n]*\""
)
"""Quoted speech in the marks of all styles, within one line: German, Swiss, inverted, English, typewriter."""

WHOLLY = 0.98
"""Share of a stretch's letters and digits inside quotation marks from which on the whole of it counts as quoted: the
marks of a copy may enclose a full stop or a word more."""


def find_quoted(page: Page) -> list[tuple[int, int]]:
    """The ranges between quotation marks, marks included, sorted and disjoint (code points)."""
    return [match.span() for match in QUOTED.finditer(page.text)]


def quoted_share(page: Page, span: Span, quoted: Sequence[tuple[int, int]]) -> float:
    """Share of the letters and digits of `span` that lie in `quoted` (see `find_quoted`)."""
    inside = sum(
        _letters(page.text[max(start, span.start) : min(end, span.end)])
        for start, end in quoted
        if start < span.end and span.start < end
    )
    return inside / max(1, _letters(page[span]))


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))

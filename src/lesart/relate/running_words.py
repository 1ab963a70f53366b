"""The words of a page's running text, cut once for all that look for names in it.

They tell early that a page names no agency and no outlet. They are asked for page by page and not kept: the words of
all pages of a pile take more room than the pages.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from lesart.model.article import RUNNING_ZONES, Article

PLAIN_WORD = re.compile(r"[^\W_]+")
"""Letters and digits in a row: what `str.isalnum` says yes to."""


class RunningWords(NamedTuple):
    """Where the running text of a page stands, and its words (PLAIN_WORD) in small letters, pieces between blanks among
    them."""

    ranges: list[tuple[int, int]]
    words: set[str]


def running_of(article: Article) -> list[tuple[int, int]]:
    """Where the running text of `article` stands."""
    return [(zone.span.start, zone.span.end) for zone in article.zones if zone.kind in RUNNING_ZONES]


def read_running(article: Article) -> RunningWords:
    """The running text of `article`."""
    text = article.page.text
    ranges = running_of(article)
    running = " ".join([text[start:end] for start, end in ranges])
    small = running.lower()
    words = set(small.split())
    # blanks stand in no word, so that only pieces with marks in them are searched
    words.update(PLAIN_WORD.findall(" ".join([piece for piece in words if not piece.isalnum()])))
    # a dotted capital I becomes an i and a mark, which cuts the word; what a sigma becomes hangs on what follows it
    if len(small) != len(running) or "Σ" in running:
        words.update(map(str.lower, PLAIN_WORD.findall(running)))
    return RunningWords(ranges, words)

"""The wording of pages as it is compared: words of article zones, without an outlet's recurring lines."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from lesart.algorithms.words import Hashes, find_words, hash_words
from lesart.model.article import ARTICLE_ZONES, RUNNING_ZONES, Article
from lesart.model.text import Page, Span
from lesart.relate.quoted import find_quoted

RECURRING = 4
"""Pages of one outlet with different articles. A line that so many have is furniture: less than that, it may be a
background paragraph that an outlet used again."""

RECURRING_ANYWHERE = 10
"""The same, for pages whose outlet is unknown, where many customers of an agency may share a line."""

LONG_QUOTATION = 8
"""Words of a quotation that is a passage of its own (as many as two pages must share in a row to be compared)."""

CUT_OFF = ("…", "...", "[…]", "[...]")
"""What a cut-off excerpt ends with."""

HEADING_WORDS = 12
"""Words. A line so short, without a full stop, may be the headline of a teaser."""

DOUBTFUL_ZONES = frozenset({"caption", "promo", "navigation", "teaser", "byline", "agency_credit", "section_label"})
"""Zones of plain text that a paragraph of the article may be taken for: without markup, nothing but the wording tells
them apart. Comments are not among them; in HTML no zone is doubted."""

DOUBTFUL_WORDS = 6
"""Words of a line in such a zone that may be the article's; shorter ones hold hardly a sentence."""

ARTICLE_WORDS = 25
"""Words. A page of plain text whose article zones hold fewer has its article in the doubtful ones."""

_LINE = re.compile(r"\S[^\n]*")
_DIGITS = re.compile(r"\d\d*")
"""A run of digits; written so, the search leaps to the first one, which it does not for one digit or more."""

Range = tuple[int, int]

Key = int
"""64 bits of a hash of a line: among a million lines of one outlet two have one key once in 37 million piles."""

Line = tuple[Key, int, int]
"""A line that may recur: its key, the same in every process, and its place `start`, `end`."""

Doubts = NDArray[np.int16]
"""For each word of a page 0, or the number (from 1) of the doubtful range that it stands in."""


class Wording:
    """The words of one page that take part in comparison. `ranges`: their lines, code points, sorted.

    `doubtful`: those of the ranges whose zone says that they are no article, but that read like one; what they share
    counts only beside what article zones share (see `relate/support.py`).
    """

    def __init__(self, page: Page, ranges: Sequence[Range], doubtful: Sequence[Range] = ()) -> None:
        self.page = page
        self.ranges = tuple(ranges)
        self.doubtful = tuple(doubtful)

    @cached_property
    def hashes(self) -> Hashes:
        """One hash a word, in order."""
        parts = [hash_words(self.page.text, start, end) for start, end in self.ranges]
        return np.concatenate(parts) if parts else np.empty(0, np.uint64)

    @cached_property
    def places(self) -> NDArray[np.int32]:
        """Where each word stands: rows `(start, end)`, code points."""
        found = [place for start, end in self.ranges for place in find_words(self.page.text, start, end)]
        return np.array(found, np.int32).reshape(-1, 2)

    @cached_property
    def doubts(self) -> Doubts | None:
        """The doubtful range of each word; None where no range is doubtful."""
        if not self.doubtful:
            return None
        found = np.zeros(len(self.places), np.int16)
        for number, (start, end) in enumerate(self.doubtful, 1):
            found[self._word_at(start) : self._word_at(end)] = number
        return found

    @cached_property
    def breaks(self) -> list[int]:
        """The words before which text stands that was set aside, sorted."""
        text = self.page.text
        gaps = [after for before, after in pairwise(self.ranges) if text[before[1] : after[0]].strip()]
        return sorted({self._word_at(start) for start, _ in gaps})

    @cached_property
    def borders(self) -> list[int]:
        """The words before which passages are cut, sorted: the breaks, and the ends of long quotations and of doubtful
        lines."""
        found = set(self.breaks)
        for start, end in self.doubtful:
            found |= {self._word_at(start), self._word_at(end)}
        for start, end in find_quoted(self.page):
            first, last = self._word_at(start), self._word_at(end)
            if last - first >= LONG_QUOTATION:
                found |= {first, last}
        return sorted(found - {0, len(self.places)})

    def _word_at(self, place: int) -> int:
        """The first word that starts at `place` (code points) or later."""
        return int(self.places[:, 0].searchsorted(place))

    def span(self, start: int, end: int) -> Span:
        """The place of words `[start, end)`, as far as no set-aside text interrupts it: the longest piece."""
        inner = [place for place in self.breaks if start < place < end]
        borders = [start, *inner, end]
        left, right = max(pairwise(borders), key=lambda piece: piece[1] - piece[0])
        return self.page.span(int(self.places[left, 0]), int(self.places[right - 1, 1]))


def read_wordings(articles: Sequence[Article]) -> list[Wording]:
    """The wording of each of `articles`, recurring lines and teasers left out."""
    lines = [find_lines(article) for article in articles]
    furniture = find_furniture(articles, lines)
    return [
        read_wording(article, found, furniture[_house(article)]) for article, found in zip(articles, lines, strict=True)
    ]


def read_wording(article: Article, lines: Sequence[Line], furniture: frozenset[Key]) -> Wording:
    """The wording of one article. `lines`: as `find_lines` finds them; `furniture`: those of its outlet that recur."""
    text = article.page.text
    kept = _drop_teasers(text, lines, furniture)
    doubtful = [line for line in kept if _is_doubtful(article, line)] if article.page.medium == "text" else []
    if doubtful and _words(text, kept) - _words(text, doubtful) < ARTICLE_WORDS:
        doubtful = []
    return Wording(article.page, _join_lines(text, kept, doubtful), doubtful)


def find_lines(article: Article) -> list[Line]:
    """The lines of `article` that may recur, in order."""
    return [(_key(article.page.text, line), *line) for line in _lines(article)]


def _lines(article: Article) -> list[Range]:
    """Lines of the article zones; of plain text also the doubtful ones."""
    text = article.page.text
    found = []
    for zone in article.zones:
        if zone.kind in ARTICLE_ZONES or (article.page.medium == "text" and zone.kind in DOUBTFUL_ZONES):
            for match in _LINE.finditer(text, zone.span.start, zone.span.end):
                line = (match.start(), match.start() + len(match.group().rstrip()))
                if zone.kind in ARTICLE_ZONES or _reads_like_article(match.group()):
                    found.append(line)
    return found


def running_ranges(article: Article) -> list[Range]:
    """Where the running text of `article` stands; where the zones of plain text leave none, its doubtful lines."""
    text = article.page.text
    running = [(zone.span.start, zone.span.end) for zone in article.zones if zone.kind in RUNNING_ZONES]
    if _words(text, running) >= ARTICLE_WORDS or article.page.medium != "text":
        return running
    return _lines(article)


def _reads_like_article(line: str) -> bool:
    return len(line.split()) >= DOUBTFUL_WORDS and not line.rstrip().endswith(CUT_OFF)


def _words(text: str, lines: Sequence[Range]) -> int:
    return sum(len(text[start:end].split()) for start, end in lines)


def _is_doubtful(article: Article, line: Range) -> bool:
    zone = article.zone_at(line[0])
    return zone is not None and zone.kind not in ARTICLE_ZONES


def _house(article: Article) -> str | None:
    return article.outlet.name if article.outlet else None


def _key(text: str, line: Range) -> Key:
    plain = _DIGITS.sub("0", text[line[0] : line[1]].lower())
    return int.from_bytes(hashlib.blake2b(plain.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def find_furniture(articles: Sequence[Article], lines: Sequence[Sequence[Line]]) -> dict[str | None, frozenset[Key]]:
    """By outlet, the keys of lines (figures aside) that recur on its pages though the articles differ.

    Pages count as different articles where their longest line that does not recur differs.
    """
    counts: dict[str | None, Counter[Key]] = defaultdict(Counter)
    for article, mine in zip(articles, lines, strict=True):
        counts[_house(article)].update({key for key, _, _ in mine})
    recurring = {
        house: {key for key, count in found.items() if count >= recurs_from(house)} for house, found in counts.items()
    }
    holders: dict[tuple[str | None, Key], set[Key]] = defaultdict(set)
    for article, mine in zip(articles, lines, strict=True):
        house = _house(article)
        own = [line for line in mine if line[0] not in recurring[house]]
        if own:
            longest = max(own, key=lambda line: line[2] - line[1])[0]
            for key in {key for key, _, _ in mine} & recurring[house]:
                holders[house, key].add(longest)
    furniture: dict[str | None, set[Key]] = {house: set() for house in counts}
    for (house, key), articles_seen in holders.items():
        if len(articles_seen) >= recurs_from(house):
            furniture[house].add(key)
    return {house: frozenset(found) for house, found in furniture.items()}


def recurs_from(house: str | None) -> int:
    """How many pages of an outlet, and different articles, make a line furniture."""
    return RECURRING_ANYWHERE if house is None else RECURRING


def _drop_teasers(text: str, found: Sequence[Line], furniture: frozenset[Key]) -> list[Range]:
    """The places of lines without furniture, and without the cut-off excerpts behind it at the page's end."""
    lines = [(start, end) for _, start, end in found]
    if not furniture:
        return lines
    bare = [key in furniture for key, _, _ in found]
    last = max((index for index, furnished in enumerate(bare) if furnished), default=len(lines))
    kept = [line for line, furnished in zip(lines[:last], bare, strict=False) if not furnished]
    tail = lines[last + 1 :]
    while tail:
        head = tail.pop(0)
        if text[head[0] : head[1]].endswith(CUT_OFF):
            continue
        if tail and _is_heading(text, head) and text[tail[0][0] : tail[0][1]].endswith(CUT_OFF):
            tail.pop(0)
            continue
        kept.append(head)
    return kept


def _is_heading(text: str, line: Range) -> bool:
    piece = text[line[0] : line[1]]
    return len(piece.split()) <= HEADING_WORDS


def _join_lines(text: str, lines: Sequence[Range], apart: Sequence[Range]) -> list[Range]:
    """Lines with nothing but white space between them as one range, except those `apart`."""
    joined: list[Range] = []
    alone = set(apart)
    open_end = False
    for start, end in lines:
        if open_end and (start, end) not in alone and not text[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
        open_end = (start, end) not in alone
    return joined

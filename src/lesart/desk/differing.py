"""Two states of a page, or two pages, word by word."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Literal, NamedTuple

import msgspec

from lesart.algorithms.words import find_words, hash_words
from lesart.errors import UsageError
from lesart.model.article import ARTICLE_ZONES, Article
from lesart.model.text import Span

MOST_WORDS = 8_000
"""Words of one page that are compared: some fifteen articles. Comparing takes their product at worst."""

Step = Literal["same", "gone", "new"]


class Run(msgspec.Struct, frozen=True):
    """A stretch that both pages have (`span` lies on the later), that is gone (on the earlier) or new (on the later).

    `breaks`: a zone of its page ends behind it.
    """

    step: Step
    span: Span
    text: str
    breaks: bool = False


class _Word(NamedTuple):
    hashed: int
    start: int
    end: int
    zone: int


def compare_words(before: Article, after: Article) -> tuple[Run, ...]:
    """The article zones of both pages as one running text, in the later's order. Raises UsageError for pages too long.

    Words are alike without regard to case and marks around them. White space and punctuation between two words of a
    run belong to it.
    """
    old, new = _words(before), _words(after)
    if len(old) > MOST_WORDS or len(new) > MOST_WORDS:
        raise UsageError(f"pages of more than {MOST_WORDS} words are not compared word by word")
    matcher = SequenceMatcher(None, [word.hashed for word in old], [word.hashed for word in new], autojunk=False)
    runs: list[Run] = []
    for tag, a_start, a_end, b_start, b_end in matcher.get_opcodes():
        if tag == "equal":
            runs.extend(_runs("same", after, new, b_start, b_end))
        else:
            runs.extend(_runs("gone", before, old, a_start, a_end))
            runs.extend(_runs("new", after, new, b_start, b_end))
    return tuple(runs)


def _words(article: Article) -> list[_Word]:
    text = article.page.text
    found = []
    for number, zone in enumerate(article.zones):
        if zone.kind in ARTICLE_ZONES:
            places = find_words(text, zone.span.start, zone.span.end)
            hashes = hash_words(text, zone.span.start, zone.span.end).tolist()
            found += [_Word(hashed, *place, number) for hashed, place in zip(hashes, places, strict=True)]
    return found


def _runs(step: Step, article: Article, words: list[_Word], first: int, last: int) -> list[Run]:
    """Words `first` to `last` as runs, one a zone; each reaches to the next word, so that nothing between is lost."""
    text, runs = article.page.text, []
    at = first
    while at < last:
        zone = words[at].zone
        end = at
        while end < last and words[end].zone == zone:
            end += 1
        limits = article.zones[zone].span
        start = limits.start if at == 0 or words[at - 1].zone != zone else words[at].start
        closes = end == len(words) or words[end].zone != zone
        stop = limits.end if closes else words[end].start
        span = article.page.span(start, stop)
        runs.append(Run(step, span, text[start:stop], closes))
        at = end
    return runs

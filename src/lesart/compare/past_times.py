"""What a sentence tells of an earlier time: *Im März waren dort 38 Menschen getötet worden* beside today's toll."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from lesart.language.languages import load_language
from lesart.model.annotation import Annotated, Sentence, TimePoint

NEWS_DAYS = 7
"""Days before a page's date from which a time is no longer part of its news (own setting: a week of follow-ups)."""
DAY = len("2026-06-07")
WORDS_BEFORE = 20
"""Characters before a time in which *seit* is looked for (own setting: an article and an adjective)."""


class Told(msgspec.Struct, frozen=True):
    """The time that a sentence tells of. `news`: the time of its page, True or False, None where the page has no date
    to tell. `first`, `last`: the days from and to, as ISO dates, where it tells of an earlier time."""

    news: bool | None
    first: str = ""
    last: str = ""


NEWS = Told(True)


def find_told(page: Annotated, sentence: Sentence) -> Told:
    """The time that the words of `sentence` put it to: news, an earlier time, or unknown.

    *Damals* stands for the times of the sentence before. What goes on *seit* a time lasts to the news. On a page
    without a date, a sentence that names a time may tell of either.
    """
    times = _calendar_times(page, sentence)
    if any(page.page[time.span].lower() in _pointers(page) for time in times):
        at = page.sentences.index(sentence)
        times += _calendar_times(page, page.sentences[at - 1]) if at else []
    told = [(time.earliest[:DAY], time.latest[:DAY]) for time in times if time.earliest and time.latest]
    stamp = page.article.published or page.article.updated
    if not stamp:
        return Told(None) if times else NEWS
    if not told:
        return NEWS
    if any(_days_between(last, stamp[:DAY]) < NEWS_DAYS for _, last in told):
        return NEWS
    return Told(False, min(first for first, _ in told), max(last for _, last in told))


def _calendar_times(page: Annotated, sentence: Sentence) -> list[TimePoint]:
    """The points in time that `sentence` names, without those that something lasts from."""
    return [
        time
        for time in page.times
        if time.type in ("DATE", "TIME") and sentence.span.covers(time.span) and not _begins(page, time)
    ]


def _pointers(page: Annotated) -> frozenset[str]:
    return load_language(page.article.language).words("then_words")


def compare_told(one: Told, other: Told) -> Literal["same", "other", "unknown"]:
    """Whether two sentences tell of one time, as far as the pages show it."""
    if one.news is None or other.news is None:
        return "unknown"
    if one.news or other.news:
        return "same" if one.news == other.news else "other"
    return "other" if one.last < other.first or other.last < one.first else "same"


def _begins(page: Annotated, time: TimePoint) -> bool:
    """Whether a time is one that something lasts from: *seit Oktober 2023*."""
    before = page.page.text[max(0, time.span.start - WORDS_BEFORE) : time.span.start].lower().split()
    since = load_language(page.article.language).words("since_words")
    return any(word in since for word in before[-2:])


def _days_between(first: str, last: str) -> int:
    """Days from `first` to `last`; 0 for what is no full date."""
    try:
        return (date.fromisoformat(last) - date.fromisoformat(first)).days
    except ValueError:
        return 0

"""What a sentence tells of an earlier time: *Im März waren dort 38 Menschen getötet worden* beside today's toll."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from lesart.model.annotation import Annotated, TimePoint

NEWS_DAYS = 7
"""Days before a page's date from which a time is no longer part of its news (own setting: a week of follow-ups)."""
DAY = len("2026-06-07")

Past = tuple[str, str]
"""The days from and to, as ISO dates."""


def find_past(page: Annotated, times: Iterable[TimePoint]) -> Past | None:
    """The earlier time that `times`, those of one sentence, tell; None where one of them belongs to the news, where
    none is dated, or where the page has no date."""
    stamp = page.article.published or page.article.updated
    if not stamp:
        return None
    told = [(time.earliest[:DAY], time.latest[:DAY]) for time in times if time.earliest and time.latest]
    if not told or any(_days_between(last, stamp[:DAY]) < NEWS_DAYS for _, last in told):
        return None
    return min(first for first, _ in told), max(last for _, last in told)


def apart(one: Past | None, other: Past | None) -> bool:
    """Whether one of two sentences tells of an earlier time and the other of the news or of another earlier time."""
    if one is None or other is None:
        return one is not other
    return one[1] < other[0] or other[1] < one[0]


def _days_between(first: str, last: str) -> int:
    """Days from `first` to `last`; 0 for what is no full date."""
    try:
        return (date.fromisoformat(last) - date.fromisoformat(first)).days
    except ValueError:
        return 0

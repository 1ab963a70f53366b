"""When the happening that a page reports took place, and how well two such times agree.

A page tells the day in its first sentences (*am Samstag*, resolved to its date by the time stage); a sentence in the
past perfect looks back and does not count. Days to come that the head names are kept apart: a preview is no report.
A page that tells no day stands for the day of its publication. A page without any date of its own is held to its
bounds and to the weekdays it names; other dates in its text may belong to what it looks back on and decide nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from math import exp
from zlib import crc32

import msgspec

from lesart.language.languages import load_language
from lesart.model.annotation import Annotated, Sentence, TimePoint
from lesart.model.article import RUNNING_ZONES

HEAD_SENTENCES = 3
"""Running sentences whose times tell when the happening was; the headline comes on top. Own setting, tuning half."""
PLACE_SENTENCES = 2
"""Running sentences whose towns are the happening's; further ones name where it comes from."""
LATEST_NEWS = 3
"""Days before publication beyond which a day in the head is background."""
ONE_DAY = 1
"""Days between the ends of a time that still names a day (a night lies on two)."""
STILL_SAME = 2
"""Days between the tellings of two pages that agree where one names the other's day as well: *am Donnerstag … wie die
Polizei am Freitag mitteilte*."""
TOLD_AGREE = 3.0
PUBLISHED_AGREE = 1.45
"""Factors on likeness for one day: both told; at least one by publication alone. These and the next ones were set
together on ten own annotated piles, the tuning half of the own German set and the even topics of ECB+: 2.6 to 3.5 and
1.45 to 1.8 give nearly the same."""
UNNAMED_AGREE = 1.3
"""The most that times may raise the likeness of two pages that both name people, organisations or towns and share
none: of all that happens on one day much is alike. Without this bound TOLD_AGREE would merge them, tried by putting
all pages of those sets on one day."""
FEWEST_NAMES = 2
"""Names of each of the two pages from which that bound holds: a short notice names a street, and nobody."""
MOST_NAMES = 24
"""Names of a page that are kept for that, the first ones."""
TOLD_NEXT = 0.35
ONE_ISSUE = 1.0
"""Told days one apart on two pages that came out on one day: one takes the deed, the other what was said of it."""
TOLD_DECAY = 3.0
PUBLISHED_DECAY = 4.0
"""Told days one apart: TOLD_NEXT; from then on it falls by e every so many days. Likewise for published ones."""
TOLD_LEAST = 0.2
PUBLISHED_LEAST = 0.3
"""The factors fall no lower by days alone: pages on a long trial come months apart."""
ANNOUNCED = 0.35
"""One page names as coming the day that the other tells as past."""
WEEKDAY_AGREES = 1.8
WEEKDAY_DIFFERS = 0.8
"""An undated page names the weekday that the other tells, or only other ones than the other's."""
UNDATED = 1.1
"""An undated page, and nothing against the other's day: it lies in the same pile for some reason."""
CITIES_DIFFER = 0.8
"""Both heads name towns, and none in common: two meetings of the same people are told apart by little else. Own
setting, made on real development pages and on the included example; on the even topics of ECB+ it changes little."""
IMPOSSIBLE = 0.1
"""A page cannot report what happened after the last day it can have been published on."""

Days = tuple[int, int]
"""First and last day, as ordinals (`date.toordinal`)."""

LARGEST_FACTOR = max(1.0, TOLD_AGREE, PUBLISHED_AGREE, ONE_ISSUE, WEEKDAY_AGREES, UNDATED)
"""No two happenings make their pages more alike than this."""
_LANDS = ("country:", "region:")
_WEEKDAY = re.compile(r"XXXX-WXX-([1-7])")


class Happening(msgspec.Struct, frozen=True):
    """When a page's happening was, as far as the page says. `told`: the day its head tells, the last one no later
    than publication; `also`: all days of the head; `ahead`: days to come. `weekdays`: of an undated page (1 Monday).
    """

    published: int | None = None
    updated: int | None = None
    told: Days | None = None
    also: tuple[Days, ...] = ()
    ahead: tuple[Days, ...] = ()
    weekdays: tuple[int, ...] = ()
    not_after: int | None = None
    cities: frozenset[str] = frozenset()
    """Entities of the towns that the head names."""
    names: frozenset[int] = frozenset()
    """People, organisations and towns that the text names, as numbers of their last words in small letters."""

    @property
    def days(self) -> Days | None:
        """The day told, else that of publication and the one before; None for an undated page."""
        if self.told is not None:
            return self.told
        return None if self.published is None else (self.published - 1, self.published)


def read_happening(page: Annotated, start: int = 0, end: int | None = None) -> Happening:
    """The happening that `page` (or its stretch `[start, end)`) reports."""
    article = page.article
    published = day_of(article.published) or day_of(article.updated)
    updated = day_of(article.updated) or published
    told: list[Days] = []
    ahead: list[Days] = []
    weekdays: list[int] = []
    for time, sentence in head_times(page, start, end):
        if published is None or updated is None:
            match = _WEEKDAY.match(time.value or "")
            if match:
                weekdays.append(int(match.group(1)))
            continue
        days = days_of(time)
        if days is None or days[1] - days[0] > ONE_DAY:
            continue
        if days[0] > updated:
            ahead.append(days)
        elif published - LATEST_NEWS <= days[1] and not _looks_back(page, sentence):
            told.append((days[0], min(days[1], updated)))
    return Happening(
        published=published,
        updated=updated,
        told=max(told, key=lambda each: (each[1], each[0])) if told else None,
        also=tuple(dict.fromkeys(told)),
        ahead=tuple(dict.fromkeys(ahead)),
        weekdays=tuple(dict.fromkeys(weekdays)),
        not_after=day_of(article.latest) if published is None else None,
        cities=_head_cities(page, start, end),
        names=_read_names(page, start, end),
    )


def _read_names(page: Annotated, start: int, end: int | None) -> frozenset[int]:
    """The first names of `page` that are no countries; a family name stands for its person, a genitive s is cut."""
    found: dict[str, None] = {}
    for name in page.names:
        if name.span.start < start or (end is not None and name.span.end > end) or name.kind == "OTH":
            continue
        if name.entity is not None and name.entity.startswith(_LANDS):
            continue
        text = page.page[name.span]
        word = (text.split()[-1] if name.kind == "PER" else text).lower()
        found[word[:-1] if word.endswith("s") else word] = None
        if len(found) == MOST_NAMES:
            break
    return frozenset(crc32(word.encode("utf-8", "surrogatepass")) for word in found)


def _head_cities(page: Annotated, start: int, end: int | None) -> frozenset[str]:
    """Towns (GeoNames) that the headline and the first running sentences name."""
    heads = head_sentences(page, start, end, PLACE_SENTENCES)
    return frozenset(
        name.entity
        for name in page.names
        if name.entity and name.entity.startswith("geonames:") and any(each.span.covers(name.span) for each in heads)
    )


def head_times(page: Annotated, start: int = 0, end: int | None = None) -> Iterator[tuple[TimePoint, Sentence]]:
    """Dates and clock times of the headline and the first running sentences, each with its sentence."""
    for sentence in head_sentences(page, start, end):
        for time in page.times:
            if sentence.span.covers(time.span) and time.type in ("DATE", "TIME"):
                yield time, sentence


def head_sentences(
    page: Annotated, start: int = 0, end: int | None = None, most: int = HEAD_SENTENCES
) -> list[Sentence]:
    """The headline and the first `most` running sentences of `page` or its stretch `[start, end)`."""
    article = page.article
    running = 0
    heads = []
    for sentence in page.sentences:
        if sentence.span.start < start or (end is not None and sentence.span.end > end):
            continue
        zone = article.zone_at(sentence.span.start)
        if zone is None or zone.kind == "caption":
            continue
        running += zone.kind in RUNNING_ZONES
        heads.append(sentence)
        if running >= most:
            break
    return heads


def days_of(time: TimePoint) -> Days | None:
    """First and last day of a time that is anchored on both sides, else None."""
    first, last = day_of(time.earliest), day_of(time.latest)
    return None if first is None or last is None or last < first else (first, last)


def day_of(value: str | None) -> int | None:
    """The ordinal of an ISO date or date-time; None where no day is known."""
    if value is None or len(value) < 10:
        return None
    try:
        return date.fromisoformat(value[:10]).toordinal()
    except ValueError:
        return None


def iso(day: int) -> str:
    """The ISO date of an ordinal."""
    return date.fromordinal(day).isoformat()


def days_apart(one: Days, other: Days) -> int:
    """Days between two intervals, 0 where they meet."""
    start = one[0] if one[0] > other[0] else other[0]
    end = one[1] if one[1] < other[1] else other[1]
    return start - end if start > end else 0


def any_meets(several: Iterable[Days], days: Days) -> bool:
    """Whether one of `several` has a day in common with `days`."""
    first, last = days
    for start, end in several:
        if start <= last and first <= end:
            return first <= last
    return False


def compare_happenings(one: Happening, other: Happening, window: int | None = None) -> float:
    """Factor on the likeness of two pages for when and where their happenings were, 1 where nothing is known.

    `window`: pages published more days apart are never of one event (factor 0).
    """
    times = _compare_times(one, other, window)
    if times > UNNAMED_AGREE and len(one.names) >= FEWEST_NAMES and len(other.names) >= FEWEST_NAMES:
        times = UNNAMED_AGREE if one.names.isdisjoint(other.names) else times
    if one.cities and other.cities and one.cities.isdisjoint(other.cities):
        return CITIES_DIFFER * times
    return times


def _compare_times(one: Happening, other: Happening, window: int | None) -> float:
    here, there = one.days, other.days
    if here is None and there is None:
        return 1.0
    if here is None or there is None:
        return _compare_undated(one, other) if here is None else _compare_undated(other, one)
    if (
        window is not None
        and one.published is not None
        and other.published is not None
        and abs(one.published - other.published) > window
    ):
        return 0.0
    if (one.ahead and _announces(one, other)) or (other.ahead and _announces(other, one)):
        return ANNOUNCED
    apart = days_apart(here, there)
    if 0 < apart <= STILL_SAME and (_names(one, there) or _names(other, here)):
        apart = 0
    both_told = one.told is not None and other.told is not None
    if apart == 0:
        return TOLD_AGREE if both_told else PUBLISHED_AGREE
    if both_told and apart == 1 and one.published is not None and one.published == other.published:
        return ONE_ISSUE
    if both_told:
        return max(TOLD_LEAST, TOLD_NEXT * exp(-(apart - 1) / TOLD_DECAY))
    return max(PUBLISHED_LEAST, exp(-(apart - 1) / PUBLISHED_DECAY))


def _compare_undated(undated: Happening, other: Happening) -> float:
    days = other.days
    if days is None:
        return 1.0
    if undated.not_after is not None and undated.not_after < days[0]:
        return IMPOSSIBLE
    if not undated.weekdays:
        return UNDATED
    theirs = {(day - 1) % 7 + 1 for day in range(days[0], days[1] + 1)}
    if not theirs & set(undated.weekdays):
        return WEEKDAY_DIFFERS
    return WEEKDAY_AGREES if other.told is not None else UNDATED


def _announces(preview: Happening, report: Happening) -> bool:
    told = report.told if report.told is not None else (report.published or 0, report.published or 0)
    if preview.updated is None or preview.updated >= told[0]:
        return False
    return any_meets(preview.ahead, told)


def _names(page: Happening, days: Days) -> bool:
    return any_meets(page.also, days)


def _looks_back(page: Annotated, sentence: Sentence) -> bool:
    words = load_language(page.article.language).words("looking_back")
    return any(token.text.lower() in words for token in sentence.tokens)


def keep_what_is_read(page: Annotated) -> Annotated:
    """`page` with no tokens but those of sentences that look back: relating reads no others, and they are most of what
    a page takes in memory."""
    words = load_language(page.article.language).words("looking_back")
    sentences = tuple(
        Sentence(each.span, tuple([token for token in each.tokens if token.text.lower() in words]))
        for each in page.sentences
    )
    return msgspec.structs.replace(page, sentences=sentences)

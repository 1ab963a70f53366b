"""Calendar stamps as newsrooms print them: `01.11.2024 15:53 Uhr`, `1. November 2024, 13.28 Uhr`, `Nov 1, 2024`, ISO.

A stamp names day, month and year; a clock time beside it is read along with it. Anything less (a month, a day
without its year) is a time expression of the running text and not read here. Nothing is guessed: `03/04/2024` may
be two dates and is none, except in German, where the day comes first.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

import msgspec

from lesart.language.languages import Language, load_language

CENTURY_PIVOT = 69
"""Two-digit years from this on are 19xx, the others 20xx (the rule of POSIX `%y`)."""
EARLIEST_YEAR = 1000
"""Four digits below this are no year of a printed stamp."""
MONTH_LANGUAGES = ("de", "en")
"""Month names of these languages are always read beside those of the page's own."""


class Stamp(msgspec.Struct, frozen=True):
    """A calendar stamp at `[start, end)` (code points) of the text that was read.

    `value`: `2024-11-01`, or with a clock time to the minute `2024-11-01T13:27`, and `+01:00` where a zone stands.
    """

    start: int
    end: int
    value: str

    @property
    def day(self) -> str:
        """The date alone, `YYYY-MM-DD`."""
        return self.value[:10]


def find_stamps(text: str, language: Language, start: int = 0, end: int | None = None) -> list[Stamp]:
    """All stamps in `text[start:end]`, in order, disjoint; impossible dates (31.02.) are none."""
    found = []
    for match in _stamp_pattern(language.tag).finditer(text, start, len(text) if end is None else end):
        stamp = _stamp_of(match, language.tag)
        if stamp is not None:
            found.append(stamp)
    return found


def read_stamp(text: str, language: Language) -> str | None:
    """The value of the first stamp in `text`, or None."""
    for match in _stamp_pattern(language.tag).finditer(text):
        stamp = _stamp_of(match, language.tag)
        if stamp is not None:
            return stamp.value
    return None


def month_numbers(tag: str) -> dict[str, int]:
    """Month names and short forms (lower case) of language `tag` and of MONTH_LANGUAGES, to 1 … 12."""
    numbers: dict[str, int] = {}
    for each in (*MONTH_LANGUAGES, tag):
        numbers.update({name: int(number) for name, number in load_language(each).mapping("months").items()})
    return numbers


def full_year(digits: str) -> int:
    """`24` as 2024, `87` as 1987 (CENTURY_PIVOT); four digits as they are."""
    year = int(digits)
    if len(digits) > 2:
        return year
    return year + (1900 if year >= CENTURY_PIVOT else 2000)


def calendar_day(year: int, month: int, day: int) -> str | None:
    """`YYYY-MM-DD`, or None where the calendar has no such day."""
    if year < EARLIEST_YEAR:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


@lru_cache(maxsize=16)
def _months(tag: str) -> dict[str, int]:
    return month_numbers(tag)


@lru_cache(maxsize=1)
def _zones() -> dict[str, str]:
    return load_language(None).mapping("time_zones")


@lru_cache(maxsize=16)
def _stamp_pattern(tag: str) -> re.Pattern[str]:
    month = "|".join(sorted(map(re.escape, _months(tag)), key=len, reverse=True))
    zone = "|".join(sorted(map(re.escape, _zones()), key=len, reverse=True))
    dates = (
        r"(?P<iso>(?P<iy>\d{4})-(?P<im>\d{2})-(?P<id>\d{2}))"
        r"|(?P<dd>\d{1,2})\.\s?(?P<dm>\d{1,2})\.\s?(?P<dy>\d{4}|\d{2}(?!\d))(?!\.\d)"
        r"|(?P<yy>\d{4})/(?P<ym>\d{1,2})/(?P<yd>\d{1,2})"
        r"|(?P<sd>\d{1,2})/(?P<sm>\d{1,2})/(?P<sy>\d{4})"
        rf"|(?P<wd>\d{{1,2}})(?:\.|st|nd|rd|th|er)?\s{{0,3}}(?P<wm>{month})\b\.?,?\s{{0,3}}(?P<wy>\d{{4}})"
        rf"|\b(?P<em>{month})\b\.?\s{{0,3}}(?P<ed>\d{{1,2}})(?:st|nd|rd|th)?,?\s{{1,3}}(?P<ey>\d{{4}})"
    )
    minute = r"[0-5]\d"
    hour = r"(?:[01]?\d|2[0-3])"
    # After the minutes another stamp may follow without a space ("13:2801.11.2024, 13:27").
    clock_end = r"(?!\d)|(?=\d{1,2}\.\d{1,2}\.\d{4})"
    clock = (
        rf"(?P<h1>{hour}):(?P<m1>{minute})(?::[0-5]\d(?:[.,]\d{{1,9}})?)?(?:{clock_end})(?:\s?(?:Uhr|h)\b)?"
        rf"|(?P<h2>{hour})[.:h](?P<m2>{minute})(?!\d)\s?(?:Uhr\b|h\b)"
        rf"|(?P<h3>{hour})h(?P<m3>{minute})\b"
        rf"|(?P<h4>{hour})\s?Uhr(?:\s(?P<m4>{minute})\b)?"
        rf"|(?P<h5>{hour})\.(?P<m5>{minute})(?=[ \t)]*(?:\n|$))"
    )
    noon = r"(?:\s?(?P<noon>[ap])\.?m\b\.?)?"
    offset = rf"(?:\s?\(?(?P<zone>{zone}|[+-]\d{{2}}:?\d{{2}}(?!\d))(?![A-Za-z])\)?)?"
    between = r"(?:T|\s{0,3}(?:[,;|/·•–—\-(]|\bum\b|\bat\b|\bab\b|\bgegen\b|\bà\b)?\s{0,3}(?:um\s|ab\s|at\s|à\s)?)"
    before = rf"(?:(?P<h0>{hour})[:.](?P<m0>{minute})\s?(?:(?:Uhr|h)\b)?\s?[,|·–—-]?\s?(?:\b(?:am|on)\s)?)?"
    return re.compile(
        rf"(?:(?<![\d.,:/-])|(?<=:\d\d)(?=\d\d\.\d\d\.\d{{4}})){before}(?:{dates})(?:{between}(?:{clock}){noon}{offset})?",
        re.IGNORECASE,
    )


def _stamp_of(match: re.Match[str], tag: str) -> Stamp | None:
    day = _day_of(match, tag)
    if day is None:
        return None
    clock = _clock_of(match)
    start, end = match.span()
    if clock is None:
        return Stamp(start, end, day)
    return Stamp(start, end, f"{day}T{clock}")


def _day_of(match: re.Match[str], tag: str) -> str | None:
    group = match.group
    for form in "idy":
        if group(f"{form}y"):
            return calendar_day(full_year(group(f"{form}y")), int(group(f"{form}m")), int(group(f"{form}d")))
    for form in "we":
        if group(f"{form}y"):
            return calendar_day(int(group(f"{form}y")), _months(tag)[group(f"{form}m").lower()], int(group(f"{form}d")))
    first, second, year = int(group("sd")), int(group("sm")), int(group("sy"))
    if tag == "de" or first > 12 or first == second:
        return calendar_day(year, second, first)
    if second > 12:
        return calendar_day(year, first, second)
    return None


def _clock_of(match: re.Match[str]) -> str | None:
    """`13:27`, with the offset where one is printed; the clock after the date goes before one in front of it."""
    for number in ("1", "2", "3", "4", "5"):
        hour = match.group(f"h{number}")
        if hour is not None:
            return _half_day(int(hour), match.group("noon")) + f":{match.group(f'm{number}') or '00'}" + _offset(match)
    if match.group("h0") is not None:
        return f"{int(match.group('h0')):02d}:{match.group('m0')}"
    return None


def _half_day(hour: int, noon: str | None) -> str:
    if noon:
        hour = hour % 12 + (12 if noon.lower() == "p" else 0)
    return f"{hour:02d}"


def _offset(match: re.Match[str]) -> str:
    zone = match.group("zone")
    if not zone:
        return ""
    if zone[0] in "+-":
        return zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"
    return _zones().get(zone.upper(), "")

"""From a TIMEX3 value to the interval it stands for.

Intervals are pairs of ISO dates, or date-times to the minute where the value has a clock time; both ends are
included, None is an open or unknown end. Vague words get wide intervals: the wider of two usual readings.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

Interval = tuple[str | None, str | None]
UNKNOWN: Interval = (None, None)

SEASONS = {"SP": (3, 1, 6, 21), "SU": (6, 1, 9, 23), "FA": (9, 1, 12, 22), "WI": (12, 1, 3, 21)}
"""First and last (month, day) of a season: from its meteorological first day to its astronomical last one."""
HALVES = {"H1": (1, 6), "H2": (7, 12)}
PARTS = {"START": (0.0, 0.4), "MID": (0.25, 0.75), "END": (0.6, 1.0)}
"""*Anfang*, *Mitte*, *Ende* of a stretch as shares of its length; generous on both sides, own choice."""

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})|T[A-Z]{2})?$")
_WEEK = re.compile(r"(\d{4})-W(\d{2})(?:-(WE|[1-7]))?$")
_MONTH = re.compile(r"(\d{4})-(\d{2})$")
_SEASON = re.compile(r"(\d{4})-(SP|SU|FA|WI|Q[1-4]|H[12])$")


def interval_of(value: str | None) -> Interval:
    """The interval of a DATE or TIME value; durations, sets, references and values with X stand for none.

    `2024-11` is its first to its last day, `2024-W44-WE` Saturday to Sunday, `195` a decade, `18` a century.
    The year of a winter may be that of its beginning or of its end, so `2024-WI` holds both.
    """
    if value is None:
        return UNKNOWN
    if value.isdecimal() and len(value) <= 4:
        return _years(value)
    if match := _DAY.match(value):
        day = _date(*map(int, match.group(1, 2, 3)))
        if day is None:
            return UNKNOWN
        if match.group(4) and int(match.group(4)) < 24:
            moment = f"{day.isoformat()}T{match.group(4)}:{match.group(5)}"
            return moment, moment
        # A night reaches into the next morning.
        last = day + timedelta(days=1) if value.endswith("TNI") and day < date.max else day
        return day.isoformat(), last.isoformat()
    if match := _MONTH.match(value):
        return months_span(int(match.group(1)), int(match.group(2)), int(match.group(2)))
    if match := _WEEK.match(value):
        return _week(int(match.group(1)), int(match.group(2)), match.group(3))
    if match := _SEASON.match(value):
        return _season(int(match.group(1)), match.group(2))
    return UNKNOWN


def part_of(interval: Interval, part: str) -> Interval:
    """The START, MID or END of an interval of whole days; a stretch of one day stays as it is."""
    if interval[0] is None or interval[1] is None or part not in PARTS or "T" in interval[0]:
        return interval
    first, last = date.fromisoformat(interval[0]), date.fromisoformat(interval[1])
    length = (last - first).days
    low, high = PARTS[part]
    return (
        (first + timedelta(days=int(length * low))).isoformat(),
        (first + timedelta(days=round(length * high))).isoformat(),
    )


def months_span(year: int, first: int, last: int) -> Interval:
    """From the first day of month `first` to the last day of month `last` (1 … 12) of `year`."""
    if not (1 <= first <= last <= 12 and 1 <= year <= 9999):
        return UNKNOWN
    return f"{year:04d}-{first:02d}-01", f"{year:04d}-{last:02d}-{monthrange(year, last)[1]:02d}"


def shift_months(day: date, months: int) -> date:
    """`day` moved by `months`, to the last day of the month where it has no such day; clipped to the calendar."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if year < date.min.year:
        return date.min
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def shift_days(day: date, days: int) -> date:
    """`day` moved by `days`, clipped to the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm printed in Nature, 20 April 1876)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    l_ = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * l_) // 451
    month, day = divmod(h + l_ - 7 * m + 114, 31)
    return date(year, month, day + 1)


def first_advent(year: int) -> date:
    """The fourth Sunday before Christmas Day."""
    christmas = date(year, 12, 25)
    return christmas - timedelta(days=christmas.weekday() + 1 + 21)


def _years(value: str) -> Interval:
    width = 4 - len(value)
    first, last = int(value + "0" * width), int(value + "9" * width)
    if first < 1:
        return UNKNOWN
    return f"{first:04d}-01-01", f"{last:04d}-12-31"


def _week(year: int, week: int, day: str | None) -> Interval:
    try:
        monday = date.fromisocalendar(year, week, 1)
    except ValueError:
        return UNKNOWN
    if day == "WE":
        return shift_days(monday, 5).isoformat(), shift_days(monday, 6).isoformat()
    if day:
        return (shift_days(monday, int(day) - 1).isoformat(),) * 2
    return monday.isoformat(), shift_days(monday, 6).isoformat()


def _season(year: int, name: str) -> Interval:
    if name[0] == "Q":
        quarter = int(name[1])
        return months_span(year, 3 * quarter - 2, 3 * quarter)
    if name in HALVES:
        return months_span(year, *HALVES[name])
    month, day, last_month, last_day = SEASONS[name]
    over_new_year = last_month < month
    if not 1 < year < date.max.year:
        return UNKNOWN
    first_year, last_year = (year - 1, year + 1) if over_new_year else (year, year)
    return f"{first_year:04d}-{month:02d}-{day:02d}", f"{last_year:04d}-{last_month:02d}-{last_day:02d}"


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None

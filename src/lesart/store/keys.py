"""The integers that pages and their parts are ordered by (see `schema.py`), and the days a page stands for."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

NUMBER_BITS = 24
"""Pages an archive can hold: 16.7 million."""
PLACE_BITS = 12
"""Quotations, and quantities, of one page that search knows: 4,095."""
MOST_NUMBER = (1 << NUMBER_BITS) - 1
MOST_PLACE = (1 << PLACE_BITS) - 1
FIRST_DATED = 1 << (NUMBER_BITS + PLACE_BITS)
"""The least key of a page with a date; undated ones lie below."""
_EPOCH = date(1900, 1, 1).toordinal()
_MOST_MINUTES = (1 << 27) - 1
"""The year 2155; earlier than 1900 and later ones are filed at the ends."""

_STAMP = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ](\d{2}):(\d{2}))?)?)?")


def make_key(stamp: str | None, number: int) -> int:
    """The key of page `number`, dated `stamp` (ISO 8601 as far as known, clock time as printed; None: undated)."""
    return _minutes(stamp) << (NUMBER_BITS + PLACE_BITS) | number << PLACE_BITS


def number_of(key: int) -> int:
    return key >> PLACE_BITS & MOST_NUMBER


def place_of(key: int) -> int:
    """The place of a quotation or quantity in its page's list, from 1; 0 for the page itself."""
    return key & MOST_PLACE


def page_key(key: int) -> int:
    """The key of the page that a quotation's or quantity's key belongs to."""
    return key >> PLACE_BITS << PLACE_BITS


def first_key(day: str) -> int:
    """The least key that a page of `day` (ISO date) or later can have."""
    return make_key(day, 0)


def last_key(day: str) -> int:
    """The greatest key that a page of `day` (ISO date) or earlier can have."""
    return (_minutes(f"{day}T23:59") + 1 << (NUMBER_BITS + PLACE_BITS)) - 1


def _minutes(stamp: str | None) -> int:
    match = _STAMP.match(stamp or "")
    if not match:
        return 0
    year, month, day, hour, minute = (int(part) if part else None for part in match.groups())
    try:
        days = date(year or 1, month or 1, day or 1).toordinal() - _EPOCH
    except ValueError:
        return 0
    return max(1, min(days * 1440 + (hour or 0) * 60 + (minute or 0), _MOST_MINUTES))


def day_range(stamp: str | None) -> tuple[str | None, str | None]:
    """The first and last day that `stamp` may mean: a month's for `2024-11`."""
    match = _STAMP.match(stamp or "")
    if not match or not _minutes(stamp):
        return None, None
    year, month, day = match.group(1, 2, 3)
    if day:
        return (f"{year}-{month}-{day}",) * 2
    if month:
        return f"{year}-{month}-01", f"{year}-{month}-{monthrange(int(year), int(month))[1]:02}"
    return f"{year}-01-01", f"{year}-12-31"

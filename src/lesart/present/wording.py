"""Interface texts and the reader's form of dates and numbers. Evidence stays as printed; only our own words pass here.

Texts lie in `texts/de.toml` and `texts/en.toml`, one table a part of the report.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_decimal, format_percent

from lesart.errors import UsageError

_TEXTS = Path(__file__).parent / "texts"
LANGUAGES = ("de", "en")
QUOTES = frozenset("\"„“”«»‹›‚‘’'…")
"""Marks that words may bring of their own; an ellipsis behind a cut quotation counts as one."""
_MOMENT = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d))?)?)?")


class Wording:
    """The interface in one language. Every text is found by `part.key`; a missing one raises KeyError at once.

    `more`: folders with further texts, for what stands above this room; a key that is there twice is theirs.
    """

    def __init__(self, language: str, *more: Path) -> None:
        self.language = language
        self._texts: dict[str, str] = {}
        for folder in (_TEXTS, *more):
            self._texts.update(_read_texts(folder / f"{language}.toml"))
        self.locale = self._texts["page.locale"]

    def __call__(self, key: str, **filled: object) -> str:
        """The text of `key` with `{name}` filled in."""
        text = self._texts[key]
        return text.format_map(filled) if filled else text

    def known(self, key: str) -> str | None:
        """The text of `key`, None where there is none: for codes that later stages may add to."""
        return self._texts.get(key)

    def count(self, key: str, n: int, **filled: object) -> str:
        """`key.one` or `key.many`, with `n` in the reader's form."""
        return self(f"{key}.one" if n == 1 else f"{key}.many", n=self.number(n), **filled)

    def texts(self, part: str) -> dict[str, str]:
        """All texts of one part, by key: what the script of the report needs."""
        return {key[len(part) + 1 :]: text for key, text in self._texts.items() if key.startswith(part + ".")}

    def number(self, value: float) -> str:
        return str(format_decimal(value, locale=self.locale))

    def percent(self, share: float) -> str:
        return str(format_percent(share, locale=self.locale))

    def quote(self, words: str) -> str:
        """A page's words inside a line of ours, in the interface's quotation marks unless they bring their own."""
        flat = " ".join(words.split())
        if flat[:1] in QUOTES and flat[-1:] in QUOTES:
            return flat
        return f"{self('page.open_quote')}{flat}{self('page.close_quote')}"

    def moment(self, value: str, year: bool = True) -> str:
        """An ISO date, month, year or date-time in full words: `9. März 2024, 13:40 Uhr`."""
        parts = split_moment(value)
        if parts is None:
            return value
        when, known, clock = parts
        if known == 1:
            return str(when.year)
        if known == 2:
            return str(format_date(when, "LLLL y" if year else "LLLL", locale=self.locale))
        shown = str(format_date(when, "long", locale=self.locale) if year else self.day_and_month(when))
        return self("date.at_time", date=shown, time=self._clock(clock)) if clock else shown

    def short_moment(self, value: str) -> str:
        """The same in figures, for tables: `9. 3. 2024`; month and year where the day is unknown."""
        parts = split_moment(value)
        if parts is None:
            return value
        when, known, clock = parts
        if known < 3:
            return str(when.year) if known == 1 else str(format_skeleton("yMMM", when, locale=self.locale))
        shown = str(format_skeleton("yMd" if self.language == "de" else "yMMMd", when, locale=self.locale))
        return self("date.at_time", date=shown, time=self._clock(clock)) if clock else shown

    def weekday(self, when: date) -> str:
        return str(format_date(when, "EEEE", locale=self.locale))

    def day_and_month(self, when: date) -> str:
        return str(format_skeleton("MMMMd", when, locale=self.locale))

    def day_of_month(self, when: date) -> str:
        return f"{when.day}." if self.language == "de" else str(when.day)

    def short_day(self, when: date) -> str:
        return str(format_skeleton("Md" if self.language == "de" else "MMMd", when, locale=self.locale))

    def month(self, when: date, year: bool) -> str:
        return str(format_date(when, "LLLL y" if year else "LLLL", locale=self.locale))

    def stretch(self, earliest: str, latest: str) -> str:
        """An interval in one expression: a day, a month, a year, or two ends."""
        if earliest[:10] == latest[:10]:
            return self.moment(earliest[:10])
        a, b = split_moment(earliest), split_moment(latest)
        if a and b and a[0].year == b[0].year and a[0].day == 1:
            if (a[0].month, b[0].month, b[0].day) == (1, 12, 31):
                return str(a[0].year)
            if a[0].month == b[0].month and b[0].day >= 28:
                return self.moment(earliest[:7])
        a_day, b_day = self.moment(earliest[:10]), self.moment(latest[:10])
        if a and b and a[1] == b[1] == 3 and a[0].year == b[0].year:
            a_day = self.day_and_month(a[0]) if a[0].month != b[0].month else self.day_of_month(a[0])
        return self("date.range", a=a_day, b=b_day)

    def listed(self, parts: Sequence[str], most: int = 0) -> str:
        """Parts set apart by commas; beyond `most` (0: no limit) their number."""
        if most and len(parts) > most:
            return ", ".join([*parts[:most], self("page.and_more", n=len(parts) - most)])
        return ", ".join(parts)

    def _clock(self, clock: tuple[int, int]) -> str:
        return str(format_time(datetime(2000, 1, 1, *clock), "short", locale=self.locale))


def split_moment(value: str) -> tuple[date, int, tuple[int, int] | None] | None:
    """(day, how many of year, month, day are known, hour and minute) of an ISO value; None where it is none.

    The clock is that of the place of publication: what the page prints, whatever the offset behind it.
    """
    match = _MOMENT.match(value)
    if match is None:
        return None
    year, month, day, hour, minute = (int(part) if part else None for part in match.groups())
    known = 1 + (month is not None) + (day is not None)
    try:
        when = date(year or 0, month or 1, day or 1)
    except ValueError:
        return None
    if hour is None or minute is None or hour > 23 or minute > 59:
        return when, known, None
    return when, known, (hour, minute)


@lru_cache(maxsize=4)
def load_wording(language: str) -> Wording:
    """The interface texts of `language`. Raises UsageError where there are none."""
    if language not in LANGUAGES:
        raise UsageError(f"no interface texts in {language!r}; there are {', '.join(LANGUAGES)}")
    return Wording(language)


def choose_language(tags: Sequence[str | None], asked: str | None) -> str:
    """What was asked for, else the commonest language of the pages where it has texts, else English."""
    if asked is not None:
        return asked
    primary = [tag.split("-")[0].lower() for tag in tags if tag]
    if not primary:
        return "en"
    commonest = max(sorted(set(primary)), key=primary.count)
    return commonest if commonest in LANGUAGES else "en"


def _read_texts(file: Path) -> dict[str, str]:
    found: dict[str, str] = {}

    def walk(part: Mapping[str, object], trail: str) -> None:
        for key, value in part.items():
            if isinstance(value, Mapping):
                walk(value, f"{trail}{key}.")
            else:
                found[trail + key] = str(value)

    walk(tomllib.loads(file.read_text("utf-8")), "")
    return found

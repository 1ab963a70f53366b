"""Calendar times: days, months, seasons, years, decades, quarters, feasts, with their year named or reckoned."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from lesart.algorithms.intervals import Interval, interval_of, part_of, shift_days
from lesart.annotate.time_anchors import feast_day, make_day
from lesart.annotate.time_expressions import Expression, Reading
from lesart.language.stamps import full_year

UNANCHORED_YEAR = "XXXX"
SURE_YEARS = range(1800, 2040)
"""Four bare digits in this range are taken for a year unless something speaks against it (own choice)."""


def _day(x: Expression) -> Reading | None:
    month = x.number("month", "month", "monthshort", "foreignmonth", "anymonth") or x.number("monthnum", "monthnum")
    day = x.number("day", "day", "dayordinal")
    if month is None or day is None:
        return None
    year = year_of(x)
    if year is not None:
        found = make_day(year, month, day)
        if found is None:
            return None
        x.anchors.note_year(year)
    else:
        if make_day(2000, month, day) is None:
            return None
        if x.anchors.yearly == x.anchors.sentence:
            return Reading("SET", f"{UNANCHORED_YEAR}-{month:02d}-{day:02d}")
        weekday = x.number("weekday", "weekday", "weekdayshort")
        found = x.anchors.day_on(weekday, month, day) if weekday else None
        found = found or x.anchors.day_near(month, day, x.near_tense)
    part = x.value("daypart", "daypart", "dayparthours")
    if found is None:
        return Reading("DATE", f"{UNANCHORED_YEAR}-{month:02d}-{day:02d}{'T' + part if part else ''}")
    x.anchors.note_day(found.isoformat())
    if part:
        return Reading.of("TIME", f"{found.isoformat()}T{part}")
    return Reading.on(found)


def _us_day(x: Expression) -> Reading | None:
    """`7/24/2004`: the month first; where both may be a month nothing is guessed."""
    month, day, year = x.number("monthnum", "monthnum"), x.number("day", "day"), full_year(x.text("year"))
    if month is None or day is None or day <= 12:
        return None
    found = make_day(year, month, day)
    if found is None:
        return None
    x.anchors.note_year(year)
    x.anchors.note_day(found.isoformat())
    return Reading.on(found)


def year_of(x: Expression) -> int | None:
    """The year that the words name: in digits, or as *vergangenen Jahres*."""
    if x.has("year"):
        return full_year(x.text("year"))
    step = x.step("yrel")
    if step is not None and x.anchors.today is not None:
        return x.anchors.today.year + step
    return None


def _month(x: Expression) -> Reading | None:
    month = x.number("month", "month", "monthshort") or x.number("monthnum", "monthnum")
    if month is None:
        return None
    year = year_of(x)
    if year is not None:
        x.anchors.note_year(year)
    elif x.has("rel") and x.anchors.today is not None:
        year = _month_from_now(x, month, x.anchors.today)
    else:
        year = x.anchors.month_near(month, x.tense)
    if year is None:
        return Reading("DATE", f"{UNANCHORED_YEAR}-{month:02d}")
    return parted(x, f"{year:04d}-{month:02d}")


def _month_from_now(x: Expression, month: int, today: date) -> int:
    step = x.step("rel") or 0
    if step < 0:
        return today.year if month < today.month else today.year - 1
    if step > 0:
        return today.year if month > today.month else today.year + 1
    return today.year


def parted(x: Expression, value: str, interval: Interval | None = None) -> Reading:
    """A DATE whose interval is narrowed by *Anfang*, *Mitte*, *Ende*."""
    whole = interval or interval_of(value)
    part = x.value("part", "part") or x.value("sure", "part")
    return Reading("DATE", value, *(part_of(whole, part) if part else whole))


def _season(x: Expression) -> Reading | None:
    season = x.value("season", "season", "fallseason")
    if season is None:
        return None
    if x.has("year2"):
        first = full_year(x.text("year"))
        x.anchors.note_year(first)
        return parted(x, f"{first:04d}-{season}", _season_span(first, season))
    year = year_of(x)
    if year is not None:
        x.anchors.note_year(year)
        return parted(x, f"{year:04d}-{season}")
    today = x.anchors.today
    narrated = x.anchors.narrated_year(x.tense) if not x.has("rel") else None
    if narrated is not None:
        return parted(x, f"{narrated:04d}-{season}")
    if today is None:
        return Reading("DATE", f"{UNANCHORED_YEAR}-{season}")
    chosen, running = _season_near(x, season, today)
    first_day, last_day = chosen
    if first_day is None or last_day is None:
        return Reading("DATE", f"{UNANCHORED_YEAR}-{season}")
    # A winter that has begun before New Year bears the year that is written today.
    named = last_day if season == "WI" and running else first_day
    return parted(x, f"{named[:4]}-{season}", chosen)


def _season_near(x: Expression, season: str, today: date) -> tuple[Interval, bool]:
    """The season that is meant, and whether it is running: the last that has begun, unless words or tense differ."""
    earlier, this, later = (_season_span(today.year + step, season) for step in (-1, 0, 1))
    now = today.isoformat()
    begun = this if this[0] is not None and this[0] <= now else earlier
    running = begun[1] is not None and begun[1] >= now
    step = x.step("rel")
    if step == 1 or (step is None and x.tense != "past" and not running):
        return (later if begun == this else this), False
    if step == 0 and not running and season != "WI":
        return this, False
    if step == -1 and running:
        return _season_span(today.year - (1 if begun == this else 2), season), False
    return begun, running


def _season_span(year: int, season: str) -> Interval:
    """The one season that begins in `year`."""
    earliest, latest = interval_of(f"{year:04d}-{season}")
    if season == "WI" and earliest is not None:
        earliest = f"{year:04d}{earliest[4:]}"
    return earliest, latest


def _year(x: Expression) -> Reading | None:
    year = x.number("year", "year4")
    if year is None:
        return None
    if not x.has("sure") and not x.has("year2") and not _is_year(x, year):
        return None
    if not x.atom_is(x.before(), "sinceword"):
        # What has been so since a year does not tell of that year.
        x.anchors.note_year(year)
    if x.has("year2"):
        last = int(str(year)[:-2] + x.text("year2")[-2:])
        if not year < last <= year + 10:
            return None
        return Reading("DATE", f"{year:04d}", f"{year:04d}-01-01", f"{last:04d}-12-31")
    return parted(x, f"{year:04d}")


def _is_year(x: Expression, year: int) -> bool:
    """Whether four bare digits are a year and no amount: 2014 *gewann er*, but 2000 *Menschen*."""
    before, after = x.before(), x.after()
    if x.glued_to_number() or x.atom_is(after, "percent", "money", "unitword"):
        return False
    if x.compares_years():
        return True
    if x.atom_is(before, "overword", "amountword") or (before and before.text in "$€£§#"):
        return False
    if x.atom_is(before, "approx") and (x.followed_by_noun() or year % 100 == 0):
        return False
    if x.atom_is(before, "timeprep", "part", "month", "season", "festival"):
        return True
    if before and after and before.text == "(" and after.text in ")-–,;/":
        return True
    if x.in_year_range(year):
        return True
    if year not in SURE_YEARS and not (before and before.text[0].isupper() and not x.followed_by_noun()):
        return False
    if after is not None and x.followed_by_noun():
        # A plural noun is counted; a round number before a noun is an amount.
        return year % 100 != 0 and not x.counts_people(after.text)
    return True


def _decade(x: Expression) -> Reading | None:
    if x.has("decadeword"):
        tens = x.number("decadeword", "decadeword")
        digits = f"19{tens}" if tens else None
    else:
        written = x.text("decade")
        if int(written) % 10 != 0 or len(written) not in (2, 4):
            return None
        digits = written[:3] if len(written) == 4 else ("20" if written in ("10", "00") else "19") + written[0]
    return parted(x, digits) if digits else None


def _century(x: Expression) -> Reading | None:
    number = x.number("century", "ordinal", "int")
    if number is None or not 1 <= number <= 21:
        return None
    return parted(x, f"{number - 1:02d}")


def _quarter(x: Expression) -> Reading | None:
    return _share_of_year(x, "quarter", "Q", 4)


def _half(x: Expression) -> Reading | None:
    return _share_of_year(x, "half", "H", 2)


def _share_of_year(x: Expression, label: str, letter: str, count: int) -> Reading | None:
    number = x.number(label, "ordinal", "int")
    if number is None or not 1 <= number <= count:
        return None
    year = year_of(x)
    if year is not None:
        x.anchors.note_year(year)
    elif x.anchors.today is not None:
        today = x.anchors.today
        begins = 1 + (number - 1) * 12 // count
        year = today.year - 1 if begins > today.month and x.tense == "past" else today.year
    if year is None:
        return Reading("DATE", f"{UNANCHORED_YEAR}-{letter}{number}")
    return Reading.of("DATE", f"{year:04d}-{letter}{number}")


def _festival(x: Expression) -> Reading | None:
    if x.has("advent"):
        number = x.number("advent", "ordinal", "int")
        if number is None or not 1 <= number <= 4:
            return None
        return _feast_on(x, f"A+{7 * (number - 1)}")
    name = x.value("festival", "festival")
    return make_feast(x, name) if name else None


def make_feast(x: Expression, name: str) -> Reading | None:
    feast = x.festivals[name]
    return _feast_on(x, feast.when, feast.before, feast.after)


def _feast_on(x: Expression, when: str, before: int = 0, after: int = 0) -> Reading | None:
    year = year_of(x)
    if year is None:
        year = _feast_year(x, when)
    if year is None:
        month_day = when if when[2:3] == "-" else "XX-XX"
        return Reading("DATE", f"{UNANCHORED_YEAR}-{month_day}")
    day = feast_day(when, year)
    if day is None:
        return None
    span = shift_days(day, before).isoformat(), shift_days(day, after).isoformat()
    return Reading("DATE", day.isoformat(), *span)


def _feast_year(x: Expression, when: str) -> int | None:
    today = x.anchors.today
    narrated = x.anchors.narrated_year(x.tense) if not x.has("rel") else None
    if narrated is not None or today is None:
        return narrated
    days = [(year, feast_day(when, year)) for year in (today.year - 1, today.year, today.year + 1)]
    known = [(year, day) for year, day in days if day is not None]
    if not known:
        return None
    step = x.step("rel")
    if step == -1 or (step is None and x.tense == "past"):
        return max((year for year, day in known if day <= today), default=today.year)
    if step == 1 or (step is None and x.tense == "future"):
        return min((year for year, day in known if day >= today), default=today.year)
    return min(known, key=lambda item: abs((item[1] - today).days))[0]


CALENDAR_MAKERS: dict[str, Callable[[Expression], Reading | None]] = {
    "day": _day, "usday": _us_day, "month": _month, "season": _season, "year": _year, "decade": _decade,
    "century": _century, "quarter": _quarter, "half": _half, "festival": _festival,
}  # fmt: skip

"""What a time expression means: one maker for each action that the rules of a language name.

A maker reads the labelled words of a phrase and gives its TIMEX3 type, value and interval, or None where the words
turn out to be no time. Values follow It-TimeML: `2004-W31`, `2004-SU`, `2004-11-01TEV`, `PXY`, `PRESENT_REF`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from lesart.algorithms.intervals import Interval, interval_of, part_of, shift_days
from lesart.annotate.time_anchors import feast_day, make_day, shift_unit
from lesart.annotate.time_expressions import Expression, Reading
from lesart.annotate.time_lengths import LENGTH_MAKERS
from lesart.language.stamps import full_year

UNANCHORED_YEAR = "XXXX"
SURE_YEARS = range(1800, 2040)
"""Four bare digits in this range are taken for a year unless something speaks against it (own choice)."""


def make_reading(expression: Expression) -> Reading | None:
    """The meaning of `expression`, None where it is no time after all."""
    action, *arguments = expression.phrase.action.split(" ", 1)
    if action == "fixed":
        kind, value = arguments[0].split(" ", 1)
        return Reading.of(kind, value)
    if action == "feast":
        return _feast(expression, arguments[0])
    maker = MAKERS.get(action)
    if maker is None:
        raise KeyError(f"rule {expression.phrase.rule} names the unknown action {action!r}")
    return maker(expression)


def _day(x: Expression) -> Reading | None:
    month = x.number("month", "month", "monthshort", "foreignmonth", "anymonth") or x.number("monthnum", "monthnum")
    day = x.number("day", "day", "dayordinal")
    if month is None or day is None:
        return None
    year = _year_of(x)
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
        found = x.anchors.day_near(month, day, x.near_tense)
    part = x.value("daypart", "daypart", "dayparthours")
    if found is None:
        return Reading("DATE", f"{UNANCHORED_YEAR}-{month:02d}-{day:02d}{'T' + part if part else ''}")
    x.anchors.note_day(found.isoformat())
    if part:
        return Reading.of("TIME", f"{found.isoformat()}T{part}")
    return Reading.of("DATE", found.isoformat())


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
    return Reading.of("DATE", found.isoformat())


def _tonight(x: Expression) -> Reading | None:
    today = x.anchors.today
    return Reading.of("TIME", f"{today.isoformat()}TNI") if today else Reading("TIME", None)


def _last_night(x: Expression) -> Reading | None:
    today = x.anchors.today
    if today is None:
        return Reading("TIME", None)
    return Reading.of("TIME", f"{shift_days(today, -1).isoformat()}T{x.value('daypart', 'daypart')}")


def _year_of(x: Expression) -> int | None:
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
    year = _year_of(x)
    if year is not None:
        x.anchors.note_year(year)
    elif x.has("rel") and x.anchors.today is not None:
        year = _month_from_now(x, month, x.anchors.today)
    else:
        year = x.anchors.month_near(month, x.tense)
    if year is None:
        return Reading("DATE", f"{UNANCHORED_YEAR}-{month:02d}")
    return _parted(x, f"{year:04d}-{month:02d}")


def _month_from_now(x: Expression, month: int, today: date) -> int:
    step = x.step("rel") or 0
    if step < 0:
        return today.year if month < today.month else today.year - 1
    if step > 0:
        return today.year if month > today.month else today.year + 1
    return today.year


def _parted(x: Expression, value: str, interval: Interval | None = None) -> Reading:
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
        return _parted(x, f"{first:04d}-{season}", _season_span(first, season))
    year = _year_of(x)
    if year is not None:
        x.anchors.note_year(year)
        return _parted(x, f"{year:04d}-{season}")
    today = x.anchors.today
    narrated = x.anchors.narrated_year(x.tense)
    if narrated is not None:
        return _parted(x, f"{narrated:04d}-{season}")
    if today is None:
        return Reading("DATE", f"{UNANCHORED_YEAR}-{season}")
    starts = [_season_span(today.year + step, season) for step in (-2, -1, 0, 1)]
    begun = [span for span in starts if span[0] is not None and span[0] <= today.isoformat()]
    step = x.step("rel")
    chosen = begun[-1]
    running = chosen[1] is not None and chosen[1] >= today.isoformat()
    if step == 1 or (step is None and x.tense != "past" and not running):
        chosen = starts[len(begun)] if len(begun) < len(starts) else chosen
    elif step == 0 and not running and season != "WI":
        chosen = _season_span(today.year, season)
    elif step == -1 and running:
        chosen = begun[-2]
    first_day, last_day = chosen
    # A winter that has begun before New Year bears the year that is written today.
    named = last_day if season == "WI" and running and last_day else first_day
    return _parted(x, f"{(named or '')[:4]}-{season}", chosen)


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
    x.anchors.note_year(year)
    if x.has("year2"):
        last = int(str(year)[:-2] + x.text("year2")[-2:])
        if not year < last <= year + 10:
            return None
        return Reading("DATE", f"{year:04d}", f"{year:04d}-01-01", f"{last:04d}-12-31")
    return _parted(x, f"{year:04d}")


def _is_year(x: Expression, year: int) -> bool:
    """Whether four bare digits are a year and no amount: 2014 *gewann er*, but 2000 *Menschen*."""
    before, after = x.before(), x.after()
    if x.glued_to_number() or x.atom_is(after, "percent", "money", "unitword"):
        return False
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
    return _parted(x, digits) if digits else None


def _century(x: Expression) -> Reading | None:
    number = x.number("century", "ordinal", "int")
    if number is None or not 1 <= number <= 21:
        return None
    return _parted(x, f"{number - 1:02d}")


def _quarter(x: Expression) -> Reading | None:
    return _share_of_year(x, "quarter", "Q", 4)


def _half(x: Expression) -> Reading | None:
    return _share_of_year(x, "half", "H", 2)


def _share_of_year(x: Expression, label: str, letter: str, count: int) -> Reading | None:
    number = x.number(label, "ordinal", "int")
    if number is None or not 1 <= number <= count:
        return None
    year = _year_of(x)
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
    return _feast(x, name) if name else None


def _feast(x: Expression, name: str) -> Reading | None:
    feast = x.festivals[name]
    return _feast_on(x, feast.when, feast.before, feast.after)


def _feast_on(x: Expression, when: str, before: int = 0, after: int = 0) -> Reading | None:
    year = _year_of(x)
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
    narrated = x.anchors.narrated_year(x.tense)
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


def _relday(x: Expression) -> Reading | None:
    step = x.number("relday", "relday", "reldayadj")
    part = x.value("daypart", "daypart", "daypartlow")
    if x.anchors.today is None or step is None:
        return Reading("TIME" if part else "DATE", None)
    if step == 0 and not part and not x.has("weekday") and x.means_nowadays():
        return Reading.of("DATE", "PRESENT_REF")
    day = shift_days(x.anchors.today, step)
    return _on_day(x, day, part)


def _on_day(x: Expression, day: date, part: str | None) -> Reading:
    x.anchors.note_day(day.isoformat())
    if part:
        return Reading.of("TIME", f"{day.isoformat()}T{part}")
    return Reading.of("DATE", day.isoformat())


def _refday(x: Expression) -> Reading | None:
    step = x.number("refday", "refday", "refevening")
    if step is None:
        label = "later" if x.has("later") else "step"
        step = {"later": 1, "earlier": -1, "next": 1, "after": 1, "same": 0, "this": 0}.get(x.kind(label) or "", 0)
    day = x.anchors.reference_day if step <= 0 else x.anchors.named_day or x.anchors.today
    part = x.value("daypart", "daypart") or ("EV" if x.has("refday") and x.kind("refday") == "refevening" else None)
    if day is None:
        return Reading("TIME" if part else "DATE", None)
    day = shift_days(day, step)
    if step < 0:
        # The day before is told in passing: what follows is reckoned from the main day still.
        return Reading.of("TIME", f"{day.isoformat()}T{part}") if part else Reading.of("DATE", day.isoformat())
    return _on_day(x, day, part)


def _weekday(x: Expression) -> Reading | None:
    number, part = x.weekday()
    if number is None:
        return None
    today = x.anchors.today
    if today is None:
        suffix = f"T{part}" if part else ""
        return Reading("TIME" if part else "DATE", f"XXXX-WXX-{number}{suffix}")
    step, week = x.step("rel"), x.step("wrel")
    if week is not None:
        monday = shift_days(today, 1 - today.isoweekday() + 7 * week)
        day: date | None = shift_days(monday, number - 1)
    elif step == -1:
        day = shift_days(today, -((today.isoweekday() - number - 1) % 7 + 1))
    elif step == 1:
        day = shift_days(today, (number - today.isoweekday() - 1) % 7 + 1)
    elif step == 0:
        day = shift_days(today, number - today.isoweekday())
    else:
        day = x.anchors.weekday_near(number, x.tense)
    if day is None:
        return None
    if x.has("night"):
        return _on_day(x, shift_days(day, -1), "NI")
    return _on_day(x, day, part)


def _relunit(x: Expression) -> Reading | None:
    unit = x.value("unit", "unit", "unitgen")
    if unit is None:
        return None
    step = x.step("rel") if x.has("rel") else 0
    kind = x.kind("rel")
    if unit == "D":
        return _refday_from(x, step, kind)
    start = x.anchors.today
    if kind in ("same", "after", "later", "earlier"):
        if unit != "Y":
            named = x.anchors.named_day
            start = named or start
        elif x.anchors.reference_year is not None:
            start = make_day(x.anchors.reference_year, 1, 1)
        step = {"same": 0, "after": 1, "later": 1, "earlier": -1}[kind]
    if unit == "Y" and not x.has("rel"):
        narrated = x.anchors.narrated_year("past")
        start = make_day(narrated, 7, 1) if narrated is not None else start
    if start is None or step is None:
        return Reading("DATE", None)
    return _parted(x, *unit_value(shift_unit(start, unit, step), unit))


def _refday_from(x: Expression, step: int | None, kind: str | None) -> Reading | None:
    if kind in ("this", "same"):
        day = x.anchors.reference_day
        return Reading.of("DATE", day.isoformat()) if day else Reading("DATE", None)
    if step == 1 and x.anchors.reference_day:
        return _on_day(x, shift_days(x.anchors.reference_day, 1), None)
    return None


def unit_value(day: date, unit: str) -> tuple[str, Interval | None]:
    """The calendar unit that holds `day`, as a value, with its interval where the value alone does not tell it."""
    if unit == "Y":
        return f"{day.year:04d}", None
    if unit == "M":
        return f"{day.year:04d}-{day.month:02d}", None
    if unit in ("W", "WE"):
        year, week, _ = day.isocalendar()
        return f"{year:04d}-W{week:02d}" + ("-WE" if unit == "WE" else ""), None
    if unit == "Q":
        return f"{day.year:04d}-Q{(day.month + 2) // 3}", None
    if unit == "H":
        return f"{day.year:04d}-H{1 if day.month <= 6 else 2}", None
    if unit == "DE":
        return f"{day.year // 10:03d}", None
    if unit == "CE":
        return f"{day.year // 100:02d}", None
    return day.isoformat(), None


def _relword(x: Expression) -> Reading | None:
    """*Vorjahr*, *heuer*, *Vormonat*, *Jahresende*, *Wochenbeginn*, *Jahreswechsel*."""
    year = _year_of(x)
    if year is not None:
        x.anchors.note_year(year)
    today = x.anchors.today
    if x.has("newyear"):
        return _turn_of_year(x, today)
    for label, unit in (("yearpart", "Y"), ("monthpart", "M"), ("weekpart", "W")):
        if x.has(label):
            base = make_day(year, 7, 1) if year is not None else today
            if base is None:
                return Reading("DATE", None)
            value, _ = unit_value(base, unit)
            return Reading("DATE", value, *part_of(interval_of(value), x.any_value(label) or ""))
    kind = x.kind("relyear") or ""
    unit = {"relmonth": "M", "relweek": "W", "relquarter": "Q"}.get(kind, "Y")
    if kind == "refyear":
        reference = x.anchors.reference_year
        today = make_day(reference, 7, 1) if reference is not None else None
    if today is None:
        return Reading("DATE", None)
    step = int(x.any_value("relyear") or 0)
    return _parted(x, *unit_value(shift_unit(today, unit, step), unit))


def _turn_of_year(x: Expression, today: date | None) -> Reading:
    if today is None:
        return Reading("DATE", None)
    ahead = x.tense != "past" and today.month > 6
    year = today.year if today.month > 6 and ahead else today.year - 1
    return Reading("DATE", f"{year + 1:04d}-01-01", f"{year:04d}-12-31", f"{year + 1:04d}-01-01")


def _weekend(x: Expression) -> Reading | None:
    today = x.anchors.today
    if today is None:
        return Reading("DATE", "XXXX-WXX-WE")
    on_weekend = today.isoweekday() >= 6
    step = 0 if on_weekend or x.tense != "past" else -1
    return Reading.of("DATE", unit_value(shift_days(today, 7 * step), "WE")[0])


def _every(x: Expression) -> Reading | None:
    if x.has("weekday"):
        number, _ = x.weekday()
        return Reading.of("SET", f"XXXX-WXX-{number}")
    if x.has("daypart"):
        return Reading.of("SET", f"PT1{x.value('daypart', 'daypart')}")
    if x.has("season"):
        return Reading.of("SET", f"P1{x.value('season', 'season')}")
    unit = x.value("unit", "unit", "unitpl", "unitsg", "clockunit")
    if unit is None:
        return None
    count = x.number("num", "int", "numword", "one") or x.number("every2", "ordinal") or 1
    if unit == "Y":
        x.anchors.yearly = x.anchors.sentence
    return Reading.of("SET", period(count, unit))


def _every_in(x: Expression) -> Reading | None:
    """*im Jahr*, *am Tag*: a rate only where something is counted or paid."""
    unit = x.value("unit", "unit")
    if unit is None or unit in ("WE", "DE", "CE", "Q", "H") or not x.counted_before():
        return None
    return Reading.of("SET", f"P1{unit}")


def period(count: float, unit: str) -> str:
    """`P3Y`, `PT2H`, `P0.5Y` of a count and a unit letter."""
    if unit[0] == "T":
        return f"PT{count:g}{unit[1:]}"
    return f"P{count:g}{unit}"


def _clock(x: Expression) -> Reading | None:
    hour = x.number("hour", "hour", "hourword")
    if hour is None:
        return None
    minute = int(x.text("minute")) if x.has("minute") else 0
    return _at_clock(x, hour, minute)


def _clock_half(x: Expression) -> Reading | None:
    hour = x.number("hour", "hourword", "hour")
    if hour is None or not 1 <= hour <= 12:
        return None
    return _at_clock(x, hour - 1, 30)


def _at_clock(x: Expression, hour: int, minute: int) -> Reading | None:
    half = x.value("halfday", "halfday") or x.value("halfletter", "halfletter")
    if half is not None:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    part = x.value("daypart", "daypartlow")
    if (part in ("AF", "EV") and hour < 12) or (part == "NI" and 9 <= hour < 12):
        hour += 12
    if hour > 24 or (hour == 24 and minute):
        return None
    clock = f"T{hour:02d}:{minute:02d}"
    day = x.day_of_clock()
    if day is None:
        return Reading("TIME", clock)
    return Reading.of("TIME", f"{day.isoformat()}{clock}")


def _midnight(x: Expression) -> Reading | None:
    day = x.day_of_clock()
    return Reading.of("TIME", f"{day.isoformat()}T24:00") if day else Reading("TIME", "T24:00")


def _daypart(x: Expression) -> Reading | None:
    part = x.value("daypart", "daypart", "dayparthours")
    if part is None:
        return None
    day = x.day_of_clock()
    if day is None:
        return Reading("TIME", f"XXXX-XX-XXT{part}")
    return Reading.of("TIME", f"{day.isoformat()}T{part}")


def _fixed_word(x: Expression) -> Reading | None:
    kind, value = (x.value("word", "fixed") or "DATE PRESENT_REF").split(" ", 1)
    return Reading.of(kind, value)


MAKERS: dict[str, Callable[[Expression], Reading | None]] = {
    "day": _day, "month": _month, "season": _season, "year": _year, "decade": _decade, "century": _century,
    "quarter": _quarter, "half": _half, "festival": _festival, "relday": _relday, "refday": _refday,
    "weekday": _weekday, "relunit": _relunit, "relword": _relword, "weekend": _weekend, "every": _every,
    "everyin": _every_in, "clock": _clock, "clockhalf": _clock_half, "midnight": _midnight, "daypart": _daypart,
    "fixedword": _fixed_word, "usday": _us_day, "tonight": _tonight, "lastnight": _last_night, **LENGTH_MAKERS,
}  # fmt: skip
"""Actions that rules may name. `fixed TYPE VALUE` and `feast NAME` stand beside them."""

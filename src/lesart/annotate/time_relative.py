"""Times reckoned from today or from the day spoken of: *gestern*, *am Vortag*, *am Mittwoch*, *im Vorjahr*."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from lesart.algorithms.intervals import interval_of, part_of, shift_days
from lesart.annotate.time_anchors import make_day, shift_unit
from lesart.annotate.time_calendar import parted, year_of
from lesart.annotate.time_expressions import Expression, Reading


def _relday(x: Expression) -> Reading | None:
    if x.is_noun():
        return None
    step = x.number("relday", "relday", "reldayadj")
    part = x.value("daypart", "daypart", "daypartlow")
    if x.anchors.today is None or step is None:
        return Reading("TIME" if part else "DATE", None)
    if step == 0 and not part and not x.has("weekday") and x.means_nowadays():
        return Reading.of("DATE", "PRESENT_REF")
    day = shift_days(x.anchors.today, step)
    return _on_day(x, day, part)


def _tonight(x: Expression) -> Reading | None:
    today = x.anchors.today
    return Reading.of("TIME", f"{today.isoformat()}TNI") if today else Reading("TIME", None)


def _last_night(x: Expression) -> Reading | None:
    today = x.anchors.today
    if today is None:
        return Reading("TIME", None)
    return Reading.of("TIME", f"{shift_days(today, -1).isoformat()}T{x.value('daypart', 'daypart')}")


def _on_day(x: Expression, day: date, part: str | None) -> Reading:
    x.anchors.note_day(day.isoformat())
    if part:
        return Reading.of("TIME", f"{day.isoformat()}T{part}")
    return Reading.on(day)


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
        return Reading.of("TIME", f"{day.isoformat()}T{part}") if part else Reading.on(day)
    return _on_day(x, day, part)


def _weekday(x: Expression) -> Reading | None:
    number, part = x.weekday()
    today = x.anchors.today
    if number is None:
        return _night_before(x)
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


def _night_before(x: Expression) -> Reading | None:
    """*in der Nacht auf heute*."""
    step = x.number("relday", "relday")
    if step is None or not x.has("night"):
        return None
    if x.anchors.today is None:
        return Reading("TIME", None)
    return _on_day(x, shift_days(x.anchors.today, step - 1), "NI")


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
    if unit == "WE" and step == 1 and start.isoweekday() < 6:
        # The coming weekend is this week's.
        step = 0
    return parted(x, unit_value(shift_unit(start, unit, step), unit))


def _refday_from(x: Expression, step: int | None, kind: str | None) -> Reading | None:
    if kind in ("this", "same", None):
        day = x.anchors.reference_day
        return Reading.on(day) if day else Reading("DATE", None)
    if step == 1 and x.anchors.reference_day:
        return _on_day(x, shift_days(x.anchors.reference_day, 1), None)
    return None


def unit_value(day: date, unit: str) -> str:
    """The calendar unit that holds `day`, as a value."""
    if unit == "Y":
        return f"{day.year:04d}"
    if unit == "M":
        return f"{day.year:04d}-{day.month:02d}"
    if unit in ("W", "WE"):
        year, week, _ = day.isocalendar()
        return f"{year:04d}-W{week:02d}" + ("-WE" if unit == "WE" else "")
    if unit == "Q":
        return f"{day.year:04d}-Q{(day.month + 2) // 3}"
    if unit == "H":
        return f"{day.year:04d}-H{1 if day.month <= 6 else 2}"
    if unit == "DE":
        return f"{day.year // 10:03d}"
    if unit == "CE":
        return f"{day.year // 100:02d}"
    return day.isoformat()


def _relword(x: Expression) -> Reading | None:
    """*Vorjahr*, *heuer*, *Vormonat*, *Jahresende*, *Wochenbeginn*, *Jahreswechsel*."""
    year = year_of(x)
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
            value = unit_value(base, unit)
            return Reading("DATE", value, *part_of(interval_of(value), x.any_value(label) or ""))
    kind = x.kind("relyear") or ""
    unit = {"relmonth": "M", "relweek": "W", "relquarter": "Q"}.get(kind, "Y")
    if kind == "refyear":
        reference = x.anchors.reference_year
        today = make_day(reference, 7, 1) if reference is not None else None
    if today is None:
        return Reading("DATE", None)
    step = int(x.any_value("relyear") or 0)
    return parted(x, unit_value(shift_unit(today, unit, step), unit))


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
    return Reading.of("DATE", unit_value(shift_days(today, 7 * step), "WE"))


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


def _before(x: Expression) -> Reading | None:
    """*früher* tells the past only in a clause that does; else it compares."""
    return Reading.of("DATE", "PAST_REF") if x.tense == "past" else None


def _fixed_word(x: Expression) -> Reading | None:
    if x.is_noun():
        return None
    kind, value = (x.value("word", "fixed") or "DATE PRESENT_REF").split(" ", 1)
    return Reading.of(kind, value)


RELATIVE_MAKERS: dict[str, Callable[[Expression], Reading | None]] = {
    "relday": _relday, "tonight": _tonight, "lastnight": _last_night, "refday": _refday, "weekday": _weekday,
    "relunit": _relunit, "relword": _relword, "weekend": _weekend, "every": _every, "everyin": _every_in,
    "before": _before, "fixedword": _fixed_word,
}  # fmt: skip

"""Clock times and parts of the day."""

from __future__ import annotations

from collections.abc import Callable

from lesart.annotate.time_expressions import Expression, Reading


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


CLOCK_MAKERS: dict[str, Callable[[Expression], Reading | None]] = {
    "clock": _clock, "clockhalf": _clock_half, "midnight": _midnight, "daypart": _daypart,
}  # fmt: skip

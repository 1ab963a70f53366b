"""Lengths of time: *drei Jahre und vier Monate*, *seit Monaten*, *in den vergangenen zehn Jahren*, *zweitägig*."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from lesart.algorithms.intervals import UNKNOWN, Interval, shift_days
from lesart.annotate.time_anchors import shift_unit
from lesart.annotate.time_expressions import Expression, Reading

ROUNDED_DOWN = 1.0
"""*vor drei Jahren* is said until nearly this many units more have passed (own choice)."""
ROUNDED_UP = 0.5
"""… and from this many units earlier on."""
_DAYS = {"Y": 365.25, "M": 30.44, "W": 7.0, "D": 1.0, "DE": 3652.5, "CE": 36525.0, "Q": 91.3, "H": 182.6}
"""Mean length of a unit in days."""
EXACT_UNITS = frozenset({"D"})
"""Units that newsrooms count without rounding."""


def _length(x: Expression) -> Reading | None:
    unit = x.value("unit", "unitpl", "unitsg", "unit", "unitgen", "compunit", "clockunit")
    if unit is None and x.has("spanend"):
        unit = x.value("spanend", "spanend")
    count = _count(x)
    if unit is None or count is None:
        return None
    if unit == "Y" and x.atom_is(x.before(), "ageword") and not x.followed_by_noun():
        return None
    value = _period(count, unit)
    if x.has("unit2"):
        unit2 = x.value("unit2", "unitpl", "unitsg")
        count2 = x.amount("num2", "int", "numword", "one")
        if unit2 is None or count2 is None:
            return None
        value = _join(value, _period(count2, unit2))
    return Reading("DURATION", value, *_stretch(x, count, unit))


def _count(x: Expression) -> float | None:
    if x.has("half"):
        return 0.5
    if x.has("quarter"):
        return 0.75
    times = x.amount("big", "bigword") or 1.0
    if x.has("decimal"):
        return float(f"{x.text('num')}.{x.text('decimal')}") * times
    if x.has("num"):
        count = x.amount("num", "int", "numword", "one")
        return count * times if count is not None else None
    return 1.0


def _period(count: float, unit: str) -> str:
    if unit[0] == "T":
        return f"PT{_plain(count)}{unit[1:]}"
    if unit == "WE":
        return f"P{_plain(count)}WE"
    if unit == "Q":
        return f"P{_plain(count)}Q"
    if unit == "H":
        return f"P{_plain(count * 6)}M"
    return f"P{_plain(count)}{unit}"


def _plain(count: float) -> str:
    """A count as a plain decimal number."""
    return str(int(count)) if count == int(count) else f"{count:.6f}".rstrip("0")


def _join(first: str, second: str) -> str:
    """`P3Y` and `P4M` as `P3Y4M`, `P1D` and `PT2H` as `P1DT2H`."""
    if first.startswith("PT") and second.startswith("PT"):
        return first + second[2:]
    return first + second[1:]


def _stretch(x: Expression, count: float, unit: str) -> Interval:
    """The time that a length reaches, where its preposition and the page's date tell it."""
    today = x.anchors.today
    if today is None or unit not in _DAYS:
        return UNKNOWN
    before = x.before()
    word = before.text.lower() if before else ""
    step = x.step("rel")
    days = _DAYS[unit] * count
    if step == -1:
        return _back(today, unit, count).isoformat(), today.isoformat()
    if step == 1:
        return today.isoformat(), shift_days(today, round(days)).isoformat()
    if x.atom_is(before, "agoword"):
        return _ago(x, today, count, unit)
    if x.atom_is(before, "sinceword"):
        return _ago(x, today, count, unit)[0], today.isoformat()
    if word == "in" and x.tense != "past":
        margin = 0 if unit in EXACT_UNITS else round(_DAYS[unit] * ROUNDED_UP)
        return shift_days(today, round(days) - margin).isoformat(), shift_days(today, round(days) + margin).isoformat()
    return UNKNOWN


def _ago(x: Expression, today: date, count: float, unit: str) -> Interval:
    """*vor drei Jahren*: from nearly four years ago to two and a half; *vor über drei Jahren* ends at three."""
    words = {atom.text.lower() for atom in x.atoms[x.phrase.first : x.phrase.last]}
    exact = _back(today, unit, count)
    if exact == date.min:
        return UNKNOWN
    if unit in EXACT_UNITS and count == int(count) and not x.has("few"):
        first, last = exact, exact
    else:
        first = shift_days(exact, -round(_DAYS[unit] * ROUNDED_DOWN) + 1)
        last = min(today, shift_days(exact, round(_DAYS[unit] * ROUNDED_UP)))
    if words & x.words("morewords"):
        return None, exact.isoformat()
    if words & x.words("lesswords"):
        return exact.isoformat(), today.isoformat()
    return first.isoformat(), last.isoformat()


def _back(today: date, unit: str, count: float) -> date:
    if count == int(count) and abs(count) < 100_000:
        return shift_unit(today, unit, -int(count))
    return shift_days(today, -round(min(count * _DAYS[unit], 3_000_000)))


def _ago_date(x: Expression) -> Reading | None:
    """*three years ago*: a date, as exact as its unit."""
    unit = x.value("unit", "unitpl", "unitsg")
    count = _count(x)
    today = x.anchors.today
    if unit is None or count is None:
        return None
    if today is None or unit not in _DAYS:
        return Reading("DATE" if unit[0] != "T" else "TIME", None)
    exact = _back(today, unit, count)
    values = {
        "Y": f"{exact.year:04d}",
        "M": exact.isoformat()[:7],
        "D": exact.isoformat(),
        "DE": f"{exact.year // 10:03d}",
    }
    year, week, _ = exact.isocalendar()
    return Reading("DATE", values.get(unit, f"{year:04d}-W{week:02d}"), *_ago(x, today, count, unit))


def _ago_vague(x: Expression) -> Reading | None:
    return Reading.of("DATE", "PAST_REF")


def _length_adjective(x: Expression) -> Reading | None:
    """*sechsjährige Amtszeit* is a length, *sechsjährige Tochter* an age."""
    joined = x.value("yearadj", "yearadj")
    count = float(joined.split()[0]) if joined else _count(x)
    after = x.after()
    if count is None or after is None or not after.text[0].isupper() or not x.lasts(after.text):
        return None
    return Reading("DURATION", f"P{_plain(count)}Y")


def _span_adjective(x: Expression) -> Reading | None:
    count, unit = (x.value("spanadj", "spanadj") or "1 D").split()
    return Reading("DURATION", _period(float(count), unit))


def _vague(x: Expression) -> Reading | None:
    """*Jahren*, *einigen Wochen*, *den vergangenen Monaten*: a number of units that nobody tells."""
    unit = x.value("unit", "unitpl")
    if unit is None:
        return None
    step = x.step("rel")
    if step == 1 and not x.has("few"):
        return Reading.of("DATE", "FUTURE_REF")
    value = f"PTX{unit[1:]}" if unit[0] == "T" else f"PX{unit}"
    today = x.anchors.today
    if today is None:
        return Reading("DURATION", value)
    before = x.before()
    if step == -1 or x.atom_is(before, "sinceword"):
        return Reading("DURATION", value, None, today.isoformat())
    if x.atom_is(before, "agoword") and unit in _DAYS:
        # Some years ago is one at least.
        return Reading("DURATION", value, None, shift_unit(today, unit, -1).isoformat())
    return Reading("DURATION", value)


LENGTH_MAKERS: dict[str, Callable[[Expression], Reading | None]] = {
    "length": _length,
    "lengthadj": _length_adjective,
    "spanadj": _span_adjective,
    "vague": _vague,
    "ago": _ago_date,
    "agovague": _ago_vague,
}

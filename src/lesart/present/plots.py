"""Plots of figures: intervals by authority, or a series over the days. Words and numbers are those of the pages."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

import msgspec
from markupsafe import Markup

from lesart.present.svg import Drawing, nice_step, shorten, spread, width_of
from lesart.present.wording import Wording, split_moment

Scale = Callable[[float], float]
"""A value to px."""
WIDTH = 540.0
"""Width of a plot, px."""
ROW = 54.0
"""Height of one authority's row in a plot of intervals, px."""
COLUMN = 96.0
"""Width of one day in a series, px."""
SERIES_HEIGHT = 282.0
MOST_TICKS = 6
NEAR_ZERO = 0.6
"""The scale of a series starts at zero unless the smallest number is above this share of the largest."""
LABEL_GAP = 17.0
"""Least distance of two labels, px."""
HUES = ("b", "d")
"""Blue for the authority of most numbers, rust for the others; form tells them apart too."""


class Point(msgspec.Struct, frozen=True):
    """One number: `shown` in the reader's form, `key` what authorities are compared by."""

    siglum: str
    shown: str
    value: float | None
    low: float | None
    high: float | None
    open_end: bool
    authority: str
    key: str
    moment: str | None

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """The interval meant: a value alone is both ends; a bound alone leaves the other end open."""
        low = next((end for end in (self.low, self.value, self.high) if end is not None), None)
        high = next((end for end in (self.high, self.value, self.low) if end is not None), None)
        if self.shown[:1] and self.shown[0] in "≥>":
            return low, None
        if self.shown[:1] and self.shown[0] in "≤<":
            return None, high
        return low, high

    @property
    def exact(self) -> float | None:
        """The number, where the interval is one number."""
        low, high = self.bounds
        return low if low == high else None


class _Mark(msgspec.Struct):
    """Points of one authority and one number, drawn once with all their sigla."""

    point: Point
    sigla: list[str]


def _merge(points: Sequence[Point]) -> list[_Mark]:
    marks: dict[tuple[object, ...], _Mark] = {}
    for point in points:
        mark = marks.setdefault((point.key, point.moment, point.shown), _Mark(point, []))
        if point.siglum not in mark.sigla:
            mark.sigla.append(point.siglum)
    return list(marks.values())


def _ends(points: Sequence[Point]) -> list[float]:
    return [end for point in points for end in (*point.bounds, point.value) if end is not None]


def draw_intervals(points: Sequence[Point], label: str, say: Wording, apart: bool) -> Markup:
    """One row an authority, its numbers as dots or bars on one scale. `apart`: the verdict is that no value is common,
    so that the gap between them is hatched."""
    marks = _merge([msgspec.structs.replace(point, moment=None) for point in points])
    ends = _ends(points)
    low, reach = min(0.0, *ends), max(0.0, *ends)
    step = nice_step((reach - low) * 1.15 or 1.0, MOST_TICKS)
    low, high = step * math.floor(low / step), step * (math.floor(reach * 1.1 / step) + 1)
    left, right, top = 12.0, WIDTH - 22.0, 14.0
    base = top + ROW * len(marks) + 14.0

    def x(value: float) -> float:
        return left + (value - low) / (high - low) * (right - left)

    drawing = Drawing(WIDTH, base + 30)
    gap = _gap(marks) if apart else None
    if gap:
        name = "gap-" + "-".join(str(int(x(end))) for end in gap)
        drawing.hatching(name, "ln")
        drawing.rect(x(gap[0]), top, x(gap[1]) - x(gap[0]), base - top, "gapf", fill=f"url(#{name})")
        drawing.text((x(gap[0]) + x(gap[1])) / 2, base - 8, "≠ " + say("figures.no_common"), "b7 dft", "middle")
    tick = low
    while tick <= high + step / 2:
        drawing.line(x(tick), base, x(tick), base + 6, "ln")
        drawing.text(x(tick), base + 21, say.number(round(tick, 6)), "so", "middle")
        tick += step
    drawing.line(left, base, right, base, "ax")
    main = marks[0].point.key
    for place, mark in enumerate(marks):
        y = top + ROW * place + 32
        named = shorten(mark.point.authority, 40) or say("figures.not_named")
        drawing.spans(left, y - 13, [(named, "so" if not mark.point.authority else ""), (" ".join(mark.sigla), "sg")])
        _draw_bar(drawing, mark.point, (x, left, right), y, HUES[mark.point.key != main])
    return drawing.finish(label)


def _gap(marks: Sequence[_Mark]) -> tuple[float, float] | None:
    """The stretch between two groups of intervals that nothing covers, where there is just one such stretch."""
    sides = sorted(
        (low if low is not None else float("-inf"), high if high is not None else float("inf"))
        for low, high in (mark.point.bounds for mark in marks)
    )
    gaps = []
    reach = sides[0][1]
    for low, high in sides[1:]:
        if low > reach:
            gaps.append((reach, low))
        reach = max(reach, high)
    return gaps[0] if len(gaps) == 1 else None


def _draw_bar(drawing: Drawing, point: Point, scale: tuple[Scale, float, float], y: float, hue: str) -> None:
    x, left, right = scale
    low, high = point.bounds
    stroke, fill, words = f"h{hue}", "bl" if hue == "b" else "df", "blt" if hue == "b" else "dft"
    if low is not None and low == high:
        drawing.circle(x(low), y, 6.5, fill)
        end = x(low) + 13
    else:
        start, stop = x(low) if low is not None else left, x(high) if high is not None else right
        drawing.line(start, y, stop, y, stroke, 7)
        for bound in (low, high):
            if bound is None:
                continue
            if point.open_end:
                drawing.circle(x(bound), y, 6.0, f"{stroke} pp", 2.5)
            else:
                drawing.line(x(bound), y - 9, x(bound), y + 9, stroke, 2.5)
        if high is None:
            drawing.arrow_head(right + 10, y, "right", fill)
        end = stop + 10 if high is not None else start
    if end + width_of(point.shown) > right:
        drawing.text(min(end, right), y - 13, point.shown, f"b7 {words}", "end")
    elif high is None:
        drawing.text(end + 2, y - 13, point.shown, f"b7 {words}")
    else:
        drawing.text(end, y + 5, point.shown, f"b7 {words}")


def draw_series(points: Sequence[Point], label: str, say: Wording) -> Markup:
    """Numbers over the days on which they hold: equal columns, the undated in a field of their own at the right."""
    marks = _merge(points)
    days = sorted({point.moment for point in points if point.moment})
    columns: list[str | None] = [*days]
    if any(point.moment is None for point in points):
        columns.append(None)
    ends = _ends(points)
    low, high = min(ends), max(ends)
    near_zero = 0 <= low < NEAR_ZERO * high or low == high == 0
    start = 0.0 if near_zero else low - (high - low or abs(low) * 0.05)
    step = nice_step((high - start) * 1.1 or 1.0, MOST_TICKS - 1)
    floor, ceiling = step * math.floor(start / step), step * (math.floor(high / step) + 1)
    left = 14.0 + max(width_of(say.number(round(ceiling, 6))), 24.0)
    width = max(WIDTH, left + COLUMN * len(columns) + 10)
    column = (width - left - 10) / len(columns)
    top, base = 18.0, SERIES_HEIGHT - 62.0

    def y(value: float) -> float:
        return base - (value - floor) / (ceiling - floor) * (base - top)

    drawing = Drawing(width, SERIES_HEIGHT)
    if columns[-1] is None:
        drawing.rect(left + column * (len(columns) - 1), top - 8, column, base - top + 8, "ws")
        drawing.text(left + column * (len(columns) - 1) + 6, top + 5, say("figures.undated"), "so it")
    tick = floor
    while tick <= ceiling + step / 2:
        drawing.line(left, y(tick), width - 4, y(tick), "ax" if tick == floor else "ln")
        drawing.text(left - 6, y(tick) + 4, say.number(round(tick, 6)), "so", "end")
        tick += step
    keys = list(dict.fromkeys(sorted((m.point.key for m in marks), key=lambda key: (-_count(points, key), key))))
    centre = {day: left + column * (place + 0.3) for place, day in enumerate(columns)}
    _draw_days(drawing, columns, centre, base, say)
    rising = _draw_lines(drawing, marks, keys, centre, y)
    for day in columns:
        here = [mark for mark in marks if mark.point.moment == day]
        _draw_column(drawing, here, keys, centre[day], (y, top, base), day in rising)
    _draw_legend(drawing, points, keys, left, say)
    return drawing.finish(label)


def _count(points: Sequence[Point], key: str) -> int:
    return sum(point.key == key for point in points)


def _draw_days(
    drawing: Drawing, columns: Sequence[str | None], centre: dict[str | None, float], base: float, say: Wording
) -> None:
    year = None
    for day in columns:
        if day is None:
            continue
        parts = split_moment(day)
        if parts is None:
            continue
        shown = say.short_day(parts[0]) if parts[1] == 3 else say.short_moment(day)
        drawing.text(centre[day], base + 18, shown, "so", "middle")
        if parts[0].year != year:
            drawing.text(centre[day], base + 33, str(parts[0].year), "so", "middle")
        year = parts[0].year


def _draw_lines(
    drawing: Drawing, marks: Sequence[_Mark], keys: Sequence[str], centre: dict[str | None, float], y: Scale
) -> set[str | None]:
    """Connects the exact numbers of one named authority from day to day. Gives the days from which a line rises."""
    rising: set[str | None] = set()
    for place, key in enumerate(keys):
        last = {
            m.point.moment: m.point
            for m in marks
            if m.point.key == key and m.point.moment and m.point.exact is not None
        }
        run = [last[day] for day in sorted(last)]
        if not key or len(run) < 2:
            continue
        shape = "L".join(f"{centre[p.moment]:.1f} {y(p.exact):.1f}" for p in run if p.exact is not None)
        drawing.path("M" + shape, f"h{HUES[place > 0]}", 1.5)
        rising.update(p.moment for p, q in pairwise(run) if (p.exact or 0) < (q.exact or 0))
    return rising


def _draw_column(
    drawing: Drawing,
    marks: Sequence[_Mark],
    keys: Sequence[str],
    x: float,
    scale: tuple[Scale, float, float],
    rising: bool,
) -> None:
    """The numbers of one day; labels stand at the right, lower where a line rises from here."""
    y, top, base = scale
    heights = []
    for mark in marks:
        low, high = mark.point.bounds
        heights.append(y(low if low is not None else high or 0.0))
    labels = spread([height + (16 if rising else 5) for height in heights], LABEL_GAP, top, base - 4)
    for number_, (mark, at, label_at) in enumerate(zip(marks, heights, labels, strict=True)):
        place = keys.index(mark.point.key)
        hue = HUES[place > 0]
        aside = 15.0 * sum(abs(at - other) < 13 for other in heights[:number_])
        _draw_mark(drawing, mark.point, x - aside, at, (y, hue, place))
        words = "blt" if hue == "b" else "dft"
        drawing.spans(x + 13, label_at, [(mark.point.shown, f"b7 {words}"), (" ".join(mark.sigla), "sg")])


def _draw_mark(drawing: Drawing, point: Point, x: float, at: float, style: tuple[Scale, str, int]) -> None:
    y, hue, place = style
    stroke, fill = f"h{hue}", "bl" if hue == "b" else "df"
    low, high = point.bounds
    if low is not None and high is not None and low != high:
        drawing.line(x, y(low), x, y(high), stroke, 6)
        return
    if low is None or high is None:
        up = high is None
        drawing.line(x, at, x, at - 34 if up else at + 24, stroke, 2)
        drawing.arrow_head(x, at - 40 if up else at + 30, "up" if up else "down", fill, 5)
        drawing.line(x - 9, at, x + 9, at, stroke, 2.5)
        return
    if place == 0:
        drawing.circle(x, at, 6.5, fill)
    elif place == 1:
        drawing.rect(x - 6, at - 6, 12, 12, fill)
    else:
        drawing.path(f"M{x:.1f} {at - 8:.1f}l8 8l-8 8l-8-8z", f"{stroke} pp", 2.5)


def _draw_legend(drawing: Drawing, points: Sequence[Point], keys: Sequence[str], left: float, say: Wording) -> None:
    x = left
    for place, key in enumerate(keys):
        named = next((point.authority for point in points if point.key == key and point.authority), "")
        shown = ("●", "■", "◇")[min(place, 2)] + " " + (shorten(named, 34) or say("figures.not_named"))
        if x + width_of(shown) > drawing.width:
            break
        drawing.text(x, SERIES_HEIGHT - 2, shown, "blt" if place == 0 else "dft")
        x += width_of(shown) + 18

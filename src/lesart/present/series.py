"""Plots of figures over the days on which they hold. With many days each number is written where it changes only; the
table beneath the plots has all of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from markupsafe import Markup

from lesart.present.plots import HUES, MOST_TICKS, WIDTH, Mark, Point, Scale, ends_of, merge_points
from lesart.present.svg import LETTER, Drawing, nice_step, shorten, spread, width_of
from lesart.present.wording import Wording, split_moment

COLUMN = 96.0
"""Width of one day, px."""
FEW_DAYS = 11
"""Days up to which every number is written beside its mark; beyond it columns are NARROW (own setting: eleven fill the
width of a page)."""
NARROW = 46.0
"""Width of one day of many, px."""
DAY_ROOM = 44.0
"""Least distance of two written days, px."""
MOST_LABELS = 9
"""Numbers written at one day at most; the rest are counted."""
HEIGHT = 282.0
NEAR_ZERO = 0.6
"""The scale of a series starts at zero unless the smallest number is above this share of the largest."""
LABEL_GAP = 17.0
"""Least distance of two labels, px."""
LEGEND = (16, 34)
"""Characters of an authority's name in the legend, at least and at most."""


def list_columns(points: Sequence[Point]) -> list[str | None]:
    """The days in order, and None for the undated, where there are any."""
    days: list[str | None] = [*sorted({point.moment for point in points if point.moment})]
    return [*days, None] if any(point.moment is None for point in points) else days


def is_wide(points: Sequence[Point]) -> bool:
    """Whether a series needs the whole width of the report."""
    return COLUMN * len(list_columns(points)) > WIDTH


def draw_series(points: Sequence[Point], label: str, say: Wording) -> Markup:
    """Numbers over the days on which they hold: equal columns, the undated in a field of their own at the right."""
    marks = merge_points(points)
    columns = list_columns(points)
    few = len(columns) <= FEW_DAYS
    floor, ceiling, step = _scale(points)
    left = 14.0 + max(width_of(say.number(round(ceiling, 6))), 24.0)
    days = sum(day is not None for day in columns)
    aside = COLUMN if days < len(columns) else 0.0
    width = max(WIDTH, left + (COLUMN if few else NARROW) * days + aside + 10)
    column = (width - left - aside - 10) / max(days, 1)
    top, base = 18.0, HEIGHT - 62.0

    def y(value: float) -> float:
        return base - (value - floor) / (ceiling - floor) * (base - top)

    drawing = Drawing(width, HEIGHT)
    if columns[-1] is None:
        drawing.rect(width - aside - 10, top - 8, aside + 10, base - top + 8, "ws")
        drawing.text(width - aside - 4, top + 2, say("figures.undated"), "so it")
    tick = floor
    while tick <= ceiling + step / 2:
        drawing.line(left, y(tick), width - 4, y(tick), "ax" if tick == floor else "ln")
        drawing.text(left - 6, y(tick) + 4, say.number(round(tick, 6)), "so", "end")
        tick += step
    counts = {key: sum(point.key == key for point in points) for key in {point.key for point in points}}
    keys = sorted(counts, key=lambda key: (-counts[key], key))
    centre = {day: left + column * (place + (0.3 if few else 0.5)) for place, day in enumerate(columns)}
    if aside:
        centre[None] = width - aside + 18
    _draw_days(drawing, columns, centre, base, say)
    rising = _draw_lines(drawing, marks, keys, centre, y)
    written: dict[str, str] = {}
    for day in columns:
        here = [mark for mark in marks if mark.point.moment == day]
        _draw_marks(drawing, here, keys, (centre[day], y), 15.0 if few else 7.0)
        if few or day is None:
            _draw_labels(drawing, here, keys, (centre[day] + 13, y, top, base), day in rising)
        else:
            _draw_changes(drawing, here, keys, (centre[day], y, top, base), written)
    _draw_legend(drawing, points, keys, left, say)
    return drawing.finish(label, "plot wide" if width > WIDTH else "plot", role="group")


def _scale(points: Sequence[Point]) -> tuple[float, float, float]:
    """The ends of the scale and the step of its lines."""
    ends = ends_of(points)
    low, high = min(ends), max(ends)
    near_zero = 0 <= low < NEAR_ZERO * high or low == high == 0
    start = 0.0 if near_zero else low - (high - low or abs(low) * 0.05)
    step = nice_step((high - start) * 1.1 or 1.0, MOST_TICKS - 1)
    return step * math.floor(start / step), step * (math.floor(high / step) + 1), step


def _draw_days(
    drawing: Drawing, columns: Sequence[str | None], centre: dict[str | None, float], base: float, say: Wording
) -> None:
    """The days beneath their columns, as many as there is room for; the year where it begins."""
    year, end = None, -DAY_ROOM
    for day in columns:
        parts = split_moment(day) if day else None
        if parts is None or centre[day] - end < DAY_ROOM:
            continue
        end = centre[day]
        shown = say.short_day(parts[0]) if parts[1] == 3 else say.short_moment(day or "")
        drawing.text(end, base + 18, shown, "so", "middle")
        if parts[0].year != year:
            drawing.text(end, base + 33, str(parts[0].year), "so", "middle")
        year = parts[0].year


def _draw_lines(
    drawing: Drawing, marks: Sequence[Mark], keys: Sequence[str], centre: dict[str | None, float], y: Scale
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


def _height(mark: Mark, y: Scale) -> float:
    low, high = mark.point.bounds
    return y(low if low is not None else high or 0.0)


def _draw_marks(
    drawing: Drawing, marks: Sequence[Mark], keys: Sequence[str], at: tuple[float, Scale], shift: float
) -> None:
    """The marks of one day; those that would cover each other stand `shift` px apart, to the left."""
    x, y = at
    heights = [_height(mark, y) for mark in marks]
    for nth, (mark, height) in enumerate(zip(marks, heights, strict=True)):
        aside = shift * min(sum(abs(height - other) < 13 for other in heights[:nth]), 3)
        place = keys.index(mark.point.key)
        mark.open(drawing)
        _draw_mark(drawing, mark.point, x - aside, height, (y, HUES[place > 0], place))
        mark.close(drawing)


def _draw_labels(
    drawing: Drawing,
    marks: Sequence[Mark],
    keys: Sequence[str],
    at: tuple[float, Scale, float, float],
    rising: bool,
) -> None:
    """Numbers with sigla, at the right of their marks; lower where a line rises from here. Equal numbers share one."""
    x, y, top, base = at
    alike: dict[str, Mark] = {}
    for mark in marks:
        first = alike.setdefault(mark.point.shown, Mark(mark.point, []))
        first.sigla.extend(siglum for siglum in mark.sigla if siglum not in first.sigla)
    shown = list(alike.values())
    places = spread([_height(mark, y) + (16 if rising else 5) for mark in shown], LABEL_GAP, top, base - 4)
    order = sorted(range(len(shown)), key=lambda nth: places[nth])
    for nth in order[:MOST_LABELS]:
        words = "blt" if keys.index(shown[nth].point.key) == 0 else "dft"
        drawing.spans(x, places[nth], [(shown[nth].point.shown, f"b7 {words}"), (shown[nth].signed, "sg")])
    if len(order) > MOST_LABELS:
        drawing.text(x, places[order[MOST_LABELS - 1]] + LABEL_GAP, f"+ {len(order) - MOST_LABELS}", "so")


def _draw_changes(
    drawing: Drawing,
    marks: Sequence[Mark],
    keys: Sequence[str],
    at: tuple[float, Scale, float, float],
    written: dict[str, str],
) -> None:
    """At each mark (beneath an arrow that points up) its number, where its authority has not just had the same."""
    x, y, top, base = at
    fresh = [mark for mark in marks if written.get(mark.point.key) != mark.point.shown]
    alike = {mark.point.shown: mark for mark in reversed(fresh)}
    written.update((mark.point.key, mark.point.shown) for mark in fresh)
    shown = list(alike.values())
    below = [mark.point.bounds[1] is None for mark in shown]
    wanted = [_height(mark, y) + (17 if under else -11) for mark, under in zip(shown, below, strict=True)]
    places = spread(wanted, LABEL_GAP - 4, top, base - 4)
    for mark, height in zip(shown, places, strict=True):
        words = "blt" if keys.index(mark.point.key) == 0 else "dft"
        drawing.text(x, height, mark.point.shown, f"b7 {words}", "middle")


def _draw_mark(drawing: Drawing, point: Point, x: float, at: float, style: tuple[Scale, str, int]) -> None:
    y, hue, place = style
    stroke, fill = f"h{hue}", "bl" if hue == "b" else "df"
    low, high = point.bounds
    if low is not None and high is not None and low != high:
        drawing.line(x, y(low), x, y(high), stroke, 6)
    elif low is None or high is None:
        up = high is None
        drawing.line(x, at, x, at - 24 if up else at + 24, stroke, 2)
        drawing.arrow_head(x, at - 30 if up else at + 30, "up" if up else "down", fill, 5)
        drawing.line(x - 9, at, x + 9, at, stroke, 2.5)
    elif place == 0:
        drawing.circle(x, at, 6.5, fill)
    elif place == 1:
        drawing.rect(x - 6, at - 6, 12, 12, fill)
    else:
        drawing.path(f"M{x:.1f} {at - 8:.1f}l8 8l-8 8l-8-8z", f"{stroke} pp", 2.5)


def _draw_legend(drawing: Drawing, points: Sequence[Point], keys: Sequence[str], left: float, say: Wording) -> None:
    """Which form is whose; the third and further authorities share one."""
    x = left
    most = min(max(int((drawing.width - left) / len(keys) / LETTER) - 5, LEGEND[0]), LEGEND[1])
    for place, key in enumerate(keys):
        named = next((point.authority for point in points if point.key == key and point.authority), "")
        shown = ("●", "■", "◇")[min(place, 2)] + " " + (shorten(named, most) or say("figures.not_named"))
        if x + width_of(shown) > drawing.width:
            drawing.text(x, HEIGHT - 2, f"+ {len(keys) - place}", "so lg")
            break
        drawing.text(x, HEIGHT - 2, shown, "blt lg" if place == 0 else "dft lg")
        x += width_of(shown) + 18

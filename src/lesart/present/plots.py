"""Plots of figures: what stands for a number, and intervals by authority on one scale (over the days: `series.py`).

Words and numbers are those of the pages; each mark leads to its place.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import msgspec
from markupsafe import Markup

from lesart.present.shown_pages import Ref
from lesart.present.svg import SIGLUM, Drawing, nice_step, shorten, width_of
from lesart.present.wording import Wording

Scale = Callable[[float], float]
"""A value to px."""
WIDTH = 540.0
"""Width of a plot, px."""
ROW = 54.0
"""Height of one authority's row in a plot of intervals, px."""
NEXT = 28.0
"""Height of a further row of the same authority, px."""
MOST_TICKS = 6
MOST_SIGLA = 6
"""Sigla written beside one mark at most."""
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
    ref: Ref | None = None

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


class Mark(msgspec.Struct):
    """Points of one authority and one number, drawn once with all their sigla."""

    point: Point
    sigla: list[str]

    @property
    def signed(self) -> str:
        """Its sigla, the first of many."""
        return " ".join(self.sigla[:MOST_SIGLA]) + (" …" if len(self.sigla) > MOST_SIGLA else "")

    @property
    def label_width(self) -> float:
        """Estimated width of its number and sigla, px."""
        return width_of(self.point.shown) + SIGLUM * min(len(self.sigla), MOST_SIGLA + 1) * 1.25 + 6

    def open(self, drawing: Drawing) -> None:
        """What is drawn next, until `close`, leads to its first place."""
        if self.point.ref:
            label = f"{' '.join(self.sigla)} {self.point.shown}"
            drawing.open_link(self.point.ref.href, self.point.ref.code, label, stop=False)

    def close(self, drawing: Drawing) -> None:
        if self.point.ref:
            drawing.close_link()


def merge_points(points: Sequence[Point]) -> list[Mark]:
    """Points of one authority, moment and number as one mark each, in their order."""
    marks: dict[tuple[object, ...], Mark] = {}
    for point in points:
        mark = marks.setdefault((point.key, point.moment, point.shown), Mark(point, []))
        if point.siglum not in mark.sigla:
            mark.sigla.append(point.siglum)
    return list(marks.values())


def ends_of(points: Sequence[Point]) -> list[float]:
    """All ends of all intervals."""
    return [end for point in points for end in (*point.bounds, point.value) if end is not None]


class _Row(msgspec.Struct):
    """A row of the plot: marks of one authority, and the stretches that they and their labels take."""

    name: str
    first: bool
    marks: list[Mark]
    taken: list[tuple[float, float]]


def draw_intervals(points: Sequence[Point], label: str, say: Wording, apart: bool) -> Markup:
    """One row an authority (more where labels would meet), its numbers as dots or bars on one scale. `apart`: the
    verdict is that no value is common, so that the gap between them is hatched."""
    marks = merge_points([msgspec.structs.replace(point, moment=None) for point in points])
    ends = ends_of(points)
    low, reach = min(0.0, *ends), max(0.0, *ends)
    step = nice_step((reach - low) * 1.15 or 1.0, MOST_TICKS)
    low, high = step * math.floor(low / step), step * (math.floor(reach * 1.1 / step) + 1)
    left, right, top = 12.0, WIDTH - 22.0, 14.0

    def x(value: float) -> float:
        return left + (value - low) / (high - low) * (right - left)

    rows = _share_rows(marks, (x, left, right))
    base = top + sum(ROW if row.first else NEXT for row in rows) + 14.0
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
    main, y = marks[0].point.key, top - 22.0
    for row in rows:
        y += ROW if row.first else NEXT
        if row.first:
            named = shorten(row.name, 40) or say("figures.not_named")
            drawing.text(left, y - 15, named, "" if row.name else "so")
        for mark in row.marks:
            mark.open(drawing)
            _draw_bar(drawing, mark, (x, left, right), y, HUES[mark.point.key != main])
            mark.close(drawing)
    return drawing.finish(label, role="group")


def _share_rows(marks: Sequence[Mark], scale: tuple[Scale, float, float]) -> list[_Row]:
    """Marks by authority, each in the first row of it where neither bar nor label meets another's."""
    rows: list[_Row] = []
    for key in dict.fromkeys(mark.point.key for mark in marks):
        mine: list[_Row] = []
        for mark in (mark for mark in marks if mark.point.key == key):
            start, end = _extent(mark, scale)
            row = next((r for r in mine if all(end < a or b < start for a, b in r.taken)), None)
            if row is None:
                row = _Row(mark.point.authority, not mine, [], [])
                mine.append(row)
            row.marks.append(mark)
            row.taken.append((start, end))
        rows.extend(mine)
    return rows


def _extent(mark: Mark, scale: tuple[Scale, float, float]) -> tuple[float, float]:
    """The stretch that a mark takes on its line, with its label, px."""
    x, left, right = scale
    low, high = mark.point.bounds
    start, stop = x(low) if low is not None else left, x(high) if high is not None else right
    at, anchor = _label_place(mark, scale)
    width = mark.label_width
    return min(start - 8, at - width if anchor else at), max(stop + 8, at if anchor else at + width)


def _label_place(mark: Mark, scale: tuple[Scale, float, float]) -> tuple[float, str]:
    """Where a label begins, or ends (`end`): right of the mark, else left of it, else at the right edge above it."""
    x, left, right = scale
    low, high = mark.point.bounds
    start, stop = x(low) if low is not None else left, x(high) if high is not None else right
    if high is not None and stop + 13 + mark.label_width <= right + 20:
        return stop + 13, ""
    if low is not None and start - 13 - mark.label_width >= left:
        return start - 13, "end"
    return right, "above"


def _draw_bar(drawing: Drawing, mark: Mark, scale: tuple[Scale, float, float], y: float, hue: str) -> None:
    x, left, right = scale
    point = mark.point
    low, high = point.bounds
    stroke, fill, words = f"h{hue}", "bl" if hue == "b" else "df", "blt" if hue == "b" else "dft"
    if low is not None and low == high:
        drawing.circle(x(low), y, 6.5, fill)
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
    at, anchor = _label_place(mark, scale)
    parts = [(point.shown, f"b7 {words}"), (mark.signed, "sg")]
    drawing.spans(at, y - 13 if anchor == "above" else y + 5, parts, "end" if anchor else "")


def _gap(marks: Sequence[Mark]) -> tuple[float, float] | None:
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

"""The drawing of origins: sources as fields, their pages as circles, shared wording as width, the agency beside them.

A share is written at its line where there is room; where there is none, the matrix beside the drawing has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import cos, hypot, pi, sin

import msgspec
from markupsafe import Markup

from lesart.present.shown_pages import Book, Ref, ShownEvent, ShownPage
from lesart.present.svg import Drawing, number, shorten, width_of

WIDTH = 560.0
"""Width of the drawing, px."""
LEAST_SHARED = 0.03
"""Share of a page's words under which no line is drawn: chance (own setting: a sentence of thirty in a thousand)."""
WIDEST = 14.0
"""Width in px of a line for wording shared as a whole."""
RADIUS = 20.0
"""Of a page's circle, px."""
GAP = 16.0
"""Between two fields, px."""
TITLE = 26.0
"""Height above a field for its name, px."""
LONE = (176.0, 76.0)
"""Width and height of a field with one page, px: three stand beside each other."""
BEND = 32.0
"""How far a line goes round a circle that stands between its ends, px."""
AGENCY_ROOM = 130.0
"""Width at the left of a field that its agency has for itself, px."""
MOST_LABELS = 7
"""Lines that have their shares beside them at most, the widest first (own setting: more is a thicket)."""
PLACES = (0.5, 0.36, 0.64, 0.24, 0.76)
"""Where along a line its label may stand, best first."""

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


class Ground(msgspec.Struct, frozen=True):
    """One line of the list: whose, what in our words, what in the page's, where."""

    sigla: str
    told: str
    words: str
    ref: Ref | None


class Group(msgspec.Struct, frozen=True):
    """One independent source."""

    number: str
    name: str
    pages: tuple[ShownPage, ...]
    basis: str
    agencies: tuple[str, ...]
    grounds: tuple[Ground, ...]


class _Field(msgspec.Struct, frozen=True):
    """A group with its place: `pages` are those that no field before it shows."""

    group: Group
    left: float
    top: float
    width: float
    height: float
    pages: tuple[ShownPage, ...]

    @property
    def middle(self) -> Point:
        return self.left + self.width / 2, self.top + self.height / 2


def draw_origins(
    book: Book, shown: ShownEvent, groups: Sequence[Group], shares: dict[tuple[str, str], float]
) -> Markup:
    """The drawing for one event. `shares`: of two pages, the share of the first's words that the second has too."""
    say = book.wording
    fields = _lay_out(groups)
    places = {id_: at for field in fields for id_, at in _place_pages(field).items()}
    drawing = Drawing(WIDTH, max(field.top + field.height for field in fields) + 8)
    for field in fields:
        name = f"{field.group.number}  {shorten(field.group.name, int((field.width - 24) / 7.2))}"
        drawing.text(field.left, field.top - 8, name, "se it gh")
        drawing.rect(field.left, field.top, field.width, field.height, "ln field", rx="6")
    taken = [_around(at, RADIUS + 2) for at in places.values()]
    for field in fields:
        if field.group.agencies:
            taken.append(_draw_agency(drawing, book, field, places))
    _draw_shares(drawing, book, places, shares, taken)
    nodes = [(page, places[page.id], "ax pp") for page in shown.witnesses if page.id in places]
    nodes += [(field.group.pages[0], field.middle, "ax pp dash") for field in fields if not field.pages]
    for page, at, looks in nodes:
        drawing.open_link(f"#p{page.number}", label=f"{page.siglum} {page.outlet}")
        drawing.circle(*at, RADIUS, looks)
        drawing.text(at[0], at[1] + 5, page.siglum, "sg", "middle")
        drawing.close_link()
    named = "; ".join(f"{g.number} {g.name}, {' '.join(page.siglum for page in g.pages)}" for g in groups)
    counted = say.count("count.sources_here", len(groups))
    return drawing.finish(say("origins.graph_label", sources=f"{counted}: {named}"), "plot", "group")


def _lay_out(groups: Sequence[Group]) -> list[_Field]:
    """Fields side by side in rows, each page in the first field that names it."""
    fields: list[_Field] = []
    x, y, height = 0.0, TITLE, 0.0
    seen: set[str] = set()
    for group in groups:
        pages = tuple(page for page in group.pages if page.id not in seen)
        seen.update(page.id for page in pages)
        size = _field_size(len(pages), bool(group.agencies))
        if x and x + size[0] > WIDTH + 1:
            x, y, height = 0.0, y + height + TITLE + 8, 0.0
        fields.append(_Field(group, x, y, *size, pages))
        x += size[0] + GAP
        height = max(height, size[1])
    return fields


def _field_size(pages: int, agency: bool) -> Point:
    if pages <= 1 and not agency:
        return LONE
    across = 190.0 if pages <= 2 else 320.0 if pages <= 5 else 430.0
    height = LONE[1] if pages <= 1 else 130.0 if pages == 2 else 220.0 if pages <= 5 else 330.0
    return min(across + (AGENCY_ROOM if agency else 0.0), WIDTH), height


def _place_pages(field: _Field) -> dict[str, Point]:
    """Pages on a ring, two above each other, one in the middle; right of the agency where there is one."""
    indent = AGENCY_ROOM if field.group.agencies else 0.0
    middle = (field.left + indent + (field.width - indent) / 2, field.top + field.height / 2)
    if len(field.pages) <= 1:
        return {page.id: middle for page in field.pages}
    across, down = (field.width - indent) / 2 - 46, field.height / 2 - 34
    if len(field.pages) == 2 and not indent:
        turns = [pi, 0.0]
    else:
        turns = [-pi / 2 + 2 * pi * place / len(field.pages) for place in range(len(field.pages))]
    xs, ys = _fill([cos(turn) for turn in turns]), _fill([sin(turn) for turn in turns])
    return {
        page.id: (middle[0] + across * x, middle[1] + down * y) for page, x, y in zip(field.pages, xs, ys, strict=True)
    }


def _fill(ring: Sequence[float]) -> list[float]:
    """Coordinates on a ring stretched so that they reach from -1 to 1; all in the middle where they are one."""
    low, high = min(ring), max(ring)
    return [2 * (each - low) / (high - low) - 1 if high - low > 1e-6 else 0.0 for each in ring]


def _around(at: Point, reach: float) -> Box:
    return at[0] - reach, at[1] - reach, at[0] + reach, at[1] + reach


def _meets(box: Box, others: Iterable[Box]) -> bool:
    return any(box[0] < o[2] and o[0] < box[2] and box[1] < o[3] and o[1] < box[3] for o in others)


def _draw_agency(drawing: Drawing, book: Book, field: _Field, places: dict[str, Point]) -> Box:
    """The agency at the left of its field: an arrow to each page, solid where the page names it, else dashed."""
    agencies = field.group.agencies
    named = {
        origin.page
        for origin in book.synopsis.origins
        if origin.hypothesis == "agency" and set(origin.agencies) & set(agencies)
    }
    text = shorten(", ".join(agencies), 14)
    half = max(width_of(text) / 2 + 10, 30.0)
    x, y = field.left + 14 + half, field.middle[1]
    for page in field.group.pages:
        if page.id not in places:
            continue
        end_x, end_y = places[page.id]
        start = (x + half, y + max(-12.0, min(12.0, (end_y - y) / 8)))
        reach = hypot(end_x - start[0], end_y - start[1]) or 1.0
        unit = ((end_x - start[0]) / reach, (end_y - start[1]) / reach)
        tip = (end_x - unit[0] * (RADIUS + 3), end_y - unit[1] * (RADIUS + 3))
        shape = f"M{number(start[0])} {number(start[1])}L{number(tip[0])} {number(tip[1])}"
        drawing.path(shape, "ax" if page.id in named else "ax dash", 1.3)
        drawing.path(_arrow(tip, unit), "ax ink", 1.0)
    drawing.rect(x - half, y - 16, half * 2, 32, "ax pp")
    drawing.text(x, y + 5, text, "b7", "middle")
    return x - half, y - 16, x + half, y + 16


def _arrow(tip: Point, unit: Point) -> str:
    """A small triangle at `tip` that points along `unit`."""
    back = (tip[0] - unit[0] * 9, tip[1] - unit[1] * 9)
    corners = [(back[0] - unit[1] * side, back[1] + unit[0] * side) for side in (4.5, -4.5)]
    return f"M{number(tip[0])} {number(tip[1])}" + "".join(f"L{number(x)} {number(y)}" for x, y in corners) + "z"


def _draw_shares(
    drawing: Drawing,
    book: Book,
    places: dict[str, Point],
    shares: dict[tuple[str, str], float],
    taken: list[Box],
) -> None:
    """Lines as wide as the wording that two pages share, the widest first, each with its shares where there is room."""
    say = book.wording
    pairs = [
        (max(share, shares[other, one]), one, other)
        for (one, other), share in shares.items()
        if one < other and one in places and other in places and max(share, shares[other, one]) >= LEAST_SHARED
    ]
    for nth, (most, one, other) in enumerate(sorted(pairs, key=lambda pair: (-pair[0], pair[1:]))):
        bend = _bend(places[one], places[other], [at for id_, at in places.items() if id_ not in (one, other)])
        shape, along = _line(places[one], places[other], bend)
        drawing.path(shape, "hb shared", max(1.2, WIDEST * most))
        if nth >= MOST_LABELS:
            continue
        told = [
            f"{book.siglum(page)} {say.percent(share)}"
            for page, share in ((one, shares[one, other]), (other, shares[other, one]))
            if share >= 0.005
        ]
        _label(drawing, " · ".join(told), along, taken)


def _bend(one: Point, other: Point, between: Sequence[Point]) -> float:
    """How far the line from `one` to `other` goes aside, so that it passes no circle that is not its end."""
    length = hypot(other[0] - one[0], other[1] - one[1]) or 1.0
    unit = ((other[0] - one[0]) / length, (other[1] - one[1]) / length)
    for x, y in between:
        ahead = (x - one[0]) * unit[0] + (y - one[1]) * unit[1]
        aside = abs((y - one[1]) * unit[0] - (x - one[0]) * unit[1])
        if 0 < ahead < length and aside < RADIUS + 4:
            return BEND
    return 0.0


def _line(one: Point, other: Point, bend: float) -> tuple[str, list[Point]]:
    """The shape of a line, and the points along it where a label may stand."""
    length = hypot(other[0] - one[0], other[1] - one[1]) or 1.0
    aside = (-(other[1] - one[1]) / length * bend * 2, (other[0] - one[0]) / length * bend * 2)
    control = ((one[0] + other[0]) / 2 + aside[0], (one[1] + other[1]) / 2 + aside[1])
    start, end = f"M{number(one[0])} {number(one[1])}", f"{number(other[0])} {number(other[1])}"
    shape = f"{start}Q{number(control[0])} {number(control[1])} {end}" if bend else f"{start}L{end}"
    along = []
    for t in PLACES:
        a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t**2
        along.append(tuple(a * p + b * q + c * r for p, q, r in zip(one, control, other, strict=True)))
    return shape, [(x, y) for x, y in along]


def _label(drawing: Drawing, text: str, along: Sequence[Point], taken: list[Box]) -> None:
    """Writes `text` at the first point where it meets nothing; nowhere if there is none."""
    half = width_of(text) / 2 + 3
    for x, y in along:
        for side in (0.0, half + 8, -half - 8):
            left = x + side - half
            box = (left, y - 9, left + 2 * half, y + 8)
            if left >= 0 and box[2] <= WIDTH and box[1] >= 0 and not _meets(box, taken):
                drawing.text(x + side, y + 4, text, "b7 pc", "middle")
                taken.append(box)
                return

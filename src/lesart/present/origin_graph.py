"""Where wording comes from: the independent sources of an event as fields, shared wording as width, and a matrix."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import combinations
from math import cos, pi, sin

import msgspec
from markupsafe import Markup

from lesart.model.annotation import Annotated
from lesart.model.relation import Origin, SourceGroup
from lesart.model.text import Span
from lesart.present.readings_table import join_spans
from lesart.present.shown_pages import Book, Ref, ShownEvent, ShownPage
from lesart.present.svg import Drawing, number, shorten, width_of
from lesart.present.wording import Wording

MOST_NODES = 16
"""Pages of an event that a graph is drawn for; beyond it the list of sources says it better (own setting)."""
MOST_MATRIX = 14
LEAST_SHARED = 0.03
"""Share of a page's words under which no line is drawn: chance (own setting: a sentence of thirty in a thousand)."""
GROUND_SHOWN = 90
"""Characters of a place that is given as a ground; all of it is one click away."""
HIGH = 0.3
"""Share from which a number in the matrix is bold."""
WIDEST = 14.0
"""Width in px of a line for wording shared as a whole."""
_WORD = re.compile(r"[^\W_]+")
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI")


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


class EventOrigins(msgspec.Struct, frozen=True):
    shown: ShownEvent
    groups: tuple[Group, ...]
    drawing: Markup | None
    matrix: tuple[tuple[ShownPage, tuple[tuple[str, bool], ...]], ...]
    """Rows: a page and its shares, as text and whether high."""
    grounds: tuple[Ground, ...]


class Shares:
    """For each two pages, the share of the first's words that stand in wording they have in common."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._words: dict[str, list[int]] = {}
        self._common: dict[tuple[str, str], list[Span]] = {}
        for passage in book.synopsis.passages:
            if passage.quotation:
                continue
            by_page: dict[str, list[Span]] = {}
            for span in passage.members:
                by_page.setdefault(span.page, []).append(span)
            for one, other in combinations(sorted(by_page), 2):
                self._common.setdefault((one, other), []).extend(by_page[one])
                self._common.setdefault((other, one), []).extend(by_page[other])

    def between(self, one: str, other: str) -> float:
        """0 to 1; quotations are left out on either side."""
        starts = self._starts(one)
        spans = join_spans(self._common.get((one, other), ()))
        if not starts or not spans:
            return 0.0
        inside = sum(bisect_left(starts, span.end) - bisect_left(starts, span.start) for span in spans)
        return inside / len(starts)

    def _starts(self, page: str) -> list[int]:
        found = self._words.get(page)
        if found is None:
            found = word_starts(self._book.annotated[page])
            self._words[page] = found
        return found


def word_starts(page: Annotated) -> list[int]:
    """Where the words of the article zones begin, those of direct speech left out."""
    quoted = [span for said in page.quotations if said.type == "direct" for span in said.content]
    return [
        match.start()
        for zone in page.article.article_zones()
        for match in _WORD.finditer(page.page.text, zone.span.start, zone.span.end)
        if not any(span.start <= match.start() < span.end for span in quoted)
    ]


def make_origins(book: Book) -> tuple[EventOrigins, ...]:
    """Origins of each event that more than one page reports."""
    shares = Shares(book)
    origins = {origin.page: origin for origin in book.synopsis.origins}
    by_event: dict[str, list[SourceGroup]] = {}
    for group in book.synopsis.sources:
        by_event.setdefault(group.event, []).append(group)
    return tuple(
        _event(book, shown, by_event.get(shown.event.id, []), origins, shares)
        for shown in book.events
        if len(shown.witnesses) > 1
    )


def _event(
    book: Book, shown: ShownEvent, found: Sequence[SourceGroup], origins: dict[str, Origin], shares: Shares
) -> EventOrigins:
    ordered = sorted(found, key=lambda group: -len(group.pages))
    groups = tuple(_group(book, place, group) for place, group in enumerate(ordered))
    ids = [page.id for page in shown.witnesses]
    table = {(a, b): shares.between(a, b) for a in ids for b in ids if a != b}
    say = book.wording
    matrix = tuple(
        (
            page,
            tuple(
                ("·", False)
                if page.id == other
                else (say.percent(share) if (share := table[page.id, other]) >= 0.005 else "–", share >= HIGH)
                for other in ids
            ),
        )
        for page in shown.witnesses
    )
    fits = len(ids) <= MOST_NODES
    return EventOrigins(
        shown=shown,
        groups=groups,
        drawing=_draw(book, shown, groups, table) if fits and groups else None,
        matrix=matrix if len(ids) <= MOST_MATRIX else (),
        grounds=tuple(_grounds(book, shown, origins, table)),
    )


def _group(book: Book, place: int, group: SourceGroup) -> Group:
    say = book.wording
    pages = tuple(book.page(id_) for id_ in group.pages)
    basis = "; ".join(_say_basis(part.strip(), say) for part in group.basis.split(";"))
    name = ", ".join(group.agencies) if group.agencies else ", ".join(dict.fromkeys(page.outlet for page in pages[:3]))
    grounds = tuple(
        Ground(book.siglum(span.page), "", shorten(book.words(span), GROUND_SHOWN), book.ref((span,)))
        for span in group.grounds[:6]
    )
    return Group(ROMAN[place] if place < len(ROMAN) else str(place + 1), name, pages, basis, group.agencies, grounds)


def _say_basis(part: str, say: Wording) -> str:
    """One part of a basis, `key` or `key: value, value`, in the interface's words; unknown ones as they are."""
    key, _, values = part.partition(": ")
    text = say.known(f"basis.{key}")
    if text is None:
        return part
    named = [say.known(f"sign.{value}") or value for value in values.split(", ")]
    return text.format(value=", ".join(named))


def _grounds(
    book: Book, shown: ShownEvent, origins: dict[str, Origin], table: dict[tuple[str, str], float]
) -> list[Ground]:
    say = book.wording
    lines = []
    for page in shown.witnesses:
        origin = origins.get(page.id)
        if origin is None:
            continue
        partners = sorted(
            (share, other) for (one, other), share in table.items() if one == page.id and share >= LEAST_SHARED
        )
        if origin.hypothesis == "agency" and origin.grounds:
            told = say("origins.names_agency", agency=say.listed(origin.agencies))
        elif origin.hypothesis == "named outlet" and origin.grounds:
            told = say("origins.takes_from", outlet=origin.named or "")
        elif partners:
            sigla = book.sigla(other for _, other in reversed(partners))
            told = say("origins.unknown_share", share=say.percent(partners[-1][0]), sigla=sigla)
        else:
            told = say("origins.own")
        if origin.grounds:
            span = origin.grounds[0]
            lines.append(Ground(page.siglum, told, " ".join(book.words(span).split()), book.ref((span,))))
        else:
            lines.append(Ground(page.siglum, told, "", None))
    return lines


def _draw(book: Book, shown: ShownEvent, groups: Sequence[Group], table: dict[tuple[str, str], float]) -> Markup:
    """Groups as fields side by side, their pages on a ring (agency in the middle), lines as wide as shared wording."""
    say = book.wording
    drawing = Drawing(560, 0)
    places: dict[str, tuple[float, float]] = {}
    x, y, row_height = 0.0, 0.0, 0.0
    fields = []
    again: list[tuple[ShownPage, tuple[float, float]]] = []
    for group in groups:
        mine = [page for page in group.pages if page.id not in places]
        size = _field_size(group)
        if x + size[0] > 560 and x:
            x, y, row_height = 0.0, y + row_height + 16, 0.0
        fields.append((group, x, y, size))
        _place_pages(mine, group, places, (x, y + 30, *size))
        if not mine:
            again.append((group.pages[0], (x + size[0] / 2, y + 30 + size[1] / 2)))
        x += size[0] + 18
        row_height = max(row_height, size[1] + 30)
    drawing.height = y + row_height + 8
    for group, left, top, size in fields:
        drawing.text(left, top + 18, f"{group.number}  {shorten(group.name, int(size[0] / 7.5))}", "se it gh")
        drawing.rect(left, top + 26, size[0], size[1], "ln field", rx="6")
    for (one, other), share in sorted(table.items()):
        back = table[other, one]
        if one < other and max(share, back) >= LEAST_SHARED and one in places and other in places:
            _draw_share(drawing, book, (places[one], places[other]), (one, other), (share, back))
    for group, left, top, size in fields:
        if group.agencies:
            _draw_agency(drawing, book, group, places, (left + size[0] / 2, top + 30 + size[1] / 2))
    nodes = [(page, places[page.id], "ax pp") for page in shown.witnesses if page.id in places]
    for page, at, looks in [*nodes, *((page, at, "ax pp dash") for page, at in again)]:
        drawing.open_link(f"#p{page.number}", label=f"{page.siglum} {page.outlet}")
        drawing.circle(*at, 20, looks)
        drawing.text(at[0], at[1] + 5, page.siglum, "sg", "middle")
        drawing.close_link()
    label = say(
        "origins.graph_label",
        sources=say.count("count.sources_here", len(groups))
        + ": "
        + "; ".join(f"{g.number} {g.name}, {' '.join(page.siglum for page in g.pages)}" for g in groups),
    )
    return drawing.finish(label, "plot", "group")


def _field_size(group: Group) -> tuple[float, float]:
    count = len(group.pages)
    if count == 1 and not group.agencies:
        return 128.0, 76.0
    if count <= 2:
        return 271.0, 150.0
    side = 300.0 if count <= 5 else 400.0
    return side, side * 0.82


def _place_pages(
    pages: Sequence[ShownPage], group: Group, places: dict[str, tuple[float, float]], field: tuple[float, ...]
) -> None:
    left, top, width, height = field
    middle = (left + width / 2, top + height / 2)
    if len(pages) == 1 and not group.agencies:
        places[pages[0].id] = middle
        return
    across, down = width / 2 - 38, height / 2 - 34
    for place, page in enumerate(pages):
        turn = -pi / 2 + 2 * pi * place / max(len(pages), 1) + (pi / 2 if len(pages) == 2 else 0)
        places[page.id] = (middle[0] + across * cos(turn), middle[1] + down * sin(turn))


def _draw_share(
    drawing: Drawing,
    book: Book,
    ends: tuple[tuple[float, float], tuple[float, float]],
    pages: tuple[str, str],
    shares: tuple[float, float],
) -> None:
    (x1, y1), (x2, y2) = ends
    drawing.line(x1, y1, x2, y2, "hb shared", max(1.2, WIDEST * max(shares)))
    say = book.wording
    text = " · ".join(f"{book.siglum(p)} {say.percent(s)}" for p, s in zip(pages, shares, strict=True) if s >= 0.005)
    at = ((x1 + x2) / 2, (y1 + y2) / 2)
    half = width_of(text) / 2
    drawing.text(min(max(at[0], half), 560 - half), at[1] - 6, text, "b7 pc", "middle")


def _draw_agency(
    drawing: Drawing, book: Book, group: Group, places: dict[str, tuple[float, float]], at: tuple[float, float]
) -> None:
    """The agency in the middle of its field: solid to the pages that name it, dashed to the others."""
    named = {
        origin.page
        for origin in book.synopsis.origins
        if origin.hypothesis == "agency" and set(origin.agencies) & set(group.agencies)
    }
    text = shorten(", ".join(group.agencies), 18)
    half = max(width_of(text) / 2 + 10, 30)
    for page in group.pages:
        if page.id in places:
            x, y = places[page.id]
            reach = ((x - at[0]) ** 2 + (y - at[1]) ** 2) ** 0.5 or 1.0
            end = (x - (x - at[0]) * 24 / reach, y - (y - at[1]) * 24 / reach)
            shape = f"M{number(at[0])} {number(at[1])}L{number(end[0])} {number(end[1])}"
            drawing.path(shape, "ax" if page.id in named else "ax dash", 1.5)
    drawing.rect(at[0] - half, at[1] - 16, half * 2, 32, "ax pp")
    drawing.text(at[0], at[1] + 5, text, "b7", "middle")

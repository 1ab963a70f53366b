"""Where wording comes from: the independent sources of an event as fields, shared wording as width, and a matrix."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import combinations

import msgspec
from markupsafe import Markup

from lesart.model.annotation import Annotated
from lesart.model.relation import Origin, SourceGroup
from lesart.model.text import Span
from lesart.present.origin_drawing import LEAST_SHARED, Ground, Group, draw_origins
from lesart.present.readings_table import join_spans
from lesart.present.shown_pages import Book, ShownEvent, ShownPage
from lesart.present.svg import shorten
from lesart.present.wording import Wording

MOST_NODES = 16
"""Pages of an event that a graph is drawn for; beyond it the list of sources says it better (own setting)."""
MOST_MATRIX = 14
GROUND_SHOWN = 90
"""Characters of a place that is given as a ground; all of it is one click away."""
HIGH = 0.3
"""Share from which a number in the matrix is bold."""
_WORD = re.compile(r"[^\W_]+")
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI")


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
        drawing=draw_origins(book, shown, groups, table) if fits and groups else None,
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

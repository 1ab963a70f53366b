"""The pages whole: zones in their order, sentences that something links to marked as targets, the aside folded."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import msgspec

from lesart.model.article import ARTICLE_ZONES, Zone
from lesart.present.shown_pages import Book, ShownPage

META_ZONES = frozenset(
    {"dateline", "agency_credit", "byline", "author_code", "published_time", "updated_time", "image_credit"}
)
ASIDE_ZONES = frozenset({"comment", "comment_meta", "teaser", "promo", "navigation", "section_label"})
"""What is not the page's own account: kept in its place, folded."""


class Stretch(msgspec.Struct, frozen=True):
    """A run of a zone's text; `id` where it is a sentence that something links to."""

    text: str
    id: str = ""


class ShownZone(msgspec.Struct, frozen=True):
    id: str
    kind: str
    name: str
    pieces: tuple[Stretch, ...]


class Block(msgspec.Struct, frozen=True):
    """Zones in a row that are shown alike: open, or folded under one line."""

    aside: bool
    summary: str
    zones: tuple[ShownZone, ...]


class ShownSource(msgspec.Struct, frozen=True):
    page: ShownPage
    blocks: tuple[Block, ...]
    empty: bool


def make_sources(book: Book, whole: bool) -> tuple[ShownSource, ...]:
    """All pages in input order; with their text where `whole`.

    To be called last: it marks the sentences that the other parts link to.
    """
    if not whole:
        return tuple(ShownSource(page, (), False) for page in book.pages)
    targets: dict[int, list[int]] = {}
    for number, sentence in sorted(book.linked):
        targets.setdefault(number, []).append(sentence)
    return tuple(_source(book, page, targets.get(page.number, [])) for page in book.pages)


def _source(book: Book, page: ShownPage, targets: Sequence[int]) -> ShownSource:
    annotated = book.annotated[page.id]
    zones = annotated.article.zones
    starts = [annotated.sentences[sentence].span.start for sentence in targets]
    shown = []
    for place, zone in enumerate(zones):
        inside = targets[bisect_left(starts, zone.span.start) : bisect_left(starts, zone.span.end)]
        shown.append(_zone(book, page, place, zone, inside))
    blocks: list[Block] = []
    run: list[ShownZone] = []
    for place, each in enumerate(shown):
        run.append(each)
        aside = each.kind in ASIDE_ZONES
        if place + 1 == len(shown) or (shown[place + 1].kind in ASIDE_ZONES) != aside:
            blocks.append(Block(aside, _summary(book, run) if aside else "", tuple(run)))
            run = []
    return ShownSource(page, tuple(blocks), not any(zone.kind in ARTICLE_ZONES for zone in zones))


def _summary(book: Book, zones: Sequence[ShownZone]) -> str:
    say = book.wording
    kinds = say.listed(list(dict.fromkeys(zone.name for zone in zones)))
    size = sum(len(piece.text) for zone in zones for piece in zone.pieces)
    return say("sources.aside", kinds=kinds, characters=say.count("count.characters", size))


def _zone(book: Book, page: ShownPage, place: int, zone: Zone, targets: Sequence[int]) -> ShownZone:
    annotated = book.annotated[page.id]
    text = annotated.page.text
    pieces = []
    at = zone.span.start
    for sentence in targets:
        span = annotated.sentences[sentence].span
        start, end = max(span.start, at), min(span.end, zone.span.end)
        if start >= end:
            continue
        if start > at:
            pieces.append(Stretch(text[at:start]))
        pieces.append(Stretch(text[start:end], f"s{page.number}-{sentence}"))
        at = end
    if at < zone.span.end:
        pieces.append(Stretch(text[at : zone.span.end]))
    return ShownZone(f"z{page.number}-{place}", zone.kind, book.wording(f"zone.{zone.kind}"), tuple(pieces))

"""What a page is as a publication: its zones, metadata, comments."""

from __future__ import annotations

from typing import Literal

import msgspec

from lesart.model.text import Page, Span

ZoneKind = Literal[
    "kicker", "headline", "lead", "body", "subheadline", "caption", "image_credit", "byline", "author_code",
    "agency_credit", "dateline", "published_time", "updated_time", "correction", "ticker_entry", "info_box",
    "comment", "comment_meta", "teaser", "promo", "navigation", "section_label",
]  # fmt: skip

ARTICLE_ZONES: frozenset[str] = frozenset(
    {"kicker", "headline", "lead", "body", "subheadline", "ticker_entry", "info_box", "correction"}
)
"""What the page itself reports (CONTRACT). Annotations lie here and in captions."""

RUNNING_ZONES: frozenset[str] = frozenset({"lead", "body", "ticker_entry", "info_box", "correction"})
"""Article zones that hold running sentences."""

Stub = Literal["paywall", "teaser", "consent", "error"]


class Zone(msgspec.Struct, frozen=True):
    """A stretch of the page of one kind; the zones of a page are sorted and disjoint."""

    kind: ZoneKind
    span: Span
    by: str = ""


class Comment(msgspec.Struct, frozen=True):
    """One reader's comment. Unknown fields are None; votes printed glued together stay undecided."""

    span: Span
    author: str | None = None
    posted: str | None = None
    up: int | None = None
    down: int | None = None


class Outlet(msgspec.Struct, frozen=True):
    """The house that published a page, as the page or the caller names it."""

    name: str
    domain: str | None = None


DateRole = Literal["published", "updated"]
DateOrigin = Literal["json-ld", "meta", "time", "text", "url", "given"]


class DateMark(msgspec.Struct, frozen=True):
    """One date of publication or change that the page bears, whether it was believed or not."""

    value: str
    role: DateRole
    origin: DateOrigin
    start: int | None = None
    end: int | None = None


class Title(msgspec.Struct, frozen=True):
    """The headline; offsets are None where it stands in metadata only."""

    text: str
    start: int | None = None
    end: int | None = None


class DateBound(msgspec.Struct, frozen=True):
    """A bound on an undated page's date that its own text proves: not before / not after `value` (ISO date)."""

    side: Literal["earliest", "latest"]
    value: str
    span: Span
    why: str


class Article(msgspec.Struct, frozen=True):
    """A page read as a publication: zones over all of its text, and what is known about it."""

    page: Page
    zones: tuple[Zone, ...] = ()
    language: str | None = None
    title: Title | None = None
    published: str | None = None
    updated: str | None = None
    date_marks: tuple[DateMark, ...] = ()
    earliest: str | None = None
    latest: str | None = None
    bounds: tuple[DateBound, ...] = ()
    outlet: Outlet | None = None
    authors: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    section: str | None = None
    canonical: str | None = None
    paywall: bool | None = None
    stub: Stub | None = None
    comments: tuple[Comment, ...] = ()

    def article_zones(self) -> tuple[Zone, ...]:
        """The zones that hold what the page itself reports."""
        return tuple(zone for zone in self.zones if zone.kind in ARTICLE_ZONES)

    def read_zones(self) -> tuple[Zone, ...]:
        """The zones that annotations may lie in: article zones and captions."""
        return tuple(zone for zone in self.zones if zone.kind in ARTICLE_ZONES or zone.kind == "caption")

    def zone_at(self, offset: int) -> Zone | None:
        """The zone that holds the character at `offset` (code points), None on white space between zones."""
        low, high = 0, len(self.zones)
        while low < high:
            middle = (low + high) // 2
            zone = self.zones[middle]
            if zone.span.end <= offset:
                low = middle + 1
            elif zone.span.start > offset:
                high = middle
            else:
                return zone
        return None

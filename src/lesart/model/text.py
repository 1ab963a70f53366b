"""A page's text and places in it. Offsets are Unicode code points, half-open `[start, end)`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from lesart.errors import EvidenceMissing, SpanError

Medium = Literal["text", "html", "clean"]
"""How the page came: plain text, HTML, or text that the caller says is a clean article (`--clean`)."""


class Span(msgspec.Struct, frozen=True, order=True):
    """A stretch of one page: `page` is the page's id, `start` and `end` are code points into `Page.text`.

    Raises SpanError where `start` is negative or `end` does not lie behind `start`.
    """

    page: str
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise SpanError(f"[{self.start}, {self.end}) is no span of page {self.page}")

    def __len__(self) -> int:
        return self.end - self.start

    def covers(self, other: Span) -> bool:
        """Whether `other` lies wholly inside this span of the same page."""
        return self.page == other.page and self.start <= other.start and other.end <= self.end

    def meets(self, other: Span) -> bool:
        """Whether the two share at least one code point."""
        return self.page == other.page and self.start < other.end and other.start < self.end


Spans = tuple[Span, ...]


def need_evidence(what: str, *places: Iterable[Span] | Span | None) -> None:
    """Raises EvidenceMissing, naming `what`, unless at least one span is given."""
    for place in places:
        if isinstance(place, Span) or (place is not None and any(True for _ in place)):
            return
    raise EvidenceMissing(f"{what} without a place on a page")


class Block(msgspec.Struct, frozen=True):
    """One block of a transcribed HTML page: `start`, `end` in `Page.text`, and where it stood in the DOM."""

    start: int
    end: int
    path: str
    """DOM path of the element, e.g. `/html/body/main/article/p[3]`."""
    words: tuple[str, ...] = ()
    """Class and id words of the element and its ancestors, lower case; one string an element, nearest first."""
    links: tuple[tuple[int, int], ...] = ()
    """Ranges of link texts inside the block, in `Page.text`."""
    strong: tuple[tuple[int, int], ...] = ()
    """Ranges of bold or emphasised text inside the block, in `Page.text`."""


FactOrigin = Literal["json-ld", "meta", "time", "link", "title", "html", "given"]


class Fact(msgspec.Struct, frozen=True):
    """Something the page's markup or the caller's record says beside the text, as written there.

    `name` is the key as it stands (`datePublished`, `og:title`, `canonical`, `lang`); `start`, `end` lie in
    `Page.text` where the value also stands in the text (a `time` element), else None.
    """

    origin: FactOrigin
    name: str
    value: str
    start: int | None = None
    end: int | None = None


class Page(msgspec.Struct, frozen=True):
    """One saved page. `text` is made once, by transcription, and never changed: all spans point into it."""

    id: str
    """16 hex digits derived from the address (or name) and the text; `-2`, `-3` behind where two inputs meet."""
    source: str
    """Path, URL or record id as given."""
    bytes_id: str
    """SHA-256 of the bytes as read, hex."""
    text: str
    medium: Medium = "text"
    blocks: tuple[Block, ...] = ()
    """HTML only: the blocks of the text in order."""
    facts: tuple[Fact, ...] = ()
    """Metadata of the markup and of the caller's record, in document order."""
    url: str | None = None
    """Address where it is known: from the record or the fetch, not from the markup."""
    file: str | None = None
    """The JSON Lines file of a record."""
    record: int | None = None
    """Line number of a JSON Lines record, from 1."""
    encoding: str | None = None
    """Character encoding that the bytes were decoded with."""

    def __getitem__(self, span: Span) -> str:
        """The characters at `span`. Raises SpanError for another page's span or one beyond the text."""
        if span.page != self.id:
            raise SpanError(f"span of page {span.page} used on page {self.id}")
        if span.end > len(self.text):
            raise SpanError(f"[{span.start}, {span.end}) lies beyond the {len(self.text)} characters of {self.id}")
        return self.text[span.start : span.end]

    def span(self, start: int, end: int) -> Span:
        """The span `[start, end)` of this page. Raises SpanError where it does not lie inside the text."""
        if end > len(self.text):
            raise SpanError(f"[{start}, {end}) lies beyond the {len(self.text)} characters of {self.id}")
        return Span(self.id, start, end)

    def fact(self, *names: str, origin: FactOrigin | None = None) -> Fact | None:
        """The first fact bearing one of `names` (in the order of `names`), of `origin` where given."""
        for name in names:
            for fact in self.facts:
                if fact.name == name and (origin is None or fact.origin == origin):
                    return fact
        return None

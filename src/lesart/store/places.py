"""Places that persons quoted, found again on a page that may have been read anew since."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lesart.model.correction import CONTEXT, PageRef, Quoted
from lesart.model.text import Page, Span

LEAST_CONTEXT = 4
"""Characters of context in common that settle which of several equal stretches was meant, more than any other has."""


def quote_place(page: Page, span: Span) -> Quoted:
    """The place `span` of `page` with its words and what stands around them."""
    return Quoted(
        bytes_id=page.bytes_id,
        page=page.id,
        offset=span.start,
        text=page[span],
        before=page.text[max(0, span.start - CONTEXT) : span.start],
        after=page.text[span.end : span.end + CONTEXT],
    )


class Pages:
    """The pages of a result, to be found by the bytes they came from."""

    def __init__(self, pages: Iterable[Page]) -> None:
        self._by_bytes: dict[str, list[Page]] = {}
        for page in pages:
            self._by_bytes.setdefault(page.bytes_id, []).append(page)

    def of(self, ref: PageRef | Quoted) -> list[Page]:
        """The page that `ref` names; all pages of its bytes where its id is no longer there."""
        pages = self._by_bytes.get(ref.bytes_id, [])
        return [page for page in pages if page.id == ref.page] or pages

    def find(self, quoted: Quoted) -> list[Span]:
        """The place on each page that `quoted` names; pages where it is not found are left out."""
        return [span for page in self.of(quoted) if (span := find_place(page, quoted)) is not None]

    def find_all(self, quoted: Sequence[Quoted]) -> list[Span]:
        return [span for each in quoted for span in self.find(each)]


def find_place(page: Page, quoted: Quoted) -> Span | None:
    """Where the quoted words stand on `page`; None where they are gone, or stand in several places alike."""
    text, words = page.text, quoted.text
    end = quoted.offset + len(words)
    if text[quoted.offset : end] == words and _context(text, quoted.offset, quoted) == _most_context(quoted):
        return Span(page.id, quoted.offset, end)
    starts = []
    at = text.find(words)
    while at >= 0:
        starts.append(at)
        at = text.find(words, at + 1)
    if not starts:
        return None
    ranked = sorted(starts, key=lambda start: (-_context(text, start, quoted), abs(start - quoted.offset)))
    best = ranked[0]
    if len(ranked) > 1 and _context(text, best, quoted) - _context(text, ranked[1], quoted) < LEAST_CONTEXT:
        return None
    return Span(page.id, best, best + len(words))


def _context(text: str, start: int, quoted: Quoted) -> int:
    """Characters next to the place that are as they were when it was quoted, on both sides together."""
    end = start + len(quoted.text)
    before = _common(reversed(text[max(0, start - len(quoted.before)) : start]), reversed(quoted.before))
    return before + _common(text[end : end + len(quoted.after)], quoted.after)


def _most_context(quoted: Quoted) -> int:
    return len(quoted.before) + len(quoted.after)


def _common(one: Iterable[str], other: Iterable[str]) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count

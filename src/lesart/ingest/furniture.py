"""What a pile tells about its outlets' furniture: lines that recur on several pages of one outlet.

Never needed, used where there are several pages. Copies and versions of one article repeat each other's text, so
a line counts only where two pages that bear it tell different things. Pages whose outlet is not known count as
one outlet, and only their short lines: long ones may be agency copy that several outlets print.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from lesart.model.text import Page

_LINE = re.compile(r"[^\r\n]+")
_LINE_CHARACTERS = 25
"""Shorter lines recur by chance (a name, a place), characters."""
_PARAGRAPH_CHARACTERS = 120
"""Lines from which pages are compared, characters."""
_SHORT_CHARACTERS = 90
"""Lines that count where the outlet is unknown, characters."""
_ALIKE = 0.25
"""Share of the smaller page's paragraphs that two pages have in common, above which one may be a state of the other."""
_SHARED_AT_MOST = 4
"""Paragraphs in common above which one of two pages may be a state of the other; comments may outweigh an article."""
_REMEMBERED_PAGES = 4
"""Pages kept for a line; a fifth tells nothing that four do not."""
_LINES_AT_MOST = 200_000
"""Lines kept in all, so that the table stays small in a large pile."""


class Furniture:
    """The recurring lines of each outlet of a pile."""

    def __init__(self, lines: dict[str, frozenset[str]]) -> None:
        self._lines = lines

    def of(self, page: Page) -> frozenset[str]:
        """Lines (without the white space around) of the page's outlet that are furniture."""
        return self._lines.get(outlet_key(page), frozenset())


def gather_furniture(pages: Sequence[Page]) -> Furniture:
    """The lines that recur on pages of one outlet that tell different things."""
    places: dict[tuple[str, str], list[int]] = {}
    paragraphs: list[frozenset[str]] = []
    for number, page in enumerate(pages):
        lines = list(dict.fromkeys(_lines_of(page)))
        paragraphs.append(frozenset(line for line in lines if len(line) >= _PARAGRAPH_CHARACTERS))
        key = outlet_key(page)
        for line in lines:
            if not key and len(line) > _SHORT_CHARACTERS:
                continue
            found = places.get((key, line))
            if found is None and len(places) < _LINES_AT_MOST:
                places[key, line] = [number]
            elif found is not None and len(found) < _REMEMBERED_PAGES:
                found.append(number)
    recurring: dict[str, set[str]] = {}
    for (key, line), numbers in places.items():
        if len(numbers) > 1 and _tell_different(numbers, paragraphs):
            recurring.setdefault(key, set()).add(line)
    return Furniture({key: frozenset(lines) for key, lines in recurring.items()})


def outlet_key(page: Page) -> str:
    """What tells pages of one outlet: the host of their address, else the outlet's name; empty where unknown."""
    address = page.url or next(
        (fact.value for fact in page.facts if fact.name in ("canonical", "og:url") and "://" in fact.value), ""
    )
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        host = ""
    if host:
        return host.removeprefix("www.").removeprefix("m.").removeprefix("amp.")
    fact = page.fact("outlet", "og:site_name", "publisher.name")
    return fact.value.strip().lower() if fact else ""


def _lines_of(page: Page) -> Iterable[str]:
    for match in _LINE.finditer(page.text):
        line = match.group().strip()
        if len(line) >= _LINE_CHARACTERS:
            yield line


def _tell_different(numbers: Sequence[int], paragraphs: Sequence[frozenset[str]]) -> bool:
    """Whether two of some pages have few paragraphs in common."""
    first = paragraphs[numbers[0]]
    for number in numbers[1:]:
        other = paragraphs[number]
        shared = len(first & other)
        if first and other and shared <= min(_SHARED_AT_MOST, _ALIKE * min(len(first), len(other))):
            return True
    return False

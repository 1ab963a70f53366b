"""The headline of a page: what a reader sees of it, checked against what the metadata call it.

The metadata often name two: the headline, and another one for search engines. The printed one decides; where the
metadata join kicker and headline to one title, so is the title here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import pairwise

from lesart.model.article import Title, Zone
from lesart.model.text import Page, Span

_SPACE = re.compile(r"\s+")
_KICKER_WORDS = 8
"""Words in a kicker at most (own judgement)."""
TITLE_MARK = re.compile(r"\s+[|•·–—-]\s+")
"""Between a headline and the outlet's name in `<title>`."""
_JOINT = re.compile(r"\s*(?:[:/|•·–—-]|\.|\s)\s*$")
"""What the metadata write between kicker and headline."""
_KICKER_LINES = 12
"""Zones before the headline among which its kicker is looked for: logo, bread crumbs and a share bar lie between."""
_SUFFIX_WORDS = 3
"""Words of an outlet's name behind the last mark of a title at most (own judgement)."""
_TELLERS = (("meta", "og:title"), ("json-ld", "headline"), ("meta", "twitter:title"))
"""Facts that name the headline, the one that speaks of what readers share first."""
_ALL_TELLERS = (("json-ld", "headline"), ("meta", "og:title"), ("meta", "twitter:title"), ("title", "title"))


def find_title(page: Page, zones: Sequence[Zone], outlet: str | None = None) -> Title | None:
    """The headline: the caller's, else the one a reader sees, else that of the metadata (then without offsets).

    Where the page shows several, the one that the metadata agree with goes first. Where they have kicker and
    headline as one, that is the text, and the offsets are those of the printed words; so, too, where they differ in
    nothing but marks (a kicker above the headline has a colon there).
    """
    given = page.fact("title", origin="given")
    shown = [zone for zone in zones if zone.kind == "headline"]
    if given:
        return next(_same(page, shown, fold(given.value)), None) or Title(given.value)
    return _agreed(page, zones, shown) or _printed(page, zones, shown) or _told(page, outlet)


def _agreed(page: Page, zones: Sequence[Zone], shown: Sequence[Zone]) -> Title | None:
    for teller in _TELLERS:
        for text in _titles_of(page, teller):
            for title in (text, _without_suffix(text)):
                found = next(_same(page, shown, title), None) or _with_kicker(page, zones, title)
                if found:
                    return found
    return None


def _titles_of(page: Page, teller: tuple[str, str]) -> list[str]:
    return [fold(unescape(fact.value)) for fact in page.facts if (fact.origin, fact.name) == teller]


def _same(page: Page, shown: Sequence[Zone], title: str) -> Iterator[Title]:
    letters = _letters(title)
    for zone in shown:
        printed = fold(page[zone.span])
        if printed == title:
            yield Title(page[zone.span], zone.span.start, zone.span.end)
        elif _letters(printed) == letters:
            yield Title(title, zone.span.start, zone.span.end)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _with_kicker(page: Page, zones: Sequence[Zone], title: str) -> Title | None:
    """`title` where it is a printed kicker and a printed headline, whatever mark stands between them, or stands as a
    whole above the headline, as the last bread crumb."""
    for at, zone in enumerate(zones):
        if zone.kind != "headline":
            continue
        headline = fold(page[zone.span])
        if not title.endswith(headline) or len(title) == len(headline):
            continue
        kicker = _JOINT.sub("", title[: -len(headline)])
        for back, before in enumerate(reversed(zones[max(0, at - _KICKER_LINES) : at])):
            printed = fold(page[before.span])
            if printed == title:
                return Title(title, zone.span.start, zone.span.end)
            if kicker and _JOINT.sub("", printed) == kicker:
                start = before.span.start if back == 0 else zone.span.start
                both = page.text[start : zone.span.end]
                return Title(both if fold(both) == title else title, start, zone.span.end)
    return None


def _without_suffix(title: str) -> str:
    """`title` without a few words behind its last dividing mark."""
    parts = list(TITLE_MARK.finditer(title))
    if parts and len(title[parts[-1].end() :].split()) <= _SUFFIX_WORDS:
        return title[: parts[-1].start()]
    return title


def _printed(page: Page, zones: Sequence[Zone], shown: Sequence[Zone]) -> Title | None:
    """The first printed headline, with a kicker that is printed with a colon before it."""
    if not shown:
        return None
    span = shown[0].span
    for before, zone in pairwise(zones):
        if zone is shown[0]:
            opening = page[before.span]
            if opening.endswith(":") and "\n" not in opening and len(opening.split()) <= _KICKER_WORDS:
                span = Span(page.id, before.span.start, zone.span.end)
    return Title(page[span], span.start, span.end)


def _told(page: Page, outlet: str | None) -> Title | None:
    titles = [title for teller in _ALL_TELLERS for title in _titles_of(page, teller)]
    return Title(_cut_outlet(titles[0], outlet)) if titles else None


def _cut_outlet(title: str, outlet: str | None) -> str:
    """`title` without the outlet's name behind or before a dividing mark."""
    if outlet:
        parts = TITLE_MARK.split(title)
        kept = [part for part in parts if part.casefold() != outlet.casefold()]
        if kept and len(kept) < len(parts):
            return title[title.index(kept[0]) : title.index(kept[-1]) + len(kept[-1])]
    return title


def fold(text: str) -> str:
    """NFC, white space as single spaces, without invisible characters."""
    visible = unicodedata.normalize("NFC", text)
    if not visible.isprintable():
        visible = "".join(sign for sign in visible if unicodedata.category(sign) != "Cf")
    return _SPACE.sub(" ", visible).strip()

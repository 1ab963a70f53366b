"""Pages that hold no whole article: error pages, consent walls, paywalls, teasers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from lesart.ingest.zone_words import line_table, split_line
from lesart.language.languages import load_language
from lesart.model.article import Stub, Zone
from lesart.model.text import Page

_TEXT_KINDS = frozenset(("body", "lead", "ticker_entry", "info_box"))
_WHOLE_ARTICLE = 900
"""Characters of running text from which a page that asks for money is taken to hold an article all the same; the
shortest whole articles behind a marked paywall have more, the teasers before a wall fewer. Own pages."""
_SHORT_NEWS = 220
"""Fewer characters of running text are no article. The briefest teletext item among our own pages has 300."""
_ERROR_PAGE = 700
"""An error page has at most this many characters of running text; a report that quotes an error has more."""
_ERROR_LINES = 12
"""Lines from the headline on in which an error page says so."""
_NOTICE = 200
"""A longer line is no notice of an error, characters."""
_SAYING_KINDS = ("headline", "lead", "body", "kicker")
_OTHERS_WORDS = ("teaser", "comment", "comment_meta", "ticker_entry")
_CONSENT_SHARE = 0.4
"""Share of a page's characters in consent texts from which it is a consent wall, if it has no article."""
_CUT_OFF = re.compile(r"(?:\.\.\.|…|\[…\]|\[\.\.\.\])\s*(?:\(?(?:weiterlesen|mehr|read more)\)?\s*)?$", re.IGNORECASE)
_ERROR_CODE = re.compile(r"\b(?:404|403|410|500|502|503)\b")


def find_stub(page: Page, zones: Sequence[Zone]) -> Stub | None:
    """Why `page` holds no whole article, or None where it seems to hold one."""
    texts = [page[zone.span] for zone in zones if zone.kind in _TEXT_KINDS]
    size = sum(map(len, texts))
    if size <= _ERROR_PAGE and _says_error(page, zones):
        return "error"
    if size < _SHORT_NEWS and _consent_share(page, zones) >= _CONSENT_SHARE:
        return "consent"
    if size < _WHOLE_ARTICLE and (_is_locked(page) or _asks_for_money(page, zones)) and _ends_early(page, zones, size):
        return "paywall"
    if size < _SHORT_NEWS and _shows_other_stories(zones):
        return "teaser"
    if texts and size < _WHOLE_ARTICLE and _CUT_OFF.search(texts[-1]):
        return "teaser"
    return None


def _says_error(page: Page, zones: Sequence[Zone]) -> bool:
    """Whether the title or one of the first lines says so, or a line that is nothing but a code of errors stands by
    one that speaks of an error. Menus and lists of stories come first on many pages and do not count."""
    title = page.fact("title", "og:title")
    text = [page[zone.span] for zone in zones if zone.kind in _SAYING_KINDS][:_ERROR_LINES]
    if title:
        text.insert(0, title.value)
    for line in text:
        counts = line_table().count(split_line(line[:200]))
        if counts.get("error", 0) >= 2 or (counts.get("error") and _ERROR_CODE.search(line)):
            return True
    lines = [page[zone.span] for zone in zones if zone.kind not in _OTHERS_WORDS]
    coded = any(_ERROR_CODE.fullmatch(line) for line in lines)
    return any(
        len(line) <= _NOTICE
        and (_notices().search(line) or (coded and "error" in line_table().count(split_line(line))))
        for line in lines
    )


@lru_cache(maxsize=1)
def _notices() -> re.Pattern[str]:
    words = {entry for tag in ("de", "en") for entry in load_language(tag).words("error_notices")}
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(words)))})\b", re.IGNORECASE)


def _consent_share(page: Page, zones: Sequence[Zone]) -> float:
    total = consent = 0
    for zone in zones:
        length = len(zone.span)
        total += length
        if zone.kind == "promo":
            counts = line_table().count(split_line(page[zone.span][:600]))
            if counts.get("consent", 0) >= 1:
                consent += length
    return consent / max(1, total)


def _is_locked(page: Page) -> bool:
    free = page.fact("isAccessibleForFree", "hasPart.isAccessibleForFree", "article:content_tier")
    return free is not None and free.value.lower() in ("false", "locked", "metered")


def _asks_for_money(page: Page, zones: Sequence[Zone]) -> bool:
    """Whether the first promotion behind the article's text is one for subscribing."""
    last = max((at for at, zone in enumerate(zones) if zone.kind in _TEXT_KINDS), default=-1)
    near = [page[zone.span] for zone in zones[last + 1 : last + 8] if zone.kind == "promo"]
    return sum(line_table().count(split_line(line[:300])).get("pay", 0) for line in near) >= 3


def _ends_early(page: Page, zones: Sequence[Zone], size: int) -> bool:
    """Whether the text breaks off: its last line does, or what follows it is a cut-off excerpt or a promotion."""
    ends = [zone for zone in zones if zone.kind in _TEXT_KINDS]
    if not ends:
        return True
    behind = [zone for zone in zones if zone.span.start >= ends[-1].span.end][:3]
    cut = _CUT_OFF.search(page[ends[-1].span]) is not None
    cut = cut or any(zone.kind == "teaser" and _CUT_OFF.search(page[zone.span]) for zone in behind)
    return cut or any(zone.kind == "promo" for zone in behind) or size < _SHORT_NEWS


def _shows_other_stories(zones: Sequence[Zone]) -> bool:
    """Whether most of a page are teasers."""
    teasers = sum(len(zone.span) for zone in zones if zone.kind == "teaser")
    return 2 * teasers > sum(len(zone.span) for zone in zones if zone.kind != "navigation")

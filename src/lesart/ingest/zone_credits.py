"""Credits at the end of an article, which are too short and too few for the labeller: a code in a bracket behind the
text, a line that names where material comes from."""

from __future__ import annotations

import re
from functools import lru_cache

from lesart.ingest.zone_layout import Layout
from lesart.ingest.zone_words import line_table, split_line
from lesart.language.languages import load_language
from lesart.model.article import ZoneKind

_LANGUAGES = ("de", "en")
_BEHIND = 6
"""Lines behind the last of an article among which its credit stands (own pages)."""
_LINE_CHARACTERS = 110
"""A longer line is more than a credit, characters."""
_CODE = re.compile(r"[(\[]\s?[\w.äöüÄÖÜ-]{1,14}(?:\s?[/,;|]\s?[\w.äöüÄÖÜ-]{1,14}){0,4}\s?[)\]]\.?")
_BARE_CODE = re.compile(
    r"/?[a-zäöüß]{2,6}(?:\s?[/,]\s?[\wäöüÄÖÜß-]{2,14}){1,4}/?|(?:[A-Z]{2,5}/)[a-zäöü]{2,4}(?:/[a-zäöü]{2,4})*"
)
_DASHES = " -–—|:."
_OPENING = re.compile(r"\([\w.äöüÄÖÜ-]{2,20}(?:[\s/,]{1,3}[\w.äöüÄÖÜ-]{2,20}){0,3}\)[\s|:.–—-]*")
"""What opens a paragraph of an agency, behind its place or at once."""
_ARTICLE = frozenset(("lead", "body", "subheadline", "info_box", "ticker_entry"))
_OTHERS_WORDS = frozenset(("comment", "comment_meta", "author_code", "agency_credit", "image_credit", "caption"))
"""Kinds whose lines bear codes and sources of their own, or have their right kind already."""
_TEXT = frozenset(("lead", "body", "author_code", "agency_credit"))
_CREDIT_BEHIND = frozenset(("caption", "image_credit"))


def mark_credits(layout: Layout, kinds: list[ZoneKind]) -> None:
    """Correct `kinds` in place: credits between the first line of the article and a few lines behind its last."""
    article = [at for at, kind in enumerate(kinds) if kind in _ARTICLE]
    if not article:
        return
    for at in range(max(0, article[0] - 1), min(len(kinds), article[-1] + 1 + _BEHIND)):
        unit = layout.units[at]
        if kinds[at] in _ARTICLE and _opens_paragraph(layout, at) and _OPENING.fullmatch(unit.text):
            if _kind_of_code(unit.text.rstrip(_DASHES)) == "agency_credit":
                kinds[at] = "agency_credit"
            continue
        if at <= article[0]:
            continue
        if kinds[at] in _OTHERS_WORDS or unit.line.length > _LINE_CHARACTERS:
            continue
        found = None
        if kinds[at - 1] in _TEXT and (_CODE.fullmatch(unit.text) or _BARE_CODE.fullmatch(unit.text)):
            found = _kind_of_code(unit.text)
        elif kinds[at - 1] not in _CREDIT_BEHIND and opens_credit(unit.text):
            found = "agency_credit"
        if found:
            kinds[at] = found


def _opens_paragraph(layout: Layout, at: int) -> bool:
    """Whether a piece has the rest of its line behind it."""
    return at + 1 < len(layout.units) and layout.units[at + 1].glued


def _kind_of_code(text: str) -> ZoneKind | None:
    """Agencies alone are their credit; small codes beside them, or alone, those of authors."""
    parts = [part for part in re.split(r"[\s()\[\]/,;|.]+", text) if part]
    agencies = ["agency" in line_table().of_word(part.lower()) for part in parts]
    if all(agencies):
        return "agency_credit"
    small = all(part == part.lower() and not part.isdigit() for part in parts)
    return "author_code" if any(agencies) or (small and text[0] in "([") else None


def opens_credit(text: str) -> bool:
    """Whether a line begins with words that introduce a source of material (`credit_openings.txt`) and names an
    agency: one that is known, or one that those words call so."""
    opening = _openings().match(text)
    if opening is None:
        return False
    rest = text[opening.end() :]
    return "agency" in line_table().count(split_line(rest.replace("/", " "))) or (
        opening.lastgroup == "sure" and unknown_agency(text) is not None
    )


def unknown_agency(text: str) -> str | None:
    """The short name in a line such as *Mit Material von xyz*, which calls it an agency whether or not we know it."""
    opening = _openings().match(text)
    if opening is None or opening.lastgroup != "sure":
        return None
    name = _SHORT_NAME.match(text, opening.end())
    return name.group(1) if name else None


_SHORT_NAME = re.compile(
    r"\s*(?:(?:der|den|die|the)\s+)?(?:[\w-]*[Aa]gentur(?:en)?\s+|news agency\s+)?([a-zäöü]{2,5}|[A-ZÄÖÜ]{2,6})"
    r"(?=[\s,./)]|$)"
)


@lru_cache(maxsize=1)
def _openings() -> re.Pattern[str]:
    """Words that introduce a source; `sure` are those that no line about anything else begins with."""
    loaded = [load_language(tag) for tag in _LANGUAGES]
    sure = {words for language in loaded for words in language.words("credit_openings")}
    other = {words for language in loaded for words in language.words("source_openings")}
    groups = [
        "|".join(re.escape(words) for words in sorted(group, key=lambda words: (-len(words), words)))
        for group in (sure, other)
    ]
    return re.compile(rf"[(\[]?\s?(?:(?P<sure>{groups[0]})\b|(?P<other>{groups[1]})\b\s?:)", re.IGNORECASE)

"""The outlet of a page: the caller's, the markup's, or as the page prints it: beside the headline in `<title>`, in
the words its domain is made of, in the line of its rights."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from html import unescape
from urllib.parse import urlsplit

from lesart.ingest.titles import TITLE_MARK, fold
from lesart.ingest.zone_words import line_table, split_line
from lesart.language.languages import load_language
from lesart.model.article import Outlet, Zone
from lesart.model.text import Page

_OUTLET_WORDS = 5
"""Words in the name of an outlet at most (own judgement)."""
_PRINTED_CHARACTERS = 200_000
"""Characters of a page in which its domain's words are looked for; bounds time."""
_CORE_LETTERS = 4
"""A shorter domain is made of initials, letters."""
_SPELT = {"ae": "(?:ae|ä)", "oe": "(?:oe|ö)", "ue": "(?:ue|ü)", "ss": "(?:ss|ß)"}
"""Letters of domain names and what they stand for."""
_SPELT_PARTS = re.compile("ae|oe|ue|ss|.")
_SECOND_LEVEL = frozenset(("co", "com", "net", "org", "ac", "gv", "or"))
_RIGHTS = re.compile(
    r"(?:©|\(c\)|\bcopyright\b)\s*(?:(?:©|by)\s*)*(?:(?:19|20)\d\d(?:\s?[-–/]\s?(?:(?:19|20)\d\d|heute|today))?,?\s*)?(?:by\s+)?"
    r"(?P<name>[^\W\d_][^\n|·•,;/©]{1,60})",
    re.IGNORECASE,
)
_RIGHTS_END = re.compile(
    r"\s*(?:\.(?=\s|$)|\s[-–—]\s|\(|\s(?:19|20)\d\d\b|:|\balle rechte\b|\ball rights\b).*$", re.IGNORECASE
)
_RIGHTS_KINDS = ("navigation", "promo")
"""Kinds of zones in which the line of rights stands."""


def find_outlet(page: Page, zones: Sequence[Zone] = ()) -> Outlet | None:
    """The outlet: the caller's, else what the markup calls the site or publisher, else what `<title>` sets beside
    the headline, else what the page prints of the domain's words or in its line of rights, else the domain."""
    address = page.url or _canonical(page)
    domain = _domain(address) if address else None
    for origin, name in (
        ("given", "outlet"),
        ("meta", "og:site_name"),
        ("json-ld", "publisher.name"),
        ("meta", "application-name"),
        ("meta", "publisher"),
    ):
        for fact in page.facts:
            if fact.origin == origin and fact.name == name and fact.value.strip():
                return Outlet(fold(unescape(fact.value)), domain)
    named = _beside_headline(page, zones, domain) or (
        _printed_domain(page, domain) if domain else _in_rights(page, zones)
    )
    if named:
        return Outlet(named, domain)
    return Outlet(domain, domain) if domain else None


def _canonical(page: Page) -> str | None:
    fact = page.fact("canonical", "og:url", "mainEntityOfPage")
    return fact.value.strip() if fact and fact.value.strip().lower().startswith(("http://", "https://")) else None


def _domain(address: str) -> str | None:
    try:
        host = urlsplit(address).hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def _beside_headline(page: Page, zones: Sequence[Zone], domain: str | None) -> str | None:
    """The first or last part of `<title>`, where the headline is another part, or the domain is made of it."""
    fact = page.fact("title", origin="title")
    parts = TITLE_MARK.split(fold(unescape(fact.value))) if fact else []
    if len(parts) < 2:
        return None
    headlines = {fold(page[zone.span]).casefold() for zone in zones if zone.kind == "headline"}
    core = _letters((domain or "").rsplit(".", 1)[0])
    for part, others in ((parts[-1], parts[:-1]), (parts[0], parts[1:])):
        short = 0 < len(part.split()) <= _OUTLET_WORDS
        if short and core and (_letters(part) in core or core in _letters(part)):
            return part
        if short and any(" | ".join(others).casefold() == h or o.casefold() == h for h in headlines for o in others):
            return part
    return None


def _printed_domain(page: Page, domain: str) -> str | None:
    """The words that the domain is made of, as the page prints them: *Neue Post* for `neue-post.example`."""
    pattern = _spellings_of(domain)
    found = pattern.search(page.text, 0, _PRINTED_CHARACTERS) if pattern else None
    return fold(found.group()) if found else None


@lru_cache(maxsize=256)
def _spellings_of(domain: str) -> re.Pattern[str] | None:
    """What a page may print for a domain's own label: its words apart, with capitals and umlauts."""
    labels = domain.split(".")[:-1]
    if len(labels) > 1 and labels[-1] in _SECOND_LEVEL:
        labels.pop()
    core = labels[-1] if labels else ""
    words = [word for word in re.split(r"[^a-z0-9]+", core.casefold()) if word]
    if sum(map(len, words)) < _CORE_LETTERS:
        return None
    spelt = ["".join(_SPELT.get(part, re.escape(part)) for part in _SPELT_PARTS.findall(word)) for word in words]
    return re.compile(rf"(?<![\w.@/-])(?=[A-ZÄÖÜ])(?i:{'[ -]?'.join(spelt)})(?![\w@/-]|\.\w)")


def _in_rights(page: Page, zones: Sequence[Zone]) -> str | None:
    """The holder in the last line of rights behind the article: *© 2031 Neue Post*. No house of pictures."""
    last = max((zone.span.end for zone in zones if zone.kind in ("body", "lead")), default=0)
    for zone in reversed(zones):
        if zone.span.start < last or zone.kind not in _RIGHTS_KINDS:
            continue
        for match in reversed(list(_RIGHTS.finditer(page[zone.span]))):
            name = _without_form(fold(_RIGHTS_END.sub("", match["name"])).strip(" ."))
            counts = line_table().count(split_line(name))
            if name and len(name.split()) <= _OUTLET_WORDS and not {"photo", "agency"} & counts.keys():
                return name
    return None


def _without_form(name: str) -> str:
    """`name` without the words behind it that say what company prints it."""
    forms = load_language(None).words("company_forms")
    words = name.split()
    while words and words[-1].casefold() in forms:
        words.pop()
    return " ".join(words)


def _letters(text: str) -> str:
    """Letters and digits alone, small, umlauts spelt out as in domain names."""
    small = text.casefold().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    return "".join(sign for sign in small if sign.isalnum())

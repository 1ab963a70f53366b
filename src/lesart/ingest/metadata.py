"""What a page says about itself as a publication: language, headline, outlet, section, address, paywall.

Dates are read in `publication_dates.py`, authors and agencies in `authorship.py`. Everything comes from the
markup's facts, the caller's record or the zones; what none of them says stays None.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from urllib.parse import urlsplit

from lesart.ingest.authorship import find_authorship
from lesart.ingest.publication_dates import find_publication_dates
from lesart.ingest.titles import TITLE_MARK, find_title, fold
from lesart.language.languages import Language
from lesart.model.article import Article, Comment, Outlet, Stub, Zone
from lesart.model.text import Page

_STEP = re.compile(r"[>›»/|\n]")
_OUTLET_WORDS = 5
"""Words in the name of an outlet or section at most (own judgement)."""


def read_article(
    page: Page,
    zones: tuple[Zone, ...],
    language: str | None,
    words: Language,
    extras: tuple[Sequence[Comment], Stub | None] = ((), None),
) -> Article:
    """`page` with its zones as a publication; `extras`: its comments and why it is a stub. Unknown fields are None."""
    comments, stub = extras
    dates = find_publication_dates(page, zones, words)
    outlet = find_outlet(page, zones)
    people = find_authorship(page, zones, words, outlet.name if outlet else None)
    return Article(
        page=page,
        zones=zones,
        language=language,
        title=find_title(page, zones, outlet.name if outlet else None),
        published=dates.published,
        updated=dates.updated,
        date_marks=dates.marks,
        outlet=outlet,
        authors=people.authors,
        agencies=people.agencies,
        section=find_section(page) or _printed_section(page, zones),
        canonical=find_canonical(page),
        paywall=find_paywall(page),
        stub=stub,
        comments=tuple(comments),
    )


def find_outlet(page: Page, zones: Sequence[Zone] = ()) -> Outlet | None:
    """The outlet: the caller's, else what the markup calls the site or publisher, else what `<title>` sets beside
    the headline, else the domain."""
    address = _address(page)
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
    named = _beside_headline(page, zones, domain)
    if named:
        return Outlet(named, domain)
    return Outlet(domain, domain) if domain else None


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


def _letters(text: str) -> str:
    """Letters and digits alone, small, umlauts spelt out as in domain names."""
    small = text.casefold().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    return "".join(sign for sign in small if sign.isalnum())


def _printed_section(page: Page, zones: Sequence[Zone]) -> str | None:
    """The section printed over the headline; of a trail its last step."""
    for zone in zones:
        if zone.kind in ("headline", "lead", "body"):
            return None
        if zone.kind == "section_label":
            steps = [step.strip() for step in _STEP.split(page[zone.span]) if step.strip()]
            return fold(steps[-1]) if steps and len(steps[-1].split()) <= _OUTLET_WORDS else None
    return None


def find_section(page: Page) -> str | None:
    """The section as the markup names it; the first word where it lists several."""
    fact = page.fact("articleSection", "article:section", "section")
    return fold(fact.value).split(",")[0].strip() or None if fact else None


def find_canonical(page: Page) -> str | None:
    """The address the page gives itself: canonical link, else `og:url`; only http(s)."""
    fact = page.fact("canonical", "og:url", "mainEntityOfPage")
    return fact.value.strip() if fact and fact.value.strip().lower().startswith(("http://", "https://")) else None


def find_paywall(page: Page) -> bool | None:
    """Whether the markup says that the page is not free to read; None where it says nothing."""
    fact = page.fact("isAccessibleForFree", "article:content_tier", "content_tier")
    if fact is None:
        return None
    word = fact.value.strip().lower().rsplit("/", 1)[-1]
    if word in ("false", "locked", "metered", "paid", "premium"):
        return True
    return False if word in ("true", "free") else None


def _address(page: Page) -> str | None:
    return page.url or find_canonical(page)


def _domain(address: str) -> str | None:
    host = urlsplit(address).hostname
    return host.removeprefix("www.") if host else None

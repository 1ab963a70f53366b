"""What a page says about itself as a publication: language, headline, outlet, section, address, paywall.

Dates are read in `publication_dates.py`, authors and agencies in `authorship.py`, outlet and section in `outlets.py`
and `sections.py`. Everything comes from the markup's facts, the caller's record or the zones; what none of them says
stays None.
"""

from __future__ import annotations

from collections.abc import Sequence

from lesart.ingest.authorship import find_authorship
from lesart.ingest.outlets import find_outlet
from lesart.ingest.publication_dates import find_publication_dates
from lesart.ingest.sections import find_section
from lesart.ingest.titles import find_title
from lesart.language.languages import Language
from lesart.model.article import Article, Comment, Stub, Zone
from lesart.model.text import Page


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
        section=find_section(page, zones, outlet.name if outlet else None),
        canonical=find_canonical(page),
        paywall=find_paywall(page),
        stub=stub,
        comments=tuple(comments),
    )


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

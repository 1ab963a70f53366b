"""What a page says about itself: headline, dates, authors, outlet, language."""

from __future__ import annotations

from lesart.model.article import Article, Outlet, Title, Zone
from lesart.model.text import Page


def detect_language(page: Page, given: str | None = None) -> str | None:
    """BCP 47 tag of the page's language: `given`, else the markup's, else by statistics; None where unsure."""
    fact = page.fact("lang")
    return given or (fact.value if fact else None) or "de"


def read_article(page: Page, zones: tuple[Zone, ...], language: str | None) -> Article:
    """`page` with its zones as a publication; unknown fields are None."""
    title, published, outlet = page.fact("title"), page.fact("published"), page.fact("outlet")
    return Article(
        page=page,
        zones=zones,
        language=language,
        title=Title(title.value) if title else None,
        published=published.value if published else None,
        outlet=Outlet(outlet.value) if outlet else None,
    )

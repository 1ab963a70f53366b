"""What of a page is read when it is compared with others as a report."""

from __future__ import annotations

from collections.abc import Sequence

from lesart.model.annotation import Annotated
from lesart.model.article import Zone

FEW_WORDS = 15
"""An article of fewer words is read together with the page's captions and excerpts: it may be no more than those."""
LINES_ABOVE = 2
LINE_WORDS = (4, 40)
"""Lines read above an article without a headline, and how many words each may have."""


def read_ranges(page: Annotated) -> list[tuple[int, int]]:
    """What is read of `page` (offsets, in order): its article zones; the lines above them where none of these is a
    headline, since a headline set wrong is still the first thing said; captions and excerpts where there is little
    else. Comments, promotions and navigation never."""
    article = page.article
    zones = article.article_zones()
    if _has_few_words(page, zones):
        zones = tuple(zone for zone in article.zones if zone in zones or zone.kind in ("caption", "teaser"))
    if not any(zone.kind == "headline" for zone in zones):
        zones = (*_lines_above(page, zones), *zones)
    return [(zone.span.start, zone.span.end) for zone in zones]


def _has_few_words(page: Annotated, zones: Sequence[Zone]) -> bool:
    words = 0
    for zone in zones:
        words += len(page.page[zone.span].split())
        if words >= FEW_WORDS:
            return False
    return True


def _lines_above(page: Annotated, zones: Sequence[Zone]) -> list[Zone]:
    """The last lines before the first of `zones` that are long enough for a headline and short enough for a lead."""
    if not zones:
        return []
    above = [zone for zone in page.article.zones if zone.span.end <= zones[0].span.start]
    fit = [zone for zone in above if LINE_WORDS[0] <= len(page.page[zone.span].split()) <= LINE_WORDS[1]]
    return fit[-LINES_ABOVE:]

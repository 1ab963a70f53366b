"""What a page's own marks settle, whatever the labeller thinks: captions in captions, furniture, a headline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import cast

from lesart.algorithms.chain import Chain, Labelling
from lesart.ingest.zone_credits import mark_credits
from lesart.ingest.zone_layout import Layout
from lesart.ingest.zone_leads import mend_leads
from lesart.ingest.zone_plain_texts import mend_plain_text
from lesart.ingest.zone_surroundings import SIDES, describe_units, list_keys
from lesart.ingest.zone_words import class_concepts
from lesart.language.languages import load_language
from lesart.model.article import ZoneKind

_RUNNING_KINDS = frozenset(("headline", "kicker", "lead", "body", "subheadline"))
"""What does not stand in the caption of a figure."""
_OWN_TEXT = _RUNNING_KINDS | {"caption"}
"""What recurs on several pages of an outlet is none of these."""
_NO_HEADLINE = frozenset(("caption", "teaser", "kicker", "navigation", "section_label", "promo", "subheadline"))
"""Kinds that give way where a page with an article has no headline."""
_TITLED = 3
"""Likeness to the page's title (`zone_layout.py`) from which a line is a headline of it."""
_LEAD_CHARACTERS = 70
"""Shorter lines behind the headline may be its second half, characters."""
_HEAD_LINES = 15
"""Lines behind the headline among which its byline is looked for."""
_BYLINE_CHARACTERS = 90
"""A longer line is more than a byline, characters."""
_CREDITED = frozenset(("caption", "image_credit", "comment", "comment_meta"))
"""Kinds of lines that bear names, too."""
_NAME = r"[A-ZÄÖÜÉ][\w'’.-]+(?:\s+(?:(?:von|van|de|der|den|dos|al|zu)\s+){0,2}[A-ZÄÖÜÉ][\w'’-]+){1,3}"
_PERSON = re.compile(rf"{_NAME}[\s•·|,]*$")
_LEVELS = 2
"""A caption's or an author's class stands on its element or on the one around."""


def decide_kinds(weights: Chain, layout: Layout, recurring: frozenset[str] = frozenset()) -> list[ZoneKind]:
    """The likeliest sequence of kinds, with what the rules rule out replaced by the next likeliest kind."""
    if not layout.units:
        return []
    tagger = weights.weigh(describe_units(layout), list_keys(layout), SIDES)
    kinds = cast(list[ZoneKind], tagger.tag())
    for at, barred in _find_barred(layout, kinds, recurring):
        kinds[at] = _likeliest(tagger, at, barred)
    if _is_certain(layout):
        kinds[layout.headline] = "headline"
    _keep_one_headline(layout, kinds)
    if "headline" not in kinds and layout.headline >= 0 and kinds[layout.headline] in _NO_HEADLINE:
        first = next((at for at, kind in enumerate(kinds) if kind in ("lead", "body")), -1)
        if layout.headline < first:
            kinds[layout.headline] = "headline"
    mark_credits(layout, kinds)
    mend_plain_text(layout, kinds, tagger)
    mend_leads(layout, kinds)
    _mark_bylines(layout, kinds)
    return kinds


def _mark_bylines(layout: Layout, kinds: list[ZoneKind]) -> None:
    """Behind the headline, a name after *von* is a byline, and so is a name in an element of an author's class."""
    if layout.headline < 0:
        return
    end = layout.start if layout.start > layout.headline else layout.headline + _HEAD_LINES
    for at in range(layout.headline + 1, min(end, layout.headline + _HEAD_LINES, len(kinds))):
        unit = layout.units[at]
        if unit.line.length > _BYLINE_CHARACTERS or kinds[at] in _CREDITED:
            continue
        block = unit.block
        classes = block.words[:_LEVELS] if block is not None else ()
        named = any(words and "byline" in class_concepts(words) for words in classes)
        if _signature().match(unit.text) or (named and _PERSON.match(unit.text)):
            kinds[at] = "byline"


def _is_certain(layout: Layout) -> bool:
    """Whether the likeliest headline is a heading that says what the page's title says, and no bread crumb."""
    at = layout.headline
    return at >= 0 and layout.likeness[at] > _TITLED and layout.is_heading(at) and not layout.is_crumb(at)


@lru_cache(maxsize=1)
def _signature() -> re.Pattern[str]:
    """Words that open a byline (`author_openings.txt`), then names, then perhaps a place or the outlet.
    *aus* opens a place, too, and does not count."""
    openings = load_language("de").words("author_openings") - {"aus"}
    words = "|".join(sorted(map(re.escape, openings)))
    return re.compile(
        rf"(?i:(?:(?:{words})\s*:?\s+)+){_NAME}(?:(?:,|\s(?:und|and|&))\s+{_NAME})*"
        r"(?:,\s+[A-ZÄÖÜ][\w-]+(?:\s[A-ZÄÖÜ][\w-]+)?){0,2}[\s•·|,]*$"
    )


def _keep_one_headline(layout: Layout, kinds: list[ZoneKind]) -> None:
    """A long line behind the headline that the page's title does not know is its lead, also in a heading element."""
    headlines = [at for at, kind in enumerate(kinds) if kind == "headline"]
    titled = [at for at in headlines if layout.likeness[at] >= _TITLED]
    if titled:
        for at in headlines:
            if at > titled[0] and layout.likeness[at] < _TITLED and layout.units[at].line.length >= _LEAD_CHARACTERS:
                kinds[at] = "lead"


def _find_barred(
    layout: Layout, kinds: list[ZoneKind], recurring: frozenset[str]
) -> Iterator[tuple[int, frozenset[str]]]:
    for at, unit in enumerate(layout.units):
        if kinds[at] in _OWN_TEXT and unit.text in recurring:
            yield at, _OWN_TEXT
        elif kinds[at] in _RUNNING_KINDS and unit.block is not None and _is_caption(layout, at):
            yield at, _RUNNING_KINDS


def _is_caption(layout: Layout, at: int) -> bool:
    block = layout.units[at].block
    if block is None:
        return False
    if "figcaption" in block.path.rsplit("/", 4)[1:]:
        return True
    return any(words and "figure" in class_concepts(words) for words in block.words[:_LEVELS])


def _likeliest(tagger: Labelling, at: int, barred: frozenset[str]) -> ZoneKind:
    left = [kind for kind in sorted(tagger.labels()) if kind not in barred]
    return cast(ZoneKind, max(left, key=lambda kind: tagger.marginal(kind, at)))

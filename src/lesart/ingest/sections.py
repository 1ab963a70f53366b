"""The section of an outlet that a page stands in: as the markup names it, as the address and the page both do, as a
trail of steps or a label over the headline prints it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from lesart.ingest.titles import fold
from lesart.ingest.zone_features import letters_of
from lesart.ingest.zone_words import class_concepts, line_table, split_line
from lesart.language.languages import load_language
from lesart.model.article import Zone
from lesart.model.text import Block, Page

_STEP = re.compile(r"\s*[>›»/|‹→·\n\t]\s*")
_SECTION_WORDS = 4
"""Words in the name of a section at most (own judgement)."""
_ADDRESS_STEPS = 2
"""Steps of an address among which a section is looked for: behind them come subjects and the article itself."""
_TRAIL_LINES = 25
"""Lines before the headline among which its trail is looked for; menus lie further up."""
_TRAIL_STEPS = 5
"""Lines behind the first step of a trail among which the headline follows, where each step has its own line."""
_CRUMB_LEVELS = 4
"""Elements around a block whose classes may say that it is a bread crumb."""
_LETTERS = 3
"""A shorter step of an address may be anything, letters."""
_HEAD = ("headline", "kicker", "lead", "body")
_LABEL = re.compile(r"^[^\W\d_]+:\s+")
"""What a label is called (*Ressort:*), before it."""


def find_section(page: Page, zones: Sequence[Zone], outlet: str | None) -> str | None:
    """The section; None where nothing names one. What is printed twice, as address and as line, goes before labels:
    these often name a form (*Analyse*, *Live*)."""
    return (
        _told_section(page)
        or _section_of_address(page, zones)
        or _section_of_trail(page, zones, outlet)
        or _printed_section(page, zones)
    )


def _told_section(page: Page) -> str | None:
    """The section as the markup names it; the first word where it lists several."""
    fact = page.fact("articleSection", "article:section", "section")
    return fold(fact.value).split(",")[0].strip() or None if fact else None


def _section_of_address(page: Page, zones: Sequence[Zone]) -> str | None:
    """A step of the address that the page prints as a line or a link of its own, in the words of the page."""
    canonical = page.fact("canonical", "og:url")
    steps: list[str] = []
    for address in (page.url, canonical.value if canonical else None):
        try:
            path = urlsplit(address or "").path
        except ValueError:
            continue
        steps.extend(_plain(unquote(step)) for step in path.split("/")[1:-1][:_ADDRESS_STEPS])
    wanted = [step for step in dict.fromkeys(steps) if len(step) >= _LETTERS and not step.isdigit()]
    if not wanted:
        return None
    printed: dict[str, str] = {}
    for line in _short_lines(page, zones):
        step = _plain(line)
        if step in wanted and line.strip()[:1].isupper():
            printed.setdefault(step, fold(line))
            if step == wanted[0]:
                break
    return next((printed[step] for step in wanted if step in printed), None)


def _short_lines(page: Page, zones: Sequence[Zone]) -> Iterator[str]:
    """What stands by itself on the page and may name a section: labels, entries of menus, steps of trails."""
    text = page.text
    for zone in zones:
        if zone.kind in _LABELS and len(zone.span) <= _MENU_CHARACTERS:
            line = page[zone.span]
            yield from _STEP.split(line) if _STEP_SIGNS.search(line) else (line,)
    for block in page.blocks:
        for start, end in block.links:
            if end - start <= _LINK_CHARACTERS:
                yield text[start:end]


_LABELS = frozenset(("section_label", "navigation", "kicker"))
_STEP_SIGNS = re.compile(r"[>›»/|‹→·\n\t]")
_MENU_CHARACTERS = 400
"""A longer line is no menu, characters."""
_LINK_CHARACTERS = 40
"""A longer link is no entry of a menu, characters."""


def _section_of_trail(page: Page, zones: Sequence[Zone], outlet: str | None) -> str | None:
    """The first step behind the start of a trail of steps over the headline."""
    head = next((at for at, zone in enumerate(zones) if zone.kind in _HEAD), len(zones))
    near = zones[max(0, head - _TRAIL_LINES) : head + 1]
    starts = load_language("de").words("trail_starts") | load_language("en").words("trail_starts")
    blocks = {block.start: block for block in page.blocks}
    steps: list[str] = []
    for number, zone in enumerate(near):
        own = [fold(step) for step in _STEP.split(page[zone.span]) if step.strip()]
        marked = _is_crumb(blocks.get(zone.span.start))
        opens = bool(own) and own[0].casefold() in starts
        together = len(own) > 1 and (opens or _plain(own[0]) == _plain(outlet or ""))
        if marked or together or (opens and len(near) - number <= _TRAIL_STEPS):
            steps.extend(own)
            if opens and len(own) == 1 and not marked:
                steps.extend(fold(page[later.span]) for later in near[number + 1 :])
    for step in steps:
        if step.casefold() in starts or _plain(step) == _plain(outlet or "") or not _plain(step):
            continue
        return step if _may_be_section(step) else None
    return None


def _is_crumb(block: Block | None) -> bool:
    return block is not None and any(
        words and "crumb" in class_concepts(words) for words in block.words[:_CRUMB_LEVELS]
    )


def _printed_section(page: Page, zones: Sequence[Zone]) -> str | None:
    """The section printed over the headline; of a trail its last step."""
    for zone in zones:
        if zone.kind in ("headline", "lead", "body"):
            return None
        if zone.kind == "section_label":
            steps = [step for step in _STEP.split(page[zone.span]) if step.strip()]
            if steps:
                label = _LABEL.sub("", fold(steps[-1]))
                return label if _may_be_section(label) else None
    return None


def _may_be_section(step: str) -> bool:
    """Whether a step is short, holds nothing but words, and is no stamp and no promotion."""
    if any(sign.isdigit() or sign == ":" for sign in step):
        return False
    counts = line_table().count(split_line(step))
    return 0 < len(step.split()) <= _SECTION_WORDS and step[0].isalpha() and not {"ad", "month", "pay"} & counts.keys()


@lru_cache(maxsize=8192)
def _plain(text: str) -> str:
    """Letters and digits alone, small, umlauts spelt out as addresses have them."""
    small = letters_of(text)
    return small if small.isascii() else small.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")

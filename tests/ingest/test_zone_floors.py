"""Accuracy floors on our own held-out pages, pinned with a digest of the pages: no figure falls silently."""

import hashlib
from functools import lru_cache
from pathlib import Path

import pytest
from training.marked_pages import MarkedPage, load_folder
from training.zoned_texts import ZonedText

from lesart.ingest.containers import Raw
from lesart.ingest.transcribe import transcribe
from lesart.ingest.zones import label_zones
from lesart.language.languages import load_language
from lesart.model.text import Page

HELD_OUT = Path(__file__).parents[1] / "pages" / "test"
BODY = frozenset(("lead", "body", "subheadline"))
FLOORS = {"html": (0.745, 0.918), "whole": (0.715, 0.89), "main": (0.715, 0.89)}
"""For each manner the share of characters in the right zone, and F1 of the article's text; a little below measured."""


def digest() -> str:
    data = b"".join(path.read_bytes() for path in sorted(HELD_OUT.glob("*.html")))
    return hashlib.sha256(data).hexdigest()[:12]


def read(page: MarkedPage, manner: str) -> tuple[Page, ZonedText]:
    """The page as `html`, or as the text that a crawler leaves: the `whole` of it, or the `main` content."""
    if manner == "html":
        made = transcribe(Raw(page.name, page.name, page.html, "", True))
        return made, page.zoned(lambda html: transcribe(Raw(page.name, page.name, html, "", True)).text)
    gold = page.whole() if manner == "whole" else page.main()
    return Page(id=page.name, source=page.name, bytes_id="", text=gold.text), gold


def count_right(page: MarkedPage, manner: str) -> tuple[int, int, int, int, int]:
    """Characters, those of the right kind; article text of the gold, of ours, of both."""
    made, gold = read(page, manner)
    wanted: dict[int, str] = {at: zone.kind for zone in gold.zones for at in range(zone.start, zone.end)}
    zones = label_zones(made, load_language("de"))
    found: dict[int, str] = {at: zone.kind for zone in zones for at in range(zone.span.start, zone.span.end)}
    shared = [at for at in wanted if at in found and not made.text[at].isspace()]
    right = sum(wanted[at] == found[at] for at in shared)
    theirs = {at for at in shared if wanted[at] in BODY}
    ours = {at for at in shared if found[at] in BODY}
    return len(shared), right, len(theirs), len(ours), len(theirs & ours)


@lru_cache(maxsize=3)
def totals(manner: str) -> list[int]:
    counts = [count_right(page, manner) for page in load_folder(HELD_OUT)]
    return [sum(column) for column in zip(*counts, strict=True)]


def test_the_pages_are_those_that_the_floors_were_measured_on() -> None:
    assert digest() == "97a3d70ade1c", "measure anew, then pin digest and floors together"


@pytest.mark.parametrize("manner", FLOORS)
def test_characters_in_the_right_zone(manner: str) -> None:
    found = totals(manner)
    assert found[1] / found[0] >= FLOORS[manner][0]


@pytest.mark.parametrize("manner", FLOORS)
def test_article_text(manner: str) -> None:
    found = totals(manner)
    assert 2 * found[4] / (found[2] + found[3]) >= FLOORS[manner][1]

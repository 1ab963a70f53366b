"""Accuracy floors on our own held-out pages, pinned with a digest of the pages: no figure falls silently."""

import hashlib
from pathlib import Path

import pytest
from training.marked_pages import MarkedPage, load_folder

from lesart.ingest.containers import Raw
from lesart.ingest.transcribe import transcribe
from lesart.ingest.zones import label_zones
from lesart.language.languages import load_language

HELD_OUT = Path(__file__).parents[1] / "pages" / "test"
BODY = frozenset(("lead", "body", "subheadline"))


def digest() -> str:
    data = b"".join(path.read_bytes() for path in sorted(HELD_OUT.glob("*.html")))
    return hashlib.sha256(data).hexdigest()[:12]


def count_right(page: MarkedPage) -> tuple[int, int, int, int, int]:
    """Characters, those of the right kind; article text of the gold, of ours, of both."""
    made = transcribe(Raw(page.name, page.name, page.html, "", True))
    gold = page.zoned(lambda html: transcribe(Raw(page.name, page.name, html, "", True)).text)
    wanted: dict[int, str] = {at: zone.kind for zone in gold.zones for at in range(zone.start, zone.end)}
    zones = label_zones(made, load_language("de"))
    found: dict[int, str] = {at: zone.kind for zone in zones for at in range(zone.span.start, zone.span.end)}
    shared = [at for at in wanted if at in found and not made.text[at].isspace()]
    right = sum(wanted[at] == found[at] for at in shared)
    theirs = {at for at in shared if wanted[at] in BODY}
    ours = {at for at in shared if found[at] in BODY}
    return len(shared), right, len(theirs), len(ours), len(theirs & ours)


@pytest.fixture(scope="module")
def totals() -> list[int]:
    counts = [count_right(page) for page in load_folder(HELD_OUT)]
    return [sum(column) for column in zip(*counts, strict=True)]


def test_the_pages_are_those_that_the_floors_were_measured_on() -> None:
    assert digest() == "97a3d70ade1c", "measure anew, then pin digest and floors together"


def test_characters_in_the_right_zone(totals: list[int]) -> None:
    assert totals[1] / totals[0] >= 0.745


def test_article_text(totals: list[int]) -> None:
    assert 2 * totals[4] / (totals[2] + totals[3]) >= 0.918

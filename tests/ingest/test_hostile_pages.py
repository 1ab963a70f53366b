"""Hostile and mutated pages: read or refused, never a crash, and every character in one zone."""

import contextlib
from pathlib import Path

import pytest

from lesart.errors import InputRefused
from lesart.ingest.containers import Raw
from lesart.ingest.transcribe import transcribe
from lesart.ingest.zones import label_zones
from lesart.language.languages import load_language
from lesart.model.text import Page
from tests.ingest.test_zones import check_cover
from tests.pages.hostile import HOSTILE, mutate

GERMAN = load_language("de")
OWN = sorted((Path(__file__).parents[1] / "pages" / "train").glob("*.html"))


def read(data: bytes) -> Page | None:
    with contextlib.suppress(InputRefused):
        return transcribe(Raw("p", "p", data, "", True))
    return None


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_is_zoned_or_refused(name: str) -> None:
    page = read(HOSTILE[name]())
    if page is not None:
        check_cover(page, label_zones(page, GERMAN))


@pytest.mark.parametrize("path", OWN[::6], ids=lambda path: path.stem)
def test_mutated_pages_are_zoned_or_refused(path: Path) -> None:
    data = path.read_bytes()
    for seed in range(12):
        page = read(mutate(data, seed))
        if page is not None:
            zones = label_zones(page, GERMAN)
            check_cover(page, zones)
            assert zones == label_zones(page, GERMAN)

"""Hostile and mutated pages: read or refused, never a crash, and every character in one zone."""

import contextlib
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from benchmarks.hostile import GROWING
from hypothesis import given, settings
from hypothesis import strategies as st

from lesart.errors import InputRefused
from lesart.ingest import blocks
from lesart.ingest import transcribe as transcribing
from lesart.ingest.containers import Raw
from lesart.ingest.transcribe import transcribe
from lesart.ingest.zones import label_zones
from lesart.language.languages import load_language
from lesart.model.text import Page
from lesart.pipeline import read_article_of
from lesart.settings import Settings
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


@given(st.sampled_from(OWN), st.integers(min_value=100))
@settings(max_examples=60, deadline=None)
def test_any_damage_leaves_a_whole_article_or_a_refusal(path: Path, seed: int) -> None:
    page = read(mutate(path.read_bytes(), seed))
    if page is not None:
        article = read_article_of(page, Settings())
        check_cover(page, article.zones)
        assert article == read_article_of(page, Settings())


SIZES = {"linked data": 400, "metadata": 100}
"""How large the smaller page is where 300 of what it grows with would be too few or too many."""


def work_of(data: bytes) -> int:
    """How many calls, of Python and of C, it takes to make an article of a page."""
    calls = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    page = Settings()
    sys.setprofile(count)
    try:
        found = read(data)
        if found is not None:
            read_article_of(found, page)
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("kind", GROWING)
def test_work_grows_with_the_page_and_no_faster(kind: str) -> None:
    build: Callable[[int], bytes] = GROWING[kind]
    unit = (len(build(2_000)) - len(build(1_000))) / 1_000
    sizes = [max(2, int(size / unit)) for size in (15_000, 45_000)]
    work_of(build(sizes[0]))
    once, thrice = (work_of(build(size)) for size in sizes)
    assert thrice < 3.3 * once + 3_000


def test_what_lies_too_deep_is_read_as_text_of_what_lies_around(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "DEEPEST", 4)
    page = read(b"<body><div><p>eins<b>zwei<i>drei</i>vier</b>sechs</p>sieben</div><p>acht</p>")
    assert page is not None
    assert page.text == "einszweidreiviersechs\n\nsieben\n\nacht"
    assert [block.path for block in page.blocks] == ["/html/body/div/p", "/html/body/div", "/html/body/p"]


def test_pages_of_too_many_parts_are_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcribing, "PARTS_AT_MOST", 5)
    with pytest.raises(InputRefused, match="more than 5 lines, links and marks"):
        transcribe(Raw("p", "p", b"<p>eins" * 6, "", True))
    with pytest.raises(InputRefused, match="more than 5 lines"):
        transcribe(Raw("p", "p", b"eins\n" * 6, "", False))
    assert len(transcribe(Raw("p", "p", b"<p>eins" * 5, "", True)).blocks) == 5


def test_a_page_fed_in_pieces_is_the_same_page(monkeypatch: pytest.MonkeyPatch) -> None:
    for path in OWN[::9]:
        data = path.read_bytes()
        whole = read(data)
        monkeypatch.setattr(transcribing, "_FED_AT_ONCE", 777)
        assert read(data) == whole
        monkeypatch.undo()

"""The hostile pages are what they say: as large as asked, linear, and the same each time."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.pages import hostile
from tests.pages.hostile import HOSTILE, mutate
from tests.pages.mutations import swap_stretches

PAGE = (Path(__file__).parent / "test" / "01-quality-paper-staumauer.html").read_bytes()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_is_the_same_each_time(name: str) -> None:
    assert HOSTILE[name]() == HOSTILE[name]()


def test_all_small_pages_together_stay_small() -> None:
    assert sum(len(page()) for page in HOSTILE.values()) < 10_000_000


def test_sizes_are_as_asked() -> None:
    assert hostile.nest_tags(10_000).count(b"<div>") == 2_000
    assert hostile.crowd_attributes(3).count(b'="') - hostile.crowd_attributes(0).count(b'="') == 3
    assert len(hostile.write_one_word(5_000)) - len(hostile.write_one_word(0)) == 5_000
    assert hostile.write_one_line(50_000).count(b"\n") == 0


@pytest.mark.parametrize(
    "build",
    [
        hostile.nest_formatting,
        hostile.nest_tables,
        hostile.cross_end_tags,
        hostile.overload_json_ld,
        hostile.break_lines,
    ],
)
def test_a_page_grows_linearly(build: hostile.Grow) -> None:
    once, twice, thrice = (len(build(count)) for count in (1_000, 2_000, 3_000))
    assert twice - once == pytest.approx(thrice - twice, rel=0.01)


def test_entities_would_expand_beyond_memory() -> None:
    page = hostile.expand_entities(levels=12, fan=10)
    assert page.count(b"<!ENTITY") == 14
    assert len(page) < 2_000
    assert b"&e12;" in page


class TestMutations:
    def test_the_same_seed_gives_the_same_bytes(self) -> None:
        assert [mutate(PAGE, seed) for seed in range(50)] == [mutate(PAGE, seed) for seed in range(50)]

    def test_most_seeds_change_the_page_and_differ(self) -> None:
        found = {mutate(PAGE, seed) for seed in range(200)} - {PAGE}
        assert len(found) > 190

    @pytest.mark.parametrize("page", [b"", b"<", b"<p>"])
    def test_tiny_pages_are_mutated_too(self, page: bytes) -> None:
        assert all(isinstance(mutate(page, seed), bytes) for seed in range(300))

    def test_a_swap_keeps_every_byte(self) -> None:
        for seed in range(50):
            swapped = swap_stretches(PAGE, Random(seed))
            assert sorted(swapped) == sorted(PAGE)

"""Concepts of words and phrases, and the table of stems made from them."""

from __future__ import annotations

import gzip

import pytest
from training.concepts import LANGUAGES, OUT, stem_concepts

from lesart.language.concepts import load_concepts
from lesart.language.stems import load_stems


@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_table_of_stems_is_that_of_the_concepts(tag: str) -> None:
    shipped = gzip.decompress((OUT / tag / "concept_stems.tsv.gz").read_bytes()).decode("utf-8")
    assert shipped == stem_concepts(tag), "run: uv run python -m training.concepts"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Feuerwehr", (("firefighters",), 1)),
        ("ums Leben kamen", (("die",), 2)),
        ("bestritt", (("deny",), 1)),
        ("Quellmoos", ((), 1)),
    ],
)
def test_the_longest_phrase_tells_the_concept(words: str, told: tuple[tuple[str, ...], int]) -> None:
    stems = load_stems("de")
    assert load_concepts("de").at([stems.stem(word) for word in words.split()], 0) == told


def test_parts_of_a_compound() -> None:
    assert load_concepts("de").parts(load_stems("de").stem("Schlammursache")) == ("schlamm", "ursach")


def test_a_language_without_the_table_has_no_concepts() -> None:
    assert load_concepts("nl").every == {}

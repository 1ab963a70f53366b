"""Tables of word clusters, taken apart as they are asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lesart.annotate.word_clusters import HEAD, Entry, WordClusters, cluster_rows
from lesart.language.languages import load_language

WORDS = {
    "in": (7, "-"),
    "int": (12, "-"),
    "Intendant": (12, "d"),
    "Inter": (0, "e"),
    "Hafen": (12, "c"),
    "a)": (0, "-"),
}


def clusters_of(words: dict[str, Entry]) -> WordClusters:
    return WordClusters([row.split("\t") for row in cluster_rows(words.items())])


def test_rows_hold_the_words_that_begin_alike() -> None:
    assert cluster_rows(WORDS.items()) == ["12c\tHafen", "12d 0e\tIntendant Inter", "0-\ta)", "7-\tin", "12-\tint"]


def test_words_are_told_in_any_order() -> None:
    clusters = clusters_of(WORDS)
    assert clusters.get("Inter") == (0, "e")
    assert clusters.case_of("Intendant") == "d"
    assert clusters.get("Internat") is None
    assert clusters.case_of("Internat") == ""
    assert "in" in clusters
    assert "In" not in clusters
    assert "" not in clusters
    assert dict(clusters.items()) == WORDS


@given(
    st.dictionaries(
        st.text("abÄß'1", min_size=1, max_size=5), st.tuples(st.integers(0, 4095), st.sampled_from("abcde-"))
    ),
    st.lists(st.text("abÄß'1", max_size=5)),
)
def test_a_table_tells_what_was_put_in(words: dict[str, Entry], asked: list[str]) -> None:
    clusters = clusters_of(words)
    assert [clusters.get(word) for word in asked] == [words.get(word) for word in asked]
    assert list(clusters.items()) == sorted(words.items())


@pytest.mark.parametrize(("tag", "least"), [("de", 300_000), ("en", 100_000)])
def test_the_shipped_tables_have_one_row_for_a_beginning(tag: str, least: int) -> None:
    rows = load_language(tag).rows("clusters")
    count = 0
    for tells, words in rows:
        own = words.split(" ")
        assert {word[:HEAD] for word in own} == {words[:HEAD]}
        assert len(tells.split(" ")) == len(own)
        count += len(own)
    assert len({words[:HEAD] for _, words in rows}) == len(rows)
    assert count >= least

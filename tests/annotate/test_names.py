from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lesart.annotate.name_features import load_words, shape_of
from lesart.annotate.names import KINDS, WEIGHTS, Labelled, find_names, gather_names, read_labels, spread_names
from lesart.annotate.sentences import find_sentences
from lesart.language.languages import load_language
from lesart.model.annotation import Name, NameKind
from lesart.model.article import Article, Zone
from lesart.model.text import Page
from tests.annotate.cases import Case, article_of, read_cases

CASES = Path(__file__).parent / "names"
DE = load_language("de")


def page_of(text: str, number: int = 0, tag: str | None = "de") -> Article:
    page = Page(f"{number:016x}", "p", "0" * 64, text)
    left, right = len(text) - len(text.lstrip()), len(text.rstrip())
    zones = (Zone("body", page.span(left, right)),) if left < right else ()
    return Article(page, zones, language=tag)


def names_in(text: str, tag: str | None = "de") -> list[tuple[str, str]]:
    article = page_of(text, tag=tag)
    language = load_language(tag)
    return [
        (article.page[name.span], name.kind)
        for name in find_names(article, find_sentences(article, language), language)
    ]


@pytest.mark.parametrize("case", read_cases(CASES), ids=str)
def test_marked_names_are_found(case: Case) -> None:
    article, language = article_of(case), load_language(case.language)
    found = {
        (name.span.start, name.span.end, name.kind)
        for name in find_names(article, find_sentences(article, language), language)
    }
    expected = {(start, end, one.kind) for one in case.expected for start, end in case.pieces(one.fields["span"])}
    assert found == expected


def test_labels_are_read_into_names() -> None:
    assert read_labels(["B-PER", "I-PER", "O", "B-LOC", "B-LOC"]) == [
        Labelled(0, 2, "PER"),
        Labelled(3, 4, "LOC"),
        Labelled(4, 5, "LOC"),
    ]
    assert read_labels(["I-ORG", "I-ORG", "I-PER"]) == [Labelled(0, 2, "ORG"), Labelled(2, 3, "PER")]
    assert read_labels([]) == []


def test_shapes() -> None:
    words = ["Kim", "dpa", "EU-Gipfel", "8.000", "McAllister", "USA", "I"]
    assert [shape_of(word) for word in words] == ["Xxx", "xx", "XX-Xxx", "0.00", "XxXxx", "XX", "X"]


def test_the_lists_tell_common_nouns_from_names() -> None:
    words = load_words(DE)
    assert words.noun_mark("Gipfel") == "N"
    assert words.noun_mark("Häuser") == ""
    assert words.noun_mark("Soldaten") == "n"
    assert words.noun_mark("Moskau") == ""
    assert "C" in words.lists_of("Moskau")
    assert "c" in words.lists_of("Moskaus")
    assert "F" in words.lists_of("Hanna")


def test_a_language_without_data_falls_back_to_rules() -> None:
    assert ("Moskau", "LOC") in names_in("Il est à Moskau avec Hanna Vogt.", None)
    assert names_in("", None) == []


def test_other_weights_are_taken_from_the_folder_given(tmp_path: Path) -> None:
    (tmp_path / WEIGHTS).write_bytes((Path(str(DE.weights(WEIGHTS)))).read_bytes())
    language = load_language("de", tmp_path)
    article = page_of("Hanna Vogt wohnt in Berlin.")
    found = find_names(article, find_sentences(article, language), language)
    assert [name.kind for name in found] == ["PER", "LOC"]


def marked(article: Article, *names: tuple[str, NameKind]) -> tuple[Name, ...]:
    text = article.page.text
    return tuple(Name(article.page.span(text.index(word), text.index(word) + len(word)), kind) for word, kind in names)


def spread(
    text: str, known: list[tuple[Article, tuple[Name, ...]]], *names: tuple[str, NameKind]
) -> list[tuple[str, str]]:
    article = page_of(text, 99)
    found = spread_names(article, find_sentences(article, DE), marked(article, *names), gather_names(known))
    return [(article.page[name.span], name.kind) for name in found]


def test_full_names_and_their_family_names_are_known_everywhere() -> None:
    first = page_of("Hanna Quendel kam.", 1)
    pile = [(first, marked(first, ("Hanna Quendel", "PER")))]
    assert spread("Gestern sprach Hanna Quendel lange.", pile) == [("Hanna Quendel", "PER")]
    assert spread("Dort sah man Quendels Wagen.", pile) == [("Quendels", "PER")]


def test_a_lone_word_is_known_when_found_twice() -> None:
    first, second = page_of("In Ostrawell regnet es.", 1), page_of("Aus Ostrawell kam Hilfe.", 2)
    once = [(first, marked(first, ("Ostrawell", "LOC")))]
    twice = [*once, (second, marked(second, ("Ostrawell", "LOC")))]
    assert spread("Nach Ostrawell fuhr keiner.", once) == []
    assert spread("Nach Ostrawell fuhr keiner.", twice) == [("Ostrawell", "LOC")]


def test_common_nouns_are_never_carried() -> None:
    pages = [page_of(f"Die Post kam {n}-mal.", n) for n in range(4)]
    pile = [(page, marked(page, ("Post", "ORG"))) for page in pages]
    assert spread("Er holte die Post.", pile) == []


def test_a_cut_name_is_made_whole_and_a_longer_one_stays() -> None:
    first = page_of("Minister Kim Jong Sup kam.", 1)
    pile = [(first, marked(first, ("Kim Jong Sup", "PER")))]
    assert spread("Auch Kim Jong Sup sprach.", pile, ("Kim Jong", "PER")) == [("Kim Jong Sup", "PER")]
    assert spread("Der Kim Jong Sup Platz ist leer.", pile, ("Kim Jong Sup Platz", "LOC")) == [
        ("Kim Jong Sup Platz", "LOC")
    ]


def test_a_slip_in_kind_is_mended_by_the_rest_of_the_pile() -> None:
    pages = [page_of(f"Bei Veltrona {n} war Ruhe.", n) for n in range(5)]
    pile = [(page, marked(page, ("Veltrona", "ORG"))) for page in pages]
    assert spread("Auch Veltrona schwieg.", pile, ("Veltrona", "PER")) == [("Veltrona", "ORG")]


@settings(deadline=None)
@given(st.text(max_size=80), st.sampled_from(["de", "en", "fr", None]))
def test_any_text_gives_disjoint_names_inside_it(text: str, tag: str | None) -> None:
    article, language = page_of(text, tag=tag), load_language(tag)
    sentences = find_sentences(article, language)
    names = find_names(article, sentences, language)
    assert names == find_names(article, sentences, language)
    ends = 0
    for name in names:
        assert ends <= name.span.start < name.span.end <= len(text)
        assert name.kind in KINDS
        assert name.by
        ends = name.span.end
    carried = spread_names(article, sentences, names, gather_names([(article, names)]))
    assert [name.span for name in carried] == sorted(name.span for name in carried)

"""Quantities on annotated cases, and what holds for any text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lesart.annotate.quantities import find_quantities
from lesart.annotate.quotations import find_quotations
from lesart.annotate.sentences import find_sentences
from lesart.annotate.times import find_times
from lesart.language.languages import load_language
from lesart.language.number_words import read_number, read_ordinal
from lesart.model.annotation import Quantity
from lesart.model.text import Span
from tests.annotate.cases import Case, article_of, read_cases

CASES = [case for case in read_cases(Path(__file__).parent / "cases") if case.file.startswith("quantities_")]


def quantities_of(case: Case, quoted: bool = True) -> tuple[Quantity, ...]:
    article = article_of(case)
    language = load_language(case.language)
    sentences = find_sentences(article, language)
    times = find_times(article, sentences, language)
    quotations = find_quotations(article, sentences, language) if quoted else ()
    return find_quantities(article, sentences, language, (), times, quotations)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case) -> None:
    found = [case.text[each.span.start : each.span.end] for each in quantities_of(case)]
    assert found == [case.text[slice(*case.spans[each.fields["at"]][0])] for each in case.expected]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_fields_of_case(case: Case) -> None:
    by_place = {(each.span.start, each.span.end): each for each in quantities_of(case)}
    for each in case.expected:
        place = case.spans[each.fields["at"]][0]
        found = by_place[place]
        for field, wanted in each.fields.items():
            if field == "at":
                continue
            value = getattr(found, field)
            if isinstance(value, Span):
                told: object = case.text[value.start : value.end]
                assert (told, (value.start, value.end)) == (told, case.spans[wanted][0])
            elif isinstance(value, float):
                assert (case.text[slice(*place)], field, value) == (case.text[slice(*place)], field, float(wanted))
            else:
                assert (case.text[slice(*place)], field, str(value)) == (case.text[slice(*place)], field, wanted)


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("fünfzig", 50),
        ("einundzwanzig", 21),
        ("zweitausend", 2000),
        ("dreihundertfünf", 305),
        ("siebenundneunzigtausenddreihundertelf", 97311),
        ("zweieinhalb", 2.5),
        ("anderthalb", 1.5),
        ("einundeins", None),
        ("und", None),
        ("Hund", None),
        ("einundzwanzig" * 8, None),
    ],
)
def test_number_words(word: str, value: float | None) -> None:
    assert read_number(word, load_language("de")) == value


def test_ordinals() -> None:
    words = ["ersten", "dritter", "achte", "zwanzigsten", "einunddreißigster", "letzten", "fünf"]
    assert [read_ordinal(word, load_language("de")) for word in words] == [1, 3, 8, 20, 31, None, None]


PIECES = st.sampled_from([
    "bis", "zu", "8'000", "Soldaten", "zwei", "Dutzend", "3:2", "-", "mehrere", "tausend", "von", "der",
    "Hälfte", "1,3", "Millionen", "€", "%", ".", ",", "(", "ein", "zwischen", "10", "und", "20", "Prozent",
    "oder", "mehr", "A380", "\n\n", "zweistelliger", "Millionenbetrag", "rund", "1.234.567,89", "’", "über",
    "Tausende", "0",
])  # fmt: skip


@settings(max_examples=150)
@given(
    st.one_of(st.text(max_size=120), st.lists(PIECES, max_size=25).map(" ".join)).filter(str.strip),
    st.sampled_from(["de", "en", "fr"]),
)
def test_any_text_gives_ordered_disjoint_quantities_inside_the_page(text: str, tag: str) -> None:
    case = Case("any", "any", text, {}, (), None, tag)
    found = quantities_of(case, quoted=False)
    assert found == quantities_of(case, quoted=False)
    place = 0
    for each in found:
        assert place <= each.span.start < each.span.end <= len(text)
        assert each.span.start <= each.number.start < each.number.end <= each.span.end
        assert each.of is None or (each.number.end <= each.of.start and each.of.end <= each.span.end)
        assert each.low is None or each.high is None or each.low <= each.high
        place = each.span.end


def test_what_is_counted_is_no_number_of_its_own() -> None:
    case = Case("overlap", "overlap", "0 ZWEISTELLIG0", {}, (), None, "de")
    assert [(each.span.start, each.span.end) for each in quantities_of(case, quoted=False)] == [(0, 13)]

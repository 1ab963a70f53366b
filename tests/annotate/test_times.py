"""Time expressions on annotated cases, and what holds for any text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lesart.annotate.sentences import find_sentences
from lesart.annotate.time_patterns import load_grammar
from lesart.annotate.time_values import MAKERS
from lesart.annotate.times import find_times
from lesart.language.languages import load_language
from lesart.model.annotation import TimePoint
from tests.annotate.cases import Case, article_of, read_cases

CASES = [case for case in read_cases(Path(__file__).parent / "cases") if case.file.startswith("times_")]
LANGUAGES = ("de", "en", "fr")


def times_of(case: Case) -> tuple[TimePoint, ...]:
    article = article_of(case)
    language = load_language(case.language)
    return find_times(article, find_sentences(article, language), language)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case) -> None:
    found = [(time.span.start, time.span.end, time.type) for time in times_of(case)]
    wanted = [(*case.spans[each.fields["at"]][0], each.kind) for each in case.expected]
    texts = [case.text[start:end] for start, end, _ in found]
    assert texts == [case.text[start:end] for start, end, _ in wanted]
    assert found == wanted


@pytest.mark.parametrize("case", CASES, ids=str)
def test_values_of_case(case: Case) -> None:
    by_place = {(time.span.start, time.span.end): time for time in times_of(case)}
    for each in case.expected:
        place = case.spans[each.fields["at"]][0]
        time = by_place[place]
        for field in ("value", "earliest", "latest"):
            if field in each.fields:
                told = (case.text[slice(*place)], field, str(getattr(time, field)))
                assert told == (case.text[slice(*place)], field, each.fields[field])


@pytest.mark.parametrize("tag", ["de", "en", "common"])
def test_every_rule_names_an_action_that_there_is(tag: str) -> None:
    grammar = load_grammar(load_language(tag))
    for name, action, _ in grammar.language.rows("time_rules"):
        assert action == "define" or action.split(" ")[0] in {*MAKERS, "fixed", "feast"}, name


@pytest.mark.parametrize("tag", ["de", "en"])
def test_samples_show_every_set_of_classes_that_words_have(tag: str) -> None:
    grammar = load_grammar(load_language(tag))
    known = grammar.rules.known_sets()
    words = [*map(str, range(2200)), "00", "07", "dreiundzwanzig", "Montagabend", "dreijährige", "achtzehnte"]
    for word in words:
        assert frozenset(grammar.lexicon.classes(word)) in known, word


PIECES = st.sampled_from([
    "am", "3.", "Mai", "2024", "vor", "drei", "Jahren", "Ende", "des", "Jahres", "15", "Uhr", "bis", "18:30",
    "heute", "Freitagabend", "jeden", "Tag", "99", "24", "31.", "02.", "Februar", "im", "Winter", "2029/30",
    "zwei", "bis", "-", "–", "(", ")", "\n", "\n\n", ".", ",", "0000", "9999", "99999999999", "Ostern",
    "1200", "on", "July", "29,", "2004", "two", "years", "ago",
])  # fmt: skip


@settings(max_examples=150)
@given(
    st.one_of(st.text(max_size=120), st.lists(PIECES, max_size=25).map(" ".join)).filter(str.strip),
    st.sampled_from(LANGUAGES),
    st.sampled_from([None, "2031-05-14", "0001-01-01", "9999-12-31", "2024-11", "nonsense"]),
)
def test_any_text_gives_ordered_disjoint_times_inside_the_page(text: str, tag: str, published: str | None) -> None:
    case = Case("any", "any", text, {}, (), published, tag)
    found = times_of(case)
    assert found == times_of(case)
    place = 0
    for time in found:
        assert place <= time.span.start < time.span.end <= len(text)
        place = time.span.end
        if time.earliest and time.latest:
            assert time.earliest <= time.latest

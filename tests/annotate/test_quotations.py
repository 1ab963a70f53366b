from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lesart.annotate.quotations import find_quotations
from lesart.annotate.sentences import find_sentences
from lesart.language.languages import load_language
from lesart.model.annotation import Name, Quotation
from lesart.model.text import Spans
from tests.annotate.cases import Case, Pieces, article_of, read_cases

CASES = read_cases(Path(__file__).parent / "cases" / "quotations")
ROLES = ("cue", "speaker", "frame", "addressee", "via")
PARTS = ["Ebel", "sagte", "teilte", "mit", "dass", "die", "Lage", "sei", "„", "“", '"', "»", "«", ",", ".", ":", "nach"]
PARTS += [
    "Angaben",
    "der",
    "Polizei",
    "zufolge",
    "laut",
    "so",
    "habe",
    "gefordert",
    "zu",
    "gehen",
    "(",
    ")",
    "\n",
    "wie",
    "wonach",
]


def quotations_of(case: Case) -> tuple[Quotation, ...]:
    article, language = article_of(case), load_language(case.language)
    return find_quotations(article, find_sentences(article, language), language)


def as_pieces(spans: Spans) -> Pieces:
    return tuple((span.start, span.end) for span in spans)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case) -> None:
    """Every expected quotation is found, with the roles that the case names, and nothing else is."""
    found = [
        (q.type, as_pieces(q.content), {role: as_pieces(getattr(q, role)) for role in ROLES})
        for q in quotations_of(case)
    ]
    wanted = [
        (
            line.kind,
            case.pieces(line.fields["content"]),
            {r: case.pieces(line.fields[r]) for r in ROLES if r in line.fields},
        )
        for line in case.expected
    ]

    def words(pieces: Pieces) -> list[str]:
        return [case.text[a:b] for a, b in pieces]

    shown = [(kind, words(content)) for kind, content, _ in found]
    assert sorted((kind, words(content)) for kind, content, _ in wanted) == sorted(shown)
    for kind, content, roles in wanted:
        mine = next(mine for other, place, mine in found if other == kind and place == content)
        for role, pieces in roles.items():
            assert (role, words(mine[role])) == (role, words(pieces))


@given(st.lists(st.sampled_from(PARTS), max_size=30), st.booleans())
@settings(deadline=None)
def test_any_words_give_spans_inside_the_page_in_order_and_twice_the_same(parts: list[str], glued: bool) -> None:
    case = Case("x", "x", ("" if glued else " ").join(parts) or "x", {}, (), None, "de")
    if not case.text.strip():
        return
    found = quotations_of(case)
    for quotation in found:
        for role in ("content", *ROLES):
            spans = getattr(quotation, role)
            assert all(0 <= span.start < span.end <= len(case.text) for span in spans)
            assert list(spans) == sorted(spans)
        assert 0 < quotation.confidence <= 1
    assert [q.content for q in found] == sorted(q.content for q in found)
    assert found == quotations_of(case)


@given(st.text(max_size=120))
@settings(deadline=None)
def test_no_text_is_refused(text: str) -> None:
    if text.strip():
        quotations_of(Case("x", "x", text, {}, (), None, "de"))


def test_confidence_is_the_measured_precision_of_the_pattern() -> None:
    measured = {row[0]: float(row[1]) for row in load_language("de").rows("quotation_patterns")}
    found = [quotation for case in CASES if case.language == "de" for quotation in quotations_of(case)]
    assert {quotation.by for quotation in found} <= set(measured)
    assert all(quotation.confidence == measured[quotation.by] for quotation in found)


def test_names_given_part_phrases_that_run_together() -> None:
    case = Case("x", "x", "Deshalb lehnt Ohm Ebel ab: „Das war alles nur ein böser Traum.“", {}, (), None, "de")
    article, language = article_of(case), load_language("de")
    names = tuple(Name(article.page.span(a, b), "PER") for a, b in ((14, 17), (18, 22)))
    (found,) = find_quotations(article, find_sentences(article, language), language, names)
    assert [article.page[span] for span in found.speaker] == ["Ohm"]


def test_a_page_without_an_end_of_sentence_takes_its_time_only_once() -> None:
    """No output from what is no prose, however long (the work is bounded, not measured here)."""
    assert quotations_of(Case("x", "x", "„Ja " * 4000, {}, (), None, "de")) == ()
    assert quotations_of(Case("x", "x", "a, " * 5000, {}, (), None, "de")) == ()

"""Bounds on the date of undated pages: what their text proves, and what it does not."""

from __future__ import annotations

import msgspec
import pytest

from lesart.annotate.sentences import find_sentences
from lesart.annotate.times import find_times
from lesart.language.languages import load_language
from lesart.model.annotation import Annotated
from lesart.model.article import Article, Comment, DateMark, Zone, ZoneKind
from lesart.model.text import Page, Span
from lesart.relate.dates import bound_date


def make_page(text: str, kind: ZoneKind = "body", language: str = "de", published: str | None = None) -> Annotated:
    page = Page(id="0123456789abcdef", source="page.txt", bytes_id="0" * 64, text=text)
    zones = (Zone(kind, page.span(0, len(text)), by="given"),)
    article = Article(page, zones, language=language, published=published)
    words = load_language(language)
    sentences = find_sentences(article, words)
    return Annotated(article, sentences, times=find_times(article, sentences, words))


def bounds(page: Annotated) -> list[tuple[str, str, str]]:
    article = bound_date(page, load_language(page.article.language)).article
    assert article.earliest == next((b.value for b in article.bounds if b.side == "earliest"), None)
    assert article.latest == next((b.value for b in article.bounds if b.side == "latest"), None)
    return [(b.side, b.value, page.page.text[b.span.start : b.span.end]) for b in article.bounds]


def test_a_dated_past_is_not_younger_than_the_page() -> None:
    page = make_page("Am 5. März 2024 brannte die Mühle. Im Jahr 1949 war sie gebaut worden.")
    assert bounds(page) == [("earliest", "2024-03-05", "5. März 2024")]


def test_since_a_year() -> None:
    assert bounds(make_page("Seit 2022 ist die Fähre ausser Dienst.")) == [("earliest", "2022-01-01", "2022")]


def test_the_date_under_a_photograph() -> None:
    page = make_page("Die Ministerin in Halmbach, 16. Januar 2024. Bild: Nordlicht", kind="caption")
    assert bounds(page) == [("earliest", "2024-01-16", "16. Januar 2024")]


@pytest.mark.parametrize(
    "text",
    [
        "Im April bestätigte das Land die Entsendung. Im vergangenen Jahr war ein Abkommen geschlossen worden.",
        "Das Treffen erinnerte an das Ende des Krieges vor 80 Jahren.",
        "Am Mittwoch sagte der Rat zu, vor über drei Jahren hatte er abgelehnt.",
        "Die Brücke soll am 3. Mai 2031 eröffnet werden.",
        "Das Konzert am 3. Mai 2031 wurde abgesagt.",
        "Die Feier wurde auf den 3. Mai 2031 verschoben.",
        "Er hätte 2031 kommen sollen.",
        "Der Rat stellte die Agenda 2040 vor.",
        "Bis 2035 wurden zwei Deiche versprochen.",
    ],
)
def test_what_proves_no_year(text: str) -> None:
    assert bounds(make_page(text)) == []


def test_a_year_told_from_here_bounds_both_sides() -> None:
    page = make_page("Im vergangenen Jahr (2023) fiel kein Schnee.")
    assert bounds(page) == [
        ("earliest", "2024-01-01", "vergangenen Jahr (2023"),
        ("latest", "2024-12-31", "vergangenen Jahr (2023"),
    ]


def test_years_that_have_passed() -> None:
    page = make_page("Vor 30 Jahren, im Mai 1995, sank die Fähre.")
    assert bounds(page) == [
        ("earliest", "2025-01-01", "30 Jahren, im Mai 1995"),
        ("latest", "2026-12-31", "30 Jahren, im Mai 1995"),
    ]


def test_more_years_than_told_leave_the_end_open() -> None:
    page = make_page("Vor über 30 Jahren, im Mai 1995, sank die Fähre.")
    assert [(side, value) for side, value, _ in bounds(page)] == [("earliest", "2025-01-01")]


def test_an_anniversary_counts_only_from_a_year_that_the_text_gives() -> None:
    with_year = make_page("30 Jahre nach dem Untergang der Fähre 1995 trafen sich die Geretteten.")
    assert [(side, value) for side, value, _ in bounds(with_year)] == [("earliest", "2025-01-01")]
    assert bounds(make_page("30 Jahre nach dem Untergang der Fähre trafen sich die Geretteten.")) == []


def test_the_last_change_and_the_first_comment_come_after_publication() -> None:
    text = "Der Damm hielt. Stand: 14.03.2023 15:53 Uhr Lob! Tadel!"
    page = make_page(text)
    stamp = text.index("14.03")
    spans = [page.page.span(text.index(word), text.index(word) + 4) for word in ("Lob!", "Tade")]
    article = msgspec.structs.replace(
        page.article,
        date_marks=(DateMark("2023-03-14T15:53", "updated", "text", stamp, stamp + 20),),
        comments=(Comment(spans[0], posted="2023-03-12T08:00"), Comment(spans[1], posted="2023-03-13")),
    )
    page = msgspec.structs.replace(page, article=article)
    assert bounds(page) == [("latest", "2023-03-12", "Lob!")]


def test_bounds_that_exclude_each_other_claim_nothing() -> None:
    text = "Am 5. März 2024 brannte die Mühle. Lob!"
    page = make_page(text)
    comment = Comment(Span(page.page.id, text.index("Lob!"), len(text)), posted="2023-03-12")
    page = msgspec.structs.replace(page, article=msgspec.structs.replace(page.article, comments=(comment,)))
    assert bounds(page) == []


def test_a_dated_page_needs_no_bounds() -> None:
    assert bounds(make_page("Am 5. März 2024 brannte die Mühle.", published="2024-03-06")) == []


def test_english() -> None:
    page = make_page("The mill burned on March 5, 2024. It will open in May 2031.", language="en")
    assert bounds(page) == [("earliest", "2024-03-05", "March 5, 2024")]

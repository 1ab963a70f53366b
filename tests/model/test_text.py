"""Pages and spans: one offset unit, foreign spans refused, no assertion without evidence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lesart.errors import EvidenceMissing, SpanError
from lesart.model.annotation import Quotation
from lesart.model.relation import Origin, Passage
from lesart.model.synopsis import Reading
from lesart.model.text import Page, Span


def make_page(text: str, name: str = "p1") -> Page:
    return Page(id=name, source=f"{name}.txt", bytes_id="0" * 64, text=text)


@pytest.mark.parametrize(
    ("text", "start", "end", "shown"),
    [
        ("Pegel: 🌊🌊 hoch", 7, 9, "🌊🌊"),
        ("Größe über alles", 0, 5, "Größe"),
        ("Zu\u0308rich", 1, 3, "u\u0308"),
        ("a\r\nb", 1, 3, "\r\n"),
        ("vor\x00nach", 3, 4, "\x00"),
        ("\ufeffTitel", 0, 1, "\ufeff"),
        ("👩‍🚒 löscht", 0, 3, "👩‍🚒"),
    ],
)
def test_offsets_are_code_points(text: str, start: int, end: int, shown: str) -> None:
    page = make_page(text)
    assert page[page.span(start, end)] == shown


def test_a_foreign_span_is_refused() -> None:
    with pytest.raises(SpanError, match="span of page p2 used on page p1"):
        make_page("Text")[Span("p2", 0, 2)]


def test_a_span_beyond_the_text_is_refused() -> None:
    with pytest.raises(SpanError, match="beyond the 4 characters"):
        make_page("Text").span(2, 5)
    with pytest.raises(SpanError, match="beyond the 4 characters"):
        make_page("Text")[Span("p1", 2, 5)]


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (2, 2), (3, 2)])
def test_an_empty_or_turned_span_cannot_be(start: int, end: int) -> None:
    with pytest.raises(SpanError):
        Span("p1", start, end)


def test_page_text_cannot_be_changed() -> None:
    page = make_page("Text")
    with pytest.raises(AttributeError):
        page.text = "anders"  # type: ignore[misc]


@given(st.text(min_size=1), st.data())
def test_every_span_yields_its_slice(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert make_page(text)[Span("p1", start, end)] == text[start:end]


def test_covers_and_meets() -> None:
    assert Span("p", 0, 5).covers(Span("p", 2, 5))
    assert not Span("p", 0, 5).covers(Span("q", 2, 5))
    assert Span("p", 0, 5).meets(Span("p", 4, 9))
    assert not Span("p", 0, 5).meets(Span("p", 5, 9))


def test_assertions_need_evidence() -> None:
    with pytest.raises(EvidenceMissing, match="a quotation"):
        Quotation(type="direct", content=(), confidence=0.9)
    with pytest.raises(EvidenceMissing, match="a shared passage"):
        Passage(id="x", members=())
    with pytest.raises(EvidenceMissing, match="a reworded reading"):
        Reading(page="p1", relation="reworded")
    with pytest.raises(EvidenceMissing, match="'agency'"):
        Origin(page="p1", shared=0.5, hypothesis="agency")


def test_silence_has_no_words() -> None:
    assert Reading(page="p1", relation="silent").spans == ()
    with pytest.raises(SpanError, match="cannot have words"):
        Reading(page="p1", relation="silent", spans=(Span("p1", 0, 3),))

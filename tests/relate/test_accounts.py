"""What is read of a page at once: words for events and for stories, and where its words stand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lesart.relate.accounts import read_account
from lesart.relate.event_terms import WORD, term_of, weigh_text
from lesart.relate.events import find_accounts
from lesart.relate.stories import read_chapters
from tests.relate.annotated_pages import make_report

CRANES = make_report(
    "Frau Uhligkowa sah Falk Uhlig am Kran 12.500-mal, am Ende stand Kran 500 still.",
    published="2029-05-12",
)


def test_a_word_is_found_where_it_stands_alone() -> None:
    text = CRANES.page.text
    weighed = read_account(CRANES).weighed
    start, end = weighed.place_of(term_of("uhlig"), text) or (0, 0)
    assert (text[start - 5 : start], text[start:end]) == ("Falk ", "Uhlig")
    start, end = weighed.place_of(term_of("500"), text) or (0, 0)
    assert (text[start - 5 : start], text[start:end]) == ("Kran ", "500")
    assert weighed.place_of(term_of("flut"), text) is None


@given(st.text(alphabet="aB ß1.,\n-²_ı", max_size=60))
def test_every_word_shown_is_where_it_is_said_to_be_first(text: str) -> None:
    page = make_report(text or "x", published="2029-05-12")
    weighed = weigh_text(page, [(0, len(page.page.text))])
    first: dict[str, tuple[int, int]] = {}
    for match in WORD.finditer(page.page.text):
        first.setdefault(match.group(), match.span())
    assert {term: weighed.place_of(term, page.page.text) for term in weighed.words} == {
        term: first[word] for term, word in weighed.words.items()
    }


def test_chapters_are_the_same_from_what_was_read_and_from_the_pages() -> None:
    events, accounts = find_accounts([CRANES], ())
    assert read_chapters([CRANES], events, accounts) == read_chapters([CRANES], events)

"""The words of running text, and what is told early by them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lesart.relate.origins import gather_evidence
from lesart.relate.running_words import PLAIN_WORD, read_running
from tests.relate.made_pages import make_page


def test_words_of_running_text_only_in_small_letters() -> None:
    page = make_page("Im Ufer-Café (am Wehr)", ("byline", "Von Jule Karg"), "sprach Er.")
    running = read_running(page.article)
    assert [page.page.text[start:end] for start, end in running.ranges] == ["Im Ufer-Café (am Wehr)", "sprach Er."]
    assert running.words == {"im", "ufer-café", "ufer", "café", "(am", "am", "wehr)", "wehr", "sprach", "er.", "er"}


@given(
    st.lists(
        st.text(
            st.sampled_from("aAzßẞÄé1²ΑΣςİıǅ_-/.'’„“ \n\u00a0\u0307\u0301") | st.characters(codec="utf-8"), min_size=1
        ),
        max_size=4,
    )
)
def test_no_word_is_missing(parts: list[str]) -> None:
    page = make_page(*parts)
    words = {word.lower() for part in parts for word in PLAIN_WORD.findall(part)}
    assert words <= read_running(page.article).words


@pytest.mark.parametrize(
    ("text", "agency", "spelled"),
    [
        ("Laut İHA brannte das Lager.", "iha", "İHA"),
        ("Das sagte er der Deutschen\u00a0Presse-Agentur.", "dpa", "Deutschen\u00a0Presse-Agentur"),
        ("Das sagte er der Agentur AA.", "aa", "AA"),
        ("Das sagte er der AA.", None, None),
        ("Das sagte er der dpa-Reporterin.", None, None),
    ],
)
def test_agencies_are_found_however_they_are_spelled(text: str, agency: str | None, spelled: str | None) -> None:
    page = make_page(text)
    found = gather_evidence([page], (), ()).credits[page.page.id]
    assert [(credit.agency, page.page[credit.span]) for credit in found] == ([(agency, spelled)] if agency else [])


@pytest.mark.parametrize("outlet", ["İzmir Bote", "Der Bote"])
def test_outlets_are_found_with_endings(outlet: str) -> None:
    text = f"Das geht aus Informationen des {outlet}n hervor."
    page = make_page(text, outlet="Umland")
    pages = [page, make_page("Am Wehr.", outlet=outlet)]
    found = gather_evidence(pages, (), ()).namings[page.page.id]
    assert [(naming.outlet, page.page[naming.span]) for naming in found] == [(outlet, f"{outlet}n")]

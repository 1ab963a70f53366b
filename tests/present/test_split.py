"""Piles too large for one file; large piles in one file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from lesart.model.annotation import Annotated
from lesart.model.relation import Event, Story
from lesart.model.synopsis import Locus, Reading, Synopsis, Witness
from lesart.model.text import Span
from lesart.present import report, split
from lesart.present.split import render_reports, select_events, share_out
from lesart.present.verify import ISLAND, verify_report
from tests.present.conftest import Opener, read_again
from tests.present.pile import E1, make_pile, write_page

NAMES = 60


def make_many(count: int = NAMES) -> Synopsis:
    """One event of `count` pages that all say one sentence alike, and one of their own."""
    pages = tuple(
        write_page(
            f"seite{n:04}",
            [("headline", [f"Titel {n}"]), ("body", ["Der Kran fiel am Morgen um.", f"Zeuge {n} sah es."])],
            outlet=f"Haus {n}",
            published=f"2025-03-{1 + n % 28:02}",
            language="de",
        )
        for n in range(count)
    )
    event = Event("event-1", tuple(page.page.id for page in pages), "2025-03-01", "2025-03-01")
    fell = tuple(Reading(page.page.id, "verbatim", (_said(page),)) for page in pages[: count - 2])
    silent = tuple(Reading(page.page.id, "silent") for page in pages[count - 2 :])
    return Synopsis(
        pages=pages,
        events=(event,),
        stories=(Story("story-1", ("event-1",)),),
        witnesses=tuple(Witness(page.page.id, f"H{n}") for n, page in enumerate(pages)),
        loci=(Locus("locus-1", "event-1", (*fell, *silent)),),
    )


def _said(page: Annotated) -> Span:
    return page.sentences[1].span


def test_more_witnesses_than_columns_stand_beneath_each_other() -> None:
    html = render_reports(make_many(12), "de", "r.html")["r.html"]
    assert 'class="loci w12 cards stacked"' in html
    assert html.count('class="r verbatim"') == 9
    assert html.split('<td class="mute">')[1].split("</td>")[0].count('<a class="sig" href="#p1') == 2


def test_a_large_pile_keeps_its_texts_once() -> None:
    html = report.render_report(make_many(), "de")
    island = ISLAND.search(html)
    assert island
    data = json.loads(island[1])
    assert "mentions" not in data["pages"][0]
    assert "loci" not in data
    assert data["pages"][7]["zones"] == {"headline": [[0, 7]], "body": [[9, 52]]}
    assert data["pages"][7]["text"] == make_many().pages[7].page.text
    assert html.count("Zeuge 7 sah es.") == 1


@pytest.mark.browser
def test_the_script_shows_sources_and_verbatim_words_of_a_large_pile(open_report: Opener) -> None:
    opened = open_report(report.render_report(make_many(), "de"))
    page = opened.page
    assert page.locator("#p59 .zt").count() == 0
    page.locator("#p59").scroll_into_view_if_needed()
    expect(page.locator("#p59 .zt").last).to_have_text("Der Kran fiel am Morgen um. Zeuge 59 sah es.")
    page.locator("input[name=spell]").check()
    expect(page.locator("td.verbatim .t").first).to_have_text("Der Kran fiel am Morgen um.")
    page.locator("td.verbatim a.rel").nth(3).click()
    expect(page.locator("#b-quote blockquote")).to_have_text("Der Kran fiel am Morgen um.")
    assert opened.quiet(), opened.said


def test_what_fits_stays_one_file() -> None:
    assert list(render_reports(make_pile(), "de", "r.html")) == ["r.html"]


def test_a_pile_too_large_is_split_by_event(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, pile_files: Synopsis
) -> None:
    monkeypatch.setattr(split, "LARGEST_FILE", 90_000)
    files = render_reports(pile_files, "de", "r.html")
    assert list(files) == ["r.html", "r-1.html", "r-2.html"]
    assert 'href="r-1.html#event-000000000001"' in files["r.html"]
    assert 'href="r.html"' in files["r-2.html"]
    assert "Soletank" not in files["r-2.html"]
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    outcome = verify_report(tmp_path / "r.html", read_again)
    assert (outcome.failures, outcome.pages) == ((), 6)
    assert outcome.held > 100


def test_a_part_holds_only_what_lies_on_its_pages() -> None:
    pile = make_pile()
    first = select_events(pile, [pile.events[0]])
    assert [page.page.id for page in first.pages] == list(pile.events[0].pages)
    assert {locus.event for locus in first.loci} == {E1}
    assert [figure.id for figure in first.figures] == ["figure-000000000002", "figure-000000000003"]
    assert [saying.id for saying in first.sayings] == ["saying-000000000001"]


def test_events_of_one_page_share_files() -> None:
    pages = make_many(150).pages
    lone = tuple(Event(f"event-{n}", (page.page.id,)) for n, page in enumerate(pages))
    shares = share_out(Synopsis(pages=pages, events=lone))
    assert [len(events) for events in shares] == [100, 50]

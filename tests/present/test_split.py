"""Piles too large for one file; large piles in one file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

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
    assert [(figure.id, len(figure.readings)) for figure in first.figures] == [
        ("figure-000000000001", 4),
        ("figure-000000000002", 2),
        ("figure-000000000003", 2),
    ]
    tolls = first.figures[0]
    assert {(pair.a, pair.b) for pair in tolls.pairs} <= {(a, b) for a in range(4) for b in range(a + 1, 4)}
    assert render_reports(first, "de", "x.html")
    assert [saying.id for saying in first.sayings] == ["saying-000000000001"]


def test_events_of_one_page_share_files() -> None:
    pages = make_many(150).pages
    lone = tuple(Event(f"event-{n}", (page.page.id,)) for n, page in enumerate(pages))
    shares = share_out(Synopsis(pages=pages, events=lone))
    assert [len(events) for events in shares] == [100, 50]


def write_split(folder: Path, pile: Synopsis, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.setattr(split, "LARGEST_FILE", 50_000)
    files = render_reports(pile, "de", "mein bericht#1.html")
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return files


def test_the_index_tells_what_reaches_over_several_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = next(iter(write_split(tmp_path, make_pile(), monkeypatch).values()))
    assert 'id="across-figure-000000000001"' in index
    assert 'href="mein%20bericht%231-2.html#p0"' in index
    part = index[index.index('id="across-figure-000000000001"') :].split("</ul>")[0]
    assert part.count("<q") == 5
    assert "Sieben Menschen" in part


def test_the_index_answers_to_no_name_that_is_not_a_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = next(iter(write_split(tmp_path, make_pile(), monkeypatch).values()))
    island = ISLAND.search(index)
    assert island
    held = json.loads(island[1])["held"]
    assert list(held) == ["mein bericht#1-1.html", "mein bericht#1-2.html"]
    assert "locus-000000000003" in held["mein bericht#1-1.html"]
    assert "event-000000000002" in held["mein bericht#1-2.html"]


@pytest.mark.browser
def test_a_link_into_the_report_as_one_file_leads_to_its_row_in_the_right_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, browser: Browser
) -> None:
    files = write_split(tmp_path, make_pile(), monkeypatch)
    page = browser.new_page()
    index = (tmp_path / next(iter(files))).as_uri()
    page.goto(index + "#locus-000000000003")
    expect(page.locator("#locus-000000000003 th")).to_be_in_viewport()
    assert page.url.endswith("/mein%20bericht%231-1.html#locus-000000000003")
    page.locator("a.home").click()
    assert page.url == index
    page.locator("#across-figure-000000000001 a").last.click()
    assert "Sieben Menschen" in page.locator("#p0").inner_text()
    page.goto(index + "#no-such-row")
    assert page.url == index + "#no-such-row"
    page.close()

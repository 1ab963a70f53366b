"""The report in use: opened from disk in Chromium, by mouse, by keyboard, on a phone, on paper, without script."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from lesart.present.report import render_report
from tests.present.conftest import Opener
from tests.present.pile import make_pile

TIME = "Um 6.02 Uhr riss der Tank, so steht es im Protokoll der Wache."
RIGHT = "Richtig ist 6.02 Uhr."
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def german() -> str:
    return render_report(make_pile())


@pytest.fixture(scope="module")
def english() -> str:
    return render_report(make_pile(), "en")


def test_it_opens_without_a_request_or_a_message(german: str, open_report: Opener) -> None:
    opened = open_report(german)
    assert opened.page.title() == "Soletank geborsten: Mindestens vier Tote in Brackwede – Lesarten aus 6 Seiten"
    assert opened.quiet(), (opened.said, opened.asked)


def test_every_link_to_evidence_opens_the_panel_with_the_words_it_stands_for(german: str, open_report: Opener) -> None:
    opened = open_report(german)
    page = opened.page
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    found = page.evaluate(
        """() => [...document.querySelectorAll('main [data-e]')].map(a => {
          a.dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true, detail: 1}));
          const [n, list] = a.dataset.e.split(':');
          const quoted = [...document.querySelectorAll('#b-quote blockquote')].map(q => q.textContent);
          const marked = [...document.querySelectorAll('#b-page .hit')].map(h => h.textContent).join('');
          return [+n, list ? list.split(',').map(s => s.split('-').map(Number)) : [], quoted, marked];
        })"""
    )
    texts = [shown.page.text for shown in make_pile().pages]
    assert len(found) > 50
    for number, spans, quoted, marked in found:
        words = [texts[number][start:end] for start, end in spans]
        assert quoted == words
        assert marked == "".join(words)
    assert opened.quiet(), opened.said


def test_a_click_beside_the_link_opens_the_cell_and_escape_returns(german: str, open_report: Opener) -> None:
    page = open_report(german).page
    cell = page.locator("#locus-000000000001 td.differs").first
    cell.scroll_into_view_if_needed()
    before = cell.bounding_box()
    cell.locator(".t").click(position={"x": 5, "y": 5})
    after = cell.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(before["y"] - after["y"]) < 2
    assert page.locator("#b-title").inner_text() == "Brackweder Bote"
    assert page.locator("#b-quote .rel").inner_text() == "weicht ab: Zahl, Zeit · Zeile 1.1"
    assert [button.inner_text() for button in page.locator("#b-row button").all()] == ["●K", "≠B²", "≠N", "≈B¹"]
    page.locator("#b-row button").nth(2).click()
    assert page.locator("#b-title").inner_text() == "Nordwelle"
    page.keyboard.press("Escape")
    assert page.locator("#evidence").is_hidden()


def test_silence_says_how_much_was_searched(german: str, open_report: Opener) -> None:
    page = open_report(german).page
    page.locator("#locus-000000000002 td.silent a").click()
    assert "keine entsprechende Stelle" in page.locator("#b-quote").inner_text()
    assert page.locator("#b-page .hit").count() == 0


def test_a_line_is_copied_with_its_citation(german: str, open_report: Opener) -> None:
    page = open_report(german, permissions=["clipboard-read", "clipboard-write"]).page
    page.locator("#locus-000000000003 td.differs a.rel").click()
    page.locator("#b-quote button.pri").click()
    expect(page.locator("#b-quote button.pri")).to_have_text("Kopiert ✓")
    copied = page.evaluate("navigator.clipboard.readText()")
    bote = make_pile().pages[3].page
    assert copied == (
        f"{TIME} […] {RIGHT}\n"
        "— Brackweder Bote: »Es roch nach Meer, dann kam die Welle«, 16. Mai 2025, 06:30 Uhr, "
        f"seiten/aaaa000000000004.txt; Zeichen {_place(bote.text, TIME)}, {_place(bote.text, RIGHT)}; "
        f"SHA-256 {bote.bytes_id[:16]}…"
    )


def _place(text: str, words: str) -> str:
    start = text.index(words)
    return f"{start}–{start + len(words)}"


def test_keyboard_alone_reaches_moves_opens_and_leaves(german: str, open_report: Opener) -> None:
    page = open_report(german).page
    page.locator("#locus-000000000001 td.base a.rel").focus()
    stops = page.evaluate(
        """() => [...document.querySelectorAll('#t1 td.r a')].filter(a => a.tabIndex === 0).map(a => a.dataset.e)"""
    )
    assert len(stops) == 1
    focused = "document.activeElement.closest('td')?.dataset.s ?? document.activeElement.id"
    row = "document.activeElement.closest('tbody').dataset.row"
    page.keyboard.press("ArrowRight")
    assert page.evaluate(focused) == "B²"
    page.keyboard.press("End")
    assert page.evaluate(focused) == "B¹"
    page.keyboard.press("ArrowDown")
    assert (page.evaluate(focused), page.evaluate(row)) == ("B¹", "1.2")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowUp")
    assert (page.evaluate(focused), page.evaluate(row)) == ("K", "1.1")
    page.keyboard.press("Enter")
    assert page.evaluate(focused) == "b-title"
    page.keyboard.press("ArrowRight")
    assert page.locator("#b-title").inner_text() == "Brackweder Bote"
    page.keyboard.press("Escape")
    assert page.evaluate(focused) == "B²"
    page.keyboard.press("/")
    assert page.evaluate(focused) == "find"


def test_filters_show_one_witness_differences_or_figures(german: str, open_report: Opener) -> None:
    page = open_report(german).page
    rows = page.locator("#t1 tbody:visible")
    assert rows.count() == 4
    page.get_by_label("Ansicht von Ereignis 1").get_by_label("nur Unterschiede").check()
    assert [row.get_attribute("data-row") for row in rows.all()] == ["1.1", "1.3", "1.4"]
    assert page.locator("form[data-table=t1] output").inner_text() == "3 von 4 Zeilen"
    page.locator("form[data-table=t1] label:has(input[name=wit][value='1'])").click()
    assert [row.get_attribute("data-row") for row in rows.all()] == ["1.1"]
    visible = page.locator("#t1 td.r:visible")
    assert [cell.get_attribute("data-s") for cell in visible.all()] == ["K", "N"]
    page.locator(".counts a[data-set=all]").click()
    assert rows.count() == 4
    page.locator("form[data-table=t1] label:has(input[name=view][value=app])").click()
    assert [cell.get_attribute("data-s") for cell in page.locator("#t1 td.r:visible").all()] == ["K"] * 4


def test_sayings_by_speaker(german: str, open_report: Opener) -> None:
    page = open_report(german).page
    page.locator("select[name=speaker]").select_option(label="Siv Harmsen")
    assert page.locator(".speaker:visible h3").all_inner_texts()[0].startswith("Siv Harmsen")
    assert page.locator(".speaker:visible").count() == 1


def test_search_finds_places_and_opens_them(german: str, open_report: Opener) -> None:
    page = open_report(german).page
    page.fill("#find", "kuste  nope")
    expect(page.locator("#found p")).to_have_text("nicht gefunden")
    page.fill("#find", "MÄRZ GEPRÜFT")
    expect(page.locator("#found li")).to_have_count(2)
    page.fill("#find", "livE")
    expect(page.locator("#found li")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.locator("#b-quote blockquote").inner_text() == "Live"


def test_a_deep_link_shows_its_row_and_opens_what_is_folded(german: str, open_report: Opener) -> None:
    page = open_report(german, fragment="#locus-000000000004").page
    box = page.locator("#locus-000000000004").bounding_box()
    assert box
    assert 0 <= box["y"] < 900
    page.goto(page.url.split("#")[0] + "#z0-0")
    assert page.locator("#z0-0").is_visible()


def test_without_script_cells_lead_to_marked_sentences(german: str, open_report: Opener) -> None:
    page = open_report(german, java_script_enabled=False).page
    assert page.locator("#locus-000000000001 td.verbatim .t, #locus-000000000002 td.verbatim .t").first.is_visible()
    assert page.locator(".ctl").first.is_hidden()
    href = page.locator("#locus-000000000001 td.differs a.rel").first.get_attribute("href")
    page.goto(page.url + (href or ""))
    assert page.locator(":target").inner_text() == "Die Feuerwehr zählte am Donnerstagabend sechs Tote."


@pytest.mark.parametrize("width", [360, 390, 768, 1024, 1360])
def test_no_width_scrolls_sideways(german: str, open_report: Opener, width: int) -> None:
    page = open_report(german, width=width, is_mobile=width < 500).page
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.locator("#locus-000000000001 td.differs a.rel").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_on_a_phone_witnesses_are_tabs_and_the_panel_a_sheet(german: str, open_report: Opener) -> None:
    page = open_report(german, width=390, height=844, is_mobile=True, has_touch=True).page
    assert page.locator("#t1 thead").is_hidden()
    page.locator("form[data-table=t1] label:has(input[name=wit][value='2'])").tap()
    assert [cell.get_attribute("data-s") for cell in page.locator("#locus-000000000001 td.r:visible").all()] == [
        "K",
        "B¹",
    ]
    page.locator("#locus-000000000001 td.reworded a.rel").tap()
    box = page.locator("#evidence").bounding_box()
    assert box
    assert box["x"] == 0
    assert box["width"] == 390
    assert 150 < box["y"] < 400


def test_on_paper_everything_is_there(german: str, open_report: Opener, tmp_path: Path) -> None:
    page = open_report(german).page
    data = page.pdf(prefer_css_page_size=True)
    assert data.startswith(b"%PDF")
    page.emulate_media(media="print")
    assert page.locator(".bar").is_hidden()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open])").count() == 0


@pytest.mark.parametrize(("language", "scheme"), [("german", "light"), ("english", "dark")])
def test_axe_finds_nothing(language: str, scheme: str, request: pytest.FixtureRequest, open_report: Opener) -> None:
    page = open_report(request.getfixturevalue(language), color_scheme=scheme).page
    for state in ("closed", "open"):
        if state == "open":
            page.locator("#locus-000000000001 td.differs a.rel").first.click()
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"]})
        assert [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found.response["violations"]] == [], state


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_at_five_to_one(scheme: str, german: str, open_report: Opener) -> None:
    page = open_report(german, color_scheme=scheme).page
    worst = page.evaluate(
        """() => {
          const style = getComputedStyle(document.documentElement);
          const light = name => {
            const c = style.getPropertyValue(name).trim().slice(1).match(/../g).map(h => parseInt(h, 16) / 255)
              .map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
            return .2126 * c[0] + .7152 * c[1] + .0722 * c[2];
          };
          const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort(); return (y + .05) / (x + .05); };
          const inks = ['--ink', '--soft', '--blue', '--diff'], grounds = ['--paper', '--wash'];
          const pairs = inks.flatMap(i => grounds.map(g => ratio(i, g)));
          return Math.min(...pairs, ratio('--ink', '--bluet'), ratio('--ink', '--difft'), ratio('--paper', '--diff'));
        }"""
    )
    assert worst >= 5


def test_numbers_of_the_balance_lead_to_the_rows_they_count(german: str, open_report: Opener) -> None:
    page = open_report(german).page
    rows = page.locator("#t1 tbody:visible")
    picks = page.evaluate(
        "[...document.querySelectorAll('[data-pick^=\"1:\"]')].map(a => [a.dataset.pick, a.textContent])"
    )
    assert len(picks) >= 5
    for pick, number in picks:
        page.locator(f"[data-pick='{pick}']").click()
        assert rows.count() == int(number), pick
    page.locator("form[data-table=t1] label:has(input[name=wit][value=''])").click()
    assert rows.count() == 4
    for link in page.locator(".bal a[href^='#out-1']").all():
        listed = page.locator(f"{link.get_attribute('href')} a")
        assert listed.count() == int(link.inner_text())
    for link in page.locator(".bal a[href^='#own-1']").all():
        listed = page.locator(f"{link.get_attribute('href')} .alone li")
        assert listed.count() == int(link.inner_text())


def test_a_mark_of_a_plot_opens_its_place(german: str, open_report: Opener) -> None:
    page = open_report(german).page
    page.locator(".plots a[aria-label^='B³']").first.dispatch_event("click")
    assert page.locator("#b-quote blockquote").inner_text() == "Sieben Menschen"
    assert page.locator(".plots a:not([tabindex='-1'])").count() == page.locator(".plots figcaption a").count()


def test_the_number_of_corrections_leads_to_all_of_them(german: str, open_report: Opener) -> None:
    page = open_report(german).page
    page.locator(".counts a[href='#corrections']").click()
    listed = page.locator("#corrections li")
    assert listed.count() == 1
    listed.locator("a").click()
    assert RIGHT in page.locator("#b-quote blockquote").inner_text()


def test_the_opened_cell_is_not_beneath_the_panel(german: str, open_report: Opener) -> None:
    page = open_report(german, width=1150).page
    cell = page.locator("#locus-000000000001 td.r").last
    cell.locator("a.rel").click()
    panel, box = page.locator("#evidence").bounding_box(), cell.bounding_box()
    assert panel
    assert box
    assert box["x"] + box["width"] <= panel["x"] + 1


def test_a_phone_has_a_line_of_time_beside_its_list(german: str, open_report: Opener) -> None:
    page = open_report(german, width=390, height=844, is_mobile=True, has_touch=True).page
    assert page.locator("#timeline svg").is_hidden()
    rail = page.evaluate("getComputedStyle(document.querySelector('.tl-list'), '::before').borderLeftStyle")
    dot = page.evaluate("getComputedStyle(document.querySelector('.at-event'), '::before').width")
    assert (rail, dot) == ("solid", "11px")
    assert page.locator(".tl-list .at-page").first.inner_text().split("\n")[-1].strip() == "erschienen: K N"


def test_figures_and_sayings_are_filtered_by_witness_and_difference(german: str, open_report: Opener) -> None:
    page = open_report(german).page
    figures = page.locator("#figures tbody:visible")
    assert figures.count() == 3
    form = page.locator("#f-figures")
    form.locator("select[name=wit]").select_option(label="B³ Brackweder Bote")
    assert [row.get_attribute("id") for row in figures.all()] == ["figure-000000000001"]
    assert page.locator(".plots figure:visible").count() == 1
    assert form.locator("output").inner_text() == "1 von 3"
    form.locator("select[name=wit]").select_option("")
    assert figures.count() == 3
    sayings = page.locator("#sayings")
    page.evaluate("document.querySelectorAll('#sayings details').forEach(d => d.open = true)")
    shown = "[...document.querySelectorAll('#sayings ol.say')].filter(e => e.offsetParent).map(e => e.id)"
    assert page.evaluate(shown) == ["saying-000000000001", "saying-000000000002"]
    sayings.locator("select[name=wit]").select_option("N")
    assert page.evaluate(shown) == ["saying-000000000001"]
    sayings.locator("select[name=wit]").select_option("B³")
    assert page.evaluate(shown) == ["saying-000000000002"]

"""The desk in use: in Chromium, by mouse, by keyboard, on a phone, in the dark, without script."""

from __future__ import annotations

import re
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from lesart.settings import Settings
from lesart.store.database import Archive, open_archive
from lesart.web.app import make_app
from lesart.web.options import ServeOptions
from tests.present.conftest import Watched
from tests.web.conftest import Filled

pytestmark = pytest.mark.browser
PATIENCE = 10_000
"""Milliseconds after which something that does not appear is missing."""


class Live(NamedTuple):
    """A served desk: its address, its archive, and how to open a page of it."""

    home: str
    archive: Archive
    filled: Filled
    browser: Browser
    contexts: list[Any]

    def open(self, path: str, width: int = 1280, height: int = 900, **options: Any) -> Watched:
        options.setdefault("locale", "de-DE")
        context = self.browser.new_context(viewport={"width": width, "height": height}, base_url=self.home, **options)
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        watched = Watched(context.new_page())
        watched.page.goto(path)
        return watched


@pytest.fixture
def live(browser: Browser, filled: Filled, tmp_path: Path) -> Iterator[Live]:
    place = tmp_path / "live.lesart"
    shutil.copy(filled.place, place)
    with open_archive(place) as archive:
        app: Any = make_app(archive, Settings(language="de"), ServeOptions(), tmp_path / "uploads")
        server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run)
        thread.start()
        until = time.monotonic() + 30
        while not server.started:
            assert time.monotonic() < until
            time.sleep(0.02)
        port = server.servers[0].sockets[0].getsockname()[1]
        contexts: list[Any] = []
        yield Live(f"http://127.0.0.1:{port}", archive, filled, browser, contexts)
        for context in contexts:
            context.close()
        server.should_exit = True
        thread.join(30)


def every_page(live: Live) -> list[str]:
    fire, again = live.filled.pages[0], live.filled.pages[3]
    return [
        "/",
        "/stories",
        f"/stories/{live.filled.story}",
        f"/events/{live.filled.fire}",
        f"/events/{live.filled.fire}/correct",
        "/search",
        "/search?q=Halde",
        "/sources",
        f"/pages/{fire}?layer=quotations",
        f"/pages/{fire}/correct?at=0-9",
        f"/pages/{fire}/differences/{again}",
        "/speakers",
        "/speakers/per:veit-ambrok",
        "/corrections",
        "/upload",
        "/login",
    ]


def entity_of(live: Live, page: Page) -> str:
    page.goto("/speakers")
    return str(page.locator(".voices a").first.get_attribute("href"))


def test_from_the_inbox_to_the_words_on_a_page(live: Live) -> None:
    opened = live.open("/")
    page = opened.page
    assert page.locator(".line h3").all_inner_texts() == ["Steg bleibt zu", "Halde brennt in Kolmsee"]
    page.get_by_role("link", name="Halde brennt in Kolmsee").click()
    cell = page.locator("table.loci td.r:not(.old) a.rel").first
    cell.click()
    panel = page.locator("#evidence")
    expect(panel).to_be_visible()
    words = page.locator("#b-quote blockquote").first.inner_text()
    assert words
    expect(page.locator("#b-quote .desk-link")).to_have_count(2)
    href = page.locator("#b-quote .desk-link").first.get_attribute("href")
    assert href
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    cell.click()
    page.locator("#b-quote .desk-link").first.click()
    assert page.locator("mark.m-hit").all_inner_texts()[0] in words
    box = page.locator("#hit").bounding_box()
    assert box
    assert 0 <= box["y"] < 900
    assert opened.said == []


def test_a_search_leads_to_its_places(live: Live) -> None:
    opened = live.open("/")
    page = opened.page
    page.keyboard.press("/")
    page.keyboard.type("Ursache")
    page.keyboard.press("Enter")
    expect(page.locator(".hits .m-hit")).to_have_text(["Ursache"])
    page.locator(".hits h2 a").click()
    expect(page.locator("#hit")).to_have_text("Ursache")
    assert opened.said == []
    page.goto("/search?q=(Halde")
    assert page.locator("[role=alert]").inner_text() == "query, character 1: this bracket is not closed"
    assert page.locator("#ask").input_value() == "(Halde"


def test_dropped_files_are_filed_with_progress(live: Live) -> None:
    opened = live.open("/upload")
    page = opened.page
    dropped = page.evaluate_handle(
        """() => {
          const data = new DataTransfer();
          const html = "<article><h1>Kran kippt</h1><p>In Unterwies ist ein Kran gekippt.</p></article>";
          data.items.add(new File([html], "kran.html"));
          data.items.add(new File(["MZ"], "programm.exe"));
          return data;
        }"""
    )
    page.dispatch_event("#upload", "dragenter", {"dataTransfer": dropped})
    expect(page.locator("#upload")).to_have_class("drop over")
    page.dispatch_event("#upload", "drop", {"dataTransfer": dropped})
    page.wait_for_url(re.compile("/jobs/"))
    expect(page.locator("#h-state")).to_have_text("fertig")
    rows = page.locator(".results tr")
    assert [row.locator("th").inner_text() for row in rows.all()] == ["kran.html", "programm.exe"]
    assert rows.nth(1).inner_text().startswith("abgelehnt")
    assert page.locator("progress").get_attribute("value") == "2"
    page.get_by_role("link", name="kran.html").click()
    assert "Kran gekippt" in str(page.locator("#text").text_content())
    assert opened.said == []


def test_a_decision_is_taken_seen_and_taken_back(live: Live) -> None:
    opened = live.open(f"/events/{live.filled.fire}")
    page = opened.page
    page.get_by_role("link", name="Berichtigen").first.click()
    page.locator("#move select[name=page]").select_option(label="Seebote · Fünf Verletzte bei Brand")
    page.locator("#person-move").fill("Ada Krumm")
    page.locator("#why-move").fill("zweiter Brand")
    page.locator("#move button").click()
    page.wait_for_url(re.compile("/events/[^/]+$"))
    page.goto("/")
    assert page.locator(".line h3").all_inner_texts() == [
        "Steg bleibt zu",
        "Fünf Verletzte bei Brand",
        "Halde brennt in Kolmsee",
    ]
    assert page.locator(".by-person").all_inner_texts() == ["von Hand geordnet"] * 2
    page.goto("/corrections")
    assert "Ada Krumm: zweiter Brand" in page.locator(".decisions").inner_text()
    assert page.locator(".undo input[name=person]").input_value() == "Ada Krumm"
    page.get_by_role("button", name="Zurücknehmen").click()
    expect(page.locator(".decisions .line")).to_have_class("line gone")
    page.goto("/")
    assert page.locator(".line h3").all_inner_texts() == ["Steg bleibt zu", "Halde brennt in Kolmsee"]
    assert opened.said == []


def test_a_stretch_picked_on_a_page_is_what_the_form_is_about(live: Live) -> None:
    opened = live.open(f"/pages/{live.filled.pages[0]}")
    page = opened.page
    expect(page.locator("#picked")).to_be_hidden()
    page.evaluate(
        """() => {
          const node = document.querySelector("#text .zt").firstChild, at = node.data.indexOf("40 Leuten");
          getSelection().setBaseAndExtent(node, at, node, at + 9);
        }"""
    )
    page.locator("#picked a").click()
    expect(page.locator(".picked-words")).to_have_text("40 Leuten")
    page.locator("#zone select").select_option("caption")
    page.locator("#person-zone").fill("Ada Krumm")
    page.locator("#zone button").click()
    expect(page.locator(".z.caption .zt")).to_have_text("40 Leuten")
    assert opened.said == []


def test_a_comparison_appears_by_itself(live: Live) -> None:
    with live.archive.writing() as connection:
        connection.exec_driver_sql("DELETE FROM synopsis_pages")
        connection.exec_driver_sql("DELETE FROM synopses")
    opened = live.open(f"/events/{live.filled.fire}")
    expect(opened.page.locator("#table")).to_be_visible()
    assert opened.said == []


@pytest.mark.parametrize("width", [360, 390, 768, 1280])
def test_no_width_scrolls_sideways(live: Live, width: int) -> None:
    page = live.open("/", width=width, is_mobile=width < 500).page
    for path in every_page(live):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_the_keyboard_alone_is_enough(live: Live) -> None:
    page = live.open("/").page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    seen = []
    for _ in range(12):
        seen.append(page.evaluate("document.activeElement.textContent"))
        if seen[-1] == "Halde brennt in Kolmsee":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/events/"))
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "find"
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


@pytest.mark.parametrize(("scheme", "locale"), [("light", "de-DE"), ("dark", "en-GB")])
def test_axe_and_the_console_have_nothing_to_say(live: Live, scheme: Any, locale: str) -> None:
    opened = live.open("/", color_scheme=scheme, locale=locale)
    page = opened.page
    entity = entity_of(live, page)
    for path in every_page(live):
        page.goto(path.replace("/speakers/per:veit-ambrok", entity))
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"]})
        assert [f"{v['id']}: {v['nodes'][0]['html'][:140]}" for v in found.response["violations"]] == [], path
    said = [each for each in opened.said if not each.startswith("verbose")]
    assert said == []


def test_dark_is_dark(live: Live) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    assert live.open("/", color_scheme="dark").page.evaluate(ground) == "rgb(23, 22, 19)"
    assert live.open("/", color_scheme="light").page.evaluate(ground) == "rgb(251, 250, 246)"


def test_without_script_everything_is_reached_by_links_and_forms(live: Live) -> None:
    page = live.open("/upload", java_script_enabled=False).page
    page.set_input_files("#files", files=[{"name": "kran.txt", "mimeType": "text/plain", "buffer": b"Ein Kran."}])
    page.get_by_role("button", name="Hinzufügen").click()
    page.wait_for_url(re.compile("/jobs/"))
    page.goto(f"/events/{live.filled.fire}/correct")
    page.locator("#note textarea").fill("Rückfrage bei der Wache")
    page.locator("#person-note").fill("Ada Krumm")
    page.locator("#note button").click()
    page.wait_for_url(re.compile("/events/[^/]+$"))
    page.goto("/corrections")
    assert "Rückfrage bei der Wache" in page.locator(".decisions").inner_text()
    page.goto(f"/pages/{live.filled.pages[0]}")
    assert page.locator("#picked").is_hidden()


def test_on_paper_there_is_what_is_read(live: Live) -> None:
    page = live.open(f"/pages/{live.filled.pages[0]}").page
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    page.emulate_media(media="print")
    for hidden in (".bar", ".crumbs", ".choices"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator("#text")).to_be_visible()

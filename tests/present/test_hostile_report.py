"""What pages say stays text: in every context of the report, under its own policy, in a real browser."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from lxml import html as parser

from lesart.present import split
from lesart.present.report import render_report
from lesart.present.shown_pages import web_address
from lesart.present.split import render_reports
from lesart.present.verify import ISLAND
from tests.present.conftest import Opener
from tests.present.hostile import ADDRESSES, INJECTIONS, make_hostile

KNOWN_ATTRIBUTES = frozenset(
    [
        "class",
        "id",
        "href",
        "lang",
        "charset",
        "content",
        "name",
        "http-equiv",
        "rel",
        "title",
        "type",
        "value",
        "checked",
        "for",
        "action",
        "role",
        "hidden",
        "tabindex",
        "placeholder",
        "autocomplete",
        "spellcheck",
        "scope",
        "colspan",
        "rowspan",
        "target",
        "viewbox",
        "width",
        "height",
        "x",
        "y",
        "d",
        "cx",
        "cy",
        "r",
        "rx",
        "fill",
        "stroke-width",
        "text-anchor",
        "patternunits",
        "patterntransform",
    ]
)
FOREIGN = "img,iframe,object,embed,base,foreignObject,math,template,meta[http-equiv=refresh],link:not([rel=icon])"


@pytest.fixture(scope="module")
def document() -> str:
    return render_report(make_hostile(), "de")


def test_only_plain_web_addresses_are_addresses() -> None:
    assert [web_address(url) for url in ADDRESSES] == [None] * (len(ADDRESSES) - 1) + [ADDRESSES[-1]]


def test_the_document_has_no_element_or_attribute_of_the_pages(document: str) -> None:
    tree = parser.document_fromstring(document)
    elements = [element for element in tree.iter() if isinstance(element.tag, str)]
    assert not {"img", "iframe", "object", "embed", "base", "math", "template"} & {each.tag for each in elements}
    assert [each.tag for each in elements].count("script") == 3
    assert not [name for each in elements for name in each.attrib if name.startswith("on") or name == "style"]
    links = {each.get("href") for each in elements if each.tag == "a" and not each.get("href").startswith("#")}
    assert links == {ADDRESSES[-1]}


def test_the_island_gives_the_pages_text_back_unchanged(document: str) -> None:
    island = ISLAND.search(document)
    assert island
    text = json.loads(island[1])["pages"][0]["text"]
    assert all(injection in text for injection in INJECTIONS)


@pytest.mark.browser
def test_a_browser_runs_nothing_asks_nothing_and_says_nothing(document: str, open_report: Opener) -> None:
    opened = open_report(document)
    page = opened.page
    assert page.locator(FOREIGN).count() == 0
    assert page.locator("script").count() == 3
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    for link in page.locator("a[data-e]").all():
        link.dispatch_event("click")
    page.fill("#find", "window.hit")
    page.wait_for_selector("#found li")
    for link in page.locator("#found a").all():
        link.dispatch_event("click")
    page.hover("td.r >> nth=5")
    assert page.evaluate("window.hit") is None
    assert page.locator(FOREIGN).count() == 0
    assert page.locator("script").count() == 3
    assert page.locator("body").is_visible()
    assert opened.quiet(), (opened.said, opened.asked)


@pytest.mark.browser
def test_the_panel_shows_each_injection_as_the_words_it_is(document: str, open_report: Opener) -> None:
    page = open_report(document).page
    for place, injection in enumerate(INJECTIONS):
        page.locator(f"#locus-{place} td.differs a.rel").dispatch_event("click")
        assert page.evaluate("document.querySelector('#b-quote blockquote').textContent") == injection


@pytest.mark.browser
def test_addresses_of_pages_lead_to_the_web_or_nowhere(document: str, open_report: Opener) -> None:
    page = open_report(document).page
    hrefs = page.evaluate("[...document.links].map(a => a.protocol)")
    assert set(hrefs) == {"file:", "https:"}
    for place in (0, 1):
        page.locator(f"#locus-3 td.r >> nth={place}").locator("a.rel").dispatch_event("click")
        outside = page.evaluate("[...document.querySelectorAll('#evidence a')].map(a => a.protocol)")
        assert set(outside) <= {"file:", "https:"}


@pytest.mark.browser
def test_an_index_of_hostile_events_runs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, open_report: Opener
) -> None:
    monkeypatch.setattr(split, "LARGEST_FILE", 1_000)
    pile = make_hostile()
    second = msgspec.structs.replace(pile.events[0], id="event-2", pages=pile.events[0].pages[1:])
    first = msgspec.structs.replace(pile.events[0], pages=pile.events[0].pages[:1])
    story = msgspec.structs.replace(pile.stories[0], events=("event-1", "event-2"))
    both = msgspec.structs.replace(pile, events=(first, second), stories=(story,), loci=())
    files = render_reports(both, "de", '"><img src=x onerror=window.hit=1>.html')
    opened = open_report(next(iter(files.values())))
    assert opened.page.locator(FOREIGN).count() == 0
    assert opened.page.locator("script").count() == 2
    for injection in INJECTIONS:
        opened.page.evaluate("hash => { location.hash = hash }", injection)
    assert opened.page.evaluate("window.hit") is None
    assert opened.page.locator("h1").is_visible()
    assert opened.said == []


@pytest.mark.parametrize("language", ["de", "en"])
def test_attributes_hold_what_pages_say_as_values(language: str) -> None:
    """Names in labels, languages in `lang`, names in options end where their attribute ends, whatever they hold."""
    tree = parser.document_fromstring(render_report(make_hostile(), language))
    names = {name for element in tree.iter() if isinstance(element.tag, str) for name in element.attrib}
    names = {name for name in names if not name.startswith(("data-", "aria-"))}
    assert names <= KNOWN_ATTRIBUTES, names - KNOWN_ATTRIBUTES
    values = {value for element in tree.iter() if isinstance(element.tag, str) for value in element.attrib.values()}
    assert any(INJECTIONS[8] in value for value in values)
    assert any(INJECTIONS[3] in value for value in values)

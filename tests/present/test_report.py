"""The report as a document: what stands in it, and that what the pages say cannot become markup."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest
from lxml import html as parser

from lesart.model.synopsis import Synopsis
from lesart.present.report import render_report
from lesart.present.verify import ISLAND
from tests.present.pile import KURIER, make_pile


@pytest.fixture(scope="module")
def document() -> str:
    return render_report(make_pile())


@pytest.fixture(scope="module")
def tree(document: str) -> parser.HtmlElement:
    return parser.document_fromstring(document)


def text_of(tree: parser.HtmlElement, path: str) -> list[str]:
    return [" ".join(found.text_content().split()) for found in tree.xpath(path)]


def has(name: str) -> str:
    """An XPath test for a class."""
    return f"contains(concat(' ', @class, ' '), ' {name} ')"


def test_style_and_script_are_named_by_their_hashes_and_nothing_else_may_load(document: str) -> None:
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', document)
    assert policy
    rules = dict(rule.strip().split(" ", 1) for rule in policy[1].replace("&#39;", "'").split(";"))
    style = re.findall(r"<style>(.*?)</style>", document, re.DOTALL)
    script = re.findall(r"<script>(.*?)</script>", document, re.DOTALL)
    assert rules["default-src"] == "'none'"
    for found, rule in ((style, "style-src"), (script, "script-src")):
        assert len(found) == 1
        digest = base64.b64encode(hashlib.sha256(found[0].encode()).digest()).decode()
        assert rules[rule] == f"'sha256-{digest}'"


def test_no_element_has_a_style_or_an_event_attribute(tree: parser.HtmlElement) -> None:
    names = {name for element in tree.iter() if isinstance(element.tag, str) for name in element.attrib}
    assert {name for name in names if name == "style" or name.startswith("on")} == set()


def test_every_link_inside_the_report_has_its_target(tree: parser.HtmlElement) -> None:
    ids = {element.get("id") for element in tree.iter() if element.get("id")}
    targets = {element.get("href") for element in tree.iter("a")}
    assert {t for t in targets if t.startswith("#") and t[1:] not in ids} == set()
    assert [i for i in ids if len(tree.xpath(f"//*[@id='{i}']")) > 1] == []


def test_only_web_addresses_become_links(tree: parser.HtmlElement) -> None:
    outside = {a.get("href") for a in tree.iter("a") if not a.get("href").startswith("#")}
    assert outside == {"https://kuestenkurier.example/saline?id=1&x=2"}


def test_the_island_holds_the_contracts_object_with_texts(document: str) -> None:
    island = ISLAND.search(document)
    assert island
    assert not set("<>&\u2028\u2029") & set(island[1])
    data = json.loads(island[1])
    assert data["pages"][0]["text"] == KURIER.page.text
    assert data["loci"][0]["id"] == "locus-000000000001"


def test_a_row_shows_base_relation_and_words(tree: parser.HtmlElement) -> None:
    cells = text_of(tree, f"//*[@id='locus-000000000001']//td[{has('r')}]")
    assert cells == [
        "● LeitlesartBeim Bersten eines Soletanks sind am Mittwochmorgen mindestens vier Menschen gestorben.",
        "≠ weicht ab: Zahl, ZeitDie Feuerwehr zählte am Donnerstagabend sechs Tote.",
        "≠ weicht ab: GrenzeBeim Bersten eines Soletanks sind am Mittwochmorgen vier Menschen gestorben.",
        "≈ umformuliert: ZeitBeim Bersten eines Soletanks sind am Mittwoch mindestens vier Menschen gestorben.",
    ]


def test_the_apparatus_has_words_of_pages_sigla_and_fehlt(tree: parser.HtmlElement) -> None:
    assert text_of(tree, f"//*[@id='locus-000000000001']//span[{has('e')}]") == [
        "a am Mittwochmorgen K N] am Mittwoch B¹; am Donnerstagabend B²",
        "b mindestens vier Menschen K B¹] vier Menschen N; sechs Tote B²",
    ]
    assert text_of(tree, f"//*[@id='locus-000000000002']//span[{has('e')}]") == [
        "a Das teilte K N] Dies teilte B¹",
        "b in Brackwede K N] fehlt B¹",
    ]


def test_silence_is_a_cell_that_leads_to_the_page(tree: parser.HtmlElement) -> None:
    silent = tree.xpath(f"//*[@id='locus-000000000002']//td[{has('silent')}]/a")
    assert [(a.get("href"), a.get("data-e")) for a in silent] == [("#p3", "3:")]


def test_counts_lead_to_what_they_count(tree: parser.HtmlElement) -> None:
    assert text_of(tree, f"//ul[{has('counts')}]/li") == [
        "6Seiten",
        "4unabhängige Quellen, je Ereignis gezählt",
        "2Ereignisse",
        "5gemeinsame Zeilen",
        "≠ 3mit Unterschieden",
        "3Größen mit mehreren Zahlen",
        "≠ 1Widerspruch",
        "1Äußerung auf mehreren Seiten",
        "1Berichtigung",
        "1nicht gelesen",
    ]


def test_every_place_told_to_the_script_lies_in_its_page(tree: parser.HtmlElement) -> None:
    lengths = [len(page.page.text) for page in make_pile().pages]
    codes = [element.get("data-e") for element in tree.iter() if element.get("data-e")]
    assert len(codes) > 50
    for code in codes:
        page, _, spans = code.partition(":")
        for start, end in (map(int, span.split("-")) for span in spans.split(",") if span):
            assert 0 <= start < end <= lengths[int(page)]


def test_an_empty_synopsis_makes_a_report() -> None:
    assert "Keine Seite" in render_report(Synopsis(()), "de")


def test_the_same_synopsis_makes_the_same_bytes(document: str) -> None:
    assert render_report(make_pile()) == document


def test_english_interface_keeps_the_pages_words(tmp_path: Path) -> None:
    tree = parser.document_fromstring(render_report(make_pile(), "en"))
    assert tree.get("lang") == "en"
    assert text_of(tree, f"//*[@id='locus-000000000001']//td[{has('r')}]")[1] == (
        "≠ differs: figure, timeDie Feuerwehr zählte am Donnerstagabend sechs Tote."
    )

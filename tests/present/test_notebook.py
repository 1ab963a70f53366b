"""A synopsis inside somebody else's page: small, complete, and nothing in it that could run, load or reach out."""

from __future__ import annotations

import subprocess
import sys

import msgspec
import pytest
from lxml import html as parser

import lesart
from lesart.model.synopsis import Synopsis
from lesart.present.notebook import LONGEST, ROWS_SHOWN, render_display
from tests.present.conftest import Opener
from tests.present.hostile import INJECTIONS, make_hostile
from tests.present.pile import make_pile

ALLOWED = {"div", "style", "table", "caption", "tr", "th", "td", "p", "b", "bdi", "br", "small"}


def test_a_notebook_asks_the_synopsis_itself() -> None:
    assert lesart.collate  # loads the pipeline, which hands the display in
    assert make_pile()._repr_html_() == render_display(make_pile())


def test_the_model_alone_shows_nothing_and_loads_no_templates() -> None:
    code = (
        "import sys\nfrom lesart.model.synopsis import Synopsis\n"
        "print(Synopsis(())._repr_html_(), [m for m in sys.modules if m.startswith(('lesart.present', 'jinja2'))])\n"
        "import lesart.programs\nprint([m for m in sys.modules if m.startswith('jinja2')])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out == "None []\n[]\n"


def test_it_tells_pages_rows_figures_and_sayings_in_their_own_words() -> None:
    pile = make_pile()
    shown = parser.fragment_fromstring(render_display(pile))
    text = " ".join(shown.text_content().split())
    for witness in pile.witnesses:
        assert witness.siglum in text
    texts = {page.page.id: page.page for page in pile.pages}
    words = [cell.text_content() for cell in shown.iter("td") if cell.get("title")]
    assert len(words) > 10
    known = {" ".join(text.text.split()) for text in texts.values()}
    whole = [" ".join(each.split()) for each in words if " … " not in each and not each.endswith("…")]
    assert all(any(each in page for page in known) for each in whole), whole


def test_what_is_long_is_cut_and_what_is_left_out_is_counted() -> None:
    pile = make_pile()
    locus = pile.loci[0]
    more = msgspec.structs.replace(
        pile,
        loci=tuple(msgspec.structs.replace(locus, id=f"{n:012}") for n in range(ROWS_SHOWN + 7)),
        figures=(),
        sayings=(),
    )
    html = render_display(more)
    assert "… und 7 weitere" in html
    cells = [cell.text_content() for cell in parser.fragment_fromstring(html).iter("td") if cell.get("title")]
    assert all(len(cell) <= LONGEST + 2 for cell in cells)


def test_no_pages_are_told() -> None:
    assert "Keine Seite konnte gelesen werden." in render_display(Synopsis(()), "de")


def test_nothing_of_the_pages_becomes_markup() -> None:
    html = render_display(make_hostile(), "de")
    tree = parser.fragment_fromstring(html)
    elements = [element for element in tree.iter() if isinstance(element.tag, str)]
    assert {each.tag for each in elements} <= ALLOWED
    assert {name for each in elements for name in each.attrib} <= {"class", "rowspan", "title"}
    assert [each.tag for each in elements].count("style") == 1
    assert "\0" not in html
    assert sum(injection in tree.text_content() for injection in INJECTIONS) > 3


@pytest.mark.browser
def test_a_browser_runs_nothing_of_it_and_keeps_what_stands_around(open_report: Opener) -> None:
    around = (
        "<!doctype html><meta charset=utf-8><title>notebook</title><p id=before>before</p>{}<p id=behind>behind</p>"
    )
    opened = open_report(around.format(render_display(make_hostile(), "de")))
    page = opened.page
    assert page.evaluate("window.hit") is None
    assert opened.quiet(), (opened.said, opened.asked)
    assert page.locator("script,img,iframe,object,embed,base,form,a,link,svg,math,template").count() == 0
    assert page.locator("body > #before").is_visible()
    assert page.locator("body > .lesart-synopsis").count() == 1
    assert page.locator("body > #behind").inner_text() == "behind"
    sides = page.locator("#behind").evaluate("each => getComputedStyle(each).direction")
    assert sides == "ltr"
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

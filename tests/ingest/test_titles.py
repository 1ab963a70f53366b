"""Headlines: printed ones, kickers that the metadata join to them, search engines' titles in bread crumbs."""

from __future__ import annotations

import pytest

from lesart.ingest.containers import Raw
from lesart.ingest.titles import find_title
from lesart.ingest.transcribe import transcribe
from lesart.ingest.zone_layout import Layout
from lesart.ingest.zone_units import cut_units
from lesart.language.languages import load_language
from lesart.model.article import Zone, ZoneKind
from lesart.model.text import Fact, Page, Span

HEADLINE = "Ullwang sperrt den Pass"


def page_of(*lines: tuple[ZoneKind, str], facts: tuple[Fact, ...] = ()) -> tuple[Page, list[Zone]]:
    text, zones = "", []
    for kind, line in lines:
        zones.append(Zone(kind, Span("p", len(text), len(text) + len(line)), by="test"))
        text += line + "\n"
    return Page(id="p", source="p.html", bytes_id="", text=text, facts=facts), zones


@pytest.mark.parametrize("joint", [": ", " / ", " | ", " – ", " "])
def test_kicker_and_headline_are_one_where_the_metadata_say_so(joint: str) -> None:
    facts = (Fact("meta", "og:title", f"Schnee am Pass{joint}{HEADLINE}"),)
    page, zones = page_of(("kicker", "Schnee am Pass"), ("headline", HEADLINE), facts=facts)
    title = find_title(page, zones)
    assert title is not None
    assert " ".join(title.text.split()) == f"Schnee am Pass{joint}{HEADLINE}"
    assert page.text[title.start : title.end] == f"Schnee am Pass\n{HEADLINE}"


def test_what_the_metadata_put_before_the_headline_and_nobody_reads_is_left_out() -> None:
    facts = (Fact("meta", "og:title", f"Wetter: {HEADLINE}"),)
    page, zones = page_of(("kicker", "Schnee"), ("headline", HEADLINE), facts=facts)
    title = find_title(page, zones)
    assert title is not None
    assert (title.text, title.start, title.end) == (HEADLINE, 7, 30)


def test_the_outlet_behind_the_shared_title_is_cut() -> None:
    facts = (Fact("meta", "og:title", f"{HEADLINE} - RANZELLER BOTE"), Fact("json-ld", "headline", "Pass zu"))
    page, zones = page_of(("headline", "Pass zu"), ("headline", HEADLINE), facts=facts)
    title = find_title(page, zones)
    assert title is not None
    assert (title.text, title.start) == (HEADLINE, 8)


def test_marks_that_the_print_lacks_come_from_the_metadata() -> None:
    facts = (Fact("json-ld", "headline", 'Schnee: "Pass" bleibt zu'),)
    page, zones = page_of(("headline", 'Schnee "Pass" bleibt zu'), facts=facts)
    title = find_title(page, zones)
    assert title is not None
    assert (title.text, title.start, title.end) == ('Schnee: "Pass" bleibt zu', 0, 23)


@pytest.mark.parametrize(
    "crumb",
    [
        '<nav><a href="/">Start</a><h1>Pass Ullwang gesperrt wegen Schnee</h1></nav>',
        '<ul><li><a href="/">Start</a></li><li><h1>Pass Ullwang gesperrt wegen Schnee</h1></li></ul>',
        '<div class="breadcrumb"><h1>Pass Ullwang gesperrt wegen Schnee</h1></div>',
    ],
)
def test_the_last_bread_crumb_is_not_the_headline(crumb: str) -> None:
    html = f"""<html><head><title>Pass Ullwang gesperrt wegen Schnee</title>
<meta property="og:title" content="{HEADLINE}"></head><body>{crumb}<h2>{HEADLINE}</h2>
<p>{"Der Pass ist seit Montag zu, weil am Ullwanger Joch eine Wechte hängt. " * 4}</p></body></html>"""
    page = transcribe(Raw("p.html", "p.html", html.encode(), "", True))
    layout = Layout(page, cut_units(page, load_language("de")))
    assert layout.units[layout.headline].text == HEADLINE

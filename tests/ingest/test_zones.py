"""Zones of a page: the rule of one zone a character, on any page."""

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from lesart.ingest.transcribe import transcribe_markup
from lesart.ingest.zones import label_zones
from lesart.language.languages import load_language
from lesart.model.article import Zone
from lesart.model.text import Page

GERMAN = load_language("de")


def page_of_text(text: str) -> Page:
    return Page(id="p", source="p", bytes_id="", text=text)


def page_of_markup(html: str) -> Page:
    text, blocks, facts = transcribe_markup(html)
    return Page(id="p", source="p", bytes_id="", text=text, medium="html", blocks=blocks, facts=facts)


def check_cover(page: Page, zones: tuple[Zone, ...]) -> None:
    at = 0
    for zone in zones:
        assert zone.span.start >= at
        gap = page.text[at : zone.span.start]
        assert all(char.isspace() or unicodedata.category(char) in ("Cc", "Cf") for char in gap)
        assert not page[zone.span][0].isspace()
        assert not page[zone.span][-1].isspace()
        at = zone.span.end
    assert not page.text[at:].strip()


def kinds_of(page: Page) -> dict[str, str]:
    return {page[zone.span]: zone.kind for zone in label_zones(page, GERMAN)}


LINES = st.lists(
    st.sampled_from(
        [
            "Von Ida Ruhm",
            "01.11.2031, 13:28",
            "Lesen Sie auch",
            "(dab/sda/dpa)",
            "Ostheim – Die Brücke über die Selke bleibt bis Mai gesperrt. Das teilte der Kreis mit.",
            "911",
            "35 Kommentare",
            "+++",
            "© Foto: privat",
            "",
            " ",
        ]
    )
    | st.text(max_size=30),
    max_size=25,
)


@given(LINES, st.sampled_from(["\n", "\r\n", "\n\n", "\r"]))
@settings(max_examples=150, deadline=None)
def test_every_character_of_any_text_lies_in_one_zone(lines: list[str], newline: str) -> None:
    page = page_of_text(newline.join(lines))
    zones = label_zones(page, GERMAN)
    check_cover(page, zones)
    assert zones == label_zones(page, GERMAN)


@given(LINES, st.lists(st.sampled_from(["p", "div", "h1", "a", "li", "figcaption", "span", "aside"]), min_size=25))
@settings(max_examples=100, deadline=None)
def test_every_character_of_any_markup_lies_in_one_zone(lines: list[str], tags: list[str]) -> None:
    page = page_of_markup("".join(f"<{tag}>{line}</{tag}>" for tag, line in zip(tags, lines, strict=False)))
    check_cover(page, label_zones(page, GERMAN))

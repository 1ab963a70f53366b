"""Credits behind an article have their zone whatever the labeller thinks, and name agencies known and unknown."""

import pytest

from lesart.ingest.zone_credits import mark_credits, opens_credit, unknown_agency
from lesart.ingest.zone_layout import Layout
from lesart.ingest.zone_units import cut_units
from lesart.language.languages import load_language
from lesart.model.article import ZoneKind
from lesart.model.text import Page

PARAGRAPH = "Die Brücke über die Selke bleibt bis zum Frühjahr gesperrt, das teilte der Kreis am Montag mit."


def kind_of_last(line: str, taken_for: ZoneKind, before: ZoneKind = "body") -> str:
    page = Page(id="p", source="p", bytes_id="", text=f"{PARAGRAPH}\n{PARAGRAPH}\n{line}")
    layout = Layout(page, cut_units(page, load_language("de")))
    kinds: list[ZoneKind] = ["body", before, taken_for]
    assert len(layout.units) == 3
    mark_credits(layout, kinds)
    return kinds[-1]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("(xna/eig)", "author_code"),
        ("(dpa/xyz)", "author_code"),
        ("(dpa/afp)", "agency_credit"),
        ("[sda]", "agency_credit"),
        ("dab/dpa/est", "author_code"),
        ("Mit Material von xna", "agency_credit"),
        ("Mit Material der Nachrichtenagenturen dpa und Reuters", "agency_credit"),
        ("Quelle: AFP", "agency_credit"),
        ("Quelle: Kreisverwaltung", "promo"),
        ("(2031)", "promo"),
        ("(Mehr dazu hier)", "promo"),
        ("Anzeige", "promo"),
    ],
)
def test_a_credit_behind_the_text(line: str, kind: str) -> None:
    assert kind_of_last(line, "promo") == kind


def test_a_code_behind_a_caption_or_of_a_comment_is_left_alone() -> None:
    assert kind_of_last("(dpa)", "navigation", before="caption") == "navigation"
    assert kind_of_last("(dpa)", "comment") == "comment"


def test_words_may_call_a_short_name_an_agency() -> None:
    assert unknown_agency("Mit Material von xna") == "xna"
    assert unknown_agency("Mit Material der Nachrichtenagentur XNA und eigenen Recherchen") == "XNA"
    assert unknown_agency("Mit Material von Lesern") is None
    assert unknown_agency("Quelle: xna") is None
    assert not opens_credit("Material für die Brücke kam von xna")


def test_an_agency_opens_a_paragraph() -> None:
    page = Page(id="p", source="p", bytes_id="", text=f"Selkheim (APA/dpa) – {PARAGRAPH}\n{PARAGRAPH}")
    layout = Layout(page, cut_units(page, load_language("de")))
    kinds: list[ZoneKind] = ["body"] * len(layout.units)
    mark_credits(layout, kinds)
    assert [(unit.text, kind) for unit, kind in zip(layout.units, kinds, strict=True)][1] == (
        "(APA/dpa) –",
        "agency_credit",
    )
    assert kinds.count("body") == len(kinds) - 1

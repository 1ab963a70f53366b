"""Pages that hold no whole article say why."""

import pytest

from lesart.ingest.stubs import find_stub
from lesart.model.article import Zone, ZoneKind
from lesart.model.text import Fact, Page

SENTENCE = "Die Brücke über die Selke bleibt bis zum Frühjahr für Lastwagen gesperrt. "


def stub_of(*lines: tuple[ZoneKind, str], facts: tuple[Fact, ...] = ()) -> str | None:
    text = "\n".join(line for _, line in lines)
    page = Page(id="p", source="p", bytes_id="", text=text, facts=facts)
    zones, at = [], 0
    for kind, line in lines:
        zones.append(Zone(kind, page.span(at, at + len(line))))
        at += len(line) + 1
    return find_stub(page, zones)


def test_a_whole_article_is_no_stub() -> None:
    assert stub_of(("headline", "Brücke gesperrt"), ("body", SENTENCE * 12)) is None
    assert stub_of(("headline", "Brücke gesperrt"), ("body", SENTENCE * 4), ("navigation", "Impressum")) is None


def test_an_error_page() -> None:
    assert stub_of(("headline", "Fehler 404"), ("body", "Die gesuchte Seite existiert nicht mehr.")) == "error"


@pytest.mark.parametrize("kind", ["navigation", "promo", "lead"])
def test_an_error_page_whose_lines_are_taken_for_others(kind: ZoneKind) -> None:
    assert stub_of((kind, "404"), (kind, "Hier ist leider nichts."), ("teaser", SENTENCE)) == "error"
    assert stub_of((kind, "Diese Seite gibt es nicht (mehr)"), ("teaser", SENTENCE)) == "error"
    assert stub_of((kind, "Fehler melden"), ("headline", "Brücke gesperrt"), ("body", SENTENCE * 4)) is None
    assert stub_of(("teaser", "Seite nicht gefunden: Buch mit Lücke"), ("body", SENTENCE * 4)) is None


def test_a_report_about_an_error_is_none() -> None:
    assert stub_of(("headline", "Fehler 404: Warum die Seite nicht gefunden wird"), ("body", SENTENCE * 12)) is None


def test_a_consent_wall() -> None:
    text = "Wir und unsere Partner verarbeiten personenbezogene Daten und setzen Cookies mit Ihrer Einwilligung. "
    assert stub_of(("promo", text * 4), ("promo", "Alle akzeptieren"), ("navigation", "Impressum")) == "consent"


@pytest.mark.parametrize("facts", [(), (Fact("json-ld", "isAccessibleForFree", "False"),)])
def test_a_paywall(facts: tuple[Fact, ...]) -> None:
    lines: list[tuple[ZoneKind, str]] = [
        ("headline", "Brücke gesperrt"),
        ("lead", SENTENCE),
        ("body", SENTENCE * 3),
        ("teaser", "Wer nun über die Selke will, der muss …"),
        ("promo", "Jetzt testen: Digitalabo für 1 Euro pro Monat, jederzeit kündbar"),
    ]
    assert stub_of(*lines, facts=facts) == "paywall"


def test_a_teaser() -> None:
    assert stub_of(("headline", "Brücke gesperrt"), ("body", SENTENCE + "Wer nun … weiterlesen")) == "teaser"
    assert stub_of(("section_label", "Selketal"), *[("teaser", SENTENCE * 2)] * 6) == "teaser"

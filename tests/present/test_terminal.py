"""The terminal summary: fits a screen, says what counts, passes no control character on."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from lesart.model.synopsis import Synopsis
from lesart.present.terminal import MOST_LINES, WIDTH, cut, render_summary
from tests.present.pile import make_pile


def test_the_summary_of_a_pile_in_german() -> None:
    assert render_summary(make_pile()).split("\n") == [
        "6 Seiten · 2 Ereignisse · 5 gemeinsame Zeilen · 3 mit Unterschieden",
        "3 Größen mit mehreren Zahlen · 1 Widerspruch · 1 nicht gelesen",
        "",
        "K   14.5.2025, 11:20 Uhr          Küstenkurier: Soletank geborsten: Mindestens…",
        "N   14.5.2025, 15:05 Uhr (Stand)  Nordwelle: Vier Tote nach Tankunglück",
        "B¹  undatiert, ab 14.5.2025       Bergblick: Mindestens vier Tote in Salzfabrik",
        "B²  16.5.2025, 06:30 Uhr          Brackweder Bote: »Es roch nach Meer, dann kam…",
        "B³  11.8.2025                     Brackweder Bote: Saline verliert Genehmigung",
        "T   12.8.2025, 08:00 Uhr          The Mudflat: Licence gone",
        "",
        "1  Soletank geborsten: Mindestens vier Tote in Brackwede",
        "   14. Mai 2025 · 4 Zeilen, ≠ 3 · 2 unabhängige Quellen · K B² N B¹",
        "2  Saline verliert Genehmigung",
        "   11. August 2025 · 1 Zeile · 2 unabhängige Quellen · B³ T",
        "",
        "Zahlen",
        "≠ Minuten: 2 K | 11 B² (Widerspruch)",
        "↗ Menschen: ≥ 4 K B¹ | 4 N | 6 B² | 7 B³ (Fortschreibung)",
        "≈ Anwohner: ≈ 300 K | 285 B¹ (Rundung)",
        "",
        "Wer sagt was",
        "Rurik Amsel (K N B¹): „Wir haben den Tank noch im März geprüft“",
        "",
    ]


def test_a_large_pile_still_fits_a_screen() -> None:
    pile = make_pile()
    page = pile.pages[0]
    many = tuple(
        msgspec.structs.replace(
            page, article=msgspec.structs.replace(page.article, page=msgspec.structs.replace(page.page, id=f"p{n}"))
        )
        for n in range(300)
    )
    lines = render_summary(Synopsis(pages=many), "en").split("\n")
    assert len(lines) <= MOST_LINES + 1
    assert "… and 292 more" in lines


def test_nothing_read() -> None:
    assert render_summary(Synopsis(()), "de") == "Keine Seite gelesen.\n"


@given(st.text(), st.integers(2, 100))
def test_a_line_is_never_wider_than_asked_and_has_no_control_characters(text: str, width: int) -> None:
    shown = cut(text, width)
    assert cell_len(shown) <= width
    assert not any(ord(sign) < 32 or ord(sign) in (0x7F, 0x9B, 0x202E) for sign in shown)


def test_escapes_of_a_page_do_not_reach_the_terminal() -> None:
    assert cut("\x1b[31mrot\x1b[0m \u202eabc\u202c", WIDTH) == "[31mrot[0m abc"

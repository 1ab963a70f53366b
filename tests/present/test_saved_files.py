"""From the report to the saved file, and `verify` on what a report shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from lesart.model.synopsis import Synopsis
from lesart.present import report
from lesart.present.forms import render_form
from lesart.present.shown_pages import files_beside
from lesart.present.verify import verify_report
from tests.present.conftest import Opener, read_again
from tests.present.pile import KURIER, write_page


def write_report(folder: Path, pile: Synopsis) -> Path:
    file = folder / "bericht.html"
    for name, data in render_form(pile, "html", file, "de").items():
        (folder / name).write_bytes(data)
    return file


def test_a_file_below_the_report_is_linked_by_a_relative_address(tmp_path: Path, pile_files: Synopsis) -> None:
    html = write_report(tmp_path, pile_files).read_text("utf-8")
    assert '<a href="seiten/aaaa000000000001.txt" rel="noreferrer noopener" target="_blank">' in html
    assert str(tmp_path) not in html


def test_a_file_elsewhere_is_named_but_not_linked(tmp_path: Path, pile_files: Synopsis) -> None:
    (tmp_path / "berichte").mkdir()
    html = write_report(tmp_path / "berichte", pile_files).read_text("utf-8")
    assert "seiten/aaaa000000000001.txt" in html
    assert 'href="seiten' not in html
    assert "file:" not in html


def test_what_a_name_holds_stays_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "seiten").mkdir()
    (tmp_path / "seiten" / 'javascript:a"b<c #1?.txt').write_text("x", "utf-8")
    page = write_page('javascript:a"b<c #1?', [("body", ["x"])]).page
    assert files_beside(tmp_path)(page) == "seiten/javascript%3Aa%22b%3Cc%20%231%3F.txt"
    assert files_beside(tmp_path / "seiten")(page) == "javascript%3Aa%22b%3Cc%20%231%3F.txt"


def test_a_missing_file_and_standard_input_have_no_link(tmp_path: Path) -> None:
    assert files_beside(tmp_path)(KURIER.page) is None


@pytest.mark.browser
def test_the_panel_leads_to_the_saved_file(tmp_path: Path, pile_files: Synopsis, open_report: Opener) -> None:
    opened = open_report(write_report(tmp_path, pile_files).read_text("utf-8"))
    opened.page.locator("#locus-000000000003 td.differs a.rel").click()
    with opened.page.expect_popup() as popup:
        opened.page.get_by_role("link", name="Gespeicherte Datei").click()
    assert "Richtig ist 6.02 Uhr." in popup.value.locator("body").inner_text()


@pytest.mark.parametrize(
    ("shown", "changed", "told"),
    [
        (
            "gestorben.</span>",
            "verletzt.</span>",
            "shows 'er Menschen verletzt.' for 'er Menschen gestorben.'",
        ),
        (">Sieben Menschen</a>", ">Siebzig Menschen</a>", "the report shows 'Siebzig Menschen' for 'Sieben Menschen'"),
        ('data-e="4:104-119"', 'data-e="4:105-120"', "the report shows 'Sieben Menschen' for 'ieben Menschen"),
        ('data-e="4:104-119"', 'data-e="4:104-99119"', "lies outside the page"),
    ],
)
def test_verify_finds_words_and_places_in_the_markup_that_the_page_has_not(
    tmp_path: Path, pile_files: Synopsis, shown: str, changed: str, told: str
) -> None:
    file = write_report(tmp_path, pile_files)
    assert verify_report(file, read_again).failures == ()
    html = file.read_text("utf-8")
    assert shown in html
    file.write_text(html.replace(shown, changed), "utf-8")
    failures = verify_report(file, read_again).failures
    assert any(told in failure for failure in failures), failures


def test_a_large_report_is_verified_by_what_it_shows(
    tmp_path: Path, pile_files: Synopsis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "STATIC_PAGES", 2)
    file = write_report(tmp_path, pile_files)
    outcome = verify_report(file, read_again)
    assert (outcome.failures, outcome.pages) == ((), 6)
    assert outcome.checked == outcome.held > 80
    file.write_text(file.read_text("utf-8").replace(">Sieben Menschen</a>", ">Neun Menschen</a>"), "utf-8")
    assert len(verify_report(file, read_again).failures) == 1

"""One page saved several times, from the files to the report: which state is called the later one, and what changed."""

from __future__ import annotations

from pathlib import Path

from lesart.model.synopsis import Synopsis
from lesart.model.text import Span
from lesart.pipeline import collate
from lesart.present.contract import synopsis_out
from lesart.present.report import render_report
from lesart.present.shown_pages import Book
from lesart.present.wording import load_wording
from lesart.settings import Settings
from tests.present.conftest import Opener

NOTE = "Anmerkung der Redaktion: In einer früheren Fassung dieses Artikels stand ein falscher Tag. Das ist korrigiert."


def save(
    folder: Path, name: str, day: str, hurt: str, stamp: str | None, note: str = "", house: str = "Grauentaler Anzeiger"
) -> str:
    site = house.lower().replace(" ", "-")
    meta = f'<meta property="article:modified_time" content="{stamp}">' if stamp else ""
    html = f"""<html lang="de"><head><title>Feuer in der Papiermühle</title>{meta}
<link rel="canonical" href="https://www.{site}.example/lokales/feuer-1204.html">
<meta property="og:site_name" content="{house}"></head><body><article><h1>Feuer in der Papiermühle</h1>
<p>In der Papiermühle von Grauental ist am {day} ein Feuer ausgebrochen. Nach Angaben der Feuerwehr griffen die Flammen
auf zwei Lagerhallen über, in denen rund 8.000 Tonnen Altpapier lagen.</p>
<p>Vierzehn Beschäftigte der Spätschicht retteten sich über eine Außentreppe ins Freie, {hurt} von ihnen mussten wegen
des dichten Rauchs im Krankenhaus behandelt werden.</p>{note}</article></body></html>"""
    (folder / name).write_text(html, "utf-8")
    return str(folder / name)


def words(synopsis: Synopsis, spans: tuple[Span, ...]) -> list[str]:
    known = {page.page.id: page.page for page in synopsis.pages}
    return [known[span.page][span] for span in spans]


def test_an_update_and_a_correction_of_one_page_are_told_apart_word_by_word(tmp_path: Path) -> None:
    sources = [
        save(tmp_path, "c.html", "Mittwochabend", "vier", "2031-04-03T09:00:00+02:00", f"<p>{NOTE}</p>"),
        save(tmp_path, "a.html", "Dienstagabend", "drei", "2031-04-02T20:00:00+02:00"),
        save(tmp_path, "b.html", "Dienstagabend", "vier", "2031-04-02T22:30:00+02:00"),
    ]
    synopsis = collate(sources, Settings())
    third, first, second = (page.page.id for page in synopsis.pages)
    correction, update = synopsis.versions
    assert (update.page, update.of, update.ordered) == (second, first, True)
    assert (words(synopsis, update.changes), words(synopsis, update.removed)) == (["vier"], ["drei"])
    assert update.correction == ()
    assert (correction.page, correction.of) == (third, second)
    assert words(synopsis, correction.changes)[0] == "Mittwochabend"
    assert words(synopsis, correction.removed) == ["Dienstagabend"]
    assert words(synopsis, correction.correction) == [NOTE]
    book = Book(synopsis, load_wording("de"))
    assert [shown.version_of for shown in book.pages] == [book.siglum(second), None, book.siglum(first)]


def test_of_two_states_without_stamps_neither_is_called_the_later(tmp_path: Path) -> None:
    sources = [
        save(tmp_path, "a.html", "Dienstagabend", "drei", None),
        save(tmp_path, "b.html", "Mittwochabend", "vier", None),
    ]
    synopsis = collate(sources, Settings())
    assert [version.ordered for version in synopsis.versions] == [False]
    assert [shown.version_of for shown in Book(synopsis, load_wording("de")).pages] == [None, None]


def test_the_newest_state_speaks_for_its_page_and_the_older_one_is_shown_when_asked_for(
    tmp_path: Path, open_report: Opener
) -> None:
    sources = [
        save(tmp_path, "a.html", "Dienstagabend", "drei", "2031-04-02T20:00:00+02:00"),
        save(tmp_path, "b.html", "Dienstagabend", "vier", "2031-04-02T22:30:00+02:00"),
        save(tmp_path, "t.html", "Dienstagabend", "drei", "2031-04-02T21:30:00+02:00", house="Talbote"),
    ]
    synopsis = collate(sources, Settings())
    older, newest, other = (page.page.id for page in synopsis.pages)
    for row in synopsis.loci:
        assert row.readings[0].page != older
    (row,) = [row for row in synopsis.loci if any(each.variants for each in row.readings)]
    relations = {reading.page: reading.relation for reading in row.readings}
    assert {relations[newest], relations[other]} == {"verbatim", "differs"}
    page = open_report(render_report(synopsis)).page
    heads = page.locator("table.loci thead th[data-w]")
    assert [heads.nth(n).is_visible() for n in range(3)] == [False, True, True]
    assert page.locator("table.loci tr.app td").first.get_attribute("colspan") == "2"
    page.locator("form.tools input[name=old]").check()
    assert [heads.nth(n).is_visible() for n in range(3)] == [True, True, True]


def test_in_json_only_the_newest_state_speaks_and_the_older_is_kept_beside(tmp_path: Path) -> None:
    sources = [
        save(tmp_path, "a.html", "Dienstagabend", "drei", "2031-04-02T20:00:00+02:00"),
        save(tmp_path, "b.html", "Dienstagabend", "vier", "2031-04-02T22:30:00+02:00"),
        save(tmp_path, "z.html", "Dienstagabend", "vier", None, house="Bote von Tannreuth"),
    ]
    synopsis = collate(sources, Settings())
    older, newer, other = (page.page.id for page in synopsis.pages)
    told = synopsis_out(synopsis)
    assert [page.version_of for page in told.pages] == [None, older, None]
    speaking = {reading.page for row in told.loci for reading in row.readings if reading.spans}
    assert speaking == {newer, other}
    assert {reading.page for row in told.loci for reading in row.earlier} == {older}
    hurt = [row for row in told.loci if any("drei von ihnen" in reading.text for reading in row.earlier)]
    assert [len(row.readings) for row in hurt] == [2]
    assert told.superseded == []


def test_a_row_that_only_an_older_state_has_is_kept_apart(tmp_path: Path) -> None:
    gone = "<p>Der Werkleiter will sich am Freitag vor dem Gemeinderat zu dem Schaden äußern.</p>"
    sources = [
        save(tmp_path, "a.html", "Dienstagabend", "drei", "2031-04-02T20:00:00+02:00", gone),
        save(tmp_path, "b.html", "Dienstagabend", "drei", "2031-04-02T22:30:00+02:00"),
    ]
    told = synopsis_out(collate(sources, Settings()))
    assert ["Gemeinderat" in row.readings[0].text for row in told.superseded] == [True]
    assert not any("Gemeinderat" in reading.text for row in told.loci for reading in (*row.readings, *row.earlier))

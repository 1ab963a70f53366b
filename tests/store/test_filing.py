"""Pages in and out of an archive."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from lesart.desk.adding import Added, add_inputs
from lesart.desk.searching import list_archive, remove_pages, search_archive, show_page
from lesart.errors import ArchiveError
from lesart.model.outcome import Rejected
from lesart.pipeline import annotate_pages
from lesart.settings import Settings
from lesart.store.database import Archive, open_archive

SETTINGS = Settings(language="de", clean=True)
"""Clean text: what is tested here does not hang on what the zoner makes of a few lines."""

PAGES = {
    "halde.txt": "Haldenbrand in Kolmsee\n\nDie Feuerwehr löschte in Kolmsee zwei brennende Halden. "
    "«Wir waren die ganze Nacht dort», sagte Kommandant Veit Ambrock.\n",
    "steg.txt": "Steg gesperrt\n\nDer Steg am Kolmsee bleibt gesperrt. Das sagte Gemeinderätin Lore Tannhuber.\n",
    "leer.txt": "  \n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    where = tmp_path / "seiten"
    where.mkdir()
    for name, text in PAGES.items():
        (where / name).write_text(text, "utf-8")
    return where


def add(archive: Archive, *sources: Path) -> list[Added | Rejected]:
    return list(add_inputs(archive, [str(source) for source in sources], SETTINGS))


def test_added_pages_are_listed_and_shown_as_they_were_annotated(archive: Archive, folder: Path) -> None:
    told = add(archive, folder)
    assert [getattr(item, "outcome", "refused") for item in told] == ["added", "refused", "added"]
    annotated = [page for page in annotate_pages([str(folder)], SETTINGS) if not isinstance(page, Rejected)]
    assert {page.id for page in list_archive(archive)} == {page.page.id for page in annotated}
    for page in annotated:
        kept, saved = show_page(archive, page.page.id)
        assert kept == page
        assert saved.data == Path(page.page.source).read_bytes()


def test_the_same_page_is_known_the_second_time(archive: Archive, folder: Path) -> None:
    first = [item for item in add(archive, folder) if isinstance(item, Added)]
    second = [item for item in add(archive, folder) if isinstance(item, Added)]
    assert [item.page for item in first] == [item.page for item in second]
    assert {item.outcome for item in second} == {"known"}
    assert len(list_archive(archive)) == 2


def test_one_text_in_two_files_makes_two_pages(archive: Archive, folder: Path) -> None:
    (folder / "zweite.txt").write_text(PAGES["steg.txt"], "utf-8")
    told = [item for item in add(archive, folder) if isinstance(item, Added)]
    assert len({item.page for item in told}) == 3


def test_a_removed_page_is_gone_from_list_and_search(archive: Archive, folder: Path) -> None:
    add(archive, folder)
    (gone,) = search_archive(archive, "Tannhuber").hits
    remove_pages(archive, [gone.page.id])
    assert search_archive(archive, "Tannhuber").hits == ()
    assert len(search_archive(archive, "Kolmsee").hits) == 1
    with pytest.raises(ArchiveError, match="no such page in the archive"):
        show_page(archive, gone.page.id)


def test_a_shortened_id_must_be_the_only_one(archive: Archive, folder: Path) -> None:
    add(archive, folder)
    page = list_archive(archive)[0]
    assert show_page(archive, page.id[:10])[0].page.id == page.id
    with pytest.raises(ArchiveError, match="no such page"):
        show_page(archive, "zz")
    with pytest.raises(ArchiveError, match="no such page"):
        show_page(archive, "")


def test_a_file_name_that_is_no_text_is_kept_as_its_bytes_are_written(archive: Archive, tmp_path: Path) -> None:
    file = Path(os.fsdecode(os.fsencode(tmp_path) + b"/br\xfccke.txt"))
    try:
        file.write_text("Die Brücke steht.")
    except OSError:
        pytest.skip("the file system takes no such name")
    (told,) = add(archive, file)
    assert isinstance(told, Added)
    assert told.source.endswith(r"/br\udcfccke.txt")
    assert add(archive, file) == [Added(told.page, told.source, "known")]


def test_an_archive_is_not_made_by_reading(place: str) -> None:
    with pytest.raises(ArchiveError, match=r"no such archive|no archive there"):
        open_archive(place)


def test_other_files_are_no_archives(tmp_path: Path) -> None:
    other = tmp_path / "notizen.txt"
    other.write_text("Milch kaufen\n" * 50)
    with pytest.raises(ArchiveError, match="is no archive of lesart"):
        open_archive(other, create=True)
    assert other.read_text() == "Milch kaufen\n" * 50


def test_hits_carry_exact_places(archive: Archive, folder: Path) -> None:
    add(archive, folder)
    hit = search_archive(archive, 'Halde "ganze Nacht"').hits[0]
    text = show_page(archive, hit.page.id)[0].page
    assert [text[place] for place in hit.places] == ["Halden", "ganze Nacht"]
    assert hit.excerpt is not None
    assert hit.text == text[hit.excerpt]

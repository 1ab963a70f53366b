"""Archives copied between engines, verified, read again by another version, exported."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

import lesart.desk.adding
import lesart.desk.reanalysing
from lesart.desk.checking import verify_archive
from lesart.desk.collating import collate_archive
from lesart.desk.correcting import Desk, correct
from lesart.desk.exporting import export_gold, export_pages, make_gold
from lesart.desk.reanalysing import count_staged, reanalyse
from lesart.desk.searching import search_archive, show_page
from lesart.errors import ArchiveError
from lesart.model.correction import MovePage, RejectComparison, Rezone, RightSpeaker
from lesart.present.contract import encode_line, synopsis_out
from lesart.store import schema as s
from lesart.store.copying import copy_archive
from lesart.store.database import Archive, open_archive
from tests.store.conftest import empty_database
from tests.store.newsroom import COVERAGE, SETTINGS, put


@pytest.fixture
def pages(archive: Archive, tmp_path: Path) -> list[str]:
    ids = put(archive, tmp_path, COVERAGE)
    desk = Desk(archive)
    synopsis = collate_archive(archive, "", SETTINGS)
    event = next(event.id for event in synopsis.events if ids[0] in event.pages)
    correct(archive, MovePage(desk.page(ids[2]), desk.event(event)), "Ada Krumm", SETTINGS)
    collate_archive(archive, "", SETTINGS)
    return ids


def tables(archive: Archive) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables, in a fixed order."""
    with archive.reading() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in s.METADATA.sorted_tables
        }


@pytest.mark.postgres
@pytest.mark.parametrize("ways", [1, 2])
def test_a_copy_to_the_other_engine_and_back_loses_nothing(
    archive: Archive, pages: list[str], tmp_path: Path, server: str, ways: int
) -> None:
    there = empty_database(server, "copied") if archive.engine == "sqlite" else str(tmp_path / "copy.lesart")
    places = [there, str(tmp_path / "back.lesart")][:ways]
    last = archive
    for place in places:
        following = open_archive(place, create=True)
        counts = copy_archive(last, following)
        assert counts["pages"] == 3
        assert counts["corrections"] == 1
        last = following
    assert tables(last) == tables(archive)
    assert verify_archive(last, SETTINGS).failures == ()
    for query in ("Kolmsee", '"ganze Nacht"', "said:(Nacht by:Ambrock)", "figure:>100", "-Steg"):
        assert search_archive(last, query) == search_archive(archive, query)
    assert encode_line(synopsis_out(collate_archive(last, "", SETTINGS))) == encode_line(
        synopsis_out(collate_archive(archive, "", SETTINGS))
    )


def test_a_copy_needs_an_empty_archive(archive: Archive, pages: list[str], new_place: Callable[[], str]) -> None:
    with open_archive(new_place(), create=True) as other:
        copy_archive(archive, other)
        with pytest.raises(ArchiveError, match="holds pages already"):
            copy_archive(archive, other)


def test_a_sound_archive_verifies(archive: Archive, pages: list[str]) -> None:
    checked = verify_archive(archive, SETTINGS)
    assert (checked.failures, checked.remarks, checked.pages) == ((), (), 3)
    assert checked.checked == checked.held > 50


@pytest.mark.parametrize(
    ("table", "column", "value", "failure"),
    [
        ("blobs", "packed", zlib.compress(b"etwas anderes"), "no longer match their hash"),
        ("blobs", "packed", b"kaputt", "a record is damaged"),
        ("transcripts", "body", zlib.compress(b"Ein anderer Text."), "its text does not match its hash"),
        ("annotations", "record", b"\x00", "a record is damaged"),
    ],
)
def test_what_was_changed_behind_its_back_is_named(
    archive: Archive, pages: list[str], table: str, column: str, value: bytes, failure: str
) -> None:
    where = s.METADATA.tables[table]
    with archive.writing() as connection:
        row = next(iter(where.primary_key.columns))
        first = connection.execute(select(row).order_by(row).limit(1)).scalar_one()
        connection.execute(update(where).where(row == first).values({column: value}))
    failures = verify_archive(archive, SETTINGS).failures
    assert any(failure in told for told in failures), failures


def test_a_search_index_that_lost_a_page_is_named(archive: Archive, pages: list[str]) -> None:
    from lesart.store.pages import load_terms
    from lesart.store.terms import drop_terms

    with archive.writing() as connection:
        key = connection.execute(select(s.PAGES.c.key).where(s.PAGES.c.number == 1)).scalar_one()
        drop_terms(connection, key, load_terms(connection, [1])[1])
    assert verify_archive(archive, SETTINGS).failures == (
        f"{pages[0]}: the search index does not agree with its terms",
    )


def test_reading_again_changes_nothing_where_nothing_changed(archive: Archive, pages: list[str]) -> None:
    before = tables(archive)
    done = reanalyse(archive, SETTINGS)
    assert (done.pages, done.changed, done.refused) == (0, 0, ())
    done = reanalyse(archive, SETTINGS, everything=True)
    assert (done.pages, done.changed, done.refused) == (3, 0, ())
    assert tables(archive) == before


def _newer(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if another version were installed, which reads *Steg* as *STEG*."""
    transcribe = lesart.desk.reanalysing.transcribe

    def read(raw: object, clean: bool = False) -> object:
        import msgspec

        page = transcribe(raw, clean)  # type: ignore[arg-type]
        return msgspec.structs.replace(page, text="Neu gelesen: " + page.text.replace("Steg", "STEG"))

    monkeypatch.setattr(lesart.desk.reanalysing, "transcribe", read)
    for module in (lesart.desk.reanalysing, lesart.desk.adding):
        monkeypatch.setattr(module, "made_by", lambda settings: "lesart 9")


def test_old_results_stay_until_all_new_ones_are_there(
    archive: Archive, pages: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [show_page(archive, page)[0] for page in pages]
    _newer(monkeypatch)
    annotate = lesart.desk.reanalysing.annotate_together
    calls = []

    def fail_later(read: list[object], settings: object) -> object:
        calls.append(len(read))
        if len(calls) == 3:
            raise KeyboardInterrupt
        return annotate(read, settings)  # type: ignore[arg-type]

    monkeypatch.setattr(lesart.desk.reanalysing, "annotate_together", fail_later)
    one_by_one = type(SETTINGS)(language="de", clean=True, batch=1)
    with pytest.raises(KeyboardInterrupt):
        reanalyse(archive, one_by_one)
    assert [show_page(archive, page)[0] for page in pages] == before
    assert count_staged(archive) == 2
    done = reanalyse(archive, one_by_one)
    assert calls == [1, 1, 1, 1]
    assert (done.pages, done.changed) == (3, 3)
    assert count_staged(archive) == 0
    after = [show_page(archive, page)[0] for page in pages]
    assert [page.page.id for page in after] == pages
    assert all(page.page.text.startswith("Neu gelesen: ") for page in after)
    assert search_archive(archive, '"neu gelesen"').count == 3


def test_corrections_find_their_place_in_the_text_read_anew(
    archive: Archive, pages: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(archive)
    body = show_page(archive, pages[2])[0].page.text
    words = "Die Sanierung des Stegs kostet 2,5 Millionen Franken."
    at = body.index(words)
    correct(archive, Rezone(desk.place(pages[2], at, at + len(words)), "promo"), "Ada Krumm", SETTINGS)
    _newer(monkeypatch)
    monkeypatch.setattr(lesart.desk.reanalysing, "transcribe", _moved(lesart.desk.reanalysing.transcribe))
    reanalyse(archive, SETTINGS)
    article = show_page(archive, pages[2])[0].article
    (decided,) = [zone for zone in article.zones if zone.by == "person: Ada Krumm"]
    assert article.page[decided.span] == words
    assert decided.span.start == at + len("Neu gelesen: ")


def _moved(transcribe: object) -> object:
    def read(raw: object, clean: bool = False) -> object:
        import msgspec

        page = transcribe(raw, clean)  # type: ignore[operator]
        return msgspec.structs.replace(page, text=page.text.replace("STEG", "Steg"))

    return read


def test_the_export_is_what_annotate_prints_with_decisions(archive: Archive, pages: list[str]) -> None:
    from lesart.present.contract import page_out

    lines = [json.loads(encode_line(page_out(page))) for page in export_pages(archive, "Kolmsee")]
    assert [line["page"] for line in lines] == [pages[1], pages[0]]
    assert lines[0]["text"] == COVERAGE[1]["text"]


def test_decisions_become_gold(archive: Archive, pages: list[str]) -> None:
    a, b, c = pages
    desk = Desk(archive)
    text = show_page(archive, a)[0].page.text

    def place(words: str) -> tuple[str, int, int]:
        return a, text.index(words), text.index(words) + len(words)

    said = desk.place(*place("«Wir waren die ganze Nacht dort»"))
    correct(archive, RightSpeaker((said,), (desk.place(*place("Kantonspolizei")),)), "Ada Krumm", SETTINGS)
    correct(archive, Rezone(desk.place(*place("Verletzt wurden drei Personen")), "lead"), "Ada Krumm", SETTINGS)
    other = show_page(archive, b)[0].page.text
    five = desk.place(b, other.index("fünf Personen"), other.index("fünf Personen") + 13)
    correct(archive, RejectComparison(desk.place(*place("drei Personen")), five), "Ada Krumm", SETTINGS)
    gold = {
        name: [json.loads(encode_line(record)) for record in records] for name, records in make_gold(archive).items()
    }
    (quoted,) = gold["quotations.gold.jsonl"]
    assert (quoted["id"], quoted["text"], quoted["decided"]) == (a, text, 1)
    start = text.index("Kantonspolizei")
    assert [start, start + 14] in [span for q in quoted["quotations"] for span in q["speaker"]]
    (zoned,) = gold["zones/gold.jsonl"]
    assert [text[r["start"] : r["end"]] for r in zoned["ranges"] if r["kind"] == "lead"] == [
        "Verletzt wurden drei Personen"
    ]
    assert zoned["lead"] == ["Verletzt wurden drei Personen"]
    assert [block["kind"] for block in zoned["body"]] == ["paragraph", "lead", "paragraph"]
    assert "".join(block["text"] for block in zoned["body"]).replace(" ", "") == text.replace(" ", "")
    assert (zoned["file"], zoned["decided"]) == (f"{a}.txt", 1)
    grouped = {record["id"]: record["event"] for record in gold["events.gold.jsonl"]}
    assert len({grouped[page] for page in (a, b, c)}) == 1
    (pair,) = gold["comparisons.gold.jsonl"]
    assert (pair["a"]["text"], pair["b"]["text"], pair["comparable"]) == ("drei Personen", "fünf Personen", False)


def test_gold_lies_beside_the_pages_it_is_for(archive: Archive, pages: list[str], tmp_path: Path) -> None:
    desk = Desk(archive)
    page, saved = show_page(archive, pages[0])
    at = page.page.text.index("Verletzt wurden")
    correct(archive, Rezone(desk.place(pages[0], at, at + 15), "lead"), "Ada Krumm", SETTINGS)
    counts = export_gold(archive, tmp_path / "gold")
    assert counts == {"events.gold.jsonl": 3, "events.input.jsonl": 3, "zones/gold.jsonl": 1}
    assert [path.name for path in (tmp_path / "gold" / "zones" / "pages").iterdir()] == [f"{pages[0]}.txt"]
    assert (tmp_path / "gold" / "zones" / "pages" / f"{pages[0]}.txt").read_bytes() == saved.data


def test_a_file_of_another_program_is_no_archive(tmp_path: Path) -> None:
    import sqlite3

    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE notizen (zeile TEXT)")
    with pytest.raises(ArchiveError, match=r"other\.db: holds other tables and is no archive of lesart"):
        open_archive(other, create=True)


def test_an_archive_of_a_newer_version_is_refused(archive: Archive, place: str) -> None:
    with archive.writing() as connection:
        connection.execute(text("UPDATE archive SET value = '999' WHERE name = 'schema'"))
    with pytest.raises(ArchiveError, match=r"made by a newer lesart \(archive version 999"):
        open_archive(place)


def test_a_password_is_in_no_message() -> None:
    with pytest.raises(ArchiveError) as caught:
        open_archive("postgresql://ada:geheim@/nirgends?host=/nirgends")
    assert "geheim" not in str(caught.value)
    with pytest.raises(ArchiveError, match="mysql: archives are SQLite files or postgresql:// addresses"):
        open_archive("mysql://ada:geheim@localhost/x")

"""The exports: what stands in them, that pages cannot break out of them, and that `verify` reads them back."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet
from syrupy.assertion import SnapshotAssertion

from lesart.cli import collate
from lesart.errors import UsageError
from lesart.model.synopsis import Synopsis
from lesart.present.citations import escape_tex, write_bibtex, write_csl
from lesart.present.export import FORMATS, guard, write_csv, write_parquet, write_web_annotations
from lesart.present.export_rows import SOURCES_FENCE
from lesart.present.exported import _unguard, read_csv, read_markdown
from lesart.present.forms import FORMS, form_of, render_form
from lesart.present.markdown import SPECIAL, _quoted, escape_markdown, write_markdown
from lesart.present.shown_pages import Ref
from lesart.present.shown_places import visible_words
from lesart.present.verify import verify_report
from tests.present.conftest import read_again
from tests.present.hostile import INJECTIONS, make_hostile
from tests.present.pile import BOTE, KURIER, make_pile


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_markdown_of_the_pile(snapshot: SnapshotAssertion) -> None:
    assert write_markdown(make_pile()).decode() == snapshot


def test_bibtex_of_the_pile(snapshot: SnapshotAssertion) -> None:
    assert write_bibtex(make_pile()).decode() == snapshot


def test_csv_has_a_line_a_reading_with_outlet_date_language_and_spans() -> None:
    rows = rows_of(write_csv(make_pile()))
    assert len(rows) == 21 + 9 + 4
    differs = next(row for row in rows if row["relation"] == "differs" and row["siglum"] == "B²")
    start = BOTE.page.text.index("Die Feuerwehr")
    told = {key: differs[key] for key in ("part", "row", "outlet", "published", "language", "differences", "spans")}
    assert told == {
        "part": "row",
        "row": "locus-000000000001",
        "outlet": "Brackweder Bote",
        "published": "2025-05-16T06:30",
        "language": "de",
        "differences": "figure time",
        "spans": f"{start}-{start + 51}",
    }
    assert differs["text"] == "Die Feuerwehr zählte am Donnerstagabend sechs Tote."
    counted = next(row for row in rows if row["part"] == "figure" and row["siglum"] == "K")
    assert (counted["value"], counted["authority"], counted["verdict"]) == ("4", "die Feuerwehr", "update")


def test_silent_readings_stand_in_the_table_without_words() -> None:
    silent = [row for row in rows_of(write_csv(make_pile())) if row["relation"] == "silent"]
    assert [(row["siglum"], row["text"], row["spans"]) for row in silent] == [
        ("B²", "", ""),
        ("B¹", "", ""),
        ("N", "", ""),
        ("B²", "", ""),
    ]


def test_web_annotations_select_by_position_and_by_quotation() -> None:
    record = json.loads(write_web_annotations(make_pile()))
    assert record["type"] == "AnnotationPage"
    first = record["items"][0]
    position, quote = first["target"][0]["selector"]
    assert first["target"][0]["source"] == "https://kuestenkurier.example/saline?id=1&x=2"
    assert KURIER.page.text[position["start"] : position["end"]] == quote["exact"]
    before = position["start"] - len(quote["prefix"])
    assert KURIER.page.text[before:].startswith(quote["prefix"] + quote["exact"] + quote["suffix"])
    two_pieces = next(item for item in record["items"] if len(item["target"]) == 2)
    assert [target["selector"][1]["exact"] for target in two_pieces["target"]][1] == "Richtig ist 6.02 Uhr."


def test_csl_says_only_what_the_page_bears() -> None:
    items = json.loads(write_csl(make_pile()))
    assert items[0]["issued"] == {"date-parts": [[2025, 5, 14]]}
    assert items[0]["URL"] == "https://kuestenkurier.example/saline?id=1&x=2"
    assert "author" not in items[0]
    assert "issued" not in items[2]
    assert "URL" not in items[2]
    assert items[3]["author"] == [{"literal": "Tjark Ellerbrock"}]


def test_parquet_holds_the_same_table_as_csv() -> None:
    table = parquet.read_table(io.BytesIO(write_parquet(make_pile()))).to_pylist()
    rows = rows_of(write_csv(make_pile()))
    assert [row["text"] for row in table] == [row["text"] for row in rows]
    assert [row["value"] for row in table if row["part"] == "figure"][:4] == [4.0, 4.0, 4.0, 6.0]


@pytest.mark.parametrize("ending", ["csv", "jsonld", "parquet", "json", "html", "md"])
def test_verify_reads_what_carries_spans_and_notices_a_changed_word(
    ending: str, pile_files: Synopsis, tmp_path: Path
) -> None:
    file = tmp_path / f"x.{ending}"
    file.write_bytes(render_form(pile_files, form_of(file), file, "de")[file.name])
    outcome = verify_report(file, read_again)
    assert outcome.failures == ()
    assert outcome.held == outcome.checked > 30
    page = tmp_path / BOTE.page.source
    page.write_text(page.read_text("utf-8").replace("sechs Tote", "neun Tote!"), "utf-8")
    failures = "\n".join(verify_report(file, read_again).failures)
    assert BOTE.page.source in failures
    assert "the report shows" in failures if ending == "md" else "no longer yields" in failures


def test_what_is_no_export_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(UsageError, match="neither JSON nor a report"):
        verify_report(other, read_again)


def test_the_command_line_knows_every_form() -> None:
    option = next(param for param in collate.params if param.name == "form")
    assert set(option.type.choices) == set(FORMS) == {"text", "json", "html", *FORMATS}
    assert [form_of(Path(f"x{end}")) for end in (".md", ".BIB", ".xyz")] == ["md", "bibtex", "text"]


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_a_hostile_pile_is_made(form: str) -> None:
    assert render_form(make_hostile(), form, None, "de")[""]


def test_spreadsheets_see_no_formula() -> None:
    assert [guard(text) for text in ("=1+1", "+49", "-5", "@x", "'=a", "\tx", "a=b", "")] == [
        "'=1+1",
        "'+49",
        "'-5",
        "'@x",
        "''=a",
        "'\tx",
        "a=b",
        "",
    ]
    assert guard(-5) == -5


@given(st.text())
def test_a_guarded_cell_is_read_back_as_it_was(text: str) -> None:
    assert _unguard(str(guard(text))) == text


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_csv_cell_keeps_every_character(text: str) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerow([text, "x"])
    assert next(csv.reader(io.StringIO(out.getvalue(), newline=""))) == [text, "x"]


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(0, 99))
def test_words_in_markdown_are_read_back_with_their_place(text: str, start: int) -> None:
    seen = visible_words(text)
    line = f"| x | {_quoted(text, 'A¹', Ref(f'0:{start}-{start + 1}', '#s0-0'))} | a\\*b\\` |"
    record = read_markdown(f"{line}\n{SOURCES_FENCE}\n" + '{"siglum": "A¹", "page": "p"}\n```\n')
    assert record
    row = record["rows"][0]
    assert (row["page"], row["spans"]) == ("p", [[start, start + 1]])
    assert visible_words(row["shown"] or "") == seen


def test_markdown_of_a_hostile_pile_is_read_back_whole() -> None:
    record = read_markdown(write_markdown(make_hostile(), "de").decode())
    assert record
    texts = {page.page.id: page.page.text for page in make_hostile().pages}
    assert {page["page"] for page in record["pages"]} == set(texts)
    assert len(record["rows"]) > 2 * len(INJECTIONS)
    for row in record["rows"]:
        words = " … ".join(texts[row["page"]][start:end] for start, end in row["spans"])
        assert visible_words(row["shown"] or words) == visible_words(words)


@given(st.text())
def test_markdown_has_no_live_character_of_a_page(text: str) -> None:
    shown = escape_markdown(text)
    assert "\n" not in shown
    for place, sign in enumerate(shown):
        if sign in SPECIAL - {"\\"}:
            assert shown[place - 1] == "\\"


@pytest.mark.parametrize("injection", INJECTIONS)
def test_tex_has_no_live_character_of_a_page(injection: str) -> None:
    shown = escape_tex(injection)
    without = (
        shown.replace("\\textbackslash{}", "").replace("\\textasciitilde{}", "").replace("\\textasciicircum{}", "")
    )
    for place, sign in enumerate(without):
        if sign in "{}$&#_%":
            assert without[place - 1] == "\\"
    assert without.count("~") == without.count("^") == 0


def test_other_tables_are_not_taken_for_ours() -> None:
    assert read_csv("part,row\nx,y\n") is None

"""What every table of a corpus run must hold to: types, meanings, spans inside their pages, keys, references."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from benchmarks.crawl import write_crawl

from lesart.scale.corpus import Options, run_corpus
from lesart.scale.engines import run_loop
from lesart.scale.tables import COLUMNS, KEYS, schema_of
from lesart.settings import Settings
from tests.scale.test_corpus import write_pile

Row = dict[str, object]
TABLES = sorted(COLUMNS)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A crawl over several parcels and windows, and a pile of plain text with a page that comes twice."""
    folder = tmp_path_factory.mktemp("tables")
    crawl = folder / "crawl.warc.gz"
    write_crawl(crawl, 45)
    made = []
    for source, options in ((crawl, Options(parcel=20, window_pages=15)), (write_pile(folder), Options(parcel=5))):
        out = folder / f"of-{source.name}"
        run_corpus([str(source)], out, Settings(), options, lambda line: None, run_loop)
        made.append(out)
    return made


def rows_of(out: Path, table: str) -> list[Row]:
    found: list[Row] = []
    for file in sorted((out / table).rglob("*.parquet")):
        found += pq.ParquetFile(file).read().to_pylist()
    return found


def places_of(row: Row) -> Iterator[tuple[str, int, int]]:
    """Every span of a row, of whatever column, with its page."""
    own = row.get("page")
    for name, cell in row.items():
        if name.endswith("start") and cell is not None:
            yield str(own), int(str(cell)), int(str(row[name.removesuffix("start") + "end"]))
        for each in cell if isinstance(cell, list) else [cell]:
            if isinstance(each, dict):
                yield str(each.get("page", own)), int(each["start"]), int(each["end"])


@pytest.mark.parametrize("table", TABLES)
def test_files_have_the_types_and_meanings_that_are_documented(runs: list[Path], table: str) -> None:
    files = [file for out in runs for file in (out / table).rglob("*.parquet")]
    assert files
    for file in files:
        schema = pq.read_schema(file)
        assert schema.remove_metadata().equals(schema_of(table).remove_metadata())
        for column in COLUMNS[table]:
            assert schema.field(column.name).metadata[b"description"].decode() == column.meaning
            assert len(column.meaning) > 5


@pytest.mark.parametrize("table", TABLES)
def test_spans_lie_inside_their_pages(runs: list[Path], table: str) -> None:
    for out in runs:
        lengths = {str(row["page"]): len(str(row["text"])) for row in rows_of(out, "pages")}
        for row in rows_of(out, table):
            for page, start, end in places_of(row):
                assert 0 <= start < end <= lengths[page], (row, start, end)


@pytest.mark.parametrize("table", TABLES)
def test_keys_are_unique_and_no_row_comes_twice(runs: list[Path], table: str) -> None:
    for out in runs:
        rows = rows_of(out, table)
        if table in KEYS:
            keys = [tuple(row[name] for name in KEYS[table]) for row in rows]
            assert len(keys) == len(set(keys))
            assert all(None not in key for key in keys)
        if table != "rejected":
            whole = [json.dumps(row, sort_keys=True) for row in rows]
            assert len(whole) == len(set(whole))


@pytest.mark.parametrize("table", TABLES)
def test_references_resolve(runs: list[Path], table: str) -> None:
    for out in runs:
        known = {
            "page": {row["page"] for row in rows_of(out, "pages")},
            "event": {row["event"] for row in rows_of(out, "events")},
            "passage": {row["passage"] for row in rows_of(out, "passages")},
        }
        known.update(pages=known["page"], events=known["event"], nearest=known["event"])
        for row in rows_of(out, table):
            for name in known.keys() & row.keys():
                cell = row[name]
                if name == "pages" and table == "hot_keys":
                    continue
                told = cell if isinstance(cell, list) else [cell]
                assert {each for each in told if each is not None} <= known[name], (table, name)


def test_pages_are_in_events_and_events_in_stories(runs: list[Path]) -> None:
    for out in runs:
        pages = {row["page"] for row in rows_of(out, "pages")}
        events = rows_of(out, "events")
        assert {page for row in events for page in row["pages"]} == pages
        chapters = [event for row in rows_of(out, "stories") for event in row["events"]]
        assert sorted(chapters) == sorted(row["event"] for row in events)
        grouped = {row["event"] for row in rows_of(out, "sources")}
        assert grouped == {row["event"] for row in events}
        members = {row["passage"]: row["members"] for row in rows_of(out, "passages")}
        counted: dict[object, int] = {}
        for row in rows_of(out, "passage_members"):
            counted[row["passage"]] = counted.get(row["passage"], 0) + 1
        assert counted == members

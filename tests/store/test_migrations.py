"""The steps from an empty database make the tables that the queries are written for, on either engine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Double, inspect, text
from sqlalchemy.types import BLOB, BigInteger, Float, Integer, LargeBinary, Text, TypeEngine

import lesart.store.migrations
from lesart.store import schema as s
from lesart.store.database import Archive, open_archive
from lesart.store.migrations import read_step

FOLDER = Path(lesart.store.migrations.__file__).parent


def kind(given: TypeEngine[object]) -> str:
    if isinstance(given, LargeBinary | BLOB) or "BYTEA" in str(given):
        return "bytes"
    if isinstance(given, Double | Float):
        return "real"
    if isinstance(given, BigInteger | Integer):
        return "integer"
    assert isinstance(given, Text) or str(given).startswith("TEXT"), given
    return "text"


def test_every_step_is_there_for_both_engines() -> None:
    steps = sorted(path.name for path in FOLDER.glob("*.sql"))
    assert steps == sorted(
        f"{number:04}.{engine}.sql" for number in range(1, s.VERSION + 1) for engine in ("sqlite", "postgresql")
    )
    for number in range(1, s.VERSION + 1):
        for engine in ("sqlite", "postgresql"):
            assert all(statement.strip() for statement in read_step(number, engine))


def test_the_steps_make_the_tables_of_the_schema(archive: Archive) -> None:
    with archive.reading() as connection:
        found = inspect(connection)
        for table in s.METADATA.sorted_tables:
            columns = {column["name"]: column for column in found.get_columns(table.name)}
            assert list(columns) == [column.name for column in table.columns], table.name
            for column in table.columns:
                there = columns[column.name]
                assert kind(there["type"]) == kind(column.type), f"{table.name}.{column.name}"
                assert there["nullable"] == column.nullable or column.primary_key, f"{table.name}.{column.name}"
            key = found.get_pk_constraint(table.name)["constrained_columns"]
            assert key == [column.name for column in table.primary_key.columns], table.name
            links = {
                (link["constrained_columns"][0], f"{link['referred_table']}.{link['referred_columns'][0]}")
                for link in found.get_foreign_keys(table.name)
            }
            assert links == {(key.parent.name, key.target_fullname) for key in table.foreign_keys}, table.name


def test_search_indexes_on_postgresql_keep_no_pending_entries(archive: Archive) -> None:
    if archive.engine == "sqlite":
        return
    asked = text("SELECT relname, reloptions FROM pg_class JOIN pg_am ON pg_am.oid = relam WHERE amname = 'gin'")
    with archive.reading() as connection:
        found = {row.relname: row.reloptions for row in connection.execute(asked)}
    assert sorted(found) == ["page_chunks_terms", "page_index_terms", "quantity_index_terms", "quotation_index_terms"]
    assert all(options == ["fastupdate=off"] for options in found.values())


def test_two_that_make_one_archive_at_once_make_it_once(place: str) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(6) as pool:
        opened = list(pool.map(lambda _: open_archive(place, create=True), range(6)))
    for archive in opened:
        archive.close()
    open_archive(place).close()


def test_a_step_that_fails_leaves_nothing(new_place: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> None:
    from lesart.errors import ArchiveError

    place = new_place()

    def broken(number: int, engine: str) -> list[str]:
        return [*read_step(number, engine)[:5], "CREATE UNSINN"]

    monkeypatch.setattr(lesart.store.migrations, "read_step", broken)
    with pytest.raises(ArchiveError, match="syntax error"):
        open_archive(place, create=True)
    monkeypatch.undo()
    with pytest.raises(ArchiveError, match="no archive there"):
        open_archive(place)
    open_archive(place, create=True).close()

"""Numbered steps from an empty database to the newest archive, one SQL file an engine and number.

A step that was published is never edited: a change is a new number. Each step runs in the same transaction that
raises the number kept in the archive, so a kill leaves the archive before or after a step, not inside one.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, select, text, update

from lesart.errors import ArchiveError
from lesart.store.schema import ARCHIVE, VERSION

_FOLDER = Path(__file__).parent
_END = "--=\n"
"""A line that ends a statement."""


def version_of(connection: Connection) -> int:
    """Number of the last step that the database has seen; 0 for an empty one.

    Raises ArchiveError where the database holds other tables than an archive's, or a newer archive.
    """
    tables = _tables(connection)
    if not tables:
        return 0
    if "archive" not in tables:
        raise ArchiveError("holds other tables and is no archive of lesart")
    found = connection.execute(select(ARCHIVE.c.value).where(ARCHIVE.c.name == "schema")).scalar()
    if found is None or not found.isdigit():
        raise ArchiveError("does not say which version of the archive it is")
    if int(found) > VERSION:
        raise ArchiveError(f"was made by a newer lesart (archive version {found}, this one knows {VERSION})")
    return int(found)


def upgrade(connection: Connection, created: str, to: int = VERSION) -> tuple[int, ...]:
    """Runs the steps that are missing up to `to`, and returns their numbers. `created`: time stamp of a new archive."""
    done = []
    for number in range(version_of(connection) + 1, to + 1):
        for statement in read_step(number, connection.dialect.name):
            connection.exec_driver_sql(statement)
        if number == 1:
            facts = {"schema": "1", "created": created, "next_number": "1"}
            connection.execute(ARCHIVE.insert(), [{"name": name, "value": value} for name, value in facts.items()])
        connection.execute(update(ARCHIVE).where(ARCHIVE.c.name == "schema").values(value=str(number)))
        done.append(number)
    return tuple(done)


def read_step(number: int, engine: str) -> list[str]:
    """The statements of step `number` for `engine` (`sqlite`, `postgresql`)."""
    body = (_FOLDER / f"{number:04}.{engine}.sql").read_text("utf-8")
    return body.split(_END)


def _tables(connection: Connection) -> set[str]:
    if connection.dialect.name == "sqlite":
        query = text("SELECT name FROM sqlite_master WHERE type = 'table'")
    else:
        query = text("SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = current_schema()")
    return set(connection.execute(query).scalars())

"""An archive: one SQLite file, or a schema `lesart` in a PostgreSQL database; opened, read and written.

Readers see one moment (SQLite's WAL snapshot, PostgreSQL's REPEATABLE READ) and never wait. Writers come one after
the other (BEGIN IMMEDIATE; an advisory lock), whole transactions at a time. A transaction that has returned is on
the disk: SQLite runs with `synchronous=FULL`, which flushes the log at each commit; PostgreSQL flushes by default.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

from lesart.errors import ArchiveError
from lesart.store.kinds import is_address, is_archive_file
from lesart.store.migrations import upgrade, version_of
from lesart.store.schema import VERSION

WAIT = 60.0
"""Seconds that a writer waits for the one before it; a batch of pages is written in about one."""
CACHE = 64_000
"""Kilobytes of pages that one SQLite connection keeps in memory."""
READERS = 8
"""Connections kept open for further use; more are opened when needed."""
_LOCK = 7_316_201
"""Number of the advisory lock that PostgreSQL writers take; means nothing."""
_APPLICATION = 0x6C657361
"""SQLite application id (`lesa`), so that other programs' files are not taken for archives."""


class Archive:
    """An open archive. `place`: how it was named, without password. Use as a context manager or call `close`."""

    def __init__(self, engine: Engine, place: str) -> None:
        self._engine = engine
        self.place = place

    @property
    def engine(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._engine.dialect.name

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one moment of the archive. Raises ArchiveError."""
        with _translated(self.place), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """The one writer's connection: all that is done in it becomes visible together, or nothing does.

        Raises ArchiveError where another writer holds on for longer than WAIT seconds, or the disk is full.
        """
        with _translated(self.place), self._engine.connect() as connection:
            if self.engine == "sqlite":
                connection = connection.execution_options(lesart_write=True)
            else:
                # Under REPEATABLE READ the wait for the lock would leave the writer with the state before its turn.
                connection = connection.execution_options(isolation_level="READ COMMITTED")
            with connection.begin():
                if self.engine == "postgresql":
                    connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})
                yield connection

    def close(self) -> None:
        self._engine.dispose()

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_archive(place: str | Path, create: bool = False) -> Archive:
    """Opens the archive at `place`: a file, or a `postgresql://` address. Older archives are brought up to date.

    `create`: make it where it is not there. Raises ArchiveError where it is not there, is no archive, is damaged,
    or was made by a newer version.
    """
    name = os.fspath(place)
    if is_address(name):
        return _open_server(name, create)
    return _open_file(Path(name), create)


def time_now() -> str:
    """The present moment, UTC, to the microsecond, as stamps in the archive are written."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _open_file(path: Path, create: bool) -> Archive:
    there = path.exists()
    if not there and not create:
        raise ArchiveError(f"{path}: no such archive; `lesart add` makes one")
    if there and path.stat().st_size and not is_archive_file(path):
        raise ArchiveError(f"{path}: is no archive of lesart")
    if not there and not path.absolute().parent.is_dir():
        raise ArchiveError(f"{path}: its folder does not exist")
    engine = create_engine(
        URL.create("sqlite", database=str(path.absolute())),
        connect_args={"timeout": WAIT, "check_same_thread": False},
        poolclass=QueuePool,
        pool_size=READERS,
        max_overflow=-1,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    archive = Archive(engine, str(path))
    try:
        _bring_up_to_date(archive, create)
    except ArchiveError:
        archive.close()
        raise
    return archive


def _prepare_sqlite(connection: sqlite3.Connection, _: Any) -> None:
    connection.isolation_level = None
    for statement in (
        "PRAGMA journal_mode=WAL",
        "PRAGMA synchronous=FULL",
        "PRAGMA foreign_keys=ON",
        "PRAGMA trusted_schema=OFF",
        f"PRAGMA cache_size=-{CACHE}",
    ):
        connection.execute(statement)


def _begin_sqlite(connection: Connection) -> None:
    write = connection.get_execution_options().get("lesart_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _open_server(name: str, create: bool) -> Archive:
    try:
        url = make_url(name)
    except SQLAlchemyError as error:
        raise ArchiveError(
            "the address of the archive cannot be read; write postgresql://USER@HOST/DATABASE"
        ) from error
    if url.get_backend_name() != "postgresql":
        raise ArchiveError(f"{url.get_backend_name()}: archives are SQLite files or postgresql:// addresses")
    try:
        import psycopg  # noqa: F401
    except ImportError as error:
        raise ArchiveError('PostgreSQL needs a driver: install "lesart[postgres]"') from error
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args={"options": "-c search_path=lesart", "connect_timeout": 10},
        isolation_level="REPEATABLE READ",
        poolclass=QueuePool,
        pool_size=READERS,
        max_overflow=-1,
    )
    archive = Archive(engine, url.render_as_string(hide_password=True))
    try:
        if create:
            with _translated(archive.place), engine.connect() as connection, connection.begin():
                connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})
                connection.execute(text("CREATE SCHEMA IF NOT EXISTS lesart"))
        _bring_up_to_date(archive, create)
    except ArchiveError:
        archive.close()
        raise
    return archive


def _bring_up_to_date(archive: Archive, create: bool) -> None:
    with archive.reading() as connection:
        version = _version(archive, connection)
    if version == VERSION:
        return
    if version == 0 and not create:
        raise ArchiveError(f"{archive.place}: no archive there; `lesart add` makes one")
    with archive.writing() as connection:
        if _version(archive, connection) < VERSION:
            upgrade(connection, time_now())
            if archive.engine == "sqlite":
                connection.exec_driver_sql(f"PRAGMA application_id={_APPLICATION}")


def _version(archive: Archive, connection: Connection) -> int:
    try:
        return version_of(connection)
    except ArchiveError as error:
        raise ArchiveError(f"{archive.place}: {error}") from error


@contextmanager
def _translated(place: str) -> Iterator[None]:
    """Turns the database's errors into ArchiveError with the place and the database's own reason, no SQL."""
    try:
        yield
    except DBAPIError as error:
        raise ArchiveError(f"{place}: {_reason(error)}") from error
    except SQLAlchemyError as error:
        raise ArchiveError(f"{place}: {error}") from error


def _reason(error: DBAPIError) -> str:
    cause = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else type(error.orig).__name__
    plain = {
        "database is locked": f"another program has been writing for over {WAIT:.0f} seconds; try again",
        "database or disk is full": "the disk is full; nothing of this step was kept",
        "database disk image is malformed": "the file is damaged; `lesart copy` may save what can be read",
        "file is not a database": "is no archive of lesart",
        "attempt to write a readonly database": "may not be written",
        "unable to open database file": "cannot be opened",
    }
    return plain.get(cause, cause)

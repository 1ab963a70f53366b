"""Every test that asks for `archive` runs on both engines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from lesart.store.database import Archive, open_archive
from tests.store.servers import find_programs, run_server


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    programs = find_programs()
    if programs is None:
        pytest.skip("no PostgreSQL server installed (initdb not found)")
    with run_server(programs) as address:
        yield address


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def new_place(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Makes names of archives that are not there yet, on either engine."""
    numbers = count()

    def place() -> str:
        number = next(numbers)
        if request.param == "sqlite":
            return str(tmp_path / f"{number}.lesart")
        return empty_database(request.getfixturevalue("server"), f"archive{number}")

    return place


def empty_database(server: str, name: str) -> str:
    """The address of database `name` on `server`, made where it is not there, without an archive in it."""
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone() is None:
            connection.execute(f"CREATE DATABASE {name}")
    address = server.replace("/postgres?", f"/{name}?")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS lesart CASCADE")
    return address


@pytest.fixture
def place(new_place: Callable[[], str]) -> str:
    return new_place()


@pytest.fixture
def archive(place: str) -> Iterator[Archive]:
    with open_archive(place, create=True) as opened:
        yield opened

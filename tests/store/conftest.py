"""Every test that asks for `archive` runs on both engines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from lesart.store.database import Archive, open_archive
from tests.store.servers import find_programs, run_server

_NUMBERS = count()


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

    def place() -> str:
        number = next(_NUMBERS)
        if request.param == "sqlite":
            return str(tmp_path / f"{number}.lesart")
        address: str = request.getfixturevalue("server")
        import psycopg

        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE archive{number}")
        return address.replace("/postgres?", f"/archive{number}?")

    return place


@pytest.fixture
def place(new_place: Callable[[], str]) -> str:
    return new_place()


@pytest.fixture
def archive(place: str) -> Iterator[Archive]:
    with open_archive(place, create=True) as opened:
        yield opened

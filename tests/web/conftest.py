"""A desk over invented coverage, for tests that read and tests that change it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from starlette.testclient import TestClient

from lesart.desk.comparing import make_comparison
from lesart.desk.relating import relate_waiting
from lesart.settings import Settings
from lesart.store.database import Archive, open_archive
from lesart.store.events import all_events
from lesart.store.listing import list_stories
from lesart.web.app import make_app
from lesart.web.options import ServeOptions
from tests.store.conftest import empty_database
from tests.store.newsroom import COVERAGE, FIRE, SETTINGS, page, put
from tests.store.servers import find_programs, run_server

HOME = "http://127.0.0.1:8765"
LATER = FIRE.replace("40 Leuten", "60 Leuten").replace("drei Personen", "vier Personen")
RECORDS = (
    *COVERAGE,
    page("d", LATER, outlet="Kolmseer Blatt", published="2031-05-05T11:00", title="Halde brennt in Kolmsee",
         url="https://kolmseer-blatt.example/halde"),
)  # fmt: skip
"""Two accounts of a fire, a later state of the first, and a bridge."""


class Filled(NamedTuple):
    """An archive that is closed: where it is, the ids of its pages in the order of RECORDS, of its fire and story."""

    place: str
    pages: list[str]
    fire: str
    story: str


def fill(place: str, folder: Path) -> Filled:
    """Makes an archive of RECORDS with all relations and the comparison of the fire."""
    with open_archive(place, create=True) as archive:
        pages = put(archive, folder, RECORDS)
        relate_waiting(archive, SETTINGS)
        with archive.reading() as connection:
            events = all_events(connection)
            lines, _ = list_stories(connection, 10)
        fire = max(events, key=lambda name: len(make_comparison(archive, "event", name, SETTINGS).pages))
        story = next(line.id for line in lines if fire in [event.id for event in line.events])
        make_comparison(archive, "story", story, SETTINGS)
    return Filled(place, pages, fire, story)


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Filled:
    """An archive file that nobody may change."""
    folder = tmp_path_factory.mktemp("web")
    return fill(str(folder / "a.lesart"), folder)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    """The same in a PostgreSQL database."""
    programs = find_programs()
    if programs is None:
        pytest.skip("no PostgreSQL server installed (initdb not found)")
    with run_server(programs) as address:
        yield fill(empty_database(address, "web"), tmp_path_factory.mktemp("served"))


class Desk(NamedTuple):
    """A running desk over a copy of the coverage."""

    client: TestClient
    archive: Archive
    filled: Filled
    spool: Path

    def json(self, path: str, status: int = 200) -> dict[str, object]:
        answer = self.client.get(path, headers={"accept": "application/json"})
        assert answer.status_code == status, answer.text
        found: dict[str, object] = answer.json()
        return found

    def html(self, path: str, status: int = 200, **headers: str) -> str:
        answer = self.client.get(path, headers={"accept": "text/html", "accept-language": "en", **headers})
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        return answer.text

    @property
    def form_token(self) -> str:
        return str(self.json("/upload")["form_token"])

    def post(self, path: str, **fields: object) -> dict[str, object]:
        """Sends a form as a browser does, with its token, and returns the record."""
        data = {"form_token": self.form_token, **fields}
        answer = self.client.post(path, data=data, headers={"accept": "application/json"})
        assert answer.status_code == 201, answer.text
        record: dict[str, object] = answer.json()
        return record


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def reading(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk for tests that only read."""
    filled: Filled = request.getfixturevalue("filled" if request.param == "sqlite" else "served")
    spool = tmp_path_factory.mktemp("spool") / "uploads"
    with open_archive(filled.place) as archive:
        app = make_app(archive, Settings(language="de", clean=True), ServeOptions(), spool)
        with TestClient(app, base_url=HOME, follow_redirects=False) as client:
            yield Desk(client, archive, filled, spool)


Opener = Callable[..., Desk]


@pytest.fixture
def open_desk(filled: Filled, tmp_path: Path) -> Iterator[Opener]:
    """Starts a desk: `open_desk(token=…, place=…, empty=…)`, over a copy of the coverage unless told otherwise."""
    opened: list[tuple[TestClient, Archive]] = []

    def start(place: str | None = None, empty: bool = False, base: str = HOME, **options: object) -> Desk:
        if place is None:
            place = str(tmp_path / f"{len(opened)}.lesart")
            if not empty:
                shutil.copy(filled.place, place)
        archive = open_archive(place, create=True)
        spool = tmp_path / "uploads"
        app = make_app(archive, Settings(language="de"), ServeOptions(**options), spool)  # type: ignore[arg-type]
        client = TestClient(app, base_url=base, follow_redirects=False)
        client.__enter__()
        opened.append((client, archive))
        return Desk(client, archive, filled, spool)

    yield start
    for client, archive in opened:
        client.__exit__(None, None, None)
        archive.close()


@pytest.fixture
def desk(open_desk: Opener) -> Desk:
    return open_desk()

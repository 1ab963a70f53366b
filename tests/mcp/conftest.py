"""An archive of the example coverage, for tests of the server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lesart.desk.adding import Added, add_inputs
from lesart.desk.relating import relate_waiting
from lesart.settings import Settings
from lesart.store.database import open_archive

EXAMPLES = Path(__file__).parents[2] / "examples" / "nachtzug"


@pytest.fixture(scope="session")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of an archive with the example coverage, related."""
    place = tmp_path_factory.mktemp("examples") / "news.lesart"
    with open_archive(place, create=True) as archive:
        assert all(isinstance(told, Added) for told in add_inputs(archive, [str(EXAMPLES)], Settings()))
        relate_waiting(archive, Settings())
    return place


@pytest.fixture
def texts(examples: Path) -> Iterator[dict[str, str]]:
    """The text of every page of the example archive, by id."""
    from lesart.store.pages import list_pages, load_texts
    from lesart.store.search import find_pages

    with open_archive(examples) as archive, archive.reading() as connection:
        from lesart.store.query import EVERYTHING

        numbers = [found.number for found in find_pages(connection, EVERYTHING, None)]
        found = load_texts(connection, numbers)
        yield {page.id: found[page.number] for page in list_pages(connection, numbers)}

"""Any selection of the archive in every form, and each form checked against the saved bytes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lesart.cli import main
from lesart.desk.exporting import join_query
from lesart.desk.relating import relate_waiting
from lesart.errors import QueryError
from lesart.store.database import open_archive
from tests.store.newsroom import COVERAGE, SETTINGS, put

VERIFIED = ("jsonl", "json", "html", "csv", "parquet", "webannotation")
ALONE = ("text", "md", "bibtex", "csl")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive whose sources are gone."""
    folder = tmp_path_factory.mktemp("exports")
    with open_archive(folder / "a.lesart", create=True) as archive:
        put(archive, folder, COVERAGE)
        relate_waiting(archive, SETTINGS)
    (folder / "seiten.jsonl").unlink()
    return folder / "a.lesart"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.mark.parametrize("form", VERIFIED)
def test_what_is_exported_holds_against_the_archive_when_the_sources_are_gone(
    place: Path, tmp_path: Path, form: str
) -> None:
    file = tmp_path / {"webannotation": "x.jsonld", "jsonl": "x.jsonl"}.get(form, f"x.{form}")
    told = run("export", "--archive", place, "--format", form, "-o", file, "Halde")
    assert told.exit_code == 0, told.output
    checked = run("verify", "--archive", place, file)
    assert checked.exit_code == 0, checked.output
    held, pages = checked.stdout.splitlines()[-1].split(" of ")[0], checked.stdout.split(", ")[-1]
    assert int(held) > 3
    assert pages.strip() == "2 pages"
    assert run("verify", file).exit_code == 1


def test_an_export_that_was_changed_does_not_hold(place: Path, tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    assert run("export", "--archive", place, "--format", "json", "-o", file, "Halde").exit_code == 0
    text = file.read_text("utf-8")
    assert '"fünf Personen' in text
    file.write_text(text.replace('"fünf Personen', '"zehn Personen'), "utf-8")
    checked = run("verify", "--archive", place, file)
    assert checked.exit_code == 1
    assert "no longer yields" in checked.stderr


@pytest.mark.parametrize("form", ALONE)
def test_forms_without_places_are_written_too(place: Path, form: str) -> None:
    told = run("export", "--archive", place, "--format", form, "outlet:Seebote")
    assert told.exit_code == 0, told.output
    assert "Seebote" in told.stdout


def test_selections_narrow_the_query(place: Path) -> None:
    def sources(*words: str) -> list[str]:
        told = run("export", "--archive", place, *words)
        assert told.exit_code == 0, told.output
        return [json.loads(line)["source"] for line in told.stdout.splitlines()]

    with open_archive(place) as archive, archive.reading() as connection:
        from lesart.store.events import list_events

        event = max(list_events(connection, None, 9), key=lambda each: len(each.pages))
    assert sources() == ["c", "b", "a"]
    assert sources("--outlet", "Seebote") == ["c", "b"]
    assert sources("--outlet", "Kolmseer Blatt") == ["a"]
    assert sources("--date", "2031-05-05") == ["b", "a"]
    assert sources("--date", "..2031-05-05", "--outlet", "Seebote") == ["b"]
    assert sources("--event", event.id) == ["b", "a"]
    assert sources("--outlet", "Seebote", "Halde OR Steg") == ["c", "b"]
    assert sources("--story", "story-nowhere") == []


def test_the_users_query_stays_in_its_brackets() -> None:
    assert join_query("Halde OR Steg", {"outlet": 'See"bote'}) == '(Halde OR Steg) outlet:"See bote"'
    assert join_query("", {"event": None}) == ""
    assert join_query("", {"date": "2031"}) == 'date:"2031"'
    with pytest.raises(QueryError, match="character 2: this bracket closes nothing"):
        join_query("a) OR (b", {"outlet": "x"})


def test_gold_takes_no_selection(place: Path, tmp_path: Path) -> None:
    told = run("export", "--archive", place, "--corrections", "-o", tmp_path, "Halde")
    assert told.exit_code == 2

"""The commands as a shell sees them: output, exit codes, refusals (docs: the JSON contract)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from lesart.cli import main
from lesart.present.schema import Printed, make_schema

EXAMPLES = Path(__file__).parents[2] / "examples" / "nachtzug"


def run(*arguments: str | Path, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=stdin)


def lines(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.parametrize("command", get_args(Printed))
def test_output_is_valid_by_the_published_schema(command: Printed) -> None:
    arguments = ["--format", "json", "--with-text"] if command == "collate" else []
    result = run(command, EXAMPLES, *arguments)
    assert result.exit_code == 0
    validator = Draft202012Validator(make_schema(command))
    records = lines(result)
    assert records
    for record in records:
        errors = [f"{list(error.path)}: {error.message}" for error in validator.iter_errors(record)]
        assert errors == []


def test_annotate_prints_a_line_a_page_in_input_order() -> None:
    records = lines(run("annotate", EXAMPLES))
    assert [Path(str(record["source"])).name[:2] for record in records] == [f"{n}_" for n in range(1, 10)]


def test_the_same_input_gives_the_same_bytes() -> None:
    assert run("annotate", EXAMPLES).stdout_bytes == run("annotate", EXAMPLES).stdout_bytes
    first = run("collate", EXAMPLES, "--format", "json").stdout_bytes
    assert first == run("collate", EXAMPLES, "--format", "json").stdout_bytes


def test_no_text_leaves_the_text_out_and_nothing_else() -> None:
    page = EXAMPLES / "1_alpenkurier.txt"
    (full,) = lines(run("annotate", page))
    (bare,) = lines(run("annotate", page, "--no-text"))
    assert full.pop("text")
    assert full == bare


def test_a_refused_input_is_a_line_with_its_reason_and_the_exit_code_is_1(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Im Rathaus von Ullwang brannte am Abend Licht.", "utf-8")
    (tmp_path / "b.txt").write_bytes(b"")
    result = run("annotate", tmp_path)
    assert result.exit_code == 1
    records = lines(result)
    assert [record.get("error") for record in records] == [None, "empty"]
    assert "b.txt: empty" in result.stderr
    collated = run("collate", tmp_path, "--format", "json")
    assert collated.exit_code == 1
    assert [page.get("error") for page in json.loads(collated.stdout)["pages"]] == [None, "empty"]


def test_other_endings_are_counted_not_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Im Rathaus von Ullwang brannte am Abend Licht.", "utf-8")
    (tmp_path / "bild.jpg").write_bytes(b"\xff\xd8")
    result = run("annotate", tmp_path)
    assert result.exit_code == 0
    assert "1 files of other endings" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["annotate"],
        ["annotate", "gibt-es-nicht.txt"],
        ["annotate", "https://blatt.example/a"],
        ["collate", str(EXAMPLES), "--format", "xml"],
        ["annotate", str(EXAMPLES / "3_niederauer-anzeiger.html"), "--clean"],
        ["collate", str(EXAMPLES), "--window", "-3"],
        ["zusammenfassen"],
    ],
)
def test_a_wrong_call_is_exit_code_2(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


def test_standard_input_is_one_page_or_json_lines() -> None:
    (page,) = lines(run("annotate", "-", stdin="Im Rathaus von Ullwang brannte am Abend Licht.\n"))
    assert (page["source"], page["text"]) == ("-", "Im Rathaus von Ullwang brannte am Abend Licht.\n")
    records = '{"id": "x", "text": "Es schneit."}\n{"id": "y", "text": "Es taut."}\n'
    assert [record["source"] for record in lines(run("annotate", "-", stdin=records))] == ["x", "y"]


def test_clean_text_is_body_and_its_title_stands_apart() -> None:
    record = '{"id": "x", "title": "Schnee", "text": "Es schneit in Ullwang.", "published": "2026-02-03"}\n'
    (page,) = lines(run("annotate", "-", "--clean", stdin=record))
    assert page["zones"] == [{"kind": "body", "start": 0, "end": 22}]
    assert page["title"] == {"text": "Schnee", "start": None, "end": None}
    assert page["published"] == "2026-02-03"


def test_two_outlets_with_equal_wording_have_two_ids_and_a_page_read_again_has_one(tmp_path: Path) -> None:
    text = "Es schneit in Ullwang."
    pages = [{"id": str(n), "url": f"https://{name}.example/a", "text": text} for n, name in enumerate(("a", "b", "a"))]
    file = tmp_path / "dump.jsonl"
    file.write_text("\n".join(map(json.dumps, pages)), "utf-8")
    first, second, again = (record["page"] for record in lines(run("annotate", file)))
    assert first != second
    assert again == f"{first}-2"


def test_html_that_is_written_opens_offline_and_json_goes_to_the_file(tmp_path: Path) -> None:
    report, data = tmp_path / "r.html", tmp_path / "r.json"
    result = run("collate", EXAMPLES, "-o", report)
    assert result.exit_code == 0
    assert "default-src &#39;none&#39;" in report.read_text("utf-8")
    assert run("collate", EXAMPLES, "-o", data).exit_code == 0
    assert json.loads(data.read_text("utf-8"))["version"] == 1


def test_progress_is_silent_where_nobody_watches() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "lesart", "annotate", str(EXAMPLES / "1_alpenkurier.txt")],
        capture_output=True,
        check=True,
    )
    assert done.stderr == b""


def test_a_folder_that_is_not_there_is_told_before_anything_is_read(tmp_path: Path) -> None:
    result = run("collate", EXAMPLES, "-o", tmp_path / "no" / "x.html")
    assert result.exit_code == 2
    assert "no such folder" in result.stderr
    assert "Traceback" not in result.output


def test_a_report_beside_its_pages_links_them_and_verifies(tmp_path: Path) -> None:
    pages = tmp_path / "seiten"
    pages.mkdir()
    for source in sorted(EXAMPLES.glob("[123]_*")):
        (pages / source.name).write_bytes(source.read_bytes())
    report = tmp_path / "bericht.html"
    assert run("collate", pages, "-o", report).exit_code == 0
    assert 'href="seiten/1_alpenkurier.txt"' in report.read_text("utf-8")
    assert run("verify", report).exit_code == 0
    assert run("collate", pages, "-o", tmp_path / "bericht.md").exit_code == 0
    assert run("verify", tmp_path / "bericht.md").exit_code == 0


def test_what_the_search_for_shared_wording_does_not_follow_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shared = "die Brücke über die Tann bleibt bis zum Ende des Monats für alle Lastwagen gesperrt"
    towns = ("Marnau", "Tannreuth", "Grauental")
    told = [{"id": town, "text": f"In {town} ist seit gestern bekannt: {shared}, sagt der Rat."} for town in towns]
    file = tmp_path / "pile.jsonl"
    file.write_text("\n".join(map(json.dumps, told)), "utf-8")
    assert run("reuse", file, "--clean").stderr == ""
    monkeypatch.setattr("lesart.algorithms.fingerprint.COMMON", 2)
    result = run("reuse", file, "--clean")
    assert "runs of words that too many pages have" in result.stderr
    assert lines(result) == []
    (synopsis,) = lines(run("collate", file, "--clean", "--format", "json"))
    assert synopsis["left_out"] == {"fingerprints": 18, "pairs": 0}, "runs of five in the 22 words that all three have"

"""The tutorial's commands run, in its order."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from lesart.cli import main

ROOT = Path(__file__).parents[2]


def tutorial_commands() -> list[str]:
    text = (ROOT / "docs" / "tutorial.md").read_text("utf-8")
    return [line for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) for line in block.strip().splitlines()]


def test_every_command_of_the_tutorial_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    commands = tutorial_commands()
    assert len(commands) >= 7
    for command in commands:
        words, _, target = command.partition(" > ")
        program, *arguments = shlex.split(words)
        assert program == "lesart"
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == 0, f"{command}: {result.output}"
        if target:
            (tmp_path / target).write_text(result.stdout, "utf-8")
            assert result.stdout.count("\n") > 1


def test_a_changed_source_is_named_with_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    for report in ("bericht.html", "bericht.json"):
        assert CliRunner().invoke(main, ["collate", "examples/nachtzug", "-o", report, "--with-text"]).exit_code == 0
        assert CliRunner().invoke(main, ["verify", report]).exit_code == 0
    page = next(iter(sorted((tmp_path / "examples" / "nachtzug").glob("*.txt"))))
    text = page.read_text("utf-8")
    page.write_text(text.replace("e", "E", 1), "utf-8")
    for report in ("bericht.html", "bericht.json"):
        result = CliRunner().invoke(main, ["verify", report])
        assert result.exit_code == 1
        assert page.name in result.stderr
        assert f"character {text.index('e')}" in result.stderr

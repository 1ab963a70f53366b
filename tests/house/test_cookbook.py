"""The cookbook's Python recipes run on the example coverage and print something."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RECIPES = re.findall(
    r"## ([^\n]+)\n(?:(?!## ).)*?```python\n(.*?)```", (ROOT / "docs" / "cookbook.md").read_text("utf-8"), re.DOTALL
)


@pytest.mark.parametrize(("title", "code"), RECIPES, ids=[title for title, _ in RECIPES])
def test_a_recipe_runs(
    title: str, code: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    exec(compile(code, title, "exec"), {})
    assert capsys.readouterr().out.strip()


def test_the_archive_is_used_from_python_as_its_docs_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "archive.md").read_text("utf-8"), re.DOTALL)
    shutil.copytree(ROOT / "examples" / "nachtzug", tmp_path / "pages")
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "docs/archive.md", "exec"), {})
    assert capsys.readouterr().out.count("outcome='added'") == 9


def test_there_are_recipes() -> None:
    assert len(RECIPES) >= 5

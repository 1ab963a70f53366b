"""Imports point down only, and stages meet in `model` alone (docs: the picture in the README)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "lesart"

STAGES = {"ingest", "annotate", "relate", "compare", "present"}
BELOW_ALL = {"errors"}
ALLOWED = {
    "errors": set(),
    "settings": {"errors"},
    "model": {"errors"},
    "algorithms": {"errors"},
    "language": {"errors", "algorithms"},
    **{stage: {"errors", "settings", "model", "algorithms", "language"} for stage in STAGES},
    "store": {"errors", "model"},
    "pipeline": {"errors", "settings", "model", "algorithms", "language", "store", *STAGES},
    "desk": {"errors", "settings", "model", "algorithms", "language", "pipeline", "store", *STAGES},
    "scale": {"errors", "settings", "model", "algorithms", "language", "pipeline", "relate"},
    "mcp": {"errors", "settings", "model", "desk", "store"},
    "web": {"errors", "settings", "model", "language", "pipeline", "desk", "store", "present"},
    "commands": {"errors", "settings", "model", "pipeline", "desk", "present", "store", "mcp", "web", "scale"},
    "cli": {"errors", "settings", "model", "pipeline", "commands", "desk", "present", "store", "web", "scale"},
    "programs": {"errors", "settings", "model", "pipeline"},
    "__main__": {"cli"},
    "__init__": {"errors", "settings", "model", "pipeline", "desk", "programs", "store"},
}


def room_of(path: Path) -> str:
    parts = path.relative_to(SOURCE).parts
    return parts[0] if len(parts) > 1 else parts[0].removesuffix(".py")


def imported_rooms(path: Path) -> set[str]:
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            parts = name.split(".")
            if parts[0] == "lesart" and len(parts) > 1:
                rooms.add(parts[1])
    return rooms


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda p: str(p.relative_to(SOURCE)))
def test_a_module_imports_only_rooms_below_its_own(path: Path) -> None:
    room = room_of(path)
    rooms_there = {p.name.removesuffix(".py") for p in SOURCE.iterdir()}
    assert imported_rooms(path) & rooms_there - ALLOWED[room] - {room} == set()

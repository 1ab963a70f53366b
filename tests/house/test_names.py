"""Names: the public ones, no drawers, every model class in the glossary."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from pathlib import Path

import msgspec
import pytest

import lesart
import lesart.model

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "lesart"
DRAWERS = {"utils", "util", "helpers", "helper", "manager", "process", "info", "misc", "common_code"}


def test_public_names_are_sorted_and_all_there() -> None:
    assert lesart.__all__ == sorted(lesart.__all__)
    for name in lesart.__all__:
        assert getattr(lesart, name).__module__.startswith("lesart.")


def test_an_unknown_public_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'summarise'"):
        lesart.summarise  # noqa: B018


def test_no_module_is_a_drawer() -> None:
    assert [p for p in SOURCE.rglob("*.py") if p.stem in DRAWERS] == []


def test_every_model_class_is_in_the_glossary() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    for module in pkgutil.iter_modules(lesart.model.__path__):
        loaded = importlib.import_module(f"lesart.model.{module.name}")
        for name, thing in inspect.getmembers(loaded, inspect.isclass):
            if issubclass(thing, msgspec.Struct) and thing.__module__ == loaded.__name__:
                assert f"| {name} |" in glossary, f"{name} is missing in docs/glossary.md"


def test_the_glossary_is_in_alphabetical_order() -> None:
    rows = [line.split("|")[1].strip() for line in (ROOT / "docs" / "glossary.md").read_text("utf-8").splitlines()[6:]]
    assert rows == sorted(rows, key=str.lower)


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda p: str(p.relative_to(SOURCE)))
def test_every_module_and_public_function_says_what_it_is_for(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    if tree.body:
        assert ast.get_docstring(tree), f"{path} has no docstring"


def test_the_model_is_frozen_and_has_no_open_dictionaries() -> None:
    for module in pkgutil.iter_modules(lesart.model.__path__):
        loaded = importlib.import_module(f"lesart.model.{module.name}")
        assert "dict[" not in inspect.getsource(loaded)
        for _, thing in inspect.getmembers(loaded, inspect.isclass):
            if issubclass(thing, msgspec.Struct) and thing is not msgspec.Struct:
                assert thing.__struct_config__.frozen, thing

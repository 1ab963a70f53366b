"""The check of zone figures against pinned floors tells a fallen figure and other data from a figure that holds."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from benchmarks import zone_accuracy


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "gold.jsonl").write_text("{}\n", "utf-8")
    floors = {
        "digest": zone_accuracy.digest_of(tmp_path),
        "folds": {"html": {"body_f1": 0.969, "captions_leaked": 0.01}},
        "shipped": {},
    }
    pinned = tmp_path / "floors.json"
    pinned.write_bytes(msgspec.json.encode(floors))
    monkeypatch.setattr(zone_accuracy, "FLOORS", pinned)
    return tmp_path


@pytest.mark.parametrize(
    ("body", "captions", "expected"), [(0.969, 0.01, 0), (0.98, 0.0, 0), (0.96, 0.01, 1), (0.969, 0.02, 1)]
)
def test_a_fallen_figure_is_told(folder: Path, body: float, captions: float, expected: int) -> None:
    scores = {"html": {"body_f1": body, "captions_leaked": captions}}
    assert zone_accuracy.check_floors(scores, folder, "folds") == expected


def test_other_data_are_told(folder: Path) -> None:
    (folder / "gold.jsonl").write_text("{ }\n", "utf-8")
    assert zone_accuracy.check_floors({}, folder, "folds") == 2

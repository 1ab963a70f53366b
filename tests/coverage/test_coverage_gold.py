"""The annotated events: every gold.json is what its gold.toml says, and its marks lie on article text."""

import json
from pathlib import Path

import pytest
from build_gold import Event, GoldError, build_gold

HERE = Path(__file__).parent
EVENTS = sorted(p.parent for p in HERE.glob("*/*/gold.toml"))


@pytest.mark.parametrize("folder", EVENTS, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_gold_is_built_from_its_notes(folder: Path) -> None:
    assert (folder / "gold.json").read_text(encoding="utf-8") == build_gold(folder)


@pytest.mark.parametrize("folder", EVENTS, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_every_page_is_annotated(folder: Path) -> None:
    gold = json.loads((folder / "gold.json").read_text(encoding="utf-8"))
    on_disk = {p.name for p in folder.iterdir() if p.name not in {"gold.toml", "gold.json"}}
    assert {p["source"] for p in gold["pages"].values()} == on_disk
    assert 3 <= len(on_disk) <= 8


@pytest.mark.parametrize("folder", EVENTS, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_what_bears_no_mark_is_short(folder: Path) -> None:
    """Bylines, stamps and section labels only: a forgotten sentence would be longer or end in a full stop."""
    for stretch in Event(folder).rest():
        assert len(stretch) < 160, stretch


NOTES = """
[[events]]
pages = "12"
about = "x"
[[loci]]
about = "x"
readings = "a1 b1"
relations = "{relations}"
[pages.1]
source = "1.txt"
[pages.1.sentences]
a1 = "{quote}"
[pages.2]
source = "2.txt"
[pages.2.sentences]
b1 = "Es brennt."
"""


@pytest.mark.parametrize(
    ("relations", "quote", "message"),
    [
        ("12 verbatim", "Es regnet.", "not on the page"),
        ("12 verbatim", "e", "stands there twice"),
        ("12 same", "Es brennt.", "unknown"),
        ("13 verbatim", "Es brennt.", "without readings"),
    ],
)
def test_a_false_note_is_refused(tmp_path: Path, relations: str, quote: str, message: str) -> None:
    for name in ("1.txt", "2.txt"):
        (tmp_path / name).write_text("Es brennt. Mehr weiß man nicht.", encoding="utf-8")
    (tmp_path / "gold.toml").write_text(NOTES.format(relations=relations, quote=quote), encoding="utf-8")
    with pytest.raises(GoldError, match=message):
        _ = Event(tmp_path).gold

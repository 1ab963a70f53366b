"""A few invented pages and how tests put them into an archive."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from lesart.desk.adding import Added, add_inputs
from lesart.settings import Settings
from lesart.store.database import Archive

SETTINGS = Settings(language="de", clean=True)
"""Clean text: what is tested here does not hang on what the zoner makes of a few lines."""

FIRE = (
    "In Kolmsee hat am Montag eine Halde gebrannt. Die Feuerwehr Kolmsee rückte mit 40 Leuten aus. "
    "«Wir waren die ganze Nacht dort», sagte Kommandant Veit Ambrock. Verletzt wurden drei Personen, wie die "
    "Kantonspolizei mitteilte."
)
FIRE_AGAIN = (
    "Beim Brand einer Halde in Kolmsee sind am Montag fünf Personen verletzt worden. Die Feuerwehr war die ganze "
    "Nacht im Einsatz. Die Ursache des Brandes in der Halde ist offen, sagte Veit Ambrock von der Feuerwehr Kolmsee."
)
BRIDGE = (
    "Der Steg über die Fahle in Unterwies bleibt gesperrt. Das sagte Gemeinderätin Lore Tannhuber am Dienstag. "
    "Die Sanierung des Stegs kostet 2,5 Millionen Franken."
)


def put(archive: Archive, folder: Path, records: Sequence[dict[str, str]], settings: Settings = SETTINGS) -> list[str]:
    """Adds `records` (JSON Lines) and returns the ids of their pages, in order."""
    file = folder / "seiten.jsonl"
    file.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), "utf-8")
    told = list(add_inputs(archive, [str(file)], settings))
    assert all(isinstance(item, Added) for item in told), told
    return [item.page for item in told if isinstance(item, Added)]


def page(name: str, text: str, **more: str) -> dict[str, str]:
    return {"id": name, "text": text, **more}


COVERAGE = (
    page("a", FIRE, outlet="Kolmseer Blatt", published="2031-05-05T08:00", title="Halde brennt in Kolmsee"),
    page("b", FIRE_AGAIN, outlet="Seebote", published="2031-05-05T18:30", title="Fünf Verletzte bei Brand"),
    page("c", BRIDGE, outlet="Seebote", published="2031-05-06", title="Steg bleibt zu"),
)

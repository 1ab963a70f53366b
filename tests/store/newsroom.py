"""A few invented pages and how tests put them into an archive."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from lesart.desk.adding import Added, Found, add_inputs, make_entry
from lesart.model.annotation import Annotated
from lesart.model.article import Article, Zone, ZoneKind
from lesart.model.text import Page
from lesart.settings import Settings
from lesart.store.database import Archive
from lesart.store.filing import file_page
from lesart.store.pages import digest
from lesart.store.records import Saved

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


def file_zones(archive: Archive, name: str, *zones: tuple[ZoneKind, str]) -> str:
    """Files a page of these zones, as no stage read it, and returns its id: for what hangs on zones or on size."""
    text = "\n".join(words for _, words in zones)
    raw = Page(
        id=hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:16],
        source=name,
        bytes_id=digest(text),
        text=text,
    )
    placed = []
    at = 0
    for kind, words in zones:
        placed.append(Zone(kind, raw.span(at, at + len(words)), by="given"))
        at += len(words) + 1
    article = Article(page=raw, zones=tuple(placed), language="de")
    saved = Saved(source=name, name=name, bytes_id=digest(text), data=text.encode("utf-8", "surrogatepass"))
    with archive.writing() as connection:
        entry = make_entry(saved, Found(Annotated(article), {}), (), SETTINGS)
        file_page(connection, entry, "2031-05-07T00:00:00.000000Z")
    return raw.id

"""Events and stories that lie across windows are those that one window gives."""

from __future__ import annotations

import json
from pathlib import Path

from lesart.pipeline import collate
from lesart.scale.corpus import Options, run_corpus
from lesart.scale.engines import run_loop
from lesart.settings import Settings
from tests.scale.test_corpus import read_table

DAM = (
    ("2031-03-04", "Talbote", "Riss in der Talsperre von Ilmstedt. In der Talsperre von Ilmstedt ist am Dienstag ein "
     "Riss entdeckt worden. Rund 300 Anwohner mussten ihre Häuser verlassen, sagte Landrätin Hedda Vangerow."),
    ("2031-03-05", "Seekurier", "Riss in der Talsperre von Ilmstedt. Nach dem am Dienstag entdeckten Riss in der "
     "Talsperre von Ilmstedt haben rund 300 Anwohner ihre Häuser verlassen, sagte Landrätin Hedda Vangerow."),
    ("2031-03-05", "Nordpost", "Ilmstedt: Riss in der Talsperre. Ein Riss ist am Dienstag in der Talsperre von "
     "Ilmstedt entdeckt worden. Landrätin Hedda Vangerow ließ die Häuser von rund 300 Anwohnern räumen."),
)  # fmt: skip
AGAIN = (
    ("2031-04-22", "Talbote", "Talsperre von Ilmstedt wird abgerissen. Die Talsperre von Ilmstedt, in der am 4. März "
     "ein Riss entdeckt worden war, wird abgerissen. Das hat Landrätin Hedda Vangerow am Dienstag angekündigt."),
    ("2031-04-23", "Seekurier", "Die Talsperre von Ilmstedt wird abgerissen. Das hat Landrätin Hedda Vangerow am "
     "Dienstag angekündigt. Am 4. März war ein Riss in der Talsperre entdeckt worden."),
)  # fmt: skip
FERRY = (
    ("2031-03-04", "Nordpost", "Fähre vor Brunsiel auf Grund gelaufen. Vor der Insel Brunsiel ist am Dienstag die "
     "Fähre „Möwe“ auf eine Sandbank gelaufen. Kapitän Joris Lindhoop wartete mit 84 Fahrgästen auf die Flut."),
    ("2031-03-05", "Talbote", "Die Fähre „Möwe“ ist am Dienstag vor Brunsiel auf eine Sandbank gelaufen. Die 84 "
     "Fahrgäste und Kapitän Joris Lindhoop mussten an Bord auf die Flut warten."),
)  # fmt: skip
FAIR = (("2031-03-05", "Seekurier", "Auf dem Markt von Rotheim fehlen zwölf Stände. Händlerin Ruta Tschirner will "
         "dennoch nicht aufgeben, die Standgebühr ist ihr zu hoch."),)  # fmt: skip
UNDATED = ((None, "Wochenblatt", "Kapitän Joris Lindhoop wartete mit 84 Fahrgästen auf die Flut: Die Fähre „Möwe“ war "
            "am 4. März 2031 vor Brunsiel auf eine Sandbank gelaufen."),)  # fmt: skip


def write_pile(folder: Path) -> Path:
    """Three happenings and what came of one of them, over four days and seven weeks."""
    made = [*DAM, *FERRY, *FAIR, *AGAIN, *UNDATED]
    records = [
        {"id": f"r{n}", "text": text, "outlet": outlet, "published": day} for n, (day, outlet, text) in enumerate(made)
    ]
    file = folder / "pile.jsonl"
    file.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), "utf-8")
    return file


def relate(file: Path, out: Path, window_pages: int) -> int:
    options = Options(parcel=4, window_pages=window_pages)
    return run_corpus([str(file)], out, Settings(), options, lambda line: None, run_loop).windows


def events_of(out: Path) -> set[tuple[str, ...]]:
    """The records of each event."""
    source = {row["page"]: str(row["record"]) for row in read_table(out, "pages")}
    return {tuple(sorted(source[page] for page in row["pages"])) for row in read_table(out, "events")}


def test_an_event_reported_in_two_windows_is_one_and_so_is_its_story(tmp_path: Path) -> None:
    file = write_pile(tmp_path)
    assert relate(file, tmp_path / "one", 100) == 1
    assert relate(file, tmp_path / "many", 3) > 2
    expected = {("1", "2", "3"), ("4", "5", "9"), ("6",), ("7", "8")}
    assert events_of(tmp_path / "one") == expected
    assert events_of(tmp_path / "many") == expected
    for table in ("events", "stories", "sources"):
        kept = ("event", "story", "pages", "events", "earliest", "latest", "place", "basis", "agencies", "entities")
        one, many = (
            [{key: row[key] for key in kept if key in row} for row in read_table(tmp_path / side, table)]
            for side in ("one", "many")
        )
        assert one == many, table
    synopsis = collate([str(file)], Settings())
    assert {event.id for event in synopsis.events} == {row["event"] for row in read_table(tmp_path / "many", "events")}
    stories = {story.events for story in synopsis.stories}
    assert {tuple(row["events"]) for row in read_table(tmp_path / "many", "stories")} == stories
    assert max(map(len, stories)) == 2


def test_states_of_one_page_are_one_event_over_windows_whatever_has_changed(tmp_path: Path) -> None:
    line = "Der Wasserstand am Pegel Lohsee wird jeden Morgen um sechs Uhr von der Wasserwacht des Talkreises gemessen."
    records = [
        {"id": "r1", "url": "https://talbote.example/pegel", "published": "2031-03-04"},
        {"id": "r2", "url": "https://talbote.example/andere", "published": "2031-03-04"},
        {"id": "r3", "url": "https://talbote.example/pegel", "published": "2031-03-05"},
        {"id": "r4", "url": "https://talbote.example/dritte", "published": "2031-03-05"},
    ]
    tails = ("Am Dienstag stand er bei 312 Zentimetern, die Schleuse Ahlen blieb offen und Kähne durften passieren.",
             "Händlerin Ruta Tschirner verkauft auf dem Markt von Rotheim wieder Honig aus eigener Imkerei.",
             "Inzwischen gilt Alarmstufe drei, Feuerwehrleute aus Grauental stapeln Sandsäcke vor dem Kindergarten.",
             "Der Kurverein Oberlohe sucht einen Pächter für den Musikpavillon im Park an der Promenade.")  # fmt: skip
    for record, tail in zip(records, tails, strict=True):
        record["text"] = f"{line} {tail}" if "pegel" in record["url"] else tail
        record["outlet"] = "Talbote"
    file = tmp_path / "pile.jsonl"
    file.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), "utf-8")
    assert relate(file, tmp_path / "one", 100) == 1
    assert relate(file, tmp_path / "many", 2) == 2
    assert events_of(tmp_path / "one") == {("1", "3"), ("2",), ("4",)}
    assert events_of(tmp_path / "many") == events_of(tmp_path / "one")

"""Wording is found across the whole corpus by joins, and is the wording that `reuse` finds on the same pile."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import pytest

from lesart.algorithms.fingerprint import NEIGHBOURS, find_candidates, fingerprint_batch, keep_partners, pack
from lesart.pipeline import find_reuse
from lesart.scale import banding, joins, sharing, wordings
from lesart.scale.corpus import Options, Summary, run_corpus
from lesart.scale.engines import run_loop
from lesart.scale.families import bundle_of, cut_bundles, find_families
from lesart.scale.shelves import Shelves, write_shelf
from lesart.settings import Settings
from tests.scale.test_corpus import read_all, read_table

SYLLABLES = ("ba", "ro", "ti", "lun", "mer", "gol", "sa", "fen", "ku", "dra", "wil", "ost")
FURNITURE = "Den täglichen Rundbrief mit Meldungen aus dem Talkreis liefert das Haus jeden Morgen um 6 Uhr frei Haus."


def made_sentence(luck: random.Random, words: int = 14) -> str:
    """Words that come again in no other sentence by chance."""
    made = ["".join(luck.choices(SYLLABLES, k=luck.randint(2, 4))) for _ in range(words)]
    return f"{' '.join(made).capitalize()}."


def write_copies(file: Path, pages: int, seed: int = 3) -> Path:
    """Pages of four outlets: own sentences, agency copy in pieces, a line of the house on each."""
    luck = random.Random(seed)
    wire = [[made_sentence(luck) for _ in range(6)] for _ in range(pages // 12)]
    records = []
    for number in range(pages):
        own = [made_sentence(luck) for _ in range(5)]
        if luck.random() < 0.5:
            copy = luck.choice(wire)
            start = luck.randrange(4)
            own[2:2] = copy[start : start + luck.randint(1, 3)]
        if luck.random() < 0.2 and records:
            own.append(str(luck.choice(records)["text"]).split("\n\n")[0])
        text = "\n\n".join([*own, FURNITURE])
        day = date(2031, 3, 1) + timedelta(days=number % 9)
        records.append({"id": f"p{number}", "text": text, "outlet": f"Haus {number % 4}", "published": str(day)})
    file.write_bytes(b"\n".join(msgspec.json.encode(record) for record in records) + b"\n")
    return file


def run(file: Path, out: Path, options: Options, settings: Settings | None = None) -> Summary:
    return run_corpus([str(file)], out, settings or Settings(), options, lambda line: None, run_loop)


def passages_of(out: Path) -> dict[str, tuple[object, ...]]:
    found: dict[str, list[object]] = {}
    for row in read_table(out, "passage_members"):
        found.setdefault(str(row["passage"]), []).append((row["page"], row["start"], row["end"]))
    flags = {str(row["passage"]): (row["quotation"], row["versions"]) for row in read_table(out, "passages")}
    return {name: (*flags[name], *sorted(found[name], key=str)) for name in found}


def reuse_of(file: Path, settings: Settings) -> dict[str, tuple[object, ...]]:
    found = find_reuse([str(file)], settings)[0].passages
    return {
        p.id: (p.quotation, p.versions, *sorted(((m.page, m.start, m.end) for m in p.members), key=str)) for p in found
    }


@pytest.mark.parametrize(("window", "dense"), [(None, 500), (2, 500), (None, 100)])
def test_passages_are_those_of_reuse_over_parcels_bands_batches_and_bundles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, window: int | None, dense: int
) -> None:
    monkeypatch.setattr(sharing, "DENSE_PILE", dense)
    monkeypatch.setattr("lesart.relate.reuse.DENSE_PILE", dense)
    monkeypatch.setattr(joins, "BAND_ROWS", 2_000)
    monkeypatch.setattr(banding, "PAIRS", 40)
    monkeypatch.setattr(banding, "PAGES_ADDED_UP", 50)
    monkeypatch.setattr(sharing, "PAGES_ADDED_UP", 50)
    monkeypatch.setattr(sharing, "BUNDLE_PAGES", 10)
    file = write_copies(tmp_path / "pile.jsonl", 160)
    settings = Settings(window=window, clean=True)  # what zones nonsense words fall into is luck
    summary = run(file, tmp_path / "out", Options(stages=("reuse",), parcel=40), settings)
    expected = reuse_of(file, settings)
    assert len(expected) > 30
    assert passages_of(tmp_path / "out") == expected
    assert summary.hot.lines >= 4
    assert summary.hot.cut_families == 0


def test_lines_of_an_outlet_are_known_within_a_batch_where_reuse_knows_them_over_the_pile(tmp_path: Path) -> None:
    line = "Der Talkreis und seine Dörfer liegen zwischen dem Lohsee und dem Grauen Berg."
    told = (
        "In der Talsperre von Ilmstedt ist am Dienstag ein Riss entdeckt worden. Rund 300 Anwohner mussten ihre Häuser "
        "verlassen, sagte Landrätin Hedda Vangerow am Abend vor Reportern in der Stadthalle.",
        "Der Kurverein Oberlohe hat den alten Musikpavillon gekauft. Die Sanierung kostet nach Angaben des Vereins "
        "mehr als 40.000 Euro und soll bis zum Ende des Monats März dauern, wie es am Montag hieß.",
        "Die Fähre nach Brunsiel fährt wieder. Kapitän Joris Lindhoop sprach von einem guten Tag für die Insel, auf "
        "die seit dem Sturm vor zwei Wochen kein Schiff mehr gekommen war.",
        "Auf dem Markt von Rotheim fehlen zwölf Stände. Händlerin Ruta Tschirner will dennoch nicht aufgeben, obwohl "
        "die Gebühren der Stadt in diesem Jahr zum dritten Mal gestiegen sind.",
    )
    texts = [f"Meldung {n}\n\n{text}" + (f"\n\n{line}" if n in (0, 3) else "") for n, text in enumerate(told)]
    records = [
        {"id": f"p{n}", "text": text, "outlet": "Talbote", "published": "2031-03-04"} for n, text in enumerate(texts)
    ]
    file = tmp_path / "pile.jsonl"
    file.write_bytes(b"\n".join(msgspec.json.encode(record) for record in records))
    kinds: dict[int, list[object]] = {}
    for batch in (2, 4):
        out = tmp_path / f"by-{batch}"
        run(file, out, Options(stages=("reuse",)), Settings(batch=batch))
        text_of = {row["page"]: str(row["text"]) for row in read_table(out, "pages")}
        zones = read_table(out, "zones")
        kinds[batch] = [
            z["kind"] for z in zones if text_of[z["page"]][z["start"] : z["end"]].startswith("Der Talkreis")
        ]
    assert kinds == {2: ["lead", "lead"], 4: ["promo", "promo"]}
    assert reuse_of(file, Settings(batch=2)) == passages_of(tmp_path / "by-4") == {}
    assert len(passages_of(tmp_path / "by-2")) == 1


def test_lines_and_runs_that_too_many_pages_have_are_left_out_counted_and_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(joins, "COMMON", 3)
    file = write_copies(tmp_path / "pile.jsonl", 48)
    summary = run(file, tmp_path / "out", Options(stages=("reuse",), parcel=20))
    texts = {row["page"]: row["text"] for row in read_table(tmp_path / "out", "pages")}
    rows = read_table(tmp_path / "out", "hot_keys")
    lines = [row for row in rows if row["kind"] == "line"]
    assert {(row["outlet"], row["pages"]) for row in lines} == {(f"Haus {n}", 12) for n in range(4)}
    assert {texts[row["page"]][row["start"] : row["end"]] for row in lines} == {FURNITURE}
    runs = [row for row in rows if row["kind"] == "run of words"]
    assert len(runs) == summary.hot.runs > 0
    for row in runs:
        words = texts[row["page"]][row["start"] : row["end"]]
        assert len(words.split()) == 5
        assert sum(words in text for text in texts.values()) >= row["pages"] > 3
    assert "4 lines that recur" in "\n".join(summary.lines())


def test_a_stopped_join_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write_copies(tmp_path / "pile.jsonl", 60)
    run(file, tmp_path / "whole", Options(stages=("reuse",), parcel=20))
    for name in ("count_articles", "pair_band", "add_up_pairs"):
        plain: Callable[..., object] = getattr(joins, name)

        def stop(*given: object) -> object:
            raise KeyboardInterrupt

        monkeypatch.setattr(joins, name, stop)
        with pytest.raises(KeyboardInterrupt):
            run(file, tmp_path / "out", Options(stages=("reuse",), parcel=20))
        monkeypatch.setattr(joins, name, plain)
    run(file, tmp_path / "out", Options(stages=("reuse",), parcel=20))
    assert read_all(tmp_path / "out") == read_all(tmp_path / "whole")


def test_pairs_are_those_that_the_index_of_fingerprints_finds() -> None:
    luck = np.random.default_rng(5)
    words = luck.integers(0, 1 << 33, 300).astype(np.uint64)
    sequences = [words[start : start + 40] for start in luck.integers(0, 260, 60)]
    prints = fingerprint_batch(sequences)
    keys = prints.hashes.view(np.int64)
    holders = [sorted(set(prints.owners[keys == key].tolist())) for key in np.unique(keys)]
    holders = [pages for pages in holders if len(pages) > 1]
    lists = pa.array(holders, pa.large_list(pa.int64()))
    rows = [pair for pairs in joins.pair_lists(lists).to_pylist() for pair in pairs]
    weights: dict[tuple[int, int], int] = {}
    chained: set[tuple[int, int]] = set()
    for row in rows:
        weights[row["a"], row["b"]] = weights.get((row["a"], row["b"]), 0) + row["weight"]
        if row["chained"]:
            chained.add((row["a"], row["b"]))
    found = sorted(pair for pair, weight in weights.items() if weight >= 2)
    first = np.array([a for a, _ in found])
    kept = keep_partners(first, np.array([weights[pair] for pair in found]), np.array([p in chained for p in found]))
    pairs = find_candidates(pack(prints)).pairs.tolist()
    assert [list(pair) for pair, keep in zip(found, kept.tolist(), strict=True) if keep] == pairs
    assert len(pairs) > 20


def test_a_page_is_paired_with_its_nearest_followers_only() -> None:
    pages = list(range(0, 300, 3))
    rows = joins.pair_lists(pa.array([pages[::-1], [7, 5]], pa.large_list(pa.int64()))).to_pylist()
    assert [(row["a"], row["b"]) for row in rows[0] if row["a"] == 30] == [(30, 30 + 3 * n) for n in range(1, 25)]
    assert NEIGHBOURS == 24
    assert {row["weight"] for row in rows[0]} == {1}
    assert rows[1] == [{"a": 5, "b": 7, "weight": 2, "chained": 1}]


def test_families_are_connected_and_cut_when_too_large() -> None:
    edges = np.array([[5, 9], [9, 12], [1, 2], [12, 40], [40, 41], [3, 2]])
    pages, labels = find_families(edges)
    assert dict(zip(pages.tolist(), labels.tolist(), strict=True)) == {
        1: 1, 2: 1, 3: 1, 5: 5, 9: 5, 12: 5, 40: 5, 41: 5,
    }  # fmt: skip
    assert cut_bundles(pages, labels, most=10, full=3) == ([[[1, 2, 3]], [[5, 9, 12, 40, 41]]], 0)
    assert cut_bundles(pages, labels, most=3, full=100) == ([[[1, 2, 3], [5, 9, 12], [40, 41]]], 1)
    assert cut_bundles(*find_families(np.empty((0, 2), np.int64)), 3, 3) == ([], 0)
    found = bundle_of([[[1, 4]], [[2, 9], [3, 5]]])
    assert [part.tolist() for part in found] == [[1, 2, 3, 4, 5, 9], [0, 1, 1, 0, 1, 1]]


def test_a_long_chain_is_one_family() -> None:
    order = np.random.default_rng(1).permutation(5_000)
    pages, labels = find_families(np.sort(np.stack([order[:-1], order[1:]], axis=1), axis=1))
    assert len(pages) == 5_000
    assert set(labels.tolist()) == {0}


def test_a_shelf_gives_its_records_and_nothing_else(tmp_path: Path) -> None:
    write_shelf(tmp_path / "0", [(1, b"one"), (7, b""), (9, b"nine" * 100)])
    write_shelf(tmp_path / "1", [])
    shelves = Shelves(lambda number: tmp_path / str(number // 10))
    assert [shelves.get(number) for number in (1, 7, 9, 0, 8, 12)] == [b"one", b"", b"nine" * 100, None, None, None]
    shelves.close()


def test_lines_of_two_outlets_have_two_keys_and_the_same_at_every_run() -> None:
    assert wordings._in_house("Bote", 77) == wordings._in_house("Bote", 77)
    assert wordings._in_house("Bote", 77) != wordings._in_house("Kurier", 77)
    assert wordings._in_house(None, 0) == 0
    assert -(1 << 63) <= wordings._in_house("Bote", (1 << 64) - 1) < 1 << 63

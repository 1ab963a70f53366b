"""Zone and metadata accuracy on a folder with partial gold, out of fold by outlet.

    uv run python -m benchmarks.zone_accuracy FOLDER --scorer SCORER/zones.py              trains five folds, scores
    uv run python -m benchmarks.zone_accuracy FOLDER --scorer SCORER/zones.py --shipped    the weights that ship

    --media html     only HTML (or `text`)
    --weights DIR    keep the weights of the folds there, or use those that lie there
    --wrong          name the pages that miss something
    --json FILE      figures and labels of each page
    --check          compare with the pinned floors: exit 1 where a figure fell, 2 where the data are others

`FOLDER` holds gold.jsonl, html/, gold_text.jsonl and text/. Each page is labelled by weights that never saw its
outlet; with `--shipped` by those that did, which is in-sample. The floors are in `zone_floors.json`, with a digest
of pages and gold. The scorer comes with the data.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import TypeAlias

import msgspec
from training.zone_sequences import Medium, ZoneSequence, read_partial
from training.zones import MEDIA, train_folds

from lesart.ingest.furniture import gather_furniture
from lesart.model.article import Article
from lesart.pipeline import read_article_of
from lesart.settings import Settings

FLOORS = Path(__file__).with_name("zone_floors.json")
_SLACK = 0.0005
"""A figure may lie this much below its floor: floors are written with three decimals."""

_FINE = 0.95
"""Figures of a page below it are named with `--wrong`."""

Scores: TypeAlias = Mapping[str, Mapping[str, object]]
"""What the scorer gives for each setting: figures by name, and `pages` with the figures of each."""


class Record(msgspec.Struct):
    """What the scorer reads of a page."""

    source: str
    text: str
    title: dict[str, str | int | None] | None
    published: str | None
    authors: list[str]
    agencies: list[str]
    stub: str | None
    zones: list[dict[str, str | int]]


def main() -> int:
    """Train, label, score; print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scorer", type=Path, required=True, help="the scorer that comes with the data, zones.py")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--media", default=",".join(MEDIA))
    parser.add_argument("--weights", type=Path)
    parser.add_argument("--shipped", action="store_true")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--wrong", action="store_true")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    media: list[Medium] = [medium for medium in MEDIA if medium in given.media.split(",")]
    scorer = _load_scorer(given.scorer)
    pages = {medium: read_partial(given.folder, medium) for medium in media}
    with tempfile.TemporaryDirectory() as scratch:
        folder = None if given.shipped else (given.weights or Path(scratch))
        if folder and not (folder / "fold0" / f"zones-{media[-1]}.crfsuite").is_file():
            train_folds(pages, given.folds, folder)
        records = [record for medium in media for record in label_pages(pages[medium], folder, given.folds)]
    gold = scorer.load_gold(given.folder)
    found: Scores = scorer.measure(gold, {record.source: msgspec.to_builtins(record) for record in records})
    print("in-sample: the shipped weights" if given.shipped else f"out of fold, {given.folds} folds by outlet")
    print(scorer.table(found, scorer.PEERS))
    if given.wrong:
        _print_wrong(found, records, gold)
    if given.json:
        given.json.write_bytes(msgspec.json.encode({"figures": found, "records": records}))
    return check_floors(found, given.folder, "shipped" if given.shipped else "folds") if given.check else 0


def label_pages(pages: Sequence[ZoneSequence], folder: Path | None, folds: int) -> list[Record]:
    """What the scorer reads of each page, labelled by the weights of the fold that its outlet is held out of."""
    settings = [Settings()]
    held: list[frozenset[str]] = [frozenset()]
    if folder:
        settings = [Settings(weights=folder / f"fold{number}") for number in range(folds)]
        held = [frozenset((folder / f"fold{n}" / "outlets.txt").read_text("utf-8").split("\n")) for n in range(folds)]
    records = []
    for setting in sorted({_setting(page.name) for page in pages}):
        mine = [page for page in pages if _setting(page.name) == setting]
        furniture = gather_furniture([page.page for page in mine])
        for page in mine:
            number = next((number for number, outlets in enumerate(held) if page.group in outlets), 0)
            records.append(_record(page.name, read_article_of(page.page, settings[number], furniture.of(page.page))))
    return records


def _setting(name: str) -> str:
    return next((part for part in ("wetcap", "semialt") if part in name), "html")


def _record(name: str, article: Article) -> Record:
    title = article.title
    return Record(
        source=name,
        text=article.page.text,
        title={"text": title.text, "start": title.start, "end": title.end} if title else None,
        published=article.published,
        authors=list(article.authors),
        agencies=list(article.agencies),
        stub=article.stub,
        zones=[{"kind": z.kind, "start": z.span.start, "end": z.span.end} for z in article.zones],
    )


def _print_wrong(scores: Scores, records: Sequence[Record], gold: Sequence[Mapping[str, str]]) -> None:
    told = {record.source: record for record in records}
    for page in gold:
        record, figures = told.get(page["file"]), scores.get(page["setting"], {}).get("pages", {})
        if record is None or not isinstance(figures, dict):
            continue
        mine: dict[str, float] = figures[page["file"]]
        low = [key for key in ("body_f1", "lead_found", "heads_found", "title") if mine.get(key, 1) < _FINE]
        low += [key for key in ("authors_f1", "minute") if mine.get(key, 1) < _FINE and page["setting"] == "html"]
        low += [key for key in ("lead_invented", "captions_leaked", "date_wrong") if mine.get(key, 0) > 0]
        said = " ".join(f"{key} {mine[key]:.2f}" for key in low)
        said += f" stub {record.stub}" if record.stub else ""
        if said:
            print(f"{page['file'][:40]:40} {said}")


def check_floors(found: Scores, folder: Path, kind: str) -> int:
    """0 where every figure holds its floor, 1 where one fell, 2 where the gold is another than that of the floors."""
    floors = json.loads(FLOORS.read_text("utf-8"))
    if floors["digest"] != digest_of(folder):
        print("the data are not those of the floors: measure anew, pin digest and floors together", file=sys.stderr)
        return 2
    fallen = 0
    for setting, wanted in floors[kind].items():
        if setting not in found:
            continue
        for key, floor in wanted.items():
            figure = found[setting].get(key)
            low = key in ("captions_leaked", "lead_invented")
            if not isinstance(figure, float) or (figure > floor + _SLACK if low else figure < floor - _SLACK):
                print(f"{setting} {key}: {figure}, floor {floor:.3f}", file=sys.stderr)
                fallen = 1
    return fallen


def digest_of(folder: Path) -> str:
    """12 hex digits of the gold and of all pages."""
    files = sorted([*folder.glob("gold*.jsonl"), *folder.glob("html/*"), *folder.glob("text/*")])
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


def _load_scorer(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("zone_scorer", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path}: no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    sys.exit(main())

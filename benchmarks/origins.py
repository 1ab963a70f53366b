"""Precision and coverage of what is said about origins, on records with known provenance.

    uv run python benchmarks/origins.py FOLDER [PREFIX]

FOLDER holds `input.jsonl.gz` (id, outlet, text) and `gold.jsonl.gz` (id, origin: ids of pages, or `wire:…` for a report
that is no page here; version_of; family); PREFIX is put before both names (`hard.`). `published` is taken out of the
input: an origin must not be told from dates.

A page's claim is right where its gold origin bears it out:

- *agency*, *common source*: the page goes back to a report outside the pile. Strictly: its own origin is one. By
  descent: its origin is one, or a page that goes back to one.
- *named outlet*: one of its origins is a page of that outlet.
- *own*: it has no origin, or only an earlier version of itself.
- *version*: the pair are versions of one page; the order is checked where one is stated.
- *linked*: the two pages of each pair that are said to use one wording are of one family.

*unknown* is never wrong. `cost` counts a wrong claim as three missing ones, per page that has something to claim.
"""

from __future__ import annotations

import gzip
import json
import sys
import tempfile
from collections import Counter
from pathlib import Path

import msgspec

from lesart.model.annotation import Annotated
from lesart.model.relation import Origin, Version
from lesart.model.text import Page
from lesart.pipeline import read_article_of, read_pages
from lesart.relate.origins import find_origins
from lesart.relate.reuse import find_passages
from lesart.relate.versions import find_versions
from lesart.settings import Settings

WRONG_COSTS = 3


class Gold:
    """Origins by record id."""

    def __init__(self, path: Path) -> None:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            self.rows = {row["id"]: row for row in map(json.loads, lines)}

    def outside(self, page: str, deep: bool) -> bool:
        """Whether `page` goes back to a report outside the pile, itself or (deep) through other pages."""
        waiting, seen = [page], set()
        while waiting:
            at = waiting.pop()
            for origin in self.rows[at]["origin"]:
                if origin.startswith("wire:"):
                    return True
                if deep and origin not in seen:
                    seen.add(origin)
                    waiting.append(origin)
        return False

    def sources(self, page: str) -> list[str]:
        """Pages that `page` was taken from, earlier versions of itself aside."""
        row = self.rows[page]
        return [origin for origin in row["origin"] if origin != row["version_of"]]

    def earlier(self, page: str) -> list[str]:
        """The earlier versions of `page`."""
        found = []
        while (page := self.rows[page]["version_of"]) is not None:
            found.append(page)
        return found


def read_undated(folder: Path, prefix: str) -> tuple[dict[str, str], list[Origin], list[Version], dict[str, str]]:
    """Sources by page id, origins, versions, outlets by source, of the input without its dates."""
    with gzip.open(folder / f"{prefix}input.jsonl.gz", "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "undated.jsonl"
        with path.open("w", encoding="utf-8") as out:
            for record in records:
                record.pop("published", None)
                out.write(json.dumps(record, ensure_ascii=False) + "\n")
        pages = read_articles(path)
    passages = find_passages(pages)
    versions = find_versions(pages, passages)
    origins = find_origins(pages, passages, versions)
    named = {page.page.id: page.page.source for page in pages}
    return named, list(origins), list(versions), {record["id"]: record["outlet"] for record in records}


def read_articles(path: Path) -> list[Annotated]:
    """The pages of `path` with zones, without dates that stand in their texts; nothing is annotated."""
    settings = Settings()
    return [
        Annotated(msgspec.structs.replace(read_article_of(page, settings), published=None, updated=None))
        for page in read_pages([str(path)], settings)
        if isinstance(page, Page)
    ]


def main(arguments: list[str]) -> None:
    folder, prefix = Path(arguments[0]), arguments[1] if len(arguments) > 1 else ""
    gold = Gold(folder / f"{prefix}gold.jsonl.gz")
    named, origins, versions, outlets = read_undated(folder, prefix)
    said: Counter[str] = Counter()
    strict: Counter[str] = Counter()
    deep: Counter[str] = Counter()
    links = right_links = 0
    for origin in origins:
        page = named[origin.page]
        said[origin.hypothesis] += 1
        strict[origin.hypothesis] += is_right(origin, page, gold, outlets, False)
        deep[origin.hypothesis] += is_right(origin, page, gold, outlets, True)
        for other in origin.others:
            links += 1
            family = gold.rows[page]["family"]
            right_links += family is not None and family == gold.rows[named[other]]["family"]
    report(said, strict, deep, gold)
    print(f"linked: {right_links} of {links} right ({right_links / max(1, links):.3f})")
    report_versions(versions, named, gold)


def is_right(origin: Origin, page: str, gold: Gold, outlets: dict[str, str], by_descent: bool) -> bool:
    if origin.hypothesis == "own":
        return not gold.sources(page)
    if origin.hypothesis == "named outlet":
        return any(outlets.get(source) == origin.named for source in gold.rows[page]["origin"])
    return gold.outside(page, by_descent)


def report(said: Counter[str], strict: Counter[str], deep: Counter[str], gold: Gold) -> None:
    print("claim            said  right  precision  by descent")
    claims = ("agency", "common source", "named outlet", "own")
    for claim in claims:
        if said[claim]:
            share, descent = strict[claim] / said[claim], deep[claim] / said[claim]
            print(f"{claim:15s} {said[claim]:5d}  {strict[claim]:5d}  {share:9.3f}  {descent:10.3f}")
    print(f"unknown         {said['unknown']:5d}")
    about = [claim for claim in claims if claim != "own"]
    shared = sum(bool(gold.sources(page)) for page in gold.rows)
    right, wrong = sum(deep[claim] for claim in about), sum(said[claim] - deep[claim] for claim in about)
    print(f"coverage: {right} of {shared} pages that were taken from somewhere ({right / max(1, shared):.3f})")
    alone = len(gold.rows) - shared
    print(f"own: {deep['own']} of {alone} pages that were not ({deep['own'] / max(1, alone):.3f})")
    wrong += said["own"] - deep["own"]
    total = sum(said[claim] for claim in claims)
    print(f"all claims: precision {1 - wrong / max(1, total):.3f} (by descent)")
    missing = shared - right
    print(f"cost: {(missing + WRONG_COSTS * wrong) / max(1, shared):.3f} (saying nothing: 1.000)")


def report_versions(versions: list[Version], named: dict[str, str], gold: Gold) -> None:
    pairs = [(named[version.of], named[version.page], version.ordered) for version in versions]
    same = [pair for pair in pairs if pair[0] in gold.earlier(pair[1]) or pair[1] in gold.earlier(pair[0])]
    ordered = [pair for pair in same if pair[2]]
    in_order = sum(before in gold.earlier(after) for before, after, _ in ordered)
    wanted = sum(row["version_of"] is not None for row in gold.rows.values())
    print(f"versions: {len(same)} of {len(pairs)} said are right, {wanted} in the gold;")
    print(f"order stated for {len(ordered)}, right for {in_order}")


if __name__ == "__main__":
    main(sys.argv[1:])

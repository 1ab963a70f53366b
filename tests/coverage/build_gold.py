"""Build `gold.json` of an annotated event from its `gold.toml`, which quotes the pages.

    uv run python tests/coverage/build_gold.py tests/coverage/tuning/*   # writes gold.json beside each gold.toml
    uv run python tests/coverage/build_gold.py --check tests/coverage/*/*  # writes nothing, exit 1 where one is stale
    uv run python tests/coverage/build_gold.py --rest tests/coverage/tuning/faehre  # page text outside every mark

Whoever annotates edits `gold.toml` only: sentences, figures and utterances stand there as quoted text, and
this script finds their offsets (code points, half-open). README.md beside it explains every field.
"""

import argparse
import itertools
import json
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

RELATIONS = {"verbatim", "reworded", "differs"}
VERDICTS = {"agree", "update", "scope", "rounding", "bound", "contradiction", "unclear"}
FORMAT = "collation gold 1"

Toml = dict[str, Any]


class GoldError(ValueError):
    """The annotation contradicts itself or its pages; the message names the place."""


def read_text(path: Path) -> str:
    """The text that offsets count in: of plain text the file as decoded."""
    if path.suffix != ".txt":
        raise GoldError(f"{path.name}: only plain text can be annotated")
    return path.read_bytes().decode("utf-8")


def find(text: str, quote: str, where: str, start: int = 0, end: int | None = None) -> list[int]:
    """The only place of `quote` in `text[start:end]`; none or several is an error."""
    end = len(text) if end is None else end
    at = text.find(quote, start, end)
    if at < 0:
        raise GoldError(f"{where}: not on the page: {quote[:70]!r}")
    if text.find(quote, at + 1, end) >= 0:
        raise GoldError(f"{where}: stands there twice, quote more of it: {quote[:70]!r}")
    return [at, at + len(quote)]


def find_stretch(text: str, quote: str | Toml, where: str) -> list[int]:
    """A quoted stretch, or one given by its first and last words (`{from, to}`)."""
    if isinstance(quote, str):
        return find(text, quote, where)
    start = find(text, quote["from"], where)[0]
    end = text.find(quote["to"], start)
    if end < 0:
        raise GoldError(f"{where}: not after its beginning: {quote['to']!r}")
    return [start, end + len(quote["to"])]


def find_within(text: str, mark: Toml, sentences: dict[str, list[int]], where: str) -> list[int]:
    """A figure or utterance: it begins in the sentence that `in` names and may run on beyond it."""
    start, end = sentences[mark["in"]]
    quote = mark["text"]
    return find(text, quote, where, start, end + len(quote) - 1)


class Event:
    """One folder with pages and `gold.toml`; `gold` is what the scorer reads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.notes: Toml = tomllib.loads((folder / "gold.toml").read_text(encoding="utf-8"))
        self.texts: dict[str, str] = {}
        self.page_of: dict[str, str] = {}  # name of a sentence, figure or utterance -> key of its page
        self.spots: dict[str, list[int]] = {}
        self.pages = {key: self.place_page(key, page) for key, page in self.notes["pages"].items()}

    @property
    def gold(self) -> Toml:
        loci = [self.build_locus(row) for row in self.notes.get("loci", [])]
        self.refuse_double_judgement(loci)
        optional = self.optional_pairs()
        return {
            "format": FORMAT,
            "offsets": "Unicode code points of the file decoded as UTF-8",
            "pages": self.pages,
            "events": [{"pages": list(e["pages"]), "about": e["about"]} for e in self.notes["events"]],
            "stories": self.notes["stories"],
            "sources": [{"pages": list(s["pages"]), "basis": s["basis"]} for s in self.notes["sources"]],
            "versions": [list(v) for v in self.notes.get("versions", [])],
            "loci": loci,
            "single": self.single_sentences(loci, optional),
            "optional_pairs": optional,
            "figures": self.build_figures(),
            "sayings": self.build_sayings(),
            "forbidden": self.build_forbidden(),
        }

    def name(self, name: str, page: str, spot: list[int]) -> None:
        if name in self.page_of:
            raise GoldError(f"{name}: the name is given twice")
        self.page_of[name], self.spots[name] = page, spot

    def place_page(self, key: str, page: Toml) -> Toml:
        text = self.texts[key] = read_text(self.folder / page["source"])
        sentences: dict[str, list[int]] = {}
        for name, quote in page["sentences"].items():
            sentences[name] = find(text, quote, f"{key}/{name}")
            self.name(name, key, sentences[name])
        aside = [find_stretch(text, q, f"{key}/set_aside") for q in page.get("set_aside", [])]
        for a, b in itertools.pairwise(sorted([*sentences.values(), *aside])):
            if b[0] < a[1]:
                raise GoldError(f"page {key}: marks overlap at {text[b[0] : a[1]][:60]!r}")
        for kind in ("figures", "quotes"):
            for name, mark in page.get(kind, {}).items():
                self.name(name, key, find_within(text, mark, sentences, f"{key}/{name}"))
        return {
            "source": page["source"],
            "page": key,
            "length": len(text),
            "sentences": sentences,
            "set_aside": sorted(aside),
        }

    def split(self, names: str) -> list[str]:
        out = names.split()
        if unknown := [n for n in out if n not in self.page_of]:
            raise GoldError(f"unknown names {unknown} in {names!r}")
        return out

    def pairs_across(self, group: str) -> list[tuple[str, str]]:
        """`a b c`: each two of them on different pages; `a b | c`: only those across the bar."""
        sides = [self.split(side) for side in group.split("|")]
        couples = (
            itertools.combinations(sides[0], 2)
            if len(sides) == 1
            else (c for x, y in itertools.combinations(sides, 2) for c in itertools.product(x, y))
        )
        return [(a, b) for a, b in couples if self.page_of[a] != self.page_of[b]]

    def event_of(self, page: str) -> int:
        return next(n for n, e in enumerate(self.notes["events"]) if page in e["pages"])

    def build_locus(self, row: Toml) -> Toml:
        readings: dict[str, list[str]] = {}
        for name in self.split(row["readings"]):
            readings.setdefault(self.page_of[name], []).append(name)
        keys = sorted(readings)
        event = self.event_of(keys[0])
        where = f"locus {row['about']!r}"
        if any(self.event_of(k) != event for k in keys) or len(keys) < 2:
            raise GoldError(f"{where}: a row needs two pages of one event")
        relations: dict[str, list[str]] = {}
        for part in row["relations"].split(";"):
            pages, allowed = part.split()
            for a, b in self.page_pairs(pages):
                pair = f"{a}/{b}"
                if pair in relations or not {a, b} <= set(keys):
                    raise GoldError(f"{where}: relation of {pair} twice, or without readings")
                relations[pair] = self.words(allowed, RELATIONS, where)
        if missing := [p for p in map("/".join, itertools.combinations(keys, 2)) if p not in relations]:
            raise GoldError(f"{where}: no relation for {missing}")
        open_ = set(row.get("unsure", ""))
        silent = [p for p in sorted(self.notes["events"][event]["pages"]) if p not in readings and p not in open_]
        return {
            "event": event,
            "about": row["about"],
            "readings": {k: readings[k] for k in keys},
            "silent": silent,
            "relations": dict(sorted(relations.items())),
        }

    @staticmethod
    def refuse_double_judgement(loci: list[Toml]) -> None:
        """A pair of sentences may stand in two rows only with one judgement: the scorer knows the pair once."""
        judged: dict[tuple[str, str], list[str]] = {}
        for row in loci:
            for p, q in itertools.combinations(row["readings"], 2):
                for pair in itertools.product(row["readings"][p], row["readings"][q]):
                    allowed = row["relations"][f"{p}/{q}"]
                    if judged.setdefault(pair, allowed) != allowed:
                        raise GoldError(f"locus {row['about']!r}: {pair} is judged otherwise in another row")

    @staticmethod
    def page_pairs(pages: str) -> list[tuple[str, str]]:
        """`123`: each two; `12/34`: each of the left with each of the right."""
        if "/" in pages:
            left, right = pages.split("/")
            return [(min(a, b), max(a, b)) for a, b in itertools.product(left, right)]
        return list(itertools.combinations(sorted(pages), 2))

    @staticmethod
    def words(text: str, known: set[str], where: str) -> list[str]:
        out = text.strip().split(",")
        if unknown := [w for w in out if w not in known]:
            raise GoldError(f"{where}: unknown {unknown}")
        return out

    def optional_pairs(self) -> list[list[str]]:
        pairs = {tuple(sorted(p)) for g in self.notes.get("optional", []) for p in self.pairs_across(g)}
        return [list(p) for p in sorted(pairs)]

    def single_sentences(self, loci: list[Toml], optional: list[list[str]]) -> dict[str, list[str]]:
        """What one page of an event alone has: in no row, and optional beside no page of the same event."""
        known = {n for row in loci for names in row["readings"].values() for n in names}
        for a, b in optional:
            if self.event_of(self.page_of[a]) == self.event_of(self.page_of[b]):
                known |= {a, b}
        out = {k: [n for n in p["sentences"] if n not in known] for k, p in self.pages.items()}
        return {
            k: names for k, names in out.items() if names and len(self.notes["events"][self.event_of(k)]["pages"]) > 1
        }

    def build_figures(self) -> Toml:
        notes = self.notes.get("figures", {})
        claims: Toml = {}
        for name, about in notes.get("claims", {}).items():
            start, end = self.spots[name]
            claims[name] = {"page": self.page_of[name], "start": start, "end": end, "about": about}
        placed = {n for p in self.notes["pages"].values() for n in p.get("figures", {})}
        if placed != set(claims):
            raise GoldError(f"figures marked or described, not both: {sorted(placed ^ set(claims))}")
        pairs: dict[tuple[str, ...], Toml] = {}
        for line in notes.get("pairs", []):
            group, verdicts, why = (part.strip() for part in line.split(":", 2))
            for couple in self.pairs_across(group):
                pair = tuple(sorted(couple))
                if pair in pairs:
                    raise GoldError(f"figures: {pair} judged twice")
                pairs[pair] = {
                    "claims": list(pair),
                    "required": not verdicts.startswith("?"),
                    "verdicts": self.words(verdicts.lstrip("? "), VERDICTS, f"figures {pair}"),
                    "why": why,
                }
        apart = "two claims of no pair in `pairs` are not comparable and must not share a row"
        return {"claims": claims, "pairs": list(pairs.values()), "apart": apart}

    def build_sayings(self) -> Toml:
        quotes: Toml = {}
        for key, page in self.notes["pages"].items():
            for name in page.get("quotes", {}):
                quotes[name] = {"page": key, "start": self.spots[name][0], "end": self.spots[name][1]}
        rows = [
            {
                "about": row["about"],
                "members": self.split(row.get("members", "")),
                "optional": self.split(row.get("optional", "")),
            }
            for row in self.notes.get("sayings", [])
        ]
        return {"quotes": quotes, "rows": rows}

    def build_forbidden(self) -> Toml:
        rule = self.notes["forbidden"]
        out: Toml = {}
        if undated := rule.get("undated"):
            out["undated"] = {"pages": list(undated), "why": "no publication date stands on the page"}
        out["no_copy_from_page"] = {"why": "time order alone proves no copying"}
        if not self.notes.get("versions"):
            out["no_versions"] = {"why": "no two of these pages are versions of one page"}
        out["no_verdict"] = [v for x in rule["no_verdict"] for v in self.words(x, VERDICTS, "forbidden")]
        if unnamed := rule.get("no_agency"):
            out["no_agency"] = {"pages": list(unnamed), "why": "they name no agency"}
        out["agencies_are_no_authors"] = rule.get("agencies", [])
        out["no_reading_in_set_aside"] = {"why": "comments, teasers, captions, appeals are not what the page reports"}
        return out

    def rest(self) -> list[str]:
        """Stretches of the pages that bear no mark: bylines, stamps, section labels; a check for the annotator."""
        out = []
        for key, page in self.pages.items():
            at = 0
            for start, end in [*sorted([*page["sentences"].values(), *page["set_aside"]]), [page["length"]] * 2]:
                if left := self.texts[key][at:start].strip():
                    out.append(f"{key}: {left!r}")
                at = end
        return out


def build_gold(folder: Path) -> str:
    """The text of `gold.json` for one folder, the same bytes each time."""
    out = json.dumps(Event(folder).gold, ensure_ascii=False, indent=1)
    return re.sub(r"\[\s+([^\[\]{}]*?)\s+\]", lambda m: "[" + re.sub(r",\n\s*", ", ", m[1]) + "]", out) + "\n"


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("folders", nargs="+", type=Path)
    ask.add_argument("--check", action="store_true", help="write nothing; exit 1 where a gold.json is stale")
    ask.add_argument("--rest", action="store_true", help="print the page text that bears no mark")
    asked = ask.parse_args()
    bad = 0
    for folder in (f for f in asked.folders if (f / "gold.toml").exists()):
        try:
            made = build_gold(folder)
        except GoldError as error:
            print(f"{folder.name}: {error}", file=sys.stderr)
            bad += 1
            continue
        target = folder / "gold.json"
        if asked.rest:
            print("\n".join(Event(folder).rest()))
        elif not asked.check:
            target.write_text(made, encoding="utf-8")
        elif not target.exists() or target.read_text(encoding="utf-8") != made:
            print(f"{folder.name}: gold.json is not what gold.toml says", file=sys.stderr)
            bad += 1
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

"""Trains the weights of the German names.

    uv run python -m training.names GOLD.jsonl                       # writes src/lesart/language/de/names.crfsuite
    uv run python -m training.names GOLD.jsonl --folds 5 --out DIR   # weights and input of each fold, to score

GOLD is one record a line: `{"id", "text", "mentions": [{"start", "end", "kind"}]}` with kinds PER, LOC, ORG, OTH:
the test part of GermEval 2014 (Benikova, Biemann, Reznicek; CC BY 4.0) in that shape. Its text is not in the
project. Own sentences (`training/named_sentences.txt`) are learnt with it, in every fold. The folds are drawn by a
hash of the id. The same data, word tables and version of crfsuite give the same weights.
`benchmarks/names.py --folds DIR` labels each fold with the weights of the others.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
import time
from pathlib import Path
from typing import TypedDict

import pycrfsuite

from lesart.annotate.name_features import NameFeatures
from lesart.annotate.names import WEIGHTS
from lesart.annotate.sentences import find_sentences
from lesart.language.languages import Language, load_language
from lesart.model.article import Article, Zone
from lesart.model.text import Page

C1, C2 = 0.1, 0.1
"""Weights of the L1 and L2 penalties: best of a few on one fold; near ones differ by less than half a point."""
ITERATIONS = 80
"""Rounds of L-BFGS; more change nothing on the fold."""


SWAPPED_SHARE = 0.5
"""Share of the sentences that are learnt a second time with other names in them."""
SEED = 20140101
OWN = Path(__file__).parent / "named_sentences.txt"
OWN_TIMES = 2
"""How often each own sentence is learnt: news style is rare in the gold."""
_MARK = re.compile(r"\[(PER|LOC|ORG|OTH)\|([^\]]+)\]")


class Mention(TypedDict):
    start: int
    end: int
    kind: str


class Record(TypedDict):
    id: str
    text: str
    mentions: list[Mention]


def read_gold(path: Path) -> list[Record]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def read_own(path: Path = OWN) -> list[Record]:
    """The own sentences; marks taken out. Lines that begin with `#` are comments."""
    records: list[Record] = []
    for number, line in enumerate(path.read_text("utf-8").splitlines()):
        if not line.strip() or line.startswith("#"):
            continue
        text, mentions, at = "", [], 0
        for match in _MARK.finditer(line):
            text += line[at : match.start()]
            mentions.append(Mention(start=len(text), end=len(text) + len(match[2]), kind=match[1]))
            text += match[2]
            at = match.end()
        records.append(Record(id=f"own-{number}", text=text + line[at:], mentions=mentions))
    return records


def label_sentences(record: Record, language: Language) -> list[tuple[list[str], list[str]]]:
    """Words and BIO labels of each sentence of `record`."""
    text = record["text"]
    page = Page(record["id"], record["id"], "", text, "clean")
    if not text.strip():
        return []
    left, right = len(text) - len(text.lstrip()), len(text.rstrip())
    article = Article(page, (Zone("body", page.span(left, right)),), language.tag)
    rows = []
    for sentence in find_sentences(article, language):
        labels = ["O"] * len(sentence.tokens)
        for mention in record["mentions"]:
            inside = [
                at
                for at, token in enumerate(sentence.tokens)
                if token.start < mention["end"] and mention["start"] < token.end
            ]
            for at in inside:
                labels[at] = ("B-" if at == inside[0] else "I-") + mention["kind"]
        rows.append(([token.text for token in sentence.tokens], labels))
    return rows


class Swapper:
    """Makes copies of sentences with other names in them, so that contexts are learnt beside the names themselves."""

    def __init__(self, language: Language) -> None:
        self.given = sorted(name for name in language.words("first_names") if name.isalpha())
        self.family = sorted(name for name in language.words("last_names") if name.isalpha())
        rows = [row for row in language.rows("cities") if row[1] in ("DE", "AT", "CH")]
        self.places = sorted({row[3].split("|", 1)[0] for row in rows if row[3].split("|", 1)[0].isalpha()})

    def swap(self, words: list[str], labels: list[str], draw: random.Random) -> list[str] | None:
        """`words` with other persons and places; None where there is nothing to swap or the draw leaves it out."""
        if draw.random() >= SWAPPED_SHARE:
            return None
        found = list(words)
        for at, label in enumerate(labels):
            follows = at + 1 < len(labels) and labels[at + 1].startswith("I-")
            if not words[at].istitle() or not words[at].isalpha():
                continue
            if label == "B-PER":
                found[at] = draw.choice(self.given if follows else self.family)
            elif label == "I-PER":
                found[at] = draw.choice(self.family)
            elif label == "B-LOC" and not follows:
                found[at] = draw.choice(self.places) + ("s" if at + 1 < len(words) and words[at][-1] == "s" else "")
        return found if found != words else None


def fold_of(name: str, folds: int) -> int:
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % folds


def train(records: list[Record], language: Language, out: Path) -> None:
    """Writes weights trained on `records` to `out`."""
    features = NameFeatures(language)
    swapper, draw = Swapper(language), random.Random(SEED)
    trainer = pycrfsuite.Trainer(verbose=False, algorithm="lbfgs")
    for record in [*records, *read_own() * OWN_TIMES]:
        for words, labels in label_sentences(record, language):
            trainer.append(features.of_sentence(words), labels)
            swapped = swapper.swap(words, labels, draw)
            if swapped:
                trainer.append(features.of_sentence(swapped), labels)
    trainer.set_params({"c1": C1, "c2": C2, "max_iterations": ITERATIONS, "feature.possible_transitions": True})
    began = time.process_time()
    out.parent.mkdir(parents=True, exist_ok=True)
    trainer.train(str(out))
    print(f"{out}: {len(records)} records, {out.stat().st_size} bytes, {time.process_time() - began:.0f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--folds", type=int)
    parser.add_argument("--only", type=int, help="with --folds: this fold alone")
    parser.add_argument("--out", type=Path, help="file, or with --folds a folder")
    asked = parser.parse_args()
    language = load_language("de")
    records = read_gold(asked.gold)
    if not asked.folds:
        train(records, language, asked.out or Path("src/lesart/language/de") / WEIGHTS)
        return
    for fold in range(asked.folds) if asked.only is None else [asked.only]:
        folder: Path = asked.out / f"fold{fold}"
        mine = [record for record in records if fold_of(record["id"], asked.folds) == fold]
        train([record for record in records if record not in mine], language, folder / WEIGHTS)
        lines = [json.dumps({"id": one["id"], "text": one["text"]}, ensure_ascii=False) for one in mine]
        (folder / "input.jsonl").write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()

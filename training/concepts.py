"""Makes `concept_stems.tsv.gz` of a language from its `concepts.tsv`: which stems, or runs of them, tell what concept.

    uv run python -m training.concepts

Done beforehand since stemming the whole table took a tenth of the time of a run on five pages. A test holds the two
together. A row: concepts joined by blanks in the order of the table, the stems that tell just these joined by blanks,
the phrases (stems joined by blanks) joined by bars. A phrase tells the first of its concepts only.
"""

from __future__ import annotations

import gzip
from pathlib import Path

from lesart.language.concepts import MOST_MEANINGS
from lesart.language.languages import load_language
from lesart.language.lemmas import load_lemmas

LANGUAGES = ("de", "en")
OUT = Path(__file__).parents[1] / "src" / "lesart" / "language"
HEAD = "# Concepts, stems, phrases. Made from concepts.tsv by training/concepts.py"


def stem_concepts(tag: str) -> str:
    """The text of the table of `tag`."""
    lemmas = load_lemmas(tag)
    told: dict[str, list[str]] = {}
    for concept, forms in load_language(tag).rows("concepts"):
        for form in forms.split():
            run = [lemmas.stems.stem(word) for word in form.split("_")]
            keys = dict.fromkeys((run[0], lemmas.stem(form))) if len(run) == 1 else {" ".join(run): None}
            for key in keys:
                known = told.setdefault(key, [])
                if concept not in known and len(known) < (MOST_MEANINGS if len(run) == 1 else 1):
                    known.append(concept)
    rows: dict[str, tuple[list[str], list[str]]] = {}
    for key, concepts in told.items():
        rows.setdefault(" ".join(concepts), ([], []))[" " in key].append(key)
    lines = ["\t".join([concepts, " ".join(stems), "|".join(runs)]) for concepts, (stems, runs) in rows.items()]
    return "\n".join([HEAD, *lines]) + "\n"


def main() -> None:
    for tag in LANGUAGES:
        with (OUT / tag / "concept_stems.tsv.gz").open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed:
            packed.write(stem_concepts(tag).encode("utf-8"))


if __name__ == "__main__":
    main()

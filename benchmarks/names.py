"""Speed of the names, and predictions of a cross-validation.

    uv run benchmarks/names.py FOLDER_OR_JSONL [--repeat N] [--language de]    tokens per CPU-second
    uv run benchmarks/names.py --folds DIR > pred.jsonl                        each fold by the others' weights

DIR is what `training/names.py GOLD.jsonl --folds N --out DIR` wrote. Names are not carried over the pile there
(`carry_names` off, unless `--carry`), so that every sentence is judged alone. Speed is the best of N runs (default 3),
the word tables read before; the first run, which also makes the features of each new word, is printed beside.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import msgspec

from lesart.annotate.entities import resolve_entities
from lesart.annotate.names import find_names, gather_names, spread_names
from lesart.annotate.sentences import find_sentences
from lesart.language.languages import load_language
from lesart.model.annotation import Annotated
from lesart.model.text import Page
from lesart.pipeline import read_article_of, read_pages
from lesart.settings import Settings


def print_folds(folder: Path, carry: bool) -> None:
    """One line a record of every fold: `source` and `mentions`. Only sentences and names are looked for."""
    encoder = msgspec.json.Encoder()
    for fold in sorted(folder.glob("fold*")):
        settings = Settings(language="de", clean=True, weights=fold)
        language = load_language("de", fold)
        pages = [page for page in read_pages([str(fold / "input.jsonl")], settings) if isinstance(page, Page)]
        articles = [read_article_of(page, settings) for page in pages]
        split = [find_sentences(article, language) for article in articles]
        named = [find_names(article, part, language) for article, part in zip(articles, split, strict=True)]
        if carry:
            known = gather_names(list(zip(articles, named, strict=True)))
            named = [spread_names(*parts, known) for parts in zip(articles, split, named, strict=True)]
        for page, names in zip(pages, named, strict=True):
            mentions = [{"start": name.span.start, "end": name.span.end, "kind": name.kind} for name in names]
            sys.stdout.write(encoder.encode({"source": page.source, "mentions": mentions}).decode() + "\n")


def print_speed(source: str, tag: str, repeat: int) -> None:
    settings = Settings(clean=True, language=tag)
    language = load_language(tag)
    pages = [page for page in read_pages([source], settings) if isinstance(page, Page)]
    articles = [read_article_of(page, settings) for page in pages]
    split = [find_sentences(article, language) for article in articles]
    tokens = sum(len(sentence.tokens) for sentences in split for sentence in sentences)
    find_names(articles[0], (), language)
    taken = []
    for _ in range(repeat):
        began = time.process_time()
        named = [find_names(article, part, language) for article, part in zip(articles, split, strict=True)]
        taken.append(time.process_time() - began)
    rows = [Annotated(*parts) for parts in zip(articles, split, named, strict=True)]
    began = time.process_time()
    resolve_entities(rows, language)
    entities = time.process_time() - began
    print(f"{len(articles)} pages, {tokens} tokens, {sum(map(len, named))} names")
    print(f"names, first run {tokens / taken[0]:10.0f} tokens per CPU-second")
    print(f"names, best run  {tokens / min(taken):10.0f} tokens per CPU-second")
    print(f"entities         {tokens / max(entities, 1e-9):10.0f} tokens per CPU-second")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="?")
    parser.add_argument("--folds", type=Path)
    parser.add_argument("--carry", action="store_true", help="with --folds: carry names over each fold")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--language", default="de")
    asked = parser.parse_args()
    if asked.folds:
        print_folds(asked.folds, asked.carry)
    elif asked.pages:
        print_speed(asked.pages, asked.language, asked.repeat)
    else:
        parser.error("pages or --folds DIR")


if __name__ == "__main__":
    main()

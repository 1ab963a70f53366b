"""Speed of the sentence and quotation stages: tokens per CPU-second.

uv run benchmarks/quotations.py FOLDER_OR_JSONL [--repeat N]

Reads the pages as clean text, so that no other stage is timed. The best of N runs (default 3) is printed; both
stages run on the same articles, quotations with no names given.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

from lesart.annotate.quotations import find_quotations
from lesart.annotate.sentences import find_sentences
from lesart.language.languages import load_language
from lesart.model.text import Page
from lesart.pipeline import read_article_of, read_pages
from lesart.settings import Settings


def fastest(work: Callable[[], object], repeat: int) -> float:
    """The least CPU seconds that `work` took in `repeat` runs."""
    taken = []
    for _ in range(repeat):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return min(taken)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--language", default="de")
    asked = parser.parse_args()
    settings = Settings(clean=True, language=asked.language)
    language = load_language(asked.language)
    pages = [page for page in read_pages([asked.pages], settings) if isinstance(page, Page)]
    articles = [read_article_of(page, settings) for page in pages]
    split = [find_sentences(article, language) for article in articles]
    tokens = sum(len(sentence.tokens) for sentences in split for sentence in sentences)
    first = fastest(lambda: [find_sentences(article, language) for article in articles], asked.repeat)
    second = fastest(
        lambda: [
            find_quotations(article, sentences, language) for article, sentences in zip(articles, split, strict=True)
        ],
        asked.repeat,
    )
    print(f"{len(articles)} pages, {tokens} tokens")
    print(f"sentences   {tokens / first:10.0f} tokens per CPU-second")
    print(f"quotations  {tokens / second:10.0f} tokens per CPU-second")


if __name__ == "__main__":
    main()

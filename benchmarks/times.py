"""Speed of the stage of times: tokens per CPU-second.

uv run benchmarks/times.py FOLDER_OR_JSONL [--repeat N]

Reads the pages as clean text, so that no other stage is timed. The best of N runs (default 3) is printed; the
tokens are those of the sentence stage.
"""

from __future__ import annotations

import argparse
import time

from lesart.annotate.sentences import find_sentences
from lesart.annotate.times import find_times
from lesart.language.languages import load_language
from lesart.model.text import Page
from lesart.pipeline import read_article_of, read_pages
from lesart.settings import Settings


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--language", default="de")
    asked = parser.parse_args()
    settings = Settings(clean=True, language=asked.language)
    language = load_language(asked.language)
    articles = [
        read_article_of(page, settings) for page in read_pages([asked.pages], settings) if isinstance(page, Page)
    ]
    split = [find_sentences(article, language) for article in articles]
    tokens = sum(len(sentence.tokens) for sentences in split for sentence in sentences)
    taken = []
    for _ in range(asked.repeat):
        began = time.process_time()
        found = sum(len(find_times(article, mine, language)) for article, mine in zip(articles, split, strict=True))
        taken.append(time.process_time() - began)
    print(f"{len(articles)} pages, {tokens} tokens, {found} times")
    print(f"times {tokens / min(taken):10.0f} tokens per CPU-second")


if __name__ == "__main__":
    main()

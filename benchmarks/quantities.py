"""Speed of the stage of quantities: tokens per CPU-second.

uv run benchmarks/quantities.py FOLDER_OR_JSONL [--repeat N]

Reads the pages as clean text; names, times and quotations are found before and handed to the stage, as the pipeline
does, and are not timed. The best of N runs (default 3) is printed.
"""

from __future__ import annotations

import argparse
import time

from lesart.annotate.names import find_names
from lesart.annotate.quantities import find_quantities
from lesart.annotate.quotations import find_quotations
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
    given = []
    for page in read_pages([asked.pages], settings):
        if isinstance(page, Page):
            article = read_article_of(page, settings)
            mine = find_sentences(article, language)
            names = find_names(article, mine, language)
            quotations = find_quotations(article, mine, language, names)
            given.append((article, mine, language, names, find_times(article, mine, language), quotations))
    tokens = sum(len(sentence.tokens) for _, mine, *_ in given for sentence in mine)
    taken = []
    for _ in range(asked.repeat):
        began = time.process_time()
        found = sum(len(find_quantities(*parts)) for parts in given)
        taken.append(time.process_time() - began)
    print(f"{len(given)} pages, {tokens} tokens, {found} quantities")
    print(f"quantities {tokens / min(taken):10.0f} tokens per CPU-second")


if __name__ == "__main__":
    main()

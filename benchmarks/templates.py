"""What pages made from templates cost: police notices, closing prices, water levels, one like the other.

    uv run python -m benchmarks.templates                       500, 1,000, 2,000, 5,000 pages
    uv run python -m benchmarks.templates 150 300               piles of these sizes
    uv run python -m benchmarks.templates --assembled           sentences of templates in any order

Each page fills one of eight templates of about 150 words (a word in eight is another on each page: a name, a number, a
weekday) and has 60 words of its own; words are drawn by their frequency in German. `--assembled`: a page is made of ten
of all eighty sentences, in any order. The share of a template is the same in every pile, so that its holders grow
with the pile: the worst case. Each size runs in a process of its own. Times are CPU seconds of that process, by step.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import date, timedelta

from benchmarks.events import common_words

from lesart.model.annotation import Annotated
from lesart.model.article import Article, Outlet, Zone
from lesart.model.text import Page
from lesart.relate.origins import find_origins
from lesart.relate.reuse import find_passages
from lesart.relate.versions import find_versions

SIZES = (500, 1_000, 2_000, 5_000)
TEMPLATES = 8
SENTENCES = 10
OWN_WORDS = 60
SLOTS = 1 / 8
OUTLETS = 40
STEPS = ("passages", "versions", "origins")
WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")


def make_pages(count: int, assembled: bool = False, seed: int = 1) -> list[Annotated]:
    """`count` pages, each from one of the templates; the same for the same seed."""
    source = random.Random(seed)
    words, weights = common_words()
    templates = [[_sentence(source, words, weights) for _ in range(SENTENCES)] for _ in range(TEMPLATES)]
    pages = []
    for number in range(count):
        if assembled:
            chosen = source.sample([sentence for template in templates for sentence in template], SENTENCES)
        else:
            chosen = source.choice(templates)
        filled = [_fill(sentence, source, words) for sentence in chosen]
        own = " ".join(source.choices(words, weights, k=OWN_WORDS))
        text = "\n\n".join([" ".join(filled[:5]), f"{own}.", " ".join(filled[5:])])
        pages.append(_page(text, number))
    return pages


def _sentence(source: random.Random, words: Sequence[str], weights: Sequence[float]) -> list[str]:
    """A template's sentence; empty strings are slots, `?` a weekday."""
    drawn = source.choices(words, weights, k=source.randrange(10, 21))
    return [("?" if source.random() < 0.2 else "") if source.random() < SLOTS else word for word in drawn]


def _fill(sentence: Sequence[str], source: random.Random, words: Sequence[str]) -> str:
    filled = []
    for word in sentence:
        if word == "?":
            word = source.choice(WEEKDAYS)
        elif not word:
            word = source.choice(words[500:]) if source.random() < 0.7 else str(source.randrange(2, 900))
        filled.append(word)
    return " ".join(filled).capitalize() + "."


def _page(text: str, number: int) -> Annotated:
    page = Page(f"{number:016x}", str(number), "0" * 64, text)
    day = date(2030, 1, 1) + timedelta(number // 400)
    zones = (Zone("body", page.span(0, len(text))),)
    return Annotated(Article(page, zones, "de", published=day.isoformat(), outlet=Outlet(f"Blatt {number % OUTLETS}")))


def run(count: int, assembled: bool) -> dict[str, float]:
    """What each step costs on `count` pages."""
    pages = make_pages(count, assembled)
    spent: dict[str, float] = {"pages": count}
    at = time.process_time()
    passages = find_passages(pages)
    spent["passages"] = time.process_time() - at
    at = time.process_time()
    versions = find_versions(pages, passages)
    spent["versions"] = time.process_time() - at
    at = time.process_time()
    find_origins(pages, passages, versions)
    spent["origins"] = time.process_time() - at
    spent["found"] = len(passages)
    spent["members"] = sum(len(passage.members) for passage in passages)
    spent["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return spent


def measure_sizes(sizes: Sequence[int], assembled: bool) -> None:
    print("   pages  passages  versions  origins     all, ms a page   passages  members      MB")
    for size in sizes:
        command = [sys.executable, "-m", "benchmarks.templates", "--one", str(size), *["--assembled"][:assembled]]
        row = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        each = [row[step] / size * 1e3 for step in STEPS]
        print(
            f"{size:8,d}  {each[0]:8.2f}  {each[1]:8.2f}  {each[2]:7.2f}  {sum(each):14.2f}"
            f"  {row['found']:9,d}  {row['members']:7,d}  {row['memory']:6.0f}",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", type=int)
    parser.add_argument("--assembled", action="store_true", help="sentences of templates in any order")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(run(options.one, options.assembled)))
        return
    measure_sizes(options.sizes or SIZES, options.assembled)


if __name__ == "__main__":
    main()

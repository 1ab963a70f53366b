"""Speed and memory of the search for shared wording.

    uv run python benchmarks/reuse.py                        cost per article, 2,000 to 200,000 synthetic articles
    uv run python benchmarks/reuse.py --plot docs/reuse-cost.svg
    uv run python benchmarks/reuse.py --index 1000000        index alone: time, memory, candidates
    uv run python benchmarks/reuse.py --data INPUT.jsonl.gz  index and alignment on real records (`text` fields)
    uv run python benchmarks/reuse.py --wording INPUT.jsonl.gz     alignment of what articles share, furniture left out
    uv run --with datasketch python benchmarks/reuse.py --data INPUT.jsonl.gz    … beside a MinHash library

Synthetic articles: 120 to 480 words drawn by Zipf's law from 200,000; a third of them are copies of one of the
2,000 articles before them, cut to a part and with a tenth of the words changed. Each size runs in a process of its
own, so that the memory is its own. Times are CPU seconds of this process.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from lesart.algorithms.align import align
from lesart.algorithms.cluster import Shared, merge_blocks
from lesart.algorithms.fingerprint import WINDOW, PrintIndex
from lesart.algorithms.seeds import Aligned
from lesart.algorithms.words import Hashes, hash_words
from lesart.model.text import Page
from lesart.pipeline import read_articles, read_pages
from lesart.relate.reuse import DENSE_PILE
from lesart.relate.wording import read_wordings
from lesart.settings import Settings

SIZES = (2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000)
VOCABULARY = 200_000
RECENT = 2_000
COPIES = 1 / 3
EDITED = 0.1
BATCH = 1_000
STEPS = ("hash", "index", "candidates", "align", "merge")


def make_articles(count: int, seed: int = 1) -> Iterator[str]:
    """`count` synthetic articles, the same for the same seed."""
    random = np.random.default_rng(seed)
    syllables = [a + b for a in "bdfgklmnprstvwz" for b in ("a", "e", "i", "o", "u", "au", "ei", "en", "er")]
    spelled = np.array(
        ["".join(syllables[part] for part in random.integers(0, len(syllables), 1 + rank // 60 % 3 + (rank > 150)))
         for rank in range(VOCABULARY)], dtype=object,
    )  # fmt: skip
    weights = 1 / (np.arange(VOCABULARY) + 2.7)
    shares = np.cumsum(weights / weights.sum())
    recent: list[np.ndarray] = []
    for _ in range(count):
        if recent and random.random() < COPIES:
            source = recent[random.integers(0, len(recent))]
            start = random.integers(0, len(source) // 2)
            words = source[start : start + max(60, int(len(source) * random.uniform(0.4, 1)))].copy()
            edits = np.flatnonzero(random.random(len(words)) < EDITED)
            words[edits] = shares.searchsorted(random.random(len(edits)))
            own = shares.searchsorted(random.random(random.integers(0, 120)))
            words = np.concatenate([words, own])
        else:
            words = shares.searchsorted(random.random(random.integers(120, 480)))
        recent.append(words)
        if len(recent) > RECENT:
            recent.pop(0)
        yield " ".join(spelled[np.minimum(words, VOCABULARY - 1)]) + "."


class Clock:
    """CPU seconds by step."""

    def __init__(self) -> None:
        self.spent = dict.fromkeys(STEPS, 0.0)
        self._at = time.process_time()

    def skip(self) -> None:
        self._at = time.process_time()

    def book(self, step: str) -> None:
        now = time.process_time()
        self.spent[step] += now - self._at
        self._at = now


def run(texts: Iterator[str], align_pairs: bool = True) -> dict[str, float]:
    """Indexes `texts`, aligns the candidates, merges; what each step cost."""
    clock = Clock()
    index = PrintIndex()
    kept: list[Hashes] = []
    words = 0
    while True:
        batch = list(itertools.islice(texts, BATCH))
        clock.skip()
        if not batch:
            break
        hashes = [hash_words(text) for text in batch]
        clock.book("hash")
        index.add(hashes)
        clock.book("index")
        words += sum(map(len, hashes))
        if align_pairs:
            kept.extend(hashes)
    clock.skip()
    pairs = index.candidates().pairs.tolist()
    clock.book("candidates")
    found: dict[str, float] = {
        "articles": index.sequences,
        "words": words / max(1, index.sequences),
        "pairs": len(pairs),
        "bytes": index.size,
    }
    if align_pairs:
        shared = list(_align(pairs, kept))
        clock.book("align")
        found["aligned"] = len({(item.a, item.b) for item in shared})
        clock.skip()
        found["passages"] = len(merge_blocks(shared))
        clock.book("merge")
    found["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found | clock.spent


def _align(pairs: Sequence[Sequence[int]], kept: Sequence[Hashes]) -> Iterator[Shared]:
    ready: dict[int, Aligned] = {}
    for a, b in pairs:
        for place in (a, b):
            if place not in ready:
                if len(ready) >= 5_000:
                    del ready[next(iter(ready))]
                ready[place] = Aligned(kept[place])
        yield from (Shared(a, b, block) for block in align(ready[a], ready[b]))


def measure_data(path: str) -> None:
    """Index and alignment on real records, and a MinHash library beside it where one is installed."""
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    run(iter(texts[:200]))
    found = run(iter(texts))
    count = len(texts)
    print(f"{count} articles, {found['words']:.0f} words each, {found['pairs']:.0f} pairs aligned")
    print(f"index: {count / (found['hash'] + found['index']):,.0f} articles per CPU-second")
    print(f"candidates: {found['candidates'] / count * 1e6:.0f} µs per article")
    print(f"alignment: {found['align'] / max(1, found['pairs']) * 1e3:.3f} ms per pair, preparation included")
    print(f"merging: {found['merge'] / count * 1e6:.0f} µs per article")
    try:
        from datasketch import MinHash
    except ImportError:
        print("MinHash: datasketch is not installed (uv run --with datasketch …)")
        return
    start = time.process_time()
    for text in texts:
        words = text.lower().split()
        sketch = MinHash(num_perm=128)
        sketch.update_batch([" ".join(words[i : i + 5]).encode() for i in range(len(words) - 4)])
    rate = count / (time.process_time() - start)
    print(f"MinHash (datasketch, 128 permutations, 5-word shingles): {rate:,.0f} articles per CPU-second")


def measure_wording(path: str) -> None:
    """Alignment of the pairs that are left when zones are read and furniture is set aside; the best of three runs."""
    read = [item for item in read_pages([path], Settings()) if isinstance(item, Page)]
    kept = [wording.hashes for wording in read_wordings(read_articles(read, Settings()))]
    index = PrintIndex(window=1 if len(kept) <= DENSE_PILE else WINDOW)
    index.add(kept)
    pairs = index.candidates().pairs.tolist()
    spent = []
    for _ in range(3):
        start = time.process_time()
        found = len({(item.a, item.b) for item in _align(pairs, kept)})
        spent.append(time.process_time() - start)
    each = min(spent) / max(1, len(pairs)) * 1e3
    print(f"{len(kept)} articles, {len(pairs)} pairs aligned, {found} share wording: {each:.3f} ms a pair, prepared")


def measure_sizes(sizes: Sequence[int], plot: Path | None) -> None:
    rows = []
    print("articles   hash  index  cand.  align  merge    all  ms/pair  pairs/article     MB")
    for size in sizes:
        command = [sys.executable, __file__, "--one", str(size)]
        row = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        rows.append(row)
        each = [row[step] / size * 1e6 for step in STEPS]
        costs = "  ".join(f"{cost:5.0f}" for cost in [*each, sum(each)])
        pairs = f"{row['align'] / row['pairs'] * 1e3:7.3f}  {row['pairs'] / size:13.2f}"
        print(f"{size:8,d}  {costs}  {pairs}  {row['memory']:5.0f}", flush=True)
    print("µs of CPU per article by step; articles of", f"{rows[-1]['words']:.0f} words")
    if plot:
        plot.write_text(draw(rows), encoding="utf-8")


def draw(rows: Sequence[dict[str, float]]) -> str:
    """The cost per article over the size of the pile as SVG: one stacked column a size."""
    width, height, left, foot = 640, 300, 56, 44
    top = max(sum(row[step] / row["articles"] * 1e6 for step in STEPS) for row in rows) * 1.1
    colours = ("#31688e", "#35b779", "#fde725", "#b5521b", "#7f6a93")
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"',
        ' font-family="sans-serif" font-size="11">',
        "<title>CPU time per article by the number of articles</title>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    scale = (height - foot - 24) / top
    step_width = (width - left - 130) / len(rows)
    for mark in range(0, int(top) + 1, 100):
        y = height - foot - mark * scale
        parts.append(f'<line x1="{left}" x2="{width - 126}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>')
        parts.append(f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end">{mark} µs</text>')
    for number, row in enumerate(rows):
        x = left + number * step_width + step_width * 0.15
        y = float(height - foot)
        for step, colour in zip(STEPS, colours, strict=True):
            tall = row[step] / row["articles"] * 1e6 * scale
            y -= tall
            parts.append(
                f'<rect x="{x:.1f}" y="{y:.1f}" width="{step_width * 0.7:.1f}" height="{tall:.1f}" fill="{colour}"/>'
            )
        label = f"{int(row['articles']):,}".replace(",", " ")
        parts.append(
            f'<text x="{x + step_width * 0.35:.1f}" y="{height - foot + 16}" text-anchor="middle">{label}</text>'
        )
    for number, (step, colour) in enumerate(zip(STEPS, colours, strict=True)):
        y = 30 + number * 18
        parts.append(f'<rect x="{width - 112}" y="{y - 9}" width="11" height="11" fill="{colour}"/>')
        parts.append(f'<text x="{width - 96}" y="{y}">{step}</text>')
    parts.append(f'<text x="{left}" y="{height - 8}">articles in the pile</text></svg>')
    return "\n".join(parts) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--largest", type=int, default=SIZES[-1], help="largest number of synthetic articles")
    parser.add_argument("--plot", type=Path, help="SVG file to write")
    parser.add_argument("--data", help="JSON Lines with `text`")
    parser.add_argument("--wording", help="what lesart reads; its zones are read first")
    parser.add_argument("--index", type=int, help="only index so many synthetic articles")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.data:
        measure_data(options.data)
    elif options.wording:
        measure_wording(options.wording)
    elif options.index:
        found = run(make_articles(options.index), align_pairs=False)
        count = found["articles"]
        print(f"{count:,.0f} articles of {found['words']:.0f} words: index {found['bytes'] / 1e6:,.0f} MB,")
        print(f"peak memory of the process {found['memory']:,.0f} MB, the articles' texts not kept;")
        print(f"{count / (found['hash'] + found['index']):,.0f} articles per CPU-second,")
        print(f"candidates in {found['candidates']:.1f} s ({found['pairs'] / count:.2f} pairs per article)")
    elif options.one:
        print(json.dumps(run(make_articles(options.one))))
    else:
        measure_sizes([size for size in SIZES if size <= options.largest], options.plot)


if __name__ == "__main__":
    main()

"""A corpus run measured: pages per CPU second by step, and beside it the same functions called in a plain loop, the
engine with one worker and with two, and what people glue together today.

    uv run python -m benchmarks.corpus --pages 250 --pages 750 --pages 2000         cost by size, and its exponent
    uv run python -m benchmarks.corpus --pages 2000 --ways plain,loop,1,2           the engine beside the plain loop
    uv run python -m benchmarks.corpus --words 80 --pages 10000 --pages 200000 --ways 2      growth, on brief pages
    uv run --with trafilatura --with datasketch python -m benchmarks.corpus --pages 750 --ways loop,peers

Ways: `plain`: annotate, reuse, events and sources of the whole pile in one process, nothing written; `loop`: the tasks
of a corpus run one after another in this process, tables written, joins by Daft; a number: Daft with so many worker
processes; `peers`: trafilatura's text and datasketch's MinHash LSH over runs of five words, which give neither zones
nor names, times, quotations, events or places. The crawl is that of `benchmarks/crawl.py`, a folder of WARC or
(`--parquet`) Parquet files. Each run is a process of its own; CPU seconds are its own and its workers'; `elapsed` is
worth something on an idle machine alone. `peak` is the largest process of the run, `main` the one that starts it, in
MB. Of runs of tasks the table of steps follows, as the command prints it.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from benchmarks.crawl import WORDS, write_files

from lesart.model.annotation import Annotated
from lesart.pipeline import annotate_pages, find_sources, find_wording, relate_passages
from lesart.scale.corpus import Options, run_corpus
from lesart.scale.engines import run_loop
from lesart.scale.progress import step_lines
from lesart.settings import Settings

Figures = dict[str, float]


def run_once(crawl: Path, out: Path, way: str, parcel: int, window_pages: int) -> Figures:
    """One run; CPU seconds by stage where it is in this process."""
    began = time.monotonic()
    if way == "peers":
        figures = _run_peers(crawl)
    elif way == "plain":
        figures = _run_plain(crawl)
    else:
        workers = 1 if way == "loop" else int(way)
        figures = _run_tasks(crawl, out, way, Options(workers=workers, parcel=parcel, window_pages=window_pages))
    elapsed = time.monotonic() - began
    mine, theirs = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = sum(use.ru_utime + use.ru_stime for use in (mine, theirs))
    peak = max(mine.ru_maxrss, theirs.ru_maxrss) / 1024
    pages = figures.pop("pages")
    return {"pages": pages, "cpu": cpu, "elapsed": elapsed, "peak": peak, "main": mine.ru_maxrss / 1024, **figures}


def _run_tasks(crawl: Path, out: Path, way: str, options: Options) -> Figures:
    """The table of steps goes to standard error."""
    summary = run_corpus([str(crawl)], out, Settings(), options, lambda line: None, run_loop if way == "loop" else None)
    print("\n".join(step_lines(summary.steps, summary.rest)), file=sys.stderr)
    steps = {step.kind: step.cpu for step in summary.steps}
    alone = summary.rest + sum(step.alone for step in summary.steps)
    return {"pages": summary.pages, **steps, "alone": alone, "tasks": sum(steps.values())}


def _run_plain(crawl: Path) -> Figures:
    settings = Settings()
    before = time.process_time()
    pages = tuple(item for item in annotate_pages([str(crawl)], settings) if isinstance(item, Annotated))
    middle = time.process_time()
    related = relate_passages(pages, find_wording(pages, settings), settings)
    find_sources(pages, related)
    return {"pages": len(pages), "annotate": middle - before, "relate": time.process_time() - middle}


def _run_peers(crawl: Path) -> Figures:
    import trafilatura
    from datasketch import MinHash, MinHashLSH
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    before = time.process_time()
    texts = []
    for file in sorted(crawl.iterdir()):
        with file.open("rb") as stream:
            for record in ArchiveIterator(stream, record_types=WarcRecordType.response, parse_http=True):
                if "html" in (record.http_content_type or ""):
                    texts.append(trafilatura.extract(record.reader.read().decode("utf-8", "replace")) or "")
    middle = time.process_time()
    index = MinHashLSH(threshold=0.5, num_perm=128)
    for number, text in enumerate(texts):
        words = text.split()
        sketch = MinHash(num_perm=128)
        sketch.update_batch([" ".join(words[n : n + 5]).encode() for n in range(max(1, len(words) - 4))])
        index.query(sketch)
        index.insert(str(number), sketch)
    return {"pages": len(texts), "extract": middle - before, "near copies": time.process_time() - middle}


def main() -> None:
    """Prints a line for each size and way."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, action="append")
    parser.add_argument("--ways", default="loop")
    parser.add_argument("--parcel", type=int, default=Options().parcel)
    parser.add_argument("--window-pages", type=int, default=Options().window_pages)
    parser.add_argument("--words", type=int, default=WORDS, help="words of an article")
    parser.add_argument("--parquet", action="store_true")
    parser.add_argument("--once", nargs=3, metavar=("CRAWL", "OUT", "WAY"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.once:
        crawl, out, way = given.once
        print(json.dumps(run_once(Path(crawl), Path(out), way, given.parcel, given.window_pages)))
        return
    costs: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for pages in given.pages or [1_000]:
        with tempfile.TemporaryDirectory() as folder:
            crawl = Path(folder, "crawl")
            write_files(crawl, ".parquet" if given.parquet else ".warc.gz", pages, given.words)
            for way in given.ways.split(","):
                command = [sys.executable, "-m", "benchmarks.corpus", "--once", str(crawl), f"{folder}/{way}", way]
                command += ["--parcel", str(given.parcel), "--window-pages", str(given.window_pages)]
                done = subprocess.run(command, capture_output=True, text=True, check=False)
                if done.returncode:
                    raise SystemExit(done.stderr)
                found = json.loads(done.stdout.splitlines()[-1])
                shutil.rmtree(Path(folder, way), ignore_errors=True)
                costs[way].append((found["pages"], found["cpu"]))
                told = ", ".join(f"{name} {value:.1f}" for name, value in found.items())
                print(f"{pages} {way}: {told}, pages/CPU-s {found['pages'] / found['cpu']:.1f}", flush=True)
                print(done.stderr.rstrip(), flush=True)
    for way, points in costs.items():
        if len(points) > 1:
            print(f"{way}: cost grows with pages to the power of {_exponent(points):.3f}")


def _exponent(points: Sequence[tuple[float, float]]) -> float:
    """Slope of the line through the logarithms, least squares."""
    logs = [(math.log(pages), math.log(cost)) for pages, cost in points]
    x, y = (sum(column) / len(logs) for column in zip(*logs, strict=True))
    return sum((a - x) * (b - y) for a, b in logs) / sum((a - x) ** 2 for a, _ in logs)


if __name__ == "__main__":
    main()

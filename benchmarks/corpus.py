"""A corpus run measured: pages per CPU second by stage, the engine beside the plain loop, one worker beside two.

    uv run python -m benchmarks.corpus --pages 1000 --pages 5000      cost by size, and its exponent
    uv run python -m benchmarks.corpus --pages 5000 --ways loop,1,2   the plain loop, Daft with one and two workers

The crawl is that of `benchmarks/crawl.py`, as WARC. Each run is a process of its own; CPU seconds are its own and its
workers'. `elapsed` is worth something on an idle machine alone. `peak` is the largest process of the run.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from benchmarks.crawl import write_crawl

from lesart.scale.corpus import Options, run_corpus
from lesart.scale.tasks import Job, Marker, Task, do_task
from lesart.settings import Settings


def run_once(crawl: Path, out: Path, way: str, parcel: int, window_pages: int) -> dict[str, float]:
    """One run; CPU seconds by stage where it is the plain loop."""
    spent: dict[str, float] = defaultdict(float)

    def loop(tasks: Sequence[Task], job: Job) -> list[Marker]:
        markers = []
        for task in tasks:
            before = time.process_time()
            markers.append(do_task(task, job))
            spent[task.kind] += time.process_time() - before
        return markers

    options = Options(workers=1 if way == "loop" else int(way), parcel=parcel, window_pages=window_pages)
    began = time.monotonic()
    summary = run_corpus([str(crawl)], out, Settings(), options, lambda line: None, loop if way == "loop" else None)
    elapsed = time.monotonic() - began
    mine, theirs = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = sum(use.ru_utime + use.ru_stime for use in (mine, theirs))
    peak = max(mine.ru_maxrss, theirs.ru_maxrss) / 1024
    return {"pages": summary.pages, "cpu": cpu, "elapsed": elapsed, "peak": peak, **spent}


def main() -> None:
    """Prints a line for each size and way."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, action="append")
    parser.add_argument("--ways", default="loop")
    parser.add_argument("--parcel", type=int, default=Options().parcel)
    parser.add_argument("--window-pages", type=int, default=Options().window_pages)
    parser.add_argument("--once", nargs=3, metavar=("CRAWL", "OUT", "WAY"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.once:
        crawl, out, way = given.once
        print(json.dumps(run_once(Path(crawl), Path(out), way, given.parcel, given.window_pages)))
        return
    costs: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for pages in given.pages or [1_000]:
        with tempfile.TemporaryDirectory() as folder:
            crawl = Path(folder, "crawl.warc.gz")
            write_crawl(crawl, pages)
            for way in given.ways.split(","):
                command = [sys.executable, "-m", "benchmarks.corpus", "--once", str(crawl), f"{folder}/{way}", way]
                command += ["--parcel", str(given.parcel), "--window-pages", str(given.window_pages)]
                done = subprocess.run(command, capture_output=True, text=True, check=True).stdout
                found = json.loads(done.splitlines()[-1])
                costs[way].append((found["pages"], found["cpu"]))
                told = ", ".join(f"{name} {value:.1f}" for name, value in found.items())
                print(f"{pages} {way}: {told}, pages/CPU-s {found['pages'] / found['cpu']:.1f}", flush=True)
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

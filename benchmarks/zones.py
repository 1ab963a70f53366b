"""Pages per CPU second, HTML to zones, beside trafilatura on the same pages in the same run.

    uv run --group bench python -m benchmarks.zones FOLDER     # FOLDER holds *.html or *.html.gz

Both read every page once to warm up; then each round times both, one after the other. The ratio is what counts.
"""

from __future__ import annotations

import argparse
import gzip
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from lesart.ingest.containers import Raw
from lesart.ingest.transcribe import transcribe
from lesart.ingest.zones import label_zones
from lesart.language.languages import load_language

ROUNDS = 5
"""Rounds over all pages; the median is printed."""


def main() -> None:
    """Print pages per CPU second of both and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    pages = read_pages(parser.parse_args().folder)
    import trafilatura

    language = load_language("de")

    def zone(data: bytes) -> None:
        label_zones(transcribe(Raw("p.html", "p.html", data, "", True)), language)

    def extract(data: bytes) -> None:
        trafilatura.extract(data)

    ours, theirs = [], []
    for run in range(ROUNDS + 1):
        first, second = time_pages(zone, pages), time_pages(extract, pages)
        if run:
            ours.append(len(pages) / first)
            theirs.append(len(pages) / second)
    ratio = statistics.median(mine / other for mine, other in zip(ours, theirs, strict=True))
    print(f"{len(pages)} pages, {ROUNDS} rounds, pages per CPU second (median)")
    print(f"lesart, HTML to zones  {statistics.median(ours):8.1f}")
    print(f"trafilatura.extract    {statistics.median(theirs):8.1f}")
    print(f"ratio                  {ratio:8.2f}")


def read_pages(folder: Path) -> list[bytes]:
    """The bytes of all pages of a folder, unpacked, in name order."""
    files = sorted([*folder.glob("*.html"), *folder.glob("*.html.gz")])
    return [gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes() for file in files]


def time_pages(work: Callable[[bytes], None], pages: Sequence[bytes]) -> float:
    """CPU seconds that `work` takes for all pages."""
    start = time.process_time()
    for page in pages:
        work(page)
    return time.process_time() - start


if __name__ == "__main__":
    main()

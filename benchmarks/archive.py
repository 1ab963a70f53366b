"""What the archive costs as it grows: adding a page, searching, readers beside a writer, kills.

    uv run python -m benchmarks.archive FOLDER [--sizes 1000 100000] [--rounds 200] [--readers 50] [--relate]
        [--postgresql]

FOLDER takes the archives; with --postgresql they are databases of a server that is started for the run and erased.
Pages are synthetic: German words drawn by their frequency, with outlets, days, quotations and numbers; no stage reads
them, so that what is timed is the archive alone. Prints JSON Lines, each with the machine's load average.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import accumulate
from pathlib import Path

from tests.store.conftest import empty_database
from tests.store.servers import find_programs, run_server

from lesart.desk.adding import Found, make_entry
from lesart.desk.checking import verify_archive
from lesart.desk.relating import relate_waiting
from lesart.desk.searching import search_archive
from lesart.language.languages import load_language
from lesart.model.annotation import Annotated, Quantity, Quotation
from lesart.model.article import Article, Outlet, Zone
from lesart.model.text import Page
from lesart.settings import Settings
from lesart.store.database import Archive, open_archive
from lesart.store.events import all_events
from lesart.store.filing import file_page
from lesart.store.pages import count_pages, digest
from lesart.store.records import Entry, Saved

SETTINGS = Settings(language="de")
WORDS = 400
PAGES_PER_EVENT = 6
"""Pages in a row that share a day, twenty rare words at their head and thirty words in a row."""
QUERIES = ("{0}", "{1}", "{2}", "{0} {1}", '"{0} {1}"', "{0} -{1}", "outlet:blatt3 {0}", "{1} date:2031-05", "{3}",
           "said:{0}", "figure:>500", "headline:{1}", "{2}*", "{0} OR {3}", "said:({0} -{1})", "figure:>1999",
           "outlet:blatt3 said:{0}", "outlet:blatt3 figure:>500", "date:2031-05 figure:>500")  # fmt: skip
"""Asked of every archive; {0} to {3} are words of ranks 3, 30, 300 and 3,000."""
STAMP = "2031-01-01T00:00:00.000000Z"


def read_words() -> tuple[list[str], list[float]]:
    """Stems of German words, the commonest first, and their shares of running text, summed up for drawing."""
    shares = [
        (10.0 ** (int(number) / 10_000.0), word)
        for number, words in load_language("de").rows("frequencies")
        for word in words.split(" ")
    ]
    shares.sort(key=lambda pair: (-pair[0], pair[1]))
    return [word for _, word in shares], list(accumulate(share for share, _ in shares))


WORDLIST, SUMS = read_words()


def make_page(number: int, prefix: str = "p") -> Entry:
    """Page `number`, the same on every run."""
    topic = random.Random(f"topic {prefix}{number // PAGES_PER_EVENT}")
    day = f"2031-{topic.randint(1, 12):02}-{topic.randint(1, 28):02}"
    about = topic.choices(WORDLIST[2_000:], k=25)
    shared = topic.choices(WORDLIST, cum_weights=SUMS, k=30)
    drawn = random.Random(f"{prefix}{number}")
    words = drawn.choices(WORDLIST, cum_weights=SUMS, k=WORDS - 55)
    words = [*drawn.sample(about, 20), *words[:100], *shared, *words[100:], *drawn.sample(about, 5)]
    count = str(drawn.randint(2, 2000))
    headline, body = " ".join(words[:8]), " ".join(words[8:]) + f" {count} " + " ".join(words[8:10])
    text = f"{headline}\n{body}"
    name = f"{prefix}{number}"
    page = Page(hashlib.sha256(name.encode()).hexdigest()[:16], name, digest(text), text)
    start = len(headline) + 1
    at = text.rindex(f" {count} ") + 1
    figure = Quantity(page.span(at, len(text)), page.span(at, at + len(count)), value=float(count))
    said = Quotation("direct", (page.span(start, start + 60),), 0.9, speaker=(page.span(start + 61, start + 80),))
    article = Article(
        page,
        (Zone("headline", page.span(0, len(headline))), Zone("body", page.span(start, len(text)))),
        language="de",
        published=f"{day}T{drawn.randint(0, 23):02}:00",
        outlet=Outlet(f"Blatt{drawn.randint(1, 40)}"),
    )
    saved = Saved(name, name, page.bytes_id, text.encode())
    return make_entry(saved, Found(Annotated(article, quantities=(figure,), quotations=(said,)), {}), (), SETTINGS)


def fill(archive: Archive, size: int, batch: int = 200) -> None:
    with archive.reading() as connection:
        first = count_pages(connection)
    for start in range(first, size, batch):
        entries = [make_page(number) for number in range(start, min(size, start + batch))]
        with archive.writing() as connection:
            for entry in entries:
                file_page(connection, entry, STAMP)


def time_adding(archive: Archive, size: int, pages: int = 100) -> dict[str, float]:
    """Milliseconds to file one page in a transaction of its own, at the present size."""
    entries = [make_page(number, f"extra{size}-") for number in range(pages)]
    spent, busy = [], []
    for entry in entries:
        began, processor = time.perf_counter(), time.process_time()
        with archive.writing() as connection:
            file_page(connection, entry, STAMP)
        spent.append(1000 * (time.perf_counter() - began))
        busy.append(1000 * (time.process_time() - processor))
    return {**spread(spent), "cpu_median": round(statistics.median(busy), 2)}


def time_relating(archive: Archive, size: int, pages: int = 30) -> dict[str, float]:
    """Milliseconds to find the relations of one page more, where those of all before are known."""
    relate_waiting(archive, SETTINGS)
    spent, busy = [], []
    for number in range(pages):
        entry = make_page(number, f"related{size}-")
        with archive.writing() as connection:
            file_page(connection, entry, STAMP)
        began, processor = time.perf_counter(), time.process_time()
        relate_waiting(archive, SETTINGS)
        spent.append(1000 * (time.perf_counter() - began))
        busy.append(1000 * (time.process_time() - processor))
    with archive.reading() as connection:
        events = len(all_events(connection))
    return {**spread(spent), "cpu_median": round(statistics.median(busy), 2), "events": events}


def time_searching(archive: Archive, repeats: int = 7) -> dict[str, dict[str, float]]:
    """Milliseconds from the query's text to hits with places and excerpts."""
    words = [WORDLIST[rank] for rank in (3, 30, 300, 3000)]
    told = {}
    for form in QUERIES:
        query = form.format(*words)
        search_archive(archive, query)
        spent, busy = [], []
        for _ in range(repeats):
            began, processor = time.perf_counter(), time.process_time()
            hits = search_archive(archive, query)
            spent.append(1000 * (time.perf_counter() - began))
            busy.append(1000 * (time.process_time() - processor))
        told[form] = {**spread(spent), "cpu_median": round(statistics.median(busy), 2), "count": hits.count}
    return told


def spread(spent: list[float]) -> dict[str, float]:
    ordered = sorted(spent)
    return {
        "median": round(statistics.median(ordered), 2),
        "p95": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))], 2),
    }


def time_readers(archive: Archive, readers: int, seconds: float = 10.0) -> dict[str, float]:
    """`readers` threads search while one adds pages; errors must be 0."""
    stop = time.monotonic() + seconds
    spent: list[float] = []
    errors: list[str] = []
    words = [word for word in WORDLIST[:2000] if word.isalpha()]

    def read(seed: int) -> None:
        drawn = random.Random(seed)
        while time.monotonic() < stop:
            began = time.perf_counter()
            try:
                search_archive(archive, drawn.choice(words))
            except Exception as error:
                errors.append(repr(error))
            spent.append(1000 * (time.perf_counter() - began))

    threads = [threading.Thread(target=read, args=(seed,)) for seed in range(readers)]
    for thread in threads:
        thread.start()
    added = 0
    while time.monotonic() < stop:
        entry = make_page(added, f"beside{time.time_ns()}-")
        with archive.writing() as connection:
            file_page(connection, entry, STAMP)
        added += 1
    for thread in threads:
        thread.join()
    for error in dict.fromkeys(errors):
        print(error, file=sys.stderr)
    return {**spread(spent), "searches": len(spent), "added": added, "errors": len(errors)}


def write_until_killed(place: str, name: str) -> None:
    with open_archive(place, create=True) as archive:
        number = 0
        while True:
            entry = make_page(number, name)
            with archive.writing() as connection:
                file_page(connection, entry, STAMP)
            print(entry.machine.page.id, flush=True)
            number += 1


def count_kills(place: str, rounds: int) -> dict[str, int]:
    """Kills a writer `rounds` times in mid-write; counts told pages, those missing afterwards and failed checks."""
    drawn = random.Random(3)
    told: set[str] = set()
    missing = failed = 0
    for number in range(rounds):
        command = [sys.executable, "-m", "benchmarks.archive", place, "--write", f"k{number}-"]
        writer = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        lines = [writer.stdout.readline()]
        time.sleep(drawn.uniform(0.0, 0.4))
        writer.send_signal(signal.SIGKILL)
        lines += writer.stdout.readlines()
        writer.wait()
        told.update(line.strip() for line in lines if line.endswith("\n"))
        with open_archive(place) as archive, archive.reading() as connection:
            from sqlalchemy import select

            from lesart.store.schema import PAGES

            there = set(connection.execute(select(PAGES.c.id)).scalars())
            missing += len(told - there)
        if number % 20 == 19 or number == rounds - 1:
            with open_archive(place) as archive:
                # The text is no file's that the transcriber reads otherwise: what fails here is the archive.
                failed += len(verify_archive(archive, Settings(language="de", clean=True)).failures)
    return {"rounds": rounds, "told": len(told), "missing": missing, "failed_checks": failed}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--sizes", type=int, nargs="*", default=[1_000, 100_000])
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--relate", action="store_true", help="find relations of all pages too (slow)")
    parser.add_argument("--postgresql", action="store_true", help="on a PostgreSQL server of the run's own")
    parser.add_argument("--write", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.write:
        write_until_killed(given.folder, given.write)
        return
    folder = Path(given.folder)
    folder.mkdir(parents=True, exist_ok=True)
    with places(folder, given.postgresql) as (grown, killed):
        with open_archive(grown, create=True) as archive:
            measure(archive, given)
        if given.rounds:
            report(what="kills", **count_kills(killed, given.rounds))


@contextmanager
def places(folder: Path, postgresql: bool) -> Iterator[tuple[str, str]]:
    """Where the archive that grows lies, and the one whose writers are killed."""
    if not postgresql:
        yield str(folder / "grown.lesart"), str(folder / "killed.lesart")
        return
    programs = find_programs()
    if programs is None:
        raise SystemExit("no PostgreSQL server installed (initdb not found)")
    with run_server(programs, durable=True) as server:
        yield empty_database(server, "grown"), empty_database(server, "killed")


def measure(archive: Archive, given: argparse.Namespace) -> None:
    for size in given.sizes:
        began = time.perf_counter()
        fill(archive, size)
        report(what="filled", size=size, seconds=round(time.perf_counter() - began, 1))
        report(what="adding one page, ms", size=size, **time_adding(archive, size))
        if given.relate:
            report(what="relating one page, ms", size=size, **time_relating(archive, size))
        for query, told in time_searching(archive).items():
            report(what="search, ms", size=size, query=query, **told)
    if given.readers:
        report(what="readers beside a writer, ms", readers=given.readers, **time_readers(archive, given.readers))


def report(**told: object) -> None:
    told["load"] = round(os.getloadavg()[0], 1)
    print(json.dumps(told, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()

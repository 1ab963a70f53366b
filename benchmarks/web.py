"""How long the pages of the desk take as the archive grows: p50 and p95 of each kind, over HTTP.

    uv run python -m benchmarks.web FOLDER [--sizes 1000 10000 100000] [--requests 60] [--grown FILE]

FOLDER takes the archive, which is filled up to each size in turn. Pages are those of `benchmarks.archive` with names,
speakers and headlines; six in a row are one event and three events one story, put into the tables as they are: nothing
is related, so that what is timed is the desk alone. A server is started over it (`lesart serve`) and asked, one request
after the other; `cpu` is the server's own time a request. `--grown` takes an archive that `benchmarks.archive` filled
instead: events, stories, speakers and headlines are put into its tables. Prints JSON Lines.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec
from benchmarks.archive import PAGES_PER_EVENT, SETTINGS, STAMP, WORDLIST, make_page, spread
from sqlalchemy import delete, select

from lesart.desk.adding import Found, made_by, make_entry
from lesart.model.annotation import Name
from lesart.model.article import Title
from lesart.model.relation import Event, Story
from lesart.store import schema as s
from lesart.store.database import Archive, open_archive
from lesart.store.events import replace_events
from lesart.store.filing import file_page
from lesart.store.pages import count_pages
from lesart.store.records import Entry
from lesart.store.stories import replace_stories

EVENTS_PER_STORY = 3
SPEAKERS = 400
"""Persons who are quoted, the first ones most."""
AT_ONCE = 198
"""Pages in one transaction: whole stories."""


def make_named_page(number: int) -> Entry:
    """Page `number` with a headline, a speaker and three names, the same on every run."""
    entry = make_page(number)
    page = entry.machine
    drawn = random.Random(f"names {number}")
    said = page.quotations[0]
    entities = [f"per:{min(int(drawn.paretovariate(0.7)), SPEAKERS)}" for _ in range(3)]
    text = page.page.text
    spots = [said.speaker[0], *(page.page.span(at, at + 12) for at in (len(text) // 2, len(text) * 2 // 3))]
    names = tuple(Name(span, "PER", entity, "bench") for span, entity in zip(spots, entities, strict=True))
    head = page.article.zones[0].span
    article = msgspec.structs.replace(page.article, title=Title(text[head.start : head.end], head.start, head.end))
    quoted = msgspec.structs.replace(said, entity=entities[0])
    named = msgspec.structs.replace(page, article=article, names=names, quotations=(quoted,))
    labels = {entity: f"{WORDLIST[900 + int(entity[4:])].title()} {WORDLIST[1500]}" for entity in entities}
    return make_entry(entry.saved, Found(named, labels), (), SETTINGS)


def fill(archive: Archive, size: int) -> None:
    """Fills `archive` up to `size` pages with their events and stories; none waits to be related."""
    with archive.reading() as connection:
        first = count_pages(connection)
    for start in range(first, size, AT_ONCE):
        entries = [make_named_page(number) for number in range(start, min(size, start + AT_ONCE))]
        with archive.writing() as connection:
            for entry in entries:
                file_page(connection, entry, STAMP)
    add_events(archive)


def add_events(archive: Archive) -> None:
    """Six pages in a row an event, three events a story, where a page is in no event yet."""
    p = s.PAGES.c
    with archive.reading() as connection:
        inside = select(s.EVENT_PAGES.c.number)
        asked = select(p.id, p.published).where(p.number.not_in(inside)).order_by(p.number)
        rows = [(row.id, row.published or "") for row in connection.execute(asked)]
        first = count_pages(connection) - len(rows)
    by = made_by(SETTINGS)
    for start in range(0, len(rows), AT_ONCE):
        part = rows[start : start + AT_ONCE]
        events = []
        for at in range(0, len(part), PAGES_PER_EVENT):
            held = part[at : at + PAGES_PER_EVENT]
            days = sorted(day[:10] for _, day in held)
            events.append(Event(f"event-{first + start + at}", tuple(page for page, _ in held), days[0], days[-1]))
        stories = [
            Story(f"story-{first + start}-{at}", tuple(event.id for event in events[at : at + EVENTS_PER_STORY]))
            for at in range(0, len(events), EVENTS_PER_STORY)
        ]
        with archive.writing() as connection:
            replace_events(connection, [], events, events, by)
            replace_stories(connection, [event.id for event in events], stories, by)
    with archive.writing() as connection:
        connection.execute(delete(s.WAITING))


def dress(archive: Archive) -> None:
    """Gives pages without them headlines, and their quotations speakers, in the tables that lists are made from."""
    with archive.writing() as connection:
        connection.exec_driver_sql("UPDATE pages SET title = 'Halde brennt ' || number WHERE title IS NULL")
        connection.exec_driver_sql(
            f"UPDATE quotations SET entity = 'per:' || (1 + number % {SPEAKERS}) WHERE entity IS NULL"
        )
        if connection.exec_driver_sql("SELECT count(*) FROM entities").scalar_one() == 0:
            people = [{"id": f"per:{n}", "kind": "PER", "label": f"Ambrock {n}"} for n in range(1, SPEAKERS + 1)]
            connection.execute(s.ENTITIES.insert(), people)


_WHOLE_PROCESS = 2
"""What tells the clock of another process's processor time (Linux, `clock_getcpuclockid`)."""


class Server:
    """A running `lesart serve`, and one connection to it."""

    def __init__(self, place: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        command = [sys.executable, "-m", "lesart", "serve", "--archive", place, "--port", str(self.port)]
        self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        for _ in range(600):
            try:
                self.get("/login")
                return
            except OSError:
                self.connection.close()
                time.sleep(0.1)
        self.process.terminate()
        raise RuntimeError("the server does not answer")

    def get(self, path: str) -> tuple[int, bytes]:
        kind = "application/json" if "format=json" in path else "text/html"
        self.connection.request("GET", path, headers={"Accept": kind, "Accept-Language": "de"})
        answer = self.connection.getresponse()
        return answer.status, answer.read()

    def json(self, path: str) -> Any:
        status, data = self.get(path)
        assert status == 200, (path, status)
        return json.loads(data)

    def busy(self) -> float:
        """Seconds of processor time that the server has taken, all its threads together (Linux)."""
        return time.clock_gettime((~self.process.pid << 3) | _WHOLE_PROCESS)


@contextmanager
def serving(place: str) -> Iterator[Server]:
    server = Server(place)
    try:
        yield server
    finally:
        server.process.terminate()
        server.process.wait(60)


def time_paths(server: Server, paths: Sequence[str]) -> dict[str, float]:
    spent, busy, sizes = [], [], []
    for path in paths:
        began, processor = time.perf_counter(), server.busy()
        status, data = server.get(path)
        spent.append(1000 * (time.perf_counter() - began))
        busy.append(1000 * (server.busy() - processor))
        assert status == 200, (path, status)
        sizes.append(len(data))
    told = {f"cpu_{name}": value for name, value in spread(busy).items()}
    return {**spread(spent), **told, "kB": round(sum(sizes) / len(sizes) / 1000)}


def wait_ready(server: Server, path: str) -> None:
    while server.json(f"{path}?format=json")["comparison"]["state"] == "waiting":
        time.sleep(0.02)


def choose_paths(archive: Archive, requests: int) -> dict[str, list[str]]:
    """Paths by kind, drawn at random over the whole archive."""
    drawn = random.Random(7)
    with archive.reading() as connection:
        pages = list(connection.execute(select(s.PAGES.c.id).order_by(s.PAGES.c.number)).scalars())
    count = len(pages) // PAGES_PER_EVENT
    some = [drawn.choice(pages) for _ in range(requests)]
    marks = [f"2031-{drawn.randint(1, 12):02}-{drawn.randint(1, 28):02}~~" for _ in range(requests)]
    events = [f"/events/event-{n * PAGES_PER_EVENT}" for n in drawn.sample(range(count), min(count, 80))]
    common, middle, rare = (WORDLIST[rank] for rank in (3, 30, 3000))
    words = [quote(drawn.choice(WORDLIST[:4000])) for _ in range(requests)]
    neighbours = [drawn.randrange(0, count) * PAGES_PER_EVENT for _ in range(requests)]
    return {
        "inbox": ["/"] * requests,
        "inbox, further on": [f"/?after={mark}" for mark in marks],
        "inbox, several pages": ["/?several=1"] * requests,
        "stories": ["/stories"] * requests,
        "stories, further on": [f"/stories?after={mark}" for mark in marks],
        "search, a word": [f"/search?q={word}" for word in words],
        "search, the commonest": [f"/search?q={quote(word)}" for word in (common, middle)] * (requests // 2),
        "search, a field": [f"/search?q=outlet:blatt{n % 40 + 1}%20{quote(rare)}" for n in range(requests)],
        "search, a figure": ["/search?q=figure:%3E1900"] * requests,
        "search, JSON": [f"/search?q={word}&format=json" for word in words],
        "search feed": [f"/search/feed?q={word}" for word in words],
        "sources": ["/sources"] * requests,
        "page": [f"/pages/{page}" for page in some],
        "page, a layer": [f"/pages/{page}?layer=quotations" for page in some],
        "page, JSON": [f"/pages/{page}?format=json" for page in some],
        "differences": [f"/pages/{pages[n]}/differences/{pages[n + 1]}" for n in neighbours],
        "speakers": ["/speakers"] * requests,
        "a speaker": [f"/speakers/per:{drawn.randint(1, 40)}" for _ in range(requests)],
        "corrections": ["/corrections"] * requests,
        "event, first look": events,
        "event, kept": events,
        "event, just seen": events[:20] * 3,
        "event, JSON": [f"{event}?format=json" for event in events[:20]] * 3,
        "event, to correct": [f"{event}/correct" for event in events],
    }


def measure(archive: Archive, place: str, size: int, requests: int) -> None:
    paths = choose_paths(archive, requests)
    stories = [f"/stories/story-{n * AT_ONCE}-0" for n in range(min(20, size // AT_ONCE))]
    with serving(place) as server:
        for kind, asked in paths.items():
            if kind == "event, kept":
                for path in asked:
                    wait_ready(server, path)
            report(kind, size, time_paths(server, asked))
        report("story, first look", size, time_paths(server, stories))
        for path in stories:
            wait_ready(server, path)
        report("story, kept", size, time_paths(server, stories * 2))
        report("story feed", size, time_paths(server, [f"{path}/feed" for path in stories]))


def report(kind: str, size: int, told: dict[str, float]) -> None:
    print(json.dumps({"what": kind, "size": size, **told}), flush=True)


def main(run: Callable[[Archive, str, int, int], None] = measure) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sizes", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    parser.add_argument("--requests", type=int, default=60)
    parser.add_argument("--grown", help="an archive that `benchmarks.archive` filled, in place of FOLDER's; is changed")
    given = parser.parse_args()
    if given.grown:
        with open_archive(given.grown) as archive:
            add_events(archive)
            dress(archive)
            with archive.reading() as connection:
                size = count_pages(connection)
            report("load", size, {"load": os.getloadavg()[0]})
            run(archive, given.grown, size, given.requests)
        return
    given.folder.mkdir(parents=True, exist_ok=True)
    place = str(given.folder / "web.lesart")
    for size in given.sizes:
        began = time.perf_counter()
        with open_archive(place, create=True) as archive:
            fill(archive, size)
            report("filled, s", size, {"seconds": round(time.perf_counter() - began, 1), "load": os.getloadavg()[0]})
            run(archive, place, size, given.requests)


if __name__ == "__main__":
    main()

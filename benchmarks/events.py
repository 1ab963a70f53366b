"""Events and stories: accuracy on annotated pages, what the order of the pages changes, cost and memory of a stream.

    uv run python -m benchmarks.events accuracy INPUT GOLD [--clean] [--misses]
    uv run python -m benchmarks.events coverage FOLDER        one pile with gold.json in each folder below
    uv run python -m benchmarks.events shuffle INPUT GOLD [--clean] [--orders N]
    uv run python -m benchmarks.events stream [PAGES]         synthetic pages; prints as it goes

INPUT: anything `lesart` reads; GOLD: JSON Lines with `id`, `event` (a name or a list) and perhaps `story`. F1 is
BCubed (Bagga and Baldwin 1998), for pages in several events by Amigó et al. 2009; a page in none stands alone.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from lesart.language.languages import load_language
from lesart.model.annotation import Annotated
from lesart.model.article import Article, Zone
from lesart.model.text import Page
from lesart.pipeline import read_pile
from lesart.relate.events import EventStream, find_events
from lesart.relate.stories import find_stories
from lesart.relate.versions import find_versions
from lesart.settings import Settings

Labels = Mapping[str, set[str]]
"""By page, the groups it is in."""


def bcubed(found: Labels, gold: Labels) -> tuple[float, float, float]:
    """F1, precision and recall of `found` against `gold`, each page counting the same."""
    filled = {page: found.get(page) or {f"alone {page}"} for page in gold}
    precision = sum(_part(page, filled, gold) for page in gold) / len(gold)
    recall = sum(_part(page, gold, filled) for page in gold) / len(gold)
    return 2 * precision * recall / (precision + recall), precision, recall


def _part(page: str, of: Labels, against: Labels) -> float:
    near = [other for other in of if of[page] & of[other]]
    shares = []
    for other in near:
        together = len(of[page] & of[other])
        shares.append(min(together, len(against[page] & against[other])) / together)
    return sum(shares) / len(near)


def read_gold(path: Path) -> tuple[Labels, Labels]:
    """Events and stories by page id; stories empty where the gold has none."""
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    events: dict[str, set[str]] = {}
    stories: dict[str, set[str]] = {}
    for record in map(json.loads, data.decode("utf-8").splitlines()):
        event = record["event"]
        events[record["id"]] = {event} if isinstance(event, str) else set(event)
        if "story" in record:
            stories[record["id"]] = {record["story"]}
    return events, stories


def group(pages: Sequence[Annotated]) -> tuple[Labels, Labels]:
    """Events and stories found, by the pages' sources."""
    source = {page.page.id: page.page.source for page in pages}
    events = find_events(pages, find_versions(pages, ()), picked=True)
    stories, _ = find_stories(pages, events, picked=True)
    by_event: dict[str, set[str]] = defaultdict(set)
    by_story: dict[str, set[str]] = defaultdict(set)
    story_of = {event: story.id for story in stories for event in story.events}
    for event in events:
        for page in event.pages:
            by_event[source[page]].add(event.id)
            by_story[source[page]].add(story_of[event.id])
    return by_event, by_story


def print_accuracy(pages: Sequence[Annotated], gold: tuple[Labels, Labels], name: str, misses: bool) -> None:
    found = group(pages)
    parts = []
    for what, mine, theirs in zip(("events", "stories"), found, gold, strict=True):
        if theirs:
            f1, precision, recall = bcubed(mine, theirs)
            parts.append(f"{what} F1 {f1:.3f} (P {precision:.3f}, R {recall:.3f})")
    print(f"{name:24} {len(pages):4} pages  " + "  ".join(parts))
    if misses:
        groups: dict[str, list[str]] = defaultdict(list)
        for page, labels in found[0].items():
            for label in labels:
                groups[label].append(f"{page} {'+'.join(sorted(gold[0][page]))}")
        print("\n".join("    " + ", ".join(sorted(each)) for each in groups.values()))


def print_coverage(folder: Path, misses: bool) -> None:
    for path in sorted(folder.glob("*/gold.json")):
        gold = json.loads(path.read_text("utf-8"))
        files = {file.name.split("_")[0]: str(file) for file in sorted(path.parent.glob("*_*.*"))}
        events: dict[str, set[str]] = defaultdict(set)
        stories: dict[str, set[str]] = defaultdict(set)
        for story_number, story in enumerate(gold["stories"]):
            for number in story["events"]:
                for page in gold["events"][number]["pages"]:
                    events[files[page]].add(f"event {number}")
                    stories[files[page]].add(f"story {story_number}")
        pages, _, _ = read_pile(sorted(events), Settings())
        print_accuracy(pages, (events, stories), path.parent.name, misses)


def print_shuffles(pages: Sequence[Annotated], events: Labels, orders: int) -> None:
    """F1 in other orders of the same pages, and how well each order's events agree with those of the first."""
    first: Labels = {}
    for order in range(orders):
        shuffled = list(pages)
        if order:
            random.Random(order).shuffle(shuffled)
        found, _ = group(shuffled)
        first = first or found
        print(f"order {order}: F1 {bcubed(found, events)[0]:.3f}, agreement {bcubed(found, first)[0]:.3f}")


SYLLABLES = (
    "ba",
    "de",
    "fi",
    "go",
    "hu",
    "ka",
    "le",
    "mi",
    "no",
    "ru",
    "sa",
    "te",
    "vo",
    "wa",
    "zi",
    "lor",
    "men",
    "tal",
)
DAY_PAGES = 400
"""Pages a day of the synthetic stream."""


def make_stream(count: int, seed: int = 1) -> Iterator[tuple[Annotated, int]]:
    """`count` synthetic pages, each with the number of its event. An event has a page to dozens over three days; four
    events in ten share the actors of an earlier one. Words are drawn by their frequency in German."""
    source = random.Random(seed)
    common, weights = common_words()
    day = date(2030, 1, 1)
    actors: list[list[str]] = []
    waiting: list[tuple[int, list[str], int]] = []
    event = 0
    for number in range(count):
        if number and number % DAY_PAGES == 0:
            day += timedelta(1)
        if not waiting or source.random() < 0.35:
            if actors and source.random() < 0.4:
                cast = source.choice(actors[-500:])
            else:
                cast = [_name(source) for _ in range(6)]
                actors.append(cast)
            theme = source.choices(common[200:], k=14) + [_name(source) for _ in range(5)]
            waiting.append((event, [*cast, *theme], min(60, int(source.paretovariate(1.1)))))
            event += 1
        place = source.randrange(len(waiting))
        this, words, left = waiting[place]
        if left <= 1 or len(waiting) > 3 * DAY_PAGES:
            waiting.pop(place)
        else:
            waiting[place] = (this, words, left - 1)
        body = source.choices(common, weights, k=110) + source.choices(words, k=45)
        source.shuffle(body)
        yield _made_page(" ".join([*source.sample(words, 6), ".", *body]), number, day.isoformat()), this


def common_words() -> tuple[list[str], list[float]]:
    words: list[str] = []
    weights: list[float] = []
    for share, listed in load_language("de").rows("frequencies"):
        for word in listed.split(" "):
            words.append(word)
            weights.append(10.0 ** (int(share) / 10_000.0))
    return words[:20_000], weights[:20_000]


def _name(source: random.Random) -> str:
    return "".join(source.choices(SYLLABLES, k=4)).capitalize()


def _made_page(text: str, number: int, published: str) -> Annotated:
    page = Page(f"{number:016x}", str(number), "0" * 64, text)
    return Annotated(Article(page, (Zone("body", page.span(0, len(text))),), "de", published=published))


def print_stream(count: int) -> None:
    """Milliseconds of CPU a page, open events and peak memory, at 1,000, 2,000, 3,000, 5,000, 10,000 … pages."""
    stream = EventStream()
    spent = 0.0
    last = (0, 0.0)
    events = 0
    marks = {first * 10**power for first in (1, 2, 3, 5) for power in range(3, 8)} | {count}
    for number, (page, _) in enumerate(make_stream(count), 1):
        start = time.process_time()
        stream.add(page)
        if number % 1_000 == 0:
            events += len(stream.take_closed())
        spent += time.process_time() - start
        if number in marks:
            each = 1_000 * (spent - last[1]) / (number - last[0])
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(
                f"{number:9,} pages  {1_000 * spent / number:6.2f} ms a page, {each:6.2f} since the last line"
                f"  {events + stream.open_events:8,} events, {stream.open_events:7,} open  peak {peak:7.0f} MB",
                flush=True,
            )
            last = (number, spent)


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("accuracy", "coverage", "shuffle", "stream"))
    parser.add_argument("rest", nargs="*")
    parser.add_argument("--clean", action="store_true")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--orders", type=int, default=6)
    told = parser.parse_args(arguments)
    if told.what == "stream":
        print_stream(int(told.rest[0]) if told.rest else 10_000)
        return
    if told.what == "coverage":
        print_coverage(Path(told.rest[0]), told.misses)
        return
    pages, _, _ = read_pile([told.rest[0]], Settings(clean=told.clean))
    gold = read_gold(Path(told.rest[1]))
    if told.what == "accuracy":
        print_accuracy(pages, gold, Path(told.rest[0]).name, told.misses)
    else:
        print_shuffles(pages, gold[0], told.orders)


if __name__ == "__main__":
    main(sys.argv[1:])

"""Tasks that relate windows of days: the events of each; then, with those of other windows that are the same, their
rows, and the stories of a window's events; then the rows of these.

Between them stands `uniting.py`, which says what of two windows is one.
"""

from __future__ import annotations

from collections import Counter, OrderedDict, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from lesart.errors import LanguageDataError, UsageError
from lesart.model.annotation import Annotated
from lesart.model.outcome import Rejected
from lesart.model.relation import Event, Passage, SourceGroup, Story
from lesart.pipeline import join_event, relate_window
from lesart.relate.carrying import EventPart, StoryPart, unite_stories
from lesart.relate.stories import Chapter, group_chapters, tell_story
from lesart.scale.files import Place, TableWriter, read_records, write_records, write_table
from lesart.scale.jobs import Job, Marker, Task
from lesart.scale.parcels import by_reason, filed_under, short_reason, write_rejected
from lesart.scale.rows import Row, event_row, source_row, story_row
from lesart.scale.shelves import OpenShelves, Shelves, write_shelf
from lesart.scale.sources import Parcel
from lesart.scale.windows import window_name
from lesart.scale.wordings import Found, bundle_name

WINDOWS_KEPT = 4
"""Windows whose events a task keeps at hand beside its own; some 20 MB each."""

At = tuple[int, int]
"""An event or story of a window: the window's number, and its place there."""


class Parted(msgspec.Struct, frozen=True):
    """The events of a window as other windows need them, and the pages of each by number."""

    parts: tuple[EventPart, ...] = ()
    numbers: tuple[tuple[int, ...], ...] = ()


class Windowed(msgspec.Struct, frozen=True):
    """The events of a window: the pages of each by number, the day it is filed under, and their sources."""

    events: tuple[Event, ...] = ()
    numbers: tuple[tuple[int, ...], ...] = ()
    days: tuple[str, ...] = ()
    sources: tuple[SourceGroup, ...] = ()


class Storied(msgspec.Struct, frozen=True):
    """The stories of the events told in a window, and the day that each event is filed under."""

    parts: tuple[StoryPart, ...]
    days: dict[str, str]


class Handed(msgspec.Struct, frozen=True):
    """What a window hands over of its stories to the one that tells a united story, in order; the days of events."""

    parts: tuple[StoryPart, ...]
    days: dict[str, str]


class Homes(msgspec.Struct, frozen=True):
    """What a window's events (or stories) have become. `renamed`: new ids by old ones; `united`: those made of several
    and told in this window, each as all its parts, the first of them here; `gone`: places of parts told elsewhere."""

    renamed: dict[str, str] = {}
    united: tuple[tuple[At, ...], ...] = ()
    gone: tuple[int, ...] = ()


class _Pages:
    """The annotated pages of a run by number."""

    def __init__(self, job: Job) -> None:
        self._shelves = Shelves(lambda number: job.work("annotated", Parcel(number // job.parcel, ()).name))

    def load(self, numbers: Iterable[int]) -> list[Annotated]:
        found = []
        for number in numbers:
            data = self._shelves.get(number)
            assert data is not None, number
            found.append(msgspec.msgpack.decode(data, type=Annotated))
        return found

    def close(self) -> None:
        self._shelves.close()


class _Windows:
    """The events of windows and what became of them, the WINDOWS_KEPT used last kept: the parts of a window's events
    lie in few others, and each event would read them anew."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._kept: OrderedDict[int, tuple[Windowed, Homes]] = OrderedDict()

    def get(self, number: int) -> tuple[Windowed, Homes]:
        """The window `number`."""
        found = self._kept.get(number)
        if found is None:
            found = load_window(number, self._job), load_homes("events", number, self._job)
            if len(self._kept) >= WINDOWS_KEPT:
                self._kept.popitem(last=False)
            self._kept[number] = found
        self._kept.move_to_end(number)
        return found


class _Passages:
    """The passages of some bundles, looked up by the pages that share them."""

    def __init__(self, bundles: Iterable[int], job: Job) -> None:
        self._found = [
            each for bundle in bundles for each in read_records(job.work("passages", bundle_name(bundle)), list[Found])
        ]
        self._found.sort(key=lambda each: each.members[0][0])
        self._of: dict[int, list[int]] = defaultdict(list)
        for place, each in enumerate(self._found):
            for number in dict.fromkeys(number for number, _, _ in each.members):
                self._of[number].append(place)

    def of(self, members: Iterable[int]) -> tuple[Passage, ...]:
        """Those that at least two of the pages `members` share, in the order of the input."""
        counts = Counter(place for number in frozenset(members) for place in self._of.get(number, ()))
        return tuple(self._found[place].passage for place in sorted(counts) if counts[place] > 1)


def relate_pages(task: Task, job: Job) -> Marker:
    """The events of a window, kept for the steps behind it."""
    kept = _Pages(job)
    pages = kept.load(task.members)
    kept.close()
    try:
        found = relate_window(pages, _Passages(task.bundles, job).of(task.members), job.settings)
    except (LanguageDataError, UsageError):
        raise
    except Exception as error:
        refused = Rejected("relate", task.name, short_reason(error))
        write_rejected(job, task.name, [refused])
        write_records(job.work("parts", task.name), Parted())
        write_records(job.work("windows", task.name), Windowed())
        write_records(job.work("chapters", task.name), [])
        return Marker(len(pages), 0, by_reason([refused]))
    number_of = {page.page.id: number for page, number in zip(pages, task.members, strict=True)}
    day_of = {page.page.id: filed_under(page.article) for page in pages}
    numbers = tuple(tuple(number_of[page] for page in event.pages) for event in found.events)
    days = tuple(min(day_of[page] for page in event.pages) for event in found.events)
    write_records(job.work("parts", task.name), Parted(tuple(found.parts), numbers))
    write_records(job.work("windows", task.name), Windowed(found.events, numbers, days, found.sources))
    write_records(job.work("chapters", task.name), found.chapters)
    return Marker(len(pages), len(pages))


def tell_events(task: Task, job: Job) -> Marker:
    """Writes the events told in a window, and their sources; groups them into stories."""
    here = load_window(task.window, job)
    homes = load_homes("events", task.window, job)
    sources_of: dict[str, list[SourceGroup]] = defaultdict(list)
    for group in here.sources:
        sources_of[group.event].append(group)
    united = {parts[0][1]: parts for parts in homes.united}
    pages = _Pages(job)
    others = _Windows(job)
    passages = _Passages(task.bundles, job)
    chapters = read_records(job.work("chapters", task.name), list[Chapter])
    told: list[tuple[Event, Chapter, str]] = []
    rows: list[tuple[Place, Row]] = []
    groups: Sequence[SourceGroup]
    for place in sorted(set(range(len(here.events))) - set(homes.gone)):
        if place in united:
            event, chapter, day, groups = _join(united[place], others, passages, pages)
        else:
            event = _with_nearest(here.events[place], homes)
            chapter, day, groups = chapters[place], here.days[place], sources_of[event.id]
        told.append((event, chapter, day))
        rows.extend(((day, None), source_row(group)) for group in groups)
    writer = TableWriter(Path(job.out), task.name)
    writer.add("events", [((day, None), event_row(event)) for event, _, day in told])
    writer.add("sources", rows)
    writer.close()
    pages.close()
    groups_of = group_chapters([chapter for _, chapter, _ in told])
    parts = tuple(StoryPart(tell_story(group), tuple(group)) for group in groups_of)
    write_records(job.work("stories", task.name), Storied(parts, {event.id: day for event, _, day in told}))
    return Marker(len(told), len(told))


def tell_stories(task: Task, job: Job) -> Marker:
    """Writes the stories told in a window."""
    here = load_stories(task.window, job)
    homes = load_homes("stories", task.window, job)
    united = {parts[0][1]: parts for parts in homes.united}
    shelves = OpenShelves()
    days = dict(here.days)
    rows: list[tuple[Place, Row]] = []
    for place in sorted(set(range(len(here.parts))) - set(homes.gone)):
        story: Story = here.parts[place].story
        if place in united:
            parts = [here.parts[at] for number, at in united[place] if number == task.window]
            for number in dict.fromkeys(number for number, _ in united[place] if number != task.window):
                more = _take_over(shelves, number, (task.window, place), job)
                parts.extend(more.parts)
                days.update(more.days)
            story = unite_stories(parts)
        rows.append(((days[story.events[0]], None), story_row(story)))
    shelves.close()
    write_table(Path(job.out), "stories", task.name, rows)
    return Marker(len(rows), len(rows))


def hand_over(number: int, wanted: Mapping[At, Sequence[int]], job: Job) -> None:
    """Keeps what other windows need of the stories of window `number`. `wanted`: by the place of a united story, in the
    window that tells it, the places of its parts in this one."""
    here = load_stories(number, job)
    records = []
    for home, places in sorted(wanted.items()):
        parts = tuple(here.parts[at] for at in places)
        days = {event: here.days[event] for part in parts for event in part.story.events}
        records.append((_handed_number(home), msgspec.msgpack.encode(Handed(parts, days))))
    write_shelf(job.work("handed", window_name(number)), records)


def _take_over(shelves: OpenShelves, number: int, home: At, job: Job) -> Handed:
    """What window `number` hands over of the united story told at `home`. No more of it is read than that: a story may
    run through all windows of a corpus, and to read them whole took ten seconds a window of 192 000 pages, and 3 GB."""
    data = shelves.get_from(job.work("handed", window_name(number)), _handed_number(home))
    assert data is not None, (number, home)
    return msgspec.msgpack.decode(data, type=Handed)


def _handed_number(home: At) -> int:
    """The number of a record for the story at `home`; a window has no 4 000 million stories."""
    window, place = home
    return (window << 32) | place


def _join(
    parts: Sequence[At], windows: _Windows, passages: _Passages, pages: _Pages
) -> tuple[Event, Chapter, str, Sequence[SourceGroup]]:
    """The event made of `parts`: itself, as stories see it, its day, its sources."""
    events: list[Event] = []
    members: set[int] = set()
    days: list[str] = []
    for number, place in parts:
        window, homes = windows.get(number)
        events.append(_with_nearest(window.events[place], homes))
        members.update(window.numbers[place])
        days.append(window.days[place])
    numbers = tuple(sorted(members))
    event, chapter, sources = join_event(events, pages.load(numbers), passages.of(numbers))
    return event, chapter, min(days), sources


def _with_nearest(event: Event, homes: Homes) -> Event:
    """`event` with the nearest other under the id that it has in the end."""
    if event.nearest in homes.renamed:
        return msgspec.structs.replace(event, nearest=homes.renamed[event.nearest])
    return event


def load_window(number: int, job: Job) -> Windowed:
    """The events of a window."""
    return read_records(job.work("windows", window_name(number)), Windowed)


def load_stories(number: int, job: Job) -> Storied:
    """The stories of a window."""
    return read_records(job.work("stories", window_name(number)), Storied)


def load_homes(kind: str, number: int, job: Job) -> Homes:
    """What a window's `events` or `stories` have become."""
    return read_records(job.work(f"homes-{kind}", window_name(number)), Homes)

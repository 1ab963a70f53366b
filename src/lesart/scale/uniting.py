"""What of two windows is one event, one story: a walk over the windows in the order of days, on the starting machine.

It reads what the windows keep of their events (sums of words, days), holds them against those carried from the windows
before (`relate/carrying.py`), and writes for each window what its events have become.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from lesart.relate.carrying import EventUniter, StoryUniter
from lesart.relate.event_reasons import event_id
from lesart.scale.files import read_records, write_records
from lesart.scale.jobs import Job
from lesart.scale.relating import At, Homes, Parted, hand_over, load_stories, load_window
from lesart.scale.windows import Window
from lesart.scale.wordings import bundle_name

States = list[tuple[int, ...]]
"""Pages that are states of one page, by number."""


def unite_window_events(windows: Sequence[Window], bundles: int, job: Job) -> dict[int, set[int]]:
    """Keeps for each window what its events have become; gives the pages of united events by the window that tells
    them. `bundles`: how many bundles of families there are, whose states of pages hold events together."""
    if len(windows) < 2:
        _keep_homes("events", windows, {}, {}, job)
        return {}
    group_of = _number_states(bundles, job)
    latest: dict[int, int] = {}
    uniter = EventUniter(job.settings.window)
    places: list[At] = []
    numbers: list[tuple[int, ...]] = []
    for window in windows:
        kept = read_records(job.work("parts", window.name), Parted)
        first = len(places)
        bonds = []
        for place, pages in enumerate(kept.numbers):
            places.append((window.number, place))
            numbers.append(pages)
            for group in {group_of[page] for page in pages if page in group_of}:
                if latest.get(group, first) < first:
                    bonds.append((latest[group], first + place))
                latest[group] = first + place
        uniter.add_window(kept.parts, bonds, window.first)
    unions = [[places[number] for number in union] for union in uniter.unions()]
    renamed = _rename(unions, job)
    _keep_homes("events", windows, _by_home(unions), renamed, job)
    pages_of: dict[int, set[int]] = defaultdict(set)
    number_of = {at: number for number, at in enumerate(places)}
    for union in unions:
        pages_of[union[0][0]].update(page for at in union for page in numbers[number_of[at]])
    return pages_of


def unite_window_stories(windows: Sequence[Window], job: Job) -> None:
    """Keeps for each window what its stories have become."""
    if len(windows) < 2:
        _keep_homes("stories", windows, {}, {}, job)
        return
    uniter = StoryUniter()
    places: list[At] = []
    for window in windows:
        parts = load_stories(window.number, job).parts
        places.extend((window.number, place) for place in range(len(parts)))
        uniter.add_window(parts)
    unions = [[places[number] for number in union] for union in uniter.unions()]
    for number, wanted in _by_window(unions).items():
        hand_over(number, wanted, job)
    _keep_homes("stories", windows, _by_home(unions), {}, job)


def _rename(unions: Sequence[Sequence[At]], job: Job) -> dict[int, dict[str, str]]:
    """By window the ids that the parts of `unions` have in the end, by those that they had. Each window is read once:
    reading it for each part took three minutes of 20 000 pages."""
    wanted: dict[int, list[int]] = defaultdict(list)
    for union in unions:
        for number, place in union:
            wanted[number].append(place)
    parts: dict[At, tuple[str, tuple[str, ...]]] = {}
    for number, found in wanted.items():
        events = load_window(number, job).events
        parts.update({(number, place): (events[place].id, events[place].pages) for place in found})
    renamed: dict[int, dict[str, str]] = defaultdict(dict)
    for union in unions:
        name = event_id({page for at in union for page in parts[at][1]})
        for at in union:
            renamed[at[0]][parts[at][0]] = name
    return renamed


def _number_states(bundles: int, job: Job) -> dict[int, int]:
    """The pages that are states of one page, by number, and which."""
    found: dict[int, int] = {}
    count = 0
    for bundle in range(bundles):
        for group in read_records(job.work("states", bundle_name(bundle)), States):
            found.update(dict.fromkeys(group, count))
            count += 1
    return found


def _by_home(unions: Iterable[list[At]]) -> dict[int, list[tuple[At, ...]]]:
    """`unions` by the window of the first of their parts, which tells them."""
    found: dict[int, list[tuple[At, ...]]] = defaultdict(list)
    for union in unions:
        found[union[0][0]].append(tuple(union))
    return found


def _by_window(unions: Iterable[Sequence[At]]) -> dict[int, dict[At, list[int]]]:
    """By window the places of its parts that another window tells, by the first part of their union."""
    found: dict[int, dict[At, list[int]]] = defaultdict(lambda: defaultdict(list))
    for union in unions:
        for number, place in union:
            if number != union[0][0]:
                found[number][union[0]].append(place)
    return found


def _keep_homes(
    kind: str,
    windows: Sequence[Window],
    united: dict[int, list[tuple[At, ...]]],
    renamed: dict[int, dict[str, str]],
    job: Job,
) -> None:
    gone: dict[int, list[int]] = defaultdict(list)
    for unions in united.values():
        for union in unions:
            for number, place in union[1:]:
                gone[number].append(place)
    for window in windows:
        number = window.number
        homes = Homes(renamed.get(number, {}), tuple(united.get(number, ())), tuple(gone[number]))
        write_records(job.work(f"homes-{kind}", window.name), homes)

"""Events and stories of windows of days, united where two windows have parts of one.

A window's events are found as those of any pile (`events.py`), and so are its stories. What goes on to other windows of
each is the sum of its words and when its pages' happenings were: enough to say, by the measure by which pages are
grouped, whether two are one (`algorithms/unite.py`). Pages of a window larger than memory are never seen together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from lesart.algorithms.agglomerate import Vector, add_to
from lesart.algorithms.gather import Bounds
from lesart.algorithms.unite import Part, Uniter
from lesart.model.annotation import Annotated
from lesart.model.relation import Event, Story
from lesart.relate.accounts import Account, read_account
from lesart.relate.event_reasons import Told, describe_event
from lesart.relate.events import LIKENESS
from lesart.relate.happenings import LARGEST_FACTOR, Days, Happening, compare_happenings
from lesart.relate.stories import REFERS_BACK, STORY_LIKENESS, Chapter, refer, tell_story

CARRY_DAYS = 7
"""Days after its last page that an event is held against those of later windows. Two told days further apart lower
likeness as much as any (`happenings.TOLD_LEAST`): only what is nearly one text would still unite."""
OPEN_EVENTS = 50_000
"""Events carried at most, some 20 kB each."""
OPEN_STORIES = 50_000
"""Stories carried at most, those touched last; some 10 kB each. Stories have no last day."""


class EventPart(msgspec.Struct, frozen=True):
    """An event of one window, as other windows need it: the sum of the words of `size` pages, when their happenings
    were with how many have each, and the last day of publication."""

    size: int
    total: Vector
    happenings: tuple[tuple[Happening, int], ...]
    last: int | None


class StoryPart(msgspec.Struct, frozen=True):
    """A story of one window with its chapters."""

    story: Story
    chapters: tuple[Chapter, ...]


def part_events(events: Sequence[Event], accounts: Mapping[str, Account]) -> list[EventPart]:
    """Each event as a part; pages in several events (digests) speak for none that has others."""
    often = Counter(page for event in events for page in event.pages)
    parts = []
    for event in events:
        own = [accounts[page] for page in [page for page in event.pages if often[page] == 1] or event.pages]
        total: Vector = {}
        for account in own:
            add_to(total, account.weighed.vector)
        counts = Counter(account.happening for account in own)
        last = max((each.published for each in counts if each.published is not None), default=None)
        parts.append(EventPart(len(own), total, tuple(counts.items()), last))
    return parts


class EventUniter:
    """Unites events over windows in the order of days. `window`: as of `find_events`."""

    def __init__(self, window: int | None) -> None:
        self._uniter: Uniter[Happening] = Uniter(
            Bounds(LIKENESS, most_open=OPEN_EVENTS),
            lambda one, other: compare_happenings(one, other, window),
            LARGEST_FACTOR,
        )

    def add_window(self, parts: Iterable[EventPart], bonds: Iterable[tuple[int, int]], first: int | None) -> None:
        """Takes in a window's events. `bonds`: numbers of parts that have states of one page; `first`: the first day
        of the window (None: undated)."""
        told = [Part(part.size, part.total, dict(part.happenings), part.last) for part in parts]
        self._uniter.add_window(told, bonds, None if first is None else first - CARRY_DAYS)

    def unions(self) -> list[list[int]]:
        """Parts that are one event, by number in the order they came in."""
        return self._uniter.unions()


class StoryUniter:
    """Unites stories over windows."""

    def __init__(self) -> None:
        self._uniter: Uniter[tuple[Days | None, frozenset[Days]]] = Uniter(
            Bounds(STORY_LIKENESS, most_open=OPEN_STORIES),
            lambda one, other: REFERS_BACK if refer(*one, *other) else 1.0,
            REFERS_BACK,
        )

    def add_window(self, parts: Iterable[StoryPart]) -> None:
        """Takes in a window's stories."""
        told = []
        for part in parts:
            total: Vector = {}
            for chapter in part.chapters:
                add_to(total, chapter.vector)
            marks = Counter((chapter.days, chapter.named) for chapter in part.chapters)
            told.append(Part(len(part.chapters), total, marks))
        self._uniter.add_window(told)

    def unions(self) -> list[list[int]]:
        """Parts that are one story, by number in the order they came in."""
        return self._uniter.unions()


def unite_events(events: Sequence[Event], pages: Sequence[Annotated]) -> Event:
    """The event that `events` are parts of, its words and days read from all its `pages`, which are in input order.

    The nearest other event is that of the first part that has one which is not itself a part.
    """
    accounts = [read_account(page) for page in pages]
    told = Told(pages, [account.weighed for account in accounts])
    united = describe_event(told, [account.happening for account in accounts])
    for event in events:
        if event.nearest not in (None, united.id):
            return msgspec.structs.replace(united, nearest=event.nearest, nearest_why=event.nearest_why)
    return united


def unite_stories(parts: Sequence[StoryPart]) -> Story:
    """The story that `parts` are parts of."""
    return tell_story([chapter for part in parts for chapter in part.chapters])

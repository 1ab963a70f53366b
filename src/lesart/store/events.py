"""Events of the archive: found by the machine, regrouped by persons, and keeping their ids as they grow.

An event's id is given once. When events are found anew, each takes the id of the shown event that it shares most
pages with, so that an address, a story or a feed that names it goes on; the others get the id of their pages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy import Connection, Select, delete, func, insert, literal_column, select

from lesart.model.relation import Event, Story
from lesart.store import schema as s
from lesart.store.pages import batches
from lesart.store.records import decode, encode

FOUND, OVERRULED, DECIDED = "found", "overruled", "decided"
_MARK = "*"
"""Behind the id of an overruled event, whose id the decided one bears."""


def events_of(connection: Connection, numbers: Iterable[int]) -> list[str]:
    """Ids (as kept) of all events, shown or overruled, that hold one of the pages `numbers`."""
    e = s.EVENT_PAGES.c
    found: set[str] = set()
    for part in batches(sorted(set(numbers))):
        found.update(connection.execute(select(e.event).where(e.number.in_(part))).scalars())
    return sorted(found)


def numbers_of(connection: Connection, events: Iterable[str]) -> list[int]:
    """Numbers of all pages of `events` (ids as kept)."""
    e = s.EVENT_PAGES.c
    found: set[int] = set()
    for part in batches(sorted(set(events))):
        found.update(connection.execute(select(e.number).where(e.event.in_(part))).scalars())
    return sorted(found)


def load_events(connection: Connection, events: Iterable[str], machine: bool = False) -> list[Event]:
    """The events of these ids (as kept) that are shown; with `machine` those that the machine found."""
    hidden = DECIDED if machine else OVERRULED
    loaded: list[Event] = []
    for part in batches(events):
        asked = select(s.EVENTS.c.record).where(s.EVENTS.c.id.in_(part), s.EVENTS.c.state != hidden)
        loaded.extend(decode(Event, record) for record in connection.execute(asked).scalars())
    return [msgspec.structs.replace(event, id=event.id.rstrip(_MARK)) for event in loaded]


def all_events(connection: Connection) -> list[str]:
    """Ids (as kept) of all events."""
    return list(connection.execute(select(s.EVENTS.c.id).order_by(s.EVENTS.c.id)).scalars())


def list_events(
    connection: Connection, numbers: Select[int] | None, limit: int, before: tuple[str, str] | None = None
) -> list[Event]:
    """Up to `limit` events that are shown, those that reach latest first, those without a last day at the end.

    `numbers`: only events of one of these pages; `before`: the last day (or "") and id of the last event of an
    earlier list, to go on behind it.
    """
    day = func.coalesce(s.EVENTS.c.latest, literal_column("''"))  # as the index `events_newest` has it
    asked = select(s.EVENTS.c.record).where(s.EVENTS.c.state != literal_column(f"'{OVERRULED}'"))
    if numbers is not None:
        asked = asked.where(s.EVENTS.c.id.in_(select(s.EVENT_PAGES.c.event).where(s.EVENT_PAGES.c.number.in_(numbers))))
    if before is not None:
        asked = asked.where((day < before[0]) | (day == before[0]) & (s.EVENTS.c.id < before[1]))
    asked = asked.order_by(day.desc(), s.EVENTS.c.id.desc()).limit(limit)
    return [decode(Event, record) for record in connection.execute(asked).scalars()]


def replace_events(
    connection: Connection, old: Sequence[str], found: Sequence[Event], shown: Sequence[Event], made_by: str
) -> dict[str, str]:
    """Puts events in the place of `old` (ids as kept): `found` by the machine, `shown` after persons' decisions.

    Returns the id that each of `shown` goes by from now on. Stories lose the old events that no new one continues.
    """
    before = load_events(connection, old)
    names = name_events(connection, before, shown, set(old))
    for part in batches(old):
        connection.execute(delete(s.EVENT_PAGES).where(s.EVENT_PAGES.c.event.in_(part)))
    for event in before:
        if event.id not in names.values():
            _leave_stories(connection, event.id)
    for part in batches([name for name in old if name not in names.values()]):
        connection.execute(delete(s.EVENTS).where(s.EVENTS.c.id.in_(part)))
    _put(connection, found, shown, names, made_by)
    return names


def name_events(
    connection: Connection, before: Sequence[Event], shown: Sequence[Event], old: set[str]
) -> dict[str, str]:
    """The id of each shown event: of the old one with most pages in common, each given once, else its own."""
    holder = {page: event.id for event in before for page in event.pages}
    shares = [
        (-count, event.id, name)
        for event in shown
        for name, count in Counter(holder[page] for page in event.pages if page in holder).items()
    ]
    names: dict[str, str] = {}
    for _, mine, name in sorted(shares):
        if mine not in names and name not in names.values():
            names[mine] = name
    for event in shown:
        if event.id not in names:
            names[event.id] = _free(connection, event.id, old, set(names.values()))
    return names


def _free(connection: Connection, wanted: str, old: set[str], given: set[str]) -> str:
    name, count = wanted, 1
    while name in given or (
        name not in old and connection.execute(select(s.EVENTS.c.id).where(s.EVENTS.c.id == name)).first()
    ):
        count += 1
        name = f"{wanted}-{count}"
    return name


def _put(
    connection: Connection, found: Sequence[Event], shown: Sequence[Event], names: dict[str, str], made_by: str
) -> None:
    machine = {event.id: event for event in found}
    untouched = {event.id for event in shown if machine.get(event.id) == event}
    kept = [
        (msgspec.structs.replace(event, id=names[event.id]), FOUND if event.id in untouched else DECIDED)
        for event in shown
    ]
    taken = {event.id for event, _ in kept}
    for event in found:
        if event.id not in untouched:
            name = event.id + _MARK
            while name in taken:
                name += _MARK
            taken.add(name)
            kept.append((msgspec.structs.replace(event, id=name), OVERRULED))
    numbers = _numbers(connection, {page for event, _ in kept for page in event.pages})
    there: set[str] = set()
    for part in batches(sorted({event.id for event, _ in kept})):
        there.update(connection.execute(select(s.EVENTS.c.id).where(s.EVENTS.c.id.in_(part))).scalars())
    for event, state in kept:
        columns = {
            "state": state,
            "earliest": event.earliest,
            "latest": event.latest,
            "made_by": made_by,
            "record": encode(event),
        }
        if event.id in there:
            connection.execute(s.EVENTS.update().where(s.EVENTS.c.id == event.id).values(columns))
        else:
            connection.execute(insert(s.EVENTS).values(id=event.id, **columns))
        rows = [{"event": event.id, "place": n, "number": numbers[page]} for n, page in enumerate(event.pages)]
        connection.execute(insert(s.EVENT_PAGES), rows)


def _numbers(connection: Connection, pages: Iterable[str]) -> dict[str, int]:
    numbers: dict[str, int] = {}
    for part in batches(sorted(pages)):
        for row in connection.execute(select(s.PAGES.c.id, s.PAGES.c.number).where(s.PAGES.c.id.in_(part))):
            numbers[row.id] = row.number
    return numbers


def forget_event(connection: Connection, name: str) -> None:
    """Takes an event (id as kept) out, and out of its stories."""
    _leave_stories(connection, name)
    connection.execute(delete(s.EVENT_PAGES).where(s.EVENT_PAGES.c.event == name))
    connection.execute(delete(s.EVENTS).where(s.EVENTS.c.id == name))


def _leave_stories(connection: Connection, event: str) -> None:
    t = s.STORY_EVENTS.c
    for name in connection.execute(select(t.story).where(t.event == event)).scalars().all():
        mine = s.STORIES.c.id == name
        story = decode(Story, connection.execute(select(s.STORIES.c.record).where(mine)).scalar_one())
        events = tuple(each for each in story.events if each != event)
        connection.execute(delete(s.STORY_EVENTS).where(t.story == name, t.event == event))
        if events:
            record = encode(msgspec.structs.replace(story, events=events))
            connection.execute(s.STORIES.update().where(mine).values(record=record))
        else:
            connection.execute(delete(s.STORIES).where(mine))

"""Stories of a part of the archive, found anew and put in the place of the old; they keep their ids as they grow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection, delete, insert, select

from lesart.model.relation import Story
from lesart.store import schema as s
from lesart.store.events import OVERRULED, numbers_of
from lesart.store.pages import batches
from lesart.store.records import encode

SHARED_TERMS = 6
"""Heavy terms that an event's pages share with another's for the two to be looked at as one story."""
NEAREST = 6
"""Events that one batch of pages may continue, those with most terms in common first."""
MOST_EVENTS = 30
"""Events of the stories that these belong to that are looked at again, the latest first: a story of hundreds of events
goes on by its latest ones, and adding a page costs the same however long it is."""
ROWS = 20_000
"""Rows that the terms may bring up, the latest first."""


def events_near(connection: Connection, events: Sequence[str]) -> list[str]:
    """`events` (shown), those of any time that share most heavy terms with them, and the latest of their stories."""
    h, e = s.HEAVY_TERMS.c, s.EVENT_PAGES.c
    numbers = numbers_of(connection, events)
    terms: set[int] = set()
    for part in batches(numbers):
        terms.update(connection.execute(select(h.term).where(h.number.in_(part))).scalars())
    counts: Counter[int] = Counter()
    for heavy in batches(sorted(terms)):
        asked = select(h.number).where(h.term.in_(heavy)).order_by(h.key.desc()).limit(ROWS)
        counts.update(connection.execute(asked).scalars())
    inside = set(numbers)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], -item[0]))
    likely = [number for number, shared in ranked if shared >= SHARED_TERMS and number not in inside][: 4 * NEAREST]
    found: dict[str, None] = {}
    shown = select(s.EVENTS.c.id).where(s.EVENTS.c.state != OVERRULED)
    for number in likely:
        for name in connection.execute(select(e.event).where(e.number == number, e.event.in_(shown))).scalars():
            found.setdefault(name)
    near = {*events, *list(found)[:NEAREST]}
    t = s.STORY_EVENTS.c
    stories = select(t.story).where(t.event.in_(sorted(near)))
    others = select(s.EVENTS.c.id).join(s.STORY_EVENTS, t.event == s.EVENTS.c.id).where(t.story.in_(stories))
    latest = others.order_by(s.EVENTS.c.latest.desc().nulls_last(), s.EVENTS.c.id).limit(MOST_EVENTS)
    near.update(connection.execute(latest).scalars())
    return sorted(near)


def replace_stories(connection: Connection, events: Sequence[str], stories: Sequence[Story], made_by: str) -> None:
    """Puts `stories`, found among `events`, in the place of the old; each keeps the id of the one it shares most with,
    and that one's events that were not looked at again, before its own. Where no story continues an old one, what is
    left of that stays as it was."""
    t = s.STORY_EVENTS.c
    holder: dict[str, str] = {}
    for part in batches(events):
        for row in connection.execute(select(t.story, t.event).where(t.event.in_(part))):
            holder[row.event] = row.story
    old = sorted(set(holder.values()))
    rest = _not_looked_at(connection, old, set(events))
    for part in batches(old):
        connection.execute(delete(s.STORY_EVENTS).where(t.story.in_(part)))
        connection.execute(delete(s.STORIES).where(s.STORIES.c.id.in_(part)))
    given: set[str] = set()
    for story in sorted(stories, key=lambda each: (-len(each.events), each.id)):
        shared = Counter(holder[event] for event in story.events if event in holder)
        wanted = [name for name, _ in sorted(shared.items(), key=lambda item: (-item[1], item[0])) if name not in given]
        name = wanted[0] if wanted else _free(connection, story.id, given | set(old))
        given.add(name)
        _put(connection, msgspec.structs.replace(story, id=name, events=(*rest.pop(name, ()), *story.events)), made_by)
    for name, left in rest.items():
        _put(connection, Story(name, left), made_by)


def stories_of(connection: Connection, event: str) -> list[str]:
    """Ids of the stories that `event` belongs to."""
    t = s.STORY_EVENTS.c
    return list(connection.execute(select(t.story).where(t.event == event).order_by(t.story)).scalars())


def _not_looked_at(connection: Connection, stories: Sequence[str], events: set[str]) -> dict[str, tuple[str, ...]]:
    """The events of each of `stories` that are not among `events`, in order."""
    t = s.STORY_EVENTS.c
    rest: dict[str, tuple[str, ...]] = {}
    for part in batches(stories):
        asked = select(t.story, t.event).where(t.story.in_(part)).order_by(t.story, t.place)
        for row in connection.execute(asked):
            if row.event not in events:
                rest[row.story] = (*rest.get(row.story, ()), row.event)
    return rest


def _put(connection: Connection, story: Story, made_by: str) -> None:
    connection.execute(insert(s.STORIES).values(id=story.id, made_by=made_by, record=encode(story)))
    rows = [{"story": story.id, "place": n, "event": event} for n, event in enumerate(story.events)]
    connection.execute(insert(s.STORY_EVENTS), rows)


def _free(connection: Connection, wanted: str, given: set[str]) -> str:
    name, count = wanted, 1
    while name in given or connection.execute(select(s.STORIES.c.id).where(s.STORIES.c.id == name)).first():
        count += 1
        name = f"{wanted}-{count}"
    return name

"""Events, stories, speakers and corrections in lists, newest first, a page of a list at a time.

Lists go on behind a mark that the last line gave, so that the thousandth page of a list costs what the first does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, FromClause, and_, exists, func, literal_column, or_, select

from lesart.errors import UsageError
from lesart.model.correction import Correction
from lesart.store import schema as s
from lesart.store.entities import find_entity
from lesart.store.pages import batches
from lesart.store.records import decode

RECENT_QUOTATIONS = 5_000
"""Attributed quotations, the latest, that tell who is quoted most of late; bounds what the list costs."""


class Mark(NamedTuple):
    """Where a list of events or stories goes on: behind the event of this last day and id."""

    day: str
    id: str

    def __str__(self) -> str:
        return f"{self.day}~{self.id}"


def read_mark(text: str) -> Mark:
    """The mark that `str` wrote. Raises UsageError for anything else."""
    day, sign, name = text.partition("~")
    if not sign or not name or len(text) > 200:
        raise UsageError("`after` must be what `more` of an answer says")
    return Mark(day, name)


class EventLine(NamedTuple):
    """An event in a list; `pages`: numbers of its pages in its order, `story`: of which it is a part."""

    id: str
    earliest: str | None
    latest: str | None
    pages: tuple[int, ...]
    story: str | None
    decided: bool


class StoryLine(NamedTuple):
    """A story in a list, with its events, newest first."""

    id: str
    events: tuple[EventLine, ...]


def list_events(
    connection: Connection, limit: int, after: Mark | None = None, several: bool = False
) -> list[EventLine]:
    """Up to `limit` events by their last day, undated ones last; `several`: only those of two pages and more."""
    asked = select(s.EVENTS.c.id).where(_shown(s.EVENTS))
    if after is not None:
        asked = asked.where(_behind(s.EVENTS, after))
    if several:
        e = s.EVENT_PAGES.c
        asked = asked.where(exists().where(e.event == s.EVENTS.c.id, e.place == 1))
    asked = asked.order_by(_day(s.EVENTS).desc(), s.EVENTS.c.id.desc()).limit(limit)
    return event_lines(connection, list(connection.execute(asked).scalars()))


def event_lines(connection: Connection, ids: Sequence[str]) -> list[EventLine]:
    """The shown events of `ids`, in their order."""
    found: list[Any] = []
    pages: dict[str, list[int]] = {}
    stories: dict[str, str] = {}
    e, t = s.EVENT_PAGES.c, s.STORY_EVENTS.c
    for part in batches(ids):
        asked = select(s.EVENTS.c.id, s.EVENTS.c.earliest, s.EVENTS.c.latest, s.EVENTS.c.state)
        found.extend(connection.execute(asked.where(s.EVENTS.c.id.in_(part), _shown(s.EVENTS))))
        for held in connection.execute(select(e.event, e.number).where(e.event.in_(part)).order_by(e.event, e.place)):
            pages.setdefault(held.event, []).append(held.number)
        for told in connection.execute(select(t.event, t.story).where(t.event.in_(part))):
            stories[told.event] = told.story
    rows = {row.id: row for row in found}
    return [
        EventLine(
            row.id, row.earliest, row.latest, tuple(pages.get(name, ())), stories.get(name), row.state == "decided"
        )
        for name in ids
        if (row := rows.get(name)) is not None
    ]


def list_stories(
    connection: Connection, limit: int, after: Mark | None = None, several: bool = False
) -> tuple[list[StoryLine], Mark | None]:
    """Up to `limit` stories by the last day of their latest event, and where to go on; `several`: of two events and
    more."""
    t, newer, theirs = s.STORY_EVENTS.c, s.EVENTS.alias(), s.STORY_EVENTS.alias()
    joined = s.EVENTS.join(s.STORY_EVENTS, t.event == s.EVENTS.c.id)
    # A story stands where its newest event does: events that a newer one of their story outshines are passed over.
    outshone = (
        exists()
        .where(theirs.c.story == t.story, newer.c.id == theirs.c.event, _shown(newer))
        .where(or_(_day(newer) > _day(s.EVENTS), and_(_day(newer) == _day(s.EVENTS), newer.c.id > s.EVENTS.c.id)))
    )
    asked = select(t.story, _day(s.EVENTS).label("day"), s.EVENTS.c.id).select_from(joined)
    asked = asked.where(_shown(s.EVENTS), ~outshone)
    if several:
        asked = asked.where(exists().where(theirs.c.story == t.story, theirs.c.event != s.EVENTS.c.id))
    if after is not None:
        asked = asked.where(_behind(s.EVENTS, after))
    asked = asked.order_by(_day(s.EVENTS).desc(), s.EVENTS.c.id.desc()).limit(limit + 1)
    rows = connection.execute(asked).all()
    events = _events_of_stories(connection, [row.story for row in rows[:limit]])
    lines = [StoryLine(row.story, tuple(events.get(row.story, ()))) for row in rows[:limit]]
    return lines, Mark(rows[limit - 1].day, rows[limit - 1].id) if len(rows) > limit else None


def _events_of_stories(connection: Connection, stories: Sequence[str]) -> dict[str, list[EventLine]]:
    t = s.STORY_EVENTS.c
    held: dict[str, str] = {}
    for part in batches(stories):
        for row in connection.execute(select(t.event, t.story).where(t.story.in_(part))):
            held[row.event] = row.story
    found: dict[str, list[EventLine]] = {}
    lines = event_lines(connection, sorted(held))
    for line in sorted(lines, key=lambda line: (line.latest or "", line.id), reverse=True):
        found.setdefault(held[line.id], []).append(line)
    return found


def story_lines(connection: Connection, name: str) -> tuple[EventLine, ...]:
    """The events of story `name`, newest first."""
    return tuple(_events_of_stories(connection, [name]).get(name, ()))


def _shown(events: FromClause) -> ColumnElement[bool]:
    return events.c.state != literal_column("'overruled'")


def _day(events: FromClause) -> ColumnElement[str]:
    """The last day of an event, empty where it has none; written as the index `events_newest` has it."""
    return func.coalesce(events.c.latest, literal_column("''"))


def _behind(events: FromClause, mark: Mark) -> ColumnElement[bool]:
    day = _day(events)
    return and_(day <= mark.day, or_(day < mark.day, events.c.id < mark.id))


class Voice(NamedTuple):
    """Somebody who is quoted: `quotations` among the latest RECENT_QUOTATIONS, `last`: key of the latest."""

    entity: str
    label: str
    kind: str
    quotations: int


def list_voices(connection: Connection, limit: int) -> list[Voice]:
    """Who is quoted most among the latest attributed quotations."""
    q = s.QUOTATIONS.c
    latest = select(q.entity).where(q.entity.is_not(None)).order_by(q.key.desc()).limit(RECENT_QUOTATIONS)
    counts = Counter(connection.execute(latest).scalars())
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:limit]
    return _voices(connection, dict(ranked))


def find_voices(connection: Connection, folded: str, limit: int) -> list[Voice]:
    """Those who may be called `folded` (`store.query.Lexicon.fold`); quotations counted up to RECENT_QUOTATIONS."""
    f, q = s.ENTITY_FORMS.c, s.QUOTATIONS.c
    names = list(connection.execute(select(f.entity).where(f.folded == folded).distinct().limit(limit)).scalars())
    counts: dict[str, int] = {}
    for name in names:
        counted = select(q.key).where(q.entity == name).limit(RECENT_QUOTATIONS).subquery()
        counts[name] = connection.execute(select(func.count()).select_from(counted)).scalar_one()
    return _voices(connection, dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))))


def _voices(connection: Connection, counts: dict[str, int]) -> list[Voice]:
    known: dict[str, tuple[str, str]] = {}
    for part in batches(counts):
        asked = select(s.ENTITIES.c.id, s.ENTITIES.c.label, s.ENTITIES.c.kind).where(s.ENTITIES.c.id.in_(part))
        known.update((row.id, (row.label, row.kind)) for row in connection.execute(asked))
    return [Voice(name, *known.get(name, (name, "OTH")), count) for name, count in counts.items()]


class Quoted(NamedTuple):
    """One quotation in a list: its key, its page's number, and the stretch from its first to its last word."""

    key: int
    number: int
    kind: str
    start: int
    end: int


def list_quotations(connection: Connection, entity: str, limit: int, before: int | None = None) -> list[Quoted]:
    """Up to `limit` quotations of `entity`, newest first; `before`: only those whose key is less."""
    q = s.QUOTATIONS.c
    asked = select(q.key, q.number, q.kind, q.start, q.end).where(q.entity == entity)
    if before is not None:
        asked = asked.where(q.key < before)
    return [Quoted(*row) for row in connection.execute(asked.order_by(q.key.desc()).limit(limit))]


def label_of(connection: Connection, entity: str) -> str | None:
    """What `entity` is called; None where nothing is called so."""
    found = find_entity(connection, entity)
    return found.label if found else None


def newest_corrections(
    connection: Connection, limit: int, before: int | None = None, undone: bool = True
) -> list[tuple[int, Correction]]:
    """Up to `limit` corrections with their positions, the latest first; `before`: only those of a lower position."""
    c = s.CORRECTIONS.c
    asked = select(c.position, c.record).order_by(c.position.desc()).limit(limit)
    if before is not None:
        asked = asked.where(c.position < before)
    if not undone:
        asked = asked.where(c.undone.is_(None))
    return [(row.position, decode(Correction, row.record)) for row in connection.execute(asked)]


def count_rows(connection: Connection) -> tuple[int, int, int]:
    """Pages, events that are shown, and pages that wait to be related."""
    pages = connection.execute(select(func.count()).select_from(s.PAGES)).scalar_one()
    events = connection.execute(select(func.count()).select_from(s.EVENTS).where(_shown(s.EVENTS))).scalar_one()
    waiting = connection.execute(select(func.count()).select_from(s.WAITING)).scalar_one()
    return pages, events, waiting

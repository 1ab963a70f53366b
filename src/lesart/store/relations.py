"""How the archive's pages hang together: passages, versions, origins, events, stories, and comparisons made of them."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection, delete, insert, select

from lesart.model.relation import Event, Origin, Passage, Story, Version
from lesart.model.synopsis import Synopsis
from lesart.store import schema as s
from lesart.store.records import decode, encode


class Relations(msgspec.Struct, frozen=True):
    """All relations of a set of pages."""

    passages: tuple[Passage, ...] = ()
    versions: tuple[Version, ...] = ()
    origins: tuple[Origin, ...] = ()
    events: tuple[Event, ...] = ()
    stories: tuple[Story, ...] = ()


def replace_relations(connection: Connection, relations: Relations, made_by: str) -> None:
    """Puts `relations` in the place of all that the archive has."""
    for table in (
        s.STORY_EVENTS,
        s.STORIES,
        s.EVENT_PAGES,
        s.EVENTS,
        s.PASSAGE_PAGES,
        s.PASSAGES,
        s.VERSIONS,
        s.ORIGINS,
    ):
        connection.execute(delete(table))
    numbers = {row.id: row.number for row in connection.execute(select(s.PAGES.c.id, s.PAGES.c.number))}
    _put_passages(connection, relations.passages, numbers, made_by)
    _put_versions(connection, relations.versions, numbers, made_by)
    for origin in relations.origins:
        row = {"number": numbers[origin.page], "made_by": made_by, "record": encode(origin)}
        connection.execute(insert(s.ORIGINS).values(row))
    _put_events(connection, relations.events, numbers, made_by)
    _put_stories(connection, relations.stories, made_by)


def _put_passages(connection: Connection, passages: Sequence[Passage], numbers: dict[str, int], by: str) -> None:
    for passage in passages:
        connection.execute(insert(s.PASSAGES).values(id=passage.id, made_by=by, record=encode(passage)))
        pages = sorted({numbers[span.page] for span in passage.members})
        rows = [{"passage": passage.id, "number": number} for number in pages]
        connection.execute(insert(s.PASSAGE_PAGES), rows)


def _put_versions(connection: Connection, versions: Sequence[Version], numbers: dict[str, int], by: str) -> None:
    for version in versions:
        row = {"number": numbers[version.page], "earlier": numbers[version.of], "made_by": by}
        connection.execute(insert(s.VERSIONS).values(**row, record=encode(version)))


def _put_events(connection: Connection, events: Sequence[Event], numbers: dict[str, int], by: str) -> None:
    for event in events:
        row = {"id": event.id, "earliest": event.earliest, "latest": event.latest, "made_by": by}
        connection.execute(insert(s.EVENTS).values(**row, record=encode(event)))
        pages = [{"event": event.id, "place": n, "number": numbers[page]} for n, page in enumerate(event.pages)]
        connection.execute(insert(s.EVENT_PAGES), pages)


def _put_stories(connection: Connection, stories: Sequence[Story], by: str) -> None:
    for story in stories:
        connection.execute(insert(s.STORIES).values(id=story.id, made_by=by, record=encode(story)))
        events = [{"story": story.id, "place": n, "event": event} for n, event in enumerate(story.events)]
        connection.execute(insert(s.STORY_EVENTS), events)


def load_event(connection: Connection, name: str) -> Event | None:
    """The event of id `name`."""
    record = connection.execute(select(s.EVENTS.c.record).where(s.EVENTS.c.id == name)).scalar()
    return decode(Event, record) if record is not None else None


def load_story(connection: Connection, name: str) -> Story | None:
    """The story of id `name`."""
    record = connection.execute(select(s.STORIES.c.record).where(s.STORIES.c.id == name)).scalar()
    return decode(Story, record) if record is not None else None


def event_numbers(connection: Connection, event: str) -> list[int]:
    """Numbers of the pages of `event`, in its order."""
    e = s.EVENT_PAGES.c
    return list(connection.execute(select(e.number).where(e.event == event).order_by(e.place)).scalars())


def keep_synopsis(
    connection: Connection, name: str, synopsis: Synopsis, numbers: Sequence[int], made_by: str, made: str
) -> None:
    """Keeps a comparison under `name`, without its pages, which are `numbers`."""
    drop_synopses(connection, [name])
    record = encode(msgspec.structs.replace(synopsis, pages=()))
    connection.execute(insert(s.SYNOPSES).values(id=name, made_by=made_by, made=made, record=record))
    rows = [{"synopsis": name, "number": number} for number in dict.fromkeys(numbers)]
    if rows:
        connection.execute(insert(s.SYNOPSIS_PAGES), rows)


def load_synopsis(connection: Connection, name: str) -> Synopsis | None:
    """The comparison kept under `name`, without its pages."""
    record = connection.execute(select(s.SYNOPSES.c.record).where(s.SYNOPSES.c.id == name)).scalar()
    return decode(Synopsis, record) if record is not None else None


def drop_synopses(connection: Connection, names: Sequence[str]) -> None:
    connection.execute(delete(s.SYNOPSIS_PAGES).where(s.SYNOPSIS_PAGES.c.synopsis.in_(names)))
    connection.execute(delete(s.SYNOPSES).where(s.SYNOPSES.c.id.in_(names)))


def forget_page(connection: Connection, number: int) -> None:
    """Takes page `number` out of all relations; what is left of fewer than it needs goes too."""
    p, e = s.PASSAGE_PAGES.c, s.EVENT_PAGES.c
    for name in connection.execute(select(p.passage).where(p.number == number)).scalars().all():
        _forget_in_passage(connection, name, number)
    for name in connection.execute(select(e.event).where(e.number == number)).scalars().all():
        _forget_in_event(connection, name, number)
    v = s.VERSIONS.c
    connection.execute(delete(s.VERSIONS).where((v.number == number) | (v.earlier == number)))
    connection.execute(delete(s.ORIGINS).where(s.ORIGINS.c.number == number))
    kept = select(s.SYNOPSIS_PAGES.c.synopsis).where(s.SYNOPSIS_PAGES.c.number == number)
    drop_synopses(connection, connection.execute(kept).scalars().all())


def _forget_in_passage(connection: Connection, name: str, number: int) -> None:
    gone = connection.execute(select(s.PAGES.c.id).where(s.PAGES.c.number == number)).scalar_one()
    mine = s.PASSAGES.c.id == name
    passage = decode(Passage, connection.execute(select(s.PASSAGES.c.record).where(mine)).scalar_one())
    members = tuple(span for span in passage.members if span.page != gone)
    p = s.PASSAGE_PAGES.c
    if len({span.page for span in members}) < 2:
        connection.execute(delete(s.PASSAGE_PAGES).where(p.passage == name))
        connection.execute(delete(s.PASSAGES).where(mine))
        return
    connection.execute(delete(s.PASSAGE_PAGES).where(p.passage == name, p.number == number))
    record = encode(msgspec.structs.replace(passage, members=members))
    connection.execute(s.PASSAGES.update().where(mine).values(record=record))


def _forget_in_event(connection: Connection, name: str, number: int) -> None:
    gone = connection.execute(select(s.PAGES.c.id).where(s.PAGES.c.number == number)).scalar_one()
    mine = s.EVENTS.c.id == name
    event = decode(Event, connection.execute(select(s.EVENTS.c.record).where(mine)).scalar_one())
    pages = tuple(page for page in event.pages if page != gone)
    e = s.EVENT_PAGES.c
    connection.execute(delete(s.EVENT_PAGES).where(e.event == name, e.number == number))
    if pages:
        evidence = tuple(span for span in event.evidence if span.page != gone)
        record = encode(msgspec.structs.replace(event, pages=pages, evidence=evidence))
        connection.execute(s.EVENTS.update().where(mine).values(record=record))
        return
    t = s.STORY_EVENTS.c
    for story in connection.execute(select(t.story).where(t.event == name)).scalars().all():
        _forget_in_story(connection, story, name)
    connection.execute(delete(s.EVENTS).where(mine))


def _forget_in_story(connection: Connection, name: str, event: str) -> None:
    mine = s.STORIES.c.id == name
    story = decode(Story, connection.execute(select(s.STORIES.c.record).where(mine)).scalar_one())
    events = tuple(each for each in story.events if each != event)
    t = s.STORY_EVENTS.c
    connection.execute(delete(s.STORY_EVENTS).where(t.story == name, t.event == event))
    if events:
        connection.execute(
            s.STORIES.update().where(mine).values(record=encode(msgspec.structs.replace(story, events=events)))
        )
    else:
        connection.execute(delete(s.STORIES).where(mine))

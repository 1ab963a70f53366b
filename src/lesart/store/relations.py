"""How the archive's pages hang together: passages, versions, origins, events, stories, and comparisons made of them."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection, delete, insert, select

from lesart.model.relation import Event, Origin, Passage, Story, Version
from lesart.model.synopsis import Synopsis
from lesart.store import schema as s
from lesart.store.events import all_events, replace_events
from lesart.store.records import decode, encode


class Relations(msgspec.Struct, frozen=True):
    """All relations of a set of pages."""

    passages: tuple[Passage, ...] = ()
    versions: tuple[Version, ...] = ()
    origins: tuple[Origin, ...] = ()
    found_events: tuple[Event, ...] = ()
    """As the machine grouped the pages."""
    events: tuple[Event, ...] = ()
    """The same with persons' decisions."""
    stories: tuple[Story, ...] = ()


def replace_relations(connection: Connection, relations: Relations, made_by: str) -> dict[str, str]:
    """Puts `relations` in the place of all that the archive has; returns the id that each event goes by."""
    for table in (
        s.STORY_EVENTS,
        s.STORIES,
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
    names = replace_events(connection, all_events(connection), relations.found_events, relations.events, made_by)
    _put_stories(connection, relations.stories, names, made_by)
    return names


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


def _put_stories(connection: Connection, stories: Sequence[Story], names: dict[str, str], by: str) -> None:
    for found in stories:
        story = msgspec.structs.replace(found, events=tuple(names[event] for event in found.events))
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


def has_synopsis(connection: Connection, name: str) -> bool:
    """Whether a comparison is kept under `name`."""
    return connection.execute(select(s.SYNOPSES.c.id).where(s.SYNOPSES.c.id == name)).first() is not None


def synopses_called(connection: Connection, begun: str) -> list[str]:
    """Names of the comparisons kept that begin so."""
    name = s.SYNOPSES.c.id
    return list(connection.execute(select(name).where(name.startswith(begun, autoescape=True))).scalars())


def drop_synopses(connection: Connection, names: Sequence[str]) -> None:
    connection.execute(delete(s.SYNOPSIS_PAGES).where(s.SYNOPSIS_PAGES.c.synopsis.in_(names)))
    connection.execute(delete(s.SYNOPSES).where(s.SYNOPSES.c.id.in_(names)))

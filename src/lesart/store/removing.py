"""Taking pages out of the archive, with all that only they hold up."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, delete, select

from lesart.model.relation import Event, Passage
from lesart.store import schema as s
from lesart.store.events import forget_event
from lesart.store.filing import drop_results
from lesart.store.records import decode, encode
from lesart.store.relations import drop_synopses


def remove_page(connection: Connection, number: int) -> None:
    """Takes page `number` out of the archive, with its bytes where no other page came from them.

    Relations that it took part in go with it; what persons said about it stays with the corrections.
    """
    page = s.PAGES.c.number == number
    key, blob = connection.execute(select(s.PAGES.c.key, s.PAGES.c.bytes_id).where(page)).one()
    forget_page(connection, number)
    drop_results(connection, number, key)
    for table in (s.WAITING, s.PRINTS, s.HEAVY_TERMS, s.STAGED, s.SIGHTINGS, s.SAVES):
        connection.execute(delete(table).where(table.c.number == number))
    connection.execute(delete(s.PAGES).where(page))
    if connection.execute(select(s.PAGES.c.number).where(s.PAGES.c.bytes_id == blob).limit(1)).first() is None:
        connection.execute(delete(s.BLOBS).where(s.BLOBS.c.id == blob))


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
    forget_event(connection, name)

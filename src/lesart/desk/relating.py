"""Relations that grow with the archive: each new page is compared with the few that it may hang together with.

What hangs together is closed over: all pages of the events and passages that a new page touches are looked at anew,
and what is found replaces what was there. The rest of the archive is not read. Persons' decisions are applied again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec
from sqlalchemy import Connection, select

from lesart.algorithms.fingerprint import fingerprint
from lesart.desk.adding import made_by
from lesart.model.annotation import Annotated
from lesart.model.correction import Correction, pages_of
from lesart.pipeline import Tick
from lesart.relate.accounts import read_account
from lesart.relate.events import find_events
from lesart.relate.origins import find_origins
from lesart.relate.reuse import find_passages
from lesart.relate.stories import PAGES_READ, find_stories
from lesart.relate.versions import find_versions
from lesart.relate.wording import read_wordings
from lesart.settings import Settings
from lesart.store import schema as s
from lesart.store.corrections import corrections_of
from lesart.store.database import Archive
from lesart.store.events import events_of, load_events, numbers_of, replace_events
from lesart.store.neighbours import (
    keep_prints,
    keep_terms,
    nearest_by_terms,
    nearest_by_wording,
    take_waiting,
)
from lesart.store.pages import load_pages, numbers_of_bytes, numbers_of_ids
from lesart.store.passages import load_versions, numbers_sharing, replace_wording
from lesart.store.regrouping import EVENT_KINDS, correct_events
from lesart.store.stories import events_near, replace_stories

TOGETHER = 20
"""Pages related in one transaction: other writers wait a second or two at most."""
TERMS = 40
"""Heaviest terms of a page that lead to others."""
MOST_PAGES = 600
"""Pages looked at anew at once. Only events of hundreds of pages come near it; then the widening stops there."""


def relate_waiting(
    archive: Archive, settings: Settings, tick: Tick | None = None, ends: Callable[[], bool] = lambda: False
) -> int:
    """Finds the relations of all pages that wait for it, a few in a transaction; returns how many there were.

    `ends` is asked between two transactions whether to leave the rest to the next call.
    """
    done = 0
    while not ends():
        with archive.writing() as connection:
            fresh = take_waiting(connection, TOGETHER)
            if fresh:
                _relate(connection, fresh, settings)
        if not fresh:
            return done
        done += len(fresh)
        if tick:
            tick(len(fresh))
    return done


def _relate(connection: Connection, fresh: list[int], settings: Settings) -> None:
    by = made_by(settings)
    alike, near = _find_neighbours(connection, fresh)
    shared = numbers_sharing(connection, alike | set(fresh), MOST_PAGES)
    pages = tuple(load_pages(connection, sorted(shared)))
    passages = find_passages(pages, settings.window)
    versions = find_versions(pages, passages)
    replace_wording(connection, sorted(shared), passages, versions, find_origins(pages, passages, versions), by)
    related = regroup_anew(connection, near | set(fresh), settings, by)
    _retell_stories(connection, related, by)


def _find_neighbours(connection: Connection, fresh: list[int]) -> tuple[set[int], set[int]]:
    """Numbers of pages that may share wording, and an event, with the pages `fresh`."""
    keys = {
        row.number: row.key
        for row in connection.execute(select(s.PAGES.c.number, s.PAGES.c.key).where(s.PAGES.c.number.in_(fresh)))
    }
    alike: set[int] = set()
    near: set[int] = set()
    for number in sorted(keys):
        (page,) = load_pages(connection, [number])
        (wording,) = read_wordings([page.article])
        hashes = fingerprint(wording.hashes).hashes.astype("int64").tolist()
        alike.update(nearest_by_wording(keep_prints(connection, number, hashes)))
        vector = read_account(page).weighed.vector
        terms = sorted(vector, key=lambda term: (-vector[term], term))[:TERMS]
        near.update(nearest_by_terms(connection, keys[number], number, terms))
        keep_terms(connection, keys[number], number, terms)
    return alike, near


def regroup_anew(connection: Connection, numbers: set[int], settings: Settings, by: str) -> list[str]:
    """Finds events anew among the pages `numbers` and all pages of their events; returns the ids of those shown."""
    inside, events, corrections, pages = close_over(connection, numbers)
    versions = load_versions(connection, sorted(inside))
    found = find_events(pages, versions, settings.window)
    shown, _ = correct_events(found, [page.article for page in pages], corrections)
    return sorted(replace_events(connection, sorted(events), found, shown, by).values())


def close_over(
    connection: Connection, numbers: Iterable[int]
) -> tuple[set[int], set[str], list[Correction], list[Annotated]]:
    """The pages `numbers` with all pages of their events and of decisions about these: numbers, events, decisions,
    pages in the order they were added."""
    inside = set(numbers)
    while True:
        events = set(events_of(connection, inside))
        wider = inside | set(numbers_of(connection, events))
        pages = load_pages(connection, sorted(wider))
        corrections = corrections_of(connection, [page.page.bytes_id for page in pages])
        named = {name for each in corrections if each.kind in EVENT_KINDS for name in pages_of(each.decision)}
        wider |= set(numbers_of_bytes(connection, named))
        if wider == inside:
            return inside, events, corrections, pages
        inside = wider


def _retell_stories(connection: Connection, events: list[str], by: str) -> None:
    """Stories anew of `events` and the events that they may continue."""
    shown = [
        msgspec.structs.replace(event, pages=event.pages[:PAGES_READ])
        for event in load_events(connection, events_near(connection, events))
    ]
    pages = load_pages(connection, numbers_of_ids(connection, {page for event in shown for page in event.pages}))
    stories, _ = find_stories(pages, shown)
    replace_stories(connection, [event.id for event in shown], stories, by)

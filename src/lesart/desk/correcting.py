"""Persons' decisions taken and taken back: kept, and applied at once to the pages and events they concern."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from lesart.desk.adding import Found, made_by, make_entry
from lesart.errors import NotInArchive, UsageError
from lesart.model.correction import (
    Correction,
    Decision,
    EntityRef,
    EventRef,
    JoinEntities,
    PageRef,
    Quoted,
    pages_of,
)
from lesart.model.text import Span
from lesart.settings import Settings
from lesart.store.applying import PAGE_KINDS
from lesart.store.corrections import (
    corrections_of,
    keep_correction,
    list_corrections,
    make_correction,
    undo_correction,
)
from lesart.store.database import Archive, time_now
from lesart.store.entities import find_entity, load_entities, numbers_naming
from lesart.store.events import events_of, load_events, numbers_of, replace_events
from lesart.store.filing import refile_page
from lesart.store.pages import Listed, find_page, load_pages, load_saved, numbers_of_bytes
from lesart.store.places import quote_place
from lesart.store.regrouping import EVENT_KINDS, correct_events
from lesart.store.relations import load_event

_PLACE = re.compile(r"(?P<page>[^\s:]+):(?P<start>\d{1,12})-(?P<end>\d{1,12})")


class Desk:
    """What a person may point at, looked up in the archive and made into what a decision keeps.

    Every lookup raises ArchiveError where there is no such thing.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def page(self, name: str) -> PageRef:
        with self._archive.reading() as connection:
            listed = find_page(connection, name)
        return PageRef(listed.bytes_id, listed.id)

    def place(self, name: str, start: int, end: int) -> Quoted:
        """The place `[start, end)` (code points) of page `name`. Raises SpanError where it lies outside the text."""
        with self._archive.reading() as connection:
            listed = find_page(connection, name)
            page = load_pages(connection, [listed.number])[0].page
        return quote_place(page, Span(page.id, start, end))

    def at(self, place: str) -> Quoted:
        """The place written PAGE:START-END. Raises UsageError where it is written otherwise."""
        match = _PLACE.fullmatch(place)
        if match is None:
            raise UsageError(f"{place}: a place is written PAGE:START-END, as in 9e25a896:120-134")
        return self.place(match["page"], int(match["start"]), int(match["end"]))

    def event(self, name: str) -> EventRef:
        with self._archive.reading() as connection:
            event = load_event(connection, name)
            if event is None:
                raise NotInArchive(f"no event {name} in the archive")
            return EventRef(event.id, tuple(_ref(find_page(connection, page)) for page in event.pages))

    def entity(self, name: str) -> EntityRef:
        """The entity of id `name`."""
        with self._archive.reading() as connection:
            found = find_entity(connection, name)
        if found is None:
            raise NotInArchive(f"nothing named {name} in the archive")
        return EntityRef(found.id, found.label)

    def mentions(self, entity: str, page: str) -> tuple[Quoted, ...]:
        """All places on `page` that name `entity`."""
        with self._archive.reading() as connection:
            found = load_pages(connection, [find_page(connection, page).number])[0]
        places = tuple(quote_place(found.page, name.span) for name in found.names if name.entity == entity)
        if not places:
            raise NotInArchive(f"page {page} does not name {entity}")
        return places


def _ref(page: Listed) -> PageRef:
    return PageRef(page.bytes_id, page.id)


def correct(archive: Archive, decision: Decision, person: str, settings: Settings, why: str = "") -> Correction:
    """Takes `decision` in `person`'s name: kept and applied in one transaction. Raises ArchiveError."""
    correction = make_correction(decision, person, time_now(), why)
    with archive.writing() as connection:
        keep_correction(connection, correction)
        apply_again(connection, [correction], settings)
    return correction


def undo(archive: Archive, name: str, person: str, settings: Settings) -> Correction:
    """Takes the correction `name` back in `person`'s name; what it changed is as if it had not been made."""
    with archive.writing() as connection:
        correction = undo_correction(connection, name, person, time_now())
        apply_again(connection, [correction], settings)
    return correction


def listed_corrections(archive: Archive, undone: bool = False) -> list[Correction]:
    """All corrections in the order they were made; with `undone` also those taken back."""
    with archive.reading() as connection:
        return list_corrections(connection, undone)


def apply_again(connection: Connection, changed: Sequence[Correction], settings: Settings) -> None:
    """Brings the pages and events that `changed` concern up to what the corrections in force say."""
    numbers = numbers_of_bytes(connection, {name for each in changed for name in pages_of(each.decision)})
    paged = [each for each in changed if each.kind in PAGE_KINDS and each.kind != "note"]
    if paged:
        named = set(numbers_of_bytes(connection, {name for each in paged for name in pages_of(each.decision)}))
        for each in paged:
            if isinstance(each.decision, JoinEntities):
                ids = [each.decision.keep.id, *(other.id for other in each.decision.others)]
                named.update(numbers_naming(connection, ids))
        correct_pages(connection, sorted(named), settings)
    if any(each.kind in EVENT_KINDS for each in changed):
        regroup(connection, numbers, settings)


def correct_pages(connection: Connection, numbers: Iterable[int], settings: Settings) -> None:
    """Files the pages `numbers` again with the corrections in force, from what the machine found."""
    for number in numbers:
        (machine,) = load_pages(connection, [number], machine=True)
        corrections = corrections_of(connection, [machine.page.bytes_id])
        labels = {entity.id: entity.label for entity in load_entities(connection, [machine])}
        entry = make_entry(load_saved(connection, number), Found(machine, labels), corrections, settings)
        refile_page(connection, number, entry, keep_by=True)


def regroup(connection: Connection, numbers: Iterable[int], settings: Settings) -> None:
    """Puts the events that hold the pages `numbers` as the machine and the corrections in force say."""
    inside, events = set(numbers), set(events_of(connection, numbers))
    while True:
        inside.update(numbers_of(connection, events))
        pages = load_pages(connection, sorted(inside))
        corrections = corrections_of(connection, [page.page.bytes_id for page in pages])
        named = {name for each in corrections if each.kind in EVENT_KINDS for name in pages_of(each.decision)}
        wider = inside.union(numbers_of_bytes(connection, named))
        events.update(events_of(connection, wider))
        if wider == inside and set(numbers_of(connection, events)) <= inside:
            break
        inside = wider
    found = load_events(connection, sorted(events), machine=True)
    shown, _ = correct_events(found, [page.article for page in pages], corrections)
    replace_events(connection, sorted(events), found, shown, made_by(settings))

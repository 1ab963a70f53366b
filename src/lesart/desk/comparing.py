"""Comparisons of the events and stories that the archive knows, as they stand in it: nothing is grouped anew.

Making one takes a second or more, showing one that is kept a moment; so finding it and making it are two functions.
"""

from __future__ import annotations

import hashlib
from typing import Literal

import msgspec
from sqlalchemy import Connection

from lesart.desk.adding import made_by
from lesart.errors import NotInArchive
from lesart.model.annotation import Annotated
from lesart.model.correction import Applied, Correction
from lesart.model.relation import Event, Mentioned, Story
from lesart.model.synopsis import Synopsis
from lesart.pipeline import Related, compare_related
from lesart.relate.timelines import find_mentions
from lesart.settings import Settings
from lesart.store.applying import correct_page
from lesart.store.corrections import corrections_of
from lesart.store.database import Archive, time_now
from lesart.store.entities import load_entities
from lesart.store.events import load_events
from lesart.store.listing import event_lines, story_lines
from lesart.store.pages import Listed, list_pages, load_pages
from lesart.store.passages import digest_wording, load_versions, origins_among, passages_among
from lesart.store.regrouping import correct_events
from lesart.store.relations import drop_synopses, keep_synopsis, load_event, load_story, load_synopsis, synopses_called

MOST_PAGES = 120
"""Pages of one comparison: those of the latest events. A story of hundreds of pages is read event by event."""

Subject = Literal["event", "story"]


class Compared(msgspec.Struct, frozen=True):
    """What is to be compared: shown events with their pages, and the `name` that the comparison is kept under.

    `left_out`: pages of the story beyond MOST_PAGES.
    """

    name: str
    subject: Subject
    id: str
    events: tuple[Event, ...]
    story: Story | None
    pages: tuple[Listed, ...]
    corrections: tuple[Correction, ...]
    left_out: int = 0


def choose_pages(connection: Connection, subject: Subject, name: str, settings: Settings) -> Compared:
    """What the comparison of event or story `name` is made from. Raises ArchiveError where it is not there."""
    if subject == "event":
        event = load_event(connection, name)
        lines = event_lines(connection, [name])
        if event is None or not lines:
            raise NotInArchive(f"no event {name} in the archive")
        story = load_story(connection, lines[0].story) if lines[0].story else None
        held = list(lines)
    else:
        story = load_story(connection, name)
        held = list(story_lines(connection, name))
        if story is None or not held:
            raise NotInArchive(f"no story {name} in the archive")
    numbers: list[int] = []
    shown: list[str] = []
    for line in held:
        if shown and len(numbers) + len(line.pages) > MOST_PAGES:
            break
        numbers.extend(line.pages[:MOST_PAGES])
        shown.append(line.id)
    left_out = sum(len(line.pages) for line in held) - len(numbers)
    numbers = sorted(set(numbers))
    pages = tuple(list_pages(connection, numbers))
    inside = {page.id for page in pages}
    events = tuple(
        msgspec.structs.replace(each, pages=tuple(page for page in each.pages if page in inside))
        for each in load_events(connection, shown)
    )
    corrections = tuple(corrections_of(connection, [page.bytes_id for page in pages]))
    told = [made_by(settings), f"{settings.about_share} {settings.language}", subject, name]
    told += [f"{page.id} {page.bytes_id} {page.made_by}" for page in pages]
    told += [f"{event.id} {event.by} {' '.join(event.pages)}" for event in events]
    told += [correction.id for correction in corrections]
    told += digest_wording(connection, numbers)
    digest = hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]
    kept = f"{_named(subject, name)}{digest}"
    return Compared(kept, subject, name, events, story, pages, corrections, left_out)


def _named(subject: Subject, name: str) -> str:
    """How the names of all comparisons of one event or story begin."""
    return f"{subject} {name} "


def find_comparison(connection: Connection, wanted: Compared) -> Synopsis | None:
    """The comparison where it was made before, with its pages."""
    kept = load_synopsis(connection, wanted.name)
    if kept is None:
        return None
    pages = tuple(load_pages(connection, [page.number for page in wanted.pages]))
    return msgspec.structs.replace(kept, pages=pages)


def make_comparison(archive: Archive, subject: Subject, name: str, settings: Settings) -> Synopsis:
    """The comparison of event or story `name`, made where it is not kept, and kept. Raises ArchiveError."""
    with archive.reading() as connection:
        wanted = choose_pages(connection, subject, name, settings)
        kept = find_comparison(connection, wanted)
        if kept is not None:
            return kept
        numbers = [page.number for page in wanted.pages]
        pages = tuple(load_pages(connection, numbers))
        entities = load_entities(connection, pages)
        passages = passages_among(connection, numbers)
        versions = tuple(load_versions(connection, numbers))
        origins = origins_among(connection, numbers)
    stories, mentioned = _tell(wanted, pages)
    related = Related(passages, versions, origins, wanted.events, wanted.events, stories, mentioned)
    synopsis = compare_related(pages, entities, related, settings, wanted.corrections)
    synopsis = msgspec.structs.replace(synopsis, corrections=(*_applied(wanted, pages), *synopsis.corrections))
    with archive.writing() as connection:
        drop_synopses(connection, synopses_called(connection, _named(subject, name)))
        keep_synopsis(connection, wanted.name, synopsis, numbers, made_by(settings), time_now())
    return synopsis


def _tell(wanted: Compared, pages: tuple[Annotated, ...]) -> tuple[tuple[Story, ...], tuple[Mentioned, ...]]:
    """The story cut to the events that are compared, and the happenings that their pages mention."""
    ids = {event.id for event in wanted.events}
    story = wanted.story or Story(wanted.id, tuple(event.id for event in wanted.events))
    story = msgspec.structs.replace(story, events=tuple(event for event in story.events if event in ids))
    by_id = {page.page.id: page for page in pages}
    return (story,), tuple(find_mentions(story, wanted.events, by_id))


def _applied(wanted: Compared, pages: tuple[Annotated, ...]) -> list[Applied]:
    """Decisions on pages and on the events themselves: the archive holds what came of them already."""
    told = [each for page in pages for each in correct_page(page, wanted.corrections, lambda a: Annotated(a))[1]]
    _, regrouped = correct_events(wanted.events, [page.article for page in pages], wanted.corrections)
    return [*told, *regrouped]

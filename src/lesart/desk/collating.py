"""Comparisons over the archive: of everything in it, or of the pages that a query finds."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection

from lesart.desk.adding import made_by
from lesart.desk.searching import read_query
from lesart.errors import UsageError
from lesart.model.annotation import Annotated, Entity
from lesart.model.correction import Correction
from lesart.model.synopsis import Synopsis
from lesart.pipeline import Related, compare_related, relate_pages
from lesart.settings import Settings
from lesart.store.applying import correct_page
from lesart.store.corrections import corrections_of
from lesart.store.database import Archive, time_now
from lesart.store.entities import load_entities
from lesart.store.events import events_of, load_events, name_events
from lesart.store.pages import load_pages
from lesart.store.relations import Relations, keep_synopsis, load_synopsis, replace_relations
from lesart.store.search import find_pages


class Selection(NamedTuple):
    """The pages that a query finds, in the order they were added, with all that goes into comparing them.

    `name` is what their comparison is kept under; `kept`: that of an earlier run, without its pages.
    """

    numbers: list[int]
    pages: tuple[Annotated, ...]
    corrections: list[Correction]
    entities: tuple[Entity, ...]
    name: str
    kept: Synopsis | None


def select_pages(archive: Archive, query: str, settings: Settings, most: int | None = None) -> Selection:
    """The pages that `query` finds (all, where it is empty). Raises QueryError, and UsageError for more than `most`."""
    asked = read_query(query)
    with archive.reading() as connection:
        numbers = sorted(found.number for found in find_pages(connection, asked, most + 1 if most else None))
        if most is not None and len(numbers) > most:
            raise UsageError(f"the query finds more than {most} pages, too many to compare in one answer; narrow it")
        pages = tuple(load_pages(connection, numbers))
        corrections = corrections_of(connection, [page.page.bytes_id for page in pages])
        entities = load_entities(connection, pages)
        name = name_synopsis(pages, corrections, made_by(settings), settings)
        return Selection(numbers, pages, corrections, entities, name, load_synopsis(connection, name))


def collate_archive(archive: Archive, query: str, settings: Settings) -> Synopsis:
    """The synopsis of the pages that `query` finds (all, where it is empty), in the order they were added.

    That of all pages also becomes what the archive knows about how they hang together. A comparison made before
    of the same pages, read by the same program, with the same decisions, is not made again.
    """
    selected = select_pages(archive, query, settings)
    if selected.kept is not None:
        return msgspec.structs.replace(selected.kept, pages=selected.pages)
    by = made_by(settings)
    related = relate_pages(selected.pages, settings, selected.corrections, picked=bool(query.strip()))
    synopsis = _compare(selected, related, settings)
    with archive.writing() as connection:
        if query.strip():
            names = _names_there(connection, selected.numbers, synopsis)
        else:
            relations = Relations(
                passages=related.passages,
                versions=related.versions,
                origins=related.origins,
                found_events=related.found_events,
                events=related.events,
                stories=related.stories,
            )
            names = replace_relations(connection, relations, by)
        synopsis = rename_events(synopsis, names)
        keep_synopsis(connection, selected.name, synopsis, selected.numbers, by, time_now())
    return synopsis


def compare_selection(archive: Archive, selected: Selection, settings: Settings) -> Synopsis:
    """The synopsis of `selected`, the kept one where there is one; nothing is written to the archive."""
    if selected.kept is not None:
        return msgspec.structs.replace(selected.kept, pages=selected.pages)
    synopsis = _compare(selected, relate_pages(selected.pages, settings, selected.corrections), settings)
    with archive.reading() as connection:
        return rename_events(synopsis, _names_there(connection, selected.numbers, synopsis))


def _compare(selected: Selection, related: Related, settings: Settings) -> Synopsis:
    pages, corrections = selected.pages, selected.corrections
    synopsis = compare_related(pages, selected.entities, related, settings, corrections)
    told = [each for page in pages for each in correct_page(page, corrections, lambda article: Annotated(article))[1]]
    return msgspec.structs.replace(synopsis, corrections=(*told, *synopsis.corrections))


def _names_there(connection: Connection, numbers: Sequence[int], synopsis: Synopsis) -> dict[str, str]:
    there = events_of(connection, numbers)
    return name_events(connection, load_events(connection, there), synopsis.events, set(there))


def rename_events(synopsis: Synopsis, names: dict[str, str]) -> Synopsis:
    """`synopsis` with its events called as `names` says: by the ids that the archive gave them."""
    replace = msgspec.structs.replace

    def called(ids: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(names[each] for each in ids)

    return replace(
        synopsis,
        events=tuple(
            replace(
                event, id=names[event.id], nearest=names.get(event.nearest, event.nearest) if event.nearest else None
            )
            for event in synopsis.events
        ),
        stories=tuple(replace(story, events=called(story.events)) for story in synopsis.stories),
        sources=tuple(replace(source, event=names[source.event]) for source in synopsis.sources),
        loci=tuple(replace(locus, event=names[locus.event]) for locus in synopsis.loci),
        figures=tuple(replace(figure, events=called(figure.events)) for figure in synopsis.figures),
        sayings=tuple(replace(saying, events=called(saying.events)) for saying in synopsis.sayings),
        contributions=tuple(replace(each, event=names[each.event]) for each in synopsis.contributions),
    )


def name_synopsis(pages: Sequence[Annotated], corrections: Sequence[Correction], by: str, settings: Settings) -> str:
    """A name that two comparisons share only where nothing that goes into them differs."""
    told = [by, f"{settings.window} {settings.about_share} {settings.language}"]
    told += [f"{page.page.id} {page.page.bytes_id}" for page in pages]
    told += [correction.id for correction in corrections]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]

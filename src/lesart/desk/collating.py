"""Comparisons over the archive: of everything in it, or of the pages that a query finds."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import msgspec

from lesart.desk.adding import made_by
from lesart.desk.searching import read_query
from lesart.model.annotation import Annotated
from lesart.model.correction import Correction
from lesart.model.synopsis import Synopsis
from lesart.pipeline import compare_related, relate_pages
from lesart.settings import Settings
from lesart.store.applying import correct_page
from lesart.store.corrections import corrections_of
from lesart.store.database import Archive, time_now
from lesart.store.entities import load_entities
from lesart.store.events import events_of, load_events, name_events
from lesart.store.pages import load_pages
from lesart.store.relations import Relations, keep_synopsis, load_synopsis, replace_relations
from lesart.store.search import find_pages


def collate_archive(archive: Archive, query: str, settings: Settings) -> Synopsis:
    """The synopsis of the pages that `query` finds (all, where it is empty), in the order they were added.

    That of all pages also becomes what the archive knows about how they hang together. A comparison made before
    of the same pages, read by the same program, with the same decisions, is not made again.
    """
    asked = read_query(query)
    by = made_by(settings)
    with archive.reading() as connection:
        numbers = sorted(found.number for found in find_pages(connection, asked, None))
        pages = tuple(load_pages(connection, numbers))
        corrections = corrections_of(connection, [page.page.bytes_id for page in pages])
        entities = load_entities(connection, pages)
        name = name_synopsis(pages, corrections, by, settings)
        kept = load_synopsis(connection, name)
    if kept is not None:
        return msgspec.structs.replace(kept, pages=pages)
    related = relate_pages(pages, settings, corrections)
    synopsis = compare_related(pages, entities, related, settings, corrections)
    told = [each for page in pages for each in correct_page(page, corrections, lambda article: Annotated(article))[1]]
    synopsis = msgspec.structs.replace(synopsis, corrections=(*told, *synopsis.corrections))
    with archive.writing() as connection:
        if query.strip():
            there = events_of(connection, numbers)
            names = name_events(connection, load_events(connection, there), synopsis.events, set(there))
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
        keep_synopsis(connection, name, synopsis, numbers, by, time_now())
    return synopsis


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

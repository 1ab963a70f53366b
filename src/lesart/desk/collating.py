"""Comparisons over the archive: of everything in it, or of the pages that a query finds."""

from __future__ import annotations

import hashlib

from lesart.desk.adding import made_by
from lesart.desk.searching import read_query
from lesart.model.synopsis import Synopsis
from lesart.pipeline import compare_pages
from lesart.settings import Settings
from lesart.store.database import Archive, time_now
from lesart.store.entities import load_entities
from lesart.store.pages import load_pages
from lesart.store.relations import Relations, keep_synopsis, replace_relations
from lesart.store.search import find_pages


def collate_archive(archive: Archive, query: str, settings: Settings) -> Synopsis:
    """The synopsis of the pages that `query` finds (all, where it is empty), in the order they were added.

    That of all pages also becomes what the archive knows about how they hang together.
    """
    asked = read_query(query)
    with archive.reading() as connection:
        numbers = sorted(found.number for found in find_pages(connection, asked, None))
        pages = tuple(load_pages(connection, numbers))
        entities = load_entities(connection, pages)
    synopsis = compare_pages(pages, entities, (), settings)
    by = made_by(settings)
    told = "\n".join([by, *(f"{page.page.id} {page.page.bytes_id}" for page in pages)])
    name = hashlib.sha256(told.encode()).hexdigest()[:16]
    with archive.writing() as connection:
        if not query.strip():
            relations = Relations(
                synopsis.passages, synopsis.versions, synopsis.origins, synopsis.events, synopsis.stories
            )
            replace_relations(connection, relations, by)
        keep_synopsis(connection, name, synopsis, numbers, by, time_now())
    return synopsis

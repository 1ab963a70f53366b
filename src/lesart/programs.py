"""What programs and notebooks call first: pages read, annotated, compared, from whatever names them.

`lesart` gives these names and those of the archive (`docs/programs.md`).
"""

from __future__ import annotations

import os
from collections.abc import Iterable

import msgspec

from lesart import pipeline
from lesart.model.annotation import Annotated, Entity
from lesart.model.article import Article
from lesart.model.outcome import Rejected
from lesart.model.synopsis import Synopsis
from lesart.model.text import Page
from lesart.settings import Settings

Sources = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]
"""One or several files or folders, as the commands take them."""


class Pile(msgspec.Struct, frozen=True):
    """Pages annotated together: `entities` are those of all of them, `rejected` what could not be read and why."""

    pages: tuple[Annotated, ...]
    entities: tuple[Entity, ...] = ()
    rejected: tuple[Rejected, ...] = ()


def read_articles(sources: Sources, settings: Settings | None = None) -> tuple[Article | Rejected, ...]:
    """Each page of `sources` with its zones and metadata, in input order; what is refused stands as Rejected.

    Without `settings` the defaults hold, as everywhere here; `load_settings()` gives those of file and environment.
    Raises UsageError for a source that does not exist.
    """
    told = settings or Settings()
    found = list(pipeline.read_pages(_listed(sources), told))
    articles = iter(pipeline.read_articles([item for item in found if isinstance(item, Page)], told))
    return tuple(item if isinstance(item, Rejected) else next(articles) for item in found)


def annotate_pile(sources: Sources, settings: Settings | None = None) -> Pile:
    """All pages of `sources` with everything found in their sentences; names and entities are those of the pile.

    For more pages than the memory holds: `annotate_pages`, which gives them one by one. Raises UsageError.
    """
    pages, entities, rejected = pipeline.read_pile(_listed(sources), settings or Settings())
    return Pile(pages, entities, rejected)


def collate(sources: Sources, settings: Settings | None = None) -> Synopsis:
    """The synopsis of `sources`: everything found, related and compared. Raises UsageError."""
    return pipeline.collate(_listed(sources), settings or Settings())


def _listed(sources: Sources) -> list[str]:
    if isinstance(sources, str | os.PathLike):
        return [os.fspath(sources)]
    return [os.fspath(source) for source in sources]

"""A source-critical synopsis of news coverage.

import lesart
synopsis = lesart.collate("pages/")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lesart.desk.adding import Added, add_inputs
    from lesart.desk.collating import collate_archive
    from lesart.desk.exporting import export_pages
    from lesart.desk.relating import relate_waiting
    from lesart.desk.searching import Hit, Hits, list_archive, search_archive, show_page
    from lesart.errors import ArchiveError, InputRefused, LesartError, QueryError, UsageError
    from lesart.model.annotation import Annotated, Entity
    from lesart.model.article import Article
    from lesart.model.outcome import Rejected
    from lesart.model.synopsis import Synopsis
    from lesart.model.text import Page, Span
    from lesart.pipeline import annotate_pages
    from lesart.programs import Pile, annotate_pile, collate, read_articles
    from lesart.settings import Settings, load_settings
    from lesart.store.database import Archive, open_archive

_HOMES = {
    "Added": "lesart.desk.adding",
    "Annotated": "lesart.model.annotation",
    "Archive": "lesart.store.database",
    "ArchiveError": "lesart.errors",
    "Article": "lesart.model.article",
    "Entity": "lesart.model.annotation",
    "Hit": "lesart.desk.searching",
    "Hits": "lesart.desk.searching",
    "InputRefused": "lesart.errors",
    "LesartError": "lesart.errors",
    "Page": "lesart.model.text",
    "Pile": "lesart.programs",
    "QueryError": "lesart.errors",
    "Rejected": "lesart.model.outcome",
    "Settings": "lesart.settings",
    "Span": "lesart.model.text",
    "Synopsis": "lesart.model.synopsis",
    "UsageError": "lesart.errors",
    "add_inputs": "lesart.desk.adding",
    "annotate_pages": "lesart.pipeline",
    "annotate_pile": "lesart.programs",
    "collate": "lesart.programs",
    "collate_archive": "lesart.desk.collating",
    "export_pages": "lesart.desk.exporting",
    "list_archive": "lesart.desk.searching",
    "load_settings": "lesart.settings",
    "open_archive": "lesart.store.database",
    "read_articles": "lesart.programs",
    "relate_waiting": "lesart.desk.relating",
    "search_archive": "lesart.desk.searching",
    "show_page": "lesart.desk.searching",
}

__all__ = [
    "Added",
    "Annotated",
    "Archive",
    "ArchiveError",
    "Article",
    "Entity",
    "Hit",
    "Hits",
    "InputRefused",
    "LesartError",
    "Page",
    "Pile",
    "QueryError",
    "Rejected",
    "Settings",
    "Span",
    "Synopsis",
    "UsageError",
    "add_inputs",
    "annotate_pages",
    "annotate_pile",
    "collate",
    "collate_archive",
    "export_pages",
    "list_archive",
    "load_settings",
    "open_archive",
    "read_articles",
    "relate_waiting",
    "search_archive",
    "show_page",
]


def __getattr__(name: str) -> Any:
    """Loads a public name on first use, so that `lesart --version` imports no stage."""
    if name not in _HOMES:
        raise AttributeError(f"module 'lesart' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__

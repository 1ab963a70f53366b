"""A source-critical synopsis of news coverage.

import lesart
synopsis = lesart.collate(["pages/"], lesart.Settings())
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lesart.errors import InputRefused, LesartError, UsageError
    from lesart.model.annotation import Annotated
    from lesart.model.article import Article
    from lesart.model.outcome import Rejected
    from lesart.model.synopsis import Synopsis
    from lesart.model.text import Page, Span
    from lesart.pipeline import annotate_pages, collate
    from lesart.settings import Settings, load_settings

_HOMES = {
    "Annotated": "lesart.model.annotation",
    "Article": "lesart.model.article",
    "InputRefused": "lesart.errors",
    "LesartError": "lesart.errors",
    "Page": "lesart.model.text",
    "Rejected": "lesart.model.outcome",
    "Settings": "lesart.settings",
    "Span": "lesart.model.text",
    "Synopsis": "lesart.model.synopsis",
    "UsageError": "lesart.errors",
    "annotate_pages": "lesart.pipeline",
    "collate": "lesart.pipeline",
    "load_settings": "lesart.settings",
}

__all__ = [
    "Annotated",
    "Article",
    "InputRefused",
    "LesartError",
    "Page",
    "Rejected",
    "Settings",
    "Span",
    "Synopsis",
    "UsageError",
    "annotate_pages",
    "collate",
    "load_settings",
]


def __getattr__(name: str) -> Any:
    """Loads a public name on first use, so that `lesart --version` imports no stage."""
    if name not in _HOMES:
        raise AttributeError(f"module 'lesart' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)

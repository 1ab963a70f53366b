"""Events that make one story over time: the same actors and things, on other days."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from lesart.algorithms.agglomerate import Vector, agglomerate, candidate_pairs, unit
from lesart.model.annotation import Annotated
from lesart.model.relation import Event, Mentioned, Story
from lesart.relate.events import MOST, TERMS, weigh_page

STORY_LIKENESS = 0.14
"""Mean cosine of two groups of events from which they are one story: a little over half of what makes one event
(`events.LIKENESS`); own setting, on self-written coverage."""


def find_stories(
    pages: Sequence[Annotated], events: Sequence[Event]
) -> tuple[tuple[Story, ...], tuple[Mentioned, ...]]:
    """Stories over `events`, each with its events by date (undated ones last)."""
    by_id = {page.page.id: page for page in pages}
    vectors = [_sum([weigh_page(by_id[page]) for page in event.pages]) for event in events]
    pairs = candidate_pairs(vectors, TERMS, MOST)
    groups = agglomerate(vectors, pairs, STORY_LIKENESS, lambda one, other: 1.0)
    stories = []
    for group in groups:
        mine = sorted((events[place] for place in group), key=lambda event: (event.earliest or "9999", event.id))
        ids = tuple(event.id for event in mine)
        stories.append(Story("story-" + hashlib.sha256("\n".join(sorted(ids)).encode()).hexdigest()[:12], ids))
    return tuple(stories), ()


def _sum(vectors: Sequence[Vector]) -> Vector:
    total: Vector = {}
    for vector in vectors:
        for term, weight in vector.items():
            total[term] = total.get(term, 0.0) + weight
    return unit(total)

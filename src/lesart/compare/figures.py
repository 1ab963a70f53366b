"""Comparable numbers side by side, with verdicts."""

from __future__ import annotations

from collections.abc import Sequence

from lesart.language.languages import Language
from lesart.model.annotation import Annotated
from lesart.model.relation import Event, Story
from lesart.model.synopsis import Figure


def compare_figures(
    pages: Sequence[Annotated],
    events: Sequence[Event],
    stories: Sequence[Story],
    language: Language,
    about_share: float,
) -> tuple[Figure, ...]:
    """Rows of comparable figures over the pages of each story. `about_share`: width of *etwa* (0.10: ten per cent)."""
    return ()

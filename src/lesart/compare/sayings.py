"""One utterance across pages."""

from __future__ import annotations

from collections.abc import Sequence

from lesart.language.languages import Language
from lesart.model.annotation import Annotated, Entity
from lesart.model.relation import Event, Story
from lesart.model.synopsis import Saying


def align_sayings(
    pages: Sequence[Annotated],
    events: Sequence[Event],
    stories: Sequence[Story],
    entities: Sequence[Entity],
    language: Language,
) -> tuple[Saying, ...]:
    """Utterances of the pages of each story, those of several pages first, each with all its forms."""
    return ()

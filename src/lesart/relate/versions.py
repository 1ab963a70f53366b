"""The same page saved twice."""

from __future__ import annotations

from collections.abc import Sequence

from lesart.model.annotation import Annotated
from lesart.model.relation import Passage, Version


def find_versions(pages: Sequence[Annotated], passages: Sequence[Passage]) -> tuple[Version, ...]:
    """Later states of pages among `pages`, each with the state before it."""
    return ()

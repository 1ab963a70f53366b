"""Wording that pages share."""

from __future__ import annotations

from collections.abc import Sequence

from lesart.model.annotation import Annotated
from lesart.model.relation import Passage


def find_passages(pages: Sequence[Annotated], window: int | None = None) -> tuple[Passage, ...]:
    """Passages that two or more of `pages` share, in article zones. `window`: days between publications, or None."""
    return ()

"""Rows of the synopsis: what the witnesses of an event say at one point, and how each differs from the base."""

from __future__ import annotations

from collections.abc import Sequence

from lesart.language.languages import Language
from lesart.model.annotation import Annotated
from lesart.model.relation import Event, Passage
from lesart.model.synopsis import Contribution, Locus


def align_loci(
    pages: Sequence[Annotated], event: Event, passages: Sequence[Passage], language: Language
) -> tuple[Locus, ...]:
    """Loci of `event` in the order of the event; `pages` are its pages, the base reading's page first."""
    return ()


def count_contributions(event: Event, loci: Sequence[Locus]) -> tuple[Contribution, ...]:
    """Per page of `event`: rows shared, rows it alone has, rows it is silent on."""
    return ()

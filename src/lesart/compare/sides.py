"""One witness's part of a row, ready to be compared."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import msgspec

from lesart.algorithms.words import normal_word
from lesart.compare.units import Unit
from lesart.model.annotation import Annotated, Name, Quantity, Quotation, TimePoint
from lesart.model.text import Span


class Side(msgspec.Struct, frozen=True, dict=True):
    """One witness's part of a row: its sentences in order, and the quotations that touch them."""

    page: Annotated
    units: tuple[Unit, ...]
    words: tuple[str, ...]
    places: tuple[Span, ...]
    """Where each of `words` stands."""
    quotations: tuple[Quotation, ...]

    def quantities(self) -> list[Quantity]:
        return [each for unit in self.units for each in unit.quantities]

    def names(self) -> list[Name]:
        return [each for unit in self.units for each in unit.names]

    def times(self) -> list[TimePoint]:
        return [each for unit in self.units for each in unit.times]

    @cached_property
    def terms(self) -> dict[str, float]:
        """The weighed terms of all its sentences."""
        return {term: weight for unit in self.units for term, weight in unit.terms.items()}

    @cached_property
    def concepts(self) -> frozenset[str]:
        return frozenset(term[2:] for term in self.terms if term.startswith("c:"))


def make_side(page: Annotated, units: Sequence[Unit]) -> Side:
    """The sentences `units` of `page`, ready to be compared."""
    words: list[str] = []
    places: list[Span] = []
    for unit in units:
        for token in unit.sentence.tokens:
            if token.text[0].isalnum():
                words.append(normal_word(token.text))
                places.append(Span(page.page.id, token.start, token.end))
    touched = tuple(
        each for each in page.quotations if any(piece.meets(unit.span) for piece in each.content for unit in units)
    )
    return Side(page, tuple(units), tuple(words), tuple(places), touched)

"""Numbers of things: value, bounds, modality, unit, what is counted, on whose authority."""

from __future__ import annotations

from lesart.language.languages import Language
from lesart.model.annotation import Name, Quantity, Sentence, TimePoint
from lesart.model.article import Article


def find_quantities(
    article: Article,
    sentences: tuple[Sentence, ...],
    language: Language,
    names: tuple[Name, ...] = (),
    times: tuple[TimePoint, ...] = (),
) -> tuple[Quantity, ...]:
    """Quantities of `sentences`, in order, disjoint; what `times` covers is a time, not a quantity."""
    return ()

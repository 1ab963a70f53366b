"""Sentences that belong side by side for what they hold: the same thing counted, the same utterance reported."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

from lesart.model.annotation import Annotated
from lesart.model.synopsis import Figure, Saying
from lesart.model.text import Span

Bonds = frozenset[tuple[Span, Span]]
"""Pairs of sentences of different pages, the lower span first."""

MOST_FORMS = 40
"""Of a row of more figures or forms than this, so many are bound to each other; it bounds the work on large piles."""


def find_bonds(pages: Sequence[Annotated], figures: Sequence[Figure], sayings: Sequence[Saying]) -> Bonds:
    """Pairs of sentences that hold figures of one row, or forms of one utterance."""
    sentences = {page.page.id: [sentence.span for sentence in page.sentences] for page in pages}
    groups: list[list[Span]] = [[reading.span for reading in figure.readings] for figure in figures]
    groups.extend([reading.spans[0] for reading in saying.readings] for saying in sayings)
    bonds: set[tuple[Span, Span]] = set()
    for group in groups:
        places = [place for span in group[:MOST_FORMS] if (place := _sentence_of(span, sentences[span.page]))]
        bonds.update((min(a, b), max(a, b)) for a, b in combinations(places, 2) if a.page != b.page)
    return frozenset(bonds)


def _sentence_of(span: Span, sentences: Iterable[Span]) -> Span | None:
    return next((sentence for sentence in sentences if sentence.start <= span.start < sentence.end), None)

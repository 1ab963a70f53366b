"""Sentences that belong side by side for what they hold: the same thing counted, the same utterance reported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

import msgspec
import numpy as np
from numpy.typing import NDArray

from lesart.language.encoders import Encoder
from lesart.model.annotation import Annotated
from lesart.model.synopsis import Figure, Saying
from lesart.model.text import Span

Bond = tuple[Span, Span]
"""Two sentences of different pages, the lower span first."""

MOST_FORMS = 40
"""Of a row of more figures or forms than this, so many are bound to each other; it bounds the work on large piles."""


class Bonds(msgspec.Struct, frozen=True):
    """Pairs of sentences that hold figures of one row, and pairs that hold forms of one utterance.

    `vectors`: each sentence as a vector of length 1, where an encoder was asked for.
    """

    figures: frozenset[Bond] = frozenset()
    sayings: frozenset[Bond] = frozenset()
    vectors: Mapping[Span, NDArray[np.float32]] | None = None


def find_bonds(
    pages: Sequence[Annotated], figures: Sequence[Figure], sayings: Sequence[Saying], encode: Encoder | None = None
) -> Bonds:
    """The bonds that rows of figures and utterances make between the sentences of `pages`; with `encode` their vectors
    too."""
    sentences = {page.page.id: [sentence.span for sentence in page.sentences] for page in pages}
    numbers = ([reading.span for reading in figure.readings] for figure in figures)
    forms = ([reading.spans[0] for reading in saying.readings] for saying in sayings)
    vectors = _encode(pages, encode) if encode else None
    return Bonds(_bind(numbers, sentences), _bind(forms, sentences), vectors)


def _encode(pages: Sequence[Annotated], encode: Encoder) -> dict[Span, NDArray[np.float32]]:
    places = [(page.page, sentence.span) for page in pages for sentence in page.sentences]
    texts = sorted({page[span] for page, span in places})
    vectors = dict(zip(texts, encode(texts), strict=True))
    return {span: vectors[page[span]] for page, span in places}


def _bind(groups: Iterable[list[Span]], sentences: dict[str, list[Span]]) -> frozenset[Bond]:
    bonds: set[Bond] = set()
    for group in groups:
        places = [place for span in group[:MOST_FORMS] if (place := _sentence_of(span, sentences[span.page]))]
        bonds.update((min(a, b), max(a, b)) for a, b in combinations(places, 2) if a.page != b.page)
    return frozenset(bonds)


def _sentence_of(span: Span, sentences: Iterable[Span]) -> Span | None:
    return next((sentence for sentence in sentences if sentence.start <= span.start < sentence.end), None)

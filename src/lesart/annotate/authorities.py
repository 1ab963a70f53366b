"""On whose authority a number stands: in its sentence, in the next one, or further back in the paragraph.

In order: a quotation or attribution that the number lies in (the speaker of *nach Angaben des …*, *laut …*, *sprach
von …*); the next sentence, where it takes up the number (*Die Zahl basiert auf Nato-Angaben*, *Das teilte die
Polizei mit*); the last authority of the paragraph, where the sentence carries reported speech on (*demnach*,
Konjunktiv). Nothing else: an authority that no words show is None.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from lesart.annotate.noun_phrases import read_phrase
from lesart.annotate.units import Unit, load_words
from lesart.language.languages import Language
from lesart.model.annotation import Quantity, Quotation, Sentence
from lesart.model.text import Page, Span

FOLLOWING = 2
"""Sentences after a number in which *Die Zahl basiert auf …* still means it (own choice)."""


class Authorities:
    """Finds the authority of quantities of one page."""

    def __init__(
        self, page: Page, sentences: Sequence[Sentence], language: Language, quotations: Sequence[Quotation]
    ) -> None:
        self._page = page
        self._sentences = sentences
        self._language = language
        self._words = load_words(language)
        self._spoken = [
            (piece.start, piece.end, quotation)
            for quotation in quotations
            if quotation.speaker
            for piece in quotation.content
        ]
        self._basis = {(row[0], row[1]) for row in language.rows("basis_verbs")}

    def attach(self, number: int, quantity: Quantity) -> Quantity:
        """`quantity` of sentence `number` with its authority, where the page names one."""
        found = self._said(quantity) or self._named_after(number)
        return msgspec.structs.replace(quantity, authority=found) if found is not None else quantity

    def _said(self, quantity: Quantity) -> Span | None:
        """The speaker of the narrowest quotation that holds the number."""
        start, end = quantity.number.start, quantity.number.end
        holding = [
            (last - first, quotation) for first, last, quotation in self._spoken if first <= start and end <= last
        ]
        if not holding:
            return None
        quotation = min(holding, key=lambda item: item[0])[1]
        speaker = quotation.speaker[0]
        return None if speaker.start < end and start < speaker.end else speaker

    def _named_after(self, number: int) -> Span | None:
        """The source that one of the next sentences gives for *die Zahl*."""
        for sentence in self._sentences[number + 1 : number + 1 + FOLLOWING]:
            source = self._basis_of(sentence)
            if source is not None:
                return source
        return None

    def _basis_of(self, sentence: Sentence) -> Span | None:
        """`Nato-Angaben` of *Die Zahl basiert auf Nato-Angaben*."""
        tokens = sentence.tokens
        nouns = self._language.words("figure_nouns")
        subject = next((at for at, token in enumerate(tokens[:4]) if token.text.lower() in nouns), None)
        if subject is None:
            return None
        for at in range(subject + 1, min(len(tokens) - 2, subject + 5)):
            verb = tokens[at].text
            for link in range(at + 1, min(len(tokens) - 1, at + 5)):
                if (verb, tokens[link].text) in self._basis:
                    unit = Unit([sentence], [], self._words)
                    end = read_phrase(unit, link + 1, len(tokens))
                    if end > link + 1:
                        return self._page.span(tokens[link + 1].start, tokens[end - 1].end)
        return None

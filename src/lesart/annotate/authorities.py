"""On whose authority a number stands: in its sentence, in the next one, or further back in the paragraph.

In order: who gives it in its own part of the sentence (*sprach von …*, `figure_givers.py`); a quotation or attribution
that the number lies in (the speaker of *nach Angaben des …*, *laut …*); the next sentence, where it takes up the number
(*Die Zahl basiert auf Nato-Angaben*, *Das teilte die Polizei mit*); the last authority of the paragraph, where the
sentence carries reported speech on (*demnach*, Konjunktiv). Nothing else: an authority that no words show is None.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

import msgspec

from lesart.annotate.clauses import Clause, split_clauses
from lesart.annotate.figure_givers import FigureGivers
from lesart.annotate.noun_phrases import read_phrase
from lesart.annotate.speakers import find_subject
from lesart.annotate.units import Unit
from lesart.annotate.word_lists import load_words
from lesart.language.languages import Language
from lesart.language.verbs import ANY_FINITE
from lesart.model.annotation import Quantity, Quotation, Sentence
from lesart.model.text import Page, Span

BACKWARD = 4
"""Sentences back in which *demnach* and pronouns find who is meant (own choice)."""
FOLLOWING = 2
"""Sentences after a number in which *Die Zahl basiert auf …* still means it (own choice)."""


class Authorities:
    """Finds the authority of quantities of one page."""

    def __init__(
        self, page: Page, sentences: Sequence[Sentence], language: Language, quotations: Sequence[Quotation]
    ) -> None:
        self._page = page
        self._sentences = sentences
        self._words = load_words(language)
        self._starts = [sentence.span.start for sentence in sentences]
        self._spoken: dict[int, list[tuple[int, int, Quotation]]] = {}
        """Pieces of what is quoted, by the number of each sentence that they touch."""
        for quotation in quotations:
            if quotation.speaker:
                for piece in quotation.content:
                    self._file(piece, quotation)
        self._read: tuple[int, Unit, list[Clause]] | None = None
        self._bases: dict[int, Span | None] = {}
        """Sources of *die Zahl*, by the number of each sentence that was asked."""
        self._anaphora = language.words("source_anaphora")
        self._own_words = language.words("own_words")
        self._figure_nouns = language.words("figure_nouns")
        self._givers = FigureGivers(page, language)
        self._sums = tuple(language.words("sum_nouns"))
        self._basis = {(row[0], row[1]) for row in language.rows("basis_verbs")}

    def attach(self, number: int, quantity: Quantity) -> Quantity:
        """`quantity` of sentence `number` with its authority, where the page names one."""
        found = self._giver(number, quantity) or self._said(number, quantity) or self._named_after(number)
        return msgspec.structs.replace(quantity, authority=found) if found is not None else quantity

    def _said(self, number: int, quantity: Quantity) -> Span | None:
        """The speaker of the narrowest quotation that holds the number; *demnach* takes up the one before."""
        start, end = quantity.number.start, quantity.number.end
        holding = [
            (last - first, quotation)
            for first, last, quotation in self._spoken.get(number, ())
            if first <= start and end <= last
        ]
        if not holding:
            return None
        quotation = min(holding, key=lambda item: item[0])[1]
        speaker = quotation.speaker[0]
        if (speaker.start < end and start < speaker.end) or self._is_count(speaker):
            return None
        if self._own_words & {word.lower() for word in self._page.text[speaker.start : speaker.end].split()}:
            return self._subject_around(number, quantity) or speaker
        return self._speaker_before(number, speaker) if self._takes_up(speaker) else speaker

    def _subject_around(self, number: int, quantity: Quantity) -> Span | None:
        """The subject of the clause of `quantity`, who counts *nach eigenen Angaben*; None where it is the quantity."""
        unit, clauses = self._clauses(number)
        clause = self._clause_of(number, clauses, quantity)
        if clause is None:
            return None
        verb = next((at for at in range(clause.first, clause.end) if unit.forms[at] & ANY_FINITE), None)
        subject = None if verb is None else find_subject(unit, verb, clause, clause.first, clause.end)
        span = self._page.span(*unit.range(*subject)) if subject is not None else None
        return None if span is None or span.meets(quantity.span) else span

    def _clause_of(self, number: int, clauses: list[Clause], quantity: Quantity) -> Clause | None:
        tokens = self._sentences[number].tokens
        start = quantity.number.start
        return next((c for c in clauses if tokens[c.first].start <= start < tokens[c.end - 1].end), None)

    def _file(self, piece: Span, quotation: Quotation) -> None:
        first = max(0, bisect_right(self._starts, piece.start) - 1)
        for number in range(first, bisect_left(self._starts, piece.end)):
            self._spoken.setdefault(number, []).append((piece.start, piece.end, quotation))

    def _clauses(self, number: int) -> tuple[Unit, list[Clause]]:
        """Sentence `number` with its clauses, kept for the next number in it."""
        if self._read is None or self._read[0] != number:
            unit = Unit([self._sentences[number]], [], self._words)
            self._read = number, unit, split_clauses(unit)
        return self._read[1], self._read[2]

    def _is_count(self, speaker: Span) -> bool:
        """Whether what stands as a subject is a count, not who counts: *die Zahl der Verletzten*."""
        words = self._page[speaker].lower().split()
        return bool(self._sums) and any(word.endswith(self._sums) for word in words[:2])

    def _takes_up(self, speaker: Span) -> bool:
        return self._page.text[speaker.start : speaker.end].lower() in self._anaphora

    def _speaker_before(self, number: int, speaker: Span) -> Span | None:
        """The last speaker by name or role in the few sentences before `speaker`."""
        earlier = [
            quotation.speaker[0]
            for at in range(max(0, number - BACKWARD), number + 1)
            for _, _, quotation in self._spoken.get(at, ())
            if quotation.speaker[0].start < speaker.start and not self._takes_up(quotation.speaker[0])
        ]
        return max(earlier, key=lambda span: span.start, default=None)

    def _giver(self, number: int, quantity: Quantity) -> Span | None:
        """Who gives the number in its own part of the sentence (`figure_givers.py`)."""
        if not self._givers.may_find(self._sentences[number], quantity):
            return None
        return self._givers.find(*self._clauses(number), quantity)

    def _named_after(self, number: int) -> Span | None:
        """The source that one of the next sentences gives for *die Zahl*."""
        for at in range(number + 1, min(len(self._sentences), number + 1 + FOLLOWING)):
            if at not in self._bases:
                self._bases[at] = self._basis_of(self._sentences[at])
            if self._bases[at] is not None:
                return self._bases[at]
        return None

    def _basis_of(self, sentence: Sentence) -> Span | None:
        """`Nato-Angaben` of *Die Zahl basiert auf Nato-Angaben*."""
        tokens = sentence.tokens
        nouns = self._figure_nouns
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

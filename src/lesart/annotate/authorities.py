"""On whose authority a number stands: in its sentence, in the next one, or further back in the paragraph.

In order: a quotation or attribution that the number lies in (the speaker of *nach Angaben des …*, *laut …*, *sprach
von …*); the next sentence, where it takes up the number (*Die Zahl basiert auf Nato-Angaben*, *Das teilte die
Polizei mit*); the last authority of the paragraph, where the sentence carries reported speech on (*demnach*,
Konjunktiv). Nothing else: an authority that no words show is None.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache

import msgspec

from lesart.annotate.clauses import Clause, split_clauses
from lesart.annotate.noun_phrases import read_phrase
from lesart.annotate.speakers import find_subject
from lesart.annotate.units import Unit
from lesart.annotate.word_lists import load_words
from lesart.language.languages import Language
from lesart.language.verbs import ANY_FINITE, FINITE, HAVE, PARTICIPLE, load_verbs
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
        self._anaphora = language.words("source_anaphora")
        self._own_words = language.words("own_words")
        self._figure_nouns = language.words("figure_nouns")
        self._figure_verbs = _figure_verbs(language)
        self._basis = {(row[0], row[1]) for row in language.rows("basis_verbs")}

    def attach(self, number: int, quantity: Quantity) -> Quantity:
        """`quantity` of sentence `number` with its authority, where the page names one."""
        found = self._said(number, quantity) or self._figure_giver(number, quantity) or self._named_after(number)
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
        if speaker.start < end and start < speaker.end:
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

    def _figure_giver(self, number: int, quantity: Quantity) -> Span | None:
        """The subject of a verb that gives figures: *Das Ministerium sprach von 200 Toten*, *meldete 200 Tote*."""
        tokens = self._sentences[number].tokens
        if self._figure_verbs.keys().isdisjoint([token.text.lower() for token in tokens]):
            return None
        unit, clauses = self._clauses(number)
        clause = self._clause_of(number, clauses, quantity)
        if clause is None:
            return None
        before = [at for at in range(clause.first, clause.end) if tokens[at].end <= quantity.span.start]
        preposition = tokens[before[-1]].text if before else ""
        for at in range(clause.first, clause.end):
            link = self._figure_verbs.get(unit.low[at]) if unit.forms[at] else None
            if link is None or preposition not in link:
                continue
            anchor = at
            if unit.forms[at] & PARTICIPLE and not unit.forms[at] & FINITE:
                helper = [n for n in range(clause.first, clause.end) if unit.forms[n] & HAVE]
                if not helper:
                    continue
                anchor = helper[0]
            subject = find_subject(unit, anchor, clause, clause.first, clause.end)
            if subject is None:
                continue
            span = self._page.span(*unit.range(*subject))
            if span.start < quantity.span.end and quantity.span.start < span.end:
                continue
            return span
        return None

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


@lru_cache(maxsize=8)
def _figure_verbs(language: Language) -> dict[str, frozenset[str]]:
    """Forms of verbs that give figures, to the words that may stand right before the figure ("": any but those)."""
    found: dict[str, set[str]] = {}
    verbs = load_verbs(language)
    for row in language.rows("figure_verbs"):
        for form, _ in verbs.forms_of(row[0]):
            found.setdefault(form, set()).add(row[1])
    return {form: frozenset(links) for form, links in found.items()}

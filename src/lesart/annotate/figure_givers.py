"""Who gives a number, told by the words around it in its own part of the sentence.

In order: the attribution of that part, where the sentence has several (*63 laut Ministerium, 71 laut Rotem Kreuz*);
the subject of a verb that gives figures (*Das Ministerium sprach von 200 Toten*, *Das Büro zählte 55 Tote*); whose
count it is (*die Zahl des Vereins: 71*); and who stands alone before a number, where the verb is left out (*das Rote
Kreuz nennt 71, die Armee mindestens 52*).
"""

from __future__ import annotations

from functools import lru_cache
from math import inf

import msgspec

from lesart.algorithms.kept import Kept
from lesart.annotate.attributions import Attribution, find_attributions
from lesart.annotate.clauses import Clause
from lesart.annotate.known_words import ATTRIBUTING, BREAK, HYPHEN, KEPT, REPORTING
from lesart.annotate.noun_phrases import read_phrase
from lesart.annotate.speakers import Range, find_after, find_subject
from lesart.annotate.units import SHORTEST_ACRONYM, Unit
from lesart.annotate.word_lists import load_words
from lesart.language.concepts import load_concepts
from lesart.language.languages import Language
from lesart.language.verbs import ANY_FINITE, FINITE, HAVE, PARTICIPLE, load_verbs
from lesart.model.annotation import Quantity, Sentence
from lesart.model.text import Page, Span

_NOTHING, _GIVES, _SPEAKS, _PARTS = range(4)
"""What a word may tell of who gives a figure: nothing; by itself; beside a mark; it is a mark between clauses."""
FARTHEST_GAP = 3
"""Words between whoever stands alone and the number at most: a preposition and a modifier (own setting)."""


class FigureVerb(msgspec.Struct, frozen=True):
    """A verb that gives figures. `before`: the word right before the figure, empty for an object; `body`: whether only
    a body or an office gives figures by it (*zählen*)."""

    before: str
    body: bool


class FigureGivers:
    """Finds who gives the numbers of one page."""

    def __init__(self, page: Page, language: Language) -> None:
        self._page = page
        self._verbs = _figure_verbs(language)
        self._giving = _giving_words(language)
        self._ways: tuple[Sentence, tuple[bool, float]] | None = None
        self._attributed: tuple[Unit, list[Attribution]] | None = None
        self._anaphora = language.words("source_anaphora")
        self._own_words = language.words("own_words")
        self._sums = tuple(language.words("sum_nouns"))
        self._givers = tuple(language.words("figure_givers"))
        self._bodies = language.words("institution_concepts")
        self._concepts = load_concepts(language.tag)

    def may_find(self, sentence: Sentence, quantity: Quantity) -> bool:
        """Whether `find` may tell anything of `quantity` in `sentence`: each of its ways needs an attribution, a verb
        that gives figures, a noun for a count, or a verb of speech and a mark between clauses before the number. Spares
        the sentence's being taken apart."""
        if self._ways is None or self._ways[0] is not sentence:
            self._ways = sentence, self._ways_in(sentence)
        _, (gives, parted) = self._ways
        return gives or parted < quantity.number.start

    def _ways_in(self, sentence: Sentence) -> tuple[bool, float]:
        """Whether words of `sentence` give figures; and where its first mark between clauses stands, beyond all
        characters where it has none or no verb of speech."""
        found = [self._giving[token.text] for token in sentence.tokens]
        if _GIVES in found:
            return True, 0
        if _SPEAKS not in found or _PARTS not in found:
            return False, inf
        return False, sentence.tokens[found.index(_PARTS)].start

    def _attributions_of(self, unit: Unit) -> list[Attribution]:
        """The attributions of `unit`, kept for the next number in it."""
        if self._attributed is None or self._attributed[0] is not unit:
            self._attributed = unit, find_attributions(unit, False)
        return self._attributed[1]

    def find(self, unit: Unit, clauses: list[Clause], quantity: Quantity) -> Span | None:
        """Who gives `quantity` of the sentence `unit`, None where its own part of it does not say."""
        at = next((n for n, token in enumerate(unit.tokens) if token.end > quantity.number.start), None)
        if at is None:
            return None
        attributed = self._attributed_beside(unit, at)
        found = attributed or self._subject(unit, clauses, at, quantity) or self._owner(unit, at, quantity)
        return found or self._alone(unit, at, quantity)

    def _attributed_beside(self, unit: Unit, at: int) -> Span | None:
        """The speaker of the attribution that stands in one part with token `at`, where the sentence has several."""
        attributions = self._attributions_of(unit)
        if unit.words.subject_first and attributions and _ends(unit, attributions[-1].last):
            closing = attributions[-1]
            return self._page.span(*unit.range(*closing.speaker)) if closing.speaker and at < closing.first else None
        if len(attributions) < 2:
            return None
        inside = {n for each in attributions for n in range(each.first, each.last)}
        first, last = at, at
        while first and not self._parts(unit, first - 1, inside):
            first -= 1
        while last + 1 < len(unit) and not self._parts(unit, last + 1, inside):
            last += 1
        beside = [each for each in attributions if first <= each.first and each.last <= last + 1 and each.speaker]
        if len(beside) != 1 or beside[0].speaker is None:
            return None
        speaker = self._page.span(*unit.range(*beside[0].speaker))
        words = self._page[speaker].lower()
        return None if words in self._anaphora or self._own_words & set(words.split()) else speaker

    def _parts(self, unit: Unit, at: int, inside: set[int]) -> bool:
        """Whether token `at` parts a sentence: a mark or a joint that lies in no attribution."""
        return at not in inside and (unit.is_break(at) or unit.low[at] in unit.words.joints)

    def _subject(self, unit: Unit, clauses: list[Clause], number: int, quantity: Quantity) -> Span | None:
        """The subject of a verb that gives figures, in the clause of the number."""
        clause = next((each for each in clauses if each.first <= number < each.end), None)
        if clause is None or self._verbs.keys().isdisjoint(unit.low[clause.first : clause.end]):
            return None
        before = [at for at in range(clause.first, clause.end) if unit.tokens[at].end <= quantity.span.start]
        preposition = unit.low[before[-1]] if before else ""
        for at in range(clause.first, clause.end):
            is_verb = unit.forms[at] or unit.words.subject_first
            verb = _fitting(self._verbs.get(unit.low[at], ()) if is_verb else (), preposition)
            if verb is None:
                continue
            if unit.words.subject_first:
                phrases = [_opening_phrase(unit, at)]
            else:
                phrases = [_subject_of(unit, at, clause), find_after(unit, at + 1, clause.end)]
            for subject in phrases[: 2 if verb.body else 1]:
                if subject is None or (verb.body and not self._is_body(unit, (subject[0], max(subject[1], at)))):
                    continue
                span = self._page.span(*unit.range(*subject))
                if not span.meets(quantity.span):
                    return span
        return None

    def _owner(self, unit: Unit, at: int, quantity: Quantity) -> Span | None:
        """The body behind a noun for a count: *die Zahl des Vereins: 71*."""
        if quantity.of is not None or not self._sums:
            return None
        for noun in range(at - 1, -1, -1):
            if unit.low[noun].endswith(self._sums):
                end = read_phrase(unit, noun + 1, at)
                if (
                    end > noun + 1
                    and unit.low[noun + 1] in unit.words.genitive
                    and self._is_body(unit, (noun + 1, end))
                ):
                    return self._page.span(*unit.range(noun + 1, end))
                return None
        return None

    def _alone(self, unit: Unit, at: int, quantity: Quantity) -> Span | None:
        """A body that opens the number's part of a sentence without a verb, behind one that gives figures."""
        first = at
        while first and not unit.is_break(first - 1):
            first -= 1
        last = next((n for n in range(at, len(unit)) if unit.is_break(n)), len(unit))
        if not first or any(unit.forms[n] & ANY_FINITE for n in range(first, last)):
            return None
        given = any(low in self._verbs for low in unit.low[:first]) or any(unit.forms[n] for n in unit.find(REPORTING))
        end = read_phrase(unit, first, at)
        starts = quantity.span.start
        if end == first or at - end > FARTHEST_GAP or unit.tokens[end - 1].end > starts or not given:
            return None
        return self._page.span(*unit.range(first, end)) if self._is_body(unit, (first, end)) else None

    def _is_body(self, unit: Unit, phrase: tuple[int, int]) -> bool:
        """Whether a phrase names a body or an office that gives figures."""
        ends = unit.words.bodies + unit.words.roles + self._givers
        for at in range(*phrase):
            low, text = unit.low[at], unit.tokens[at].text
            if (text.isupper() and len(text) >= SHORTEST_ACRONYM) or low.endswith(ends) or low[:-1].endswith(ends):
                return True
            named = self._concepts.every.get(self._concepts.stems.stem(low), ())
            if any(concept in self._bodies for concept in named):
                return True
        return False


def _ends(unit: Unit, at: int) -> bool:
    """Whether only marks stand from token `at` on."""
    return not any(token.text[0].isalnum() for token in unit.tokens[at:])


def _subject_of(unit: Unit, at: int, clause: Clause) -> Range | None:
    """The subject of the verb at token `at`, by its auxiliary where it is a participle."""
    anchor = at
    if unit.forms[at] & PARTICIPLE and not unit.forms[at] & FINITE:
        helper = [n for n in range(clause.first, clause.end) if unit.forms[n] & HAVE]
        if not helper:
            return None
        anchor = helper[0]
    return find_subject(unit, anchor, clause, clause.first, clause.end)


def _opening_phrase(unit: Unit, verb: int) -> Range | None:
    """Where the subject stands first: the words from the mark before the verb at token `verb` up to it; across what is
    inserted between two marks (*The office, which answers to …, said*), those that open the sentence."""
    first = verb
    while first and not unit.is_break(first - 1):
        first -= 1
    if first < verb:
        return first, verb
    opening = next((n for n in range(verb) if unit.is_break(n)), 0)
    return (0, opening) if opening else None


def _fitting(verbs: tuple[FigureVerb, ...], preposition: str) -> FigureVerb | None:
    """The verb that takes `preposition`, else the one that takes an object."""
    behind = next((verb for verb in verbs if verb.before and verb.before == preposition), None)
    return behind or next((verb for verb in verbs if not verb.before), None)


@lru_cache(maxsize=8)
def _figure_verbs(language: Language) -> dict[str, tuple[FigureVerb, ...]]:
    """Forms of the verbs of `figure_verbs`, with what they take; a form that no rule makes is listed itself."""
    found: dict[str, list[FigureVerb]] = {}
    verbs = load_verbs(language)
    for row in language.rows("figure_verbs"):
        verb = FigureVerb(row[1].strip(), "body" in row[2:])
        for form in dict.fromkeys((row[0], *(form for form, _ in verbs.forms_of(row[0])))):
            found.setdefault(form, []).append(verb)
    return {form: tuple(each) for form, each in found.items()}


@lru_cache(maxsize=8)
def _giving_words(language: Language) -> Kept[int]:
    """What a word tells of who gives a figure (see `FigureGivers.may_find`)."""
    known, verbs, sums = load_words(language).known, _figure_verbs(language), tuple(language.words("sum_nouns"))

    def tell(text: str) -> int:
        word = known[text]
        if word.kinds & ATTRIBUTING or word.low in verbs or word.low.endswith(sums):
            return _GIVES
        if word.kinds & (BREAK | HYPHEN):
            return _PARTS
        return _SPEAKS if word.kinds & REPORTING else _NOTHING

    return Kept(tell, KEPT)

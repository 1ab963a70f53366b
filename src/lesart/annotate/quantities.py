"""Numbers of things: value, bounds, modality, unit, what is counted, what became of it, on whose authority."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from lesart.algorithms.phrases import Atom
from lesart.annotate.authorities import Authorities
from lesart.annotate.counted import find_counted
from lesart.annotate.elided import is_elided, read_persons
from lesart.annotate.number_phrases import Found, between, read_at
from lesart.annotate.predicates import clause_around, find_predicate, has_fate, is_fate_behind
from lesart.annotate.quantity_grammar import ARTICLE, NUMBER, QuantityGrammar, load_quantity_grammar
from lesart.annotate.quantity_numbers import cut_numbers
from lesart.language.languages import Language
from lesart.language.number_words import read_ordinal
from lesart.model.annotation import Modality, Name, Quantity, Quotation, Sentence, TimePoint
from lesart.model.article import Article
from lesart.model.text import Span

BARE_FROM = 100
"""Digits without a noun, unit or modifier are a quantity from this value on, where they stand as one (own choice)."""
STRETCH = 3
"""Words between *insgesamt* and its number at most (*insgesamt sollen 6.400 …*)."""


def find_quantities(
    article: Article,
    sentences: tuple[Sentence, ...],
    language: Language,
    names: tuple[Name, ...] = (),
    times: tuple[TimePoint, ...] = (),
    quotations: tuple[Quotation, ...] = (),
) -> tuple[Quantity, ...]:
    """Quantities of `sentences`, in order, disjoint; what `times` covers is a time, not a quantity.

    `quotations` tell who gives a number; without them its authority is known only where the next sentence names it.
    Ages, scores, ordinals, model and house numbers are none. `by` names the kind of number.
    """
    grammar = load_quantity_grammar(language)
    reader = _Reader(article, grammar, names, times)
    found = [(number, reader.read(sentence)) for number, sentence in enumerate(sentences)]
    with_numbers = {number for number, quantities in found if quantities}
    if not with_numbers:
        return ()
    authorities = Authorities(article.page, sentences, language, quotations)
    return tuple(authorities.attach(number, quantity) for number, quantities in found for quantity in quantities)


class _Reader:
    """Reads one page's sentences."""

    def __init__(
        self, article: Article, grammar: QuantityGrammar, names: Sequence[Name], times: Sequence[TimePoint]
    ) -> None:
        self._page = article.page
        self._grammar = grammar
        self._names = sorted((name.span.start, name.span.end, name.kind) for name in names)
        self._times = sorted((time.span.start, time.span.end, time) for time in times if time.value != "PRESENT_REF")
        self._time_starts = [start for start, _, _ in self._times]
        self._name_starts = [start for start, _, _ in self._names]

    def read(self, sentence: Sentence) -> list[Quantity]:
        start = sentence.span.start
        found: list[Quantity] = []
        grammar = self._grammar
        texts = [token.text for token in sentence.tokens]
        promises = set(map(grammar.promising.__getitem__, texts))
        if NUMBER not in promises and not (ARTICLE in promises and any(map(grammar.completing.__getitem__, texts))):
            return found
        atoms = cut_numbers(self._page.text, sentence)
        may_begin = list(map(grammar.beginnings.__getitem__, [atom.text for atom in atoms]))
        at = 0
        while True in may_begin[at:]:
            at = may_begin.index(True, at)
            number = self._number_at(atoms, at)
            if number is None:
                at += 1
                continue
            quantity = self._quantity(atoms, number, found, start)
            if quantity is not None:
                found.append(quantity)
            at = number.last
            while found and at < len(atoms) and atoms[at].start < found[-1].span.end:
                at += 1
        return found

    def _number_at(self, atoms: Sequence[Atom], at: int) -> Found | None:
        """A number at `at` that is neither part of a time nor of a name."""
        number = read_persons(atoms, at, self._grammar)
        if at and atoms[at - 1].text.lower() in self._grammar.links("between"):
            number = between(atoms, at, self._grammar)
        number = number or read_at(atoms, at, self._grammar)
        if number is None:
            return None
        first, last = atoms[number.first], atoms[number.last - 1]
        if self._overlaps_time(first.start, last.end) or self._inside_name(first.start, last.end, number.written):
            return None
        return number

    def _overlaps_time(self, start: int, end: int) -> bool:
        at = bisect_right(self._time_starts, start)
        if at and self._times[at - 1][1] > start:
            return True
        return at < len(self._times) and self._times[at][0] < end

    def _inside_name(self, start: int, end: int, whole: bool = True) -> bool:
        """Whether characters `[start, end)` lie in a name; without `whole` in a longer one (*Forty-one* is none)."""
        at = bisect_right(self._name_starts, start)
        if not at or self._names[at - 1][1] < end:
            return False
        return whole or self._names[at - 1][:2] != (start, end)

    def _is_named(self, atom: Atom) -> bool:
        return self._inside_name(atom.start, atom.end)

    def _quantity(
        self, atoms: Sequence[Atom], number: Found, earlier: Sequence[Quantity], start: int
    ) -> Quantity | None:
        grammar = self._grammar
        if number.kind == "persons":
            return self._persons(atoms, number)
        floor = earlier[-1].span.end if earlier else start
        first, modality, modified = self._modifiers(atoms, number, floor)
        end, unit, has_unit = self._unit(atoms, number)
        if not has_unit and number.first and atoms[number.first - 1].start >= floor:
            before = grammar.currencies.get(atoms[number.first - 1].text)
            if before and (len(before[0][0]) == 1) and before[0][1] and not atoms[number.first - 1].text.istitle():
                unit, has_unit = before[0][1], True
                first = min(first, number.first - 1)
        of: tuple[int, int] | None = None
        behind = grammar.modifier_after(atoms, end)
        if behind is not None:
            end, modality, modified = behind[0], behind[1], True
        if not has_unit:
            of = self._counted(atoms, end, number)
        if not self._counts(atoms, number, of, has_unit, modality if modified else None):
            elided = of is None and not has_unit and number.kind == "number" and not number.one
            if not elided or not is_elided(atoms, number, earlier, grammar):
                return None
        if of is not None:
            end = of[1]
            behind = grammar.modifier_after(atoms, end)
            if behind is not None:
                end, modality = behind
        if has_unit and modality == "plain" and self._converted_behind(atoms, end):
            modality = "converted"
        end = self._with_rate(atoms, end)
        low, high, modality = _bounds(number, modality)
        of_span = self._span(atoms, *of) if of else None
        number_span = self._span(atoms, number.first, number.last)
        return Quantity(
            span=self._span(atoms, first, end),
            number=number_span,
            modality=modality,
            value=number.value,
            low=low,
            high=high,
            unit=unit,
            of=of_span,
            predicate=find_predicate(self._page, atoms, (first, end), grammar, self._are_victims(atoms, of)),
            as_of=self._as_of(atoms, number),
            by=number.kind,
        )

    def _persons(self, atoms: Sequence[Atom], number: Found) -> Quantity:
        """Persons named one by one: the sum is the number, and all of their words."""
        span = self._span(atoms, number.first, number.last)
        place = (number.first, number.last)
        return Quantity(
            span=span,
            number=span,
            value=number.value,
            low=number.value,
            high=number.value,
            predicate=find_predicate(self._page, atoms, place, self._grammar, False),
            as_of=self._as_of(atoms, number),
            by=number.kind,
        )

    def _span(self, atoms: Sequence[Atom], first: int, last: int) -> Span:
        return self._page.span(atoms[first].start, atoms[last - 1].end)

    def _modifiers(self, atoms: Sequence[Atom], number: Found, floor: int) -> tuple[int, Modality, bool]:
        """Where the modifiers of a number begin, what the nearest that says something says, whether there is one."""
        first, modality, modified = number.first, _own_modality(number), False
        at = first
        if at and atoms[at - 1].text.lower() in self._grammar.links("between") and number.kind == "range":
            first = at = at - 1
            modified = True
        while at:
            found = self._grammar.modifier_before(atoms, at)
            if found is None:
                article = atoms[at - 1].text in self._grammar.links("article")
                found = self._grammar.modifier_before(atoms, at - 1) if article and at > 1 else None
                if found is None or found[1] == "plain" or number.kind != "fraction":
                    break
            start, said = found
            if atoms[start].start < floor or self._is_content(atoms, start, said):
                break
            if modality == "plain":
                modality = said
            first = at = start
            modified = True
        stretched = self._total_before(atoms, first, floor)
        return (first if stretched is None else stretched), modality, modified or stretched is not None

    def _is_content(self, atoms: Sequence[Atom], at: int, said: Modality) -> bool:
        """*ein Vertrag über 200 Millionen* is no *more than*."""
        return said == "more_than" and at > 0 and atoms[at - 1].text.lower() in self._grammar.content_nouns

    def _total_before(self, atoms: Sequence[Atom], first: int, floor: int) -> int | None:
        for at in range(first - 1, max(-1, first - 2 - STRETCH), -1):
            text = atoms[at].text
            if atoms[at].start < floor or not text[0].isalpha():
                return None
            if text.lower() in self._grammar.links("total"):
                return at
            if text[0].isupper():
                return None
        return None

    def _are_victims(self, atoms: Sequence[Atom], of: tuple[int, int] | None) -> bool:
        return of is not None and atoms[of[1] - 1].text.lower() in self._grammar.victims

    def _unit(self, atoms: Sequence[Atom], number: Found) -> tuple[int, str | None, bool]:
        end = number.last
        if number.kind == "fraction":
            return end, None, False
        money = self._grammar.money_at(atoms, end)
        if money is not None:
            return money[0], money[1], True
        unit = self._grammar.unit_at(atoms, end)
        if unit is not None and (number.written or len(atoms[end].text) > 2):
            return unit[0], unit[1], True
        shared = self._shared_unit(atoms, number)
        return end, shared, shared is not None

    def _shared_unit(self, atoms: Sequence[Atom], number: Found) -> str | None:
        """The unit that stands behind a later number alone: *9,3 bzw. 8,0 Prozent*."""
        at = number.last
        if at < len(atoms) and atoms[at].text in self._grammar.links("sharing"):
            at += 2 if at + 1 < len(atoms) and atoms[at + 1].text == "." else 1
            other = read_at(atoms, at, self._grammar) if at < len(atoms) and number.written else None
            if other is not None and other.written:
                unit = self._grammar.unit_at(atoms, other.last)
                return unit[1] if unit is not None else None
        return None

    def _counted(self, atoms: Sequence[Atom], end: int, number: Found) -> tuple[int, int] | None:
        at = end
        if (
            at < len(atoms)
            and (number.kind in ("vague", "several") or number.magnitude)
            and atoms[at].text in self._grammar.links("of")
        ):
            at += 1
        if number.kind == "fraction":
            if at < len(atoms) and atoms[at].text in self._grammar.links("share_of"):
                at += 1
                if at < len(atoms) and atoms[at].text in self._grammar.links("share_article"):
                    at += 1
            else:
                return None
        if at < len(atoms) and "\n" in atoms[at].text:
            return None
        return find_counted(atoms, at, self._grammar, self._is_named)

    def _counts(
        self,
        atoms: Sequence[Atom],
        number: Found,
        of: tuple[int, int] | None,
        has_unit: bool,
        modality: Modality | None,
    ) -> bool:
        """Whether the number is a quantity: it measures, counts, or stands where an amount stands.

        `modality`: what its modifiers say, None where it has none.
        """
        grammar = self._grammar
        modified = modality is not None
        label = grammar.label_before(atoms, number.first) if not modified else None
        if label == "always" or (label == "alone" and of is None and not has_unit):
            return False
        if number.one:
            return has_unit or self._one_counts(atoms, number, of, modality)
        if number.kind == "fraction":
            return self._share_counts(atoms, number, of, modified)
        if has_unit:
            return True
        if of is not None:
            head = atoms[of[1] - 1].text.lower()
            if head in grammar.not_counted or atoms[of[0]].text.lower() in grammar.not_counted:
                return False
            return not self._is_postcode(atoms, number, of)
        after = atoms[number.last].text if number.last < len(atoms) else ""
        if after.lower() in grammar.not_counted:
            return False
        if number.kind in ("vague", "places"):
            return True
        if number.magnitude and number.value is not None and number.value >= BARE_FROM:
            return True
        if number.kind == "several":
            return number.magnitude
        if modified:
            return (
                number.written or after in grammar.links("bare_after") or number.kind == "range" or modality != "plain"
            )
        if number.kind == "number" and is_fate_behind(atoms, number.last, grammar.language):
            return True
        before = atoms[number.first - 1].text.lower() if number.first else ""
        behind = atoms[number.last].text if number.last < len(atoms) else ""
        if before == "," and behind == ")":
            return False
        if number.grouped or (
            number.written and (number.value or 0) >= BARE_FROM and before in grammar.links("bare_before")
        ):
            return True
        return after in grammar.links("bare_after") and number.value is not None and number.kind == "number"

    def _one_counts(
        self, atoms: Sequence[Atom], number: Found, of: tuple[int, int] | None, modality: Modality | None
    ) -> bool:
        """The article *ein* counts a victim, anybody whose fate is told, and what *mindestens* stands before."""
        if of is None:
            return False
        if modality == "at_least":
            return True
        head = atoms[of[1] - 1].text.lower()
        anybody = head in self._grammar.language.words("anybody_nouns") and of[1] - of[0] == 1
        return head in self._grammar.victims or (anybody and has_fate(atoms, of, self._grammar))

    def _share_counts(self, atoms: Sequence[Atom], number: Found, of: tuple[int, int] | None, modified: bool) -> bool:
        """*die Hälfte der Wahlkreise*; not the second half of a match."""
        before = atoms[number.first - 1].text if number.first else ""
        if before[:1].islower() and read_ordinal(before, self._grammar.language) is not None:
            return False
        if before in self._grammar.links("not_share") and number.kind == "fraction" and not modified:
            return False
        return of is not None or modified or number.first + 1 < number.last

    def _is_postcode(self, atoms: Sequence[Atom], number: Found, of: tuple[int, int]) -> bool:
        text = atoms[number.first].text
        return (
            len(text) in (4, 5)
            and text.isdecimal()
            and number.last == of[0]
            and self._is_named(atoms[of[0]])
            and (of[0] + 1 == of[1] and self._name_kind(atoms[of[0]]) == "LOC")
        )

    def _name_kind(self, atom: Atom) -> str | None:
        at = bisect_right(self._name_starts, atom.start)
        return self._names[at - 1][2] if at and self._names[at - 1][1] >= atom.end else None

    def _converted_behind(self, atoms: Sequence[Atom], end: int) -> bool:
        return (
            end + 1 < len(atoms)
            and atoms[end].text == "("
            and atoms[end + 1].text in self._grammar.links("converted")
            and (end + 2 >= len(atoms) or atoms[end + 2].text == ")")
        )

    def _with_rate(self, atoms: Sequence[Atom], end: int) -> int:
        """*20 Milliarden Euro pro Jahr*: the rate belongs to the extent."""
        if end + 1 < len(atoms) and atoms[end].text in self._grammar.links("rate") and atoms[end + 1].text[0].isalpha():
            return end + 2
        return end

    def _as_of(self, atoms: Sequence[Atom], number: Found) -> str | None:
        """The date that the clause puts the number to: its nearest calendar date, as exact as it is told."""
        if not self._overlaps_time(atoms[0].start, atoms[-1].end):
            return None
        low, high = clause_around(atoms, number.first, number.last)
        first, last = atoms[low].start, atoms[high - 1].end
        at = bisect_right(self._time_starts, first - 1)
        place = atoms[number.first].start
        nearest: tuple[int, str] | None = None
        while at < len(self._times) and self._times[at][0] < last:
            start, end, time = self._times[at]
            at += 1
            value = _calendar_value(time)
            if value is None or self._is_limit(atoms[low:high], start):
                continue
            distance = place - end if end <= place else start - place
            if nearest is None or distance < nearest[0]:
                nearest = (distance, value)
        return nearest[1] if nearest else None

    def _is_limit(self, atoms: Sequence[Atom], start: int) -> bool:
        """Whether a date says from when, until when or against when, not when."""
        before = [atom.text.lower() for atom in atoms if atom.start < start][-2:]
        return any(word in self._grammar.limit_words for word in before)


def _calendar_value(time: TimePoint) -> str | None:
    """`2024-10-31`, `2024-10` or `2024` of a time that names so much; None for others."""
    if time.type not in ("DATE", "TIME") or time.value is None or time.earliest is None:
        return None
    value = time.value[:10] if time.type == "TIME" else time.value
    parts = value.split("-")
    return value if all(part.isdecimal() for part in parts) and len(parts[0]) == 4 else None


def _own_modality(number: Found) -> Modality:
    if number.kind == "several":
        return "several"
    if number.kind in ("vague", "places"):
        return "vague"
    return "plain"


def _bounds(number: Found, modality: Modality) -> tuple[float | None, float | None, Modality]:
    """Bounds as the words give them (data/quantities of the contract): of a bound one side, of *about* none."""
    value = number.value
    if number.kind in ("several", "vague", "places"):
        return number.low, number.high, modality
    if number.kind == "range":
        return number.low, number.high, modality
    if modality in ("plain", "converted"):
        return value, value, modality
    if modality in ("at_least", "more_than"):
        return value, None, modality
    if modality in ("at_most", "less_than", "almost"):
        return None, value, modality
    return None, None, modality

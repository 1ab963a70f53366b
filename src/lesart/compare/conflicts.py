"""Where two readings of a row cannot be the same statement: numbers, authorities, negation, roles, times."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from lesart.compare.sides import Side
from lesart.compare.unit_scales import convert, equal_in_other_unit
from lesart.compare.units import weigh_words
from lesart.compare.verdicts import is_rounded
from lesart.language.concepts import load_concepts
from lesart.language.languages import Language
from lesart.language.stems import Stems
from lesart.model.annotation import Quantity
from lesart.model.synopsis import Difference, Variant
from lesart.model.text import Span

TELLING = 1.0
"""Weight from which a word tells something (a word in at most a third of texts)."""
MOST_AROUND_NEGATION = 2
"""Telling words that may change along with a negation: more, and the sentence is put otherwise as a whole. Set on
the first four tuning events."""
NEGATION_OVERLAP = 0.5
"""Share of the words of the shorter side that both have, before a negation counts. Set there too."""
NEGATED_SHARE = 0.6
"""Share of a negated part's weight that the other side must have, said without a negation. Own setting."""
LEAST_NEGATED = 5.0
"""Weight of it at least: more than one concept (own setting: one shared word is no statement)."""
ROLE_OVERLAP = 0.75
"""Share of the telling words of the shorter side that both have, before a turned order of nouns counts. Set on the
first four."""
OPPOSITE_OVERLAP = 0.3
"""Share of the lighter side's weight that both have, before opposite concepts count. Own setting."""
_NEAR_BOUND = {
    "plain": "exact", "converted": "exact", "about": "about", "almost": "about", "at_most": "upper",
    "less_than": "upper", "at_least": "lower", "more_than": "lower", "several": "vague", "vague": "vague",
}  # fmt: skip
_SEVERITY: dict[Difference | None, int] = {None: 0, "strength": 1, "bound": 2, "figure": 3}
_PARTS = re.compile(r"[,;:–—()„“”»«\"]")


WORDS_BEHIND = 3
"""Words behind two numbers that are the same where both count the same without naming it (*drei von ihnen mussten*).
Own setting."""
LOOKED_BEHIND = 60
"""Characters behind a number in which these words are looked for."""
_WORD = re.compile(r"[^\W\d_]+")


def find_conflicts(base: Side, here: Side, language: Language, stems: Stems) -> Iterator[Variant]:
    """What cannot be true of both, and numbers that differ in their roundness only (*strength*)."""
    yield from _figures(base, here, language, stems)
    yield from _counts(base, here, stems)
    yield from _authorities(base, here, language, stems)
    negated = list(_negations(base, here, language, stems))
    yield from negated or _negated_parts(base, here, language)
    yield from _opposites(base, here, language)
    yield from list(_roles(base, here, language, stems)) or _turned_names(base, here, language)
    yield from _times(base, here)


def _figures(base: Side, here: Side, language: Language, stems: Stems) -> Iterable[Variant]:
    """Numbers of the same thing that are not the same number, or not bounded alike.

    A number that the other side has too, whatever it counts there, is no difference.
    """
    free = here.quantities()
    there = _numbers(here)
    back = _numbers(base)
    for mine in base.quantities():
        alike = [other for other in free if _same_counted(base, mine, here, other, language, stems)]
        if not alike:
            continue
        best = min(alike, key=lambda other: _SEVERITY[_figure_kind(mine, other)])
        kind = _figure_kind(mine, best)
        if kind == "figure" and (mine.value in there or best.value in back):
            continue
        free.remove(best)
        if kind:
            yield Variant(kind, (mine.span,), (best.span,))


def _numbers(side: Side) -> set[float | None]:
    """Values of the quantities of a side and of its numbers in digits."""
    values: set[float | None] = {each.value for each in side.quantities() if each.value is not None}
    for word in side.words:
        if word.isdigit():
            values.add(float(word))
    return values


def _same_counted(base: Side, mine: Quantity, here: Side, other: Quantity, language: Language, stems: Stems) -> bool:
    """Whether two numbers of one row count the same: by their unit, by what became of those counted, by their noun,
    or because there is no other number on either side."""
    if mine.unit or other.unit:
        return convert(mine).unit == convert(other).unit
    became = [_outcomes(side, each, language, stems) for side, each in ((base, mine), (here, other))]
    if became[0] and became[1]:
        return became[0] == became[1]
    nouns = [_nouns(side, each, language, stems) for side, each in ((base, mine), (here, other))]
    if nouns[0] & nouns[1]:
        return True
    if nouns[0] and nouns[1]:
        kinds = language.mapping("people_concepts")
        people = all(any(noun[2:] in kinds for noun in each) for each in nouns)
        return people and _lone(base, language, stems) and _lone(here, language, stems)
    told = next((each for each in became if each), None)
    if told and (nouns[0] or nouns[1]) and not _tells(base if not became[0] else here, told, language):
        return False
    lone = len(base.quantities()) == len(here.quantities()) == 1
    return bool(told) or lone or _words_behind(base, mine) == _words_behind(here, other) != ()


def _words_behind(side: Side, quantity: Quantity) -> tuple[str, ...]:
    """The WORDS_BEHIND words behind a number, in small letters; none where the text ends before."""
    words = _WORD.findall(side.page.page.text, quantity.span.end, quantity.span.end + LOOKED_BEHIND)[:WORDS_BEHIND]
    return tuple(word.lower() for word in words) if len(words) == WORDS_BEHIND else ()


def _outcomes(side: Side, quantity: Quantity, language: Language, stems: Stems) -> frozenset[str]:
    outcome_of = language.mapping("outcomes")
    concepts = load_concepts(side.page.article.language)
    found: set[str] = set()
    for span in (quantity.of, quantity.predicate):
        words = [stems.stem(word) for word in side.page.page[span].split() if word[0].isalnum()] if span else []
        for place in range(len(words)):
            found.update(outcome_of[each] for each in concepts.at(words, place)[0] if each in outcome_of)
    return frozenset(found)


def _nouns(side: Side, quantity: Quantity, language: Language, stems: Stems) -> set[str]:
    """Terms of what is counted, without outcomes (*Tote*)."""
    if quantity.of is None:
        return set()
    outcome_of = language.mapping("outcomes")
    concepts = load_concepts(side.page.article.language)
    found: set[str] = set()
    for word in side.page.page[quantity.of].replace("-", " ").split():
        if word[0].isalnum():
            stem = stems.stem(word)
            named = concepts.every.get(stem, ())
            if not any(each in outcome_of for each in named):
                found.update({stem, *(f"c:{each}" for each in named)})
    return found


def _lone(side: Side, language: Language, stems: Stems) -> bool:
    """Whether only one number of a side counts people."""
    kinds = language.mapping("people_concepts")
    counted = [_nouns(side, each, language, stems) for each in side.quantities()]
    return sum(any(noun[2:] in kinds for noun in nouns) for nouns in counted) == 1


def _tells(side: Side, outcomes: frozenset[str], language: Language) -> bool:
    """Whether any concept of a side tells one of `outcomes`."""
    outcome_of = language.mapping("outcomes")
    return any(outcome_of.get(concept) in outcomes for concept in side.concepts)


def _counts(base: Side, here: Side, stems: Stems) -> Iterator[Variant]:
    """Ordinals and other bare numbers before one noun (*in der 23. Minute*), one on each side."""
    mine, other = (_numbered(side, stems) for side in (base, here))
    for noun in mine.keys() & other.keys():
        if len(mine[noun]) == len(other[noun]) == 1 and mine[noun].keys() != other[noun].keys():
            yield Variant("figure", tuple(mine[noun].values()), tuple(other[noun].values()))


def _numbered(side: Side, stems: Stems) -> dict[str, dict[str, Span]]:
    """Nouns behind a number in digits that is no quantity, each with those numbers and where they stand."""
    taken = [each.span for each in side.quantities()] + [each.span for each in side.times()]
    found: dict[str, dict[str, Span]] = {}
    for number, place, noun, behind in zip(side.words, side.places, side.words[1:], side.places[1:], strict=False):
        if number.isdigit() and not any(span.meets(place) for span in taken) and behind.start - place.end <= 2:
            found.setdefault(stems.stem(noun), {})[number] = place
    return {noun: numbers for noun, numbers in found.items() if not noun[0].isdigit()}


def _figure_kind(mine: Quantity, other: Quantity) -> Difference | None:
    if equal_in_other_unit(mine, other):
        return None
    mine, other = convert(mine), convert(other)
    mine_values = (mine.value, mine.low, mine.high)
    other_values = (other.value, other.low, other.high)
    bounds = {_NEAR_BOUND[mine.modality], _NEAR_BOUND[other.modality]}
    if mine.value is not None and other.value is not None and mine.value != other.value:
        near = "about" in bounds and is_rounded(mine, other)
        return "strength" if near else "figure"
    if len(bounds) > 1:
        return "strength" if bounds == {"exact", "about"} else "bound"
    return "figure" if mine_values != other_values else None


def _authorities(base: Side, here: Side, language: Language, stems: Stems) -> Iterable[Variant]:
    """Two named authorities that are not the same: for the figures, else for what is reported as said.

    An authority that the other side names too, in whatever role, or by another word for it, is no other one.
    """
    mine, other = _authority_spans(base), _authority_spans(here)
    known = [{entity for entity in _authority_entities(side) if entity} for side in (base, here)]
    if not mine or not other or known[0] & known[1]:
        return
    empty = {stems.stem(word) for word in language.words("source_nouns")}
    ones, twos = (
        {stem for stem in _stems_at(side, spans, stems) if stem not in empty and stems.weight(stem) > TELLING}
        for side, spans in ((base, mine), (here, other))
    )
    there, back = ({stems.stem(word) for word in side.words} for side in (here, base))
    if ones & there or twos & back or _concepts_of(ones, language) & _concepts_of(twos, language):
        return
    if _person_beside_noun(base, mine, here, other, language):
        return
    if ones and twos and not any(_related(one, two) for one in ones for two in twos):
        yield Variant("authority", tuple(mine[:1]), tuple(other[:1]))


def _person_beside_noun(
    base: Side, mine: Iterable[Span], here: Side, other: Iterable[Span], language: Language
) -> bool:
    """Whether one names a person and the other has a noun that may well be the same person (*die Neue im Amt*); a body
    that speaks for itself (`institution_concepts.txt`) may not."""
    kinds = []
    bodies = language.words("institution_concepts")
    for side, spans in ((base, list(mine)), (here, list(other))):
        named = [name for name in side.names() if any(span.meets(name.span) for span in spans)]
        concepts = load_concepts(side.page.article.language)
        words = [word.strip(".,:;()") for span in spans for word in side.page.page[span].replace("-", " ").split()]
        body = any(
            each in bodies for word in words if word for each in concepts.every.get(concepts.stems.stem(word), ())
        )
        kinds.append("name" if named else "body" if body else "noun")
    return set(kinds) == {"name", "noun"}


def _concepts_of(stems: Iterable[str], language: Language) -> set[str]:
    every = load_concepts(language.tag).every
    return {every[stem][0] for stem in stems if stem in every}


def _stems_at(side: Side, spans: Iterable[Span], stems: Stems) -> set[str]:
    words = [word for span in spans for word in side.page.page[span].replace("-", " ").split()]
    return {stems.stem(word.strip(".,:;()")) for word in words if word[0].isalpha() and word.strip(".,:;()")}


def _related(one: str, two: str) -> bool:
    """Whether two stems are one word or a compound and its last part (*Kantonspolizei*, *Polizei*)."""
    return one == two or (len(two) > 3 and one.endswith(two)) or (len(one) > 3 and two.endswith(one))


def _authority_spans(side: Side) -> list[Span]:
    """Authorities named in the sentences themselves: of their figures, else of what they report as said."""
    inside = [unit.span for unit in side.units]
    spans = [a for each in side.quantities() if (a := each.authority) and any(span.covers(a) for span in inside)]
    return spans or [span for each in side.quotations for span in each.speaker[:1]]


def _authority_entities(side: Side) -> list[str | None]:
    told = _authority_spans(side)
    ids = [each.authority_entity for each in side.quantities() if each.authority in told]
    return ids or [each.entity for each in side.quotations]


def _negations(base: Side, here: Side, language: Language, stems: Stems) -> Iterable[Variant]:
    """A negation that one side has and the other lacks, where little else is put otherwise around it."""
    negations = language.words("negations")
    mine = [place for word, place in zip(base.words, base.places, strict=True) if word in negations]
    other = [place for word, place in zip(here.words, here.places, strict=True) if word in negations]
    shared = len(set(base.words) & set(here.words))
    if bool(mine) == bool(other) or shared < NEGATION_OVERLAP * min(len(set(base.words)), len(set(here.words))):
        return
    matcher = SequenceMatcher(None, base.words, here.words, autojunk=False)
    for action, a, b, c, d in matcher.get_opcodes():
        if action == "equal" or not any(word in negations for word in (*base.words[a:b], *here.words[c:d])):
            continue
        telling = [word for word in (*base.words[a:b], *here.words[c:d]) if stems.weight(stems.stem(word)) > TELLING]
        if len(telling) <= MOST_AROUND_NEGATION:
            yield Variant("negation", tuple(mine[:1]), tuple(other[:1]))
            return


def _negated_parts(base: Side, here: Side, language: Language) -> Iterator[Variant]:
    """A part of a sentence (between commas) that one side negates and the other has without a negation."""
    for mine, other, turned in ((base, here, False), (here, base, True)):
        if any(word in language.words("negations") for word in other.words):
            continue
        for place, terms in _parts_negated(mine, language):
            shared = sum(min(weight, other.terms[term]) for term, weight in terms.items() if term in other.terms)
            if shared >= LEAST_NEGATED and shared >= NEGATED_SHARE * sum(terms.values()):
                yield Variant("negation", () if turned else (place,), (place,) if turned else ())
                return


def _parts_negated(side: Side, language: Language) -> Iterator[tuple[Span, dict[str, float]]]:
    """Each negation of a side with the terms of the part of its sentence that it stands in."""
    negations = language.words("negations")
    text = side.page.page.text
    concepts = load_concepts(side.page.article.language)
    for word, place in zip(side.words, side.places, strict=True):
        if word not in negations:
            continue
        unit = next(each for each in side.units if each.sentence.span.covers(place))
        start = max((m.end() for m in _PARTS.finditer(text, unit.span.start, place.start)), default=unit.span.start)
        stop = next((m.start() for m in _PARTS.finditer(text, place.end, unit.span.end)), unit.span.end)
        part = [token.text for token in unit.sentence.tokens if start <= token.start < stop and token.text[0].isalnum()]
        terms = weigh_words([each for each in part if each.lower() not in negations], concepts.stems, concepts)
        yield place, {term: weight for term, weight in terms.items() if term in side.terms}


def _opposites(base: Side, here: Side, language: Language) -> Iterator[Variant]:
    """Concepts that cannot both be true (`opposites.tsv`), one on each side, of what is alike otherwise."""
    lighter = min(sum(base.terms.values()), sum(here.terms.values()))
    shared = sum(min(weight, here.terms[term]) for term, weight in base.terms.items() if term in here.terms)
    if shared < OPPOSITE_OVERLAP * lighter:
        return
    mine, other = base.concepts - here.concepts, here.concepts - base.concepts
    for one, two in language.rows("opposites"):
        if (one in mine and two in other) or (two in mine and one in other):
            yield Variant("negation", (base.units[0].span,), (here.units[0].span,))
            return


def _roles(base: Side, here: Side, language: Language, stems: Stems) -> Iterable[Variant]:
    """Two nouns in turned order in the same words: who did it to whom. A passive turns the order by itself."""
    passive = language.words("passive_words")
    if any(word in passive for word in (*base.words, *here.words)):
        return
    mine, other = (_content(side, stems) for side in (base, here))
    common = mine.keys() & other.keys()
    if len(common) < ROLE_OVERLAP * min(len(mine), len(other)):
        return
    first, second = (_opening_noun(side, stems) for side in (base, here))
    if first is None or second is None or first == second or first not in other or second not in mine:
        return
    if mine[first].start < mine[second].start and other[second].start < other[first].start:
        yield Variant("actor", (mine[first],), (other[second],))


def _opening_noun(side: Side, stems: Stems) -> str | None:
    """The stem of the noun that a side begins with, after an article at most: there German has its subject, unless
    an object is put first on purpose."""
    for word, place in list(zip(side.words, side.places, strict=True))[:2]:
        written = side.page.page[place]
        if written[0].isupper() and stems.weight(stems.stem(word)) > TELLING:
            return stems.stem(word)
    return None


def _content(side: Side, stems: Stems) -> dict[str, Span]:
    """Telling stems of a side and where each stands first."""
    found: dict[str, Span] = {}
    for word, place in zip(side.words, side.places, strict=True):
        stem = stems.stem(word)
        if stems.weight(stem) > TELLING:
            found.setdefault(stem, place)
    return found


def _turned_names(base: Side, here: Side, language: Language) -> Iterator[Variant]:
    """Two names in turned order around an act that both tell (`role_concepts.txt`)."""
    passive = language.words("passive_words")
    acts = language.words("role_concepts")
    if not base.concepts & here.concepts & acts or any(word in passive for word in (*base.words, *here.words)):
        return
    mine, other = (_first_names(side) for side in (base, here))
    common = [entity for entity in mine if entity in other]
    if len(common) < 2 or len(mine) > 3 or len(other) > 3:
        return
    first, second = sorted(common, key=lambda entity: mine[entity].start)[:2]
    if other[second].start < other[first].start:
        yield Variant("actor", (mine[first],), (other[second],))


def _first_names(side: Side) -> dict[str, Span]:
    """Entities named on a side and where each is named first."""
    found: dict[str, Span] = {}
    for name in side.names():
        if name.entity:
            found.setdefault(name.entity, name.span)
    return found


def _times(base: Side, here: Side) -> Iterable[Variant]:
    """Points in time that do not meet, where each sentence gives exactly one."""
    mine = [each for each in base.times() if each.type in ("DATE", "TIME") and each.earliest and each.latest]
    other = [each for each in here.times() if each.type in ("DATE", "TIME") and each.earliest and each.latest]
    if len(mine) == 1 and len(other) == 1:
        one, two = mine[0], other[0]
        if _before(one.latest, two.earliest) or _before(two.latest, one.earliest):
            yield Variant("time", (one.span,), (two.span,))


def _before(one: str | None, other: str | None) -> bool:
    """Whether the first lies before the second, as finely as both are known."""
    size = min(len(one or ""), len(other or ""))
    return size > 0 and (one or "")[:size] < (other or "")[:size]

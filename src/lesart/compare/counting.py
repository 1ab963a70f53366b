"""Which numbers count the same thing, and how surely.

Evidence is added up: the thing counted, what became of it, the words around, the row of the synopsis that both
sentences stand in, and the closeness of the values. Some things exclude: another unit, another outcome (*dead*;
*injured*), another kind of thing. A page that gives two numbers of one thing on one authority means two sets by it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import msgspec

from lesart.algorithms.words import normal_word
from lesart.compare.units import Concepts, load_concepts, weigh_words
from lesart.compare.verdicts import Claim
from lesart.language.languages import Language, load_language
from lesart.language.stems import Stems, load_stems
from lesart.model.annotation import Annotated, Quantity, Sentence
from lesart.model.relation import Event
from lesart.model.text import Span

SAME_THING, LIKE_THING, OPEN_THING = 0.35, 0.2, 0.1
"""Weights of evidence: the same head noun; a general word for people beside a kind of people; nothing named, or
two words for things of one outcome and value."""
SAME_OUTCOME, ONE_OUTCOME = 0.3, -0.1
"""The same outcome; an outcome told by one of the two only."""
SAME_PREDICATE = 0.12
"""The same word or concept says what happens to those counted (*geschickt*), where it is no outcome."""
SAME_AUTHORITY = 0.15
"""Both are given on the word of one authority that is named."""
SAME_ROW = 0.25
"""Both sentences stand in one row of the synopsis."""
CONTEXT = 0.5
"""Factor on the likeness (0 to 1) of the words around."""
EQUAL, CLOSE, NEAR = 0.25, 0.2, 0.05
FAR, FARTHEST = -0.15, -0.35
"""Values equal; within a tenth; up to 1.6 times; over 2.5 times; over 6 times apart."""
WIDEST_PART = 1.6
"""A kind of people and people at large are compared up to this ratio: beyond it, a part stands beside the whole."""
SMALLEST_TELLING = 4.0
"""Numbers up to this are equal by chance too often to count as evidence."""
COMPARABLE = 0.6
"""Sum of evidence from which two numbers count the same thing. All weights set on the tuning half of
`tests/coverage` and checked on the half held out (`benchmarks/collation.py`)."""
JOIN = 0.5
"""Mean sum of evidence between two groups of numbers from which they are one row. Set there too."""
BEFORE = 0.4
"""Weight of the words of the sentence before, beside those of the number's own: reports go on about one thing."""
LEAST_CONTEXT = 0.1
"""Without this likeness of the words around, no row and no equal outcome, two numbers only look alike."""


class Counted(msgspec.Struct, frozen=True):
    """One quantity with what it counts: heads and outcomes (stems, concepts), and the terms around it."""

    page: int
    quantity: Quantity
    sentence: Sentence
    heads: frozenset[str]
    people: str | None
    """`general` where the head says no more than that people are counted, `kind` for a kind of people, else None."""
    outcomes: frozenset[str]
    said: frozenset[str]
    """Terms of the predicate."""
    context: dict[str, float]
    claim: Claim
    row: str | None
    """Id of the row of the synopsis that its sentence stands in."""


def count_page(page: Annotated, place: int, event: Event, rows: Mapping[Span, str]) -> list[Counted]:
    """The quantities of the article zones of `page`; `rows`: sentence to row id."""
    stems = load_stems(page.article.language)
    concepts = load_concepts(page.article.language)
    found: list[Counted] = []
    for quantity in page.quantities:
        zone = page.article.zone_at(quantity.span.start)
        sentence = next((each for each in page.sentences if each.span.covers(quantity.span)), None)
        if sentence is None or zone is None or zone.kind == "caption":
            continue
        found.append(_counted(page, place, quantity, sentence, event, rows.get(sentence.span)))
    return _share_authority([_with_elided_head(found, each, page, stems, concepts) for each in found])


def _counted(
    page: Annotated, place: int, quantity: Quantity, sentence: Sentence, event: Event, row: str | None
) -> Counted:
    stems = load_stems(page.article.language)
    concepts = load_concepts(page.article.language)
    language = load_language(page.article.language)
    outcome_of = language.mapping("outcomes")
    of_terms = _terms(page, quantity.of, stems, concepts)
    said = _terms(page, quantity.predicate, stems, concepts)
    heads = _heads(page, quantity.of, stems, concepts)
    named = {term[2:] for term in (*said, *of_terms) if term.startswith("c:")}
    outcomes = frozenset(outcome_of[concept] for concept in named if concept in outcome_of)
    return Counted(
        page=place,
        quantity=quantity,
        sentence=sentence,
        heads=frozenset(head for head in heads if outcome_of.get(head[2:]) is None),
        people=_people(page, quantity.of, heads, language),
        outcomes=outcomes,
        said=frozenset(term for term in said if not term.startswith("n:")),
        context=_context(page, sentence, stems, concepts),
        claim=_claim(page, quantity, event, stems),
        row=row,
    )


def _context(page: Annotated, sentence: Sentence, stems: Stems, concepts: Concepts) -> dict[str, float]:
    """Terms of the number's sentence, and at less weight of the one before, without numbers."""
    place = page.sentences.index(sentence)
    context: dict[str, float] = {}
    for each, share in ((sentence, 1.0), *(((page.sentences[place - 1], BEFORE),) if place else ())):
        words = [token.text for token in each.tokens if token.text[0].isalnum()]
        for term, weight in weigh_words(words, stems, concepts).items():
            if not term.startswith("n:"):
                context.setdefault(term, share * weight)
    return context


def _terms(page: Annotated, span: Span | None, stems: Stems, concepts: Concepts) -> dict[str, float]:
    return weigh_words(_words(page, span), stems, concepts) if span else {}


def _heads(page: Annotated, span: Span | None, stems: Stems, concepts: Concepts) -> frozenset[str]:
    """Terms of the nouns of the thing counted: in German the words in capitals, else the last word."""
    words = _words(page, span) if span else []
    nouns = [word for word in words if word[0].isupper()] or words[-1:]
    return frozenset(t for t in weigh_words(nouns, stems, concepts) if not t.startswith("n:"))


def _people(page: Annotated, of: Span | None, heads: frozenset[str], language: Language) -> str | None:
    """Whether people are counted, and whether more is said of them than that."""
    kinds = language.mapping("people_concepts")
    told = {kinds[head[2:]] for head in heads if head[2:] in kinds}
    if told:
        return "kind" if "kind" in told else "general"
    words = [normal_word(word) for word in _words(page, of)] if of else []
    endings = tuple(language.words("person_endings"))
    if not words or not endings:
        return None
    return "kind" if words[-1].endswith(endings) or words[-1] in _demonyms(language) else None


@lru_cache(maxsize=4)
def _demonyms(language: Language) -> frozenset[str]:
    """Names of a country's people (*Nordkoreaner*), in their normal form."""
    names = (name for row in language.rows("countries") if len(row) > 3 for name in row[3].split("|"))
    return frozenset(normal_word(name) + ending for name in names if name for ending in ("", "n", "innen"))


def _words(page: Annotated, span: Span) -> list[str]:
    return [word for word in page.page[span].replace("-", " ").split() if word[0].isalnum()]


def _claim(page: Annotated, quantity: Quantity, event: Event, stems: Stems) -> Claim:
    authority = _authority_key(page, quantity.authority, stems) if quantity.authority else None
    if authority and quantity.authority_entity:
        authority = f"{authority} {quantity.authority_entity}"
    return Claim(
        shown=page.page[quantity.span],
        modality=quantity.modality,
        value=quantity.value,
        low=quantity.low,
        high=quantity.high,
        authority=authority,
        moment=page.article.updated or page.article.published or quantity.as_of,
        occasion=event.id,
    )


def _authority_key(page: Annotated, span: Span, stems: Stems) -> str:
    """The telling stems of an authority as printed, sorted: `Angaben der Kantonspolizei` gives `kantonspolizei`.

    The entity goes behind it, so that two authorities are one by either.
    """
    empty = load_language(page.article.language).words("source_nouns")
    words = [word.strip(".,:;") for word in _words(page, span)]
    found = {stems.stem(word) for word in words if word and word not in empty and word[0].isupper()}
    telling = sorted(stem for stem in found if stems.weight(stem) > 1.0)
    return " ".join(telling) or page.page[span].lower()


def _with_elided_head(
    found: Sequence[Counted], each: Counted, page: Annotated, stems: Stems, concepts: Concepts
) -> Counted:
    """A number that names nothing counts what the number before it counts (*340 Stellen hier, 160 dort*)."""
    if each.heads or each.outcomes or each.quantity.of or each.quantity.unit:
        return each
    before = [
        other
        for other in found
        if other.quantity.span.start < each.quantity.span.start and other.quantity.of and not other.quantity.unit
    ]
    if not before or each.sentence.span.start - before[-1].sentence.span.end > 2:
        return each
    return msgspec.structs.replace(each, heads=before[-1].heads, people=before[-1].people)


def _share_authority(found: list[Counted]) -> list[Counted]:
    """A page's number without an authority has that of its other number of the same value and thing."""
    shared = []
    for each in found:
        if each.claim.authority is None:
            named = (o.claim.authority for o in found if o.claim.authority and _repeats(o, each))
            claim = msgspec.structs.replace(each.claim, authority=next(named, None))
            each = msgspec.structs.replace(each, claim=claim)
        shared.append(each)
    return shared


def _repeats(one: Counted, other: Counted) -> bool:
    same_value = one.quantity.value == other.quantity.value is not None
    return same_value and bool(one.heads & other.heads or one.outcomes & other.outcomes)


def comparable(one: Counted, other: Counted) -> float | None:
    """How surely two numbers count the same thing: the sum of evidence; None where something excludes it."""
    if one.quantity.unit != other.quantity.unit:
        return None
    if one.outcomes and other.outcomes and one.outcomes != other.outcomes:
        return None
    if one.page == other.page and _two_sets(one, other):
        return None
    thing = _thing(one, other)
    if thing is None:
        return None
    likeness = _likeness(one.context, other.context)
    outcome = SAME_OUTCOME if one.outcomes & other.outcomes else ONE_OUTCOME if one.outcomes or other.outcomes else 0.0
    row = SAME_ROW if one.row and one.row == other.row else 0.0
    if outcome == 0.0 and one.said & other.said:
        outcome = SAME_PREDICATE
    if likeness < LEAST_CONTEXT and not row and outcome <= 0:
        return 0.0
    word = SAME_AUTHORITY if one.claim.authority and one.claim.authority == other.claim.authority else 0.0
    return thing + outcome + row + word + CONTEXT * likeness + _closeness(one.quantity, other.quantity)


def _two_sets(one: Counted, other: Counted) -> bool:
    """Whether one page gives two values on one authority: then it counts two sets."""
    values = (one.quantity.value, other.quantity.value)
    if None in values or values[0] == values[1]:
        return False
    same = one.claim.authority == other.claim.authority or not (one.claim.authority and other.claim.authority)
    return same and one.quantity.as_of == other.quantity.as_of


def _thing(one: Counted, other: Counted) -> float | None:
    if one.heads & other.heads:
        return SAME_THING
    if one.quantity.unit or not one.heads or not other.heads:
        shared = bool(one.outcomes & other.outcomes)
        return SAME_THING if shared and not one.heads and not other.heads else LIKE_THING if shared else OPEN_THING
    if one.people and other.people and one.outcomes and _one_toll(one, other):
        return LIKE_THING
    if one.people and other.people and "general" in (one.people, other.people):
        return LIKE_THING if _ratio(one.quantity, other.quantity) <= WIDEST_PART else None
    if one.outcomes and one.outcomes == other.outcomes and one.quantity.value == other.quantity.value is not None:
        return OPEN_THING
    return None


def _one_toll(one: Counted, other: Counted) -> bool:
    """Whether one authority tells what became of people at two times: the toll goes on, whatever they are called."""
    same = one.claim.authority is not None and one.claim.authority == other.claim.authority
    return same and one.outcomes == other.outcomes


def same_set(one: Counted, other: Counted) -> bool:
    """Whether both numbers name the same population; a kind of people is another set than people at large."""
    if _one_toll(one, other) or not one.heads or not other.heads:
        return True
    return bool(one.heads & other.heads) or one.quantity.value == other.quantity.value


def _likeness(one: dict[str, float], other: dict[str, float]) -> float:
    shared = sum(min(weight, other[term]) for term, weight in one.items() if term in other)
    least = min(sum(one.values()), sum(other.values()))
    return shared / least if least else 0.0


def _closeness(one: Quantity, other: Quantity) -> float:
    ratio = _ratio(one, other)
    if ratio == 1.0:
        return EQUAL if (one.value or one.low or one.high or 0.0) > SMALLEST_TELLING else NEAR
    if ratio <= 1.1:
        return CLOSE
    if ratio <= 1.6:
        return NEAR
    return 0.0 if ratio <= 2.5 else FAR if ratio <= 6.0 else FARTHEST


def _ratio(one: Quantity, other: Quantity) -> float:
    """How many times the larger is the smaller; 2 where one of them gives no size."""
    sizes = [abs(each.value or each.low or each.high or 0.0) for each in (one, other)]
    return max(sizes) / min(sizes) if min(sizes) else 2.0

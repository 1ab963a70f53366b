"""Sentences as they are compared: their weighted terms, numbers, entities and the marks of a claim."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import log

import msgspec

from lesart.algorithms.words import normal_word
from lesart.compare.calls import find_calls
from lesart.compare.references import Holders, Referents, bare_entity, find_ages, find_holders
from lesart.compare.separable_verbs import join_particles
from lesart.compare.unit_scales import convert
from lesart.compare.wordings import Wording, read_wording
from lesart.language.concepts import Concepts, load_concepts
from lesart.language.languages import load_language
from lesart.language.lemmas import load_lemmas
from lesart.language.stems import Stems, load_stems
from lesart.model.annotation import Annotated, Name, Quantity, Sentence, TimePoint
from lesart.model.text import Span

COMPARED = frozenset({"lead", "body", "ticker_entry", "info_box", "correction"})
"""Zones whose sentences make rows; headlines and subheadlines repeat them in short."""
LIGHTEST = 0.3
"""Terms under this weight (in most texts of the language) say nothing about likeness."""
CONCEPT_WEIGHT = 4.5
"""Weight of a concept (`concepts.tsv`) at most: that of a word in one text of 90. A common word (*weiter*, *kann*)
lends it no more than its own weight: leaving one tuning event out, wrong pairs fall from 19 to 13 of some 290."""
NUMBER_WEIGHT = 5.0
"""Weight of a number. Numbers are as telling as a rare word, but other things are counted by the same number."""
ENTITY_WEIGHT = 5.0
"""Weight of a name that was resolved to an entity, whatever its form and length. A lone surname that is known on its
page only (`per:meier@PAGE`) counts as that surname: within one event it is good evidence."""
MEANT_WEIGHT = 3.0
"""Weight of a person that is meant but not named (`references.py`): less sure than a name."""
TIMED = frozenset({"DURATION", "DATE", "TIME"})
"""Times whose value (*P4Y*, *2026-03-01*) counts as a number: *vier Jahre* meets *4 Jahre*."""
SIZE_WEIGHT = 2.0
"""Weight of each of the two size classes of a number, so that 1184 meets 1200; classes are SIZE_STEP wide."""
SIZE_STEP = 1.12
SMALLEST_SIZE = 20
"""Numbers below this have no size class: five and six are not nearly the same."""
SHARED_MEANING = (1.0, 1.0, 0.75, 0.6)
"""A word of several concepts counts for each of them, at most for three, at this share of the weight (own setting:
about one over the square root of their number)."""
PART_WEIGHT = 0.7
"""A part of a compound counts this share of the word that stands alone. Of 0.3 to 1 the best leaving one tuning event
out; 0.7 to 1 differ little."""


class Unit(msgspec.Struct, frozen=True):
    """One sentence of a witness: `page` is the place of its page among those compared, `place` its order there."""

    page: int
    place: int
    sentence: Sentence
    zone: str
    terms: dict[str, float]
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    """Compounds among its terms, each with those of its parts that are terms because of it alone."""
    weight: float
    """Sum of the terms' weights."""
    words: tuple[str, ...]
    """Normal forms of its words, in order, for word-by-word comparison."""
    language: str
    """BCP 47 tag of its words' language, as far as the tables know it."""
    common_weight: float
    """Sum of the weights of those terms that are the same in every language: concepts, entities, numbers."""
    quantities: tuple[Quantity, ...]
    names: tuple[Name, ...]
    times: tuple[TimePoint, ...]
    wording: Wording
    quoted: bool = False
    """Whether somebody's words stand in it, direct or reported."""

    @property
    def span(self) -> Span:
        return self.sentence.span


def make_units(pages: Sequence[Annotated]) -> list[list[Unit]]:
    """The compared sentences of each page, in order.

    A term that stands in several sentences of the pages that have it (the town, the company, the main person) tells
    less which sentences belong together: its weight is divided by that number.
    """
    holders = find_holders(pages)
    drafts = [_units_of(page, place, holders) for place, page in enumerate(pages)]
    sentences: Counter[str] = Counter()
    witnesses: Counter[str] = Counter()
    for mine in drafts:
        here = Counter(term for unit in mine for term in unit.terms)
        sentences.update(here)
        witnesses.update(here.keys())
    return [[_damped(unit, sentences, witnesses) for unit in mine] for mine in drafts]


def _damped(unit: Unit, sentences: Counter[str], witnesses: Counter[str]) -> Unit:
    terms = {term: weight * witnesses[term] / sentences[term] for term, weight in unit.terms.items()}
    common = sum(weight for term, weight in terms.items() if term[1:2] == ":")
    return msgspec.structs.replace(unit, terms=terms, weight=sum(terms.values()), common_weight=common)


def _units_of(page: Annotated, place: int, holders: Holders) -> list[Unit]:
    stems = load_stems(page.article.language)
    concepts = load_concepts(page.article.language)
    particles = load_language(page.article.language).words("verb_particles")
    found: list[Unit] = []
    said = [piece for quotation in page.quotations for piece in quotation.content]
    calls = find_calls(page)
    referents = Referents(page, holders)
    for sentence in page.sentences:
        zone = page.article.zone_at(sentence.span.start)
        if zone is None or zone.kind not in COMPARED or sentence.span in calls:
            continue
        inside = sentence.span.covers
        quantities = tuple(each for each in page.quantities if inside(each.span))
        names = tuple(each for each in page.names if inside(each.span))
        times = tuple(each for each in page.times if inside(each.span))
        tokens = [token for token in sentence.tokens if token.text[0].isalnum()]
        words = tuple(normal_word(token.text) for token in tokens)
        named = [name.span for name in names if name.entity]
        plain = join_particles(sentence.tokens, particles, stems, named)
        terms, parts = _weigh_parts(plain, stems, concepts, capped=True)
        for quantity in map(convert, quantities):
            if quantity.value is not None:
                terms[f"n:{quantity.value:g}"] = NUMBER_WEIGHT
            if quantity.value is not None and quantity.value >= SMALLEST_SIZE:
                size = int(log(quantity.value) / log(SIZE_STEP))
                terms[f"s:{size}"] = terms[f"s:{size + 1}"] = SIZE_WEIGHT
        for time in times:
            if time.type in TIMED and time.value:
                terms[f"n:{time.value}"] = NUMBER_WEIGHT
        for name in names:
            if name.entity:
                terms[f"e:{bare_entity(name.entity)}"] = ENTITY_WEIGHT
        for word, age in find_ages(sentence, stems.tag).items():
            terms.pop(f"n:{stems.stem(word)}", None)
            terms[f"n:{age}y"] = NUMBER_WEIGHT
        for person in sorted(referents.of(sentence, names)):
            terms.setdefault(f"e:{person}", MEANT_WEIGHT)
        found.append(
            Unit(
                page=place,
                place=len(found),
                sentence=sentence,
                zone=zone.kind,
                terms=terms,
                parts=tuple(parts.items()),
                weight=0.0,
                words=words,
                language=stems.tag,
                common_weight=0.0,
                quantities=quantities,
                names=names,
                times=times,
                wording=read_wording(words, stems, concepts),
                quoted=any(piece.meets(sentence.span) for piece in said),
            )
        )
    return found


def weigh_words(words: Sequence[str], stems: Stems, concepts: Concepts, capped: bool = True) -> dict[str, float]:
    """Terms of a run of words with their weights: concepts where the words express one, else stems.

    `capped`: a common word lends its concept no more than its own weight; beside a number every word tells.

    Verbs meet in all their forms (`lemmas.py`); a form lends no more weight than it has itself. Compounds give their
    parts too, so that *Brandursache* meets *Ursache* and *Brand*.
    """
    return _weigh_parts(words, stems, concepts, capped)[0]


def _weigh_parts(
    words: Sequence[str], stems: Stems, concepts: Concepts, capped: bool
) -> tuple[dict[str, float], dict[str, tuple[str, ...]]]:
    """The terms of `weigh_words`, and by compound those of them that only its parts brought in."""
    terms: dict[str, float] = {}
    alone: set[str] = set()
    parts: dict[str, tuple[str, ...]] = {}
    lemmas = load_lemmas(stems.tag)
    plain = [stems.stem(word) for word in words]
    stemmed = [lemmas.stem(word) for word in words]
    for place, stem in enumerate(stemmed):
        if stem[0].isdigit():
            terms[f"n:{stem}"] = NUMBER_WEIGHT
            continue
        found, length = concepts.at(plain, place)
        if not found:
            found, length = concepts.at(stemmed, place)
        weight = min(stems.weight(stem), stems.weight(plain[place]))
        if length > 1:
            weight = max(map(stems.weight, plain[place : place + length]))
        if found:
            for concept in found:
                told = _concept_weight(weight, len(found), capped)
                terms[f"c:{concept}"] = max(told, terms.get(f"c:{concept}", 0.0))
                alone.add(f"c:{concept}")
            if weight > CONCEPT_WEIGHT and length == 1:
                terms[stem] = weight - CONCEPT_WEIGHT
                alone.add(stem)
            continue
        if weight > LIGHTEST:
            terms[stem] = weight
            alone.add(stem)
        brought = []
        for part in concepts.parts(stem):
            named = concepts.every.get(part)
            for key in [f"c:{each}" for each in named] if named else [part]:
                if key not in terms:
                    whole = _concept_weight(stems.weight(part), len(named), capped) if named else stems.weight(part)
                    terms[key] = PART_WEIGHT * whole
                    brought.append(key)
        if brought and stem in terms:
            parts[stem] = tuple(brought)
    return terms, {whole: tuple(key for key in keys if key not in alone) for whole, keys in parts.items()}


def _concept_weight(of_word: float, meanings: int, capped: bool) -> float:
    return (min(CONCEPT_WEIGHT, of_word) if capped else CONCEPT_WEIGHT) * SHARED_MEANING[meanings]

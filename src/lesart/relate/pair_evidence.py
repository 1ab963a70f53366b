"""What speaks for two pages of a small pile telling one story, and one event of it.

Two logistic regressions over kinds of evidence: rare words, names and matters that both have say that it is one story;
what is done, the times and common wording say that it is one event of it. Their weights (`story_evidence.tsv`,
`event_evidence.tsv`) are learnt from our own annotated piles (`training/events.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from functools import lru_cache
from math import log, log1p

import msgspec

from lesart.algorithms.agglomerate import Vector, dot, unit
from lesart.algorithms.words import normal_word
from lesart.errors import LanguageDataError
from lesart.language.concepts import load_concepts
from lesart.language.languages import load_language
from lesart.language.lemmas import load_lemmas
from lesart.language.stems import load_stems
from lesart.model.annotation import Annotated
from lesart.relate.event_terms import WORD, Weighed, load_terms
from lesart.relate.happenings import Happening, compare_happenings, head_sentences
from lesart.relate.ranges import read_ranges

STORY_KINDS = (
    "constant", "picked", "head_words", "words", "rare", "rare_share", "rare_head", "named", "named_share",
    "named_none", "named_head", "towns_differ", "concepts", "head_concepts", "heaviest_least", "heaviest_most",
    "languages",
)  # fmt: skip
"""Evidence on one story, in the order of `measure_story`. `picked`: the pile is small and somebody's choice."""
EVENT_KINDS = ("constant", "head_concepts", "concepts", "runs", "times")
"""Evidence on one event, in the order of `measure_event`."""
RAREST = 7.0
"""Weight from which a word is rare: names and odd words that the language's list hardly knows."""
SHORTEST_RARE = 4
"""Letters."""
RUN = 4
"""Words in a row that are common wording."""
HEAVIEST = 15
"""Heaviest words of a page that are looked for on the other."""
FEWEST = {"concepts": 5, "head_concepts": 3, "names": 2}
"""What a share is taken of at least, so that a very short page is not wholly inside another one."""
LEAST_AGREEMENT = 0.1
"""Factor of two times that do not agree at all; further apart says no more."""
FEWEST_NAMES = 2
"""Names of each page from which it says something that none is common to both."""
_COUNTRY = "country:"
_LETTERS = re.compile(r"[^\W\d_]+")


class Report(msgspec.Struct, frozen=True):
    """What is compared of one page. `head_…`: of the headline and the first running sentences."""

    page: str
    language: str
    happening: Happening
    words: Vector
    """Weighed words, at length 1."""
    head_words: Vector
    heaviest: frozenset[int]
    rare: frozenset[str]
    head_rare: frozenset[str]
    printed: frozenset[str]
    """All words in their plain form."""
    names: frozenset[str]
    head_names: frozenset[str]
    head_towns: frozenset[str]
    concepts: frozenset[str]
    head_concepts: frozenset[str]
    runs: frozenset[tuple[str, ...]]


class _Words(msgspec.Struct):
    """The words of a page while they are read."""

    rare: set[str]
    head_rare: set[str]
    printed: set[str]
    concepts: set[str]
    head_concepts: set[str]
    runs: set[tuple[str, ...]]


def read_report(page: Annotated, weighed: Weighed, happening: Happening) -> Report:
    """What is compared of `page`, whose weighed words and time are known."""
    heads = [sentence.span for sentence in head_sentences(page)]
    found = _Words(set(), set(), set(), set(), set(), set())
    inside = frozenset(place for head in heads for place in range(head.start, head.end))
    for start, end in read_ranges(page):
        _read_range(page, start, end, inside, found)
    names: set[str] = set()
    head_names: set[str] = set()
    towns: set[str] = set()
    for name in page.names:
        if name.kind == "OTH" or (name.entity is not None and name.entity.startswith(_COUNTRY)):
            continue
        letters = _LETTERS.findall(page.page[name.span])
        if not letters:
            continue
        word = plain_word(letters[-1])
        names.add(word)
        if any(head.covers(name.span) for head in heads):
            head_names.add(word)
            if name.kind == "LOC":
                towns.add(word)
    vector, words = weighed.vector, weighed.words
    return Report(
        page=page.page.id,
        language=load_stems(page.article.language).tag,
        happening=happening,
        words=unit({term: weight for term, weight in vector.items() if term in words}),
        head_words=unit({term: weight for term, weight in vector.items() if term not in words}),
        heaviest=frozenset(sorted(words, key=lambda term: (-vector[term], term))[:HEAVIEST]),
        rare=frozenset(found.rare),
        head_rare=frozenset(found.head_rare),
        printed=frozenset(found.printed),
        names=frozenset(names),
        head_names=frozenset(head_names),
        head_towns=frozenset(towns),
        concepts=frozenset(found.concepts),
        head_concepts=frozenset(found.head_concepts),
        runs=frozenset(found.runs),
    )


def _read_range(page: Annotated, start: int, end: int, head: Set[int], found: _Words) -> None:
    terms = load_terms(page.article.language)
    stems = load_stems(page.article.language)
    concepts = load_concepts(page.article.language)
    lemmas = load_lemmas(page.article.language)
    basic: list[str] = []
    stemmed: list[str] = []
    places: list[int] = []
    for match in WORD.finditer(page.page.text, start, end):
        word = match.group()
        basic.append(lemmas.stem(word))
        stemmed.append(stems.stem(word))
        places.append(match.start())
        if word[0].isdigit():
            continue
        found.printed.add(plain_word(word))
        for stem, _, (weight, _) in terms[word].heavy:
            if weight >= RAREST and len(stem) >= SHORTEST_RARE:
                found.rare.add(stem)
                if match.start() in head:
                    found.head_rare.add(stem)
    for place, at in enumerate(places):
        meant = concepts.at(stemmed, place)[0] or concepts.at(basic, place)[0]
        found.concepts.update(meant)
        if at in head:
            found.head_concepts.update(meant)
    found.runs.update(tuple(stemmed[n : n + RUN]) for n in range(len(stemmed) - RUN + 1))


def plain_word(word: str) -> str:
    """`word` in small letters without a genitive s, alike in all languages."""
    plain = normal_word(word)
    return plain[:-1] if plain.endswith("s") and len(plain) > SHORTEST_RARE else plain


def measure_story(one: Report, other: Report, picked: bool) -> tuple[float, ...]:
    """The evidence on one story, by STORY_KINDS."""
    rare = one.rare & other.rare
    named = (one.names & other.printed) | (other.names & one.printed)
    covered = sorted((_share(one.heaviest, other.words), _share(other.heaviest, one.words)))
    towns = one.head_towns and other.head_towns
    return (
        1.0,
        float(picked),
        dot(one.head_words, other.head_words),
        dot(one.words, other.words),
        log1p(len(rare)),
        len(rare) / max(1, min(len(one.rare), len(other.rare))),
        float(bool(one.head_rare & other.rare)) + float(bool(other.head_rare & one.rare)),
        float(bool(named)),
        len(named) / max(FEWEST["names"], min(len(one.names), len(other.names))),
        float(min(len(one.names), len(other.names)) >= FEWEST_NAMES and not named),
        float(bool(one.head_names & other.printed)) + float(bool(other.head_names & one.printed)),
        float(bool(towns) and not one.head_towns & other.printed and not other.head_towns & one.printed),
        _common(one, other, "concepts"),
        _common(one, other, "head_concepts"),
        covered[0],
        covered[1],
        float(one.language != other.language),
    )


_APART = tuple(map(STORY_KINDS.index, ("named_none", "towns_differ", "languages")))


def are_strangers(measured: Sequence[float]) -> bool:
    """Whether two pages of one language name people and places, none of them common, and other towns at their head: two
    happenings of one sort may share the day and most words. `measured`: by STORY_KINDS. Leaving one pile out, 39 of 50
    stories are right with it, 37 without."""
    unnamed, towns, languages = (measured[place] for place in _APART)
    return bool(unnamed and towns and not languages)


def measure_event(one: Report, other: Report) -> tuple[float, ...]:
    """The evidence on one event of a story, by EVENT_KINDS."""
    return (
        1.0,
        _common(one, other, "head_concepts"),
        _common(one, other, "concepts"),
        log1p(len(one.runs & other.runs)),
        log(max(LEAST_AGREEMENT, compare_happenings(one.happening, other.happening))),
    )


def _share(terms: Set[int], words: Vector) -> float:
    return sum(term in words for term in terms) / max(1, len(terms))


def _common(one: Report, other: Report, kind: str) -> float:
    """Concepts that both have, as part of what the page with fewer has."""
    mine, theirs = (one.concepts, other.concepts) if kind == "concepts" else (one.head_concepts, other.head_concepts)
    return len(mine & theirs) / max(FEWEST[kind], min(len(mine), len(theirs)))


def weigh(measured: Sequence[float], weights: Sequence[float]) -> float:
    """The logarithm of the odds that `weights` give what was `measured`."""
    return sum(weight * value for weight, value in zip(weights, measured, strict=True))


@lru_cache(maxsize=2)
def load_weights(name: str) -> tuple[float, ...]:
    """The weights of table `name`, in the order of its kinds. Raises LanguageDataError where a kind is missing."""
    kinds = STORY_KINDS if name == "story_evidence" else EVENT_KINDS
    table = load_language(None).mapping(name)
    if set(table) != set(kinds):
        raise LanguageDataError(f"{name}.tsv weighs {sorted(table)}, not {sorted(kinds)}")
    return tuple(float(table[kind]) for kind in kinds)

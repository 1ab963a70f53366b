"""What the words of a text weigh when happenings are compared.

Words weigh what they are rare in the language (`language/stems.py`), more at the head of an article, where the news
is; the very head counts once more by itself, since background paragraphs are shared by all pages of a story. German
compounds also count as their two parts. Without any embedding.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import exp, log, sqrt
from zlib import crc32

import msgspec

from lesart.algorithms.agglomerate import Vector
from lesart.algorithms.words import normal_word
from lesart.language.languages import load_language
from lesart.language.stems import Stems, load_stems
from lesart.model.annotation import Annotated, NameKind

_STAMP = re.compile(r"\d{1,2}\.\d{1,2}\.\d{2,4}|\d{1,2}[:.]\d{2}|\d{4}-\d\d-\d\d")
WORD = re.compile(r"\d+(?:[.,:'’]\d+)*|[^\W\d_]+")
HEAD_WEIGHT = 8.0
HEAD_LENGTH = 30
"""A word at place n of a text counts 1 + HEAD_WEIGHT · e^(-n / HEAD_LENGTH) times. These and the next numbers were
set on the even topics of ECB+ and the tuning half of the own German set, each in the middle of a range that gives
nearly the same (`docs/events.md`)."""
NEWS_LENGTH = 40
NEWS_SHARE = 0.4
"""The first NEWS_LENGTH words make NEWS_SHARE of the likeness by themselves."""
NUMBER_WEIGHT = 10.0
DIGIT_WEIGHT = 6.0
"""Weight of a number, and of one of a single digit: ages, tolls and years tell events of one kind apart."""
NAME_WEIGHTS: dict[NameKind, float] = {"PER": 0.75, "ORG": 0.75, "LOC": 0.6, "OTH": 0.75}
"""Factors on words inside names: they tell the story, the other words what has happened in it."""
PART_WEIGHT = 0.4
"""A part of a compound counts as this much of a word."""
SPLIT_BELOW = 3e-6
"""Share of running words from which a word is taken as one: *Nordkorea* is no compound to the reader."""
SHORTEST_COMPOUND = 8
SHORTEST_PART = 4
"""Letters."""
LIGHTEST = 2.5
"""Words under this weight stand in one text of twelve or more and are left out."""
TYPICAL_TERMS = 80
FEWEST_TERMS = 20
LENGTH_PIVOT = 0.15
"""A text of n different terms, FEWEST_TERMS at least, has length (TYPICAL_TERMS / n)^LENGTH_PIVOT instead of 1: long
texts on one matter share more words by chance (pivoted normalisation, Singhal et al. 1996)."""
MOST_WORDS = 1_500
"""Words of a text that are read; what comes later is background, and the work per page is bounded."""

_PLACE_WEIGHTS = tuple(1 + HEAD_WEIGHT * exp(-place / HEAD_LENGTH) for place in range(MOST_WORDS))


class Weighed(msgspec.Struct, frozen=True):
    """A text as weighed terms. `places`: by term, where a word that bears it first stands (offsets in the page)."""

    vector: Vector
    places: dict[int, tuple[int, int]]


@lru_cache(maxsize=400_000)
def term_of(stem: str) -> int:
    """The number that stands for `stem` in vectors: CRC-32, which makes any table of words unnecessary."""
    return crc32(stem.encode("utf-8", "surrogatepass"))


@lru_cache(maxsize=400_000)
def news_term_of(stem: str) -> int:
    """The number that stands for `stem` among the first words of a text."""
    return crc32(b"^" + stem.encode("utf-8", "surrogatepass"))


def weigh_text(page: Annotated, ranges: Iterable[tuple[int, int]]) -> Weighed:
    """The words in `ranges` of `page` (offsets, in order), weighed. An empty text gives an empty vector."""
    stems = load_stems(page.article.language)
    words, news, places = _count_words(page, ranges)
    counts: dict[str, float] = {}
    first: dict[str, float] = {}
    places_of: dict[int, tuple[int, int]] = {}
    for word, count in words.items():
        for each, share in stems_of(stems, word):
            counts[each] = counts.get(each, 0.0) + share * count
            if word in news:
                first[each] = first.get(each, 0.0) + share * news[word]
            places_of.setdefault(term_of(each), places[word])
    factors = _name_factors(page, stems)
    whole = _weigh(counts, stems, factors)
    head = _weigh(first, stems, factors)
    scale = (TYPICAL_TERMS / max(FEWEST_TERMS, len(whole))) ** LENGTH_PIVOT
    vector: Vector = {}
    for stem, weight in _unit(whole).items():
        vector[term_of(stem)] = weight * scale * sqrt(1 - NEWS_SHARE)
    for stem, weight in _unit(head).items():
        vector[news_term_of(stem)] = weight * sqrt(NEWS_SHARE)
    return Weighed(vector, {term: place for term, place in places_of.items() if term in vector})


def _count_words(
    page: Annotated, ranges: Iterable[tuple[int, int]]
) -> tuple[dict[str, float], dict[str, int], dict[str, tuple[int, int]]]:
    """By word as written: its count weighed by place, its count among the first words, and its first place."""
    words: dict[str, float] = {}
    news: dict[str, int] = {}
    places: dict[str, tuple[int, int]] = {}
    number = 0
    for start, end in ranges:
        for match in WORD.finditer(page.page.text, start, end):
            if number >= MOST_WORDS:
                return words, news, places
            word = match.group()
            if word not in words:
                words[word] = 0.0
                places[word] = match.span()
            words[word] += _PLACE_WEIGHTS[number]
            if number < NEWS_LENGTH:
                news[word] = news.get(word, 0) + 1
            number += 1
    return words, news, places


def _unit(weights: dict[str, float]) -> dict[str, float]:
    """`weights` at length 1."""
    length = sqrt(sum(weight * weight for weight in weights.values()))
    return {stem: weight / length for stem, weight in weights.items()} if length else {}


def _name_factors(page: Annotated, stems: Stems) -> dict[str, float]:
    """NAME_WEIGHTS by the stems of the words inside names."""
    factors: dict[str, float] = {}
    for name in page.names:
        for match in WORD.finditer(page.page.text, name.span.start, name.span.end):
            factors[stems_of(stems, match.group())[0][0]] = NAME_WEIGHTS[name.kind]
    return factors


def _weigh(counts: dict[str, float], stems: Stems, factors: dict[str, float]) -> dict[str, float]:
    weights = {}
    for stem, count in counts.items():
        weight = weigh_number(stem) if stem[0].isdigit() else stems.weight(stem)
        if weight > LIGHTEST:
            weights[stem] = (1 + log(count) if count >= 1 else count) * weight * factors.get(stem, 1.0)
    return weights


def weigh_number(number: str) -> float:
    """What a number weighs: a stamp nothing, since times are compared as times."""
    if _STAMP.fullmatch(number):
        return 0.0
    return DIGIT_WEIGHT if len(number) == 1 else NUMBER_WEIGHT


def split_compound(tag: str, word: str) -> tuple[str, ...]:
    """The stems of the two parts of a compound noun, or nothing: *Rotlautunnel* as *rotlau* and *tunnel*.

    Both parts in the language's list win over a known second part alone; a linking s or (e)n of the first is cut.
    """
    if len(word) < SHORTEST_COMPOUND or not word[0].isupper() or not word.isalpha():
        return ()
    stems = load_stems(tag)
    lower = normal_word(word)
    if stems.share(stems.stem(word)) > SPLIT_BELOW:
        return ()
    best: tuple[float, str, str] | None = None
    lone: tuple[str, str] | None = None
    for cut in range(SHORTEST_PART, len(lower) - SHORTEST_PART + 1):
        second = stems.stem(lower[cut:])
        if not stems.known(second):
            continue
        for first in _first_parts(lower[:cut]):
            stem = stems.stem(first)
            if stems.known(stem):
                score = stems.share(stem) * stems.share(second)
                if best is None or score > best[0]:
                    best = (score, stem, second)
        if lone is None and len(lower) - cut > SHORTEST_PART:
            lone = (stems.stem(lower[:cut]), second)
    return best[1:] if best else lone or ()


def stems_of(stems: Stems, word: str) -> tuple[tuple[str, float], ...]:
    """The stem of `word` and how much it counts; of a compound noun also its parts."""
    return _stems_of(stems.tag, word) if stems.tag in _compounding() else ((stems.stem(word), 1.0),)


@lru_cache(maxsize=1)
def _compounding() -> frozenset[str]:
    return load_language(None).words("compounding")


@lru_cache(maxsize=400_000)
def _stems_of(tag: str, word: str) -> tuple[tuple[str, float], ...]:
    parts = split_compound(tag, word)
    return ((_base_stem(load_stems(tag), word), 1.0), *((part, PART_WEIGHT) for part in parts))


def _base_stem(stems: Stems, word: str) -> str:
    """The stem of `word`, a genitive s cut where what is left is better known: *Nordkoreas* as *Nordkorea*."""
    stem = stems.stem(word)
    if word[0].isupper() and len(word) > SHORTEST_PART and word.endswith("s") and not word.endswith("ss"):
        base = stems.stem(word[:-1])
        if stems.share(base) > stems.share(stem) or not (stems.known(stem) or stems.known(base)):
            return base
    return stem


def _first_parts(first: str) -> Sequence[str]:
    """`first` with and without a linking s, n or en."""
    forms = [first]
    if first.endswith("s") and len(first) > SHORTEST_PART + 1:
        forms.append(first[:-1])
    if first.endswith("en") and len(first) > SHORTEST_PART + 2:
        forms += [first[:-1], first[:-2]]
    return forms

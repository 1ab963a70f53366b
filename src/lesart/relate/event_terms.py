"""What the words of a text weigh when happenings are compared.

Words weigh what they are rare in the language (`language/stems.py`), more at the head of an article, where the news
is; the very head counts once more by itself, since background paragraphs are shared by all pages of a story. German
compounds also count as their two parts. Without any embedding.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from math import exp, log, sqrt
from typing import NamedTuple
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

MOST_REMEMBERED = 100_000
"""Words whose terms are kept, and numbers of stems: under 60 MB together, whatever the texts. Rare ones are made again,
which changes no result."""

_PLACE_WEIGHTS = tuple(1 + HEAD_WEIGHT * exp(-place / HEAD_LENGTH) for place in range(MOST_WORDS))
_NEWS_ROOT, _REST_ROOT = sqrt(NEWS_SHARE), sqrt(1 - NEWS_SHARE)


class Weighed(msgspec.Struct, frozen=True):
    """A text as weighed terms. `words`: by term, a word that bears it, as first printed; `ranges`: what of the page was
    read (offsets, in order)."""

    vector: Vector
    words: dict[int, str]
    ranges: tuple[tuple[int, int], ...]

    def place_of(self, term: int, text: str) -> tuple[int, int] | None:
        """Where a word that bears `term` first stands in the page's `text` (offsets); None where none does."""
        word = self.words.get(term)
        return None if word is None else _find_word(text, word, self.ranges)


Term = tuple[float, int]
"""The weight of a stem, and its number in vectors."""


class Terms(NamedTuple):
    """What a word as written counts as. `base`: its own stem; `heavy`: the stems heavier than LIGHTEST, its own and
    those of its parts, each with how much it counts."""

    base: str
    heavy: tuple[tuple[str, float, Term], ...]


def term_of(stem: str) -> int:
    """The number that stands for `stem` in vectors: CRC-32, which makes any table of words unnecessary."""
    return crc32(stem.encode("utf-8", "surrogatepass"))


@lru_cache(maxsize=MOST_REMEMBERED)
def news_term_of(stem: str) -> int:
    """The number that stands for `stem` among the first words of a text."""
    return crc32(b"^" + stem.encode("utf-8", "surrogatepass"))


def weigh_text(page: Annotated, ranges: Iterable[tuple[int, int]]) -> Weighed:
    """The words in `ranges` of `page` (offsets, in order), weighed. An empty text gives an empty vector."""
    known = load_terms(page.article.language)
    ranges = tuple(ranges)
    read = _read_words(page.page.text, ranges)
    terms: dict[str, Term] = {}
    counts: dict[str, float] = {}
    words: dict[int, str] = {}
    for word, count in _count_words(read).items():
        for stem, share, term in known[word].heavy:
            if stem in counts:
                counts[stem] += share * count
            else:
                counts[stem] = share * count
                terms[stem] = term
                words.setdefault(term[1], word)
    first: dict[str, float] = {}
    for word, number in Counter(read[:NEWS_LENGTH]).items():
        for stem, share, _ in known[word].heavy:
            first[stem] = first.get(stem, 0.0) + share * number
    factors = _name_factors(page, known)
    whole = _weigh(counts, terms, factors)
    head = _weigh(first, terms, factors)
    scale = (TYPICAL_TERMS / max(FEWEST_TERMS, len(whole))) ** LENGTH_PIVOT
    length = _length(whole)
    vector = {terms[stem][1]: weight / length * scale * _REST_ROOT for stem, weight in whole.items()}
    length = _length(head)
    for stem, weight in head.items():
        vector[news_term_of(stem)] = weight / length * _NEWS_ROOT
    return Weighed(vector, words, ranges)


def _read_words(text: str, ranges: Iterable[tuple[int, int]]) -> list[str]:
    """The first MOST_WORDS words in `ranges` of `text`, as written."""
    read: list[str] = []
    for start, end in ranges:
        read += WORD.findall(text, start, end)
        if len(read) >= MOST_WORDS:
            break
    return read[:MOST_WORDS]


def _count_words(read: Iterable[str]) -> dict[str, float]:
    """Each word of a text once, in order, with its count weighed by place."""
    counts: dict[str, float] = {}
    for word, weight in zip(read, _PLACE_WEIGHTS, strict=False):
        if word in counts:
            counts[word] += weight
        else:
            counts[word] = weight
    return counts


def _find_word(text: str, word: str, ranges: Iterable[tuple[int, int]]) -> tuple[int, int] | None:
    """Where `word` first stands in `ranges` of `text` as one of its words (WORD). No word holds a blank, so each place
    is looked at from the blank before it."""
    for start, end in ranges:
        at = text.find(word, start, end)
        while at >= 0:
            for match in WORD.finditer(text, max(start, text.rfind(" ", start, at)), end):
                if match.end() > at:
                    break
            if match.span() == (at, at + len(word)):
                return match.span()
            at = text.find(word, at + 1, end)
    return None


def _length(weights: dict[str, float]) -> float:
    return sqrt(sum([weight * weight for weight in weights.values()]))


def _name_factors(page: Annotated, known: Mapping[str, Terms]) -> dict[str, float]:
    """NAME_WEIGHTS by the stems of the words inside names."""
    factors: dict[str, float] = {}
    for name in page.names:
        for word in WORD.findall(page.page.text, name.span.start, name.span.end):
            factors[known[word].base] = NAME_WEIGHTS[name.kind]
    return factors


def _weigh(counts: dict[str, float], terms: dict[str, Term], factors: dict[str, float]) -> dict[str, float]:
    return {
        stem: (1 + log(count) if count >= 1 else count) * terms[stem][0] * factors.get(stem, 1.0)
        for stem, count in counts.items()
    }


def weigh_number(number: str) -> float:
    """What a number weighs: a stamp nothing, since times are compared as times."""
    if _STAMP.fullmatch(number):
        return 0.0
    return DIGIT_WEIGHT if len(number) == 1 else NUMBER_WEIGHT


def split_compound(stems: Stems, word: str, normal: str) -> tuple[str, ...]:
    """The stems of the two parts of a compound noun, or nothing: *Rotlautunnel* as *rotlau* and *tunnel*.

    `normal`: the word's normal form. Both parts in the language's list win over a known second part alone; a linking s
    or (e)n of the first is cut.
    """
    if len(word) < SHORTEST_COMPOUND or not word[0].isupper() or not word.isalpha():
        return ()
    known = stems.known_stems
    best: tuple[float, str, str] | None = None
    lone: tuple[int, str] | None = None
    for cut in range(SHORTEST_PART, len(normal) - SHORTEST_PART + 1):
        second = known[normal[cut:]]
        if second is None:
            continue
        for first in _first_parts(normal[:cut]):
            stem = known[first]
            if stem is not None:
                score = stems.share(stem) * stems.share(second)
                if best is None or score > best[0]:
                    best = (score, stem, second)
        if lone is None and len(normal) - cut > SHORTEST_PART:
            lone = (cut, second)
    if best is not None:
        return best[1:]
    return () if lone is None else (stems.stem_normal(normal[: lone[0]]), lone[1])


class _Terms(dict[str, Terms]):
    """The terms of one language's words as written, made when asked for; emptied when full."""

    def __init__(self, tag: str) -> None:
        super().__init__()
        self._stems = load_stems(tag)
        self._compounds = tag in _compounding()

    def __missing__(self, word: str) -> Terms:
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        found = self[word] = self._read(word)
        return found

    def _read(self, word: str) -> Terms:
        stems = self._stems
        normal = normal_word(word)
        if normal[0].isdigit():
            weight = weigh_number(normal)
            return Terms(normal, ((normal, 1.0, (weight, term_of(normal))),) if weight > LIGHTEST else ())
        stem = stems.stem_normal(normal)
        base = stem
        parts: tuple[str, ...] = ()
        if self._compounds:
            base = _base_stem(stems, word, stem)
            if stems.share(stem) <= SPLIT_BELOW:
                parts = split_compound(stems, word, normal)
        heavy = []
        weight = stems.weight(base)
        if weight > LIGHTEST:
            heavy.append((base, 1.0, (weight, term_of(base))))
        for part in parts:
            weight = stems.weight(part)
            if weight > LIGHTEST:
                heavy.append((part, PART_WEIGHT, (weight, term_of(part))))
        return Terms(base, tuple(heavy))


@lru_cache(maxsize=8)
def _load_terms(tag: str) -> _Terms:
    return _Terms(tag)


def load_terms(tag: str | None) -> Mapping[str, Terms]:
    """By word as written, what it counts as in the language of the BCP 47 `tag`."""
    return _load_terms(load_stems(tag).tag)


@lru_cache(maxsize=1)
def _compounding() -> frozenset[str]:
    return load_language(None).words("compounding")


def _base_stem(stems: Stems, word: str, stem: str) -> str:
    """The `stem` of `word`, a genitive s cut where what is left is better known: *Nordkoreas* as *Nordkorea*."""
    if word[-1] == "s" and word[0].isupper() and len(word) > SHORTEST_PART and word[-2] != "s":
        base = stems.stem_normal(normal_word(word[:-1]))
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

"""What a sequence labeller sees of a sentence: features of each token, made once a word and kept.

A word's own features (spelling, affixes, clusters, lists it stands in) and those it lends to its neighbours do not
depend on the place it stands in, so they are made on first sight and looked up afterwards; most are those of all words
of one kind, or of all with the same first or last letters. Clusters and classes of case come from `clusters`, the lists
are `nouns`, `first_names`, `last_names`, `cities` and `name_words` (see docs/names.md).
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from lesart.annotate.places import load_cities
from lesart.annotate.word_clusters import WordClusters
from lesart.language.languages import Language

CACHED_WORDS = 100_000
"""Words whose features are kept; then the table is emptied. Holds memory at some 200 MB at the very most; news
text has about 25,000 different words in 100,000 (own count)."""

CLUSTER_BITS = (6, 10)
"""Lengths of the paths in the cluster tree that are features beside the whole path."""

ENDINGS = ("s", "n", "e", "es", "en", "er")
"""German endings taken off a word to find its dictionary form in the list of nouns."""

_ENDINGS_BY_LAST = {
    last: tuple(ending for ending in ENDINGS if ending[-1] == last) for last in {ending[-1] for ending in ENDINGS}
}

PREFIXES, SUFFIXES = (2, 3, 4), (2, 3, 4, 5)
"""Lengths of the letters at both ends of a word that are features."""
FRONT, END = max(PREFIXES) + 1, max(SUFFIXES) + 1
"""Letters at both ends that tell all of these: one more says that the word is longer."""
SHORTEST_FIRST = 3
"""Letters before a noun that make a compound at least."""
SHORTEST_LAST = 5
"""Letters of a noun at the end of a compound at least: shorter ones (berg, dorf, feld) end places and families."""

QUOTES = frozenset('"„“”»«‚‘›‹')

_REPEATED = re.compile(r"(.)\1{2,}")


LEFT, RIGHT, FAR_LEFT, FAR_RIGHT = "b", "d", "a", "e"
"""Marks before what a word lends to another: where it stands, seen from that one."""


class Kind(NamedTuple):
    """What words have in common that differ in their letters alone: the shape, the marks of the lists, what the
    clusters tell (empty for an unseen word), the cluster of what an unseen word is the genitive of, and whether it
    begins with a capital."""

    shape: str
    lists: str
    told: str
    genitive_of: str
    capital: bool

    @property
    def cluster(self) -> str:
        """The number of the cluster, for an unseen word its shape."""
        return self.told[:-1] or self.shape[:3]


class WordFeatures(NamedTuple):
    """Features of a word, or a part of them: its own, and, without the mark of their place, those it lends to the
    words beside it (`near`) and to the next but one (`far`)."""

    own: tuple[str, ...]
    near: tuple[str, ...] = ()
    far: tuple[str, ...] = ()


class NameFeatures:
    """Makes the features of sentences of one language. Not shared between threads."""

    def __init__(self, language: Language) -> None:
        self.words = load_words(language)
        self._kept: dict[str, tuple[Kind, WordFeatures]] = {}

    def of_sentence(self, words: Sequence[str]) -> list[list[str]]:
        """One list of features a word, in order."""
        kept = self._kept
        if len(kept) > CACHED_WORDS:
            kept.clear()
        for word in words:
            if word not in kept:
                kept[word] = self._of_word(word)
        return self._join([kept[word] for word in words], words)

    def _join(self, row: list[tuple[Kind, WordFeatures]], words: Sequence[str]) -> list[list[str]]:
        last = len(row) - 1
        items = []
        quoted = False
        for at, (kind, (own, _, _)) in enumerate(row):
            item = [*own]
            if at:
                before, lent = row[at - 1]
                item += [LEFT + one for one in lent.near]
                item.append(f"bb={before.cluster}|{kind.cluster}")
                if kind.lists or before.lists:
                    item.append(f"bg={before.lists}|{kind.lists}")
                if at > 1:
                    item += [FAR_LEFT + one for one in row[at - 2][1].far]
                else:
                    item.append("second")
            else:
                item.append("first")
            if at < last:
                after, lent = row[at + 1]
                item += [RIGHT + one for one in lent.near]
                item.append(f"dd={kind.cluster}|{after.cluster}")
                if at + 1 < last:
                    item += [FAR_RIGHT + one for one in row[at + 2][1].far]
            else:
                item.append("last")
            if words[at] in QUOTES:
                quoted = not quoted
            elif quoted:
                item.append("quoted")
            items.append(item)
        for start, end, mark in self.words.find_phrases(words):
            for at in range(start, end):
                items[at].append(f"m{mark}{'B' if at == start else 'I'}")
        return items

    def _of_word(self, word: str) -> tuple[Kind, WordFeatures]:
        """The kind of a word and all features it has by itself, in the order in which the weights were learnt."""
        kind = self.kind_of(word)
        shared, letters = self.of_kind(kind), self.of_letters(word, kind)
        front = self.of_front(word[:FRONT] if kind.capital else "")
        end = self.of_end(word[-END:] if kind.capital else "")
        own = (*letters.own[:1], *shared.own, *front.own, *end.own, *letters.own[1:])
        near = (*letters.near, *shared.near[:-1], *end.near, *shared.near[-1:])
        return kind, WordFeatures(own, near, letters.far + shared.far)

    def kind_of(self, word: str) -> Kind:
        """The kind of `word`, not kept."""
        told = self.words.clusters.told(word)
        if word[:1] == word[:1].lower():
            return Kind(shape_of(word), "", told, "", False)
        genitive_of = self.words.clusters.told(word[:-1])[:-1] if not told and word[-1:] == "s" else ""
        return Kind(shape_of(word), self.words.lists_of(word), told, genitive_of, True)

    def of_kind(self, kind: Kind) -> WordFeatures:
        """The features of all words of a kind."""
        shape, lists, told, genitive_of, capital = kind
        own, near = ["s=" + shape], []
        if lists:
            own.append("G=" + lists)
            own += ["g=" + one for one in lists]
            near.append("G=" + lists)
        if told:
            cluster, case = told[:-1], told[-1]
            number = int(cluster)
            own += [f"c{bits}={number & ((1 << bits) - 1)}" for bits in CLUSTER_BITS]
            own += ("C=" + cluster, "C=" + told, "k=" + case)
            near += ("C=" + cluster, f"c6={number & 63}")
            if capital:
                near.append("k=" + case)
        else:
            own.append("unseen")
        if genitive_of:
            own.append("C+s=" + genitive_of)
        near.append("s=" + shape[:3])
        return WordFeatures(tuple(own), tuple(near), ("C=" + kind.cluster,))

    def of_front(self, front: str) -> WordFeatures:
        """The features of all capitalised words with these first letters."""
        return WordFeatures(tuple(["<" + front[:length] for length in PREFIXES if len(front) > length]))

    def of_end(self, end: str) -> WordFeatures:
        """The features of all capitalised words with these last letters."""
        small, size = end.lower(), len(end)
        own = [">" + small[-length:] for length in SUFFIXES if size > length]
        return WordFeatures(tuple(own), (">" + small[-3:],) if end else ())

    def of_letters(self, word: str, kind: Kind) -> WordFeatures:
        """The features of `word`, which is of `kind`, that it shares with few others."""
        small = word.lower()
        own, lent = ["w=" + word], ("w=" + small,)
        if not kind.capital:
            own.append(">" + small[-3:])
        elif "-" in word:
            own += self._of_parts(word)
        return WordFeatures(tuple(own), lent, lent)

    def _of_parts(self, word: str) -> list[str]:
        parts = word.split("-")
        found = [f"h0={parts[0]}", f"h1={parts[-1]}"]
        for name, part in (("hC0", parts[0]), ("hC1", parts[-1])):
            told = self.words.clusters.told(part)
            if told:
                found.append(f"{name}={told[:-1]}")
        return found


def shape_of(word: str) -> str:
    """`word` with `X` for capitals, `x` for small letters, `0` for digits; runs are cut at two (`Xxx-Xxx`)."""
    if word.isalpha():
        if word.islower():
            return "xx"[: len(word)]
        if word[1:].islower():
            return "Xxx"[: len(word)]
        if word.isupper():
            return "XX"[: len(word)]
    marks = ["X" if c.isupper() else "x" if c.islower() else "0" if c.isdigit() else c for c in word]
    return _REPEATED.sub(r"\1\1", "".join(marks))


class Phrase(NamedTuple):
    """A name of several words in a list: where in a sentence, and the list's mark."""

    start: int
    end: int
    kind: str


class NameWords:
    """Clusters and lists of one language."""

    def __init__(self, language: Language) -> None:
        self.clusters = WordClusters((tells, words) for tells, words in language.rows("clusters"))
        self.case_of = self.clusters.case_of
        """The class of how often a word is written small, `a` (nearly always) to `e`; empty where unknown."""
        self.nouns = frozenset(noun for row in language.rows("nouns") for noun in row[0].split(" "))
        cities = load_cities()
        self._lists: list[tuple[str, Container[str]]] = [
            ("F", language.words("first_names")),
            ("L", language.words("last_names")),
            ("C", cities),
        ]
        self.phrases = _phrases_of_cities()

    def lists_of(self, word: str) -> str:
        """Marks of the lists `word` stands in, small for its genitive; `N`, `n` for a noun and a form of one."""
        found = ""
        stem = word[:-1] if word[-1:] == "s" else ""
        for kind, names in self._lists:
            if word in names and self.case_of(word) not in ("a", "b"):
                found += kind
            elif stem and stem in names and self.case_of(stem) not in ("a", "b"):
                found += kind.lower()
        return found + self.noun_mark(word)

    def is_city(self, word: str) -> bool:
        """Whether a city of the table bears the name."""
        return word in self._lists[2][1]

    def noun_mark(self, word: str) -> str:
        """`N` for a common noun in its dictionary form, `n` for one with an ending, `K` for an unseen word that ends
        in a noun (a compound, maybe), else empty."""
        small = word.lower()
        if small in self.nouns:
            return "N"
        forms = [small]
        for ending in _ENDINGS_BY_LAST.get(small[-1:], ()):
            if small.endswith(ending):
                form = small[: -len(ending)]
                if form in self.nouns:
                    return "n"
                forms.append(form)
        if len(word) >= SHORTEST_FIRST + SHORTEST_LAST and word not in self.clusters:
            for form in forms:
                for at in range(len(form) - SHORTEST_LAST, SHORTEST_FIRST - 1, -1):
                    if form[at:] in self.nouns:
                        return "K"
        return ""

    def phrase_at(self, words: Sequence[str], at: int) -> Phrase | None:
        """The longest name of several words from the lists that begins at place `at`."""
        hits = [
            (len(parts), mark)
            for parts, mark in self.phrases.get(words[at], ())
            if tuple(words[at : at + len(parts)]) == parts
        ]
        if not hits:
            return None
        length, mark = max(hits)
        return Phrase(at, at + length, mark)

    def find_phrases(self, words: Sequence[str]) -> list[Phrase]:
        """Names of several words from the lists, the longest at each place."""
        found = [self.phrase_at(words, at) for at, word in enumerate(words) if word in self.phrases]
        return [phrase for phrase in found if phrase]


@cache
def _phrases_of_cities() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Names of cities of several words, with the mark of their list, by the first word."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for name in load_cities():
        if " " in name:
            parts = tuple(name.split(" "))
            found.setdefault(parts[0], []).append((parts, "C"))
    return found


@lru_cache(maxsize=4)
def load_words(language: Language) -> NameWords:
    """Clusters and lists of `language`, read once."""
    return NameWords(language)

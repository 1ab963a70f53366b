"""What a sequence labeller sees of a sentence: features of each token, made once a word and kept.

A word's own features (spelling, affixes, clusters, lists it stands in) and those it lends to its neighbours do not
depend on the place it stands in, so they are made on first sight and looked up afterwards. Clusters and classes of
case come from `clusters`, the lists are `nouns`, `first_names`, `last_names`, `cities` and `name_words`
(see docs/names.md).
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
SHORTEST_LAST = 5
"""Letters of a noun at the end of a compound at least: shorter ones (berg, dorf, feld) end places and families."""

QUOTES = frozenset('"„“”»«‚‘›‹')

_REPEATED = re.compile(r"(.)\1{2,}")


LEFT, RIGHT, FAR_LEFT, FAR_RIGHT = "b", "d", "a", "e"
"""Marks before what a word lends to another: where it stands, seen from that one."""


class WordFeatures(NamedTuple):
    """Features of one word: its own, and, without the mark of their place, those it lends to the words beside it
    (`near`) and to the next but one (`far`)."""

    own: list[str]
    near: list[str]
    far: tuple[str, ...]
    cluster: str
    lists: str


class NameFeatures:
    """Makes the features of sentences of one language. Not shared between threads."""

    def __init__(self, language: Language) -> None:
        self.words = load_words(language)
        self._kept: dict[str, WordFeatures] = {}

    def of_sentence(self, words: Sequence[str]) -> list[list[str]]:
        """One list of features a word, in order."""
        return self._join(self.of_words(words), words)

    def of_words(self, words: Sequence[str]) -> list[WordFeatures]:
        """The features of each word by itself."""
        kept = self._kept
        if len(kept) > CACHED_WORDS:
            kept.clear()
        row = []
        for word in words:
            found = kept.get(word)
            if found is None:
                found = kept[word] = self.of_word(word)
            row.append(found)
        return row

    def _join(self, row: list[WordFeatures], words: Sequence[str]) -> list[list[str]]:
        last = len(row) - 1
        items = []
        quoted = False
        for at, (own, _, _, cluster, lists) in enumerate(row):
            item = [*own]
            if at:
                before = row[at - 1]
                item += [LEFT + one for one in before.near]
                item.append(f"bb={before.cluster}|{cluster}")
                if lists or before.lists:
                    item.append(f"bg={before.lists}|{lists}")
                if at > 1:
                    item += [FAR_LEFT + one for one in row[at - 2].far]
                else:
                    item.append("second")
            else:
                item.append("first")
            if at < last:
                after = row[at + 1]
                item += [RIGHT + one for one in after.near]
                item.append(f"dd={cluster}|{after.cluster}")
                if at + 1 < last:
                    item += [FAR_RIGHT + one for one in row[at + 2].far]
            else:
                item.append("last")
            if words[at] in QUOTES:
                quoted = not quoted
            elif quoted:
                item.append("quoted")
            items.append(item)
        for start, end, kind in self.words.find_phrases(words):
            for at in range(start, end):
                items[at].append(f"m{kind}{'B' if at == start else 'I'}")
        return items

    def of_word(self, word: str) -> WordFeatures:
        """The features of a word by itself, not kept."""
        small = word.lower()
        capital = word[:1] != small[:1]
        shape = shape_of(word)
        lists = self.words.lists_of(word) if capital else ""
        entry = self.words.clusters.get(word)
        own = ["w=" + word, "s=" + shape]
        near = ["w=" + small]
        if lists:
            own.append("G=" + lists)
            own += ["g=" + one for one in lists]
            near.append("G=" + lists)
        cluster = shape[:3]
        if entry is None:
            own.append("unseen")
            if capital and word[-1:] == "s" and (stem := self.words.clusters.get(word[:-1])) is not None:
                own.append(f"C+s={stem[0]}")
        else:
            number, case = entry
            cluster = str(number)
            own += [f"c{bits}={number & ((1 << bits) - 1)}" for bits in CLUSTER_BITS]
            own += ("C=" + cluster, f"C={cluster}{case}", "k=" + case)
            near += ("C=" + cluster, f"c6={number & 63}")
            if capital:
                near.append("k=" + case)
        if capital:
            own += _affixes(word, small)
            near.append(">" + small[-3:])
            if "-" in word:
                own += self._of_parts(word)
        else:
            own.append(">" + small[-3:])
        near.append("s=" + shape[:3])
        return WordFeatures(own, near, ("w=" + small, "C=" + cluster), cluster, lists)

    def _of_parts(self, word: str) -> list[str]:
        parts = word.split("-")
        found = [f"h0={parts[0]}", f"h1={parts[-1]}"]
        for name, part in (("hC0", parts[0]), ("hC1", parts[-1])):
            entry = self.words.clusters.get(part)
            if entry is not None:
                found.append(f"{name}={entry[0]}")
        return found


def _affixes(word: str, small: str) -> list[str]:
    size = len(word)
    found = ["<" + word[:length] for length in PREFIXES if size > length]
    found += [">" + small[-length:] for length in SUFFIXES if size > length]
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
        stems = [small[: -len(ending)] for ending in _ENDINGS_BY_LAST.get(small[-1:], ()) if small.endswith(ending)]
        if not self.nouns.isdisjoint(stems):
            return "n"
        if len(word) >= 3 + SHORTEST_LAST and word not in self.clusters:
            forms = (small, *stems)
            ends = [form[at:] for form in forms for at in range(3, len(form) - SHORTEST_LAST + 1)]
            if not self.nouns.isdisjoint(ends):
                return "K"
        return ""

    def find_phrases(self, words: Sequence[str]) -> list[Phrase]:
        """Names of several words from the lists, the longest at each place."""
        found = []
        for at, word in enumerate(words):
            choices = self.phrases.get(word)
            if choices:
                hits = [(len(parts), kind) for parts, kind in choices if tuple(words[at : at + len(parts)]) == parts]
                if hits:
                    length, kind = max(hits)
                    found.append(Phrase(at, at + length, kind))
        return found


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

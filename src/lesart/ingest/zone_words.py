"""Closed lists of our own words, looked up in lines and in class names: what a line speaks of, not what it says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from lesart.language.languages import load_language

CONCEPTS = (
    "ad", "agency", "box", "byline", "caption", "comment", "consent", "correction", "credit", "error", "first",
    "foreign", "function", "letter", "month", "nav", "pay", "photo", "related", "reply", "section", "share", "ticker",
    "time", "we", "you",
)  # fmt: skip
"""Lists `zone_NAME.txt` that lines are looked up in."""
CLASS_CONCEPTS = (
    "body", "box", "byline", "caption", "comment", "correction", "credit", "figure", "head", "hidden",
    "kicker", "lead", "nav", "promo", "quote", "strong", "subhead", "teaser", "ticker", "time",
)  # fmt: skip
"""Lists `zone_class_NAME.txt` that class and id words are looked up in."""
_LANGUAGES = ("de", "en", None)
"""All of them for every page: German pages have English forms and the other way round."""
_WORD = re.compile(r"\w[\w'’.&-]*")
_REMEMBERED = 50_000
"""Words kept with their concepts, so that the table stays small over millions of pages."""


def split_line(text: str) -> list[str]:
    """The words of a line in lower case, without the marks at their ends."""
    return [word.rstrip(".'’-&") for word in _WORD.findall(text.lower())]


class ConceptTable:
    """Words and phrases with the concepts whose lists hold them."""

    def __init__(self, lists: Iterable[tuple[str, Iterable[str]]]) -> None:
        self._exact: dict[str, set[str]] = {}
        self._stems: list[tuple[str, str]] = []
        self._phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._known: dict[str, tuple[str, ...]] = {}
        for concept, entries in lists:
            for entry in entries:
                self._add(concept, entry)

    def _add(self, concept: str, entry: str) -> None:
        words = split_line(entry)
        if not words:
            return
        if len(words) > 1:
            self._phrases.setdefault(words[0], []).append((tuple(words), concept))
        elif entry.endswith("*"):
            self._stems.append((words[0], concept))
        else:
            self._exact.setdefault(words[0], set()).add(concept)

    def of_word(self, word: str) -> tuple[str, ...]:
        """The concepts of one word (lower case), in alphabetical order."""
        found = self._known.get(word)
        if found is None:
            concepts = set(self._exact.get(word, ()))
            concepts.update(concept for stem, concept in self._stems if word.startswith(stem))
            found = tuple(sorted(concepts))
            if len(self._known) < _REMEMBERED:
                self._known[word] = found
        return found

    def count(self, words: Sequence[str]) -> dict[str, int]:
        """How many of `words` belong to each concept; a phrase counts all its words."""
        counts: dict[str, int] = {}
        for at, word in enumerate(words):
            for concept in self.of_word(word):
                counts[concept] = counts.get(concept, 0) + 1
            for phrase, concept in self._phrases.get(word, ()):
                if tuple(words[at : at + len(phrase)]) == phrase:
                    counts[concept] = counts.get(concept, 0) + len(phrase)
        return counts


@lru_cache(maxsize=1)
def line_table() -> ConceptTable:
    """The table of `CONCEPTS`, of all languages."""
    return ConceptTable(_lists("zone_", CONCEPTS))


@lru_cache(maxsize=1)
def class_table() -> ConceptTable:
    """The table of `CLASS_CONCEPTS`."""
    return ConceptTable(_lists("zone_class_", CLASS_CONCEPTS))


def _lists(prefix: str, names: Iterable[str]) -> Iterable[tuple[str, Iterable[str]]]:
    for name in names:
        for tag in _LANGUAGES:
            yield name, sorted(load_language(tag).words(prefix + name))


@lru_cache(maxsize=8192)
def class_concepts(words: str) -> tuple[str, ...]:
    """The concepts of an element's class and id words, as `split_words` gives them."""
    table = class_table()
    found = set(table.count(words.split()[:_CLASS_WORDS]))
    return tuple(sorted(found))


_CLASS_WORDS = 30
"""Words of one element that are looked at; beyond are style sheets written into the page."""

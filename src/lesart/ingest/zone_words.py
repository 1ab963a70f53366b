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
    "body", "box", "byline", "caption", "comment", "correction", "credit", "crumb", "figure", "head", "hidden",
    "kicker", "lead", "nav", "promo", "quote", "strong", "subhead", "teaser", "ticker", "time",
)  # fmt: skip
"""Lists `zone_class_NAME.txt` that class and id words are looked up in."""
_LANGUAGES = ("de", "en", None)
"""All of them for every page: German pages have English forms and the other way round."""
_WORD = re.compile(r"\w+(?:['’.&-]+\w+)*")
_REMEMBERED = 50_000
"""Words kept with their concepts, so that the table stays small over millions of pages."""


def split_line(text: str) -> list[str]:
    """The words of a line in lower case, without the marks at their ends."""
    return _WORD.findall(text.lower())


_Phrases = dict[str, list[tuple[tuple[str, ...], str]]]
"""By their second word, phrases and their concepts."""


class _Known:
    """What is known of a word: its concepts in alphabetical order, and the phrases that begin with it."""

    __slots__ = ("concepts", "phrases")

    def __init__(self, concepts: tuple[str, ...], phrases: _Phrases | None) -> None:
        self.concepts = concepts
        self.phrases = phrases


class ConceptTable:
    """Words and phrases with the concepts whose lists hold them."""

    def __init__(self, lists: Iterable[tuple[str, Iterable[str]]]) -> None:
        self._exact: dict[str, set[str]] = {}
        self._stems: dict[str, set[str]] = {}
        self._phrases: dict[str, _Phrases] = {}
        for concept, entries in lists:
            for entry in entries:
                self._add(concept, entry)
        self._any_stem = tuple(self._stems)
        self._known: dict[str, _Known] = {}
        self._plain = _Known((), None)
        self._alike: dict[tuple[str, ...], _Known] = {(): self._plain}
        """One object for all words of the same concepts that begin no phrase."""

    def _add(self, concept: str, entry: str) -> None:
        words = split_line(entry)
        if not words:
            return
        if len(words) > 1:
            self._phrases.setdefault(words[0], {}).setdefault(words[1], []).append((tuple(words), concept))
        elif entry.endswith("*"):
            self._stems.setdefault(words[0], set()).add(concept)
        else:
            self._exact.setdefault(words[0], set()).add(concept)

    def of_word(self, word: str) -> tuple[str, ...]:
        """The concepts of one word (lower case), in alphabetical order."""
        return (self._known.get(word) or self._look_up(word)).concepts

    def _look_up(self, word: str) -> _Known:
        concepts = set(self._exact.get(word, ()))
        if word.startswith(self._any_stem):
            for stem, own in self._stems.items():
                if word.startswith(stem):
                    concepts |= own
        ordered = tuple(sorted(concepts))
        phrases = self._phrases.get(word)
        found = _Known(ordered, phrases) if phrases else self._alike.setdefault(ordered, _Known(ordered, None))
        if len(self._known) < _REMEMBERED:
            self._known[word] = found
        return found

    def count(self, words: Sequence[str]) -> dict[str, int]:
        """How many of `words` belong to each concept; a phrase counts all its words."""
        counts: dict[str, int] = {}
        openings: list[int] = []
        plain = self._plain
        for at, each in enumerate(map(self._known.get, words)):
            if each is plain:
                continue
            known = each or self._look_up(words[at])
            for concept in known.concepts:
                counts[concept] = counts.get(concept, 0) + 1
            if known.phrases is not None:
                openings.append(at)
        for at in openings:
            if at + 1 < len(words):
                for phrase, concept in self._phrases[words[at]].get(words[at + 1], ()):
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

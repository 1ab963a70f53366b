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
_AROUND = ".,:;!?„“”\"»«›‹‚‘’'()[]…–—-/|&"
"""Marks that mostly stand around words; none of them begins or ends one."""
_REMEMBERED = 50_000
"""Words kept with their concepts, so that the table stays small over millions of pages."""


def split_line(text: str) -> list[str]:
    """The words of a line in lower case, without the marks at their ends.

    It is `_WORD` that says what a word is; it is asked about those alone that are more than letters and digits.
    """
    found = []
    for part in text.lower().split():
        if part.isalnum():
            found.append(part)
            continue
        bare = part.strip(_AROUND)
        if bare.isalnum():
            found.append(bare)
        elif bare:
            found.extend(_WORD.findall(bare))
    return found


_Phrases = dict[str, list[tuple[tuple[str, ...], str]]]
"""By their second word, phrases and their concepts."""


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
        self._plain: set[str] = set()
        """Words met that are in no list and begin no phrase."""
        self._known: dict[str, tuple[str, ...]] = {}
        """The other words met, with their concepts."""

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
        if word in self._plain:
            return ()
        concepts = self._known.get(word)
        return self._look_up(word) if concepts is None else concepts

    def _look_up(self, word: str) -> tuple[str, ...]:
        exact = self._exact.get(word)
        is_stemmed = word.startswith(self._any_stem)
        has_room = len(self._known) + len(self._plain) < _REMEMBERED
        if exact is None and not is_stemmed and word not in self._phrases:
            if has_room:
                self._plain.add(word)
            return ()
        concepts = set(exact or ())
        if is_stemmed:
            for stem, own in self._stems.items():
                if word.startswith(stem):
                    concepts |= own
        found = tuple(sorted(concepts))
        if has_room:
            self._known[word] = found
        return found

    def count(self, words: Sequence[str]) -> dict[str, int]:
        """How many of `words` belong to each concept; a phrase counts all its words."""
        counts: dict[str, int] = {}
        openings: list[int] = []
        plain, known, phrases = self._plain, self._known, self._phrases
        for at, word in enumerate(words):
            if word in plain:
                continue
            concepts = known.get(word)
            for concept in self._look_up(word) if concepts is None else concepts:
                counts[concept] = counts.get(concept, 0) + 1
            if word in phrases:
                openings.append(at)
        for at in openings:
            if at + 1 < len(words):
                for phrase, concept in phrases[words[at]].get(words[at + 1], ()):
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

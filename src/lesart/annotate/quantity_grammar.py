"""The words around numbers of one language: modifiers, units, currencies, labels, nouns that are not counted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from lesart.algorithms.kept import Kept
from lesart.algorithms.phrases import Atom
from lesart.annotate.quantity_numbers import load_number_words, number_texts
from lesart.language.languages import Language, load_language
from lesart.language.number_words import read_number
from lesart.model.annotation import Modality

_ADJECTIVE = re.compile(r"[a-zäöüß]\w+(?:e|en|er|es|em)$")
_PLACE_ADJECTIVE = re.compile(r"[A-ZÄÖÜ]\w{2,}er$")
_DIGIT_PLACES = re.compile(r"\w+?stellige?[nrsm]?$")
_NO_WORDS: frozenset[str] = frozenset()
REMEMBERED = 60_000
"""Words whose answer is remembered (entries); the table is emptied when full, so memory stays flat."""
NO_NUMBER, ARTICLE, NUMBER = range(3)
"""What begins in a word: no number, *ein* in one of its forms, another number."""
LONGEST_MODIFIER = 4
"""Words in the longest modifier of the tables."""


class QuantityGrammar:
    """Tables of one language, keyed as they are looked up."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.numbers = load_number_words(language.tag)
        self.modifiers: dict[tuple[str, ...], Modality] = {}
        for phrase, modality in language.mapping("quantity_modifiers").items():
            self.modifiers[tuple(phrase.split(" "))] = _modality(modality)
        self.after_modifiers: dict[tuple[str, ...], Modality] = {
            tuple(phrase.split(" ")): _modality(modality)
            for phrase, modality in language.mapping("after_modifiers").items()
        }
        self._last_words = frozenset(words[-1] for words in self.modifiers)
        self._first_words = frozenset(words[0] for words in self.after_modifiers)
        self._least_words = self._first_words | {
            words[-1] for words, modality in self.modifiers.items() if modality == "at_least"
        }
        self.units = _keyed(language, "units")
        self.currencies = _keyed(language, "currencies")
        self.currency_adjectives = [(row[0], row[1], row[2]) for row in language.rows("currency_adjectives")]
        self.labels = language.mapping("label_nouns")
        self._long_labels = tuple(sorted(label for label in self.labels if len(label) > 4))
        self._links = {row[0]: frozenset(row[1].split(" ")) for row in language.rows("quantity_links")}
        self._agents = tuple(sorted(language.words("agent_endings")))
        self.not_counted = language.words("not_counted")
        self.content_nouns = language.words("content_nouns")
        self.beginnings = Kept(self._may_begin, REMEMBERED)
        """Whether a number can begin with an atom: most words cannot."""
        self.promising = Kept(self._read_promise, REMEMBERED)
        """Whether a number can begin in a token: `NO_NUMBER`, `ARTICLE` or `NUMBER`."""
        self.completing = Kept(self._completes, REMEMBERED)
        """Whether a token lets the article *ein* of its sentence be a quantity."""
        self.limit_words = language.words("limit_words")
        self.victims = language.words("victim_nouns")
        self.persons = language.words("person_nouns")
        self._any_person = self.victims | self.persons | language.words("anybody_nouns")
        self.counted_ends = language.words("counted_ends")
        self.ones = frozenset(word for word, value in language.mapping("number_forms").items() if value == "1") | {
            "ein"
        }
        self.pairs = frozenset(row[0] for row in language.rows("number_forms") if row[2:] == ("both",))

    def links(self, part: str) -> frozenset[str]:
        """The small words of one part in `quantity_links`."""
        return self._links.get(part, _NO_WORDS)

    def modifier_before(self, atoms: Sequence[Atom], at: int) -> tuple[int, Modality] | None:
        """The longest modifier that ends right before atom `at`: where it begins and what it says."""
        if not at or atoms[at - 1].text.lower() not in self._last_words:
            return None
        for length in range(min(LONGEST_MODIFIER, at), 0, -1):
            words = tuple(atom.text.lower() for atom in atoms[at - length : at])
            modality = self.modifiers.get(words)
            if modality is not None:
                return at - length, modality
        return None

    def modifier_after(self, atoms: Sequence[Atom], at: int) -> tuple[int, Modality] | None:
        """A modifier that begins at atom `at`: where it ends and what it says."""
        if at >= len(atoms) or atoms[at].text.lower() not in self._first_words:
            return None
        for words, modality in self.after_modifiers.items():
            end = at + len(words)
            if tuple(atom.text.lower() for atom in atoms[at:end]) == words:
                following = atoms[end].text if end < len(atoms) else ""
                return None if following in ("als", "than") else (end, modality)
        return None

    def unit_at(self, atoms: Sequence[Atom], at: int) -> tuple[int, str] | None:
        """A unit of measure at atom `at`: where it ends and its symbol."""
        return _longest(self.units, atoms, at)

    def money_at(self, atoms: Sequence[Atom], at: int) -> tuple[int, str | None] | None:
        """A currency at atom `at`, with its adjective: where it ends and its code (None: several countries have it)."""
        found = _longest(self.currencies, atoms, at)
        if found is not None:
            end, code = found
            return end, code or None
        if at + 1 < len(atoms) and atoms[at].text[0].isalpha():
            behind = _longest(self.currencies, atoms, at + 1)
            if behind is not None:
                adjective, name = atoms[at].text.lower(), atoms[at + 1].text.lower()
                for stem, currency, code in self.currency_adjectives:
                    if adjective.startswith(stem) and name.startswith(currency):
                        return behind[0], code
                if self.is_adjective(atoms[at].text):
                    return behind[0], None
        return None

    def label_before(self, atoms: Sequence[Atom], at: int) -> str | None:
        """`always` or `alone` where the word before atom `at` is one that numbers name; None elsewhere."""
        here = at - 1
        if here >= 1 and atoms[here].text == "." and atoms[here].start == atoms[here - 1].end:
            here -= 1
        if here < 0:
            return None
        word = atoms[here].text.lower()
        found = self.labels.get(word)
        if found is None and atoms[here].text[0].isupper() and word.endswith(self._long_labels):
            for label in self._long_labels:
                if word.endswith(label):
                    return self.labels[label]
        return found

    def _read_promise(self, word: str) -> int:
        texts = [text for text in number_texts(word) if self.beginnings[text]]
        if not texts:
            return NO_NUMBER
        return ARTICLE if all(map(self._is_article, texts)) else NUMBER

    def _is_article(self, text: str) -> bool:
        """*ein* in its forms, which counts beside certain words alone (see `completing`)."""
        small = text.lower()
        if self.language.tag == "en" or small in self.links("one"):
            return False
        numbers = self.numbers
        listed = small in numbers.several or small in numbers.fractions or small in numbers.vague
        return small in self.ones and not listed

    def _completes(self, word: str) -> bool:
        """A unit, a magnitude, a share, *paar*, *mindestens*, a victim or another person."""
        numbers = self.numbers
        for text in number_texts(word):
            small = text.lower()
            if (
                text in self.units
                or text in self.currencies
                or small in numbers.magnitudes
                or small in numbers.fractions
                or f"ein {small}" in numbers.several
                or text in self.links("half")
                or small in self._least_words
                or small in self._any_person
            ):
                return True
        return False

    def _may_begin(self, text: str) -> bool:
        small = text.lower()
        numbers = self.numbers
        return (
            text[0].isdecimal()
            or small in numbers.several
            or small in numbers.fractions
            or small in self.links("one")
            or small in numbers.vague
            or ("stellig" in small and _DIGIT_PLACES.match(small) is not None)
            or read_number(text, self.language) is not None
        )

    def is_number(self, text: str) -> bool:
        """Digits, a number word other than *ein*, or a vague number."""
        if text[0].isdecimal():
            return True
        small = text.lower()
        if small in self.numbers.vague or small in self.numbers.several:
            return True
        return small not in self.ones and read_number(text, self.language) is not None

    def is_adjective(self, text: str) -> bool:
        """Whether a word may be an adjective before its noun, by its ending; small words that look so are listed."""
        return _ADJECTIVE.match(text) is not None and text not in self.counted_ends

    def is_place_adjective(self, text: str) -> bool:
        """*Berliner* before a noun."""
        return _PLACE_ADJECTIVE.match(text) is not None and not text.lower().endswith(self._agents)


@lru_cache(maxsize=8)
def _grammar(tag: str) -> QuantityGrammar:
    return QuantityGrammar(load_language(tag))


def load_quantity_grammar(language: Language) -> QuantityGrammar:
    return _grammar(language.tag)


_MODALITIES: dict[str, Modality] = {
    "plain": "plain", "about": "about", "almost": "almost", "at_most": "at_most", "less_than": "less_than",
    "at_least": "at_least", "more_than": "more_than", "converted": "converted",
}  # fmt: skip


def _modality(word: str) -> Modality:
    return _MODALITIES[word]


def _keyed(language: Language, table: str) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Rows by their first word, the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for row in language.rows(table):
        words = tuple(row[0].split(" "))
        found.setdefault(words[0], []).append((words, row[1] if len(row) > 1 else ""))
    for entries in found.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return found


def _longest(
    table: dict[str, list[tuple[tuple[str, ...], str]]], atoms: Sequence[Atom], at: int
) -> tuple[int, str] | None:
    if at >= len(atoms):
        return None
    for words, value in table.get(atoms[at].text, ()):
        if tuple(atom.text for atom in atoms[at : at + len(words)]) == words:
            return at + len(words), value
    return None

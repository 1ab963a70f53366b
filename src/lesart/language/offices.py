"""Nouns for offices and roles of persons, from the table `offices` of a language."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from lesart.algorithms.words import fold
from lesart.language.languages import Language

SHORTEST_END = 4
"""Letters of an office noun that may be the end of a compound; shorter ones must stand alone."""


class Office(NamedTuple):
    """An office noun: `full` as written but masculine and folded, `noun` its listed end, the groups it is
    of, its one country, and whether the form is feminine (None where it does not show)."""

    full: str
    noun: str
    groups: frozenset[str]
    country: str
    feminine: bool | None


class Offices:
    """Reads office nouns of one language."""

    def __init__(self, language: Language) -> None:
        self._forms: dict[str, tuple[str, frozenset[str], str, bool | None]] = {}
        for row in language.rows("offices"):
            noun, feminine, group, country = (row + ("",) * 4)[:4]
            self._add(noun, feminine, frozenset(group.split("|")), country)
        ends = [form for form, told in self._forms.items() if len(told[0]) >= SHORTEST_END]
        self._end = min(map(len, ends), default=SHORTEST_END)
        self._ends = frozenset(form[-self._end :] for form in ends)
        """The last letters of all that may end a compound: nearly every word is told by them to name no office."""
        self._tails = frozenset(form[-self._end :] for form in self._forms)
        """The last letters of all: most words are told by them even before they are folded."""

    def _add(self, noun: str, feminine: str, group: frozenset[str], country: str) -> None:
        base = fold(noun)
        if noun.endswith("er") and feminine == noun[:-1]:  # adjectives used as nouns: Vorsitzender, Vorsitzende
            for ending in ("er", "en", "em", "es"):
                self._forms[base[:-2] + ending] = (base, group, country, False if ending == "er" else None)
            self._forms[base[:-1]] = (base, group, country, None)
            return
        for ending in ("en", "n", "es", "s", "e", ""):
            self._forms.setdefault(base + ending, (base, group, country, False))
        stem = base[:-1] if base.endswith("e") else base
        for form in feminine.split("|") if feminine else [stem + "in"]:
            self._forms[fold(form)] = (base, group, country, True)
            self._forms[fold(form) + "s"] = (base, group, country, True)

    def read(self, word: str) -> Office | None:
        """The office that `word` names, also as the end of a compound; None where it names none."""
        if not word[:1].isupper():
            return None
        tail = word[-self._end :]
        if tail.isascii() and tail.isalnum() and tail.lower() not in self._tails:
            return None
        last = fold(word.rpartition("-")[2])
        if last not in self._forms and last[-self._end :] not in self._ends:
            return None
        for at in range(len(last)):
            found = self._forms.get(last[at:])
            if found and (at == 0 or len(found[0]) >= SHORTEST_END):
                base, group, country, feminine = found
                return Office(last[:at] + base, base, group, country, feminine)
        return None


@lru_cache(maxsize=8)
def load_offices(language: Language) -> Offices:
    """The offices of `language`, read once."""
    return Offices(language)

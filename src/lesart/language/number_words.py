"""Numbers written as words: *fünfzig*, *einundzwanzigtausend*, *zweieinhalb*, *dritten*, *twenty-five*.

The parts of number words are data of a language (`number_words.tsv`, `number_forms.tsv`, `ordinal_words.tsv`);
how they add up is the same in the languages that write them from parts: tens and digits add, a hundred and a
thousand multiply what stands before them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from lesart.errors import LanguageDataError
from lesart.language.languages import Language, load_language

_KINDS = {"digit": "d", "teen": "t", "ten": "T", "hundred": "h", "thousand": "k", "and": "a", "half": "f"}
_BELOW_HUNDRED = "(?:daT|Td|d|t|T)"
_BELOW_THOUSAND = f"(?:{_BELOW_HUNDRED}?h(?:a?{_BELOW_HUNDRED})?|{_BELOW_HUNDRED})"
_WELL_FORMED = re.compile(f"(?:{_BELOW_THOUSAND}?k(?:a?{_BELOW_THOUSAND})?|{_BELOW_THOUSAND}|[dtT]f|h|k)$")
"""Orders in which the parts make a number: *zwei-und-zwanzig*, *twenty-two*, *drei-hundert-und-eins*."""

_CASE_ENDINGS = ("e", "en", "er", "es", "em")
_HEAD = 2
"""Letters by whose absence among the beginnings of number words nearly every word is told to be none."""
LONGEST_WORD = 80
"""Characters; the longest number word below a million has 74."""

Part = tuple[str, str, float]


def read_number(word: str, language: Language) -> float | None:
    """The value of a number word (one word, any case), None where it is none. `ein` counts, its context decides."""
    return _number_of(word.lower(), language.tag)


def read_ordinal(word: str, language: Language) -> int | None:
    """3 for *dritten*; None where `word` is no ordinal."""
    small = word.lower()
    return _read_ordinal(small, language.tag) if small[:_HEAD] in _heads(language.tag)[1] else None


def add_up(parts: Sequence[Part]) -> float | None:
    """The value of the parts `(text, kind, value)` in their order, None where they make no number."""
    if not _WELL_FORMED.match("".join(_KINDS[kind] for _, kind, _ in parts)):
        return None
    total = current = 0.0
    for _, kind, value in parts:
        if kind == "hundred":
            current = (current or 1) * value
        elif kind == "thousand":
            total += (current or 1) * value
            current = 0.0
        else:
            current += value
    return total + current


def _number_of(small: str, tag: str) -> float | None:
    return _read_number(small, tag) if small[:_HEAD] in _heads(tag)[0] else None


@lru_cache(maxsize=8192)
def _read_number(word: str, tag: str) -> float | None:
    forms, parts, pattern = _tables(tag)
    if word in forms:
        return forms[word]
    if pattern is None or len(word) > LONGEST_WORD or not pattern.match(word):
        return None
    for cut in _cuts(word, parts):
        value = add_up(cut)
        if value is not None:
            return value
    return None


def _cuts(word: str, parts: dict[str, Part]) -> list[list[Part]]:
    """The ways to cut `word` into parts, the longest first part first; number words are short."""
    if not word:
        return [[]]
    found: list[list[Part]] = []
    for length in range(len(word), 0, -1):
        part = parts.get(word[:length])
        if part:
            found.extend([part, *rest] for rest in _cuts(word[length:], parts))
    return found


@lru_cache(maxsize=4096)
def _read_ordinal(word: str, tag: str) -> int | None:
    stems = _ordinals(tag)
    if tag == "en":
        return stems.get(word)
    if not word.endswith(_CASE_ENDINGS):
        return None
    stem = word[:-1] if word[-1] == "e" else word[:-2]
    if stem in stems:
        return stems[stem]
    for ending in ("st", "t"):
        if stem.endswith(ending):
            value = _number_of(stem.removesuffix(ending), tag)
            if value is not None and value >= 13 and value == int(value):
                return int(value)
    return None


@lru_cache(maxsize=16)
def _heads(tag: str) -> tuple[frozenset[str], frozenset[str]]:
    """The first letters that number words begin with, and those that ordinals begin with."""
    forms, parts, _ = _tables(tag)
    short = {part for part in parts if len(part) < _HEAD}
    joined = {part + other[: _HEAD - len(part)] for part in short for other in ("", *parts)}
    numbers = frozenset(word[:_HEAD] for word in (*forms, *parts, *joined))
    return numbers, numbers | {stem[:_HEAD] for stem in _ordinals(tag)}


@lru_cache(maxsize=16)
def _tables(tag: str) -> tuple[dict[str, float], dict[str, Part], re.Pattern[str] | None]:
    language = load_language(tag)
    parts: dict[str, Part] = {}
    for row in language.rows("number_words"):
        if len(row) != 3 or row[1] not in _KINDS:
            raise LanguageDataError(f"{tag}/number_words.tsv: {row!r}")
        parts[row[0]] = (row[0], row[1], float(row[2]))
    forms = {word: float(value) for word, value in language.mapping("number_forms").items()}
    if not parts:
        return forms, parts, None
    any_part = "|".join(sorted(parts, key=len, reverse=True))
    return forms, parts, re.compile(f"(?:{any_part})+$")


@lru_cache(maxsize=16)
def _ordinals(tag: str) -> dict[str, int]:
    return {stem: int(value) for stem, value in load_language(tag).mapping("ordinal_words").items()}

"""Forms of a name that stand for one thing: spellings, transliterations, genitives, the order of its parts.

`sound_key` maps the German, English and scholarly transliterations of one foreign name to one string (Nawalny,
Navalny; Chamenei, Khamenei; Schoigu, Shoigu). It is a set of plain rewritings of ours, meant for comparing names
that stand in one pile, not for spelling anything.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from lesart.algorithms.words import fold
from lesart.language.languages import Language

_LETTERS = re.compile(r"[^\W\d_]+")
_REWRITES = (
    ("schtsch", "s"), ("shch", "s"), ("dsch", "j"), ("dzh", "j"), ("tsch", "c"), ("tch", "c"),
    ("sch", "s"), ("sh", "s"), ("zh", "s"), ("kh", "h"), ("gh", "g"), ("ch", "h"), ("ph", "f"), ("th", "t"),
    ("ts", "s"), ("tz", "s"), ("ck", "k"), ("cz", "c"), ("sz", "s"), ("ou", "u"), ("oo", "u"), ("ee", "i"),
    ("ae", "a"), ("oe", "o"), ("ue", "u"), ("ce", "se"), ("ci", "si"),
    ("w", "v"), ("q", "k"), ("c", "k"), ("x", "ks"), ("z", "s"), ("y", "i"), ("j", "i"),
)  # fmt: skip
_RUNS = re.compile(r"(.)\1+")
_SYLLABLES = re.compile(
    r"(?:(?:ch|sh|zh|hw|ky|hy|gy|my|ry|by|py|ng|[bcdfghjklmnpqrstwxyz])?[aeiouy]{1,3}(?:ng|[nkmlpthr])?){1,2}$"
)

CLOSE_FROM = 6
"""Letters of a sound key from which one letter may differ between two spellings of a family name (Abdollahian,
Abdolahian; shorter names differ too often by one letter: Meier, Maier; own choice)."""
CLOSE_GIVEN_FROM = 4
"""The same for given names, whose first and last letters must agree (Hossein, Hussein; not Julia, Julian)."""


@lru_cache(maxsize=50_000)
def sound_key(word: str) -> str:
    """One string for the spellings of one name; empty where the word has no letters."""
    key = fold(word)
    for written, sound in _REWRITES:
        if written in key:
            key = key.replace(written, sound)
    return _RUNS.sub(r"\1", key)


def differs_by_one(one: str, other: str) -> bool:
    """Whether one letter put in, left out or changed turns `one` into `other`; False where they are equal."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    if len(one) > len(other):
        one, other = other, one
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    return one[at:] == other[at + 1 :] or one[at + 1 :] == other[at + 1 :]


class PersonName(NamedTuple):
    """A person's name in parts, as sound keys: given names in order, the family name. A lone word is `family`."""

    given: tuple[str, ...]
    family: str

    @property
    def full(self) -> bool:
        return bool(self.given) and bool(self.family)


class NameParts(NamedTuple):
    """Word lists to take a person's name apart."""

    titles: frozenset[str]
    particles: frozenset[str]
    family_first: frozenset[str]
    variants: dict[str, str]


@lru_cache(maxsize=8)
def load_parts(language: Language) -> NameParts:
    """Titles, particles and family names that stand first, of `language`."""
    variants = {sound_key(row[0]): sound_key(row[1]) for row in language.rows("family_name_variants")}
    return NameParts(
        language.words("person_titles"),
        language.words("name_particles"),
        frozenset(fold(word) for word in language.words("family_names_first")),
        variants,
    )


def strip_titles(words: Sequence[str], parts: NameParts) -> list[str]:
    """`words` without the titles and stops at the front."""
    at = 0
    while at < len(words) - 1 and (words[at] in parts.titles or words[at] in (".", ",")):
        at += 1
    return list(words[at:])


def read_person(text: str, parts: NameParts) -> PersonName:
    """`text` in given and family names. Particles (von, al) are not part of the key; Korean and Chinese names
    that begin with a known family name and go on in one or two syllables have it first, all others last."""
    words = strip_titles([word for word in re.split(r"[\s.]+", text) if _LETTERS.search(word)], parts)
    pieces: list[list[str]] = []
    for at, word in enumerate(words):
        inner = [piece for piece in re.split(r"[-‐‑'’]", word) if piece]
        kept = [piece for piece in inner if piece.lower() not in parts.particles] if len(words) > 1 or inner else inner
        if len(inner) == 1 and word.lower() in parts.particles and at < len(words) - 1:
            continue
        if kept or inner:
            pieces.append(kept or inner)
    if not pieces:
        return PersonName((), "")
    first = fold("".join(pieces[0]))
    rest = [fold(piece) for word in pieces[1:] for piece in word]
    if first in parts.family_first and 1 <= len(rest) <= 2 and is_syllabic(rest):
        return PersonName((sound_key("".join(rest)),), _family([pieces[0]], parts))
    if (
        len(pieces) > 1
        and fold("".join(pieces[-1])) in parts.family_first
        and is_syllabic([fold(p) for w in pieces[:-1] for p in w])
    ):
        return PersonName((sound_key("".join(p for w in pieces[:-1] for p in w)),), _family([pieces[-1]], parts))
    given = tuple(sound_key("".join(word)) for word in pieces[:-1])
    return PersonName(given, _family([pieces[-1]], parts))


def is_syllabic(words: Sequence[str]) -> bool:
    """Whether folded `words` can be a Korean or Chinese given name: one or two words, two syllables at most each."""
    return len(words) <= 2 and (
        all(_SYLLABLES.match(word) for word in words) and (len(words) == 1 or all(len(word) <= 6 for word in words))
    )


def _family(pieces: list[list[str]], parts: NameParts) -> str:
    key = sound_key("".join(piece for word in pieces for piece in word))
    return parts.variants.get(key, key)


def same_person(one: PersonName, other: PersonName) -> bool:
    """Whether two full names may be spellings of one: the same parts, middle names and initials aside, and at
    most one letter apart in either the family name or the given name."""
    if one.family == other.family:
        return _same_given(one.given, other.given, close=True)
    whole, rest = "".join((*one.given, one.family)), "".join((*other.given, other.family))
    if whole == rest or (min(len(whole), len(rest)) >= 2 * CLOSE_FROM and len(one.given) != len(other.given)):
        return whole == rest or differs_by_one(whole, rest)
    if min(len(one.family), len(other.family)) >= CLOSE_FROM and differs_by_one(one.family, other.family):
        return _same_given(one.given, other.given, close=False)
    return {*one.given, one.family} == {*other.given, other.family}


def _same_given(one: tuple[str, ...], other: tuple[str, ...], close: bool) -> bool:
    if "".join(one) == "".join(other):
        return True
    first, second = one[0], other[0]
    if first == second:
        return len(one) == 1 or len(other) == 1 or _initials(one, other)
    if len(first) == 1 or len(second) == 1:
        return first[0] == second[0]
    if first.startswith(second) or second.startswith(first):
        return _joined(one, other)
    return (
        close
        and min(len(first), len(second)) >= CLOSE_GIVEN_FROM
        and first[0] == second[0]
        and first[-1] == second[-1]
        and differs_by_one(first, second)
    )


def _initials(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether further given names agree as far as their first letters."""
    return all(a[0] == b[0] for a, b in zip(one[1:], other[1:], strict=False))


def _joined(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether one is the other's first parts written together or apart (Klaus-Peter, Klaus Peter)."""
    return ("".join(one).startswith("".join(other)) and len(other) > 1) or (
        "".join(other).startswith("".join(one)) and len(one) > 1
    )


def person_slug(name: PersonName) -> str:
    """The stable part of a person's id: the first given name and the family name, as they sound."""
    return "-".join(part for part in (name.given[0] if name.given else "", name.family) if part)


GENITIVE_ENDINGS = ("s", "'", "’", "'s", "’s")
"""What a genitive has behind its stem, as `genitive_stems` reads it."""


def genitive_stems(word: str) -> tuple[str, ...]:
    """What `word` may be the genitive of: `Moskaus` → `Moskau`, `Kims'` → `Kims`."""
    if word[-1:] in ("'", "’"):
        return (word[:-1],)
    if len(word) > 3 and word[-1] == "s":
        return (word[:-2], word[:-1]) if word[-2] in "'’" else (word[:-1],)
    return ()


_INFLECTION = re.compile(r"(?:en|er|es|em|e|s|n)$")
SHORTEST_STEM = 4
"""Letters that must stay when an ending is taken off a word of a name (own choice: `Grüne` → `grün`)."""


@lru_cache(maxsize=20_000)
def stem_of(word: str) -> str:
    """`word` folded, without a German ending of case: `Sozialen`, `Soziale` → `sozial`."""
    folded = fold(word)
    stem = _INFLECTION.sub("", folded)
    return stem if len(stem) >= SHORTEST_STEM else folded


def phrase_key(text: str) -> str:
    """One key for the cases of a name of several words; a lone word is only folded."""
    words = [word for word in re.split(r"[\s\-‐‑]+", text) if fold(word)]
    if len(words) == 1:
        return fold(words[0])
    return "-".join(stem_of(word) for word in words)

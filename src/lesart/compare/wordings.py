"""The telling words of a sentence, and how many of them another sentence has in its own way.

Terms (`units.py`) are damped where an event is full of them, so that they tell which sentences belong together. Here
every word keeps its weight: how much of the shorter sentence stands in the longer one at all.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from lesart.language.concepts import Concepts
from lesart.language.lemmas import load_lemmas
from lesart.language.stems import Stems

LIGHTEST = 1.0
"""Weight up to which a word does not tell (own setting): that of a word in two of three texts is about 0.4, in one of
three 1.1."""
LIGHT_SENTENCE = 4.0
"""Weight of a sentence up to which it is taken as that heavy (own setting): about one word."""
LIGHT_PAIR = 8.0
"""The same of both together."""
PART_MEETS = 0.7
"""A word that meets a part of another, or a part of its own, counts this share; as `PART_WEIGHT` of `units.py`."""


class Word(msgspec.Struct, frozen=True):
    """A telling word: its weight, what it is (stems and concepts), and this together with the parts of a compound."""

    weight: float
    whole: frozenset[str]
    every: frozenset[str]


class Wording(msgspec.Struct, frozen=True):
    """The telling words of a sentence, each once."""

    words: tuple[Word, ...] = ()
    whole: frozenset[str] = frozenset()
    every: frozenset[str] = frozenset()
    weight: float = 0.0


def read_wording(words: Sequence[str], stems: Stems, concepts: Concepts) -> Wording:
    """The telling words among `words` (normal forms); numbers are none."""
    lemmas = load_lemmas(stems.tag)
    found: dict[str, Word] = {}
    for word in words:
        plain, stem = stems.stem(word), lemmas.stem(word)
        weight = min(stems.weight(plain), stems.weight(stem))
        if plain[:1].isdigit() or weight <= LIGHTEST or stem in found:
            continue
        meanings = concepts.every.get(plain) or concepts.every.get(stem) or ()
        whole = {stem, plain, *(f"c:{each}" for each in meanings)}
        parts = {
            key
            for part in concepts.parts(stem)
            for key in ([f"c:{each}" for each in concepts.every[part]] if part in concepts.every else [part])
        }
        found[stem] = Word(weight, frozenset(whole), frozenset(whole | parts))
    kept = tuple(found.values())
    return Wording(
        kept,
        frozenset().union(*(word.whole for word in kept)),
        frozenset().union(*(word.every for word in kept)),
        sum(word.weight for word in kept),
    )


def cover(one: Wording, other: Wording) -> float:
    """Weight of those words of `one` that `other` has, in another form, as a synonym or as part of a compound."""
    found = 0.0
    for word in one.words:
        if not word.whole.isdisjoint(other.whole):
            found += word.weight
        elif not word.every.isdisjoint(other.every):
            found += PART_MEETS * word.weight
    return found


class Covered:
    """How far two wordings cover one another: `low` and `high`, the shares of either; `both`, that of the two."""

    __slots__ = ("both", "high", "low")

    def __init__(self, one: Wording, other: Wording) -> None:
        mine, theirs = cover(one, other), cover(other, one)
        shares = (mine / max(one.weight, LIGHT_SENTENCE), theirs / max(other.weight, LIGHT_SENTENCE))
        self.low, self.high = min(shares), max(shares)
        self.both = (mine + theirs) / max(one.weight + other.weight, LIGHT_PAIR)

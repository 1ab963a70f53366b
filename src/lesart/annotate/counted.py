"""What a number counts: the noun phrase behind it, with its adjectives and without what hangs on to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lesart.algorithms.phrases import Atom
from lesart.annotate.quantity_grammar import QuantityGrammar

LONGEST_ATTRIBUTE = 8
"""Atoms of an attribute between a number and the noun that it counts at most (own setting)."""
MOST_ADJECTIVES = 5
"""Words between a number and its noun at most (own reading of news)."""
_GENDER_MARKS = frozenset("*:/_·")


def find_counted(
    atoms: Sequence[Atom], at: int, grammar: QuantityGrammar, named: Callable[[Atom], bool]
) -> tuple[int, int] | None:
    """The atoms `[first, last)` of the thing counted, from atom `at` on; None where no noun follows.

    `named`: whether an atom lies in a name of a person or place, which is not joined by *und*.
    """
    if grammar.language.tag == "en":
        return _english(atoms, at, grammar)
    here = at
    while here < len(atoms) and here - at <= MOST_ADJECTIVES:
        text = atoms[here].text
        if grammar.is_number(text):
            return None
        if text[0].isupper():
            following = atoms[here + 1].text if here + 1 < len(atoms) else ""
            if grammar.is_place_adjective(text) and following[:1].isupper() and here > at - 1 and _apart(atoms, here):
                here += 1
                continue
            return at, _head_end(atoms, here, grammar, named)
        if not _may_precede(atoms, here, grammar):
            return _behind_attribute(atoms, at, grammar, named) if here == at else None
        here += 1
    return None


def _behind_attribute(
    atoms: Sequence[Atom], at: int, grammar: QuantityGrammar, named: Callable[[Atom], bool]
) -> tuple[int, int] | None:
    """The thing counted behind an attribute of preposition, noun and participle: *17 im Labor bestätigte Fälle*."""
    if atoms[at].text not in grammar.links("attribute"):
        return None
    endings = tuple(grammar.language.words("participle_endings"))
    nouns = 0
    for here in range(at + 1, min(len(atoms) - 1, at + LONGEST_ATTRIBUTE)):
        text = atoms[here].text
        if not text[0].isalpha():
            return None
        if nouns and text.endswith(endings) and text[0].islower() and atoms[here + 1].text[:1].isupper():
            return at, _head_end(atoms, here + 1, grammar, named)
        nouns += text[0].isupper()
    return None


def _apart(atoms: Sequence[Atom], at: int) -> bool:
    return at + 1 < len(atoms) and atoms[at + 1].start > atoms[at].end


def _may_precede(atoms: Sequence[Atom], at: int, grammar: QuantityGrammar) -> bool:
    """An adjective, a comma between two, or an adverb before one (*schwer verletzte*)."""
    text = atoms[at].text
    following = atoms[at + 1].text if at + 1 < len(atoms) else ""
    if text == ",":
        return at > 0 and grammar.is_adjective(atoms[at - 1].text) and grammar.is_adjective(following)
    if text == "-" and at > 0 and atoms[at - 1].end == atoms[at].start:
        return following[:1].islower()
    if grammar.is_adjective(text):
        return True
    is_adverb = text.isalpha() and text[0].islower() and text not in grammar.counted_ends
    if text in grammar.links("attribute"):
        return False
    return is_adverb and grammar.is_adjective(following)


def _head_end(atoms: Sequence[Atom], at: int, grammar: QuantityGrammar, named: Callable[[Atom], bool]) -> int:
    """End of the noun at `at`, with hyphenated parts, gendered endings and a second noun joined by *und*."""
    end = _word_end(atoms, at, grammar)
    if _shares_its_end(atoms, end, grammar):
        return _word_end(atoms, end + 2, grammar)
    if end + 1 < len(atoms) and atoms[end].text in grammar.links("joint") and atoms[end + 1].text[0].isupper():
        second = atoms[end + 1]
        if not named(second) and second.text[-1] in "nesr" and atoms[end - 1].text[-1] in "nesr":
            return _word_end(atoms, end + 1, grammar)
    return end


def _shares_its_end(atoms: Sequence[Atom], end: int, grammar: QuantityGrammar) -> bool:
    """*Kampf- und Schützenpanzer*: a hyphen, a joint, a capital follow."""
    if end + 2 >= len(atoms) or atoms[end].text != "-" or atoms[end].start != atoms[end - 1].end:
        return False
    return atoms[end + 1].text in grammar.links("joint") and atoms[end + 2].text[0].isupper()


def _word_end(atoms: Sequence[Atom], at: int, grammar: QuantityGrammar) -> int:
    end = at + 1
    while end + 1 < len(atoms) and atoms[end].start == atoms[end - 1].end and atoms[end + 1].start == atoms[end].end:
        mark, part = atoms[end].text, atoms[end + 1].text
        if (mark == "-" and part[0].isalpha()) or (mark in _GENDER_MARKS and part in grammar.links("gender")):
            end += 2
        else:
            break
    return end


def _english(atoms: Sequence[Atom], at: int, grammar: QuantityGrammar) -> tuple[int, int] | None:
    """Adjectives and the first plural noun: *North Korean soldiers*, *injured people*."""
    here = at
    while here < len(atoms) and here - at <= MOST_ADJECTIVES:
        text = atoms[here].text
        if grammar.is_number(text):
            return None
        if text == "and" and here > at and atoms[here - 1].text[0].isupper() and atoms[here + 1 :][:1]:
            here += 1
            continue
        if not text[0].isalpha() or text.lower() in grammar.counted_ends:
            return None
        following = atoms[here + 1].text.lower() if here + 1 < len(atoms) else ""
        if text.lower() in grammar.language.words("plural_nouns") or (
            text.endswith("s") and not text.endswith("ss") and len(text) > 3 and not following.endswith("s")
        ):
            return at, _word_end(atoms, here, grammar)
        here += 1
    return None

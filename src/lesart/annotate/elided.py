"""Numbers that leave out what they count, and persons who are counted by being named one by one."""

from __future__ import annotations

from collections.abc import Sequence

from lesart.algorithms.phrases import Atom
from lesart.annotate.number_phrases import Found
from lesart.annotate.predicates import clause_around, has_fate
from lesart.annotate.quantity_grammar import QuantityGrammar
from lesart.language.number_words import read_number
from lesart.language.verbs import ANY_FINITE, load_verbs
from lesart.model.annotation import Quantity

_YEARS = range(1900, 2100)
_STOPS = frozenset(",.;)")
MOST_ATTRIBUTES = 4
"""Atoms between a number and the person it counts at most (*eine 34-jährige Frau*; own setting)."""


def is_elided(atoms: Sequence[Atom], number: Found, earlier: Sequence[Quantity], grammar: QuantityGrammar) -> bool:
    """Whether a number alone leaves out what it counts, since the text has said it or says it otherwise.

    *340 Stellen hier, 160 dort*; *vier werden noch vermisst*; *die Zahl der Toten stieg von sechs auf sieben*;
    *Sieben wurden behandelt*; *von denen elf geheim waren*. `earlier`: the quantities of the sentence so far.
    """
    before = atoms[number.first - 1].text if number.first else ""
    behind = atoms[number.last].text if number.last < len(atoms) else "."
    if (number.value or 0) < 2:
        return False
    ends = behind in _STOPS
    told = tuple(grammar.language.words("sum_nouns"))
    summed = not looks_like_year(number) and any(atom.text.lower().endswith(told) for atom in atoms)
    if before.lower() in grammar.links("sum_before"):
        if ends or behind in grammar.links("sum_after"):
            return summed
        if behind in grammar.links("talk_article") and number.last + 1 < len(atoms):
            return not looks_like_year(number) and atoms[number.last + 1].text in grammar.links("talk")
    if grammar.label_before(atoms, number.first):
        return False
    if earlier and summed and number.written and ends:
        return True
    clause, _ = clause_around(atoms, number.first, number.last)
    if clause == number.first and behind[:1].islower() and has_fate(atoms, (number.first, number.last), grammar):
        return True
    if not number.first and not looks_like_year(number) and _is_plural_verb(behind, grammar):
        return True
    if not _counts_things(earlier):
        return False
    if before.lower() in grammar.links("part_of"):
        return True
    return number.written and (ends or behind in grammar.links("elided_after"))


def looks_like_year(number: Found) -> bool:
    """Four digits in a row from 1900 to 2099."""
    return number.kind == "number" and not number.grouped and number.value in _YEARS


def _is_plural_verb(text: str, grammar: QuantityGrammar) -> bool:
    if text in grammar.links("plural_verbs"):
        return True
    return (
        grammar.language.tag == "de"
        and text.endswith("n")
        and bool(load_verbs(grammar.language).flags(text) & ANY_FINITE)
    )


def _counts_things(earlier: Sequence[Quantity]) -> bool:
    """Whether the last number of a sentence that names anything counts it: *davon 340 hier und 160 dort*."""
    named = next((each for each in reversed(earlier) if each.of is not None or each.unit is not None), None)
    return named is not None and named.unit is None


def read_persons(atoms: Sequence[Atom], at: int, grammar: QuantityGrammar) -> Found | None:
    """*Eine Frau und ein Mann* from atom `at` on, where the clause tells what became of them: two persons.

    None where each of them is counted by a number of its own (*zwei Frauen und drei Kinder*).
    """
    item = _person(atoms, at, grammar)
    if item is None:
        return None
    end, total, lone = item
    joined = False
    while end + 1 < len(atoms) and not joined:
        joined = atoms[end].text in grammar.links("and")
        following = _person(atoms, end + 1, grammar) if joined or atoms[end].text == "," else None
        if following is None:
            return None
        end, total, lone = following[0], total + following[1], lone or following[2]
    if not joined or not lone or not has_fate(atoms, (at, end), grammar):
        return None
    return Found(at, end, total, "persons")


def _person(atoms: Sequence[Atom], at: int, grammar: QuantityGrammar) -> tuple[int, float, bool] | None:
    """A number and a noun for persons: where they end, how many, and whether the number is an article."""
    if at >= len(atoms):
        return None
    small = atoms[at].text.lower()
    lone = small in grammar.ones or small in grammar.links("one")
    value = 1.0 if lone else read_number(small, grammar.language)
    if value is None:
        return None
    for here in range(at + 1, min(len(atoms), at + 2 + MOST_ATTRIBUTES)):
        text = atoms[here].text
        if text.lower() in grammar.persons:
            return here + 1, value, lone
        if not (text == "-" or text[0].isdecimal() or (text[0].islower() and text not in grammar.counted_ends)):
            return None
    return None

"""Clauses of a unit and what kind each is, by its first words and the place of its verb."""

from __future__ import annotations

from typing import Literal

import msgspec

from lesart.annotate.known_words import BREAK, HYPHEN
from lesart.annotate.units import Unit
from lesart.language.verbs import (
    ANY_FINITE,
    INFINITIVE,
    PARTICIPLE,
    PAST,
    SUBJUNCTIVE_1,
    SUBJUNCTIVE_2,
    ZU_INFINITIVE,
)

ClauseKind = Literal["that", "whether", "question", "purpose", "sub", "relative", "infinitive", "main", "verb", "piece"]
"""`main`: the verb stands second; `verb`: it stands first; `piece`: no verb of its own."""


_DASHES = frozenset({"–", "—", "-"})
LONGEST_DATELINE = 8
"""Tokens of a dateline at most, its agency in brackets among them (own reading)."""


class Clause(msgspec.Struct, frozen=True):
    """Tokens `[first, end)` between two marks, without them."""

    first: int
    end: int


def split_clauses(unit: Unit) -> list[Clause]:
    """The clauses of a unit; parentheses stay inside the clause they stand in."""
    found: list[Clause] = []
    first, depth = 0, 0
    marks = range(len(unit)) if unit.words.subject_first else unit.find(BREAK | HYPHEN)
    for at in marks:
        if unit.marked[at] >= 0:
            continue
        word = unit.low[at]
        if word == "(":
            depth += 1
        elif word == ")":
            depth = max(0, depth - 1)
        elif at > first and unit.words.subject_first and word in unit.words.that and not depth:
            found.append(Clause(first, at))
            first = at
        elif not depth and unit.is_break(at):
            if at > first:
                found.append(Clause(first, at))
            first = at + 1
    last = len(unit)
    while last > first and unit.marked[last - 1] < 0 and unit.low[last - 1] in (".", "!", "?", "…", "..."):
        last -= 1
    if last > first:
        found.append(Clause(first, last))
    return found


def without_dateline(unit: Unit, clauses: list[Clause]) -> list[Clause]:
    """The clauses behind a dateline: "OSTBURG (nap) – Die Reederei …"."""
    if len(clauses) < 2 or clauses[0].end >= len(unit) or unit.low[clauses[0].end] not in _DASHES:
        return clauses
    first, following = clauses[0], clauses[1].first
    short = first.end - first.first <= LONGEST_DATELINE and unit.nouns[first.first]
    if not short or not (unit.is_capital(following) or unit.marked[following] >= 0):
        return clauses
    inside, depth = [], 0
    for at in range(first.first, first.end):
        depth += (unit.low[at] == "(") - (unit.low[at] == ")")
        inside.append(depth > 0 or unit.is_capital(at) or not unit.low[at][0].isalnum())
    return clauses[1:] if all(inside) else clauses


def skip_coordinator(unit: Unit, first: int, end: int) -> int:
    """`first` behind a leading und, aber, doch …"""
    while first < end and unit.low[first] in unit.words.coordinators:
        first += 1
    return first


def finite_verbs(unit: Unit, first: int, end: int) -> list[int]:
    """Tokens that may be a finite verb there; a plural that looks like an infinitive only if there is no other."""
    sure = [at for at in range(first, end) if unit.forms[at] & ANY_FINITE and not _is_participle(unit, at, first, end)]
    if sure:
        return sure
    if unit.marked[first] < 0:
        quoted = [at for at in range(first, end) if unit.inner[at] & ANY_FINITE]
        if quoted:
            return quoted
    return [
        at
        for at in range(first, end)
        if unit.forms[at] & INFINITIVE and unit.low[at - 1 if at else 0] not in unit.words.zu
    ]


def _is_participle(unit: Unit, at: int, first: int, end: int) -> bool:
    """Whether a form such as "berichtet" is the participle here: another finite verb stands in the clause."""
    if not unit.forms[at] & PARTICIPLE:
        return False
    return any(
        unit.forms[other] & ANY_FINITE and not unit.forms[other] & PARTICIPLE
        for other in range(first, end)
        if other != at
    )


def ends_with_verb(unit: Unit, first: int, end: int) -> bool:
    """Whether the finite verb stands at the clause's end, alone or in a cluster ("eingesetzt werden könnte")."""
    if end - first < 2 or not unit.forms[end - 1] & (ANY_FINITE | INFINITIVE):
        return False
    verbs = finite_verbs(unit, first, end)
    if not verbs:
        return False
    return all(unit.forms[at] for at in range(verbs[0], end))


def has_subjunctive(unit: Unit, first: int, end: int, second_too: bool = True) -> bool:
    """Whether a finite verb of the tokens is in the subjunctive of reported speech."""
    wanted = SUBJUNCTIVE_1 | (SUBJUNCTIVE_2 if second_too else 0)
    return any(unit.forms[at] & wanted for at in range(first, end))


def is_infinitive(unit: Unit, first: int, end: int) -> bool:
    """Whether the clause is an infinitive with zu and has no finite verb."""
    zu = False
    for at in range(first, end):
        flags = unit.forms[at]
        if flags & ZU_INFINITIVE or (flags & INFINITIVE and at > first and unit.low[at - 1] in unit.words.zu):
            zu = True
        elif flags & ANY_FINITE and not flags & (INFINITIVE | PARTICIPLE):
            attribute = flags & PAST and at + 1 < end and unit.nouns[at + 1]
            if not (attribute and _ends_with_zu(unit, end)):
                return False
    return zu


def _ends_with_zu(unit: Unit, end: int) -> bool:
    flags = unit.forms[end - 1]
    return bool(flags & ZU_INFINITIVE) or (bool(flags & INFINITIVE) and unit.low[end - 2] in unit.words.zu)


def clause_kind(unit: Unit, first: int, end: int) -> ClauseKind:
    """The kind of the clause `[first, end)`, a leading und, aber, sondern aside."""
    start = skip_coordinator(unit, first, end)
    if start >= end:
        return "piece"
    word, words = unit.low[start], unit.words
    if unit.marked[start] >= 0 and start + 1 < end and unit.low[start + 1] in words.that:
        return "that"
    if unit.marked[start] < 0:
        if word in words.that:
            return "that"
        if word in words.whether:
            return "whether"
        if word in words.purpose and is_infinitive(unit, start, end):
            return "purpose"
        if _is_relative(unit, start, end):
            return "relative"
        if word in words.question and word not in words.subordinators:
            return "question"
        if is_infinitive(unit, start, end):
            return "infinitive"
        if word in words.subordinators and (word not in words.time_subordinators or ends_with_verb(unit, start, end)):
            return "question" if word in words.like and ends_with_verb(unit, start, end) else "sub"
    if is_infinitive(unit, start, end):
        return "infinitive"
    verbs = finite_verbs(unit, start, end)
    if not verbs:
        return "piece"
    return "verb" if verbs[0] == start else "main"


def _is_relative(unit: Unit, start: int, end: int) -> bool:
    word, words = unit.low[start], unit.words
    if not start or not (unit.is_break(start - 1) or unit.low[start - 1] in words.coordinators):
        return False
    if word in words.relative:
        return ends_with_verb(unit, start, end)
    if word in words.prepositions and start + 1 < end and unit.low[start + 1] in words.relative:
        return ends_with_verb(unit, start, end) and not unit.is_capital(start + 1)
    return False

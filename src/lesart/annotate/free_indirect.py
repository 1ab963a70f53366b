"""Speech that goes on without a frame: sentences in the subjunctive, and hearsay with sollen."""

from __future__ import annotations

from lesart.annotate.clauses import Clause, clause_kind, finite_verbs, split_clauses
from lesart.annotate.findings import Piece, piece
from lesart.annotate.known_words import FIRST_PERSON, HEARSAY
from lesart.annotate.noun_phrases import is_role
from lesart.annotate.speakers import find_subject
from lesart.annotate.units import Unit
from lesart.language.verbs import FINITE, INFINITIVE, PARTICIPLE, SUBJUNCTIVE_1, SUBJUNCTIVE_2


def main_mood(unit: Unit, clauses: list[Clause]) -> int:
    """Mood of the first main clause's verb: SUBJUNCTIVE_1, SUBJUNCTIVE_2, FINITE, or 0 where there is none."""
    for clause in clauses:
        if clause_kind(unit, clause.first, clause.end) not in ("main", "verb"):
            continue
        verb = finite_verbs(unit, clause.first, clause.end)[0]
        flags = unit.forms[verb]
        if flags & SUBJUNCTIVE_1:
            return SUBJUNCTIVE_1
        if not flags or flags & (FINITE | INFINITIVE) or unit.low[verb] in unit.words.polite_wishes:
            return FINITE
        return SUBJUNCTIVE_2
    return 0


def speaks_for_itself(unit: Unit) -> bool:
    """Whether the unit, outside marks, is in the first person: the writer's or an interview, nobody's report."""
    return any(unit.marked[at] < 0 for at in unit.find(FIRST_PERSON))


def is_plan(unit: Unit, clauses: list[Clause]) -> bool:
    """Whether the first main clause's verb is sollen: behind a quotation, what its speaker means to do."""
    for clause in clauses:
        if clause_kind(unit, clause.first, clause.end) in ("main", "verb"):
            return unit.low[finite_verbs(unit, clause.first, clause.end)[0]] in unit.words.hearsay
    return False


def is_hearsay(unit: Unit, clauses: list[Clause]) -> bool:
    """Whether the sentence reports by sollen and a perfect infinitive: "soll gestanden haben"."""
    return any(
        unit.forms[at] and _ends_in_perfect(unit, at, clause)
        for at in unit.find(HEARSAY)
        for clause in clauses
        if clause.first <= at < clause.end
    )


def _ends_in_perfect(unit: Unit, at: int, clause: Clause) -> bool:
    first = max(clause.first + 1, at - 2)
    return any(
        unit.low[number] in unit.words.perfect_helpers and unit.forms[number - 1] & PARTICIPLE
        for number in range(first, clause.end)
    )


def main_subject(unit: Unit) -> list[Piece]:
    """The subject of the unit's main clause, where it may be somebody who speaks; empty otherwise."""
    clauses = split_clauses(unit)
    for clause in clauses:
        if clause_kind(unit, clause.first, clause.end) not in ("main", "verb"):
            continue
        verb = finite_verbs(unit, clause.first, clause.end)[0]
        subject = find_subject(unit, verb, clause, 0, clauses[-1].end)
        if subject is None or unit.low[subject[0]] in unit.words.subject_pronouns:
            return []
        speaks = any(is_role(unit, at) or unit.is_person_or_body(at) for at in range(*subject))
        return piece(unit, subject) if speaks else []
    return []

"""Frames that point to words elsewhere: "Das teilte die Polizei mit." to the sentence before it, "…, wonach …" to
a noun before it."""

from __future__ import annotations

from lesart.annotate.clauses import Clause
from lesart.annotate.cues import Cue, find_cues
from lesart.annotate.findings import Finding, piece, pieces_of
from lesart.annotate.frames_behind import BECOME_KNOWN
from lesart.annotate.groups import Group
from lesart.annotate.noun_phrases import read_phrase
from lesart.annotate.speakers import Range, find_addressee, find_after, find_agent, with_apposition
from lesart.annotate.units import Unit
from lesart.language.verbs import ANY_FINITE, MODAL

SHORTEST = 3
"""Tokens of "Das bestätigte er" (with its stop one more)."""


def read_pointing(unit: Unit, clauses: list[Clause], before: Group | None) -> Finding | None:
    """The quotation of a unit that begins "Das sagte X": content is the group before it, and the pronoun."""
    if before is None or len(unit) < SHORTEST or unit.low[0] not in unit.words.demonstratives:
        return None
    if clauses[0].first or not unit.forms[1] & ANY_FINITE:
        return None
    cue = _pointing_cue(unit, clauses)
    if cue is None:
        return None
    said, end = before.unit(), clauses[-1].end
    speaker = _source(unit, cue, end)
    if speaker is None and cue.lemma not in BECOME_KNOWN:
        return None
    finding = Finding("indirect", [(said.start, said.last_word_end()), unit.range(0, 1)], "pointing")
    finding.cue = pieces_of(unit, cue.tokens)
    finding.speaker = piece(unit, speaker)
    finding.frame = [unit.range(1, end)]
    finding.addressee = piece(unit, find_addressee(unit, cue, 1, end, speaker))
    return finding


def _pointing_cue(unit: Unit, clauses: list[Clause]) -> Cue | None:
    if unit.forms[1] & MODAL:
        return None
    for clause in clauses:
        cues = [cue for cue in find_cues(unit, 1, clause.end) if cue.anchor == 1 and _points(cue)]
        if cues:
            return cues[-1]
    return None


def _points(cue: Cue) -> bool:
    return cue.takes == {"c"} or (cue.takes >= {"d", "c"} and "w" not in cue.takes)


def _source(unit: Unit, cue: Cue, end: int) -> Range | None:
    if cue.lemma == "hervor|gehen":
        at = next((at for at in range(2, end) if unit.low[at] in unit.words.out_of), None)
        stop = read_phrase(unit, at + 1, end) if at is not None else 0
        return with_apposition(unit, (at + 1, stop), end) if at is not None and stop > at + 1 else None
    return find_agent(unit, cue, 2, end) if cue.passive else find_after(unit, 2, end)


def read_wonach(unit: Unit, clauses: list[Clause]) -> list[Finding]:
    """Clauses with "wonach": the noun before it names the statement."""
    found = []
    for number, clause in enumerate(clauses):
        if unit.low[clause.first] not in unit.words.wonach or not number:
            continue
        cue = (clause.first, clause.first + 1)
        end = _wonach_end(unit, clauses, number)
        if end <= cue[1]:  # the sentence breaks off behind it
            continue
        finding = Finding("indirect", [unit.range(cue[1], end)], "wonach")
        finding.cue = [unit.range(*cue)]
        finding.speaker = piece(unit, _last_phrase(unit, clauses[number - 1]))
        finding.frame = [unit.range(clauses[0].first, cue[1])]
        found.append(finding)
    return found


def _wonach_end(unit: Unit, clauses: list[Clause], number: int) -> int:
    end = clauses[number].end
    for later in clauses[number + 1 :]:
        if unit.forms[later.first] & ANY_FINITE or unit.low[later.first] in unit.words.coordinators:
            return end
        end = later.end
    return end


def _last_phrase(unit: Unit, clause: Clause) -> Range | None:
    best: Range | None = None
    at = clause.first
    while at < clause.end:
        end = read_phrase(unit, at, clause.end)
        if end > at:
            best = (at, end)
        at = max(end, at + 1)
    return best

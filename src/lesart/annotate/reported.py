"""Reported speech acts: a verb that takes what was said as a bare noun phrase ("Der Rat forderte Hilfe.")."""

from __future__ import annotations

from lesart.annotate.clauses import Clause, clause_kind
from lesart.annotate.cues import find_cues
from lesart.annotate.direct import read_naming
from lesart.annotate.findings import Finding, piece
from lesart.annotate.speakers import find_addressee, find_agent, find_subject
from lesart.annotate.units import Unit


def read_reported(unit: Unit, clauses: list[Clause]) -> Finding | None:
    """The unit as a reported speech act: content is all of it; None where nobody is said to speak.

    What somebody calls something in marked words is direct speech instead (see `read_naming`)."""
    if any(read_naming(unit, clauses, number) for number in range(len(unit.stretches))):
        return None
    for clause in clauses:
        cues = [cue for cue in find_cues(unit, clause.first, clause.end) if "n" in cue.takes]
        if not cues or clause_kind(unit, clause.first, clause.end) == "relative":
            continue
        cue, low = cues[-1], clauses[0].first
        if cue.passive:
            speaker = find_agent(unit, cue, clause.first, clause.end)
        else:
            speaker = find_subject(unit, cue.anchor, clause, low, clause.end)
        if speaker is None or unit.low[speaker[0]] in unit.words.first_person:
            return None
        finding = Finding("reported", [(unit.tokens[low].start, unit.end)], "reported")
        finding.speaker = piece(unit, speaker)
        finding.addressee = piece(unit, find_addressee(unit, cue, clause.first, clause.end, speaker))
        return finding
    return None

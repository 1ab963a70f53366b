"""Reading the units of a zone in order, so that speech can go on from one sentence to the next."""

from __future__ import annotations

from lesart.annotate.clauses import Clause, split_clauses, without_dateline
from lesart.annotate.direct import FEWEST_WORDS_OF_SPEECH, Before, read_direct
from lesart.annotate.findings import Finding, Piece
from lesart.annotate.free_indirect import is_hearsay, is_plan, main_mood, main_subject, speaks_for_itself
from lesart.annotate.groups import Group
from lesart.annotate.indirect import read_framed
from lesart.annotate.known_words import DANACH, HEARSAY, SOURCE
from lesart.annotate.pointing import read_pointing, read_wonach
from lesart.annotate.reported import read_reported
from lesart.annotate.units import LONGEST_UNIT, Unit
from lesart.language.verbs import FINITE, SUBJUNCTIVE_1, SUBJUNCTIVE_2, SUBJUNCTIVES

_NO_SPEAKER = frozenset({"demnach", "danach"})
"""Rules whose speaker is a word that only points back: who spoke before goes on speaking."""


class Flow:
    """What was said last in the zone: `quotation` by the group before, `running` without a frame, `speaker`."""

    def __init__(self) -> None:
        self.quotation: Finding | None = None
        self.running: Finding | None = None
        self.speaker: list[Piece] = []
        self.before: Group | None = None

    def read(self, group: Group) -> list[Finding]:
        """The quotations that begin in `group`; one that runs on from before is made longer instead."""
        if group.quotes_nobody():
            self.running = None
            self._remember(group, [])
            return []
        unit = group.unit()
        clauses = without_dateline(unit, split_clauses(unit)) if len(unit) <= LONGEST_UNIT else []
        if not clauses:
            return []
        found = self._read_framed(unit, clauses)
        context = found
        if found:
            self.running = None
        else:
            going_on = self._go_on(unit, clauses)
            found = [going_on] if going_on is not None and going_on is not self.running else []
            context = [going_on] if going_on is not None else []
            free = going_on is not None and going_on.type == "indirect_free_indirect"
            self.running = going_on if free else None
            reported = read_reported(unit, clauses) if going_on is None else None
            if reported is not None:
                found = context = [reported]
        if unit.stretches:
            found = found + read_direct(unit, clauses, context, Before(self.quotation, self.speaker))
        self._remember(group, found or context)
        return found

    def _read_framed(self, unit: Unit, clauses: list[Clause]) -> list[Finding]:
        pointing = read_pointing(unit, clauses, self.before if self.quotation is None else None)
        if pointing is not None:
            return [pointing]
        sourced = bool(unit.all_kinds & DANACH) and self._is_sourced()
        return read_wonach(unit, clauses) or read_framed(unit, clauses, sourced)

    def _is_sourced(self) -> bool:
        """Whether the unit before quoted somebody or named a statement, which "danach" may point to."""
        return self.quotation is not None or (self.before is not None and bool(self.before.unit().all_kinds & SOURCE))

    def _go_on(self, unit: Unit, clauses: list[Clause]) -> Finding | None:
        """The quotation that this unit carries on without a frame, if it does; the running one is made longer."""
        if speaks_for_itself(unit):
            return None
        mood = main_mood(unit, clauses) if _is_subjunctive(unit) else FINITE
        start = unit.tokens[clauses[0].first].start
        if mood == SUBJUNCTIVE_1 or (mood == SUBJUNCTIVE_2 and self.quotation is not None):
            end = _speech_end(unit)
            if self.running is not None:
                self.running.content = [(self.running.content[0][0], end)]
                return self.running
            free = "free-subjunctive" if mood == SUBJUNCTIVE_1 else "free-conditional"
            return Finding("indirect_free_indirect", [(start, end)], free, speaker=self._nearest_speaker())
        rule = self._hearsay_rule(unit, clauses)
        if rule is None:
            return None
        return Finding("free_indirect", [(start, unit.end)], rule, speaker=self._nearest_speaker())

    def _hearsay_rule(self, unit: Unit, clauses: list[Clause]) -> str | None:
        if is_hearsay(unit, clauses):
            return "hearsay"
        may_plan = self.quotation is not None and bool(unit.all_kinds & HEARSAY)
        return "free-sollen" if may_plan and is_plan(unit, clauses) else None

    def _nearest_speaker(self) -> list[Piece]:
        """Who spoke last; where the sentence before quoted nobody, whom it is about."""
        if self.quotation is not None or self.before is None:
            return self.speaker
        return main_subject(self.before.unit()) or self.speaker

    def _remember(self, group: Group, found: list[Finding]) -> None:
        for finding in found:
            if finding.speaker and not finding.rule.startswith("nested") and finding.rule not in _NO_SPEAKER:
                self.speaker = finding.speaker
        self.quotation = found[-1] if found else None
        self.before = group


def _is_subjunctive(unit: Unit) -> bool:
    """Whether any verb outside marks may be in the subjunctive."""
    return any(flags & SUBJUNCTIVES for flags in unit.forms)


def _speech_end(unit: Unit) -> int:
    """End of a sentence without a frame: of all of it, or of its colon where marked speech follows that."""
    for first, last, _ in unit.stretches:
        if first and unit.low[first - 1] == ":" and last - first > FEWEST_WORDS_OF_SPEECH:
            return unit.tokens[first - 1].end
    return unit.end

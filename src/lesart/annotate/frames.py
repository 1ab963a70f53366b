"""The state of reading one unit: what was found in it, and which of its words are told already."""

from __future__ import annotations

import msgspec

from lesart.annotate.clauses import Clause, clause_kind, finite_verbs, has_subjunctive
from lesart.annotate.cues import Cue
from lesart.annotate.findings import Finding, piece, pieces_of
from lesart.annotate.speakers import Range, find_addressee
from lesart.annotate.units import Unit
from lesart.annotate.ways import find_channels
from lesart.language.verbs import INFINITIVE, PARTICIPLE, ZU_INFINITIVE


class Framed(msgspec.Struct, frozen=True):
    """A frame with what it frames, in tokens: pieces of content and of frame, cue, speaker, the rule's name.

    The addressee is looked for in the first piece of the frame."""

    content: list[Range]
    frame: list[Range]
    cue: Cue
    speaker: Range | None
    rule: str


class Reading:
    """`unit` with its `clauses`; `found` so far; `taken[n]`: token n belongs to a quotation found; `last`: end."""

    def __init__(self, unit: Unit, clauses: list[Clause]) -> None:
        self.unit = unit
        self.clauses = clauses
        self.found: list[Finding] = []
        self.taken = [False] * len(unit)
        self.last = clauses[-1].end
        self.ways: list[tuple[int, int, Finding]] = []

    def is_free(self, first: int, end: int) -> bool:
        """Whether none of the tokens `[first, end)` is told already."""
        return not any(self.taken[first:end])

    def free_start(self, before: int) -> int:
        """First token of the clauses before token `before` that are not told yet; `before` where all are."""
        start = before
        for clause in reversed(self.clauses):
            if clause.end > before:
                continue
            if self.taken[clause.first]:
                break
            start = clause.first
        return start

    def goes_on(self, start: int, mark: int, after: int) -> bool:
        """Whether the words from `after`, behind an inner frame, belong to what was said in `[start, mark)`:
        the part before has no verb yet, or the part behind is in the subjunctive, marked, or ends the verb."""
        unit = self.unit
        if not finite_verbs(unit, start, mark):
            return True
        if has_subjunctive(unit, after, self.last) or unit.marked[after] >= 0:
            return True
        end = next((clause.end for clause in self.clauses if clause.end > after), self.last)
        ends_verb = bool(unit.forms[end - 1] & (PARTICIPLE | INFINITIVE | ZU_INFINITIVE))
        return ends_verb and not finite_verbs(unit, after, end)

    def speech_start(self, start: int, mark: int) -> int:
        """`start`, or the first marked token behind a colon before `mark`: what comes before is another frame."""
        unit = self.unit
        for at in range(mark - 1, start, -1):
            if unit.low[at] == ":" and unit.is_break(at) and unit.marked[at + 1] >= 0:
                return at + 1
        return start

    def kind_behind(self, after: int) -> str:
        """Kind of the clause that token `after` lies in, read from there; `piece` at the end."""
        clause = next((clause for clause in self.clauses if clause.end > after), None)
        return clause_kind(self.unit, after, clause.end) if clause else "piece"

    def add(self, framed: Framed) -> None:
        """Records a quotation, unless its content is told already or the writer speaks ("Wir gehen davon aus")."""
        unit = self.unit
        content = [(a, b) for a, b in framed.content if b > a and self.is_free(a, b)]
        own = framed.speaker is not None and unit.low[framed.speaker[0]] in unit.words.first_person
        if not content or own:
            return
        finding = Finding("indirect", [unit.range(a, b) for a, b in content], framed.rule)
        finding.cue = pieces_of(unit, framed.cue.tokens)
        finding.speaker = piece(unit, framed.speaker)
        finding.frame = [unit.range(a, b) for a, b in framed.frame if b > a]
        low, high = framed.frame[0]
        finding.addressee = piece(unit, find_addressee(unit, framed.cue, low, high, framed.speaker))
        finding.via = [unit.range(*way) for way in find_channels(unit, framed.frame[0], framed.speaker)]
        self.close(finding, content, framed.frame)

    def add_way(self, framed: Framed) -> None:
        """Records words that a paper or agency brings; other speech in them comes that way (see `note_ways`)."""
        self.add(framed)
        for first, end in framed.content:
            if any(self.unit.marked[at] < 0 for at in range(first, end)):
                self.taken[first:end] = [False] * (end - first)
                self.ways.append((first, end, self.found[-1]))

    def note_ways(self) -> None:
        """Tells the way of quotations inside words that a paper or agency brings."""
        for first, end, outer in self.ways:
            low, high = self.unit.range(first, end)
            for finding in self.found:
                inside = finding is not outer and all(low <= a and b <= high for a, b in finding.content)
                if inside:
                    finding.via += [(self._behind_mark(start), stop) for start, stop in outer.frame]

    def _behind_mark(self, start: int) -> int:
        """Characters: `start`, or behind the mark between clauses that stands there."""
        tokens = self.unit.tokens
        at = next(number for number, token in enumerate(tokens) if token.start >= start)
        return tokens[at + 1].start if self.unit.is_break(at) and at + 1 < len(tokens) else start

    def close(self, finding: Finding, content: list[Range], frame: list[Range]) -> None:
        """Records `finding`; content that is all marked text makes it direct speech."""
        stretch = self._whole_stretch(content)
        if stretch is not None:
            finding.type = "direct"
            finding.content = [stretch]
            finding.rule = "direct-" + finding.rule
        for first, end in content + frame:
            self.taken[first:end] = [True] * (min(end, len(self.taken)) - first)
        self.found.append(finding)

    def _whole_stretch(self, content: list[Range]) -> tuple[int, int] | None:
        unit = self.unit
        if len(content) != 1 or unit.marked[content[0][0]] < 0:
            return None
        first, last, stretch = unit.stretches[unit.marked[content[0][0]]]
        whole = first == content[0][0] and last >= content[0][1] - 2
        return (stretch.start, stretch.end) if whole else None

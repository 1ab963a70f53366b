"""Quotations with a frame in their own sentence: the cue before, behind or inside what was said.

The frame may be a verb ("X sagte, …", "…, sagte X", "wie X mitteilte"), a noun ("die Forderung, …") or an
attribution ("laut X"). What lies wholly between quotation marks comes out as direct speech.
"""

from __future__ import annotations

from lesart.annotate.attributions import Attribution
from lesart.annotate.clauses import (
    Clause,
    clause_kind,
    finite_verbs,
    has_subjunctive,
    skip_coordinator,
)
from lesart.annotate.cues import Cue, find_cues
from lesart.annotate.findings import Finding, piece, pieces_of
from lesart.annotate.noun_phrases import read_phrase
from lesart.annotate.speakers import Range, find_addressee, find_after, find_agent, find_subject
from lesart.annotate.units import Unit
from lesart.annotate.verbs import ANY_FINITE, FINITE, INFINITIVE, PARTICIPLE, SUBJUNCTIVE_1


class Reader:
    """Reads one unit; `found` holds what it found, `taken` the tokens already told."""

    def __init__(self, unit: Unit, clauses: list[Clause], attributions: list[Attribution]) -> None:
        self.unit = unit
        self.clauses = clauses
        self.attributions = attributions
        self.found: list[Finding] = []
        self.taken = [False] * len(unit)
        self.last = clauses[-1].end if clauses else 0

    def read(self) -> list[Finding]:
        if not self.clauses:
            return []
        self._read_inverted()
        self._read_wie()
        self._read_before()
        self._read_attributions()
        return self.found

    # frames behind or inside what was said

    def _read_inverted(self) -> None:
        unit = self.unit
        for number in range(1, len(self.clauses)):
            clause = self.clauses[number]
            if self.taken[clause.first] or unit.low[clause.first - 1] not in (",", "–", "—", "-"):
                continue
            first = clause.first
            if unit.low[first] == "so" and first + 1 < clause.end:
                first += 1
            cue = self._inverted_cue(first, clause)
            if cue is None:
                continue
            speaker = self._inverted_speaker(cue, clause)
            if speaker is None:
                continue
            self._add_inverted(number, clause.first - 1, cue, speaker)
        self._read_glued()

    def _read_glued(self) -> None:
        """„…“ sagte X: no comma between the closing mark and the verb."""
        unit = self.unit
        for first, last, stretch in unit.stretches:
            at = last + 1
            if not stretch.closed or at >= len(unit) or self.taken[first] or unit.is_break(at):
                continue
            clause = next((c for c in self.clauses if c.first <= at < c.end), None)
            if clause is None or (first > 0 and not unit.is_break(first - 1)):
                continue
            cue = self._inverted_cue(at, Clause(at, clause.end))
            if cue is None:
                continue
            speaker = self._inverted_speaker(cue, Clause(at, clause.end))
            if speaker is None:
                continue
            self._finish([(first, last + 1)], (at, self._frame_end(clause)), cue, speaker, "inverted")

    def _inverted_cue(self, first: int, clause: Clause) -> Cue | None:
        unit = self.unit
        if not unit.forms[first] & (ANY_FINITE | INFINITIVE):
            return None
        if unit.low[first] in ("heißt", "hieß", "heisst", "hiess") and first + 1 < len(unit):
            if unit.low[first + 1] == "es":
                return Cue((first, first + 1), first, frozenset("dc"), "heißen")
            return None
        cues = [
            cue for cue in find_cues(unit, first, clause.end) if first in cue.tokens and cue.takes & {"d", "c", "z"}
        ]
        if not cues and unit.forms[first] & ANY_FINITE:
            return None
        return cues[-1] if cues else None

    def _inverted_speaker(self, cue: Cue, clause: Clause) -> Range | None:
        unit = self.unit
        if cue.lemma == "heißen":
            return self._place_of_saying(cue.last + 1, clause.end) or (cue.last, cue.last)
        if cue.passive:
            return find_agent(unit, clause.first, clause.end) or (cue.last, cue.last)
        subject = find_after(unit, cue.anchor + 1, self.last)
        if subject is None:
            return None
        between = range(cue.anchor + 1, subject[0])
        if any(unit.forms[at] & ANY_FINITE and not unit.forms[at] & PARTICIPLE for at in between):
            return None
        return subject

    def _place_of_saying(self, at: int, stop: int) -> Range | None:
        """ "heißt es in dem Bericht": the phrase behind in, aus, von, bei."""
        unit = self.unit
        while at < stop:
            if unit.low[at] in ("in", "im", "aus", "von", "vom", "bei", "beim", "auf", "seitens"):
                end = read_phrase(unit, at + 1, stop)
                if end > at + 1:
                    return at + 1, end
            at += 1
        return None

    def _frame_end(self, clause: Clause, speaker: Range | None = None) -> int:
        """End of a frame that begins in `clause`: with the relative clauses and appositions behind it."""
        end = max(clause.end, speaker[1] if speaker else 0)
        for later in self.clauses:
            if later.first < end:
                end = max(end, min(later.end, self.last)) if later.end > end and later.first < end - 1 else end
                continue
            if later.first - end > 1:
                break
            kind = clause_kind(self.unit, later.first, later.end)
            if kind not in ("relative", "piece", "sub") or self.unit.low[later.first - 1] == ":":
                break
            end = later.end
        return end

    def _add_inverted(self, number: int, mark: int, cue: Cue, speaker: Range) -> None:
        unit = self.unit
        clause = self.clauses[number]
        start = self._start_before(number)
        if start >= mark or (mark - start < 2 and unit.marked[start] < 0):
            return
        end = self._frame_end(clause, speaker)
        content = [(start, mark)]
        if end < self.last and unit.low[end] in (",", "–", "—", "-") and end + 1 < self.last:
            kind = clause_kind(unit, end + 1, next(c.end for c in self.clauses if c.end > end + 1))
            if kind in ("main", "verb", "piece", "that", "sub", "infinitive") and self._goes_on(start, mark, end + 1):
                content.append((end + 1, self.last))
                end += 1
        self._finish(content, (mark, end), cue, speaker, "inverted")

    def _goes_on(self, start: int, mark: int, after: int) -> bool:
        """Whether the words behind an inner frame belong to what was said: the part before has no verb yet, or
        the part behind is in the subjunctive or quoted."""
        unit = self.unit
        if not finite_verbs(unit, start, mark):
            return True
        return has_subjunctive(unit, after, self.last) or unit.marked[after] >= 0

    def _start_before(self, number: int) -> int:
        """First token of what was said before the frame in clause `number`."""
        start = self.clauses[0].first
        for clause in self.clauses[:number]:
            if self.taken[clause.first]:
                start = clause.end + 1
        unit = self.unit
        for at in range(start, self.clauses[number].first - 1):
            if unit.is_break(at) and unit.low[at] == ":" and at + 1 < len(unit) and unit.marked[at + 1] >= 0:
                return at + 1
        return start

    # "wie X mitteilte"

    def _read_wie(self) -> None:
        unit = self.unit
        for clause in self.clauses:
            if unit.low[clause.first] != "wie" or self.taken[clause.first]:
                continue
            cues = [cue for cue in find_cues(unit, clause.first, clause.end) if cue.takes & {"d", "c"}]
            cues = [cue for cue in cues if cue.last >= clause.end - 1]
            if not cues:
                continue
            cue = cues[-1]
            speaker = (
                find_agent(unit, clause.first, clause.end)
                if cue.passive or not unit.forms[cue.anchor] & ANY_FINITE
                else find_after(unit, clause.first + 1, cue.anchor if cue.anchor > clause.first + 1 else clause.end)
            )
            if speaker is None and cue.lemma not in ("bekannt|werden", "bekannt werden"):
                speaker = find_after(unit, clause.first + 1, clause.end)
            first = clause.first - (1 if clause.first > self.clauses[0].first else 0)
            end = clause.end + (1 if clause.end < self.last else 0)
            content = []
            if first > self.clauses[0].first:
                content.append((self._main_start(first), first))
            if end < self.last and (not content or self._goes_on(content[0][0], first, end)):
                content.append((end, self.last))
            elif content:
                end = clause.end
            if not content:
                continue
            cue = Cue(tuple(sorted({clause.first, *cue.tokens})), cue.anchor, cue.takes, cue.lemma)
            self._finish(content, (first, end), cue, speaker, "wie")

    def _main_start(self, before: int) -> int:
        start = self.clauses[0].first
        for clause in self.clauses:
            if clause.end <= before and self.taken[clause.first]:
                start = clause.end + 1
        return start

    # frames before what was said

    def _read_before(self) -> None:
        unit = self.unit
        number = 0
        start = self.clauses[0].first
        while number < len(self.clauses) - 1:
            clause, following = self.clauses[number], self.clauses[number + 1]
            if self.taken[clause.first] or self.taken[following.first]:
                number += 1
                start = following.first
                continue
            hit = self._cue_before(number)
            if hit is None:
                number += 1
                continue
            cue, kind = hit
            end = self._content_end(number + 1, kind, clause)
            self._add_before(start, number, cue, kind, end)
            while number < len(self.clauses) and self.clauses[number].first < end:
                number += 1
            start = end + 1 if end < self.last and unit.is_break(end) else end

    def _cue_before(self, number: int) -> tuple[Cue, str] | None:
        unit = self.unit
        clause, following = self.clauses[number], self.clauses[number + 1]
        mark = unit.low[following.first - 1]
        if mark not in (",", ":", "–", "—"):
            return None
        kind = clause_kind(unit, following.first, following.end)
        if unit.low[skip_coordinator(unit, following.first, following.end)] in ("so", "wie") and kind not in (
            "main",
            "question",
        ):
            return None
        quoted = unit.marked[following.first] >= 0 and mark == ":"
        cue = self._verb_before(number, clause, following, kind, mark, quoted)
        if cue is None and mark == ",":
            cue = self._noun_before(clause, following, kind)
        if cue is None:
            return None
        return cue, "quoted" if quoted else kind

    def _verb_before(
        self, number: int, clause: Clause, following: Clause, kind: str, mark: str, quoted: bool
    ) -> Cue | None:
        unit = self.unit
        cues = find_cues(unit, clause.first, clause.end)
        cues = [cue for cue in cues if self._fits(cue, clause, following, kind, quoted, mark)]
        return cues[-1] if cues else None

    def _fits(self, cue: Cue, clause: Clause, following: Clause, kind: str, quoted: bool, mark: str) -> bool:
        unit = self.unit
        takes = cue.takes
        if quoted:
            return bool(takes & {"d", "q", "c"})
        if unit.low[following.first] in unit.words.coordinators:
            return False
        weak = "w" in takes
        if kind in ("that", "whether", "question"):
            if kind == "question" and weak:
                return False
            return "c" in takes and clause.end - cue.last <= 8
        if kind == "infinitive":
            return "z" in takes and clause.end - cue.last <= 8
        if kind in ("main", "sub"):
            if "c" not in takes and not (takes & {"d"} and mark == ":"):
                return False
            mood = has_subjunctive(unit, following.first, self.last)
            if kind == "sub":
                return (
                    mood
                    and cue.last == clause.end - 1
                    and unit.low[following.first]
                    in ("wenn", "falls", "sobald", "solange", "da", "weil", "während", "nachdem", "obwohl")
                )
            return (mood or not weak) and (clause.end - cue.last <= 5 or mood)
        return False

    def _noun_before(self, clause: Clause, following: Clause, kind: str) -> Cue | None:
        """ "die Forderung der Partei, …": a noun of speech, and nothing behind it but what belongs to it."""
        unit = self.unit
        subjunctive = has_subjunctive(unit, following.first, following.end)
        if kind not in ("that", "whether", "infinitive") and not (kind == "main" and subjunctive):
            return None
        for at in range(clause.end - 1, max(clause.first - 1, clause.end - 9), -1):
            if unit.marked[at] >= 0 or not is_speech_noun(unit, at):
                continue
            first = self._phrase_first(at, clause.first)
            end = max(read_phrase(unit, first, clause.end), at + 1)
            if end < clause.end and not all(
                unit.forms[n] & (PARTICIPLE | INFINITIVE | ANY_FINITE) or unit.low[n] in unit.words.focus
                for n in range(end, clause.end)
            ):
                return None
            verb = self._light_verb(clause, first)
            tokens = tuple(range(first, at + 1))
            if verb is not None:
                tokens = tuple(sorted({verb, *tokens}))
            return Cue(tokens, verb if verb is not None else at, frozenset("cz"), unit.low[at], "noun")
        if clause.end - clause.first >= 2 and unit.tokens[clause.end - 1].text in unit.words.attitudes:
            verbs = finite_verbs(unit, clause.first, clause.end)
            if verbs:
                return Cue((verbs[0], clause.end - 1), verbs[0], frozenset("cz"), unit.low[clause.end - 1], "attitude")
        return None

    def _phrase_first(self, noun: int, low: int) -> int:
        first = noun
        unit = self.unit
        while first > low and (
            unit.low[first - 1] in unit.words.nominative
            or unit.low[first - 1] in unit.words.oblique
            or (
                unit.low[first - 1].endswith(("e", "en", "er", "es", "em"))
                and not unit.is_capital(first - 1)
                and not unit.forms[first - 1] & ANY_FINITE
                and unit.low[first - 1] not in unit.words.prepositions
                and unit.marked[first - 1] < 0
            )
        ):
            first -= 1
        return first

    def _light_verb(self, clause: Clause, before: int) -> int | None:
        unit = self.unit
        for at in range(clause.first, before):
            if unit.forms[at] & FINITE and not unit.forms[at] & INFINITIVE:
                stem = unit.low[at]
                if stem in unit.words.light_verbs:
                    return at
        return None

    def _content_end(self, number: int, kind: str, matrix: Clause) -> int:
        """End of what was said, which begins with clause `number`."""
        unit = self.unit
        first = self.clauses[number].first
        if kind == "quoted":
            return self._quoted_end(first)
        subordinate = clause_kind(unit, matrix.first, matrix.end) in ("sub", "relative", "that", "piece")
        end = self.clauses[number].end
        early = self._second_verb(first, end, kind)
        if early:
            return early
        for later in self.clauses[number + 1 :]:
            if self.taken[later.first]:
                return end
            mark = unit.low[later.first - 1]
            if mark == ":" and unit.marked[later.first] >= 0:
                return end
            start = later.first
            flags = unit.forms[start]
            if subordinate and flags & FINITE and not flags & (INFINITIVE | SUBJUNCTIVE_1):
                return end
            if (
                kind == "infinitive"
                and flags & FINITE
                and not flags & SUBJUNCTIVE_1
                and not has_subjunctive(unit, start, later.end)
            ):
                return end
            if mark == ";":
                return end
            if unit.low[start] in ("und", "aber", "doch", "während") and kind != "main":
                inner = skip_coordinator(unit, start, later.end)
                verbs = finite_verbs(unit, inner, later.end)
                if (
                    verbs
                    and clause_kind(unit, start, later.end) in ("main", "verb")
                    and not has_subjunctive(unit, start, later.end)
                ):
                    return end
            end = later.end
            early = self._second_verb(start, end, kind)
            if early:
                return early
        return end

    def _second_verb(self, first: int, end: int, kind: str) -> int:
        """Where "…, dass er kommt und ging" returns to the frame's subject: the token of "und"; 0 if nowhere."""
        unit = self.unit
        if kind not in ("that", "infinitive", "whether", "question"):
            return 0
        for at in range(first + 2, end - 2):
            if unit.low[at] != "und" or unit.marked[at] >= 0:
                continue
            flags = unit.forms[at + 1]
            if not flags & FINITE or flags & (INFINITIVE | PARTICIPLE):
                continue
            if unit.forms[at - 1] & (ANY_FINITE | INFINITIVE) and not unit.forms[end - 1] & FINITE:
                return at
        return 0

    def _quoted_end(self, first: int) -> int:
        unit = self.unit
        last = unit.stretches[unit.marked[first]][1] + 1
        return last

    def _add_before(self, start: int, number: int, cue: Cue, kind: str, end: int) -> None:
        unit = self.unit
        clause = self.clauses[number]
        first = self.clauses[number + 1].first
        rule = {"noun": "noun", "attitude": "attitude"}.get(cue.rule) or f"before-{kind}"
        speaker: Range | None
        low = start
        if cue.rule == "noun":
            speaker = self._noun_speaker(cue, clause, low)
        elif cue.passive:
            speaker = find_agent(unit, low, first - 1)
        elif cue.lemma == "heißen" or (
            unit.low[min(cue.anchor + 1, len(unit) - 1)] == "es" and cue.lemma in ("heißen", "heissen")
        ):
            speaker = self._place_of_saying(low, first - 1)
        else:
            speaker = find_subject(unit, cue.anchor, clause, low, first - 1)
        after = end
        frame = [(low, first)]
        if after < self.last - 1 and self._is_resumption(after, clause):
            frame.append((after, self.last))
        self._finish([(first, end)], (low, first), cue, speaker, rule, frame)

    def _is_resumption(self, at: int, matrix: Clause) -> bool:
        unit = self.unit
        inner = at + 1 if unit.is_break(at) else at
        if inner >= self.last:
            return False
        if unit.low[at] == "und":
            return True
        return bool(unit.forms[inner] & (FINITE | PARTICIPLE)) and unit.low[at] != ":"

    def _noun_speaker(self, cue: Cue, clause: Clause, low: int) -> Range | None:
        unit = self.unit
        noun = max(number for number in cue.tokens if is_speech_noun(unit, number))
        if cue.anchor != noun:
            subject = find_subject(unit, cue.anchor, clause, low, clause.end)
            if subject and not subject[0] <= noun < subject[1]:
                return subject
        end = read_phrase(
            unit, min(number for number in cue.tokens if number > cue.anchor or cue.anchor == noun), clause.end
        )
        if end > noun + 1:
            at = noun + 1
            return (at + 1 if unit.low[at] in ("von", "vom") else at), end
        return None

    # attributions

    def _read_attributions(self) -> None:
        unit = self.unit
        for attribution in self.attributions:
            if any(self.taken[attribution.first : attribution.last]):
                self._note_way(attribution)
                continue
            content = self._scope(attribution)
            if not content:
                continue
            finding = Finding("indirect", [unit.range(a, b) for a, b in content], attribution.rule)
            first = attribution.first - 1 if attribution.before else attribution.first
            finding.cue = [unit.range(*part) for part in attribution.cue]
            finding.speaker = piece(unit, attribution.speaker)
            finding.frame = [unit.range(first, attribution.last)]
            self._close(finding, content, [(first, attribution.last)])

    def _note_way(self, attribution: Attribution) -> None:
        """An attribution inside the frame of another quotation says by which way the words came."""
        start, end = self.unit.range(attribution.first, attribution.last)
        for finding in self.found:
            if any(a <= start and end <= b for a, b in finding.frame):
                finding.via.append((start, end))
                return

    def _scope(self, attribution: Attribution) -> list[Range]:
        """What an attribution governs, without it."""
        unit = self.unit
        first, last = attribution.first, attribution.last
        around = [clause for clause in self.clauses if clause.first < last and clause.end > first]
        if not around:
            return []
        left, right = around[0], around[-1]
        low, high = left.first, self.last
        if attribution.before:
            return self._scope_of_so(attribution)
        if left.first < first:
            kind = clause_kind(unit, left.first, right.end)
            if kind in ("relative", "sub", "that", "whether", "question") and left.first > self.clauses[0].first:
                high = right.end
            elif unit.forms[left.first] & ANY_FINITE:
                low = self._free_start(left.first)
            low = skip_coordinator(unit, low, first)
        pieces = [(low, first), (last, high)]
        pieces = [(a, _trim_end(unit, a, b)) for a, b in pieces if b > a]
        pieces = [(_trim_start(unit, a, b), b) for a, b in pieces]
        return [(a, b) for a, b in pieces if b > a and not any(self.taken[a:b])]

    def _free_start(self, before: int) -> int:
        start = before
        for clause in reversed(self.clauses):
            if clause.end > before:
                continue
            if self.taken[clause.first]:
                break
            start = clause.first
        return start

    def _scope_of_so(self, attribution: Attribution) -> list[Range]:
        unit = self.unit
        start = self._free_start(attribution.first - 1)
        mark = attribution.first - 1
        for at in range(mark - 1, start, -1):
            if unit.is_break(at) and unit.low[at] == ":" and unit.marked[at + 1] >= 0:
                start = at + 1
                break
        pieces = [(start, mark)]
        after = attribution.last
        if after < self.last and unit.low[after] in (",", "–", "—", "-", ")"):
            after += 1
            clause = next((c for c in self.clauses if c.end > after), None)
            if clause and clause_kind(unit, after, clause.end) != "relative" and self._goes_on(start, mark, after):
                pieces.append((after, self.last))
        return [(a, b) for a, b in pieces if b > a and not any(self.taken[a:b])]

    # putting together

    def _finish(
        self,
        content: list[Range],
        frame: Range,
        cue: Cue,
        speaker: Range | None,
        rule: str,
        frames: list[Range] | None = None,
    ) -> None:
        unit = self.unit
        content = [(a, b) for a, b in content if b > a and not any(self.taken[a:b])]
        if not content:
            return
        finding = Finding("indirect", [unit.range(a, b) for a, b in content], rule)
        finding.cue = pieces_of(unit, cue.tokens)
        finding.speaker = piece(unit, speaker)
        frames = frames or [frame]
        finding.frame = [unit.range(a, b) for a, b in frames if b > a]
        finding.addressee = piece(unit, find_addressee(unit, cue, frame[0], frame[1], speaker))
        self._close(finding, content, frames)

    def _close(self, finding: Finding, content: list[Range], frames: list[Range]) -> None:
        unit = self.unit
        if len(content) == 1:
            first, end = content[0]
            if unit.marked[first] >= 0:
                stretch = unit.stretches[unit.marked[first]]
                if stretch[0] == first and stretch[1] >= end - 2:
                    finding.type = "direct"
                    finding.content = [(stretch[2].start, stretch[2].end)]
                    finding.rule = "direct-" + finding.rule
        for first, end in content + frames:
            for at in range(first, min(end, len(self.taken))):
                self.taken[at] = True
        self.found.append(finding)


def is_speech_noun(unit: Unit, at: int) -> bool:
    """Whether the token is a noun that takes what was said as a clause."""
    if not unit.is_capital(at):
        return False
    return unit.tokens[at].text in unit.words.speech_nouns or unit.low[at].endswith(unit.words.speech_endings)


def _trim_end(unit: Unit, first: int, end: int) -> int:
    while end > first and unit.is_break(end - 1):
        end -= 1
    return end


def _trim_start(unit: Unit, first: int, end: int) -> int:
    while first < end and unit.is_break(first):
        first += 1
    return first

"""Frames before what was said: "X sagte, …", "die Forderung, …", "X ist überzeugt, …", "X sagte: „…“"."""

from __future__ import annotations

from lesart.annotate.announcements import find_announcement, is_speech_noun
from lesart.annotate.clauses import Clause, clause_kind, finite_verbs, has_subjunctive, skip_coordinator
from lesart.annotate.cues import Cue
from lesart.annotate.frames import Framed, Reading
from lesart.annotate.frames_behind import SAY, place_of_saying
from lesart.annotate.noun_phrases import is_source, read_phrase
from lesart.annotate.speakers import Range, find_agent, find_cited, find_subject
from lesart.annotate.units import Unit
from lesart.language.verbs import ANY_FINITE, FINITE, INFINITIVE, PARTICIPLE, SUBJUNCTIVE_1


def read_before(reading: Reading) -> None:
    """Frames that announce the clause behind them, from left to right."""
    unit = reading.unit
    number, start = 0, reading.clauses[0].first
    while number < len(reading.clauses) - 1:
        clause, following = reading.clauses[number], reading.clauses[number + 1]
        if reading.taken[clause.first] or reading.taken[following.first]:
            number += 1
            start = following.first
            continue
        hit = find_announcement(reading, number)
        if hit is None:
            number += 1
            continue
        end = _content_end(reading, number, hit[1])
        _add_before(reading, start, number, hit, end)
        while number < len(reading.clauses) and reading.clauses[number].first < end:
            number += 1
        start = end + 1 if end < reading.last and unit.is_break(end) else end


def _add_before(reading: Reading, start: int, number: int, hit: tuple[Cue, str], end: int) -> None:
    unit = reading.unit
    cue, kind = hit
    first = reading.clauses[number + 1].first
    rule = cue.rule if cue.rule in ("noun", "attitude") else f"before-{kind}"
    frame = [(start, first)]
    if end < reading.last - 1 and reading.is_free(end, reading.last) and _is_resumption(reading, end):
        frame.append((end, reading.last))
    speaker = _speaker(reading, cue, reading.clauses[number], start, first - 1)
    before = reading.found[-1] if reading.found else None
    reading.add(Framed([(first, end)], frame, cue, speaker, rule))
    joined = unit.low[start] in unit.words.coordinators and not cue.passive
    if speaker is None and joined and before is not None and reading.found[-1] is not before:
        reading.found[-1].speaker = before.speaker


def _speaker(reading: Reading, cue: Cue, clause: Clause, low: int, high: int) -> Range | None:
    unit = reading.unit
    if cue.rule == "noun":
        return _noun_speaker(unit, cue, clause, low)
    if cue.lemma == "zitieren":
        return find_cited(unit, cue, clause, low, high)
    if cue.passive:
        return find_agent(unit, cue, low, high) or _source_of_passive(unit, low, high)
    if cue.lemma in (SAY, "heissen", "verlauten"):
        return place_of_saying(unit, low, high)
    return find_subject(unit, cue.anchor, clause, low, high)


def _source_of_passive(unit: Unit, low: int, high: int) -> Range | None:
    """The document that a passive without an agent names: "In dem Bericht wird vermutet, …"."""
    place = place_of_saying(unit, low, high)
    if place is None or not any(is_source(unit, at) for at in range(*place)):
        return None
    return place


def _noun_speaker(unit: Unit, cue: Cue, clause: Clause, low: int) -> Range | None:
    """Whose speech the noun names: the subject of its light verb, else the noun's own phrase."""
    noun = max(number for number in cue.tokens if is_speech_noun(unit, number))
    if cue.anchor != noun:
        subject = find_subject(unit, cue.anchor, clause, low, clause.end)
        if subject and not subject[0] <= noun < subject[1]:
            return subject
    first = min(number for number in cue.tokens if number > cue.anchor or cue.anchor == noun)
    return first, max(read_phrase(unit, first, clause.end), noun + 1)


def _is_resumption(reading: Reading, at: int) -> bool:
    """Whether the frame goes on behind what was said: "…, wird nun geprüft", "… und ging"."""
    unit = reading.unit
    inner = at + 1 if unit.is_break(at) else at
    if inner >= reading.last or unit.low[at] == ":":
        return False
    return unit.low[at] in unit.words.plain_and or bool(unit.forms[inner] & (FINITE | PARTICIPLE))


def _content_end(reading: Reading, number: int, kind: str) -> int:
    """End of what clause `number` announces, which begins with the next clause."""
    unit = reading.unit
    first = reading.clauses[number + 1].first
    if kind == "quoted":
        return unit.stretches[unit.marked[first]][1] + 1
    frame = reading.clauses[number]
    subordinate = clause_kind(unit, frame.first, frame.end) in ("sub", "relative", "that", "piece")
    end = reading.clauses[number + 1].end
    early = _second_verb(unit, first, end, kind)
    if early:
        return early
    for later in reading.clauses[number + 2 :]:
        if reading.taken[later.first] or _ends_before(unit, later, kind, subordinate):
            return end
        end = later.end
        early = _second_verb(unit, later.first, end, kind)
        if early:
            return early
    return end


def _ends_before(unit: Unit, later: Clause, kind: str, subordinate: bool) -> bool:
    """Whether what was said, a clause of `kind`, ends before the clause `later`.

    `subordinate`: the frame is itself a subordinate clause, so that its main clause may follow."""
    start = later.first
    mark, flags = unit.low[start - 1], unit.forms[start]
    if mark == ";" or (mark == ":" and unit.marked[start] >= 0):
        return True
    indicative = bool(flags & FINITE) and not flags & (INFINITIVE | SUBJUNCTIVE_1)
    if subordinate and indicative:
        return True
    if has_subjunctive(unit, start, later.end):
        return False
    here = clause_kind(unit, start, later.end)
    if kind == "infinitive":
        if here in ("piece", "main", "verb") or mark in ("–", "—") or indicative:
            return True
        if here == "sub" and unit.low[start] not in unit.words.conditions:
            return True
    if kind == "main":
        return unit.low[start] in unit.words.but
    if unit.low[start] not in unit.words.turning:
        return False
    return here in ("main", "verb") and bool(finite_verbs(unit, skip_coordinator(unit, start, later.end), later.end))


def _second_verb(unit: Unit, first: int, end: int, kind: str) -> int:
    """Where "…, dass er kommt und ging" returns to the frame's subject: the token of "und"; 0 if nowhere."""
    if kind not in ("that", "infinitive", "whether", "question"):
        return 0
    for at in range(first + 2, end - 2):
        if unit.low[at] not in unit.words.plain_and or unit.marked[at] >= 0:
            continue
        flags = unit.forms[at + 1]
        if not flags & FINITE or flags & (INFINITIVE | PARTICIPLE):
            continue
        if unit.forms[at - 1] & (ANY_FINITE | INFINITIVE) and not unit.forms[end - 1] & FINITE:
            return at
    return 0

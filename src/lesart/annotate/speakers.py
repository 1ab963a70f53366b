"""Who speaks and who is spoken to: the subject, agent and objects around a cue."""

from __future__ import annotations

from lesart.annotate.clauses import Clause, skip_coordinator
from lesart.annotate.cues import Cue
from lesart.annotate.noun_phrases import is_nominative, read_apposition, read_phrase
from lesart.annotate.units import Unit
from lesart.annotate.verbs import ANY_FINITE

Range = tuple[int, int]
"""Tokens `[first, end)`."""


def with_apposition(unit: Unit, phrase: Range, limit: int) -> Range:
    """`phrase` with the appositions behind it: "der Leiter der Behörde, Klaus Ebel"."""
    first, end = phrase
    while end < limit and unit.low[end] == "," and unit.marked[end] < 0:
        close = read_apposition(unit, end, limit)
        if not close:
            break
        end = close
        if close >= limit or unit.low[close] != ",":
            break
        if not unit.forms[min(close + 1, limit - 1)] & ANY_FINITE:
            continue
        break
    return first, end


def find_subject(unit: Unit, verb: int, clause: Clause, low: int, high: int) -> Range | None:
    """The subject of the finite verb at token `verb` in `clause`; `[low, high)` is where it may stand."""
    first = skip_coordinator(unit, clause.first, clause.end)
    if first < verb and unit.low[first] in unit.words.relative and _is_last_verb(unit, verb, clause.end):
        if unit.low[first] in ("der", "die", "das", "welche", "welcher", "welches"):
            after = find_after(unit, first + 1, verb, pronouns=False)
            return after if after and unit.low[after[0]] in unit.words.nominative else (first, first + 1)
        return find_after(unit, first + 1, verb)
    if first < verb and (unit.low[first] in unit.words.subordinators or unit.low[first] in ("dass", "ob", "wie")):
        return find_after(unit, first + 1, verb)
    if first >= verb and clause.first > low:
        before = _before_insertion(unit, low, clause.first)
        if before:
            return before
    before = _in_prefield(unit, first, verb)
    if before is not None:
        if _is_object_first(unit, before, verb, high):
            return find_after(unit, verb + 1, high)
        return before
    return find_after(unit, verb + 1, high)


def _is_last_verb(unit: Unit, verb: int, end: int) -> bool:
    return all(unit.forms[at] for at in range(verb, end))


def _before_insertion(unit: Unit, low: int, stop: int) -> Range | None:
    """The subject before an inserted clause or apposition: "Der NDR, der …, begründete"."""
    at = _skip_focus(unit, low, stop)
    end = read_phrase(unit, at, stop)
    if end == at or not is_nominative(unit, at, end):
        return None
    if end < stop and unit.low[end] != ",":
        return (at, stop) if not any(unit.forms[n] & ANY_FINITE for n in range(end, stop)) else None
    return with_apposition(unit, (at, end), stop)


def _skip_focus(unit: Unit, at: int, stop: int) -> int:
    while at < stop and unit.marked[at] < 0 and unit.low[at] in unit.words.focus:
        at += 1
    return at


def _in_prefield(unit: Unit, first: int, verb: int) -> Range | None:
    at = _skip_focus(unit, first, verb)
    if at >= verb or unit.low[at] in unit.words.prepositions or (unit.low[at] in ("dies", "das") and at + 1 == verb):
        return None
    end = read_phrase(unit, at, verb)
    if end == at or not is_nominative(unit, at, end):
        return None
    if end < verb and (unit.low[end] in unit.words.prepositions or unit.low[end] in ("der", "des")):
        return at, _trim(unit, at, verb)
    if end < verb and unit.low[end] not in unit.words.focus and not unit.is_break(end):
        return at, _trim(unit, at, verb)
    return at, end


def _trim(unit: Unit, first: int, end: int) -> int:
    """`end` before trailing adverbs of a prefield."""
    while end > first + 1 and (unit.low[end - 1] in unit.words.focus or unit.low[end - 1] == ","):
        end -= 1
    return end


def _is_object_first(unit: Unit, phrase: Range, verb: int, high: int) -> bool:
    """Whether the phrase before the verb is its object: a sure subject follows the verb."""
    at = verb + 1
    if at >= high or unit.marked[at] >= 0:
        return False
    if unit.low[at] in ("er", "man", "wir", "ich"):
        return True
    return unit.low[at] == "der" and unit.low[phrase[0]] in ("die", "das", "eine", "alle", "diese")


def find_after(unit: Unit, at: int, stop: int, pronouns: bool = True) -> Range | None:
    """The first phrase from token `at` that may be a subject."""
    words = unit.words
    while at < stop:
        if unit.marked[at] >= 0:
            end = read_phrase(unit, at, stop)
            if end > at:
                return at, end
            at = unit.stretches[unit.marked[at]][1] + 1
            continue
        if unit.is_break(at):
            return None
        word = unit.low[at]
        if word in words.focus or (word in words.object_pronouns and word not in words.nominative and word != "ihr"):
            at += 1
            continue
        if word in words.prepositions:
            at = max(at + 1, read_phrase(unit, at + 1, stop, role_links=False))
            continue
        end = read_phrase(unit, at, stop)
        if end == at:
            at += 1
            continue
        if not pronouns and end == at + 1 and word in words.subject_pronouns:
            at += 1
            continue
        if is_nominative(unit, at, end):
            return with_apposition(unit, (at, end), stop)
        at = end
    return None


def find_agent(unit: Unit, first: int, stop: int) -> Range | None:
    """The agent of a passive: "von der Polizei", "durch Ärzte", "seitens der Behörden"."""
    for at in range(first, stop):
        if unit.marked[at] < 0 and unit.low[at] in ("von", "vom", "durch", "seitens"):
            end = read_phrase(unit, at + 1, stop)
            if end > at + 1 and not any(unit.tokens[n].text in unit.words.time_nouns for n in range(at + 1, end)):
                return at + 1, end
    return None


def find_addressee(unit: Unit, cue: Cue, low: int, high: int, speaker: Range | None) -> Range | None:
    """Whom the words were addressed to, within tokens `[low, high)`."""
    for at in range(low, high):
        if unit.marked[at] >= 0:
            continue
        if unit.low[at] == "gegenüber":
            end = read_phrase(unit, at + 1, high)
            if end > at + 1:
                return at + 1, end
        if unit.low[at] == "vor" and at + 1 < high:
            end = read_phrase(unit, at + 1, high)
            if end > at + 1 and any(unit.low[n].endswith(tuple(unit.words.hearers)) for n in range(at + 1, end)):
                return at + 1, end
    if cue.passive and cue.takes & {"a", "t"}:
        clause = Clause(low, high)
        subject = _passive_object(unit, cue, clause)
        return subject
    if "a" in cue.takes:
        return _object(unit, cue, low, high, speaker, unit.words.accusative_firsts, bare=True)
    if "t" in cue.takes:
        return _object(unit, cue, low, high, speaker, unit.words.dative_firsts, bare=False)
    return None


def _passive_object(unit: Unit, cue: Cue, clause: Clause) -> Range | None:
    at = _skip_focus(unit, clause.first, cue.anchor)
    if at < cue.anchor and unit.low[at] not in unit.words.prepositions:
        end = read_phrase(unit, at, cue.anchor)
        if end > at:
            return at, _trim(unit, at, cue.anchor)
    at = cue.anchor + 1
    while at < clause.end:
        if unit.low[at] in unit.words.prepositions:
            at = max(at + 1, read_phrase(unit, at + 1, clause.end))
            continue
        end = read_phrase(unit, at, clause.end)
        if end > at and unit.low[at] != "es":
            return at, end
        at += 1
    return None


def _object(
    unit: Unit, cue: Cue, low: int, high: int, speaker: Range | None, firsts: frozenset[str], bare: bool
) -> Range | None:
    at = cue.anchor + 1
    while at < high:
        if speaker and speaker[0] <= at < speaker[1]:
            at = speaker[1]
            continue
        if unit.marked[at] >= 0 or unit.is_break(at) or at in cue.tokens:
            at += 1
            continue
        if unit.low[at] in unit.words.prepositions:
            at = max(at + 1, read_phrase(unit, at + 1, high, role_links=False))
            continue
        if unit.low[at] in firsts or (bare and unit.is_capital(at)):
            end = read_phrase(unit, at, high)
            if end > at and not any(unit.tokens[n].text in unit.words.time_nouns for n in range(at, end)):
                return at, end
        at += 1
    return None

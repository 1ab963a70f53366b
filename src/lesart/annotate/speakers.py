"""Who speaks and who is spoken to: the subject, agent and objects around a cue."""

from __future__ import annotations

from lesart.annotate.clauses import Clause, skip_coordinator
from lesart.annotate.cues import Cue
from lesart.annotate.noun_phrases import is_nominative, is_role, is_time, read_apposition, read_phrase
from lesart.annotate.units import Unit
from lesart.language.verbs import ANY_FINITE, INFINITIVE

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
        if close < limit and unit.low[close] == "," and unit.forms[min(close + 1, limit - 1)] & ANY_FINITE:
            break
    return first, end


def find_subject(unit: Unit, verb: int, clause: Clause, low: int, high: int) -> Range | None:
    """The subject of the finite verb at token `verb` in `clause`; `[low, high)` is where it may stand."""
    first = skip_coordinator(unit, clause.first, clause.end)
    if first < verb:
        relative = _relative_subject(unit, first, verb, clause)
        if relative is not None:
            return relative
        if _is_subordinate(unit, first, verb, clause.end):
            return find_after(unit, first + 1, verb)
    earlier = _verb_before(unit, first, verb)
    if earlier is not None:
        return find_subject(unit, earlier, Clause(clause.first, verb), low, verb)
    if first >= verb and clause.first > low:
        before = _before_insertion(unit, low, clause.first)
        if before:
            return before
    before = _in_prefield(unit, first, verb)
    if before is None or _is_object_first(unit, before, verb, high):
        return find_after(unit, verb + 1, high) or before
    return before


def _relative_subject(unit: Unit, first: int, verb: int, clause: Clause) -> Range | None:
    """The subject of a relative clause, where `clause` is one: its pronoun, or a phrase behind it."""
    words = unit.words
    if not first or unit.low[clause.first - 1] != "," or not _is_last_verb(unit, verb, clause.end):
        return None
    behind_preposition = first + 1 < verb and unit.low[first + 1] in words.relative and not unit.nouns[first + 1]
    if unit.low[first] in words.prepositions and behind_preposition:
        return find_after(unit, first + 2, verb)
    if unit.low[first] not in words.relative:
        return None
    if unit.low[first] not in words.relative_subjects:
        return find_after(unit, first + 1, verb)
    after = find_after(unit, first + 1, verb, pronouns=False)
    return after if after and unit.low[after[0]] in words.nominative else (first, first + 1)


def _is_subordinate(unit: Unit, first: int, verb: int, end: int) -> bool:
    word, words = unit.low[first], unit.words
    if word in words.time_subordinators:
        return _is_last_verb(unit, verb, end)
    return word in words.subordinators or word in words.that or word in words.whether or word in words.like


def _is_last_verb(unit: Unit, verb: int, end: int) -> bool:
    return all(unit.forms[at] for at in range(verb, end))


def _verb_before(unit: Unit, first: int, verb: int) -> int | None:
    """The finite verb to which a second one is joined: "… zeigte sich bestürzt und verurteilte …"."""
    joints = unit.words.coordinators
    joint = verb - 1
    if joint > first and unit.low[joint] not in joints and unit.low[joint] in unit.words.focus:
        joint -= 1
    if joint <= first or unit.low[joint] not in joints:
        return None
    return next((at for at in range(first, verb - 1) if unit.forms[at] & (ANY_FINITE | INFINITIVE)), None)


def _before_insertion(unit: Unit, low: int, stop: int) -> Range | None:
    """The subject before an inserted clause or apposition: "Der NDR, der …, begründete"."""
    at = _skip_focus(unit, low, stop)
    end = read_phrase(unit, at, stop)
    if end == at or not is_nominative(unit, at, end):
        return None
    if end < stop and unit.forms[end] & (ANY_FINITE | INFINITIVE):
        return at, end
    if end < stop and unit.low[end] != ",":
        return None if any(unit.forms[number] & ANY_FINITE for number in range(end, stop)) else (at, stop)
    return with_apposition(unit, (at, end), stop)


def _skip_focus(unit: Unit, at: int, stop: int) -> int:
    while at < stop and unit.marked[at] < 0 and unit.low[at] in unit.words.focus:
        at += 1
    return at


def _in_prefield(unit: Unit, first: int, verb: int) -> Range | None:
    words = unit.words
    at = _skip_focus(unit, first, verb)
    if at >= verb or unit.low[at] in words.prepositions or (unit.low[at] in words.demonstratives and at + 1 == verb):
        return None
    end = read_phrase(unit, at, verb)
    if end == at or not is_nominative(unit, at, end):
        return None
    if end < verb and unit.low[end] not in words.focus and not unit.is_break(end):
        return at, _trim(unit, at, verb)
    return at, end


def _trim(unit: Unit, first: int, end: int) -> int:
    """`end` before trailing adverbs of a prefield."""
    while end > first + 1 and (unit.low[end - 1] in unit.words.focus or unit.low[end - 1] == ","):
        end -= 1
    return end


def _is_object_first(unit: Unit, phrase: Range, verb: int, high: int) -> bool:
    """Whether the phrase before the verb is its object: a sure subject, or a name, follows the verb."""
    at, words = verb + 1, unit.words
    if at >= high or unit.marked[at] >= 0:
        return False
    if unit.low[at] in words.sure_subjects:
        return True
    if unit.low[at] in words.masculine and unit.low[phrase[0]] in words.not_masculine and not _is_body(unit, phrase):
        return True
    if unit.named[at] in ("PER", "ORG") and not any(unit.named[n] in ("PER", "ORG") for n in range(*phrase)):
        return unit.low[phrase[0]] not in words.masculine and not _is_body(unit, phrase)
    if not _is_abstract(unit, phrase):
        return False
    end = read_phrase(unit, at, high)
    return end > at and is_nominative(unit, at, end) and not unit.low[end - 1].endswith(words.abstract_endings)


def _head(unit: Unit, phrase: Range) -> int:
    """The first noun of a phrase."""
    return next((at for at in range(*phrase) if unit.nouns[at]), phrase[0])


def _is_body(unit: Unit, phrase: Range) -> bool:
    low = unit.low[_head(unit, phrase)]
    return low.endswith(unit.words.bodies + unit.words.roles)


def _is_abstract(unit: Unit, phrase: Range) -> bool:
    low = unit.low[_head(unit, phrase)]
    return low.endswith(unit.words.abstract_endings) and not low.endswith(unit.words.bodies)


def find_after(unit: Unit, at: int, stop: int, pronouns: bool = True) -> Range | None:
    """The first phrase from token `at` that may be a subject; `pronouns`: also one that is a lone pronoun."""
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
        if word in words.prepositions:
            at = max(at + 1, read_phrase(unit, at + 1, stop, role_links=False))
            continue
        oblique = word in words.object_pronouns and word not in words.nominative
        end = at if word in words.focus or oblique else read_phrase(unit, at, stop)
        if end == at or (not pronouns and end == at + 1 and word in words.subject_pronouns):
            at += 1
            continue
        if is_nominative(unit, at, end):
            return with_apposition(unit, (at, end), stop)
        at = end
    return None


def find_agent(unit: Unit, cue: Cue, first: int, stop: int) -> Range | None:
    """The agent of a passive: "von der Polizei", "durch Ärzte", "seitens der Behörden"; not whom one demands from."""
    links, demanded = unit.words.agent_links, "v" in cue.takes
    for at in range(first, stop):
        word = unit.low[at]
        if word in links and unit.marked[at] < 0 and not (demanded and word in unit.words.of):
            end = read_phrase(unit, at + 1, stop)
            if end > at + 1 and not is_time(unit, at + 1, end):
                return at + 1, end
    return None


def find_addressee(unit: Unit, cue: Cue, low: int, high: int, speaker: Range | None) -> Range | None:
    """Whom the words were addressed to, within tokens `[low, high)`."""
    demands = "v" in cue.takes
    for at in range(low, high):
        link = unit.low[at]
        demanded = demands and link in unit.words.of
        if not (demanded or link in unit.words.towards or link in unit.words.in_front) or unit.marked[at] >= 0:
            continue
        end = read_phrase(unit, at + 1, high)
        hears = any(unit.low[number].endswith(tuple(unit.words.hearers)) for number in range(at + 1, end))
        if end > at + 1 and (demanded or link in unit.words.towards or hears):
            return at + 1, end
    if cue.passive and cue.takes & {"a", "t"}:
        return _passive_object(unit, cue, Clause(low, high))
    if "a" in cue.takes:
        return _object(unit, cue, (low, high), speaker, unit.words.accusative_firsts)
    if "t" in cue.takes:
        return _object(unit, cue, (low, high), speaker, unit.words.dative_firsts)
    return None


def _passive_object(unit: Unit, cue: Cue, clause: Clause) -> Range | None:
    """Who is said something to, or is quoted, in the passive: its subject or dative."""
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
        if end > at and unit.low[at] not in unit.words.it:
            return at, end
        at += 1
    return None


def _object(unit: Unit, cue: Cue, where: Range, speaker: Range | None, firsts: frozenset[str]) -> Range | None:
    """The object of the cue's verb: a phrase that begins with one of `firsts`; of an accusative also a bare noun."""
    bare = firsts is unit.words.accusative_firsts
    at, high = cue.anchor + 1, where[1]
    while at < high:
        if speaker and speaker[0] <= at < speaker[1]:
            at = speaker[1]
            continue
        if unit.marked[at] < 0 and unit.low[at] in unit.words.prepositions:
            at = max(at + 1, read_phrase(unit, at + 1, high, role_links=False))
            continue
        outside = unit.marked[at] >= 0 or unit.is_break(at) or at in cue.tokens
        if not outside and (unit.low[at] in firsts or (bare and unit.is_capital(at))):
            end = read_phrase(unit, at, high)
            if end > at and not is_time(unit, at, end):
                return at, end
        at += 1
    return None


def find_cited(unit: Unit, cue: Cue, clause: Clause, low: int, high: int) -> Range | None:
    """Whom somebody quotes: the object of zitieren, or its subject in the passive."""
    if cue.passive:
        return _passive_object(unit, cue, Clause(low, high))
    subject = find_subject(unit, cue.anchor, clause, low, high)
    after = cue.anchor + 1
    if subject and subject[0] >= after:
        after = subject[1]
    if subject is None:
        return None
    cited = find_after(unit, after, high)
    return cited or _role_behind_name(unit, subject) or subject


def _role_behind_name(unit: Unit, phrase: Range) -> Range | None:
    """The second of two persons that run together: "zitiert der Seebote [Kapitän Ohm]"."""
    first, end = phrase
    at = next((at for at in range(first + 1, end) if is_role(unit, at) and unit.nouns[at - 1]), None)
    return (at, end) if at is not None else None

"""What announces a clause: a verb of speech, a noun of speech or an adjective of attitude right before it."""

from __future__ import annotations

import msgspec

from lesart.annotate.clauses import Clause, clause_kind, has_subjunctive, skip_coordinator
from lesart.annotate.cues import Cue, find_cues
from lesart.annotate.frames import Reading
from lesart.annotate.known_words import SPEECH_NOUN
from lesart.annotate.noun_phrases import read_phrase
from lesart.annotate.units import Unit
from lesart.language.verbs import ANY_FINITE, FINITE, INFINITIVE, PARTICIPLE, SUBJUNCTIVE_1

LONGEST_TITLE = 4
"""Tokens, with the marks, of marked text that is a name rather than a sentence, at most (own reading)."""
LONGEST_REST = 14
"""Tokens between a verb of speech and the clause it announces, at most (own reading)."""
LONGEST_REST_OF_STATEMENT = 2
"""The same where a main clause in the indicative follows, and nothing else tells that it was said (own reading)."""
LONGEST_NOUN = 9
"""Tokens from a noun of speech to the clause it announces, at most (own reading)."""
INSERTIONS = 2
"""Clauses that may stand between a cue and the clause it announces (own reading)."""

_ANNOUNCING_MARKS = frozenset({",", ":", "–", "—"})


class Following(msgspec.Struct, frozen=True):
    """The clause that is announced: its `mark` before it, its `kind`, whether it is `quoted` as a whole."""

    clause: Clause
    mark: str
    kind: str
    quoted: bool


def find_announcement(reading: Reading, number: int) -> tuple[Cue, str] | None:
    """The cue in or before clause `number` that announces the next one, and what kind of clause that is."""
    unit = reading.unit
    clause, next_clause = reading.clauses[number], reading.clauses[number + 1]
    mark = unit.low[next_clause.first - 1]
    if mark not in _ANNOUNCING_MARKS and not (unit.words.subject_first and _is_that(unit, next_clause)):
        return None
    kind = clause_kind(unit, next_clause.first, next_clause.end)
    first = skip_coordinator(unit, next_clause.first, next_clause.end)
    head = unit.low[first] if first < next_clause.end else ""
    if (head in unit.words.thus or head in unit.words.like) and kind not in ("main", "question"):
        return None
    quoted = unit.marked[next_clause.first] >= 0 and (mark == ":" or _is_speech(unit, next_clause))
    following = Following(next_clause, mark, kind, quoted)
    cue = _attitude(unit, clause, following) or _verb(reading, number, following) or _noun(unit, clause, following)
    return (cue, "quoted" if quoted else kind) if cue else None


def _is_that(unit: Unit, clause: Clause) -> bool:
    return unit.low[clause.first] in unit.words.that


def _is_speech(unit: Unit, clause: Clause) -> bool:
    """Whether the clause is marked text and no more, of several words."""
    first, last, _ = unit.stretches[unit.marked[clause.first]]
    return first == clause.first and last >= clause.end - 2 and last - first > LONGEST_TITLE


def _verb(reading: Reading, number: int, following: Following) -> Cue | None:
    unit = reading.unit
    clause = reading.clauses[number]
    cues = [cue for cue in find_cues(unit, clause.first, clause.end) if _fits(unit, cue, clause, following)]
    if cues or following.quoted or following.kind not in ("that", "whether", "infinitive", "main"):
        return cues[-1] if cues else None
    said = following.clause
    if following.kind == "main" and not has_subjunctive(unit, said.first, said.end):
        return None
    for earlier in reversed(reading.clauses[max(0, number - INSERTIONS) : number]):
        between = clause_kind(unit, clause.first, clause.end)
        if between not in ("piece", "relative") or reading.taken[earlier.first]:
            return None
        reach = clause.end if between == "piece" else earlier.end
        cues = [cue for cue in find_cues(unit, earlier.first, reach) if _fits(unit, cue, earlier, following)]
        if cues:
            return cues[-1]
        clause = earlier
    return None


def _fits(unit: Unit, cue: Cue, clause: Clause, following: Following) -> bool:
    """Whether the cue in `clause` takes what follows."""
    takes = cue.takes
    near = clause.end - cue.last <= LONGEST_REST
    if unit.forms[cue.anchor] & SUBJUNCTIVE_1 and not unit.forms[cue.anchor] & FINITE:
        return False
    if following.quoted:
        return bool(takes & {"d", "q", "c"}) and (following.mark == ":" or near)
    if unit.low[following.clause.first] in unit.words.coordinators:
        return False
    kind = following.kind
    if kind in ("that", "whether", "question"):
        in_doubt = "w" in takes and (kind == "question" or not _is_reported(unit, following))
        if kind == "question" and clause.end - cue.last > LONGEST_REST_OF_STATEMENT:
            return False
        return "c" in takes and near and not in_doubt
    if kind == "infinitive":
        if cue.passive and clause_kind(unit, clause.first, clause.end) == "relative":
            return False
        return near and ("z" in takes or takes >= {"d", "c"})
    if kind == "sub":
        opens = unit.low[following.clause.first] in unit.words.conditions
        return opens and "c" in takes and cue.last == clause.end - 1 and _is_reported(unit, following)
    return kind == "main" and _fits_statement(unit, cue, clause, following)


def _is_reported(unit: Unit, following: Following) -> bool:
    return has_subjunctive(unit, following.clause.first, following.clause.end)


def _fits_statement(unit: Unit, cue: Cue, clause: Clause, following: Following) -> bool:
    """Whether a main clause behind the cue is what was said: by its mood, or by a strong cue right before it."""
    takes = cue.takes
    if "c" not in takes and not ("d" in takes and following.mark == ":"):
        return False
    if "w" in takes:
        return has_subjunctive(unit, following.clause.first, following.clause.end, second_too=False)
    if _is_reported(unit, following):
        return True
    if cue.passive or following.mark == ":" or not takes >= {"d", "c"}:
        return False
    if clause_kind(unit, clause.first, clause.end) == "relative":
        return False
    if unit.low[following.clause.first] in unit.words.thus:
        return False
    return clause.end - cue.last <= LONGEST_REST_OF_STATEMENT


def is_speech_noun(unit: Unit, at: int) -> bool:
    """Whether the token is a noun that takes what was said as a clause."""
    return bool(unit.kinds[at] & SPEECH_NOUN) and unit.marked[at] < 0


def _noun(unit: Unit, clause: Clause, following: Following) -> Cue | None:
    """The noun of speech at the clause's end, with what belongs to it: "die Forderung der Partei, …"."""
    reported = following.kind == "main" and _is_reported(unit, following)
    if following.mark != "," or (following.kind not in ("that", "whether", "infinitive") and not reported):
        return None
    for at in range(clause.end - 1, max(clause.first - 1, clause.end - LONGEST_NOUN), -1):
        if not is_speech_noun(unit, at):
            continue
        if at > clause.first and unit.low[at - 1] in unit.words.suspicion_links:
            return None
        first = _phrase_first(unit, at, clause.first)
        end = max(read_phrase(unit, first, clause.end), at + 1)
        if end < clause.end and unit.low[end] in unit.words.prepositions:
            end = max(read_phrase(unit, end + 1, clause.end), end)
        rest = range(end, clause.end)
        if not all(unit.forms[n] & (PARTICIPLE | INFINITIVE) or unit.low[n] in unit.words.focus for n in rest):
            return None
        verb = _light_verb(unit, clause, first)
        tokens = set(range(first, at + 1)) | ({verb} if verb is not None else set())
        anchor = verb if verb is not None else at
        return Cue(tuple(sorted(tokens)), anchor, frozenset("cz"), unit.low[at], "noun")
    return None


def _phrase_first(unit: Unit, noun: int, low: int) -> int:
    """First token of determiners and attributes before the noun."""
    first = noun
    words = unit.words
    while first > low and unit.marked[first - 1] < 0:
        word = unit.low[first - 1]
        attribute = (
            word.endswith(("e", "en", "er", "es", "em"))
            and not unit.is_capital(first - 1)
            and not unit.forms[first - 1] & ANY_FINITE
            and word not in words.prepositions
        )
        if not attribute and word not in words.nominative and word not in words.oblique:
            break
        first -= 1
    return first


def _light_verb(unit: Unit, clause: Clause, before: int) -> int | None:
    for at in range(clause.first, before):
        if unit.forms[at] & FINITE and not unit.forms[at] & INFINITIVE and unit.low[at] in unit.words.light_verbs:
            return at
    return None


def _attitude(unit: Unit, clause: Clause, following: Following) -> Cue | None:
    """The adjective of attitude at the clause's end with its verb: "zeigte sich überzeugt, dass"."""
    if following.mark != "," or following.kind not in ("that", "main", "infinitive"):
        return None
    if following.kind == "main" and not _is_reported(unit, following):
        return None
    last = clause.end - 1
    if last - clause.first < 2 or unit.tokens[last].text not in unit.words.attitudes:
        return None
    verb = next((at for at in range(clause.first, last) if unit.low[at] in unit.words.attitude_verbs), None)
    if verb is None:
        return None
    tokens = {verb, last} | ({verb + 1} if unit.low[verb + 1] in unit.words.itself else set())
    return Cue(tuple(sorted(tokens)), verb, frozenset("cz"), unit.low[last], "attitude")

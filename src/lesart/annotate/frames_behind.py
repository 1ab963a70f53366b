"""Frames behind or inside what was said: "…, sagte X", "…“ sagte X", "…, wie X mitteilte, …"."""

from __future__ import annotations

from lesart.annotate.clauses import Clause, clause_kind, finite_verbs, skip_coordinator
from lesart.annotate.cues import Cue, find_cues
from lesart.annotate.frames import Framed, Reading
from lesart.annotate.noun_phrases import is_publisher, read_phrase
from lesart.annotate.speakers import Range, find_after, find_agent, find_cited
from lesart.annotate.units import Unit
from lesart.language.verbs import ANY_FINITE, INFINITIVE, MODAL, PARTICIPLE, SUBJUNCTIVE_1, SUBJUNCTIVE_2

INSERTING = frozenset({",", "–", "—", "-"})
"""Marks that part an inner frame from what was said."""

SHORTEST_FRAME = 4
"""Tokens of a passive frame without an agent at most: "wurde gestern mitgeteilt" (own reading)."""
LONGEST_INSERTION = 3
"""Clauses without a verb between a verb and its particle at most: "teilte der Chef, Karl Ohm, mit" (own reading)."""

SAY = "heißen"
BECOME_KNOWN = frozenset({"bekannt|werden", "bekannt werden"})
"""Lemmas that need no speaker."""
_WIE_LEMMAS = BECOME_KNOWN | {"hervor|gehen", SAY}
"""Lemmas that "wie …" attributes with though they take no direct speech."""


def read_inverted(reading: Reading) -> None:
    """Frames that begin with their verb behind a comma or a closing mark."""
    unit = reading.unit
    for number in range(1, len(reading.clauses)):
        clause = reading.clauses[number]
        if reading.taken[clause.first] or unit.low[clause.first - 1] not in INSERTING:
            continue
        first = clause.first
        if unit.low[first] in unit.words.thus and first + 1 < clause.end:
            first += 1
        cue = _inverted_cue(unit, first, clause.end)
        if cue is None:
            clause = Clause(clause.first, _reach(reading, number))
            cue = _inverted_cue(unit, first, clause.end) if clause.end > reading.clauses[number].end else None
        speaker = _inverted_speaker(reading, cue, clause) if cue else None
        if cue is not None and speaker is not None:
            _add_inverted(reading, number, cue, speaker)
    _read_glued(reading)
    if unit.words.subject_first:
        _read_trailing(reading)


def _read_trailing(reading: Reading) -> None:
    """ "…," the minister said: the subject stands before its verb, behind marked text or a clause."""
    unit = reading.unit
    said = [(first, last + 1) for first, last, _ in unit.stretches]
    said += [(reading.free_start(clause.first), clause.first - 1) for clause in reading.clauses[1:]]
    for low, mark in said:
        first = mark + 1 if mark < len(unit) and unit.low[mark] == "," else mark
        end = read_phrase(unit, first, reading.last) if first < reading.last else first
        if end == first or end >= reading.last or not unit.forms[end] or reading.taken[first] or low >= mark:
            continue
        cues = [cue for cue in find_cues(unit, end, reading.last) if cue.anchor == end and "d" in cue.takes]
        if cues and _is_complete(reading, low, mark):
            reading.add(Framed([(low, mark)], [(mark, reading.last)], cues[-1], (first, end), "inverted"))


def _reach(reading: Reading, number: int) -> int:
    """End of clause `number` with the pieces without a verb behind it."""
    end = reading.clauses[number].end
    for later in reading.clauses[number + 1 : number + 1 + LONGEST_INSERTION]:
        if any(reading.unit.forms[at] & (ANY_FINITE | INFINITIVE) for at in range(later.first, later.end)):
            break
        end = later.end
    return end


def _read_glued(reading: Reading) -> None:
    """„…“ sagte X: no comma between the closing mark and the verb."""
    unit = reading.unit
    for first, last, stretch in unit.stretches:
        at = last + 1
        if not stretch.closed or at >= len(unit) or reading.taken[first] or unit.is_break(at):
            continue
        clause = next((clause for clause in reading.clauses if clause.first <= at < clause.end), None)
        if clause is None or (first > 0 and not unit.is_break(first - 1)):
            continue
        rest = Clause(at, clause.end)
        cue = _inverted_cue(unit, at, clause.end)
        speaker = _inverted_speaker(reading, cue, rest) if cue else None
        if cue is not None and speaker is not None:
            frame = (at, _frame_end(reading, clause, speaker))
            reading.add(Framed([(first, last + 1)], [frame], cue, speaker, "inverted"))


def _inverted_cue(unit: Unit, first: int, end: int) -> Cue | None:
    """The cue whose finite verb stands at token `first`, in tokens up to `end`."""
    if not unit.forms[first] & (ANY_FINITE | INFINITIVE):
        return None
    if unit.low[first] in unit.words.it_says:
        if first + 1 < len(unit) and unit.low[first + 1] in unit.words.it:
            return Cue((first, first + 1), first, frozenset("dc"), SAY)
        return None
    cues = [cue for cue in find_cues(unit, first, end) if first in cue.tokens and cue.takes & {"d", "c", "z"}]
    return cues[-1] if cues else None


def _inverted_speaker(reading: Reading, cue: Cue, clause: Clause) -> Range | None:
    """Who speaks; an empty range where nobody is named but the frame holds; None where it is no frame."""
    unit = reading.unit
    nobody = (cue.last, cue.last)
    if cue.lemma == SAY:
        return place_of_saying(unit, cue.last + 1, clause.end) or nobody
    if unit.forms[cue.anchor] & (SUBJUNCTIVE_1 | SUBJUNCTIVE_2):
        return None
    if cue.lemma == "zitieren":
        return find_cited(unit, cue, clause, clause.first, reading.last)
    if cue.passive:
        short = clause.end - clause.first <= SHORTEST_FRAME
        return find_agent(unit, cue, clause.first, clause.end) or (nobody if short else None)
    subject = find_after(unit, cue.anchor + 1, reading.last)
    if subject is None:
        return None
    between = range(cue.anchor + 1, subject[0])
    if any(unit.forms[at] & ANY_FINITE and not unit.forms[at] & PARTICIPLE for at in between):
        return None
    return subject


def place_of_saying(unit: Unit, at: int, stop: int) -> Range | None:
    """Where it says something ("heißt es in dem Bericht"): the phrase behind in, aus, von, bei."""
    for start in range(at, stop):
        if unit.low[start] in unit.words.places_of_saying:
            end = read_phrase(unit, start + 1, stop)
            if end > start + 1:
                return start + 1, end
    return None


def _frame_end(reading: Reading, clause: Clause, speaker: Range) -> int:
    """End of a frame that begins in `clause`: with the relative clauses and appositions behind it."""
    end = max(clause.end, speaker[1])
    for later in reading.clauses:
        if later.first < end:
            if later.end > end and later.first < end - 1:
                end = later.end
            continue
        if later.first - end > 1 or reading.unit.low[later.first - 1] == ":":
            break
        if clause_kind(reading.unit, later.first, later.end) not in ("relative", "piece", "sub"):
            break
        end = later.end
    return end


def _add_inverted(reading: Reading, number: int, cue: Cue, speaker: Range) -> None:
    unit = reading.unit
    clause = reading.clauses[number]
    mark = clause.first - 1
    start = reading.speech_start(_start_before(reading, number), clause.first - 1)
    if start >= mark or not _is_complete(reading, start, mark) or (mark - start < 2 and unit.marked[start] < 0):
        return
    end = max(_frame_end(reading, clause, speaker), cue.last + 1)
    content = [(start, mark)]
    if end + 1 < reading.last and unit.low[end] in INSERTING:
        wanted = ("main", "verb", "piece", "that", "sub", "infinitive")
        if reading.kind_behind(end + 1) in wanted and reading.goes_on(start, mark, end + 1):
            content.append((end + 1, reading.last))
            end += 1
    framed = Framed(content, [(mark, end)], cue, speaker, "inverted")
    if "p" in cue.takes and len(content) == 1 and is_publisher(unit, *speaker):
        reading.add_way(framed)
    else:
        reading.add(framed)


def _start_before(reading: Reading, number: int) -> int:
    """First token behind the last clause before `number` that is told already."""
    start = reading.clauses[0].first
    for clause in reading.clauses[:number]:
        if reading.taken[clause.first]:
            start = clause.end + 1
    return start


def _is_complete(reading: Reading, first: int, end: int) -> bool:
    """Whether tokens `[first, end)` can be all that was said: marked text, or with a main clause."""
    unit = reading.unit
    if unit.marked[first] >= 0 and unit.stretches[unit.marked[first]][1] >= end - 2:
        return True
    kinds = [clause_kind(unit, c.first, min(c.end, end)) for c in reading.clauses if first <= c.first < end]
    if not kinds or unit.low[first] in unit.words.like:
        return False
    return "main" in kinds or (kinds[0] != "verb" and "verb" in kinds)


def read_wie(reading: Reading) -> None:
    """Clauses with "wie": "Wie X mitteilte, …", "…, wie es in dem Bericht heißt, …"."""
    unit = reading.unit
    for clause in reading.clauses:
        first = skip_coordinator(unit, clause.first, clause.end)
        if first >= clause.end or unit.low[first] not in unit.words.like or reading.taken[first]:
            continue
        whole = _whole_wie(reading, Clause(first, clause.end))
        cues = [
            cue for cue in find_cues(unit, whole.first, whole.end) if cue.last >= whole.end - 1 and _fits_wie(unit, cue)
        ]
        if cues:
            _add_wie(reading, whole, cues[-1])


def _whole_wie(reading: Reading, clause: Clause) -> Clause:
    """A clause with wie together with the appositions that part its verb from it."""
    end = clause.end
    for later in reading.clauses:
        if later.first <= clause.first:
            continue
        if finite_verbs(reading.unit, clause.first, end) or later.first - end > 1:
            break
        end = later.end
    return Clause(clause.first, end)


def _fits_wie(unit: Unit, cue: Cue) -> bool:
    if any(unit.forms[at] & MODAL for at in cue.tokens):
        return False
    return (cue.takes >= {"d", "c"} and "w" not in cue.takes) or cue.lemma in _WIE_LEMMAS


def _add_wie(reading: Reading, clause: Clause, cue: Cue) -> None:
    unit = reading.unit
    head = reading.clauses[0].first
    first = clause.first - (1 if clause.first > head else 0)
    end = clause.end + (1 if clause.end < reading.last else 0)
    content = []
    if first > head:
        content.append((_main_start(reading, first), first))
    if end < reading.last and (not content or reading.goes_on(content[0][0], first, end)):
        content.append((end, reading.last))
    else:
        end = clause.end
    if content:
        whole = Cue(tuple(sorted({clause.first, *cue.tokens})), cue.anchor, cue.takes, cue.lemma)
        reading.add(Framed(content, [(first, end)], whole, _wie_speaker(unit, clause, cue), "wie"))


def _main_start(reading: Reading, before: int) -> int:
    start = reading.clauses[0].first
    for clause in reading.clauses:
        if clause.end <= before and reading.taken[clause.first]:
            start = clause.end + 1
    return start


def _wie_speaker(unit: Unit, clause: Clause, cue: Cue) -> Range | None:
    if cue.lemma == SAY:
        return place_of_saying(unit, clause.first + 1, clause.end)
    if cue.passive or not unit.forms[cue.anchor] & ANY_FINITE:
        agent = find_agent(unit, cue, clause.first, clause.end)
        if agent is not None or cue.lemma in BECOME_KNOWN:
            return agent
    stop = cue.anchor if cue.anchor > clause.first + 1 else clause.end
    speaker = find_after(unit, clause.first + 1, stop)
    if speaker is None and cue.lemma not in BECOME_KNOWN:
        return find_after(unit, clause.first + 1, clause.end)
    return speaker

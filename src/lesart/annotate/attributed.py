"""What attributions govern: the sentence around "laut X", the clause it stands in, the words before ", so X"."""

from __future__ import annotations

import msgspec

from lesart.annotate.attributions import Attribution
from lesart.annotate.clauses import clause_kind, skip_coordinator
from lesart.annotate.findings import Finding, piece
from lesart.annotate.frames import Reading
from lesart.annotate.frames_behind import INSERTING
from lesart.annotate.speakers import Range
from lesart.annotate.units import Unit
from lesart.language.verbs import ANY_FINITE, INFINITIVE


def read_so(reading: Reading, attributions: list[Attribution]) -> None:
    """Attributions behind what was said: "…, so X"."""
    for attribution in attributions:
        if attribution.before and reading.is_free(attribution.first, attribution.last):
            _add(reading, attribution)


def read_attributions(reading: Reading, attributions: list[Attribution]) -> None:
    """The other attributions; one inside another quotation's frame says by which way its words came."""
    for attribution in attributions:
        if attribution.before:
            continue
        if reading.is_free(attribution.first, attribution.last):
            _add(reading, attribution)
            continue
        _note_way(reading, attribution)
        if attribution.first == reading.clauses[0].first and _opens(reading, attribution):
            _add_around(reading, attribution)


def _opens(reading: Reading, attribution: Attribution) -> bool:
    """Whether the attribution stands right before the sentence's verb: all the rest is its content."""
    last = attribution.last
    return last < reading.last and bool(reading.unit.forms[last] & (ANY_FINITE | INFINITIVE))


def _finding(unit: Unit, attribution: Attribution, content: list[Range]) -> Finding:
    finding = Finding("indirect", [unit.range(a, b) for a, b in content], attribution.rule)
    first = attribution.first - 1 if attribution.before else attribution.first
    finding.cue = [unit.range(*part) for part in attribution.cue]
    finding.speaker = piece(unit, attribution.speaker)
    finding.frame = [unit.range(first, attribution.last)]
    return finding


def _add_around(reading: Reading, attribution: Attribution) -> None:
    """A quotation whose content holds other quotations already found."""
    content = [(attribution.last, reading.last)]
    reading.found.append(_finding(reading.unit, attribution, content))


def _add(reading: Reading, attribution: Attribution) -> None:
    content, attribution = _scope_of_so(reading, attribution) if attribution.before else _scope(reading, attribution)
    content = [(a, b) for a, b in content if b > a and reading.is_free(a, b)]
    if content:
        first = attribution.first - 1 if attribution.before else attribution.first
        finding = _finding(reading.unit, attribution, content)
        reading.close(finding, content, [(first, attribution.last)])


def _note_way(reading: Reading, attribution: Attribution) -> None:
    start, end = reading.unit.range(attribution.first, attribution.last)
    for finding in reading.found:
        if any(a <= start and end <= b for a, b in finding.frame):
            finding.via.append((start, end))
            return


def _scope(reading: Reading, attribution: Attribution) -> tuple[list[Range], Attribution]:
    """What an attribution inside or before its words governs, without it."""
    unit = reading.unit
    first, last = attribution.first, attribution.last
    around = [clause for clause in reading.clauses if clause.first < last and clause.end > first]
    if not around:
        return [], attribution
    left, right = around[0], around[-1]
    head, low, high = reading.clauses[0].first, left.first, reading.last
    if left.first < first:
        kind = clause_kind(unit, left.first, right.end)
        if kind in ("relative", "sub", "that", "whether", "question") and left.first > head:
            high = right.end
        elif unit.forms[left.first] & ANY_FINITE:
            low = reading.free_start(left.first)
        low = skip_coordinator(unit, low, first)
    elif first > head and last < reading.last and not unit.forms[last] & ANY_FINITE:
        low = reading.free_start(first)
    return [_without_marks(unit, low, first), _without_marks(unit, last, high)], attribution


def _scope_of_so(reading: Reading, attribution: Attribution) -> tuple[list[Range], Attribution]:
    """What ", so X" governs, and the attribution with the relative clauses behind it."""
    unit = reading.unit
    mark = attribution.first - 1
    start = reading.speech_start(reading.free_start(mark), mark)
    pieces = [(start, mark)]
    after = attribution.last
    if after < reading.last and (unit.low[after] in INSERTING or unit.low[after] == ")"):
        after += 1
        while after < reading.last and reading.kind_behind(after) == "relative":
            end = next(clause.end for clause in reading.clauses if clause.end > after)
            attribution = msgspec.structs.replace(attribution, last=end)
            after = min(end + 1, reading.last)
        if after < reading.last and reading.goes_on(start, mark, after):
            pieces.append((after, reading.last))
            attribution = msgspec.structs.replace(attribution, last=after)
    return pieces, attribution


def _without_marks(unit: Unit, first: int, end: int) -> Range:
    """The range without marks between clauses at its ends."""
    while first < end and unit.is_break(first):
        first += 1
    while end > first and unit.is_break(end - 1):
        end -= 1
    return first, end

"""Direct speech that no frame of its own sentence told: fragments inside other quotations or behind "nannte" and
"bezeichnete als", speech behind a bare name and a colon, speech that goes on. Titles and scare quotes are none."""

from __future__ import annotations

import re

import msgspec

from lesart.annotate.clauses import Clause, clause_kind
from lesart.annotate.cues import Cue, find_cues
from lesart.annotate.findings import Finding, Piece, piece, pieces_of
from lesart.annotate.quotation_marks import Marked
from lesart.annotate.speakers import Range, find_after, find_agent, find_subject
from lesart.annotate.units import Unit
from lesart.language.verbs import ANY_FINITE

_WORD = re.compile(r"[^\W\d_][\w-]*")

FEWEST_WORDS_OF_SPEECH = 5
"""Words that marked text has at least to be speech without any cue (titles are shorter; own reading)."""
FEWEST_WORDS_OF_SENTENCE = 3
"""The same behind a colon, where a sentence ends inside the marks (own reading)."""
_SENTENCE_ENDS = frozenset({".", "!", "?", "…"})
FEWEST_WORDS_OF_FRAGMENT = 3
"""The same for a fragment, with a capital at its head, inside other speech (own reading)."""


class Before(msgspec.Struct, frozen=True):
    """What the unit before left: its last quotation, if it has one, and who spoke last."""

    quotation: Finding | None
    speaker: list[Piece]


def read_direct(unit: Unit, clauses: list[Clause], found: list[Finding], before: Before) -> list[Finding]:
    """Further direct quotations of the unit, beside those `found` in it."""
    more: list[Finding] = []
    for number, (_, _, stretch) in enumerate(unit.stretches):
        if any(finding.content == [(stretch.start, stretch.end)] for finding in found):
            continue
        finding = _read_stretch(unit, clauses, found + more, before, number)
        if finding is not None:
            more.append(finding)
    return more


def _read_stretch(
    unit: Unit, clauses: list[Clause], found: list[Finding], before: Before, number: int
) -> Finding | None:
    first, _, stretch = unit.stretches[number]
    if any(_holds(finding.speaker, stretch) for finding in found):
        return None
    outers = [finding for finding in found if finding.type != "direct" and _holds(finding.content, stretch)]
    if outers:
        return _nested(unit, min(outers, key=lambda outer: _length(outer.content)), number)
    if first and unit.low[first - 1] == ":":
        return _behind_colon(unit, clauses, found, number)
    naming = read_naming(unit, clauses, number)
    if naming is not None or any(_holds(finding.frame, stretch) for finding in found):
        return naming
    speech = _object_of_speech(unit, clauses, number) or _alone(unit, found, before, number)
    return speech or _fragment(unit, clauses, number)


def _holds(pieces: list[Piece], stretch: Marked) -> bool:
    return any(a <= stretch.start and stretch.end <= b for a, b in pieces)


def _length(pieces: list[Piece]) -> int:
    return sum(end - start for start, end in pieces)


def _words(unit: Unit, number: int) -> list[str]:
    first, last, _ = unit.stretches[number]
    return _WORD.findall(unit.text_of(first, last))


def is_speech(unit: Unit, number: int, fewest: int = FEWEST_WORDS_OF_SPEECH) -> bool:
    """Whether a marked stretch is somebody's words rather than a title, a name or a word held at a distance."""
    words = _words(unit, number)
    if not words or not unit.stretches[number][2].closed:
        return False
    small = [word for word in words if word[0].islower()]
    if is_title(unit, number):
        return len(words) >= FEWEST_WORDS_OF_SPEECH and any(unit.words.verbs.flags(word) for word in small)
    return words[0][0].islower() or (len(words) >= fewest and bool(small))


def is_title(unit: Unit, number: int) -> bool:
    """Whether a noun that bears titles stands right before the marks ("die Zeitung „…“"), or a name fills them."""
    first, last, _ = unit.stretches[number]
    if unit.is_named(first, last + 1):
        return True
    if not first or unit.marked[first - 1] >= 0:
        return False
    text = unit.tokens[first - 1].text
    return text in unit.words.title_nouns or text.lower().endswith(unit.words.title_endings)


def _nested(unit: Unit, outer: Finding, number: int) -> Finding | None:
    """A fragment of somebody's words inside indirect or reported speech."""
    if not is_speech(unit, number, FEWEST_WORDS_OF_FRAGMENT):
        return None
    stretch = unit.stretches[number][2]
    inner = Finding("direct", [(stretch.start, stretch.end)], f"nested-in-{outer.type}")
    inner.inherit(outer)
    return inner


def _behind_colon(unit: Unit, clauses: list[Clause], found: list[Finding], number: int) -> Finding | None:
    first, last, stretch = unit.stretches[number]
    finding = Finding("direct", [(stretch.start, stretch.end)], "colon")
    behind = next((other for other in found if other.content and other.content[-1][1] <= stretch.start), None)
    if behind is not None:
        finding.inherit(behind)
        finding.rule = "colon-after-quotation"
        return finding
    sentence = unit.tokens[last - 1].text in _SENTENCE_ENDS and not is_title(unit, number)
    if len(_words(unit, number)) < (FEWEST_WORDS_OF_SENTENCE if sentence else FEWEST_WORDS_OF_SPEECH):
        return None
    clause = next((clause for clause in clauses if clause.end == first - 1), None)
    low = clauses[0].first
    if clause is not None:
        verb = next((at for at in range(clause.first, clause.end) if unit.forms[at] & ANY_FINITE), None)
        speaker = find_after(unit, low, first - 1) if verb is None else find_subject(unit, verb, clause, low, first - 1)
        finding.speaker = piece(unit, speaker)
        cues = find_cues(unit, clause.first, clause.end)
        finding.cue = pieces_of(unit, cues[-1].tokens) if cues else []
    finding.frame = [unit.range(low, first)]
    return finding


def read_naming(unit: Unit, clauses: list[Clause], number: int) -> Finding | None:
    """Marked words as what somebody calls something: "nannte X „…“", "bezeichnete X als „…“", "sprach von „…“"."""
    first = unit.stretches[number][0]
    clause = next((clause for clause in clauses if clause.first <= first < clause.end), None)
    if clause is None or is_title(unit, number):
        return None
    cues = [cue for cue in find_cues(unit, clause.first, clause.end) if "q" in cue.takes]
    if not cues:
        return None
    near = (at for at in (first - 1, first - 2) if at >= clause.first)
    called = next((at for at in near if unit.low[at] in unit.words.as_words), None)
    indefinite = first > 0 and unit.low[first - 1] in unit.words.indefinite
    if called is None and not indefinite and not is_speech(unit, number, FEWEST_WORDS_OF_FRAGMENT):
        return None
    tokens = cues[-1].tokens if called is None else tuple(sorted({*cues[-1].tokens, called}))
    cue = msgspec.structs.replace(cues[-1], tokens=tokens, rule="naming")
    return _framed(unit, clauses, clause, number, cue)


def _object_of_speech(unit: Unit, clauses: list[Clause], number: int) -> Finding | None:
    """A marked sentence in the clause of a verb of speech, without a mark between: "kommentierte „…“"."""
    first = unit.stretches[number][0]
    clause = next((clause for clause in clauses if clause.first <= first < clause.end), None)
    if clause is None or len(_words(unit, number)) < FEWEST_WORDS_OF_SPEECH or is_title(unit, number):
        return None
    cues = [cue for cue in find_cues(unit, clause.first, clause.end) if "d" in cue.takes]
    if not cues or not is_speech(unit, number):
        return None
    return _framed(unit, clauses, clause, number, msgspec.structs.replace(cues[-1], rule="object"))


def _fragment(unit: Unit, clauses: list[Clause], number: int) -> Finding | None:
    """Some marked words in the clause of any verb of speech: "riet zu „Ruhe und Umsicht“"."""
    first = unit.stretches[number][0]
    clause = next((clause for clause in clauses if clause.first <= first < clause.end), None)
    if clause is None or is_title(unit, number) or not is_speech(unit, number, FEWEST_WORDS_OF_FRAGMENT):
        return None
    cues = [cue for cue in find_cues(unit, clause.first, clause.end) if "w" not in cue.takes]
    return _framed(unit, clauses, clause, number, msgspec.structs.replace(cues[-1], rule="fragment")) if cues else None


def _framed(unit: Unit, clauses: list[Clause], clause: Clause, number: int, cue: Cue) -> Finding:
    """Direct speech inside the clause that frames it; the rule is the cue's."""
    first, last, stretch = unit.stretches[number]
    low, high = clause.first, clause.end
    if clauses[0].first < clause.first and clause_kind(unit, clause.first, clause.end) == "verb":
        low = clauses[0].first
    speaker: Range | None
    if cue.passive:
        speaker = find_agent(unit, cue, low, high)
    else:
        speaker = find_subject(unit, cue.anchor, clause, low, high)
    finding = Finding("direct", [(stretch.start, stretch.end)], cue.rule)
    finding.cue = pieces_of(unit, cue.tokens)
    finding.speaker = piece(unit, speaker)
    finding.frame = [unit.range(a, b) for a, b in ((low, first), (last + 1, high)) if b > a]
    return finding


def _alone(unit: Unit, found: list[Finding], before: Before, number: int) -> Finding | None:
    """Speech without a frame: right behind other speech, or a sentence of its own where somebody spoke before."""
    first, last, stretch = unit.stretches[number]
    if len(_words(unit, number)) < FEWEST_WORDS_OF_SPEECH or (first and not unit.is_break(first - 1)):
        return None
    if any(unit.tokens[at].text[0].isalnum() for at in range(last + 1, len(unit))):
        return None
    finding = Finding("direct", [(stretch.start, stretch.end)], "continued")
    source = found[-1] if found else before.quotation
    if source is not None:
        finding.inherit(source)
        return finding
    if first:
        return None
    finding.rule = "alone"
    finding.speaker = before.speaker
    return finding

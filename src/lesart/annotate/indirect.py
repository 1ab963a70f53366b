"""Quotations with a frame in their own sentence: the cue before, behind or inside what was said.

The frame may be a verb ("X sagte, …", "…, sagte X", "wie X mitteilte"), a noun ("die Forderung, …") or an
attribution ("laut X"). What lies wholly between quotation marks comes out as direct speech.
"""

from __future__ import annotations

from lesart.annotate.attributed import read_attributions, read_so
from lesart.annotate.attributions import find_attributions
from lesart.annotate.clauses import Clause
from lesart.annotate.findings import Finding
from lesart.annotate.frames import Reading
from lesart.annotate.frames_before import read_before
from lesart.annotate.frames_behind import read_inverted, read_wie
from lesart.annotate.known_words import ATTITUDE, IT_SAYS, LIKE, SPEECH_NOUN
from lesart.annotate.units import Unit


def read_framed(unit: Unit, clauses: list[Clause], sourced: bool = False) -> list[Finding]:
    """Quotations of the unit that have a frame in it. The order matters: words told once are not told again, and
    the frames behind are surer than those before. `sourced`: the unit before quoted somebody or named a statement."""
    attributions = find_attributions(unit, sourced)
    reading = Reading(unit, clauses)
    has_cue = bool(unit.reporting) or bool(unit.all_kinds & IT_SAYS)
    if has_cue:
        read_inverted(reading)
    read_so(reading, attributions)
    if unit.reporting and unit.all_kinds & LIKE:
        read_wie(reading)
    if has_cue or unit.all_kinds & (ATTITUDE | SPEECH_NOUN):
        read_before(reading)
    read_attributions(reading, attributions)
    reading.note_ways()
    return reading.found

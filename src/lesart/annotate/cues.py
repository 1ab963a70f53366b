"""Words that announce what somebody said: verbs with their parts, nouns of speech, adjectives of attitude."""

from __future__ import annotations

import msgspec

from lesart.annotate.units import Unit
from lesart.language.verbs import (
    ANY_FINITE,
    BE,
    BECOME,
    FINITE,
    HAVE,
    INFINITIVE,
    MODAL,
    PARTICIPLE,
    Reporting,
    ReportingForm,
)

_NEAR_END = 4
"""Tokens that may stand between a split-off particle and the clause's end (own reading: "teilte mit am Montag")."""


class Cue(msgspec.Struct, frozen=True):
    """A cue within a clause. `tokens`: its words in order; `anchor`: the finite verb (or the noun);
    `passive`: somebody was said to; `takes`: see `reporting_verbs`; `rule`: verb, noun or attitude."""

    tokens: tuple[int, ...]
    anchor: int
    takes: frozenset[str]
    lemma: str
    rule: str = "verb"
    passive: bool = False
    strength: int = 0

    @property
    def last(self) -> int:
        return self.tokens[-1]


def find_cues(unit: Unit, first: int, end: int) -> list[Cue]:
    """Verb cues whose words all lie in tokens `[first, end)`, outside quotation marks, in order of their last word."""
    found = []
    reporting = unit.words.verbs.reporting
    for at in unit.reporting:
        if first <= at < end:
            for form in reporting[unit.low[at]]:
                cue = _cue_of(unit, at, form, first, end)
                if cue is not None:
                    found.append(cue)
    return _best(found) if found else found


def _best(found: list[Cue]) -> list[Cue]:
    """Of cues with the same anchor the one with most words."""
    kept: dict[int, Cue] = {}
    for cue in found:
        best = kept.get(cue.anchor)
        if best is None or _rank(cue) > _rank(best):
            kept[cue.anchor] = cue
    return sorted(kept.values(), key=lambda cue: cue.last)


def _rank(cue: Cue) -> tuple[int, int]:
    return cue.strength, len(cue.takes)


def _cue_of(unit: Unit, at: int, form: ReportingForm, first: int, end: int) -> Cue | None:
    verb = form.verb
    words = _find_words(unit, verb.words, first, end)
    if words is None:
        return None
    if "sich" not in verb.words and at + 1 < end and unit.low[at + 1] in unit.words.itself and form.form & ANY_FINITE:
        return None
    kind = form.form
    if form.split:
        if not kind & ANY_FINITE and kind != INFINITIVE:
            return None
        particle = _find_particle(unit, verb.particle, at, end)
        if particle is None or (kind == INFINITIVE and _finite_in(unit, first, end, at)):
            return None
        return _make(verb, at, [at, particle, *words], strength=2 + len(words))
    if kind & PARTICIPLE:
        helper = _auxiliary(unit, at, first, end)
        if helper is None:
            return None
        passive = bool(unit.forms[helper] & BECOME)
        more = [at + 1] if at + 1 < end and unit.low[at + 1] in unit.words.passive_ends else []
        if more:
            passive = True
        return _make(verb, helper, [helper, at, *more, *words], passive=passive, strength=3 + len(words), head=at)
    if kind & INFINITIVE:
        if at > first and unit.low[at - 1] in unit.words.zu:
            return None
        helper = _modal(unit, at, first, end)
        if helper is not None:
            return _make(verb, helper, [helper, at, *words], strength=2 + len(words), head=at)
        if _finite_in(unit, first, end, at):
            return None
        return _make(verb, at, [at, *words], strength=1 + len(words))
    if kind & ANY_FINITE:
        if unit.forms[at] & PARTICIPLE and _auxiliary(unit, at, first, end) is not None:
            return None
        particled = not verb.particle and at < end - 1 and unit.low[end - 1] in unit.words.sure_particles
        if particled and not _finite_in(unit, at + 1, end, at):
            return None
        return _make(verb, at, [at, *words], strength=1 + len(words))
    return None


def _make(
    verb: Reporting, anchor: int, tokens: list[int], passive: bool = False, strength: int = 0, head: int = -1
) -> Cue:
    return Cue(tuple(sorted(set(tokens))), anchor, verb.takes, verb.lemma, "verb", passive, strength)


def _find_words(unit: Unit, wanted: tuple[str, ...], first: int, end: int) -> list[int] | None:
    """Tokens of the fixed words of a verb; None where one is missing."""
    found = []
    for word in wanted:
        for number in range(end - 1, first - 1, -1):
            if unit.low[number] == word.lower() and unit.marked[number] < 0:
                found.append(number)
                break
        else:
            return None
    return found


def _find_particle(unit: Unit, particle: str, at: int, end: int) -> int | None:
    for number in range(end - 1, max(at, end - 1 - _NEAR_END), -1):
        if unit.low[number] == particle and unit.marked[number] < 0:
            return number
    for number in range(at + 1, end - 1):
        joined = unit.low[number + 1] in unit.words.coordinators and unit.low[number] == particle
        if joined and unit.marked[number] < 0:
            return number
    return None


def _finite_in(unit: Unit, first: int, end: int, but: int) -> bool:
    return any(unit.forms[number] & ANY_FINITE and number != but for number in range(first, end))


def _auxiliary(unit: Unit, at: int, first: int, end: int) -> int | None:
    """The finite haben, sein or werden that goes with the participle at `at`."""
    for number in range(at + 1, min(end, at + 3)):
        if unit.forms[number] & (HAVE | BE | BECOME) and unit.forms[number] & ANY_FINITE:
            return number
    for number in range(at - 1, first - 1, -1):
        flags = unit.forms[number]
        if flags & (HAVE | BE | BECOME) and flags & ANY_FINITE and not (flags & INFINITIVE and flags & BECOME):
            return number
        if flags & FINITE and not flags & (INFINITIVE | PARTICIPLE):
            return None
    for number in range(at - 1, first - 1, -1):
        if unit.forms[number] & INFINITIVE and unit.forms[number] & (HAVE | BECOME):
            return number
    return None


def _modal(unit: Unit, at: int, first: int, end: int) -> int | None:
    for number in range(at - 1, first - 1, -1):
        if unit.forms[number] & (MODAL | BECOME) and unit.forms[number] & ANY_FINITE:
            return number
    for number in range(at + 1, min(end, at + 2)):
        if unit.forms[number] & MODAL:
            return number
    return None

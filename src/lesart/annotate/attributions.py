"""Attributions without a verb of speech: "laut X", "nach Angaben von X", "X zufolge", "so X", "demnach", "heißt es".

Each is a frame of tokens with its cue and speaker; what it governs is told by `scope`.
"""

from __future__ import annotations

import msgspec

from lesart.annotate.noun_phrases import is_role, read_apposition, read_phrase
from lesart.annotate.units import Unit
from lesart.annotate.verbs import ANY_FINITE, INFINITIVE, PARTICIPLE, ZU_INFINITIVE


class Attribution(msgspec.Struct, frozen=True):
    """Tokens `[first, last)` that attribute; `cue` and `speaker` are token ranges (speaker None: nobody named).

    `rule`: the pattern's name; `before`: the words stand behind what they attribute (", so X").
    """

    first: int
    last: int
    cue: tuple[tuple[int, int], ...]
    speaker: tuple[int, int] | None
    rule: str
    before: bool = False


def find_attributions(unit: Unit) -> list[Attribution]:
    """Attributions outside quotation marks, in order, disjoint."""
    found: list[Attribution] = []
    at, size = 0, len(unit)
    while at < size:
        hit = _attribution_at(unit, at) if unit.marked[at] < 0 else None
        if hit is None or (found and hit.first < found[-1].last):
            at += 1
            continue
        found.append(hit)
        at = hit.last
    return found


def _attribution_at(unit: Unit, at: int) -> Attribution | None:
    word = unit.low[at]
    if word in unit.words.laut or word in unit.words.gemaess:
        return _laut(unit, at)
    if word == "nach":
        return _nach(unit, at) or _behind(unit, at, "nach")
    if word == "zufolge" or (word == "folge" and at and unit.low[at - 1] == "zu"):
        return _behind(unit, at, "zufolge")
    if word in unit.words.demnach or word in unit.words.danach:
        return _demnach(unit, at)
    if word == "so" and at and unit.low[at - 1] in (",", "–", "-", "—", "("):
        return _so(unit, at)
    if word == "sicht" and at:
        return _from_view(unit, at)
    return None


def _laut(unit: Unit, at: int) -> Attribution | None:
    if at + 1 >= len(unit):
        return None
    if at and unit.low[at - 1] in unit.words.not_before_laut:
        return None
    end = read_phrase(unit, at + 1, len(unit))
    if end == at + 1:
        return None
    rule = "gemäß" if unit.low[at] in unit.words.gemaess else "laut"
    if rule == "gemäß" and not _has_source(unit, at + 1, end) and not _has_role(unit, at + 1, end):
        return None
    return Attribution(at, _with_apposition(unit, end), ((at, at + 1),), (at + 1, end), rule)


def _has_role(unit: Unit, first: int, end: int) -> bool:
    return any(is_role(unit, number) for number in range(first, end))


def _has_source(unit: Unit, first: int, end: int) -> bool:
    return any(is_source(unit, number) for number in range(first, end))


def is_source(unit: Unit, at: int) -> bool:
    """Whether the token is a noun for a statement, view or document, or a compound that ends in one."""
    text = unit.tokens[at].text
    if not text[0].isupper():
        return False
    return text in unit.words.source_nouns or unit.low[at].endswith(unit.words.source_endings)


def _with_apposition(unit: Unit, end: int) -> int:
    """`end` behind an apposition and its closing comma, where one follows."""
    if end < len(unit) and unit.low[end] == ",":
        close = read_apposition(unit, end, len(unit))
        if close and close < len(unit) and unit.low[close] == ",":
            return close + 1
    return end


def _nach(unit: Unit, at: int) -> Attribution | None:
    size = len(unit)
    if at and unit.low[at - 1] in unit.words.not_before_nach:
        return None
    here = at + 1
    while here < size and here - at < 6 and not unit.is_capital(here):
        word = unit.low[here]
        if unit.is_break(here) or unit.marked[here] >= 0 or word in unit.words.prepositions:
            return None
        here += 1
    if here >= size or here - at >= 6:
        return None
    head = here
    while head < size and unit.is_capital(head) and not is_source(unit, head) and head - here < 3:
        head += 1
    if head >= size or not is_source(unit, head):
        return None
    strong = _is_strong_source(unit, head)
    end = max(read_phrase(unit, at + 1, size), head + 1)
    rule = "nach-source" if strong else "nach-document"
    return Attribution(at, _with_apposition(unit, end), ((at, at + 1),), (at + 1, end), rule)


def _is_strong_source(unit: Unit, at: int) -> bool:
    return unit.low[at].endswith(tuple(unit.words.strong_sources))


def _behind(unit: Unit, at: int, word: str) -> Attribution | None:
    """A preposition behind its phrase: "den Behörden zufolge", "ihrer Meinung nach"."""
    first = at - (2 if word == "zufolge" and unit.low[at] == "folge" else 1)
    stop = first
    start = first
    while start >= 0 and _belongs_backward(unit, start):
        start -= 1
    start += 1
    if start > first:
        return None
    if word == "nach" and not _has_source(unit, max(start, first - 2), first + 1):
        return None
    start = _phrase_start(unit, start, first)
    cue_first = stop + 1
    rule = "zufolge" if word == "zufolge" else "meinung-nach"
    return Attribution(start, at + 1, ((cue_first, at + 1),), (start, first + 1), rule)


def _belongs_backward(unit: Unit, at: int) -> bool:
    if unit.is_break(at):
        return False
    if unit.marked[at] >= 0 or unit.is_capital(at) or unit.low[at] in (".", "&", ")", "("):
        return True
    word = unit.low[at]
    words = unit.words
    if word in words.oblique or word in words.nominative or word in words.name_particles or word == "und":
        return True
    if word in words.prepositions:
        return word in words.phrase_links
    if unit.forms[at] & (ANY_FINITE | INFINITIVE | PARTICIPLE | ZU_INFINITIVE) and not word.endswith(
        ("en", "er", "em")
    ):
        return False
    if unit.forms[at] & ANY_FINITE:
        return False
    return word.endswith(("en", "er", "em", "e", "es")) and word not in words.focus


def _phrase_start(unit: Unit, start: int, last: int) -> int:
    """The leftmost token from which one phrase reaches exactly to `last`."""
    words = unit.words
    for first in range(start, last + 1):
        word = unit.low[first]
        if (word in words.phrase_links and word not in words.oblique) or word in words.joints or word in ")(":
            continue
        if word in words.nominative and word not in words.oblique and word not in words.article_like:
            continue
        if read_phrase(unit, first, last + 1) == last + 1:
            return first
    return last


def _demnach(unit: Unit, at: int) -> Attribution | None:
    word = unit.low[at]
    if word == "danach":
        if at != 0 or len(unit) < 2:
            return None
        return Attribution(at, at + 1, ((at, at + 1),), (at, at + 1), "danach")
    return Attribution(at, at + 1, ((at, at + 1),), (at, at + 1), "demnach")


def _so(unit: Unit, at: int) -> Attribution | None:
    """ ", so X": a phrase and then a mark or the end; not "so dass", "so viel"."""
    size = len(unit)
    here = at + 1
    end = read_phrase(unit, here, size)
    if end == here or unit.low[here] in unit.words.object_pronouns:
        return None
    if end == here + 1 and unit.low[here] in unit.words.subject_pronouns:
        return None
    last = end
    while True:
        if last < size and unit.low[last] == ",":
            close = read_apposition(unit, last, size)
            if close:
                end = last = close
                continue
        break
    while last < size and not unit.is_break(last) and unit.low[last] not in (".", "!", "?"):
        if unit.marked[last] >= 0 and not unit.is_capital(last - 1):
            break
        if unit.forms[last] & ANY_FINITE and last - end < 1:
            return None
        last += 1
    return Attribution(at, last, ((at, at + 1),), (here, end), "so", before=True)


def _from_view(unit: Unit, at: int) -> Attribution | None:
    """ "aus Sicht der Polizei", "aus seiner Sicht"."""
    first = at - 1
    while first > 0 and at - first < 4 and unit.low[first] != "aus":
        first -= 1
    if unit.low[first] != "aus":
        return None
    end = max(read_phrase(unit, first + 1, len(unit)), at + 1)
    return Attribution(first, end, ((first, first + 1),), (first + 1, end), "aus-sicht")

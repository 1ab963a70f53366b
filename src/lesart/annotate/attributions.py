"""Attributions without a verb of speech: "laut X", "nach Angaben von X", "X zufolge", "so X", "demnach".

Each is a frame of tokens with its cue and speaker; what it governs is told by `attributed`.
"""

from __future__ import annotations

import msgspec

from lesart.annotate.clauses import clause_kind
from lesart.annotate.known_words import ATTRIBUTING
from lesart.annotate.noun_phrases import is_publisher, is_source, read_apposition, read_phrase
from lesart.annotate.units import STOPS, Unit
from lesart.language.verbs import ANY_FINITE, FINITE, INFINITIVE, PARTICIPLE, PAST, SUBJUNCTIVES, ZU_INFINITIVE

LONGEST_ATTRIBUTES = 6
"""Small-letter words between "nach" and its noun at most (own reading)."""
LONGEST_NAME = 3
"""Nouns before the source noun at most: "nach dpa-Reuters Angaben" (own reading)."""

BEFORE_SO = frozenset({",", "–", "-", "—", "("})
"""Marks before a *so* that attributes."""
_ENDINGS = ("en", "er", "em", "e", "es")


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


def find_attributions(unit: Unit, sourced: bool) -> list[Attribution]:
    """Attributions outside quotation marks, in order, disjoint. `sourced`: a statement was named just before."""
    found: list[Attribution] = []
    for at in unit.find(ATTRIBUTING):
        last = found[-1].last if found else 0
        hit = _attribution_at(unit, at, sourced) if at >= last and unit.marked[at] < 0 else None
        if hit is not None and hit.first >= last:
            found.append(hit)
    return found


def _attribution_at(unit: Unit, at: int, sourced: bool) -> Attribution | None:
    word, words = unit.low[at], unit.words
    if word in words.laut or word in words.gemaess:
        return _laut(unit, at)
    if word in words.nach:
        return _nach(unit, at) or _behind(unit, at) or _agency_behind(unit, at)
    if word in words.zufolge:
        return _behind(unit, at)
    if word in words.zu_folge and at and unit.low[at - 1] in words.zu:
        return _behind(unit, at)
    if word in words.demnach:
        return Attribution(at, at + 1, ((at, at + 1),), (at, at + 1), "demnach")
    if word in words.danach and at == 0:
        return _danach(unit, sourced)
    if word in words.thus and at and unit.low[at - 1] in BEFORE_SO:
        return _so(unit, at)
    if word in words.views and at:
        return _from_view(unit, at)
    return None


def _laut(unit: Unit, at: int) -> Attribution | None:
    if at + 1 >= len(unit) or (at and unit.low[at - 1] in unit.words.not_before_laut):
        return None
    start = at + 1
    if unit.words.laut_links:
        if unit.low[start] not in unit.words.laut_links:
            return None
        start += 1
    end = read_phrase(unit, start, len(unit))
    if end == start:
        return None
    rule = "gemäß" if unit.low[at] in unit.words.gemaess else "laut"
    return Attribution(at, _with_additions(unit, end), ((at, start),), (start, end), rule)


def _with_additions(unit: Unit, end: int) -> int:
    """`end` behind an apposition or a relative clause and its closing comma, where one follows."""
    if end >= len(unit) or unit.low[end] != "," or unit.words.subject_first:
        return end
    close = read_apposition(unit, end, len(unit))
    if close and close < len(unit) and unit.low[close] == ",":
        return close + 1
    close = next((at for at in range(end + 1, len(unit)) if unit.is_break(at)), 0)
    if close and unit.low[close] == "," and clause_kind(unit, end + 1, close) == "relative":
        return close + 1
    return end


def _nach(unit: Unit, at: int) -> Attribution | None:
    """ "nach Angaben der Polizei", "nach einem Bericht des Senders"; not "zwei Tage nach dem Bericht"."""
    words = unit.words
    if at and (unit.low[at - 1] in words.not_before_nach or unit.tokens[at - 1].text in words.time_nouns):
        return None
    head = at + 1
    while head < len(unit) and not unit.is_capital(head):
        outside = unit.is_break(head) or unit.marked[head] >= 0 or unit.low[head] in words.prepositions
        if outside or head - at >= LONGEST_ATTRIBUTES:
            return None
        head += 1
    first = head
    while head < len(unit) and unit.is_capital(head) and not is_source(unit, head) and head - first < LONGEST_NAME:
        head += 1
    if head >= len(unit) or not is_source(unit, head):
        return None
    strong = unit.low[head].endswith(tuple(words.strong_sources))
    end = max(read_phrase(unit, at + 1, len(unit)), head + 1)
    rule = "nach-source" if strong else "nach-document"
    return Attribution(at, _with_additions(unit, end), ((at, at + 1),), (at + 1, end), rule)


def _behind(unit: Unit, at: int) -> Attribution | None:
    """A preposition behind its phrase: "den Behörden zufolge", "ihrer Meinung nach"."""
    words = unit.words
    after = unit.low[at] in words.nach
    last = at - (2 if unit.low[at] in words.zu_folge else 1)
    start = last
    while start >= 0 and _belongs_backward(unit, start):
        start -= 1
    start += 1
    if start > last:
        return None
    if after and not any(is_source(unit, number) for number in range(max(start, last - 2), last + 1)):
        return None
    start = _phrase_start(unit, start, last)
    if after and (unit.low[start] not in words.oblique or _is_own(unit, start)):
        return None
    rule = "meinung-nach" if after else "zufolge"
    return Attribution(start, at + 1, ((last + 1, at + 1),), (start, last + 1), rule)


def _agency_behind(unit: Unit, at: int) -> Attribution | None:
    """ "der dpa nach": an agency in the dative before nach, and no phrase that nach could stand before."""
    first = at - 2
    if first < 0 or unit.low[first] not in unit.words.dative_firsts or not is_publisher(unit, first + 1, at):
        return None
    if at + 1 < len(unit) and read_phrase(unit, at + 1, len(unit)) > at + 1:
        return None
    return Attribution(first, at + 1, ((at, at + 1),), (first, at), "meinung-nach")


def _is_own(unit: Unit, at: int) -> bool:
    """Whether the phrase speaks of the writer or of the one asked: "meiner Meinung nach", "Ihrer Meinung nach"."""
    return unit.low[at] in unit.words.first_person or (at > 0 and unit.nouns[at])


def _belongs_backward(unit: Unit, at: int) -> bool:
    """Whether the token may stand inside a phrase that ends behind it."""
    if unit.is_break(at):
        return False
    if unit.marked[at] >= 0 or unit.is_capital(at) or unit.low[at] in (".", "&", ")", "("):
        return True
    word, words = unit.low[at], unit.words
    if word in words.oblique or word in words.nominative or word in words.name_particles or word in words.joints:
        return True
    if word in words.prepositions:
        return word in words.phrase_links
    flags = unit.forms[at]
    if flags & ANY_FINITE:
        return False
    if flags & (INFINITIVE | PARTICIPLE | ZU_INFINITIVE) and not word.endswith(_ENDINGS[:3]):
        return False
    return word.endswith(_ENDINGS) and word not in words.focus


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


def _danach(unit: Unit, sourced: bool) -> Attribution | None:
    """ "Danach" at the head attributes in the subjunctive, or in the present behind a statement; else it is time."""
    end = next((at for at in range(len(unit)) if unit.is_break(at)), len(unit))
    verb = next((unit.forms[at] for at in range(1, end) if unit.forms[at] & ANY_FINITE), 0)
    subjunctive = bool(verb & SUBJUNCTIVES) and not verb & FINITE
    if not subjunctive and not (sourced and not verb & PAST):
        return None
    return Attribution(0, 1, ((0, 1),), (0, 1), "danach")


def _so(unit: Unit, at: int) -> Attribution | None:
    """ ", so X": a phrase and then a mark or the end; not "so dass", "so viel"."""
    size, here = len(unit), at + 1
    if here >= size or unit.forms[here] & ANY_FINITE or unit.marked[here] >= 0:
        return None
    end = read_phrase(unit, here, size)
    if end == here or unit.low[here] in unit.words.object_pronouns:
        return None
    if end == here + 1 and unit.low[here] in unit.words.subject_pronouns:
        return None
    while end < size and unit.low[end] == ",":
        close = read_apposition(unit, end, size)
        if not close:
            break
        end = close
    last = end
    while last < size and not unit.is_break(last) and unit.low[last] not in STOPS:
        if unit.marked[last] >= 0 and not unit.is_capital(last - 1):
            break
        if last == end and unit.forms[last] & ANY_FINITE:
            return None
        last += 1
    return Attribution(at, last, ((at, at + 1),), (here, end), "so", before=True)


def _from_view(unit: Unit, at: int) -> Attribution | None:
    """ "aus Sicht der Polizei"."""
    first = next((n for n in range(at - 1, max(-1, at - 5), -1) if unit.low[n] in unit.words.view_links), None)
    if first is None:
        return None
    end = read_phrase(unit, first + 1, len(unit))
    if end <= at + 1:
        return None
    return Attribution(first, end, ((first, first + 1),), (first + 1, end), "aus-sicht")

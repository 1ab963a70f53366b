"""Noun phrases by their outline: determiner, small-letter attributes, capitalised head, what hangs on to it.

No tagger: German nouns are capitalised, and the lists say which words open, join or end a phrase.
"""

from __future__ import annotations

import re

from lesart.annotate.units import Unit
from lesart.annotate.verbs import ANY_FINITE, INFINITIVE, ZU_INFINITIVE

_ATTRIBUTE = re.compile(
    r".{2,}(?:e|en|er|es|em|jährige[nr]?|malige[nr]?)$|\d[\d.,]*$|\d+-jährige[nr]?$|(?:ein|zwei|drei|vier|fünf|sechs)$"
)
_INITIAL = re.compile(r"[A-ZÄÖÜ]$")
_CREDIT = 40
"""Characters of a parenthesis that still belongs to a name at most: a party, an age, an acronym (own reading)."""


def read_phrase(unit: Unit, at: int, limit: int, role_links: bool = True) -> int:
    """End of the noun phrase that begins at token `at`, before `limit`; `at` itself where none begins."""
    end = _core(unit, at, limit)
    if end == at:
        return at
    if unit.low[at] in unit.words.subject_pronouns and end == at + 1 and not unit.is_capital_noun(at):
        return end
    while True:
        longer = _attach(unit, at, end, limit, role_links)
        if longer == end:
            return end
        end = longer


def _core(unit: Unit, at: int, limit: int) -> int:
    """End of determiner, attributes and head."""
    low, words = unit.low, unit.words
    here = at
    while here < limit and (low[here] in words.nominative or low[here] in words.oblique) and here - at < 3:
        if unit.marked[here] >= 0:
            break
        here += 1
    attributes = here
    while here < limit and here - attributes < 8 and _is_attribute(unit, here):
        here += 1
    if here == attributes and here < limit and here > at:
        here = _skip_participial(unit, here, limit)
    head = _heads(unit, here, limit)
    if head > here:
        return head
    if at < limit and (low[at] in words.subject_pronouns or low[at] in words.object_pronouns) and unit.marked[at] < 0:
        return at + 1
    return at


def _is_attribute(unit: Unit, at: int) -> bool:
    word = unit.low[at]
    if unit.marked[at] >= 0 or unit.tokens[at].text != word:
        return False
    words = unit.words
    if word in words.prepositions or word in words.focus or word in words.coordinators:
        return False
    if word in ("sogenannte", "sogenannten", "so", "genannte", "genannten"):
        return True
    if unit.forms[at] & ANY_FINITE and not word.endswith(("en", "er", "es", "em")):
        return word.endswith("te") and at > 0 and unit.low[at - 1] in words.nominative
    return bool(_ATTRIBUTE.match(word))


def _skip_participial(unit: Unit, at: int, limit: int) -> int:
    """Over an extended attribute: der [am 5. August 1930 geborene] Astronaut."""
    if unit.low[at] not in unit.words.prepositions:
        return at
    for here in range(at + 1, min(limit, at + 10)):
        if unit.is_break(here):
            return at
        word = unit.low[here]
        if (
            unit.tokens[here].text == word
            and word.endswith(("ende", "enden", "ender", "te", "ten", "ter", "ne", "nen"))
            and here + 1 < limit
            and unit.is_capital(here + 1)
            and word not in unit.words.prepositions
        ):
            return here + 1
    return at


def _heads(unit: Unit, at: int, limit: int) -> int:
    """End of a run of nouns, names, initials, quoted titles and short parentheses."""
    here = at
    while here < limit:
        token = unit.tokens[here]
        if unit.marked[here] >= 0:
            first, last, stretch = unit.stretches[unit.marked[here]]
            if last - first > 9 or last >= limit or not stretch.closed:
                break
            here = last + 1
            continue
        if token.text[0].isupper() or token.text.startswith(("el-", "al-", "an-", "as-", "ar-", "il-")):
            here += 1
            if (here < limit and _INITIAL.match(token.text) and unit.low[here] == "." and here + 1 < limit) or (
                here + 1 < limit and unit.low[here] == "." and token.text in ("Dr", "Prof", "St", "Jr", "Nr")
            ):
                here += 1
            continue
        if here > at and token.text in unit.words.name_particles:
            after = here + 1
            while after < limit and unit.tokens[after].text in unit.words.name_particles:
                after += 1
            name = after < limit and unit.is_capital(after) and unit.marked[after] < 0
            if name and token.text not in ("der", "des", "den", "dem", "vom", "zu", "zur", "von", "und", "e", "y"):
                here = after + 1
                continue
            if name and token.text == "von" and _looks_like_person(unit, at, here):
                here = after + 1
                continue
            break
        if here > at and token.text == "(":
            close = _closing(unit, here, limit)
            if close:
                here = close + 1
                continue
            break
        if here > at and token.text in ("&", "+", "/", "-", "–") and here + 1 < limit and unit.is_capital(here + 1):
            if token.text in ("-", "–") and unit.tokens[here].start > unit.tokens[here - 1].end:
                break
            here += 2
            continue
        if here > at and token.text[0].isdigit() and here + 1 <= limit and here == at + 1:
            here += 1
            continue
        break
    return here


def _looks_like_person(unit: Unit, first: int, last: int) -> bool:
    """Whether the words before `von` are given names: one or two, no role and no known noun ending."""
    if last - first > 2:
        return False
    return all(not is_role(unit, number) and len(unit.low[number]) < 10 for number in range(first, last)) and not (
        first > 0 and unit.low[first - 1] in unit.words.nominative
    )


def _closing(unit: Unit, at: int, limit: int) -> int:
    """Token of the parenthesis that closes the one at `at`, where it is near; 0 otherwise."""
    for here in range(at + 1, min(limit, at + 9)):
        if unit.low[here] == ")":
            return here if unit.tokens[here].end - unit.tokens[at].start <= _CREDIT else 0
    return 0


def _attach(unit: Unit, first: int, end: int, limit: int, role_links: bool) -> int:
    """`end` moved behind one more part that hangs on to the phrase `first..end`."""
    if end >= limit or unit.marked[end] >= 0:
        return end
    word = unit.low[end]
    if word in unit.words.genitive and _takes_genitive(unit, first, end):
        after = _core(unit, end, limit)
        return after if after > end + 1 else end
    if word in unit.words.of:
        after = _core(unit, end + 1, limit)
        return after if after > end + 1 and not _is_time(unit, end + 1, after) else end
    if word in unit.words.role_links and role_links and _has_role(unit, first, end):
        after = _core(unit, end + 1, limit)
        fits = after > end + 1 and not _is_time(unit, end + 1, after) and unit.low[end + 1] not in unit.words.focus
        return after if fits else end
    if word in unit.words.joints:
        start = end + 1
        after = _core(unit, start, limit)
        if after > start and unit.low[start] not in unit.words.subject_pronouns - unit.words.nominative:
            return after
        return end
    if unit.tokens[end].text == word and _is_attribute(unit, end) and word.endswith("er") and end + 1 < limit:
        after = _heads(unit, end + 1, limit)
        if after > end + 1 and not unit.forms[end] and _has_role(unit, first, end):
            return after
    return end


def _takes_genitive(unit: Unit, first: int, end: int) -> bool:
    """Whether a genitive may follow: behind a common noun, not behind a bare name."""
    return (
        unit.low[first] in unit.words.nominative
        or unit.low[first] in unit.words.oblique
        or _has_role(unit, first, end)
        or end - first == 1
    )


def _is_time(unit: Unit, first: int, end: int) -> bool:
    return any(unit.tokens[number].text in unit.words.time_nouns for number in range(first, end))


def is_role(unit: Unit, at: int) -> bool:
    """Whether the token is a noun for somebody who speaks (`Regierungssprecherin`)."""
    return unit.is_capital(at) and unit.low[at].endswith(unit.words.roles)


def _has_role(unit: Unit, first: int, end: int) -> bool:
    return any(is_role(unit, number) for number in range(first, end))


def read_apposition(unit: Unit, comma: int, limit: int) -> int:
    """End of the apposition behind the comma at token `comma` (`…, Klaus Stöhr,`): the token of the mark that
    closes it, or `limit`; 0 where what follows is none."""
    at = comma + 1
    if at >= limit or unit.low[comma] != ",":
        return 0
    first = unit.low[at]
    if first in unit.words.coordinators or first in unit.words.subordinators or first in ("so", "dass", "wie"):
        return 0
    end = read_phrase(unit, at, limit)
    if end == at or (end == at + 1 and first in unit.words.subject_pronouns):
        return 0
    while end < limit and not unit.is_break(end) and end - at < 18:
        if unit.forms[end] & (ANY_FINITE | INFINITIVE | ZU_INFINITIVE):
            return 0
        more = end + 1
        if unit.low[end] in unit.words.prepositions or unit.low[end] in unit.words.genitive:
            more = max(more, read_phrase(unit, end + 1, limit))
        end = more
    if end < limit and unit.low[end] == "(":
        return 0
    return min(end, limit)


def is_nominative(unit: Unit, first: int, end: int) -> bool:
    """Whether the phrase may be a subject, by its first word."""
    word = unit.low[first]
    if word in unit.words.oblique or word in unit.words.object_pronouns - unit.words.subject_pronouns:
        return False
    return not _is_time(unit, first, end) or end - first > 3

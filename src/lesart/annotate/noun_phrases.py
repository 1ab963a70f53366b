"""Noun phrases by their outline: determiner, small-letter attributes, capitalised head, what hangs on to it.

No tagger: German nouns are capitalised, and the lists say which words open, join or end a phrase.
"""

from __future__ import annotations

import re

from lesart.annotate.known_words import PUBLISHER, ROLE, SOURCE
from lesart.annotate.units import SHORTEST_ACRONYM, Unit
from lesart.language.verbs import ANY_FINITE, INFINITIVE, ZU_INFINITIVE

_ATTRIBUTE = re.compile(r".{2,}(?:e|en|er|es|em)$|\d[\d.,]*$|\d+-\w+$")
_PARTICIPIAL = ("ende", "enden", "ender", "te", "ten", "ter", "ne", "nen")
_ENDINGS = ("e", "en", "er", "es", "em")
_INITIAL = re.compile(r"[A-ZÄÖÜ]$")

LONGEST_CREDIT = 40
"""Characters of a parenthesis that still belongs to a name at most: a party, an age, an acronym (own reading)."""
LONGEST_SMALL_NAME = 5
"""Letters of a name without capitals at most: dpa, taz (own reading)."""
LONGEST_TITLE = 9
"""Tokens of marked text inside a phrase at most: a title, not a sentence (own reading)."""
LONGEST_APPOSITION = 18
"""Tokens of an apposition at most (own reading)."""
LONGEST_ATTRIBUTES, LONGEST_PARTICIPIAL, LONGEST_DETERMINERS = 8, 10, 3
"""Attributes, tokens of an extended attribute, determiners in a row at most (own reading)."""
LONGEST_GIVEN_NAMES, LONGEST_GIVEN_NAME = 2, 10
"""Words, and letters of each, that may be given names before "von" (own reading)."""


def is_role(unit: Unit, at: int) -> bool:
    """Whether the token is a noun for somebody who speaks (`Regierungssprecherin`)."""
    return bool(unit.kinds[at] & ROLE)


def is_source(unit: Unit, at: int) -> bool:
    """Whether the token is a noun for a statement, view or document, or a compound that ends in one."""
    return bool(unit.kinds[at] & SOURCE)


def is_publisher(unit: Unit, first: int, end: int) -> bool:
    """Whether tokens `[first, end)` name who publishes or brings words into another tongue: "die Agentur", "dpa"."""
    return any(kinds & PUBLISHER for kinds in unit.kinds[first:end])


def is_time(unit: Unit, first: int, end: int) -> bool:
    """Whether a noun of time is among tokens `[first, end)`."""
    return any(unit.tokens[number].text in unit.words.time_nouns for number in range(first, end))


def has_role(unit: Unit, first: int, end: int) -> bool:
    """Whether a noun for somebody who speaks is among tokens `[first, end)`."""
    return any(is_role(unit, number) for number in range(first, end))


def is_nominative(unit: Unit, first: int, end: int) -> bool:
    """Whether the phrase may be a subject, by its first word."""
    word = unit.low[first]
    partitive = word in unit.words.subject_pronouns and first + 1 < end and unit.low[first + 1] in unit.words.genitive
    if partitive:
        return True
    if word in unit.words.oblique:
        return False
    if word in unit.words.object_pronouns and word not in unit.words.subject_pronouns:
        return False
    return not is_time(unit, first, end) or end - first > LONGEST_DETERMINERS


def read_phrase(unit: Unit, at: int, limit: int, role_links: bool = True) -> int:
    """End of the noun phrase that begins at token `at`, before `limit`; `at` itself where none begins.

    `role_links`: a noun of role takes its "für", "in", "bei" with it ("der Sprecher im Ministerium")."""
    end = _core(unit, at, limit)
    if end == at or (end == at + 1 and unit.low[at] in unit.words.subject_pronouns and not unit.nouns[at]):
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
    while here < limit and here - at < LONGEST_DETERMINERS and unit.marked[here] < 0:
        if low[here] not in words.nominative and low[here] not in words.oblique:
            break
        here += 1
    attributes = here
    while here < limit and here - attributes < LONGEST_ATTRIBUTES and _is_attribute(unit, here):
        here += 1
    if here == attributes and at < here < limit:
        here = _skip_participial(unit, here, limit)
    head = _heads(unit, here, limit)
    if head > here:
        return head
    if at < limit and (low[at] in words.subject_pronouns or low[at] in words.object_pronouns) and unit.marked[at] < 0:
        return at + 1
    return at


def _is_attribute(unit: Unit, at: int) -> bool:
    word, words = unit.low[at], unit.words
    if unit.marked[at] >= 0 or unit.tokens[at].text != word or words.small_nouns:
        return False
    if word in words.prepositions or word in words.focus or word in words.coordinators:
        return False
    if word in words.object_pronouns or (word in words.subject_pronouns and word not in words.nominative):
        return False
    if word in words.so_called or word in words.numerals:
        return True
    if unit.forms[at] & ANY_FINITE and not word.endswith(("en", "er", "es", "em")):
        return word.endswith("te") and at > 0 and unit.low[at - 1] in words.nominative
    return bool(_ATTRIBUTE.match(word))


def _skip_participial(unit: Unit, at: int, limit: int) -> int:
    """Over an extended attribute: der [am 5. August 1930 geborene] Astronaut."""
    words = unit.words
    if unit.low[at] not in words.prepositions:
        return at
    for here in range(at + 1, min(limit - 1, at + LONGEST_PARTICIPIAL)):
        if unit.is_break(here):
            return at
        word = unit.low[here]
        small = unit.tokens[here].text == word and word not in words.prepositions
        if small and word.endswith(_PARTICIPIAL) and unit.is_capital(here + 1):
            return here + 1
    return at


def _heads(unit: Unit, at: int, limit: int) -> int:
    """End of a run of nouns, names, initials, quoted titles and short parentheses."""
    here = at
    while here < limit:
        after = _head(unit, at, here, limit)
        if after == here:
            break
        here = after
    return here


def _head(unit: Unit, first: int, here: int, limit: int) -> int:
    """End of the one part of a head, begun at `first`, that stands at `here`; `here` where it ends."""
    text, words = unit.tokens[here].text, unit.words
    if unit.marked[here] >= 0:
        begin, last, stretch = unit.stretches[unit.marked[here]]
        return last + 1 if last - begin <= LONGEST_TITLE and last < limit and stretch.closed else here
    if unit.nouns[here]:
        if (
            here > first
            and unit.name_numbers[here - 1] >= 0
            and 0 <= unit.name_numbers[here] != unit.name_numbers[here - 1]
        ):
            return here
        dotted = here + 2 < limit and unit.low[here + 1] == "." and (_INITIAL.match(text) or text in words.titles)
        return here + 2 if dotted else here + 1
    if here == first:
        return here + 1 if _is_small_name(unit, here) else here
    if text in words.name_particles:
        return _behind_particles(unit, first, here, limit)
    if text == "(":
        close = _closing(unit, here, limit)
        return close + 1 if close else here
    if text in ("&", "+", "/", "-", "–") and here + 1 < limit and unit.is_capital(here + 1):
        apart = text in ("-", "–") and unit.tokens[here].start > unit.tokens[here - 1].end
        return here if apart else here + 2
    if text[0].isdigit() and here == first + 1:
        return here + 1
    return here


def _is_small_name(unit: Unit, at: int) -> bool:
    """Whether the token is a name in small letters: short, behind a determiner and before a verb ("die taz meldet")."""
    low, words = unit.low[at], unit.words
    if not at or words.small_nouns or at + 1 >= len(unit) or not low.isalpha() or len(low) > LONGEST_SMALL_NAME:
        return False
    if unit.forms[at] or low in words.closed or low.endswith(_ENDINGS):
        return False
    determined = unit.low[at - 1] in words.nominative or unit.low[at - 1] in words.oblique
    return determined and bool(unit.forms[at + 1] & ANY_FINITE)


def _behind_particles(unit: Unit, first: int, here: int, limit: int) -> int:
    """End of "van der Berg" behind a name's first words; `here` where the small words belong to no name."""
    after = here + 1
    while after < limit and unit.tokens[after].text in unit.words.name_particles:
        after += 1
    if after >= limit or not unit.is_capital(after) or unit.marked[after] >= 0:
        return here
    text = unit.tokens[here].text
    if text in unit.words.name_joints:
        return after + 1
    return after + 1 if text in unit.words.noble and _may_be_given_names(unit, first, here) else here


def _may_be_given_names(unit: Unit, first: int, last: int) -> bool:
    """Whether tokens `[first, last)` may be given names: one or two short words, no role, no determiner before."""
    if last - first > LONGEST_GIVEN_NAMES or (first > 0 and unit.low[first - 1] in unit.words.nominative):
        return False
    return all(not is_role(unit, at) and len(unit.low[at]) < LONGEST_GIVEN_NAME for at in range(first, last))


def _closing(unit: Unit, at: int, limit: int) -> int:
    """Token of the parenthesis that closes the one at `at`, where it is near; 0 otherwise."""
    for here in range(at + 1, min(limit, at + LONGEST_TITLE)):
        if unit.low[here] == ")":
            return here if unit.tokens[here].end - unit.tokens[at].start <= LONGEST_CREDIT else 0
    return 0


def _attach(unit: Unit, first: int, end: int, limit: int, role_links: bool) -> int:
    """`end` moved behind one more part that hangs on to the phrase `first..end`."""
    if end >= limit or unit.marked[end] >= 0:
        return end
    word, words = unit.low[end], unit.words
    if word in words.genitive and _takes_genitive(unit, first, end):
        after = _core(unit, end, limit)
        return after if after > end + 1 else end
    determined = word in words.thing_links and (unit.low[first] in words.nominative or unit.low[first] in words.oblique)
    if word in words.of or determined or (word in words.role_links and role_links and has_role(unit, first, end)):
        after = _core(unit, end + 1, limit)
        noun = any(unit.nouns[at] or unit.marked[at] >= 0 for at in range(end + 1, after))
        fits = noun and not is_time(unit, end + 1, after) and unit.low[end + 1] not in words.focus
        return after if fits else end
    if word in words.joints:
        after = _core(unit, end + 1, limit)
        pronoun = after > end + 1 and unit.low[end + 1] in words.subject_pronouns - words.nominative
        return after if after > end + 1 and not pronoun else end
    if word.endswith("er") and end + 1 < limit and not unit.forms[end] and _is_attribute(unit, end):
        after = _heads(unit, end + 1, limit)
        if after > end + 1 and (end - first == 1 or has_role(unit, first, end)):
            return after
    return end


def _takes_genitive(unit: Unit, first: int, end: int) -> bool:
    """Whether a genitive may follow: behind a common noun, not behind a bare name or acronym."""
    last = unit.tokens[end - 1].text
    if unit.low[end] in unit.words.dative_firsts:
        acronym = last.isupper() and len(last) >= SHORTEST_ACRONYM
        full_name = end - first > 1 and unit.nouns[end - 1] and unit.nouns[end - 2]
        if acronym or full_name or unit.named[end - 1] == "PER":
            return False
    if end - first == 1 or has_role(unit, first, end) or is_source(unit, end - 1):
        return True
    words = unit.words
    return any(unit.low[at] in words.nominative or unit.low[at] in words.oblique for at in range(first, end))


def read_apposition(unit: Unit, comma: int, limit: int) -> int:
    """End of the apposition behind the comma at token `comma` (`…, Klaus Stöhr,`): the token of the mark that
    closes it, or `limit`; 0 where what follows is none."""
    at, words = comma + 1, unit.words
    if at >= limit or unit.low[comma] != ",":
        return 0
    first = unit.low[at]
    if first in words.coordinators or first in words.subordinators or first in words.that or first in words.thus:
        return 0
    end = read_phrase(unit, at, limit)
    if end == at or (end == at + 1 and first in words.subject_pronouns):
        return 0
    while end < limit and not unit.is_break(end) and end - at < LONGEST_APPOSITION:
        word = unit.low[end]
        if unit.forms[end] & (ANY_FINITE | INFINITIVE | ZU_INFINITIVE) or word in words.focus or word.startswith("dar"):
            return 0
        more = end + 1
        if word in words.prepositions or word in words.genitive:
            more = max(more, read_phrase(unit, end + 1, limit))
        end = more
    return 0 if end < limit and unit.low[end] == "(" else min(end, limit)

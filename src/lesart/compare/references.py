"""Whom a sentence means without a name: by an office, by a pronoun, as the speaker of what it quotes; and ages.

*Der Präsident*, *sie* and *der 17-Jährige* stand for whom the pages name elsewhere. What is found here is evidence for
sentences that belong into one row, never shown as a fact.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from lesart.language.languages import load_language
from lesart.language.offices import load_offices
from lesart.model.annotation import Annotated, Name, Sentence, Token

SAME_HOLDER = 0.8
"""Share of the mentions of an office with a name at least that one person has, before the office alone stands for that
person (own setting)."""
BEHIND_OFFICE = 2
"""Tokens behind an office in which the name that it introduces begins (*Präsident Tomas*; *counterpart, Viktor*)."""
OLDEST = 110
"""Years up to which a number in brackets behind a word is an age."""
_DIGITS = re.compile(r"(\d{1,3})(?!\d)-?")

Holders = Mapping[str, str]
"""By office, its forms and groups as in `offices`: the entity that holds it on the pages."""


def find_holders(pages: Iterable[Annotated]) -> Holders:
    """Who holds which office by the pages, where nearly all of them name the same person with it."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for page in pages:
        offices = load_offices(load_language(page.article.language))
        starts = {name.span.start: name.entity for name in page.names if name.kind == "PER" and name.entity}
        for sentence in page.sentences:
            for place, token in enumerate(sentence.tokens):
                behind = sentence.tokens[place + 1 : place + 1 + BEHIND_OFFICE]
                holder = next((starts[each.start] for each in behind if each.start in starts), None)
                office = offices.read(token.text) if holder else None
                if holder and office:
                    for key in {office.full, *office.groups}:
                        counts[key][bare_entity(holder)] += 1
    found = {}
    for office_key, holders in counts.items():
        holder, times = holders.most_common(1)[0]
        if times >= SAME_HOLDER * holders.total():
            found[office_key] = holder
    return found


def bare_entity(entity: str) -> str:
    """The id of an entity without the page that it is bound to: a lone surname counts as that surname."""
    return entity.split("@")[0]


class Referents:
    """Persons that the sentences of one page mean without naming them; asked sentence by sentence, in order."""

    def __init__(self, page: Annotated, holders: Holders) -> None:
        language = load_language(page.article.language)
        self._holders = holders
        self._offices = load_offices(language)
        self._pronouns = language.words("person_pronouns")
        self._quotations = [each for each in page.quotations if each.entity]
        self._last: str | None = None

    def of(self, sentence: Sentence, names: Sequence[Name]) -> set[str]:
        """Entities of persons meant in `sentence`; `names`: those that stand in it."""
        meant = {
            bare_entity(each.entity)
            for each in self._quotations
            if each.entity and any(piece.meets(sentence.span) for piece in (*each.speaker, *each.content))
        }
        meant.update(filter(None, (self._holder(token) for token in sentence.tokens)))
        named = [bare_entity(name.entity) for name in names if name.kind == "PER" and name.entity]
        pronoun = any(token.text.lower() in self._pronouns for token in sentence.tokens)
        if pronoun and not named and self._last:
            meant.add(self._last)
        if named:
            self._last = named[0]
        elif len(meant) == 1:
            self._last = next(iter(meant))
        return meant

    def _holder(self, token: Token) -> str | None:
        office = self._offices.read(token.text)
        if office is None:
            return None
        return next((self._holders[key] for key in (office.full, *sorted(office.groups)) if key in self._holders), None)


def find_ages(sentence: Sentence, tag: str) -> dict[str, int]:
    """Ages in `sentence`, in years, by the word or number that tells them: *17-Jährige*, *Mia (16)*, *61 Jahre alt*."""
    language = load_language(tag)
    endings = tuple(language.words("age_endings"))
    words = language.words("age_words")
    tokens = sentence.tokens
    found: dict[str, int] = {}
    for place, token in enumerate(tokens):
        digits = _DIGITS.match(token.text)
        if digits is None or int(digits[1]) > OLDEST:
            continue
        rest = token.text[digits.end() :].lower()
        behind = [each.text.lower() for each in tokens[place + 1 : place + 3]] + ["", ""]
        before = [each.text for each in tokens[max(0, place - 2) : place]]
        in_brackets = before[1:] == ["("] and behind[0] == ")" and before[0][0].isupper()
        counted = behind[1] in words or in_brackets or (endings and behind[0].startswith(endings))
        if rest.startswith(endings) if rest else counted:
            found[token.text] = int(digits[1])
    return found

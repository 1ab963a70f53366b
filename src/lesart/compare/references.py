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
from lesart.model.annotation import Annotated, Name, Sentence, TimePoint, Token

SAME_HOLDER = 0.8
"""Share of the mentions of an office with a name at least that one person has, before the office alone stands for that
person (own setting)."""
BEHIND_OFFICE = 2
"""Tokens behind an office in which the name that it introduces begins (*Präsident Tomas*; *counterpart, Viktor*)."""
OLDEST = 110
"""Years up to which a number in brackets behind a word is an age."""
_YEARS = re.compile(r"P(\d{1,3})Y")

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


def find_ages(sentence: Sentence, times: Sequence[TimePoint], tag: str) -> dict[str, int]:
    """Ages in `sentence`, in years, by the word or number that tells them: *17-Jährige*, *Mia (16)*, *61 Jahre alt*."""
    language = load_language(tag)
    endings = "|".join(map(re.escape, sorted(language.words("age_endings"))))
    one_word = re.compile(rf"(\d{{1,3}})-?(?:{endings})", re.IGNORECASE) if endings else None
    tokens = sentence.tokens
    found: dict[str, int] = {}
    for place, token in enumerate(tokens):
        match = one_word.match(token.text) if one_word else None
        if match:
            found[token.text] = int(match[1])
        elif token.text.isdecimal() and 0 < place < len(tokens) - 1 and int(token.text) <= OLDEST:
            before, behind = tokens[place - 1].text, tokens[place + 1].text
            if before == "(" and behind == ")" and place > 1 and tokens[place - 2].text[0].isupper():
                found[token.text] = int(token.text)
    for time in times:
        years = _YEARS.fullmatch(time.value or "")
        following = next((token.text for token in tokens if token.start >= time.span.end), "")
        if years and following.lower() in language.words("age_words"):
            found[years[1]] = int(years[1])
    return found

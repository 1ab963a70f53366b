"""Who speaks, and on whose authority a number stands: the entity behind the words of a speaker or an authority."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import msgspec

from lesart.algorithms.words import fold
from lesart.annotate.name_forms import phrase_key, stem_of
from lesart.annotate.organisations import load_org_names
from lesart.annotate.persons import Group, PersonMention
from lesart.annotate.roles import Role, RoleReader, roles_agree
from lesart.language.languages import Language
from lesart.model.annotation import Annotated, Name, Sentence, Token
from lesart.model.text import Span

_PRONOUNS: dict[str, bool] = {"er": False, "sie": True, "dieser": False, "diese": True, "he": False, "she": True}
"""Pronoun → whether it is feminine. "sie" can also be a plural; it is then left out by the rule of one person."""
_OF = frozenset({"von", "vom", "des", "der", "eines", "einer", "of", "by"})


class PageNames(NamedTuple):
    """What is known of one page: mentions of persons in order, and countries (ISO) by the start of their mention."""

    persons: list[PersonMention]
    countries: dict[int, str]


def tell_speakers(page: Annotated, names: PageNames, groups: Sequence[Group], reader: RoleReader) -> Annotated:
    """`page` with the entities of its quotations' speakers and its quantities' authorities."""
    teller = _Teller(page, names, groups, reader)
    quotations = tuple(
        msgspec.structs.replace(quotation, entity=teller.tell(quotation.speaker[0])) if quotation.speaker else quotation
        for quotation in page.quotations
    )
    quantities = tuple(
        msgspec.structs.replace(quantity, authority_entity=teller.tell(quantity.authority))
        if quantity.authority
        else quantity
        for quantity in page.quantities
    )
    return msgspec.structs.replace(page, quotations=quotations, quantities=quantities)


@lru_cache(maxsize=8)
def _load_sources(language: Language) -> frozenset[str]:
    """Nouns for what may be named as a source, in small letters."""
    return frozenset(word.lstrip("=").lower() for word in language.words("source_nouns"))


class _Teller:
    def __init__(self, page: Annotated, names: PageNames, groups: Sequence[Group], reader: RoleReader) -> None:
        self.sources = _load_sources(reader.language)
        self.page = page
        self.persons = [mention for mention in names.persons if mention.group]
        self.countries = names.countries
        self.groups = groups
        self.reader = reader
        self.sentence_starts = [sentence.span.start for sentence in page.sentences]
        self.name_starts = [name.span.start for name in page.names]

    def tell(self, span: Span) -> str | None:
        """The entity that the words at `span` mean, None where that is not sure."""
        tokens = self._tokens(span)
        words = [token.text for token in tokens]
        if not words:
            return None
        inside = self._names_in(span)
        person = next((name for name in inside if name.kind == "PER" and name.entity), None)
        if person and not self._depends(tokens, person):
            return person.entity
        if len(words) <= 2 and words[-1].lower() in _PRONOUNS:
            return self._person_before(span, _PRONOUNS[words[-1].lower()])
        countries = {i: self.countries[token.start] for i, token in enumerate(tokens) if token.start in self.countries}
        role = self.reader.standing_for(words, countries)
        if role is not None and "spokesperson" not in role.office.groups:
            return self._holder(role, span)
        return self._body(words, tokens, inside, countries, role)

    def _organisation(self, word: str) -> str | None:
        """The organisation of the table that `word` is a name of."""
        alias = load_org_names(self.reader.language).aliases.get(phrase_key(word))
        return f"org:{alias}" if alias else None

    def _tokens(self, span: Span) -> Sequence[Token]:
        sentence = self._sentence(span.start)
        if sentence is None:
            return ()
        return [token for token in sentence.tokens if token.start >= span.start and token.end <= span.end]

    def _sentence(self, start: int) -> Sentence | None:
        at = bisect_right(self.sentence_starts, start) - 1
        return self.page.sentences[at] if at >= 0 else None

    def _names_in(self, span: Span) -> list[Name]:
        at = bisect_right(self.name_starts, span.start - 1)
        found = []
        while at < len(self.page.names) and self.page.names[at].span.start < span.end:
            found.append(self.page.names[at])
            at += 1
        return found

    def _depends(self, tokens: Sequence[Token], name: Name) -> bool:
        """Whether the name only says whose spokesperson (adviser, lawyer) speaks: "ein Sprecher von Präsident X"."""
        before = [token.text for token in tokens if token.end <= name.span.start]
        offices = [i for i, word in enumerate(before) if self.reader.office_of(word)]
        if not offices or "," in before:
            return False
        return any(word.lower() in _OF for word in before[offices[0] + 1 :])

    def _person_before(self, span: Span, feminine: bool) -> str | None:
        """The one person of this and the last sentence before `span` whom a pronoun can mean."""
        at = bisect_right(self.sentence_starts, span.start) - 1
        if at < 0:
            return None
        begin = self.page.sentences[max(0, at - 1)].span.start
        near = [m.group for m in self.persons if begin <= m.start < span.start and m.group]
        fitting = {group.id for group in near if group.feminine in (None, feminine)}
        return fitting.pop() if len(fitting) == 1 else None

    def _holder(self, role: Role, span: Span) -> str | None:
        """The person of the page, else of the pile, whom a role means; None unless one alone holds it."""
        before: dict[str, bool] = {}
        after: dict[str, bool] = {}
        for mention in self.persons:
            group = mention.group
            if group and self._holds(group, role):
                (before if mention.start < span.start else after)[group.id] = True
        for circle in (before, {**before, **after}):
            if len(circle) == 1:
                return next(iter(circle))
            if circle:
                return None
        if not role.country:
            return None
        holders = {group.id for group in self.groups if self._holds(group, role, strict=True)}
        return holders.pop() if len(holders) == 1 else None

    def _holds(self, group: Group, role: Role, strict: bool = False) -> bool:
        asked = role.office.feminine
        if asked is not None and group.feminine is not None and asked != group.feminine:
            return False
        states = {held.country for held in group.roles if held.country}
        if role.country and states and role.country not in states:
            return False
        return any(roles_agree(role, held) and (not strict or held.country == role.country) for held in group.roles)

    def _body(
        self,
        words: Sequence[str],
        tokens: Sequence[Token],
        inside: Sequence[Name],
        countries: dict[int, str],
        role: Role | None,
    ) -> str | None:
        """The organisation or state that speaks; an institution of a state gets an id of state and noun."""
        named = [name for name in inside if name.entity and name.kind != "PER"]
        free = [
            (i, token)
            for i, token in enumerate(tokens)
            if token.text[:1].isupper()
            and not any(name.span.start <= token.start < name.span.end for name in inside)
            and not (role and self.reader.office_of(token.text))
            and not (i == 0 and token.text.lower() in _OF | {"die", "das", "der", "ein", "eine"})
            and token.text.lower() not in self.sources
        ]
        if not free:
            return named[0].entity if len({name.entity for name in named}) == 1 else None
        if len(named) == 1 and named[0].kind == "ORG" and free[-1][1].end + 1 == named[0].span.start:
            return named[0].entity  # a noun that says what the organisation is: die Nachrichtenagentur X
        if len(free) > 1 or any(name.kind != "LOC" for name in named):
            return None
        at, token = free[0]
        code = next(iter(countries.values()), None) if len(countries) == 1 else None
        head = token.text
        if code is None and "-" in head:
            first, rest = head.split("-", 1)
            if rest.lower() in self.sources:  # Nato-Angaben
                return self.reader.places.country_of(first) or self._organisation(first)
            place = self.reader.places.country_of(first)
            if place and place.startswith("country:"):
                code, head = place[8:], rest
        if code is None:
            found = [self.reader.places.country_of_adjective(word) for word in words[:at]]
            code = next((one for one in found if one), None)
        return f"org:{stem_of(fold(head))}-{code.lower()}" if code else None

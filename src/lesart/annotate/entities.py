"""Mentions of one thing grouped over a pile of pages.

Places get the ids of the tables (`country:KP`, `geonames:524901`), persons are grouped by `persons`, organisations
and the rest by `organisations`. Then speakers and authorities are told: by the name in their words, by the role
that stands for a person of the page, by a pronoun where one person alone can be meant. What is not sure stays None.

Ids come from the words, not from the order of pages: batches of one pile give one thing one id wherever its full
name stands in them. A family name alone in a batch, an acronym without its long form, or a spelling that is one
letter off can get an id of their own there.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache

import msgspec

from lesart.algorithms.kept import Kept
from lesart.algorithms.words import fold
from lesart.annotate.name_features import load_words
from lesart.annotate.name_forms import genitive_stems, load_parts, read_person
from lesart.annotate.organisations import OrgMention, group_organisations, load_org_names
from lesart.annotate.persons import Group, PersonMention, group_persons
from lesart.annotate.places import Places
from lesart.annotate.roles import Role, RoleReader
from lesart.annotate.voices import PageNames, tell_speakers
from lesart.language.languages import Language
from lesart.model.annotation import Annotated, Entity, Name, NameKind

READ_AT_MOST = 20_000
"""Names of persons that are kept as they were read, some megabytes; then all are forgotten."""
LARGE_CITY = 500_000
"""Inhabitants from which a city stays one on a page where somebody bears its name as a family name (own choice)."""

_KINDS: dict[str, NameKind] = {
    "per": "PER",
    "org": "ORG",
    "oth": "OTH",
    "loc": "LOC",
    "country": "LOC",
    "region": "LOC",
    "geonames": "LOC",
}


def resolve_entities(
    pages: Sequence[Annotated], language: Language
) -> tuple[tuple[Annotated, ...], tuple[Entity, ...]]:
    """`pages` with `entity` set on names, quotations and quantities' authorities, and the entities, sorted by id."""
    if not pages:
        return (), ()
    reader = _reader(language)
    ids: list[list[str | None]] = [[None] * len(page.names) for page in pages]
    words = [[_words(page, name) for name in page.names] for page in pages]
    countries = [_find_places(*parts, reader.places) for parts in zip(pages, words, ids, strict=True)]
    groups, mentions, open_names = _find_persons(pages, words, ids, countries, reader)
    _find_organisations(pages, words, ids, open_names, language)
    done = []
    for number, page in enumerate(pages):
        names = tuple(
            msgspec.structs.replace(name, entity=found, kind="PER" if found.startswith("per:") else name.kind)
            if found
            else name
            for name, found in zip(page.names, ids[number], strict=True)
        )
        told = msgspec.structs.replace(page, names=names)
        if page.quotations or page.quantities:
            here = PageNames(mentions.get(number, []), countries[number])
            told = tell_speakers(told, here, groups, reader)
        done.append(told)
    return tuple(done), _describe(done, words)


@lru_cache(maxsize=4)
def _reader(language: Language) -> RoleReader:
    return RoleReader(language)


def _find_places(page: Annotated, words: Sequence[str], ids: list[str | None], places: Places) -> dict[int, str]:
    """Sets ids of countries and cities; gives the ISO code of each country by the start of its mention."""
    countries: dict[int, str] = {}
    for at, name in enumerate(page.names):
        if name.kind != "PER":
            found = places.country_of(words[at])
            if found:
                ids[at] = found
                if found.startswith("country:"):
                    countries[name.span.start] = found[8:]
    near = set(countries.values())
    if page.article.language and "-" in page.article.language:
        near.add(page.article.language.rsplit("-", 1)[1].upper())
    families = _families(page, words)
    for at, name in enumerate(page.names):
        if name.kind == "LOC" and ids[at] is None:
            city = places.city_of(words[at], near)
            if city and (city.population >= LARGE_CITY or words[at] not in families):
                ids[at] = city.id
    return countries


def _families(page: Annotated, words: Sequence[str]) -> set[str]:
    """Last words of the persons' full names on `page`."""
    named = zip(page.names, words, strict=True)
    return {text.rsplit(" ", 1)[1] for name, text in named if name.kind == "PER" and " " in text}


def _words(page: Annotated, name: Name) -> str:
    span = name.span
    return _single_spaced(page.article.page.text[span.start : span.end])


@lru_cache(maxsize=20_000)
def _single_spaced(text: str) -> str:
    return " ".join(text.split())


def _find_persons(
    pages: Sequence[Annotated],
    words: Sequence[Sequence[str]],
    ids: list[list[str | None]],
    countries: Sequence[dict[int, str]],
    reader: RoleReader,
) -> tuple[list[Group], dict[int, list[PersonMention]], set[tuple[int, int]]]:
    """Sets ids of persons; gives the persons, each page's mentions of them, and the names (page, place) that mean
    one of several persons and stay open."""
    parts = load_parts(reader.language)
    readings = Kept(lambda text: read_person(text, parts), READ_AT_MOST)
    placed: list[tuple[int, int, PersonMention]] = []
    for number, page in enumerate(pages):
        families = _families(page, words[number])
        starts = [sentence.span.start for sentence in page.sentences]
        held: Role | None = None
        for at, name in enumerate(page.names):
            text = words[number][at]
            by_family = name.kind != "ORG" and text in families
            if ids[number][at] is None and (name.kind == "PER" or by_family):
                mention = PersonMention(number, page.page.id, name.span.start, text, readings[text])
                _read_roles(mention, page, name, starts, countries[number], reader)
                held = _take_colleague(mention, held)
                placed.append((number, at, mention))
    topics = [
        frozenset(
            [
                fold(text)
                for name, text in zip(page.names, here, strict=True)
                if name.span.start not in countries[number]
            ]
        )
        for number, (page, here) in enumerate(zip(pages, words, strict=True))
    ]
    listed = reader.language.words("last_names")
    common = {
        mention.name.family
        for _, _, mention in placed
        if any(form in listed for form in (mention.text, *genitive_stems(mention.text)))
    }
    groups = group_persons([mention for _, _, mention in placed], topics, common, parts)
    by_page: defaultdict[int, list[PersonMention]] = defaultdict(list)
    for number, at, mention in placed:
        by_page[number].append(mention)
        if mention.group:
            ids[number][at] = mention.group.id
    return groups, by_page, {(number, at) for number, at, mention in placed if mention.group is None}


def _read_roles(
    mention: PersonMention,
    page: Annotated,
    name: Name,
    starts: Sequence[int],
    countries: dict[int, str],
    reader: RoleReader,
) -> None:
    at = bisect_right(starts, name.span.start) - 1
    if at < 0 or page.sentences[at].span.end < name.span.end:
        return
    tokens = page.sentences[at].tokens
    first = bisect_right(tokens, name.span.start, key=lambda token: token.start) - 1
    last = bisect_right(tokens, name.span.end - 1, key=lambda token: token.start)
    words = [token.text for token in tokens]
    known = (
        {i: countries[token.start] for i, token in enumerate(tokens) if token.start in countries} if countries else {}
    )
    mention.roles = reader.introducing(words, max(first, 0), last, known)
    if first > 0 and words[first - 1] in ("Frau", "Herr", "Herrn"):
        mention.feminine = words[first - 1] == "Frau"


def _take_colleague(mention: PersonMention, held: Role | None) -> Role | None:
    """Gives a colleague (ihr Amtskollege X) the office of the person named before; the last office of the page."""
    roles = []
    for role in mention.roles:
        if "colleague" not in role.office.groups:
            roles.append(role)
        elif held is not None:
            same = held.office._replace(feminine=role.office.feminine, country="")
            roles.append(Role(same, role.country))
    mention.roles = tuple(roles)
    return roles[0] if roles else held


def _find_organisations(
    pages: Sequence[Annotated],
    words: Sequence[Sequence[str]],
    ids: list[list[str | None]],
    left_open: set[tuple[int, int]],
    language: Language,
) -> None:
    known = load_words(language)
    placed = [
        (number, at, OrgMention(number, name.span.start, name.span.end, name.kind, words[number][at]))
        for number, page in enumerate(pages)
        for at, name in enumerate(page.names)
        if ids[number][at] is None and name.kind != "PER" and (number, at) not in left_open
    ]

    def is_common(word: str) -> bool:
        return bool(known.noun_mark(word)) or known.case_of(word) in ("a", "b", "c") or known.is_city(word)

    texts = [page.page.text for page in pages]
    group_organisations([mention for _, _, mention in placed], texts, load_org_names(language), is_common)
    for number, at, mention in placed:
        ids[number][at] = mention.id


def _describe(pages: Sequence[Annotated], words: Sequence[Sequence[str]]) -> tuple[Entity, ...]:
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for page, here in zip(pages, words, strict=True):
        for name, text in zip(page.names, here, strict=True):
            if name.entity:
                forms[name.entity][text] += 1
    named = set(forms)
    for page in pages:  # institutions that no name stands for: the words of the speaker or authority
        voices = [(one.entity, one.speaker[0]) for one in page.quotations if one.entity and one.speaker]
        voices += [
            (one.authority_entity, one.authority) for one in page.quantities if one.authority_entity and one.authority
        ]
        unnamed = [(key, span) for key, span in voices if key not in named]
        for key, span in unnamed:
            forms[key][" ".join(page.page[span].split())] += 1
    return tuple(Entity(key, _kind_of(key), _label(seen), tuple(sorted(seen))) for key, seen in sorted(forms.items()))


def _kind_of(key: str) -> NameKind:
    return _KINDS[key.split(":", 1)[0]]


def _label(forms: Counter[str]) -> str:
    """The fullest form that is no genitive of another one; of equals the most frequent."""
    bases = [form for form in forms if not any(stem in forms for stem in genitive_stems(form))] or list(forms)
    return min(bases, key=lambda form: (-len(form.split()), -forms[form], -len(form), form))

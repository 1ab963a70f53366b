"""Who wrote a page: people as authors, agencies apart; outlets, desks and codes are neither."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import unescape

import msgspec

from lesart.ingest.zone_credits import unknown_agency
from lesart.language.languages import Language
from lesart.model.article import ARTICLE_ZONES, Zone
from lesart.model.text import Page

_SPLIT = re.compile(r"(?:[,;|/&•·\n]|\s[-–—]\s)\s*")
"""Between two names; the white space before stays with the name, so that a long run of it is passed over once."""
_CREDIT_PART = re.compile(r"[^\s,;|/()\[\]+&]+(?:-[^\s,;|/()\[\]+&]+)*")
_BRACKET = re.compile(r"\(([^()]{1,24})\)")
"""A code, an agency or a place behind a name."""
_ADDRESS = re.compile(r"([\w.+-]{1,64})@[\w-]{1,63}\.[\w.-]+")
_FAMILY_LETTERS = 4
"""Shorter parts of an e-mail address may be anything, letters."""
_NAME_WORD = re.compile(r"[^\W\d_]+(?:[-'’.][^\W\d_]*)*\.?")
_GLUED = re.compile(r"[a-zäöüß]{4,}[A-ZÄÖÜ]")
_NEAR = 200
"""Characters between two bylines of one article at most (a portrait's caption or a date lies between)."""
_NAME_LINE = 40
"""A line that is a name has at most this many characters."""
_MOST_NAME_WORDS = 5
"""Words in a person's name at most: two given names, a particle or two, a double family name."""
_FACTS = ("author.name", "author", "article:author", "creator.name", "creator", "dc.creator", "dcterms.creator",
          "parsely-author", "sailthru.author", "cxenseparse:author", "byl")  # fmt: skip
"""Names of facts that bear authors, the most trusted first: the first that names people is believed."""
_WRITTEN_FOR_MACHINES = ("json-ld", "meta")
"""Origins that speak of the page as a whole; marks inside the text stand on teasers too."""


class Authorship(msgspec.Struct, frozen=True):
    """Names of people, and ids of agencies, each in the order of the page, none twice."""

    authors: tuple[str, ...]
    agencies: tuple[str, ...]


def find_authorship(page: Page, zones: Sequence[Zone], language: Language, outlet: str | None) -> Authorship:
    """Authors by the markup, else by the bylines; agencies by both and by the credit lines."""
    agencies = agency_spellings(language)
    credited: list[str] = []
    people: list[str] = []
    shown = [page[zone.span] for zone in _first_bylines(zones)]
    for texts in (*_told(page), shown, _marked(page), _addressed(page, zones)):
        found = list(_people(texts, language, outlet, agencies, credited))
        people = people or found
    for zone in zones:
        if zone.kind in ("agency_credit", "author_code", "byline"):
            line = page[zone.span]
            for person in people:  # whose given name may be spelt like an agency
                line = line.replace(person, "")
            known = agencies_in(line, agencies)
            named = None if known else unknown_agency(line)
            credited.extend([named] if named else known)
    return Authorship(_unique(people), _unique(credited))


def _first_bylines(zones: Sequence[Zone]) -> list[Zone]:
    """The bylines of the article: the first behind its headline and what stands near it; later ones are teasers'."""
    head = next((zone.span.start for zone in zones if zone.kind in ("headline", "lead", "body")), 0)
    behind = [zone for zone in zones if zone.kind == "byline" and zone.span.start >= head]
    bylines = behind or [zone for zone in zones if zone.kind == "byline"]
    kept: list[Zone] = []
    for zone in bylines:
        if not kept or zone.span.start - kept[-1].span.end < _NEAR:
            kept.append(zone)
    return kept


def _told(page: Page) -> list[list[str]]:
    """The values of each kind of author fact that is written for machines, in the order of trust."""
    tiers = []
    for origin in _WRITTEN_FOR_MACHINES:
        mine = [fact for fact in page.facts if fact.origin == origin]
        for name in _FACTS:
            tiers.append([unescape(fact.value) for fact in mine if fact.name.lower() == name])
        given = [fact.value for fact in mine if fact.name == "author.givenName"]
        family = [fact.value for fact in mine if fact.name == "author.familyName"]
        if len(given) == len(family):
            tiers.append([f"{first} {last}" for first, last in zip(given, family, strict=True)])
    return tiers


def _marked(page: Page) -> list[str]:
    """Texts marked as the author's in the page; the last resort, and the first only: teasers bear them too."""
    marked = [
        fact for fact in page.facts if fact.name == "rel-author" or (fact.origin == "html" and fact.name == "author")
    ]
    return [unescape(fact.value) for fact in marked[:1]]


def _addressed(page: Page, zones: Sequence[Zone]) -> list[str]:
    """The printed name that an author's e-mail address in the markup belongs to: both have the same family name."""
    found = []
    for fact in page.facts:
        address = _ADDRESS.fullmatch(fact.value.strip()) if fact.name.lower() in _FACTS else None
        if address is None:
            continue
        family = _plain(re.split(r"[._+-]", address[1])[-1])
        lines = (page[zone.span] for zone in zones if zone.kind not in ARTICLE_ZONES and len(zone.span) <= _NAME_LINE)
        named = (line for line in lines if line.split() and _plain(line.split()[-1]) == family)
        found.extend([next(named, "")] if len(family) >= _FAMILY_LETTERS else [])
    return found


def _plain(word: str) -> str:
    """Letters alone, umlauts as e-mail addresses have them."""
    folded = _fold(word).replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")
    return "".join(filter(str.isalpha, folded))


@lru_cache(maxsize=8)
def agency_spellings(language: Language) -> dict[str, str]:
    """Every spelling of a news agency (case folded) to its id; made once a language, for reading only."""
    found: dict[str, str] = {}
    for row in language.rows("agencies"):
        for spelling in (row[0], row[1], *(row[2].split(";") if len(row) > 2 else ())):
            if spelling:
                found.setdefault(_fold(spelling), row[0])
    return found


def agencies_in(text: str, spellings: dict[str, str]) -> list[str]:
    """Ids of the agencies that a credit line names, in its order."""
    folded = f" {_fold(text)} "
    hits = []
    for part in _CREDIT_PART.finditer(folded):
        identity = spellings.get(part.group())
        if identity:
            hits.append((part.start(), identity))
    for spelling, identity in spellings.items():
        if " " in spelling and spelling in folded and (place := folded.find(f" {spelling} ")) >= 0:
            hits.append((place, identity))
    return [identity for _, identity in sorted(hits)]


def _people(
    texts: Iterable[str], language: Language, outlet: str | None, agencies: dict[str, str], credited: list[str]
) -> Iterable[str]:
    """People named in `texts`; agencies met on the way go to `credited`."""
    joined = language.words("author_joiners")
    opening = language.words("author_openings")
    no_person = language.words("author_desks") | _folded_roles(language)
    particles = language.words("name_particles")
    for text in texts:
        for inside in _BRACKET.findall(text):
            credited.extend(agencies_in(inside, agencies))
        for part in _SPLIT.split(_BRACKET.sub("", text)):
            for name in _split_words(part, joined):
                bare = _without_opening(name, opening)
                folded = _fold(bare)
                if folded in agencies:
                    credited.append(agencies[folded])
                elif _is_person(bare, folded, outlet, no_person) and _is_written_as_name(bare, particles):
                    yield " ".join(bare.split())


def _split_words(text: str, joiners: frozenset[str]) -> list[str]:
    parts: list[list[str]] = [[]]
    for word in text.split():
        if word.lower() in joiners:
            parts.append([])
        else:
            parts[-1].append(word)
    return [" ".join(part) for part in parts if part]


def _without_opening(text: str, openings: frozenset[str]) -> str:
    words = text.split()
    while words and words[0].lower().rstrip(":") in openings:
        words.pop(0)
    return " ".join(words).strip(" .:()[]\u200b\ufeff")


def _is_person(name: str, folded: str, outlet: str | None, no_person: frozenset[str]) -> bool:
    words = name.split()
    if not 2 <= len(words) <= _MOST_NAME_WORDS or "://" in name or "@" in name:
        return False
    if outlet and (folded == _fold(outlet) or _fold(outlet) in folded):
        return False
    if any(word in no_person for word in folded.split()):
        return False
    if not all(_NAME_WORD.fullmatch(word) for word in words):
        return False
    return words[0][0].isupper() and words[-1][0].isupper()


def _is_written_as_name(name: str, particles: frozenset[str]) -> bool:
    """Whether every word has a capital, but for particles such as *von* and *de*, and none a capital inside that a
    lost blank leaves (*MeierRedaktor*; *McAllister* is a name)."""
    for word in name.split():
        if word[0].islower() and word.lower() not in particles:
            return False
        if _GLUED.search(word):
            return False
    return True


@lru_cache(maxsize=8)
def _folded_roles(language: Language) -> frozenset[str]:
    return frozenset(_fold(word) for word in language.words("role_nouns"))


def _unique(items: Iterable[str]) -> tuple[str, ...]:
    seen: dict[str, str] = {}
    for item in items:
        seen.setdefault(_fold(item), item)
    return tuple(seen.values())


def _fold(text: str) -> str:
    if text.isascii():
        return " ".join(text.lower().split())
    visible = "".join(sign for sign in unicodedata.normalize("NFC", text) if unicodedata.category(sign) != "Cf")
    return " ".join(visible.casefold().split())

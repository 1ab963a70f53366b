"""Offices and roles: "die nordkoreanische Aussenministerin", "Nordkoreas Aussenministerin Choe", "US-Präsident".

The nouns stand in the table `offices` of the language; any compound that ends in one counts (Handelsminister).
A role is read where it introduces a person, and where it stands instead of one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from lesart.annotate.places import Places, load_places
from lesart.language.languages import Language
from lesart.language.offices import Office, load_offices

REACH = 8
"""Tokens between an office and the name that it introduces, with the thing it is of (des TV Wellheim) between."""
LOOK_BACK = 4
"""Tokens before an office in which its country is looked for (adjective, genitive)."""

_COPULAS = frozenset({"ist", "war", "wurde", "wird", "bleibt", "is", "was"})
_ARTICLES = frozenset(
    {"der", "die", "das", "des", "dem", "den", "ein", "eine", "eines", "einer", "von", "vom", "the", "of"}
)


class Role(NamedTuple):
    """An office with the country it belongs to as far as the words say (ISO code, or empty)."""

    office: Office
    country: str


class RoleReader:
    """Reads roles in the words of a sentence. `countries` of a call: token index → ISO code of the place there."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.offices = load_offices(language)
        self.places: Places = load_places(language)
        self._read: dict[str, Office | None] = {}

    def office_of(self, word: str) -> Office | None:
        """`Offices.read`, kept."""
        if word not in self._read:
            if len(self._read) > 50_000:  # a bound for memory
                self._read.clear()
            self._read[word] = self.offices.read(word)
        return self._read[word]

    def introducing(self, words: Sequence[str], start: int, end: int, countries: Mapping[int, str]) -> tuple[Role, ...]:
        """Roles that the words around a person's name at `[start, end)` give to that person."""
        found = []
        before = self._before(words, start)
        if before is not None:
            found.append(self.role_at(words, before, countries))
        behind = self._behind(words, end)
        if behind is not None:
            found.append(self.role_at(words, behind, countries))
        return tuple(role for role in found if role is not None)

    def _before(self, words: Sequence[str], start: int) -> int | None:
        """The office directly before a name, or before the words that say of what it is."""
        at = start - 1
        while at >= 0 and words[at] in (".", "Dr", "Prof", "Herr", "Frau", "und", "Co"):
            at -= 1
        if at >= 0 and self.office_of(words[at]):
            return at
        comma = at >= 0 and words[at] == ","
        for back in range(at - (1 if comma else 0), max(-1, at - REACH), -1):
            word = words[back]
            if self.office_of(word):
                follows = words[back + 1] if back + 1 < len(words) else ""
                return back if follows in _ARTICLES or back == at - 1 else None
            if word in (",", ".", ":", ";", "„", "“", "»", "«", '"', "(", ")", "und") or word in _COPULAS:
                return None
            if not (comma or word[:1].isupper() or word in _ARTICLES or word[-2:] in ("en", "er", "es")):
                return None
        return None

    def _behind(self, words: Sequence[str], end: int) -> int | None:
        """The office behind a name: after a comma (X, Sprecherin der …), or after a copula (X ist Vorsteher …)."""
        at = end
        if at >= len(words) or not (words[at] == "," or words[at] in _COPULAS):
            return None
        for ahead in range(at + 1, min(len(words), at + LOOK_BACK)):
            if self.office_of(words[ahead]):
                return ahead
            if words[ahead][:1].isupper() or not words[ahead][:1].isalpha():
                return None
        return None

    def role_at(self, words: Sequence[str], at: int, countries: Mapping[int, str]) -> Role | None:
        """The role whose office noun is `words[at]`, with its country from the words around."""
        office = self.office_of(words[at])
        if office is None:
            return None
        return Role(office, self._country(words, at, countries) or office.country)

    def _country(self, words: Sequence[str], at: int, countries: Mapping[int, str]) -> str:
        if "-" in words[at]:
            code = self.places.country_of(words[at].rsplit("-", 1)[0])
            if code and code.startswith("country:"):
                return code[8:]
        for back in range(at - 1, max(-1, at - 1 - LOOK_BACK), -1):
            word = words[back]
            code = countries.get(back) or self.places.country_of_adjective(word)
            if code:
                return code
            if word[:1].isupper() or not word[:1].isalpha() or word.lower() in _ARTICLES:
                break
        if at + 2 < len(words) and words[at + 1] in ("der", "des", "von", "of"):
            for ahead in (at + 2, at + 3):
                if ahead in countries:
                    return countries[ahead]
        return ""

    def standing_for(self, words: Sequence[str], countries: Mapping[int, str]) -> Role | None:
        """The role that a phrase without a name speaks of: its first office noun."""
        for at, word in enumerate(words):
            if self.office_of(word):
                return self.role_at(words, at, countries)
            noun = word[:1].isupper() and at not in countries and word.lower() not in _ARTICLES
            if noun and self.places.country_of_adjective(word) is None:
                return None
        return None


def roles_agree(asked: Role, held: Role) -> bool:
    """Whether somebody who holds `held` may be meant by `asked`."""
    if asked.country and held.country and asked.country != held.country:
        return False
    if None not in (asked.office.feminine, held.office.feminine) and asked.office.feminine != held.office.feminine:
        return False
    one, other = asked.office, held.office
    return (
        one.full == other.full
        or bool(one.groups & other.groups)
        or (one.full == one.noun and other.full.endswith(one.noun))
    )

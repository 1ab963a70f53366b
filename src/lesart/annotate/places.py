"""Countries and cities: from the words of a name to an ISO code or a GeoNames id.

Countries: CLDR's names in the page's language (babel) and the table `countries` (other names, adjectives,
demonyms). Cities: the table `cities` (GeoNames). A name that several cities bear goes to the one that is by far
the largest, or that lies in a country the page speaks of; else it stays without an id.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from babel import Locale, UnknownLocaleError

from lesart.annotate.name_forms import genitive_stems
from lesart.language.languages import Language, load_language

LARGER_BY = 4.0
"""A city stands for its name alone if it has this many times the inhabitants of the next one so called (own
choice; between Frankfurt am Main and Frankfurt an der Oder lies a factor of 13)."""
SMALLEST_SHARE = 0.01
"""A city in a country that the page names goes before a larger one elsewhere from this share of its size on."""

_ADJECTIVE_ENDINGS = ("e", "en", "er", "es", "em", "")


class City(NamedTuple):
    """One row of the city table."""

    id: str
    country: str
    population: int
    name: str


class Places:
    """Countries and cities by their names in one language."""

    def __init__(self, language: Language) -> None:
        self.countries: dict[str, str] = {}
        self.adjectives: dict[str, str] = {}
        self.demonyms: dict[str, str] = {}
        for tag in ("en", language.tag):  # English names stand in captions and credits of any page
            for code, name in _territories(tag).items():
                self.countries[name] = f"region:{code}" if code.isdigit() else f"country:{code}"
        self.capitals: dict[str, str] = {}
        self.cities = load_cities()
        for code, others, adjectives, demonyms, capitals, *_ in (row + ("",) * 5 for row in language.rows("countries")):
            self.countries.update(dict.fromkeys(_parts(others), f"country:{code}"))
            self.adjectives.update(dict.fromkeys(_parts(adjectives), code))
            self.demonyms.update(dict.fromkeys(_parts(demonyms), code))
            names = _parts(capitals)
            listed = next((name for name in names if name in self.cities), None)
            if listed:
                self.capitals.update(dict.fromkeys(names, listed))

    def country_of(self, text: str) -> str | None:
        """The id of the country or continent called `text`, also in the genitive."""
        for form in (text, *genitive_stems(text)):
            found = self.countries.get(form)
            if found is not None:
                return found
        return None

    def country_of_adjective(self, word: str) -> str | None:
        """The ISO code behind `nordkoreanische`, in any ending of case."""
        small = word[:1].lower() + word[1:]
        for form in (word, small):
            for ending in _ADJECTIVE_ENDINGS:
                if form.endswith(ending):
                    code = self.adjectives.get(form[: len(form) - len(ending)])
                    if code:
                        return code
        return None

    def city_of(self, text: str, countries: Collection[str] = ()) -> City | None:
        """The city called `text`, also in the genitive, on a page that names `countries` (ISO codes)."""
        for form in (text, *genitive_stems(text)):
            rows = self.cities.get(form) or self.cities.get(self.capitals.get(form) or form.replace("-", " "))
            if rows:
                return choose_city(_read_cities(rows), countries)
        return None


def choose_city(rows: tuple[City, ...], countries: Collection[str]) -> City | None:
    """The one of `rows` (largest first) that is meant, None where that is open."""
    first = rows[0]
    near = [row for row in rows if row.country in countries]
    if near and near[0].population >= SMALLEST_SHARE * first.population:
        return near[0]
    if len(rows) == 1 or first.population >= LARGER_BY * rows[1].population:
        return first
    return None


def _parts(cell: str) -> list[str]:
    return [part for part in cell.split("|") if part]


def _territories(tag: str) -> Mapping[str, str]:
    """CLDR's territory names in language `tag`; those without a place (`ZZ`) and groups of states left out."""
    try:
        names = Locale.parse(tag if tag != "common" else "en").territories
    except (UnknownLocaleError, ValueError):
        return {}
    return {code: name for code, name in names.items() if code not in ("ZZ", "XA", "XB", "UN", "EU", "EZ", "QO")}


@cache
def load_cities() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """Rows of the city table, one for all languages, by each of the cities' names; read into `City` only where asked
    for, to load fast."""
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for row in load_language(None).rows("cities"):
        for name in row[3].split("|"):
            found[name] = (*found[name], row) if name in found else (row,)
    return found


def _read_cities(rows: tuple[tuple[str, ...], ...]) -> tuple[City, ...]:
    """Cities of table rows, the largest first."""
    cities = {City(f"geonames:{row[0]}", row[1], int(row[2]), row[3].split("|", 1)[0]) for row in rows}
    return tuple(sorted(cities, key=lambda city: (-city.population, city.id)))


@lru_cache(maxsize=8)
def load_places(language: Language) -> Places:
    """Countries and cities of `language`, read once."""
    return Places(language)

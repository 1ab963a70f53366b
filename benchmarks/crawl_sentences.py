"""Sentences of the synthetic crawl: German word order, invented words, no skeleton that two sentences share.

A sentence is put together from phrases (who, what, when, where, why), each drawn anew, so that two sentences have
hardly three words in a row in common unless one was copied. A story has a cast: persons named in full once and by
their family name later, two places, one body; the other nouns are compounds of made and of real parts.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import NamedTuple

PLACES = ("Grauental", "Brunsiel", "Mohrenbach", "Oberlohe", "Tiefenrode", "Sankt Veitlingen", "Kaltwasser",
          "Birkenhagen", "Wesselau", "Nordermühle", "Ilmstedt", "Rotheim")  # fmt: skip
FIRST = ("Marlene", "Joris", "Hedda", "Tilman", "Ruta", "Cem", "Ottilie", "Bastian", "Ylva", "Kilian", "Nele",
         "Anselm", "Wiebke", "Jasper", "Samira", "Leopold", "Fenna", "Ruben", "Dagny", "Milan")  # fmt: skip
ROLES = ("Bürgermeisterin", "Landrat", "Feuerwehrsprecherin", "Polizeisprecher", "Umweltministerin", "Trainer",
         "Geschäftsführer", "Anwohnerin", "Forscherin", "Gewerkschafter", "Staatsanwalt", "Intendantin")  # fmt: skip
BODIES = ("Kreisrat", "Gemeinderat", "Verein", "Landesamt", "Hafenbehörde", "Gutachterkreis", "Bauausschuss")
DEEDS = ("geschlossen", "geräumt", "saniert", "verkauft", "eröffnet", "beschädigt", "untersucht", "erweitert",
         "bewacht", "verlegt", "gemietet", "vermessen", "abgesagt", "genehmigt", "gefördert", "überflutet")  # fmt: skip
NOUNS = ("Untersuchung", "Planung", "Versammlung", "Rechnung", "Vereinbarung", "Entscheidung", "Messung", "Beratung",
         "Anlage", "Genehmigung", "Lieferung", "Prüfung", "Kreuzung", "Leitung", "Ausstellung", "Siedlung", "Halle",
         "Brücke", "Werkstatt", "Straße", "Klinik", "Bahnstrecke", "Mühle", "Schleuse", "Kammer", "Wiese")  # fmt: skip
VERBS = ("prüfte", "verschob", "lobte", "ersetzte", "plante", "verlor", "fand", "suchte", "bremste", "zahlte", "teilte",
         "verwarf", "erwog", "sperrte", "räumte", "baute", "nutzte", "zeigte", "füllte", "trug", "brauchte", "mied",
         "hielt", "öffnete", "übernahm", "erreichte", "störte", "prägte", "stützte", "verriet")  # fmt: skip
ADJECTIVES = ("alte", "neue", "kleine", "teure", "marode", "geplante", "umstrittene", "östliche", "private", "leere",
              "frühere", "moderne", "gesperrte", "beliebte", "historische", "provisorische", "städtische",
              "gläserne", "lange", "stille")  # fmt: skip
ADVERBS = ("zunächst", "überraschend", "offenbar", "inzwischen", "kaum", "wieder", "erneut", "vorerst",
           "deutlich", "nur", "dennoch", "mehrfach", "teils", "später", "zuletzt", "bald", "selten", "gemeinsam",
           "still")  # fmt: skip
PREPOSITIONS = ("neben", "hinter", "unter", "an", "nach", "vor", "bei", "mit", "gegenüber", "seit", "trotz", "wegen",
                "während", "statt", "zu", "aus")  # fmt: skip
LINKS = ("weil", "obwohl", "während", "bevor", "nachdem", "sobald", "damit", "falls", "und", "doch", "aber")
SAYS = ("sagte", "erklärte", "betonte", "kritisierte", "teilte mit", "ergänzte", "versicherte", "meinte")
SAID = ("sei", "habe", "werde", "könne", "müsse", "bleibe", "dürfe")
UNITS = ("Menschen", "Haushalte", "Tonnen", "Beschäftigte", "Fahrgäste", "Kinder", "Euro", "Quadratmeter", "Liter",
         "Bäume", "Meter", "Anträge")  # fmt: skip
NUMBERS = ("{}", "rund {}.000", "über {}", "etwa {}", "{},5 Millionen", "mehr als {}", "knapp {}", "fast {}.500")
ONSETS = ("br", "kl", "st", "w", "gr", "fl", "sch", "d", "h", "tr", "m", "n", "kn", "z", "pf", "l", "r", "b", "schw",
          "g")  # fmt: skip
NUCLEI = ("a", "e", "i", "o", "u", "au", "ei", "ö", "ie", "ü")
CODAS = ("er", "en", "el", "ing", "ach", "und", "rn", "ld", "nk", "tt", "mm", "rg", "st", "hl", "rz", "pp", "ck", "lm")
WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
MONTHS = ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
          "Dezember")  # fmt: skip

CAST = 3
"""Persons of a story."""


class Cast(NamedTuple):
    """Who and what a story is about."""

    persons: tuple[tuple[str, str, str], ...]
    """Role, first name, family name."""
    places: tuple[str, str]
    body: str
    things: tuple[str, ...]


def draw_cast(luck: random.Random) -> Cast:
    """A cast of invented persons and things."""
    persons = tuple((luck.choice(ROLES), luck.choice(FIRST), made_word(luck)) for _ in range(CAST))
    places = (luck.choice(PLACES), luck.choice(PLACES))
    return Cast(persons, places, luck.choice(BODIES), tuple(noun(luck) for _ in range(4)))


def draw_story(luck: random.Random, day: date, words: int) -> tuple[str, list[str]]:
    """Headline and paragraphs of some `words` words."""
    cast = draw_cast(luck)
    title = f"{cast.things[0]} in {cast.places[0]} {luck.choice(ADVERBS)} {luck.choice(DEEDS)}"
    paragraphs: list[str] = []
    count = 0
    known: set[int] = set()
    while count < words:
        text = " ".join(draw_sentence(luck, day, cast, known) for _ in range(luck.randint(2, 4)))
        paragraphs.append(text)
        count += len(text.split())
    return title, paragraphs


def draw_sentence(luck: random.Random, day: date, cast: Cast, known: set[int]) -> str:
    """One sentence; `known`: persons that were named in full before."""
    fate = luck.random()
    if fate < 0.2:
        return f"„{_upper(_clause(luck, day, cast))}“, {_saying(luck, cast, known)}."
    if fate < 0.32:
        spoken = f"die {_thing(luck, cast)} {luck.choice(SAID)} {luck.choice(ADVERBS)} {luck.choice(DEEDS)}"
        return f"{_upper(_person(luck, cast, known))} {luck.choice(SAYS[:4])}, {spoken}."
    if fate < 0.44:
        return f"{_upper(_when(luck, day))} {luck.choice(VERBS)} {_person(luck, cast, known)} {_object(luck, cast)}."
    if fate < 0.6:
        return f"{_upper(_amount(luck))} {luck.choice(VERBS)}n {_place(luck, cast)} {_object(luck, cast)}."
    if fate < 0.8:
        return f"{_upper(_clause(luck, day, cast))}, {luck.choice(LINKS)} {_clause(luck, day, cast)}."
    return f"{_upper(_clause(luck, day, cast))}."


def noun(luck: random.Random) -> str:
    """A compound of made and of real parts."""
    return made_word(luck) + luck.choice(("", "s")) + luck.choice(NOUNS).lower()


def made_word(luck: random.Random) -> str:
    """One of some 200,000 capitalised words that no language has."""
    return (luck.choice(ONSETS) + luck.choice(NUCLEI) + luck.choice(CODAS)).capitalize() + luck.choice(CODAS[:6])


def printed_day(day: date) -> str:
    """`3. März 2031`."""
    return f"{day.day}. {MONTHS[day.month - 1]} {day.year}"


def _upper(text: str) -> str:
    return text[0].upper() + text[1:]


def _thing(luck: random.Random, cast: Cast) -> str:
    return luck.choice(cast.things) if luck.random() < 0.25 else noun(luck)


def _object(luck: random.Random, cast: Cast) -> str:
    adjective = f"{luck.choice(ADJECTIVES)} " if luck.random() < 0.5 else ""
    behind = f" {luck.choice(PREPOSITIONS)} {noun(luck)}" if luck.random() < 0.5 else ""
    return f"{luck.choice(('die', 'eine', 'jede', 'ihre', 'diese'))} {adjective}{_thing(luck, cast)}{behind}"


def _when(luck: random.Random, day: date) -> str:
    then = day - timedelta(days=luck.randint(0, 5))
    forms = (
        f"am {WEEKDAYS[then.weekday()]}",
        f"am {then.day}. {MONTHS[then.month - 1]}",
        f"gegen {luck.randint(1, 23)} Uhr",
        f"im {luck.choice(MONTHS)}",
        f"seit {luck.randint(2, 30)} Jahren",
        "gestern",
        "heute",
    )
    return luck.choice(forms)


def _place(luck: random.Random, cast: Cast) -> str:
    return f"{luck.choice(('in', 'bei', 'nahe', 'aus'))} {luck.choice(cast.places)}"


def _amount(luck: random.Random) -> str:
    return f"{luck.choice(NUMBERS).format(luck.randint(2, 900))} {luck.choice(UNITS)}"


def _person(luck: random.Random, cast: Cast, known: set[int]) -> str:
    number = luck.randrange(CAST)
    role, first, last = cast.persons[number]
    if number in known:
        return last
    known.add(number)
    return f"{role} {first} {last}"


def _saying(luck: random.Random, cast: Cast, known: set[int]) -> str:
    said = luck.choice(SAYS[:4]) if luck.random() < 0.8 else "so"
    return f"{said} {_person(luck, cast, known)}" + (f" {_place(luck, cast)}" if luck.random() < 0.2 else "")


def _clause(luck: random.Random, day: date, cast: Cast) -> str:
    who = luck.choice((f"der {cast.body}", f"die {_thing(luck, cast)}", f"{luck.choice(ADVERBS)} {_amount(luck)}"))
    more = (_when(luck, day), _place(luck, cast), luck.choice(ADVERBS), f"{luck.choice(PREPOSITIONS)} {noun(luck)}", "")
    parts = [who, luck.choice(VERBS), luck.choice(more), _object(luck, cast), luck.choice(more)]
    return " ".join(part for part in parts if part)

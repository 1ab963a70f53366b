"""Where time expressions stand: the rules and words of a language, put together once.

Words come from `time_words.tsv` and its sister tables (months, weekdays, parts of the day, festivals), rules from
`time_rules.tsv`; numbers, ordinals and compounds (*Dienstagabend*, *sechziger*, *zweitägig*) are derived here.
"""

from __future__ import annotations

from functools import lru_cache

from lesart.algorithms.phrases import Classes, Lexicon, PhraseRules, expand_endings
from lesart.language.languages import Language, load_language
from lesart.language.number_words import read_number, read_ordinal
from lesart.language.stamps import MONTH_LANGUAGES

LONGEST_COUNT = 6
"""Digits of the longest number that a time is made of (own choice); longer ones are codes."""
YEARS = range(1000, 2100)
"""Four digits that may be a year."""
_MARKS = ".,:-–/()?"
"""Marks that stand in nearly every sentence."""
_DIGIT_SAMPLES = ("0", "1", "7", "00", "01", "10", "13", "24", "25", "31", "32", "60", "100", "1999", "9999", "10000")
"""Digits that between them have every set of classes that `_digit_classes` can give."""


class TimeGrammar:
    """The lexicon and rules of one language. `compound`: endings of counted compounds, the longest first."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.festivals = _read_festivals(language)
        self._parts = {word.lower(): part for word, part in language.mapping("day_parts").items()}
        self._weekday_parts: dict[str, str] = {}
        for row in language.rows("weekdays"):
            if len(row) == 2:
                for word, part in self._parts.items():
                    self._weekday_parts.setdefault(row[0].lower() + word, f"{row[1]} {part}")
        self._endings = {
            ending: (row[1], row[2]) for row in language.rows("compound_units") for ending in expand_endings(row[0])
        }
        self._any_ending = tuple(self._endings)
        self._lengths = sorted({len(ending) for ending in self._endings}, reverse=True)
        self.lexicon = Lexicon(language.rows("time_words"), self.derived_classes)
        self._fill_lexicon()
        rules = [tuple(row) for row in language.rows("time_rules")]
        rules.extend(_festival_rules(self.festivals))
        samples = sorted(language.words("number_samples"))
        shapes = [form for word in samples for form in (word, word.capitalize(), word.upper())]
        common = [*_MARKS, *(word for row in language.rows("function_words") for word in row[1].split())]
        self.rules = PhraseRules(rules, self.lexicon, [*_DIGIT_SAMPLES, *shapes], common)

    def derived_classes(self, text: str) -> Classes:
        """Classes of numbers, ordinals and compounds."""
        if text[0].isdecimal():
            return _digit_classes(text)
        if not text[0].isalpha():
            return {}
        small = text.lower()
        found: dict[str, str] = {}
        number = read_number(small, self.language)
        if number is not None:
            found["numword"] = f"{number:g}"
            if number == int(number) and 1 <= number <= 24:
                found["hourword"] = str(int(number))
        ordinal = read_ordinal(small, self.language)
        if ordinal is not None:
            found["ordinal"] = str(ordinal)
            if ordinal <= 31:
                found["dayordinal"] = str(ordinal)
        if small in self._weekday_parts or small.endswith(self._any_ending):
            found.update(self._compound_classes(text, small))
        return found

    def _compound_classes(self, text: str, small: str) -> dict[str, str]:
        for length in self._lengths:
            ending = self._endings.get(small[-length:]) if length < len(small) else None
            if ending is None:
                continue
            kind, unit = ending
            stem = small[:-length]
            if kind == "compunit":
                if text[0].isupper() and len(stem) > 2:
                    return self._weekday_part(small) or {kind: unit}
                continue
            number = read_number(stem, self.language)
            if number is None:
                continue
            if kind != "decadeword":
                return {kind: f"{number:g} {unit}"}
            if number % 10 == 0:
                return {kind: str(int(number) // 10)}
        return self._weekday_part(small)

    def _weekday_part(self, small: str) -> dict[str, str]:
        found = self._weekday_parts.get(small)
        return {"weekdaypart": found} if found else {}

    def _fill_lexicon(self) -> None:
        own = {row[0] for row in self.language.rows("months")}
        for row in self.language.rows("months"):
            self.lexicon.add(row[0].capitalize(), "monthshort" if len(row) > 2 else "month", row[1])
            if len(row) == 2:
                self.lexicon.add(row[0].capitalize() + "s", "month", row[1])
        for tag in MONTH_LANGUAGES:
            for row in load_language(tag).rows("months"):
                kind = "foreignmonth" if row[0] not in own else "anymonth"
                self.lexicon.add(row[0].capitalize(), kind, row[1])
        for row in self.language.rows("weekdays"):
            self.lexicon.add(row[0], "weekdayshort" if len(row) > 2 else "weekday", row[1])
        for word, part in self.language.mapping("day_parts").items():
            self.lexicon.add(word, "daypart", part)
        for name in self.festivals:
            if " " not in name:
                self.lexicon.add(name, "festival", name)


class Festival:
    """When a feast is. `when` as in `festivals.tsv`; `before`, `after`: its first and last day, in days from it."""

    def __init__(self, when: str, before: int = 0, after: int = 0) -> None:
        self.when = when
        self.before = before
        self.after = after


def _read_festivals(language: Language) -> dict[str, Festival]:
    found = {}
    for row in language.rows("festivals"):
        before, after = (int(row[2]), int(row[3])) if len(row) > 3 else (0, 0)
        found[row[0]] = Festival(row[1], before, after)
    return found


def _festival_rules(festivals: dict[str, Festival]) -> list[tuple[str, str, str]]:
    """A rule for each feast of several words."""
    rules = []
    for name in festivals:
        if " " in name:
            words = " ".join(f"'{word.lower()}'" for word in name.split())
            rules.append((f"feast {name}", f"feast {name}", f"{{ {words} year=year4? }}"))
    return rules


def _digit_classes(text: str) -> dict[str, str]:
    if len(text) > LONGEST_COUNT:
        return {}
    found = {"int": text}
    number = int(text)
    if len(text) <= 2:
        if 1 <= number <= 31:
            found["day"] = text
        if 1 <= number <= 12:
            found["monthnum"] = text
        if number <= 24:
            found["hour"] = text
        if len(text) == 2:
            found["yy"] = text
            if number < 60:
                found["minute"] = text
    elif len(text) == 4 and number in YEARS:
        found["year4"] = text
    return found


@lru_cache(maxsize=8)
def _grammar(tag: str) -> TimeGrammar:
    return TimeGrammar(load_language(tag))


def load_grammar(language: Language) -> TimeGrammar:
    """The grammar of `language`; pages in a language without rules have dates in digits alone."""
    return _grammar(language.tag)

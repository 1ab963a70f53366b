"""What can be seen of a line without reading it: marks, lengths, densities, patterns, closed word lists.

Every feature is a short string; nothing in it repeats the wording of a line.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache

from lesart.ingest.zone_words import line_table, split_line

_MONTHS = r"(?:jan|feb|mär|mar|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|dez|dec|jän|märz)\w*\.?"
_DAY_FIRST = re.compile(
    rf"\d(?<!\w\d)(?:\d?\.\s?(?:\d{{1,2}}\.\s?(?:\d{{4}}|\d{{2}})\b|{_MONTHS}(?:\s+\d{{4}})?)|\d{{3}}-\d\d(?:-\d\d)?\b"
    rf"|\d?/\d{{1,2}}/\d{{2,4}}\b|\d?\s+{_MONTHS}\s+\d{{4}})",
    re.IGNORECASE,
)
"""Dates that begin with a digit: the search leaps from one digit to the next."""
_MONTH_FIRST = re.compile(rf"\b{_MONTHS}\s+\d{{1,2}}(?:,|\b)(?:\s*\d{{4}})?", re.IGNORECASE)
_BEFORE_NUMBER = re.compile(r"\s(?=\d)")
CLOCK = re.compile(
    r"\d(?<!\w\d)(?:(?<=[01])\d|(?<=2)[0-3])?[:.][0-5]\d(?:[:.][0-5]\d)?(?:\s?(?:uhr|h|cest|cet|gmt|am|pm))?\b",
    re.IGNORECASE,
)
"""A time of day; as with `_DAY_FIRST` the search leaps from one digit to the next."""
_SINCE = re.compile(r"[vs](?:(?<=\bv)or|(?<=\bs)eit)\s+(?:\d+|eine[rm]|kurzem|wenigen)\s*\w+")
_AGO = re.compile(r"\b\d+\s*\w+\s+ago\b")
_SENTENCE_END = re.compile(r"[.!?…][\"“”»«’')\]]*(?=\s+[\"„“»«‚'(\[]?[A-ZÄÖÜ0-9]|\s*$)")
_BYLINE = re.compile(r"^(?:von|by|text|interview|protokoll|par|autor(?:in)?|foto)s?\s*:?\s+\(?[A-ZÄÖÜÉ]", re.IGNORECASE)
_CREDIT = re.compile(
    r"©|\(c\)|\b(?:foto|fotos|bild|photo|image|quelle|bildquelle|bildrechte|picture|grafik)s?\s*:"
    r"|/\s?(?:dpa|afp|ap|epa|apa|getty|imago|keystone|reuters)",
    re.IGNORECASE,
)
_BRACKET_CODE = re.compile(r"[(\[][a-zäöü0-9]{2,8}(?:\s?[/,|-]\s?[a-zäöü0-9]{2,12})*[)\]]\.?$", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_URL = re.compile(r"[:w@.](?:(?:(?<=http:)|(?<=https:))//|(?<=w)ww\.|(?<=\w@)\w|(?<=\.)(?:de|ch|at|com|org|net)\b)")
"""Begins with the signs of which each kind of address has one, so that the search leaps from one to the next."""
_MONEY = re.compile(r"[€$£]|\b(?:eur|euro|chf|fr\.)\b", re.IGNORECASE)
_NAME = re.compile(r"^(?:(?:[A-ZÄÖÜÉ][\w'’.-]+|van|von|de|der|dos|al)\s*){1,4}$")
_ONE = r"[A-ZÄÖÜÉ][\w'’.-]+(?:\s+[\w'’.-]+){0,3}"
_NAMES = re.compile(rf"^{_ONE}(?:\s*(?:,|und|and|&|/)\s*{_ONE})+$")
_DATELINE = re.compile(r"^[A-ZÄÖÜ][\w/ .-]{1,30}?(?:\s?\([\w/ -]{2,20}\))?\s?(?:[–—:|-]|\.\s)\s?[A-ZÄÖÜ„\"»«]")
_DATELINE_END = re.compile(r"[–—:|.-]\s?\s?[A-ZÄÖÜ„\"»«]")
"""What `_DATELINE` ends with: looked for first, since it is cheap to see that it is not there."""
_DATELINE_CHARACTERS = 60
"""What `_DATELINE` can match is shorter, characters."""
_NUMBERED = re.compile(r"^\(?\d{1,3}\s*(?:[./)]|von\s\d|/\s*\d)")
_SCORE = re.compile(r"\d(?<!\w\d)(?:\d?\s?[:–-]\s?\d{1,2}\b|\d{0,2}(?:[.′'’]\s|\.\s?min))", re.IGNORECASE)


def _name_classes(name: str, bounds: tuple[int, ...]) -> list[str]:
    """By the number of bounds that a value reaches, the feature that says so: made once, not for each line."""
    return [f"{name}{number}" for number in range(len(bounds) + 1)]


_LENGTHS = (2, 6, 12, 20, 30, 42, 60, 85, 120, 170, 240, 340, 500, 800)
_LENGTH_IS = _name_classes("len=", _LENGTHS)
_WORDS = (1, 2, 3, 4, 6, 8, 11, 15, 22, 32, 50, 80, 130)
_WORDS_ARE = _name_classes("wrd=", _WORDS)
_SENTENCES = (1, 2, 3, 4)
_SENTENCES_ARE = _name_classes("snt=", _SENTENCES)
_FUNCTION_SHARES = (1, 10, 20, 30, 45)
_FUNCTION_IS = _name_classes("fun=", _FUNCTION_SHARES)
_DIGIT_SHARES = (3, 10, 25, 60)
_DIGITS_ARE = _name_classes("dig=", _DIGIT_SHARES)
_UPPER_SHARES = (4, 8, 14, 25)
_UPPER_IS = _name_classes("upp=", _UPPER_SHARES)
_CAPITAL_SHARES = (26, 51, 76, 100)
_CAPITALS_ARE = _name_classes("cap=", _CAPITAL_SHARES)
_SHAPE_LENGTHS = (12, 30, 60, 120, 240)
_SHAPE_SHARES = (1, 15, 30)
_SPLIT_CHARACTERS = 600
"""Characters of a line that are split into words."""
_HEAD_WORDS = 40
"""Words at the start of a line that are looked up; the end gets a quarter of it."""
_CAPITALS_AT_MOST = 12
"""Words of a line whose capitals are weighed, at most."""
_NAME_CHARACTERS = 160
"""A longer line is no name, characters (four long words; bounds the ways to part a line of capitals)."""
_STEM = 6
"""Letters by which a word is taken for another one: enough to pass over German endings."""
_STEM_FROM = 5
"""Shorter words are not compared, letters."""
_PARAGRAPH_CHARACTERS = 80
"""A line at least this long that ends a sentence is running text (the 80 characters of the C4 rules)."""


Group = tuple[str, ...]
"""Features that depend on the same things and are made together."""
_TOLD = frozenset(("C:", "c0", "pa", "na", "co", "da"))
"""First two letters of the features that the lines around are told."""
_TWO_LETTERS = re.compile(r"\w{2,}")
_NO_LETTERS = re.compile(r"[\W_]+")
_KEY_CHARACTERS = 80
"""Letters and digits by which a line is recognised again."""
_KEY_START = 100
"""Characters of a line that mostly hold as many."""
_NO_KEY_SIGNS = bytes(code for code in range(256) if not chr(code).isalnum())


def letters_of(text: str) -> str:
    """Letters and digits of a text, lower case."""
    return _NO_LETTERS.sub("", text.lower())


def line_key(text: str) -> str:
    """Letters and digits of the start of a line, lower case: by it a line is recognised again."""
    head = text[:_KEY_START].lower()
    latin = head.encode("latin-1", "ignore")
    if len(latin) == len(head):
        key = latin.translate(None, _NO_KEY_SIGNS).decode("latin-1")
    else:
        key = "".join(filter(str.isalnum, head))
    if len(key) < _KEY_CHARACTERS and len(text) > _KEY_START:
        key = letters_of(text[: 2 * _KEY_CHARACTERS])
    return key[:_KEY_CHARACTERS]


def word_set(text: str) -> frozenset[str]:
    """The words of two letters or more, lower case."""
    return _words_of(split_line(text))


def _words_of(split: Sequence[str]) -> frozenset[str]:
    """Those of two letters or more among words as `split_line` gives them; what a mark joins is parted."""
    found = []
    for word in split:
        if not word.isalnum():
            found.extend(_TWO_LETTERS.findall(word))
        elif len(word) > 1:
            found.append(word)
    return frozenset(found)


class Line:
    """A line seen from outside: the features that depend on it alone, and what the page needs to weigh it."""

    __slots__ = (
        "_split", "_word_set", "concepts", "features", "function_share", "key", "length", "paragraph", "sentences",
        "short", "stems", "telling", "text", "words",
    )  # fmt: skip

    def __init__(self, text: str) -> None:
        self.text = text
        self.length = len(text)
        self.key = line_key(text)
        self._word_set: frozenset[str] | None = None
        is_whole = self.length <= _SPLIT_CHARACTERS
        split = split_line(text if is_whole else text[:_SPLIT_CHARACTERS])
        count = len(split) if is_whole else self.length // 7
        self._split = split if is_whole and self.length > _RECURRING else None
        """The words of a line that is not remembered."""
        self.words = count
        self.stems = frozenset([word[:_STEM] for word in split if len(word) >= _STEM_FROM])
        ends = len(_SENTENCE_END.findall(text)) if self.length < 4000 else self.length // 100
        self.sentences = ends
        last = _last_kind(text)
        counts = line_table().count(split if count <= _HEAD_WORDS else split[:_HEAD_WORDS] + split[-_HEAD_WORDS // 4 :])
        self.concepts = counts
        seen = min(len(split), _HEAD_WORDS + _HEAD_WORDS // 4) or 1
        self.function_share = counts.pop("function", 0) / seen
        self.paragraph = self.length >= _PARAGRAPH_CHARACTERS and ends > 0 and self.function_share > 0.1
        function = int(self.function_share * 100)
        self.short = f"{bisect_right(_SHAPE_LENGTHS, self.length)}{last}"
        found = [
            _LENGTH_IS[bisect_right(_LENGTHS, self.length)],
            _WORDS_ARE[bisect_right(_WORDS, count)],
            f"end={last}",
            f"beg={_first_kind(text)}",
            _SENTENCES_ARE[bisect_right(_SENTENCES, ends)],
            _FUNCTION_IS[bisect_right(_FUNCTION_SHARES, function)],
            f"shp={self.short}{bisect_right(_SHAPE_SHARES, function)}",
        ]
        if self.paragraph:
            found.append("para")
        self._add_shares(found, text)
        self._add_patterns(found, text, count)
        self._add_concepts(found, counts, split, count)
        self.features: Group = tuple(found)
        self.telling: Group = (self.short, *[feature for feature in found if feature[:2] in _TOLD])
        """What the lines around are told of this one."""

    @property
    def word_set(self) -> frozenset[str]:
        """The words of two letters or more."""
        if self._word_set is None:
            self._word_set = word_set(self.text) if self._split is None else _words_of(self._split)
        return self._word_set

    def _add_shares(self, found: list[str], text: str) -> None:
        head = text[:200]
        letters, digits, upper = count_signs(head)
        if digits:
            found.append(_DIGITS_ARE[bisect_right(_DIGIT_SHARES, 100 * digits // len(head))])
        if letters:
            if upper == letters and letters > 2:
                found.append("allcaps")
            found.append(_UPPER_IS[bisect_right(_UPPER_SHARES, 100 * upper // letters)])
        else:
            found.append("noletters")
        words = head.split(None, _CAPITALS_AT_MOST)
        if 1 < len(words) <= _CAPITALS_AT_MOST:
            capital = sum([word[0].isupper() for word in words])
            found.append(_CAPITALS_ARE[bisect_right(_CAPITAL_SHARES, 100 * capital // len(words))])

    def _add_patterns(self, found: list[str], text: str, count: int) -> None:
        head = text[:240]
        lower = head.lower()
        numbered = _DIGIT.search(head) is not None
        size = "s" if self.length < 60 else "m" if self.length < 200 else "l"
        marks = [name for mark, name in _MARKS if mark in head]
        if _BYLINE.match(head):
            found.append(f"by{size}")
        if _DATELINE_END.search(head, 0, _DATELINE_CHARACTERS) and _DATELINE.match(head):
            found.append(f"place{size}")
        if numbered:
            for name, matches in _NUMBER_PATTERNS:
                if matches(head):
                    found.append(f"{name}{size}")
        if (("vor" in lower or "seit" in lower) and _SINCE.search(lower)) or (
            numbered and "ago" in lower and _AGO.search(lower)
        ):
            found.append(f"ago{size}")
        if not _CREDIT_MARKS.isdisjoint(marks) and _has_any(lower, _CREDIT_SIGNS) and _CREDIT.search(head):
            found.append(f"cred{size}")
        if _URL.search(head):
            found.append(f"url{size}")
        if _has_any(lower, _MONEY_SIGNS) and _MONEY.search(head):
            found.append(f"money{size}")
        tail = text[-40:]
        if self.length > 240 and _has_any(tail.lower(), _CREDIT_SIGNS) and _CREDIT.search(tail):
            found.append("credit-tail")
        if tail.endswith(_CODE_ENDS) and _BRACKET_CODE.search(tail):
            found.append(f"code{size}")
        if count <= 5 and self.length < _NAME_CHARACTERS and _NAME.match(text):
            found.append("name")
        elif self.length < 90 and _has_any(text, _NAME_JOINTS) and _NAMES.match(text):
            found.append("names")
        found.extend([name + size for name in marks])
        date = find_date(head) if numbered else None
        if date:
            beside = _bucket(len(text) - len(date.group()), (1, 8, 20))
            found.append(f"date{size}{'0' if date.start() == 0 else ''}{beside}")

    def _add_concepts(self, found: list[str], counts: dict[str, int], split: list[str], count: int) -> None:
        size = "s" if count <= 4 else "m" if count <= 14 else "l"
        for concept, number in counts.items():
            found.append(f"c:{concept}{size}")
            if number > 1:
                found.append(f"c:{concept}{size}{min(number, 4)}")
            if number * 2 >= len(split):
                found.append(f"C:{concept}")
        if split:
            for concept in line_table().of_word(split[0]):
                if concept != "function":
                    found.append(f"c0:{concept}{size}")


_NUMBER_PATTERNS = (("clock", CLOCK.search), ("num", _NUMBERED.match), ("score", _SCORE.search))
"""Patterns that no line without a digit matches."""
_CREDIT_SIGNS = ("©", "(c)", "/", "foto", "bild", "photo", "image", "quelle", "picture", "grafik")
_CODE_ENDS = (")", "]", ").", "].")
_MONEY_SIGNS = ("€", "$", "£", "eur", "chf", "fr.")
"""Of these a line (lower case) must have one to match: looking for signs is cheap."""
_CREDIT_MARKS = frozenset(("copy", "paren", "slash", "colon"))
"""Of these `_MARKS` a credit has one."""
_NAME_JOINTS = (",", "und", "and", "&", "/")
"""What stands between names."""
_MARKS = (
    ("„", "quote"), ("«", "quote"), ("»", "quote"), ('"', "quote"), ("|", "bar"), ("+++", "plus"), ("•", "dot"),
    ("·", "dot"), ("…", "dots"), ("...", "dots"), ("[…]", "cut"), (" ...", "cut"), ("©", "copy"), ("/", "slash"),
    (":", "colon"), ("?", "ask"), ("(", "paren"), ("#", "hash"), ("►", "arrow"), ("›", "arrow"), ("→", "arrow"),
    (" – ", "dash"), ("{", "code"), ("_", "code"), (";", "semi"), ("=", "code"),
)  # fmt: skip


_MONTH_STARTS = re.compile("jan|feb|mär|mar|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|dez|dec|jän")


def find_date(text: str) -> re.Match[str] | None:
    """The first date in a text. Months are looked for only where a word that may be one stands before a number."""
    date = _DAY_FIRST.search(text)
    for space in _BEFORE_NUMBER.finditer(text):
        end = space.start()
        word = text[text.rfind(" ", 0, end) + 1 : end]
        if not word or _MONTH_STARTS.search(word.lower()):
            named = _MONTH_FIRST.search(text)
            return named if date is None or (named and named.start() < date.start()) else date
    return date


def _has_any(text: str, signs: Sequence[str]) -> bool:
    return any(map(text.__contains__, signs))


def describe_line(text: str) -> Line:
    """The line seen from outside; short lines recur (menus), so that a table of them is kept."""
    return _describe_short(text) if len(text) <= _RECURRING else Line(text)


_RECURRING = 80
"""Lines up to this many characters are remembered."""
REMEMBERED = 20_000
"""Short lines kept (entries): the menus of some hundred outlets, about 30 MB."""


@lru_cache(maxsize=REMEMBERED)
def _describe_short(text: str) -> Line:
    return Line(text)


def _bucket(value: int, bounds: tuple[int, ...]) -> int:
    """How many of the rising `bounds` the value reaches."""
    return bisect_right(bounds, value)


_LATIN = bytes(
    (3 if chr(code).isupper() else 1 if chr(code).isalpha() else 2 if chr(code).isdigit() else 0) for code in range(256)
)
"""What the characters of Latin 1 are: 1 letter, 2 digit, 3 upper-case letter."""
_BEYOND_LATIN = re.compile(r"[^\x00-\xff]+")


def count_signs(text: str) -> tuple[int, int, int]:
    """How many letters, digits and upper-case characters `text` has."""
    latin = text.encode("latin-1", "ignore")
    kinds = latin.translate(_LATIN)
    upper = kinds.count(3)
    letters, digits = kinds.count(1) + upper, kinds.count(2)
    if len(latin) < len(text):
        beyond = "".join(_BEYOND_LATIN.findall(text))
        letters += sum(map(str.isalpha, beyond))
        digits += sum(map(str.isdigit, beyond))
        upper += sum(map(str.isupper, beyond))
    return letters, digits, upper


_CLOSERS = "\"“”»«’'‹›)]*"


def _last_kind(text: str) -> str:
    last = text[-1]
    bare = text.rstrip(_CLOSERS)[-1:] if last in _CLOSERS else last
    behind = "q" if last in "\"“”»«’'‹›" else "b" if last in ")]" else ""
    if bare in ".!?…:;,-–—|/*+":
        return ("." if bare == "." else bare) + behind
    if bare.isdigit():
        return "0" + behind
    return ("a" if bare.isalpha() else "x") + behind


def _first_kind(text: str) -> str:
    first = text[0]
    if first.isdigit():
        return "0"
    if first.isalpha():
        return "A" if first.isupper() else "a"
    if first in "\"„“»«‚'‹›":
        return "q"
    return first if first in "(+-–—•*©|#>[" else "x"

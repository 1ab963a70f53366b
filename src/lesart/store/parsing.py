"""The query language of search: text into a tree. docs/search.md describes it; every error names place and reason.

The words of a query come out as search terms. How a word becomes terms is told by the caller (`Lexicon`), since
this room knows no language.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from typing import Protocol, get_args

from lesart.errors import QueryError
from lesart.model.article import ZoneKind
from lesart.store.query import (
    EVERYTHING,
    GROUPS,
    MAIN_GROUPS,
    MARKS,
    About,
    All,
    Any,
    Belongs,
    Dated,
    Mark,
    Node,
    Not,
    Number,
    Unitary,
    Words,
)

LONGEST = 2_000
"""Characters of a query: more than a person types, less than a machine needs to make trouble."""
DEEPEST = 20
"""Brackets inside brackets."""
MOST_PARTS = 100
"""Words and conditions of a query."""
LONGEST_PHRASE = 60
"""Words in a row: two long sentences."""


class Lexicon(Protocol):
    """How a word of a query becomes what the index holds."""

    def terms(self, words: str) -> tuple[tuple[str, ...], ...]:
        """`words` as rows of terms, one row a language, without repeats; () where it holds no word."""
        ...

    def senses(self, word: str) -> tuple[str, ...]:
        """The terms for what a single word says, in whatever words and language; () where none are known."""
        ...

    def beginnings(self, word: str) -> tuple[str, ...]:
        """The beginnings of terms that a word beginning like `word` may have."""
        ...

    def fold(self, words: str) -> tuple[str, ...]:
        """The words of a name as marks and entity forms are compared."""
        ...


_QUOTES = {'"': '"“”', "„": '“”"', "“": '”“"', "«": "»", "»": "«", "‹": "›", "”": '”"'}
_TOKEN = re.compile(
    r"\s*(?:(?P<open>\()|(?P<close>\))|(?P<quote>[\"„“«»‹”])|(?P<field>[A-Za-z_]+):(?!//)"
    r"|(?P<compare>>=|<=|≥|≤|>|<|=)|(?P<minus>-(?=[^\s)]))|(?P<word>[^\s()\"„“«»‹”<>=≥≤]+))"
)
_OPERATORS = {"AND": "AND", "UND": "AND", "OR": "OR", "ODER": "OR", "NOT": "NOT", "NICHT": "NOT"}
_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")


@dataclass(slots=True)
class _Token:
    kind: str
    text: str
    at: int


@dataclass(slots=True)
class _Place:
    """Where the parser is: outside, or inside `said:(…)`, `figure:(…)`."""

    inside: str | None = None
    groups: tuple[str, ...] = MAIN_GROUPS
    depth: int = 0


def parse_query(query: str, lexicon: Lexicon) -> Node:
    """The tree of `query`; EVERYTHING for an empty one. Raises QueryError with position and reason."""
    if len(query) > LONGEST:
        raise QueryError(LONGEST, f"a query has at most {LONGEST} characters")
    parser = _Parser(_read_tokens(query), lexicon, len(query))
    if parser.peek() is None:
        return EVERYTHING
    node = parser.any_of(_Place())
    left = parser.peek()
    if left is not None:
        raise QueryError(left.at, "this bracket closes nothing")
    return node


def _read_tokens(query: str) -> list[_Token]:
    tokens: list[_Token] = []
    at = 0
    while at < len(query):
        match = _TOKEN.match(query, at)
        if match is None:
            rest = query[at:]
            if not rest.strip():
                break
            raise QueryError(at + len(rest) - len(rest.lstrip()), "this character means nothing here")
        kind = match.lastgroup or ""
        start = match.start(kind)
        at = match.end()
        if kind == "quote":
            ends = [place for mark in _QUOTES[match["quote"]] if (place := query.find(mark, at)) >= 0]
            if not ends:
                raise QueryError(start, "these quotation marks are not closed")
            tokens.append(_Token("phrase", query[at : min(ends)], start))
            at = min(ends) + 1
        else:
            tokens.append(_Token(kind, match[kind], start))
    return tokens


class _Parser:
    """Recursive descent over the tokens."""

    def __init__(self, tokens: list[_Token], lexicon: Lexicon, end: int) -> None:
        self._tokens = tokens
        self._lexicon = lexicon
        self._end = end
        self._at = 0
        self._parts = 0

    def peek(self) -> _Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _next(self) -> _Token | None:
        token = self.peek()
        self._at += 1
        return token

    def any_of(self, place: _Place) -> Node:
        parts = [self._all_of(place)]
        while (token := self.peek()) and self._operator(token) == "OR":
            self._at += 1
            parts.append(self._all_of(place))
        return parts[0] if len(parts) == 1 else Any(tuple(parts))

    def _all_of(self, place: _Place) -> Node:
        parts = [self._single(place)]
        while (token := self.peek()) and token.kind != "close" and self._operator(token) != "OR":
            if self._operator(token) == "AND":
                self._at += 1
            parts.append(self._single(place))
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    @staticmethod
    def _operator(token: _Token) -> str | None:
        return _OPERATORS.get(token.text) if token.kind == "word" else None

    def _single(self, place: _Place) -> Node:
        self._parts += 1
        token = self._next()
        if token is None:
            raise QueryError(self._end, "something is missing here")
        if self._parts > MOST_PARTS:
            raise QueryError(token.at, f"a query has at most {MOST_PARTS} parts")
        if token.kind == "minus" or self._operator(token) == "NOT":
            return Not(self._single(self._deeper(place, token)))
        if token.kind == "open":
            return self._bracket(self._deeper(place, token), token)
        if token.kind == "field":
            return self._field(token, self._deeper(place, token))
        if token.kind == "compare":
            return self._number(token, place)
        if token.kind == "close":
            raise QueryError(token.at, "this bracket closes nothing" if not place.depth else "nothing stands before it")
        if self._operator(token):
            raise QueryError(token.at, f"{token.text} stands between two parts")
        return self._words(token, place, place.groups)

    @staticmethod
    def _deeper(place: _Place, token: _Token) -> _Place:
        if place.depth >= DEEPEST:
            raise QueryError(token.at, f"brackets go {DEEPEST} deep at most")
        return _Place(place.inside, place.groups, place.depth + 1)

    def _bracket(self, place: _Place, opened: _Token) -> Node:
        node = self.any_of(place)
        closing = self._next()
        if closing is None or closing.kind != "close":
            raise QueryError(opened.at, "this bracket is not closed")
        return node

    def _words(self, token: _Token, place: _Place, groups: tuple[str, ...]) -> Node:
        if token.kind == "word" and token.text.endswith("*"):
            begun = self._lexicon.beginnings(token.text.rstrip("*"))
            if not begun:
                raise QueryError(token.at, "a beginning needs a letter or digit before the star")
            return Words(tuple((each,) for each in begun), groups, prefix=True)
        rows = self._lexicon.terms(token.text)
        if not rows:
            raise QueryError(token.at, f"{token.text!r} holds no word to look for")
        if len(rows[0]) > LONGEST_PHRASE:
            raise QueryError(token.at, f"a phrase has at most {LONGEST_PHRASE} words")
        if place.inside == "quantity" and groups == ("words",):
            rows += tuple((sense,) for sense in self._lexicon.senses(token.text))
        return Words(rows, groups)

    def _field(self, token: _Token, place: _Place) -> Node:
        name = token.text.lower()
        if place.inside:
            return self._field_inside(name, token, place)
        if name in GROUPS:
            return self._in_group(token, place, (name,))
        if name in ("said", "speaker", "figure"):
            return self._unit(name, token, place)
        value = self._value(token)
        if name in MARKS:
            return self._mark(name, value)
        if name == "date":
            return _read_dates(value)
        if name == "entity":
            return self._about(value)
        if name in ("event", "story", "page"):
            return Belongs(name, value.text)
        known = ", ".join(
            sorted([*GROUPS, *MARKS, "said", "speaker", "figure", "date", "entity", "event", "story", "page"])
        )
        raise QueryError(token.at, f"no field {token.text!r}; there are {known}")

    def _in_group(self, token: _Token, place: _Place, groups: tuple[str, ...]) -> Node:
        following = self._next()
        if following is None or following.kind not in ("open", "word", "phrase"):
            raise QueryError(token.at, f"{token.text}: needs a word, a phrase or a bracket behind it")
        if following.kind == "open":
            return self._bracket(_Place(place.inside, groups, place.depth), following)
        return self._words(following, place, groups)

    def _unit(self, name: str, token: _Token, place: _Place) -> Node:
        kind = "quantity" if name == "figure" else "quotation"
        if name == "speaker":
            return Unitary(kind, self._voice(self._value(token)))
        following = self.peek()
        inner = _Place(kind, ("words",), place.depth)
        if following is not None and following.kind == "compare" and kind == "quantity":
            self._at += 1
            return Unitary(kind, self._number(following, inner))
        part = self._in_group(token, inner, ("words",))
        return Unitary(kind, part)

    def _field_inside(self, name: str, token: _Token, place: _Place) -> Node:
        if name == "by":
            return self._voice(self._value(token))
        if name == "unit" and place.inside == "quantity":
            return Number(unit=self._value(token).text)
        allowed = "by:, unit: and comparisons" if place.inside == "quantity" else "by:"
        raise QueryError(token.at, f"no field {token.text!r} inside this bracket; there are {allowed}")

    def _voice(self, value: _Token) -> Node:
        if re.fullmatch(r"[a-z]+:\S+", value.text):
            return About(value.text, None)
        words = self._words(value, _Place(), ("voice",))
        folded = " ".join(self._lexicon.fold(value.text))
        return Any((words, About(None, folded)))

    def _value(self, token: _Token) -> _Token:
        value = self._next()
        if value is None or value.kind not in ("word", "phrase", "field"):
            raise QueryError(token.at, f"{token.text}: needs a value behind it")
        if value.kind == "field":
            # An id such as per:… holds a colon of its own.
            rest = self._next()
            if rest is None or rest.kind != "word" or rest.at != value.at + len(value.text) + 1:
                raise QueryError(value.at, f"{token.text}: needs a value behind it")
            return _Token("word", f"{value.text}:{rest.text}", value.at)
        return value

    def _mark(self, name: str, value: _Token) -> Node:
        if name == "zone":
            if value.text not in get_args(ZoneKind):
                raise QueryError(value.at, f"no zone {value.text!r}; there are {', '.join(get_args(ZoneKind))}")
            return Mark((f"z={value.text}",))
        words = self._lexicon.fold(value.text)
        if not words:
            raise QueryError(value.at, f"{value.text!r} holds no word to look for")
        return Mark(tuple(f"{MARKS[name]}={word}" for word in words))

    def _about(self, value: _Token) -> Node:
        if value.kind == "word" and ":" in value.text:
            return About(value.text, None)
        folded = " ".join(self._lexicon.fold(value.text))
        if not folded:
            raise QueryError(value.at, f"{value.text!r} holds no name to look for")
        return About(None, folded)

    def _number(self, token: _Token, place: _Place) -> Node:
        if place.inside != "quantity":
            raise QueryError(token.at, "comparisons stand behind figure: or in its bracket, as in figure:(Tote > 5)")
        value = self._next()
        text = value.text.replace("'", "").replace("’", "") if value is not None else ""
        if value is None or value.kind != "word" or not _NUMBER.fullmatch(text):
            raise QueryError(token.at, f"{token.text} needs a number behind it, such as 500 or 2.5")
        number = float(text.replace(",", "."))
        sign = {"≥": ">=", "≤": "<="}.get(token.text, token.text)
        if sign == "=":
            return Number(number, number)
        if sign in (">", ">="):
            return Number(low=number, open_low=sign == ">")
        return Number(high=number, open_high=sign == "<")


def _read_dates(value: _Token) -> Dated:
    if value.text.lower() == "none":
        return Dated(None, None)
    first, dots, last = value.text.partition("..")
    earliest = _day(first, value, late=False) if first else None
    latest = _day(last if dots else first, value, late=True) if (last or not dots) else None
    if earliest is None and latest is None:
        raise QueryError(value.at, "date: needs a day, month or year, or two with .. between")
    if earliest and latest and earliest > latest:
        raise QueryError(value.at, "the range ends before it begins")
    return Dated(earliest, latest)


def _day(text: str, value: _Token, late: bool) -> str:
    """The first or last day of a year, month or day."""
    match = _DAY.fullmatch(text)
    year, month, day = (int(part) if part else None for part in match.groups()) if match else (0, None, None)
    good = match and year and (month is None or 1 <= month <= 12)
    if not good or not year:
        raise QueryError(value.at, f"{text!r} is no date; write 2024, 2024-11 or 2024-11-01")
    month = month or (12 if late else 1)
    last = monthrange(year, month)[1]
    if day is not None and not 1 <= day <= last:
        raise QueryError(value.at, f"{text!r}: that month has {last} days")
    return f"{year:04}-{month:02}-{day or (last if late else 1):02}"

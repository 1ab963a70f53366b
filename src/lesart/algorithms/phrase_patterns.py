"""How patterns over classes of words are written, and the regular expressions that they become.

A rule's pattern is a line of items, separated by blanks:

| item | matches |
|---|---|
| `month` | an atom of class `month` |
| `month\\|season` | of either class |
| `day=int` | of class `int`, to be asked for as `day` |
| `'bis'` | the word *bis*, in either case; `'.'` a full stop |
| `~unit`, `~u=unit` | of class `unit`, without white space before it |
| `!cap`, `<'am'`, `<!'am'` | looks only: the next atom is not …, the one before is …, is not … |
| `x?` `x*` `x+` | optional, any number, one or more, MOST at most (also of a group) |
| `( a b \\| c )` | a group, with alternatives |
| `{ … }` | the extent proper; what stands outside is context. Without braces it is the whole |
| `@name` | what the rule `name` of action `define` stands for |
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from typing import NamedTuple

from lesart.errors import LanguageDataError

MOST = 12
"""Repetitions that `*` and `+` allow, so that a list without end costs no more than its length."""
_REPEATS = {"": "", "?": "?", "*": f"{{0,{MOST}}}", "+": f"{{1,{MOST}}}"}


class Beginning(NamedTuple):
    """How what matches a pattern can begin: its first letters, its second letters, whether it may be one letter, or
    none at all; and `needed`: letters one of which stands in every match, None where no such are known; `common`: how
    many of them are letters of common words. What is looked at only does not count."""

    first: frozenset[str]
    second: frozenset[str]
    one: bool
    empty: bool
    needed: frozenset[str] | None = None
    common: int = 0

    def either(self, other: Beginning) -> Beginning:
        """That of a match of this pattern or the other."""
        first, second = self.first | other.first, self.second | other.second
        needed = None if self.needed is None or other.needed is None else self.needed | other.needed
        common = self.common + other.common
        return Beginning(first, second, self.one or other.one, self.empty or other.empty, needed, common)

    def then(self, other: Beginning) -> Beginning:
        """That of a match of this pattern and of the other behind it."""
        first, second = self.first, self.second
        if self.empty:
            first, second = first | other.first, second | other.second
        if self.one:
            second = second | other.first
        one = (self.one and other.empty) or (self.empty and other.one)
        needs = [(part.common, len(part.needed), part.needed) for part in (self, other) if part.needed is not None]
        common, _, needed = min(needs, key=lambda need: need[:2], default=(0, 0, None))
        return Beginning(first, second, one, self.empty and other.empty, needed, common)

    def repeated(self, suffix: str) -> Beginning:
        """That of this pattern with `?`, `*` or `+` behind it."""
        found = self.then(self._replace(empty=True)) if suffix in ("*", "+") else self
        return found._replace(empty=True, needed=None) if suffix in ("?", "*") else found


_NOTHING = Beginning(frozenset(), frozenset(), one=False, empty=False, needed=frozenset())
_EMPTY = _NOTHING._replace(empty=True, needed=None)


def expand_definitions(pattern: str, defined: Mapping[str, str], depth: int = 0) -> str:
    """`pattern` with what each `@name` stands for."""
    if depth > 8:
        raise LanguageDataError(f"definitions go round in circles: {pattern!r}")
    if "@" not in pattern:
        return pattern
    return expand_definitions(re.sub(r"@([\w-]+)", lambda m: f"( {defined[m.group(1)]} )", pattern), defined, depth + 1)


class PatternCompiler:
    """Patterns to regular expressions over the private alphabet, and the letters that they can begin with.

    `letters`: by set of classes, the letter of atoms after white space; the next code point is that of atoms right
    after another. `common`: letters of words that stand in nearly every sentence.
    """

    def __init__(self, letters: Mapping[frozenset[str], str], common: Set[str] = frozenset()) -> None:
        self._letters = letters
        self._common = common
        self._sets: dict[tuple[str, bool], tuple[str, frozenset[str]]] = {}
        self.name = ""
        self._items: list[str] = []
        self._at = 0

    def compile(self, pattern: str) -> tuple[str, Beginning]:
        """The regular expression of `pattern` as text, and how a match can begin."""
        self._items = re.sub(r"\)(?=[^\s?*+])", ") ", pattern).split()
        self._at = 0
        text, beginning = self._alternatives(closing=None)
        if beginning.empty:
            raise LanguageDataError(f"rule {self.name} matches nothing at all")
        if "(?P<extent>" not in text:
            text = f"(?P<extent>{text})"
        labels = re.findall(r"\(\?P<(\w+)>", text)
        if len(labels) > len(set(labels)):
            raise LanguageDataError(f"rule {self.name}: a label or an extent stands twice in {pattern!r}")
        return text, beginning

    def _alternatives(self, closing: str | None) -> tuple[str, Beginning]:
        parts, found = [], _NOTHING
        while True:
            text, beginning = self._sequence()
            parts.append(text)
            found = found.either(beginning)
            if self._at < len(self._items) and self._items[self._at] == "|":
                self._at += 1
                continue
            break
        if closing is None and self._at < len(self._items):
            raise LanguageDataError(f"rule {self.name}: {self._items[self._at]!r} is out of place")
        return "|".join(parts), found

    def _sequence(self) -> tuple[str, Beginning]:
        text, found = "", _EMPTY
        while self._at < len(self._items):
            item = self._items[self._at]
            if item == "|" or item[0] == ")":
                break
            self._at += 1
            if item == "{":
                text += "(?P<extent>"
                continue
            if item == "}":
                text += ")"
                continue
            if item == "(":
                inner, beginning = self._alternatives(closing=")")
                if self._at >= len(self._items):
                    raise LanguageDataError(f"rule {self.name}: a group is not closed")
                closing = self._items[self._at]
                self._at += 1
                suffix = closing[1:]
                if suffix not in _REPEATS:
                    raise LanguageDataError(f"rule {self.name}: {closing!r} closes no group")
                part = f"(?:{inner}){_REPEATS[suffix]}"
                beginning = beginning.repeated(suffix)
            elif item[0] in "!<":
                text += self._look(item)
                continue
            else:
                part, beginning = self._item(item)
            text += part
            found = found.then(beginning)
        return text, found

    def _look(self, item: str) -> str:
        if item[0] == "!":
            return f"(?!{self._set(item[1:])[0]})"
        if item[1] == "!":
            return f"(?<!{self._set(item[2:])[0]})"
        return f"(?<={self._set(item[1:])[0]})"

    def _item(self, item: str) -> tuple[str, Beginning]:
        suffix = item[-1] if item[-1] in "?*+" and len(item) > 1 and not item.endswith("'") else ""
        if suffix:
            item = item[:-1]
        glued = item.startswith("~")
        item = item.removeprefix("~")
        label = ""
        if "=" in item and not item.startswith("'"):
            label, item = item.split("=", 1)
        chars, letters = self._set(item, glued)
        chars += _REPEATS[suffix]
        part = f"(?P<{label}>{chars})" if label else chars
        return part, Beginning(letters, frozenset(), True, False, letters, len(letters & self._common)).repeated(suffix)

    def _set(self, kinds: str, glued: bool = False) -> tuple[str, frozenset[str]]:
        """The letters of the atoms of one of `kinds`, as a character set and one by one."""
        found = self._sets.get((kinds, glued))
        if found is None:
            wanted = {kind.lower() if kind[0] == "'" else kind for kind in re.findall(r"'[^']+'|[^|]+", kinds)}
            letters: set[str] = set()
            for known, letter in self._letters.items():
                if not known.isdisjoint(wanted):
                    letters |= {chr(ord(letter) + 1)} if glued else {letter, chr(ord(letter) + 1)}
            if not letters:
                raise LanguageDataError(f"rule {self.name}: no word is of class {kinds!r}")
            found = character_set(letters), frozenset(letters)
            self._sets[kinds, glued] = found
        return found


def character_set(letters: Iterable[str]) -> str:
    """`[a-cx]` of single letters, runs drawn together."""
    runs: list[list[str]] = []
    for letter in sorted(letters):
        if runs and ord(letter) == ord(runs[-1][1]) + 1:
            runs[-1][1] = letter
        else:
            runs.append([letter, letter])
    return "[" + "".join(first if first == last else f"{first}-{last}" for first, last in runs) + "]"

"""Phrases as patterns over classes of words: rules that are data, matched at the speed of `re`.

A text is cut into atoms (a word, a run of digits, a mark). A *lexicon* gives each atom its classes; atoms with
the same set of classes share one letter of a private alphabet, so a sentence becomes a string and a rule a regular
expression over it. Word lists and rules are tables of a language; this module knows no language and no topic.

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
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from lesart.errors import LanguageDataError

ATOM = re.compile(r"\n[ \t\r]*\n|\d+|[^\W\d_]+|[^\w\s]|_")
"""An empty line, a run of digits, a run of letters, or one mark."""

_ALPHABET = 0xE000
"""First code point of the private alphabet."""
MOST = 12
"""Repetitions that `*` and `+` allow, so that a list without end costs no more than its length."""
_REPEATS = {"": "", "?": "?", "*": f"{{0,{MOST}}}", "+": f"{{1,{MOST}}}"}
_KEPT = 60_000
"""Atoms whose letter is remembered (entries); the table is emptied when full, so memory stays flat."""


class Atom(NamedTuple):
    """The stretch `[start, end)` of the text that was cut."""

    text: str
    start: int
    end: int


def cut_atoms(text: str, start: int, end: int) -> list[Atom]:
    """The atoms of `text[start:end]`, in order; white space is none of them."""
    return [Atom(match.group(), *match.span()) for match in ATOM.finditer(text, start, end)]


Classes = Mapping[str, str]
"""An atom's classes, each with the value that the lexicon gives it ("" where it has none)."""


class Lexicon:
    """Which classes an atom belongs to.

    `rows`: `word, class, value?`. A word written small matches in any case, one with a capital only so (or in
    capitals throughout). `letzt|e|en|er` stands for *letzte*, *letzten*, *letzter*; `tag|` for *tag* itself.
    `derive` tells the classes of atoms that no list can hold (numbers, compounds); it must be a pure function.
    """

    def __init__(self, rows: Iterable[Sequence[str]], derive: Callable[[str], Classes] | None = None) -> None:
        self._any: dict[str, dict[str, str]] = {}
        self._capital: dict[str, dict[str, str]] = {}
        self._derive = derive
        for row in rows:
            if len(row) < 2:
                raise LanguageDataError(f"a row of a word table needs word and class: {row!r}")
            for word in expand_endings(row[0]):
                self.add(word, row[1], row[2] if len(row) > 2 else "")

    def add(self, word: str, kind: str, value: str = "") -> None:
        """Puts `word` into class `kind`; the first value given to it stays."""
        table = self._any if word == word.lower() else self._capital
        table.setdefault(word, {}).setdefault(kind, value)

    def classes(self, text: str) -> dict[str, str]:
        """All classes of an atom, with `cap`, `low` or `mark` by its shape."""
        found: dict[str, str] = {}
        if text[0].isalpha():
            found["cap" if text[0].isupper() else "low"] = ""
        elif not text[0].isdecimal():
            found["mark"] = ""
        small = text.lower()
        found.update(self._any.get(small, {}))
        if text[0].isupper():
            found.update(self._capital.get(text, {}))
            if len(text) > 1 and text.isupper():
                found.update(self._capital.get(text.capitalize(), {}))
        if self._derive:
            for kind, value in self._derive(text).items():
                found.setdefault(kind, value)
        return found

    def value(self, text: str, kind: str) -> str | None:
        """The value of `text` in class `kind`, None where it is not of that class."""
        return self.classes(text).get(kind)

    def known_sets(self) -> set[frozenset[str]]:
        """Every set of classes that a listed word can have."""
        return {
            frozenset(self.classes(form))
            for word in [*self._any, *self._capital]
            for form in (word, word.capitalize(), word.upper())
        }


def expand_endings(word: str) -> list[str]:
    """`groß|e|en` as *große*, *großen*; a word without a bar as it is."""
    stem, *endings = word.split("|")
    return [stem + ending for ending in endings] if endings else [stem]


class Rule:
    """One rule. `order`: its place in the table, earlier ones win a tie. `pattern` is compiled when first asked for."""

    def __init__(self, name: str, action: str, spelt: str, order: int) -> None:
        self.name = name
        self.action = action
        self.order = order
        self._spelt = spelt

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The pattern over the private alphabet."""
        return re.compile(self._spelt)


class Phrase(NamedTuple):
    """A rule's match: the atoms `[first, last)` of its extent, and labels to the ranges of atoms they stand for."""

    rule: str
    action: str
    first: int
    last: int
    labels: dict[str, tuple[int, int]]


class PhraseRules:
    """The rules of one table over one lexicon. `samples`: atoms of all the kinds that the lexicon derives."""

    def __init__(self, rows: Iterable[Sequence[str]], lexicon: Lexicon, samples: Iterable[str] = ()) -> None:
        rules = [tuple(row) for row in rows]
        for row in rules:
            if len(row) != 3:
                raise LanguageDataError(f"a rule needs name, action and pattern: {row!r}")
        defined = {name: pattern for name, action, pattern in rules if action == "define"}
        patterns = [(name, action, _expand(pattern, defined)) for name, action, pattern in rules if action != "define"]
        self._lexicon = lexicon
        for _, _, pattern in patterns:
            for literal in re.findall(r"'([^']+)'", pattern):
                lexicon.add(literal.lower(), f"'{literal.lower()}'")
        self._letters: dict[frozenset[str], str] = {}
        self._kept: dict[str, str] = {}
        for kinds in sorted(lexicon.known_sets(), key=sorted):
            self._letter(kinds)
        for sample in samples:
            self._letter(frozenset(lexicon.classes(sample)))
        for shape in ("cap", "low", "mark"):
            self._letter(frozenset({shape}))
        self._letter(frozenset())
        self._rules: dict[str, list[Rule]] = {}
        compiler = _Compiler(self._letters)
        for order, (name, action, pattern) in enumerate(patterns):
            compiler.name = name
            spelt, first = compiler.compile(pattern)
            rule = Rule(name, action, spelt, order)
            for letter in first:
                self._rules.setdefault(letter, []).append(rule)
        self._starts = re.compile(_character_set(set(self._rules))) if self._rules else None

    def _letter(self, kinds: frozenset[str]) -> str:
        """The letter of atoms after white space; the next code point is that of atoms right after another."""
        letter = self._letters.get(kinds)
        if letter is None:
            letter = chr(_ALPHABET + 2 * len(self._letters))
            self._letters[kinds] = letter
        return letter

    def known_sets(self) -> frozenset[frozenset[str]]:
        """The sets of classes that the patterns were compiled for."""
        return frozenset(self._letters)

    def _nearest(self, kinds: frozenset[str]) -> str:
        """The letter of the largest known part of `kinds`: a set that no sample has shown."""
        best = max((known for known in self._letters if known <= kinds), key=lambda known: (len(known), sorted(known)))
        return self._letters[best]

    def spell(self, atoms: Sequence[Atom]) -> str:
        """`atoms` as a string over the private alphabet, one letter each."""
        letters = []
        kept = self._kept
        last_end = -1
        for text, start, end in atoms:
            letter = kept.get(text)
            if letter is None:
                kinds = frozenset(self._lexicon.classes(text))
                letter = self._letters.get(kinds) or self._nearest(kinds)
                if len(kept) >= _KEPT:
                    kept.clear()
                kept[text] = letter
            letters.append(chr(ord(letter) + 1) if start == last_end else letter)
            last_end = end
        return "".join(letters)

    def find(
        self,
        atoms: Sequence[Atom],
        first: int = 0,
        last: int | None = None,
        without: str | None = None,
        spelt: str | None = None,
    ) -> list[Phrase]:
        """The phrases that begin in `atoms[first:last]`, in order, disjoint; context may lie outside.

        At each place the longest extent wins, then the longest context, then the earlier rule. `without`: a rule
        that is not asked (to look again where its match turned out to be none); `spelt`: the atoms, spelt already.
        """
        found: list[Phrase] = []
        if self._starts is None:
            return found
        spelt = self.spell(atoms) if spelt is None else spelt
        at, end = first, len(spelt) if last is None else last
        while start := self._starts.search(spelt, at, end):
            at = start.start()
            chosen = self._best_at(spelt, at, end, without)
            if chosen is None:
                at += 1
                continue
            found.append(chosen)
            at = max(chosen.last, at + 1)
        return found

    def _best_at(self, spelt: str, at: int, end: int, without: str | None) -> Phrase | None:
        best: tuple[int, int, int] | None = None
        chosen: tuple[Rule, re.Match[str]] | None = None
        for rule in self._rules[spelt[at]]:
            match = rule.pattern.match(spelt, at)
            if match and rule.name != without:
                left, right = match.span("extent")
                rank = (right - left, match.end() - match.start(), -rule.order)
                if right <= end and (best is None or rank > best):
                    best, chosen = rank, (rule, match)
        if chosen is None:
            return None
        rule, match = chosen
        labels = {label: match.span(label) for label, part in match.groupdict().items() if part and label != "extent"}
        return Phrase(rule.name, rule.action, *match.span("extent"), labels)


def _expand(pattern: str, defined: Mapping[str, str], depth: int = 0) -> str:
    if depth > 8:
        raise LanguageDataError(f"definitions go round in circles: {pattern!r}")
    if "@" not in pattern:
        return pattern
    return _expand(re.sub(r"@([\w-]+)", lambda m: f"( {defined[m.group(1)]} )", pattern), defined, depth + 1)


class _Compiler:
    """One pattern to a regular expression over the private alphabet, and the letters it can begin with."""

    def __init__(self, letters: Mapping[frozenset[str], str]) -> None:
        self._letters = letters
        self._sets: dict[tuple[str, bool], tuple[str, frozenset[str]]] = {}
        self.name = ""
        self._items: list[str] = []
        self._at = 0

    def compile(self, pattern: str) -> tuple[str, set[str]]:
        """The regular expression of `pattern` as text, and the letters that a match can begin with."""
        self._items = re.sub(r"\)(?=[^\s?*+])", ") ", pattern).split()
        self._at = 0
        text, first, nullable = self._alternatives(closing=None)
        if nullable:
            raise LanguageDataError(f"rule {self.name} matches nothing at all")
        if "(?P<extent>" not in text:
            text = f"(?P<extent>{text})"
        labels = re.findall(r"\(\?P<(\w+)>", text)
        if len(labels) > len(set(labels)):
            raise LanguageDataError(f"rule {self.name}: a label or an extent stands twice in {pattern!r}")
        return text, first

    def _alternatives(self, closing: str | None) -> tuple[str, set[str], bool]:
        parts, first, nullable = [], set(), False
        while True:
            text, letters, empty = self._sequence()
            parts.append(text)
            first |= letters
            nullable = nullable or empty
            if self._at < len(self._items) and self._items[self._at] == "|":
                self._at += 1
                continue
            break
        if closing is None and self._at < len(self._items):
            raise LanguageDataError(f"rule {self.name}: {self._items[self._at]!r} is out of place")
        return "|".join(parts), first, nullable

    def _sequence(self) -> tuple[str, set[str], bool]:
        text, nullable = "", True
        first: set[str] = set()
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
                inner, found, empty = self._alternatives(closing=")")
                letters = frozenset(found)
                if self._at >= len(self._items):
                    raise LanguageDataError(f"rule {self.name}: a group is not closed")
                closing = self._items[self._at]
                self._at += 1
                suffix = closing[1:]
                if suffix not in _REPEATS:
                    raise LanguageDataError(f"rule {self.name}: {closing!r} closes no group")
                part = f"(?:{inner}){_REPEATS[suffix]}"
                empty = empty or suffix in ("?", "*")
            elif item[0] in "!<":
                text += self._look(item)
                continue
            else:
                part, letters, empty = self._item(item)
            text += part
            if nullable:
                first |= letters
            nullable = nullable and empty
        return text, first, nullable

    def _look(self, item: str) -> str:
        if item[0] == "!":
            return f"(?!{self._set(item[1:])[0]})"
        if item[1] == "!":
            return f"(?<!{self._set(item[2:])[0]})"
        return f"(?<={self._set(item[1:])[0]})"

    def _item(self, item: str) -> tuple[str, frozenset[str], bool]:
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
        return part, letters, suffix in ("?", "*")

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
            found = _character_set(letters), frozenset(letters)
            self._sets[kinds, glued] = found
        return found


def _character_set(letters: set[str]) -> str:
    """`[a-cx]` of single letters, runs drawn together."""
    runs: list[list[str]] = []
    for letter in sorted(letters):
        if runs and ord(letter) == ord(runs[-1][1]) + 1:
            runs[-1][1] = letter
        else:
            runs.append([letter, letter])
    return "[" + "".join(first if first == last else f"{first}-{last}" for first, last in runs) + "]"

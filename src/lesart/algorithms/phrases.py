"""Phrases as patterns over classes of words: rules that are data, matched at the speed of `re`.

A text is cut into atoms (a word, a run of digits, a mark). A *lexicon* gives each atom its classes; atoms with
the same set of classes share one letter of a private alphabet, so a sentence becomes a string and a rule a regular
expression over it. Word lists and rules are tables of a language; this module knows no language and no topic.
`phrase_patterns.py` says how a pattern is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple, Protocol

from lesart.algorithms.kept import Kept
from lesart.algorithms.phrase_patterns import Beginning, PatternCompiler, character_set, expand_definitions
from lesart.errors import LanguageDataError

ATOM = re.compile(r"\n[ \t\r]*\n|\d+|[^\W\d_]+|[^\w\s]|_")
"""An empty line, a run of digits, a run of letters, or one mark."""

_ALPHABET = 0xE000
"""First code point of the private alphabet."""
_KEPT = 60_000
"""Atoms whose letter is remembered (entries); the table is emptied when full, so memory stays flat."""
_KEPT_CLASSES = 5_000
"""Atoms whose classes are remembered (entries): those around phrases, which come back again and again."""


class Atom(Protocol):
    """The stretch `[start, end)` of a text that was cut. Whatever has these fields can be one."""

    @property
    def text(self) -> str:
        """Its characters."""

    @property
    def start(self) -> int:
        """Where it begins (code points)."""

    @property
    def end(self) -> int:
        """Where it ends."""


class CutAtom(NamedTuple):
    """An atom made by cutting."""

    text: str
    start: int
    end: int


def cut_atoms(text: str, start: int, end: int) -> list[Atom]:
    """The atoms of `text[start:end]`, in order; white space is none of them."""
    new = tuple.__new__  # half the time of a call of CutAtom
    return [new(CutAtom, (match[0], match.start(), match.end())) for match in ATOM.finditer(text, start, end)]


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
        self._known: dict[str, Classes] = {}
        for row in rows:
            if len(row) < 2:
                raise LanguageDataError(f"a row of a word table needs word and class: {row!r}")
            for word in expand_endings(row[0]):
                self.add(word, row[1], row[2] if len(row) > 2 else "")

    def add(self, word: str, kind: str, value: str = "") -> None:
        """Puts `word` into class `kind`; the first value given to it stays."""
        table = self._any if word == word.lower() else self._capital
        table.setdefault(word, {}).setdefault(kind, value)
        self._known.clear()

    def classes(self, text: str) -> Classes:
        """All classes of an atom, with `cap`, `low` or `mark` by its shape."""
        found = self._known.get(text)
        if found is None:
            if len(self._known) >= _KEPT_CLASSES:
                self._known.clear()
            found = self._known[text] = self.read_classes(text)
        return found

    def read_classes(self, text: str) -> dict[str, str]:
        """The same, not kept: for words that are asked for once."""
        first = text[0]
        upper = first.isupper()
        found: dict[str, str] = {}
        if first.isalpha():
            found["cap" if upper else "low"] = ""
        elif not first.isdecimal():
            found["mark"] = ""
        if listed := self._any.get(text.lower()):
            found.update(listed)
        if upper:
            if listed := self._capital.get(text):
                found.update(listed)
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
            frozenset(self.read_classes(form))
            for word in [*self._any, *self._capital]
            for form in (word, word.capitalize(), word.upper())
        }


def expand_endings(word: str) -> list[str]:
    """`groß|e|en` as *große*, *großen*; a word without a bar as it is."""
    stem, *endings = word.split("|")
    return [stem + ending for ending in endings] if endings else [stem]


class Rule:
    """One rule. `order`: its place in the table, earlier ones win a tie. `pattern` is compiled when first asked for."""

    def __init__(self, name: str, action: str, spelt: str, beginning: Beginning, order: int) -> None:
        self.name = name
        self.action = action
        self.order = order
        self._spelt = spelt
        self._beginning = beginning

    def may_begin(self, letters: str) -> bool:
        """Whether a match can begin with these two letters, or with one where no other follows."""
        first, second, one, *_ = self._beginning
        return letters[0] in first and (one or letters[1:] in second)

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
    """The rules of one table over one lexicon. `samples`: atoms of all the kinds that the lexicon derives; `common`:
    words that stand in nearly every sentence (they tell little of whether a phrase does)."""

    def __init__(
        self,
        rows: Iterable[Sequence[str]],
        lexicon: Lexicon,
        samples: Iterable[str] = (),
        common: Iterable[str] = (),
    ) -> None:
        rules = [tuple(row) for row in rows]
        for row in rules:
            if len(row) != 3:
                raise LanguageDataError(f"a rule needs name, action and pattern: {row!r}")
        defined = {name: pattern for name, action, pattern in rules if action == "define"}
        patterns = [
            (name, action, expand_definitions(pattern, defined))
            for name, action, pattern in rules
            if action != "define"
        ]
        self._lexicon = lexicon
        for _, _, pattern in patterns:
            for literal in re.findall(r"'([^']+)'", pattern):
                lexicon.add(literal.lower(), f"'{literal.lower()}'")
        self._letters: dict[frozenset[str], str] = {}
        self._letter_of = Kept(self._read_letter, _KEPT)
        """By atom, its letter after white space."""
        for kinds in sorted(lexicon.known_sets(), key=sorted):
            self._letter(kinds)
        for sample in samples:
            self._letter(frozenset(lexicon.classes(sample)))
        for shape in ("cap", "low", "mark"):
            self._letter(frozenset({shape}))
        self._letter(frozenset())
        self._rules: list[Rule] = []
        starts: set[str] = set()
        needed: set[str] = set()
        everywhere = {self._letter_of[word] for word in common}
        compiler = PatternCompiler(self._letters, everywhere | {chr(ord(letter) + 1) for letter in everywhere})
        for order, (name, action, pattern) in enumerate(patterns):
            compiler.name = name
            spelt, beginning = compiler.compile(pattern)
            self._rules.append(Rule(name, action, spelt, beginning, order))
            starts |= beginning.first
            needed |= beginning.first if beginning.needed is None else beginning.needed
        self._starts = re.compile(character_set(starts)) if starts else None
        self._beginning_with: dict[str, list[Rule]] = {}
        """By the two letters at a place, the rules that can match there, told when first asked for."""
        self._needed = frozenset(needed) | {chr(ord(letter) - 1) for letter in needed}
        """Letters after white space one of which, or the next code point, must stand where a phrase does."""
        self._promising = Kept(self._is_promising, _KEPT)

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

    def _read_letter(self, text: str) -> str:
        kinds = frozenset(self._lexicon.read_classes(text))
        return self._letters.get(kinds) or self._nearest(kinds)

    def _is_promising(self, word: str) -> bool:
        if word.isalpha():
            return self._letter_of[word] in self._needed
        return any(self._letter_of[text] in self._needed for text in ATOM.findall(word))

    def may_match(self, words: Iterable[str]) -> bool:
        """Whether a text of these words may hold a phrase: every rule needs a word of a certain class. `words`: all
        words of the text, whole; none of them may begin or end within an atom."""
        return any(map(self._promising.__getitem__, words))

    def spell(self, text: str, start: int, end: int) -> str:
        """The atoms of `text[start:end]` as a string over the private alphabet, one letter each."""
        return self.spell_atoms(cut_atoms(text, start, end))

    def spell_atoms(self, atoms: Sequence[Atom]) -> str:
        """The same of atoms that are cut already, in order."""
        letters = list(map(self._letter_of.__getitem__, [atom.text for atom in atoms]))
        last_end = -1
        for at, atom in enumerate(atoms):
            if atom.start == last_end:
                letters[at] = chr(ord(letters[at]) + 1)
            last_end = atom.end
        return "".join(letters)

    def find(self, spelt: str, first: int = 0, last: int | None = None, without: str | None = None) -> list[Phrase]:
        """The phrases that begin in atoms `[first, last)` of `spelt`, in order, disjoint; context may lie outside.

        At each place the longest extent wins, then the longest context, then the earlier rule. `without`: a rule
        that is not asked (to look again where its match turned out to be none).
        """
        found: list[Phrase] = []
        if self._starts is None:
            return found
        at, end = first, len(spelt) if last is None else last
        beginning_with = self._beginning_with
        while start := self._starts.search(spelt, at, end):
            at = start.start()
            letters = spelt[at : at + 2]
            rules = beginning_with.get(letters)
            if rules is None:
                rules = beginning_with[letters] = [rule for rule in self._rules if rule.may_begin(letters)]
            chosen = _best_of(rules, spelt, at, end, without) if rules else None
            if chosen is None:
                at += 1
                continue
            found.append(chosen)
            at = max(chosen.last, at + 1)
        return found


def _best_of(rules: Sequence[Rule], spelt: str, at: int, end: int, without: str | None) -> Phrase | None:
    best: tuple[int, int, int] | None = None
    chosen: tuple[Rule, re.Match[str]] | None = None
    for rule in rules:
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

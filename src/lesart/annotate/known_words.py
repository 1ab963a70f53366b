"""What the lists say of a word by itself, told once a spelling and kept.

A sentence asks the same of its words again and again, and most of them are in none of the lists that open or frame
speech: by the `kinds` of its words together, a sentence knows at once which rules need not be tried.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from lesart.algorithms.kept import Kept
from lesart.language.verbs import SUBJUNCTIVES, Verbs

KEPT = 60_000
"""Spellings kept; then the table is emptied, so that memory stays bounded (some 20 MB)."""

BREAK, HYPHEN, ATTRIBUTING, REPORTING, IT_SAYS, ATTITUDE, SPEECH_NOUN, WONACH = 1, 2, 4, 8, 16, 32, 64, 128
FIRST_PERSON, HEARSAY, LIKE, DANACH, SOURCE, ROLE, PUBLISHER = 256, 512, 1024, 2048, 4096, 8192, 16384
NACH, UNREAL = 32768, 65536
"""`NACH`: attributes beside a source or publisher alone, `ATTRIBUTING` as well; `UNREAL`: in the subjunctive."""
SPEAKING = ATTRIBUTING | REPORTING | IT_SAYS | ATTITUDE | SPEECH_NOUN | WONACH | HEARSAY | UNREAL
"""Kinds one of which stands in every unit that quotes somebody outside quotation marks."""
SILENT, MAY_SPEAK, SPEAKS = range(3)
"""Whether a word quotes somebody: never, where others stand with it, as far as one word can tell."""
_CAPITAL = SPEECH_NOUN | SOURCE | ROLE
"""Kinds of nouns alone."""


class KnownWord(NamedTuple):
    """`low`: in small letters; `form`: what verb form it may be inside a sentence, where a capital makes a noun;
    `flags`: at a sentence's head; `capital`: written as a noun or name; `kinds`: see above."""

    low: str
    form: int
    flags: int
    capital: bool
    kinds: int


class KnownWords(dict[str, KnownWord]):
    """The words of one language by their spelling."""

    def __init__(self, verbs: Verbs) -> None:
        super().__init__()
        self._verbs = verbs
        self.speaking = Kept(self._tell_speaking, KEPT)
        """Whether a word quotes somebody: `SILENT`, `MAY_SPEAK` or `SPEAKS`."""
        self._small: dict[str, int] = dict.fromkeys(verbs.reporting, REPORTING)
        self._spelt: dict[str, int] = {}
        self._endings: list[tuple[str, int]] = []
        """Each ending with its kind."""
        self._shortest = 0
        """Letters that every ending has; 0 until the endings are put in order."""
        self._by_last: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
        """By so many last letters the endings, those of each kind together."""

    def _tell_speaking(self, text: str) -> int:
        word = self[text]
        if word.kinds & SPEAKING & ~(ATTRIBUTING | REPORTING):
            return SPEAKS
        if word.kinds & REPORTING and word.form and self._verbs.may_report(word.low, ()):
            return SPEAKS
        return MAY_SPEAK if word.kinds & SPEAKING else SILENT

    def list_small(self, kind: int, words: Iterable[str]) -> None:
        """Words that are of `kind` in any case."""
        for word in words:
            self._small[word] = self._small.get(word, 0) | kind

    def list_spelt(self, kind: int, words: Iterable[str]) -> None:
        """Words that are of `kind` as they are spelt."""
        for word in words:
            self._spelt[word] = self._spelt.get(word, 0) | kind

    def list_endings(self, kind: int, endings: tuple[str, ...]) -> None:
        """Words that end so, in any case, are of `kind`."""
        self._endings += [(ending, kind) for ending in endings]
        self._shortest = 0

    def _order_endings(self) -> None:
        self._shortest = min((len(ending) for ending, _ in self._endings), default=1)
        found: dict[str, dict[int, list[str]]] = {}
        for ending, kind in self._endings:
            found.setdefault(ending[-self._shortest :], {}).setdefault(kind, []).append(ending)
        self._by_last = {
            last: [(kind, tuple(endings)) for kind, endings in kinds.items()] for last, kinds in found.items()
        }

    def __missing__(self, text: str) -> KnownWord:
        if len(self) >= KEPT:
            self.clear()
        low = text.lower()
        flags = self._verbs.read_flags(low)
        upper = text[0].isupper()
        capital = upper or ("-" in text and text.rpartition("-")[2][:1].isupper())
        kinds = self._small.get(low, 0) | self._spelt.get(text, 0)
        if not self._shortest:
            self._order_endings()
        for kind, endings in self._by_last.get(low[-self._shortest :], ()):
            if low.endswith(endings):
                kinds |= kind
        if not capital:
            kinds &= ~_CAPITAL
        elif not upper:
            kinds &= ~SOURCE
        form = flags if low == text else 0
        if form & SUBJUNCTIVES:
            kinds |= UNREAL
        found = self[text] = KnownWord(low, form, flags, capital, kinds)
        return found

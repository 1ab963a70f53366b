"""A time expression in its place: the words of a phrase, what stands around them, what they are reckoned from."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple, cast

from lesart.algorithms.intervals import interval_of
from lesart.algorithms.phrases import Atom, Phrase
from lesart.annotate.time_anchors import Anchors
from lesart.annotate.time_patterns import Festival, TimeGrammar
from lesart.language.tenses import Tense, clause_tense, sentence_tense, tells_present
from lesart.model.annotation import TimeType

DIRECTIONS = (
    "reldayadj", "last", "next", "this", "same", "after", "later", "earlier", "ordinal", "refevening", "refday",
    "refyear", "relyear", "relmonth", "relweek", "relquarter",
)  # fmt: skip
"""Classes of words that point from one time to another; a word's own is the first of these that it has."""
STEPS = {"last": -1, "this": 0, "next": 1}
RANGE_YEARS = 150
"""*1170-1230*: two years at most this far apart are a stretch of years (own choice)."""
COUNTED_WITHIN = 5
"""Atoms before *im Jahr* in which something must be counted for it to be a rate (own choice)."""
_PLURAL = re.compile(r"[A-ZÄÖÜ]\w+(?:en|innen|er|leute)$")


class Reading(NamedTuple):
    """What an expression means; `earliest`, `latest` as in TimePoint."""

    type: TimeType
    value: str | None
    earliest: str | None = None
    latest: str | None = None

    @classmethod
    def of(cls, kind: str, value: str) -> Reading:
        """A reading whose interval is that of its value."""
        return cls(cast(TimeType, kind), value, *interval_of(value))

    @classmethod
    def on(cls, day: date) -> Reading:
        """A whole day."""
        value = day.isoformat()
        return cls("DATE", value, value, value)


class Expression:
    """One phrase of a sentence. `title`: it stands in a headline or caption, where the present tense tells the past."""

    def __init__(
        self, phrase: Phrase, atoms: Sequence[Atom], grammar: TimeGrammar, anchors: Anchors, title: bool = False
    ) -> None:
        self.phrase = phrase
        self.atoms = atoms
        self.anchors = anchors
        self._grammar = grammar
        self._title = title
        self._clause: tuple[Tense | None] | None = None
        self._tense: Tense | None = None

    @property
    def festivals(self) -> Mapping[str, Festival]:
        return self._grammar.festivals

    def has(self, label: str) -> bool:
        return label in self.phrase.labels

    def text(self, label: str) -> str:
        """The first word that `label` stands for."""
        return self.atoms[self.phrase.labels[label][0]].text

    def value(self, label: str, *kinds: str) -> str | None:
        """The lexicon's value of the labelled word in the first of `kinds` that it has."""
        if label not in self.phrase.labels:
            return None
        classes = self._grammar.lexicon.classes(self.text(label))
        for kind in kinds:
            if kind in classes:
                return classes[kind]
        return None

    def any_value(self, label: str) -> str | None:
        """The first value that the labelled word has in any class."""
        classes = self._grammar.lexicon.classes(self.text(label))
        return next((value for kind, value in classes.items() if value and kind[0] != "'"), None)

    def number(self, label: str, *kinds: str) -> int | None:
        value = self.amount(label, *kinds)
        return int(value) if value is not None else None

    def amount(self, label: str, *kinds: str) -> float | None:
        value = self.value(label, *kinds)
        try:
            return float(value) if value else None
        except ValueError:
            return None

    def kind(self, label: str) -> str | None:
        """Which class of direction the labelled word has."""
        if label not in self.phrase.labels:
            return None
        classes = self._grammar.lexicon.classes(self.text(label))
        for kind in DIRECTIONS:
            if kind in classes:
                return kind
        return None

    def step(self, label: str) -> int | None:
        """-1, 0 or 1 for last, this, next."""
        return STEPS.get(self.kind(label) or "")

    def weekday(self) -> tuple[int | None, str | None]:
        """The weekday (1 Monday) and the part of the day, in one word or two."""
        joined = self.value("weekday", "weekdaypart")
        if joined:
            number, part = joined.split()
            return int(number), part
        return self.number("weekday", "weekday", "weekdayshort"), self.value("daypart", "daypart", "daypartlow")

    @property
    def clause(self) -> Tense | None:
        """The tense that the expression's own clause shows."""
        if self._clause is None:
            self._clause = (clause_tense(self.atoms, *self._place, self._grammar.language),)
        return self._clause[0]

    @property
    def tense(self) -> Tense:
        """Whether the expression looks back or ahead: by its preposition, its clause, its sentence, its zone."""
        if self._tense is None:
            self._tense = self._find_tense()
        return self._tense

    def _find_tense(self) -> Tense:
        told = self._told()
        if told is not None:
            return told
        if self.atom_is(self.before(), "futureprep"):
            return "future"
        if self._title:
            return "past"
        if tells_present(self.atoms, *self._place, self._grammar.language):
            return "present"
        return sentence_tense(self.atoms, *self._place, self._grammar.language) or "present"

    @property
    def near_tense(self) -> Tense:
        """The same by preposition and clause alone: for what is nearest anyway unless something speaks against it."""
        return self._told() or "present"

    @property
    def _place(self) -> tuple[int, int]:
        return self.phrase.first, self.phrase.last

    def _told(self) -> Tense | None:
        before, after = self.before(), self.after()
        if self.atom_is(before, "sinceword"):
            return "past"
        if self.clause is not None:
            return self.clause
        is_range = after is not None and self.atom_is(after, "futureprep")
        return "past" if self.atom_is(before, "pastprep") and not is_range else None

    def before(self) -> Atom | None:
        """The atom before the extent."""
        return self.atoms[self.phrase.first - 1] if self.phrase.first else None

    def after(self) -> Atom | None:
        return self.atoms[self.phrase.last] if self.phrase.last < len(self.atoms) else None

    def atom_is(self, atom: Atom | None, *kinds: str) -> bool:
        if atom is None:
            return False
        classes = self._grammar.lexicon.classes(atom.text)
        return any(kind in classes for kind in kinds)

    def followed_by_noun(self) -> bool:
        """A capitalised word comes next."""
        after = self.after()
        return after is not None and after.text[0].isupper()

    def compares_years(self) -> bool:
        """*vier Prozent weniger als 2021*: what is compared stands before, nothing counted behind."""
        at = self.phrase.first
        if at < 3 or self.followed_by_noun():
            return False
        than, less, compared = self.atoms[at - 1], self.atoms[at - 2], self.atoms[at - 3]
        return (
            self.atom_is(than, "thanword")
            and self.atom_is(less, "comparative")
            and (compared.text[0].isupper() or compared.text in "%")
        )

    def in_year_range(self, year: int) -> bool:
        """A dash joins the year to another one (*1170-1230*)."""
        for dash, other in ((-1, -2), (0, 1)):
            at, far = (
                (self.phrase.first + dash, self.phrase.first + other)
                if dash < 0
                else (self.phrase.last + dash, self.phrase.last + other)
            )
            if min(at, far) < 0 or max(at, far) >= len(self.atoms):
                continue
            text = self.atoms[far].text
            if self.atoms[at].text in "-–" and len(text) == 4 and text.isdecimal():
                gap = year - int(text) if dash < 0 else int(text) - year
                if 0 < gap <= RANGE_YEARS:
                    return True
        return False

    def glued_to_number(self) -> bool:
        """The extent is part of a longer number or code (*5'2000*, *A-2000*, *2000-3*)."""
        first, last = self.atoms[self.phrase.first], self.atoms[self.phrase.last - 1]
        before, after = self.before(), self.after()
        if before and before.end == first.start and (before.text.isalnum() or before.text in "'’.,_#:@=&?"):
            return True
        if before and before.end == first.start and before.text in "-/" and self.phrase.first > 1:
            earlier = self.atoms[self.phrase.first - 2]
            if earlier.text.isdecimal() and len(earlier.text) != 4:
                return True
            if not earlier.text.isdecimal() and before.text == "-" and earlier.end == before.start:
                return not earlier.text[0].islower() and len(earlier.text) <= 3
        if after and after.start == last.end:
            following = self.atoms[self.phrase.last + 1] if self.phrase.last + 1 < len(self.atoms) else None
            glued = following is not None and following.start == after.end
            if after.text.isalnum() or after.text in "%°€$":
                return True
            if glued and following is not None and after.text in ".,:'’" and following.text.isdecimal():
                return True
            if glued and following is not None and after.text in "-" and following.text.isalpha():
                return False
        return False

    def counts_people(self, word: str) -> bool:
        """Whether a noun after a number is a plural, so that the number counts."""
        return _PLURAL.match(word) is not None

    def counted_before(self) -> bool:
        """Whether a number, an amount or *einmal* stands shortly before the extent."""
        low = max(0, self.phrase.first - COUNTED_WITHIN)
        return any(self.atom_is(atom, "int", "numword", "few", "times") for atom in self.atoms[low : self.phrase.first])

    def means_nowadays(self) -> bool:
        """*heute* as *nowadays*: after *von*, with *noch*, in a clause that only says how things are."""
        before, after = self.before(), self.after()
        if self.atom_is(before, "nowadaysbefore") or self.atom_is(after, "nowadaysafter"):
            return True
        if self.has("relday") and self.kind("relday") == "reldayadj":
            return after is None or not self._happens(after.text)
        low, high = self.phrase.first, self.phrase.last
        near = [atom.text for atom in self.atoms[max(0, low - 2) : low]] + [
            atom.text for atom in self.atoms[high : high + 2]
        ]
        states = any(self._grammar.lexicon.value(text, "stative") is not None for text in near)
        return states and self.clause is None

    def day_of_clock(self) -> date | None:
        """The day of a clock time or part of the day: one named in the sentence, that of the heading above a
        ticker's entries, in a tale the last one named, else today."""
        anchors = self.anchors
        return anchors.day_in_sentence or (
            anchors.reference_day
            if self.tense == "past" and self.phrase.first and not anchors.heading
            else anchors.today
        )

    def is_noun(self) -> bool:
        """A word for a time that is capitalised inside a sentence (*das Hier und Jetzt*, *ein trüber Morgen*)."""
        text = self.atoms[self.phrase.first].text
        if not text[0].isupper() or text.isupper():
            return False
        before = self.before()
        return before is not None and before.text[0].isalpha()

    def words(self, name: str) -> frozenset[str]:
        """A word list of the language."""
        return self._grammar.language.words(name)

    def lasts(self, noun: str) -> bool:
        """Whether `noun` names what lasts (*Amtszeit*), not who has an age."""
        small = noun.lower()
        return any(small.endswith(ending) for ending in self._grammar.language.words("year_span_nouns"))

    def _happens(self, noun: str) -> bool:
        """Whether `noun` names what takes place on a day (*die heutige Sitzung*)."""
        small = noun.lower()
        return any(small.endswith(ending) for ending in self._grammar.language.words("day_events"))

"""Forms of German verbs, by rule from short lists: what mood and form a word may have, and which verb reports.

Tables read: `strong_verbs` (principal parts), `weak_verbs` (infinitives), `verb_prefixes`, `reporting_verbs`,
`subjunctive_exceptions`. A language without them has no verbs, and its pages get only what needs none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import msgspec

from lesart.errors import LanguageDataError
from lesart.language.languages import Language

FINITE, SUBJUNCTIVE_1, SUBJUNCTIVE_2, PARTICIPLE, INFINITIVE, ZU_INFINITIVE = 1, 2, 4, 8, 16, 32
HAVE, BE, BECOME, MODAL, PAST = 64, 128, 256, 512, 1024
SUBJUNCTIVES = SUBJUNCTIVE_1 | SUBJUNCTIVE_2
ANY_FINITE = FINITE | SUBJUNCTIVES
"""What a word form may be; a form may be several (`sagen`: infinitive and plural)."""

KEPT = 60_000
"""Words whose forms are kept; then the table is emptied, so that memory stays bounded."""

_AUXILIARY = {"haben": HAVE, "sein": BE, "werden": BECOME}
_MODALS = frozenset({"können", "müssen", "sollen", "wollen", "dürfen", "mögen"})
MOST_REMEMBERED = 100_000
"""Word forms kept with what they may be, some 10 MB; what is forgotten is worked out again, the same."""
_VOWELS = frozenset("aeiouäöü")
_SIBILANTS = ("s", "ß", "z", "x")
_ADJECTIVE_ENDINGS = ("weise", "ende", "ere", "ste")
_FIXED = ("be", "emp", "ent", "er", "ge", "hinter", "miss", "ver", "voll", "wider", "zer", "über", "unter")
_HEAD = 2
"""Letters by which prefixes are looked up: the shortest have so many."""


def _by_head(prefixes: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """`prefixes`, in their order, by their first letters. Raises LanguageDataError for one that is too short."""
    found: dict[str, tuple[str, ...]] = {}
    for prefix in prefixes:
        if len(prefix) < _HEAD:
            raise LanguageDataError(f"a prefix of a verb has {_HEAD} letters at least: {prefix!r}")
        found[prefix[:_HEAD]] = (*found.get(prefix[:_HEAD], ()), prefix)
    return found


_FIXED_BY_HEAD = _by_head(_FIXED)


class Reporting(msgspec.Struct, frozen=True):
    """One row of `reporting_verbs`. `particle`: what splits off; `words`: what else must stand in the clause."""

    lemma: str
    takes: frozenset[str]
    particle: str = ""
    words: tuple[str, ...] = ()


class ReportingForm(msgspec.Struct, frozen=True):
    """A word that may be a form of a reporting verb. `split`: the particle must stand elsewhere."""

    verb: Reporting
    form: int
    split: bool = False

    def needs(self) -> tuple[str, ...]:
        """The words that must stand in the clause as well, in small letters."""
        words = tuple(word.lower() for word in self.verb.words)
        return (*words, self.verb.particle) if self.split else words


class Verbs:
    """The verb forms of one language."""

    def __init__(self, language: Language) -> None:
        self._simple: dict[str, int] = {}
        self._stems: dict[str, list[tuple[str, int]]] = {}
        self._not_subjunctive = language.words("subjunctive_exceptions")
        rows = language.rows("verb_prefixes")
        self._fixed = tuple(sorted((row[0] for row in rows if row[1] == "fixed"), key=len, reverse=True))
        self._split = tuple(sorted((row[0] for row in rows if row[1] == "split"), key=len, reverse=True))
        self._fixed_by_head = _by_head(self._fixed)
        self._split_by_head = _by_head(self._split)
        for row in language.rows("strong_verbs"):
            self._add(row[0], _strong_forms(row))
        for infinitive in sorted(language.words("weak_verbs")):
            self._add(infinitive, _weak_forms(infinitive))
        self._known: dict[str, int] = {}
        self.reporting: dict[str, tuple[ReportingForm, ...]] = {}
        self._needs: dict[str, tuple[tuple[str, ...], ...]] = {}
        """By form of a reporting verb that never reports alone, the words that it needs, each choice of them."""
        self._add_reporting(language)

    def _add(self, infinitive: str, forms: list[tuple[str, int]]) -> None:
        extra = _AUXILIARY.get(infinitive, 0) | (MODAL if infinitive in _MODALS else 0)
        self._stems.setdefault(infinitive, forms)
        for form, kind in forms:
            self._simple[form] = self._simple.get(form, 0) | kind | (extra if kind & ANY_FINITE else 0)

    @property
    def prefixes(self) -> list[tuple[str, bool]]:
        """Prefixes, longest first, and whether they split off."""
        every = [(prefix, False) for prefix in self._fixed] + [(prefix, True) for prefix in self._split]
        return sorted(every, key=lambda each: -len(each[0]))

    def simple_verbs(self) -> Iterable[tuple[str, list[tuple[str, int]]]]:
        """Infinitives of the verbs without a splitting prefix, with their forms and the kinds of these."""
        return self._stems.items()

    def flags(self, word: str) -> int:
        """What the small-letter `word` may be as a verb form, 0 for none."""
        found = self._known.get(word)
        if found is None:
            if len(self._known) >= KEPT:
                self._known.clear()
            found = self._known[word] = self.read_flags(word)
        return found

    def read_flags(self, word: str) -> int:
        """The same, not kept: for words that are asked for once."""
        simple = self._simple.get(word, 0)
        found = simple or self._prefixed(word)
        if found and (
            word in self._not_subjunctive or (word not in self._simple and word.endswith(_ADJECTIVE_ENDINGS))
        ):
            found &= ~SUBJUNCTIVE_1
        return found

    def _prefixed(self, word: str) -> int:
        head = word[:_HEAD]
        for prefix in self._fixed_by_head.get(head, ()):
            if word.startswith(prefix) and len(word) > len(prefix) + 2:
                found = self._behind_fixed(word[len(prefix) :])
                if found:
                    return found
        for prefix in self._split_by_head.get(head, ()):
            if word.startswith(prefix) and len(word) > len(prefix) + 2:
                found = self._behind_split(word[len(prefix) :])
                if found:
                    return found
        return 0

    def _behind_fixed(self, rest: str) -> int:
        found = self._simple.get(rest, 0) & ~(PARTICIPLE | HAVE | BE | BECOME | MODAL)
        if self._simple.get("ge" + rest, 0) & PARTICIPLE:
            found |= PARTICIPLE
        return found

    def _behind_split(self, rest: str) -> int:
        if rest.startswith("zu") and self._simple.get(rest[2:], 0) & INFINITIVE:
            return ZU_INFINITIVE
        found = self._simple.get(rest, 0) & ~(HAVE | BE | BECOME | MODAL)
        if found:
            return found
        for prefix in _FIXED_BY_HEAD.get(rest[:_HEAD], ()):
            if rest.startswith(prefix) and len(rest) > len(prefix) + 2:
                found = self._behind_fixed(rest[len(prefix) :])
                if found:
                    return found
        return 0

    def forms_of(self, infinitive: str) -> list[tuple[str, int]]:
        """Forms of a verb without a splitting prefix, with their kinds."""
        known = self._stems.get(infinitive)
        if known is not None:
            return known
        for prefix in _FIXED:
            stem = self._stems.get(infinitive.removeprefix(prefix)) if infinitive.startswith(prefix) else None
            if stem is not None:
                return [(prefix + _without_ge(form, kind), kind) for form, kind in stem]
        return _weak_forms(infinitive)

    def may_report(self, form: str, words: Sequence[str]) -> bool:
        """Whether the form of a reporting verb can report where the small-letter `words` stand."""
        needs = self._needs.get(form)
        if needs is None:
            return True
        has = words.__contains__
        return any(all(map(has, needed)) for needed in needs)

    def _add_reporting(self, language: Language) -> None:
        found: dict[str, list[ReportingForm]] = {}
        for row in language.rows("reporting_verbs"):
            for form, entry in self._reporting_forms(row):
                entries = found.setdefault(form, [])
                if entry not in entries:
                    entries.append(entry)
        self.reporting = {form: tuple(entries) for form, entries in found.items()}
        for form, entries in found.items():
            needs = tuple(dict.fromkeys(entry.needs() for entry in entries))
            if () not in needs:
                self._needs[form] = needs

    def _reporting_forms(self, row: tuple[str, ...]) -> list[tuple[str, ReportingForm]]:
        *fixed, head = row[0].split(" ")
        words = tuple(row[2].split(" ") if len(row) > 2 else []) + tuple(fixed)
        particle, _, stem = head.rpartition("|")
        verb = Reporting(row[0], frozenset(row[1]), particle, words)
        found = []
        for form, kind in self.forms_of(stem):
            if particle:
                if kind & (ANY_FINITE | INFINITIVE):
                    found.append((form, ReportingForm(verb, kind, split=True)))
                found.append((particle + form, ReportingForm(verb, kind)))
                if kind & INFINITIVE:
                    found.append((particle + "zu" + form, ReportingForm(verb, ZU_INFINITIVE)))
            else:
                found.append((form, ReportingForm(verb, kind)))
        return found


@lru_cache(maxsize=8)
def load_verbs(language: Language) -> Verbs:
    """The verbs of a language, built on first use."""
    return Verbs(language)


def _without_ge(form: str, kind: int) -> str:
    return form.removeprefix("ge") if kind == PARTICIPLE else form


def _strong_forms(row: tuple[str, ...]) -> list[tuple[str, int]]:
    infinitive, present, past, participle, second = row
    stem = infinitive.removesuffix("en") if infinitive.endswith("en") else infinitive.removesuffix("n")
    gone = FINITE | PAST
    forms = [(present, FINITE), (past, gone), (participle, PARTICIPLE), (infinitive, INFINITIVE)]
    forms.append((past + ("n" if past.endswith("e") else "en"), gone))
    if infinitive == "sein":
        forms += [("sind", FINITE), ("sei", SUBJUNCTIVE_1), ("seien", SUBJUNCTIVE_1)]
    else:
        forms.append((stem + "e", SUBJUNCTIVE_1))
    if second != "-":
        forms += [(second, SUBJUNCTIVE_2), (second + "n", SUBJUNCTIVE_2)]
    if "ß" in "".join(row):
        forms += [(form.replace("ß", "ss"), kind) for form, kind in forms if "ß" in form]
    if "ss" in "".join(row):
        forms += [(form.replace("ss", "ß"), kind) for form, kind in forms if "ss" in form]
    return forms


def _weak_forms(infinitive: str) -> list[tuple[str, int]]:
    if infinitive.endswith(("eln", "ern")):
        stem, plain = infinitive[:-1], infinitive[:-3] + infinitive[-2] + "e"
        subjunctives = [plain, stem + "e"] if infinitive.endswith("eln") else [stem + "e", plain]
    else:
        stem = infinitive.removesuffix("en")
        subjunctives = [stem + "e"]
    link = "e" if _needs_link(stem) else ""
    present = stem + link + "t"
    past = stem + link + "te"
    joined = infinitive.endswith("ieren") or (infinitive.startswith(_FIXED) and len(infinitive) > 6)
    participle = present if joined else "ge" + present
    forms = [
        (present, FINITE),
        (past, FINITE | PAST),
        (past + "n", FINITE | PAST),
        (participle, PARTICIPLE),
        (infinitive, INFINITIVE),
    ]
    forms += [(form, SUBJUNCTIVE_1) for form in subjunctives]
    if "ß" in infinitive:
        forms += [(form.replace("ß", "ss"), kind) for form, kind in forms]
    return forms


def _needs_link(stem: str) -> bool:
    """Whether an e stands before -t: arbeit-e-t, rechn-e-t, but film-t and lern-t."""
    if stem.endswith(("d", "t")):
        return True
    if len(stem) < 3 or stem[-1] not in "mn":
        return False
    return stem.endswith(("chn", "chm")) or stem[-2] not in _VOWELS | frozenset("lrmnh")

"""The tense of the clause that an expression stands in: whether *am Mittwoch* has been or is to come."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from lesart.algorithms.phrases import Atom
from lesart.language.languages import Language, load_language

Tense = Literal["past", "future", "present"]

FARTHEST = 80
"""Atoms on either side in which a verb is looked for; longer sentences are lists and tables."""
_BORDERS = frozenset(',;:–—()"„“”«»‹›!?')
"""Marks that end a clause."""
_PARTICIPLE = re.compile(
    r"(?:(?:\w{2,7})?ge\w{2,}(?:t|en)|\w{3,}iert|(?:be|ver|er|ent|zer|miss|über|unter|wider)\w{3,}(?:t|en))$"
)
_PARTICIPLE_ADJECTIVE = re.compile(
    r"(?:(?:\w{2,7})?ge\w{2,}t|\w{3,}iert|(?:be|ver|er|ent|zer|miss|über|unter)\w{3,}t)(?:e|en|er|es|em)$"
)
_WEAK_PRETERITE = re.compile(r"\w{2,}te(?:n|t)?$")
_PAST_ENDINGS = ("te", "ten", "ter", "tes", "tem", "tet")
"""What the words end in that `_PARTICIPLE_ADJECTIVE` or `_WEAK_PRETERITE` match."""
_DETERMINER = re.compile(
    r"(?:d(?:er|ie|as|en|em|es)|dies\w+|jen\w+|(?:m|d|s|k)?ein\w*|ihr\w*|unser\w*|im|am|zum|zur|vom|beim|mit|von|"
    r"alle[nrs]?|viele[nr]?|einige[nr]?|mehrere[nr]?|und)$"
)


def clause_tense(atoms: Sequence[Atom], first: int, last: int, language: Language) -> Tense | None:
    """The tense that the clause around `atoms[first:last]` shows, None where it shows none."""
    joints = language.words("clause_joints")
    low, high = _stretch(atoms, first, last, _borders(language))
    found = _tense_of(atoms, low, high, language)
    if found is None and joints:
        low, high = _stretch(atoms, first, last, _BORDERS)
        found = _tense_of(atoms, low, high, language)
    return found


def tells_present(atoms: Sequence[Atom], first: int, last: int, language: Language) -> bool:
    """Whether the clause around `atoms[first:last]` has a verb in the present: *der am Montag begann, geht heute
    weiter* looks ahead though its sentence tells the past as well."""
    low, high = _stretch(atoms, first, last, _borders(language))
    forms = _present_forms(language.tag)
    return any(atom.text in forms for atom in atoms[low:high])


@lru_cache(maxsize=16)
def _borders(language: Language) -> frozenset[str]:
    """Marks and words that end a clause."""
    return _BORDERS | language.words("clause_joints")


def _stretch(atoms: Sequence[Atom], low: int, high: int, borders: frozenset[str]) -> tuple[int, int]:
    """`[low, high)` widened up to the next atom of `borders` on either side."""
    lowest, highest = max(0, low - FARTHEST), min(len(atoms), high + FARTHEST)
    while low > lowest and atoms[low - 1].text not in borders:
        low -= 1
    while high < highest and atoms[high].text not in borders:
        high += 1
    return low, high


def sentence_tense(atoms: Sequence[Atom], first: int, last: int, language: Language) -> Tense | None:
    """The tense that the sentence around `atoms[first:last]` shows, None where it shows none."""
    return _tense_of(atoms, max(0, first - FARTHEST), min(len(atoms), last + FARTHEST), language)


def _tense_of(atoms: Sequence[Atom], low: int, high: int, language: Language) -> Tense | None:
    words, exceptions = _tables(language.tag)
    kinds = {words.get(atom.text.lower()) for atom in atoms[low:high]} - {None}
    if "worden" in kinds or "past" in kinds:
        return "past"
    if language.tag == "en":
        return _english_tense(atoms, low, high, kinds)
    if "future" in kinds or "modal" in kinds:
        # "soll am Freitag gesagt haben" looks back, "soll am Freitag beginnen" ahead.
        ends = atoms[high - 1].text.lower() if high > low else ""
        if "modal" in kinds and ends in ("haben", "sein") and _has_participle(atoms, low, high):
            return "past"
        return "future"
    if "perfect" in kinds and _has_participle(atoms, low, high):
        return "past"
    for i in range(low, high):
        text = atoms[i].text
        if text.endswith(_PAST_ENDINGS) and text[0].islower() and _looks_past(atoms, i, exceptions):
            return "past"
    return None


def _has_participle(atoms: Sequence[Atom], low: int, high: int) -> bool:
    texts = (atom.text for atom in atoms[low:high])
    return any(text[0].islower() and _PARTICIPLE.match(text) for text in texts)


def _looks_past(atoms: Sequence[Atom], i: int, exceptions: frozenset[str]) -> bool:
    """A weak preterite (*teilte*), or a participle before its noun (*der am Montag veröffentlichte Bericht*)."""
    text = atoms[i].text
    if _PARTICIPLE_ADJECTIVE.match(text):
        return True
    if not _WEAK_PRETERITE.match(text) or text in exceptions:
        return False
    before = atoms[i - 1].text.lower() if i else ""
    after = atoms[i + 1].text if i + 1 < len(atoms) else ""
    is_adjective = after[:1].isupper() and _DETERMINER.match(before) is not None
    return not is_adjective


def _english_tense(atoms: Sequence[Atom], low: int, high: int, kinds: set[str | None]) -> Tense | None:
    if "future" in kinds or "modal" in kinds:
        return "future"
    if any(atom.text.endswith("ed") and atom.text[0].islower() for atom in atoms[low:high]):
        return "past"
    if "perfect" in kinds:
        return "past"
    return None


@lru_cache(maxsize=16)
def _present_forms(tag: str) -> frozenset[str]:
    """Forms of the third person present (*geht*, *gehen*) that are no past form or participle as well."""
    language = load_language(tag)
    forms: set[str] = set()
    others: set[str] = set()
    for infinitive, present, past, participle, *_ in language.rows("strong_verbs"):
        forms |= {infinitive, present}
        others |= {past, participle}
    for infinitive in language.words("weak_verbs"):
        stem = infinitive[:-2] if infinitive.endswith("en") else infinitive[:-1]
        forms |= {infinitive, stem + ("et" if stem.endswith(("t", "d", "chn", "ckn", "ffn", "gn", "tm")) else "t")}
    return frozenset(form for form in forms - others if _PARTICIPLE.match(form) is None)


@lru_cache(maxsize=16)
def _tables(tag: str) -> tuple[dict[str, str], frozenset[str]]:
    language = load_language(tag)
    words: dict[str, str] = {}
    for row in language.rows("tense_words"):
        stem, *endings = row[0].split("|")
        for word in [stem, *(stem + ending for ending in endings)]:
            words[word] = row[1]
    return words, language.words("not_preterite")

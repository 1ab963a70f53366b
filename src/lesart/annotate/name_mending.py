"""Slips of the sequence labeller mended by what lists know: what is never a name, and what always is one.

Each rule says little and is sure of it: compounds with a name inside go (Nato-Angaben), names cut before their last
syllable are made whole, and countries, companies with their legal form, parties in brackets behind a person and
unknown names behind an office are added.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from lesart.algorithms.kept import Kept
from lesart.annotate.name_features import CACHED_WORDS, NameWords
from lesart.annotate.name_forms import genitive_stems, is_syllabic, load_parts
from lesart.annotate.roles import RoleReader
from lesart.language.languages import Language
from lesart.model.annotation import NameKind

LONGEST_SYLLABLE = 5
"""Letters of the last part of a Korean or Chinese given name at most (Hyang, Chang)."""
LONGEST_AFTER_OFFICE = 3
"""Words of an unknown name behind an office at most; two at least, for a lone word may be anything."""
COMPANY_WORDS = 3
"""Words before a legal form (AG, GmbH) that may be the company's name."""
_SHORTEST_COUNTRY = 3
_ACRONYM = range(2, 7)
"""Letters of a party's acronym in brackets."""


class Labelled(NamedTuple):
    """A name by tokens `[start, end)` of its sentence."""

    start: int
    end: int
    kind: NameKind


class Mender:
    """Mends the names that a labeller found in the words of a sentence."""

    def __init__(self, language: Language, words: NameWords) -> None:
        self._words = words
        self._parts = load_parts(language)
        self._heads = language.words("compound_heads")
        self._legal = language.words("legal_forms")
        self._roles = RoleReader(language)
        self._marked = Kept(self._is_marked, CACHED_WORDS)

    def _is_marked(self, word: str) -> bool:
        """Whether a list may see a name at `word`, whatever stands beside it."""
        if not word[:1].isupper():
            return False
        if word.isupper() or word in self._legal or self._roles.offices.read(word):
            return True
        return len(word) >= _SHORTEST_COUNTRY and self._is_country(word)

    def mend(self, found: list[Labelled], words: Sequence[str]) -> list[Labelled]:
        """`found`, mended, in order and disjoint."""
        kept = [self._set_right(one, words) for one in found if not self._is_compound(one, words)]
        marked = list(map(self._marked.__getitem__, words))
        if True not in marked:
            return kept
        taken = {at for name in kept for at in range(name.start, name.end)}
        added: list[Labelled] = []
        for at, word in enumerate(words):
            if marked[at]:
                more = self._at(at, word, words, taken)
                if more:
                    kept = [name for name in kept if not (more.start <= name.start and name.end <= more.end)]
                    taken.update(range(more.start, more.end))
                    added.append(more)
        return sorted([*kept, *added]) if added else kept

    def _at(self, at: int, word: str, words: Sequence[str], taken: set[int]) -> Labelled | None:
        """The name that the lists see at capitalised word `at`, if the labeller missed it."""
        if word in self._legal and at:
            return self._company(at, words, taken)
        if at in taken:
            return None
        if word.isupper() and at > 1 and words[at - 1] == "(" and at - 2 in taken and words[at + 1 : at + 2] == [")"]:
            return Labelled(at, at + 1, "ORG") if len(word) in _ACRONYM and word.isalpha() else None
        if self._roles.office_of(word):
            return self._after_office(at + 1, words, taken)
        if len(word) >= _SHORTEST_COUNTRY and at - 1 not in taken and at + 1 not in taken and self._is_country(word):
            return Labelled(at, at + 1, "LOC")
        return None

    def _company(self, at: int, words: Sequence[str], taken: set[int]) -> Labelled | None:
        """The company whose legal form stands at `at`: the names and unknown words before it."""
        start = at
        while start > 0 and at - start < COMPANY_WORDS and words[start - 1][:1].isupper():
            word = words[start - 1]
            small = self._words.case_of(word) in ("a", "b")
            if start - 1 not in taken and (small or (self._words.noun_mark(word) and start != at)):
                break
            start -= 1
        if start == at or not all(word[:1].isupper() for word in words[start:at]):
            return None
        while start - 1 in taken and start in taken and start > 0 and words[start - 1][:1].isupper():
            start -= 1
        return Labelled(start, at + 1, "ORG")

    def _is_country(self, word: str) -> bool:
        """Whether `word` is a country and no given or family name."""
        found = self._roles.places.country_of(word)
        return bool(found and found.startswith("country:")) and not set("FfLl") & set(self._words.lists_of(word))

    def _after_office(self, start: int, words: Sequence[str], taken: set[int]) -> Labelled | None:
        """Two or three unknown words right behind an office (Außenministerin Choe Un Sil)."""
        if start >= len(words):
            return None
        end = start
        eastern = words[start].lower() in self._parts.family_first
        while end < len(words) and end - start < LONGEST_AFTER_OFFICE and end not in taken:
            if not self._is_part(words[end], eastern):
                break
            end += 1
        return Labelled(start, end, "PER") if end - start >= 2 and end not in taken else None

    def _is_part(self, word: str, eastern: bool) -> bool:
        """Whether `word` can go on an unknown name: no word of the language, or a syllable of an eastern name."""
        if not word.istitle() or not word.isalpha() or self._words.noun_mark(word):
            return False
        return self._words.case_of(word) not in ("a", "b", "c") or (eastern and is_syllabic([word.lower()]))

    def _is_compound(self, name: Labelled, words: Sequence[str]) -> bool:
        """Whether a lone word only has a name inside (Nato-Angaben): that is no name by the guidelines."""
        word = words[name.start]
        return name.end - name.start == 1 and "-" in word and word.rsplit("-", 1)[1].lower() in self._heads

    def _set_right(self, name: Labelled, words: Sequence[str]) -> Labelled:
        """`name` made whole, cut, or taken for a person where it is no known place right behind an office."""
        start, end, kind = name
        word = words[start]
        lone = kind == "PER" and end - start == 1 and word.isupper() and len(word) in _ACRONYM
        if lone and not self._words.case_of(word.title()):  # an acronym, not a name in capitals
            return Labelled(start, end, "ORG")
        behind = start > 0 and end - start > 1 and kind in ("LOC", "OTH") and self._roles.office_of(words[start - 1])
        if behind and words[start].istitle() and not self._is_place(words, name):
            name = Labelled(start, end, "PER")
        return self._cut(self._lengthen(name, words), words)

    def _is_place(self, words: Sequence[str], name: Labelled) -> bool:
        text = " ".join(words[name.start : name.end])
        places = self._roles.places
        return places.country_of(text) is not None or places.city_of(text) is not None

    def _lengthen(self, name: Labelled, words: Sequence[str]) -> Labelled:
        """A Korean or Chinese name cut before its last syllable (Kim Jong | Un), made whole."""
        start, end, kind = name
        if (
            kind == "PER"
            and end - start == 2
            and end < len(words)
            and words[start].lower() in self._parts.family_first
            and words[end].istitle()
            and is_syllabic([words[start + 1].lower(), words[end].lower()])
            and len(words[end]) <= LONGEST_SYLLABLE
            and not self._words.noun_mark(words[end])
        ):
            return Labelled(start, end + 1, kind)
        return name

    def _cut(self, name: Labelled, words: Sequence[str]) -> Labelled:
        """A name that runs on into a common noun behind its genitive (Duarte Melos | Vertraute), cut there."""
        start, end, kind = name
        if kind in ("PER", "LOC") and end - start > 1 and genitive_stems(words[end - 2]):
            mark = self._words.noun_mark(words[end - 1])
            if mark in ("N", "n") and not self._words.lists_of(words[end - 1]).strip("NnK"):
                return Labelled(start, end - 1, kind)
        return name

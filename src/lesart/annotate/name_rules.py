"""Names by rules: runs of capitalised words classed by lists, for languages without weights.

A word that opens a sentence counts only where a list has it, where a capitalised word follows, or where the word
clusters say that it is hardly ever written small. What no list, ending or neighbour can class is OTH.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from lesart.annotate.name_features import NameWords, load_words
from lesart.annotate.places import Places, load_places
from lesart.language.languages import Language
from lesart.language.offices import Offices, load_offices
from lesart.model.annotation import NameKind

_OPENING = frozenset("\"„“”»«‚‘›‹'([–—-•")
_LINKS = frozenset(
    {
        "of",
        "de",
        "del",
        "della",
        "di",
        "da",
        "du",
        "des",
        "la",
        "van",
        "von",
        "der",
        "al",
        "el",
        "bin",
        "ibn",
        "&",
        "y",
        "e",
    }
)


class RuleLabeller:
    """Finds names in the words of a sentence of one language."""

    by = "rules"

    def __init__(self, language: Language) -> None:
        self.words: NameWords = load_words(language)
        self.places: Places = load_places(language)
        self.offices: Offices = load_offices(language)
        self.never = language.words("no_names")
        self.before = _by_kind(language, "words_before_names")
        self.parts = _by_kind(language, "name_endings")
        self.acronyms = {row[0]: row[1] for row in language.rows("name_words")}
        self.halves = {form.split(" ")[0] for form in self.places.adjectives if " " in form}
        kinds = _by_kind(language, "cluster_kinds")
        self.clusters = {int(number): kind for number, kind in kinds.items()}

    def label(self, words: Sequence[str]) -> list[tuple[int, int, NameKind]]:
        """(start, end, kind) by words, in order, disjoint."""
        found: list[tuple[int, int, NameKind]] = []
        at = 0
        while at < len(words):
            end = self._run(words, at)
            if end == at:
                at += 1
                continue
            found += self._names_of_run(words, at, end)
            at = end
        return found

    def _names_of_run(self, words: Sequence[str], start: int, end: int) -> list[tuple[int, int, NameKind]]:
        """The name of a run behind titles and offices (Russian President X), a place before them (New York Mayor)."""
        found: list[tuple[int, int, NameKind]] = []
        titles = [at for at in range(start, end) if self._is_title(words[at])]
        name = titles[-1] + 1 if titles and titles[-1] + 1 < end else start
        stop = titles[0] if titles else end
        if titles:
            place = next((at for at in range(stop, start, -1) if self._is_place(words, start, at)), start)
            if place > start:
                found.append((start, place, "LOC"))
            elif stop > start and words[start] in self.acronyms:
                found.append((start, start + 1, self._kind(words, start, start + 1)))
            if name == start:
                return found
        while name < end and (words[name] == "." or self._is_adjective(words, name, end)):
            name += 1
        if name < end and self._counts(words, name, end):
            found.append((name, end, self._kind(words, name, end)))
        return found

    def _is_title(self, word: str) -> bool:
        return (word in self.before and word[:1].isupper()) or self.offices.read(word) is not None

    def _is_place(self, words: Sequence[str], start: int, end: int) -> bool:
        name = " ".join(words[start:end])
        if end - start == 1 and self.words.case_of(name) in ("a", "b", "c"):
            return False
        return self.places.country_of(name) is not None or self.places.city_of(name) is not None

    def _is_adjective(self, words: Sequence[str], at: int, end: int) -> bool:
        adjective = self.places.country_of_adjective(words[at]) or words[at] in self.halves
        return bool(adjective) and not any(self._is_place(words, at, stop) for stop in range(end, at, -1))

    def _is_name_word(self, word: str) -> bool:
        return word[:1].isupper() and word not in self.never and any(char.isalpha() for char in word)

    def _run(self, words: Sequence[str], at: int) -> int:
        """End of the run of name words that begins at `at`; `at` where none begins."""
        end = at
        while end < len(words):
            if self._is_name_word(words[end]) or (
                end > at
                and words[end] in _LINKS
                and end + 1 < len(words)
                and self._is_name_word(words[end + 1])
                and words[at : end + 1] != [words[end]]
            ):
                end += 1
            elif end > at and words[end] == "." and len(words[end - 1]) <= 2 and end + 1 < len(words):
                if not self._is_name_word(words[end + 1]):
                    break
                end += 1
            else:
                break
        return end

    def _counts(self, words: Sequence[str], start: int, end: int) -> bool:
        """Whether a run is a name though it opens its sentence, where every word is capitalised."""
        if not (start == 0 or (start == 1 and words[0] in _OPENING) or words[start - 1] in _OPENING | {":", "."}):
            return True
        word = words[start]
        if end - start > 1:
            return self.words.case_of(word) not in ("a", "b") or bool(self.words.lists_of(word))
        if word.isupper() and len(word) > 1:
            return self.words.case_of(word) not in ("a", "b")
        if self.places.country_of(word) or self.words.case_of(word) in ("d", "e"):
            return True
        return not self.words.case_of(word) and word.lower() not in self.words.clusters

    def _kind(self, words: Sequence[str], start: int, end: int) -> NameKind:
        name = " ".join(words[start:end])
        if self.places.country_of(name) or (name in self.acronyms and self.acronyms[name] == "LOC"):
            return "LOC"
        inner = {self.parts[word] for word in words[start:end] if word in self.parts}
        if inner:
            return "ORG" if "ORG" in inner else "LOC"
        if start and (kind := self.before.get(words[start - 1])):
            return kind
        if "F" in self.words.lists_of(words[start]) and end - start > 1:
            return "PER"
        if self.places.city_of(name):
            return "LOC"
        if end - start == 1 and words[start].isupper() and len(name) > 1:
            return "ORG"
        classes = Counter(
            self.clusters[entry[0]]
            for word in words[start:end]
            if (entry := self.words.clusters.get(word)) and entry[0] in self.clusters
        )
        if classes:
            return min(classes, key=lambda kind: (-classes[kind], kind))
        return "PER" if end - start in (2, 3) else "OTH"


def _by_kind(language: Language, table: str) -> dict[str, NameKind]:
    kinds: dict[str, NameKind] = {"PER": "PER", "LOC": "LOC", "ORG": "ORG"}
    return {word: kinds[kind] for word, kind in language.mapping(table).items() if kind in kinds}


@lru_cache(maxsize=8)
def load_rules(language: Language) -> RuleLabeller:
    """The rule labeller of `language`, made once."""
    return RuleLabeller(language)

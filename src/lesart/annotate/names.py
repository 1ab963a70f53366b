"""Names of persons, places, organisations and other things.

A linear-chain CRF labels the tokens of each sentence where the language has weights (`names.crfsuite`, made by
`training/names.py`); in other languages, and in a sentence of another language on a page (an agency's English
caption), runs of capitalised words are classed by lists (`name_rules`). Names that are sure on one page are then
known on the whole pile (`carried_names`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from threading import local
from typing import NamedTuple

import pycrfsuite

from lesart.annotate.carried_names import Known, KnownNames, gather_names, spread_names
from lesart.annotate.name_features import NameFeatures
from lesart.annotate.name_forms import is_syllabic, load_parts
from lesart.annotate.name_rules import load_rules
from lesart.annotate.roles import RoleReader
from lesart.language.languages import Language, load_language
from lesart.model.annotation import Name, NameKind, Sentence
from lesart.model.article import Article

__all__ = ["find_names", "gather_names", "read_labels", "spread_names"]

WEIGHTS = "names.crfsuite"
KINDS: tuple[NameKind, ...] = ("PER", "LOC", "ORG", "OTH")
_KIND_OF: dict[str, NameKind] = {kind: kind for kind in KINDS}
LONGEST_SYLLABLE = 5
"""Letters of the last part of a Korean or Chinese given name at most (Hyang, Chang)."""
FOREIGN_FROM = 2
"""Function words of another language, and none of the page's own, that make a sentence one of that language."""
FOREIGN_LENGTH = 6
"""Words of a sentence from which on its language is asked for at all."""


class Labelled(NamedTuple):
    """A name by tokens `[start, end)` of its sentence."""

    start: int
    end: int
    kind: NameKind


class Labeller:
    """A CRF with the features of its language."""

    def __init__(self, language: Language, weights: str) -> None:
        self.features = NameFeatures(language)
        self.by = f"crf:{weights.rsplit('/', 1)[-1]}"
        self._parts = load_parts(language)
        self._roles = RoleReader(language)
        self._tagger = pycrfsuite.Tagger()
        self._tagger.open(weights)

    def label(self, words: Sequence[str]) -> list[Labelled]:
        """The names among `words`."""
        found = read_labels(self._tagger.tag(self.features.of_sentence(words)))
        found = [self._lengthen(one, words) for one in found]
        return self._after_offices(found, words)

    def _after_offices(self, found: list[Labelled], words: Sequence[str]) -> list[Labelled]:
        """`found` with the names of two or three unknown words right behind an office (Außenministerin Choe Un Sil)."""
        taken: set[int] | None = None
        for at in range(len(words) - 2):
            if words[at][:1].isupper() and words[at + 1].istitle() and self._roles.office_of(words[at]):
                if taken is None:
                    taken = {i for name in found for i in range(name.start, name.end)}
                end = at + 1
                eastern = words[end].lower() in self._parts.family_first
                while end < len(words) and end <= at + 3 and end not in taken and self._is_part(words[end], eastern):
                    end += 1
                if at not in taken and at + 3 <= end and end not in taken:
                    found.append(Labelled(at + 1, end, "PER"))
        return sorted(found) if taken is not None else found

    def _is_part(self, word: str, eastern: bool) -> bool:
        """Whether `word` can go on an unknown name: no word of the language, or a syllable of an eastern name."""
        words = self.features.words
        if not word.istitle() or not word.isalpha() or words.noun_mark(word):
            return False
        return words.case_of(word) not in ("a", "b", "c") or (eastern and is_syllabic([word.lower()]))

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
            and not self.features.words.noun_mark(words[end])
        ):
            return Labelled(start, end + 1, kind)
        return name


def read_labels(labels: Iterable[str]) -> list[Labelled]:
    """Names of a row of `O`, `B-KIND`, `I-KIND`; an `I` without its `B` begins a name."""
    found: list[Labelled] = []
    start, kind = 0, ""
    at = -1
    for at, label in enumerate(labels):
        if kind and label != f"I-{kind}":
            found.append(Labelled(start, at, _KIND_OF[kind]))
            kind = ""
        if label != "O" and not kind:
            start, kind = at, label[2:]
    if kind:
        found.append(Labelled(start, at + 1, _KIND_OF[kind]))
    return found


_kept = local()


def _labeller(language: Language) -> Labeller | None:
    """The labeller of `language` in this thread (a tagger serves one thread), None without weights."""
    known: dict[Language, Labeller | None] = _kept.__dict__.setdefault("labellers", {})
    if language not in known:
        weights = language.weights(WEIGHTS)
        if len(known) > 8:
            known.clear()
        known[language] = Labeller(language, str(weights)) if weights else None
    return known[language]


def find_names(
    article: Article,
    sentences: tuple[Sentence, ...],
    language: Language,
    known: Mapping[str, NameKind] | None = None,
) -> tuple[Name, ...]:
    """Mentions in `sentences`, in order, disjoint. `known`: names of the pile, told by `gather_names`."""
    labeller = _labeller(language)
    found: list[Name] = []
    for sentence in sentences:
        tokens = sentence.tokens
        words = [token.text for token in tokens]
        if not any(word[:1].isupper() for word in words):
            continue
        foreign = foreign_language(words, language)
        if labeller is not None and foreign is None:
            labels, by = labeller.label(words), labeller.by
        else:
            rules = load_rules(foreign or language)
            labels, by = [Labelled(*one) for one in rules.label(words)], rules.by
        for start, end, kind in labels:
            found.append(Name(article.page.span(tokens[start].start, tokens[end - 1].end), kind, by=by))
    if known:
        names = known if isinstance(known, KnownNames) else KnownNames(_as_known(known))
        return spread_names(article, sentences, found, names)
    return tuple(found)


def _as_known(known: Mapping[str, NameKind]) -> list[Known]:
    return [Known(tuple(name.split()), kind, 1, 1.0) for name, kind in known.items() if name.split()]


def foreign_language(words: Sequence[str], language: Language) -> Language | None:
    """The other language that `words` are of: none of its own function words, and several of that one's."""
    if len(words) < FOREIGN_LENGTH:
        return None
    small = {word.lower() for word in words}
    own, others = _function_words(language.tag)
    if not own or small & own:
        return None
    hits = [(len(small & known), tag) for tag, known in others]
    most, tag = max(hits, default=(0, ""))
    return load_language(tag) if most >= FOREIGN_FROM else None


@lru_cache(maxsize=8)
def _function_words(tag: str) -> tuple[frozenset[str], tuple[tuple[str, frozenset[str]], ...]]:
    """Function words of language `tag`, and of each other one that has data of its own, without those of `tag`."""
    rows = {row[0]: frozenset(row[1].split()) for row in load_language(None).rows("function_words")}
    own = rows.get(tag, frozenset())
    others = [(other, words - own) for other, words in rows.items() if other != tag and load_language(other).known]
    return own, tuple(others)

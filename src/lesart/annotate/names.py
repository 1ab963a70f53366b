"""Names of persons, places, organisations and other things.

A linear-chain CRF labels the tokens of each sentence where the language has weights (`names.crfsuite`, made by
`training/names.py`); elsewhere runs of capitalised words are classed by lists (`name_rules`). Names that are sure
on one page are then known on the whole pile.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from threading import local
from typing import NamedTuple

import pycrfsuite

from lesart.annotate.name_features import NameFeatures
from lesart.language.languages import Language
from lesart.model.annotation import Name, NameKind, Sentence
from lesart.model.article import Article

WEIGHTS = "names.crfsuite"
KINDS: tuple[NameKind, ...] = ("PER", "LOC", "ORG", "OTH")
_KIND_OF: dict[str, NameKind] = {kind: kind for kind in KINDS}


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
        self._tagger = pycrfsuite.Tagger()
        self._tagger.open(weights)

    def label(self, words: Sequence[str]) -> list[Labelled]:
        """The names among `words`."""
        if not any(word[:1].isupper() for word in words):
            return []
        return read_labels(self._tagger.tag(self.features.of_sentence(words)))


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
    if labeller is None:
        return ()
    found: list[Name] = []
    for sentence in sentences:
        tokens = sentence.tokens
        for start, end, kind in labeller.label([token.text for token in tokens]):
            found.append(Name(article.page.span(tokens[start].start, tokens[end - 1].end), kind, by=labeller.by))
    return tuple(found)


def gather_names(pile: list[tuple[Article, tuple[Name, ...]]]) -> Mapping[str, NameKind]:
    """Names seen often or surely enough on the pile to be known everywhere in it."""
    return {}

"""Names of persons, places, organisations and other things.

A linear-chain CRF labels the tokens of each sentence where the language has weights (`names.crfsuite`, made by
`training/names.py`), and `name_mending` mends what lists know better. In other languages, and in a sentence of another
language on a page (an agency's English caption), runs of capitalised words are classed by lists (`name_rules`). Names
that are sure on one page are then known on the whole pile (`carried_names`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from threading import local

from lesart.algorithms.chain import Chain
from lesart.annotate.carried_names import Known, KnownNames, gather_names, spread_names
from lesart.annotate.name_features import NameFeatures
from lesart.annotate.name_mending import Labelled, Mender
from lesart.annotate.name_rules import load_rules
from lesart.annotate.name_scores import NameScores
from lesart.language.languages import Language, load_language
from lesart.model.annotation import Name, NameKind, Sentence
from lesart.model.article import Article

__all__ = ["Labelled", "find_names", "gather_names", "read_labels", "spread_names"]

WEIGHTS = "names.crfsuite"
KINDS: tuple[NameKind, ...] = ("PER", "LOC", "ORG", "OTH")
_KIND_OF: dict[str, NameKind] = {kind: kind for kind in KINDS}
FOREIGN_FROM = 2
"""Function words of another language, and none of the page's own, that make a sentence one of that language."""
FOREIGN_LENGTH = 6
"""Words of a sentence from which on its language is asked for at all."""


class Labeller:
    """A CRF with the features of its language."""

    def __init__(self, language: Language, weights: str) -> None:
        features = NameFeatures(language)
        self.by = f"crf:{weights.rsplit('/', 1)[-1]}"
        self._mender = Mender(language, features.words)
        self._scores = NameScores(Chain(Path(weights)), features)

    def label(self, sentences: Sequence[Sequence[str]]) -> list[list[Labelled]]:
        """The names among the words of each sentence."""
        if not sentences:
            return []
        labels = self._scores.label(sentences)
        found = []
        start = 0
        for words in sentences:
            named = read_labels(labels[start : start + len(words)])
            found.append(self._mender.mend(named, words))
            start += len(words)
        return found


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
    rows = [[token.text for token in sentence.tokens] for sentence in sentences]
    capital = [any(word[:1].isupper() for word in words) for words in rows]
    strange = [foreign_language(words, language) if able else None for words, able in zip(rows, capital, strict=True)]
    own = [n for n, able in enumerate(capital) if able and strange[n] is None]
    labelled = dict(zip(own, labeller.label([rows[n] for n in own]), strict=True)) if labeller is not None else {}
    found: list[Name] = []
    for number, (sentence, words) in enumerate(zip(sentences, rows, strict=True)):
        if not capital[number]:
            continue
        tokens = sentence.tokens
        if labeller is not None and number in labelled:
            labels, by = labelled[number], labeller.by
        else:
            rules = load_rules(strange[number] or language)
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

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
from typing import NamedTuple

from lesart.algorithms.chain import Chain
from lesart.annotate.carried_names import Known, KnownNames, gather_names, spread_names
from lesart.annotate.name_features import NameFeatures
from lesart.annotate.name_mending import Labelled, Mender
from lesart.annotate.name_rules import load_rules
from lesart.annotate.name_scores import NameScores
from lesart.language.languages import Language, load_language
from lesart.model.annotation import Name, NameKind, Sentence
from lesart.model.article import Article

__all__ = ["Labelled", "find_names", "find_names_of", "gather_names", "read_labels", "spread_names"]

WEIGHTS = "names.crfsuite"
KINDS: tuple[NameKind, ...] = ("PER", "LOC", "ORG", "OTH")
_KIND_OF: dict[str, NameKind] = {kind: kind for kind in KINDS}
LABELLED_AT_ONCE = 1_000
"""Sentences that are labelled together; bounds what a batch needs to some ten megabytes."""
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
        found: list[list[Labelled]] = []
        for first in range(0, len(sentences), LABELLED_AT_ONCE):
            some = sentences[first : first + LABELLED_AT_ONCE]
            labels = self._scores.label(some)
            start = 0
            for words in some:
                mine = labels[start : start + len(words)]
                named = read_labels(mine) if mine.count("O") < len(mine) else []
                found.append(self._mender.mend(named, words))
                start += len(words)
        return found


def read_labels(labels: Iterable[str]) -> list[Labelled]:
    """Names of a row of `O`, `B-KIND`, `I-KIND`; an `I` without its `B` begins a name."""
    found: list[Labelled] = []
    start, kind = 0, ""
    at = -1
    for at, label in enumerate(labels):
        if label == "O" and not kind:
            continue
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
    (found,) = find_names_of([(article, sentences, language)])
    if known:
        names = known if isinstance(known, KnownNames) else KnownNames(_as_known(known))
        return spread_names(article, sentences, found, names)
    return found


class _Waiting(NamedTuple):
    """A sentence with a capitalised word, in its `language`, if that is another one than its page's."""

    page: int
    sentence: Sentence
    words: list[str]
    language: Language
    foreign: bool


def find_names_of(pages: Sequence[tuple[Article, tuple[Sentence, ...], Language]]) -> list[tuple[Name, ...]]:
    """`find_names` of each page; the sentences of all pages are labelled at once, which costs less."""
    found: list[list[Name]] = [[] for _ in pages]
    waiting: dict[Language, list[_Waiting]] = {}
    for page, (_, sentences, language) in enumerate(pages):
        mine = waiting.setdefault(language, [])
        for sentence in sentences:
            words = [token.text for token in sentence.tokens]
            if any(word[:1].isupper() for word in words):
                other = foreign_language(words, language)
                mine.append(_Waiting(page, sentence, words, other or language, other is not None))
    for language, mine in waiting.items():
        labeller = _labeller(language)
        own = [each.words for each in mine if not each.foreign] if labeller is not None else []
        labelled = iter(labeller.label(own) if labeller is not None else ())
        for each in mine:
            if labeller is not None and not each.foreign:
                labels, by = next(labelled), labeller.by
            else:
                rules = load_rules(each.language)
                labels, by = [Labelled(*one) for one in rules.label(each.words)], rules.by
            tokens, text = each.sentence.tokens, pages[each.page][0].page
            for start, end, kind in labels:
                found[each.page].append(Name(text.span(tokens[start].start, tokens[end - 1].end), kind, by=by))
    return [tuple(names) for names in found]


def _as_known(known: Mapping[str, NameKind]) -> list[Known]:
    return [Known(tuple(name.split()), kind, 1, 1.0) for name, kind in known.items() if name.split()]


def foreign_language(words: Sequence[str], language: Language) -> Language | None:
    """The other language that `words` are of: none of its own function words, and several of that one's."""
    if len(words) < FOREIGN_LENGTH:
        return None
    own, others = _function_words(language.tag)
    if not own or not own.isdisjoint(words):
        return None
    small = {word.lower() for word in words}
    if small & own:
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

"""Names of persons, places, organisations and other things."""

from __future__ import annotations

from collections.abc import Mapping

from lesart.language.languages import Language
from lesart.model.annotation import Name, NameKind, Sentence
from lesart.model.article import Article


def find_names(
    article: Article,
    sentences: tuple[Sentence, ...],
    language: Language,
    known: Mapping[str, NameKind] | None = None,
) -> tuple[Name, ...]:
    """Mentions in `sentences`, in order, disjoint. `known`: names of the pile, told by `gather_names`."""
    return ()


def gather_names(pile: list[tuple[Article, tuple[Name, ...]]]) -> Mapping[str, NameKind]:
    """Names seen often or surely enough on the pile to be known everywhere in it."""
    return {}

"""Who said what: direct, indirect, free indirect and reported speech, with cue, speaker, addressee and way."""

from __future__ import annotations

from lesart.language.languages import Language
from lesart.model.annotation import Name, Quotation, Sentence
from lesart.model.article import Article


def find_quotations(
    article: Article, sentences: tuple[Sentence, ...], language: Language, names: tuple[Name, ...] = ()
) -> tuple[Quotation, ...]:
    """Quotations of `sentences`, by the start of their content; nested ones are listed beside the outer."""
    return ()

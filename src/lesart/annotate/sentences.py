"""Sentences of the article zones, with their tokens."""

from __future__ import annotations

import re

from lesart.language.languages import Language
from lesart.model.annotation import Sentence, Token
from lesart.model.article import Article

_END = re.compile(r"(?<=[.!?…])[\"“”«»]?\s+(?=[\"„“«»A-ZÄÖÜ0-9])|\n+")
_TOKEN = re.compile(r"\d+(?:[.,:'’]\d+)*|\w+(?:[-'’]\w+)*|[^\w\s]")


def find_sentences(article: Article, language: Language) -> tuple[Sentence, ...]:
    """Sentences of the zones that may be annotated, in order."""
    found = []
    text = article.page.text
    for zone in article.read_zones():
        start = zone.span.start
        cuts = [match.end() for match in _END.finditer(text, zone.span.start, zone.span.end)]
        for cut in [*cuts, zone.span.end]:
            piece = text[start:cut]
            left = start + len(piece) - len(piece.lstrip())
            right = start + len(piece.rstrip())
            if left < right:
                tokens = tuple(Token(m.start(), m.end(), m.group()) for m in _TOKEN.finditer(text, left, right))
                found.append(Sentence(article.page.span(left, right), tokens))
            start = cut
    return tuple(found)

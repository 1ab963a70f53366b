"""Lines by which a page speaks to its readers about itself, where they stand among what it reports."""

from __future__ import annotations

from lesart.language.languages import load_language
from lesart.model.annotation import Annotated
from lesart.model.text import Span

LONGEST_CALL = 200
"""Characters of a line that is set aside as a whole where a call stands in it (own setting): *Schon gehört? Unser
Podcast …* Of a longer one, the sentence alone is."""


def find_calls(page: Annotated) -> frozenset[Span]:
    """Sentences of `page` that call on the reader (newsletter, channel, gift, press contact) and report nothing; never
    one in which somebody's words are given."""
    text = page.page.text.lower()
    phrases = [phrase for phrase in load_language(page.article.language).words("calls_to_readers") if phrase in text]
    if not phrases:
        return frozenset()
    said = [piece for quotation in page.quotations for piece in quotation.content]
    found: set[Span] = set()
    for sentence in page.sentences:
        span = sentence.span
        words = text[span.start : span.end]
        if any(phrase in words for phrase in phrases) and not any(piece.meets(span) for piece in said):
            start, end = text.rfind("\n", 0, span.start) + 1, text.find("\n", span.end)
            end = end if end >= 0 else len(text)
            found.add(span)
            if end - start <= LONGEST_CALL:
                found.update(s.span for s in page.sentences if start <= s.span.start and s.span.end <= end)
    return frozenset(found)

"""What search is to know of a page: its words as terms with their places, and the marks it can be filtered by."""

from __future__ import annotations

from collections.abc import Iterable

from lesart.algorithms.words import WORD
from lesart.language.search_words import (
    SearchWords,
    fold_name,
    load_search_words,
    query_beginnings,
    query_rows,
    query_senses,
)
from lesart.model.annotation import Annotated
from lesart.model.text import Page, Span
from lesart.store.keys import MOST_PLACE
from lesart.store.query import MARKS
from lesart.store.records import Indexed, Run, Unit

GROUP_OF = {
    "kicker": "headline",
    "headline": "headline",
    "subheadline": "headline",
    "lead": "lead",
    "body": "body",
    "ticker_entry": "body",
    "info_box": "body",
    "caption": "caption",
    "correction": "correction",
    "comment": "comment",
    "comment_meta": "comment",
    "teaser": "teaser",
    "promo": "teaser",
    "navigation": "teaser",
    "section_label": "teaser",
    "byline": "imprint",
    "author_code": "imprint",
    "agency_credit": "imprint",
    "image_credit": "imprint",
    "dateline": "imprint",
    "published_time": "imprint",
    "updated_time": "imprint",
}
"""The group of zones that a word of a zone is found in (docs/search.md)."""
MOST_TERMS = 50_000
"""Words of one page that are searched: eighty long articles. Bounds what one page can cost the index."""
MOST_BYTES = 600_000
"""Bytes of the terms of one page; a tsvector of PostgreSQL takes 1 MB with its positions."""
MOST_UNIT = 2_000
"""Words of one quotation or quantity that are searched."""
MOST_WORDS = 5
"""Words of a name that can be called by a part of it; longer ones are titles of works and the like."""
MOST_MARKS = 400
"""Marks of one page: a page has some twenty."""


class QueryWords:
    """How the words of a query become terms (`store.query.Lexicon`)."""

    def terms(self, words: str) -> tuple[tuple[str, ...], ...]:
        return query_rows(words)

    def senses(self, word: str) -> tuple[str, ...]:
        return query_senses(word)

    def beginnings(self, word: str) -> tuple[str, ...]:
        return query_beginnings(word)

    def fold(self, words: str) -> tuple[str, ...]:
        return fold_name(words)


def index_page(page: Annotated) -> Indexed:
    """The terms, marks and units of `page`."""
    words = load_search_words(page.article.language)
    terms: list[str] = []
    starts: list[int] = []
    lengths: list[int] = []
    runs: list[Run] = []
    size = left_out = 0
    text = page.page.text
    for zone in page.article.zones:
        first = len(terms)
        for match in WORD.finditer(text, zone.span.start, zone.span.end):
            if len(terms) >= MOST_TERMS or size >= MOST_BYTES:
                left_out += 1
                continue
            term = words.term(match.group())
            size += len(term.encode()) + 8
            terms.append(term)
            starts.append(match.start())
            lengths.append(match.end() - match.start())
        if len(terms) > first:
            runs.append(Run(GROUP_OF[zone.kind], first, len(terms)))
    title = page.article.title
    if title is not None and title.start is None:
        first = len(terms)
        found = words.terms(title.text)[:MOST_UNIT]
        terms.extend(found)
        starts.extend([-1] * len(found))
        lengths.extend([0] * len(found))
        if found:
            runs.append(Run("headline", first, len(terms)))
    return Indexed(
        terms=tuple(terms),
        starts=tuple(starts),
        lengths=tuple(lengths),
        runs=tuple(runs),
        marks=_marks(page),
        quotations=tuple(
            Unit(_terms_at(page.page, quotation.content, words), _terms_at(page.page, quotation.speaker, words))
            for quotation in page.quotations[:MOST_PLACE]
        ),
        quantities=tuple(
            Unit(
                _with_concepts(_terms_at(page.page, filter(None, (quantity.span, quantity.predicate)), words), words),
                _terms_at(page.page, filter(None, (quantity.authority,)), words),
            )
            for quantity in page.quantities[:MOST_PLACE]
        ),
        left_out=left_out,
    )


def _terms_at(page: Page, spans: Iterable[Span], words: SearchWords) -> tuple[str, ...]:
    return tuple(term for span in spans for term in words.terms(page[span]))[:MOST_UNIT]


def _with_concepts(terms: tuple[str, ...], words: SearchWords) -> tuple[str, ...]:
    concepts = (words.concept(term) for term in terms)
    return (*terms, *dict.fromkeys(concept for concept in concepts if concept))


def _marks(page: Annotated) -> tuple[str, ...]:
    article = page.article
    outlet = [article.outlet.name, article.outlet.domain or ""] if article.outlet else []
    told = {
        "outlet": outlet,
        "author": article.authors,
        "agency": article.agencies,
        "language": [article.language or ""],
        "section": [article.section or ""],
        "source": [page.page.source, page.page.url or ""],
    }
    marks = {f"{MARKS[field]}={word}" for field, texts in told.items() for text in texts for word in fold_name(text)}
    marks.update(f"z={zone.kind}" for zone in article.zones)
    return tuple(sorted(marks)[:MOST_MARKS])


def fold_forms(page: Annotated) -> tuple[tuple[str, str], ...]:
    """Each form of a name on `page` with what a query may call it: all of it, or words of it that stand together.

    Small words (*am*, *von*) alone, and parts of names of more than MOST_WORDS words, name nothing.
    """
    text = page.page.text
    forms = {" ".join(text[name.span.start : name.span.end].split()) for name in page.names if name.entity}
    return tuple((form, folded) for form in sorted(forms) for folded in _calls(form))


def _calls(form: str) -> list[str]:
    words = fold_name(form)
    calls = {" ".join(words)}
    written = WORD.findall(form)
    if len(words) <= MOST_WORDS:
        for first in range(len(words)):
            for last in range(first + 1, len(words) + 1):
                if not all(word.islower() for word in written[first:last]):
                    calls.add(" ".join(words[first:last]))
    return sorted(calls)

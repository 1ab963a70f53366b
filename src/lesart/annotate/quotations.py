"""Who said what: direct, indirect, free indirect and reported speech, with cue, speaker, addressee and way.

Rules over word lists, no tagger and no weights. The way of a sentence: marks (`quotation_marks`) and sentences
make groups (`groups`); those that may quote somebody are taken apart into units (`units`) of clauses (`clauses`),
frames tell what was said in their sentence (`indirect`), and speech goes on from sentence to sentence (`flows`).
Confidence is the rule's precision as measured (`quotation_patterns`).
"""

from __future__ import annotations

from functools import lru_cache

from lesart.annotate.findings import Finding, Piece
from lesart.annotate.flows import Flow
from lesart.annotate.groups import PageWords, group_sentences
from lesart.annotate.quotation_marks import find_marked
from lesart.annotate.word_lists import load_words
from lesart.language.languages import Language
from lesart.model.annotation import Name, Quotation, Sentence
from lesart.model.article import Article
from lesart.model.text import Page, Spans

UNMEASURED = 0.5
"""Confidence of a pattern that was too rare to be measured."""


def find_quotations(
    article: Article, sentences: tuple[Sentence, ...], language: Language, names: tuple[Name, ...] = ()
) -> tuple[Quotation, ...]:
    """Quotations of `sentences`, by the start of their content; nested ones are listed beside the outer."""
    page = PageWords(load_words(language), names)
    found: list[Finding] = []
    at = 0
    for zone in article.read_zones():
        inside = []
        while at < len(sentences) and sentences[at].span.start < zone.span.end:
            inside.append(sentences[at])
            at += 1
        marked = find_marked(article.page.text, zone.span.start, zone.span.end)
        flow = Flow()
        for group in group_sentences(inside, marked, page):
            found += flow.read(group)
    confidences = _load_confidences(language)
    found.sort(key=lambda finding: (finding.content, finding.type))
    return tuple(_as_quotation(article.page, finding, confidences) for finding in found)


@lru_cache(maxsize=8)
def _load_confidences(language: Language) -> dict[str, float]:
    return {row[0]: float(row[1]) for row in language.rows("quotation_patterns")}


def _as_quotation(page: Page, finding: Finding, confidences: dict[str, float]) -> Quotation:
    return Quotation(
        type=finding.type,
        content=_spans(page, finding.content),
        confidence=confidences.get(finding.rule, UNMEASURED),
        cue=_spans(page, finding.cue),
        speaker=_spans(page, finding.speaker),
        frame=_spans(page, finding.frame),
        addressee=_spans(page, finding.addressee),
        via=_spans(page, finding.via),
        by=finding.rule,
    )


def _spans(page: Page, pieces: list[Piece]) -> Spans:
    return tuple([page.span(a, b) for a, b in sorted(pieces) if b > a]) if pieces else ()

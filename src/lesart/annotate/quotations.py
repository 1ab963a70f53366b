"""Who said what: direct, indirect, free indirect and reported speech, with cue, speaker, addressee and way."""

from __future__ import annotations

from lesart.annotate.attributions import find_attributions
from lesart.annotate.clauses import split_clauses
from lesart.annotate.findings import Finding, Piece
from lesart.annotate.indirect import Reader
from lesart.annotate.quotation_marks import Marked, find_marked
from lesart.annotate.units import Unit, Words, load_words
from lesart.language.languages import Language
from lesart.model.annotation import Name, Quotation, Sentence
from lesart.model.article import Article
from lesart.model.text import Page, Spans


def find_quotations(
    article: Article, sentences: tuple[Sentence, ...], language: Language, names: tuple[Name, ...] = ()
) -> tuple[Quotation, ...]:
    """Quotations of `sentences`, by the start of their content; nested ones are listed beside the outer."""
    words = load_words(language)
    found: list[Finding] = []
    for zone in article.read_zones():
        inside = [s for s in sentences if zone.span.start <= s.span.start and s.span.end <= zone.span.end]
        marked = find_marked(article.page.text, zone.span.start, zone.span.end)
        for unit in make_units(inside, marked, words):
            clauses = split_clauses(unit)
            found.extend(Reader(unit, clauses, find_attributions(unit)).read())
    return tuple(_as_quotation(article.page, finding) for finding in sorted(found, key=lambda f: f.content))


def make_units(sentences: list[Sentence], marked: tuple[Marked, ...], words: Words) -> list[Unit]:
    """Sentences, those that one outer quotation spans together."""
    outer = [stretch for stretch in marked if stretch.depth == 0]
    units: list[Unit] = []
    group: list[Sentence] = []
    mine: list[Marked] = []
    at = 0
    for sentence in sentences:
        if group and not any(stretch.end > sentence.span.start for stretch in mine):
            units.append(Unit(group, mine, words))
            group, mine = [], []
        group.append(sentence)
        while at < len(outer) and outer[at].start < sentence.span.end:
            mine.append(outer[at])
            at += 1
    if group:
        units.append(Unit(group, mine, words))
    return units


def _as_quotation(page: Page, finding: Finding) -> Quotation:
    return Quotation(
        type=finding.type,
        content=_spans(page, finding.content),
        confidence=0.5,
        cue=_spans(page, finding.cue),
        speaker=_spans(page, finding.speaker),
        frame=_spans(page, finding.frame),
        addressee=_spans(page, finding.addressee),
        via=_spans(page, finding.via),
        by=finding.rule,
    )


def _spans(page: Page, pieces: list[Piece]) -> Spans:
    return tuple(page.span(a, b) for a, b in pieces if b > a)

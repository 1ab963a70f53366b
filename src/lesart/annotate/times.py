"""Time expressions, anchored to the page's date where it has one."""

from __future__ import annotations

from lesart.algorithms.phrases import cut_atoms
from lesart.annotate.time_anchors import Anchors
from lesart.annotate.time_expressions import Expression
from lesart.annotate.time_patterns import load_grammar
from lesart.annotate.time_values import make_reading
from lesart.language.languages import Language
from lesart.model.annotation import Sentence, TimePoint
from lesart.model.article import Article

TITLE_ZONES = frozenset({"kicker", "headline", "subheadline", "caption"})
"""Zones whose present tense tells what has happened."""


def find_times(article: Article, sentences: tuple[Sentence, ...], language: Language) -> tuple[TimePoint, ...]:
    """Time expressions of `sentences`, in order, disjoint.

    Anchored to `article.published`, else to `article.updated`, else left open: *am Mittwoch* is `XXXX-WXX-3` then,
    *gestern* has no value. `by` names the rule. Takes any text; a page in a language without rules has its dates
    in digits alone.
    """
    grammar = load_grammar(language)
    anchors = Anchors(article)
    page = article.page
    found: list[TimePoint] = []
    for number, sentence in enumerate(sentences):
        atoms = cut_atoms(page.text, sentence.span.start, sentence.span.end)
        phrases = grammar.find(atoms)
        if not phrases:
            continue
        anchors.sentence = number
        zone = article.zone_at(sentence.span.start)
        title = zone is not None and zone.kind in TITLE_ZONES
        anchors.remembers = zone is None or zone.kind != "caption"
        for phrase in phrases:
            reading = make_reading(Expression(phrase, atoms, grammar, anchors, title))
            if reading is not None:
                span = page.span(atoms[phrase.first].start, atoms[phrase.last - 1].end)
                found.append(TimePoint(span, *reading, by=phrase.rule))
    return tuple(found)

"""Time expressions, anchored to the page's date where it has one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from lesart.algorithms.phrases import Atom, Phrase
from lesart.annotate.atoms import cut_sentence
from lesart.annotate.time_anchors import Anchors, day_of
from lesart.annotate.time_expressions import Expression
from lesart.annotate.time_patterns import TimeGrammar, load_grammar
from lesart.annotate.time_values import make_reading
from lesart.language.languages import Language
from lesart.model.annotation import Sentence, TimePoint
from lesart.model.article import Article
from lesart.model.text import Page

CLOCKS = frozenset({"clock", "clockhalf", "daypart", "midnight"})
DAYS = frozenset({"day", "weekday", "relday"})
BETWEEN = 2
"""Words between a clock time and its day at most: a preposition and an article."""
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
        if not grammar.rules.may_match([token.text for token in sentence.tokens]):
            continue
        atoms = cut_sentence(page.text, sentence)
        spelt = grammar.rules.spell_atoms(atoms)
        phrases = grammar.rules.find(spelt)
        if not phrases:
            continue
        anchors.sentence = number
        zone = article.zone_at(sentence.span.start)
        title = zone is not None and zone.kind in TITLE_ZONES
        anchors.remembers = zone is None or zone.kind != "caption"
        cut = _Cut(atoms, spelt, title)
        mine = _read_phrases(page, _days_first(phrases, atoms, language), cut, grammar, anchors)
        if len(phrases) == 1 and mine and _stands_alone(phrases[0], atoms):
            anchors.heading = day_of(mine[0].value)
        found.extend(sorted(mine, key=lambda time: time.span.start))
    return tuple(found)


class _Cut(NamedTuple):
    """A sentence cut into atoms, and as its rules spell it; `title`: it stands in a headline or caption."""

    atoms: Sequence[Atom]
    spelt: str
    title: bool


def _read_phrases(
    page: Page, phrases: list[Phrase], cut: _Cut, grammar: TimeGrammar, anchors: Anchors
) -> list[TimePoint]:
    """The times that `phrases` are; where one turns out to be none, what another rule finds in its place."""
    found: list[TimePoint] = []
    atoms = cut.atoms
    starts = [*sorted(phrase.first for phrase in phrases), len(atoms)]
    for phrase in phrases:
        others = [phrase]
        while others:
            each = others.pop(0)
            reading = make_reading(Expression(each, atoms, grammar, anchors, cut.title))
            if reading is not None:
                span = page.span(atoms[each.first].start, atoms[each.last - 1].end)
                found.append(TimePoint(span, *reading, by=each.rule))
            elif each is phrase:
                limit = starts[bisect_right(starts, each.first)]
                others = grammar.rules.find(cut.spelt, each.first, limit, each.rule)
    return found


def _stands_alone(phrase: Phrase, atoms: Sequence[Atom]) -> bool:
    """A day fills its line, as above the entries of a ticker."""
    rest = [*atoms[: phrase.first], *atoms[phrase.last :]]
    return phrase.action == "day" and not any(atom.text.isalnum() for atom in rest)


def _days_first(phrases: list[Phrase], atoms: Sequence[Atom], language: Language) -> list[Phrase]:
    """`phrases` with a day before the clock time that it follows: *um 15 Uhr am Freitag*."""
    ordered = list(phrases)
    for at in range(len(ordered) - 1):
        first, second = ordered[at], ordered[at + 1]
        if first.action not in CLOCKS or second.action not in DAYS:
            continue
        between = {atom.text for atom in atoms[first.last : second.first]}
        if len(between) <= BETWEEN and not between & (language.words("clause_joints") | {","}):
            ordered[at], ordered[at + 1] = second, first
    return ordered

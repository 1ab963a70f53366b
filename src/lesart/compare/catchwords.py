"""The words of its base that head a row of the synopsis."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec

from lesart.compare.units import Unit
from lesart.language.stems import Stems, load_stems
from lesart.model.annotation import Annotated, Quantity, Token
from lesart.model.text import Span

CATCHWORDS = 4
"""Words in a catchword at most: what the head of a row holds on two lines (own setting)."""
TELLING = 2.0
"""Weight of a word from which it may begin or end a catchword: the word is in fewer than one text of seven."""
YEAR_DIGITS = 4
"""No other number ends a catchword: it would lack what it counts, or its month."""
FILLER = 1.5
"""What a word that tells little takes from a run of words that holds it (own setting)."""
NAMED = 0.5
"""Part of its weight that a word of a name counts: names recur from row to row (own setting)."""
SMALL = 0.6
"""Part of its weight that a number or a word written small counts: beside verbs and adjectives the nouns of a language
that writes them large name a row best (own setting)."""
UNSHARED = 0.1
"""Part of its weight that a word counts which no other witness has: a row is named by what its readings share."""


class _Word(msgspec.Struct, frozen=True):
    token: Token
    worth: float
    edge: bool
    """Whether a catchword may begin or end here."""


def choose_catchword(row: Sequence[Unit], base: Sequence[Unit], page: Annotated) -> Span:
    """The first number of the base that stands with what it counts and that others give or count too, else what the
    row's witnesses share.

    That is the run of at most CATCHWORDS words, not broken by a mark, that tells most of what they share and the page
    says in few other sentences. It begins and ends with a telling word, with none by which somebody's words are
    reported, and begins with no digit. Where no word tells, the longest; where there is none, the sentence.
    """
    for quantity in (quantity for unit in base for quantity in unit.quantities):
        if len(page.page[quantity.span].split()) > 1 and _is_shared(quantity, row, base, page):
            return quantity.span
    words = _judge(row, base[0], page)
    best: tuple[float, int, int] | None = None
    for first, word in enumerate(words):
        if not word.edge or word.token.text[0].isdigit():
            continue
        for last in range(first, min(first + CATCHWORDS, len(words))):
            if last > first and words[last - 1].token.end + 1 != words[last].token.start:
                break
            if words[last].edge:
                found = (sum(each.worth for each in words[first : last + 1]), -first, -last)
                best = found if best is None else max(best, found)
    if not words:
        return base[0].span
    if best is None:
        longest = max(words, key=lambda each: (len(each.token.text), -each.token.start))
        return page.page.span(longest.token.start, longest.token.end)
    return page.page.span(words[-best[1]].token.start, words[-best[2]].token.end)


def _is_shared(quantity: Quantity, row: Sequence[Unit], base: Sequence[Unit], page: Annotated) -> bool:
    """Whether no other witness stands in the row, or one gives the same number or counts the same thing."""
    others = [unit for unit in row if unit.page != base[0].page]
    if not others:
        return True
    if any(each.value == quantity.value is not None for unit in others for each in unit.quantities):
        return True
    stems = load_stems(page.article.language)
    counted = {stems.stem(word) for word in page.page[quantity.of].split()} if quantity.of else set()
    return any(stems.stem(normal) in counted for unit in others if unit.quantities for normal in unit.words)


def _judge(row: Sequence[Unit], unit: Unit, page: Annotated) -> list[_Word]:
    stems = load_stems(page.article.language)
    others = [set(map(stems.stem, other.words)) for other in row if other.page != unit.page]
    sentences = _count_sentences(page, stems)
    cues = [cue for quotation in page.quotations for cue in quotation.cue]
    named = [(name.span.start, name.span.end) for name in unit.names]
    judged = []
    for token in unit.sentence.tokens:
        if not token.text[0].isalnum():
            continue
        stem = stems.stem(token.text)
        weight = stems.weight(stem)
        reports = any(cue.start <= token.start < cue.end for cue in cues)
        shared = sum(stem in other for other in others) / len(others) if others else 1.0
        if any(start <= token.start < end for start, end in named):
            weight *= NAMED
        elif not token.text[0].isupper():
            weight *= SMALL
        telling = weight >= TELLING and not reports
        worth = weight / sentences[stem] * max(shared, UNSHARED) if telling else -FILLER
        cut = token.text[0].isdigit() and len(token.text) != YEAR_DIGITS
        judged.append(_Word(token, worth, telling and not cut))
    return judged


def _count_sentences(page: Annotated, stems: Stems) -> Counter[str]:
    counted: Counter[str] = Counter()
    for sentence in page.sentences:
        counted.update({stems.stem(token.text) for token in sentence.tokens if token.text[0].isalnum()})
    return counted

"""What became of those counted: the verb that says it (*getötet*, *entsandt*, *in Sicherheit gebracht*).

The words of a language that say what happens to people go first; else the participle or infinitive that ends the
clause, else its full verb. The comparison tells killed from injured by this word alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from lesart.algorithms.phrases import Atom
from lesart.annotate.quantity_grammar import QuantityGrammar
from lesart.language.languages import Language, load_language
from lesart.language.verbs import ANY_FINITE, BE, BECOME, HAVE, INFINITIVE, MODAL, PARTICIPLE, load_verbs
from lesart.model.text import Page, Span

FARTHEST = 60
"""Atoms on either side of a number in which its clause is looked for; longer ones are lists and tables."""
_BORDERS = frozenset(';:–—()"„“”«»‹›!?,')
"""Marks that end a clause; a comma in a list of numbers does not."""
_ARTICLES = re.compile(r"(?:d(?:er|ie|as|en|em|es)|(?:[msd]|ihr)?eine?[nmrs]?|ihre[nmrs]?|im|am|zum|zur|vom|beim)$")
_AUXILIARIES = HAVE | BE | BECOME | MODAL


def find_predicate(
    page: Page, atoms: Sequence[Atom], place: tuple[int, int], grammar: QuantityGrammar, victims: bool
) -> Span | None:
    """The words that say what happened to the things counted at atoms `place`, None where the clause has no verb.

    `victims`: the thing counted says it by itself (*30 Verletzte*); only what is told right of it goes further.
    """
    language = grammar.language
    first = place[0]
    if first > 1 and atoms[first - 1].text in grammar.links("of") and _is_fate_noun(atoms[first - 2].text, language):
        return page.span(atoms[first - 2].start, atoms[first - 2].end)
    low, high = clause_around(atoms, *place)
    chosen = _fate(atoms, (low, high), place, grammar, victims)
    if chosen is None and not victims:
        chosen = _relative_fate(atoms, place, grammar)
    if chosen is None and not victims:
        at = _verb(atoms, low, high, place, language)
        chosen = (at, at + 1) if at is not None else None
    if chosen is None:
        return None
    return page.span(atoms[chosen[0]].start, atoms[chosen[1] - 1].end)


def _relative_fate(atoms: Sequence[Atom], place: tuple[int, int], grammar: QuantityGrammar) -> tuple[int, int] | None:
    """The fate that a relative clause right behind the number tells: *60 Menschen, die das Haus verlassen mussten*."""
    at = place[1]
    if at + 2 >= len(atoms) or atoms[at].text != "," or atoms[at + 1].text not in grammar.links("relative"):
        return None
    _, high = clause_around(atoms, at + 1, at + 2)
    found = _fates_in(atoms, at + 1, high, place, _fates(grammar.language.tag))
    return found[0] if found else None


def is_fate_behind(atoms: Sequence[Atom], at: int, language: Language) -> bool:
    """Whether what happened to people is told right from atom `at` on (*und 30 verletzt*, *drei schwer verletzt*)."""
    fates = _fates(language.tag)
    return any(atom.text.lower() in fates and atom.text[0].islower() for atom in atoms[at : at + 2])


def has_fate(atoms: Sequence[Atom], place: tuple[int, int], grammar: QuantityGrammar) -> bool:
    """Whether the clause around atoms `place` tells what became of somebody."""
    low, high = clause_around(atoms, *place)
    return bool(_fates_in(atoms, low, high, place, _fates(grammar.language.tag)))


def _is_fate_noun(noun: str, language: Language) -> bool:
    """*Verluste von 600 Soldaten*: the noun before *von* says it."""
    small = noun.lower()
    return noun[0].isupper() and any(small.endswith(ending) for ending in language.words("fate_nouns"))


def clause_around(atoms: Sequence[Atom], low: int, high: int) -> tuple[int, int]:
    """The atoms of the clause that holds atoms `[low, high)`, by its marks; commas in lists of numbers end none."""
    lowest, highest = max(0, low - FARTHEST), min(len(atoms), high + FARTHEST)
    while low > lowest and not (atoms[low - 1].text in _BORDERS and _is_border(atoms, low - 1)):
        low -= 1
    while high < highest and not (atoms[high].text in _BORDERS and _is_border(atoms, high)):
        high += 1
    return low, high


def _is_border(atoms: Sequence[Atom], at: int) -> bool:
    """Whether a mark of _BORDERS ends a clause."""
    return atoms[at].text != "," or not (at + 1 < len(atoms) and atoms[at + 1].text[0].isdigit())


@lru_cache(maxsize=8)
def _fates(tag: str) -> dict[str, list[tuple[str, ...]]]:
    """Phrases of `fate_phrases` by their last word."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for line in load_language(tag).words("fate_phrases"):
        words = tuple(line.split(" "))
        found.setdefault(words[-1], []).append(words)
    for phrases in found.values():
        phrases.sort(key=lambda words: (-len(words), words))
    return found


def _fate(
    atoms: Sequence[Atom], clause: tuple[int, int], place: tuple[int, int], grammar: QuantityGrammar, victims: bool
) -> tuple[int, int] | None:
    """The fate phrase that goes with the number.

    Behind it before the next number, else before it back to the one before, else shared with a neighbour:
    *20 Soldaten und 30 Zivilisten getötet*. In English the verb right before its object goes first.
    """
    low, high = clause
    found = _fates_in(atoms, low, high, place, _fates(grammar.language.tag))
    if not found:
        return None
    next_number = next((at for at in range(place[1], high) if grammar.is_number(atoms[at].text)), high)
    last_number = next((at for at in range(place[0] - 1, low - 1, -1) if grammar.is_number(atoms[at].text)), low)
    behind = [span for span in found if span[0] >= place[1]]
    before = [span for span in reversed(found) if span[1] <= place[0]]
    near_behind = [span for span in behind if span[1] <= next_number]
    near_before = [span for span in before if span[0] >= last_number]
    if victims:
        return near_behind[0] if near_behind else None
    if grammar.language.tag == "en" and near_before and near_before[0][1] == place[0]:
        return near_before[0]
    chosen = near_behind or near_before or behind or before
    return chosen[0] if chosen else None


def _fates_in(
    atoms: Sequence[Atom], low: int, high: int, place: tuple[int, int], fates: dict[str, list[tuple[str, ...]]]
) -> list[tuple[int, int]]:
    """Where the clause tells a fate; the verb may stand before the number: *kamen drei Menschen ums Leben*."""
    found = []
    for at in range(low, high):
        if place[0] <= at < place[1]:
            continue
        for words in fates.get(atoms[at].text.lower(), ()):
            first = at - len(words) + 1
            if first < low:
                continue
            there = tuple(atom.text.lower() for atom in atoms[first : at + 1])
            if there == words:
                found.append((first, at + 1))
                break
            split = len(words) > 2 and there[1:] == words[1:] and first + 1 >= place[1]
            if split and any(atom.text.lower() == words[0] for atom in atoms[low : place[0]]):
                found.append((first + 1, at + 1))
                break
    return found


def _verb(atoms: Sequence[Atom], low: int, high: int, place: tuple[int, int], language: Language) -> int | None:
    """The last participle or infinitive of the clause with an auxiliary, else its full verb."""
    verbs = load_verbs(language)
    infinitives = language.words("auxiliary_infinitives")
    full: int | None = None
    last: int | None = None
    auxiliary = False
    for at in range(low, high):
        text = atoms[at].text
        if place[0] <= at < place[1] or not text[0].islower() or len(text) < 3:
            continue
        flags = verbs.flags(text)
        if flags & _AUXILIARIES or text in infinitives:
            auxiliary = True
            continue
        if text in verbs.reporting:
            continue
        if flags & (PARTICIPLE | INFINITIVE) and not _before_noun(atoms, at):
            last = at
        if flags & ANY_FINITE and full is None and not _before_noun(atoms, at, True):
            full = at
    if auxiliary and last is not None:
        return last
    return full if full is not None else last


def _before_noun(atoms: Sequence[Atom], at: int, finite: bool = False) -> bool:
    """An adjective: it stands between an article and a noun."""
    if finite and at and not atoms[at - 1].text[0].isalpha():
        return False
    following = atoms[at + 1].text if at + 1 < len(atoms) else ""
    return following[:1].isupper() and at > 0 and _ARTICLES.match(atoms[at - 1].text.lower()) is not None

"""Verbs whose particle stands at the end of the clause are put together: *baut … ab* and *abzubauen* are *abbau-*."""

from __future__ import annotations

from collections.abc import Sequence

from lesart.algorithms.words import normal_word
from lesart.language.lemmas import load_lemmas
from lesart.language.stems import Stems
from lesart.model.annotation import Token
from lesart.model.text import Span

_ENDS = frozenset(".,;:!?…)")


def join_particles(
    tokens: Sequence[Token], particles: frozenset[str], stems: Stems, aside: Sequence[Span]
) -> list[str]:
    """The words of `tokens` outside `aside`, verbs and particles of one clause joined where the language knows
    the joined word; `particles` empty (a language without them) changes nothing."""
    words: list[str] = []
    clause = 0
    for place, token in enumerate(tokens):
        if not token.text[0].isalnum():
            if token.text[0] in _ENDS:
                clause = len(words)
            continue
        last = place + 1 == len(tokens) or tokens[place + 1].text[0] in _ENDS
        if last and token.text in particles and _join(words, clause, token.text, stems):
            continue
        if not any(span.start <= token.start < span.end for span in aside):
            words.append(_without_zu(token.text, particles))
    return words


def _join(words: list[str], clause: int, particle: str, stems: Stems) -> bool:
    """Joins `particle` to the first verb-like word of the clause that makes a known word with it."""
    for place in range(clause, len(words)):
        word = words[place]
        if word[0].islower() and len(word) > 2 and _is_known(particle + normal_word(word), stems):
            words[place] = particle + word
            return True
    return False


def _is_known(word: str, stems: Stems) -> bool:
    """Whether the language's lists know `word`, or the infinitive that it is a form of (*zurücktrat*)."""
    return stems.known(stems.stem(word)) or stems.known(load_lemmas(stems.tag).stem(word))


def _without_zu(word: str, particles: frozenset[str]) -> str:
    """`abzubauen` as `abbauen`."""
    cut = word.find("zu", 2)
    if 0 < cut < len(word) - 4 and word[0].islower() and word[:cut] in particles and word.endswith("n"):
        return word[:cut] + word[cut + 2 :]
    return word

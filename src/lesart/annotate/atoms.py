"""The atoms of a sentence, for rules over words and marks: its tokens, those that hold several of them cut.

Most tokens are one atom and serve as they are, so that a sentence without digits, hyphens and the like is not cut
at all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lesart.algorithms.phrases import ATOM, Atom, CutAtom, cut_atoms
from lesart.model.annotation import Sentence, Token

INVISIBLE = "\u0300-\u036f\u00ad\u200b-\u200d\u2060"
_SEVERAL = re.compile(rf"[\d_\n\-‐‑'’{INVISIBLE}]|\.\.")
"""What a token of several atoms holds (see `sentences.TOKEN`), and line breaks, two of which are an atom."""


def cut_sentence(text: str, sentence: Sentence) -> Sequence[Atom]:
    """What `cut_atoms` gives for `sentence` of `text`."""
    start, end = sentence.span.start, sentence.span.end
    if _SEVERAL.search(text, start, end) is None:
        return sentence.tokens
    if text.find("\n", start, end) >= 0:
        return cut_atoms(text, start, end)
    return cut_tokens(text, sentence.tokens, ATOM)


def cut_tokens(text: str, tokens: Sequence[Token], atom: re.Pattern[str]) -> list[Atom]:
    """`tokens` of `text`, those that are neither letters or digits alone nor one character cut into matches of `atom`.

    `atom` matches letters in a row, and digits in a row, as one.
    """
    new = tuple.__new__  # half the time of a call of CutAtom
    atoms: list[Atom] = []
    for token in tokens:
        word = token.text
        if len(word) == 1 or word.isalpha() or word.isdecimal():
            atoms.append(token)
        else:
            matches = atom.finditer(text, token.start, token.end)
            atoms += [new(CutAtom, (match[0], match.start(), match.end())) for match in matches]
    return atoms

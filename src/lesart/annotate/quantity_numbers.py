"""Numbers as newsrooms print them: 8'000, 8’000, 8.000, 8 000, 1,3 Millionen, anderthalb, ein Dutzend, Tausende.

The text is cut into atoms in which a number with its group and decimal marks is one piece; `read_digits` tells its
value by the habits of the language. What a word counts for is data (`magnitudes`, `vague_numbers`, `fractions`,
`several_words`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import msgspec

from lesart.algorithms.phrases import Atom, CutAtom
from lesart.annotate.atoms import INVISIBLE, cut_sentence, cut_tokens
from lesart.language.languages import Language, load_language
from lesart.model.annotation import Sentence

LONGEST_NUMBER = 24
"""Characters of the longest number with its marks; longer runs of digits are codes (own choice)."""
_DIGIT = re.compile(r"\d")
_ACROSS = re.compile(rf"\d(?:[ \u00a0\u202f\u2009‘´]\d|(?<=[^\W\d].)|(?<=[-‐‑'’{INVISIBLE}].))")
"""Digits by which a number may reach over several tokens: grouped by blanks or rare marks, or at the end of a word."""
_ATOM = re.compile(
    r"\n[ \t\r]*\n"
    r"|(?<![\d/.,])(?<!\d )\d{1,3}(?: \d{3})+(?!\d)(?:,\d+)?"
    r"|\d{1,3}(?:[.'’‘´\u00a0\u202f\u2009]\d{3})+(?!\d)(?:,\d+)?"
    r"|\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?"
    r"|\d+(?:[.,]\d+)?"
    r"|[^\W\d_]+|[^\w\s]|_"
)
_GROUPED = re.compile(r"\d{1,3}(?:[.'’‘´\u00a0\u202f\u2009 ]\d{3})+(?:,\d+)?$")
_COMMA_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?$")
_GROUP_MARKS = re.compile(r"[.'’‘´\u00a0\u202f\u2009 ]")


class NumberWords(msgspec.Struct, frozen=True):
    """Words of one language that stand for numbers beside the number words proper. Keys are small letters."""

    magnitudes: dict[str, float]
    vague: dict[str, float]
    vague_spellings: frozenset[str]
    """Vague numbers as they may be written: one listed with a capital only so."""
    several: dict[str, bool]
    """To whether the word counts without a magnitude behind it."""
    fractions: dict[str, tuple[float, bool]]
    """To the value of one and whether a number must stand before it."""


def cut_numbers(text: str, sentence: Sentence) -> Sequence[Atom]:
    """The atoms of `sentence` of `text`; a number with its marks is one of them."""
    start, end = sentence.span.start, sentence.span.end
    if _DIGIT.search(text, start, end) is None:
        return cut_sentence(text, sentence)
    if _ACROSS.search(text, start, end) is None and text.find("\n", start, end) < 0:
        return cut_tokens(text, sentence.tokens, _ATOM)
    new = tuple.__new__  # half the time of a call of CutAtom
    return [new(CutAtom, (match[0], match.start(), match.end())) for match in _ATOM.finditer(text, start, end)]


def number_texts(word: str) -> list[str]:
    """The texts of the atoms of a word."""
    return _ATOM.findall(word)


@lru_cache(maxsize=8)
def load_number_words(tag: str) -> NumberWords:
    """The number words of language `tag`; empty for a language without tables."""
    language = load_language(tag)
    return NumberWords(
        magnitudes={word.lower(): float(value) for word, value in language.mapping("magnitudes").items()},
        vague={word.lower(): float(value) for word, value in language.mapping("vague_numbers").items()},
        vague_spellings=frozenset(
            spelling for word in language.mapping("vague_numbers") for spelling in (word, word.capitalize())
        ),
        several={row[0].lower(): row[1] == "alone" for row in language.rows("several_words")},
        fractions={row[0].lower(): (float(row[1]), row[2] == "yes") for row in language.rows("fractions")},
    )


def read_digits(text: str, language: Language, magnitude_follows: bool = False, counts: bool = True) -> float | None:
    """The value of digits with their marks.

    In German a comma is decimal and a full stop groups, unless what follows shows otherwise: *1.5 Millionen* is a
    Swiss decimal, *28,000 Menschen* comes from an English text. `magnitude_follows`: *Millionen* or the like stands
    behind; `counts`: things are counted, not measured.
    """
    if len(text) > LONGEST_NUMBER:
        return None
    if text.isdecimal():
        return float(text)
    if language.tag == "en":
        return _english(text)
    if _GROUPED.match(text):
        if magnitude_follows and text.count(".") == 1 and "," not in text and " " not in text:
            return float(text)
        whole, _, decimals = text.partition(",")
        return float(_GROUP_MARKS.sub("", whole) + ("." + decimals if decimals else ""))
    if _COMMA_GROUPED.match(text):
        several = text.count(",") > 1 or "." in text
        if several or (counts and not magnitude_follows and text[0] != "0"):
            return float(text.replace(",", ""))
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def _english(text: str) -> float | None:
    plain = re.sub(r"[,'’\u00a0\u202f\u2009 ]", "", text)
    try:
        return float(plain)
    except ValueError:
        return None


def decimals_of(text: str) -> bool:
    """Whether digits are written with a decimal mark."""
    return not text.isdecimal() and not _GROUPED.match(text) and not _COMMA_GROUPED.match(text)

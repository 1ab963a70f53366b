"""Words of a text as sequences to compare: where they stand, and their normal form beside them."""

from __future__ import annotations

import re
import unicodedata

WORD = re.compile(r"\d+(?:[.,'’\u00a0\u202f]\d+)*|[^\W\d_]+(?:[\u00ad\u200b]?[^\W_]+)*", re.UNICODE)
"""A number with its group and decimal marks, or a run of letters and digits (soft hyphens inside)."""

_GROUPED = re.compile(r"(?<=\d)[.'’\u00a0\u202f](?=\d{3}(?!\d))")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")


def find_words(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Ranges (code points) of the words of `text[start:end]`, in order."""
    return [match.span() for match in WORD.finditer(text, start, len(text) if end is None else end)]


def normal_word(word: str) -> str:
    """`word` as it is compared: case, ß/ss, composed or not, group marks in numbers and soft hyphens aside."""
    if word[0].isdigit():
        return _GROUPED.sub("", word)
    if not word.isascii():
        word = _INVISIBLE.sub("", unicodedata.normalize("NFC", word))
    return word.lower().replace("ß", "ss")

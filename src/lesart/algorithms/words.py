"""Words of a text as sequences to compare: where they stand, their normal form and its hash beside them."""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

WORD = re.compile(
    "[^\\W\\d_][\\w\u00ad\u200b\u0300-\u036f]*|\\d{1,3}(?:[ \u00a0\u202f]\\d{3})+(?!\\d)(?:,\\d+)?|\\d+(?:[.,'’]\\d+)*"
)
"""A run of letters, digits and combining marks (soft hyphens inside), or a number with its group and decimal marks."""

LONG_WORD = 5
"""Letters (code points of the normal form). In German running text words of at least five letters are mostly content
words and shorter ones mostly articles, prepositions and auxiliaries; a cheap stand-in for a list of stop words that
serves every language of the pile. Numbers count as long."""

HASH_CACHE = 250_000
"""Pieces of text kept with their hashes; about 50 MB. German newspapers of a year have more, the rare ones are hashed
again."""

_GROUPED = re.compile(r"(?<=\d)[.,'’ \u00a0\u202f](?=\d{3}(?!\d))")
_SPACED_NUMBER = re.compile("\\d[ \u00a0\u202f]\\d{3}")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")

Hashes = NDArray[np.uint64]


def find_words(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Ranges (code points) of the words of `text[start:end]`, in order."""
    return [match.span() for match in WORD.finditer(text, start, len(text) if end is None else end)]


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """`word` in small letters without accents; ß as ss, letters and digits only."""
    if word.isascii() and word.isalnum():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word.lower().replace("ß", "ss").replace("ı", "i").replace("ł", "l"))
    return "".join(char for char in plain if char.isalnum())


def normal_word(word: str) -> str:
    """`word` as it is compared: case, ß/ss, composed or not, group marks in numbers and soft hyphens aside."""
    if word[0].isdigit():
        return _GROUPED.sub("", word)
    if not word.isascii() and not (word.isalpha() and unicodedata.is_normalized("NFC", word)):
        word = _INVISIBLE.sub("", unicodedata.normalize("NFC", word))
    return word.lower().replace("ß", "ss")


def hash_word(word: str) -> int:
    """A hash of the normal form of `word`, the same in every process; its lowest bit says "long word".

    33 bits: among a million different words a hundred pairs have one hash. Runs of words get hashes of 64 bits
    (`fingerprint.hash_runs`), and alignment compares the words of two texts at places that agree around them.
    """
    normal = normal_word(word)
    long = len(normal) >= LONG_WORD or normal[:1].isdigit()
    return crc32(normal.encode("utf-8", "surrogatepass")) << 1 | long


class _HashCache(dict[str, bytes]):
    """The hashes of the words in what stands between two blanks; emptied when full, so that memory stays bounded.

    Holds nothing but what it computes: forgetting changes no result.
    """

    def __missing__(self, piece: str) -> bytes:
        if len(self) >= HASH_CACHE:
            self.clear()
        if piece.isalpha():
            value = hash_word(piece).to_bytes(8, sys.byteorder)
        else:
            value = b"".join([hash_word(word).to_bytes(8, sys.byteorder) for word in WORD.findall(piece)])
        self[piece] = value
        return value


_cache = _HashCache()


def hash_words(text: str, start: int = 0, end: int | None = None) -> Hashes:
    """Hashes of the words of `text[start:end]`, in the order of `find_words`; see `hash_word`.

    Pieces between blanks are looked up whole: one lookup for a word with its punctuation marks. Words with a
    blank inside are numbers only; a text that has some is read word by word.
    """
    part = text[start:end]
    if _SPACED_NUMBER.search(part):
        return np.array([hash_word(word) for word in WORD.findall(part)], dtype=np.uint64)
    return np.frombuffer(b"".join(map(_cache.__getitem__, part.split())), dtype=np.uint64)

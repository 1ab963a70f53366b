"""Stems of words and how common they are: what words weigh when texts are compared.

Stems are Snowball's (PyStemmer); frequencies those of `frequencies.tsv` (wordfreq, summed over the forms of a stem by
`training/frequencies.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from math import exp, log

import Stemmer

from lesart.algorithms.words import normal_word
from lesart.language.languages import load_language

_SNOWBALL = {"de": "german", "en": "english", "fr": "french", "it": "italian", "es": "spanish", "nl": "dutch"}
_RAREST = 3e-7
"""Share of running words of a word that the list lacks: a little under the list's rarest (1e-6)."""
_TYPICAL_LENGTH = 600
"""Words of a text for which `weigh_word` asks whether it holds a word by chance."""


MOST_REMEMBERED = 100_000
"""Stems kept of one language: some 15 MB. What is forgotten is made again, the same."""


class Stems:
    """Stems and weights of one language's words; stems are remembered, since texts repeat their words, and the weights
    of the frequency list's.

    `known_stems`: by word of letters in its normal form, its stem where the frequency list has it, else None.
    """

    def __init__(self, tag: str) -> None:
        self.tag = tag
        # 0: no table of its own, which costs more than stemming does
        self._stemmer = Stemmer.Stemmer(_SNOWBALL[tag], 0) if tag in _SNOWBALL else None
        self._stems: dict[str, str] = {}
        self._weights: dict[str, float] = {}
        self._shares: dict[str, float] = {}
        for number, stems in load_language(tag).rows("frequencies"):
            share = max(10.0 ** (int(number) / 10_000.0), _RAREST)
            self._shares.update(dict.fromkeys(stems.split(" "), share))
        self._rarest = _weigh_share(_RAREST)

        self.known_stems: Mapping[str, str | None] = _KnownStems(
            self._stemmer.stemWord if self._stemmer else str, self._shares
        )

    def stem(self, word: str) -> str:
        """The stem of `word` in its normal form (lower case, ss); numbers stay as they are."""
        stem = self._stems.get(word)
        if stem is None:
            stem = self.stem_normal(normal_word(word))
            if len(self._stems) >= MOST_REMEMBERED:
                self._stems.clear()
            self._stems[word] = stem
        return stem

    def stem_normal(self, normal: str) -> str:
        """The stem of a word in its normal form; not remembered."""
        return normal if self._stemmer is None or normal[0].isdigit() else str(self._stemmer.stemWord(normal))

    def share(self, stem: str) -> float:
        """Share of running words that are forms of `stem`."""
        return self._shares.get(stem, _RAREST)

    def known(self, stem: str) -> bool:
        """Whether the frequency list has a form of `stem`."""
        return stem in self._shares

    def weight(self, stem: str) -> float:
        """Minus the logarithm of the chance that a text of _TYPICAL_LENGTH words holds `stem`; 0 for the commonest.

        The inverse document frequency (Spärck Jones 1972) of a text drawn from the language at large instead of
        from the pile, so that five pages weigh their words as a thousand do.
        """
        weight = self._weights.get(stem)
        if weight is None:
            if stem not in self._shares:
                return self._rarest
            weight = self._weights[stem] = _weigh_share(self._shares[stem])
        return weight


def _weigh_share(share: float) -> float:
    return -log(1.0 - exp(-_TYPICAL_LENGTH * share))


class _KnownStems(dict[str, str | None]):
    """Looked up for every end of every compound; emptied when full."""

    def __init__(self, stem: Callable[[str], str], shares: Mapping[str, float]) -> None:
        super().__init__()
        self._stem = stem
        self._shares = shares

    def __missing__(self, normal: str) -> str | None:
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        stem = self._stem(normal)
        found = self[normal] = stem if stem in self._shares else None
        return found


@lru_cache(maxsize=8)
def load_stems(tag: str | None) -> Stems:
    """Stems of a BCP 47 tag; words of a language without data are their own stems, all equally rare."""
    return Stems(load_language(tag).tag)

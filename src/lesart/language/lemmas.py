"""Stems of words by their basic form: *räumte*, *geräumt* and *räumen*, *trat zurück* and *zurücktreten* are one.

A stemmer cuts endings and knows neither vowel change nor *ge-*. Verbs come from the language's tables (`verbs.py`),
others keep the stem of the word itself.
"""

from __future__ import annotations

from functools import lru_cache

from lesart.algorithms.words import normal_word
from lesart.language.languages import load_language
from lesart.language.stems import load_stems
from lesart.language.verbs import MOST_REMEMBERED, PARTICIPLE, load_verbs

_ADJECTIVE_ENDINGS = ("e", "er", "en", "em", "es")
SHORTEST_FORM = 3
"""Letters in front of an adjective's ending at least (*geräumt-en*)."""
SHORTEST_NAME = 4
"""Letters of a word in capitals whose genitive s is cut at least."""


class Lemmas:
    """Basic stems of one language, remembered by word; a language without verb tables has its plain stems."""

    def __init__(self, tag: str) -> None:
        self.stems = load_stems(tag)
        verbs = load_verbs(load_language(tag))
        self._prefixes = verbs.prefixes
        self._infinitives: dict[str, str] = {}
        self._behind_prefix: dict[str, str] = {}
        for infinitive, forms in verbs.simple_verbs():
            for form, kind in forms:
                self._infinitives.setdefault(normal_word(form), infinitive)
                if kind == PARTICIPLE and form.startswith("ge"):
                    self._behind_prefix.setdefault(normal_word(form.removeprefix("ge")), infinitive)
        self._known: dict[str, str] = {}

    def stem(self, word: str) -> str:
        """The stem of the basic form of `word` as printed."""
        found = self._known.get(word)
        if found is None:
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            found = self._known[word] = self._find(word)
        return found

    def _find(self, word: str) -> str:
        plain = self.stems.stem(word)
        if not self._infinitives:
            return plain
        if word[0].isupper():
            return self._without_genitive(word, plain)
        small = normal_word(word)
        forms = [small, *(small.removesuffix(end) for end in _ADJECTIVE_ENDINGS if small.endswith(end))]
        forms = [form for form in forms if len(form) >= SHORTEST_FORM]
        found = next((self._infinitives[form] for form in forms if form in self._infinitives), None)
        found = found or next(filter(None, map(self._prefixed, forms)), None)
        return self.stems.stem(found) if found else plain

    def _prefixed(self, form: str) -> str | None:
        """The infinitive of a verb with a prefix: *zurücktrat*, *abgebaut*, *anzukündigen*, *zerstört*."""
        for prefix, splits in self._prefixes:
            rest = form.removeprefix(prefix)
            if rest == form or len(rest) < SHORTEST_FORM:
                continue
            infinitive = self._infinitives.get(rest)
            if infinitive is None and splits and rest.startswith("zu"):
                infinitive = self._infinitives.get(rest.removeprefix("zu"))
            if infinitive is None and not splits:
                infinitive = self._behind_prefix.get(rest)
            if infinitive is not None:
                return prefix + infinitive
        return None

    def _without_genitive(self, word: str, plain: str) -> str:
        """The stem of a noun or name, a genitive s cut where what is left is better known: *Nordkoreas*."""
        if len(word) <= SHORTEST_NAME or not word.endswith("s") or word.endswith("ss"):
            return plain
        base = self.stems.stem(word[:-1])
        better = self.stems.share(base) > self.stems.share(plain)
        return base if better or not (self.stems.known(plain) or self.stems.known(base)) else plain


@lru_cache(maxsize=8)
def load_lemmas(tag: str | None) -> Lemmas:
    """Basic stems of a BCP 47 tag's language."""
    return Lemmas(load_language(tag).tag)

"""Words as search knows them: stems in the page's language, with spellings of one word brought together.

On a page a word becomes one term. In a query it becomes the terms that it has in each language, so that a search
needs no language setting: *Häuser*, *Haus* and *Haeuser* meet, *Strasse* and *Straße*, *Café* and *Cafe*.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from lesart.algorithms.words import WORD, normal_word
from lesart.language.languages import load_language
from lesart.language.stems import load_stems

LONGEST = 64
"""Characters of a term; nothing longer is a word, and PostgreSQL takes none over 2,046 bytes."""
LANGUAGES = ("de", "en")
"""Languages whose stems a query's words are given, in this order, before the bare form."""
_UMLAUTS = "äöü"
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "ı": "i", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})
_SPELT_OUT = str.maketrans({"ä": "a", "ö": "o", "ü": "u"})


class SearchWords:
    """Terms of one page's language; remembered, since texts repeat their words."""

    def __init__(self, tag: str | None) -> None:
        self._stems = load_stems(tag)
        self._concepts = _read_concepts(tag)
        self._terms: dict[str, str] = {}

    def term(self, word: str) -> str:
        """The term of `word` (as matched by `algorithms.words.WORD`)."""
        term = self._terms.get(word)
        if term is None:
            plain = plain_word(word)
            # A stem is a fixed point here: that of a stem may be another word's.
            term = self._terms[word] = plain_word(self._stems.stem(plain), umlauts=False)[:LONGEST]
        return term

    def terms(self, text: str) -> list[str]:
        """The terms of the words of `text`, in order."""
        return [self.term(word) for word in WORD.findall(text)]

    def concept(self, term: str) -> str | None:
        """The name of what `term` says whatever its words and language (`concepts.tsv`), as a term: `c=dead`."""
        return self._concepts.get(term)


@lru_cache(maxsize=16)
def load_search_words(tag: str | None) -> SearchWords:
    """Search words of a BCP 47 tag; those of a language without stems are their own terms."""
    return SearchWords(tag)


@lru_cache(maxsize=16)
def _read_concepts(tag: str | None) -> dict[str, str]:
    stems = load_stems(tag)
    found: dict[str, str] = {}
    for concept, forms in load_language(tag).rows("concepts"):
        for form in forms.split():
            if "_" not in form:
                term = plain_word(stems.stem(plain_word(form)), umlauts=False)[:LONGEST]
                found.setdefault(term, f"c={concept}")
    return found


def plain_word(word: str, umlauts: bool = True) -> str:
    """`word` in small letters, ß as ss, without accents; ä, ö, ü stay where `umlauts`."""
    small = normal_word(word).translate(_LETTERS)
    if small.isascii():
        return small
    bare = []
    for char in small:
        if char in _UMLAUTS:
            bare.append(char if umlauts else char.translate(_SPELT_OUT))
        else:
            bare.extend(part for part in unicodedata.normalize("NFKD", char) if not unicodedata.combining(part))
    return "".join(bare).replace("'", "").replace(" ", "") or "_"


def query_rows(text: str) -> tuple[tuple[str, ...], ...]:
    """The words of `text` as rows of terms, one row a language and one of bare forms, without repeats."""
    words = WORD.findall(text)
    if not words:
        return ()
    rows = [tuple(load_search_words(tag).term(word) for word in words) for tag in LANGUAGES]
    rows.append(tuple(plain_word(word, umlauts=False)[:LONGEST] for word in words))
    spelt = tuple(_without_e(word) for word in words)
    rows.append(spelt)
    return tuple(dict.fromkeys(rows))


def query_senses(text: str) -> tuple[str, ...]:
    """The concepts (`concepts.tsv`, as terms) that the one word of `text` expresses in some language."""
    words = WORD.findall(text)
    if len(words) != 1:
        return ()
    found = (_read_concepts(tag).get(load_search_words(tag).term(words[0])) for tag in LANGUAGES)
    return tuple(dict.fromkeys(sense for sense in found if sense))


def query_beginnings(word: str) -> tuple[str, ...]:
    """Beginnings of the terms of words that begin like `word`; () where it holds no letter or digit."""
    match = WORD.match(word)
    if not match:
        return ()
    return tuple(dict.fromkeys((plain_word(match.group(), umlauts=False)[:LONGEST], _without_e(match.group()))))


def _without_e(word: str) -> str:
    """`word` with ae, oe, ue read as umlauts: pages in languages without them have the vowel alone."""
    bare = plain_word(word, umlauts=False)
    for written, vowel in (("ae", "a"), ("oe", "o"), ("ue", "u")):
        bare = bare.replace(written, vowel)
    return bare[:LONGEST]


def fold_name(text: str) -> tuple[str, ...]:
    """The words of a name as names are compared: small, without accents, ae, oe, ue as umlauts; not stemmed."""
    return tuple(_without_e(word) for word in WORD.findall(text))

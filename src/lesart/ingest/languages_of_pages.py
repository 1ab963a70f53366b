"""Which language a page is in, with its region where the page shows one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlsplit

from lesart.language.languages import load_language
from lesart.model.text import Page

_WORD = re.compile(r"[^\W\d_]+")
_BEYOND_LATIN = re.compile(r"[^\x00-\xff]+")
_LATIN_WORDS = bytes(ord(chr(code).lower()) if _WORD.match(chr(code)) else ord(" ") for code in range(256))
"""What the characters of Latin 1 are in words: the small letter, or a blank."""
_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_READ = 20_000
"""Characters looked at: enough for any statistics, bounded for long pages."""
_FEWEST_HITS = 3
"""Function words that must be seen before they decide (own judgement: below, a headline of names decides)."""
_LEAD = 1.5
"""The best language must have so many times the hits of the next (own judgement; related languages share words)."""
_FEWEST_LETTERS = 20
"""Letters that statistics over n-grams need at least (py3langid is unsure below a short sentence)."""
_FEWEST_SWISS = 2
"""Words in ss where German and Austrian papers write ß, before a page counts as Swiss (one may be a slip)."""


def detect_language(page: Page, given: str | None = None) -> str | None:
    """BCP 47 tag: `given`, else the caller's record, else what the words say, else the markup; None where unsure.

    The words go before the markup since templates are often left in another language. The region comes from the
    markup's tag if it is of the same language, from the country-code domain, or from Swiss spelling.
    """
    if given:
        return given
    record = page.fact("lang", origin="given")
    if record:
        return record.value
    told = _told_tag(page)
    seen = _by_function_words(page.text[:_READ]) or _by_ngrams(page.text[:_READ])
    if seen is None:
        return told
    if told and told.split("-")[0] == seen and "-" in told:
        return told
    region = _region(page, seen)
    return f"{seen}-{region}" if region else seen


def _told_tag(page: Page) -> str | None:
    for name in ("lang", "inLanguage", "og:locale", "content-language"):
        fact = page.fact(name)
        if fact and _TAG.fullmatch(fact.value.strip()):
            primary, *rest = fact.value.strip().replace("_", "-").split("-")
            region = [part.upper() for part in rest if len(part) == 2]
            return "-".join([primary.lower(), *region[:1]])
    return None


def _by_function_words(text: str) -> str | None:
    counts: Counter[str] = Counter()
    table = _function_words()
    for word, count in Counter(_split_words(text)).items():
        for tag in table.get(word, ()):
            counts[tag] += count
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    if not ranked or ranked[0][1] < _FEWEST_HITS:
        return None
    if len(ranked) > 1 and ranked[0][1] < _LEAD * ranked[1][1]:
        return None
    return ranked[0][0]


def _split_words(text: str) -> Iterable[str]:
    """The runs of letters of a text, lower case.

    Where all letters are of Latin 1, as in German and English, a table of its 256 signs does in a fifth of the time
    what `_WORD` does; signs beyond (quotation marks, dashes) part words.
    """
    latin = text.encode("latin-1", "replace")
    if not any(map(str.isalnum, "".join(_BEYOND_LATIN.findall(text)))):
        return latin.translate(_LATIN_WORDS).decode("latin-1").split()
    lower = text.lower()
    return _WORD.findall(lower) if len(lower) == len(text) else map(str.lower, _WORD.findall(text))


@lru_cache(maxsize=1)
def _function_words() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for tag, words in load_language(None).rows("function_words"):
        for word in words.split():
            found[word] = (*found.get(word, ()), tag)
    return found


def _by_ngrams(text: str) -> str | None:
    """The guess of py3langid, loaded only where function words leave it open."""
    if sum(sign.isalpha() for sign in text) < _FEWEST_LETTERS:
        return None
    import py3langid

    return str(py3langid.classify(text)[0])


def _region(page: Page, language: str) -> str | None:
    canonical = page.fact("canonical", "og:url")
    address = page.url or (canonical.value if canonical else "")
    host = urlsplit(address).hostname or ""
    region = load_language(None).mapping("domain_regions").get(host.rsplit(".", 1)[-1])
    if region and region.lower() != language:
        return region
    return "CH" if language == "de" and not region and _is_swiss(page.text[:_READ]) else None


def _is_swiss(text: str) -> bool:
    if "ß" in text:
        return False
    swiss = _swiss_words()
    return sum(map(swiss.__contains__, _split_words(text))) >= _FEWEST_SWISS


@lru_cache(maxsize=1)
def _swiss_words() -> frozenset[str]:
    return load_language("de").words("swiss_spellings")

"""Which other outlets of the pile a page names as the place that something comes from, and where it names itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from lesart.language.languages import load_language
from lesart.model.annotation import Annotated
from lesart.model.text import Span
from lesart.relate.credits import sentence_around
from lesart.relate.running_words import PLAIN_WORD, RunningWords

LEAST_LETTERS = 4
"""Letters of an outlet's name that is looked for without quotation marks around it. Shorter ones (*FR*, *taz*) are
looked for too, as printed; words of everyday use (*Zeit*, *Welt*) count in quotation marks only."""

_ENDINGS = ("s", "es", "n", "en")
_MARKS = "\"„“”«»‚‘'›‹»"


class Naming(msgspec.Struct, frozen=True):
    """A sentence of a page names `outlet` (as the pile spells it) together with a word of reporting."""

    outlet: str
    span: Span


class Outlet(NamedTuple):
    """An outlet's name, its words in small letters, and of each of these all forms, with case endings."""

    name: str
    words: tuple[str, ...]
    forms: tuple[frozenset[str], ...]


Outlets = dict[str, list[Outlet]]
"""By first word, case endings among its forms: the outlets, long names first."""


def list_outlets(pages: Sequence[Annotated]) -> Outlets:
    """The outlets of the pile."""
    heads: Outlets = {}
    for name in sorted({page.article.outlet.name for page in pages if page.article.outlet}):
        words = tuple(word.lower() for word in PLAIN_WORD.findall(name))
        forms = tuple(frozenset({word, *(word + ending for ending in _ENDINGS)}) for word in words)
        for head in sorted(forms[0]) if forms else ():
            heads.setdefault(head, []).append(Outlet(name, words, forms))
    for outlets in heads.values():
        outlets.sort(key=lambda outlet: -len(outlet.words))
    return heads


def find_namings(page: Annotated, running: RunningWords, outlets: Outlets) -> tuple[Naming, ...]:
    """The outlets of the pile that `page` names as a source, its own among them, by place."""
    named = {
        outlet.words
        for head in running.words & outlets.keys()
        for outlet in outlets[head]
        if not any(map(running.words.isdisjoint, outlet.forms))
    }
    if not named:
        return ()
    text = page.page.text
    found: list[Naming] = []
    for start, end in running.ranges:
        small = text[start:end].lower()
        if any(all(map(small.__contains__, words)) for words in named):
            found.extend(_namings(page, start, end, outlets))
    return tuple(found)


def _namings(page: Annotated, first: int, last: int, outlets: Outlets) -> list[Naming]:
    """The outlets named in `[first, last)` of `page`."""
    text = page.page.text
    cues = load_language(page.article.language).words("source_cues")
    common = load_language(page.article.language).words("common_nouns_as_names")
    found = []
    words = list(PLAIN_WORD.finditer(text, first, last))
    for place, word in enumerate(words):
        for name, parts, _ in outlets.get(word.group().lower(), ()):
            mine = words[place : place + len(parts)]
            if len(mine) < len(parts) or not all(map(_same_word, mine, parts)):
                continue
            start, end = mine[0].start(), mine[-1].end()
            if not _is_name(text, start, end, name, common):
                continue
            left, right = sentence_around(text, start, end, (first, last))
            said = {item.lower() for item in PLAIN_WORD.findall(text[left:start] + " " + text[end:right])}
            if not said.isdisjoint(cues):
                found.append(Naming(name, page.page.span(start, end)))
                break
    return found


def _same_word(match: re.Match[str], part: str) -> bool:
    word = match.group().lower()
    return word == part or (word.startswith(part) and word[len(part) :] in _ENDINGS)


def _is_name(text: str, start: int, end: int, name: str, common: frozenset[str]) -> bool:
    quoted = text[start - 1 : start] in _MARKS and start > 0 and text[end : end + 1] in _MARKS and end < len(text)
    if quoted:
        return True
    if not text[start].isupper() and text[start:end] != name:
        return False
    if len(PLAIN_WORD.findall(name)) > 1:
        return True
    short = sum(map(str.isalpha, name)) < LEAST_LETTERS
    return name.lower() not in common and (not short or name == text[start:end])

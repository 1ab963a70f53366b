"""Which other outlets of the pile a page names as the place that something comes from, and where it names itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from lesart.language.languages import load_language
from lesart.model.annotation import Annotated
from lesart.model.article import RUNNING_ZONES
from lesart.model.text import Span
from lesart.relate.credits import sentence_around

LEAST_LETTERS = 4
"""Letters of an outlet's name that is looked for without quotation marks around it. Shorter ones (*FR*, *taz*) are
looked for too, as printed; words of everyday use (*Zeit*, *Welt*) count in quotation marks only."""

FEW_OUTLETS = 100
"""First words of outlets' names up to which a text is searched for each of them; beyond, its words are looked up. To
look for one takes a hundredth of the time of cutting the text into words (a page of 600 words)."""

Heads = dict[str, list[tuple[str, tuple[str, ...]]]]
"""By first word, case endings among its forms: the names of outlets and their words, long names first."""

_ENDINGS = ("s", "es", "n", "en")
_WORD = re.compile(r"[^\W_]+")
_MARKS = "\"„“”«»‚‘'›‹»"


class Naming(msgspec.Struct, frozen=True):
    """A sentence of a page names `outlet` (as the pile spells it) together with a word of reporting."""

    outlet: str
    span: Span


def find_namings(pages: Sequence[Annotated]) -> list[tuple[Naming, ...]]:
    """The outlets of the pile that each page names as a source, its own among them, by place."""
    names = sorted({page.article.outlet.name for page in pages if page.article.outlet})
    heads: Heads = {}
    for name in names:
        words = tuple(word.lower() for word in _WORD.findall(name))
        if words:
            for ending in ("", *_ENDINGS):
                heads.setdefault(words[0] + ending, []).append((name, words))
    for outlets in heads.values():
        outlets.sort(key=lambda item: -len(item[1]))
    firsts = sorted({words[0] for outlets in heads.values() for _, words in outlets})
    return [tuple(_namings(page, heads, firsts)) for page in pages]


def _namings(page: Annotated, heads: Heads, firsts: Sequence[str]) -> list[Naming]:
    text = page.page.text
    cues = load_language(page.article.language).words("source_cues")
    common = load_language(page.article.language).words("common_nouns_as_names")
    found = []
    for zone in page.article.zones:
        if zone.kind not in RUNNING_ZONES:
            continue
        if not _may_name(text[zone.span.start : zone.span.end], heads, firsts):
            continue
        words = list(_WORD.finditer(text, zone.span.start, zone.span.end))
        for place, word in enumerate(words):
            for name, parts in heads.get(word.group().lower(), ()):
                mine = words[place : place + len(parts)]
                if len(mine) < len(parts) or not all(map(_same_word, mine, parts)):
                    continue
                start, end = mine[0].start(), mine[-1].end()
                if not _is_name(text, start, end, name, common):
                    continue
                left, right = sentence_around(text, start, end, (zone.span.start, zone.span.end))
                said = {item.lower() for item in _WORD.findall(text[left:start] + " " + text[end:right])}
                if not said.isdisjoint(cues):
                    found.append(Naming(name, page.page.span(start, end)))
                    break
    return found


def _may_name(text: str, heads: Heads, firsts: Sequence[str]) -> bool:
    """Whether one of the words of `heads` may stand in `text`. `firsts`: those of them without case endings."""
    if len(firsts) <= FEW_OUTLETS:
        return any(map(text.lower().__contains__, firsts))
    return not heads.keys().isdisjoint(map(str.lower, _WORD.findall(text)))


def _same_word(match: re.Match[str], part: str) -> bool:
    word = match.group().lower()
    return word == part or (word.startswith(part) and word[len(part) :] in _ENDINGS)


def _is_name(text: str, start: int, end: int, name: str, common: frozenset[str]) -> bool:
    quoted = text[start - 1 : start] in _MARKS and start > 0 and text[end : end + 1] in _MARKS and end < len(text)
    if quoted:
        return True
    if not text[start].isupper() and text[start:end] != name:
        return False
    if len(_WORD.findall(name)) > 1:
        return True
    short = sum(map(str.isalpha, name)) < LEAST_LETTERS
    return name.lower() not in common and (not short or name == text[start:end])

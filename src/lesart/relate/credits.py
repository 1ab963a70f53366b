"""Which news agencies a page credits, and which it names as where something comes from.

Agencies are known from the table in `language/common/agencies.tsv`. Others are learned from the pile: what a page calls
"die Nachrichtenagentur X" is an agency wherever a page credits X.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Literal

import msgspec

from lesart.language.languages import Language, load_language
from lesart.model.annotation import Annotated
from lesart.model.article import RUNNING_ZONES, Article
from lesart.model.text import Span

CREDIT_LENGTH = 40
"""Characters. A bracket at the end of a paragraph holds a credit if it is no longer."""

SAFE_LETTERS = 3
"""Letters that a spelling must have to count in running text without a word like *Nachrichtenagentur* before it."""

_CREDIT_ZONES = frozenset({"agency_credit", "author_code", "byline"})
_DOUBTFUL_ZONES = frozenset({"promo", "teaser", "navigation"})
"""In plain text the article's last paragraph may have been taken for one of these: right behind the running text a
credit in it is read."""

_SPELLED = re.compile(r"[^\W_]+(?:[-/.][^\W_]+)*")
_PART = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_BRACKET = re.compile(rf"\(([^()\n]{{2,{CREDIT_LENGTH}}})\)(?=\s*(?:\n|$)|\s[-–—])")
_BREAK = re.compile(r"(?<=[.!?…])[\"“”«»]?\s+(?=[\"„“«»A-ZÄÖÜ])|\n")

Kind = Literal["credited", "named"]


class Credit(msgspec.Struct, frozen=True):
    """An agency's id at a place of a page: *credited* in a credit line, or *named* as a source in the text."""

    agency: str
    span: Span
    kind: Kind


class _Agencies(msgspec.Struct, frozen=True):
    """Spellings (as printed) to ids. `safe` ones need no introduction; `heads`: the first words of long ones."""

    ids: dict[str, str]
    codes: dict[str, str]
    safe: frozenset[str]
    heads: frozenset[str]


@lru_cache(maxsize=8)
def _agencies(language: Language) -> _Agencies:
    homonyms = language.words("agency_homonyms")
    ids: dict[str, str] = {}
    for row in language.rows("agencies"):
        for spelling in row[2].split(";"):
            ids.setdefault(spelling, row[0])
    codes = {spelling.lower(): name for spelling, name in ids.items() if " " not in spelling}
    codes.update((row[0], row[0]) for row in language.rows("agencies"))
    safe = frozenset(
        spelling for spelling in ids if spelling not in homonyms and sum(map(str.isalpha, spelling)) >= SAFE_LETTERS
    )
    return _Agencies(ids, codes, safe, frozenset(spelling.split()[0] for spelling in ids))


def find_credits(pages: Sequence[Annotated]) -> list[tuple[Credit, ...]]:
    """The agencies of each page with their places, sorted, in page order."""
    learned = _learn_agencies(pages)
    found = []
    for page in pages:
        known = _agencies(load_language(page.article.language))
        credited = list(_credited(page.article, known, learned))
        taken = {place for credit in credited for place in range(credit.span.start, credit.span.end)}
        named = [credit for credit in _named(page, known, learned) if credit.span.start not in taken]
        found.append(tuple(sorted([*credited, *named], key=lambda credit: (credit.span, credit.agency))))
    return found


def _learn_agencies(pages: Sequence[Annotated]) -> frozenset[str]:
    """Codes (lower case) that one page introduces as an agency and any page bears in a credit line."""
    introduced: set[str] = set()
    for page in pages:
        words = load_language(page.article.language).words("agency_words")
        text = page.page.text
        for start, end in _running(page.article):
            spelled = list(_SPELLED.finditer(text, start, end))
            for before, after in pairwise(spelled):
                if before.group() in words and text[before.end() : after.start()].isspace():
                    introduced.add(after.group().lower())
    if not introduced:
        return frozenset()
    credited = {part.lower() for page in pages for part, _ in _credit_parts(page.article)}
    return frozenset(introduced & credited)


def _credit_parts(article: Article) -> Iterable[tuple[str, Span]]:
    """The words of the credit lines of `article` with their places."""
    text = article.page.text
    running = False
    for zone in article.zones:
        before, running = running, zone.kind in RUNNING_ZONES
        doubtful = before and article.page.medium == "text" and zone.kind in _DOUBTFUL_ZONES
        if zone.kind in _CREDIT_ZONES:
            yield from _parts(article, zone.span.start, zone.span.end)
        elif running or doubtful:
            for match in _BRACKET.finditer(text, zone.span.start, zone.span.end):
                yield from _parts(article, match.start(1), match.end(1))


def _parts(article: Article, start: int, end: int) -> Iterable[tuple[str, Span]]:
    for match in _PART.finditer(article.page.text, start, end):
        yield match.group(), article.page.span(match.start(), match.end())


def _credited(article: Article, known: _Agencies, learned: frozenset[str]) -> Iterable[Credit]:
    for part, span in _credit_parts(article):
        code = part.lower()
        agency = known.codes.get(code) or (code if code in learned else None)
        if agency:
            yield Credit(agency, span, "credited")


def _running(article: Article) -> list[tuple[int, int]]:
    return [(zone.span.start, zone.span.end) for zone in article.zones if zone.kind in RUNNING_ZONES]


def _named(page: Annotated, known: _Agencies, learned: frozenset[str]) -> Iterable[Credit]:
    """Agencies that a sentence with a word of reporting names."""
    language = load_language(page.article.language)
    introductions, cues = language.words("agency_words"), language.words("source_cues")
    text = page.page.text
    for start, end in _running(page.article):
        spelled = list(_SPELLED.finditer(text, start, end))
        for place, word in enumerate(spelled):
            if word.group() not in known.heads and word.group().lower() not in learned:
                continue
            introduced = place > 0 and spelled[place - 1].group() in introductions
            hit = _spelling_at(text, word.start(), known, introduced)
            code = word.group().lower()
            if hit is None and code in learned:
                hit = (code, word.end())
            if hit is not None and _has_cue(text, word.start(), hit[1], (start, end), cues):
                yield Credit(hit[0], page.page.span(word.start(), hit[1]), "named")


def _spelling_at(text: str, start: int, known: _Agencies, introduced: bool) -> tuple[str, int] | None:
    """The agency spelled at `start` and where the spelling ends; the longest, safe ones only unless introduced."""
    best: tuple[str, int] | None = None
    end = start
    for _ in range(4):
        match = _SPELLED.search(text, end)
        if match is None or (end > start and not text[end : match.start()].isspace()):
            break
        end = match.end()
        spelling = " ".join(text[start:end].split())
        if spelling in known.ids and (introduced or spelling in known.safe):
            best = (known.ids[spelling], end)
    return best


def _has_cue(text: str, start: int, end: int, zone: tuple[int, int], cues: frozenset[str]) -> bool:
    left, right = sentence_around(text, start, end, zone)
    words = {word.lower() for word in _PART.findall(text[left:start] + " " + text[end:right])}
    return not words.isdisjoint(cues)


def sentence_around(text: str, start: int, end: int, zone: tuple[int, int]) -> tuple[int, int]:
    """The sentence of `[start, end)`, as far as full stops before capitals and line breaks show it."""
    left, right = zone
    for match in _BREAK.finditer(text, zone[0], zone[1]):
        if match.end() <= start:
            left = match.end()
        elif match.start() >= end:
            right = match.start()
            break
    return left, right

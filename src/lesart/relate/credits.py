"""Which news agencies a page credits, and which it names as where something comes from.

Agencies are known from the table in `language/common/agencies.tsv`; others are learned from the pile
(`learned_agencies.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Literal

import msgspec

from lesart.language.languages import Language, load_language
from lesart.model.annotation import Annotated
from lesart.model.text import Span
from lesart.relate.credit_lines import Part
from lesart.relate.running_words import PLAIN_WORD, RunningWords

SAFE_LETTERS = 3
"""Letters that a spelling must have to count in running text without a word like *Nachrichtenagentur* before it."""

_SPELLED = re.compile(r"[^\W_]+(?:[-/.][^\W_]+)*")
_PART = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_BREAK = re.compile(r"(?<=[.!?…])[\"“”«»]?\s+(?=[\"„“«»A-ZÄÖÜ])|\n")

Kind = Literal["credited", "named"]


class Credit(msgspec.Struct, frozen=True):
    """An agency's id at a place of a page: *credited* in a credit line, or *named* as a source in the text."""

    agency: str
    span: Span
    kind: Kind


class _Agencies(msgspec.Struct, frozen=True):
    """Spellings (as printed) to ids. `safe` ones need no introduction; `heads`: the first words of long ones.

    `safe_by_word`, `all_by_word`: the safe spellings and all, by the first PLAIN_WORD in small letters;
    `introductions`: the first ones of the words that introduce agencies, in small letters."""

    ids: dict[str, str]
    codes: dict[str, str]
    safe: frozenset[str]
    heads: frozenset[str]
    safe_by_word: dict[str, list[str]]
    all_by_word: dict[str, list[str]]
    introductions: frozenset[str]


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
    return _Agencies(
        ids,
        codes,
        safe,
        frozenset(spelling.split()[0] for spelling in ids),
        _by_first_word(safe),
        _by_first_word(ids),
        frozenset(_by_first_word(language.words("agency_words"))),
    )


def _by_first_word(spellings: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for spelling in spellings:
        found.setdefault(PLAIN_WORD.findall(spelling.lower())[0], []).append(spelling)
    return found


def find_credits(
    page: Annotated, running: RunningWords, parts: Sequence[Part], learned: frozenset[str]
) -> tuple[Credit, ...]:
    """The agencies of `page` with their places, sorted. `parts`: the words of its credit lines; `learned`: codes that
    are agencies, too."""
    known = _agencies(load_language(page.article.language))
    credited = list(_credited(parts, known, learned))
    named = _named(page, running, known, learned) if _may_name(page.page.text, running, known, learned) else ()
    taken = {place for credit in credited for place in range(credit.span.start, credit.span.end)}
    found = credited + [credit for credit in named if credit.span.start not in taken]
    return tuple(sorted(found, key=lambda credit: (credit.span, credit.agency)))


def _credited(parts: Iterable[Part], known: _Agencies, learned: frozenset[str]) -> Iterable[Credit]:
    for part in parts:
        code = part.word.lower()
        agency = known.codes.get(code) or (code if code in learned else None)
        if agency:
            yield Credit(agency, part.span, "credited")


def _may_name(text: str, running: RunningWords, known: _Agencies, learned: frozenset[str]) -> bool:
    """Whether an agency's spelling stands in the page, the first word in the running text, or the words of a learned
    code in the running text."""
    spellings = known.safe_by_word if known.introductions.isdisjoint(running.words) else known.all_by_word
    for first in running.words & spellings.keys():
        for spelling in spellings[first]:
            if all(map(text.__contains__, spelling.split())) and spelling in " ".join(text.split()):
                return True
    return any(running.words.issuperset(PLAIN_WORD.findall(code)) for code in learned)


def _named(page: Annotated, running: RunningWords, known: _Agencies, learned: frozenset[str]) -> Iterable[Credit]:
    """Agencies that a sentence with a word of reporting names."""
    language = load_language(page.article.language)
    introductions, cues = language.words("agency_words"), language.words("source_cues")
    text = page.page.text
    for start, end in running.ranges:
        words = _SPELLED.findall(text, start, end)
        if known.heads.isdisjoint(words) and (not learned or learned.isdisjoint(map(str.lower, words))):
            continue
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

"""Sentences of the article zones, with their tokens.

A stop, a question mark or a line's end is a candidate; `_stops_here` and `_line_ends` decide about each from the
words around it and the word lists of the language (`abbreviations`, `final_abbreviations`, `number_abbreviations`,
`sentence_openers`, `ordinal_nouns`, `unfinished_words`). No sentence crosses a zone or an empty line.
"""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from lesart.language.languages import Language
from lesart.model.annotation import Sentence, Token
from lesart.model.article import Article

_INVISIBLE = "\u0300-\u036f\u00ad\u200b-\u200d\u2060"
"""Combining marks, soft hyphen and zero-width characters: part of the word they stand in."""

TOKEN = re.compile(
    rf"\d+(?:[.,:'’]\d+)*(?:[-‐‑][^\W\d_][\w{_INVISIBLE}]*(?:[-‐‑'’][\w{_INVISIBLE}]+)*)?"
    rf"|\w[\w{_INVISIBLE}]*(?:[-‐‑'’][\w{_INVISIBLE}]+)*"
    r"|\.{2,}|[^\w\s]"
)
"""A number with its group and decimal marks (and what a hyphen ties to it: `11-jährige`), a word with inner
hyphens and apostrophes, dots in a row, or one other mark."""

_CLOSING = "\"“”»«’‘'›‹)\\]"
_CANDIDATE = re.compile(rf"[.!?…\n](?:(?<=\n)\s*|(?<!\n)[.!?…]*(?P<close>[{_CLOSING}]*)(?P<gap>\s+|$|(?=[A-ZÄÖÜ])))")
"""Stops with the marks that close behind them, or a line's end; begins with one set, for which `re` looks fast."""
_OPENING = "\"„“”»«‚‘'’›‹([–—-"
_BULLET = re.compile(r"[-–—•*·▪►➤●■○+]+\s|\d{1,2}[.)]\s|[a-z]\)\s")
_LETTERS = re.compile(r"[\w'’-]+")
_ROMAN = re.compile(r"[IVXLCM]+$")
_ADDRESS = re.compile(r"://|www\.|@|\.(?:de|com|org|net|ch|at|info|eu|fr|uk)\b", re.IGNORECASE)

_CREDIT = re.compile(r"\([^()\n]{1,40}\)\s*(?:\n|\Z)")
"""A parenthesis that ends its paragraph behind a sentence: "(nap/sda)"."""

SHORTEST_GLUED = 3
"""Small letters before a stop without a space behind it (`Ende.Der`) that make it a sentence's end; fewer are
abbreviations such as `z.B.` or `i.OFr.` (own reading of news pages)."""
LONGEST_ORDINAL = 3
"""Digits of an ordinal at most: `16.` and `125.` may be one, a year may not."""
WRAP_LINES, WRAP_SHORTEST, WRAP_LONGEST, WRAP_SPREAD = 2, 50, 100, 0.7
"""A paragraph is hard-wrapped if its lines but the last, two at least, are of 50 to 100 characters and none is
shorter than 0.7 of the longest (mail and teletext columns; headlines in a row differ more)."""


class _Words(msgspec.Struct, frozen=True):
    """The word lists of one language that the decisions read."""

    abbreviations: frozenset[str]
    final_abbreviations: frozenset[str]
    number_abbreviations: frozenset[str]
    openers: frozenset[str]
    ordinal_nouns: frozenset[str]
    unfinished: frozenset[str]


@lru_cache(maxsize=8)
def _words_of(language: Language) -> _Words:
    return _Words(
        _with_capitals(language.words("abbreviations")),
        _with_capitals(language.words("final_abbreviations")),
        _with_capitals(language.words("number_abbreviations")),
        language.words("sentence_openers"),
        language.words("ordinal_nouns"),
        language.words("unfinished_words"),
    )


def _with_capitals(words: frozenset[str]) -> frozenset[str]:
    return words | {word[:1].upper() + word[1:] for word in words}


def find_sentences(article: Article, language: Language) -> tuple[Sentence, ...]:
    """Sentences of the zones that may be annotated, in order; their spans begin and end with visible characters."""
    found = []
    page = article.page
    text = page.text
    for zone in article.read_zones():
        for left, right in split_sentences(text, zone.span.start, zone.span.end, language):
            found.append(Sentence(page.span(left, right), tokenize(text, left, right)))
    return tuple(found)


def tokenize(text: str, start: int, end: int) -> tuple[Token, ...]:
    """Tokens of `text[start:end]`, with offsets into `text` (code points)."""
    found = []
    find = text.find
    for word in TOKEN.findall(text, start, end):  # all between two of them is white space: a word is found in its place
        start = find(word, start)
        end = start + len(word)
        found.append(Token(start, end, word))
        start = end
    return tuple(found)


def split_sentences(text: str, start: int, end: int, language: Language) -> list[tuple[int, int]]:
    """Ranges of the sentences of `text[start:end]`, without the white space around them."""
    words = _words_of(language)
    found: list[tuple[int, int]] = []
    left = start
    for match in _CANDIDATE.finditer(text, start, end):
        if match.start() < left:
            continue
        if match["gap"] is None:
            at = _line_end(text, match.start(), start)
            if _line_ends(text, left, at, match.end(), end, words):
                _keep(text, left, at, found)
                left = match.end()
            continue
        cut = _cut_at(text, left, match, end, words)
        if cut is not None:
            _keep(text, left, cut, found)
            left = cut
    _keep(text, left, end, found)
    return found


def _line_end(text: str, at: int, start: int) -> int:
    """Where the line whose break stands at `at` ends, the blanks before the break left out."""
    while at > start and text[at - 1] != "\n" and text[at - 1].isspace():
        at -= 1
    return at


def _keep(text: str, left: int, right: int, found: list[tuple[int, int]]) -> None:
    piece = text[left:right]
    inner = piece.strip()
    if inner:
        first = left + len(piece) - len(piece.lstrip())
        found.append((first, first + len(inner)))


def _cut_at(text: str, left: int, match: re.Match[str], end: int, words: _Words) -> int | None:
    """Where the sentence that began at `left` ends at this stop; None if it goes on."""
    after = match.end()
    cut = match.end("close")
    if after >= end:
        return cut
    gap = match["gap"]
    if not gap:
        return cut if _glued(text, match, words) else None
    if text[after] in "»”" and text.count("«", left, after) > text.count("»", left, after):
        cut, after = after + 1, _skip_space(text, after + 1, end)
        if after >= end:
            return cut
    if "\n" in gap and (gap.count("\n") > 1 or _BULLET.match(text, after)):
        return cut
    return cut if _stops_here(text, left, match, after, words) else None


def _skip_space(text: str, at: int, end: int) -> int:
    while at < end and text[at].isspace():
        at += 1
    return at


def _glued(text: str, match: re.Match[str], words: _Words) -> bool:
    """Whether a stop without a space behind it ends a sentence: `Ende.Der`, not `z.B.`, `www.Ort.de`."""
    at, after = match.start(), match.end()
    if match["close"] and match["close"][-1] not in "“)]":
        return False
    before = text[max(0, at - SHORTEST_GLUED) : at]
    if len(before) < SHORTEST_GLUED or not before.isalpha() or not before.islower():
        return False
    following = _LETTERS.match(text, after)
    if following is None or len(following.group()) < 2 or not following.group()[1:].islower():
        return False
    chunk = _chunk_around(text, at)
    return not _ADDRESS.search(chunk) and _word_before(text, at) not in words.abbreviations


def _chunk_around(text: str, at: int) -> str:
    first, last = at, at
    while first > 0 and not text[first - 1].isspace():
        first -= 1
    while last < len(text) and not text[last].isspace():
        last += 1
    return text[first:last]


def _word_before(text: str, at: int) -> str:
    """The run of visible characters before `at`, without opening marks."""
    first = at
    while first > 0 and not text[first - 1].isspace():
        first -= 1
    return text[first:at].lstrip(_OPENING)


def _stops_here(text: str, left: int, match: re.Match[str], after: int, words: _Words) -> bool:
    mark, close = text[match.start() : match.start("close")], match["close"]
    following = _next_word(text, after)
    first = following[:1]
    if first.islower() and not following[1:2].isupper() and not _CREDIT.match(text, after):
        return False
    before = match.start() - 1
    if before >= left and text[before] in "([" and close[:1] in (")", "]"):
        return following in words.openers and mark[-1] != "?"
    if mark != ".":
        return True
    word = _word_before(text, match.start())
    if close and not (close in (")", "]") and "(" not in word):
        return True
    return not _is_shortened(text, word, match.start(), following, words)


def _next_word(text: str, at: int) -> str:
    while at < len(text) and text[at] in _OPENING:
        at += 1
    found = _LETTERS.match(text, at)
    return found.group() if found else ""


def _is_shortened(text: str, word: str, dot: int, following: str, words: _Words) -> bool:
    """Whether the stop behind `word` marks an abbreviation, an initial or an ordinal, and `following` goes on."""
    opener = following in words.openers
    if word in words.abbreviations or (word in words.number_abbreviations and following[:1].isdigit()):
        return True
    if word in words.final_abbreviations:
        return not opener
    if word.isdigit():
        return _is_ordinal(text, word, dot, following, opener, words)
    if len(word) == 1 and word.isalpha():
        return word.islower() or not opener
    if len(word) > 1 and word[-2] in ".-" and word[-1].isalpha():
        return not opener
    return bool(_ROMAN.match(word)) and not opener and len(word) > 1


def _is_ordinal(text: str, word: str, dot: int, following: str, opener: bool, words: _Words) -> bool:
    if len(word) > LONGEST_ORDINAL:
        return False
    if following in words.ordinal_nouns or following[:1].isdigit():
        return True
    if opener:
        return False
    previous = _word_before(text, len(text[: dot - len(word)].rstrip()))
    return not previous[:1].isupper() or previous in words.openers or not previous


def _line_ends(text: str, left: int, at: int, after: int, end: int, words: _Words) -> bool:
    """Whether the line break `text[at:after]` ends the sentence that began at `left`."""
    if after >= end or at <= left:
        return True
    if text.count("\n", at, after) > 1:
        return True
    if _BULLET.match(text, after):
        return True
    if text[at - 1] in ".!?:":
        return True
    following = _next_word(text, after)
    if following[:1].islower():
        return False
    if text[at - 1] == "," or _word_before(text, at) in words.unfinished:
        return False
    return not _is_wrapped(text, at, end)


def _is_wrapped(text: str, at: int, end: int) -> bool:
    """Whether the paragraph around `at` is broken into lines of like length (see WRAP_LINES)."""
    first = text.rfind("\n\n", 0, at) + 2 if "\n\n" in text[:at] else 0
    last = text.find("\n\n", at, end)
    lines = text[first : end if last < 0 else last].strip().split("\n")
    lengths = [len(line) for line in lines[:-1]]
    if len(lengths) < WRAP_LINES:
        return False
    longest = max(lengths)
    return WRAP_SHORTEST <= longest <= WRAP_LONGEST and min(lengths) >= WRAP_SPREAD * longest

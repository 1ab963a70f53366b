"""Readers' comments: each with its author, its time and its votes, as far as the page says.

A comment's head (author, time) stands before its text, its buttons and votes behind it. What lies between two
comments is parted at the author's line. Votes count only where a word or sign says which they are: bare numbers
may be two counts glued together and stay undecided.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lesart.ingest.zone_words import line_table, split_line
from lesart.language.languages import Language
from lesart.language.stamps import find_stamps
from lesart.model.article import Comment, Zone
from lesart.model.text import Page, Span

_GAP_AT_MOST = 14
"""Lines between two comments that may belong to either; more are something else."""
_AUTHOR_CHARACTERS = 48
"""An author's name is at most this long, characters."""
_AUTHOR_LINE = 400
"""A longer line names no author, characters."""
_SIGNED_LINE = 20
"""`+3` and `-1` are votes in lines up to this many characters."""
_LABELS = frozenset(("comment", "reply", "share", "nav", "related", "consent", "letter", "pay"))
_RELATIVE = re.compile(r"\b(?:vor\s+\d+\s+\w+\.?|\d+\s+\w+\s+ago)", re.IGNORECASE)
_SECONDS = re.compile(r"\d:\d\d:(\d\d)")
_AUTHOR_TAIL = re.compile(
    r"\s*(?:registriert\b.*|mitglied seit\b.*|antwort(?:ete)? (?:auf|an)\b.*|replying to\b.*)$", re.IGNORECASE
)
_AUTHOR_EDGES = re.compile(
    r"^(?:von|by)\s+|\s+(?:sagt|schreibt|says|meint|schrieb|wrote|um|am|at|on)\s*:?\s*$", re.IGNORECASE
)
_BRACKET = re.compile(r"\([^()]*\)")
_WEEKDAY = re.compile(r"\s+(?:mo|di|mi|do|fr|sa|so)\.?,?$", re.IGNORECASE)
_MARKS = " \t|·•,»«–—-:/↩"
_UP = re.compile(
    r"(?:👍|❤️?|♥|▲|(?<!\S)\+)\s?(\d{1,6})\b"
    r"|\b(?:gefällt mir|likes?|upvotes?|zustimmen|daumen hoch)\s?[:(]\s?(\d{1,6})\b",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"(?:👎|▼|(?<!\S)[−-])\s?(\d{1,6})\b"
    r"|\b(?:gefällt mir nicht|dislikes?|downvotes?|ablehnen|daumen runter)\s?[:(]\s?(\d{1,6})\b",
    re.IGNORECASE,
)
_DISLIKE = re.compile(r"gefällt mir nicht|dislikes?|downvotes?", re.IGNORECASE)


class _Head:
    """What the lines before a comment say, and how many of them it takes."""

    def __init__(self, author: str | None, posted: str | None, lines: int) -> None:
        self.author = author
        self.posted = posted
        self.lines = lines


def read_comments(page: Page, zones: Sequence[Zone], language: Language) -> tuple[Comment, ...]:
    """The comments of `page` in order. Zones of kind `comment` with none between them are one comment."""
    groups = _group(zones)
    heads = [_read_head(page, _between(page, zones, groups, number), language) for number in range(len(groups))]
    found = []
    for number, (first, last) in enumerate(groups):
        behind = _between(page, zones, groups, number + 1)
        taken = heads[number + 1].lines if number + 1 < len(heads) else 0
        up, down = _read_votes(behind[: len(behind) - taken])
        span = Span(page.id, zones[first].span.start, zones[last].span.end)
        found.append(Comment(span, heads[number].author, heads[number].posted, up, down))
    return tuple(found)


def _group(zones: Sequence[Zone]) -> list[tuple[int, int]]:
    groups: list[tuple[int, int]] = []
    for at, zone in enumerate(zones):
        if zone.kind == "comment":
            if groups and groups[-1][1] == at - 1:
                groups[-1] = (groups[-1][0], at)
            else:
                groups.append((at, at))
    return groups


def _between(page: Page, zones: Sequence[Zone], groups: Sequence[tuple[int, int]], number: int) -> list[str]:
    """The lines between comment `number - 1` and comment `number`; before the first and behind the last those near."""
    start = groups[number - 1][1] + 1 if number else max(0, groups[0][0] - _GAP_AT_MOST)
    end = groups[number][0] if number < len(groups) else min(len(zones), groups[-1][1] + 1 + _GAP_AT_MOST)
    if number == 0:
        start = max([start, *(at + 1 for at in range(start, end) if zones[at].kind in ("body", "lead"))])
    parts = [page[zone.span] for zone in zones[start:end]]
    lines: list[str] = []
    for at, part in enumerate(parts):
        before = page.text[zones[start + at - 1].span.end : zones[start + at].span.start] if at else "\n"
        if "\n" in before or "\r" in before:
            lines.append(part)
        else:
            lines[-1] += before + part
    return lines


def _read_head(page: Page, lines: Sequence[str], language: Language) -> _Head:
    """Author and time in the lines before a comment, read from the comment upwards."""
    recent = list(lines[-_GAP_AT_MOST:])
    for back, line in enumerate(reversed(recent)):
        stamp = _stamp_of(line, language)
        if stamp is None:
            continue
        posted, rest = stamp
        author = _name_in(rest)
        if author:
            return _Head(author, posted, back + 1)
        above = recent[len(recent) - back - 2] if len(recent) > back + 1 else ""
        author = _name_in(above)
        if author:
            return _Head(author, posted, back + 2)
        below = recent[len(recent) - back] if back else ""
        return _Head(_name_in(below), posted, back + 1)
    for back, line in enumerate(reversed(recent)):
        author = None if line[:1].isdigit() else _name_in(line)
        if author:
            return _Head(author, None, back + 1)
    return _Head(None, None, 0)


def _stamp_of(line: str, language: Language) -> tuple[str | None, str] | None:
    """The time that a line gives (None where it is relative) and the line before it; None without a time."""
    if len(line) > 3 * _AUTHOR_CHARACTERS:
        return None
    stamps = find_stamps(line, language)
    if stamps:
        stamp = stamps[0]
        seconds = _SECONDS.search(line[stamp.start : stamp.end])
        to_the_minute = len(stamp.value) == len("2024-11-01T13:27")
        value = f"{stamp.value}:{seconds[1]}" if seconds and to_the_minute else stamp.value
        return value, line[: stamp.start] or line[stamp.end :]
    relative = _RELATIVE.search(line)
    if relative:
        return None, line[: relative.start()] or line[relative.end() :]
    return None


def _name_in(text: str) -> str | None:
    """The name that a line gives, or None where it is a button, a number or too long."""
    if len(text) > _AUTHOR_LINE:
        return None
    name = _AUTHOR_TAIL.sub("", text.strip(_MARKS)).strip(_MARKS)
    name = _WEEKDAY.sub("", _AUTHOR_EDGES.sub("", name).strip(_MARKS)).strip(_MARKS)
    if not name or len(name) > _AUTHOR_CHARACTERS or not any(map(str.isalpha, name)):
        return None
    words = split_line(_BRACKET.sub("", name))
    counts = line_table().count(words)
    labels = sum(count for concept, count in counts.items() if concept in _LABELS)
    known_guest = len(words) == 1 and words[0] in ("gast", "guest", "anonym", "anonymous")
    if not known_guest and labels >= len(words) and words:
        return None
    return name


def _read_votes(lines: Sequence[str]) -> tuple[int | None, int | None]:
    """Votes for and against that signs or words mark as such."""
    up = down = None
    for line in lines[:_GAP_AT_MOST]:
        if len(line) > 2 * _AUTHOR_CHARACTERS:
            continue
        against = _DOWN.search(line)
        dislike = _DISLIKE.search(line)
        favour = _UP.search(line)
        if favour and dislike and favour.start() == dislike.start():
            favour = None
        if len(line) > _SIGNED_LINE:
            favour = None if favour and favour[0][0] == "+" else favour
            against = None if against and against[0][0] in "−-" else against
        if favour and up is None:
            up = int(favour[1] or favour[2])
        if against and down is None:
            down = int(against[1] or against[2])
    return up, down

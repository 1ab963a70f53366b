"""A text whose every stretch knows its zone, and the invisible marks that carry zones through a transcriber.

A mark is a private-use character: for each zone kind one that opens and one that closes a stretch, and behind
an opening mark of a reader's comment one that numbers the comment. They are put around the text of marked
elements before a page is transcribed, and taken out of the transcription again, where they say which
characters came from where.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from lesart.model.article import ZoneKind

KINDS: tuple[ZoneKind, ...] = get_args(ZoneKind)

FIRST_MARK = 0xE000
"""Code point of the first opening mark; the kinds follow in pairs (start of the private-use area)."""
FIRST_COMMENT = 0xE100
"""Code point that numbers the first comment of a page."""
LAST_COMMENT = 0xF8FF
"""Last code point of the private-use area; a page may hold 2048 comments."""

ANY_MARK = re.compile(f"[{chr(FIRST_MARK)}-{chr(LAST_COMMENT)}]")


class MarkError(Exception):
    """A marked page that cannot be read: the message names the page and the place."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text of one kind. `kind` is None for what no zone holds; `comment` numbers a reader's comment."""

    text: str
    kind: ZoneKind | None
    comment: int | None = None


@dataclass(frozen=True, slots=True)
class GoldZone:
    """`text[start:end]` is of this kind; code points, half-open."""

    kind: ZoneKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CommentMark:
    """What a page says of one reader's comment; votes that stand glued together are None."""

    author: str | None = None
    posted: str | None = None
    up: int | None = None
    down: int | None = None


@dataclass(frozen=True, slots=True)
class GoldComment:
    """One reader's comment: the extent of its text (all its paragraphs), and what the page says of it."""

    start: int
    end: int
    mark: CommentMark


@dataclass(frozen=True, slots=True)
class ZonedText:
    """A transcription with its gold: zones sorted and disjoint, none beginning or ending in white space."""

    text: str
    zones: tuple[GoldZone, ...]
    comments: tuple[GoldComment, ...] = ()

    def uncovered(self) -> list[str]:
        """The stretches that no zone holds, white space and invisible characters aside."""
        gaps: list[str] = []
        at = 0
        for zone in (*self.zones, None):
            gap = self.text[at : zone.start if zone else len(self.text)]
            if any(not is_blank(char) for char in gap):
                gaps.append(gap.strip())
            at = zone.end if zone else at
        return gaps


def is_blank(char: str) -> bool:
    """White space, or an invisible control or format character (soft hyphen, zero-width space)."""
    return char.isspace() or unicodedata.category(char) in ("Cc", "Cf")


def opening_mark(kind: ZoneKind, comment: int | None) -> str:
    """The characters to put before a stretch of `kind`, of comment number `comment` where it is one."""
    mark = chr(FIRST_MARK + 2 * KINDS.index(kind))
    if comment is None:
        return mark
    if FIRST_COMMENT + comment > LAST_COMMENT:
        raise MarkError(f"more than {LAST_COMMENT - FIRST_COMMENT + 1} comments")
    return mark + chr(FIRST_COMMENT + comment)


def closing_mark(kind: ZoneKind) -> str:
    """The character to put behind a stretch of `kind`."""
    return chr(FIRST_MARK + 2 * KINDS.index(kind) + 1)


def read_marks(marked: str) -> list[Run]:
    """Cut a transcription with marks into runs without them. Raises MarkError where marks do not pair."""
    runs: list[Run] = []
    kind: ZoneKind | None = None
    comment: int | None = None
    at = 0
    for match in ANY_MARK.finditer(marked):
        if match.start() > at:
            runs.append(Run(marked[at : match.start()], kind, comment))
        at = match.end()
        code = ord(match.group())
        if code >= FIRST_COMMENT:
            comment = code - FIRST_COMMENT
            continue
        pair, closes = divmod(code - FIRST_MARK, 2)
        if closes != (kind is not None) or (closes and kind != KINDS[pair]):
            raise MarkError(f"zone marks do not pair at {marked[at : at + 40]!r}")
        kind, comment = (None, None) if closes else (KINDS[pair], None)
    if kind is not None:
        raise MarkError(f"the last {kind} zone is cut off")
    if at < len(marked):
        runs.append(Run(marked[at:], None))
    return runs


def join_runs(runs: Sequence[Run], marks: Sequence[CommentMark] = ()) -> ZonedText:
    """Put runs together. Runs of one kind merge where at most white space without a line break parts them."""
    zones: list[GoldZone] = []
    extents: dict[int, tuple[int, int]] = {}
    text = ""
    last_comment: int | None = None
    for run in runs:
        start = len(text) + len(run.text) - len(run.text.lstrip())
        end = len(text) + len(run.text.rstrip())
        text += run.text
        if run.kind is None or start >= end:
            continue
        last = zones[-1] if zones else None
        if last and last.kind == run.kind and last_comment == run.comment and is_joint(text[last.end : start]):
            zones[-1] = GoldZone(run.kind, last.start, end)
        else:
            zones.append(GoldZone(run.kind, start, end))
        last_comment = run.comment
        if run.comment is not None and run.kind == "comment":
            extents[run.comment] = (extents.get(run.comment, (start, 0))[0], end)
    comments = (GoldComment(start, end, marks[number]) for number, (start, end) in extents.items())
    return ZonedText(text, tuple(zones), tuple(sorted(comments, key=lambda found: found.start)))


def is_joint(gap: str) -> bool:
    """Whether what lies between two runs lets them be one zone."""
    return not gap.strip() and "\n" not in gap

"""Stretches between quotation marks, of every German, Swiss, French and English kind, nested, mixed and unclosed.

Whether a mark opens or closes is told by the characters beside it and by what is open, since „…“, “…”, »…«, «…»
and "…" use the same characters the other way round.
"""

from __future__ import annotations

import re

import msgspec

MARK = re.compile("[„“”«»‹›‚‘’\"'`´]|<<|>>|,,|''")
_OPENS_ONLY = {"„": '“”"', "‚": "‘’'", ",,": "''“”"}
_PAIRS = {
    "“": "”“",
    "”": "”",
    "«": "»",
    "»": "«",
    "‹": "›",
    "›": "‹",
    "‘": "’",
    '"': '"“”',
    "<<": ">>",
    ">>": "<<",
}
_SINGLE = frozenset("‚‘’'`´‹›")
_DOUBLE_CLOSERS = frozenset('“”«»"')

DEEPEST = 6
"""Marks open within one another at most; more are no quotations (bounds the work on odd input)."""
LONGEST_OPEN = 3000
"""Characters that an utterance over several paragraphs may have (own reading: three long paragraphs)."""
_PARAGRAPH = re.compile(r"\n\s*\n")
_SENTENCE_END = re.compile(r"[.!?…](?=\s|$)")


class Marked(msgspec.Struct, frozen=True):
    """Text between quotation marks: `[start, end)` with the marks. `depth` 0 is outermost; `closed` is False
    where no closing mark was found and the end is that of the sentence or paragraph."""

    start: int
    end: int
    depth: int = 0
    closed: bool = True


class _Open(msgspec.Struct):
    mark: str
    start: int
    single: bool


def find_marked(text: str, start: int, end: int) -> tuple[Marked, ...]:
    """Marked stretches of `text[start:end]`, by start, the outer before the inner."""
    if MARK.search(text, start, end) is None:
        return ()
    found: list[Marked] = []
    stack: list[_Open] = []
    for match in MARK.finditer(text, start, end):
        mark, at, after = match.group(), match.start(), match.end()
        if stack:
            _drop_stale(text, at, end, stack, found)
        closer = _closing_index(text, mark, at, after, start, end, stack)
        if closer is not None:
            opened = stack[closer]
            del stack[closer:]
            found.append(Marked(opened.start, after, len(stack)))
        elif _may_open(text, mark, at, after, start, end, stack):
            if stack and not stack[-1].single and mark not in _SINGLE and mark == stack[-1].mark:
                if _continues(text, start, at):
                    continue
                _give_up(text, stack.pop(), at, found)
            if len(stack) < DEEPEST:
                stack.append(_Open(mark, at, mark in _SINGLE))
    while stack:
        _give_up(text, stack.pop(), end, found)
    return tuple(sorted(found, key=lambda piece: (piece.start, -piece.end)))


def _beside(text: str, at: int, after: int, start: int, end: int) -> tuple[str, str]:
    return (text[at - 1] if at > start else " "), (text[after] if after < end else " ")


def _closing_index(text: str, mark: str, at: int, after: int, start: int, end: int, stack: list[_Open]) -> int | None:
    """The open mark that this one closes, as an index of `stack`; None if it closes none."""
    before, behind = _beside(text, at, after, start, end)
    for index in range(len(stack) - 1, -1, -1):
        opened = stack[index].mark
        closers = _OPENS_ONLY.get(opened) or _PAIRS.get(opened, "")
        if mark not in closers and not (mark == "''" and opened == ",,"):
            continue
        if mark in "\"“'’‘" and before.isspace() and not behind.isspace() and behind.isalnum() and mark != "“":
            continue
        if mark in "’'‘" and before.isalnum() and behind.isalnum():
            continue
        if mark == '"' and before.isspace() and behind.isspace() and index != len(stack) - 1:
            continue
        return index
    return None


def _may_open(text: str, mark: str, at: int, after: int, start: int, end: int, stack: list[_Open]) -> bool:
    before, behind = _beside(text, at, after, start, end)
    if mark in _OPENS_ONLY:
        return not behind.isspace() or mark == "„"
    if mark not in _PAIRS:
        return False
    if behind.isspace() and not (mark == "«" and text[after : after + 2].strip()):
        return False
    if before.isalnum():
        return False
    if mark == "‘" and not stack and before not in " \n(":
        return False
    return before.isspace() or before in '([{-–—/:,.„“”«»"‚‘›‹…' or at == start


def _continues(text: str, start: int, at: int) -> bool:
    """Whether an opening mark at `at` only repeats the one open: it begins a further paragraph of one speech."""
    head = text[max(start, at - 40) : at]
    return head.rstrip(" \t").endswith("\n") or not head.strip()


def _drop_stale(text: str, at: int, end: int, stack: list[_Open], found: list[Marked]) -> None:
    """Gives up open marks that are too far back to be closed here."""
    while stack:
        opened = stack[-1]
        paragraph = _PARAGRAPH.search(text, opened.start, at)
        far = at - opened.start > LONGEST_OPEN
        alone = paragraph is not None and (
            opened.single or opened.mark == '"' or not _closes_later(text, at, end, opened)
        )
        if not far and not alone:
            return
        _give_up(text, stack.pop(), at, found)


def _closes_later(text: str, at: int, end: int, opened: _Open) -> bool:
    """Whether a speech left open at a paragraph's end is closed further on before another one begins."""
    closers = _OPENS_ONLY.get(opened.mark) or _PAIRS.get(opened.mark, "")
    for match in MARK.finditer(text, at, min(end, opened.start + LONGEST_OPEN)):
        if match.group() == opened.mark and opened.mark not in closers:
            if _continues(text, 0, match.start()):
                continue
            return False
        if match.group() in closers:
            return True
    return False


def _give_up(text: str, opened: _Open, limit: int, found: list[Marked]) -> None:
    """Records an unclosed stretch: to the end of its sentence; single marks are apostrophes more often."""
    if opened.single:
        return
    paragraph = _PARAGRAPH.search(text, opened.start, limit)
    last = paragraph.start() if paragraph else limit
    sentence = _SENTENCE_END.search(text, opened.start, last)
    stop = sentence.end() if sentence else last
    stop = opened.start + len(text[opened.start : stop].rstrip())
    if stop - opened.start > len(opened.mark):
        found.append(Marked(opened.start, stop, 0, closed=False))

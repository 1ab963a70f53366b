"""What a reader sees of an HTML page, as text in blocks: one block a line, each with its place in the tree.

The parser's events are read as they come, without a tree, so that time and memory are linear in the page and
depth costs no recursion. Paths reach some dozens of elements deep (`elements.py`); below, blocks bear the path of
that depth.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from lesart.ingest.elements import (
    BREAKS,
    CELL,
    CLOSABLE,
    HEADINGS,
    HIDES,
    KINDS,
    LINK,
    MARKED,
    OWN_LINES,
    PIECE,
    SPLIT_IN,
    VERBATIM,
    VOID,
    Element,
    place_of,
)
from lesart.ingest.facts import HeadFacts
from lesart.model.text import Block, Fact, FactOrigin

DEEPEST = 5_000
"""Elements inside one another; the text of deeper ones goes to the element at that depth. Browsers stop at 512."""
_VALUE_CHARACTERS = 300
"""A microdata value longer than this is running text and no value, characters."""
_SPACE = re.compile(r"[ \t\n\r\f]+")
_WORDLIKE = re.compile(r"\w")
_SPACES = " \t\n\r\f"

_Range = tuple[int, int]
_Piece = tuple[int, int, Element]
"""A part of a line that may be a line of its own: where it starts, in which part of the text, and its element."""


class Transcript:
    """A parser target (lxml's interface) that writes the text of a page, its blocks and its facts.

    Characters wait in a list, to which the parser itself appends, until an element opens or closes: most are white
    space between tags.
    """

    def __init__(self) -> None:
        self.head = HeadFacts()
        self._waiting: list[str] = []
        self.data: Callable[[str], None] = self._waiting.append
        """Characters, in pieces as the parser likes."""
        self._parts: list[str] = []
        self._size = 0
        self._due = 0
        self._space_due = False
        self._tab_due = False
        self._top: Element | None = None
        self._depth = 0
        self._hidden = 0
        self._collects = False
        self._closed = ""
        self._holder: Element | None = None
        self._pieces: list[_Piece] = []
        self._piece: Element | None = None
        self._bare = False
        self._lines: list[tuple[int, int, Element]] = []
        self._links: list[_Range] = []
        self._strongs: list[_Range] = []
        self._marks: list[tuple[FactOrigin, str, str | None, int, int]] = []

    # ------------------------------------------------------------ the parser's events
    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element opens."""
        if self._hidden:
            self._hidden += 1
            if not self._collects:
                self._waiting.clear()
            return
        top = self._top
        waiting = self._waiting
        if waiting:
            if len(waiting) == 1 and top is not None and not top.kind & VERBATIM and not waiting[0].strip(_SPACES):
                self._closed = ""
                self._space_due = True
                waiting.clear()
            else:
                self._write_waiting(top)
        kind = KINDS.get(tag, 0)
        if kind & (VOID | HIDES | CLOSABLE):
            if kind & VOID:
                self._read_void(tag, attributes)
                return
            if kind & HIDES:
                self._hidden = 1
                self._collects = tag == "title" or (tag == "script" and "ld+json" in attributes.get("type", "").lower())
                return
        element = Element(tag, kind, top, self._size)
        if (attributes and element.read(attributes)) or (kind & CLOSABLE and "open" not in attributes):
            self._hidden = 1
            return
        self._depth += 1
        if self._depth > DEEPEST:
            return
        self._top = element
        if kind & OWN_LINES:
            if kind & CELL:
                self._tab_due = self._holder is not None
                return
            self._end_line(kind & BREAKS)
            if tag == "html" and attributes:
                self.head.read_language(attributes)
        elif kind & PIECE:
            self._open_piece(element, tag, top)

    def end(self, tag: str) -> None:
        """An element closes."""
        if self._hidden:
            self._hidden -= 1
            if self._collects and not self._hidden:
                self.head.read_collected(tag, "".join(self._waiting))
                self._collects = False
            if not self._collects:
                self._waiting.clear()
            return
        element = self._top
        waiting = self._waiting
        if waiting:
            if (
                len(waiting) == 1
                and element is not None
                and not element.kind & VERBATIM
                and not waiting[0].strip(_SPACES)
            ):
                self._closed = ""
                self._space_due = True
                waiting.clear()
            else:
                self._write_waiting(element)
        if element is None or (element.tag != tag and KINDS.get(tag, 0) & VOID):
            return
        self._depth -= 1
        if self._depth >= DEEPEST:
            return
        self._top = element.parent
        kind = element.kind
        if kind & MARKED and self._size > element.opened and not element.inside & kind:
            (self._links if kind & LINK else self._strongs).append((element.opened, self._size))
        if element.fact is not None:
            self._marks.append((*element.fact, element.opened, self._size))
        if kind & BREAKS:
            self._end_line(kind & BREAKS)
        elif kind & CELL:
            self._tab_due = self._holder is not None
        self._closed = tag

    def close(self) -> Transcript:
        """The page is at its end."""
        if self._waiting and not self._hidden:
            self._write_waiting(self._top)
        self._end_line(0)
        return self

    def _write_waiting(self, element: Element | None) -> None:
        """The characters that have come for the element open at last."""
        waiting = self._waiting
        if element is not None:
            self._closed = ""
            if element.kind & VERBATIM:
                self._write_verbatim(element)
            else:
                for text in waiting:
                    core = text.strip(_SPACES)
                    if core:
                        self._write(text, core, element)
                    else:
                        self._space_due = True
        waiting.clear()

    def _write_verbatim(self, element: Element) -> None:
        for text in self._waiting:
            for number, line in enumerate(text.split("\n")):
                if number:
                    self._end_line(1)
                core = line.strip(_SPACES)
                if core:
                    self._write(line, core, element)
                elif line:
                    self._space_due = True

    # ------------------------------------------------------------ elements
    def _read_void(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "br":
            self._end_line(2 if self._holder is None and self._due else 1)
        elif tag == "hr":
            self._end_line(2)
        elif tag == "meta":
            self.head.read_meta(attributes)
        elif tag == "link":
            self.head.read_link(attributes)

    def _open_piece(self, element: Element, tag: str, parent: Element | None) -> None:
        """A span or link opens: maybe the start of a line of its own, in any case no part of a link before it."""
        if tag == "a" and self._closed == "a":
            self._space_due = True
        if parent is None or parent.holder is not None or parent.tag not in SPLIT_IN:
            return
        if self._holder is None or (self._holder is parent and not self._bare):
            self._piece = element

    # ------------------------------------------------------------ writing
    def _write(self, text: str, core: str, element: Element) -> None:
        """Add text of `element` (`core`: without the white space around), white space folded; opens a line where none
        is open."""
        if "\n" in core or "  " in core or "\t" in core or "\r" in core or "\f" in core:
            core = _SPACE.sub(" ", core)
        holder = element.holder or element
        piece = self._piece
        if piece is not None and not _WORDLIKE.search(core):
            piece = self._piece = None
        parts = self._parts
        if self._holder is None:
            if not core.strip():
                return
            separator = "\n" * self._due if parts else ""
            self._due = 0
            self._holder = holder
        elif self._tab_due:
            separator = "\t"
        elif piece is not None or self._space_due or text[0] in _SPACES:
            separator = " "
        else:
            separator = ""
        size = self._size
        if separator:
            parts.append(separator)
            size += len(separator)
        if piece is not None:
            self._pieces.append((size, len(parts) - 1, piece))
            self._piece = None
        elif not self._pieces:
            self._pieces.append((size, len(parts) - 1, holder))
        if element is holder:
            self._bare = True
        self._tab_due = False
        self._space_due = text[-1] in _SPACES
        parts.append(core)
        self._size = size + len(core)

    def _end_line(self, breaks: int) -> None:
        """Close the open line; at least `breaks` line breaks come before the next."""
        if self._holder is not None:
            self._close_line(self._holder, self._pieces)
            self._holder = None
            self._pieces = []
            self._bare = False
        self._piece = None
        self._space_due = self._tab_due = False
        if breaks > self._due:
            self._due = breaks

    def _close_line(self, holder: Element, pieces: list[_Piece]) -> None:
        """The open line becomes a block, or one a piece where it is nothing but pieces that stand for themselves: a
        kicker and a headline, a name and a time. In headings the pieces need different classes, since headlines
        are also cut into words."""
        split = len(pieces) > 1 and not self._bare
        if split and holder.tag in HEADINGS:
            split = len({element.attributes for _, _, element in pieces}) > 1
        if not split:
            start, _, element = pieces[0]
            self._lines.append((start, self._size, holder if len(pieces) > 1 else element))
            return
        for number, (start, part, element) in enumerate(pieces):
            if number:
                self._parts[part] = "\n"
            end = pieces[number + 1][0] - 1 if number + 1 < len(pieces) else self._size
            self._lines.append((start, end, element))

    # ------------------------------------------------------------ what came of it
    @property
    def parts(self) -> int:
        """How many lines, links, emphases and marks there are so far: what memory grows with."""
        return len(self._lines) + len(self._links) + len(self._strongs) + len(self._marks)

    def text(self) -> str:
        """All that was written."""
        return "".join(self._parts)

    def blocks(self, text: str) -> tuple[Block, ...]:
        """The lines of `text` as blocks."""
        links, strongs = _Cutter(text, self._links), _Cutter(text, self._strongs)
        found = []
        for start, end, element in self._lines:
            path, words = place_of(element)
            linked = links.cut(start, end) if links.start < end else ()
            strong = strongs.cut(start, end) if strongs.start < end else ()
            found.append(Block(start, end, path, words, linked, strong))
        return tuple(found)

    def forget(self) -> None:
        """Let go of all elements. A parser and its target hold each other, so that what the target holds waits for the
        collector, which would look through thousands of elements a page."""
        self._top = self._holder = self._piece = None
        for held in (self._waiting, self._parts, self._pieces, self._lines, self._links, self._strongs, self._marks):
            held.clear()

    def facts(self, text: str) -> list[Fact]:
        """`time` elements, microdata and author links, in document order, with their places in `text`."""
        found = []
        for origin, name, value, start, end in sorted(self._marks, key=lambda mark: (mark[3], mark[4])):
            while start < end and text[start].isspace():
                start += 1
            seen = start < end
            if value is None:
                if not seen or end - start > _VALUE_CHARACTERS:
                    continue
                value = text[start:end]
            found.append(Fact(origin, name, value, start if seen else None, end if seen else None))
        return found


class _Cutter:
    """Cuts sorted, disjoint ranges to the blocks they lie in, going forward only. `start` is where the next range not
    passed yet begins: blocks that end before hold none."""

    def __init__(self, text: str, ranges: list[_Range]) -> None:
        self.text = text
        self.ranges = ranges
        self.at = 0
        self.start = ranges[0][0] if ranges else len(text)

    def cut(self, start: int, end: int) -> tuple[_Range, ...]:
        """The parts of the ranges inside `[start, end)`, without white space before."""
        ranges, text = self.ranges, self.text
        at, count = self.at, len(self.ranges)
        while at < count and ranges[at][1] <= start:
            at += 1
        self.at = at
        self.start = ranges[at][0] if at < count else len(text)
        found = []
        while at < count and ranges[at][0] < end:
            left, right = ranges[at]
            if left < start:
                left = start
            if right > end:
                right = end
            while left < right and text[left].isspace():
                left += 1
            if left < right:
                found.append((left, right))
            at += 1
        return tuple(found)

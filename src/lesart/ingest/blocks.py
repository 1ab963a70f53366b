"""What a reader sees of an HTML page, as text in blocks: one block a line, each with its place in the tree.

The parser's events are read as they come, without a tree, so that time and memory are linear in the page and
depth costs no recursion. Paths reach `_DEPTH` elements deep; below, blocks bear the path of that depth.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lesart.ingest.facts import HeadFacts
from lesart.model.text import Block, Fact, FactOrigin

_DEPTH = 48
"""Elements of a path at most; real pages reach 35. Keeps the paths of a million nested tags small."""
_WORD_LEVELS = 12
"""Ancestors whose class and id words a block keeps."""
_VALUE_CHARACTERS = 300
"""A microdata value longer than this is running text and no value, characters."""


def split_names(text: str) -> frozenset[str]:
    """A set of names written in one line."""
    return frozenset(text.split())


_UNSEEN = split_names(
    "script style noscript template iframe object applet svg video audio canvas title datalist noframes noembed"
    " frameset map"
)
_VOID = split_names("area base basefont br col embed frame hr img input keygen link meta param source track wbr")
_SPACED = split_names(
    "p h1 h2 h3 h4 h5 h6 figure blockquote ul ol dl table section article pre main aside header footer nav form"
    " body html details fieldset"
)
_LINED = split_names(
    "address center dd dialog dir div dt figcaption legend li menu optgroup option summary tr caption button select"
    " textarea search thead tbody tfoot hgroup label"
)
_BREAKS = {**dict.fromkeys(_LINED, 1), **dict.fromkeys(_SPACED, 2)}
"""Line breaks before and after an element: 2 leave an empty line."""
_CELLS = split_names("td th")
_HEADINGS = split_names("h1 h2 h3 h4 h5 h6")
_PIECES = split_names("span a time small")
_SPLIT_IN = _HEADINGS | split_names("div header hgroup footer figcaption section article address nav aside")
_STRONG = split_names("strong b em i")
_WORDED = split_names("class id itemprop role data-testid data-component data-type data-qa")
_STATED = split_names("itemprop datetime content rel")
_SPACE = re.compile(r"[ \t\n\r\f]+")
_WORDLIKE = re.compile(r"\w")
_SPACES = " \t\n\r\f"
_CAMEL = re.compile(r"(?<=[a-zäöü])(?=[A-ZÄÖÜ])")
_LETTERS = re.compile(r"[a-zäöüß]+[0-9]?")
_HIDING = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)

_Range = tuple[int, int]
_Stated = tuple[FactOrigin, str, str | None]
"""Origin, name and value of what an element states; the value is its text where None."""


class _Frame:
    """An open element. `holder` is the nearest one that stands on lines of its own."""

    __slots__ = (
        "anchored", "attributes", "breaks", "depth", "fact", "holder", "opened", "parent", "path", "rank", "ranks",
        "strong", "tag", "words",
    )  # fmt: skip

    def __init__(self, tag: str, parent: _Frame | None) -> None:
        self.tag = tag
        self.parent = parent
        self.ranks: dict[str, int] | None = None
        self.attributes = ""
        self.breaks = 0
        self.fact: _Stated | None = None
        self.opened = 0
        self.path = ""
        self.words: tuple[str, ...] | None = None
        if parent is None:
            self.holder = self
            self.rank = self.depth = 1
            self.anchored = self.strong = False
            return
        self.holder = parent.holder
        self.depth = parent.depth + 1
        self.anchored = parent.anchored
        self.strong = parent.strong
        ranks = parent.ranks
        if ranks is None:
            ranks = parent.ranks = {}
        self.rank = ranks[tag] = ranks.get(tag, 0) + 1


class _Piece:
    """A part of a line that may be a line of its own: where it starts and where it stands in the tree."""

    __slots__ = ("part", "path", "start", "style", "words")

    def __init__(self, start: int, part: int, frame: _Frame, style: str) -> None:
        self.start = start
        self.part = part
        self.style = style
        self.path = _path_of(frame)
        self.words = _words_of(frame)


class Transcript:
    """A parser target (lxml's interface) that writes the text of a page, its blocks and its facts."""

    def __init__(self) -> None:
        self.head = HeadFacts()
        self._parts: list[str] = []
        self._size = 0
        self._due = 0
        self._space_due = False
        self._tab_due = False
        self._top: _Frame | None = None
        self._hidden = 0
        self._collected: list[str] | None = None
        self._closed = ""
        self._holder: _Frame | None = None
        self._pieces: list[_Piece] = []
        self._piece: _Frame | None = None
        self._bare = False
        self._lines: list[tuple[int, int, str, tuple[str, ...]]] = []
        self._links: list[_Range] = []
        self._strongs: list[_Range] = []
        self._marks: list[tuple[FactOrigin, str, str | None, int, int]] = []

    # ------------------------------------------------------------ the parser's events
    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element opens."""
        if self._hidden:
            self._hidden += 1
            return
        if tag in _VOID:
            self._read_void(tag, attributes)
            return
        parent = self._top
        frame = _Frame(tag, parent)
        if tag in _UNSEEN or (tag == "dialog" and "open" not in attributes):
            self._hidden = 1
            if tag == "title" or (tag == "script" and "ld+json" in attributes.get("type", "").lower()):
                self._collected = []
            return
        if attributes and self._read_attributes(frame, attributes):
            self._hidden = 1
            return
        self._top = frame
        breaks = _BREAKS.get(tag)
        if breaks:
            frame.breaks = breaks
            frame.holder = frame
            self._end_line(breaks)
            if tag == "html" and attributes:
                self.head.read_language(attributes)
        elif tag in _CELLS:
            frame.holder = frame
            self._tab_due = self._holder is not None
        elif tag in _STRONG:
            frame.strong = True
        elif tag in _PIECES:
            self._open_piece(frame, tag)
        frame.opened = self._size

    def end(self, tag: str) -> None:
        """An element closes."""
        if self._hidden:
            self._hidden -= 1
            if not self._hidden and self._collected is not None:
                self.head.read_collected(tag, "".join(self._collected))
                self._collected = None
            return
        frame = self._top
        if tag in _VOID or frame is None:
            return
        parent = self._top = frame.parent
        if self._size > frame.opened:
            if tag == "a" and not (parent and parent.anchored):
                self._links.append((frame.opened, self._size))
            elif tag in _STRONG and not (parent and parent.strong):
                self._strongs.append((frame.opened, self._size))
        if frame.fact is not None:
            self._marks.append((*frame.fact, frame.opened, self._size))
        if frame.breaks:
            self._end_line(frame.breaks)
        elif frame.tag in _CELLS:
            self._tab_due = self._holder is not None
        self._closed = tag

    def data(self, text: str) -> None:
        """Characters, in pieces as the parser likes."""
        if self._hidden:
            if self._collected is not None:
                self._collected.append(text)
            return
        frame = self._top
        if frame is not None:
            self._closed = ""
            if "\n" in text and frame.tag in ("pre", "textarea"):
                for number, line in enumerate(text.split("\n")):
                    if number:
                        self._end_line(1)
                    if line:
                        self._write(line, frame)
            else:
                self._write(text, frame)

    def close(self) -> Transcript:
        """The page is at its end."""
        self._end_line(0)
        return self

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

    def _read_attributes(self, frame: _Frame, attributes: dict[str, str]) -> bool:
        """Keep the class words and facts of an element; True where an attribute hides it."""
        words = ""
        for name, value in attributes.items():
            if name in _WORDED:
                words = f"{words} {value}" if words else value
            elif name == "hidden":
                if value != "until-found":
                    return True
            elif name == "style" and _HIDING.search(value):
                return True
        frame.attributes = words
        if not _STATED.isdisjoint(attributes):
            frame.fact = _read_fact(frame.tag, attributes)
        return False

    def _open_piece(self, frame: _Frame, tag: str) -> None:
        """A span or link opens: maybe the start of a line of its own, in any case no part of a link before it."""
        if tag == "a":
            frame.anchored = True
            if self._closed == "a":
                self._space_due = True
        parent = frame.parent
        if parent is None or parent.holder is not parent or parent.tag not in _SPLIT_IN:
            return
        if self._holder is None or (self._holder is parent and not self._bare):
            self._piece = frame

    # ------------------------------------------------------------ writing
    def _write(self, text: str, frame: _Frame) -> None:
        """Add text of `frame`, white space folded; opens a line where none is open."""
        core = text.strip(_SPACES)
        if not core:
            self._space_due = True
            return
        if "\n" in core or "  " in core or "\t" in core or "\r" in core or "\f" in core:
            core = _SPACE.sub(" ", core)
        holder = frame.holder
        if self._piece is not None and not _WORDLIKE.search(core):
            self._piece = None
        if self._holder is None:
            if not core.strip():
                return
            separator = "\n" * self._due if self._parts else ""
            self._due = 0
            self._holder = holder
        elif self._tab_due:
            separator = "\t"
        elif self._piece is not None or self._space_due or text[0] in _SPACES:
            separator = " "
        else:
            separator = ""
        parts = self._parts
        if separator:
            parts.append(separator)
            self._size += len(separator)
        if self._piece is not None or not self._pieces:
            at = self._piece if self._piece is not None else holder
            self._pieces.append(_Piece(self._size, len(parts) - 1, at, at.attributes))
            self._piece = None
        if frame is holder:
            self._bare = True
        self._tab_due = False
        self._space_due = text[-1] in _SPACES
        parts.append(core)
        self._size += len(core)

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

    def _close_line(self, holder: _Frame, pieces: list[_Piece]) -> None:
        """The open line becomes a block, or one a piece where it is nothing but pieces that stand for themselves: a
        kicker and a headline, a name and a time. In headings the pieces need different classes, since headlines
        are also cut into words."""
        first = pieces[0]
        split = len(pieces) > 1 and not self._bare
        if split and holder.tag in _HEADINGS:
            split = len({piece.style for piece in pieces}) > 1
        if not split:
            path, words = (_path_of(holder), _words_of(holder)) if len(pieces) > 1 else (first.path, first.words)
            self._lines.append((first.start, self._size, path, words))
            return
        for number, piece in enumerate(pieces):
            if number:
                self._parts[piece.part] = "\n"
            end = pieces[number + 1].start - 1 if number + 1 < len(pieces) else self._size
            self._lines.append((piece.start, end, piece.path, piece.words))

    # ------------------------------------------------------------ what came of it
    def text(self) -> str:
        """All that was written."""
        return "".join(self._parts)

    def blocks(self, text: str) -> tuple[Block, ...]:
        """The lines of `text` as blocks."""
        links, strongs = _Cutter(text, self._links), _Cutter(text, self._strongs)
        return tuple(
            Block(start, end, path, words, links.cut(start, end), strongs.cut(start, end))
            for start, end, path, words in self._lines
        )

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
    """Cuts sorted, disjoint ranges to the blocks they lie in, going forward only."""

    def __init__(self, text: str, ranges: list[_Range]) -> None:
        self.text = text
        self.ranges = ranges
        self.at = 0

    def cut(self, start: int, end: int) -> tuple[_Range, ...]:
        """The parts of the ranges inside `[start, end)`, without white space before."""
        ranges, text = self.ranges, self.text
        at = self.at
        while at < len(ranges) and ranges[at][1] <= start:
            at += 1
        self.at = at
        if at >= len(ranges) or ranges[at][0] >= end:
            return ()
        found = []
        while at < len(ranges) and ranges[at][0] < end:
            left, right = max(start, ranges[at][0]), min(end, ranges[at][1])
            while left < right and text[left].isspace():
                left += 1
            if left < right:
                found.append((left, right))
            at += 1
        return tuple(found)


def _read_fact(tag: str, given: dict[str, str]) -> _Stated | None:
    """Origin, name and value (None: the element's text) of what an element states."""
    prop = given.get("itemprop")
    if tag == "time":
        return ("time", prop or "datetime", given.get("datetime"))
    if prop:
        return ("html", prop, given.get("content") or given.get("datetime"))
    if tag == "a" and "author" in given.get("rel", "").lower().split():
        return ("link", "author", None)
    return None


def _path_of(frame: _Frame) -> str:
    """DOM path of an open element; the path of depth `_DEPTH` for what lies deeper."""
    pending = []
    at: _Frame | None = frame
    while at is not None and not at.path:
        pending.append(at)
        at = at.parent
    path = at.path if at is not None else ""
    for element in reversed(pending):
        if element.depth <= _DEPTH:
            path = f"{path}/{element.tag}" if element.rank == 1 else f"{path}/{element.tag}[{element.rank}]"
        element.path = path
    return path


def _words_of(frame: _Frame) -> tuple[str, ...]:
    """Class and id words, one string an element, from the element upwards."""
    pending = []
    at: _Frame | None = frame
    while at is not None and at.words is None:
        pending.append(at)
        at = at.parent
    words = at.words if at is not None and at.words is not None else ()
    for element in reversed(pending):
        words = (split_words(element.attributes) if element.attributes else "", *words[: _WORD_LEVELS - 1])
        element.words = words
    return words


@lru_cache(maxsize=4096)
def split_words(names: str) -> str:
    """Class or id names as lower-case words, blanks between: `ArticleHead--kicker_2` gives `article head kicker`.

    Names with a colon (`md:flex`, `hover:underline`) are style sheets written into the page and left out.
    """
    if ":" in names:
        names = " ".join(name for name in names.split() if ":" not in name)
    return " ".join(_LETTERS.findall(_CAMEL.sub(" ", names).lower()))

"""The elements of an HTML page while it is read: what each kind of them does to lines, paths, class words, facts."""

from __future__ import annotations

import re
from functools import lru_cache

from lesart.model.text import FactOrigin

_DEPTH = 48
"""Elements of a path at most; real pages reach 35. Keeps the paths of a million nested tags small."""
_NAME_CHARACTERS = 400
"""Class names up to this many characters are remembered, at most 10 MB of them; pages of one outlet share theirs."""
_WORD_LEVELS = 12
"""Ancestors whose class and id words a block keeps."""


def split_names(text: str) -> frozenset[str]:
    """A set of names written in one line."""
    return frozenset(text.split())


_UNSEEN = split_names(
    "script style noscript template iframe object applet svg video audio canvas title datalist noframes noembed"
    " frameset map"
)
_SPACED = split_names(
    "p h1 h2 h3 h4 h5 h6 figure blockquote ul ol dl table section article pre main aside header footer nav form"
    " body html details fieldset"
)
_LINED = split_names(
    "address center dd dialog dir div dt figcaption legend li menu optgroup option summary tr caption button select"
    " textarea search thead tbody tfoot hgroup label"
)
HEADINGS = split_names("h1 h2 h3 h4 h5 h6")
SPLIT_IN = HEADINGS | split_names("div header hgroup footer figcaption section article address nav aside")
BREAKS, VOID, HIDES, CLOSABLE, CELL, PIECE, STRONG, VERBATIM, LINK = 0b11, 4, 8, 16, 32, 64, 128, 256, 512
"""What a kind of element does, in bits: its line breaks before and after (2 leave an empty line), that it has no end,
that its text is not seen, or only where it is open, that it is a cell, may be a line of its own, is emphasised, that
its line breaks are line breaks, and that it is a link."""
OWN_LINES, MARKED = BREAKS | CELL, STRONG | LINK
KINDS: dict[str, int] = {}
"""By tag, what the element does; those that do nothing are not in it."""
for _kind, _tags in (
    (1, _LINED),
    (2, _SPACED),
    (VOID, split_names("area base basefont br col embed frame hr img input keygen link meta param source track wbr")),
    (HIDES, _UNSEEN),
    (CLOSABLE, split_names("dialog")),
    (CELL, split_names("td th")),
    (PIECE, split_names("span a time small")),
    (STRONG, split_names("strong b em i")),
    (VERBATIM, split_names("pre textarea")),
    (LINK, split_names("a")),
):
    KINDS.update({_tag: KINDS.get(_tag, 0) | _kind for _tag in _tags})
_WORDED, _STATED, _BOTH, _HIDDEN, _STYLE = range(1, 6)
_ATTRIBUTES = {
    **dict.fromkeys(split_names("class id role data-testid data-component data-type data-qa"), _WORDED),
    **dict.fromkeys(split_names("datetime content rel"), _STATED),
    "itemprop": _BOTH,
    "hidden": _HIDDEN,
    "style": _STYLE,
}
"""Attributes of use: they hold class words, state facts, or both; or they may hide the element."""
_CAMEL = re.compile(r"(?<=[a-zäöü])(?=[A-ZÄÖÜ])")
_LETTERS = re.compile(r"[a-zäöüß]+[0-9]?")
_HIDING = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)

_Stated = tuple[FactOrigin, str, str | None]
"""Origin, name and value of what an element states; the value is its text where None."""


class Element:
    """An open element. `holder` is the nearest one around that stands on lines of its own, None where it does so
    itself (it does not point to itself: what lies in no circle is freed at once); `opened` is where its text begins.

    `inside` says whether links and emphasis lie around it (`MARKED`).

    There are a thousand on a page: what few need (`path`, `depth`) is set when it is asked for (`place_of`).
    """

    __slots__ = (
        "attributes", "depth", "fact", "holder", "inside", "kind", "opened", "parent", "path", "rank", "ranks", "tag",
        "words",
    )  # fmt: skip
    path: str
    depth: int

    def __init__(self, tag: str, kind: int, parent: Element | None, opened: int) -> None:
        self.tag = tag
        self.kind = kind
        self.parent = parent
        self.opened = opened
        self.ranks: dict[str, int] | None = None
        self.attributes = ""
        self.fact: _Stated | None = None
        self.words: tuple[str, ...] | None = None
        if parent is None:
            self.holder: Element | None = None
            self.rank = 1
            self.inside = 0
            return
        self.holder = None if kind & OWN_LINES else parent.holder or parent
        self.inside = parent.inside | parent.kind & MARKED
        ranks = parent.ranks
        if ranks is None:
            parent.ranks = {tag: 1}
            self.rank = 1
        else:
            self.rank = ranks[tag] = ranks.get(tag, 0) + 1

    def read(self, attributes: dict[str, str]) -> bool:
        """Keep the class words and facts that the attributes bear; True where one of them hides the element."""
        if len(attributes) == 1 and "class" in attributes:
            self.attributes = attributes["class"]
            return False
        words = ""
        stated = False
        for name, value in attributes.items():
            use = _ATTRIBUTES.get(name)
            if use is None:
                continue
            if use == _WORDED:
                words = f"{words} {value}" if words else value
            elif use == _STATED:
                stated = True
            elif use == _BOTH:
                words = f"{words} {value}" if words else value
                stated = True
            elif use == _HIDDEN:
                if value != "until-found":
                    return True
            elif _HIDING.search(value):
                return True
        self.attributes = words
        if stated:
            self.fact = _read_fact(self.tag, attributes)
        return False


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


def place_of(element: Element) -> tuple[str, tuple[str, ...]]:
    """DOM path of an element (of depth `_DEPTH` for what lies deeper), and the class and id words of it and its
    ancestors, one string an element, from the element upwards."""
    words = element.words
    if words is not None:
        return element.path, words
    pending = []
    at: Element | None = element
    while at is not None and at.words is None:
        pending.append(at)
        at = at.parent
    path, words, depth = (at.path, at.words or (), at.depth) if at is not None else ("", (), 0)
    while pending:
        at = pending.pop()
        depth += 1
        if depth <= _DEPTH:
            path = f"{path}/{at.tag}" if at.rank == 1 else f"{path}/{at.tag}[{at.rank}]"
        at.depth = depth
        at.path = path
        words = (split_words(at.attributes) if at.attributes else "", *words)
        if depth > _WORD_LEVELS:
            words = words[:_WORD_LEVELS]
        at.words = words
    return path, words


def split_words(names: str) -> str:
    """Class or id names as lower-case words, blanks between: `ArticleHead--kicker_2` gives `article head kicker`.

    Names with a colon (`md:flex`, `hover:underline`) are style sheets written into the page and left out.
    """
    return _split_usual(names) if len(names) <= _NAME_CHARACTERS else _split(names)


@lru_cache(maxsize=16_384)
def _split_usual(names: str) -> str:
    return _split(names)


def _split(names: str) -> str:
    if ":" in names:
        names = " ".join(name for name in names.split() if ":" not in name)
    small = names.lower()
    if small != names:
        small = _CAMEL.sub(" ", names).lower()
    return " ".join(_LETTERS.findall(small))

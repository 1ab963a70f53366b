"""What a query asks for, as a tree; `parsing.py` makes it from text. docs/search.md describes the language."""

from __future__ import annotations

from dataclasses import dataclass

MAIN_GROUPS = ("headline", "lead", "body", "caption", "correction")
"""Groups of zones that a word without a field is looked for in."""
ASIDE_GROUPS = ("comment", "teaser", "imprint")
GROUPS = (*MAIN_GROUPS, *ASIDE_GROUPS)
MARKS = {
    "outlet": "o",
    "author": "a",
    "agency": "g",
    "language": "l",
    "section": "s",
    "zone": "z",
    "source": "f",
}
"""Fields that filter by a property of the page, and the letter of their marks in the index."""


@dataclass(frozen=True, slots=True)
class Words:
    """One of `rows` stands in a row, in one zone of `groups`; `prefix`: the only word of it need only begin so."""

    rows: tuple[tuple[str, ...], ...]
    groups: tuple[str, ...] = MAIN_GROUPS
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """The page bears all of `marks`."""

    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dated:
    """Published for certain between `earliest` and `latest` (ISO days, None: open); both None: undated."""

    earliest: str | None
    latest: str | None


@dataclass(frozen=True, slots=True)
class About:
    """The page names the entity: an id, or a name as folded."""

    id: str | None
    folded: str | None


@dataclass(frozen=True, slots=True)
class Belongs:
    """The page is `id`, or in the event or story of that id."""

    to: str
    id: str


@dataclass(frozen=True, slots=True)
class Number:
    """The number as printed lies between `low` and `high`; `open_low`, `open_high`: the end itself does not count."""

    low: float | None = None
    high: float | None = None
    open_low: bool = False
    open_high: bool = False
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Unitary:
    """The page has one quotation (`quotation`) or quantity (`quantity`) that meets all of `parts`.

    A part is Words (its `groups` say `words` or `voice`), About (the voice is that entity), Number, or All, Any,
    Not of such.
    """

    kind: str
    part: Node


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Any:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: Node


Node = Words | Mark | Dated | About | Belongs | Number | Unitary | All | Any | Not

EVERYTHING = All(())

"""What each address may be asked: its query, or the fields of its form. Unknown names are left alone."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

Text = Annotated[str, Meta(max_length=2_000)]
Name = Annotated[str, Meta(max_length=300)]
Limit = Annotated[int, Meta(ge=1, le=100)]
Key = Annotated[int, Meta(ge=0, le=2**63 - 1)]

LINES = 20
"""Lines of one page of a list where nothing is said."""


class Nothing(msgspec.Struct, frozen=True):
    """Nothing is asked."""


class ListAsked(msgspec.Struct, frozen=True):
    """`after`: what `more` of the answer before said; `several`: only what has two parts or more."""

    after: Name = ""
    several: bool = False
    limit: Limit = LINES


class SearchAsked(msgspec.Struct, frozen=True):
    """`q`: a query (docs/search.md); `before`: what `more` of the answer before said."""

    q: Text = ""
    before: Key | None = None
    limit: Limit = LINES


class CompareAsked(msgspec.Struct, frozen=True):
    """`again`: try once more what failed."""

    again: bool = False


class PageAsked(msgspec.Struct, frozen=True):
    """`at`: places to mark, `120-134,150-160`; `layer`: what is marked: `names`, `times`, `figures`, `quotations`."""

    at: Text = ""
    layer: Name = ""


class NameAsked(msgspec.Struct, frozen=True):
    """`name`: a person's or body's name, or a part of it."""

    name: Name = ""


class KeyAsked(msgspec.Struct, frozen=True):
    """`before`: what `more` of the answer before said."""

    before: Key | None = None
    limit: Limit = LINES


class DecisionsAsked(msgspec.Struct, frozen=True):
    """`undone`: also those taken back."""

    before: Key | None = None
    undone: bool = True
    limit: Limit = LINES


class PlaceAsked(msgspec.Struct, frozen=True):
    """`at`: the place that is meant, `120-134`; empty: the page."""

    at: Name = ""


class LoginAsked(msgspec.Struct, frozen=True):
    """`next`: the page to go to."""

    next: Text = "/"


class LoginForm(msgspec.Struct, frozen=True):
    token: Text = ""
    next: Text = "/"


class DecisionForm(msgspec.Struct, frozen=True):
    """A decision. `kind` says which of the other fields count (docs/serve.md); places are PAGE:START-END.

    `who`: what a form sends for `speaker` and `entity` at once, PLACE|ENTITY.
    """

    kind: Name
    person: Name = ""
    why: Text = ""
    page: Name = ""
    event: Name = ""
    pages: tuple[Name, ...] = ()
    events: tuple[Name, ...] = ()
    place: Name = ""
    other: Name = ""
    speaker: Name = ""
    who: Name = ""
    entity: Name = ""
    entities: tuple[Name, ...] = ()
    label: Name = ""
    zone: Name = ""
    text: Text = ""
    back: Text = ""


class UndoForm(msgspec.Struct, frozen=True):
    person: Name = ""
    back: Text = ""

"""What persons decided against or beside the machine: kept apart from its results and applied to every new one.

A decision names pages by the hash of their bytes and places by their quoted words, so that it finds its place again
when a page is read anew, by another version, into another text.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from lesart.model.article import ZoneKind
from lesart.model.text import Spans

CONTEXT = 32
"""Characters kept on either side of quoted words: enough to tell a second occurrence, short enough to survive edits
of the transcription nearby."""


class PageRef(msgspec.Struct, frozen=True, tag="page"):
    """A page by the SHA-256 of its bytes; `page`: its id when the decision was made."""

    bytes_id: str
    page: str


class Quoted(msgspec.Struct, frozen=True, tag="place"):
    """A place on a page: its words and up to CONTEXT characters around them; `offset`: where they stood then."""

    bytes_id: str
    page: str
    offset: int
    text: str
    before: str = ""
    after: str = ""


class EventRef(msgspec.Struct, frozen=True, tag="event"):
    """An event by the pages it had; it is the event that holds most of them."""

    id: str
    pages: tuple[PageRef, ...]


class EntityRef(msgspec.Struct, frozen=True, tag="entity"):
    """A named thing by its id, and by its label where no such id is left."""

    id: str
    label: str


class MovePage(msgspec.Struct, frozen=True, tag="move"):
    """`page` belongs to event `to`, and to no other; None: to one of its own."""

    page: PageRef
    to: EventRef | None = None


class SplitEvent(msgspec.Struct, frozen=True, tag="split"):
    """`pages` of `event` report another happening: they are an event of their own."""

    event: EventRef
    pages: tuple[PageRef, ...]


class MergeEvents(msgspec.Struct, frozen=True, tag="merge"):
    """`events` are one happening."""

    events: tuple[EventRef, ...]


class JoinEntities(msgspec.Struct, frozen=True, tag="join"):
    """`others` are the same as `keep`."""

    keep: EntityRef
    others: tuple[EntityRef, ...]


class PartEntities(msgspec.Struct, frozen=True, tag="part"):
    """The names at `places` do not mean `entity` but something else, called `label`."""

    entity: EntityRef
    places: tuple[Quoted, ...]
    label: str


class RightSpeaker(msgspec.Struct, frozen=True, tag="speaker"):
    """The words at `content` are said by the one that `speaker` names; empty and None: by nobody known."""

    content: tuple[Quoted, ...]
    speaker: tuple[Quoted, ...] = ()
    entity: EntityRef | None = None


class Rezone(msgspec.Struct, frozen=True, tag="zone"):
    """The stretch at `place` is a zone of `kind`."""

    place: Quoted
    kind: ZoneKind


class RejectComparison(msgspec.Struct, frozen=True, tag="reject"):
    """The figures at the two places do not count the same."""

    one: Quoted
    other: Quoted


class Note(msgspec.Struct, frozen=True, tag="note"):
    """A person's remark on a place, a page or an event; changes nothing."""

    text: str
    on: Quoted | PageRef | EventRef


Decision = (
    MovePage | SplitEvent | MergeEvents | JoinEntities | PartEntities | RightSpeaker | Rezone | RejectComparison | Note
)


class Correction(msgspec.Struct, frozen=True):
    """A decision with who took it, when (`made`, UTC stamp) and why; `undone`, `undone_by`: taken back."""

    id: str
    person: str
    made: str
    decision: Decision
    why: str = ""
    undone: str | None = None
    undone_by: str | None = None

    @property
    def by(self) -> str:
        """How what came of it is marked."""
        return f"person: {self.person}"

    @property
    def kind(self) -> str:
        """The decision's name: `move`, `split`, `merge`, `join`, `part`, `speaker`, `zone`, `reject`, `note`."""
        return str(self.decision.__struct_config__.tag)


class Applied(msgspec.Struct, frozen=True):
    """What became of a correction in a result: `places` that it touched, or `unplaced`, why it found none."""

    correction: Correction
    places: Spans = ()
    unplaced: str | None = None


def pages_of(decision: Decision) -> frozenset[str]:
    """SHA-256 of the bytes of all pages that `decision` names."""
    return frozenset(_bytes_ids(decision))


def _bytes_ids(part: object) -> Iterator[str]:
    if isinstance(part, PageRef | Quoted):
        yield part.bytes_id
    elif isinstance(part, tuple):
        for inner in part:
            yield from _bytes_ids(inner)
    elif isinstance(part, msgspec.Struct):
        for name in part.__struct_fields__:
            yield from _bytes_ids(getattr(part, name))

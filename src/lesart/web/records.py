"""What the desk answers with: one record a kind of page, printed as HTML by a template and as JSON as it stands.

Offsets are code points into the page's text, half-open, as everywhere. Addresses are None unless http or https.
"""

from __future__ import annotations

import msgspec

from lesart.present.contract import PageOut, SynopsisOut, VersionOut
from lesart.present.decisions import CorrectionOut


class PageLine(msgspec.Struct, frozen=True):
    """A page in a list. `added`: UTC stamp; `made_by`: program and data that read it."""

    id: str
    title: str | None
    outlet: str | None
    published: str | None
    updated: str | None
    language: str | None
    source: str
    url: str | None
    characters: int
    added: str
    made_by: str


class EventLine(msgspec.Struct, frozen=True):
    """An event in a list. `title`: headline of its earliest page that has one; `pages`: the first of `page_count`."""

    id: str
    title: str | None
    title_page: str | None
    earliest: str | None
    latest: str | None
    page_count: int
    outlets: list[str]
    pages: list[PageLine]
    story: str | None
    decided: bool
    """A person decided about its pages."""


class Inbox(msgspec.Struct, frozen=True):
    """Events, those of the latest day first. `more`: what `after` goes on with, None at the end; `waiting`: pages
    whose events are still to be found."""

    events: list[EventLine]
    more: str | None
    page_count: int
    event_count: int
    waiting: int


class StoryLine(msgspec.Struct, frozen=True):
    """A story in a list: what its latest event is called, and its latest events."""

    id: str
    title: str | None
    earliest: str | None
    latest: str | None
    event_count: int
    page_count: int
    events: list[EventLine]


class Stories(msgspec.Struct, frozen=True):
    stories: list[StoryLine]
    more: str | None


class Comparison(msgspec.Struct, frozen=True):
    """`state`: `ready` with its `synopsis` (the object of `lesart collate`), or `waiting` for the `job` that makes it,
    or `failed` with the `reason`."""

    state: str
    job: str | None = None
    reason: str | None = None
    left_out: int = 0
    """Pages beyond those that are compared at once."""
    synopsis: SynopsisOut | None = None


class EventView(msgspec.Struct, frozen=True):
    event: EventLine
    why: list[str]
    nearest: str | None
    """The event next to this that its pages were not put to."""
    comparison: Comparison


class StoryView(msgspec.Struct, frozen=True):
    story: StoryLine
    why: list[str]
    comparison: Comparison


class Place(msgspec.Struct, frozen=True):
    start: int
    end: int


class Piece(msgspec.Struct, frozen=True):
    """A stretch of a text in its order; `hit`: these words were looked for."""

    text: str
    hit: bool


class HitLine(msgspec.Struct, frozen=True):
    """A page found: `places` of the words in its text, and `excerpt`, the stretch that shows most of them."""

    page: PageLine
    places: list[Place]
    excerpt: Place | None
    pieces: list[Piece]


class SearchView(msgspec.Struct, frozen=True):
    """`count`: pages found, up to 1,000 (`counted_up`: there may be more); `more`: what `before` goes on with."""

    query: str
    hits: list[HitLine]
    count: int
    counted_up: bool
    more: int | None


class Sources(msgspec.Struct, frozen=True):
    query: str
    pages: list[PageLine]
    more: int | None
    page_count: int


class PageView(msgspec.Struct, frozen=True):
    """A page whole: `page` is the line that `lesart annotate` prints, with persons' decisions applied."""

    listed: PageLine
    page: PageOut
    events: list[EventLine]
    versions: list[VersionOut]
    others: list[PageLine]
    """The pages that it is a version of, or that are versions of it."""
    corrections: list[CorrectionOut]


class WordRun(msgspec.Struct, frozen=True):
    """A stretch that both pages have (place on the later one), or that is `gone` (on the earlier) or `new`."""

    step: str
    start: int
    end: int
    text: str
    breaks: bool
    """A zone ends behind it."""


class DifferencesView(msgspec.Struct, frozen=True):
    before: PageLine
    after: PageLine
    ordered: bool
    """It is known which was first."""
    why: str | None
    """What makes them one page; None where they are not known to be versions."""
    runs: list[WordRun]


class VoiceLine(msgspec.Struct, frozen=True):
    """Somebody quoted. `quotations`: how many of the latest 5,000 attributed quotations."""

    entity: str
    label: str
    kind: str
    quotations: int


class Voices(msgspec.Struct, frozen=True):
    name: str
    """What was asked for; empty: those quoted most of late."""
    speakers: list[VoiceLine]


class SaidLine(msgspec.Struct, frozen=True):
    """A quotation: the stretch from its first to its last word, as the page has it."""

    page: PageLine
    type: str
    start: int
    end: int
    text: str
    cut: bool
    """`text` is only the beginning."""


class VoiceView(msgspec.Struct, frozen=True):
    entity: str
    label: str
    kind: str
    forms: list[str]
    quotations: list[SaidLine]
    more: int | None


class Decided(msgspec.Struct, frozen=True):
    """A decision in a list; `quoted`: the words that it names, `pages`: those that are in the archive."""

    correction: CorrectionOut
    quoted: list[str]
    pages: list[PageLine]
    target: str
    """What it decided, in ids and labels: the event, the kind of zone, the speaker."""


class Corrections(msgspec.Struct, frozen=True):
    corrections: list[Decided]
    more: int | None


class Taken(msgspec.Struct, frozen=True):
    """A correction that was taken, or taken back."""

    correction: CorrectionOut
    back: str
    """The page that shows what came of it."""


class UploadView(msgspec.Struct, frozen=True):
    """What can be uploaded. `form_token` goes with every form, or in the header `Lesart-Form-Token`."""

    endings: list[str]
    max_bytes: int
    form_token: str


class LoginView(msgspec.Struct, frozen=True):
    """`next`: the page to go to with a session; `wrong`: the token was not the right one."""

    next: str
    wrong: bool = False

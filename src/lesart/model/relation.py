"""How pages hang together: shared wording, origins, versions, events, stories."""

from __future__ import annotations

from typing import Literal

import msgspec

from lesart.model.text import Spans, need_evidence


class Passage(msgspec.Struct, frozen=True):
    """One stretch of wording that two or more pages share, with each page's own extent.

    `quotation`: the whole of it is quoted speech; `versions`: its pages are versions of one page.
    """

    id: str
    members: Spans
    quotation: bool = False
    versions: bool = False

    def __post_init__(self) -> None:
        need_evidence("a shared passage", self.members)


OriginHypothesis = Literal["agency", "common source", "named outlet", "own", "unknown"]


class LeftOut(msgspec.Struct, frozen=True):
    """What the search for shared wording did not follow, so that no page costs more in a larger pile. `fingerprints`:
    runs of words that too many pages have; `pairs`: of pages that have too many others to be compared with."""

    fingerprints: int = 0
    pairs: int = 0


class Origin(msgspec.Struct, frozen=True):
    """Where a page's shared wording may come from. `shared`: share (0 to 1) of its article's words that
    `others` also have, quotations left out. `hypothesis` is `unknown` where nothing on the pages settles it;
    anything but `own` and `unknown` needs `grounds`."""

    page: str
    shared: float
    others: tuple[str, ...] = ()
    hypothesis: OriginHypothesis = "unknown"
    agencies: tuple[str, ...] = ()
    named: str | None = None
    """The outlet that the page itself names as the place its wording was taken from."""
    grounds: Spans = ()

    def __post_init__(self) -> None:
        if self.hypothesis not in ("own", "unknown"):
            need_evidence(f"origin hypothesis {self.hypothesis!r}", self.grounds)


class SourceGroup(msgspec.Struct, frozen=True):
    """Pages of one event that go back to one source as far as can be shown; one group, one independent source.

    A page with own reporting beside agency copy stands in two groups. `basis` says in one line made of parts
    why these pages are together; `grounds` are the places that show it (empty for a page that stands alone).
    """

    event: str
    pages: tuple[str, ...]
    basis: str
    agencies: tuple[str, ...] = ()
    grounds: Spans = ()


class Version(msgspec.Struct, frozen=True):
    """`page` is a later state of `of`, the same page saved before. `changes`: places in the later page that
    differ; `removed`: places in the earlier one that are gone. `correction`: the page itself says that it corrects.

    `why`: what makes them one page and what orders them. Where nothing tells which was first, `ordered` is false
    and `page` is merely the one that was read later."""

    page: str
    of: str
    why: str
    changes: Spans = ()
    removed: Spans = ()
    correction: Spans = ()
    ordered: bool = True


class Event(msgspec.Struct, frozen=True):
    """A happening that pages report. `earliest`, `latest`: ISO dates between which it lies, as far as the pages
    say; `place`, `entities`: entity ids; `why`: the words and facts that hold the pages together, readable;
    `nearest`: the event next to this that was not chosen; `nearest_why`: the words and days here that decided."""

    id: str
    pages: tuple[str, ...]
    earliest: str | None = None
    latest: str | None = None
    place: str | None = None
    entities: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    evidence: Spans = ()
    nearest: str | None = None
    nearest_why: tuple[str, ...] = ()
    by: str = ""
    """`person: NAME` where somebody's decision changed its pages."""


class Story(msgspec.Struct, frozen=True):
    """Events that belong together over time, in order, with what ties them."""

    id: str
    events: tuple[str, ...]
    why: tuple[str, ...] = ()


class Mentioned(msgspec.Struct, frozen=True):
    """A dated happening of a story that pages mention in passing: its interval and the sentences that say so."""

    story: str
    earliest: str
    latest: str
    spans: Spans

    def __post_init__(self) -> None:
        need_evidence("a mentioned happening", self.spans)

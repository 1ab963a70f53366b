"""The comparison: witnesses of an event side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import msgspec

from lesart.errors import SpanError
from lesart.model.annotation import Annotated, Entity, QuotationType
from lesart.model.correction import Applied
from lesart.model.outcome import Rejected
from lesart.model.relation import Event, LeftOut, Mentioned, Origin, Passage, SourceGroup, Story, Version
from lesart.model.text import Span, Spans, need_evidence


class Witness(msgspec.Struct, frozen=True):
    """An article within one synopsis; `siglum` is its short mark, unique in the synopsis."""

    page: str
    siglum: str


Relation = Literal["verbatim", "reworded", "differs", "silent"]

Difference = Literal[
    "figure",
    "bound",
    "authority",
    "actor",
    "time",
    "place",
    "negation",
    "strength",
    "left out",
    "added",
    "wording",
]


class Variant(msgspec.Struct, frozen=True):
    """One difference of a reading from the base: what kind, and the words on either side (either may be empty)."""

    kind: Difference
    base: Spans = ()
    here: Spans = ()


class Reading(msgspec.Struct, frozen=True):
    """What one witness has at a locus. `spans` is empty only for *silent*, which carries the zones searched."""

    page: str
    relation: Relation
    spans: Spans = ()
    variants: tuple[Variant, ...] = ()
    searched: Spans = ()

    def __post_init__(self) -> None:
        if self.relation == "silent":
            if self.spans:
                raise SpanError(f"a silent reading of page {self.page} cannot have words")
        else:
            need_evidence(f"a {self.relation} reading", self.spans)


class Locus(msgspec.Struct, frozen=True):
    """One row of the synopsis; the first reading that is not silent is the base and *verbatim*.

    `catchword`: the words of the base that head the row.
    """

    id: str
    event: str
    readings: tuple[Reading, ...]
    catchword: Span | None = None


Verdict = Literal["contradiction", "scope", "update", "bound", "rounding", "agree", "unclear"]

VERDICT_ORDER: tuple[Verdict, ...] = (
    "contradiction",
    "scope",
    "update",
    "bound",
    "rounding",
    "agree",
    "unclear",
)
"""Strongest first (CONTRACT)."""


class FigureReading(msgspec.Struct, frozen=True):
    """One page's number within a figure row. `authority`: as printed, `authority_key` what it is compared by."""

    page: str
    span: Span
    low: float | None = None
    high: float | None = None
    value: float | None = None
    modality: str = "plain"
    authority: Span | None = None
    authority_key: str | None = None
    as_of: str | None = None


class FigurePair(msgspec.Struct, frozen=True):
    """Verdict on readings `a` and `b` (indices into the row's readings) with a reason made from their parts."""

    a: int
    b: int
    verdict: Verdict
    reason: str


class Figure(msgspec.Struct, frozen=True):
    """Comparable numbers: the same thing counted, the same population, one time or a series of times."""

    id: str
    what: str
    """The thing counted, in words of a page."""
    what_span: Span
    verdict: Verdict
    reason: str
    readings: tuple[FigureReading, ...]
    pairs: tuple[FigurePair, ...] = ()
    events: tuple[str, ...] = ()
    unit: str | None = None
    near: tuple[str, ...] = ()
    """Ids of rows that are near but not comparable (dead; dead and injured)."""
    by: str = ""
    """`person: NAME` where somebody's decision changed the row."""

    def __post_init__(self) -> None:
        need_evidence("a figure row", *(reading.span for reading in self.readings))


class SayingReading(msgspec.Struct, frozen=True):
    """One page's form of an utterance. `variants` mark its words that differ from the first reading's."""

    page: str
    spans: Spans
    type: QuotationType
    speaker: Spans = ()
    cue: Spans = ()
    addressee: Spans = ()
    via: Spans = ()
    variants: tuple[Variant, ...] = ()
    confidence: float = 0.0

    def __post_init__(self) -> None:
        need_evidence("a reading of a saying", self.spans)


class Saying(msgspec.Struct, frozen=True):
    """One utterance across pages; a saying of one page alone has one reading."""

    id: str
    readings: tuple[SayingReading, ...]
    speaker: str | None = None
    """Entity id of the speaker."""
    label: str | None = None
    """The speaker as a page prints it."""
    events: tuple[str, ...] = ()


class Contribution(msgspec.Struct, frozen=True):
    """Per witness of an event, counted in loci: rows it has with others, rows only it has, rows it is silent on."""

    event: str
    page: str
    shared: int
    own: int
    silent: int


class Synopsis(msgspec.Struct, frozen=True):
    """The whole result of one collation. Everything in it holds spans of `pages`."""

    pages: tuple[Annotated, ...]
    rejected: tuple[Rejected, ...] = ()
    entities: tuple[Entity, ...] = ()
    passages: tuple[Passage, ...] = ()
    versions: tuple[Version, ...] = ()
    events: tuple[Event, ...] = ()
    stories: tuple[Story, ...] = ()
    mentioned: tuple[Mentioned, ...] = ()
    origins: tuple[Origin, ...] = ()
    sources: tuple[SourceGroup, ...] = ()
    witnesses: tuple[Witness, ...] = ()
    loci: tuple[Locus, ...] = ()
    figures: tuple[Figure, ...] = ()
    sayings: tuple[Saying, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    corrections: tuple[Applied, ...] = ()
    """Persons' decisions that concern its pages, and what became of each."""
    left_out: LeftOut = LeftOut()

    def _repr_html_(self) -> str | None:
        """What a notebook shows, as `display_synopses_by` was told; None (the notebook shows the repr) before."""
        return _display(self) if _display else None


_display: Callable[[Synopsis], str] | None = None


def display_synopses_by(display: Callable[[Synopsis], str]) -> None:
    """Says how notebooks show a synopsis: the model knows no HTML, `pipeline` hands it in."""
    global _display
    _display = display

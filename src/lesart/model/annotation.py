"""What stands in an article's sentences: names, times, quantities, quotations."""

from __future__ import annotations

from typing import Literal

import msgspec

from lesart.model.article import Article
from lesart.model.text import Page, Span, Spans, need_evidence


class Token(msgspec.Struct, frozen=True):
    """A word, number or mark at `[start, end)` of the page's text."""

    start: int
    end: int
    text: str


class Sentence(msgspec.Struct, frozen=True):
    """A sentence inside one zone, with its tokens in order."""

    span: Span
    tokens: tuple[Token, ...] = ()


NameKind = Literal["PER", "LOC", "ORG", "OTH"]


class Name(msgspec.Struct, frozen=True):
    """A mention of something by its name; `entity` is the id of the Entity, once resolved over the pile."""

    span: Span
    kind: NameKind
    entity: str | None = None
    by: str = ""


class Entity(msgspec.Struct, frozen=True):
    """One person, place, organisation or other named thing of the pile.

    `id` is stable: an ISO 3166 code (`country:DE`), a GeoNames id (`geonames:2950159`) or one derived from
    the name (`per:…`). `label` is the fullest form seen on a page, `forms` all forms seen, sorted.
    """

    id: str
    kind: NameKind
    label: str
    forms: tuple[str, ...] = ()


TimeType = Literal["DATE", "TIME", "DURATION", "SET"]


class TimePoint(msgspec.Struct, frozen=True):
    """A time expression without its preposition; `value` as TIMEX3, None where nothing anchors it.

    `earliest`, `latest`: the interval meant, ISO dates or date-times, None where open or unanchored.
    """

    span: Span
    type: TimeType
    value: str | None = None
    earliest: str | None = None
    latest: str | None = None
    by: str = ""


Modality = Literal[
    "plain",
    "about",
    "almost",
    "at_most",
    "less_than",
    "at_least",
    "more_than",
    "several",
    "vague",
    "converted",
]


class Quantity(msgspec.Struct, frozen=True):
    """A counted or measured quantity, from its modifier to the thing counted.

    `low`, `high`: the bounds that the words give (None: open); `value` None where vague. `unit`: an ISO 4217
    code, `percent`, a length or weight unit, None for counts. `of`: the thing counted, with its adjectives.
    `predicate`: the word that says what happened to it ("getötet", "geschickt"), where one does.
    """

    span: Span
    number: Span
    modality: Modality = "plain"
    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str | None = None
    of: Span | None = None
    predicate: Span | None = None
    authority: Span | None = None
    authority_entity: str | None = None
    as_of: str | None = None
    by: str = ""


QuotationType = Literal["direct", "indirect", "indirect_free_indirect", "free_indirect", "reported"]


class Quotation(msgspec.Struct, frozen=True):
    """Somebody's words or speech act as the page gives them. Raises EvidenceMissing without content.

    `confidence`: precision of the pattern that found it, as measured (see docs), 0 to 1.
    `content` of direct speech includes its quotation marks; an absent role is an empty tuple.
    """

    type: QuotationType
    content: Spans
    confidence: float
    cue: Spans = ()
    speaker: Spans = ()
    frame: Spans = ()
    addressee: Spans = ()
    via: Spans = ()
    entity: str | None = None
    by: str = ""

    def __post_init__(self) -> None:
        need_evidence("a quotation", self.content)


class Annotated(msgspec.Struct, frozen=True):
    """An article with everything that was found in its sentences; all spans lie in its page."""

    article: Article
    sentences: tuple[Sentence, ...] = ()
    names: tuple[Name, ...] = ()
    times: tuple[TimePoint, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    quotations: tuple[Quotation, ...] = ()

    @property
    def page(self) -> Page:
        return self.article.page

"""Decisions of persons over the web: what may be chosen, and choices made into corrections."""

from __future__ import annotations

from datetime import date, timedelta
from typing import cast, get_args

import msgspec
from sqlalchemy import Connection

from lesart.desk.correcting import Desk, correct, undo
from lesart.errors import NotInArchive, UsageError
from lesart.language.search_words import fold_name
from lesart.model.annotation import Annotated
from lesart.model.article import ZoneKind
from lesart.model.correction import (
    Correction,
    Decision,
    JoinEntities,
    MergeEvents,
    MovePage,
    Note,
    PageRef,
    PartEntities,
    Quoted,
    RejectComparison,
    Rezone,
    RightSpeaker,
    SplitEvent,
)
from lesart.model.synopsis import FigureReading
from lesart.present.decisions import correction_out
from lesart.store import listing
from lesart.store.corrections import load_correction
from lesart.store.entities import find_entity
from lesart.store.pages import find_page, list_pages, load_pages, numbers_of_bytes
from lesart.store.relations import load_event
from lesart.web import asked as a
from lesart.web import records as r
from lesart.web.calls import Call
from lesart.web.comparisons import Asked, ask, load
from lesart.web.guards import Refusal
from lesart.web.lines import event_lines, page_line
from lesart.web.reading import event_of, local_path, read_places

NEAR = 14
"""Other events that a form offers: those of the story, then those of about its days. Any other is named by its id."""
DAYS = 2
"""Days behind an event's last from which events are offered."""
LONGEST_CHOICE = 160
"""Characters of a quotation in a choice."""
MOST_CHOICES = 300
"""Quotations, names or figures in one choice."""


class FigureChoice(msgspec.Struct, frozen=True):
    """One number of a row of figures: its place as a form sends it, its words, its page's siglum."""

    place: str
    text: str
    siglum: str


class FigureRow(msgspec.Struct, frozen=True):
    what: str
    readings: list[FigureChoice]


class EventChoices(msgspec.Struct, frozen=True):
    """What may be decided about an event: its pages, other events near it, its rows of figures."""

    event: r.EventLine
    near: list[r.EventLine]
    figures: list[FigureRow]


class QuotationChoice(msgspec.Struct, frozen=True):
    place: str
    text: str
    speaker: str
    entity: str | None


class EntityChoice(msgspec.Struct, frozen=True):
    """Something named on a page: `place` of its first mention, how often it is named there."""

    entity: str
    label: str
    kind: str
    place: str
    mentions: int


class PageChoices(msgspec.Struct, frozen=True):
    """What may be decided about a page, or the place on it that `place` and `text` name."""

    page: r.PageLine
    place: str | None
    text: str | None
    zone: str | None
    zones: list[str]
    quotations: list[QuotationChoice]
    entities: list[EntityChoice]
    events: list[r.EventLine]


class EntityChoices(msgspec.Struct, frozen=True):
    """What may be decided about somebody or something named."""

    entity: str
    label: str
    kind: str
    others: list[r.VoiceLine]


def choose_event(call: Call, asked: a.Nothing) -> EventChoices:
    name = call.names["event"]
    with call.archive.reading() as connection:
        rows = listing.event_lines(connection, [name])
        if not rows:
            raise NotInArchive(f"no event {name} in the archive")
        (line,) = event_lines(connection, rows, shown=len(rows[0].pages))
        near = _near(connection, rows[0])
    return EventChoices(line, near, _figures(call, ask(call, "event", name)))


def _near(connection: Connection, row: listing.EventLine) -> list[r.EventLine]:
    siblings = list(listing.story_lines(connection, row.story)) if row.story else []
    try:
        day = (date.fromisoformat((row.latest or "")[:10]) + timedelta(days=DAYS)).isoformat()
    except ValueError:
        day = "9999"
    around = listing.list_events(connection, NEAR, listing.Mark(day, "~"))
    rows = {each.id: each for each in (*siblings[:NEAR], *around) if each.id != row.id}
    return event_lines(connection, list(rows.values())[: 2 * NEAR], shown=0)


def _figures(call: Call, asked: Asked) -> list[FigureRow]:
    if asked.state != "ready":
        return []
    synopsis = load(call, asked.wanted)
    pages = {page.page.id: page.page for page in synopsis.pages}
    sigla = {witness.page: witness.siglum for witness in synopsis.witnesses}

    def choice(reading: FigureReading) -> FigureChoice:
        span = reading.span
        return FigureChoice(_place(span.page, span.start, span.end), pages[span.page][span], sigla[span.page])

    rows = [figure for figure in synopsis.figures if len(figure.readings) > 1]
    return [FigureRow(figure.what, [choice(reading) for reading in figure.readings]) for figure in rows]


def _place(page: str, start: int, end: int) -> str:
    return f"{page}:{start}-{end}"


def choose_page(call: Call, asked: a.PlaceAsked) -> PageChoices:
    with call.archive.reading() as connection:
        listed = find_page(connection, call.names["page"])
        (page,) = load_pages(connection, [listed.number])
        labels = {}
        for name in {name.entity for name in page.names if name.entity}:
            labels[name] = listing.label_of(connection, name) or name
        held = event_of(call, listed.id)
        events = event_lines(connection, listing.event_lines(connection, [held] if held else []), shown=0)
    places = read_places(asked.at)
    span = page.page.span(*places[0]) if places else None
    zone = page.article.zone_at(span.start) if span else None
    return PageChoices(
        page=page_line(listed),
        place=_place(listed.id, span.start, span.end) if span else None,
        text=page.page[span] if span else None,
        zone=zone.kind if zone else None,
        zones=list(get_args(ZoneKind)),
        quotations=_quotations(page),
        entities=_entities(page, labels),
        events=events,
    )


def _quotations(page: Annotated) -> list[QuotationChoice]:
    text = page.page.text
    return [
        QuotationChoice(
            place=_place(page.page.id, each.content[0].start, each.content[0].end),
            text=" ".join(text[each.content[0].start : each.content[-1].end].split())[:LONGEST_CHOICE],
            speaker=" ".join(page.page[each.speaker[0]].split()) if each.speaker else "",
            entity=each.entity,
        )
        for each in page.quotations[:MOST_CHOICES]
    ]


def _entities(page: Annotated, labels: dict[str, str]) -> list[EntityChoice]:
    found: dict[str, EntityChoice] = {}
    for name in page.names:
        if name.entity is None:
            continue
        before = found.get(name.entity)
        place = before.place if before else _place(page.page.id, name.span.start, name.span.end)
        count = (before.mentions if before else 0) + 1
        found[name.entity] = EntityChoice(name.entity, labels[name.entity], name.kind, place, count)
    return sorted(found.values(), key=lambda each: (-each.mentions, each.label))[:MOST_CHOICES]


def choose_entity(call: Call, asked: a.NameAsked) -> EntityChoices:
    """`name`: what others may be called; empty: as the entity itself is."""
    name = call.names["entity"]
    with call.archive.reading() as connection:
        entity = find_entity(connection, name)
        if entity is None:
            raise NotInArchive(f"nothing named {name} in the archive")
        words = [asked.name] if asked.name.strip() else [entity.label, entity.label.split()[-1], *entity.forms[:6]]
        found: dict[str, r.VoiceLine] = {}
        for each in words:
            for voice in listing.find_voices(connection, " ".join(fold_name(each)), NEAR):
                if voice.entity != name:
                    found.setdefault(voice.entity, r.VoiceLine(*voice))
    return EntityChoices(entity.id, entity.label, entity.kind, list(found.values()))


def take_decision(call: Call, form: a.DecisionForm) -> r.Taken:
    """Keeps and applies what a form decided. Raises UsageError, ArchiveError or SpanError with what is wrong."""
    if not form.person.strip():
        raise UsageError("a correction needs the name of the person who makes it")
    decision = make_decision(Desk(call.archive), form)
    taken = correct(call.archive, decision, form.person, call.settings, form.why)
    return r.Taken(correction_out(taken), _way_back(call, taken, form.back))


def undo_decision(call: Call, form: a.UndoForm) -> r.Taken:
    if not form.person.strip():
        raise UsageError("taking a correction back needs the name of the person who does it")
    with call.archive.reading() as connection:
        before = load_correction(connection, call.names["correction"])
    if before.undone:
        raise Refusal(409, f"taken back already by {before.undone_by}")
    taken = undo(call.archive, call.names["correction"], form.person, call.settings)
    back = form.back or f"/corrections#c-{taken.id}"
    return r.Taken(correction_out(taken), local_path(back))


def make_decision(desk: Desk, form: a.DecisionForm) -> Decision:
    """What `form` decides. Raises UsageError for a kind that is not known, or fields that are lacking."""
    if form.kind not in _MAKERS:
        raise UsageError(f"no decision {form.kind!r}; there are {', '.join(_MAKERS)}")
    fields, make = _MAKERS[form.kind]
    lacking = [name for name in fields if not getattr(form, name)]
    if lacking:
        raise UsageError(f"{form.kind} needs {' and '.join(lacking)}")
    return make(desk, form)


def _move(desk: Desk, form: a.DecisionForm) -> Decision:
    return MovePage(desk.page(form.page), desk.event(form.event.strip()) if form.event.strip() else None)


def _split(desk: Desk, form: a.DecisionForm) -> Decision:
    event = desk.event(form.event)
    if len(set(form.pages)) >= len(event.pages):
        raise UsageError("a part of an event is fewer pages than it has")
    return SplitEvent(event, tuple(desk.page(page) for page in form.pages))


def _merge(desk: Desk, form: a.DecisionForm) -> Decision:
    names = list(dict.fromkeys(name.strip() for name in form.events if name.strip()))
    if len(names) < 2:
        raise UsageError("merging takes two events")
    return MergeEvents(tuple(desk.event(name) for name in names))


def _join(desk: Desk, form: a.DecisionForm) -> Decision:
    others = tuple(desk.entity(name) for name in form.entities if name != form.entity)
    if not others:
        raise UsageError("nothing joins itself")
    return JoinEntities(desk.entity(form.entity), others)


def _part(desk: Desk, form: a.DecisionForm) -> Decision:
    places = tuple(place for page in form.pages for place in desk.mentions(form.entity, page))
    return PartEntities(desk.entity(form.entity), places, form.label.strip())


def _speaker(desk: Desk, form: a.DecisionForm) -> Decision:
    said = desk.at(form.place)
    place, _, entity = form.who.partition("|")
    place, entity = form.speaker or place, form.entity or entity
    named = (desk.at(place),) if place else ()
    return RightSpeaker((said,), named, desk.entity(entity) if entity else None)


def _zone(desk: Desk, form: a.DecisionForm) -> Decision:
    if form.zone not in get_args(ZoneKind):
        raise UsageError(f"no zone {form.zone!r}; there are {', '.join(get_args(ZoneKind))}")
    return Rezone(desk.at(form.place), cast(ZoneKind, form.zone))


def _reject(desk: Desk, form: a.DecisionForm) -> Decision:
    if form.place == form.other:
        raise UsageError("a comparison is of two figures")
    return RejectComparison(desk.at(form.place), desk.at(form.other))


def _note(desk: Desk, form: a.DecisionForm) -> Decision:
    if form.place:
        return Note(form.text, desk.at(form.place))
    if form.event:
        return Note(form.text, desk.event(form.event))
    if form.page:
        return Note(form.text, desk.page(form.page))
    raise UsageError("note needs place, page or event")


_MAKERS = {
    "move": (("page",), _move),
    "split": (("event", "pages"), _split),
    "merge": (("events",), _merge),
    "join": (("entity", "entities"), _join),
    "part": (("entity", "label", "pages"), _part),
    "speaker": (("place",), _speaker),
    "zone": (("place", "zone"), _zone),
    "reject": (("place", "other"), _reject),
    "note": (("text",), _note),
}


def _way_back(call: Call, taken: Correction, asked: str) -> str:
    """The page that shows what came of a decision: of one about events, the event that its pages are in now."""
    decision = taken.decision
    page = None
    if isinstance(decision, MovePage):
        page = decision.page.page
    elif isinstance(decision, SplitEvent):
        page = decision.pages[0].page
    elif isinstance(decision, MergeEvents):
        page = decision.events[0].pages[0].page
    if page is not None:
        event = event_of(call, page)
        return f"/events/{event}" if event else "/"
    return local_path(asked or "/corrections")


def read_corrections(call: Call, asked: a.DecisionsAsked) -> r.Corrections:
    with call.archive.reading() as connection:
        rows = listing.newest_corrections(connection, asked.limit + 1, asked.before, asked.undone)
        decided = [_decided(connection, correction) for _, correction in rows[: asked.limit]]
    return r.Corrections(decided, rows[asked.limit - 1][0] if len(rows) > asked.limit else None)


def _decided(connection: Connection, correction: Correction) -> r.Decided:
    decision = correction.decision
    named = [part for part in _parts(decision) if isinstance(part, PageRef | Quoted)]
    numbers = numbers_of_bytes(connection, {part.bytes_id for part in named})
    pages = [page_line(page) for page in list_pages(connection, numbers[:6])]
    quoted = [" ".join(part.text.split())[:LONGEST_CHOICE] for part in named if isinstance(part, Quoted)]
    return r.Decided(correction_out(correction), list(dict.fromkeys(quoted)), pages, _target(connection, decision))


def _parts(part: object) -> list[object]:
    if isinstance(part, PageRef | Quoted):
        return [part]
    if isinstance(part, tuple):
        return [inner for each in part for inner in _parts(each)]
    if isinstance(part, msgspec.Struct):
        return [inner for name in part.__struct_fields__ for inner in _parts(getattr(part, name))]
    return []


def _target(connection: Connection, decision: Decision) -> str:
    if isinstance(decision, MovePage):
        return decision.to.id if decision.to and load_event(connection, decision.to.id) else ""
    if isinstance(decision, JoinEntities):
        return f"{' = '.join(other.label for other in decision.others)} = {decision.keep.label}"
    if isinstance(decision, PartEntities):
        return f"{decision.entity.label} ≠ {decision.label}"
    if isinstance(decision, Rezone):
        return decision.kind
    if isinstance(decision, RightSpeaker):
        return decision.entity.label if decision.entity else ""
    return ""

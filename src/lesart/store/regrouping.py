"""Persons' decisions about events applied to the machine's grouping of pages."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

import msgspec

from lesart.model.article import Article
from lesart.model.correction import (
    Applied,
    Correction,
    EventRef,
    MergeEvents,
    MovePage,
    Note,
    PageRef,
    SplitEvent,
)
from lesart.model.relation import Event
from lesart.store.applying import NO_PAGE
from lesart.store.places import Pages

NO_EVENT = "no event holds its pages any more"

EVENT_KINDS = frozenset({"move", "split", "merge"})


def correct_events(
    events: Sequence[Event], articles: Sequence[Article], corrections: Iterable[Correction]
) -> tuple[tuple[Event, ...], list[Applied]]:
    """`events` as persons regrouped them, by their first page in the order of `articles`."""
    grouping = _Grouping(events, articles)
    told = [applied for each in corrections if (applied := grouping.apply(each)) is not None]
    return grouping.events(), told


class _Grouping:
    """Events while decisions are applied to them."""

    def __init__(self, events: Sequence[Event], articles: Sequence[Article]) -> None:
        self._events = list(events)
        self._articles = {article.page.id: article for article in articles}
        self._order = {name: place for place, name in enumerate(self._articles)}
        self._pages = Pages(article.page for article in articles)

    def events(self) -> tuple[Event, ...]:
        def first(event: Event) -> int:
            return min(self._order[page] for page in event.pages)

        return tuple(sorted(self._events, key=first))

    def apply(self, correction: Correction) -> Applied | None:
        """Applies one decision; None where it is about no event here."""
        decision = correction.decision
        if isinstance(decision, MovePage):
            return self._move(correction, decision)
        if isinstance(decision, SplitEvent):
            return self._split(correction, decision)
        if isinstance(decision, MergeEvents):
            return self._merge(correction, decision)
        if isinstance(decision, Note) and isinstance(decision.on, EventRef):
            found = self._find(decision.on)
            return Applied(correction, unplaced=None if found else NO_EVENT)
        return None

    def _ids(self, refs: Iterable[PageRef]) -> list[str]:
        return [page.id for ref in refs for page in self._pages.of(ref)]

    def _find(self, ref: EventRef) -> Event | None:
        """The event that holds most of `ref`'s pages; of equals the one that bears its id, else the first."""
        wanted = set(self._ids(ref.pages))
        held = [
            (len(wanted.intersection(event.pages)), event.id == ref.id, -at) for at, event in enumerate(self._events)
        ]
        best = max(held, default=(0, False, 0))
        return self._events[-best[2]] if best[0] else None

    def _move(self, correction: Correction, decision: MovePage) -> Applied:
        pages = self._ids([decision.page])
        if not pages:
            return Applied(correction, unplaced=NO_PAGE)
        target = self._find(decision.to) if decision.to else None
        if decision.to and target is None:
            return Applied(correction, unplaced=NO_EVENT)
        for event in list(self._events):
            if event is not target:
                self._take_out(event, pages, correction)
        if target is None:
            self._events.append(self._make(pages, correction, None))
        elif not set(pages) <= set(target.pages):
            self._replace(target, self._make([*target.pages, *pages], correction, target))
        return Applied(correction)

    def _split(self, correction: Correction, decision: SplitEvent) -> Applied:
        event = self._find(decision.event)
        pages = [page for page in self._ids(decision.pages) if event is not None and page in event.pages]
        if event is None or not pages:
            return Applied(correction, unplaced=NO_EVENT)
        if len(set(pages)) < len(event.pages):
            self._take_out(event, pages, correction)
            self._events.append(self._make(pages, correction, None))
        return Applied(correction)

    def _merge(self, correction: Correction, decision: MergeEvents) -> Applied:
        found: list[Event] = []
        for ref in decision.events:
            event = self._find(ref)
            if event is not None and event not in found:
                found.append(event)
        if len(found) < 2:
            return Applied(correction, unplaced=None if found else NO_EVENT)
        pages = [page for event in found for page in event.pages]
        merged = self._make(pages, correction, found[0])
        evidence = tuple(dict.fromkeys(span for event in found for span in event.evidence))
        self._replace(found[0], msgspec.structs.replace(merged, evidence=evidence))
        for event in found[1:]:
            self._events.remove(event)
        return Applied(correction)

    def _take_out(self, event: Event, pages: Sequence[str], correction: Correction) -> None:
        left = [page for page in event.pages if page not in pages]
        if len(left) == len(event.pages):
            return
        if left:
            self._replace(event, self._make(left, correction, event))
        else:
            self._events.remove(event)

    def _replace(self, event: Event, by: Event) -> None:
        self._events[self._events.index(event)] = by

    def _make(self, pages: Sequence[str], correction: Correction, event: Event | None) -> Event:
        """An event of `pages`, with what is left of `event`'s reasons."""
        mine = tuple(sorted(dict.fromkeys(pages), key=lambda page: self._order[page]))
        stamps = [self._articles[page].published or self._articles[page].updated for page in mine]
        days = sorted(stamp[:10] for stamp in stamps if stamp and len(stamp) >= 10)
        why = (correction.by + (f": {correction.why}" if correction.why else ""),)
        name = "event-" + hashlib.sha256("\n".join(sorted(mine)).encode()).hexdigest()[:12]
        if event is None:
            return Event(name, mine, days[0] if days else None, days[-1] if days else None, why=why, by=correction.by)
        inside = set(mine)
        return msgspec.structs.replace(
            event,
            id=name,
            pages=mine,
            earliest=days[0] if days else event.earliest,
            latest=days[-1] if days else event.latest,
            evidence=tuple(span for span in event.evidence if span.page in inside),
            why=(*event.why, *why),
            by=correction.by,
        )

"""A page's text for reading: zone by zone, with places marked in it. What is set aside stands folded in its place."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import msgspec

from lesart.model.annotation import Annotated
from lesart.model.text import Span
from lesart.present.decisions import PERSON
from lesart.present.sources_part import ASIDE_ZONES
from lesart.present.wording import Wording


class Mark(msgspec.Struct, frozen=True):
    """A stretch to be marked: `kind` is `hit` or what a layer marks; `told` is said of it."""

    span: Span
    kind: str
    told: str = ""


class Stretch(msgspec.Struct, frozen=True):
    """A run of text that the same marks lie on. `first`: it begins a place that was asked for."""

    text: str
    kinds: str
    told: str
    first: bool


class ShownZone(msgspec.Struct, frozen=True):
    """One zone; `person`: who decided that it is one of this kind, where a person did."""

    id: str
    kind: str
    name: str
    tint: str
    start: int
    end: int
    person: str
    pieces: tuple[Stretch, ...]


class Block(msgspec.Struct, frozen=True):
    """Zones in a row that are shown alike: open, or folded under one line (`open`: something in them is marked)."""

    aside: bool
    open: bool
    summary: str
    zones: tuple[ShownZone, ...]


def show_zones(page: Annotated, marks: Sequence[Mark], say: Wording) -> tuple[Block, ...]:
    """All zones of `page` in order, with `marks` (of this page) where they lie."""
    ordered = sorted(marks, key=lambda mark: (mark.span.start, -mark.span.end))
    blocks: list[Block] = []
    run: list[ShownZone] = []
    zones = page.article.zones
    first = 0
    for number, zone in enumerate(zones):
        while first < len(ordered) and ordered[first].span.end <= zone.span.start:
            first += 1
        mine = [mark for mark in ordered[first:] if mark.span.meets(zone.span)] if first < len(ordered) else []
        aside = zone.kind in ASIDE_ZONES
        run.append(
            ShownZone(
                id=f"z{number}",
                kind=zone.kind,
                name=say(f"zone.{zone.kind}"),
                tint="aside" if aside else zone.kind,
                start=zone.span.start,
                end=zone.span.end,
                person=zone.by.removeprefix(PERSON) if zone.by.startswith(PERSON) else "",
                pieces=_cut(page.page.text, zone.span, mine),
            )
        )
        if number + 1 == len(zones) or (zones[number + 1].kind in ASIDE_ZONES) != aside:
            blocks.append(_block(aside, run, say))
            run = []
    return tuple(blocks)


def _block(aside: bool, zones: Sequence[ShownZone], say: Wording) -> Block:
    if not aside:
        return Block(False, True, "", tuple(zones))
    kinds = say.listed(list(dict.fromkeys(zone.name for zone in zones)))
    size = say.count("count.characters", sum(zone.end - zone.start for zone in zones))
    marked = any(piece.kinds for zone in zones for piece in zone.pieces)
    return Block(True, marked, say("sources.aside", kinds=kinds, characters=size), tuple(zones))


def _cut(text: str, span: Span, marks: Sequence[Mark]) -> tuple[Stretch, ...]:
    """The text of a zone cut wherever a mark begins or ends."""
    cuts = {span.start, span.end}
    for mark in marks:
        cuts.update(at for at in (mark.span.start, mark.span.end) if span.start < at < span.end)
    places = sorted(cuts)
    pieces = []
    for start, end in pairwise(places):
        over = [mark for mark in marks if mark.span.start <= start and end <= mark.span.end]
        pieces.append(
            Stretch(
                text=text[start:end],
                kinds=" ".join(dict.fromkeys(f"m-{mark.kind}" for mark in over)),
                told="; ".join(dict.fromkeys(mark.told for mark in over if mark.told)),
                first=any(mark.kind == "hit" and mark.span.start == start for mark in over),
            )
        )
    return tuple(pieces)


def marks_of(page: Annotated, at: Sequence[Span], layer: str, say: Wording) -> list[Mark]:
    """What is to be marked: the places asked for, and what was found of the kind that `layer` names."""
    marks = [Mark(span, "hit") for span in at]
    if layer == "names":
        marks += [Mark(each.span, "name", say.known(f"name_kind.{each.kind}") or each.kind) for each in page.names]
    elif layer == "times":
        marks += [Mark(each.span, "time", each.value or say("date.undated")) for each in page.times]
    elif layer == "figures":
        marks += [Mark(each.span, "figure", each.unit or "") for each in page.quantities]
    elif layer == "quotations":
        for each in page.quotations:
            who = " ".join(page.page[each.speaker[0]].split()) if each.speaker else say("sayings.unknown_speaker")
            marks += [Mark(span, "said", who) for span in each.content]
            marks += [Mark(span, "speaker") for span in each.speaker]
    return marks

"""A pile too large for one file: a report an event, and an index that leads to them."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from lesart.model.relation import Event
from lesart.model.synopsis import Figure, Saying, Synopsis
from lesart.model.text import Spans
from lesart.present.report import (
    fill_template,
    island,
    render_report,
)
from lesart.present.shown_pages import Book, Locator
from lesart.present.wording import choose_language, load_wording

LARGEST_FILE = 8_000_000
"""Bytes of one file from which a report is split by event: browsers stay quick below it."""
LONE_TOGETHER = 100
"""Events of a single page that share a file."""


def render_reports(
    synopsis: Synopsis, ui_language: str | None, name: str, locate: Locator | None = None
) -> dict[str, str]:
    """The report as files by name: one, `name`, where it fits; else an index under `name` and a file an event."""
    whole = render_report(synopsis, ui_language, locate=locate)
    if len(whole.encode("utf-8", "replace")) <= LARGEST_FILE or len(synopsis.events) < 2:
        return {name: whole}
    stem, dot, ending = name.rpartition(".")
    stem = stem or name
    language = choose_language([page.article.language for page in synopsis.pages], ui_language)
    files: dict[str, str] = {}
    listed: list[tuple[str, Synopsis]] = []
    for number, events in enumerate(share_out(synopsis), 1):
        part = select_events(synopsis, events)
        file = f"{stem}-{number}{dot}{ending}"
        files[file] = render_report(part, language, name, locate)
        listed.append((file, part))
    return {name: _render_index(synopsis, listed, language), **files}


def share_out(synopsis: Synopsis) -> list[tuple[Event, ...]]:
    """Events of several pages each alone, in order; those of a single page together."""
    shared = [(event,) for event in synopsis.events if len(event.pages) > 1]
    lone = [event for event in synopsis.events if len(event.pages) == 1]
    return [*shared, *(tuple(lone[at : at + LONE_TOGETHER]) for at in range(0, len(lone), LONE_TOGETHER))]


def select_events(synopsis: Synopsis, events: Sequence[Event]) -> Synopsis:
    """The part of a synopsis that concerns `events`: its pages and everything whose evidence lies on them."""
    ids = {event.id for event in events}
    pages = {page for event in events for page in event.pages}

    def inside(spans: Spans) -> Spans:
        return tuple(span for span in spans if span.page in pages)

    stories = tuple(
        type(story)(story.id, tuple(id_ for id_ in story.events if id_ in ids), story.why)
        for story in synopsis.stories
        if ids & set(story.events)
    )
    told = {story.id for story in stories}
    return Synopsis(
        pages=tuple(page for page in synopsis.pages if page.page.id in pages),
        entities=synopsis.entities,
        passages=tuple(
            type(each)(each.id, inside(each.members), each.quotation, each.versions)
            for each in synopsis.passages
            if len({span.page for span in inside(each.members)}) > 1
        ),
        versions=tuple(each for each in synopsis.versions if each.page in pages and each.of in pages),
        events=tuple(events),
        stories=stories,
        mentioned=tuple(
            type(each)(each.story, each.earliest, each.latest, inside(each.spans))
            for each in synopsis.mentioned
            if each.story in told and inside(each.spans)
        ),
        origins=tuple(
            type(each)(
                each.page,
                each.shared,
                tuple(other for other in each.others if other in pages),
                each.hypothesis,
                each.agencies,
                each.named,
                each.grounds if inside(each.grounds) == each.grounds else inside(each.grounds),
            )
            for each in synopsis.origins
            if each.page in pages and (inside(each.grounds) or not each.grounds)
        ),
        sources=tuple(each for each in synopsis.sources if each.event in ids),
        witnesses=tuple(each for each in synopsis.witnesses if each.page in pages),
        loci=tuple(each for each in synopsis.loci if each.event in ids),
        figures=tuple(each for each in synopsis.figures if _all_inside(each, pages)),
        sayings=tuple(each for each in synopsis.sayings if _all_inside(each, pages)),
        contributions=tuple(each for each in synopsis.contributions if each.event in ids),
    )


def _all_inside(row: Figure | Saying, pages: set[str]) -> bool:
    return all(reading.page in pages for reading in row.readings)


def _render_index(synopsis: Synopsis, listed: Sequence[tuple[str, Synopsis]], language: str) -> str:
    say = load_wording(language)
    parts = [(file, Book(part, say)) for file, part in listed]
    return fill_template(
        "index.html.j2",
        say,
        script="",
        title=say("page.index_title", n=say.number(len(synopsis.events))),
        over=say.count("pages", len(synopsis.pages)),
        parts=parts,
        unread=synopsis.rejected,
        data=Markup(island({"version": 1, "pages": [], "files": [file for file, _ in listed]})),
    )

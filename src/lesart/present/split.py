"""A pile too large for one file: a report an event, and an index that leads to them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote

import msgspec
from markupsafe import Markup

from lesart.model.relation import Event
from lesart.model.synopsis import VERDICT_ORDER, Figure, Saying, Synopsis
from lesart.model.text import Span, Spans
from lesart.present.figures_part import make_figures
from lesart.present.report import fill_template, island, read_asset, render_report
from lesart.present.shown_pages import Book, Locator
from lesart.present.wording import choose_language, load_wording

LARGEST_FILE = 8_000_000
"""Bytes of one file from which a report is split by event: browsers stay quick below it."""
_ROW_ID = re.compile(r'<[a-z0-9]+ [^>]*id="((?:event|locus|figure|saying)-[^"]+)"')
"""What a link into a report that was not split may lead to."""
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
    listed: list[Synopsis] = []
    for number, events in enumerate(share_out(synopsis), 1):
        part = select_events(synopsis, events)
        files[f"{stem}-{number}{dot}{ending}"] = render_report(part, language, name, locate)
        listed.append(part)
    return {name: _render_index(synopsis, files, listed, language), **files}


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
        figures=tuple(row for each in synopsis.figures if (row := _figure_within(each, pages))),
        sayings=tuple(said for each in synopsis.sayings if (said := _saying_within(each, pages))),
        contributions=tuple(each for each in synopsis.contributions if each.event in ids),
    )


def _figure_within(figure: Figure, pages: set[str]) -> Figure | None:
    """The part of a row of numbers that stands on `pages`, with the strongest verdict there; None of less than two."""
    kept = [place for place, reading in enumerate(figure.readings) if reading.page in pages]
    if len(kept) == len(figure.readings):
        return figure
    pairs = tuple(
        msgspec.structs.replace(pair, a=kept.index(pair.a), b=kept.index(pair.b))
        for pair in figure.pairs
        if pair.a in kept and pair.b in kept
    )
    if not pairs:
        return None
    strongest = min(pairs, key=lambda pair: VERDICT_ORDER.index(pair.verdict))
    return msgspec.structs.replace(
        figure,
        readings=tuple(figure.readings[place] for place in kept),
        what_span=figure.what_span if figure.what_span.page in pages else figure.readings[kept[0]].span,
        pairs=pairs,
        verdict=strongest.verdict,
        reason=strongest.reason,
    )


def _saying_within(saying: Saying, pages: set[str]) -> Saying | None:
    """The forms of an utterance that stand on `pages`; differences from a form elsewhere are not theirs."""
    kept = tuple(reading for reading in saying.readings if reading.page in pages)
    if len(kept) == len(saying.readings) or not kept:
        return saying if kept else None
    if kept[0] is not saying.readings[0]:
        kept = tuple(msgspec.structs.replace(reading, variants=()) for reading in kept)
    return msgspec.structs.replace(saying, readings=kept)


class Reached(msgspec.Struct, frozen=True):
    """One reading of something that reaches over several files, and the page in its file."""

    siglum: str
    words: str
    language: str
    href: str


class Across(msgspec.Struct, frozen=True):
    """A figure or an utterance whose readings stand in several files."""

    id: str
    head: str
    told: str
    """Verdicts, of a figure."""
    readings: tuple[Reached, ...]


def list_across(synopsis: Synopsis, parts: Sequence[tuple[str, Book]], book: Book) -> tuple[Across, ...]:
    """Figures and utterances that no single file shows whole. `book`: that of all pages."""
    places = {page.id: f"{quote(file)}#p{page.number}" for file, part in reversed(parts) for page in part.pages}
    files = {page: href.partition("#")[0] for page, href in places.items()}

    def reached(span: Span, siglum: str) -> Reached:
        return Reached(siglum, " ".join(book.words(span).split()), book.page(span.page).language, places[span.page])

    across = []
    for figure in make_figures(book):
        if len({files[line.page.id] for line in figure.lines}) > 1:
            told = "; ".join(f"{each.glyph} {each.word} {each.sigla}" for each in figure.verdicts)
            lines = [
                Reached(line.page.siglum, line.words, line.page.language, places[line.page.id]) for line in figure.lines
            ]
            across.append(Across(figure.id, f"{figure.what} {figure.example}".strip(), told, tuple(lines)))
    for saying in synopsis.sayings:
        if len({files[reading.page] for reading in saying.readings}) > 1:
            forms = tuple(reached(reading.spans[0], book.siglum(reading.page)) for reading in saying.readings)
            across.append(Across(saying.id, saying.label or book.wording("sayings.unknown_speaker"), "", forms))
    return tuple(across)


def _render_index(synopsis: Synopsis, files: dict[str, str], listed: Sequence[Synopsis], language: str) -> str:
    """The index of `files` (names and documents), each of the part of the synopsis at its place in `listed`."""
    say = load_wording(language)
    parts = [(file, Book(part, say)) for file, part in zip(files, listed, strict=True)]
    held = {file: sorted(set(_ROW_ID.findall(text))) for file, text in files.items()}
    return fill_template(
        "index.html.j2",
        say,
        script=read_asset(("index",), "js"),
        title=say("page.index_title", n=say.number(len(synopsis.events))),
        over=say.count("pages", len(synopsis.pages)),
        parts=parts,
        across=list_across(synopsis, parts, Book(synopsis, say)),
        unread=synopsis.rejected,
        data=Markup(island({"version": 1, "pages": [], "files": list(files), "held": held})),
    )

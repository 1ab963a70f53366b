"""What the pages of the desk say, read from the archive: one function a page, from what was asked to its record."""

from __future__ import annotations

import msgspec

from lesart.desk.differing import compare_words
from lesart.desk.searching import list_archive_page, search_archive, show_page
from lesart.desk.uploading import ENDINGS
from lesart.errors import NotInArchive, UsageError
from lesart.language.search_words import fold_name
from lesart.model.annotation import Annotated
from lesart.model.relation import Version
from lesart.model.text import Span
from lesart.present.contract import page_out, version_out
from lesart.present.decisions import CorrectionOut, correction_out
from lesart.store import listing
from lesart.store.corrections import corrections_of
from lesart.store.entities import find_entity
from lesart.store.events import events_of
from lesart.store.pages import Listed, find_page, list_pages, load_pages, load_texts, numbers_of_ids
from lesart.store.passages import versions_of
from lesart.store.relations import load_event, load_story
from lesart.web import asked as a
from lesart.web import records as r
from lesart.web.calls import Call
from lesart.web.comparisons import Asked, ask
from lesart.web.guards import Refusal
from lesart.web.jobs import Job
from lesart.web.lines import cut_pieces, event_lines, page_line, story_line

LONGEST_SAID = 600
"""Characters of a quotation that lists show."""
MOST_PLACES = 200
"""Places that one address can ask to be marked."""
VOICES = 60
"""Speakers in one list."""


def read_inbox(call: Call, asked: a.ListAsked) -> r.Inbox:
    after = listing.read_mark(asked.after) if asked.after else None
    with call.archive.reading() as connection:
        rows = listing.list_events(connection, asked.limit + 1, after, asked.several)
        events = event_lines(connection, rows[: asked.limit])
        pages, count, waiting = listing.count_rows(connection)
    last = rows[asked.limit - 1] if len(rows) > asked.limit else None
    more = str(listing.Mark(last.latest or "", last.id)) if last else None
    return r.Inbox(events, more, pages, count, waiting)


def read_stories(call: Call, asked: a.ListAsked) -> r.Stories:
    after = listing.read_mark(asked.after) if asked.after else None
    with call.archive.reading() as connection:
        rows, more = listing.list_stories(connection, asked.limit, after, asked.several)
        stories = [story_line(connection, row.id, row.events) for row in rows]
    return r.Stories(stories, str(more) if more else None)


class FoundEvent(msgspec.Struct, frozen=True):
    line: r.EventLine
    why: list[str]
    nearest: str | None
    asked: Asked


class FoundStory(msgspec.Struct, frozen=True):
    line: r.StoryLine
    why: list[str]
    asked: Asked


def read_event(call: Call, asked: a.CompareAsked) -> FoundEvent:
    name = call.names["event"]
    with call.archive.reading() as connection:
        event = load_event(connection, name)
        rows = listing.event_lines(connection, [name])
        if event is None or not rows:
            raise NotInArchive(f"no event {name} in the archive")
        (line,) = event_lines(connection, rows, shown=len(rows[0].pages))
        nearest = event.nearest if event.nearest and listing.event_lines(connection, [event.nearest]) else None
    return FoundEvent(line, list(event.why), nearest, ask(call, "event", name, asked.again))


def read_story(call: Call, asked: a.CompareAsked) -> FoundStory:
    name = call.names["story"]
    with call.archive.reading() as connection:
        story = load_story(connection, name)
        rows = listing.story_lines(connection, name)
        if story is None or not rows:
            raise NotInArchive(f"no story {name} in the archive")
        line = story_line(connection, name, rows, shown=len(rows))
    return FoundStory(line, list(story.why), ask(call, "story", name, asked.again))


def read_search(call: Call, asked: a.SearchAsked) -> r.SearchView:
    if not asked.q.strip():
        return r.SearchView("", [], 0, False, None)
    found = search_archive(call.archive, asked.q, asked.limit, asked.before)
    hits = []
    for hit in found.hits:
        start = hit.excerpt.start if hit.excerpt else 0
        hits.append(
            r.HitLine(
                page=page_line(hit.page),
                places=[r.Place(place.start, place.end) for place in hit.places],
                excerpt=r.Place(hit.excerpt.start, hit.excerpt.end) if hit.excerpt else None,
                pieces=cut_pieces(hit.text, start, hit.places),
            )
        )
    return r.SearchView(asked.q, hits, found.count, found.counted_up, found.more)


def read_sources(call: Call, asked: a.SearchAsked) -> r.Sources:
    rows, more = list_archive_page(call.archive, asked.q, asked.limit, asked.before)
    with call.archive.reading() as connection:
        count, _, _ = listing.count_rows(connection)
    return r.Sources(asked.q, [page_line(row) for row in rows], more, count)


class FoundPage(msgspec.Struct, frozen=True):
    """A page with what belongs to it; `at`: places to mark."""

    listed: r.PageLine
    page: Annotated
    events: list[r.EventLine]
    versions: list[Version]
    others: list[r.PageLine]
    corrections: list[CorrectionOut]
    at: tuple[Span, ...] = ()
    layer: str = ""


LAYERS = ("names", "times", "figures", "quotations")


def read_page(call: Call, asked: a.PageAsked) -> FoundPage:
    if asked.layer and asked.layer not in LAYERS:
        raise UsageError(f"no layer {asked.layer!r}; there are {', '.join(LAYERS)}")
    with call.archive.reading() as connection:
        listed = find_page(connection, call.names["page"])
        page = load_pages(connection, [listed.number])[0]
        events = event_lines(connection, listing.event_lines(connection, events_of(connection, [listed.number])))
        versions = versions_of(connection, listed.number)
        names = {name for version in versions for name in (version.page, version.of)} - {listed.id}
        others = [page_line(other) for other in list_pages(connection, numbers_of_ids(connection, names))]
        decided = [each for each in corrections_of(connection, [listed.bytes_id]) if each.kind != "join"]
    spans = tuple(page.page.span(*place) for place in read_places(asked.at))
    corrections = [correction_out(each) for each in decided]
    return FoundPage(page_line(listed), page, events, versions, others, corrections, spans, asked.layer)


def page_view(call: Call, found: FoundPage) -> r.PageView:
    pages = {found.page.page.id: found.page.page}
    with call.archive.reading() as connection:
        others = load_pages(connection, numbers_of_ids(connection, [other.id for other in found.others]))
    pages |= {other.page.id: other.page for other in others}
    return r.PageView(
        listed=found.listed,
        page=page_out(found.page),
        events=found.events,
        versions=[
            version_out(version, pages) for version in found.versions if {version.page, version.of} <= set(pages)
        ],
        others=found.others,
        corrections=found.corrections,
    )


def read_places(text: str) -> list[tuple[int, int]]:
    """The places in `120-134,150-160`. Raises UsageError for anything else."""
    places = []
    for part in text.split(",")[:MOST_PLACES] if text else ():
        start, dash, end = part.partition("-")
        if not (dash and start.isdecimal() and end.isdecimal() and len(part) <= 24 and int(start) < int(end)):
            raise UsageError(f"{part[:40]}: a place is written START-END, as in 120-134")
        places.append((int(start), int(end)))
    return places


def read_bytes(call: Call, asked: a.Nothing) -> tuple[str, bytes]:
    """A page's id and its bytes as they were saved."""
    page, saved = show_page(call.archive, call.names["page"])
    return page.page.id, saved.data


def read_differences(call: Call, asked: a.Nothing) -> r.DifferencesView:
    with call.archive.reading() as connection:
        rows = [find_page(connection, call.names[name]) for name in ("page", "other")]
        known = next(
            (v for v in versions_of(connection, rows[0].number) if {v.page, v.of} == {rows[0].id, rows[1].id}), None
        )
        if known is not None and rows[0].id == known.page:
            rows.reverse()
        pages = load_pages(connection, [row.number for row in rows])
    if len(pages) < 2:
        raise UsageError("a page is not compared with itself")
    runs = compare_words(pages[0].article, pages[1].article)
    return r.DifferencesView(
        before=page_line(rows[0]),
        after=page_line(rows[1]),
        ordered=known is not None and known.ordered,
        why=known.why if known else None,
        runs=[r.WordRun(run.step, run.span.start, run.span.end, run.text, run.breaks) for run in runs],
    )


def read_voices(call: Call, asked: a.NameAsked) -> r.Voices:
    name = asked.name.strip()
    with call.archive.reading() as connection:
        if name:
            found = listing.find_voices(connection, " ".join(fold_name(name)), VOICES)
        else:
            found = listing.list_voices(connection, VOICES)
    return r.Voices(name, [r.VoiceLine(*each) for each in found])


def read_voice(call: Call, asked: a.KeyAsked) -> r.VoiceView:
    name = call.names["entity"]
    with call.archive.reading() as connection:
        entity = find_entity(connection, name)
        if entity is None:
            raise NotInArchive(f"nothing named {name} in the archive")
        rows = listing.list_quotations(connection, name, asked.limit + 1, asked.before)
        numbers = list(dict.fromkeys(row.number for row in rows[: asked.limit]))
        pages = {page.number: page for page in list_pages(connection, numbers)}
        texts = load_texts(connection, numbers)
    said = [_said(row, pages[row.number], texts[row.number]) for row in rows[: asked.limit]]
    more = rows[asked.limit - 1].key if len(rows) > asked.limit else None
    return r.VoiceView(entity.id, entity.label, entity.kind, list(entity.forms), said, more)


def _said(row: listing.Quoted, page: Listed, text: str) -> r.SaidLine:
    words = text[row.start : row.end]
    return r.SaidLine(page_line(page), row.kind, row.start, row.end, words[:LONGEST_SAID], len(words) > LONGEST_SAID)


def read_job(call: Call, asked: a.Nothing) -> Job:
    job = call.desk.jobs.get(call.names["job"])
    if job is None:
        raise Refusal(404, "no such job: the server has started anew since, or it was long ago")
    return job


def read_upload(call: Call, asked: a.Nothing) -> r.UploadView:
    return r.UploadView(list(ENDINGS), call.desk.options.max_upload, call.form_token)


def read_login(call: Call, asked: a.LoginAsked) -> r.LoginView:
    return r.LoginView(local_path(asked.next))


def local_path(path: str) -> str:
    """`path` where it is one of this desk, else its first page: a form must not lead elsewhere."""
    good = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() and "\\" not in path
    return path if good else "/"


def event_of(call: Call, page: str) -> str | None:
    """The event that holds `page`."""
    with call.archive.reading() as connection:
        lines = listing.event_lines(connection, events_of(connection, numbers_of_ids(connection, [page])))
    return lines[0].id if lines else None

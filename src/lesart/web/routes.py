"""All addresses of the desk: what each may be asked, which record it answers with, which template shows that.

The application, the OpenAPI document and the tests read this one table.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import msgspec

from lesart.web import asked as a
from lesart.web import deciding, feeds, reading, showing
from lesart.web import records as r
from lesart.web.calls import Call
from lesart.web.jobs import Job, JobView

ATOM = "application/atom+xml"
BYTES = "application/octet-stream"


def as_it(call: Call, found: Any) -> dict[str, Any]:
    return {"it": found}


def same(call: Call, found: Any) -> Any:
    return found


def job_view(call: Call, found: Job) -> JobView:
    return found.view()


def shown_job(call: Call, found: Job) -> dict[str, Any]:
    return {"it": found.view()}


class Route(msgspec.Struct, frozen=True):
    """One address. `path`: with the names of its parts in braces; `find`: from what was asked to what was found;
    `record`: that as JSON has it, of type `gives`; `content`: that as `template` has it.

    `media`: what it answers with where that is neither HTML nor JSON; `find` then gives bytes. A POST answers a
    program with its record and status 201, a browser with the page that `gives` names.
    """

    path: str
    name: str
    summary: str
    find: Callable[[Call, Any], Any]
    gives: type = bytes
    asked: type = a.Nothing
    template: str = ""
    record: Callable[[Call, Any], Any] = same
    content: Callable[[Call, Any], dict[str, Any]] = as_it
    media: str = ""
    method: Literal["GET", "POST"] = "GET"
    files: bool = False


ROUTES = (
    Route("/", "inbox", "Events, the latest first", reading.read_inbox, r.Inbox, a.ListAsked, "inbox.html.j2"),
    Route("/stories", "stories", "Stories, the latest first", reading.read_stories, r.Stories, a.ListAsked,
          "stories.html.j2"),
    Route("/stories/{story}", "story", "A story: its events, figures and utterances across them", reading.read_story,
          r.StoryView, a.CompareAsked, "story.html.j2", showing.story_view, showing.show_story),
    Route("/stories/{story}/feed", "story_feed", "The newest pages of a story", feeds.story_feed, media=ATOM),
    Route("/events/{event}", "event", "An event: its accounts side by side", reading.read_event, r.EventView,
          a.CompareAsked, "event.html.j2", showing.event_view, showing.show_event),
    Route("/events/{event}/correct", "event_choices", "What may be decided about an event", deciding.choose_event,
          deciding.EventChoices, a.Nothing, "correct_event.html.j2"),
    Route("/search", "search", "Pages that a query finds, with the places of its words", reading.read_search,
          r.SearchView, a.SearchAsked, "search.html.j2"),
    Route("/search/feed", "search_feed", "The newest pages that a query finds", feeds.search_feed,
          asked=a.SearchAsked, media=ATOM),
    Route("/sources", "sources", "All pages, or those that a query finds, the newest first", reading.read_sources,
          r.Sources, a.SearchAsked, "sources_list.html.j2"),
    Route("/pages/{page}", "page", "A page whole, with its zones and all that was found in them", reading.read_page,
          r.PageView, a.PageAsked, "page.html.j2", reading.page_view, showing.show_page),
    Route("/pages/{page}/bytes", "page_bytes", "A page's bytes as they were saved, to be kept, not shown",
          reading.read_bytes, media=BYTES),
    Route("/pages/{page}/correct", "page_choices", "What may be decided about a page or a place on it",
          deciding.choose_page, deciding.PageChoices, a.PlaceAsked, "correct_page.html.j2"),
    Route("/pages/{page}/differences/{other}", "differences", "Two pages word by word: versions, or any two",
          reading.read_differences, r.DifferencesView, a.Nothing, "differences.html.j2", same,
          showing.show_differences),
    Route("/speakers", "speakers", "Who is quoted most of late, or is called by a name", reading.read_voices, r.Voices,
          a.NameAsked, "speakers.html.j2"),
    Route("/speakers/{entity}", "speaker", "What somebody is quoted with, the newest first", reading.read_voice,
          r.VoiceView, a.KeyAsked, "speaker.html.j2"),
    Route("/speakers/{entity}/correct", "entity_choices", "What may be decided about somebody or something named",
          deciding.choose_entity, deciding.EntityChoices, a.NameAsked, "correct_entity.html.j2"),
    Route("/corrections", "corrections", "Persons' decisions, the latest first", deciding.read_corrections,
          r.Corrections, a.DecisionsAsked, "corrections.html.j2"),
    Route("/corrections", "decide", "Takes a decision: kept, and applied at once", deciding.take_decision, r.Taken,
          a.DecisionForm, method="POST"),
    Route("/corrections/{correction}/undo", "undo", "Takes a decision back", deciding.undo_decision, r.Taken,
          a.UndoForm, method="POST"),
    Route("/upload", "upload_form", "What can be uploaded", reading.read_upload, r.UploadView, a.Nothing,
          "upload.html.j2"),
    Route("/upload", "upload", "Files into the archive, as a job", reading.read_upload, JobView, a.Nothing,
          record=job_view, method="POST", files=True),
    Route("/jobs/{job}", "job", "How far a piece of long work is", reading.read_job, JobView, a.Nothing,
          "job.html.j2", job_view, shown_job),
    Route("/login", "login_form", "The form that asks for the token", reading.read_login, r.LoginView, a.LoginAsked,
          "login.html.j2"),
)  # fmt: skip
"""In the order in which they are tried. `login` itself, `logout`, `/static/` and `/openapi.json` stand in `app`."""

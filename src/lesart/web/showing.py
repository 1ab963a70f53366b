"""What the HTML pages show beside their records: the parts of the report, and a page's text with its zones."""

from __future__ import annotations

from typing import Any

import msgspec
from markupsafe import Markup

from lesart.present.report import gather_content
from lesart.web import records as r
from lesart.web.calls import Call
from lesart.web.comparisons import SHELF, Asked, comparison_out, load
from lesart.web.page_zones import marks_of, show_zones
from lesart.web.reading import LAYERS, FoundEvent, FoundPage, FoundStory
from lesart.web.rendering import render


class Rendered(msgspec.Struct, frozen=True):
    """The parts of the report of one comparison; `parts`: id and key of each, for the navigation."""

    html: Markup
    parts: tuple[tuple[str, str], ...]
    large: bool


NOTHING = Rendered(Markup(""), (), False)


def show_event(call: Call, found: FoundEvent) -> dict[str, Any]:
    return {"it": found, "report": _report(call, found.asked, "event_report.html.j2", "")}


def show_story(call: Call, found: FoundStory) -> dict[str, Any]:
    return {"it": found, "report": _report(call, found.asked, "story_report.html.j2", "table decisions origins")}


def _report(call: Call, asked: Asked, template: str, without: str) -> Rendered:
    """The parts of the report, rendered once for each comparison and language; nothing where there is none yet."""
    if asked.state != "ready":
        return NOTHING

    def make() -> Rendered:
        content = gather_content(load(call, asked.wanted), call.say)
        parts = tuple((id_, key) for id_, key in content["parts"] if id_ not in without.split())
        return Rendered(Markup(render(template, call.say, **content)), parts, content["lazy"])

    return SHELF.take((call.archive.place, asked.wanted.name, template, call.say.language), make)


def show_page(call: Call, found: FoundPage) -> dict[str, Any]:
    blocks = show_zones(found.page, marks_of(found.page, found.at, found.layer, call.say), call.say)
    return {"it": found, "blocks": blocks, "layers": LAYERS, "article": found.page.article}


def show_differences(call: Call, found: r.DifferencesView) -> dict[str, Any]:
    changed = sum(run.step != "same" for run in found.runs)
    return {"it": found, "changed": changed}


def event_view(call: Call, found: FoundEvent) -> r.EventView:
    return r.EventView(found.line, found.why, found.nearest, comparison_out(call, found.asked))


def story_view(call: Call, found: FoundStory) -> r.StoryView:
    return r.StoryView(found.line, found.why, comparison_out(call, found.asked))

"""The report: one HTML file that opens from disk, offline.

Page text reaches the file in three ways only: through the templates, which escape everything; through `svg.py`, which
escapes everything; and in the data island, JSON in which `<`, `>`, `&` and the two line separators are escaped. Style
and script are ours alone, named by their hashes in the policy; nothing else may run or load.
"""

from __future__ import annotations

import base64
import hashlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from lesart.model.article import ARTICLE_ZONES
from lesart.model.synopsis import Synopsis
from lesart.present.contract import synopsis_out
from lesart.present.decisions_part import make_decisions
from lesart.present.figures_part import AGREEING_SHOWN, ShownFigure, make_figures
from lesart.present.origin_graph import make_origins
from lesart.present.readings_table import OWN_SHOWN, ROWS_NAMED, EventTable, Row, make_tables
from lesart.present.sayings_part import OPEN_SINGLE, Speaker, make_speakers
from lesart.present.shown_pages import Book, Locator, Ref
from lesart.present.sources_part import ASIDE_ZONES, make_sources
from lesart.present.svg import shorten
from lesart.present.timeline import Course, make_course
from lesart.present.wording import Wording, choose_language, load_wording

TEMPLATES = Path(__file__).parent / "templates"
STYLES = ("base", "table", "parts", "panel", "narrow", "print")
SCRIPTS = ("evidence", "table", "search")
STATIC_PAGES = 40
"""Up to so many pages the file holds the pages twice, as markup and as data: it is whole without script. Of more pages
the text is kept once, in the data: the script makes sources and verbatim cells from it when they come into view (own
setting)."""
PAGE_ANNOTATIONS = ("sentences", "mentions", "times", "quantities", "quotations")
"""What a report leaves out of the contract's pages: nothing in it shows them."""

CORRECTION_SHOWN = 160
"""Characters of a printed correction in their list; all of it is one click away."""
LIGHT = frozenset({"version", "pages", "events", "stories", "versions", "corrections"})
"""What a large report keeps of the contract's object."""


class Count(msgspec.Struct, frozen=True):
    """A number in the masthead and where it leads."""

    n: int
    label: str
    href: str
    warns: bool = False
    glyph: str = ""
    filter: str = ""
    code: str = ""


def render_report(
    synopsis: Synopsis, ui_language: str | None = None, index: str = "", locate: Locator | None = None
) -> str:
    """The report of `synopsis` as one HTML document, in `ui_language` or the pages' own.

    `index`: file name of the index, where this is one of several files; `locate`: finds the pages' saved files.
    """
    say = load_wording(choose_language([page.article.language for page in synopsis.pages], ui_language))
    content = gather_content(synopsis, say, locate)
    return fill_template("report.html.j2", say, script=read_asset(SCRIPTS, "js"), index=index, **content)


def gather_content(synopsis: Synopsis, say: Wording, locate: Locator | None = None) -> dict[str, Any]:
    """All that the templates of the report show of `synopsis`, by the names that they call it.

    `locate`: finds the pages' saved files.
    """
    large = len(synopsis.pages) > STATIC_PAGES
    book = Book(synopsis, say, locate, whole=not large)
    tables = make_tables(book, spell_out=not large)
    figures = make_figures(book)
    speakers = make_speakers(book)
    origins = make_origins(book)
    courses = _courses(book)
    counts = _counts(book, tables, figures, speakers)
    decisions = make_decisions(book)
    sources = make_sources(book, whole=not large)
    main = tables[0].shown if len(synopsis.stories) == 1 and tables else None
    title = main.title if main else say("page.many_stories", n=len(synopsis.stories))
    parts = [("timeline", "timeline"), ("table", "table")]
    parts += [("figures", "figures")] * bool(figures) + [("sayings", "sayings")] * bool(speakers)
    parts += [("origins", "origins")] * bool(origins) + [("sources", "sources")]
    parts += [("decisions", "decisions")] * bool(decisions)
    return {
        "parts": parts,
        "title": title,
        "title_page": main.title_page if main else None,
        "title_ref": main.title_ref if main else None,
        "over": _over(book),
        "counts": counts,
        "pages": book.pages,
        "courses": courses,
        "tables": tables,
        "figures": figures,
        "figure_rows": _rows_by(tables, lambda row: row.figures),
        "speakers": speakers,
        "saying_rows": _rows_by(tables, lambda row: row.saying),
        "decisions": decisions,
        "origins": origins,
        "sources": sources,
        "corrections": _corrections(book),
        "lazy": large,
        "unread": synopsis.rejected,
        "aside_zones": ASIDE_ZONES,
        "own_shown": OWN_SHOWN,
        "rows_named": ROWS_NAMED,
        "agreeing_shown": AGREEING_SHOWN,
        "open_single": OPEN_SINGLE,
        "interface": Markup(island(_interface(book))),
        "data": Markup(island(lighten(synopsis) if large else spare(synopsis))),
    }


def _rows_by(tables: Sequence[EventTable], named: Callable[[Row], str]) -> defaultdict[str, list[Row]]:
    """The rows of all tables by the id of the figure or saying that `named` finds in them."""
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for table in tables:
        for row in table.rows:
            found[named(row)].append(row)
    return found


def fill_template(name: str, say: Wording, script: str, **content: Any) -> str:
    """A template with the report's style, `script`, and the policy that allows just these two."""
    style = read_asset(STYLES, "css")
    template = make_environment().get_template(name)
    html = template.render(
        say=say,
        version=installed_version("lesart"),
        policy=policy_for(style, script),
        style=Markup(style),
        script=Markup(script),
        **content,
    )
    return html.replace("\0", "\ufffd")


def spare(synopsis: Synopsis) -> Any:
    """The contract's object with the pages' text, without the annotations of single pages, which the report shows
    nowhere: `lesart collate -o x.json --with-text` has them."""
    data = msgspec.to_builtins(synopsis_out(synopsis, with_text=True))
    for page in data["pages"]:
        for name in PAGE_ANNOTATIONS:
            page.pop(name, None)
    return data


def lighten(synopsis: Synopsis) -> Any:
    """What a large report keeps as data: the pages with their text, zones as places by kind, the events. Its rows,
    figures and sayings stand in the markup alone, where `verify` reads them."""
    data = spare(synopsis)
    for page in data["pages"]:
        by_kind: dict[str, list[list[int]]] = {}
        for zone in page.get("zones", ()):  # a refused input has none
            by_kind.setdefault(zone["kind"], []).append([zone["start"], zone["end"]])
        page["zones"] = by_kind
    for event in data["events"]:
        for place in event["evidence"]:
            del place["text"]
    return {name: part for name, part in data.items() if name in LIGHT}


def island(record: Any) -> str:
    """JSON that can stand inside a script element: no character in it can end the element or begin another."""
    text = msgspec.json.encode(record).decode()
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def policy_for(style: str, script: str) -> str:
    """The content security policy: this style and this script, nothing else."""
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@lru_cache(maxsize=4)
def read_asset(names: Sequence[str], ending: str) -> str:
    """The style or script of the report, its files one after another, without indentation and lines of comment."""
    text = "\n".join((TEMPLATES / f"{name}.{ending}").read_text("utf-8") for name in names)
    lines = (line.strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line and not line.startswith("//") and not _is_comment(line))


def _is_comment(line: str) -> bool:
    return line.startswith("/*") and line.endswith("*/")


@lru_cache(maxsize=1)
def make_environment() -> Environment:
    """Templates that escape everything, and fail on a name that is not there."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _over(book: Book) -> str:
    say = book.wording
    named = [page.article.outlet.name for page in book.synopsis.pages if page.article.outlet]
    outlets = len(set(named))
    if not book.pages:
        return say("page.empty")
    if len(named) < len(book.pages):
        return say.count("over_unnamed", len(book.pages))
    return say.count("over", len(book.pages), outlets=say.count("outlets", outlets))


def _courses(book: Book) -> list[tuple[str, Course]]:
    """One timeline a story of several pages; stories of one page share one at the end."""
    shown = {each.event.id: each for each in book.events}
    stories = [(story.id, [shown[id_] for id_ in story.events if id_ in shown]) for story in book.synopsis.stories]
    told = {event.event.id for _, events in stories for event in events}
    loose = [event for event in book.events if event.event.id not in told]
    large, small = [], loose
    for story, events in stories:
        if sum(len(event.witnesses) for event in events) > 1 or len(stories) == 1:
            large.append((story, sorted(events, key=lambda event: event.number)))
        else:
            small.extend(events)
    large.sort(key=lambda pair: pair[1][0].number)
    courses = [
        (events[0].title if len(large) > 1 or small else "", make_course(book, events, story))
        for story, events in large
    ]
    if small:
        courses.append(("", make_course(book, sorted(small, key=lambda event: event.number), None)))
    return courses


def _counts(
    book: Book, tables: Sequence[EventTable], figures: Sequence[ShownFigure], speakers: Sequence[Speaker]
) -> list[Count]:
    say, synopsis = book.wording, book.synopsis
    rows = [row for table in tables for row in table.rows]
    differing = sum(row.differs for row in rows)
    first = next((figure for figure in figures if figure.verdict == "contradiction"), None)
    shared = sum(len(speaker.shared) for speaker in speakers)
    corrections = _corrections(book)
    refused = sum(each.stage != "skipped" for each in synopsis.rejected)
    contradictions = sum(figure.verdict == "contradiction" for figure in figures)
    sources_key = "count.sources" if len(book.events) == 1 else "count.sources_by_event"
    found = [
        ("count.pages", len(book.pages), "#sources", False, "", ""),
        (sources_key, len(synopsis.sources), "#origins", False, "", ""),
        ("count.events", len(book.events), "#timeline", False, "", ""),
        ("count.rows", len(rows), "#table", False, "all", ""),
        ("count.differing", differing, "#table", True, "diff", ""),
        ("count.figures", len(figures), "#figures", False, "", ""),
        ("count.contradictions", contradictions, f"#{first.id}" if first else "", True, "", ""),
        ("count.sayings", shared, "#sayings", False, "", ""),
        ("count.corrections", len(corrections), "#corrections", False, "", ""),
        ("count.refused", refused, "#refused", True, "", ""),
    ]  # fmt: skip
    return [
        Count(
            n,
            say(f"{key}.one" if n == 1 else f"{key}.many"),
            href,
            warns,
            "≠ " if warns and key != "count.refused" else "",
            filter_,
            code,
        )
        for key, n, href, warns, filter_, code in found
        if n or key == "count.pages"
    ]


def _corrections(book: Book) -> list[tuple[str, str, str, Ref]]:
    """The corrections that the pages themselves print: siglum, words, language, place."""
    return [
        (book.siglum(page.page.id), shorten(book.words(zone.span), CORRECTION_SHOWN), page.article.language or "",
         book.ref((zone.span,)))
        for page in book.synopsis.pages
        for zone in page.article.zones
        if zone.kind == "correction"
    ]  # fmt: skip


def _interface(book: Book) -> dict[str, Any]:
    """What the script needs beside the contract's object: words of the interface, pages in the reader's form."""
    say: Wording = book.wording
    return {
        "language": say.language,
        "panel": say.texts("panel"),
        "search": say.texts("search"),
        "zones": say.texts("zone"),
        "aside": sorted(ASIDE_ZONES),
        "article": sorted(ARTICLE_ZONES),
        "rows": {
            "link": say("table.row_link"),
            "all": say.texts("count.rows_left"),
            "of": say("table.rows_of", left="{left}", all="{all}"),
        },
        "unnamed": say("figures.not_named"),
        "undated": say("date.undated"),
        "pages": [
            {
                "sig": page.siglum,
                "outlet": page.outlet,
                "title": page.title,
                "dated": page.dated,
                "bound": page.bound,
                "agencies": page.agencies,
                "authors": page.authors,
                "url": page.url,
                "saved": page.saved,
                "place": page.place,
            }
            for page in book.pages
        ],
    }

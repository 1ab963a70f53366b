"""Templates of the desk, beside those of the report, and the style and script that go with them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from importlib.metadata import version as installed_version
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from lesart.present.report import SCRIPTS, STYLES, TEMPLATES, read_asset
from lesart.present.wording import Wording
from lesart.web.records import EventLine, Place

HERE = Path(__file__).parent
JAVASCRIPT, CSS = "text/javascript; charset=utf-8", "text/css; charset=utf-8"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader([HERE / "templates", TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["groupby_day"] = group_by_day
    environment.filters["places"] = write_places
    return environment


def group_by_day(events: Iterable[EventLine]) -> list[tuple[str, list[EventLine]]]:
    """Events that follow each other with one last day, with that day (empty: undated)."""
    return [(day, list(group)) for day, group in groupby(events, lambda event: (event.latest or "")[:10])]


def write_places(places: Iterable[Place]) -> str:
    """Places as an address has them: `120-134,150-160`."""
    return ",".join(f"{place.start}-{place.end}" for place in places)


def render(template: str, say: Wording, **content: Any) -> str:
    """`template` with `content`; everything in it is escaped, NUL is shown as U+FFFD."""
    html = (
        _environment()
        .get_template(template)
        .render(say=say, version=installed_version("lesart"), static=static_names(), **content)
    )
    return html.replace("\0", "\ufffd")


@lru_cache(maxsize=1)
def static_files() -> dict[str, tuple[str, bytes]]:
    """The files under `/static/`, each with its kind: by a name that has their digest, so that they may be kept."""
    report_style = read_asset(STYLES, "css") + "\n" + (HERE / "static" / "desk.css").read_text("utf-8")
    contents = {
        "desk.css": (CSS, report_style.encode()),
        "report.js": (JAVASCRIPT, read_asset(SCRIPTS, "js").encode()),
        "desk.js": (JAVASCRIPT, (HERE / "static" / "desk.js").read_bytes()),
        "htmx.js": (JAVASCRIPT, (HERE / "static" / "htmx.min.js").read_bytes()),
    }
    return {_named(name, data): (kind, data) for name, (kind, data) in contents.items()}


@lru_cache(maxsize=1)
def static_names() -> dict[str, str]:
    """The address of each file by its plain name without ending: `desk_css`, `report_js`, …"""
    names = {}
    for name in static_files():
        stem, _, ending = name.split(".")
        names[f"{stem}_{ending}"] = f"/static/{name}"
    return names


def _named(name: str, data: bytes) -> str:
    stem, ending = name.split(".")
    return f"{stem}.{hashlib.sha256(data).hexdigest()[:12]}.{ending}"

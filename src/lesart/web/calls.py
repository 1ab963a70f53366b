"""One request as the pages see it, and links as the templates write them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import msgspec

from lesart.present.wording import LANGUAGES, Wording
from lesart.settings import Settings
from lesart.store.database import Archive
from lesart.web.jobs import Jobs
from lesart.web.options import ServeOptions
from lesart.web.sessions import Sessions

TEXTS = Path(__file__).parent / "texts"
_SPOKEN = {language: Wording(language, TEXTS) for language in LANGUAGES}


class Desk(msgspec.Struct, frozen=True):
    """What a running server works with."""

    archive: Archive
    settings: Settings
    options: ServeOptions
    sessions: Sessions
    jobs: Jobs


class Call(msgspec.Struct, frozen=True):
    """One request. `names`: the parts of its address; `ui`: the language that the address asks for, if it does."""

    desk: Desk
    names: Mapping[str, str]
    say: Wording
    ui: str | None
    json: bool
    base: str
    """Scheme and host that it came by, for addresses in feeds."""
    path: str
    session: str | None
    by_header: bool

    @property
    def archive(self) -> Archive:
        return self.desk.archive

    @property
    def settings(self) -> Settings:
        return self.desk.settings

    @property
    def form_token(self) -> str:
        return self.desk.sessions.form_token(self.session)

    def go(self, *parts: str, **asked: Any) -> str:
        """The address of a page of the desk, in the language that this one was asked for in."""
        return address_of(self.ui, *parts, **asked)


def address_of(ui: str | None, *parts: str, **asked: Any) -> str:
    """The address of a page of the desk: parts of its path, and what is asked; None and empty are left out."""
    told = {name: value for name, value in asked.items() if value not in (None, "", False)}
    if ui:
        told["ui"] = ui
    path = "/" + "/".join(quote(part, safe="") for part in parts)
    return path + (f"?{urlencode({name: _written(value) for name, value in told.items()})}" if told else "")


def _written(value: Any) -> str:
    return "1" if value is True else str(value)


def spoken(language: str) -> Wording:
    """The interface in `language`, `de` or `en`."""
    return _SPOKEN[language]


def choose_spoken(asked: str | None, set_: str | None, accepted: str) -> str:
    """The interface language: as the address asks, as it was set, as the browser prefers, else English."""
    for tag in (asked, set_):
        if tag in LANGUAGES:
            return tag
    ranked: list[tuple[float, int, str]] = []
    for place, part in enumerate(accepted.split(",")[:20]):
        tag, _, weight = part.partition(";")
        try:
            share = float(weight.strip().removeprefix("q=")) if weight else 1.0
        except ValueError:
            continue
        ranked.append((-share, place, tag.strip().lower().split("-")[0]))
    return next((tag for share, _, tag in sorted(ranked) if tag in LANGUAGES and share < 0), "en")

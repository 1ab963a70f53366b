"""A real browser for the report: Debian's Chromium, without any network of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Browser, Page

from lesart.model.synopsis import Synopsis
from lesart.model.text import Page as SavedPage
from tests.present.pile import make_pile

PATIENCE = 5_000
"""Milliseconds after which something that does not appear is missing."""

Opener = Callable[..., "Watched"]


class Watched:
    """A report that a browser has open, with everything it said and asked for since."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.said: list[str] = []
        self.asked: list[str] = []
        page.on("console", lambda message: self.said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        page.on("dialog", lambda dialog: self.said.append(f"dialog: {dialog.message}"))
        page.on("request", lambda request: self.asked.append(request.url))

    def quiet(self) -> bool:
        """Whether it said nothing and asked for nothing but the file itself (and its empty icon)."""
        asked = [url for url in self.asked if not url.startswith("data:")]
        return self.said == [] and asked == self.asked[:1]


@pytest.fixture
def open_report(browser: Browser, tmp_path: Path) -> Iterator[Opener]:
    """Opens a document from disk: `open_report(html, width=…, height=…, **context options)`."""
    contexts = []

    def opened(html: str, width: int = 1360, height: int = 900, fragment: str = "", **options: Any) -> Watched:
        file = tmp_path / "report.html"
        file.write_bytes(html.encode("utf-8"))
        context = browser.new_context(viewport={"width": width, "height": height}, offline=True, **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        watched = Watched(context.new_page())
        watched.page.goto(file.as_uri() + fragment)
        return watched

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def pile_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Synopsis:
    """The hand-made pile with its pages written to disk, as `verify` will read them."""
    monkeypatch.chdir(tmp_path)
    pile = make_pile()
    (tmp_path / "seiten").mkdir()
    for page in pile.pages:
        (tmp_path / page.page.source).write_bytes(page.page.text.encode())
    return pile


def read_again(source: str) -> list[SavedPage]:
    """Stands in for the transcriber: the page whose file this is, with the text that the file has now."""
    path = Path(source)
    found = next(page.page for page in make_pile().pages if page.page.source.endswith(path.name))
    return [msgspec.structs.replace(found, text=path.read_text("utf-8"))]

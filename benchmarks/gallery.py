"""Pictures of the report, made from the self-written examples: look at them before every release.

    uv run python benchmarks/gallery.py              # writes docs/gallery/*.png and docs/report.png

Needs Debian's Chromium. Every picture is of what the program makes of `examples/` now; nothing is drawn by hand.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from lesart.pipeline import collate
from lesart.present.report import render_report
from lesart.settings import Settings

ROOT = Path(__file__).parents[1]
GALLERY = ROOT / "docs" / "gallery"
EXAMPLE = "examples/nachtzug"
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PARTS = ("timeline", "table", "figures", "sayings", "origins", "sources")
HEIGHT = 640
"""Height of a picture, px: under 200 kB each."""
TALL = 1440
"""Height of the picture in the README: the head of the report and the first rows."""


def main() -> int:
    synopsis = collate([EXAMPLE], Settings())
    GALLERY.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        files = {}
        for language in ("de", "en"):
            files[language] = Path(folder) / f"{language}.html"
            files[language].write_text(render_report(synopsis, language), "utf-8")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        take_pictures(browser, files)
        browser.close()
    return 0


def take_pictures(browser: Browser, files: dict[str, Path]) -> None:
    """The masthead, each part, the panel, dark, English, and a phone."""
    _open(browser, files["de"], height=TALL).screenshot(path=ROOT / "docs" / "report.png")
    page = _open(browser, files["de"])
    for part in PARTS:
        _at(page, f"#{part}").screenshot(path=GALLERY / f"{part}.png")
    page.locator("td.differs a.rel").first.click()
    page.screenshot(path=GALLERY / "evidence.png")
    dark = _open(browser, files["de"], color_scheme="dark")
    _at(dark, "#table").screenshot(path=GALLERY / "dark.png")
    _at(_open(browser, files["en"]), "#table").screenshot(path=GALLERY / "english.png")
    phone = _open(browser, files["de"], width=390, height=844, is_mobile=True, has_touch=True)
    _at(phone, "#table form.tools").screenshot(path=GALLERY / "phone.png")


def _open(browser: Browser, file: Path, width: int = 1280, height: int = HEIGHT, **options: object) -> Page:
    context = browser.new_context(viewport={"width": width, "height": height}, offline=True, **options)
    page = context.new_page()
    page.goto(file.as_uri())
    return page


def _at(page: Page, selector: str) -> Page:
    page.evaluate("s => document.querySelector(s).scrollIntoView({block: 'start'})", selector)
    return page


if __name__ == "__main__":
    sys.exit(main())

"""How large a report is and how quick in a browser: bytes, making, first paint, the longest frame while scrolling.

    uv run python -m benchmarks.report PAGES...          # your own pages
    uv run python -m benchmarks.report --synthetic 200   # so many copies of the example pages, made unlike

Needs Debian's Chromium. Times are of this machine under its load at that time; sizes are not.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from lesart.model.synopsis import Synopsis
from lesart.pipeline import collate
from lesart.present.split import render_reports
from lesart.settings import Settings

ROOT = Path(__file__).parents[1]
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
ROUNDS = 3
"""Openings of one file; the middle one is told."""
FRAMES = """() => new Promise(done => {
  const gaps = []; let last = performance.now(), y = 0;
  const step = now => {
    gaps.push(now - last); last = now; y += 800; scrollTo(0, y);
    if (y < document.documentElement.scrollHeight && gaps.length < 240) requestAnimationFrame(step);
    else done(gaps.slice(1).sort((a, b) => a - b));
  };
  requestAnimationFrame(step);
})"""
PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"
READY = "() => performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"


def main(arguments: list[str]) -> int:
    if not arguments:
        print(__doc__)
        return 2
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        if arguments[0] == "--synthetic":
            synopsis = collate(write_copies(Path(folder), int(arguments[1])), Settings())
        else:
            synopsis = collate(arguments, Settings())
        files = write_report(Path(folder), synopsis)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for file in files[:3]:
            measure_file(browser, file)
        browser.close()
    return 0


def write_copies(folder: Path, pages: int) -> list[str]:
    """`pages` texts: the example pages again and again, names and numbers of each round made its own."""
    sources = sorted((ROOT / "examples" / "nachtzug").glob("*.txt"))
    names = ("Gavier", "Ranzell", "Noctra", "Norderhaven", "Perdall", "Ennerich", "Sollberg", "Castellor")
    written = []
    for number in range(pages):
        text = sources[number % len(sources)].read_text("utf-8")
        nth = number // len(sources)
        for name in names:
            text = text.replace(name, name + chr(97 + nth % 26) + chr(97 + nth // 26))
        file = folder / f"{number:04}_{sources[number % len(sources)].name}"
        file.write_text(text, "utf-8")
        written.append(str(file))
    return written


def write_report(folder: Path, synopsis: Synopsis) -> list[Path]:
    started = time.process_time()
    files = render_reports(synopsis, "de", "report.html")
    spent = time.process_time() - started
    sizes = [len(text.encode()) for text in files.values()]
    rows = len(synopsis.loci)
    print(f"{len(synopsis.pages)} pages, {len(synopsis.events)} events, {rows} rows: {len(files)} file(s), ", end="")
    print(f"{sum(sizes):,} bytes, the largest {max(sizes):,}; made in {spent:.1f} CPU-seconds")
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return [folder / name for name in files]


def measure_file(browser: Browser, file: Path) -> None:
    found = []
    for _ in range(ROUNDS):
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(file.as_uri())
        page.wait_for_timeout(300)
        paint, ready = page.evaluate(PAINT), page.evaluate(READY)
        frames = page.evaluate(FRAMES)
        found.append((paint or ready, ready, frames[len(frames) // 2], frames[int(len(frames) * 0.95)], frames[-1]))
        page.close()
    paint, ready, middle, most, longest = sorted(found)[ROUNDS // 2]
    print(
        f"{file.name}: first paint {paint:.0f} ms, script done {ready:.0f} ms; frames while scrolling "
        f"{middle:.0f} ms, 95 % under {most:.0f} ms, the longest {longest:.0f} ms"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The summary on the terminal: the whole of a collation on one screen, in plain text without colour or escapes.

Lines are at most WIDTH columns wide; wide and combining characters are counted as a terminal shows them, control
characters of a page are never passed on.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from rich.cells import cell_len

from lesart.model.synopsis import Synopsis
from lesart.present.figures_part import ShownFigure, make_figures
from lesart.present.readings_table import EventTable, make_tables
from lesart.present.sayings_part import make_speakers
from lesart.present.shown_pages import Book, ShownPage
from lesart.present.wording import choose_language, load_wording

WIDTH = 80
"""Columns of the narrowest terminal that the summary must fit."""
MOST_LINES = 38
"""Lines in all; a screen of 40 has room for the prompt (own setting)."""
PAGES_SHOWN = 9
EVENTS_SHOWN = 5
FIGURES_SHOWN = 6
SAYINGS_SHOWN = 4


def render_summary(synopsis: Synopsis, ui_language: str | None = None) -> str:
    """A summary of `synopsis` in plain text, with its line end."""
    say = load_wording(choose_language([page.article.language for page in synopsis.pages], ui_language))
    if not synopsis.pages:
        return say("terminal.no_pages") + "\n"
    book = Book(synopsis, say)
    tables, figures = make_tables(book), make_figures(book)
    lines = [
        *_head(book, tables, figures),
        "",
        *_pages(book),
        "",
        *_events(book, tables),
        *_figures(book, figures),
        *_sayings(book),
    ]
    return "\n".join(cut(line, WIDTH) for line in lines[:MOST_LINES]).rstrip("\n") + "\n"


def _head(book: Book, tables: Sequence[EventTable], figures: Sequence[ShownFigure]) -> list[str]:
    say, synopsis = book.wording, book.synopsis
    rows = [row for table in tables for row in table.rows]
    told = [
        ("count.pages", len(book.pages)),
        ("count.events", len(book.events)),
        ("count.rows", len(rows)),
        ("count.differing", sum(row.differs for row in rows)),
        ("count.figures", len(figures)),
        ("count.contradictions", sum(figure.verdict == "contradiction" for figure in figures)),
        ("count.refused", sum(each.stage != "skipped" for each in synopsis.rejected)),
    ]
    parts = [f"{say.number(n)} {say(f'{key}.one' if n == 1 else f'{key}.many')}" for key, n in told if n]
    return fold(parts, " · ")


def _pages(book: Book) -> list[str]:
    width = max(cell_len(page.siglum) for page in book.pages[:PAGES_SHOWN])
    dates = [_dated(book, page) for page in book.pages]
    room = max(map(cell_len, dates[:PAGES_SHOWN]))
    lines = [
        f"{pad(page.siglum, width)}  {pad(date, room)}  {': '.join(part for part in (page.outlet, page.title) if part)}"
        for page, date in zip(book.pages, dates, strict=True)
    ]
    return _first(book, lines, PAGES_SHOWN)


def _dated(book: Book, page: ShownPage) -> str:
    """The date in figures, so that the title has room; of an undated page what bounds it."""
    say, article = book.wording, book.annotated[page.id].article
    if article.published:
        return say.short_moment(article.published)
    if article.updated:
        return say("date.updated", date=say.short_moment(article.updated))
    if article.earliest:
        return f"{say('date.undated')}, {say('date.and_later', date=say.short_moment(article.earliest))}"
    return say("date.undated")


def _events(book: Book, tables: Sequence[EventTable]) -> list[str]:
    say = book.wording
    blocks = []
    for table in tables:
        event = table.shown
        sigla = " ".join(page.siglum for page in event.witnesses)
        differing = sum(row.differs for row in table.rows)
        counts = say.count("count.rows_left", len(table.rows))
        marks = f"{counts}, ≠ {differing}" if differing else counts
        sources = say.count("count.sources_here", table.sources) if table.sources else ""
        below = " · ".join(part for part in (event.when, marks if table.rows else "", sources, sigla) if part)
        blocks.append((f"{event.number}  {event.title}", f"   {below}"))
    lines = [line for block in blocks[:EVENTS_SHOWN] for line in block]
    if len(blocks) > EVENTS_SHOWN:
        lines.append("   " + say("terminal.more", n=say.number(len(blocks) - EVENTS_SHOWN)))
    return lines


def _figures(book: Book, figures: Sequence[ShownFigure]) -> list[str]:
    """One line a row of figures: verdict, thing counted, numbers with sigla; those that differ first."""
    say = book.wording
    lines = []
    for figure in figures:
        numbers: dict[str, list[str]] = {}
        for line in figure.lines:
            numbers.setdefault(line.range, []).append(line.page.siglum)
        shown = " | ".join(f"{number} {' '.join(dict.fromkeys(sigla))}" for number, sigla in numbers.items())
        glyph = figure.verdicts[0].glyph if figure.verdicts else " "
        lines.append(f"{glyph} {figure.what}: {shown} ({say(f'verdict.{figure.verdict}')})")
    return ["", say("nav.figures"), *_first(book, lines, FIGURES_SHOWN)] if lines else []


def _sayings(book: Book) -> list[str]:
    lines = []
    for speaker in make_speakers(book):
        for said in speaker.shared:
            sigla = " ".join(dict.fromkeys(form.page.siglum for form in said.forms))
            words = "".join(piece.text for piece in said.forms[0].texts[0])
            name = speaker.name or book.wording("sayings.unknown_speaker")
            lines.append(f"{name} ({sigla}): {words}")
    return ["", book.wording("nav.sayings"), *_first(book, lines, SAYINGS_SHOWN)] if lines else []


def _first(book: Book, lines: Sequence[str], most: int) -> list[str]:
    """The first lines, and one that tells how many are left out."""
    if len(lines) <= most:
        return list(lines)
    return [*lines[: most - 1], book.wording("terminal.more", n=book.wording.number(len(lines) - most + 1))]


def fold(parts: Iterable[str], between: str) -> list[str]:
    """Parts joined to lines of at most WIDTH columns, none broken."""
    lines: list[str] = []
    for part in parts:
        if lines and cell_len(lines[-1] + between + part) <= WIDTH:
            lines[-1] += between + part
        else:
            lines.append(part)
    return lines


def cut(line: str, width: int) -> str:
    """`line` without control characters, at most `width` columns wide, an ellipsis where it was cut."""
    clean = "".join(" " if sign.isspace() else sign for sign in line if _is_harmless(sign))
    if cell_len(clean) <= width:
        return clean.rstrip()
    end = len(clean)
    while cell_len(clean[:end]) > width - 1:
        end -= 1
    return clean[:end].rstrip() + "…"


def _is_harmless(sign: str) -> bool:
    """Whether a character neither moves the cursor nor turns the direction of what follows it."""
    return sign.isspace() or unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co")


def pad(text: str, width: int) -> str:
    """`text` filled with blanks up to `width` columns."""
    return text + " " * max(0, width - cell_len(text))

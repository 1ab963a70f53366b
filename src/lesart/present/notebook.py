"""A synopsis as a notebook shows it: a few tables of HTML inside somebody else's page.

The other page's policy is not ours, so there is nothing in it that could run or load: no script, no image, no link,
no style that reaches outside. Everything pages say goes through the template, which escapes it, each stretch in a
`bdi`, so that marks of writing direction end with it. What is left out is counted; the report has everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from markupsafe import Markup

from lesart.model.synopsis import Synopsis
from lesart.present.figures_part import make_figures
from lesart.present.readings_table import Piece, Row, make_tables
from lesart.present.report import make_environment
from lesart.present.sayings_part import Utterance, make_speakers
from lesart.present.shown_pages import Book, Ref
from lesart.present.wording import choose_language, load_wording

PAGES_SHOWN = 30
EVENTS_SHOWN = 6
ROWS_SHOWN = 10
"""Rows of one event."""
FIGURES_SHOWN = 12
SAYINGS_SHOWN = 12
LONGEST = 240
"""Characters shown of one reading: about two lines of a notebook."""


class Shown(msgspec.Struct, frozen=True):
    """One reading: whose, how it stands to the others, its words, and where they stand."""

    siglum: str
    mark: str
    words: str
    place: str


class Line(msgspec.Struct, frozen=True):
    """One row of a table: what heads it, its readings, and what is said of it."""

    head: str
    readings: tuple[Shown, ...]
    told: str = ""


class Table(msgspec.Struct, frozen=True):
    """`more`: rows that are not shown."""

    title: str
    below: str
    lines: tuple[Line, ...]
    more: int


def render_display(synopsis: Synopsis, ui_language: str | None = None) -> str:
    """`synopsis` as a fragment of HTML, complete in itself, in `ui_language` or the pages' own."""
    say = load_wording(choose_language([page.article.language for page in synopsis.pages], ui_language))
    book = Book(synopsis, say)
    tables = [*_events(book), *_figures(book), *_sayings(book)]
    html = (
        make_environment()
        .get_template("notebook.html.j2")
        .render(
            say=say,
            pages=book.pages[:PAGES_SHOWN],
            pages_left=len(book.pages) - PAGES_SHOWN,
            tables=tables,
            refused=[item for item in synopsis.rejected if item.stage != "skipped"],
            style=Markup(STYLE),
        )
    )
    return html.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


STYLE = (
    ".lesart-synopsis{max-width:60rem;overflow-x:auto}"
    ".lesart-synopsis th,.lesart-synopsis td{text-align:left;vertical-align:top;white-space:normal}"
    ".lesart-synopsis bdi{unicode-bidi:isolate;overflow-wrap:anywhere}"
)
"""Only below our own class; a notebook that strips it loses nothing but looks."""


def _events(book: Book) -> Iterable[Table]:
    say = book.wording
    made = make_tables(book)
    for table in made[:EVENTS_SHOWN]:
        shown = table.shown
        below = (shown.when, shown.where, say.count("count.witnesses", len(shown.witnesses)))
        rows = sorted(table.rows, key=lambda row: not row.differs)[:ROWS_SHOWN]
        yield Table(
            f"{shown.number} {shown.title}",
            " · ".join(part for part in below if part),
            tuple(_row(row) for row in sorted(rows, key=table.rows.index)),
            len(table.rows) - len(rows),
        )
    if len(made) > EVENTS_SHOWN:
        yield Table(say("terminal.more", n=say.number(len(made) - EVENTS_SHOWN)), "", (), 0)


def _row(row: Row) -> Line:
    spoken = tuple(
        Shown(cell.page.siglum, f"{cell.glyph} {cell.word}", _words(cell.texts), _place(cell.page.source, cell.ref))
        for cell in row.cells
        if cell.kind != "silent"
    )
    return Line(f"{row.number} {row.catchword}", spoken)


def _figures(book: Book) -> Iterable[Table]:
    figures = make_figures(book)
    if figures:
        lines = tuple(
            Line(
                figure.what,
                tuple(
                    Shown(line.page.siglum, line.authority, _cut(line.words), _place(line.page.source, line.ref))
                    for line in figure.lines
                ),
                "; ".join(f"{each.glyph} {each.word} {each.sigla}".strip() for each in figure.verdicts),
            )
            for figure in figures[:FIGURES_SHOWN]
        )
        yield Table(book.wording("nav.figures"), "", lines, len(figures) - len(lines))


def _sayings(book: Book) -> Iterable[Table]:
    said = [(speaker.name, each) for speaker in make_speakers(book) for each in speaker.shared]
    if said:
        lines = tuple(
            Line(name or book.wording("sayings.unknown_speaker"), _forms(each)) for name, each in said[:SAYINGS_SHOWN]
        )
        yield Table(book.wording("nav.sayings"), "", lines, len(said) - len(lines))


def _forms(said: Utterance) -> tuple[Shown, ...]:
    return tuple(
        Shown(form.page.siglum, f"{form.glyph} {form.type}", _words(form.texts), _place(form.page.source, form.ref))
        for form in said.forms
    )


def _words(runs: Sequence[Sequence[Piece]]) -> str:
    return _cut(" … ".join("".join(piece.text for piece in run) for run in runs))


def _cut(words: str) -> str:
    return words if len(words) <= LONGEST else words[:LONGEST] + " …"


def _place(source: str, ref: Ref) -> str:
    """Where a reading stands: the page's source, and characters of its text."""
    return f"{source} [{ref.code.partition(':')[2]}]"

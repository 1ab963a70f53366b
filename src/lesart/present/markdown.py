"""The synopsis as Markdown, to read and to paste: tables of readings, figures, sayings. Words of pages stay words:
every character that Markdown or HTML could read as markup is escaped.

Behind the words of a page stands their place, `siglum:start-end` in code points, and at the end a block of JSON Lines
names each siglum's page, file and hashes: so `lesart verify` reads it back (`exported.py`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from lesart.model.synopsis import Synopsis
from lesart.present.contract import hash_text
from lesart.present.export_rows import SOURCES_FENCE
from lesart.present.figures_part import ShownFigure, make_figures
from lesart.present.origin_graph import EventOrigins, make_origins
from lesart.present.readings_table import Agreement, Cell, EventTable, Row, make_tables
from lesart.present.sayings_part import Speaker, make_speakers
from lesart.present.shown_pages import Book, Ref
from lesart.present.shown_places import visible_words
from lesart.present.wording import Wording, choose_language, load_wording

SPECIAL = frozenset("\\`*_[]<>|&~$#")


def write_markdown(synopsis: Synopsis, ui_language: str | None = None) -> bytes:
    """The report's tables in Markdown (GitHub's tables), in the pages' language where the interface has it."""
    say = load_wording(choose_language([page.article.language for page in synopsis.pages], ui_language))
    book = Book(synopsis, say)
    tables = make_tables(book)
    lines = [f"# {escape_markdown(tables[0].shown.title) if tables else say('page.empty')}", "", say("page.claim"), ""]
    lines += _sigla(book)
    for table in tables:
        lines += _event(table, say)
    lines += _figures(make_figures(book), say)
    lines += _sayings(make_speakers(book), say)
    lines += _origins(make_origins(book), say)
    lines += _sources(book)
    return ("\n".join(lines).rstrip("\n") + "\n").encode("utf-8", "replace")


def escape_markdown(text: str) -> str:
    """`text` on one line, nothing in it markup."""
    return "".join("\\" + sign if sign in SPECIAL else sign for sign in visible_words(text))


def _place(siglum: str, ref: Ref) -> str:
    return f"`{siglum}:{ref.code.partition(':')[2]}`"


def _quoted(words: str, siglum: str, ref: Ref) -> str:
    """Words of a page with their place."""
    return f"*{escape_markdown(words)}* {_place(siglum, ref)}"


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _head(cells: Sequence[str]) -> list[str]:
    return [_line(cells), _line("---" for _ in cells)]


def _sigla(book: Book) -> list[str]:
    say = book.wording
    names = ("siglum", "outlet", "title", "published", "author", "event")
    lines = [f"## {say('sigla.caption')}", "", *_head([say(f"sigla.{name}") for name in names])]
    for page in book.pages:
        dated = f"{page.dated}, {page.bound}" if page.bound else page.dated
        events = ", ".join(map(str, page.events))
        told = (f"**{page.siglum}**", page.outlet, page.title, dated, page.credit, events)
        lines.append(_line([told[0], *(escape_markdown(part) for part in told[1:])]))
    return [*lines, ""]


def _event(table: EventTable, say: Wording) -> list[str]:
    event = table.shown
    where = f" · {escape_markdown(event.where)}" if event.where else ""
    lines = [
        f"## {event.number} {escape_markdown(event.title)}",
        "",
        f"{event.when}{where} · {say.count('count.witnesses', len(event.witnesses))}",
        "",
    ]
    if table.rows and not table.stacked:
        lines += _head(
            [say("table.row"), *(f"{page.siglum} {escape_markdown(page.outlet)}" for page in event.witnesses)]
        )
        lines += [
            _line([f"{row.number} *{escape_markdown(row.catchword)}*", *map(_cell, row.cells)]) for row in table.rows
        ]
        lines.append("")
    else:
        for row in table.rows:
            lines += _stacked(row, say)
    if table.rows:
        lines += [_agreement(each, say) for each in table.agreement]
        lines.append("")
    if any(own.items for own in table.own) and len(event.witnesses) > 1:
        lines += [f"**{say('table.have_one')}**", ""]
        lines += [f"- {_quoted(words, own.page.siglum, ref)}" for own in table.own for _, words, ref in own.items]
        lines.append("")
    return lines


def _cell(cell: Cell) -> str:
    words = " … ".join("".join(piece.text for piece in run) for run in cell.texts)
    label = f"{cell.glyph} {cell.word}"
    if cell.kind == "silent":
        return label
    if cell.kind == "verbatim":
        return f"{label} {_place(cell.page.siglum, cell.ref)}"
    return f"{label}: {_quoted(words, cell.page.siglum, cell.ref)}"


def _agreement(each: Agreement, say: Wording) -> str:
    return f"- {say(f'table.have_{each.share}', n=each.count)}: {', '.join(row.number for row in each.rows)}"


def _stacked(row: Row, say: Wording) -> list[str]:
    silent = " ".join(page.siglum for page in row.silent)
    lines = [f"**{row.number} {escape_markdown(row.catchword)}**", ""]
    lines += [f"- {cell.page.siglum} {_cell(cell)}" for cell in row.cells]
    return [*lines, *([f"- – {say('relation.silent')}: {silent}"] if silent else []), ""]


def _figures(figures: Sequence[ShownFigure], say: Wording) -> list[str]:
    if not figures:
        return []
    names = ("what", "witness", "wording", "range", "authority", "as_of")
    lines = [f"## {say('nav.figures')}", "", *_head([say(f"figures.{name}") for name in names])]
    for figure in figures:
        for line in figure.lines:
            words = _quoted(line.words, line.page.siglum, line.ref)
            told = [escape_markdown(part) for part in (line.range, line.authority, line.as_of)]
            lines.append(_line([escape_markdown(figure.what), line.page.siglum, words, *told]))
    lines.append("")
    for figure in figures:
        for verdict in figure.verdicts:
            what, reason = escape_markdown(figure.what), escape_markdown(verdict.reason)
            lines.append(f"- *{what}*: {verdict.glyph} **{verdict.word}** {escape_markdown(verdict.sigla)}. {reason}")
    return [*lines, ""]


def _sayings(speakers: Sequence[Speaker], say: Wording) -> list[str]:
    if not speakers:
        return []
    lines = [f"## {say('nav.sayings')}", ""]
    for speaker in speakers:
        lines += [f"**{escape_markdown(speaker.name or say('sayings.unknown_speaker'))}**", ""]
        for said in (*speaker.shared, *speaker.single):
            for form in said.forms:
                words = " … ".join("".join(piece.text for piece in run) for run in form.texts)
                lines.append(f"- {form.glyph} {_quoted(words, form.page.siglum, form.ref)} ({form.type})")
            lines.append("")
    return lines


def _origins(origins: Sequence[EventOrigins], say: Wording) -> list[str]:
    if not origins:
        return []
    lines = [f"## {say('nav.origins')}", ""]
    for part in origins:
        lines.append(f"**{part.shown.number} {say.count('count.sources_here', len(part.groups))}**")
        lines.append("")
        for group in part.groups:
            sigla = " ".join(page.siglum for page in group.pages)
            lines.append(f"- {group.number} {escape_markdown(group.name)}: {sigla} ({escape_markdown(group.basis)})")
        lines.append("")
    return lines


def _sources(book: Book) -> list[str]:
    """The pages as JSON Lines: what `verify` needs to read them again."""
    lines = [f"## {book.wording('nav.sources')}", "", SOURCES_FENCE]
    for shown in book.pages:
        page = book.raw(shown.id)
        told = {
            "siglum": shown.siglum,
            "page": page.id,
            "source": page.source,
            "file": page.file,
            "record": page.record,
            "bytes": page.bytes_id,
            "text_sha256": hash_text(page.text),
        }
        lines.append(json.dumps(told))
    return [*lines, "```", ""]

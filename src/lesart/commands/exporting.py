"""The command that takes pages, comparisons and decisions out of an archive."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import click

from lesart.commands.running import archive_option, open_named, settings_of, write_files

FORMS = ("jsonl", "text", "json", "html", "bibtex", "csl", "csv", "md", "parquet", "webannotation")
FIELDS = ("event", "story", "outlet", "date")
"""Options that narrow the query by a field of its language."""


@click.command()
@archive_option
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File to write; with --corrections a folder.")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMS),
    help="Form of the output; what the ending of -o says, else jsonl: the lines of `annotate`.",
)
@click.option("--event", metavar="ID", help="Only the pages of this event.")
@click.option("--story", metavar="ID", help="Only the pages of this story.")
@click.option("--outlet", metavar="NAME", help="Only pages of outlets with this word, or these words, in their name.")
@click.option("--date", metavar="DATE", help="Only pages of a day, month or year, or two with .. between.")
@click.option("--no-text", is_flag=True, help="jsonl, json: leave the pages' text out.")
@click.option("--corrections", is_flag=True, help="Persons' decisions as gold for measuring.")
@click.argument("query", default="")
def export(query: str, output: Path | None, form: str | None, **flags: Any) -> None:
    """Write the pages that QUERY and the options find (all without), persons' decisions applied.

    In all forms but jsonl, bibtex and csl the pages are compared first. `lesart verify --archive` checks the result
    against the saved bytes.
    """
    from lesart.desk.exporting import export_gold, export_pages, export_synopsis, join_query
    from lesart.errors import UsageError
    from lesart.present.contract import encode_line, page_out
    from lesart.present.forms import form_of, render_form

    settings = settings_of(archive=flags["archive"])
    chosen = join_query(query, {field: flags[field] for field in FIELDS})
    with_text = not flags["no_text"]
    with open_named(settings) as opened:
        if flags["corrections"]:
            if output is None or chosen or form:
                raise UsageError(
                    "export --corrections writes all gold into a folder: name it with -o, and nothing else"
                )
            for file, count in export_gold(opened, output).items():
                click.echo(f"{file}: {count}")
            return
        form = form or (named if (named := form_of(output)) != "text" else "jsonl")
        if form == "jsonl":
            with output.open("wb") if output else nullcontext(sys.stdout.buffer) as out:
                for page in export_pages(opened, chosen):
                    out.write(encode_line(page_out(page, with_text)))
                out.flush()
            return
        synopsis = export_synopsis(opened, chosen, form, settings)
    write_files(render_form(synopsis, form, output, settings.ui_language, with_text), output)

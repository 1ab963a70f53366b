"""The commands. Each is thin: it reads options, calls the pipeline, and hands the result to `present`."""

from __future__ import annotations

import gc
import sys
from importlib import import_module
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lesart.commands.running import (
    archive_option,
    leave,
    open_named,
    progress,
    reading_options,
    settings_of,
    tell_left_out,
    tell_refused,
    write_files,
)

if TYPE_CHECKING:
    from lesart.present.schema import Printed

GARBAGE = (20_000, 20, 50)
"""Objects between two searches for garbage in cycles. Python's 700 make it walk the word tables again and again: a
tenth of the time of `collate` on five pages, for no memory (five pages, CPU-seconds with and without)."""

_ELSEWHERE = {
    "add": "lesart.commands.archives:add",
    "corpus": "lesart.commands.corpora:corpus",
    "correct": "lesart.commands.corrections:correct",
    "copy": "lesart.commands.archives:copy",
    "export": "lesart.commands.exporting:export",
    "list": "lesart.commands.archives:list_command",
    "mcp": "lesart.commands.answering:mcp",
    "reanalyse": "lesart.commands.archives:reanalyse",
    "remove": "lesart.commands.archives:remove",
    "search": "lesart.commands.archives:search",
    "serve": "lesart.commands.serving:serve",
    "show": "lesart.commands.archives:show",
    "watch": "lesart.commands.watching:watch",
}
"""Commands that are loaded when they are asked for."""


class _Commands(click.Group):
    """Loads commands late; turns lesart's own errors into one line on standard error and the contract's exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *_ELSEWHERE})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _ELSEWHERE:
            return super().get_command(ctx, cmd_name)
        module, name = _ELSEWHERE[cmd_name].split(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        from lesart.errors import LesartError

        try:
            return super().invoke(ctx)
        except LesartError as error:
            raise click.UsageError(str(error)) from error


def _print_version(ctx: click.Context, option: click.Parameter, value: bool) -> None:
    if value:
        click.echo(f"lesart {installed_version('lesart')}")
        ctx.exit()


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_print_version,
    help="Print the version.",
)
def main() -> None:
    """Lay accounts of the news side by side, each cell open to its evidence."""
    gc.set_threshold(*GARBAGE)


_lines_option = click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl"]),
    default="jsonl",
    show_default=True,
    help="Form of the output.",
)


@main.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@reading_options
@_lines_option
@click.option("--no-text", is_flag=True, help="Leave the pages' text out.")
def annotate(inputs: tuple[str, ...], form: str, no_text: bool, **flags: Any) -> None:
    """Print one JSON line a page: its zones, metadata and annotations."""
    from lesart.model.outcome import Rejected
    from lesart.pipeline import annotate_pages
    from lesart.present.contract import encode_line, page_out, refused_out

    out = sys.stdout.buffer
    refused = 0
    with progress("annotate") as tick:
        for item in annotate_pages(inputs, settings_of(**flags), tick=tick):
            if not isinstance(item, Rejected):
                out.write(encode_line(page_out(item, not no_text)))
            elif tell_refused(item):
                refused += 1
                out.write(encode_line(refused_out(item)))
    out.flush()
    leave(refused)


@main.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@reading_options
@_lines_option
def reuse(inputs: tuple[str, ...], form: str, **flags: Any) -> None:
    """Print one JSON line a passage of wording that pages share."""
    from lesart.pipeline import find_reuse
    from lesart.present.contract import encode_line, passage_out, refused_out

    out = sys.stdout.buffer
    with progress("reuse") as tick:
        found, sources, rejected = find_reuse(inputs, settings_of(**flags), tick=tick)
    tell_left_out(found.left_out)
    for passage in found.passages:
        out.write(encode_line(passage_out(passage, sources)))
    refused = [item for item in rejected if tell_refused(item)]
    for item in refused:
        out.write(encode_line(refused_out(item)))
    out.flush()
    leave(len(refused))


@main.command()
@click.argument("inputs", nargs=-1, metavar="[INPUT...]")
@reading_options
@archive_option
@click.option("--query", metavar="QUERY", help="Archive: only the pages that QUERY finds (docs/search.md).")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to write; its ending says the form: .html .json .md .csv .bib .jsonld .parquet.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "html", "bibtex", "csl", "csv", "md", "parquet", "webannotation"]),
    help="Form of the output; text, or what the ending of -o says.",
)
@click.option("--with-text", is_flag=True, help="JSON: with the text of the pages.")
@click.option(
    "--ui-language",
    type=click.Choice(["de", "en"]),
    help="Interface language of the report; else the pages' language.",
)
@click.option(
    "--embeddings",
    is_flag=True,
    default=None,
    help="Rows also by a sentence-embedding model; needs lesart[embeddings].",
)
def collate(
    inputs: tuple[str, ...], query: str | None, output: Path | None, form: str | None, with_text: bool, **flags: Any
) -> None:
    """Compare pages: terminal summary, JSON, or the report as one HTML file.

    Without INPUT, the pages of the archive that --archive or the setting names.
    """
    from lesart.pipeline import collate as collate_pages
    from lesart.present.forms import form_of, render_form

    form = form or form_of(output)
    if output and not output.parent.is_dir():
        raise click.UsageError(f"{output.parent}: no such folder")
    settings = settings_of(**flags)
    if inputs:
        if flags["archive"] or query is not None:
            raise click.UsageError("collate compares either INPUT or the archive's pages, not both")
        with progress("collate") as tick:
            synopsis = collate_pages(inputs, settings, tick=tick)
    elif settings.archive:
        from lesart.desk.collating import collate_archive

        with open_named(settings) as archive:
            synopsis = collate_archive(archive, query or "", settings)
    else:
        raise click.UsageError("Missing argument 'INPUT...', or --archive")
    tell_left_out(synopsis.left_out)
    refused = sum(tell_refused(item) for item in synopsis.rejected)
    write_files(render_form(synopsis, form, output, settings.ui_language, with_text), output)
    if output and form == "html":
        sys.stdout.buffer.write(render_form(synopsis, "text", None, settings.ui_language)[""])
    leave(refused)


@main.command()
@click.option("--archive", metavar="PLACE", help="Check FILE against the bytes that this archive keeps.")
@click.argument("file")
def verify(file: str, archive: str | None) -> None:
    """Re-read the sources of a report and re-check every span in it; of an archive, also its search index.

    FILE is a JSON or HTML report, an export, or an archive (also a postgresql:// address).
    """
    from lesart.store.kinds import is_address, is_archive_file

    path = Path(file)
    if is_address(file) or is_archive_file(path):
        from lesart.desk.checking import verify_archive

        settings = settings_of(archive=file)
        with open_named(settings) as opened, progress("verify") as tick:
            outcome = verify_archive(opened, settings, tick)
    elif path.is_file() and archive:
        from lesart.desk.checking import verify_against

        settings = settings_of(archive=archive)
        with open_named(settings) as opened:
            outcome = verify_against(opened, path, settings)
    elif path.is_file():
        from lesart.pipeline import verify_file

        outcome = verify_file(path)
    else:
        raise click.UsageError(f"{file}: no such file")
    for line in outcome.failures:
        click.echo(line, err=True)
    for line in outcome.remarks:
        click.echo(line)
    click.echo(f"{outcome.held} of {outcome.checked} spans hold, {outcome.pages} pages")
    leave(len(outcome.failures))


@main.command()
@click.argument("command", type=click.Choice(["annotate", "reuse", "collate"]))
def schema(command: Printed) -> None:
    """Print the JSON Schema of what COMMAND prints."""
    from json import dumps

    from lesart.present.schema import make_schema

    click.echo(dumps(make_schema(command), indent=1, ensure_ascii=False))

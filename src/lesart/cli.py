"""The commands. Each is thin: it reads options, calls the pipeline, and hands the result to `present`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from lesart.model.outcome import Rejected
    from lesart.pipeline import Tick
    from lesart.present.schema import Printed
    from lesart.settings import Settings

F = TypeVar("F", bound=Callable[..., Any])

EXIT_REFUSED = 1


class _Commands(click.Group):
    """Turns lesart's own errors into one line on standard error and the contract's exit code."""

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


def _reading_options(command: F) -> F:
    options = (
        click.argument("inputs", nargs=-1, required=True, metavar="INPUT..."),
        click.option("--language", metavar="TAG", help="Language of the pages (BCP 47); overrules detection."),
        click.option(
            "--weights",
            type=click.Path(path_type=Path, exists=True, file_okay=False),
            help="Folder of weight files that go before the shipped ones.",
        ),
        click.option(
            "--clean",
            is_flag=True,
            default=None,
            help="The text is a clean article already: all of it is body.",
        ),
        click.option("--max-bytes", type=click.IntRange(min=1), help="Largest input in bytes."),
        click.option(
            "--window",
            type=click.IntRange(min=0),
            metavar="DAYS",
            help="Compare only pages published within so many days.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def _settings(**flags: Any) -> Settings:
    from lesart.settings import load_settings

    return load_settings(None, **flags)


@main.command()
@_reading_options
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl"]),
    default="jsonl",
    show_default=True,
    help="Form of the output.",
)
@click.option("--no-text", is_flag=True, help="Leave the pages' text out.")
def annotate(inputs: tuple[str, ...], form: str, no_text: bool, **flags: Any) -> None:
    """Print one JSON line a page: its zones, metadata and annotations."""
    from lesart.model.outcome import Rejected
    from lesart.pipeline import annotate_pages
    from lesart.present.contract import encode_line, page_out, refused_out

    out = sys.stdout.buffer
    refused = 0
    with _progress("annotate") as tick:
        for item in annotate_pages(inputs, _settings(**flags), tick=tick):
            if not isinstance(item, Rejected):
                out.write(encode_line(page_out(item, not no_text)))
            elif _tell_refused(item):
                refused += 1
                out.write(encode_line(refused_out(item)))
    out.flush()
    _leave(refused)


@main.command()
@_reading_options
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl"]),
    default="jsonl",
    show_default=True,
    help="Form of the output.",
)
def reuse(inputs: tuple[str, ...], form: str, **flags: Any) -> None:
    """Print one JSON line a passage of wording that pages share."""
    from lesart.pipeline import find_reuse
    from lesart.present.contract import encode_line, passage_out, refused_out

    out = sys.stdout.buffer
    with _progress("reuse") as tick:
        passages, sources, rejected = find_reuse(inputs, _settings(**flags), tick=tick)
    for passage in passages:
        out.write(encode_line(passage_out(passage, sources)))
    refused = [item for item in rejected if _tell_refused(item)]
    for item in refused:
        out.write(encode_line(refused_out(item)))
    out.flush()
    _leave(len(refused))


@main.command()
@_reading_options
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to write; `.html` is the report, `.json` the contract's object.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "html"]),
    help="Form of the output; text, or what the ending of -o says.",
)
@click.option("--with-text", is_flag=True, help="JSON: with the text of the pages.")
@click.option(
    "--ui-language",
    type=click.Choice(["de", "en"]),
    help="Interface language of the report; else the pages' language.",
)
def collate(inputs: tuple[str, ...], output: Path | None, form: str | None, with_text: bool, **flags: Any) -> None:
    """Compare pages: terminal summary, JSON, or the report as one HTML file."""
    from lesart.pipeline import collate as collate_pages
    from lesart.present.contract import encode_line, synopsis_out

    form = form or _form_of(output)
    settings = _settings(**flags)
    with _progress("collate") as tick:
        synopsis = collate_pages(inputs, settings, tick=tick)
    refused = sum(_tell_refused(item) for item in synopsis.rejected)
    if form == "json":
        data = encode_line(synopsis_out(synopsis, with_text))
    elif form == "html":
        from lesart.present.report import render_report

        data = render_report(synopsis, settings.ui_language).encode("utf-8")
    else:
        from lesart.present.terminal import render_summary

        data = render_summary(synopsis, settings.ui_language).encode("utf-8")
    if output is None:
        sys.stdout.buffer.write(data)
    else:
        output.write_bytes(data)
        if form == "html":
            from lesart.present.terminal import render_summary

            click.echo(render_summary(synopsis, settings.ui_language), nl=False)
        click.echo(f"{output}: {len(data):,} bytes".replace(",", " "), err=True)
    _leave(refused)


@main.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def verify(file: Path) -> None:
    """Re-read the sources of a report and re-check every span in it."""
    from lesart.pipeline import verify_file

    outcome = verify_file(file)
    for line in outcome.failures:
        click.echo(line, err=True)
    for line in outcome.remarks:
        click.echo(line)
    click.echo(f"{outcome.held} of {outcome.checked} spans hold, {outcome.pages} pages")
    _leave(len(outcome.failures))


@main.command()
@click.argument("command", type=click.Choice(["annotate", "reuse", "collate"]))
def schema(command: Printed) -> None:
    """Print the JSON Schema of what COMMAND prints."""
    from json import dumps

    from lesart.present.schema import make_schema

    click.echo(dumps(make_schema(command), indent=1, ensure_ascii=False))


def _form_of(output: Path | None) -> str:
    if output is None:
        return "text"
    return {".html": "html", ".htm": "html", ".json": "json"}.get(output.suffix.lower(), "text")


def _tell_refused(item: Rejected) -> bool:
    """Names `item` on standard error; True where it was refused, False where it was merely skipped."""
    click.echo(f"{item.source}: {item.reason}", err=True)
    return item.stage != "skipped"


def _leave(refused: int) -> None:
    if refused:
        sys.exit(EXIT_REFUSED)


@contextmanager
def _progress(label: str) -> Iterator[Tick | None]:
    """A bar on standard error where it is a terminal and the work is long; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn(label),
        MofNCompleteColumn(),
        TextColumn("pages"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None)
        yield lambda count: bar.advance(task, count)

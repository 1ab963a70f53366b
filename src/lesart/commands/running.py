"""What the commands share: options, settings, progress bar, how a refusal is told and which exit code it gives."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from lesart.model.outcome import Rejected
    from lesart.model.relation import LeftOut
    from lesart.pipeline import Tick
    from lesart.settings import Settings
    from lesart.store.database import Archive

F = TypeVar("F", bound=Callable[..., Any])

EXIT_REFUSED = 1


def reading_options(command: F) -> F:
    """Options of the commands that read pages."""
    options = (
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


def archive_option(command: F) -> F:
    """The option that names the archive."""
    return click.option(
        "--archive",
        metavar="PLACE",
        help="The archive: a file, or postgresql://USER@HOST/DATABASE; else the setting `archive`.",
    )(command)


def settings_of(**flags: Any) -> Settings:
    """Settings from file, environment and `flags`."""
    from lesart.settings import load_settings

    return load_settings(None, **flags)


def open_named(settings: Settings, create: bool = False) -> Archive:
    """The archive that the settings name. Raises UsageError for none, ArchiveError where it is not there."""
    from lesart.errors import UsageError
    from lesart.store.database import open_archive

    if not settings.archive:
        raise UsageError("no archive is named: use --archive FILE, or the setting `archive`")
    return open_archive(settings.archive, create)


def tell_refused(item: Rejected) -> bool:
    """Names `item` on standard error; True where it was refused, False where it was merely skipped."""
    click.echo(f"{item.source}: {item.reason}", err=True)
    return item.stage != "skipped"


def tell_left_out(left_out: LeftOut) -> None:
    """Says on standard error what the search for shared wording did not follow; nothing where it followed all."""
    if left_out.fingerprints or left_out.pairs:
        click.echo(
            f"shared wording: {left_out.fingerprints} runs of words that too many pages have and {left_out.pairs} pairs"
            " of pages with too many others were not followed (docs/reuse.md)",
            err=True,
        )


def write_files(files: Mapping[str, bytes], output: Path | None) -> None:
    """Writes `files` beside `output` and tells their sizes, or to standard output."""
    for name, data in files.items():
        if output is None:
            sys.stdout.buffer.write(data)
            sys.stdout.flush()
        else:
            output.with_name(name).write_bytes(data)
            click.echo(f"{output.with_name(name)}: {len(data):,} bytes".replace(",", " "), err=True)


def leave(refused: int) -> None:
    """Ends the command with the contract's exit code where something was refused."""
    if refused:
        sys.exit(EXIT_REFUSED)


@contextmanager
def progress(label: str) -> Iterator[Tick | None]:
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

"""The command that runs the stages over a crawl."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from lesart.commands.running import reading_options, settings_of
from lesart.errors import UsageError


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Folder for the tables; a stopped run goes on where the same command names it again.",
)
@click.option(
    "--engine",
    type=click.Choice(["local", "ray"]),
    default="local",
    show_default=True,
    help="Where Daft runs the tasks: processes of this machine, or a Ray cluster.",
)
@click.option("--address", metavar="ADDRESS", help="Ray: address of the cluster; else one of this machine.")
@click.option("--workers", type=click.IntRange(min=1), help="Worker processes; else one a core of this machine.")
@click.option(
    "--stages",
    default="zones,annotate,reuse,events",
    show_default=True,
    metavar="LIST",
    help="What to do; `events` needs all, the others `zones` alone.",
)
@click.option("--parcel", type=click.IntRange(min=1), help="Pages that a worker does at a time.")
@click.option("--window-pages", type=click.IntRange(min=2), help="Pages that are related together at most.")
@reading_options
def corpus(
    sources: tuple[str, ...],
    out: Path,
    workers: int | None,
    stages: str,
    parcel: int | None,
    window_pages: int | None,
    **flags: Any,
) -> None:
    """Run the stages over WARC, Parquet and JSON Lines files and folders; write Parquet tables (docs/corpus.md).

    Pages that cannot be read are rows of the table `rejected`. The engines' telemetry is switched off.
    """
    try:
        from lesart.scale.corpus import Options, run_corpus
    except ModuleNotFoundError as error:
        raise UsageError(f"{error.name} is not installed; it comes with lesart[corpus]") from error

    plain = Options()
    options = Options(
        stages=tuple(stage.strip() for stage in stages.split(",") if stage.strip()),
        engine=flags.pop("engine"),
        address=flags.pop("address"),
        workers=workers or plain.workers,
        parcel=parcel or plain.parcel,
        window_pages=window_pages or plain.window_pages,
    )
    click.echo("corpus: telemetry of Daft and Ray is switched off", err=True)
    summary = run_corpus(sources, out, settings_of(**flags), options)
    for line in summary.lines():
        click.echo(line, err=True)

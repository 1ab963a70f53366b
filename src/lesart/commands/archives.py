"""Commands that fill and look after an archive."""

from __future__ import annotations

import sys
from typing import Any

import click

from lesart.commands.running import (
    archive_option,
    leave,
    open_named,
    progress,
    reading_options,
    settings_of,
    tell_refused,
)


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@archive_option
@reading_options
@click.option("--no-relate", is_flag=True, help="Leave events and shared wording to the next `add`.")
def add(inputs: tuple[str, ...], no_relate: bool, **flags: Any) -> None:
    """Put pages into the archive, which is made where it is not there.

    Prints a line for each page when it is safely on the disk: its id, `added` or `known`, and its source. Then the
    events, stories and shared wording that the new pages belong to are found.
    """
    from lesart.desk.adding import add_inputs
    from lesart.desk.relating import relate_waiting
    from lesart.model.outcome import Rejected

    settings = settings_of(**flags)
    refused = 0
    with open_named(settings, create=True) as archive, progress("add") as tick:
        for item in add_inputs(archive, inputs, settings, tick=tick):
            if isinstance(item, Rejected):
                refused += tell_refused(item)
            else:
                click.echo(f"{item.page}\t{item.outcome}\t{item.source}")
        if not no_relate:
            relate_waiting(archive, settings, tick)
    leave(refused)


@click.command(name="list")
@archive_option
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Only the first N pages.")
@click.option("--format", "form", type=click.Choice(["text", "jsonl"]), default="text", show_default=True)
@click.argument("query", default="")
def list_command(query: str, limit: int | None, form: str, archive: str | None) -> None:
    """List the archive's pages, or those that QUERY finds, newest first."""
    from lesart.desk.searching import list_archive
    from lesart.present.contract import encode_line

    with open_named(settings_of(archive=archive)) as opened:
        for page in list_archive(opened, query, limit):
            if form == "jsonl":
                sys.stdout.buffer.write(encode_line(page))
            else:
                told = (page.id, page.published or "undated", page.outlet or "-", page.title or page.source)
                click.echo("\t".join(told))
    sys.stdout.flush()


@click.command()
@archive_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "text", "bytes"]),
    default="json",
    show_default=True,
    help="The line that `annotate` prints, the text, or the bytes as they were saved.",
)
@click.argument("page")
def show(page: str, form: str, archive: str | None) -> None:
    """Print one PAGE of the archive; its id may be shortened as long as it is the only one."""
    from lesart.desk.searching import show_page
    from lesart.present.contract import encode_line, page_out

    out = sys.stdout.buffer
    with open_named(settings_of(archive=archive)) as opened:
        annotated, saved = show_page(opened, page)
    if form == "bytes":
        out.write(saved.data)
    elif form == "text":
        out.write(annotated.page.text.encode("utf-8", "surrogatepass"))
    else:
        out.write(encode_line(page_out(annotated)))
    out.flush()


@click.command()
@archive_option
@click.argument("pages", nargs=-1, required=True, metavar="PAGE...")
def remove(pages: tuple[str, ...], archive: str | None) -> None:
    """Take pages out of the archive, with their bytes and all that was found in them."""
    from lesart.desk.searching import remove_pages

    with open_named(settings_of(archive=archive)) as opened:
        for page in remove_pages(opened, pages):
            click.echo(f"{page.id}\tremoved\t{page.source}")


@click.command()
@archive_option
@reading_options
@click.option("--all", "everything", is_flag=True, help="Also pages that this version has read.")
def reanalyse(everything: bool, **flags: Any) -> None:
    """Read all pages again that another version of lesart or of its data has read.

    The old results stay until all new ones are there. A run that is cut off goes on where it was.
    """
    from lesart.desk.reanalysing import reanalyse as read_again

    settings = settings_of(**flags)
    with open_named(settings) as archive, progress("reanalyse") as tick:
        done = read_again(archive, settings, everything, tick)
    click.echo(f"{done.pages} pages read again, {done.changed} with another text")
    leave(sum(tell_refused(item) for item in done.refused))


@click.command()
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
def copy(source: str, target: str) -> None:
    """Copy an archive into a new one, of the same engine or the other.

    FROM and TO are files or postgresql:// addresses. TO shows all of the archive or, if the copy is cut off, nothing.
    """
    from lesart.store.copying import copy_archive
    from lesart.store.database import open_archive

    with open_archive(source) as first, open_archive(target, create=True) as second, progress("copy") as tick:
        counts = copy_archive(first, second, tick)
    click.echo(f"{counts['pages']} pages, {counts['corrections']} corrections copied")


@click.command()
@archive_option
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, metavar="N", help="Hits at most.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--before", type=int, metavar="KEY", help="Go on behind an earlier answer: its `more`.")
@click.argument("query")
def search(query: str, limit: int, form: str, before: int | None, archive: str | None) -> None:
    """Search the archive; docs/search.md has the query language."""
    from lesart.desk.searching import search_archive
    from lesart.present.contract import encode_line

    with open_named(settings_of(archive=archive)) as opened:
        hits = search_archive(opened, query, limit, before)
    if form == "json":
        sys.stdout.buffer.write(encode_line(hits))
        sys.stdout.flush()
        return
    for hit in hits.hits:
        page = hit.page
        click.echo(f"{page.id}  {page.published or 'undated'}  {page.outlet or '-'}  {page.title or page.source}")
        if hit.excerpt is not None:
            click.echo(f"    {' '.join(hit.text.split())}")
    click.echo(f"{hits.count}{'+' if hits.counted_up else ''} pages", err=True)

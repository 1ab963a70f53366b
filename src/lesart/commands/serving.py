"""The command that serves the desk."""

from __future__ import annotations

from importlib.util import find_spec

import click

from lesart.commands.running import archive_option, open_named, settings_of


@click.command()
@archive_option
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen at; one that others can reach needs a token.",
)
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True)
@click.option("--token", envvar="LESART_TOKEN", metavar="TEXT", help="What opens the desk; else LESART_TOKEN.")
@click.option(
    "--allow-host", "hosts", multiple=True, metavar="NAME", help="A name by which the desk may be called; repeatable."
)
@click.option(
    "--max-upload",
    type=click.IntRange(min=1),
    default=200_000_000,
    show_default=True,
    metavar="BYTES",
    help="One upload at most, all its files together.",
)
@click.option("--ui-language", type=click.Choice(["de", "en"]), help="Interface language; else the browser's.")
def serve(
    archive: str | None,
    host: str,
    port: int,
    token: str | None,
    hosts: tuple[str, ...],
    max_upload: int,
    ui_language: str | None,
) -> None:
    """Serve the archive as a web desk: events, search, pages, corrections, uploads; docs/serve.md has the rest.

    The archive is made where it is not there.
    """
    from lesart.errors import UsageError

    lacking = [name for name in ("starlette", "uvicorn", "python_multipart") if find_spec(name) is None]
    if lacking:
        raise UsageError(f"serve needs {', '.join(lacking)}: install lesart[serve]")
    from lesart.web.app import serve as serve_archive
    from lesart.web.options import ServeOptions, check_options

    settings = settings_of(archive=archive, ui_language=ui_language)
    options = ServeOptions(host, port, token, hosts, max_upload, settings.ui_language)
    check_options(options)
    with open_named(settings, create=True) as opened:
        shown = f"[{host}]" if ":" in host else host
        click.echo(f"http://{shown}:{port}/  (end with Ctrl-C)", err=True)
        serve_archive(opened, settings, options)

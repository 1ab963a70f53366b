"""The command that answers programs: `lesart mcp`."""

from __future__ import annotations

import click

from lesart.commands.running import archive_option, open_named, settings_of


@click.command()
@archive_option
def mcp(archive: str | None) -> None:
    """Serve the archive to a Model Context Protocol client, over standard input and output.

    Read only; docs/mcp.md lists the tools and says how to register the server. Needs `lesart[mcp]`.
    """
    from lesart.errors import UsageError

    try:
        from lesart.mcp.server import serve
    except ImportError as error:
        if error.name and error.name.startswith("lesart"):
            raise
        raise UsageError('mcp needs the protocol\'s library: install "lesart[mcp]"') from error

    settings = settings_of(archive=archive)
    with open_named(settings) as opened:
        serve(opened, settings)

"""The command that watches feeds and pages."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from lesart.commands.running import archive_option, leave, open_named, settings_of, tell_refused


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="FEEDS.opml|URL...")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("watch"),
    show_default=True,
    help="Folder for the WARC files and the list of what was seen.",
)
@archive_option
@click.option("--once", is_flag=True, help="One round, then end (for cron and the like).")
@click.option(
    "--interval",
    type=click.FloatRange(min=1),
    default=15,
    show_default=True,
    metavar="MINUTES",
    help="Time between two looks at a feed.",
)
@click.option(
    "--delay",
    type=click.FloatRange(min=0),
    default=2,
    show_default=True,
    metavar="SECONDS",
    help="Pause between two requests to one host.",
)
@click.option("--allow-private", is_flag=True, help="Fetch from private and loopback addresses too.")
@click.option(
    "--proxy",
    metavar="URL",
    help="Go through this HTTP proxy; `environment`: those that https_proxy, http_proxy and no_proxy name.",
)
@click.option("--contact", metavar="TEXT", help="Address or page of yours, told to the hosts with each request.")
def watch(
    sources: tuple[str, ...],
    out: Path,
    archive: str | None,
    once: bool,
    interval: float,
    delay: float,
    allow_private: bool,
    contact: str | None,
    proxy: str | None,
) -> None:
    """Watch feeds and pages: fetch what is new, look again for silent edits, keep all of it as WARC.

    Pages go into the archive too, where --archive or the setting names one. docs/watch.md has the rest.
    """
    from lesart.errors import UsageError

    settings = settings_of(archive=archive, proxy=proxy)
    lacking = [name for name in ("feedparser", "httpx2", "protego", "warcio") if find_spec(name) is None]
    if lacking:
        raise UsageError(f"watch needs {', '.join(lacking)}: install lesart[watch]")
    from lesart.desk.watching import WatchOptions, digest_article, name_sources
    from lesart.desk.watching import watch as watch_sources
    from lesart.model.outcome import Rejected

    refused = 0

    def tell(item: Any) -> None:
        nonlocal refused
        if isinstance(item, Rejected):
            refused += tell_refused(item)
        else:
            click.echo("\t".join(part for part in (item.outcome, item.url, item.detail) if part))

    options = WatchOptions(
        out,
        timedelta(minutes=interval),
        delay,
        allow_private,
        contact or "",
        max_bytes=settings.max_bytes,
        proxy=settings.proxy,
    )
    with ExitStack() as opened:
        save = None
        if settings.archive:
            from lesart.desk.saving import save_into

            save = save_into(opened.enter_context(open_named(settings, create=True)), settings)
        try:
            watch_sources(
                name_sources(sources),
                options,
                save or (lambda raw: None),
                lambda raw: digest_article(raw, settings),
                tell,
                once,
            )
        except KeyboardInterrupt:
            if once:
                raise
            return
    leave(refused)

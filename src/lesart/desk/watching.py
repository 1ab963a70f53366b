"""Feeds and pages watched: new pages fetched, known ones looked at again, each change handed on and kept as WARC.

Whatever a host does, the others go on. A page is noted as seen only when it was written and handed on, so a run that
is killed fetches again what it had not finished.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Literal

import msgspec

from lesart.errors import InputRefused
from lesart.ingest.addresses import allow_any, is_public, read_target
from lesart.ingest.containers import Raw
from lesart.ingest.feeds import Feed, Item, is_page, read_feed, read_opml
from lesart.ingest.fetch import Fetched, Fetcher, Limits, Missed, Wanted
from lesart.ingest.politeness import BUSY, DELAY, Politeness
from lesart.ingest.proxies import read_proxy
from lesart.ingest.revisits import FIRST_WAIT, GONE, Watched, Watchlist, after_answer, after_failure, after_listing
from lesart.ingest.transcribe import transcribe
from lesart.ingest.warc_writing import WarcFiles
from lesart.model.article import ARTICLE_ZONES
from lesart.model.outcome import Rejected
from lesart.model.text import Fact
from lesart.pipeline import read_articles
from lesart.settings import Settings

INTERVAL = timedelta(minutes=15)
"""Between two looks at a feed; news sites list about so many minutes of news on the first screen of a busy day."""
HOSTS_AT_ONCE = 16
"""Hosts that are spoken to at a time; each with one request."""
ROUND_TIME = 300.0
"""Seconds after which a round asks for no further page: a slow host must not keep feeds waiting."""
PAGES_A_ROUND = 2000
"""Pages that one round takes up at most; the others stay due."""
HOST_FAILURES = 2
"""Time-outs and failed connections in a row after which a host's other pages wait as long as those that failed."""
MAX_SITEMAPS = 50
"""Sitemaps of one index that are read, the newest where dates are given."""
LIST_FILE = "watch.sqlite3"
"""The file in the output folder where it stands what was seen when."""
_PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/plain")


class WatchOptions(msgspec.Struct, frozen=True):
    """How to watch. `out`: folder of the WARC files and the list; `delay`: seconds between requests to one host.
    `proxy`: as `ingest.proxies.read_proxy` takes it."""

    out: Path
    interval: timedelta = INTERVAL
    delay: float = DELAY
    allow_private: bool = False
    contact: str = ""
    max_bytes: int = 20_000_000
    limits: Limits = Limits()
    round_time: float = ROUND_TIME
    proxy: str | None = None

    @property
    def agent(self) -> str:
        """What the hosts are told of us: name and version, and `contact` where one is given."""
        return f"lesart/{version('lesart')}" + (f" ({self.contact})" if self.contact else "")


class Seen(msgspec.Struct, frozen=True):
    """What became of one address. Of a feed, `detail` counts its items."""

    outcome: Literal["new", "changed", "unchanged", "feed"]
    url: str
    detail: str = ""


Save = Callable[[Raw], object]
Digest = Callable[[Raw], str]
Tell = Callable[[Seen | Rejected], None]
Clock = Callable[[], datetime]


def name_sources(sources: Iterable[str]) -> tuple[str, ...]:
    """The addresses in `sources`, each of which is one or an OPML file. Raises InputRefused."""
    found: dict[str, None] = {}
    for source in sources:
        if "://" in source:
            found[read_target(source).url] = None
            continue
        try:
            data = Path(source).read_bytes()
        except OSError as error:
            raise InputRefused(source, f"cannot be read: {error.strerror or error}") from error
        for url in read_opml(data, source):
            found[read_target(url).url] = None
    return tuple(found)


def digest_article(raw: Raw, settings: Settings) -> str:
    """A digest of what the page itself reports, so that another teaser, advert or token in the markup is no edit.

    Of a page without article zones, of all its text. Raises InputRefused as `transcribe`.
    """
    page = transcribe(raw)
    (article,) = read_articles([page], settings)
    told = [page[zone.span] for zone in article.zones if zone.kind in ARTICLE_ZONES]
    return hashlib.sha256("\n".join(" ".join(text.split()) for text in told or [page.text]).encode()).hexdigest()


def watch(
    sources: Sequence[str], options: WatchOptions, save: Save, digest: Digest, tell: Tell, once: bool = False
) -> None:
    """Watches the addresses `sources` until interrupted, or for one round. Raises ArchiveError where nothing can be
    written; what a host does is told, not raised."""
    asyncio.run(_watch(sources, options, Handing(save, digest, tell), once))


class Handing(msgspec.Struct, frozen=True):
    """To whom things are handed, and the time: `clock` in UTC."""

    save: Save
    digest: Digest
    tell: Tell
    clock: Clock = lambda: datetime.now(UTC)


async def _watch(sources: Sequence[str], options: WatchOptions, hand: Handing, once: bool) -> None:
    options.out.mkdir(parents=True, exist_ok=True)
    watchlist = Watchlist(options.out / LIST_FILE)
    limits = msgspec.structs.replace(options.limits, max_bytes=options.max_bytes)
    allow = allow_any if options.allow_private else is_public
    fetcher = Fetcher(options.agent, limits, allow, proxy=read_proxy(options.proxy))
    warc = WarcFiles(options.out, options.agent)
    politeness = Politeness(fetcher, hand.clock, options.delay, keep=warc.keep)
    rounds = _Rounds(sources, options, hand, watchlist, politeness, warc)
    try:
        while True:
            await rounds.go(once)
            if once:
                return
            await asyncio.sleep(rounds.rest())
    finally:
        warc.close()
        watchlist.close()
        await fetcher.close()


class _Rounds:
    """Rounds over feeds and pages; each asks for what is due, host by host."""

    def __init__(
        self,
        sources: Sequence[str],
        options: WatchOptions,
        hand: Handing,
        watchlist: Watchlist,
        politeness: Politeness,
        warc: WarcFiles,
    ) -> None:
        self._sources = sources
        self._options = options
        self._hand = hand
        self._list = watchlist
        self._polite = politeness
        self._warc = warc
        self._ends = 0.0

    async def go(self, eager: bool = False) -> None:
        """One round; `eager` asks every feed that did not fail last time, due or not."""
        now = self._hand.clock()
        self._ends = time.monotonic() + self._options.round_time
        for host, until in self._list.paused_hosts(now).items():
            self._polite.pause(host, until)
        children: list[Watched] = []
        await self._ask_all(self._due_sources(now, eager), lambda known, answer: self._take(known, answer, children))
        await self._ask_all(children, lambda known, answer: self._take(known, answer, None))
        pages = self._list.due_pages(self._hand.clock(), PAGES_A_ROUND)
        left = await self._ask_all(pages, self._take_page)
        hosts = self._polite.paused()
        self._list.keep(Watched(host, "host", now, until) for host, until in hosts.items())
        if left:
            self._hand.tell(Rejected("skipped", "watch", f"{left} pages are left for later"))

    def rest(self) -> float:
        """Seconds until something is due, a minute at most."""
        now = self._hand.clock()
        times = [self._known(url, now).due for url in self._sources] + [self._list.next_due()]
        return min(max((min((at for at in times if at), default=now) - now).total_seconds(), 1.0), 60.0)

    def _known(self, url: str, now: datetime) -> Watched:
        return self._list.get(url) or Watched(url, "feed", now, now)

    def _due_sources(self, now: datetime, eager: bool) -> list[Watched]:
        known = [self._known(url, now) for url in self._sources]
        return [
            each
            for each in known
            if each.subject == "feed" and ((each.due or now) <= now or (eager and not each.failures))
        ]

    async def _ask_all(self, due: Sequence[Watched], take: Callable[[Watched, Fetched | Missed], None]) -> int:
        """Asks for all that is `due`, hosts side by side and each host's pages in turn; how many were left over."""
        hosts: dict[str, list[Watched]] = {}
        for each in due:
            hosts.setdefault(read_target(each.url).host, []).append(each)
        turns = asyncio.Semaphore(HOSTS_AT_ONCE)
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(self._ask_host(pages, turns, take)) for pages in hosts.values()]
        except BaseExceptionGroup as several:
            raise several.exceptions[0] from None
        return sum(task.result() for task in tasks)

    async def _ask_host(
        self, due: list[Watched], turns: asyncio.Semaphore, take: Callable[[Watched, Fetched | Missed], None]
    ) -> int:
        failures = 0
        for place, each in enumerate(due):
            if failures >= HOST_FAILURES:
                later = self._hand.clock() + FIRST_WAIT
                rest = [left for left in due[place:] if left.subject == "page"]
                self._list.keep(msgspec.structs.replace(left, due=later) for left in rest)
                return len(due) - place
            if time.monotonic() > self._ends:
                return len(due) - place
            async with turns:
                answer = await self._fetch(each)
            failures = failures + 1 if isinstance(answer, Missed) and answer.kind in ("time", "connection") else 0
            take(each, answer)
        return 0

    def _fetch(self, known: Watched) -> Awaitable[Fetched | Missed]:
        return self._polite.fetch(Wanted(known.url, known.etag, known.last_modified))

    def _take(self, known: Watched, answer: Fetched | Missed, children: list[Watched] | None) -> None:
        """What a source answered: a feed, or a page that is watched itself. `children`: takes an index's sitemaps."""
        if not self._is_good(known, answer):
            return
        assert isinstance(answer, Fetched)
        now = self._hand.clock()
        if answer.status == 200 and is_page(answer.body):
            self._take_page(msgspec.structs.replace(known, subject="page"), answer)
            return
        self._warc.keep(answer)
        due = msgspec.structs.replace(known, due=now + self._options.interval, failures=0)
        if answer.status == 304:
            self._list.keep([due])
            self._hand.tell(Seen("unchanged", known.url))
            return
        try:
            feed = read_feed(answer.body, answer.url, answer.header("content-type"))
        except InputRefused as refused:
            self._fail(known, refused.reason)
            return
        fresh = self._take_items(feed, answer, children, now)
        self._list.keep([_with_validators(due, answer), *fresh])
        told = f"{feed.form}, {len(feed.items)} items" + (f", {feed.left_out} left out" if feed.left_out else "")
        self._hand.tell(Seen("feed", known.url, told))

    def _take_items(self, feed: Feed, answer: Fetched, children: list[Watched] | None, now: datetime) -> list[Watched]:
        """What is to be noted of a feed's items. The sitemaps of an index go to `children`, those of its own host."""
        if feed.form != "sitemap index":
            return self._take_listed(feed.items, now)
        if children is None:
            self._hand.tell(Rejected("watch", answer.url, "a sitemap index within a sitemap index"))
            return []
        host = read_target(answer.url).host
        items = [item for item in feed.items if read_target(item.url).host == host]
        newest = sorted(items, key=lambda item: item.updated or "", reverse=True)[:MAX_SITEMAPS]
        if len(newest) < len(feed.items):
            left = len(feed.items) - len(newest)
            self._hand.tell(
                Rejected("skipped", answer.url, f"{left} sitemaps of other hosts, or beyond {MAX_SITEMAPS}")
            )
        for item in newest:
            known = self._known(item.url, now)
            if item.updated is None or item.updated != known.listed or known.failures:
                children.append(msgspec.structs.replace(known, listed=item.updated))
        return []

    def _take_listed(self, items: Sequence[Item], now: datetime) -> list[Watched]:
        found = []
        for item in items:
            page = self._list.get(item.url)
            if page is None:
                found.append(Watched(item.url, "page", now, now, listed=item.updated))
            elif page.subject == "page" and (again := after_listing(page, item.updated, now)) != page:
                found.append(again)
        return found

    def _take_page(self, page: Watched, answer: Fetched | Missed) -> None:
        if not self._is_good(page, answer):
            return
        assert isinstance(answer, Fetched)
        self._warc.keep(answer)
        now = self._hand.clock()
        if answer.status == 304:
            kept, _ = after_answer(page, None, now)
            self._list.keep([kept])
            self._hand.tell(Seen("unchanged", page.url))
            return
        try:
            raw = make_raw(answer)
            kept, edited = after_answer(page, self._hand.digest(raw), now)
            if edited:
                self._hand.save(raw)
        except InputRefused as refused:
            self._fail(page, refused.reason)
            return
        self._list.keep([_with_validators(kept, answer)])
        outcome: Literal["new", "changed", "unchanged"] = "unchanged"
        if edited:
            outcome = "new" if page.digest is None else "changed"
        self._hand.tell(Seen(outcome, page.url))

    def _is_good(self, known: Watched, answer: Fetched | Missed) -> bool:
        """Whether there is something to read; else the failure is noted and told."""
        if isinstance(answer, Fetched):
            if answer.status == 200 or (answer.status == 304 and (known.etag or known.last_modified)):
                return True
            self._warc.keep(answer)
            pause = self._polite.paused_until(read_target(answer.url).host) if answer.status in BUSY else None
            self._fail(known, f"status {answer.status}", answer.status in GONE, pause)
            return False
        self._warc.keep(answer)
        if answer.kind == "host" and (pause := self._polite.paused_until(read_target(answer.url).host)):
            self._list.keep([msgspec.structs.replace(known, due=pause)])
            self._hand.tell(Rejected("skipped", known.url, answer.reason))
        else:
            self._fail(known, answer.reason)
        return False

    def _fail(self, known: Watched, reason: str, gone: bool = False, pause: datetime | None = None) -> None:
        now = self._hand.clock()
        self._list.keep([after_failure(known, now, gone, pause - now if pause else None)])
        self._hand.tell(Rejected("watch", known.url, reason))


def make_raw(answer: Fetched) -> Raw:
    """A fetched page as one that was read from a file. Raises InputRefused for what is no page."""
    told = answer.header("content-type") or ""
    kind = told.split(";")[0].strip().lower()
    if kind and kind not in _PAGE_TYPES:
        raise InputRefused(answer.url, f"no page but {kind[:60]}")
    if not answer.body.strip():
        raise InputRefused(answer.url, "empty")
    charset = _charset_of(told)
    facts = [Fact("given", "charset", charset)] if charset else []
    facts.append(Fact("given", "captured", answer.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")))
    return Raw(
        source=answer.url,
        name=answer.url,
        data=answer.body,
        bytes_id=hashlib.sha256(answer.body).hexdigest(),
        markup=True if kind and kind != "text/plain" else False if kind else None,
        facts=tuple(facts),
        url=answer.url,
    )


def _charset_of(content_type: str) -> str | None:
    for part in content_type.split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'").lower() or None
    return None


def _with_validators(known: Watched, answer: Fetched) -> Watched:
    return msgspec.structs.replace(known, etag=answer.header("etag"), last_modified=answer.header("last-modified"))

"""How hosts are treated: robots.txt, one request at a time with a pause between two, longer pauses where asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

import msgspec

from lesart.ingest.addresses import Target, read_target
from lesart.ingest.fetch import Fetched, Fetcher, Kind, Missed, Wanted

if TYPE_CHECKING:
    from protego import Protego

ROBOT = "lesart"
"""The name under which robots.txt files address us (RFC 9309: letters, `_`, `-`)."""
DELAY = 2.0
"""Seconds between two requests to one host. A guess on the careful side: common crawlers take 0.5 to 5."""
MAX_CRAWL_DELAY = 120.0
"""Seconds; a Crawl-delay asked for beyond this is taken as this, since it is no part of RFC 9309."""
ROBOTS_BYTES = 512_000
"""Bytes of robots.txt that are read (RFC 9309 asks for 500 KiB at least); a larger file counts as unreadable."""
ROBOTS_AGE = timedelta(hours=24)
"""How long a robots.txt is kept (RFC 9309: no longer than 24 hours)."""
ROBOTS_RETRY = timedelta(minutes=15)
"""How long nothing is fetched after a robots.txt that could not be had."""
PAUSE = timedelta(minutes=1)
"""Pause of a host after its first 429 or 503 without Retry-After; each further one doubles it."""
MAX_PAUSE = timedelta(days=1)
"""Pauses, own and asked for, are never longer: a wrong date in a header must not silence a host for good."""
BUSY = {429, 503}
"""Statuses by which a host asks for a pause."""


def read_retry_after(value: str | None, now: datetime) -> timedelta | None:
    """The pause a Retry-After header asks for, in seconds or as a date (RFC 9110); None where it says nothing."""
    if value is None:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(timedelta(seconds=int(value[:9])), MAX_PAUSE)
    try:
        until = parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(until - now, timedelta(0)), MAX_PAUSE)


def back_off(failures: int, first: timedelta = PAUSE) -> timedelta:
    """The pause after so many failures in a row: `first`, doubled with each, up to MAX_PAUSE."""
    doublings = min(max(failures - 1, 0), 20)
    return min(first * (1 << doublings), MAX_PAUSE)


class _Host(msgspec.Struct):
    """What is known of one host; times in seconds of the event loop, `until` by the clock."""

    lock: asyncio.Lock
    last: float | None = None
    delay: float = DELAY
    until: datetime | None = None
    failures: int = 0


class _Rules(msgspec.Struct):
    """An origin's robots.txt; `rules` None for all allowed, `refusal` where it could not be had."""

    rules: Protego | None
    until: datetime
    refusal: str | None = None


class Politeness:
    """The gate that each hop goes through. `clock` tells the time, `sleep` waits seconds; both for tests to replace.
    `keep` is handed what hosts answered when asked for robots.txt."""

    def __init__(
        self,
        fetcher: Fetcher,
        clock: Callable[[], datetime],
        delay: float = DELAY,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        keep: Callable[[Fetched | Missed], None] = lambda _: None,
    ) -> None:
        self._fetcher = fetcher
        self._clock = clock
        self._delay = delay
        self._sleep = sleep
        self._keep = keep
        self._hosts: dict[str, _Host] = {}
        self._rules: dict[str, _Rules] = {}
        self._asking: dict[str, asyncio.Lock] = {}

    async def fetch(self, wanted: Wanted) -> Fetched | Missed:
        """The answer to `wanted`, politely; what the host says about pauses is remembered."""
        answer = await self._fetcher.fetch(wanted, self._enter)
        self._note(answer)
        return answer

    def paused_until(self, host: str) -> datetime | None:
        """Until when a host is left alone."""
        known = self._hosts.get(host)
        return known.until if known and known.until and known.until > self._clock() else None

    def pause(self, host: str, until: datetime) -> None:
        """Leaves a host alone until then, as an earlier run was asked to."""
        self._host(host).until = until

    def paused(self) -> dict[str, datetime]:
        """The hosts that are left alone now, and until when."""
        return {name: until for name in self._hosts if (until := self.paused_until(name)) is not None}

    async def _enter(self, target: Target) -> tuple[Kind, str] | None:
        if self.paused_until(target.host) is not None:
            return await self._take_turn(target)
        refusal = await self._ask_robots(target)
        return ("robots", refusal) if refusal is not None else await self._take_turn(target)

    async def _take_turn(self, target: Target) -> tuple[Kind, str] | None:
        """Waits until the host's last request is long enough ago."""
        host = self._host(target.host)
        async with host.lock:
            until = self.paused_until(target.host)
            if until is not None:
                return "host", f"the host asked for a pause until {until:%Y-%m-%d %H:%M:%S} UTC"
            loop = asyncio.get_running_loop()
            if host.last is not None and (rest := host.last + host.delay - loop.time()) > 0:
                await self._sleep(rest)
            host.last = loop.time()
        return None

    def _host(self, name: str) -> _Host:
        return self._hosts.setdefault(name, _Host(asyncio.Lock(), delay=self._delay))

    def _note(self, answer: Fetched | Missed) -> None:
        """Remembers a pause that the answering host asked for."""
        if isinstance(answer, Missed):
            return
        host = self._host(read_target(answer.url).host)
        if answer.status not in BUSY:
            host.failures = 0
            return
        host.failures += 1
        now = self._clock()
        asked = read_retry_after(answer.header("retry-after"), now)
        host.until = now + (back_off(host.failures) if asked is None else asked)

    async def _ask_robots(self, target: Target) -> str | None:
        """Why robots.txt forbids `target`, or None."""
        async with self._asking.setdefault(target.origin, asyncio.Lock()):
            known = self._rules.get(target.origin)
            if known is None or known.until <= self._clock():
                known = self._rules[target.origin] = await self._read_robots(target)
        if known.refusal is not None:
            return known.refusal
        if known.rules is None:
            return None
        asked = known.rules.crawl_delay(ROBOT)
        if asked is not None:
            self._host(target.host).delay = max(self._delay, min(float(asked), MAX_CRAWL_DELAY))
        return None if known.rules.can_fetch(target.url, ROBOT) else "forbidden by robots.txt"

    async def _read_robots(self, target: Target) -> _Rules:
        """RFC 9309, 2.3.1: not there means all allowed; not to be had means nothing allowed for the time being."""
        from protego import Protego

        answer = await self._fetcher.fetch(Wanted(f"{target.origin}/robots.txt"), self._take_turn, ROBOTS_BYTES)
        self._keep(answer)
        self._note(answer)
        now = self._clock()
        if isinstance(answer, Missed):
            if answer.kind == "redirect":
                return _Rules(None, now + ROBOTS_AGE)
            return _Rules(None, now + ROBOTS_RETRY, f"robots.txt cannot be had: {answer.reason}")
        if answer.status == 200:
            return _Rules(Protego.parse(answer.body.decode("utf-8", "replace")), now + ROBOTS_AGE)
        if answer.status >= 500 or answer.status == 429:
            return _Rules(None, now + ROBOTS_RETRY, f"robots.txt cannot be had: status {answer.status}")
        return _Rules(None, now + ROBOTS_AGE)

"""One page over the network, within limits of time and size, redirects followed and each hop checked.

Works asynchronously, so that a total time can be kept whatever a server does (a drip of one byte a second resets
every time-out between two bytes), and so that one slow host does not hold up the others.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

import msgspec

from lesart.errors import InputRefused
from lesart.ingest.addresses import Allow, Resolve, Target, find_addresses, is_public, read_target, resolve_host
from lesart.ingest.proxies import ChooseProxy, no_proxy
from lesart.ingest.unpacking import ACCEPTED, NotUnpacked, Unpacker

if TYPE_CHECKING:
    import httpx2

MAX_REDIRECTS = 10
"""Hops at most; browsers follow 20, crawlers 5 to 10 (RFC 9309 asks for 5 at least)."""
REDIRECT_BYTES = 64_000
"""Bytes of a redirect's body that are kept: it is a line of HTML, if anything."""
REDIRECT_TIME = 2.0
"""Seconds that the body of a redirect may take."""
_REDIRECTS = {301, 302, 303, 307, 308}
_CHUNK = 1 << 16
_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,application/feed+json;q=0.9,*/*;q=0.8"

Kind = Literal["address", "robots", "host", "redirect", "time", "size", "encoding", "certificate", "connection"]
"""Why nothing came: `host` is one that asked for a pause, the others say what they are about."""
Headers = tuple[tuple[str, str], ...]


class Limits(msgspec.Struct, frozen=True):
    """What one response may cost: seconds to connect, seconds of silence, seconds in all, bytes unpacked."""

    connect: float = 10.0
    silence: float = 20.0
    total: float = 60.0
    max_bytes: int = 20_000_000


class Wanted(msgspec.Struct, frozen=True):
    """What to ask for, with what the server said when it was asked before (for a conditional request)."""

    url: str
    etag: str | None = None
    last_modified: str | None = None


class Fetched(msgspec.Struct, frozen=True):
    """One answer of whatever status. `wire`: the body as it came, `body`: as its Content-Encoding unpacks."""

    requested: str
    url: str
    status: int
    reason: str
    headers: Headers
    wire: bytes
    body: bytes
    at: datetime
    ip: str
    sent: Headers
    truncated: str | None = None
    """Why `wire` is not all of the body, in the words of WARC-Truncated; only of redirects, whose body nobody reads."""
    through: tuple[Fetched, ...] = ()
    """The redirects that led here, in order."""

    def header(self, name: str) -> str | None:
        """The first value of a header, its name in any case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


class Missed(msgspec.Struct, frozen=True):
    """Nothing came from `requested`, and why; `url` is the hop at which it failed, `through` the redirects before."""

    requested: str
    url: str
    kind: Kind
    reason: str
    through: tuple[Fetched, ...] = ()


class _Stopped(Exception):
    """Carries what `fetch` gives back as Missed."""

    def __init__(self, kind: Kind, reason: str) -> None:
        super().__init__(reason)
        self.kind: Kind = kind
        self.reason = reason


Gate = Callable[[Target], Awaitable[tuple[Kind, str] | None]]
"""Waits for its turn before a hop, or says why it may not be made."""


async def _open_gate(target: Target) -> None:
    return None


class Fetcher:
    """Fetches with one policy. `allow`: the addresses that may be connected to; `tls`: None for the system's trust;
    `proxy`: the proxy that a request goes through, which is told the checked address and never a name."""

    def __init__(
        self,
        agent: str,
        limits: Limits | None = None,
        allow: Allow = is_public,
        resolve: Resolve = resolve_host,
        tls: ssl.SSLContext | None = None,
        proxy: ChooseProxy = no_proxy,
    ) -> None:
        self.limits = limits or Limits()
        self._agent = agent
        self._allow = allow
        self._resolve = resolve
        self._tls = tls
        self._proxy = proxy
        self._transports: dict[str | None, httpx2.AsyncHTTPTransport] = {}

    async def close(self) -> None:
        """Ends what is still open."""
        for transport in self._transports.values():
            await transport.aclose()

    def _transport(self, target: Target) -> httpx2.AsyncHTTPTransport:
        """The way to `target`: straight, or through the proxy that is to be used for it."""
        import httpx2

        proxy = self._proxy(target)
        if proxy not in self._transports:
            # One connection a request: the pool knows the pinned address only, and two hosts may share one address.
            self._transports[proxy] = httpx2.AsyncHTTPTransport(
                verify=self._tls or True,
                trust_env=False,
                limits=httpx2.Limits(max_keepalive_connections=0),
                proxy=httpx2.Proxy(proxy) if proxy else None,
            )
        return self._transports[proxy]

    async def fetch(self, wanted: Wanted, gate: Gate = _open_gate, max_bytes: int | None = None) -> Fetched | Missed:
        """The answer to `wanted`, redirects followed; `gate` is asked before each hop. Raises nothing of its own."""
        url, through = wanted.url, list[Fetched]()
        try:
            target = read_target(url)
            while True:
                url = target.url
                refused = await gate(target)
                if refused is not None:
                    raise _Stopped(*refused)
                answer = await self._ask(target, wanted, max_bytes or self.limits.max_bytes)
                location = answer.header("location")
                if answer.status not in _REDIRECTS or location is None:
                    return msgspec.structs.replace(answer, through=tuple(through))
                through.append(answer)
                target = read_target(location, url)
                if any(target.url == hop.url for hop in through):
                    raise _Stopped("redirect", "redirects in a circle")
                if len(through) > MAX_REDIRECTS:
                    raise _Stopped("redirect", f"more than {MAX_REDIRECTS} redirects")
        except InputRefused as error:
            return Missed(wanted.url, error.source, "address", error.reason, tuple(through))
        except _Stopped as stopped:
            return Missed(wanted.url, url, stopped.kind, stopped.reason, tuple(through))

    async def _ask(self, target: Target, wanted: Wanted, max_bytes: int) -> Fetched:
        """One hop, within the total time."""
        try:
            async with asyncio.timeout(self.limits.total):
                try:
                    ips = await find_addresses(target, self._allow, self._resolve)
                except OSError as error:
                    raise _Stopped("connection", f"host not found: {error.strerror or error}") from error
                return await self._ask_one_of(ips, target, wanted, max_bytes)
        except TimeoutError as error:
            raise _Stopped("time", f"not done after {self.limits.total:g} seconds") from error

    async def _ask_one_of(self, ips: tuple[str, ...], target: Target, wanted: Wanted, max_bytes: int) -> Fetched:
        import httpx2

        for place, ip in enumerate(ips):
            try:
                return await self._ask_at(ip, target, wanted, max_bytes)
            except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
                if place == len(ips) - 1 or _is_certificate(error):
                    raise _stopped_by(error) from error
            except (httpx2.TransportError, httpx2.InvalidURL) as error:
                raise _stopped_by(error) from error
        raise _Stopped("connection", "no address")

    async def _ask_at(self, ip: str, target: Target, wanted: Wanted, max_bytes: int) -> Fetched:
        import httpx2

        sent = [("Host", target.authority), ("User-Agent", self._agent), ("Accept", _ACCEPT)]
        sent += [("Accept-Encoding", ACCEPTED), ("Connection", "close")]
        if wanted.etag:
            sent.append(("If-None-Match", wanted.etag))
        if wanted.last_modified:
            sent.append(("If-Modified-Since", wanted.last_modified))
        limits = self.limits
        times = {"connect": limits.connect, "read": limits.silence, "write": limits.silence, "pool": limits.total}
        place = f"[{ip}]" if ":" in ip else ip
        request = httpx2.Request(
            "GET",
            f"{target.scheme}://{place}:{target.port}{target.path}",
            headers=[(name.encode("ascii"), value.encode("latin-1", "replace")) for name, value in sent],
            extensions={"timeout": times, "sni_hostname": target.host},
        )
        at = datetime.now(UTC)
        response = await self._transport(target).handle_async_request(request)
        response.request = request
        try:
            truncated = None
            if response.status_code in _REDIRECTS and "location" in response.headers:
                wire, truncated = await _read_some(response)
                body = b""
            else:
                wire, body = await _read_body(response, max_bytes)
        finally:
            await response.aclose()
        headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers.raw)
        phrase = response.reason_phrase
        status, told = response.status_code, tuple(sent)
        return Fetched(wanted.url, target.url, status, phrase, headers, wire, body, at, ip, told, truncated)


async def _read_some(response: httpx2.Response) -> tuple[bytes, str | None]:
    """What a redirect says besides where to go, and why it is not all of it; for the record only, so never waited for
    long."""
    import httpx2

    wire = bytearray()
    try:
        async with asyncio.timeout(REDIRECT_TIME):
            async for chunk in response.aiter_raw():
                wire += chunk
                if len(wire) > REDIRECT_BYTES:
                    return bytes(wire[:REDIRECT_BYTES]), "length"
    except TimeoutError:
        return bytes(wire), "time"
    except httpx2.TransportError:
        return bytes(wire), "disconnect"
    return bytes(wire), None


async def _read_body(response: httpx2.Response, max_bytes: int) -> tuple[bytes, bytes]:
    """The body as it came and unpacked; stops at the first byte too many, whatever a length header says."""
    wire = bytearray()
    try:
        unpack = Unpacker(response.headers.get("content-encoding", ""), max_bytes)
        async for chunk in response.aiter_raw(_CHUNK):
            wire += chunk
            if len(wire) > max_bytes:
                raise _Stopped("size", f"larger than {max_bytes} bytes")
            unpack.feed(chunk, len(wire))
        return bytes(wire), unpack.finish()
    except NotUnpacked as refused:
        raise _Stopped(refused.kind, refused.reason) from refused


def _is_certificate(error: BaseException) -> bool:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError) or "certificate" in str(cause).lower():
            return True
        cause = cause.__cause__ or cause.__context__
    return False


def _stopped_by(error: Exception) -> _Stopped:
    import httpx2

    if isinstance(error, httpx2.TimeoutException):
        return _Stopped("time", "no answer in time")
    told = " ".join(str(error).split())[:200] or type(error).__name__
    if isinstance(error, httpx2.ProxyError):
        return _Stopped("connection", f"the proxy refused: {told}")
    if _is_certificate(error):
        return _Stopped("certificate", f"encryption refused: {told}")
    return _Stopped("connection", f"connection failed: {told}")

"""Which addresses may be fetched: http and https, and only hosts on the public internet unless a caller allows more.

The check is made on what a name resolves to, and the connection goes to the very address that was checked, so that
a name cannot answer differently in between (DNS rebinding). It is made again for each redirect.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

from lesart.errors import InputRefused

Allow = Callable[[str], bool]
"""Whether an IP address, as text, may be connected to."""
Resolve = Callable[[str, int], Awaitable[tuple[str, ...]]]
"""The IP addresses of a host name and port. Raises OSError where there are none."""

MAX_URL = 4096
"""Characters of an address at most; servers commonly refuse longer ones (8 KB for the whole request line)."""
_PORTS = {"http": 80, "https": 443}
_NAT64 = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))
"""IPv6 networks that lead to IPv4 addresses (RFC 6052, RFC 8215)."""
_SAFE = "%/:=&?~#+!$,;'@()*[]"
"""What stays as it is when an address with other characters is written in ASCII."""


class Target(NamedTuple):
    """An address taken apart: `host` in ASCII without brackets, `path` with the query, `url` without fragment."""

    url: str
    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> str:
        """Scheme, host and port: what a robots.txt holds for."""
        return f"{self.scheme}://{self.authority}"

    @property
    def authority(self) -> str:
        """What the Host header says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def read_target(url: str, base: str | None = None) -> Target:
    """`url`, against `base` where it is relative. Raises InputRefused for what is no http(s) address of a host."""
    try:
        joined = urljoin(base, url.strip()) if base else url.strip()
        parts = urlsplit(joined)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise InputRefused(url[:200], f"no address: {error}") from error
    if len(joined) > MAX_URL:
        raise InputRefused(joined[:200], f"an address of more than {MAX_URL} characters")
    if any(ord(letter) < 33 or ord(letter) == 127 for letter in joined):
        raise InputRefused(ascii(joined[:200]), "an address with spaces or control characters")
    if parts.scheme not in _PORTS:
        raise InputRefused(joined[:200], "only http and https addresses are fetched")
    if not host or port == 0:
        raise InputRefused(joined[:200], "an address without a host")
    if parts.username is not None or parts.password is not None:
        raise InputRefused(f"{parts.scheme}://{host}", "an address with a user name in it")
    try:
        ascii_host = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise InputRefused(joined[:200], "a host name that cannot be written in ASCII") from error
    path = quote(parts.path or "/", safe=_SAFE) + (f"?{quote(parts.query, safe=_SAFE)}" if parts.query else "")
    target = Target("", parts.scheme, ascii_host.lower(), port or _PORTS[parts.scheme], path)
    return target._replace(url=target.origin + path)


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet: not private, loopback, link-local, reserved, multicast,
    nor an IPv6 form that leads to such an IPv4 address."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if inner is not None:
            return is_public(str(inner))
        if found in _NAT64[0]:
            return is_public(str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)))
        if found in _NAT64[1] or found.teredo or found.is_site_local or int(found) >> 32 == 0:
            return False
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def allow_any(address: str) -> bool:
    """The policy of a caller who watches hosts of their own network."""
    return True


async def resolve_host(host: str, port: int) -> tuple[str, ...]:
    """The host's IP addresses as the system resolves them, each once, in its order."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


async def find_addresses(target: Target, allow: Allow, resolve: Resolve = resolve_host) -> tuple[str, ...]:
    """The addresses to connect to. Raises InputRefused where one of them is not allowed, OSError where none is found.

    One address that is not allowed refuses them all: a public name that leads inside as well is not to be trusted.
    """
    try:
        found = await resolve(target.host, target.port)
    except UnicodeError as error:
        raise InputRefused(target.url, "no host name") from error
    refused = [address for address in found if not allow(address)]
    if refused:
        raise InputRefused(target.url, f"leads to {refused[0]}, which is no public address")
    if not found:
        raise OSError("no address found")
    return found

"""How the desk is served: where it listens, who may come in, how much it takes."""

from __future__ import annotations

import ipaddress

import msgspec

from lesart.errors import UsageError

LEAST_TOKEN = 16
"""Characters of a token: of letters and digits drawn at random some 95 bits."""
MOST_BODY = 1_000_000
"""Bytes of a request that brings no files: forms hold a few names and a reason."""
LOOPBACK_NAMES = ("localhost",)


class ServeOptions(msgspec.Struct, frozen=True):
    """`hosts`: names by which others than loopback may call it; `max_upload`: bytes of one upload, all files."""

    host: str = "127.0.0.1"
    port: int = 8765
    token: str | None = None
    hosts: tuple[str, ...] = ()
    max_upload: int = 200_000_000
    language: str | None = None
    """Interface language where the address names none; else what the browser asks for."""


def check_options(options: ServeOptions) -> None:
    """Raises UsageError for a short token, and for an address that others can reach without one."""
    if options.token is not None and len(options.token) < LEAST_TOKEN:
        raise UsageError(f"a token has at least {LEAST_TOKEN} characters")
    if options.token is not None and not options.token.isascii():
        raise UsageError("a token is of ASCII characters: it travels in a header")
    if options.token is None and not is_loopback(options.host):
        raise UsageError(f"{options.host} can be reached from elsewhere: give --token, or --host 127.0.0.1")


def is_loopback(host: str) -> bool:
    """Whether `host` names this machine alone."""
    if host.lower() in LOOPBACK_NAMES:
        return True
    address = read_address(host)
    return address is not None and address.is_loopback


def read_address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """`host` as an IP address, in brackets or not; None for a name."""
    try:
        return ipaddress.ip_address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        return None


def may_be_called(host: str, options: ServeOptions) -> bool:
    """Whether `host` (without port) may stand in a request's Host header.

    A page elsewhere can make its own name lead here (DNS rebinding), but no number: addresses are let in, names only
    where they are this machine's or were given.
    """
    lower = host.lower()
    if lower in LOOPBACK_NAMES or lower == options.host.lower() or lower in {name.lower() for name in options.hosts}:
        return True
    address = read_address(host)
    if address is None:
        return False
    return address.is_loopback or not is_loopback(options.host)


def split_host(header: str) -> str | None:
    """The name or address in a Host header, None where it is none."""
    if header.startswith("["):
        name, bracket, port = header.partition("]")
        name, port = name + bracket, port.removeprefix(":")
    else:
        name, _, port = header.partition(":")
    good = all(sign.isalnum() or sign in ".-_:[]" for sign in name) and name.isascii() and bool(name)
    return name if good and (port.isdigit() or not port) else None

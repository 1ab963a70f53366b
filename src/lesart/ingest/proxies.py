"""Which proxy a request goes through. None, unless one is named: what the environment says is used only when asked for.

A proxy gets the address that was resolved and checked here, not the name: it could resolve a name to another address,
one inside. So a private address stays refused, and a name has to resolve on this machine. Encryption goes through the
proxy to the host, whose certificate is checked against the name as ever.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit
from urllib.request import getproxies_environment

from lesart.errors import UsageError
from lesart.ingest.addresses import Target

ChooseProxy = Callable[[Target], str | None]
"""The address of the proxy for a target; None for a straight connection."""

ENVIRONMENT = "environment"
"""As a setting: the proxies that `https_proxy`, `http_proxy`, `all_proxy` and `no_proxy` name."""


def no_proxy(_: Target) -> None:
    """Every request goes straight."""
    return None


def read_proxy(setting: str | None) -> ChooseProxy:
    """How to choose the proxy that `setting` names: an address, `environment`, or none. Raises UsageError."""
    if not setting:
        return no_proxy
    if setting != ENVIRONMENT:
        address = _checked(setting, "the setting proxy")
        return lambda _: address
    named = getproxies_environment()
    proxies = {scheme: _checked(url, f"{scheme}_proxy") for scheme, url in named.items() if scheme != "no" and url}

    straight = [entry.strip().lower() for entry in named.get("no", "").split(",") if entry.strip()]

    def choose(target: Target) -> str | None:
        if any(_covers(entry, target) for entry in straight):
            return None
        return proxies.get(target.scheme) or proxies.get("all")

    return choose


def _covers(entry: str, target: Target) -> bool:
    """Whether an entry of no_proxy is `target`'s host, a domain it lies in, either with its port, or `*`."""
    name = entry.lstrip(".").removesuffix(f":{target.port}")
    return entry == "*" or target.host == name or target.host.endswith(f".{name}")


def _checked(address: str, where: str) -> str:
    """`address` of an HTTP proxy in full. The message of an error does not repeat it: it may hold a password."""
    whole = address if "://" in address else f"http://{address}"
    try:
        parts = urlsplit(whole)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good or any(ord(letter) < 33 for letter in whole):
        raise UsageError(f"{where}: write http://HOST:PORT or https://HOST:PORT; other proxies are not spoken to")
    return whole

"""Through a proxy: it is told checked addresses only, certificates are the hosts' own, nothing inside is reached."""

from __future__ import annotations

import asyncio
import socket
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lesart.errors import UsageError
from lesart.ingest.addresses import is_public, read_target
from lesart.ingest.fetch import Fetched, Fetcher, Limits, Missed, Wanted
from lesart.ingest.proxies import ChooseProxy, no_proxy, read_proxy
from tests.ingest.misbehaving import LIFE, Served, serve

PUBLIC = "93.184.215.14"
"""An address of the public internet, where no test goes: the proxy leads all that it is asked to loopback."""
LIMITS = Limits(connect=20, silence=20, total=40, max_bytes=50_000)


class Proxied:
    """A proxy: its address, the first lines and headers that came, and how it treats them."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.lines: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.refusal: bytes | None = None


@contextmanager
def serve_proxy(port: int) -> Iterator[Proxied]:
    """A proxy that sends everything to `port` of this machine, whatever address it is asked for."""

    class Handler(socketserver.StreamRequestHandler):
        timeout = LIFE

        def handle(self) -> None:
            line = self.rfile.readline(65536).decode("latin-1").strip()
            headers = {}
            while (row := self.rfile.readline(65536).decode("latin-1").strip()) != "":
                name, _, value = row.partition(":")
                headers[name.lower()] = value.strip()
            proxied.lines.append(line)
            proxied.headers.append(headers)
            if proxied.refusal is not None:
                self.wfile.write(proxied.refusal)
                return
            with socket.create_connection(("127.0.0.1", port), timeout=LIFE) as there:
                if line.startswith("CONNECT"):
                    self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                    back = threading.Thread(target=pipe, args=(there, self.connection), daemon=True)
                    back.start()
                    pipe(self.connection, there)
                    back.join(LIFE)
                    return
                method, url, version = line.split(" ")
                path = "/" + url.split("/", 3)[3]
                rows = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
                there.sendall(f"{method} {path} {version}\r\n{rows}\r\n".encode())
                pipe(there, self.connection)

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

        def handle_error(self, request, client_address) -> None:  # type: ignore[no-untyped-def]
            return

    with Server(("127.0.0.1", 0), Handler) as server:
        proxied = Proxied(f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield proxied
        finally:
            server.shutdown()
            thread.join()


def pipe(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        return


def fetch(url: str, proxy: ChooseProxy, tls: ssl.SSLContext | None = None, ip: str = PUBLIC) -> Fetched | Missed:
    async def resolve(name: str, port: int) -> tuple[str, ...]:
        return (ip,)

    async def go() -> Fetched | Missed:
        fetcher = Fetcher("lesart-test", LIMITS, is_public, resolve, tls, proxy)
        try:
            return await fetcher.fetch(Wanted(url))
        finally:
            await fetcher.close()

    return asyncio.run(go())


@pytest.fixture
def host() -> Iterator[Served]:
    with serve() as served:
        yield served


@pytest.fixture
def proxy(host: Served) -> Iterator[Proxied]:
    with serve_proxy(int(host.base.rpartition(":")[2])) as proxied:
        yield proxied


def test_a_proxy_is_told_the_checked_address_and_the_host_its_name(host: Served, proxy: Proxied) -> None:
    host.answers["/a"] = lambda call: call.say(200, b"<p>da")
    answer = fetch("http://news.example/a?b=1", read_proxy(proxy.address))
    assert isinstance(answer, Fetched), answer
    assert (answer.url, answer.body, answer.ip) == ("http://news.example/a?b=1", b"<p>da", PUBLIC)
    assert proxy.lines == [f"GET http://{PUBLIC}/a?b=1 HTTP/1.1"]
    assert host.calls[0].headers["host"] == "news.example"


def test_encryption_goes_through_and_the_certificate_is_the_hosts(certificate: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    trusted = ssl.create_default_context(cafile=str(certificate))
    with serve(context) as host, serve_proxy(int(host.base.rpartition(":")[2])) as proxy:
        host.answers["/a"] = lambda call: call.say(200, b"secret")
        refused = fetch("https://news.example/a", read_proxy(proxy.address), trusted)
        assert isinstance(refused, Missed)
        assert refused.kind == "certificate"
        assert host.calls == []
        assert proxy.lines == [f"CONNECT {PUBLIC}:443 HTTP/1.1"]
        assert "news.example" not in str(proxy.headers)
        # The certificate is for 127.0.0.1: as the name of the host that is asked for, it is the right one.
        answer = fetch_named("127.0.0.1", proxy, trusted)
        assert isinstance(answer, Fetched), answer
        assert answer.body == b"secret"


def fetch_named(name: str, proxy: Proxied, tls: ssl.SSLContext) -> Fetched | Missed:
    async def resolve(_: str, __: int) -> tuple[str, ...]:
        return (PUBLIC,)

    async def go() -> Fetched | Missed:
        return await Fetcher("t", LIMITS, is_public, resolve, tls, read_proxy(proxy.address)).fetch(
            Wanted(f"https://{name}/a")
        )

    return asyncio.run(go())


@pytest.mark.parametrize("ip", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00::1"])
def test_a_name_that_leads_inside_never_reaches_the_proxy(host: Served, proxy: Proxied, ip: str) -> None:
    answer = fetch("http://news.example/a", read_proxy(proxy.address), ip=ip)
    assert isinstance(answer, Missed)
    assert answer.kind == "address"
    assert proxy.lines == []


def test_a_redirect_to_the_proxy_itself_or_inside_is_not_followed(host: Served, proxy: Proxied) -> None:
    places = {"news.example": PUBLIC, "inside.example": "10.0.0.8", "127.0.0.1": "127.0.0.1"}

    async def resolve(name: str, _: int) -> tuple[str, ...]:
        return (places[name],)

    async def go(path: str) -> Fetched | Missed:
        fetcher = Fetcher("t", LIMITS, is_public, resolve, proxy=read_proxy(proxy.address))
        return await fetcher.fetch(Wanted(f"http://news.example{path}"))

    host.answers["/proxy"] = lambda call: call.say(302, Location=f"{proxy.address}/")
    host.answers["/inside"] = lambda call: call.say(302, Location="http://inside.example/")
    for path in ("/proxy", "/inside"):
        answer = asyncio.run(go(path))
        assert isinstance(answer, Missed)
        assert (answer.kind, len(answer.through)) == ("address", 1)
    assert proxy.lines == [f"GET http://{PUBLIC}{path} HTTP/1.1" for path in ("/proxy", "/inside")]


def test_a_proxy_that_refuses_or_is_not_there_is_told(proxy: Proxied) -> None:
    proxy.refusal = b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"
    answer = fetch("https://news.example/a", read_proxy("http://ada:geheim@" + proxy.address.removeprefix("http://")))
    assert isinstance(answer, Missed)
    assert (answer.kind, answer.reason) == ("connection", "the proxy refused: 407 Proxy Authentication Required")
    assert proxy.headers[0]["proxy-authorization"].startswith("Basic ")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    answer = fetch("http://news.example/a", read_proxy(f"http://ada:geheim@127.0.0.1:{port}"))
    assert isinstance(answer, Missed)
    assert answer.kind == "connection"
    assert "geheim" not in answer.reason


def test_no_proxy_is_used_that_was_not_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://inside.example:3128")
    assert read_proxy(None) is no_proxy
    assert read_proxy("") is no_proxy


@pytest.mark.parametrize(
    ("url", "chosen"),
    [
        ("https://news.example/a", "http://one.example:3128"),
        ("http://news.example/a", "http://two.example:8080"),
        ("http://intern.example/a", None),
        ("http://www.intern.example/a", None),
        ("http://anintern.example/a", "http://two.example:8080"),
        ("http://port.example:81/a", None),
        ("http://port.example/a", "http://two.example:8080"),
    ],
)
def test_the_environments_proxies_are_used_when_asked_for(
    monkeypatch: pytest.MonkeyPatch, url: str, chosen: str | None
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "all_proxy", "NO_PROXY", "REQUEST_METHOD"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("https_proxy", "http://one.example:3128")
    monkeypatch.setenv("http_proxy", "two.example:8080")
    monkeypatch.setenv("no_proxy", ".intern.example, port.example:81")
    assert read_proxy("environment")(read_target(url)) == chosen


@pytest.mark.parametrize(
    "setting", ["socks5://x.example:1080", "http://", "ftp://ada:geheim@x", "http://x y", "http://x:0"]
)
def test_what_is_no_proxy_is_refused_without_repeating_it(setting: str) -> None:
    with pytest.raises(UsageError, match="the setting proxy: write http://HOST:PORT") as told:
        read_proxy(setting)
    assert "geheim" not in str(told.value)

"""A server on loopback that answers as it is told, byte by byte: each path has a function that writes to the socket."""

from __future__ import annotations

import socketserver
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Answer = Callable[["Call"], None]

LIFE = 20.0
"""Seconds after which a hanging answer ends at the latest, so that no test leaves a thread behind."""


class Call:
    """One request as it came, and the way to answer it."""

    def __init__(
        self, path: str, headers: dict[str, str], write: Callable[[bytes], None], over: threading.Event
    ) -> None:
        self.path = path
        self.headers = headers
        self.write = write
        self._over = over

    def say(self, status: int, body: bytes = b"", **headers: str) -> None:
        """A plain answer; `_` in header names stands for `-`."""
        given = {"Content-Length": str(len(body)), **{name.replace("_", "-"): value for name, value in headers.items()}}
        lines = [f"HTTP/1.1 {status} Told", *(f"{name}: {value}" for name, value in given.items()), "", ""]
        self.write("\r\n".join(lines).encode("latin-1") + body)

    def hang(self) -> None:
        """Says nothing until the server ends."""
        self._over.wait(LIFE)

    def drip(self, data: bytes, pause: float) -> None:
        """One byte after the other."""
        ends = time.monotonic() + LIFE
        for byte in data:
            if self._over.wait(pause) or time.monotonic() > ends:
                return
            self.write(bytes([byte]))


class Served:
    """What a test holds: the server's base address, its answers by path, and the requests that came."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.answers: dict[str, Answer] = {}
        self.calls: list[Call] = []

    def paths(self) -> list[str]:
        return [call.path for call in self.calls]


@contextmanager
def serve(tls: ssl.SSLContext | None = None) -> Iterator[Served]:
    over = threading.Event()

    class Handler(socketserver.StreamRequestHandler):
        timeout = LIFE

        def handle(self) -> None:
            try:
                line = self.rfile.readline(65536).decode("latin-1").split()
                headers = {}
                while (row := self.rfile.readline(65536).decode("latin-1").strip()) != "":
                    name, _, value = row.partition(":")
                    headers[name.lower()] = value.strip()
                call = Call(line[1], headers, self.wfile.write, over)
                served.calls.append(call)
                answer = served.answers.get(call.path.partition("?")[0])
                if answer is None:
                    call.say(404)
                else:
                    answer(call)
            except (OSError, IndexError):
                return

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

        def get_request(self):  # type: ignore[no-untyped-def]
            request, address = super().get_request()
            return (tls.wrap_socket(request, server_side=True), address) if tls else (request, address)

        def handle_error(self, request, client_address) -> None:  # type: ignore[no-untyped-def]
            return

    with Server(("127.0.0.1", 0), Handler) as server:
        served = Served(f"{'https' if tls else 'http'}://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield served
        finally:
            over.set()
            server.shutdown()
            thread.join()

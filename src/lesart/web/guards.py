"""What stands before every request: which name it calls, where it comes from, whether it may come in, how much it
brings; and the headers that go with every answer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote, urlsplit

import msgspec
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lesart.web.options import MOST_BODY, ServeOptions, may_be_called, split_host
from lesart.web.sessions import COOKIE, Sessions, token_in

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Our own style and script from files, nothing inline, nothing from elsewhere, in nobody's frame."""
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
SAFE = frozenset({"GET", "HEAD"})
METHODS = frozenset({"GET", "HEAD", "POST"})
OPEN = ("/static/", "/login")
"""What anybody may see: our own style and script, and the form that asks for the token."""
LONGEST_ADDRESS = 8_000
"""Bytes of path and query; a query of search has 2,000 characters at most, four bytes and three signs each at worst
would be refused, and nobody writes such."""


class Refusal(Exception):
    """A request that is answered with `status` and a reason, in a page or as JSON."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class Come(NamedTuple):
    """Who asks: by header (a program), by session (a person), or by neither where nothing is needed."""

    by_header: bool
    session: str | None


Refuse = Callable[[Scope, Refusal], Response]


class Guard:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, options: ServeOptions, sessions: Sessions, refuse: Refuse) -> None:
        self._app = app
        self._options = options
        self._sessions = sessions
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1000})
            return
        send = _with_headers(scope, send)
        try:
            scope["come"] = self._let_in(scope)
            limit = self._options.max_upload if scope["path"] == "/upload" else MOST_BODY
            body = Body(receive, limit, Headers(scope=scope).get("content-length"))
            await self._app(scope, body.receive, send)
        except Refusal as refusal:
            await self._answer(refusal)(scope, receive, send)
        except _Login:
            target = scope["path"] + (f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else "")
            await RedirectResponse(f"/login?next={quote(target)}", 303)(scope, receive, send)

    def _answer(self, refusal: Refusal) -> ASGIApp:
        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            await self._refuse(scope, refusal)(scope, receive, send)

        return answer

    def _let_in(self, scope: Scope) -> Come:
        """Raises Refusal, or _Login where a person has to show the token first."""
        headers = Headers(scope=scope)
        if scope["method"] not in METHODS:
            raise Refusal(405, f"{scope['method']} is not answered")
        if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > LONGEST_ADDRESS:
            raise Refusal(414, "the address is too long")
        called = headers.getlist("host")
        host = split_host(called[0]) if len(called) == 1 else None
        if host is None or not may_be_called(host, self._options):
            raise Refusal(421, "this desk does not go by that name; see --allow-host")
        if scope["method"] not in SAFE:
            _check_origin(headers, called[0])
        given = token_in(headers.get("authorization"))
        session = cookie_parser(headers.get("cookie", "")).get(COOKIE)
        if not self._sessions.needed:
            return Come(False, None)
        if given is not None and self._sessions.knows(given):
            return Come(True, None)
        if self._sessions.holds(session):
            return Come(False, session)
        if scope["path"].startswith(OPEN):
            return Come(False, None)
        if "text/html" in headers.get("accept", "") and scope["method"] in SAFE and given is None:
            raise _Login
        raise Refusal(401, "a token is needed: Authorization: Bearer …")


class _Login(Exception):
    """A person has to log in first."""


def _check_origin(headers: Headers, host: str) -> None:
    """Raises Refusal where a browser says that another site sent the request. Programs say nothing.

    Under our own referrer policy a browser calls the origin of our forms `null`; it then says where they come from in
    `Sec-Fetch-Site`, and where it does not (plain HTTP), the token that forms bring back has to tell.
    """
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site not in (None, "same-origin", "none"):
        raise Refusal(403, "the request comes from another site")
    if origin is None or urlsplit(origin).netloc.lower() == host.lower():
        return
    form = headers.get("content-type", "").startswith(("application/x-www-form-urlencoded", "multipart/form-data"))
    if origin != "null" or (site is None and not form):
        raise Refusal(403, "the request comes from another site")


class Body:
    """A request's body as it comes in, cut off with Refusal beyond `limit` bytes, whatever it says of itself."""

    def __init__(self, receive: Receive, limit: int, told: str | None) -> None:
        if told is not None and (not told.isdigit() or len(told) > 15 or int(told) > limit):
            raise Refusal(413, f"more than {limit} bytes")
        self._receive = receive
        self._limit = limit
        self._size = 0

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._size += len(message.get("body", b""))
            if self._size > self._limit:
                raise Refusal(413, f"more than {self._limit} bytes")
        return message


def _with_headers(scope: Scope, send: Send) -> Send:
    """`send` that adds the headers of every answer."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("cache-control", "no-store")
            if message["status"] == 401:
                headers.setdefault("www-authenticate", 'Bearer realm="lesart"')
        await send(message)

    return sending


class Problem(msgspec.Struct, frozen=True):
    """What every refused request says: its status, why, and for a search query the character at fault."""

    status: int
    reason: str
    position: int | None = None

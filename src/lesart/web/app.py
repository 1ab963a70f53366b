"""The application: its addresses, what stands before them, and how it is run and ended."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route as Address
from starlette.types import ASGIApp, Scope

from lesart.errors import LesartError
from lesart.settings import Settings
from lesart.store.database import Archive
from lesart.web.answers import check_form_token, html_response, json_response, make_call, make_endpoint, tell_problem
from lesart.web.calls import Desk
from lesart.web.guards import Guard, Refusal
from lesart.web.jobs import Jobs, choose_spool
from lesart.web.openapi import make_document
from lesart.web.options import ServeOptions, check_options
from lesart.web.reading import local_path
from lesart.web.records import LoginView
from lesart.web.rendering import render, static_files
from lesart.web.routes import ROUTES, Route
from lesart.web.sessions import COOKIE, LONGEST_SESSION, Sessions

YEAR = 31_536_000
"""Seconds for which a browser may keep style and script: their names change with them."""


def make_app(archive: Archive, settings: Settings, options: ServeOptions, spool: Path | None = None) -> ASGIApp:
    """The desk over `archive`. `spool`: where uploads wait, else beside the archive. Raises UsageError for options
    that would let anybody in."""
    check_options(options)
    sessions = Sessions(options.token)
    jobs = Jobs(archive, settings, spool or choose_spool(archive.place))
    desk = Desk(archive, settings, options, sessions, jobs)

    @asynccontextmanager
    async def living(app: Starlette) -> AsyncIterator[None]:
        jobs.start()
        try:
            yield
        finally:
            await run_in_threadpool(jobs.end)

    def refuse(scope: Scope, refusal: Refusal) -> Response:
        return tell_problem(desk, Request(scope), refusal)

    async def refused(request: Request, error: Exception) -> Response:
        return await run_in_threadpool(tell_problem, desk, request, error)

    app = Starlette(
        routes=_addresses(desk),
        lifespan=living,
        exception_handlers={Refusal: refused, LesartError: refused, HTTPException: refused, Exception: refused},
    )
    app.router.redirect_slashes = False
    return Guard(app, options, sessions, refuse)


def _addresses(desk: Desk) -> list[Address]:
    by_path: dict[str, dict[str, Route]] = {}
    for route in ROUTES:
        by_path.setdefault(route.path, {})[route.method] = route
    login = make_endpoint(desk, by_path.pop("/login"))
    addresses = [
        Address(path, make_endpoint(desk, routes), methods=["GET", "POST"], name=path)
        for path, routes in by_path.items()
    ]

    async def enter(request: Request) -> Response:
        return await _enter(desk, request) if request.method == "POST" else await login(request)

    async def leave(request: Request) -> Response:
        call = make_call(desk, request)
        check_form_token(call, request, await request.form())
        desk.sessions.close(call.session)
        answer = RedirectResponse("/login", 303)
        answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
        return answer

    document = json_response(make_document()).body

    async def openapi(request: Request) -> Response:
        return Response(bytes(document), media_type="application/json")

    async def static(request: Request) -> Response:
        found = static_files().get(request.path_params["name"])
        if found is None:
            raise Refusal(404, "there is no such file")
        kept = {"cache-control": f"public, max-age={YEAR}, immutable"}
        return Response(found[1], media_type=found[0], headers=kept)

    return [
        *addresses,
        Address("/login", enter, methods=["GET", "POST"]),
        Address("/logout", leave, methods=["POST"]),
        Address("/openapi.json", openapi),
        Address("/static/{name}", static),
    ]


async def _enter(desk: Desk, request: Request) -> Response:
    """The login form sent: a session for the right token. It needs no form token, since it changes nothing; a request
    from another site is refused before."""
    call = make_call(desk, request)
    form = await request.form(max_files=0, max_fields=5, max_part_size=5_000)
    given, onward = form.get("token"), form.get("next")
    target = local_path(onward if isinstance(onward, str) else "/")
    if desk.sessions.must_wait():
        raise Refusal(429, "too many wrong tokens: wait a minute")
    session = desk.sessions.open(given) if isinstance(given, str) else None
    if session is None:
        html = render("login.html.j2", call.say, call=call, go=call.go, it=LoginView(target, wrong=True))
        return html_response(html, 403)
    answer = RedirectResponse(target, 303)
    secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, session, int(LONGEST_SESSION), httponly=True, samesite="strict", secure=secure)
    return answer


def serve(archive: Archive, settings: Settings, options: ServeOptions) -> None:
    """Serves until interrupted; requests under way are answered, the batch at hand is filed. Raises UsageError."""
    import uvicorn

    app: Any = make_app(archive, settings, options)
    config = uvicorn.Config(
        app,
        host=options.host,
        port=options.port,
        log_level="warning",
        proxy_headers=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=10,
        timeout_keep_alive=15,
        h11_max_incomplete_event_size=64_000,
    )
    uvicorn.Server(config).run()

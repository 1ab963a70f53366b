"""From a request to its answer: the form or query read, the page found, shown as HTML or told as JSON.

What goes wrong is answered with a status and a reason in the form that was asked for; a page of ours never shows a
trace of the program.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, get_origin, get_type_hints

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, ImmutableMultiDict, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response

from lesart.errors import ArchiveError, LesartError, NotInArchive, QueryError
from lesart.web.calls import Call, Desk, address_of, choose_spoken, spoken
from lesart.web.guards import Come, Problem, Refusal
from lesart.web.jobs import Job
from lesart.web.records import Taken
from lesart.web.rendering import render
from lesart.web.routes import ATOM, BYTES, Route
from lesart.web.uploads import MOST_FILES, put_by

JSON = "application/json"
MOST_FIELDS = 500
"""Fields of one form: an event's pages to be split off, and a few more."""
MOST_FIELD = 20_000
"""Bytes of one field."""
LONGEST_NAME = 300
"""Characters of a part of an address."""
_LOG = logging.getLogger("lesart.web")

Endpoint = Callable[[Request], Awaitable[Response]]


def make_endpoint(desk: Desk, routes: Mapping[str, Route]) -> Endpoint:
    """What answers one address, by method."""

    async def endpoint(request: Request) -> Response:
        route = routes.get("GET" if request.method == "HEAD" else request.method)
        if route is None:
            raise Refusal(405, f"{request.method} is not answered here")
        call = make_call(desk, request)
        if route.method == "POST":
            return await _answer_post(call, route, request)
        asked = _convert(request.query_params, route.asked)
        return await run_in_threadpool(_answer_get, call, route, asked)

    return endpoint


def make_call(desk: Desk, request: Request) -> Call:
    """Raises Refusal for a part of the address that names nothing."""
    names = {name: str(value) for name, value in request.path_params.items()}
    if any(len(value) > LONGEST_NAME or not value.isprintable() for value in names.values()):
        raise Refusal(404, "nothing goes by that name")
    come: Come = request.scope["come"]
    ui = request.query_params.get("ui")
    language = choose_spoken(ui, desk.options.language, request.headers.get("accept-language", ""))
    return Call(
        desk=desk,
        names=names,
        say=spoken(language),
        ui=ui if ui == language else None,
        json=wants_json(request),
        base=f"{request.url.scheme}://{request.headers['host']}",
        path=request.url.path + (f"?{request.url.query}" if request.url.query else ""),
        session=come.session,
        by_header=come.by_header,
    )


def wants_json(request: Request) -> bool:
    """Whether a program asks: by `?format=json`, or by saying that it takes JSON and not HTML."""
    asked = request.query_params.get("format")
    if asked is not None:
        return asked == "json"
    accept = request.headers.get("accept", "")
    return JSON in accept and "text/html" not in accept


def _answer_get(call: Call, route: Route, asked: Any) -> Response:
    found = route.find(call, asked)
    if route.media == BYTES:
        name, data = found
        named = f'attachment; filename="{_plain(name)}.bin"'
        headers = {"content-disposition": named, "content-security-policy": "sandbox"}
        return Response(data, media_type=BYTES, headers=headers)
    if route.media == ATOM:
        return Response(found, media_type=ATOM)
    if call.json:
        return json_response(route.record(call, found))
    html = render(route.template, call.say, call=call, go=call.go, wish=asked, **route.content(call, found))
    headers = {"hx-refresh": "true"} if isinstance(found, Job) and found.over else {}
    return html_response(html, headers=headers)


async def _answer_post(call: Call, route: Route, request: Request) -> Response:
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind == JSON and not route.files:
        asked = _read_json(await _body(request), route.asked)
        return await run_in_threadpool(_take, call, route, asked, ())
    if kind not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        raise Refusal(415, "send a form, or JSON")
    try:
        form = await request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=MOST_FIELD)
    except (MultiPartException, HTTPException) as error:
        told = error.message if isinstance(error, MultiPartException) else error.detail
        raise Refusal(400, f"the form cannot be read: {told}") from error
    except ClientDisconnect as error:
        raise Refusal(400, "the form was cut off") from error
    try:
        check_form_token(call, request, form)
        files = [value for _, value in form.multi_items() if isinstance(value, UploadFile)]
        return await run_in_threadpool(_take, call, route, _convert(form, route.asked), files)
    finally:
        await form.close()


def check_form_token(call: Call, request: Request, form: FormData) -> None:
    """Raises Refusal where a form does not bring back what ours have; a program that shows the token needs none."""
    if call.by_header:
        return
    given = form.get("form_token") or request.headers.get("lesart-form-token") or ""
    if not isinstance(given, str) or not call.desk.sessions.is_form_token(given, call.session):
        raise Refusal(403, "the form is too old, or not of this desk: load its page again")


def _take(call: Call, route: Route, asked: Any, files: Any) -> Response:
    found = put_by(call, files) if route.files else route.find(call, asked)
    if call.json:
        return json_response(route.record(call, found), 201)
    if isinstance(found, Job):
        return RedirectResponse(call.go("jobs", found.id), 303)
    assert isinstance(found, Taken)
    return RedirectResponse(_with_language(call, found.back), 303)


def _with_language(call: Call, path: str) -> str:
    """`path` with the language that the call asked for, where the path names none."""
    bare, sign, mark = path.partition("#")
    if call.ui and "ui=" not in bare:
        bare += ("&" if "?" in bare else "?") + f"ui={call.ui}"
    return bare + sign + mark


async def _body(request: Request) -> bytes:
    try:
        return await request.body()
    except ClientDisconnect as error:
        raise Refusal(400, "the request was cut off") from error


def _read_json(data: bytes, asked: type) -> Any:
    try:
        return _checked(msgspec.json.decode(data, type=asked))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Refusal(400, f"the JSON cannot be read: {error}") from error


def _convert(given: ImmutableMultiDict[str, Any], asked: type) -> Any:
    """The fields of `asked` from a query or form. Raises Refusal naming the field that is wrong."""
    told: dict[str, Any] = {}
    for name, hint in get_type_hints(asked).items():
        values = [value for value in given.getlist(name) if isinstance(value, str)]
        if get_origin(hint) is tuple:
            told[name] = values
        elif values and values[0] != "":
            told[name] = values[0]
    try:
        return _checked(msgspec.convert(told, asked, strict=False))
    except msgspec.ValidationError as error:
        raise Refusal(400, str(error)) from error


def _checked(asked: Any) -> Any:
    """Raises Refusal for a character that no text of ours can hold."""
    for name in asked.__struct_fields__:
        value = getattr(asked, name)
        for text in value if isinstance(value, tuple) else (value,):
            if isinstance(text, str) and ("\0" in text or (not text.isascii() and not _whole(text))):
                raise Refusal(400, f"{name}: a character that is no text")
    return asked


def _whole(text: str) -> bool:
    return not any("\ud800" <= sign <= "\udfff" for sign in text)


def _plain(name: str) -> str:
    return "".join(sign for sign in name if sign.isascii() and (sign.isalnum() or sign in "-_"))[:80] or "page"


def json_response(record: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(record), status, media_type=JSON)


def html_response(html: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    data = html.encode("utf-8", "replace")
    return Response(data, status, headers=dict(headers or {}), media_type="text/html; charset=utf-8")


def tell_problem(desk: Desk, request: Request, error: Exception) -> Response:
    """The answer to a request that went wrong."""
    problem = problem_of(error)
    if problem.status >= 500:
        _LOG.error("%s %s: %s", request.method, request.url.path, error, exc_info=error)
    if wants_json(request) or "text/html" not in request.headers.get("accept", "text/html"):
        return json_response(problem, problem.status)
    ui = request.query_params.get("ui")
    language = choose_spoken(ui, desk.options.language, request.headers.get("accept-language", ""))
    query = request.query_params.get("q", "")[:2_000] if problem.position is not None else ""
    go = partial(address_of, ui if ui == language else None)
    html = render("error.html.j2", spoken(language), it=problem, query=query, go=go, call=None)
    return html_response(html, problem.status)


def problem_of(error: Exception) -> Problem:
    """Status and reason of what went wrong; of what nobody foresaw only that it did."""
    if isinstance(error, Refusal):
        return Problem(error.status, error.reason)
    if isinstance(error, HTTPException):
        return Problem(error.status_code, "there is no such page" if error.status_code == 404 else error.detail)
    if isinstance(error, QueryError):
        return Problem(400, str(error), error.position)
    if isinstance(error, NotInArchive):
        return Problem(404, str(error))
    if isinstance(error, ArchiveError):
        return Problem(503, str(error))
    if isinstance(error, LesartError):
        return Problem(400, str(error))
    return Problem(500, "something went wrong here; the server's log has more")

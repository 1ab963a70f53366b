"""The OpenAPI 3.1 document of the desk, made from the table of its addresses and the types of what they answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

import msgspec

from lesart.web.guards import Problem
from lesart.web.routes import ROUTES, Route

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
_REF = "#/components/schemas/{name}"
_TOLD = {
    "format": "`json` for JSON (or the header Accept: application/json), else HTML",
    "ui": "language of the interface; else what the browser prefers",
}


def make_document(routes: tuple[Route, ...] = ROUTES) -> dict[str, Any]:
    """The document as JSON has it."""
    types = list(dict.fromkeys([*(route.gives for route in routes if not route.media), Problem]))
    asked = list(dict.fromkeys(route.asked for route in routes))
    schemas, components = msgspec.json.schema_components([*types, *asked], ref_template=_REF)
    named = dict(zip([*types, *asked], schemas, strict=True))
    paths: dict[str, Any] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, named, components)
    for each in asked:
        components.pop(each.__name__, None) if each not in types and not _is_form(each, routes) else None
    document = {
        "openapi": "3.1.0",
        "info": {
            "title": "lesart serve",
            "version": version("lesart"),
            "description": "An archive of news coverage, live. Offsets are Unicode code points, half-open.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "password": {"type": "http", "scheme": "basic", "description": "the token as the password"},
            },
        },
        "security": [{}, {"token": []}, {"password": []}],
    }
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(document))
    return plain


def _is_form(asked: type, routes: tuple[Route, ...]) -> bool:
    return any(route.asked is asked and route.method == "POST" for route in routes)


def _operation(route: Route, named: Mapping[type, Any], components: Mapping[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {"operationId": route.name, "summary": route.summary}
    parameters = [_in_path(name) for name in re.findall(r"\{(\w+)\}", route.path)]
    if route.method == "GET":
        parameters += _in_query(components.get(route.asked.__name__, {}))
        if not route.media:
            parameters.append(_told("format", {"enum": ["html", "json"]}))
        if route.media != "application/octet-stream":
            parameters.append(_told("ui", {"enum": ["de", "en"]}))
    else:
        told["requestBody"] = _body(route, named)
    if parameters:
        told["parameters"] = parameters
    told["responses"] = _responses(route, named)
    return told


def _in_path(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _told(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": _TOLD[name], "schema": {"type": "string", **schema}}


def _in_query(schema: Mapping[str, Any]) -> list[dict[str, Any]]:
    required = schema.get("required", ())
    return [
        {"name": name, "in": "query", "required": name in required, "schema": each}
        for name, each in schema.get("properties", {}).items()
    ]


def _body(route: Route, named: Mapping[type, Any]) -> dict[str, Any]:
    if route.files:
        files = {"type": "array", "items": {"type": "string", "contentMediaType": "application/octet-stream"}}
        schema = {"type": "object", "properties": {"files": files, "form_token": {"type": "string"}}}
        return {"required": True, "content": {"multipart/form-data": {"schema": schema}}}
    with_token = {
        "allOf": [named[route.asked], {"type": "object", "properties": {"form_token": {"type": "string"}}}],
    }
    return {"required": True, "content": {JSON: {"schema": named[route.asked]}, FORM: {"schema": with_token}}}


def _responses(route: Route, named: Mapping[type, Any]) -> dict[str, Any]:
    problem = {"description": "Refused, with the reason", "content": {JSON: {"schema": named[Problem]}}}
    if route.media:
        schema: dict[str, Any] = {} if route.media == "application/octet-stream" else {"type": "string"}
        good: dict[str, Any] = {"200": {"description": route.summary, "content": {route.media: {"schema": schema}}}}
    elif route.method == "POST":
        good = {
            "201": {"description": "Done", "content": {JSON: {"schema": named[route.gives]}}},
            "303": {"description": "Done; a browser goes on to the page that shows it"},
        }
    else:
        content = {JSON: {"schema": named[route.gives]}, "text/html": {"schema": {"type": "string"}}}
        good = {"200": {"description": route.summary, "content": content}}
    return {**good, "4XX": problem, "5XX": problem}

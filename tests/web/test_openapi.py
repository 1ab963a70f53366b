"""The OpenAPI document: valid, and true of every address."""

from __future__ import annotations

import re
from typing import Any

from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from lesart.web.openapi import make_document
from lesart.web.routes import ROUTES
from tests.web.conftest import Desk
from tests.web.waiting import send, wait_for


def test_the_document_is_valid_and_is_served(desk: Desk) -> None:
    document = make_document()
    OpenAPIV31SpecValidator(document).validate()
    assert desk.json("/openapi.json") == document
    assert document["openapi"] == "3.1.0"


def test_every_address_is_in_it_with_its_parameters() -> None:
    paths = make_document()["paths"]
    assert {(path, method) for path, item in paths.items() for method in item} == {
        (route.path, route.method.lower()) for route in ROUTES
    }
    for route in ROUTES:
        told = paths[route.path][route.method.lower()].get("parameters", [])
        in_path = [each["name"] for each in told if each["in"] == "path"]
        assert in_path == re.findall(r"\{(\w+)\}", route.path)
        if route.method == "GET":
            asked = {each["name"] for each in told if each["in"] == "query"} - {"format", "ui"}
            assert asked == set(route.asked.__struct_fields__)


def validate(document: Any, path: str, method: str, status: str, record: Any) -> None:
    content = document["paths"][path][method]["responses"][status]["content"]
    schema = {**content["application/json"]["schema"], "components": document["components"]}
    errors = [
        f"{'/'.join(map(str, error.path))}: {error.message}"
        for error in Draft202012Validator(schema).iter_errors(record)
    ]
    assert errors == [], f"{method} {path}"


def test_every_answer_is_as_it_says(desk: Desk) -> None:
    document = make_document()
    first, second = desk.filled.pages[:2]
    entity = desk.json("/speakers")["speakers"][0]["entity"]  # type: ignore[index]
    job = send(desk, ("kran.txt", b"In Unterwies ist ein Kran gekippt."), ("kran.exe", b"MZ"))
    wait_for(desk, job)
    desk.post("/corrections", kind="note", person="Ada", place=f"{first}:0-9", text="x")
    named = {"story": desk.filled.story, "event": desk.filled.fire, "page": first, "other": second, "entity": entity,
             "job": job}  # fmt: skip
    queries = {"/search": "?q=Halde", "/pages/{page}/correct": "?at=0-9"}
    for route in ROUTES:
        if route.method == "GET" and not route.media:
            record = desk.json(route.path.format_map(named) + queries.get(route.path, ""))
            validate(document, route.path, "get", "200", record)
    taken = desk.post("/corrections", kind="zone", person="Ada", place=f"{first}:0-9", zone="headline")
    validate(document, "/corrections", "post", "201", taken)
    undone = desk.post(f"/corrections/{taken['correction']['id']}/undo", person="Ada")  # type: ignore[index]
    validate(document, "/corrections/{correction}/undo", "post", "201", undone)
    for path, address in (("/search", "/search?q=("), ("/pages/{page}", "/pages/none"), ("/", "/?limit=0")):
        problem = desk.client.get(address, headers={"accept": "application/json"}).json()
        validate(document, path, "get", "4XX", problem)

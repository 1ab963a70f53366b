"""JSON Schema of what the commands print, generated from the contract's types."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from lesart.present.contract import PageOut, PassageOut, RefusedOut, SynopsisOut

Printed = Literal["annotate", "reuse", "collate"]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def make_schema(command: Printed) -> dict[str, Any]:
    """The schema of one line of `annotate` or `reuse`, or of the object of `collate`."""
    types = {"annotate": PageOut, "reuse": PassageOut, "collate": SynopsisOut}
    others = [RefusedOut, PageOut]
    (main, *_), parts = msgspec.json.schema_components([types[command], *others], ref_template="#/$defs/{name}")
    if command == "collate":
        parts["SynopsisOut"]["properties"]["pages"]["items"] = _either("PageOut", "RefusedOut")
        schema = main
    else:
        schema = _either(types[command].__name__, "RefusedOut")
    _sort_unions(parts)
    made = {"$schema": _DIALECT, "title": f"lesart {command}, contract version 1", **schema, "$defs": parts}
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(made))
    return plain


def _sort_unions(node: Any) -> None:
    """Puts the members of unions in the order of their names: msgspec gives them in that of memory addresses."""
    if isinstance(node, dict):
        if isinstance(node.get("anyOf"), list):
            node["anyOf"].sort(key=str)
        node = list(node.values())
    if isinstance(node, list):
        for inner in node:
            _sort_unions(inner)


def _either(*names: str) -> dict[str, Any]:
    return {"anyOf": [{"$ref": f"#/$defs/{name}"} for name in names]}

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
    return {"$schema": _DIALECT, "title": f"lesart {command}, contract version 1", **schema, "$defs": parts}


def _either(*names: str) -> dict[str, Any]:
    return {"anyOf": [{"$ref": f"#/$defs/{name}"} for name in names]}

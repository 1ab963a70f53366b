"""Reads exports back into records of the contract's form, so that `verify` re-checks them like any report.

A record has `pages` (each with `page`, `source`, `bytes`, `text_sha256`) and `rows`, each with `page`, `spans`, `text`.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from lesart.errors import UsageError
from lesart.present.export_rows import LIVE, SOURCES_FENCE, ExportRow

Record = dict[str, Any]
_QUOTED = re.compile(r"(?:\*((?:\\.|[^\\*])*)\* |(?<!\\))`([^`:\\]+):(\d+-\d+(?:,\d+-\d+)*)`")
"""A place in a Markdown export, with the words before it where they are written out. Pages' own marks are escaped."""


def read_csv(text: str) -> Record | None:
    """The record of a CSV export; None where `text` is none of ours."""
    header = ",".join(ExportRow.__struct_fields__)
    if not text.removeprefix("\ufeff").startswith(header):
        return None
    csv.field_size_limit(2**31 - 1)
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    return _record({key: _unguard(value) for key, value in row.items()} for row in rows)


def read_parquet(file: Path) -> Record:
    """The record of a Parquet export. Raises UsageError where it is none of ours or pyarrow is not installed."""
    try:
        from pyarrow import parquet
    except ImportError as error:
        raise UsageError("parquet needs pyarrow: pip install 'lesart[parquet]'") from error
    table = parquet.read_table(file)
    if tuple(table.column_names) != ExportRow.__struct_fields__:
        raise UsageError(f"{file}: not an export of lesart")
    return _record(table.to_pylist())


def read_annotations(record: Record) -> Record | None:
    """The record of a Web Annotation export; None where `record` is none of ours."""
    if record.get("type") != "AnnotationPage" or "lesart:pages" not in record:
        return None
    rows = []
    for item in record["items"]:
        for target in item["target"]:
            position, quote = target["selector"]
            span = [position["start"], position["end"]]
            rows.append({"page": target["page"], "spans": [span], "text": quote["exact"]})
    return {"pages": record["lesart:pages"], "rows": rows}


def read_markdown(text: str) -> Record | None:
    """The record of a Markdown export; None where `text` is none of ours."""
    _, fence, block = text.partition(f"\n{SOURCES_FENCE}\n")
    if not fence:
        return None
    pages = {page.pop("siglum"): page for page in map(json.loads, block.split("\n```")[0].splitlines())}
    rows = []
    for words, siglum, places in _QUOTED.findall(text.partition(fence)[0]):
        spans = [[int(end) for end in piece.split("-")] for piece in places.split(",")]
        shown = re.sub(r"\\(.)", r"\1", words) if words else None
        rows.append({"page": pages[siglum]["page"], "spans": spans, "shown": shown})
    return {"pages": list(pages.values()), "rows": rows}


def _unguard(value: str) -> str:
    return value[1:] if len(value) > 1 and value[0] == "'" and value[1] in LIVE else value


def _record(rows: Iterable[Record]) -> Record:
    pages: dict[str, Record] = {}
    listed = []
    for row in rows:
        pages.setdefault(
            row["page"],
            {
                "page": row["page"],
                "source": row["source"],
                "file": row["file"] or None,
                "record": int(row["record"]) if row["record"] else None,
                "bytes": row["bytes"],
                "text_sha256": row["text_sha256"],
            },
        )
        spans = [[int(end) for end in piece.split("-")] for piece in row["spans"].split(" ") if piece]
        if spans:
            listed.append({"page": row["page"], "spans": spans, "text": row["text"]})
    return {"pages": list(pages.values()), "rows": listed}

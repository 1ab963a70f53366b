"""Exports: one function a format, from the synopsis to bytes. `FORMATS` names them for the command line.

What carries spans (`csv`, `webannotation`, `parquet`) is read back by `lesart verify` (`exported.py`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import msgspec

from lesart.errors import UsageError
from lesart.model.synopsis import Synopsis
from lesart.model.text import Span
from lesart.present.citations import write_bibtex, write_csl
from lesart.present.contract import page_out
from lesart.present.export_rows import LIVE, ExportRow, make_rows
from lesart.present.markdown import write_markdown
from lesart.present.shown_pages import web_address

CONTEXT = 32
"""Characters before and behind a quotation that a quote selector carries, to find it again in a changed page."""


def write_csv(synopsis: Synopsis) -> bytes:
    """RFC 4180 in UTF-8 with a byte-order mark, which spreadsheets need; the columns are those of `ExportRow`."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(ExportRow.__struct_fields__)
    for row in make_rows(synopsis):
        writer.writerow([guard(value) for value in msgspec.structs.astuple(row)])
    return out.getvalue().encode("utf-8-sig")


def guard(value: object) -> object:
    """`value` as a cell that no spreadsheet takes for a formula."""
    return "'" + value if isinstance(value, str) and value[:1] and value[0] in LIVE else value


def write_web_annotations(synopsis: Synopsis) -> bytes:
    """W3C Web Annotation: a page of annotations, one a reading, with position and quote selectors.

    Positions count code points into the page's text (its hash stands in `pages`); a reading of several pieces has a
    target each. `pages` and what begins with `lesart:` are our own terms.
    """
    texts = {page.page.id: page.page for page in synopsis.pages}
    items = []
    for place, row in enumerate(make_rows(synopsis)):
        if row.spans:
            spans = [Span(row.page, *map(int, piece.split("-"))) for piece in row.spans.split(" ")]
            items.append(_annotation(place, row, spans, texts[row.page].text))
    record = {
        "@context": ["http://www.w3.org/ns/anno.jsonld", {"lesart": "urn:lesart:", "page": "lesart:page"}],
        "id": "urn:lesart:annotations",
        "type": "AnnotationPage",
        "items": items,
        "lesart:pages": [_listed(msgspec.to_builtins(page_out(page, with_text=False))) for page in synopsis.pages],
    }
    return msgspec.json.encode(record)


def _annotation(place: int, row: ExportRow, spans: list[Span], text: str) -> dict[str, object]:
    values = [row.part, row.relation, *row.differences.split(" "), row.verdict]
    return {
        "id": f"urn:lesart:{row.row}:{place}",
        "type": "Annotation",
        "motivation": "classifying",
        "body": [{"type": "TextualBody", "purpose": "classifying", "value": value} for value in values if value],
        "target": [
            {
                "type": "SpecificResource",
                "source": web_address(row.url) or row.source,
                "page": row.page,
                "selector": [
                    {"type": "TextPositionSelector", "start": span.start, "end": span.end},
                    {
                        "type": "TextQuoteSelector",
                        "exact": text[span.start : span.end],
                        "prefix": text[max(0, span.start - CONTEXT) : span.start],
                        "suffix": text[span.end : span.end + CONTEXT],
                    },
                ],
            }
            for span in spans
        ],
    }


def _listed(page: dict[str, object]) -> dict[str, object]:
    """What `verify` needs to read a page again."""
    return {key: page[key] for key in ("page", "source", "file", "record", "bytes", "text_sha256", "url", "language")}


def write_parquet(synopsis: Synopsis) -> bytes:
    """The table of `ExportRow` as Parquet. Raises UsageError where pyarrow is not installed."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise UsageError("parquet needs pyarrow: pip install 'lesart[parquet]'") from error
    kinds = {"value": pyarrow.float64(), "low": pyarrow.float64(), "high": pyarrow.float64(), "record": pyarrow.int64()}
    schema = pyarrow.schema([(name, kinds.get(name, pyarrow.string())) for name in ExportRow.__struct_fields__])
    rows = [msgspec.structs.asdict(row) for row in make_rows(synopsis)]
    out = io.BytesIO()
    parquet.write_table(pyarrow.Table.from_pylist(rows, schema=schema), out)
    return out.getvalue()


FORMATS: dict[str, Callable[[Synopsis], bytes]] = {
    "bibtex": write_bibtex,
    "csl": write_csl,
    "csv": write_csv,
    "md": write_markdown,
    "parquet": write_parquet,
    "webannotation": write_web_annotations,
}
"""Formats beside text, JSON and HTML, by the name that `--format` takes."""
ENDINGS = {
    ".bib": "bibtex",
    ".csv": "csv",
    ".md": "md",
    ".parquet": "parquet",
    ".jsonld": "webannotation",
}
"""What an ending of `-o` says."""

"""Bytes of a page into its text: plain text as it is; of HTML what a reader sees, each block with its DOM path."""

from __future__ import annotations

import hashlib

from lesart.errors import InputRefused
from lesart.ingest.containers import Raw
from lesart.model.text import Page


def transcribe(raw: Raw, clean: bool = False) -> Page:
    """The page of `raw`. Raises InputRefused where the bytes are no text."""
    text = raw.decoded if raw.decoded is not None else _decode(raw)
    return Page(
        id=page_id(raw.url or raw.name, text),
        source=raw.source,
        bytes_id=raw.bytes_id,
        text=text,
        medium="clean" if clean else "text",
        facts=raw.facts,
        url=raw.url,
        file=raw.file,
        record=raw.record,
    )


def page_id(address: str, text: str) -> str:
    """16 hex digits from the address (or name) and the text (CONTRACT): the same page read again has the same."""
    return hashlib.sha256(f"{address}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _decode(raw: Raw) -> str:
    try:
        return raw.data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputRefused(raw.source, f"not UTF-8: {error.reason}") from error

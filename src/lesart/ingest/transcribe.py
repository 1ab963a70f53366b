"""Bytes of a page into its text: plain text as it is; of HTML what a reader sees, each block with its DOM path."""

from __future__ import annotations

import codecs
import hashlib
from typing import Any

from lxml import etree

from lesart.errors import InputRefused, UsageError
from lesart.ingest.blocks import Transcript
from lesart.ingest.characters import decode_bytes, looks_like_markup
from lesart.ingest.containers import Raw
from lesart.model.text import Block, Fact, Page

_NO_TEXT = "no visible text"
PARTS_AT_MOST = 200_000
"""Lines, links and other marks of a page; an article with ten thousand comments has half as many. Bounds memory."""
_FED_AT_ONCE = 4_000_000
"""Bytes given to the parser between two looks at that limit."""


def transcribe(raw: Raw, clean: bool = False) -> Page:
    """The page of `raw`.

    Raises InputRefused where the bytes are no text or hold none that a reader sees, and UsageError where `clean`
    text turns out to be HTML.
    """
    if raw.decoded is not None:
        characters, encoding = raw.decoded, None
    else:
        characters, encoding = decode_bytes(raw.data, raw.source, raw.markup, _told_charset(raw))
    markup = raw.markup if raw.markup is not None else looks_like_markup(characters)
    blocks: tuple[Block, ...] = ()
    facts: tuple[Fact, ...] = ()
    text = characters
    if markup:
        if clean:
            raise UsageError(f"{raw.source}: --clean takes clean text; HTML has zones to be found")
        as_fed = encoding == "utf-8" and b"\0" not in raw.data and not raw.data.startswith(codecs.BOM_UTF8)
        data = raw.data if as_fed else _bytes_of(characters)
        transcript = _read_markup(data, raw.source)
        text, blocks, facts = _parts_of(transcript)
    if not (markup or clean) and text.count("\n") > PARTS_AT_MOST:
        raise InputRefused(raw.source, f"more than {PARTS_AT_MOST} lines")
    if not text.strip().strip("\ufeff").strip():
        raise InputRefused(raw.source, _NO_TEXT if markup else "empty")
    return Page(
        id=page_id(_address_of(raw, facts), text),
        source=raw.source,
        bytes_id=raw.bytes_id,
        text=text,
        medium="html" if markup else "clean" if clean else "text",
        blocks=blocks,
        facts=raw.facts + facts,
        url=raw.url,
        file=raw.file,
        record=raw.record,
        encoding=encoding,
    )


def page_id(address: str, text: str) -> str:
    """16 hex digits from the address (or name) and the text (CONTRACT): the same page read again has the same."""
    return hashlib.sha256(f"{address}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _address_of(raw: Raw, facts: tuple[Fact, ...]) -> str:
    canonical = (fact.value for fact in facts if fact.origin == "link" and fact.name == "canonical")
    return next(canonical, None) or raw.url or raw.name


def transcribe_markup(markup: str) -> tuple[str, tuple[Block, ...], tuple[Fact, ...]]:
    """Text, blocks and facts of an HTML page; text is empty where nothing can be seen.

    Malformed markup is read as far as the parser can; NUL characters become U+FFFD, as in browsers.
    """
    return _parts_of(_read_markup(_bytes_of(markup), ""))


def _bytes_of(markup: str) -> bytes:
    return markup.lstrip("\ufeff").replace("\0", "\ufffd").encode("utf-8", "replace")


def _read_markup(data: bytes, source: str) -> Transcript:
    """What the parser makes of the bytes. Raises InputRefused where the page has too many parts."""
    transcript = Transcript()
    target: Any = transcript
    parser = etree.HTMLParser(target=target, encoding="utf-8", huge_tree=True)
    for start in range(0, max(1, len(data)), _FED_AT_ONCE):
        parser.feed(data[start : start + _FED_AT_ONCE] if len(data) > _FED_AT_ONCE else data)
        _check_parts(transcript, source)
    parser.close()
    _check_parts(transcript, source)
    return transcript


def _check_parts(transcript: Transcript, source: str) -> None:
    if transcript.parts > PARTS_AT_MOST:
        raise InputRefused(source, f"more than {PARTS_AT_MOST} lines, links and marks")


def _parts_of(transcript: Transcript) -> tuple[str, tuple[Block, ...], tuple[Fact, ...]]:
    text = transcript.text()
    found = (text, transcript.blocks(text), (*transcript.head.all(), *transcript.facts(text)))
    transcript.forget()
    return found


def _told_charset(raw: Raw) -> str | None:
    """The encoding that an HTTP header named when the page was captured."""
    return next((fact.value for fact in raw.facts if fact.origin == "given" and fact.name == "charset"), None)

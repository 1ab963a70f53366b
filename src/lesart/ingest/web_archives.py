"""Pages out of web archives: WARC files (ISO 28500), gzipped by record or not, and WACZ packages that hold them.

Each response with an HTML or plain-text body is a page; the others are skipped and counted by what they are.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections import Counter
from collections.abc import Iterator
from typing import IO
from urllib.parse import urlsplit

import msgspec
from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from lesart.model.outcome import Rejected
from lesart.model.text import Fact

_HTML = ("text/html", "application/xhtml+xml")
_TEXT = ("text/plain",)
_WACZ_FOLDER = "archive/"
"""Where a WACZ package keeps its WARC files (WACZ 1.1.1)."""


class Captured(msgspec.Struct, frozen=True):
    """One captured page: its address, body as decoded from transfer and content encoding, and place in the file."""

    url: str
    body: bytes
    bytes_id: str
    record: int
    markup: bool
    facts: tuple[Fact, ...]


def is_web_archive(name: str) -> bool:
    """Whether a file name is that of a WARC or WACZ file."""
    return name.lower().endswith((".warc", ".warc.gz", ".wacz"))


def read_web_archive(path: str, max_bytes: int) -> Iterator[Captured | Rejected]:
    """The pages captured in the WARC or WACZ file `path`, in order; a last Rejected counts what was skipped."""
    if not path.lower().endswith(".wacz"):
        with open(path, "rb") as stream:
            yield from _read_warc(path, stream, max_bytes, 0)
        return
    try:
        with zipfile.ZipFile(path) as package:
            names = [name for name in package.namelist() if name.startswith(_WACZ_FOLDER) and is_web_archive(name)]
            if not names:
                yield Rejected("ingest", path, "a WACZ package without WARC files")
            done = 0
            for name in sorted(names):
                with package.open(name) as part:
                    for item in _read_warc(path, part, max_bytes, done):
                        yield item
                        done = item.record if isinstance(item, Captured) else done
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        yield Rejected("ingest", path, f"broken WACZ package: {error}")


def _read_warc(path: str, stream: IO[bytes], max_bytes: int, before: int) -> Iterator[Captured | Rejected]:
    """`before`: records of the package that came earlier, so that numbers are unique in it."""
    skipped: Counter[str] = Counter()
    number = before
    wanted = WarcRecordType.response | WarcRecordType.resource
    try:
        for record in ArchiveIterator(stream, record_types=wanted, parse_http=True, auto_decode="all"):
            number += 1
            found = _captured(record, number, max_bytes)
            if isinstance(found, Captured):
                yield found
            elif found == _TOO_LARGE:
                yield Rejected("ingest", f"{path}:{number}", f"larger than {max_bytes} bytes")
            else:
                skipped[found] += 1
    except (OSError, EOFError, ValueError, RuntimeError) as error:
        yield Rejected("ingest", path, f"broken after record {number}: {error}")
    if skipped:
        told = ", ".join(f"{count} {kind}" for kind, count in sorted(skipped.items()))
        yield Rejected("skipped", path, f"records that are no pages: {told}")


_TOO_LARGE = "too large"


def _captured(record: WarcRecord, number: int, max_bytes: int) -> Captured | str:
    """The page of a record, or what the record is instead."""
    status = record.http_headers.status_code if record.http_headers is not None else None
    if status is not None and status != 200:
        return f"status {status}"
    url = record.headers.get("WARC-Target-URI") or ""
    if urlsplit(url).path == "/robots.txt":
        return "robots.txt"
    kind = (record.http_content_type or record.headers.get("Content-Type") or "").split(";")[0].strip().lower()
    if kind not in _HTML and kind not in _TEXT:
        return kind or "without a type"
    body = record.reader.read(max_bytes + 1)
    if len(body) > max_bytes:
        return _TOO_LARGE
    if not body.strip():
        return "empty"
    charset = record.http_charset
    captured = record.headers.get("WARC-Date")
    facts = [Fact("given", "charset", charset)] if charset else []
    if captured:
        facts.append(Fact("given", "captured", captured))
    return Captured(
        url=url,
        body=body,
        bytes_id=hashlib.sha256(body).hexdigest(),
        record=number,
        markup=kind in _HTML,
        facts=tuple(facts),
    )

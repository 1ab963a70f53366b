"""Inputs as given, opened into single pages: files, folders, standard input, JSON Lines, web archives."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import sys
from collections.abc import Iterable, Iterator
from typing import IO, BinaryIO

import msgspec

from lesart.errors import InputRefused, UsageError
from lesart.ingest.web_archives import is_web_archive, read_web_archive
from lesart.model.outcome import Rejected
from lesart.model.text import Fact

ENDINGS = (
    ".txt",
    ".html",
    ".htm",
    ".html.gz",
    ".htm.gz",
    ".txt.gz",
    ".jsonl",
    ".jsonl.gz",
    ".warc",
    ".warc.gz",
    ".wacz",
)
"""Endings of the files that are read in folders."""
_GZIP_RATIO = 100
"""A gzip may unpack to this many times its size (CONTRACT)."""
_CHUNK = 1 << 16


class Raw(msgspec.Struct, frozen=True):
    """One page as read. `markup`: True for HTML, False for text, None where the bytes must tell."""

    source: str
    name: str
    """What the page's id is made from where there is no address: the file's name, or the record's id."""
    data: bytes
    bytes_id: str
    markup: bool | None = None
    decoded: str | None = None
    """The text of a JSON record, which needs no decoding."""
    facts: tuple[Fact, ...] = ()
    url: str | None = None
    file: str | None = None
    record: int | None = None
    packed: bytes | None = None
    """The bytes as read, where `data` is what they unpack to."""


class _Record(msgspec.Struct):
    """A JSON Lines record (CONTRACT); unknown fields are left alone."""

    id: str | int | None = None
    text: str | None = None
    html: str | None = None
    url: str | None = None
    outlet: str | None = None
    published: str | None = None
    title: str | None = None
    language: str | None = None


_decode_record = msgspec.json.Decoder(_Record).decode


def open_inputs(sources: Iterable[str], max_bytes: int, stdin: BinaryIO | None = None) -> Iterator[Raw | Rejected]:
    """Each page of `sources`, in order; what cannot be read comes as Rejected and the rest goes on.

    Raises UsageError for a source that does not exist or a kind that is not read yet.
    """
    listed = list(sources)
    for source in listed:
        _check_source(source)
    for source in listed:
        if source == "-":
            yield from _read_stream("-", stdin or sys.stdin.buffer, max_bytes)
        elif os.path.isdir(source):
            yield from _walk(source, max_bytes)
        else:
            yield from _open_file(source, max_bytes)


def _check_source(source: str) -> None:
    if source == "-":
        return
    if "://" in source:
        raise UsageError(f"{source}: addresses are not fetched by this command; save the page and give the file")
    if not os.path.exists(source):
        raise UsageError(f"{source}: no such file or folder")


def _walk(folder: str, max_bytes: int) -> Iterator[Raw | Rejected]:
    skipped = 0
    for base, folders, files in os.walk(folder):
        folders.sort()
        for file in sorted(files):
            if file.lower().endswith(ENDINGS):
                yield from _open_file(os.path.join(base, file), max_bytes)
            else:
                skipped += 1
    if skipped:
        yield Rejected("skipped", folder, f"{skipped} files of other endings")


def _open_file(path: str, max_bytes: int) -> Iterator[Raw | Rejected]:
    lower = path.lower()
    try:
        if is_web_archive(lower):
            yield from _captured_pages(path, max_bytes)
            return
        if lower.endswith((".jsonl", ".jsonl.gz")):
            with gzip.open(path, "rb") if lower.endswith(".gz") else open(path, "rb") as stream:
                yield from _read_records(path, _lines(stream.readline(max_bytes + 1), stream, max_bytes), max_bytes)
            return
        with open(path, "rb") as stream:
            data = stream.read(max_bytes + 1)
        yield _raw_page(path, os.path.basename(path), data, max_bytes)
    except InputRefused as refused:
        yield Rejected("ingest", refused.source, refused.reason)
    except (OSError, EOFError) as error:
        yield Rejected("ingest", path, f"cannot be read: {getattr(error, 'strerror', None) or error}")


def _captured_pages(path: str, max_bytes: int) -> Iterator[Raw | Rejected]:
    for item in read_web_archive(path, max_bytes):
        if isinstance(item, Rejected):
            yield item
            continue
        yield Raw(
            source=item.url or f"{path}:{item.record}",
            name=f"{os.path.basename(path)}:{item.record}",
            data=item.body,
            bytes_id=item.bytes_id,
            markup=item.markup,
            facts=item.facts,
            url=item.url or None,
            file=path,
            record=item.record,
        )


def _raw_page(source: str, name: str, data: bytes, max_bytes: int) -> Raw:
    if len(data) > max_bytes:
        raise InputRefused(source, f"larger than {max_bytes} bytes")
    bytes_id = hashlib.sha256(data).hexdigest()
    packed = None
    if data[:2] == b"\x1f\x8b":
        packed, data = data, _unpack(source, data, max_bytes)
    if not data.strip():
        raise InputRefused(source, "empty")
    lower = name.lower().removesuffix(".gz")
    markup = True if lower.endswith((".html", ".htm")) else False if lower.endswith(".txt") else None
    return Raw(source, name, data, bytes_id, markup, packed=packed)


def open_again(raw: Raw, max_bytes: int) -> Raw:
    """`raw` as it was first opened, from the bytes as read in `raw.data`. Raises InputRefused as at first."""
    if raw.record is not None:
        again = _raw_record(raw.file or raw.source, raw.record, raw.data, max_bytes)
        return msgspec.structs.replace(again, file=raw.file)
    again = _raw_page(raw.source, raw.name, raw.data, max_bytes)
    markup = again.markup if raw.markup is None else raw.markup
    return msgspec.structs.replace(again, markup=markup, facts=raw.facts, url=raw.url, file=raw.file)


def _unpack(source: str, data: bytes, max_bytes: int) -> bytes:
    limit = min(max_bytes, len(data) * _GZIP_RATIO)
    parts: list[bytes] = []
    size = 0
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
            while chunk := packed.read(_CHUNK):
                size += len(chunk)
                if size > limit:
                    raise InputRefused(source, f"unpacks to more than {limit} bytes")
                parts.append(chunk)
    except (OSError, EOFError) as error:
        raise InputRefused(source, f"broken gzip: {error}") from error
    return b"".join(parts)


def _read_stream(source: str, stream: BinaryIO, max_bytes: int) -> Iterator[Raw | Rejected]:
    """Standard input: JSON Lines where its first line is an object (CONTRACT), read line by line; else one page."""
    first = stream.readline(max_bytes + 1)
    if first.lstrip()[:1] == b"{":
        yield from _read_records(source, _lines(first, stream, max_bytes), max_bytes)
        return
    try:
        yield _raw_page(source, source, first + stream.read(max(0, max_bytes + 1 - len(first))), max_bytes)
    except InputRefused as refused:
        yield Rejected("ingest", refused.source, refused.reason)


def _lines(first: bytes, stream: IO[bytes] | gzip.GzipFile, max_bytes: int) -> Iterator[bytes]:
    """Lines of `stream` behind `first`, each cut off one byte beyond `max_bytes`: a longer one is refused, not kept."""
    line = first
    while line:
        yield line
        while line and not line.endswith(b"\n"):
            line = stream.readline(_CHUNK)
        line = stream.readline(max_bytes + 1)


def _read_records(file: str, stream: Iterable[bytes], max_bytes: int) -> Iterator[Raw | Rejected]:
    for number, line in enumerate(stream, 1):
        if not line.strip():
            continue
        try:
            yield _raw_record(file, number, line, max_bytes)
        except InputRefused as refused:
            yield Rejected("ingest", refused.source, refused.reason)


def _raw_record(file: str, number: int, line: bytes, max_bytes: int) -> Raw:
    source = f"{file}:{number}"
    if len(line) > max_bytes:
        raise InputRefused(source, f"larger than {max_bytes} bytes")
    try:
        record = _decode_record(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputRefused(source, f"no record: {error}") from error
    text = record.html if record.html is not None else record.text
    if text is None:
        raise InputRefused(source, "a record needs text or html")
    if not text.strip():
        raise InputRefused(source, "empty")
    given = {
        "outlet": record.outlet,
        "published": record.published,
        "title": record.title,
        "lang": record.language,
    }
    return Raw(
        source=str(number) if record.id is None else str(record.id),
        name=str(number) if record.id is None else str(record.id),
        data=line,
        bytes_id=hashlib.sha256(line).hexdigest(),
        markup=record.html is not None,
        decoded=text,
        facts=tuple(Fact("given", name, value) for name, value in given.items() if value),
        url=record.url,
        file=file,
        record=number,
    )

"""What was fetched, kept as WARC 1.1 (ISO 28500): request and response as they went over the wire, gzipped by record.

Each run writes files of its own and never goes on in an old one, so that a file cut off by a crash harms no other.
"""

from __future__ import annotations

import io
import os
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

from lesart.errors import ArchiveError
from lesart.ingest.fetch import Fetched, Missed

MAX_FILE = 1_000_000_000
"""Bytes after which a new file is begun (ISO 28500, annex C recommends files of about 1 GB)."""
_UNCHANGED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"


class WarcFiles:
    """The WARC files of one run in `folder`, made as they are needed. `keep` is durable when it returns."""

    def __init__(self, folder: Path, agent: str) -> None:
        self._folder = folder
        self._agent = agent
        self._stream: IO[bytes] | None = None
        self._writer: Any = None
        self.files: list[Path] = []

    def keep(self, answer: Fetched | Missed) -> None:
        """Appends `answer` and the redirects before it, each with what was sent for it: a response, or for 304 a
        revisit; of what was missed the redirects alone. Raises ArchiveError."""
        came = [*answer.through, answer] if isinstance(answer, Fetched) else answer.through
        if not came:
            return
        try:
            for each in came:
                self._write(each)
            assert self._stream is not None
            self._stream.flush()
            os.fsync(self._stream.fileno())
        except OSError as error:
            raise ArchiveError(f"{self._folder}: {error.strerror or error}") from error

    def _write(self, answer: Fetched) -> None:
        from warcio.statusandheaders import StatusAndHeaders

        if self._stream is None or self._stream.tell() > MAX_FILE:
            self._begin(answer.at)
        assert self._stream is not None
        writer = self._writer
        told = {"WARC-Date": _stamp(answer.at), "WARC-IP-Address": answer.ip}
        status = StatusAndHeaders(
            f"{answer.status} {answer.reason}".strip(), _kept_headers(answer), protocol="HTTP/1.1"
        )
        if answer.status == 304:
            told |= {"WARC-Profile": _UNCHANGED}
        if answer.truncated:
            told |= {"WARC-Truncated": answer.truncated}
        kind = "revisit" if answer.status == 304 else "response"
        response = writer.create_warc_record(
            answer.url, kind, payload=io.BytesIO(answer.wire), http_headers=status, warc_headers_dict=told
        )
        path = answer.url.split("/", 3)[3]
        request = writer.create_warc_record(
            answer.url,
            "request",
            payload=io.BytesIO(b""),
            http_headers=StatusAndHeaders(f"GET /{path} HTTP/1.1", list(answer.sent), is_http_request=True),
            warc_headers_dict={"WARC-Date": _stamp(answer.at)},
        )
        writer.write_request_response_pair(request, response)

    def close(self) -> None:
        """Ends the file that is open."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None

    def _begin(self, at: datetime) -> None:
        from warcio.warcwriter import WARCWriter

        self.close()
        self._folder.mkdir(parents=True, exist_ok=True)
        count = 0
        while True:
            name = f"watch-{at.astimezone(UTC):%Y%m%d%H%M%S}-{count:03d}.warc.gz"
            try:
                self._stream = open(self._folder / name, "xb")  # noqa: SIM115
                break
            except FileExistsError:
                count += 1
        self.files.append(self._folder / name)
        self._writer = WARCWriter(self._stream, gzip=True, warc_version="WARC/1.1")
        told = {
            "software": f"lesart/{version('lesart')}",
            "format": "WARC File Format 1.1",
            "http-header-user-agent": self._agent,
            "robots": "obey",
        }
        self._writer.write_record(self._writer.create_warcinfo_record(name, told))


def _kept_headers(answer: Fetched) -> list[tuple[str, str]]:
    """The headers as they came. The body is kept without transfer coding, so the header that tells of one is renamed,
    as replay tools do; header values lose line breaks, which would end the header."""
    kept = []
    for name, value in answer.headers:
        name = f"X-Archive-Orig-{name}" if name.lower() == "transfer-encoding" else name
        kept.append((name, value.replace("\r", " ").replace("\n", " ")))
    return kept


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

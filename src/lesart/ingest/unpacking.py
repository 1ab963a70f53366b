"""Bodies unpacked from their Content-Encoding as they come, stopped before a bomb is in memory.

gzip, deflate and brotli: their libraries unpack up to a limit. zstd is neither asked for nor taken
(docs/decisions/watch-libraries.md).
"""

from __future__ import annotations

import zlib
from typing import Any, Literal, Protocol

RATIO = 100
"""A compressed body may unpack to this many times its size, as a gzip file may (CONTRACT)."""
ACCEPTED = "gzip, deflate, br"
"""What is asked for."""


class NotUnpacked(Exception):
    """A body that is not taken: too large (`size`), or packed in a broken or unknown way (`encoding`)."""

    def __init__(self, kind: Literal["size", "encoding"], reason: str) -> None:
        super().__init__(reason)
        self.kind: Literal["size", "encoding"] = kind
        self.reason = reason


class _Form(Protocol):
    """One way of packing. Both raise ValueError for what is broken."""

    def unpack(self, chunk: bytes, most: int) -> bytes:
        """What `chunk` unpacks to, up to about `most` bytes; what is left of it waits for `rest`."""
        ...

    def rest(self, most: int) -> bytes:
        """More of what was given; nothing where all of it is unpacked."""
        ...

    def is_whole(self) -> bool:
        """Whether the stream has come to its end."""
        ...


class Unpacker:
    """Unpacks one body. `encodings`: the header Content-Encoding; `max_bytes`: of the unpacked body."""

    def __init__(self, encodings: str, max_bytes: int) -> None:
        names = [name for name in encodings.lower().replace(" ", "").split(",") if name not in ("", "identity")]
        self._form: _Form | None = None
        if names in (["gzip"], ["x-gzip"]):
            self._form = _Zlib(bare=False, gzip=True)
        elif names == ["deflate"]:
            self._form = _Zlib(bare=True, gzip=False)
        elif names == ["br"]:
            self._form = _Brotli()
        elif names:
            raise NotUnpacked("encoding", f"content encoding {encodings[:60]}")
        self._max_bytes = max_bytes
        self._body = bytearray()

    def feed(self, chunk: bytes, taken: int) -> None:
        """`taken`: bytes of the wire so far, `chunk` included. Raises NotUnpacked."""
        if self._form is None:
            self._body += chunk
            return
        limit = min(self._max_bytes, taken * RATIO)
        try:
            more = self._form.unpack(chunk, limit + 1 - len(self._body))
            while more:
                self._body += more
                if len(self._body) > limit:
                    raise NotUnpacked("size", f"unpacks to more than {limit} bytes")
                more = self._form.rest(limit + 1 - len(self._body))
        except ValueError as error:
            raise NotUnpacked("encoding", f"broken content encoding: {error}") from error

    def finish(self) -> bytes:
        """The whole body. A stream that ends early is refused: a page cut off would look like an edit."""
        if self._form is not None and not self._form.is_whole():
            raise NotUnpacked("encoding", "broken content encoding: ends early")
        return bytes(self._body)


class _Zlib:
    """gzip, of several members too, and deflate, which means zlib (RFC 9110) though some send it `bare`."""

    def __init__(self, bare: bool, gzip: bool) -> None:
        self._bare = bare
        self._bits = 31 if gzip else 15
        self._inner: zlib._Decompress | None = None
        self._left = b""

    def unpack(self, chunk: bytes, most: int) -> bytes:
        self._left += chunk
        return self.rest(most)

    def rest(self, most: int) -> bytes:
        while self._left:
            if self._inner is None:
                self._inner = zlib.decompressobj(self._bits_of(self._left[0]))
            try:
                found = self._inner.decompress(self._left, most)
            except zlib.error as error:
                raise ValueError(str(error)) from error
            self._left = self._inner.unconsumed_tail
            if self._inner.eof:
                self._left = self._inner.unused_data
                self._inner = None
            if found:
                return found
        return b""

    def is_whole(self) -> bool:
        return self._inner is None

    def _bits_of(self, first: int) -> int:
        return -15 if self._bare and first & 0x0F != 8 else self._bits


class _Brotli:
    def __init__(self) -> None:
        try:
            import brotli
        except ImportError as error:
            raise NotUnpacked("encoding", "content encoding br, which needs the package brotli") from error
        self._error: type[Exception] = brotli.error
        self._inner: Any = brotli.Decompressor()

    def unpack(self, chunk: bytes, most: int) -> bytes:
        return self._process(chunk, most)

    def rest(self, most: int) -> bytes:
        return b"" if self._inner.can_accept_more_data() else self._process(b"", most)

    def is_whole(self) -> bool:
        return bool(self._inner.is_finished())

    def _process(self, chunk: bytes, most: int) -> bytes:
        try:
            return bytes(self._inner.process(chunk, output_buffer_limit=most))
        except self._error as error:
            raise ValueError(str(error) or "brotli") from error

"""What is kept as a record beside the columns: model objects and bytes, encoded and compressed.

Records are MessagePack maps by field name (msgspec), so that an older record opens under a newer model as long as
new fields have defaults. Spans keep their page's id, as everywhere.
"""

from __future__ import annotations

import zlib
from typing import Any, TypeVar

import msgspec

from lesart.errors import ArchiveError
from lesart.model.annotation import Annotated
from lesart.model.text import Fact, Page

T = TypeVar("T")

_LEVEL = 6
"""zlib level: 9 gains under 2 % on news pages and takes half as long again."""
LONGEST_TEXT = 400_000_000
"""Bytes that a record may unpack to: twenty times the largest input, so that a damaged or planted row cannot fill
the memory."""


class Saved(msgspec.Struct, frozen=True):
    """One page's bytes as they came in, and what is needed to read them again in the same way.

    `name`: what its id is made from where there is no address; `markup`: HTML, text, or None where the bytes must
    tell; `clean`: read under `--clean`; `file`, `record`: of a JSON Lines record.
    """

    source: str
    name: str
    bytes_id: str
    data: bytes
    markup: bool | None = None
    clean: bool = False
    facts: tuple[Fact, ...] = ()
    url: str | None = None
    file: str | None = None
    record: int | None = None


class Run(msgspec.Struct, frozen=True, array_like=True):
    """Terms `[first, last)` of a page that stand in one zone; `group` is one of `GROUPS`."""

    group: str
    first: int
    last: int


class Unit(msgspec.Struct, frozen=True, array_like=True):
    """Terms of one quotation or quantity: its words, and the voice it has (speaker, authority)."""

    words: tuple[str, ...]
    voice: tuple[str, ...] = ()


class Indexed(msgspec.Struct, frozen=True):
    """What search knows of a page: its terms in order with their places (code points), its marks and units.

    `starts[i]` is -1 where the term stands in metadata only. `marks` are filters, `x=word`, see `query.MARKS`.
    `left_out`: terms beyond the limit that are not searched.
    """

    terms: tuple[str, ...] = ()
    starts: tuple[int, ...] = ()
    lengths: tuple[int, ...] = ()
    runs: tuple[Run, ...] = ()
    marks: tuple[str, ...] = ()
    quotations: tuple[Unit, ...] = ()
    quantities: tuple[Unit, ...] = ()
    left_out: int = 0


class Entry(msgspec.Struct, frozen=True):
    """A page ready to be filed: its bytes, the machine's result, that with corrections applied, its terms.

    `labels`: entity id to label for the entities of `shown`; `folded`: name form and a way that queries may call it;
    `made_by`: program and data that made the result.
    """

    saved: Saved
    machine: Annotated
    shown: Annotated
    terms: Indexed
    made_by: str
    labels: tuple[tuple[str, str], ...] = ()
    folded: tuple[tuple[str, str], ...] = ()


class Staged(msgspec.Struct, frozen=True):
    """A new result that waits until all of a re-analysis are complete; the parts as `pages.strip_page` gives them."""

    body: bytes
    page: Page
    annotated: Annotated
    labels: tuple[tuple[str, str], ...]


def pack(data: bytes) -> bytes:
    """`data`, compressed."""
    return zlib.compress(data, _LEVEL)


def unpack(packed: bytes) -> bytes:
    """Raises ArchiveError where `packed` is damaged or unpacks to more than LONGEST_TEXT."""
    opened = zlib.decompressobj()
    try:
        data = opened.decompress(packed, LONGEST_TEXT)
    except zlib.error as error:
        raise ArchiveError(f"a record is damaged: {error}") from error
    if not opened.eof:
        raise ArchiveError("a record is damaged: it is cut off or too long")
    return data


def encode(record: Any) -> bytes:
    """A model object as a record. Raises ArchiveError where a string of it is no Unicode text."""
    try:
        return pack(msgspec.msgpack.encode(record))
    except UnicodeEncodeError as error:
        raise ArchiveError(f"cannot be kept: {error.reason}") from error


def decode(kind: type[T], packed: bytes) -> T:
    """The object of a record. Raises ArchiveError where it is damaged or of a model that this version cannot read."""
    try:
        found: T = _decoders(kind).decode(unpack(packed))
        return found
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ArchiveError(f"a record cannot be read as {kind.__name__}: {error}; try lesart reanalyse") from error


_DECODERS: dict[type, msgspec.msgpack.Decoder[Any]] = {}


def _decoders(kind: type) -> msgspec.msgpack.Decoder[Any]:
    if kind not in _DECODERS:
        _DECODERS[kind] = msgspec.msgpack.Decoder(kind)
    return _DECODERS[kind]


def encode_text(text: str) -> bytes:
    """A page's text; lone surrogates survive."""
    return pack(text.encode("utf-8", "surrogatepass"))


def decode_text(packed: bytes) -> str:
    return unpack(packed).decode("utf-8", "surrogatepass")

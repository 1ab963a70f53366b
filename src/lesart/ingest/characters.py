"""Bytes into characters: byte-order mark, what the markup declares, else what the bytes themselves show."""

from __future__ import annotations

import codecs
import re

from lesart.errors import InputRefused

_HEAD_BYTES = 4096
"""How far into a page its character set is looked for, bytes. HTML asks for 1024; pages put comments before it."""
_SNIFFED = 4096
"""How far into a text tags are looked for, characters."""
_CONTROLS_AT_MOST = 0.003
"""Share of control characters above which bytes are no text. Own guess: text has none, random bytes one in ten."""
_NULS_OF_UTF16 = 0.2
"""Share of NUL bytes at even or at odd places from which bytes are UTF-16 without a mark (German text: nearly .5)."""
_WIDE_AT_LEAST = 8
"""Characters that a text without a mark needs to be taken for UTF-16."""
_ODD_AT_MOST = 0.25
"""Share of the bytes above ASCII that may stand for something else than a letter or a printer's mark."""
_TAGS_AT_LEAST = 3
"""Different tags that a text without an HTML head needs, to be read as HTML."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BINARY = (
    (b"%PDF-", "a PDF"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"RIFF", "a media file"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip inside a gzip"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
    (b"ID3", "a media file"),
)
_DECLARED = re.compile(
    rb"""<meta[^>]{0,400}?charset\s*=\s*["']?\s*([\w.:-]{1,40})|^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})""",
    re.IGNORECASE,
)
_ALIASES = {"iso-8859-1": "windows-1252", "latin1": "windows-1252", "latin-1": "windows-1252", "ascii": "windows-1252",
            "us-ascii": "windows-1252", "iso8859-1": "windows-1252", "iso-8859-15": "iso-8859-15"}  # fmt: skip
"""Names that browsers read as another set (WHATWG Encoding, the labels of windows-1252)."""
_CONTROL_BYTES = bytes(set(range(32)) - set(b"\t\n\r\f\v\x1b")) + b"\x7f"
_LIKELY_1252 = frozenset(
    "ÄÖÜäöüßéèêëàâáåãæçîïíìñóòôõøœšžúùûÿýÉÈÀÇÊ„“”‚‘’‹›«»–—…•·§°€£©®™²³µ´`½¼¾×±¿¡\xa0\xad†‡‰ªº¹¶¨¬¯¸"
)
_HTML_HEAD = re.compile(r"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
_TAG = re.compile(r"</(p|div|span|a|h[1-6]|ul|li|table|article|section|b|i|strong|em)\s*>", re.IGNORECASE)
_STRAY = "lesart-stray-bytes"


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("windows-1252", "replace"), error.end


codecs.register_error(_STRAY, _as_windows_1252)


def decode_bytes(data: bytes, source: str, markup: bool | None, told: str | None = None) -> tuple[str, str]:
    """The characters of `data` and the name of their encoding; a byte-order mark stays as U+FEFF.

    `told`: the encoding that came with the bytes (an HTTP header), asked before the markup's own.

    Stray single bytes in text that is UTF-8 else are read as Windows-1252 (pages are patched together); the name
    is then `utf-8+windows-1252`. Raises InputRefused, naming the reason, where the bytes are no text.
    """
    for magic, what in _BINARY:
        if data.startswith(magic):
            raise InputRefused(source, f"not text: {what}")
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _decode_as(data, name, source)
    wide = _wide_encoding(data)
    if wide:
        return _decode_as(data, wide, source)
    controls = len(data) - len(data.translate(None, _CONTROL_BYTES))
    if controls > _CONTROLS_AT_MOST * len(data):
        raise InputRefused(source, "not text: control characters")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _decode_eight_bit(data, source, markup, told)


def _decode_as(data: bytes, name: str, source: str) -> tuple[str, str]:
    try:
        return data.decode(name, _STRAY if name == "utf-8" else "strict"), name
    except UnicodeDecodeError as error:
        raise InputRefused(source, f"broken encoding: {name}, {error.reason}") from error


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 without a mark shows itself by zeros in every second byte."""
    sample = data[: 2 * _HEAD_BYTES]
    half = len(sample) // 2
    if half < _WIDE_AT_LEAST:
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > _NULS_OF_UTF16 * half and even < odd / 10:
        return "utf-16-le"
    if even > _NULS_OF_UTF16 * half and odd < even / 10:
        return "utf-16-be"
    return None


def _decode_eight_bit(data: bytes, source: str, markup: bool | None, told: str | None) -> tuple[str, str]:
    declared = _known_encoding(told) if told else None
    if declared is None and markup is not False:
        declared = _declared_encoding(data)
    if declared and declared not in ("utf-8", "windows-1252"):
        try:
            return data.decode(declared), declared
        except (UnicodeDecodeError, LookupError):
            pass
    mixed = data.decode("utf-8", _STRAY)
    beyond = [character for character in mixed if character > "\x7f"]
    odd = sum(1 for character in beyond if not (character in _LIKELY_1252 or character.isalpha()))
    if odd > _ODD_AT_MOST * len(beyond):
        raise InputRefused(source, "broken encoding: neither UTF-8 nor Windows-1252")
    valid = data.decode("utf-8", "ignore")
    return mixed, _narrow_name(data) if valid.isascii() else "utf-8+windows-1252"


def _narrow_name(data: bytes) -> str:
    return "windows-1252" if any(0x80 <= byte <= 0x9F for byte in data) else "iso-8859-1"


def _declared_encoding(data: bytes) -> str | None:
    found = _DECLARED.search(data[:_HEAD_BYTES])
    if not found:
        return None
    return _known_encoding((found[1] or found[2]).decode("ascii", "ignore"))


def _known_encoding(written: str) -> str | None:
    """The codec of a name as written; None for unknown ones and for those that cannot be (wide ones, read before)."""
    name = _ALIASES.get(written.lower(), written.lower())
    try:
        info = codecs.lookup(name)
    except LookupError:
        return None
    wide = info.name.startswith(("utf-16", "utf-32", "utf-7"))
    return None if wide else info.name.replace("cp1252", "windows-1252")


def looks_like_markup(text: str) -> bool:
    """Whether a text of unknown kind is HTML: it has an HTML head, or begins with a tag and closes several kinds."""
    head = text[:_SNIFFED]
    if _HTML_HEAD.search(head):
        return head.lstrip("\ufeff \t\r\n").startswith("<")
    return head.lstrip("\ufeff \t\r\n").startswith("<") and len(set(_TAG.findall(head.lower()))) >= _TAGS_AT_LEAST

"""Lists of pages: RSS, Atom, JSON Feed, sitemaps and news sitemaps, and the OPML file that names feeds.

XML is read without external entities and without expanding any; a document that declares entities is refused.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from typing import Literal

import msgspec
from lxml import etree

from lesart.errors import InputRefused
from lesart.ingest.addresses import read_target

Form = Literal["rss", "atom", "json", "sitemap", "sitemap index"]

MAX_ITEMS = 1000
"""Items of one list at most, the newest where dates are given: what a news sitemap may hold (its specification)."""
MAX_LIST = 20_000_000
"""Bytes a gzipped sitemap may unpack to (a single input at most, CONTRACT)."""
_SET_ASIDE = re.compile(rb"<!--.*?-->|<\?.*?\?>", re.DOTALL)
_FIRST_TAG = re.compile(rb"<[A-Za-z_:]")
_HTML = re.compile(rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
_HEAD = 4096
"""Bytes at the start that tell what a document is."""


class Item(msgspec.Struct, frozen=True):
    """One entry: the page's address, and title and dates as the list writes them (never interpreted here)."""

    url: str
    title: str | None = None
    published: str | None = None
    updated: str | None = None


class Feed(msgspec.Struct, frozen=True):
    """A list as read. `items` in its order; of a sitemap index they are sitemaps. `left_out`: items beyond MAX_ITEMS,
    without an address or with one that cannot be fetched."""

    form: Form
    title: str | None
    items: tuple[Item, ...]
    left_out: int = 0


class _JsonItem(msgspec.Struct):
    url: str | None = None
    external_url: str | None = None
    id: str | int | float | None = None
    title: str | None = None
    date_published: str | None = None
    date_modified: str | None = None


class _JsonFeed(msgspec.Struct):
    items: list[_JsonItem]
    version: str = ""
    title: str | None = None


def is_page(data: bytes) -> bool:
    """Whether a document is an HTML page and no list."""
    return _HTML.match(data[:_HEAD].removeprefix(b"\xef\xbb\xbf")) is not None


def read_feed(data: bytes, url: str, content_type: str | None = None) -> Feed:
    """The list that `data` from `url` holds; items once each. Raises InputRefused for what is none."""
    if data[:2] == b"\x1f\x8b":
        data = _unpack(data, url)
    start = data[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:1] == b"{":
        return _read_json(data, url)
    if is_page(data):
        raise InputRefused(url, "an HTML page, not a feed")
    _refuse_entities(data, url)
    if re.search(rb"<(?:\w+:)?(?:urlset|sitemapindex)\b", data[:_HEAD]):
        return _read_sitemap(data, url)
    return _read_syndicated(data, url, content_type)


def read_opml(data: bytes, source: str) -> tuple[str, ...]:
    """The feeds' addresses in an OPML file, folders included, each once. Raises InputRefused."""
    root = _parse(data, source)
    if _name(root) != "opml":
        raise InputRefused(source, "no OPML file")
    found: dict[str, None] = {}
    for outline in root.iter():
        for key, value in outline.attrib.items() if isinstance(outline.tag, str) else ():
            if str(key).lower() == "xmlurl" and value.strip():
                found[str(value).strip()] = None
    if not found:
        raise InputRefused(source, "an OPML file without feeds")
    return tuple(found)


def _read_json(data: bytes, url: str) -> Feed:
    try:
        feed = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=_JsonFeed)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputRefused(url, f"no JSON Feed: {error}") from error
    items = (
        Item(_json_address(item), item.title, item.date_published, item.date_modified or None) for item in feed.items
    )
    return _make_feed("json", feed.title, items, url)


def _json_address(item: _JsonItem) -> str:
    """The page's address; the id where it is one (JSON Feed 1.1 recommends the full address as id)."""
    named = item.url or item.external_url
    return named or (item.id if isinstance(item.id, str) and item.id.startswith(("http://", "https://")) else "")


def _read_sitemap(data: bytes, url: str) -> Feed:
    root = _parse(data, url)
    index = _name(root) == "sitemapindex"
    if not index and _name(root) != "urlset":
        raise InputRefused(url, "no sitemap")
    items = (_sitemap_item(entry) for entry in root if _name(entry) in ("url", "sitemap"))
    return _make_feed("sitemap index" if index else "sitemap", None, items, url)


def _sitemap_item(entry: etree._Element) -> Item:
    told: dict[str, str] = {}
    for part in entry.iter():
        name = _name(part)
        # Images and videos have a `loc` and a `title` of their own: only the entry's own, and the news extension's.
        if name and part.text and (part.getparent() is entry or name in ("publication_date", "title")):
            if name == "title" and "news" not in str(part.tag):
                continue
            told.setdefault(name, part.text.strip())
    return Item(told.get("loc", ""), told.get("title"), told.get("publication_date"), told.get("lastmod"))


def _read_syndicated(data: bytes, url: str, content_type: str | None) -> Feed:
    import feedparser

    headers = {"content-location": url, **({"content-type": content_type} if content_type else {})}
    try:
        read = feedparser.parse(io.BytesIO(data), response_headers=headers, sanitize_html=False)
    except Exception as error:  # what its many lenient parsers raise on hostile input is not documented
        raise InputRefused(url, f"a feed that cannot be read: {type(error).__name__}") from error
    version = str(read.get("version") or "")
    if not version:
        raise InputRefused(url, "neither RSS, Atom, JSON Feed nor sitemap")
    items = (
        Item(
            entry.get("link") or (entry.get("id", "") if str(entry.get("id", "")).startswith("http") else ""),
            entry.get("title"),
            entry.get("published"),
            dict.get(entry, "updated"),  # of a feed without it feedparser would give the time of publication
        )
        for entry in read.entries
    )
    return _make_feed("atom" if version.startswith("atom") else "rss", read.feed.get("title"), items, url)


def _make_feed(form: Form, title: str | None, items: Iterator[Item], base: str) -> Feed:
    found: dict[str, Item] = {}
    left_out = 0
    for item in items:
        try:
            if not item.url:
                raise InputRefused(base, "an item without an address")
            address = read_target(item.url, base).url
        except InputRefused:
            left_out += 1
            continue
        found.setdefault(address, msgspec.structs.replace(item, url=address))
    kept = list(found.values())
    if len(kept) > MAX_ITEMS:
        left_out += len(kept) - MAX_ITEMS
        # W3C dates sort as text; lists without them stay in their order.
        kept = sorted(kept, key=lambda item: item.published or item.updated or "", reverse=True)[:MAX_ITEMS]
    return Feed(form, title or None, tuple(kept), left_out)


def _parse(data: bytes, source: str) -> etree._Element:
    _refuse_entities(data, source)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InputRefused(source, f"broken XML: {error}") from error
    if root is None:
        raise InputRefused(source, "broken XML")
    return root


def _refuse_entities(data: bytes, source: str) -> None:
    """Looks into all that stands before the first element, in any encoding of which ASCII is a part, UTF-16 too."""
    before = _SET_ASIDE.sub(b"", data.replace(b"\0", b""))
    first = _FIRST_TAG.search(before)
    if b"<!ENTITY" in before[: first.start() if first else None].upper():
        raise InputRefused(source, "an XML document that declares entities")


def _name(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _unpack(data: bytes, url: str) -> bytes:
    opened = zlib.decompressobj(31)
    try:
        out = opened.decompress(data, MAX_LIST + 1)
    except zlib.error as error:
        raise InputRefused(url, f"broken gzip: {error}") from error
    if len(out) > MAX_LIST:
        raise InputRefused(url, f"unpacks to more than {MAX_LIST} bytes")
    return out

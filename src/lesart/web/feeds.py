"""Atom feeds (RFC 4287): the pages of a story, and the hits of a search, newest first."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from typing import Any

from lxml import etree

from lesart.desk.searching import search_archive
from lesart.errors import NotInArchive
from lesart.store import listing
from lesart.store.pages import Listed, list_pages
from lesart.web import asked as a
from lesart.web.calls import Call
from lesart.web.lines import page_line, story_line
from lesart.web.records import PageLine

ENTRIES = 50
"""Entries of a feed: a day or two of a busy story."""
ATOM = "http://www.w3.org/2005/Atom"
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold."""
_STAMP = re.compile(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(:\d\d)?(?:\.\d+)?(Z|[+-]\d\d:\d\d)?)?")


def story_feed(call: Call, asked: a.Nothing) -> bytes:
    """The newest pages of a story. Raises NotInArchive."""
    name = call.names["story"]
    with call.archive.reading() as connection:
        rows = listing.story_lines(connection, name)
        if not rows:
            raise NotInArchive(f"no story {name} in the archive")
        line = story_line(connection, name, rows)
        pages = list_pages(connection, [number for row in rows[:ENTRIES] for number in row.pages])
    pages = sorted(pages, key=lambda page: page.key, reverse=True)[:ENTRIES]
    title = line.title or call.say("page.no_title")
    return write_feed(call, f"story:{name}", title, call.go("stories", name), [page_line(page) for page in pages])


def search_feed(call: Call, asked: a.SearchAsked) -> bytes:
    """The newest pages that a query finds. Raises QueryError."""
    found = search_archive(call.archive, asked.q, ENTRIES) if asked.q.strip() else None
    pages: Sequence[Listed] = [hit.page for hit in found.hits] if found else []
    title = call.say("desk.search_feed", query=asked.q)
    address = call.go("search", q=asked.q)
    return write_feed(call, f"search:{asked.q}", title, address, [page_line(page) for page in pages])


def write_feed(call: Call, name: str, title: str, address: str, pages: Sequence[PageLine]) -> bytes:
    """A feed of `pages`; ids are made from names alone, so that they last when the desk moves to another address."""
    namespaces: Any = {None: ATOM}
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap=namespaces)
    _put(feed, "id", _urn(name))
    _put(feed, "title", title)
    _put(feed, "updated", max((stamp(page.added) for page in pages), default="1970-01-01T00:00:00Z"))
    _put(feed, "generator", "lesart")
    _link(feed, "alternate", call.base + address)
    _link(feed, "self", call.base + call.path)
    for page in pages:
        entry = _put(feed, "entry")
        _put(entry, "id", _urn(f"page:{page.id}"))
        _put(entry, "title", page.title or call.say("page.no_title"))
        _put(entry, "updated", stamp(page.added))
        if page.published and _STAMP.match(page.published):
            _put(entry, "published", stamp(page.published))
        _put(_put(entry, "author"), "name", page.outlet or call.say("desk.no_outlet"))
        _link(entry, "alternate", call.base + call.go("pages", page.id))
        if page.url:
            _link(entry, "related", page.url)
        when = call.say.moment(page.published) if page.published else call.say("date.undated")
        _put(entry, "summary", f"{page.outlet or call.say('desk.no_outlet')}, {when}")
    written: bytes = etree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def stamp(value: str) -> str:
    """An RFC 3339 stamp of an ISO date or date-time; a clock without a zone is taken as UTC, a day as its begin."""
    match = _STAMP.match(value)
    if match is None:
        return "1970-01-01T00:00:00Z"
    day, clock, seconds, zone = match.groups()
    return f"{day}T{clock or '00:00'}{seconds or ':00'}{zone or 'Z'}"


def _put(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    element = etree.SubElement(parent, f"{{{ATOM}}}{name}")
    if text is not None:
        element.text = _NO_XML.sub("\ufffd", text)
    return element


def _link(parent: etree._Element, rel: str, href: str) -> None:
    link = etree.SubElement(parent, f"{{{ATOM}}}link")
    link.set("rel", rel)
    link.set("href", _NO_XML.sub("", href))


def _urn(name: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"lesart:{name}").urn

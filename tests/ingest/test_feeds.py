"""Feeds as ugly as real ones: invented outlets, broken markup, wrong character sets, hostile XML."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lesart.errors import InputRefused
from lesart.ingest.feeds import MAX_ITEMS, Item, is_page, read_feed, read_opml

BASE = "https://anzeiger.example/feeds/all"

RSS = """<?xml version="1.0" encoding="iso-8859-1"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Deichanzeiger: Alles</title>
<item><title>Schleuse &amp; Brücke gesperrt</title><link>https://anzeiger.example/a1?ref=rss#top</link>
 <pubDate>Tue, 04 Mar 2031 09:10:00 +0100</pubDate><guid isPermaLink="false">a1</guid></item>
<item><title>Nochmal</title><link>https://anzeiger.example/a1?ref=rss</link></item>
<item><title><![CDATA[<b>Fähre</b> liegt]]></title><link>
   /a2
 </link></item>
<item><title>Ohne Adresse</title></item>
<item><title>Böse</title><link>javascript:alert(1)</link></item>
<item><title>Nur die Kennung</title><guid>https://anzeiger.example/a3</guid></item>
</channel></rss>"""


def addresses(data: bytes, url: str = BASE, content_type: str | None = None) -> list[str]:
    return [item.url for item in read_feed(data, url, content_type).items]


def test_rss_with_relative_doubled_and_unusable_links() -> None:
    feed = read_feed(RSS.encode("latin-1"), BASE, "application/rss+xml")
    assert (feed.form, feed.title, feed.left_out) == ("rss", "Deichanzeiger: Alles", 2)
    assert [item.url for item in feed.items] == [
        "https://anzeiger.example/a1?ref=rss",
        "https://anzeiger.example/a2",
        "https://anzeiger.example/a3",
    ]
    assert feed.items[0].title == "Schleuse & Brücke gesperrt"
    assert feed.items[0].published == "Tue, 04 Mar 2031 09:10:00 +0100"


@pytest.mark.parametrize(
    ("encoding", "content_type"),
    [
        ("utf-8", "text/xml; charset=utf-8"),
        ("utf-8", "text/xml"),
        ("latin-1", "application/xml; charset=iso-8859-1"),
        ("cp1252", "text/html; charset=windows-1252"),
        ("utf-16", "application/rss+xml"),
    ],
)
def test_rss_in_many_character_sets(encoding: str, content_type: str) -> None:
    text = RSS.replace("iso-8859-1", "utf-16" if encoding == "utf-16" else encoding)
    assert read_feed(text.encode(encoding), BASE, content_type).items[0].title == "Schleuse & Brücke gesperrt"


def test_rss_that_says_one_character_set_and_is_in_another() -> None:
    feed = read_feed(RSS.replace("iso-8859-1", "utf-8").encode("latin-1"), BASE, "text/xml; charset=utf-8")
    assert len(feed.items) == 3
    assert feed.items[0].url == "https://anzeiger.example/a1?ref=rss"


def test_rss_cut_off_in_the_middle_gives_what_stands_before() -> None:
    cut = RSS[: RSS.index("<item><title>Ohne")]
    assert addresses(cut.encode("latin-1"))[:1] == ["https://anzeiger.example/a1?ref=rss"]


def test_atom_takes_the_alternate_link() -> None:
    data = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Kurier</title><entry><title>Stau</title>
      <link rel="self" href="/api/7"/><link rel="alternate" type="text/html" href="../stau-7"/>
      <id>tag:kurier.example,2031:7</id><published>2031-03-04T08:00:00Z</published>
      <updated>2031-03-04T09:30:00Z</updated></entry></feed>"""
    feed = read_feed(data.encode(), "https://kurier.example/feeds/all")
    assert feed.form == "atom"
    assert feed.items == (
        Item("https://kurier.example/stau-7", "Stau", "2031-03-04T08:00:00Z", "2031-03-04T09:30:00Z"),
    )


def test_json_feed() -> None:
    data = b"""\xef\xbb\xbf {"version": "https://jsonfeed.org/version/1.1", "title": "Bote", "items": [
      {"id": 1, "url": "/x", "title": "Eins", "date_published": "2031-03-04T08:00:00Z"},
      {"id": "https://bote.example/y", "date_modified": "2031-03-05T08:00:00Z", "_extra": {"a": [1]}},
      {"id": "3"}]}"""
    feed = read_feed(data, "https://bote.example/feed.json")
    assert feed.form == "json"
    assert feed.items == (
        Item("https://bote.example/x", "Eins", "2031-03-04T08:00:00Z"),
        Item("https://bote.example/y", None, None, "2031-03-05T08:00:00Z"),
    )
    assert feed.left_out == 1


NEWS = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><image:image><image:loc>https://anzeiger.example/bild.jpg</image:loc><image:title>Bild</image:title></image:image>
 <loc> https://anzeiger.example/n1 </loc><lastmod>2031-03-04T10:00:00Z</lastmod>
 <n:news><n:publication><n:name>Deichanzeiger</n:name></n:publication>
 <n:publication_date>2031-03-04T08:00:00Z</n:publication_date><n:title>Deich hält</n:title></n:news></url>
</urlset>"""


def test_a_news_sitemap_plain_and_gzipped() -> None:
    for data in (NEWS.encode(), gzip.compress(NEWS.encode())):
        feed = read_feed(data, "https://anzeiger.example/news.xml.gz")
        assert feed.form == "sitemap"
        assert feed.items == (
            Item("https://anzeiger.example/n1", "Deich hält", "2031-03-04T08:00:00Z", "2031-03-04T10:00:00Z"),
        )


def test_a_sitemap_index_names_sitemaps() -> None:
    data = b"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>/s1.xml</loc>
      <lastmod>2031-03-04</lastmod></sitemap></sitemapindex>"""
    feed = read_feed(data, "https://anzeiger.example/sitemap.xml")
    assert (feed.form, feed.items[0]) == (
        "sitemap index",
        Item("https://anzeiger.example/s1.xml", updated="2031-03-04"),
    )


def test_of_a_sitemap_too_long_the_newest_are_kept_and_the_rest_counted() -> None:
    rows = "".join(
        f"<url><loc>/p{number}</loc><lastmod>2031-03-04T00:{number // 60:02}:{number % 60:02}Z</lastmod></url>"
        for number in range(MAX_ITEMS + 200)
    )
    feed = read_feed(f"<urlset>{rows}</urlset>".encode(), "https://anzeiger.example/s.xml")
    assert (len(feed.items), feed.left_out) == (MAX_ITEMS, 200)
    assert feed.items[0].url == f"https://anzeiger.example/p{MAX_ITEMS + 199}"


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize("declared", [LAUGHS, OUTSIDE, "<?a <b> ?><!-- <c> -->" + LAUGHS])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "root",
    [
        "<rss version='2.0'><channel><title>&a;</title></channel></rss>",
        "<urlset><url><loc>&a;</loc></url></urlset>",
        "<opml><body><outline xmlUrl='&a;'/></body></opml>",
    ],
)
def test_a_document_that_declares_entities_is_refused(declared: str, encoding: str, root: str) -> None:
    data = (declared + root).encode(encoding)
    with pytest.raises(InputRefused, match="declares entities"):
        read_opml(data, "x") if "opml" in root else read_feed(data, BASE)


def test_entities_spoken_of_in_an_item_are_no_declaration() -> None:
    data = RSS.replace("<title>Nochmal</title>", "<title><![CDATA[<!ENTITY erklärt]]></title>")
    assert len(addresses(data.encode("latin-1"))) == 3


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "neither RSS"),
        (b"Wartungsarbeiten", "neither RSS"),
        (b"<!DOCTYPE html><html><body>404", "an HTML page"),
        (b'{"items": 5}', "no JSON Feed"),
        (b"{", "no JSON Feed"),
        (b"\x1f\x8b broken", "broken gzip"),
        (gzip.compress(bytes(20_000_001)), "unpacks to more than"),
        (b"\x00\xff\xfe\x00", "neither RSS"),
    ],
)
def test_what_is_no_feed_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(InputRefused, match=reason):
        read_feed(data, BASE)


def test_html_is_told_from_feeds() -> None:
    assert is_page(b"\xef\xbb\xbf\n<!-- x --><!DOCTYPE HTML><html>")
    assert is_page(b"<html lang=de>")
    assert not is_page(RSS.encode())
    assert not is_page(NEWS.encode())


@given(st.binary(max_size=400))
def test_any_bytes_are_a_feed_or_refused(data: bytes) -> None:
    for start in (b"", b"<rss version='2.0'><channel><item>", b"<urlset>", b'{"items":['):
        try:
            feed = read_feed(start + data, BASE)
        except InputRefused:
            continue
        assert all(item.url.startswith(("http://", "https://")) for item in feed.items)


def test_opml_with_folders_and_doubles() -> None:
    data = b"""<?xml version="1.0"?><opml version="2.0"><head><title>Pult</title></head><body>
      <outline text="Norden"><outline type="rss" text="A" xmlUrl="https://anzeiger.example/rss"/>
        <outline text="Leer" xmlUrl="  "/></outline>
      <outline text="B &amp; C" XMLURL="https://kurier.example/atom?a=1&amp;b=2"/>
      <outline text="A" xmlUrl="https://anzeiger.example/rss"/></body></opml>"""
    assert read_opml(data, "pult.opml") == ("https://anzeiger.example/rss", "https://kurier.example/atom?a=1&b=2")


@pytest.mark.parametrize("data", [b"", b"no xml", b"<rss/>", b"<opml><body><outline text='x'/></body></opml>"])
def test_what_is_no_opml_is_refused(data: bytes) -> None:
    with pytest.raises(InputRefused):
        read_opml(data, "pult.opml")

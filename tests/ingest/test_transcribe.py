"""Bytes of a page into its text and blocks."""

import contextlib
import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lesart.errors import InputRefused, UsageError
from lesart.ingest.characters import decode_bytes, looks_like_markup
from lesart.ingest.containers import Raw
from lesart.ingest.transcribe import transcribe, transcribe_markup
from lesart.model.text import Fact, Page


def raw_of(data: bytes, name: str = "seite.html", markup: bool | None = True) -> Raw:
    return Raw(name, name, data, hashlib.sha256(data).hexdigest(), markup)


def read(html: str) -> Page:
    return transcribe(raw_of(html.encode("utf-8", "surrogatepass")))


def lines(page: Page) -> list[str]:
    return [page.text[block.start : block.end] for block in page.blocks]


def place_of(page: Page, fact: Fact) -> str | None:
    return None if fact.start is None else page.text[fact.start : fact.end]


def test_blocks_are_lines_and_paragraphs_stand_apart() -> None:
    page = read(
        "<body><h1>Brand in <em>Halle</em> 3</h1><div>Von Ida Ruhm</div><p>Erster\n  Absatz.</p><p>Zwei<br>ter</p>"
    )
    assert page.text == "Brand in Halle 3\n\nVon Ida Ruhm\n\nErster Absatz.\n\nZwei\nter"
    assert lines(page) == ["Brand in Halle 3", "Von Ida Ruhm", "Erster Absatz.", "Zwei", "ter"]
    assert [block.path for block in page.blocks] == [
        "/html/body/h1",
        "/html/body/div",
        "/html/body/p",
        "/html/body/p[2]",
        "/html/body/p[2]",
    ]


def test_what_nobody_sees_is_left_out() -> None:
    page = read(
        "<head><title>Titel</title><style>p{}</style></head><body><script>var a='<p>nein</p>'</script>"
        "<p hidden>weg</p><p style='color:red; display : none'>weg</p><template><p>weg</p></template>"
        "<noscript>weg</noscript><dialog>weg</dialog><!-- weg --><p>da<img alt='weg'></p>"
    )
    assert page.text == "da"
    assert page.fact("title", origin="title") is not None


def test_links_and_emphasis_keep_their_places() -> None:
    page = read("<p>Die <a href='/x'>Feuerwehr <b>Ostheim</b></a> kam.</p><div><a href='/y'>Mehr <p>dazu</p></a></div>")
    assert page.text == "Die Feuerwehr Ostheim kam.\n\nMehr\n\ndazu"
    cut = [[page.text[start:end] for start, end in block.links] for block in page.blocks]
    assert cut == [["Feuerwehr Ostheim"], ["Mehr"], ["dazu"]]
    assert [page.text[start:end] for start, end in page.blocks[0].strong] == ["Ostheim"]


def test_class_words_come_from_the_element_upwards() -> None:
    page = read('<div id="storyMain" class="md:flex"><div class="ArticleHead--kicker_2">Unfall</div></div>')
    assert page.blocks[0].words[:2] == ("article head kicker", "story main")


def test_kicker_and_headline_in_one_heading_are_two_lines() -> None:
    page = read('<h1><span class="k">Hochwasser</span><span>:</span><span class="t">Damm hält</span></h1>')
    assert lines(page) == ["Hochwasser:", "Damm hält"]
    assert lines(read("<h1><span>Damm</span> <span>hält</span></h1>")) == ["Damm hält"]


def test_menu_links_that_touch_are_kept_apart() -> None:
    assert read("<p><a href=a>Politik</a><a href=b>Sport</a></p>").text == "Politik Sport"


def test_table_rows_are_lines() -> None:
    page = read("<table><tr><th>Ort</th><th>Tote</th></tr><tr><td>Ostheim</td><td>3</td></tr></table>")
    assert page.text == "Ort\tTote\nOstheim\t3"


def test_facts_of_the_markup() -> None:
    page = read(
        """<html lang=de-CH><head><title> Ein  Titel </title><meta property="og:title" content="OG">
        <link rel="canonical" href="https://a.example/1"><script type="application/ld+json">
        {"@graph":[{"@type":"WebSite","name":"Bote"},{"@type":"NewsArticle","headline":"Kopf",
        "author":[{"name":"Ida Ruhm"},{"name":"Jo Esch"}],"isAccessibleForFree":false}]}</script></head>
        <body><p>Stand: <time datetime="2031-05-04T10:00">4. Mai</time></p>
        <a rel="author" href="/ir">Ida Ruhm</a><span itemprop="name">Bote</span>"""
    )
    found = {
        (fact.origin, fact.name, fact.value, fact.start and page.text[fact.start : fact.end]) for fact in page.facts
    }
    assert found == {
        ("html", "lang", "de-CH", None),
        ("title", "title", "Ein Titel", None),
        ("meta", "og:title", "OG", None),
        ("link", "canonical", "https://a.example/1", None),
        ("json-ld", "WebSite.@type", "WebSite", None),
        ("json-ld", "WebSite.name", "Bote", None),
        ("json-ld", "@type", "NewsArticle", None),
        ("json-ld", "headline", "Kopf", None),
        ("json-ld", "author.name", "Ida Ruhm", None),
        ("json-ld", "author.name", "Jo Esch", None),
        ("json-ld", "isAccessibleForFree", "false", None),
        ("time", "datetime", "2031-05-04T10:00", "4. Mai"),
        ("link", "author", "Ida Ruhm", "Ida Ruhm"),
        ("html", "name", "Bote", "Bote"),
    }


@pytest.mark.parametrize("script", ["{", '{"@type":"NewsArticle","headline":"K",}', "<!-- [] -->", "[" * 100_000])
def test_broken_json_ld_is_no_error(script: str) -> None:
    assert read(f'<script type="application/ld+json">{script}</script><p>x</p>').text == "x"


def test_plain_text_is_kept_to_the_character() -> None:
    data = "\ufeff Zeile\r\nÜber e\u0301 😀\r\n".encode()
    page = transcribe(raw_of(data, "a.txt", False))
    assert page.text == "\ufeff Zeile\r\nÜber e\u0301 😀\r\n"
    assert page.blocks == ()
    assert page.medium == "text"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("Grüße für 5 €".encode(), "utf-8"),
        ("Grüße für „Köln“ – 5 €".encode("windows-1252"), "windows-1252"),
        ("Grüße für Köln".encode("iso-8859-1"), "iso-8859-1"),
        (b"\xff\xfe" + "Grüße".encode("utf-16-le"), "utf-16-le"),
        ("Grüße aus Köln".encode("utf-16-be"), "utf-16-be"),
        ("Grüße – ".encode() + "Köln".encode("windows-1252"), "utf-8+windows-1252"),
    ],
)
def test_encodings_are_told_by_the_bytes(data: bytes, encoding: str) -> None:
    text, found = decode_bytes(data, "a.txt", False)
    assert found == encoding
    assert "ü" in text
    assert "�" not in text


def test_a_declared_character_set_is_used() -> None:
    page = transcribe(raw_of('<meta charset="iso-8859-2"><p>Łódź</p>'.encode("iso-8859-2")))
    assert (page.text, page.encoding) == ("Łódź", "iso8859-2")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"%PDF-1.7 ...", "not text: a PDF"),
        (b"\x89PNG\r\n\x1a\n", "not text: an image"),
        (bytes(range(256)), "not text: control characters"),
        (b"abc\x00def", "not text: control characters"),
        (b"a\x81\x8d\x8f" * 9, "broken encoding: neither UTF-8 nor Windows-1252"),
        (b"\xff\xfeabc", "broken encoding: utf-16-le, truncated data"),
        (b"\xef\xbb\xbf \n", "empty"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(InputRefused) as refused:
        transcribe(raw_of(data, "a.txt", False))
    assert refused.value.reason == reason


def test_a_page_without_visible_text_is_refused() -> None:
    with pytest.raises(InputRefused, match="no visible text"):
        read("<script>x()</script>")


def test_kind_is_told_by_the_text_where_the_name_does_not() -> None:
    assert looks_like_markup("\ufeff<!DOCTYPE html><p>x")
    assert looks_like_markup("<div><p>a</p><span>b</span><a>c</a></div>")
    assert not looks_like_markup("Der Tag <html> war schön")
    assert not looks_like_markup("<3 Ostheim")
    assert transcribe(raw_of(b"<html><p>x</p></html>", "-", None)).medium == "html"
    with pytest.raises(UsageError):
        transcribe(raw_of(b"<html><p>x</p></html>", "-", None), clean=True)


MARKUP = st.lists(
    st.sampled_from(
        "<p> </p> <div¦class=a> </div> <a¦href=x> </a> <br> <b> </b> <li> <td> <tr> <table> <pre> </pre> <h1> <span>"
        " </span> &nbsp; &#0; &#x110000; <time> </time> <script> </script> <!-- --> <![CDATA[ <svg> </ < \u202e \u200b"
        " \x00 ¦ \n".replace("\n", "NEWLINE").split()
    ).map(lambda part: part.replace("¦", " ").replace("NEWLINE", "\n"))
    | st.text(max_size=8),
    max_size=40,
)


@given(MARKUP)
@settings(max_examples=300, deadline=None)
def test_any_markup_gives_sorted_blocks_that_hold_all_text(parts: list[str]) -> None:
    text, blocks, facts = transcribe_markup("".join(parts))
    assert (text, blocks, facts) == transcribe_markup("".join(parts))
    at = 0
    for block in blocks:
        assert not text[at : block.start].strip()
        assert at <= block.start < block.end
        assert "\n" not in text[block.start : block.end]
        for start, end in block.links + block.strong:
            assert block.start <= start < end <= block.end
        at = block.end
    assert not text[at:].strip()
    for fact in facts:
        if fact.start is not None and fact.end is not None:
            assert 0 <= fact.start < fact.end <= len(text)


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for markup in (True, False, None):
        with contextlib.suppress(InputRefused):
            page = transcribe(raw_of(data, "a", markup))
            assert page.text.strip()


@pytest.mark.parametrize("tag", ["div", "span", "b", "a", "table", "ul", "font"])
def test_deep_nesting_is_read_without_recursion(tag: str) -> None:
    html = f"<{tag}>x" * 20_000
    text, blocks, _ = transcribe_markup(html)
    assert text.count("x") == 20_000
    assert max(len(block.path) for block in blocks) < 1000

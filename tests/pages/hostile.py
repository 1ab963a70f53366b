"""Hostile pages for the fuzz tests: what a crawl may hold that was never meant to be read, or was meant to hurt.

Each generator returns the bytes of one page and grows linearly in its parameter, so that a test can double the
parameter and compare times. `HOSTILE` names them all at a size that a parser is done with in a moment; the full
sizes are for the slow run. Nothing is drawn but from a seed that is passed in.
"""

from __future__ import annotations

import base64
from collections.abc import Callable

from tests.pages.mutations import mutate as mutate

Page = Callable[[], bytes]
Grow = Callable[[int], bytes]

HEAD = b'<!DOCTYPE html><html lang="de"><head><meta charset="utf-8"><title>Probe</title></head><body>'
TAIL = b"</body></html>"
SENTENCE = "Die F\u00e4hre legte um 7.40 Uhr ab, sagte der Hafenmeister. ".encode()
ARTICLE = b"<h1>F\xc3\xa4hre legt ab</h1><p>" + SENTENCE * 3 + b"</p>"


def wrap(content: bytes) -> bytes:
    """A page around `content`, with a plain article before it that should survive."""
    return HEAD + ARTICLE + content + TAIL


def fill(pattern: bytes, size: int) -> bytes:
    """`pattern` over and over, `size` bytes long at most, never cut inside."""
    return pattern * (size // len(pattern))


# Size and depth ---------------------------------------------------------------------------------------------


def nest_tags(size: int = 100_000_000, tag: str = "div") -> bytes:
    """Start tags inside one another and no end tag, `size` bytes of them, and a word at the bottom."""
    return wrap(fill(f"<{tag}>".encode(), size) + b"unten")


def nest_closed_tags(depth: int = 100_000, tag: str = "div") -> bytes:
    """`depth` elements inside one another, each closed."""
    name = tag.encode()
    return wrap((b"<%s>" % name) * depth + b"unten" + (b"</%s>" % name) * depth)


def nest_formatting(depth: int = 10_000) -> bytes:
    """Formatting elements that are left open across paragraphs, which HTML reopens in every one of them."""
    return wrap(b"".join(b"<p><b><i><font color=%d>Wort " % (number % 7) for number in range(depth)))


def nest_tables(depth: int = 5_000) -> bytes:
    """Tables inside cells, with text outside any cell that HTML moves out of the table."""
    return wrap(b"<table>daneben<tr><td>Zelle" * depth + b"</td></tr></table>" * (depth // 2))


def nest_lists(depth: int = 20_000) -> bytes:
    """Lists inside items, none closed."""
    return wrap(b"<ul><li>Punkt" * depth)


def crowd_attributes(count: int = 1_000_000) -> bytes:
    """One element with `count` attributes, the names all different."""
    return wrap(b"<p " + b" ".join(b'a%d="%d"' % (number, number) for number in range(count)) + b">Text</p>")


def repeat_attribute(count: int = 1_000_000) -> bytes:
    """One element with the same attribute `count` times, and as many class words in another."""
    return wrap(b"<p " + b'class="x" ' * count + b">Text</p><p class='" + b"wort " * count + b"'>Text</p>")


def stretch_attribute(size: int = 50_000_000) -> bytes:
    """One attribute value of `size` bytes, its quotation mark closed at the very end."""
    return wrap(b'<p title="' + fill(b"lang &amp; ", size) + b'">Text</p>')


def write_one_line(size: int = 20_000_000) -> bytes:
    """A page of one line: `size` bytes of short paragraphs and links."""
    return wrap(fill(b"<p>" + SENTENCE + b'</p><a href="/x">Mehr</a>', size))


def write_one_text(size: int = 50_000_000) -> bytes:
    """One text node of `size` bytes."""
    return wrap(b"<p>" + fill(SENTENCE, size) + b"</p>")


def write_one_word(size: int = 20_000_000) -> bytes:
    """One word of `size` bytes, without any place to break it."""
    return wrap(b"<p>" + b"a" * size + b"</p>")


def spread_space(size: int = 20_000_000) -> bytes:
    """White space of every kind between two words, and as no-break spaces."""
    kinds = " \t\r\n\f\u00a0\u2003\u2009\u3000\u2028\u2029\u0085".encode()
    return wrap(b"<p>Anfang" + fill(kinds, size) + b"Ende</p>")


def line_up(count: int = 500_000, tag: str = "p") -> bytes:
    """`count` siblings of one word each."""
    return wrap(f"<{tag}>Wort</{tag}>".encode() * count)


def break_lines(count: int = 1_000_000) -> bytes:
    """One paragraph with `count` line breaks."""
    return wrap(b"<p>" + b"Zeile<br>" * count + b"</p>")


def embed_images(count: int = 200, size: int = 100_000) -> bytes:
    """Images written into the page in base64, the alternative text behind them."""
    data = base64.b64encode(bytes(range(256)) * (size // 256 + 1))[:size]
    return wrap((b'<img src="data:image/png;base64,' + data + b'" alt="Bild"><p>Text</p>') * count)


# Markup that is not well formed -----------------------------------------------------------------------------


def forget_end_tags(count: int = 20_000) -> bytes:
    """Blocks and formatting that are opened and never closed."""
    return wrap(b"<div><p><b>Wort <span>mehr<li><h2>Titel<td>Zelle<a href=x>Verweis" * count)


def cross_end_tags(count: int = 20_000) -> bytes:
    """End tags in the wrong order, without a start, with attributes, of void elements, cut short."""
    piece = b"<b><p>eins<i></b>zwei</p></i></div></table></br></p></img></h1 class='x'></ ><//p><a><a>drei</b </a"
    return wrap(piece * count)


def leave_tag_open() -> bytes:
    """The page ends inside a quoted attribute value."""
    return HEAD + ARTICLE + b'<p class="nie zu Ende><p>' + SENTENCE


def leave_comment_open(size: int = 1_000_000) -> bytes:
    """A comment that is never closed swallows the rest."""
    return HEAD + ARTICLE + b"<!-- Werbung " + fill(b"<p>" + SENTENCE + b"</p>", size)


def bend_comments(count: int = 10_000) -> bytes:
    """Comments that end early, late or oddly."""
    piece = b"<!-->a<!--->b<!-- c --!>d<!-- e -- f --><!- g -><!><!-- <!-- h --> i --><!--" + b"-" * 20 + b">"
    return wrap(piece * count + b"<p>danach</p>")


def insert_cdata(count: int = 10_000) -> bytes:
    """CDATA sections, processing instructions and declarations in HTML."""
    piece = (
        b"<![CDATA[ <p>verborgen</p> ]]><?xml version='1.0'?><?php echo '<p>'; ?><!ELEMENT p ANY><!DOCTYPE html>"
        b"<svg><![CDATA[ <p>Bild</p> ]]></svg><p>sichtbar</p>"
    )
    return wrap(piece * count)


def insert_conditions(count: int = 10_000) -> bytes:
    """Conditional comments for one old browser, hiding and revealing."""
    piece = (
        b"<!--[if lt IE 9]><p>Ihr Browser ist veraltet.</p><![endif]--><![if !IE]><p>sichtbar</p><![endif]>"
        b"<!--[if !IE]><!--><p>auch sichtbar</p><!--<![endif]-->"
    )
    return wrap(piece * count)


def hide_markup_in_scripts(count: int = 5_000) -> bytes:
    """Scripts, styles, templates and other raw text that hold HTML."""
    piece = (
        b'<script>var a = "<p>nicht da</p>"; var b = "<\\/script>"; if (1 < 2 && 3 > 2) { }</script>'
        b"<script><!-- <script> document.write('<h1>nicht da</h1>') </script> --></script>"
        b"<script type='text/html'><article><p>nicht da</p></article></script>"
        b"<style>p::before { content: '<p>nicht da</p>' }</style><template><p>nicht da</p></template>"
        b"<noscript><p>ohne Skript</p></noscript><textarea><p>Feld</p></textarea>"
        b"<iframe><p>nicht da</p></iframe><xmp><p>roh</p></xmp><p>sichtbar</p>"
    )
    return wrap(piece * count)


def leave_script_open(size: int = 1_000_000) -> bytes:
    """A script without an end tag before the text."""
    return HEAD + b"<script>var seite = 1;" + fill(b"<p>" + SENTENCE + b"</p>", size)


def frame_page() -> bytes:
    """A frameset, two bodies, a second head, and markup after the end."""
    return (
        b"<html><frameset><frame src=a></frameset><body><p>eins</p></body></html><html><head><title>Noch einer"
        b"</title></head><body class=b><p>zwei</p></body></html><p>danach</p><plaintext><p>bis zum Schluss"
    )


# Characters and encodings -----------------------------------------------------------------------------------


def expand_entities(levels: int = 12, fan: int = 10) -> bytes:
    """Entities that are declared to expand to `fan ** levels` words, and one that names a file."""
    declared = [b'<!ENTITY e0 "Wort">', b'<!ENTITY datei SYSTEM "file:///etc/hostname">']
    declared += [b'<!ENTITY e%d "%s">' % (level, b"&e%d;" % (level - 1) * fan) for level in range(1, levels + 1)]
    body = b"<html><body>" + ARTICLE + b"<p>&e%d; &datei;</p></body></html>" % levels
    return b"<?xml version='1.0'?><!DOCTYPE html [" + b"".join(declared) + b"]>" + body


def refer_to_characters(count: int = 20_000) -> bytes:
    """Character references: valid, impossible, without a semicolon, unknown, escaped twice."""
    piece = (
        b"&#0; &#xD800; &#x110000; &#128; &#x1F600; &#99999999999; &#x; &#; &auml &Auml;&amp;uuml; &nichts;"
        b" &notin; &notit; &copy2024 &lt;p&gt; &NotEqualTilde; &"
    )
    return wrap(b"<p>" + piece * count + b"</p>")


def mix_encodings() -> bytes:
    """UTF-8 is announced twice, with windows-1252, latin-1, UTF-16 and broken UTF-8 in the text."""
    word = "Übergröße – „Fähre“ "
    return (
        b'\xef\xbb\xbf<?xml version="1.0" encoding="iso-8859-15"?><html><head><meta charset="utf-8">'
        b'<meta http-equiv="Content-Type" content="text/html; charset=windows-1252"></head><body><p>'
        + word.encode()
        + word.encode("cp1252")
        + word.encode("utf-16-le")
        + b"\xff\xfe\xc3\xc0\xaf\xed\xa0\x80\xf5\x80\x80\x80\xe2\x82</p>"
        + ARTICLE
        + b"</body></html>"
    )


def encode_otherwise(encoding: str = "utf-16") -> bytes:
    """A sound page in an encoding that it does not name."""
    return wrap(b"").decode().replace('<meta charset="utf-8">', "").encode(encoding)


def turn_directions(count: int = 2_000) -> bytes:
    """Bidirectional controls, zero-width and unseen characters, stacked marks, private use, non-characters."""
    piece = (
        "\u202eerhäF eiD\u202c \u2066Mo\u00adle\u200b\u200c\u200d\u2060\ufeff\u2069 a\u0308"
        + "e"
        + "\u0301\u0316\u0337" * 20
        + " \U000e0041\U000e007f \ue000\ue02c\uf8ff \ufdd0\uffff"
        + " \u061c\u180e \U0001f468\u200d\U0001f469\u200d\U0001f467 "
    )
    return wrap(b"<p>" + (piece * count).encode() + b"</p>")


def strew_nul_bytes(count: int = 10_000) -> bytes:
    """NUL and control bytes in text, tag names, attributes and between tags."""
    piece = b"<p\x00>W\x00ort\x01\x08\x0b\x1b</p>\x00<di\x00v cl\x00ass='a\x00'>\x7f\xc2\x80\xc2\x9f</div>"
    return wrap(piece * count)


# What metadata and rules read -------------------------------------------------------------------------------


def overload_json_ld(depth: int = 100_000) -> bytes:
    """Linked data: nested beyond any reader's depth, cut off, of wrong types, with impossible dates."""
    open_script = b'<script type="application/ld+json">'
    blocks = (
        b"[" * depth,
        b'{"@graph":' * depth + b"{}" + b"}" * depth,
        b'{"@type":"NewsArticle","headline":["F\xc3\xa4hre"],"datePublished":20240101,"author":{"name":null}}',
        b'{"@type":"NewsArticle","datePublished":"9999-99-99T99:99:99+99:99","author":[[["A"]]]',
        b'{"@type":["NewsArticle",{}],"datePublished":"' + b"2" * depth + b'","isAccessibleForFree":"vielleicht"}',
        b'{"headline":"\\ud800","datePublished":"2024-01-01\\u0000"}',
        b"null",
        b"",
    )
    head = b"".join(open_script + block + b"</script>" for block in blocks)
    return HEAD.replace(b"</head>", head + b"</head>") + ARTICLE + TAIL


def overload_meta(count: int = 50_000) -> bytes:
    """`count` metadata elements, canonical links and times that contradict one another or say nothing."""
    piece = (
        b'<meta property="article:published_time" content="2024-13-45"><meta name="author" content="">'
        b'<link rel="canonical" href="javascript:1"><link rel="canonical"><meta property="og:title"><meta content=x>'
        b'<time datetime="gestern">31.02.2024, 25:61 Uhr</time>'
    )
    return HEAD.replace(b"</head>", piece * count + b"</head>") + ARTICLE + TAIL


def set_pattern_traps(size: int = 200_000) -> bytes:
    """Long runs of what patterns for dates, bylines, credits and votes begin with and that never end as they must."""
    dates, names = ("1.1.", "Stand: ", "12:", "9 "), ("Von ", "(dpa", "Foto: ", "+++ ", "@a")
    starts = (*dates, *names, "((((", "a.", "- ", "„", "1'0", "A-", "/x")
    return wrap(b"".join(b"<p>" + fill(start.encode(), size) + b"!</p>" for start in starts))


HOSTILE: dict[str, Page] = {
    "nothing": lambda: b"",
    "white space": lambda: b" \r\n\t\x00",
    "byte-order mark": lambda: b"\xef\xbb\xbf",
    "one bracket": lambda: b"<",
    "head only": lambda: HEAD,
    "nested tags": lambda: nest_tags(200_000),
    "nested inline tags": lambda: nest_tags(100_000, "span"),
    "nested closed tags": lambda: nest_closed_tags(5_000),
    "nested formatting": lambda: nest_formatting(300),
    "nested tables": lambda: nest_tables(1_000),
    "nested lists": lambda: nest_lists(2_000),
    "many attributes": lambda: crowd_attributes(20_000),
    "one attribute many times": lambda: repeat_attribute(10_000),
    "a long attribute": lambda: stretch_attribute(300_000),
    "one line": lambda: write_one_line(300_000),
    "one text": lambda: write_one_text(500_000),
    "one word": lambda: write_one_word(500_000),
    "much white space": lambda: spread_space(300_000),
    "many paragraphs": lambda: line_up(5_000),
    "many headings": lambda: line_up(3_000, "h2"),
    "many line breaks": lambda: break_lines(20_000),
    "images inside": lambda: embed_images(5, 50_000),
    "forgotten end tags": lambda: forget_end_tags(300),
    "crossed end tags": lambda: cross_end_tags(300),
    "an open tag": leave_tag_open,
    "an open comment": lambda: leave_comment_open(100_000),
    "bent comments": lambda: bend_comments(500),
    "CDATA": lambda: insert_cdata(300),
    "conditional comments": lambda: insert_conditions(300),
    "scripts with markup": lambda: hide_markup_in_scripts(200),
    "an open script": lambda: leave_script_open(100_000),
    "frames": frame_page,
    "expanding entities": expand_entities,
    "character references": lambda: refer_to_characters(500),
    "mixed encodings": mix_encodings,
    "UTF-16": encode_otherwise,
    "UTF-32": lambda: encode_otherwise("utf-32"),
    "EBCDIC": lambda: encode_otherwise("cp273"),
    "turned directions": lambda: turn_directions(100),
    "NUL bytes": lambda: strew_nul_bytes(500),
    "linked data": lambda: overload_json_ld(5_000),
    "metadata": lambda: overload_meta(500),
    "pattern traps": lambda: set_pattern_traps(20_000),
}
"""Every hostile page by name, small enough that all of them are parsed in a few seconds."""

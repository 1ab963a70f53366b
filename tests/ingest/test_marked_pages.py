"""The self-written pages are marked throughout, and the loader carries their gold into any transcription."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import lxml.html
import pytest
from training.crawler_texts import Manner, apply_mishaps, crawl, decode_page, double_caption, glue_head, lose_headline
from training.marked_pages import MarkedPage, load_marked
from training.zoned_texts import KINDS, CommentMark, GoldComment, GoldZone, MarkError, Run, ZonedText, join_runs

from lesart.ingest.containers import Raw
from lesart.ingest.transcribe import transcribe
from lesart.model.text import Page

PAGES = Path(__file__).parent.parent / "pages"
MARKED = [path for folder in ("train", "train-texts", "test") for path in sorted((PAGES / folder).glob("*.html"))]
ISO = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?")
GOLD = (
    '<!-- gold {"title": "Kran umgestürzt", "published": "2024-05-02T10:15", "updated": null, "authors": [],'
    ' "agencies": ["dpa"], "outlet": "Der Bote", "section": null, "language": "de", "canonical": null,'
    ' "paywall": null, "stub": null, "url": null} -->\n'
)


def transcribe_plainly(html: bytes) -> str:
    """Every text node outside scripts, one a line: the plainest transcriber there can be."""
    root = lxml.html.document_fromstring(decode_page(html)[0])
    found = root.xpath("//body//text()[not(ancestor::script or ancestor::style)]")
    assert isinstance(found, list)
    return "\n".join(line for text in found if (line := str(text).strip()))


def transcribe_as_shipped(html: bytes) -> Page:
    """The page that lesart's own transcriber makes."""
    return transcribe(Raw("probe.html", "probe.html", html, hashlib.sha256(html).hexdigest(), markup=True))


reads_html = pytest.mark.skipif(
    transcribe_as_shipped(b"<p>Eins</p>").medium != "html", reason="the transcriber reads no HTML yet"
)


def marked(tmp_path: Path, body: str) -> MarkedPage:
    path = tmp_path / "01-probe.html"
    path.write_text(f"{GOLD}<html><body>{body}</body></html>", encoding="utf-8")
    return load_marked(path)


def pieces(zoned: ZonedText) -> list[tuple[str, str]]:
    return [(zone.kind, zoned.text[zone.start : zone.end]) for zone in zoned.zones]


@pytest.mark.parametrize("path", MARKED, ids=lambda path: f"{path.parent.name}/{path.stem}")
class TestPages:
    def test_every_character_has_one_zone(self, path: Path) -> None:
        page = load_marked(path)
        for zoned in (page.zoned(transcribe_plainly), page.whole(), page.main()):
            assert zoned.uncovered() == []
            ends = [0, *(zone.end for zone in zoned.zones)]
            for zone, end in zip(zoned.zones, ends, strict=False):
                assert end <= zone.start < zone.end <= len(zoned.text)
                assert zone.kind in KINDS
                words = zoned.text[zone.start : zone.end]
                assert words == words.strip()

    @reads_html
    def test_the_shipped_transcriber_keeps_the_zones(self, path: Path) -> None:
        assert load_marked(path).zoned(lambda html: transcribe_as_shipped(html).text).uncovered() == []

    def test_the_marks_are_gone(self, path: Path) -> None:
        page = load_marked(path)
        source = decode_page(page.html)[0]
        assert not re.search(r"data-(zone|author|posted|up|down)\b|<!-- gold|[\ue000-\uf8ff]", source, re.IGNORECASE)

    def test_metadata_are_sound(self, path: Path) -> None:
        gold = load_marked(path).gold
        assert re.fullmatch(r"[a-z]{2}(-[A-Z]{2})?", gold.language)
        for stamp in (gold.published, gold.updated):
            assert stamp is None or ISO.fullmatch(stamp)
        for address in (gold.canonical, gold.url):
            assert address is None or re.match(r"https?://\S+$", address)
        for text in (gold.title, gold.outlet, gold.section, *gold.authors, *gold.agencies):
            assert text is None or (text and text == text.strip())

    def test_comments_lie_in_comment_zones(self, path: Path) -> None:
        zoned = load_marked(path).whole()
        starts = {zone.start for zone in zoned.zones if zone.kind == "comment"}
        ends = {zone.end for zone in zoned.zones if zone.kind == "comment"}
        assert {comment.start for comment in zoned.comments} <= starts
        assert {comment.end for comment in zoned.comments} <= ends

    def test_the_headline_is_the_title(self, path: Path) -> None:
        page = load_marked(path)
        zoned = page.whole()
        heads = [" ".join(text.split()) for kind, text in pieces(zoned) if kind == "headline"]
        assert not heads or page.gold.title in heads


class TestLoader:
    def test_zones_hold_inside_until_an_element_says_otherwise(self, tmp_path: Path) -> None:
        page = marked(
            tmp_path, '<p data-zone="body"><span data-zone="dateline">Ulm.</span> Ein <b>Kran</b> fiel um.</p>'
        )
        assert page.html == b"<html><body><p>Ulm. Ein <b>Kran</b> fiel um.</p></body></html>"
        zoned = page.whole()
        assert zoned.text == "Ulm. Ein Kran fiel um."
        assert zoned.zones == (GoldZone("dateline", 0, 4), GoldZone("body", 5, 22))

    def test_marks_may_shout(self, tmp_path: Path) -> None:
        body = '<TABLE DATA-ZONE="navigation"><TR><TD>Start<TD><SPAN DATA-ZONE="body">Eins</SPAN></TABLE>'
        page = marked(tmp_path, body)
        assert b"<TABLE><TR><TD>Start<TD>Eins</TABLE>" in page.html
        assert pieces(page.whole()) == [("navigation", "Start"), ("body", "Eins")]

    def test_two_paragraphs_are_two_zones(self, tmp_path: Path) -> None:
        page = marked(tmp_path, '<div class="x" data-zone="body"><p>Eins.</p><p>Zwei.</p></div>')
        assert b'<div class="x">' in page.html
        assert pieces(page.whole()) == [("body", "Eins."), ("body", "Zwei.")]

    def test_a_span_with_a_class_stays(self, tmp_path: Path) -> None:
        page = marked(tmp_path, '<p data-zone="body">A <span class="k" data-zone="byline">Von B</span></p>')
        assert b'<span class="k">Von B</span>' in page.html

    def test_a_malformed_page_stays_malformed(self, tmp_path: Path) -> None:
        page = marked(tmp_path, '<p data-zone="lead">Eins<p data-zone="body">Zwei</b><li data-zone=teaser>Drei<li>Vier')
        assert page.html == b"<html><body><p>Eins<p>Zwei</b><li>Drei<li>Vier</body></html>"
        assert pieces(page.whole())[:3] == [("lead", "Eins"), ("body", "Zwei"), ("teaser", "Drei")]
        assert page.whole().uncovered() == []

    def test_comments_keep_author_and_votes(self, tmp_path: Path) -> None:
        page = marked(
            tmp_path,
            '<div data-author="Uhu" data-posted="2024-05-02T11:00" data-up="7" data-down="1">'
            '<b data-zone="comment_meta">Uhu</b><div data-zone="comment"><p>Schade.</p><p>Sehr.</p></div></div>',
        )
        zoned = page.whole()
        assert zoned.text == "Uhu\nSchade.\nSehr."
        assert zoned.comments == (GoldComment(4, 17, CommentMark("Uhu", "2024-05-02T11:00", 7, 1)),)

    def test_an_unknown_kind_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(MarkError, match=r"01-probe.html: no zone kind 'text'"):
            marked(tmp_path, '<p data-zone="text">Eins</p>')

    def test_malformed_gold_is_named(self, tmp_path: Path) -> None:
        path = tmp_path / "02-probe.html"
        path.write_text('<!-- gold {"title": "Eins"} -->\n<p>Eins</p>', encoding="utf-8")
        with pytest.raises(MarkError, match=r"02-probe.html: .*published"):
            load_marked(path)

    def test_a_transcriber_that_minds_the_marks_is_found_out(self, tmp_path: Path) -> None:
        page = marked(tmp_path, '<p data-zone="body">Eins</p>')
        with pytest.raises(MarkError, match="01-probe: the marks change the text"):
            page.zoned(lambda html: f"{len(html)} {transcribe_plainly(html)}")

    def test_what_no_zone_holds_is_named(self, tmp_path: Path) -> None:
        assert marked(tmp_path, '<p data-zone="body">Eins</p><p>Zwei \u00ad</p>').whole().uncovered() == ["Zwei \u00ad"]

    def test_scripts_and_titles_are_left_alone(self, tmp_path: Path) -> None:
        page = marked(tmp_path, '<script>if (a < b) "<p data-zone=x>"</script><p data-zone="body">&nbsp; Eins</p>')
        assert b'<script>if (a < b) "<p data-zone=x>"</script>' in page.html
        assert pieces(page.whole()) == [("body", "Eins")]


class TestCrawler:
    HTML = (
        b'<body><nav>Start</nav><article><h1><span>Kran</span><span>Sturz</span></h1><img alt="Ein Kran">'
        b"<p>Ein <a>Kran</a> fiel.</p><div>Mehr</div><p hidden>Weg</p></article><aside>Beliebt</aside></body>"
    )

    def test_whole_keeps_all_lines(self) -> None:
        assert crawl(self.HTML, Manner("whole")) == "Start\nKranSturz\nEin Kran fiel.\nMehr\nBeliebt"

    def test_main_drops_navigation_and_shows_alternative_texts(self) -> None:
        text = crawl(self.HTML, Manner("main", keeps_asides=False))
        assert text == "KranSturz\n\nEin Kran\n\nEin Kran fiel.\n\nMehr"

    def test_main_may_lose_words_and_blank_lines(self) -> None:
        text = crawl(self.HTML, Manner("main", blank_lines=False, loses_link_words=True))
        assert text == "KranSturz\nEin Kran\nEin fiel.\nMehr\nBeliebt"

    def test_furniture_is_known_by_its_words_unless_it_is_the_page(self) -> None:
        html = b'<body><div class="cookie-layer">Ja?</div><p class="ads">Der lange Text der Seite.</p></body>'
        assert crawl(html, Manner("main")) == "Der lange Text der Seite."

    def test_mishaps(self) -> None:
        runs = [Run("Not", "kicker"), Run("\n", None), Run("Kran", "headline"), Run("\n", None), Run("Bild", "caption")]
        assert join_runs(glue_head(runs)).text == "NotKran\nBild"
        assert join_runs(lose_headline(runs)).text == "\n\nBild"
        assert join_runs(double_caption(runs)).text == "Not\nKran\nBild\nBild"

    def test_mishaps_come_from_the_name_alone(self) -> None:
        runs = [Run("Kran", "headline"), Run("\n", None), Run("Ein Kran fiel.", "body")]
        texts = {join_runs(apply_mishaps(runs, f"{number}-seite", "2024-05-02")).text for number in range(40)}
        assert "Kran\nEin Kran fiel." in texts
        assert " date 2024-05 Kran\nEin Kran fiel." in texts
        first = [apply_mishaps(runs, f"{number}-seite", "2024-05-02") for number in range(40)]
        assert first == [apply_mishaps(runs, f"{number}-seite", "2024-05-02") for number in range(40)]

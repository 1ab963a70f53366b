"""What plain text tells by its order and its marks overrules the labeller."""

from __future__ import annotations

import pytest

from lesart.algorithms.chain import Labelling
from lesart.ingest.zone_layout import Layout
from lesart.ingest.zone_plain_texts import mend_plain_text
from lesart.ingest.zone_units import cut_units
from lesart.language.languages import load_language
from lesart.model.article import ZoneKind
from lesart.model.text import Page

OTHER = "Der Landrat sprach am Abend von einer Frage der Sicherheit, die Händler im Tal sehen das anders."
PARAGRAPH = "Die Brücke über die Selke bleibt bis zum Frühjahr gesperrt, das teilte der Kreis am Montag mit."
OPINION = "Ich fahre da jeden Tag drüber und kann nur sagen, dass das seit Jahren so kommen musste, leider."


class Unsure(Labelling):
    """Thinks that everything is a promotion, if it is no article."""

    def __init__(self) -> None:
        pass

    def labels(self) -> list[str]:
        return ["body", "headline", "lead", "promo", "subheadline", "teaser"]

    def marginal(self, label: str, at: int) -> float:
        return 0.9 if label == "promo" else 0.02


def mended(*lines: tuple[ZoneKind, str]) -> list[ZoneKind]:
    page = Page(id="p", source="p", bytes_id="", text="\n".join(line for _, line in lines))
    layout = Layout(page, cut_units(page, load_language("de")))
    assert len(layout.units) == len(lines)
    kinds = [kind for kind, _ in lines]
    mend_plain_text(layout, kinds, Unsure())
    return kinds


ARTICLE: list[tuple[ZoneKind, str]] = [
    ("headline", "Kreis sperrt Brücke"),
    *[("body", f"{number} {PARAGRAPH}") for number in range(1, 4)],
]


def test_paragraphs_behind_a_count_of_comments_are_comments() -> None:
    assert mended(*ARTICLE, ("teaser", "3 Kommentare"), ("teaser", "selkefan"), ("body", OPINION))[-1] == "comment"
    assert mended(*ARTICLE, ("teaser", "Mehr zum Thema"), ("teaser", "Selke"), ("body", OPINION))[-1] == "body"


def test_paragraphs_behind_a_heading_of_comments_and_a_readers_time_are_comments() -> None:
    thread: list[tuple[ZoneKind, str]] = [("teaser", "Kommentare"), ("teaser", "12.03.2031, 14:05"), ("body", OPINION)]
    assert mended(*ARTICLE[:3], *thread)[-1] == "comment"
    assert mended(*ARTICLE[:3], thread[0], thread[2])[-1] == "body"


def test_comments_may_stand_behind_their_readers_names() -> None:
    said: list[tuple[ZoneKind, str]] = [
        ("navigation", "Kommentare (2)"),
        ("navigation", "selkefan: Das war seit Jahren abzusehen, leider"),
        ("comment_meta", "gast4711: @selkefan stimmt genau"),
        ("navigation", "Newsletter: Die Themen des Tages um 17 Uhr"),
    ]
    assert mended(*ARTICLE[:2], *said)[-3:] == ["comment", "comment", "navigation"]
    assert mended(*said, *ARTICLE[:2])[1:3] == ["navigation", "comment_meta"]


def test_a_counter_above_the_article_heads_no_comments() -> None:
    head: list[tuple[ZoneKind, str]] = [("navigation", "35 Kommentare"), ("published_time", "12.03.2031, 14:05")]
    assert mended(ARTICLE[0], *head, *ARTICLE[1:])[-3:] == ["body"] * 3


@pytest.mark.parametrize(
    ("line", "taken_for", "kind"),
    [
        ("Legende: Die Brücke am Montag.", "body", "caption"),
        ("Bildunterschrift: Die Brücke am Montag.", "subheadline", "caption"),
        ("Ida Ruhm/dpa", "subheadline", "image_credit"),
        ("Die Brücke und der Fluss", "subheadline", "subheadline"),
        (">> So teuer wird der Umweg für Pendler", "subheadline", "teaser"),
        ("Montag, 12. März 2031", "subheadline", "published_time"),
        ("Dieses Thema im Programm: Selkefunk, Nachrichten, acht Uhr", "body", "section_label"),
    ],
)
def test_a_line_says_what_it_is(line: str, taken_for: ZoneKind, kind: ZoneKind) -> None:
    assert mended(*ARTICLE, (taken_for, line), ("body", OTHER))[4] == kind


def test_what_a_page_repeats_is_no_article_text() -> None:
    notice = "Hier kann ein Inhalt nicht gezeigt werden, weil Ihre Einstellungen ihn verhindern."
    lines: list[tuple[ZoneKind, str]] = []
    for number in range(4):
        lines += [("body", f"{number} {OTHER}"), ("body", notice)]
    assert mended(*ARTICLE[:2], *lines)[2:] == ["body", "promo"] * 4


def test_a_box_that_asks_for_money_is_a_promotion_and_a_heading_about_money_none() -> None:
    asks: list[tuple[ZoneKind, str]] = [
        ("subheadline", "Deine Spende für unsere Arbeit"),
        ("body", "Wir berichten unabhängig, und wir freuen uns, wenn Sie unsere Arbeit im Selketal unterstützen."),
    ]
    assert mended(*ARTICLE, *asks)[-2:] == ["promo", "promo"]
    assert mended(*ARTICLE, ("subheadline", "Streit um eine Spende"), ("body", OTHER))[-2:] == [
        "subheadline",
        "body",
    ]


def test_a_box_about_the_author_at_the_end_is_of_the_byline() -> None:
    box: list[tuple[ZoneKind, str]] = [("subheadline", "Über die Autorin"), ("body", "Ida Ruhm schreibt seit 2019.")]
    assert mended(*ARTICLE, *box)[-2:] == ["byline", "byline"]
    assert mended(*ARTICLE[:2], *box, ("subheadline", "Die Brücke"), *ARTICLE[2:])[2] == "subheadline"


def test_a_heading_without_text_behind_it_is_none() -> None:
    behind: list[tuple[ZoneKind, str]] = [("navigation", "Impressum")] * 2
    assert mended(*ARTICLE, ("subheadline", "Neues aus dem Selketal"), *behind)[4] == "promo"
    assert mended(*ARTICLE, ("subheadline", "Neues aus dem Selketal"), ("body", OTHER))[4] == "subheadline"


def test_a_first_paragraph_apart_from_the_others_is_the_lead() -> None:
    parted: list[tuple[ZoneKind, str]] = [("byline", "Von Ida Ruhm"), ("published_time", "12.03.2031, 14:05")]
    assert mended(*ARTICLE[:2], *parted, *ARTICLE[2:])[1] == "lead"
    assert mended(*ARTICLE[:2], ("teaser", "Lesen Sie auch"), *ARTICLE[2:])[1] == "body"
    assert mended(*ARTICLE)[1] == "body"


@pytest.mark.parametrize("taken_for", ["caption", "promo", "navigation"])
def test_a_last_short_sentence_before_the_authors_code_is_text(taken_for: ZoneKind) -> None:
    code: tuple[ZoneKind, str] = ("author_code", "(mda/sb)")
    assert mended(*ARTICLE, (taken_for, "Das Wahlamt zählt nach."), code)[-2] == "body"
    assert mended(*ARTICLE, (taken_for, "Das Wahlamt zählt nach"), code)[-2] == taken_for


def test_a_page_of_promotion_alone_has_its_article_in_what_asks_for_nothing() -> None:
    asks = "Jetzt das Abo bestellen: Das Angebot ist einen Monat kostenlos und jederzeit kündbar, danach 9 Euro."
    lines: list[tuple[ZoneKind, str]] = [("headline", "Kreis sperrt Brücke"), ("promo", PARAGRAPH), ("promo", OTHER)]
    assert mended(*lines, ("promo", asks)) == ["headline", "body", "body", "promo"]
    assert mended(*lines, ("body", f"2 {OTHER}"))[1:3] == ["promo", "promo"]


def test_what_is_hardly_likely_to_be_a_heading_stays_what_it_is() -> None:
    assert mended(*ARTICLE, ("teaser", "Mehr aus dem Selketal"), ("body", OTHER))[4] == "teaser"


def test_the_last_lines_may_ask_for_money_or_say_whom_to_ask() -> None:
    asks: tuple[ZoneKind, str] = ("body", "Ihnen gefällt dieser Artikel? Unterstützen Sie uns mit 5 Euro im Monat.")
    contact: tuple[ZoneKind, str] = ("body", "Pressekontakt: Kreis Selke, Ida Ruhm, Telefon 0000")
    assert mended(*ARTICLE, asks, contact, ("navigation", "Impressum"))[-3:] == ["promo", "byline", "navigation"]
    assert mended(*ARTICLE[:2], asks, *ARTICLE[2:])[2] == "body"


def test_what_a_house_says_of_itself_behind_its_contact_is_a_promotion() -> None:
    contact: tuple[ZoneKind, str] = ("body", "Pressekontakt: Selkewerk AG, Ida Ruhm")
    assert mended(*ARTICLE, contact, ("body", "Über Selkewerk: Turbinen seit 1911."))[-2:] == ["byline", "promo"]
    assert mended(*ARTICLE, ("body", "Über Selkewerk: Turbinen seit 1911."))[-1] == "body"


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("ufer_3: da fahr ich nicht mehr rüber", "comment"),
        ("Kommentare sind für diesen Text geschlossen.", "comment_meta"),
        ("Landrätin Ida Ruhm: Das wird teuer.", "body"),
    ],
)
def test_the_last_line_may_be_a_readers(line: str, kind: ZoneKind) -> None:
    assert mended(*ARTICLE, ("body", line))[-1] == kind


def test_lines_that_are_no_sentences_end_no_text() -> None:
    box: list[tuple[ZoneKind, str]] = [("info_box", "Jetzt die App laden"), ("info_box", "Schöne Brücken im Tal")]
    assert mended(*ARTICLE, *box)[-2:] == ["promo", "promo"]
    assert mended(*ARTICLE, *box, ("info_box", "Die Brücke trägt 24 Tonnen."))[-2:] == ["info_box", "info_box"]
    closed: list[tuple[ZoneKind, str]] = [("author_code", "(mda/sb)"), ("body", "Link"), ("body", "Kreis Selke")]
    assert mended(*ARTICLE, *closed)[-2:] == ["promo", "promo"]
    assert mended(*ARTICLE, *closed[1:])[-2:] == ["body", "body"]


def test_the_count_of_a_gallery_goes_with_its_captions() -> None:
    assert mended(*ARTICLE, ("ticker_entry", "1/12"), ("body", PARAGRAPH))[-2:] == ["caption", "body"]


def test_times_that_stand_alone_before_sentences_make_a_ticker() -> None:
    entry: list[tuple[ZoneKind, str]] = [("published_time", "19:12 Uhr"), ("teaser", "Die Polizei sperrt die Brücke.")]
    other: list[tuple[ZoneKind, str]] = [("teaser", "20.05"), ("teaser", f"2 {OTHER}"), ("teaser", "Nach oben")]
    assert mended(ARTICLE[0], *entry, *entry, *other)[1:] == ["ticker_entry"] * 6 + ["teaser"]
    assert mended(ARTICLE[0], *entry, *other)[1:3] == ["published_time", "teaser"]
    listed: list[tuple[ZoneKind, str]] = [("navigation", "20:15"), ("navigation", "Der Fährmann")]
    assert mended(ARTICLE[0], *listed * 3)[1:] == ["navigation"] * 6

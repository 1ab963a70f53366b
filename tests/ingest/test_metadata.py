"""What pages say about themselves: dates, authors, agencies, outlet, language; on small invented pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from lesart.ingest.authorship import find_authorship
from lesart.ingest.languages_of_pages import detect_language
from lesart.ingest.metadata import find_canonical, find_paywall, read_article
from lesart.ingest.outlets import find_outlet
from lesart.ingest.publication_dates import find_publication_dates, normal_date
from lesart.ingest.sections import find_section
from lesart.ingest.titles import find_title
from lesart.language.languages import load_language
from lesart.model.article import Zone, ZoneKind
from lesart.model.text import Fact, Page
from lesart.pipeline import read_article_of, read_pages
from lesart.settings import Settings

GERMAN = load_language("de")


def page_of(
    *pieces: tuple[ZoneKind, str], facts: tuple[Fact, ...] = (), url: str | None = None
) -> tuple[Page, tuple[Zone, ...]]:
    """A page of the given zones, one a line."""
    text = "\n".join(words for _, words in pieces)
    page = Page(id="p", source="p.html", bytes_id="0" * 64, text=text, medium="html", facts=facts, url=url)
    zones, at = [], 0
    for kind, words in pieces:
        zones.append(Zone(kind, page.span(at, at + len(words))))
        at += len(words) + 1
    return page, tuple(zones)


def dates_of(
    *pieces: tuple[ZoneKind, str], facts: tuple[Fact, ...] = (), url: str | None = None
) -> tuple[str | None, str | None]:
    page, zones = page_of(*pieces, facts=facts, url=url)
    found = find_publication_dates(page, zones, GERMAN)
    return found.published, found.updated


def test_of_two_printed_stamps_the_earlier_is_publication() -> None:
    assert dates_of(("published_time", "03.02.2026, 09:4103.02.2026, 09:32")) == (
        "2026-02-03T09:32",
        "2026-02-03T09:41",
    )


def test_a_lone_stamp_of_change_leaves_publication_open() -> None:
    assert dates_of(("updated_time", "Stand: 03.02.2026 14:10 Uhr")) == (None, "2026-02-03T14:10")


def test_a_word_of_change_goes_before_the_zone() -> None:
    assert dates_of(("published_time", "Stand: 03.02.2026 14:10 Uhr")) == (None, "2026-02-03T14:10")
    both = "Veröffentlicht: 03.02.2026, 09:32 Uhr Aktualisiert: 03.02.2026, 11:05 Uhr"
    assert dates_of(("published_time", both)) == ("2026-02-03T09:32", "2026-02-03T11:05")


def test_a_page_without_a_stamp_has_no_date() -> None:
    assert dates_of(("body", "Am 3. Februar 2026 fiel in Ullwang Schnee.")) == (None, None)


@pytest.mark.parametrize(
    ("pieces", "day"),
    [
        ((("byline", "Dorrnau, am 12. Mai 2029"), ("body", "Das Werk schliesst.")), "2029-05-12"),
        (
            (("navigation", "++ MARKTBLATT ++ 12.05.2029 / 08:31 ++"), ("body", "Das Werk schliesst.")),
            "2029-05-12T08:31",
        ),
        ((("lead", "Dorrnau, 12. Mai 2029. – Das Werk schliesst im Juni."),), "2029-05-12"),
        ((("body", "Dorrnau, 12. Mai 2029 (nda) - Das Werk schliesst im Juni."),), "2029-05-12"),
        ((("body", "Das Werk schliesst am 12. Mai 2029 – für immer."),), None),
        ((("body", "Dorrnau, 12. Mai 2029, war ein schlimmer Tag."),), None),
        ((("caption", "Dorrnau, 12. Mai 2029"), ("body", "Das Werk schliesst.")), None),
    ],
)
def test_a_line_of_place_and_day_and_a_dateline_date_the_page(
    pieces: tuple[tuple[ZoneKind, str], ...], day: str | None
) -> None:
    assert dates_of(*pieces) == (day, None)


def test_the_markup_goes_before_the_printed_stamp_and_all_are_kept() -> None:
    page, zones = page_of(
        ("published_time", "03.02.2026"),
        facts=(
            Fact("meta", "article:published_time", "2026-02-03T08:00:00+01:00"),
            Fact("json-ld", "datePublished", "2026-02-02T21:15:00Z"),
            Fact("json-ld", "dateCreated", "2026-01-15T10:00:00Z"),
        ),
    )
    found = find_publication_dates(page, zones, GERMAN)
    assert found.published == "2026-02-02T21:15+00:00"
    assert [(mark.value, mark.origin) for mark in found.marks] == [
        ("2026-02-03T08:00+01:00", "meta"),
        ("2026-02-02T21:15+00:00", "json-ld"),
        ("2026-02-03", "text"),
    ]


def test_the_day_a_draft_was_made_counts_only_where_nothing_else_does() -> None:
    assert dates_of(("body", "Text"), facts=(Fact("json-ld", "dateCreated", "2026-01-15"),)) == ("2026-01-15", None)


def test_a_day_alone_takes_the_clock_of_another_mark_of_that_day() -> None:
    facts = (Fact("json-ld", "datePublished", "2026-02-03"),)
    assert dates_of(("published_time", "3. Februar 2026, 17.22 Uhr"), facts=facts) == ("2026-02-03T17:22", None)


def test_a_stamp_far_from_the_first_is_another_storys() -> None:
    teaser = "Zehn Wanderungen für den Frühling. " * 10
    stamps = (("published_time", "03.02.2026"), ("teaser", teaser), ("published_time", "01.02.2026"))
    assert dates_of(*stamps) == ("2026-02-03", None)


def test_the_address_gives_a_day_where_nothing_else_does() -> None:
    assert dates_of(("body", "Text"), url="https://tagblick.example/2026/02/03/schnee") == ("2026-02-03", None)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-02-03T08:00:00+0100", "2026-02-03T08:00+01:00"),
        ("2026-02-03 08:00:30", "2026-02-03T08:00:30"),
        ("Tue, 03 Feb 2026 08:00:00 GMT", "2026-02-03T08:00+00:00"),
        ("2026-02", "2026-02"),
        ("03.02.2026 08:00 Uhr", "2026-02-03T08:00"),
        ("gestern", None),
        ("2026-02-31", None),
        ("", None),
    ],
)
def test_dates_as_written(written: str, expected: str | None) -> None:
    assert normal_date(written, GERMAN) == expected


@pytest.mark.parametrize(
    ("byline", "authors", "agencies"),
    [
        ("Von Ria Salwender", ("Ria Salwender",), ()),
        ("Von Ria Salwender und dpa", ("Ria Salwender",), ("dpa",)),
        ("Von Lotte Wendhausen und Jan-Ole Petersen", ("Lotte Wendhausen", "Jan-Ole Petersen"), ()),
        ("GESCHRIEBEN VON\nFlurina Nüscheld", ("Flurina Nüscheld",), ()),
        ("Text: Beat Inglin, Redaktion", ("Beat Inglin",), ()),
        ("Von Lotte Wendhausen, dpa", ("Lotte Wendhausen",), ("dpa",)),
        ("Redaktion Tagblick", (), ()),
        ("Deutsche Presse-Agentur", (), ("dpa",)),
        ("Maria von der Aue", ("Maria von der Aue",), ()),
        ("Uwe MeierRedakteur", (), ()),
        ("lwe", (), ()),
    ],
)
def test_people_are_authors_and_agencies_are_none(
    byline: str, authors: tuple[str, ...], agencies: tuple[str, ...]
) -> None:
    page, zones = page_of(("headline", "Schnee in Ullwang"), ("byline", byline))
    found = find_authorship(page, zones, GERMAN, "Tagblick")
    assert (found.authors, found.agencies) == (authors, agencies)


def test_bylines_of_teasers_are_left_alone() -> None:
    page, zones = page_of(
        ("headline", "Schnee in Ullwang"),
        ("byline", "Von Lotte Wendhausen"),
        ("body", "In Ullwang fiel Schnee. " * 30),
        ("byline", "Von Kai Ahrens"),
    )
    assert find_authorship(page, zones, GERMAN, None).authors == ("Lotte Wendhausen",)


def test_given_and_family_names_are_put_together() -> None:
    facts = (Fact("json-ld", "author.familyName", "Grubinger"), Fact("json-ld", "author.givenName", "Resi"))
    page, zones = page_of(("headline", "Schnee"), facts=facts)
    assert find_authorship(page, zones, GERMAN, None).authors == ("Resi Grubinger",)


def test_the_headline_a_reader_sees_goes_before_the_metadata() -> None:
    facts = (Fact("json-ld", "headline", "Schnee &amp; Eis: Ullwang sperrt den Pass"),)
    page, zones = page_of(("headline", "Ullwang sperrt den Pass"), facts=facts)
    title = find_title(page, zones)
    assert title is not None
    assert (title.text, title.start, title.end) == ("Ullwang sperrt den Pass", 0, 23)


def test_a_kicker_printed_with_a_colon_belongs_to_the_headline() -> None:
    page, zones = page_of(("kicker", "Schnee am Pass:"), ("headline", "Ullwang sperrt die Strasse"))
    title = find_title(page, zones)
    assert title is not None
    assert title.text == page.text[title.start : title.end] == "Schnee am Pass:\nUllwang sperrt die Strasse"


def test_a_title_of_metadata_alone_has_no_offsets_and_no_outlet() -> None:
    facts = (Fact("title", "title", "Ullwang sperrt den Pass | Tagblick"), Fact("meta", "og:site_name", "Tagblick"))
    page, zones = page_of(("body", "Der Pass ist zu."), facts=facts)
    title = find_title(page, zones, "Tagblick")
    assert title is not None
    assert (title.text, title.start) == ("Ullwang sperrt den Pass", None)


def test_an_outlet_stands_beside_the_headline_or_in_the_address() -> None:
    facts = (Fact("title", "title", "Ullwang sperrt den Pass - Ranzeller Bote"),)
    page, zones = page_of(("headline", "Ullwang sperrt den Pass"), facts=facts)
    outlet = find_outlet(page, zones)
    assert outlet is not None
    assert outlet.name == "Ranzeller Bote"
    bare, _ = page_of(("body", "Text"), url="https://www.tagblick.example/a")
    assert (find_outlet(bare) or outlet).name == "tagblick.example"


def test_a_canonical_address_is_http_or_none() -> None:
    page, _ = page_of(("body", "Text"), facts=(Fact("link", "canonical", "javascript:alert(1)"),))
    assert find_canonical(page) is None


@pytest.mark.parametrize(
    ("value", "expected"), [("False", True), ("true", False), ("locked", True), ("vielleicht", None)]
)
def test_the_paywall_flag(value: str, expected: bool | None) -> None:
    page, _ = page_of(("body", "Text"), facts=(Fact("json-ld", "isAccessibleForFree", value),))
    assert find_paywall(page) is expected


SWISS = (
    "Die Strasse am See ist gesperrt, heisst es. Der Kanton will sie am Montag wieder öffnen und die Massnahmen prüfen."
)
GERMAN_TEXT = (
    "Die Straße am See ist gesperrt, heißt es. Der Kreis will sie am Montag wieder öffnen und die Maßnahmen prüfen."
)
ENGLISH = "The road by the lake is closed, officials said. It will be opened again on Monday after the work is done."


@pytest.mark.parametrize(
    ("text", "facts", "url", "expected"),
    [
        (GERMAN_TEXT, (), None, "de"),
        (SWISS, (), None, "de-CH"),
        (GERMAN_TEXT, (), "https://blatt.example.at/a", "de-AT"),
        (ENGLISH, (), None, "en"),
        (ENGLISH, (Fact("html", "lang", "de"),), None, "en"),
        (GERMAN_TEXT, (Fact("html", "lang", "de-AT"),), None, "de-AT"),
        (GERMAN_TEXT, (Fact("given", "lang", "fr"),), None, "fr"),
        ("1 2 3", (), None, None),
    ],
)
def test_the_language_by_words_with_the_region_that_the_page_shows(
    text: str, facts: tuple[Fact, ...], url: str | None, expected: str | None
) -> None:
    page, _ = page_of(("body", text), facts=facts, url=url)
    assert detect_language(page) == expected
    assert detect_language(page, "nl") == "nl"


def test_a_saved_page_from_end_to_end(tmp_path: Path) -> None:
    html = """<!doctype html><html lang="de"><head><title>Pass gesperrt | Ranzeller Bote</title>
    <link rel="canonical" href="https://ranzellerbote.example/pass"><meta property="article:section" content="Region">
    <script type="application/ld+json">{"@type": "NewsArticle", "headline": "Pass gesperrt",
    "datePublished": "2026-02-03T17:22:00+01:00", "author": {"@type": "Person", "name": "Flurina Nüscheld"},
    "isAccessibleForFree": false}</script></head>
    <body><h1>Pass gesperrt</h1><p>Der Pass bei Ullwang ist seit dem Morgen zu. Es liegt ein Meter Schnee.</p>"""
    file = tmp_path / "pass.html"
    file.write_text(html, "utf-8")
    (page,) = read_pages([str(file)], Settings())
    assert isinstance(page, Page)
    article = read_article_of(page, Settings())
    assert article.published == "2026-02-03T17:22+01:00"
    assert article.authors == ("Flurina Nüscheld",)
    assert article.outlet is not None
    assert article.outlet.name == "Ranzeller Bote"
    assert (article.section, article.paywall) == ("Region", True)
    assert article.canonical == "https://ranzellerbote.example/pass"


def test_nothing_is_said_of_a_page_that_says_nothing() -> None:
    page, zones = page_of(("body", "Es schneit."))
    article = read_article(page, zones, None, GERMAN)
    said = (article.title, article.published, article.updated, article.outlet, article.section, article.paywall)
    assert said == (None, None, None, None, None, None)
    assert (article.authors, article.agencies) == ((), ())


def test_a_code_or_an_agency_in_brackets_is_no_part_of_a_name() -> None:
    facts = (Fact("json-ld", "author.name", "Resi Grubinger (rgr)"), Fact("json-ld", "author.name", "Kai Ahrens (dpa)"))
    page, zones = page_of(("headline", "Schnee"), facts=facts)
    found = find_authorship(page, zones, GERMAN, None)
    assert found.authors == ("Resi Grubinger", "Kai Ahrens")
    assert found.agencies == ("dpa",)


def test_an_address_in_the_markup_leads_to_the_printed_name() -> None:
    facts = (Fact("meta", "author", "r.grubinger@ranzeller-bote.example"),)
    page, zones = page_of(("headline", "Schnee"), ("navigation", "Resi Grubinger"), ("body", "Schnee."), facts=facts)
    assert find_authorship(page, zones, GERMAN, None).authors == ("Resi Grubinger",)
    other, lines = page_of(("headline", "Schnee"), ("navigation", "Kai Ahrens"), ("body", "Schnee."), facts=facts)
    assert find_authorship(other, lines, GERMAN, None).authors == ()


@pytest.mark.parametrize(
    ("printed", "url", "name"),
    [
        ("Ranzeller Bote", "https://www.ranzeller-bote.example/a", "Ranzeller Bote"),
        ("Küstenpost", "https://m.kuestenpost.example/a", "Küstenpost"),
        ("redaktion@kuestenpost.example", "https://m.kuestenpost.example/a", "m.kuestenpost.example"),
        ("© 2031 Ranzeller Bote GmbH & Co. KG. Alle Rechte vorbehalten", None, "Ranzeller Bote"),
        ("Copyright 2019-2031 by Tagblick | Impressum", None, "Tagblick"),
        ("© 2031 Keystone", None, None),
        ("Impressum", None, None),
    ],
)
def test_an_outlet_is_printed_in_the_words_of_its_domain_or_in_the_line_of_rights(
    printed: str, url: str | None, name: str | None
) -> None:
    page, zones = page_of(("body", "Der Pass ist zu."), ("navigation", printed), url=url)
    outlet = find_outlet(page, zones)
    assert (outlet.name if outlet else None) == name


@pytest.mark.parametrize(
    ("lines", "url", "section"),
    [
        ([("navigation", "Politik › Gemeinden › Sport")], "https://a.example/gemeinden/pass-zu-77", "Gemeinden"),
        ([("navigation", "Startseite / Chronik / Gericht")], None, "Chronik"),
        ([("navigation", "Startseite"), ("navigation", "Lokales")], None, "Lokales"),
        ([("section_label", "Ressort: Chronik")], None, "Chronik"),
        ([("section_label", "21 vom 19. Mai 2031")], None, None),
        ([("navigation", "Politik"), ("navigation", "Sport")], None, None),
        ([("navigation", "2031"), ("navigation", "Sport")], "https://a.example/2031/05/pass", None),
    ],
)
def test_a_section_is_a_step_of_the_address_or_of_a_trail(
    lines: list[tuple[ZoneKind, str]], url: str | None, section: str | None
) -> None:
    page, zones = page_of(*lines, ("headline", "Ullwang sperrt den Pass"), ("body", "Text"), url=url)
    assert find_section(page, zones, None) == section

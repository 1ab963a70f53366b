"""Credits, hypotheses about origins, and independent sources."""

from __future__ import annotations

from collections.abc import Sequence

from lesart.model.annotation import Annotated
from lesart.model.relation import Event, Origin, SourceGroup
from lesart.relate.origins import find_origins, gather_evidence
from lesart.relate.reuse import find_passages
from lesart.relate.shares import NEAREST_HOLDERS
from lesart.relate.sources import group_sources
from lesart.relate.versions import find_versions
from tests.relate.made_pages import FIRE, MARKET, OWN, RESCUE, RIVER, SAID, make_page, words_at


def origins_of(pages: Sequence[Annotated]) -> tuple[Origin, ...]:
    passages = find_passages(pages)
    return find_origins(pages, passages, find_versions(pages, passages))


def sources_of(pages: Sequence[Annotated]) -> list[tuple[list[int], str]]:
    """The groups of one event of all `pages`: places in the list, and the basis."""
    place = {page.page.id: number for number, page in enumerate(pages)}
    return [([place[name] for name in group.pages], group.basis) for group in groups_of(pages)]


def groups_of(pages: Sequence[Annotated]) -> tuple[SourceGroup, ...]:
    passages = find_passages(pages)
    event = Event("event", tuple(page.page.id for page in pages))
    return group_sources(pages, [event], passages, find_versions(pages, passages))


def credits_of(*pages: Annotated) -> list[list[tuple[str, str, str]]]:
    found = gather_evidence(pages, (), ()).credits
    return [[(credit.agency, credit.kind, page.page[credit.span]) for credit in found[page.page.id]] for page in pages]


def test_credits_in_brackets_zones_and_running_text() -> None:
    page = make_page(
        f"{FIRE} (kl/dpa/afp)",
        "Das teilte der Bürgermeister der Deutschen Presse-Agentur mit.",
        ("agency_credit", "APA"),
        ("byline", "Keystone-SDA"),
    )
    assert credits_of(page) == [
        [
            ("dpa", "credited", "dpa"),
            ("afp", "credited", "afp"),
            ("dpa", "named", "Deutschen Presse-Agentur"),
            ("apa", "credited", "APA"),
            ("sda", "credited", "Keystone-SDA"),
        ]
    ]


def test_words_that_only_look_like_agencies_are_none() -> None:
    page = make_page(
        "Laut Petra war mehr als ein Trend zu sehen, sagte Beta.",
        "Die Sana stieg um ein Prozent (von zwei auf drei).",
        "Reuters heißt auch ein Gasthof.",
    )
    assert credits_of(page) == [[]]


def test_an_agency_no_table_knows_is_learned_from_a_page_that_calls_it_one() -> None:
    told = make_page("Eine Sprecherin sagte der Nachrichtenagentur gpd, die Straße sei frei.")
    credited = make_page(f"{FIRE} (ml/gpd)")
    assert credits_of(told, credited) == [[("gpd", "named", "gpd")], [("gpd", "credited", "gpd")]]
    assert credits_of(credited) == [[]]
    plain = make_page("Das sagte er der Agentur zufolge am Abend.")
    assert credits_of(plain, credited) == [[], []]


WIRE = "Die Talsperre Oberlohe ist nach drei trockenen Sommern wieder gefüllt, teilte der Wasserverband am Freitag mit."


def test_a_code_behind_datelines_of_several_outlets_is_an_agency() -> None:
    pages = [
        make_page(f"Oberlohe (wdk) – {WIRE} {RIVER}", outlet="Anzeiger"),
        make_page(f"Oberlohe (kl/wdk). {MARKET}", outlet="Umland"),
        make_page(f"{FIRE} (wdk)", outlet="Morgenpost Süd"),
    ]
    assert [[code for code, _, _ in found] for found in credits_of(*pages)] == [["wdk"], ["wdk"], ["wdk"]]


def test_a_code_under_shared_wording_of_three_outlets_is_an_agency_with_the_codes_as_grounds() -> None:
    pages = [
        make_page(FIRE, f"{RESCUE} (wdk)", outlet="Anzeiger"),
        make_page(FIRE, RESCUE, OWN, ("author_code", "(kl/wdk)"), outlet="Umland"),
        make_page(f"{FIRE} (wdk)", MARKET, outlet="Morgenpost Süd"),
    ]
    origins = origins_of(pages)
    assert [(origin.hypothesis, origin.agencies) for origin in origins] == [("agency", ("wdk",))] * 3
    assert words_at(pages, *origins[0].grounds) == ["wdk", "wdk", "wdk"]


def test_codes_of_authors_parties_and_words_are_no_agencies() -> None:
    texts = (FIRE, f"{FIRE} {RIVER}", f"{FIRE} {MARKET}")
    outlets = ("Anzeiger", "Umland", "Morgenpost Süd")

    def learned(ending: str, authors: Sequence[str] = (), houses: Sequence[str] = outlets) -> bool:
        pages = [
            make_page(f"{text} {ending}", outlet=house, authors=authors)
            for text, house in zip(texts, houses, strict=True)
        ]
        return any(origin.agencies for origin in origins_of(pages))

    assert learned("(wdk)")
    assert not learned("(wdk)", houses=("Anzeiger", "Umland", "Umland"))
    assert not learned("(wdk)", authors=("Walter Dukat",))
    assert not learned("(kl)")
    assert not learned("Das sagte Jorid Pamm (WDK)")
    assert not learned("(Foto)")
    alone = [make_page(f"{text} (wdk)", outlet=house) for text, house in zip((FIRE, RIVER, OWN), outlets, strict=True)]
    assert credits_of(*alone) == [[], [], []]


def test_an_everyday_word_behind_the_word_agency_is_none() -> None:
    pages = [
        make_page(f"{FIRE} Das sagte die Nachrichtenagentur der Armee."),
        make_page(MARKET, ("byline", "Von der Redaktion")),
    ]
    assert credits_of(*pages) == [[], []]


def test_outlets_are_named_with_a_word_of_reporting_only() -> None:
    paper = make_page(MARKET, outlet="Hohenbrücker Bote")
    week = make_page(RIVER, outlet="Die Woche")
    naming = make_page(
        "Das Angebot kam zu spät, wie der Hohenbrücker Bote berichtete.",
        "Der Stadtrat hatte dem Hohenbrücker Boten einen Tisch geschenkt.",
        "Zuerst hatte die „Woche“ darüber berichtet, es berichtete die Woche über niemand.",
        outlet="Umland",
    )
    found = gather_evidence([paper, week, naming], (), ()).namings[naming.page.id]
    assert [(item.outlet, naming.page[item.span]) for item in found] == [("Hohenbrücker Bote", "Hohenbrücker Bote")]


def test_two_customers_of_one_agency_have_it_from_the_agency_and_copied_nobody() -> None:
    pages = [
        make_page(f"{FIRE} {RESCUE} (dpa)", published="2031-04-02T10:00", outlet="Anzeiger"),
        make_page(FIRE, RESCUE, MARKET, ("agency_credit", "(ml/dpa)"), published="2031-04-02T12:00", outlet="Umland"),
    ]
    first, second = origins_of(pages)
    assert (first.hypothesis, first.agencies, first.named) == ("agency", ("dpa",), None)
    assert (second.hypothesis, second.agencies) == ("agency", ("dpa",))
    assert words_at(pages, *second.grounds) == ["dpa", "dpa"]
    assert first.others == (pages[1].page.id,)
    assert first.shared > 0.95
    assert 0.5 < second.shared < 0.75


def test_shared_wording_without_grounds_is_unknown_whatever_the_dates() -> None:
    early = make_page(FIRE, RESCUE, OWN, published="2031-04-02T10:00", outlet="Anzeiger")
    late = make_page(FIRE, RESCUE, published="2031-04-03T12:00", outlet="Umland")
    assert [origin.hypothesis for origin in origins_of([early, late])] == ["unknown", "unknown"]


def test_a_named_outlet_is_the_hypothesis_where_its_page_has_the_wording() -> None:
    source = make_page(FIRE, RESCUE, outlet="Hohenbrücker Bote")
    taker = make_page("Wie der Hohenbrücker Bote berichtet, ging es knapp aus.", FIRE, outlet="Umland")
    first, second = origins_of([source, taker])
    assert first.hypothesis == "unknown"
    assert (second.hypothesis, second.named) == ("named outlet", "Hohenbrücker Bote")
    assert words_at([source, taker], second.grounds[0]) == ["Hohenbrücker Bote"]


def test_a_naming_inside_the_shared_wording_is_no_ground() -> None:
    told = f"{FIRE} Der Hohenbrücker Bote hatte am Abend als erster über das Feuer berichtet, das weithin zu sehen war."
    pages = [make_page(told, outlet="Hohenbrücker Bote"), make_page(told, OWN, outlet="Umland")]
    assert [origin.hypothesis for origin in origins_of(pages)] == ["unknown", "unknown"]


def test_three_pages_of_which_none_has_all_go_back_to_something_else() -> None:
    pages = [
        make_page(FIRE, RESCUE, outlet="Anzeiger"),
        make_page(FIRE, RIVER, outlet="Umland"),
        make_page(RESCUE, RIVER, outlet="Morgenpost Süd"),
    ]
    assert [origin.hypothesis for origin in origins_of(pages)] == ["common source"] * 3
    whole = make_page(FIRE, RESCUE, RIVER, outlet="Hohenbrücker Bote")
    assert [origin.hypothesis for origin in origins_of([*pages[:2], whole])] == ["unknown"] * 3


def test_a_compiler_of_two_unrelated_pages_shows_no_common_source() -> None:
    pages = [make_page(FIRE, RESCUE, OWN), make_page(RIVER, MARKET), make_page(FIRE, RIVER)]
    assert [origin.hypothesis for origin in origins_of(pages)] == ["unknown"] * 3


def test_a_shared_quotation_is_no_shared_copy() -> None:
    pages = [
        make_page(f"„{SAID}“, sagte sie.", MARKET, name="a"),
        make_page(f"«{SAID}», so die Einsatzleiterin.", OWN, name="b"),
        make_page(f"Man habe die Halle aufgegeben, um das Dorf zu halten. {RIVER}", name="c"),
    ]
    assert [(origin.shared, origin.hypothesis) for origin in origins_of(pages)] == [(0.0, "own")] * 3
    assert sources_of(pages) == [([0], "own wording"), ([1], "own wording"), ([2], "own wording")]


def test_a_report_by_the_same_template_on_another_happening_is_not_linked() -> None:
    pages = [
        make_page(
            "Auf dem Tannsee ist am Sonntag ein Segelboot mit einem Kahn zusammengestoßen und gesunken. Nach "
            "Angaben der Wasserwacht kamen fünf Menschen ums Leben."
        ),
        make_page(
            "Auf dem Birksee ist am Samstag ein Ruderboot mit einem Steg zusammengestoßen und gekentert. Nach "
            "Angaben der Wasserwacht wurden zwei Menschen leicht verletzt."
        ),
    ]
    assert [origin.others for origin in origins_of(pages)] == [(), ()]


def test_versions_of_one_page_are_not_others() -> None:
    pages = [
        make_page(FIRE, RESCUE, outlet="Anzeiger", published="2031-04-02T10:00"),
        make_page(FIRE, RESCUE, "Neu.", outlet="Anzeiger", published="2031-04-02T11:00"),
        make_page(OWN, RESCUE, outlet="Umland"),
    ]
    found = origins_of(pages)
    assert [origin.others for origin in found] == [
        (pages[2].page.id,),
        (pages[2].page.id,),
        (pages[0].page.id,),
    ]
    assert sources_of(pages) == [([0, 1, 2], "shared wording: 3")]


def test_pages_of_one_agency_are_one_source_by_credit_naming_and_wording() -> None:
    pages = [
        make_page(f"{FIRE} {RESCUE} (ml/gpd)", outlet="Anzeiger"),
        make_page(RESCUE, MARKET, outlet="Umland"),
        make_page("Das Feuer sei aus, sagte der Wehrführer der Nachrichtenagentur gpd.", outlet="Morgenpost Süd"),
        make_page(OWN, outlet="Hohenbrücker Bote", authors=["Ada Lemm"]),
    ]
    assert sources_of(pages) == [
        ([0, 1, 2], "agency: gpd; credited: 1; named: 1; shared wording: 1"),
        ([3], "own report: byline"),
    ]
    group = groups_of(pages)[0]
    assert group.agencies == ("gpd",)
    assert words_at(pages, *group.grounds) == ["gpd", RESCUE[:-1], "gpd"]


def test_own_reporting_beside_agency_copy_counts_for_both() -> None:
    pages = [
        make_page(f"{FIRE} (dpa)", RESCUE, outlet="Anzeiger"),
        make_page(f"{FIRE} (dpa)", OWN, f"„{SAID}“, sagte sie unserer Zeitung.", outlet="Umland", authors=["Ada Lemm"]),
    ]
    assert sources_of(pages) == [([0, 1], "agency: dpa; credited: 2"), ([1], "own report: byline, words")]


def test_a_byline_over_agency_copy_alone_is_no_own_reporting() -> None:
    pages = [
        make_page(f"{FIRE} {RESCUE} (al/dpa)", outlet="Anzeiger", authors=["Ada Lemm"]),
        make_page(f"{FIRE} (dpa)", outlet="Umland"),
    ]
    assert sources_of(pages) == [([0, 1], "agency: dpa; credited: 2")]


def test_a_page_that_mixes_two_agencies_stands_in_both_groups_and_does_not_join_them() -> None:
    pages = [
        make_page(f"{FIRE} (dpa)", outlet="Anzeiger"),
        make_page(f"{RIVER} (afp)", outlet="Umland"),
        make_page(f"{MARKET} (dpa/afp)", outlet="Morgenpost Süd"),
    ]
    assert sources_of(pages) == [
        ([0, 2], "agency: dpa; credited: 2"),
        ([1, 2], "agency: afp; credited: 2"),
    ]


def test_press_releases_of_one_service_are_sources_of_their_own() -> None:
    pages = [make_page(f"Grauental (ots)\n{FIRE}"), make_page(f"Hohenbrück (ots)\n{MARKET}")]
    assert sources_of(pages) == [([0], "own wording"), ([1], "own wording")]


def test_a_page_that_cites_an_outlet_for_a_quotation_goes_with_it() -> None:
    pages = [
        make_page(OWN, f"„{SAID}“, sagte Ronja Felber.", outlet="Hohenbrücker Bote"),
        make_page(MARKET, f"„{SAID}“, sagte Felber dem Hohenbrücker Boten.", outlet="Umland"),
    ]
    assert [pages for pages, _ in sources_of(pages)] == [[0, 1]]


def test_every_page_of_an_event_is_in_a_group_and_grounds_lie_on_its_pages() -> None:
    pages = [
        make_page(f"{FIRE} (dpa)"),
        make_page(RESCUE, RIVER),
        make_page(RESCUE, MARKET),
        make_page(OWN, name="empty"),
    ]
    groups = groups_of(pages)
    assert {name for group in groups for name in group.pages} == {page.page.id for page in pages}
    assert all(span.page in group.pages for group in groups for span in group.grounds)


def test_a_page_that_shares_nothing_is_its_own_unless_it_credits_or_names_an_agency() -> None:
    pages = [
        make_page(OWN, name="a"),
        make_page(f"{MARKET} (dpa)", name="b"),
        make_page(f"{RIVER} Das berichtete die dpa.", name="c"),
    ]
    assert [origin.hypothesis for origin in origins_of(pages)] == ["own", "unknown", "unknown"]
    assert [origin.agencies for origin in origins_of(pages)] == [(), ("dpa",), ("dpa",)]


def test_what_a_hundred_pages_print_links_each_to_those_near_it_and_all_are_one_source() -> None:
    """How many others are named is bounded, so that a page costs the same in any pile; groups stay whole."""
    pages = [make_page(FIRE, RESCUE, outlet=f"Blatt {number}", name=f"p{number}") for number in range(120)]
    origins = origins_of(pages)
    assert [origin.shared for origin in origins] == [1.0] * 120
    assert max(len(origin.others) for origin in origins) == 2 * NEAREST_HOLDERS
    assert pages[1].page.id in origins[0].others
    (group,) = groups_of(pages)
    assert len(group.pages) == 120

"""The same page saved twice: order, changes, corrections; and what is never a version."""

from __future__ import annotations

from collections.abc import Sequence

from lesart.model.annotation import Annotated
from lesart.model.relation import Version
from lesart.relate.reuse import find_passages
from lesart.relate.versions import diff_pages, find_versions
from tests.relate.made_pages import FIRE, MARKET, OWN, RESCUE, RIVER, make_page, words_at

PAPER = "Grauentaler Anzeiger"


def versions_of(pages: Sequence[Annotated]) -> tuple[Version, ...]:
    return find_versions(pages, find_passages(pages))


def test_a_later_state_is_ordered_by_its_stamp_with_the_words_that_changed() -> None:
    late = make_page(FIRE, RESCUE.replace("drei", "vier"), RIVER, outlet=PAPER, updated="2031-04-03T09:00")
    early = make_page(FIRE, RESCUE, outlet=PAPER, published="2031-04-02T21:10")
    (version,) = versions_of([late, early])
    assert (version.page, version.of) == (late.page.id, early.page.id)
    assert version.ordered
    assert version.why == "same outlet, nearly the same text; later stamp"
    assert words_at([late], *version.changes)[0] == "vier"
    assert words_at([late], *version.changes)[1] == RIVER[:-1]
    assert words_at([early], *version.removed) == ["drei"]
    assert version.correction == ()


def test_the_same_address_makes_one_page_whatever_else_it_carries() -> None:
    address = "www.anzeiger.example/lokales/feuer-1204.html"
    early = make_page(FIRE, RESCUE, url=f"https://{address}", published="2031-04-02T21:10")
    late = make_page(FIRE, OWN, RIVER, url=f"http://m.{address[4:]}?utm_source=brief#top", published="2031-04-03T07:00")
    (version,) = versions_of([early, late])
    assert version.why == "same address; later stamp"
    assert version.of == early.page.id


def test_one_address_with_another_text_is_no_version() -> None:
    address = "https://anzeiger.example/lokales/ticker"
    pages = [make_page(FIRE, RESCUE, OWN, url=address), make_page(MARKET, RIVER, url=address)]
    assert versions_of(pages) == ()


def test_other_query_parameters_are_another_page() -> None:
    pages = [
        make_page(FIRE, RESCUE, url="https://anzeiger.example/text?id=17"),
        make_page(FIRE, RESCUE, OWN, url="https://anzeiger.example/text?id=18"),
    ]
    assert versions_of(pages) == ()


def test_reports_of_two_days_by_one_template_are_no_versions() -> None:
    told = (
        "Der Pegel der Grau stand am Morgen um {} Uhr bei {} Zentimetern, {} Zentimeter über dem Vortag. "
        "In Hohenbrück wurden {} Zentimeter gemessen, am Wehr von Grauental {} Zentimeter. Die Wasserbehörde erwartet "
        "bis zum Abend einen Stand von {} Zentimetern, die Schifffahrt ist auf der ganzen Strecke ohne Auflagen frei."
    )
    days = [(7, 312, 11, 268, 455, 320), (8, 297, 4, 251, 439, 290)]
    pages = [
        make_page(told.format(*values), outlet=PAPER, published=f"2031-04-0{day}") for day, values in enumerate(days, 2)
    ]
    assert find_passages(pages) != ()
    assert versions_of(pages) == ()
    corrected = told.format(7, 312, 11, 268, 465, 320)
    first = make_page(told.format(*days[0]), outlet=PAPER, published="2031-04-02")
    assert len(versions_of([first, make_page(corrected, outlet=PAPER, updated="2031-04-03")])) == 1


def test_two_outlets_with_the_same_copy_are_no_versions() -> None:
    pages = [
        make_page(FIRE, RESCUE, outlet=PAPER, published="2031-04-02"),
        make_page(FIRE, RESCUE, outlet="Morgenpost Süd", published="2031-04-03"),
    ]
    assert versions_of(pages) == ()
    assert not find_passages(pages)[0].versions


def test_unknown_outlets_make_no_versions() -> None:
    pages = [make_page(FIRE, RESCUE, name="a"), make_page(FIRE, RESCUE, name="b")]
    assert versions_of(pages) == ()


def test_a_follow_up_with_a_background_paragraph_is_no_version() -> None:
    pages = [make_page(FIRE, RESCUE, outlet=PAPER), make_page(OWN, RIVER, FIRE, outlet=PAPER)]
    assert versions_of(pages) == ()


def test_without_stamps_the_order_is_unknown_and_said_to_be() -> None:
    pages = [make_page(FIRE, RESCUE, outlet=PAPER), make_page(FIRE, RESCUE, f"{RIVER[:80]}.", outlet=PAPER)]
    (version,) = versions_of(pages)
    assert not version.ordered
    assert version.why.endswith("; order unknown")


def test_a_day_without_a_time_does_not_come_before_a_time_of_that_day() -> None:
    pages = [
        make_page(FIRE, RESCUE, outlet=PAPER, published="2031-04-02"),
        make_page(FIRE, RESCUE, "Neu.", outlet=PAPER, published="2031-04-02T21:10"),
    ]
    assert [version.ordered for version in versions_of(pages)] == [False]


def test_a_correction_is_told_apart_from_an_update_and_orders_the_states() -> None:
    note = "Anmerkung: In einer früheren Version dieses Textes stand eine falsche Zahl. Wir bitten um Nachsicht."
    mended = make_page(FIRE.replace("8.000", "800"), RESCUE, note, outlet=PAPER)
    first = make_page(FIRE, RESCUE, outlet=PAPER)
    (version,) = versions_of([mended, first])
    assert (version.page, version.ordered) == (mended.page.id, True)
    assert version.why == "same outlet, nearly the same text; correction note"
    assert words_at([mended], *version.correction) == [note]
    assert words_at([mended], *version.changes)[0] == "800"


def test_a_note_that_stood_there_before_is_no_new_correction() -> None:
    note = ("correction", "Berichtigung: Die Halle steht in Obergrauental.")
    first = make_page(FIRE, RESCUE, ("correction", note[1]), outlet=PAPER, published="2031-04-02T10:00")
    second = make_page(FIRE, RESCUE, OWN[:90], ("correction", note[1]), outlet=PAPER, published="2031-04-02T11:00")
    (version,) = versions_of([first, second])
    assert version.correction == ()


def test_three_states_are_a_chain() -> None:
    pages = [
        make_page(FIRE, RESCUE, f"{RIVER[:70]} {hour}.", outlet=PAPER, published=f"2031-04-02T{hour}:00")
        for hour in (12, 10, 11)
    ]
    found = {version.page: version.of for version in versions_of(pages)}
    noon, ten, eleven = (page.page.id for page in pages)
    assert found == {noon: eleven, eleven: ten}


def test_passages_of_versions_alone_are_marked() -> None:
    pages = [
        make_page(FIRE, RESCUE, RIVER, outlet=PAPER, published="2031-04-02T10:00"),
        make_page(FIRE, RESCUE, RIVER, OWN, outlet=PAPER, published="2031-04-02T11:00"),
        make_page(MARKET, RIVER, outlet="Morgenpost Süd"),
    ]
    marked = {len(passage.members): passage.versions for passage in find_passages(pages)}
    assert marked == {2: True, 3: False}


def test_a_diff_of_equal_pages_is_empty() -> None:
    first, second = make_page(FIRE, name="a"), make_page(FIRE.replace("8.000", "8'000"), name="b")
    assert diff_pages(first.article, second.article) == ((), ())

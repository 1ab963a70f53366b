"""Persons' decisions: applied, shown as theirs, taken back, and found again."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from lesart.desk.collating import collate_archive
from lesart.desk.correcting import Desk, correct, listed_corrections, undo
from lesart.desk.searching import remove_pages, search_archive, show_page
from lesart.errors import ArchiveError
from lesart.model.correction import (
    Decision,
    JoinEntities,
    MergeEvents,
    MovePage,
    Note,
    PartEntities,
    RejectComparison,
    Rezone,
    RightSpeaker,
    SplitEvent,
)
from lesart.model.synopsis import Synopsis
from lesart.model.text import Page
from lesart.present.decisions import decided_out
from lesart.store.database import Archive
from lesart.store.places import find_place, quote_place
from tests.store.newsroom import COVERAGE, SETTINGS, put

WHO = "Ada Krumm"


@pytest.fixture
def pages(archive: Archive, tmp_path: Path) -> list[str]:
    return put(archive, tmp_path, COVERAGE)


def take(archive: Archive, decision: Decision) -> str:
    return correct(archive, decision, WHO, SETTINGS, "so gehört").id


def groups(synopsis: Synopsis) -> set[frozenset[str]]:
    return {frozenset(event.pages) for event in synopsis.events}


def place_of(archive: Archive, page: str, words: str) -> tuple[str, int, int]:
    text = show_page(archive, page)[0].page.text
    assert text.count(words) == 1
    return page, text.index(words), text.index(words) + len(words)


def test_a_page_moved_to_another_event_stays_there_on_every_rerun(archive: Archive, pages: list[str]) -> None:
    a, b, c = pages
    before = collate_archive(archive, "", SETTINGS)
    assert groups(before) == {frozenset({a, b}), frozenset({c})}
    event = next(event.id for event in before.events if a in event.pages)
    take(archive, MovePage(Desk(archive).page(c), Desk(archive).event(event)))
    assert {hit.page.id for hit in search_archive(archive, f"event:{event}").hits} == {a, b, c}
    again = collate_archive(archive, "", SETTINGS)
    assert groups(again) == {frozenset(pages)}
    (moved,) = again.events
    assert moved.by == f"person: {WHO}"
    assert f"person: {WHO}: so gehört" in moved.why


def test_a_move_taken_back_leaves_what_the_machine_found(archive: Archive, pages: list[str]) -> None:
    a, _, c = pages
    before = collate_archive(archive, "", SETTINGS)
    event = next(event.id for event in before.events if a in event.pages)
    other = next(event.id for event in before.events if c in event.pages)
    desk = Desk(archive)
    name = take(archive, MovePage(desk.page(c), desk.event(event)))
    assert search_archive(archive, f"event:{other}").hits == ()
    undo(archive, name, "Bela Stumpf", SETTINGS)
    assert [hit.page.id for hit in search_archive(archive, f"event:{other}").hits] == [c]
    assert groups(collate_archive(archive, "", SETTINGS)) == groups(before)
    (kept,) = listed_corrections(archive, undone=True)
    assert (kept.undone_by, listed_corrections(archive)) == ("Bela Stumpf", [])
    with pytest.raises(ArchiveError, match="taken back by Bela Stumpf"):
        undo(archive, name, WHO, SETTINGS)


def test_events_are_split_and_merged(archive: Archive, pages: list[str]) -> None:
    a, b, c = pages
    before = collate_archive(archive, "", SETTINGS)
    event = next(event.id for event in before.events if a in event.pages)
    desk = Desk(archive)
    take(archive, SplitEvent(desk.event(event), (desk.page(b),)))
    apart = collate_archive(archive, "", SETTINGS)
    assert groups(apart) == {frozenset({page}) for page in pages}
    take(archive, MergeEvents(tuple(desk.event(shown_event(archive, page)) for page in (b, c))))
    assert groups(collate_archive(archive, "", SETTINGS)) == {frozenset({a}), frozenset({b, c})}


def test_a_comparison_calls_events_as_the_archive_does(archive: Archive, pages: list[str]) -> None:
    a, b, c = pages
    collate_archive(archive, "", SETTINGS)
    desk = Desk(archive)
    take(archive, MovePage(desk.page(c), desk.event(shown_event(archive, a))))
    for query in ("", "Kolmsee", "Steg"):
        synopsis = collate_archive(archive, query, SETTINGS)
        assert {event.id for event in synopsis.events} == {shown_event(archive, a)}, query
        assert {locus.event for locus in synopsis.loci} <= {shown_event(archive, a)}
    assert shown_event(archive, b) == shown_event(archive, c)


def test_a_correction_waits_for_a_page_that_is_removed_and_added_again(
    archive: Archive, pages: list[str], tmp_path: Path
) -> None:
    place = Desk(archive).place(*place_of(archive, pages[2], "Die Sanierung des Stegs kostet 2,5 Millionen Franken."))
    take(archive, Rezone(place, "promo"))
    remove_pages(archive, [pages[2]])
    assert search_archive(archive, "Sanierung").count == search_archive(archive, "teaser:Sanierung").count == 0
    assert put(archive, tmp_path, COVERAGE) == pages
    assert search_archive(archive, "teaser:Sanierung").count == 1


def shown_event(archive: Archive, page: str) -> str:
    from lesart.store.events import events_of, load_events
    from lesart.store.pages import find_page

    with archive.reading() as connection:
        events = load_events(connection, events_of(connection, [find_page(connection, page).number]))
    (event,) = events
    return event.id


def test_a_righted_speaker_is_searched_and_shown_as_a_persons(archive: Archive, pages: list[str]) -> None:
    a = pages[0]
    assert search_archive(archive, "said:(Nacht by:Ambrock)").count == 1
    desk = Desk(archive)
    said = desk.place(*place_of(archive, a, "«Wir waren die ganze Nacht dort»"))
    by = desk.place(*place_of(archive, a, "Kantonspolizei"))
    name = take(archive, RightSpeaker((said,), (by,)))
    assert search_archive(archive, "said:(Nacht by:Ambrock)").count == 0
    assert [hit.page.id for hit in search_archive(archive, "said:(Nacht by:Kantonspolizei)").hits] == [a]
    shown = show_page(archive, a)[0]
    righted = next(part for part in decided_out(shown) if part.what == "quotation")
    assert righted.by == f"person: {WHO}"
    undo(archive, name, WHO, SETTINGS)
    assert search_archive(archive, "said:(Nacht by:Ambrock)").count == 1
    assert decided_out(show_page(archive, a)[0]) == []


def test_a_stretch_zoned_anew_is_read_anew(archive: Archive, pages: list[str]) -> None:
    c = pages[2]
    assert search_archive(archive, "Sanierung").count == 1
    place = Desk(archive).place(*place_of(archive, c, "Die Sanierung des Stegs kostet 2,5 Millionen Franken."))
    name = take(archive, Rezone(place, "promo"))
    assert search_archive(archive, "Sanierung").count == 0
    assert search_archive(archive, "teaser:Sanierung").count == 1
    article = show_page(archive, c)[0].article
    assert [(zone.kind, zone.by) for zone in article.zones] == [("body", "given"), ("promo", f"person: {WHO}")]
    assert show_page(archive, c)[0].quantities == ()
    undo(archive, name, WHO, SETTINGS)
    assert [zone.kind for zone in show_page(archive, c)[0].article.zones] == ["body"]


def test_joined_entities_are_one_and_parted_ones_two(archive: Archive, pages: list[str]) -> None:
    a, b, c = pages
    desk = Desk(archive)

    def entity_at(page: str, words: str) -> str:
        shown = show_page(archive, page)[0]
        found = {name.entity for name in shown.names if words in shown.page[name.span]}
        assert len(found) == 1
        return str(found.pop())

    fire, other = entity_at(a, "Ambrock"), entity_at(c, "Tannhuber")
    joined = take(archive, JoinEntities(desk.entity(fire), (desk.entity(other),)))
    assert entity_at(c, "Tannhuber") == fire
    assert {hit.page.id for hit in search_archive(archive, f"entity:{fire}").hits} == {a, b, c}
    undo(archive, joined, WHO, SETTINGS)
    assert entity_at(c, "Tannhuber") == other
    assert desk.entity(other).label == "Lore Tannhuber"
    take(archive, PartEntities(desk.entity(fire), desk.mentions(fire, b), "Veit Ambrock (Sohn)"))
    apart = entity_at(b, "Ambrock")
    assert apart.startswith(f"{fire}~")
    assert desk.entity(apart).label == "Veit Ambrock (Sohn)"
    assert [hit.page.id for hit in search_archive(archive, f"entity:{fire}").hits] == [a]


def test_a_rejected_comparison_is_not_made(archive: Archive, pages: list[str]) -> None:
    a, b, _ = pages
    before = collate_archive(archive, "", SETTINGS)
    row = next(row for row in before.figures if {reading.page for reading in row.readings} == {a, b})
    desk = Desk(archive)
    one, other = (desk.place(r.page, r.span.start, r.span.end) for r in row.readings[:2])
    take(archive, RejectComparison(one, other))
    after = collate_archive(archive, "", SETTINGS)
    spans = {(row.readings[0].span, row.readings[1].span)}
    assert all(not spans & {(r.readings[0].span, r.readings[1].span)} for r in after.figures)
    (told,) = [applied for applied in after.corrections if applied.correction.kind == "reject"]
    assert set(told.places) == {row.readings[0].span, row.readings[1].span}


def test_a_note_changes_nothing_and_is_shown(archive: Archive, pages: list[str]) -> None:
    before = collate_archive(archive, "", SETTINGS)
    place = Desk(archive).place(*place_of(archive, pages[1], "Veit Ambrock"))
    take(archive, Note("Stimmt laut Anruf.", place))
    after = collate_archive(archive, "", SETTINGS)
    (note,) = after.corrections
    assert msgspec.structs.replace(after, corrections=()) == before
    assert [show_page(archive, pages[1])[0].page[span] for span in note.places] == ["Veit Ambrock"]


def test_a_correction_needs_a_person(archive: Archive, pages: list[str]) -> None:
    with pytest.raises(ArchiveError, match="needs the name of the person"):
        correct(archive, Note("?", Desk(archive).page(pages[0])), " ", SETTINGS)
    assert listed_corrections(archive) == []


def test_a_quoted_place_is_found_in_a_text_that_moved() -> None:
    before = Page("p", "x", "b", "Kopf\n\nEr sagte ja. Sie sagte ja. Alle sagten ja.")
    place = quote_place(before, before.span(23, 31))
    assert before.text[23:31] == "sagte ja"
    moved = Page("p", "x", "b", "Navigation\nKopf\n\nEr sagte ja. Sie sagte ja. Alle sagten ja.")
    assert find_place(moved, place) == moved.span(34, 42)


def test_a_quoted_place_that_could_be_two_is_not_guessed() -> None:
    before = Page("p", "x", "b", "Eins. Ja. Zwei.")
    place = quote_place(before, before.span(6, 8))
    after = Page("p", "x", "b", "Drei. Ja. Vier. Drei. Ja. Vier.")
    assert find_place(after, place) is None
    assert find_place(Page("p", "x", "b", "Nein."), place) is None

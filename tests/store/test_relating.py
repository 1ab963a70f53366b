"""Relations that grow page by page."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import insert, select

from lesart.desk.collating import collate_archive
from lesart.desk.correcting import Desk, correct
from lesart.desk.relating import relate_waiting
from lesart.desk.searching import read_query, remove_pages
from lesart.model.correction import MovePage
from lesart.model.relation import Event
from lesart.store import schema as s
from lesart.store.database import Archive, open_archive
from lesart.store.events import all_events, list_events, load_events
from lesart.store.migrations import upgrade
from lesart.store.records import decode
from lesart.store.search import found_numbers
from tests.store.newsroom import COVERAGE, FIRE, SETTINGS, page, put

COPY = page("d", FIRE + " Das meldet die Nachrichtenagentur.", outlet="Talpost", published="2031-05-05T12:00")
LATER = page(
    "e",
    "Zwei Wochen nach dem Brand der Halde in Kolmsee ist die Ursache geklärt. Das sagte Kommandant Veit Ambrock.",
    outlet="Seebote",
    published="2031-05-19",
)
ALL = (*COVERAGE, COPY, LATER)


def shown(archive: Archive) -> dict[str, frozenset[str]]:
    with archive.reading() as connection:
        return {event.id: frozenset(event.pages) for event in load_events(connection, all_events(connection))}


def passages(archive: Archive) -> set[object]:
    from lesart.model.relation import Passage

    with archive.reading() as connection:
        return {decode(Passage, row) for row in connection.execute(select(s.PASSAGES.c.record)).scalars()}


def test_pages_added_one_by_one_hang_together_as_all_at_once(archive: Archive, tmp_path: Path) -> None:
    for record in ALL:
        put(archive, tmp_path, [record])
        assert relate_waiting(archive, SETTINGS) == 1
    one_by_one = set(shown(archive).values()), passages(archive)
    collate_archive(archive, "", SETTINGS)
    assert one_by_one == (set(shown(archive).values()), passages(archive))
    assert one_by_one[1]


def test_events_are_listed_the_latest_first_and_by_the_pages_they_hold(archive: Archive, tmp_path: Path) -> None:
    put(archive, tmp_path, ALL)
    relate_waiting(archive, SETTINGS)
    with archive.reading() as connection:
        listed = list_events(connection, None, 50)
        assert {event.id for event in listed} == shown(archive).keys()
        days = [event.latest or "" for event in listed]
        assert days == sorted(days, reverse=True)
        again: list[Event] = []
        before = None
        while step := list_events(connection, None, 1, before):
            again += step
            before = step[-1].latest or "", step[-1].id
        assert again == listed
        bridge = list_events(connection, found_numbers(connection, read_query("Steg")), 50)
        assert [event for event in listed if set(event.pages) & set(bridge[0].pages)] == bridge
        assert list_events(connection, found_numbers(connection, read_query("Schwimmbad")), 50) == []


def test_an_event_keeps_its_id_as_pages_come(archive: Archive, tmp_path: Path) -> None:
    (first,) = put(archive, tmp_path, ALL[:1])
    relate_waiting(archive, SETTINGS)
    ((event, _),) = shown(archive).items()
    more = put(archive, tmp_path, [ALL[1], ALL[3]])
    relate_waiting(archive, SETTINGS)
    assert shown(archive) == {event: frozenset({first, *more})}


def test_a_decision_holds_when_the_event_grows(archive: Archive, tmp_path: Path) -> None:
    a, b = put(archive, tmp_path, ALL[:2])
    relate_waiting(archive, SETTINGS)
    correct(archive, MovePage(Desk(archive).page(b)), "Ada Krumm", SETTINGS)
    assert set(shown(archive).values()) == {frozenset({a}), frozenset({b})}
    (d,) = put(archive, tmp_path, [COPY])
    relate_waiting(archive, SETTINGS)
    assert set(shown(archive).values()) == {frozenset({a, d}), frozenset({b})}


def test_a_removed_page_leaves_its_relations(archive: Archive, tmp_path: Path) -> None:
    ids = put(archive, tmp_path, ALL)
    relate_waiting(archive, SETTINGS)
    remove_pages(archive, [ids[0]])
    assert all(ids[0] not in pages for pages in shown(archive).values())
    assert all(span.page != ids[0] for each in passages(archive) for span in each.members)  # type: ignore[attr-defined]


def test_what_waits_goes_on_where_it_was_cut_off(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import lesart.desk.relating

    put(archive, tmp_path, ALL)

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(lesart.desk.relating, "find_events", fail)
        with pytest.raises(KeyboardInterrupt):
            relate_waiting(archive, SETTINGS)
    assert shown(archive) == {}
    assert relate_waiting(archive, SETTINGS) == len(ALL)
    assert relate_waiting(archive, SETTINGS) == 0


def test_pages_of_an_archive_of_version_1_wait_to_be_related(tmp_path: Path) -> None:
    from sqlalchemy import create_engine

    from lesart.store.database import Archive as Opened

    place = tmp_path / "alt.lesart"
    old = Opened(create_engine(f"sqlite:///{place}"), "alt")
    with old.writing() as connection:
        assert upgrade(connection, "2031-01-01T00:00:00.000000Z", to=1) == (1,)
        connection.execute(insert(s.BLOBS).values(id="b", size=1, packed=b"x"))
        told = {column.name: "x" for column in s.PAGES.columns if not column.nullable}
        connection.execute(insert(s.PAGES).values({**told, "number": 1, "key": 4096, "bytes_id": "b", "length": 1}))
    old.close()
    with open_archive(place) as archive, archive.reading() as connection:
        assert list(connection.execute(select(s.WAITING.c.number)).scalars()) == [1]
        assert connection.execute(select(s.ARCHIVE.c.value).where(s.ARCHIVE.c.name == "schema")).scalar() == str(
            s.VERSION
        )


def test_a_long_story_goes_on_by_its_latest_events(archive: Archive, tmp_path: Path) -> None:
    """What is not looked at again stays in the story, before what is."""
    from lesart.model.relation import Story
    from lesart.store.stories import replace_stories

    put(archive, tmp_path, ALL)
    relate_waiting(archive, SETTINGS)
    events = sorted(shown(archive))
    assert len(events) >= 2
    first, *rest = events
    with archive.writing() as connection:
        replace_stories(connection, events, [Story("story-x", tuple(events))], "test")
        old = decode(Story, connection.execute(select(s.STORIES.c.record)).scalars().one())
        replace_stories(connection, rest, [Story("story-y", tuple(rest))], "test")
        record = connection.execute(select(s.STORIES.c.record)).scalars().one()
    assert decode(Story, record) == Story(old.id, (first, *rest))
    with archive.writing() as connection:
        replace_stories(connection, rest, [], "test")
        record = connection.execute(select(s.STORIES.c.record)).scalars().one()
    assert decode(Story, record) == Story(old.id, (first,))

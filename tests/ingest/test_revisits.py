"""When a page is looked at again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lesart.errors import UsageError
from lesart.ingest.revisits import (
    FIRST_WAIT,
    MAX_WAIT,
    Watched,
    Watchlist,
    after_answer,
    after_failure,
    after_listing,
    next_look,
)

NOON = datetime(2031, 3, 4, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PAGE = Watched("https://anzeiger.example/a", "page", NOON, NOON)


def looks(page: Watched, digests: list[str]) -> list[float]:
    """Hours from the first fetch to each look, as long as there is one to come."""
    found = []
    for digest in digests:
        if page.due is None:
            break
        found.append((page.due - NOON) / timedelta(hours=1))
        page, _ = after_answer(page, digest, page.due)
    return found


def test_a_page_that_stays_the_same_is_looked_at_ever_more_rarely_and_then_no_more() -> None:
    assert looks(PAGE, ["same"] * 40) == [0, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256, 424, 592, 760]


def test_an_edit_makes_looks_frequent_again() -> None:
    assert looks(PAGE, ["v1", "v1", "v1", "v1", "v2", "v2", "v2", "v2"]) == [0, 0.25, 0.5, 1, 2, 2.25, 2.5, 3]


def test_an_answer_tells_new_changed_and_unchanged_apart() -> None:
    first, edited = after_answer(PAGE, "v1", NOON)
    assert edited
    second, edited = after_answer(first, None, NOON + 15 * MINUTE)
    assert (edited, second.digest, second.changed) == (False, "v1", NOON)
    third, edited = after_answer(second, "v2", NOON + 30 * MINUTE)
    assert (edited, third.digest, third.changed) == (True, "v2", NOON + 30 * MINUTE)


@given(st.timedeltas(timedelta(0), timedelta(days=60)))
def test_the_next_look_lies_ahead_within_bounds(age: timedelta) -> None:
    now = NOON + age
    due = next_look(NOON, now)
    assert due is None or FIRST_WAIT <= due - now <= MAX_WAIT
    assert (due is None) == (age >= timedelta(days=30))


def test_failures_lengthen_the_wait_and_an_answer_ends_them() -> None:
    waits = []
    page = PAGE
    for _ in range(3):
        page = after_failure(page, NOON)
        assert page.due is not None
        waits.append((page.due - NOON) // MINUTE)
    assert waits == [15, 30, 60]
    again, _ = after_answer(page, "v1", NOON)
    assert again.failures == 0


def test_a_withdrawn_page_is_given_up_at_the_second_answer_and_a_feed_never() -> None:
    page = after_failure(after_failure(PAGE, NOON, gone=True), NOON, gone=True)
    assert page.due is None
    feed = msgspec.structs.replace(PAGE, subject="feed", failures=100)
    assert after_failure(feed, NOON, gone=True).due == NOON + timedelta(days=1)


def test_a_pause_that_the_host_asked_for_is_kept() -> None:
    assert after_failure(PAGE, NOON, wait=timedelta(hours=3)).due == NOON + timedelta(hours=3)
    assert after_failure(PAGE, NOON, wait=MINUTE).due == NOON + FIRST_WAIT


def test_a_feed_that_gives_another_date_of_change_brings_a_page_back() -> None:
    later = msgspec.structs.replace(PAGE, due=NOON + timedelta(days=5), listed="10:00")
    assert after_listing(later, "10:00", NOON) == later
    assert after_listing(later, None, NOON) == later
    assert after_listing(later, "11:00", NOON).due == NOON


def test_the_list_outlives_the_run(tmp_path: Path) -> None:
    full = Watched(
        "https://anzeiger.example/ü", "page", NOON, NOON + MINUTE, NOON, '"e"', "Tue", "d1g", 3, "2031-03-04"
    )
    over = msgspec.structs.replace(PAGE, url="https://anzeiger.example/over", due=None)
    feed = msgspec.structs.replace(PAGE, url="https://anzeiger.example/rss", subject="feed")
    first = Watchlist(tmp_path / "list")
    first.keep([full, over, feed])
    first.close()
    again = Watchlist(tmp_path / "list")
    assert (again.get(full.url), again.get(over.url), again.get("https://x.example/")) == (full, over, None)
    assert again.due_pages(NOON, 10) == []
    assert again.due_pages(NOON + MINUTE, 10) == [full]
    assert again.next_due() == NOON + MINUTE
    again.close()


def test_a_write_that_breaks_off_leaves_nothing_half_done(tmp_path: Path) -> None:
    kept = Watchlist(tmp_path / "list")

    def breaks():  # type: ignore[no-untyped-def]
        yield PAGE
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        kept.keep(breaks())
    assert kept.get(PAGE.url) is None
    kept.keep([PAGE])
    assert kept.get(PAGE.url) == PAGE
    kept.close()


def test_a_file_that_is_no_list_is_refused(tmp_path: Path) -> None:
    (tmp_path / "list").write_bytes(b"something else altogether" * 100)
    with pytest.raises(UsageError, match="not a database"):
        Watchlist(tmp_path / "list")

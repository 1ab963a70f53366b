"""When to look again, to catch silent edits: often while a page is young or was just changed, then ever more rarely.

Decisions are pure functions of what is known and the time; what is known stands in one SQLite file.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import msgspec

from lesart.errors import UsageError
from lesart.ingest.politeness import back_off

FIRST_WAIT = timedelta(minutes=15)
"""From the first fetch, or from an edit that was seen, to the next look; the usual interval of feeds."""
GROWTH = 1.0
"""A page is left alone for this share of the time since it was last seen changed: 1 doubles its age each time, about
eleven looks in the first month."""
MAX_WAIT = timedelta(days=7)
"""The longest time between two looks."""
GIVE_UP = timedelta(days=30)
"""A page that has not changed for so long is not looked at again."""
MAX_FAILURES = 8
"""A page that failed so often in a row is not looked at again (with the pauses doubling, about a day)."""
GONE = {404, 410}
"""A page that is answered so is looked at once more later, since errors pass; then no more."""
MAX_GONE = 2
"""Answers of GONE after which a page is taken as withdrawn."""

Subject = Literal["feed", "page", "host"]
"""`host`: one that asked for a pause until `due`; its `url` is the bare name."""


class Watched(msgspec.Struct, frozen=True):
    """What is known of one address. Times in UTC; `due` None: not looked at any more. `digest`: of what a reader sees
    of the page, as the caller made it; `listed`: the date of change that a feed gave for it."""

    url: str
    subject: Subject
    first: datetime
    due: datetime | None
    changed: datetime | None = None
    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None
    failures: int = 0
    listed: str | None = None


def next_look(changed: datetime, now: datetime) -> datetime | None:
    """When to look at a page again that was last seen changed (or first seen) at `changed`; None for never."""
    age = now - changed
    if age >= GIVE_UP:
        return None
    return now + min(max(age * GROWTH, FIRST_WAIT), MAX_WAIT)


def after_answer(page: Watched, digest: str | None, now: datetime) -> tuple[Watched, bool]:
    """`page` after an answer, and whether it is new or changed. `digest` None: the server said it is unchanged."""
    edited = digest is not None and digest != page.digest
    changed = now if edited or page.changed is None else page.changed
    kept = msgspec.structs.replace(
        page, due=next_look(changed, now), changed=changed, digest=digest or page.digest, failures=0
    )
    return kept, edited


def after_failure(watched: Watched, now: datetime, gone: bool = False, wait: timedelta | None = None) -> Watched:
    """`watched` after a failure; a feed is never given up. `wait`: a pause that the host asked for."""
    failures = watched.failures + 1
    if watched.subject == "page" and failures >= (MAX_GONE if gone else MAX_FAILURES):
        return msgspec.structs.replace(watched, failures=failures, due=None)
    pause = max(back_off(failures, FIRST_WAIT), wait or timedelta(0))
    return msgspec.structs.replace(watched, failures=failures, due=now + pause)


def after_listing(page: Watched, listed: str | None, now: datetime) -> Watched:
    """`page` after a feed named it again: looked at now where the feed gives another date of change."""
    if listed is None or listed == page.listed:
        return page
    return msgspec.structs.replace(page, listed=listed, due=now if page.listed is not None else page.due)


_SCHEMA = """
CREATE TABLE IF NOT EXISTS watched (
    url TEXT PRIMARY KEY, subject TEXT NOT NULL, first TEXT NOT NULL, due TEXT, changed TEXT, etag TEXT,
    last_modified TEXT, digest TEXT, failures INTEGER NOT NULL, listed TEXT
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS watched_due ON watched (subject, due);
"""
_VERSION = 1
_COLUMNS = ", ".join(Watched.__struct_fields__)
_FORM = "%Y-%m-%dT%H:%M:%S.%fZ"
"""Times as text of one length, so that they sort."""


class Watchlist:
    """The SQLite file at `path`; what `keep` was given is durable when it returns."""

    def __init__(self, path: Path) -> None:
        try:
            self._base = sqlite3.connect(path, isolation_level=None, timeout=30)
            (found,) = self._base.execute("PRAGMA user_version").fetchone()
            if found not in (0, _VERSION):
                raise UsageError(f"{path}: made by another version of lesart (list {found}, this is {_VERSION})")
            self._base.executescript(f"PRAGMA journal_mode=WAL; {_SCHEMA} PRAGMA user_version={_VERSION};")
        except sqlite3.Error as error:
            raise UsageError(f"{path}: {error}") from error

    def close(self) -> None:
        """Closes the file."""
        self._base.close()

    def get(self, url: str) -> Watched | None:
        """What is known of `url`."""
        row = self._base.execute(f"SELECT {_COLUMNS} FROM watched WHERE url = ?", (url,)).fetchone()
        return _read_row(row) if row else None

    def keep(self, known: Iterable[Watched]) -> None:
        """Writes all of `known` or, where the machine stops in between, none."""
        marks = ", ".join("?" * len(Watched.__struct_fields__))
        self._base.execute("BEGIN IMMEDIATE")
        try:
            for watched in known:
                self._base.execute(f"INSERT OR REPLACE INTO watched ({_COLUMNS}) VALUES ({marks})", _make_row(watched))
        except BaseException:
            self._base.execute("ROLLBACK")
            raise
        self._base.execute("COMMIT")

    def due_pages(self, now: datetime, limit: int) -> list[Watched]:
        """The pages to be looked at by `now`, the longest overdue first, at most `limit`."""
        rows = self._base.execute(
            f"SELECT {_COLUMNS} FROM watched WHERE subject = 'page' AND due <= ? ORDER BY due, url LIMIT ?",
            (now.astimezone(UTC).strftime(_FORM), limit),
        )
        return [_read_row(row) for row in rows]

    def paused_hosts(self, now: datetime) -> dict[str, datetime]:
        """The hosts that asked for a pause which is not over by `now`."""
        rows = self._base.execute(
            f"SELECT {_COLUMNS} FROM watched WHERE subject = 'host' AND due > ?", (now.astimezone(UTC).strftime(_FORM),)
        )
        return {known.url: known.due for known in map(_read_row, rows) if known.due is not None}

    def next_due(self) -> datetime | None:
        """When the next page is to be looked at."""
        (first,) = self._base.execute("SELECT min(due) FROM watched WHERE subject = 'page'").fetchone()
        return _read_time(first)


def _make_row(watched: Watched) -> tuple[str | int | None, ...]:
    values = (getattr(watched, name) for name in Watched.__struct_fields__)
    return tuple(value.astimezone(UTC).strftime(_FORM) if isinstance(value, datetime) else value for value in values)


def _read_row(row: tuple[str | int | None, ...]) -> Watched:
    told = dict(zip(Watched.__struct_fields__, row, strict=True))
    times = {name: _read_time(told[name]) for name in ("first", "due", "changed")}
    return msgspec.convert({**told, **times}, Watched)


def _read_time(value: str | int | None) -> datetime | None:
    return datetime.strptime(str(value), _FORM).replace(tzinfo=UTC) if value is not None else None

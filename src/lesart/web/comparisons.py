"""Comparisons as the desk shows them: at once where they are kept, else as a job that a page waits for.

What was rendered of one is kept in memory by its name, which changes with everything that goes into it.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from lesart.desk.comparing import Compared, Subject, choose_pages, find_comparison
from lesart.model.synopsis import Synopsis
from lesart.present.contract import SynopsisOut, synopsis_out
from lesart.store.relations import has_synopsis
from lesart.web.calls import Call
from lesart.web.records import Comparison

MOST_KEPT = 48
"""Rendered comparisons in memory: some hundred kilobytes each."""
PATIENCE = 0.1
"""Seconds that a page waits for a comparison before it says that one is being made."""

T = TypeVar("T")


class Asked(msgspec.Struct, frozen=True):
    """What a page knows of its comparison: `ready`, `waiting` for `job`, or `failed` for `reason`."""

    wanted: Compared
    state: str
    job: str | None = None
    reason: str | None = None


class Shelf:
    """The latest things made from comparisons, by the comparison's name and what was made of it."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, ...], Any] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, key: tuple[str, ...], make: Callable[[], T]) -> T:
        """What is kept under `key`, else what `make` makes, which is kept."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                found: T = self._kept[key]
                return found
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return made


SHELF = Shelf()


def ask(call: Call, subject: Subject, name: str, again: bool = False) -> Asked:
    """The comparison of event or story `name`: ready, or being made. Raises ArchiveError where there is no such."""
    wanted = _choose(call, subject, name)
    if _is_kept(call, wanted):
        return Asked(wanted, "ready")
    job = call.desk.jobs.compare(subject, name, again)
    until = time.monotonic() + PATIENCE
    while not job.over and time.monotonic() < until:
        time.sleep(0.01)
    if job.state == "failed":
        return Asked(wanted, "failed", job.id, job.reason)
    if job.over:
        wanted = _choose(call, subject, name)
        if _is_kept(call, wanted):
            return Asked(wanted, "ready")
    return Asked(wanted, "waiting", job.id)


def _choose(call: Call, subject: Subject, name: str) -> Compared:
    with call.archive.reading() as connection:
        return choose_pages(connection, subject, name, call.settings)


def _is_kept(call: Call, wanted: Compared) -> bool:
    with call.archive.reading() as connection:
        return has_synopsis(connection, wanted.name)


def load(call: Call, wanted: Compared) -> Synopsis:
    """The comparison, which is kept."""
    with call.archive.reading() as connection:
        found = find_comparison(connection, wanted)
    assert found is not None
    return found


def comparison_out(call: Call, asked: Asked) -> Comparison:
    """As JSON has it. The contract's object is printed once and kept as it was printed."""
    if asked.state != "ready":
        return Comparison(asked.state, asked.job, asked.reason, asked.wanted.left_out)

    def make() -> msgspec.Raw:
        return msgspec.Raw(msgspec.json.encode(synopsis_out(load(call, asked.wanted), with_text=True)))

    printed: Any = SHELF.take((call.archive.place, asked.wanted.name, "json"), make)
    synopsis: SynopsisOut = printed
    return Comparison("ready", left_out=asked.wanted.left_out, synopsis=synopsis)

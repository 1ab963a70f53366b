"""How a run is told: pages done, pages per second, time left, refusals by reason."""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from lesart.scale.jobs import Marker, Step

EVERY = 5.0
"""Seconds between two lines."""

Say = Callable[[str], None]


def say_on_stderr(line: str) -> None:
    """One line on standard error."""
    print(line, file=sys.stderr, flush=True)


def add_up(markers: Sequence[Marker]) -> Marker:
    """What `markers` say together."""
    reasons: Counter[str] = Counter()
    for marker in markers:
        reasons.update(marker.rejected)
    return Marker(sum(m.items for m in markers), sum(m.pages for m in markers), dict(sorted(reasons.items())))


@contextmanager
def watch(label: str, folder: Path, total: int, say: Say) -> Iterator[None]:
    """Tells every EVERY seconds how many of `total` items the markers in `folder` say are done; nothing of none."""
    if not total:
        yield
        return
    seen: dict[str, Marker] = {}

    def look() -> Marker:
        for path in folder.glob("*.json") if folder.is_dir() else ():
            if path.name not in seen:
                seen[path.name] = msgspec.json.decode(path.read_bytes(), type=Marker)
        return add_up(list(seen.values()))

    before = look().items
    began = time.monotonic()
    stop = threading.Event()

    def tell() -> None:
        while not stop.wait(EVERY):
            now = look()
            say(progress_line(label, now, before, total, time.monotonic() - began))

    thread = threading.Thread(target=tell, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def progress_line(label: str, done: Marker, before: int, total: int, seconds: float) -> str:
    """One line; `before`: items that an earlier run had done."""
    rate = (done.items - before) / seconds if seconds > 0 else 0.0
    left = f"{_clock((total - done.items) / rate)} left" if rate else "time left unknown"
    return f"{label}: {done.items} of {total} pages, {rate:.1f} pages/s, {left}{_told(done.rejected)}"


def _told(rejected: Mapping[str, int]) -> str:
    if not rejected:
        return ""
    return "; rejected " + ", ".join(f"{count} {reason}" for reason, count in rejected.items())


def _clock(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def step_lines(steps: Sequence[Step], rest: float) -> list[str]:
    """What each step cost, as a table; `rest`: seconds behind the last."""
    if not steps:
        return []
    every = Step(
        "count",
        sum(step.tasks for step in steps),
        sum(step.clock for step in steps),
        sum(step.cpu for step in steps),
        sum(step.alone for step in steps) + rest,
        max(step.peak for step in steps),
    )
    head = "  step        tasks   clock s   CPU s of tasks   alone s before   largest process MB"
    return [head, *(_step_line(step.kind, step) for step in steps), _step_line("all", every)]


def _step_line(name: str, step: Step) -> str:
    return f"  {name:<10} {step.tasks:>6} {step.clock:>9.1f} {step.cpu:>16.1f} {step.alone:>16.1f} {step.peak:>20.0f}"

"""What the tasks of a run are made of: the job that all share, a task, its marker, and the records between steps."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from lesart.model.article import Article
from lesart.model.outcome import Rejected
from lesart.scale.files import DONE, WORK
from lesart.scale.sources import Parcel
from lesart.settings import Settings

Kind = Literal[
    "count", "read", "annotate", "doubtful", "lines", "furniture", "prints", "pairs", "batches", "align", "passages",
    "hot", "relate", "events", "stories", "compact",
]  # fmt: skip

UNDATED = 0
"""Day number of a page without a date; others are proleptic Gregorian ordinals."""


class Job(msgspec.Struct, frozen=True):
    """What all tasks of a run share. `stages`: any of `zones`, `annotate`, `reuse`, `events`; `parcel`: items of a
    parcel, so that page number n (counted over the whole run) is item n % parcel of parcel n // parcel."""

    out: str
    settings: Settings
    stages: tuple[str, ...]
    parcel: int

    def told(self) -> str:
        """The job as JSON, for workers."""
        return msgspec.json.encode(self, enc_hook=str).decode()

    @classmethod
    def read(cls, told: str) -> Job:
        """The job that `told` says."""
        return msgspec.json.decode(told, type=cls, dec_hook=lambda kind, value: kind(value))

    def marker(self, kind: Kind, name: str) -> Path:
        """Where the marker of a finished task lies."""
        return Path(self.out, DONE, kind, f"{name}.json")

    def work(self, kind: str, name: str) -> Path:
        """Where a task keeps records for later stages."""
        return Path(self.out, WORK, kind, name)


class Task(msgspec.Struct, frozen=True):
    """One piece of work. `copies`: ids to give to pages that the same input gave twice, by item; `members`: pages by
    number, in the order of the input; `window`: its number; `bundles`: bundles of families that its pages are in;
    `band`: of a join its part of the keys (or of the pages), as number and count; `dense`: the run has so few pages
    that all runs of five words are fingerprints and seeds that stand alone are followed (`reuse.DENSE_PILE`).
    """

    kind: Kind
    name: str
    file: str = ""
    parcel: Parcel | None = None
    copies: dict[int, str] = {}
    members: tuple[int, ...] = ()
    window: int = 0
    bundles: tuple[int, ...] = ()
    band: tuple[int, int] = (0, 1)
    dense: bool = False


class Marker(msgspec.Struct, frozen=True):
    """What a finished task says: items it had, pages it made, refusals by reason, rows it wrote for a join."""

    items: int = 0
    pages: int = 0
    rejected: dict[str, int] = {}
    rows: int = 0


class Done(msgspec.Struct, frozen=True):
    """A task done in this run: its marker, and what it cost. `cpu`, `clock`: seconds; `peak`: the most memory that its
    process had held by then, in MB."""

    marker: Marker
    cpu: float = 0.0
    clock: float = 0.0
    peak: float = 0.0


class Step(msgspec.Struct, frozen=True):
    """A step of a run. Seconds: `clock` from its first task given out to its last come back; `cpu` of its tasks;
    `alone` by the clock before it, when the starting machine alone was at work. `tasks`: how many were done in this
    run; `peak`: the largest process that did one, in MB."""

    kind: Kind
    tasks: int
    clock: float
    cpu: float
    alone: float
    peak: float


class Read(msgspec.Struct, frozen=True):
    """An item of a parcel as read: an article without the blocks of its markup, or what was refused."""

    article: Article | None = None
    rejected: Rejected | None = None

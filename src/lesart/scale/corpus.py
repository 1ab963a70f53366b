"""A corpus run: sources counted, cut into parcels, read, annotated, related, each step in tasks that an engine runs."""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import msgspec

from lesart.errors import UsageError
from lesart.scale.engines import Engine, EngineName, open_engine
from lesart.scale.files import DONE, WORK, write_bytes, write_rows
from lesart.scale.progress import Say, add_up, say_on_stderr, watch
from lesart.scale.rows import rejected_row
from lesart.scale.sources import MANY, Parcel, cut_parcels, list_files
from lesart.scale.tasks import Job, Kind, Marker, Task
from lesart.scale.windows import WINDOW_PAGES, cut_windows, number_copies
from lesart.settings import Settings

STAGES = ("zones", "annotate", "reuse", "events")
"""What may be asked for; `events` needs all, the others need `zones` alone."""

PARCEL = 2_000
"""Items of a parcel: about a minute and a half of one core. Smaller ones cost more small files, larger ones lose more
at a restart."""


class Options(msgspec.Struct, frozen=True):
    """How a run is done. Only `stages`, `parcel` and `window_pages` bear on the result."""

    stages: tuple[str, ...] = STAGES
    engine: EngineName = "local"
    address: str | None = None
    workers: int = 0
    """Worker processes; 0: one a core."""
    parcel: int = PARCEL
    window_pages: int = WINDOW_PAGES


class Summary(msgspec.Struct, frozen=True):
    """What a run came to. `windows`: how many groups of pages were related apart."""

    items: int
    pages: int
    rejected: dict[str, int]
    seconds: float
    windows: int = 0

    def lines(self) -> list[str]:
        """The summary as read by persons."""
        rate = self.items / self.seconds if self.seconds else 0.0
        told = [f"{self.pages} pages of {self.items} items in {self.seconds:.0f} s ({rate:.1f} a second)"]
        told += [f"  rejected {count}: {reason}" for reason, count in self.rejected.items()]
        if self.windows > 1:
            told.append(f"  related in {self.windows} windows; wording and events across windows are not joined")
        return told


class _Plan(msgspec.Struct, frozen=True):
    """What a folder's run depends on: another run may continue it only where all of this is the same."""

    version: str
    sources: tuple[str, ...]
    settings: Settings
    stages: tuple[str, ...]
    parcel: int
    window_pages: int
    files: str
    """SHA-256 of the names, sizes and times of change of the files."""


def run_corpus(
    sources: Sequence[str],
    out: Path,
    settings: Settings,
    options: Options | None = None,
    say: Say = say_on_stderr,
    engine: Engine | None = None,
) -> Summary:
    """Reads `sources`, writes the tables of `tables.py` under `out`; goes on where an earlier run was stopped.

    Raises UsageError for sources that do not exist, an unknown stage, or an `out` that holds another run.
    """
    options = options or Options()
    stages = _all_stages(options.stages)
    files, skipped = list_files(sources)
    job = Job(str(out), settings, stages)
    _claim(out, _plan(sources, files, settings, options, stages))
    began = time.monotonic()
    run = _Run(job, engine or open_engine(options.engine, options.workers or os.cpu_count() or 1, options.address), say)
    if (out / DONE / "finished.json").exists():
        return _summary(run, cut_parcels(run.count(files), options.parcel), began)
    if skipped:
        write_rows(out / "rejected" / "sources.parquet", "rejected", [rejected_row(item) for item in skipped])
    parcels = cut_parcels(run.count(files), options.parcel)
    run.tasks("read", [Task("read", parcel.name, parcel=parcel) for parcel in parcels], _items(parcels))
    copies = number_copies(parcels, job) if parcels else {}
    annotating = [Task("annotate", p.name, parcel=p, copies=copies.get(p.number, {})) for p in parcels]
    run.tasks("annotate", annotating, _items(parcels))
    if parcels and {"reuse", "events"} & set(stages):
        windows = cut_windows(parcels, job, options.window_pages)
        relating = [Task("relate", name, members=members) for name, members in windows]
        run.tasks("relate", relating, sum(len(members) for _, members in windows))
    summary = _summary(run, parcels, began)
    write_bytes(out / DONE / "finished.json", msgspec.json.encode(Marker(summary.items, summary.pages)))
    shutil.rmtree(out / WORK, ignore_errors=True)
    return summary


class _Run:
    """The job with what runs its tasks and what tells of them."""

    def __init__(self, job: Job, engine: Engine, say: Say) -> None:
        self.job = job
        self.engine = engine
        self.say = say

    def tasks(self, kind: Kind, tasks: Sequence[Task], total: int) -> None:
        """Does those of `tasks` that are not done yet."""
        open_ones = [task for task in tasks if not self.job.marker(kind, task.name).exists()]
        if not open_ones:
            return
        with watch(kind, Path(self.job.out, DONE, kind), total, self.say):
            self.engine(open_ones, self.job)

    def markers(self, kind: Kind) -> list[Marker]:
        """What the finished tasks of `kind` said."""
        folder = Path(self.job.out, DONE, kind)
        return [msgspec.json.decode(path.read_bytes(), type=Marker) for path in sorted(folder.glob("*.json"))]

    def count(self, files: Sequence[str]) -> list[tuple[str, int]]:
        """Each file with its items."""
        many = [file for file in files if file.lower().endswith(MANY)]
        tasks = [Task("count", f"file-{number:07d}", file=file) for number, file in enumerate(many)]
        self.tasks("count", tasks, 0)
        counts = iter(self.markers("count"))
        return [(file, next(counts).items if file.lower().endswith(MANY) else 1) for file in files]


def _summary(run: _Run, parcels: Sequence[Parcel], began: float) -> Summary:
    done = add_up(run.markers("annotate"))
    related = run.markers("relate")
    rejected = add_up([done, *(msgspec.structs.replace(marker, items=0, pages=0) for marker in related)]).rejected
    return Summary(_items(parcels), done.pages, rejected, time.monotonic() - began, len(related))


def _items(parcels: Sequence[Parcel]) -> int:
    return sum(parcel.items for parcel in parcels)


def _all_stages(asked: Sequence[str]) -> tuple[str, ...]:
    """`asked` with what it needs, in order."""
    for stage in asked:
        if stage not in STAGES:
            raise UsageError(f"{stage}: no stage; known are {', '.join(STAGES)}")
    wanted = set(asked) | {"zones"}
    if "events" in wanted:
        wanted |= {"annotate", "reuse"}
    return tuple(stage for stage in STAGES if stage in wanted)


def _plan(
    sources: Sequence[str], files: Sequence[str], settings: Settings, options: Options, stages: tuple[str, ...]
) -> _Plan:
    told = hashlib.sha256()
    for file in files:
        state = os.stat(file)
        told.update(f"{file}\0{state.st_size}\0{state.st_mtime_ns}\n".encode("utf-8", "surrogateescape"))
    return _Plan(
        version("lesart"),
        tuple(sources),
        settings,
        stages,
        options.parcel,
        options.window_pages,
        told.hexdigest(),
    )


def _claim(out: Path, plan: _Plan) -> None:
    """Makes `out` the folder of `plan`. Raises UsageError where it is another's."""
    place = out / "plan.json"
    told = msgspec.json.encode(plan, enc_hook=str)
    if place.exists():
        if place.read_bytes() != told:
            raise UsageError(f"{out}: holds a run of other sources, settings or stages; give an empty folder")
        return
    if out.exists() and any(out.iterdir()):
        raise UsageError(f"{out}: is not empty and holds no run")
    write_bytes(place, told)

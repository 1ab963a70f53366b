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

from lesart.algorithms.fingerprint import COMMON
from lesart.errors import UsageError
from lesart.scale.compaction import list_days
from lesart.scale.engines import QUIET, Engine, EngineName, collecting_rarely, open_engine
from lesart.scale.families import FAMILY_PAGES
from lesart.scale.files import DONE, WORK, write_bytes, write_rows
from lesart.scale.jobs import Job, Step, Task
from lesart.scale.progress import Say, add_up, say_on_stderr, step_lines
from lesart.scale.rows import rejected_row
from lesart.scale.runs import Run
from lesart.scale.sharing import Bundles, Hot, share_wording
from lesart.scale.sources import Listed, Parcel, cut_parcels, list_files
from lesart.scale.uniting import unite_window_events, unite_window_stories
from lesart.scale.windows import WINDOW_PAGES, cut_windows, number_copies
from lesart.settings import Settings

STAGES = ("zones", "annotate", "reuse", "events")
"""What may be asked for; `events` needs all, the others need `zones` alone."""

PARCEL = 2_000
"""Items of a parcel at most: about a minute and a half of one core. Smaller ones cost more small files, larger ones
lose more at a restart."""

PARCELS = 64
"""Parcels that a run has where they are smaller than PARCEL: several for each worker, so that none waits long for the
last of a step. It hangs on the input alone, as all that the result hangs on."""


class Options(msgspec.Struct, frozen=True):
    """How a run is done. Only `stages`, `parcel` and `window_pages` bear on the result."""

    stages: tuple[str, ...] = STAGES
    engine: EngineName = "local"
    address: str | None = None
    workers: int = 0
    """Worker processes; 0: one a core."""
    parcel: int = 0
    """Items of a parcel; 0: by the number of items (`choose_parcel`)."""
    window_pages: int = WINDOW_PAGES


class Summary(msgspec.Struct, frozen=True):
    """What a run came to. `windows`: how many groups of pages were looked through for events apart."""

    items: int
    pages: int
    rejected: dict[str, int]
    seconds: float
    windows: int = 0
    hot: Hot = Hot()
    steps: tuple[Step, ...] = ()
    rest: float = 0.0
    """Seconds by the clock behind the last step."""

    def lines(self) -> list[str]:
        """The summary as read by persons."""
        rate = self.items / self.seconds if self.seconds else 0.0
        told = [f"{self.pages} pages of {self.items} items in {self.seconds:.0f} s ({rate:.1f} a second)"]
        told += [f"  rejected {count}: {reason}" for reason, count in self.rejected.items()]
        if self.hot.lines or self.hot.runs:
            told.append(
                f"  left out of comparison: {self.hot.lines} lines that recur on their outlets' pages, "
                f"{self.hot.runs} runs of words on more than {COMMON} pages (table hot_keys)"
            )
        if self.hot.cut_families:
            told.append(f"  {self.hot.cut_families} families of more than {FAMILY_PAGES} pages were cut")
        if self.windows > 1:
            told.append(f"  events sought in {self.windows} windows of days, and united over them")
        return [*told, *step_lines(self.steps, self.rest)]


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
    os.environ.update(QUIET)
    options = options or Options()
    stages = _all_stages(options.stages)
    files, skipped = list_files(sources)
    job = Job(str(out), settings, stages, options.parcel)
    _claim(out, _plan(sources, files, settings, options, stages))
    end = out / DONE / "finished.json"
    if end.exists():
        return msgspec.structs.replace(msgspec.json.decode(end.read_bytes(), type=Summary), seconds=0.0)
    if skipped:
        write_rows(out / "rejected" / "sources.parquet", "rejected", [rejected_row(item) for item in skipped])
    if engine:
        return _do_steps(Run(job, engine, say), files, options)
    opened = open_engine(options.engine, options.workers or os.cpu_count() or 1, options.address)
    try:
        summary = _do_steps(Run(job, opened, say), files, options)
    except BaseException:
        opened.close(broken=True)
        raise
    opened.close()
    return summary


@collecting_rarely()
def _do_steps(run: Run, files: Sequence[Listed], options: Options) -> Summary:
    """All steps of the run, and its end."""
    began = time.monotonic()
    counts = run.count([file.path for file in files])
    items = sum(count for _, count in counts)
    parcel = options.parcel or choose_parcel(items, run.job.settings.batch)
    job = run.job = msgspec.structs.replace(run.job, parcel=parcel)
    out, stages = Path(job.out), job.stages
    parcels = cut_parcels(counts, job.parcel)
    run.tasks("read", [Task("read", parcel.name, parcel=parcel) for parcel in parcels], _items(parcels))
    copies = number_copies(parcels, job) if parcels else {}
    annotating = [Task("annotate", p.name, parcel=p, copies=copies.get(p.number, {})) for p in parcels]
    run.tasks("annotate", annotating, _items(parcels))
    hot = Hot()
    if parcels and "reuse" in stages:
        bundles, hot = share_wording(run, parcels)
        if "events" in stages:
            _relate(run, parcels, bundles, options.window_pages)
    run.tasks("compact", [Task("compact", day.replace("/", "-"), file=day) for day in list_days(out)], 0)
    summary = _summary(run, parcels, began, hot)
    write_bytes(out / DONE / "finished.json", msgspec.json.encode(summary))
    shutil.rmtree(out / WORK, ignore_errors=True)
    return summary


def choose_parcel(items: int, batch: int) -> int:
    """Items of a parcel where nobody says: PARCEL, or fewer where that makes fewer than PARCELS parcels; whole batches
    in any case, so that what is annotated together does not hang on it."""
    most = max(1, PARCEL // batch)
    return batch * min(most, max(1, -(-items // (PARCELS * batch))))


def _relate(run: Run, parcels: Sequence[Parcel], bundles: Bundles, most: int) -> None:
    """Events in windows, united over windows, told; then the same of stories."""
    windows = cut_windows(parcels, run.job, most)
    pages = sum(len(window.members) for window in windows)
    relating = [
        Task("relate", window.name, members=window.members, bundles=bundles.of(window.members)) for window in windows
    ]
    run.tasks("relate", relating, pages)
    united = unite_window_events(windows, bundles.count, run.job)
    events = [
        Task("events", window.name, window=window.number, bundles=bundles.of(sorted(united.get(window.number, ()))))
        for window in windows
    ]
    run.tasks("events", events, 0)
    unite_window_stories(windows, run.job)
    run.tasks("stories", [Task("stories", window.name, window=window.number) for window in windows], 0)


def _summary(run: Run, parcels: Sequence[Parcel], began: float, hot: Hot) -> Summary:
    done = add_up(run.markers("annotate"))
    related = run.markers("relate")
    rejected = add_up([done, *run.markers("passages"), *related]).rejected
    ended = time.monotonic()
    rest = ended - run.idle_since
    return Summary(_items(parcels), done.pages, rejected, ended - began, len(related), hot, tuple(run.steps), rest)


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
    sources: Sequence[str], files: Sequence[Listed], settings: Settings, options: Options, stages: tuple[str, ...]
) -> _Plan:
    told = hashlib.sha256()
    for file in files:
        told.update(f"{file.path}\0{file.state}\n".encode("utf-8", "surrogateescape"))
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

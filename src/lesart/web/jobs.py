"""Long work in the background, told as it goes: uploads one after the other, comparisons beside them.

An upload lies in the spool folder until its last page is on the disk: a server that is ended, or killed, goes on with
it when it starts again. Pages that are there already are known and not added twice.
"""

from __future__ import annotations

import os
import queue
import secrets
import shutil
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from lesart.desk.adding import Added
from lesart.desk.comparing import Subject, make_comparison
from lesart.desk.relating import relate_waiting
from lesart.desk.uploading import Handed, add_handed
from lesart.errors import LesartError
from lesart.model.outcome import Rejected
from lesart.settings import Settings
from lesart.store.database import Archive, time_now
from lesart.store.kinds import is_address

MOST_JOBS = 200
"""Jobs that are remembered; of more, those that ended first are forgotten."""
MOST_RESULTS = 500
"""Inputs of one job that are told one by one; all are counted, and all that were refused are told."""
END_WAIT = 20.0
"""Seconds that an ending server waits for the batch at hand; what is left goes on at the next start."""
READY = "ready"
"""The file in a spool folder that says that all of an upload arrived."""

Kind = Literal["upload", "relate", "compare"]
State = Literal["waiting", "running", "done", "failed", "ended"]


class Result(msgspec.Struct, frozen=True):
    """What became of one input: `added`, `known` (with its page), `refused` or `skipped` (with the reason)."""

    source: str
    outcome: str
    page: str | None = None
    reason: str | None = None


class JobView(msgspec.Struct, frozen=True):
    """A job as it is told. `done` counts pages; `files`: how many of the files handed over are finished."""

    id: str
    kind: Kind
    state: State
    about: str
    began: str
    done: int
    related: int
    files: int
    files_all: int
    counts: dict[str, int]
    results: list[Result]
    left_out: int
    reason: str | None = None


class Job:
    """One piece of long work; other threads read it while it goes."""

    def __init__(self, kind: Kind, about: str, files: int = 0) -> None:
        self.id = secrets.token_hex(8)
        self.kind = kind
        self.about = about
        self.state: State = "waiting"
        self.reason: str | None = None
        self._began = time_now()
        self._files = files
        self._finished = self._related = 0
        self._counts: Counter[str] = Counter()
        self._results: list[Result] = []
        self._lock = threading.Lock()

    @property
    def over(self) -> bool:
        return self.state in ("done", "failed", "ended")

    def tell(self, item: Added | Rejected) -> None:
        """Takes in what became of one input."""
        if isinstance(item, Added):
            result = Result(item.source, item.outcome, page=item.page)
        else:
            result = Result(item.source, "skipped" if item.stage == "skipped" else "refused", reason=item.reason)
        with self._lock:
            self._counts[result.outcome] += 1
            if len(self._results) < MOST_RESULTS or result.outcome == "refused":
                self._results.append(result)

    def finish_file(self) -> None:
        with self._lock:
            self._finished += 1

    def relate(self, count: int) -> None:
        with self._lock:
            self._related += count

    def view(self) -> JobView:
        with self._lock:
            return JobView(
                id=self.id,
                kind=self.kind,
                state=self.state,
                about=self.about,
                began=self._began,
                done=self._counts.total(),
                related=self._related,
                files=self._finished,
                files_all=self._files,
                counts=dict(self._counts),
                results=list(self._results),
                left_out=self._counts.total() - len(self._results),
                reason=self.reason,
            )


class Jobs:
    """All jobs of a server. `start` and `end` go with the server's own."""

    def __init__(self, archive: Archive, settings: Settings, spool: Path) -> None:
        self._archive = archive
        self._settings = settings
        self.spool = spool
        self._jobs: dict[str, Job] = {}
        self._comparing: dict[tuple[Subject, str], Job] = {}
        self._ending = threading.Event()
        self._lock = threading.Lock()
        self._lines: dict[str, queue.SimpleQueue[tuple[Job, Callable[[Job], None]] | None]] = {
            "writing": queue.SimpleQueue(),
            "comparing": queue.SimpleQueue(),
        }
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begins to work: first on what an earlier server left behind."""
        for line in self._lines.values():
            thread = threading.Thread(target=self._work, args=(line,), daemon=True)
            thread.start()
            self._threads.append(thread)
        for folder in sorted(self.spool.iterdir()) if self.spool.is_dir() else ():
            if (folder / READY).exists():
                self._upload(folder)
            elif folder.is_dir():
                shutil.rmtree(folder, ignore_errors=True)
        self._put("writing", Job("relate", ""), self._relate)

    def end(self) -> None:
        """Ends after the batch at hand; uploads that are not through go on at the next start."""
        self._ending.set()
        for line in self._lines.values():
            line.put(None)
        for thread in self._threads:
            thread.join(END_WAIT)

    def get(self, name: str) -> Job | None:
        return self._jobs.get(name)

    def latest(self) -> list[Job]:
        """All that are remembered, the newest first."""
        return list(reversed(list(self._jobs.values())))

    def folder(self) -> Path:
        """A new folder for one upload, for nobody else to read."""
        self.spool.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = self.spool / f"{time_now().replace(':', '').replace('.', '')}-{secrets.token_hex(4)}"
        folder.mkdir(mode=0o700)
        return folder

    def upload(self, folder: Path) -> Job:
        """Files everything in `folder`, which is whole: from now on it survives the server."""
        with (folder / READY).open("wb") as mark:
            mark.flush()
            os.fsync(mark.fileno())
        return self._upload(folder)

    def compare(self, subject: Subject, name: str, again: bool = False) -> Job:
        """Makes a comparison; the job that is at it already, or that failed at it (unless `again`), where there is
        one."""
        with self._lock:
            there = self._comparing.get((subject, name))
        if there is not None and (not there.over or (there.state == "failed" and not again)):
            return there

        def work(job: Job) -> None:
            make_comparison(self._archive, subject, name, self._settings)

        job = self._put("comparing", Job("compare", name), work)
        with self._lock:
            self._comparing[subject, name] = job
        return job

    def _upload(self, folder: Path) -> Job:
        files = [Handed(path, path.name) for path in sorted(folder.glob("*/*")) if path.is_file()]

        def work(job: Job) -> None:
            for file in files:
                for item in add_handed(self._archive, file, self._settings):
                    job.tell(item)
                    if self._ending.is_set():
                        job.state = "ended"
                        return
                job.finish_file()
            shutil.rmtree(folder, ignore_errors=True)
            self._relate(job)

        return self._put("writing", Job("upload", ", ".join(file.name for file in files[:3]), len(files)), work)

    def _relate(self, job: Job) -> None:
        relate_waiting(self._archive, self._settings, job.relate, self._ending.is_set)

    def _put(self, line: str, job: Job, work: Callable[[Job], None]) -> Job:
        with self._lock:
            self._jobs[job.id] = job
            over: Sequence[str] = [name for name, each in self._jobs.items() if each.over]
            for name in over[: max(0, len(self._jobs) - MOST_JOBS)]:
                del self._jobs[name]
        self._lines[line].put((job, work))
        return job

    def _work(self, line: queue.SimpleQueue[tuple[Job, Callable[[Job], None]] | None]) -> None:
        while (item := line.get()) is not None:
            job, work = item
            if self._ending.is_set():
                job.state = "ended"
                continue
            job.state = "running"
            try:
                work(job)
            except LesartError as error:
                job.reason, job.state = str(error), "failed"
            except Exception as error:  # a job must not end the thread; what went wrong is told, not hidden
                job.reason, job.state = f"{type(error).__name__}: {error}", "failed"
            else:
                job.state = "done" if job.state == "running" else job.state


def choose_spool(place: str) -> Path:
    """Where uploads of the archive at `place` wait: beside its file; for a server's, in the user's state folder."""
    if not is_address(place):
        return Path(f"{place}.uploads").absolute()
    home = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    return home / "lesart" / "uploads" / "".join(sign if sign.isalnum() else "-" for sign in place)[:120]

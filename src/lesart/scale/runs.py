"""A run under way: its job, the engine that does its tasks, what it tells, and what its steps cost."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import msgspec

from lesart.scale.engines import Engine
from lesart.scale.files import DONE
from lesart.scale.jobs import Job, Kind, Marker, Step, Task
from lesart.scale.progress import Say, watch
from lesart.scale.sources import holds_many


class Run:
    """The job with what runs its tasks and what tells of them."""

    def __init__(self, job: Job, engine: Engine, say: Say) -> None:
        self.job = job
        self.engine = engine
        self.say = say
        self.steps: list[Step] = []
        self.idle_since = time.monotonic()

    def tasks(self, kind: Kind, tasks: Sequence[Task], total: int) -> None:
        """Does those of `tasks` that are not done yet. `total`: items of all of them, for telling of progress."""
        open_ones = [task for task in tasks if not self.job.marker(task.kind, task.name).exists()]
        if not open_ones:
            return
        began = time.monotonic()
        with watch(kind, Path(self.job.out, DONE, kind), total, self.say):
            done = self.engine(open_ones, self.job)
        ended = time.monotonic()
        cpu, peak = sum(one.cpu for one in done), max(one.peak for one in done)
        self.steps.append(Step(kind, len(done), ended - began, cpu, began - self.idle_since, peak))
        self.idle_since = ended

    def markers(self, kind: Kind) -> list[Marker]:
        """What the finished tasks of `kind` said."""
        folder = Path(self.job.out, DONE, kind)
        return [msgspec.json.decode(path.read_bytes(), type=Marker) for path in sorted(folder.glob("*.json"))]

    def count(self, files: Sequence[str]) -> list[tuple[str, int]]:
        """Each file with its items."""
        many = [file for file in files if holds_many(file)]
        tasks = [Task("count", f"file-{number:07d}", file=file) for number, file in enumerate(many)]
        self.tasks("count", tasks, 0)
        counts = iter(self.markers("count"))
        return [(file, next(counts).items if holds_many(file) else 1) for file in files]

"""A run under way: its job, the engine that does its tasks, and what it tells."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from lesart.scale.engines import Engine
from lesart.scale.files import DONE
from lesart.scale.jobs import Job, Kind, Marker, Task
from lesart.scale.progress import Say, watch
from lesart.scale.sources import holds_many


class Run:
    """The job with what runs its tasks and what tells of them."""

    def __init__(self, job: Job, engine: Engine, say: Say) -> None:
        self.job = job
        self.engine = engine
        self.say = say

    def tasks(self, kind: Kind, tasks: Sequence[Task], total: int) -> None:
        """Does those of `tasks` that are not done yet. `total`: items of all of them, for telling of progress."""
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
        many = [file for file in files if holds_many(file)]
        tasks = [Task("count", f"file-{number:07d}", file=file) for number, file in enumerate(many)]
        self.tasks("count", tasks, 0)
        counts = iter(self.markers("count"))
        return [(file, next(counts).items if holds_many(file) else 1) for file in files]

"""Tasks run one after another, or by the dataframe engine Daft on this machine or on a Ray cluster.

Daft gets a frame with one row a task and a class whose instances live in worker processes of their own: what a
worker has loaded (weights, word lists) stays loaded. Telemetry of Daft and of Ray is switched off before they are
imported, and in the environment of Ray's workers.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Literal, Protocol

import msgspec

from lesart.errors import UsageError
from lesart.scale.jobs import Job, Marker, Task
from lesart.scale.tasks import do_task

QUIET = {
    "DAFT_ANALYTICS_ENABLED": "0",
    "DO_NOT_TRACK": "true",
    "SCARF_NO_ANALYTICS": "true",
    "DAFT_PROGRESS_BAR": "0",
    "RAY_USAGE_STATS_ENABLED": "0",
}
"""Environment that keeps the engines from telling anybody anything, and from drawing bars over ours."""

LIGHT = ("lines", "stories", "compact")
"""Kinds of tasks that cost less on one machine than to start worker processes for them (a second of CPU each)."""

EngineName = Literal["local", "ray"]


class Engine(Protocol):
    """Runs tasks and gives their markers, in the order of the tasks."""

    def __call__(self, tasks: Sequence[Task], job: Job) -> list[Marker]: ...


def run_loop(tasks: Sequence[Task], job: Job) -> list[Marker]:
    """The tasks in this process, one after another: what the engine is measured beside."""
    return [do_task(task, job) for task in tasks]


def open_engine(name: EngineName, workers: int, address: str | None = None) -> Engine:
    """The engine `name` with so many worker processes. Raises UsageError where it is not installed."""
    os.environ.update(QUIET)
    try:
        import daft

        if name == "ray":
            import ray
    except ImportError as error:
        extra = "corpus-ray" if name == "ray" else "corpus"
        raise UsageError(f"{error.name} is not installed; it comes with lesart[{extra}]") from error
    if name == "ray":
        ray.init(address=address, runtime_env={"env_vars": QUIET}, ignore_reinit_error=True)
        daft.set_runner_ray(address, noop_if_initialized=True)

    def run(tasks: Sequence[Task], job: Job) -> list[Marker]:
        if not tasks or (name == "local" and (len(tasks) == 1 or tasks[0].kind in LIGHT)):
            return run_loop(tasks, job)
        worker = _worker_class(min(workers, len(tasks)))(job.told())
        frame = daft.from_pydict({"task": [msgspec.json.encode(task).decode() for task in tasks]})
        if name == "ray":
            frame = frame.into_partitions(min(len(tasks), workers))
        done = frame.select(worker.work(daft.col("task")).alias("marker")).collect().to_pydict()["marker"]
        return [msgspec.json.decode(marker, type=Marker) for marker in done]

    return run


def _worker_class(workers: int) -> type:
    import daft

    class Worker:
        """A worker process: gets the job once, then tasks one at a time."""

        def __init__(self, job: str) -> None:
            self.job = Job.read(job)

        @daft.method.batch(return_dtype=daft.DataType.string(), batch_size=1)
        def work(self, tasks: daft.Series) -> list[str]:
            """Markers of `tasks`, both as JSON."""
            found = [msgspec.json.decode(task, type=Task) for task in tasks.to_pylist()]
            return [msgspec.json.encode(do_task(task, self.job)).decode() for task in found]

    made: type = daft.cls(max_concurrency=workers, use_process=True)(Worker)
    return made

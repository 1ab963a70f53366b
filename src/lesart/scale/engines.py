"""Tasks run one after another, or by the dataframe engine Daft on this machine or on a Ray cluster.

Daft gets a frame with one row a task and a class whose instances live in worker processes of their own: what a
worker has loaded (weights, word lists) stays loaded. Telemetry of Daft and of Ray is switched off before they are
imported, and in the environment of Ray's workers.
"""

from __future__ import annotations

import importlib
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

PATIENT = {
    "DAFT_RAY_WORKER_STARTUP_TIMEOUT": "900",
    "RAY_agent_register_timeout_ms": "900000",
    "RAY_worker_register_timeout_seconds": "900",
}
"""How long Ray and Daft wait for their processes to start, unless the environment says otherwise. A worker takes some
five seconds of CPU to import both; Ray's own 60 seconds and Daft's 120 are not enough for that on a machine with other
work, and then processes are given up and started anew."""

ACTORS_READY = 900
"""Seconds that Daft waits for the actors of one kind of task on Ray (its own: 120), for the same reason."""

STARTS = 6
"""Tries to start Ray on this machine. Its node daemon gives its agents 15 seconds to write down their port, which no
setting changes, and ends itself where they need longer; started again, they find their files in the page cache."""

LIGHT = ("lines", "stories", "compact")
"""Kinds of tasks that cost less on one machine than to start worker processes for them (a second of CPU each)."""

FEW = 8
"""Tasks of these kinds up to which they are done here."""

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
    for key, value in PATIENT.items():
        os.environ.setdefault(key, value)
    try:
        import daft

        if name == "ray":
            importlib.import_module("ray")
    except ImportError as error:
        extra = "corpus-ray" if name == "ray" else "corpus"
        raise UsageError(f"{error.name} is not installed; it comes with lesart[{extra}]") from error
    if name == "ray":
        _start_ray(workers, address)
        daft.set_runner_ray(address, noop_if_initialized=True)
        daft.set_execution_config(actor_udf_ready_timeout=ACTORS_READY)

    def run(tasks: Sequence[Task], job: Job) -> list[Marker]:
        if len(tasks) < 2 or (len(tasks) <= FEW and tasks[0].kind in LIGHT):
            return run_loop(tasks, job)
        worker = _worker_class(min(workers, len(tasks)))(job.told())
        frame = daft.from_pydict({"task": [msgspec.json.encode(task).decode() for task in tasks]})
        if name == "ray":
            frame = frame.into_partitions(min(len(tasks), workers))
        done = frame.select(worker.work(daft.col("task")).alias("marker")).collect().to_pydict()["marker"]
        return [msgspec.json.decode(marker, type=Marker) for marker in done]

    return run


def _start_ray(workers: int, address: str | None) -> None:
    """Joins the cluster at `address`, or starts one of this machine alone, which ends with this process."""
    import ray

    told = {"env_vars": {**QUIET, **PATIENT}}
    if address:
        ray.init(address=address, runtime_env=told, ignore_reinit_error=True)
        return
    for start in range(1, STARTS + 1):
        try:
            ray.init(num_cpus=workers, include_dashboard=False, runtime_env=told, ignore_reinit_error=True)
            return
        except Exception as error:  # Ray has no class of its own for this
            ray.shutdown()
            if start == STARTS or "timed out during startup" not in str(error):
                raise


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

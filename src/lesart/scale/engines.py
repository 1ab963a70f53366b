"""Tasks run one after another, or by the dataframe engine Daft on this machine or on a Ray cluster.

Daft gets a frame with one row a worker and a class whose instances live in processes of their own; each asks for tasks
(`queues.py`) until the run has none, so that what a worker has loaded (libraries, weights, word lists) is loaded once a
run. Telemetry of Daft and of Ray is switched off before they are imported, and in the environment of Ray's workers.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import os
import socket
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.abc import MetaPathFinder
from typing import Literal, Protocol
from urllib.parse import urlsplit

import msgspec

from lesart.errors import UsageError
from lesart.scale.jobs import Done, Job, Task
from lesart.scale.parcels import short_reason
from lesart.scale.queues import Desk, TaskQueue, take_tasks
from lesart.scale.remote import forget_fetched
from lesart.scale.tasks import do_timed

QUIET = {
    "DAFT_ANALYTICS_ENABLED": "0",
    "DO_NOT_TRACK": "true",
    "SCARF_NO_ANALYTICS": "true",
    "DAFT_PROGRESS_BAR": "0",
    "RAY_USAGE_STATS_ENABLED": "0",
}
"""Environment that keeps the engines from telling anybody anything, and from drawing bars over ours."""

PLAIN = {"RAY_ENABLE_UV_RUN_RUNTIME_ENV": "0"}
"""Environment in which Ray starts its workers with the interpreter of the run. Where `uv run` stands above the run,
Ray would pack the folder that it was called in, and build an environment of it for each worker, without the extras that
hold Ray itself: the workers never come up, and the run waits for them for ever."""

PATIENT = {
    "DAFT_RAY_WORKER_STARTUP_TIMEOUT": "900",
    "RAY_agent_register_timeout_ms": "900000",
    "RAY_worker_register_timeout_seconds": "900",
}
"""How long Ray and Daft wait for their processes to start, unless the environment says otherwise. A worker takes some
five seconds of CPU to import both; Ray's own 60 seconds and Daft's 120 are not enough for that on a machine with other
work, and then processes are given up and started anew."""

ANSWER = 10.0
"""Seconds that a cluster has to take a connection."""

RAY_PORT = 6379
"""The port that Ray's head listens on unless told otherwise."""

ACTORS_READY = 900
"""Seconds that Daft waits for the actors of one kind of task on Ray (its own: 120), for the same reason."""

STARTS = 6
"""Tries to start Ray on this machine. Its node daemon gives its agents 15 seconds to write down their port, which no
setting changes, and ends itself where they need longer; started again, they find their files in the page cache."""

LIGHT = ("doubtful", "lines", "furniture", "pairs", "batches", "hot", "stories", "compact")
"""Kinds of tasks that are no reason to start workers: all of a run of one parcel take less than a start."""

COLLECT_AFTER = (200_000, 20, 100)
"""Objects made, and rounds, after which Python looks for cycles in its three generations (its own: 700, 10, 10). On
576 pages of the synthetic crawl this takes a quarter off the CPU time of relating."""

END = 60.0
"""Seconds that workers have to end when nothing is left to do."""

SETTLE = 1.5
"""Seconds that Daft's own threads have to see that the workers are gone, where a run is broken off: one of them that is
still waiting for a worker when Python ends aborts the process."""

EngineName = Literal["local", "ray"]


class Engine(Protocol):
    """Does tasks and says what each came to and cost, in the order of the tasks."""

    def __call__(self, tasks: Sequence[Task], job: Job) -> list[Done]: ...


def run_loop(tasks: Sequence[Task], job: Job) -> list[Done]:
    """The tasks in this process, one after another: what the engine is measured beside."""
    return [do_timed(task, job) for task in tasks]


def open_engine(name: EngineName, workers: int, address: str | None = None) -> DaftEngine:
    """The engine `name` with so many worker processes at most. Raises UsageError where it is not installed."""
    os.environ.update(QUIET)
    for key, value in {**PATIENT, **PLAIN}.items():
        os.environ.setdefault(key, value)
    try:
        importlib.import_module("daft")
        if name == "ray":
            importlib.import_module("ray")
    except ImportError as error:
        extra = "corpus-ray" if name == "ray" else "corpus"
        raise UsageError(f"{error.name} is not installed; it comes with lesart[{extra}]") from error
    return DaftEngine(name, workers, address)


class DaftEngine:
    """Workers that Daft starts when the first step with several tasks comes, and ends when `close` is called.

    Until then tasks are done in this process; from then on the workers do all, one task or many.
    """

    def __init__(self, name: EngineName, workers: int, address: str | None) -> None:
        self._name = name
        self._most = workers
        self._address = address
        self._queue: TaskQueue | None = None
        self._started = 0
        self._queries: list[_Query] = []

    def __call__(self, tasks: Sequence[Task], job: Job) -> list[Done]:
        wanted = min(self._most, len(tasks))
        if not self._started and (len(tasks) < 2 or tasks[0].kind in LIGHT):
            return run_loop(tasks, job)
        if wanted > self._started:
            self._start(wanted - self._started)
        assert self._queue is not None
        return self._queue.run(tasks, job, self._check)

    def close(self, *, broken: bool = False) -> None:
        """Ends the workers; `broken`: at once, whatever they are at."""
        if self._queue is None:
            return
        if not broken:
            self._queue.close(self._started)
            for query in self._queries:
                query.join(END)
        self._queue.stop()
        for query in self._queries:
            query.join(END)
        if broken:
            time.sleep(SETTLE)

    def _start(self, count: int) -> None:
        """Starts `count` workers more, by a query of their own."""
        if self._queue is None:
            if self._name == "ray":
                _start_ray(self._most, self._address)
            self._queue = TaskQueue(_own_host(self._address) if self._address else None)
        self._queries.append(_Query(self._queue.desk, count, self._name == "ray"))
        self._started += count

    def _check(self) -> None:
        """Raises where a query has ended: its workers are gone, and the run is not at its end."""
        for query in self._queries:
            if not query.is_alive():
                raise query.error or RuntimeError("the workers ended before the run did")


class _Query(threading.Thread):
    """A query of Daft whose rows are workers, waited for beside the run."""

    def __init__(self, desk: Desk, workers: int, spread: bool) -> None:
        super().__init__(daemon=True)
        self._desk = desk
        self._count = workers
        self._spread = spread
        self.error: Exception | None = None
        self.start()

    def run(self) -> None:
        """The query, until its workers have ended."""
        import daft

        try:
            worker = _worker_class(self._count)(self._desk.told(), os.getcwd())
            frame = daft.from_pydict({"seat": list(range(self._count))})
            if self._spread:
                frame = frame.into_partitions(self._count)
            frame.select(worker.work(daft.col("seat")).alias("tasks")).collect()
        except Exception as error:
            self.error = error


def _start_ray(workers: int, address: str | None) -> None:
    """Joins the cluster at `address`, or starts one of this machine alone, which ends with this process; then Daft
    works there. Raises UsageError where none can be joined."""
    import daft
    import ray

    told = {"env_vars": {**QUIET, **PATIENT}}
    if address:
        look_for_cluster(address)
        try:
            ray.init(address=address, runtime_env=told, ignore_reinit_error=True)
        except (ConnectionError, RuntimeError, ValueError) as error:
            raise UsageError(f"{address}: no Ray cluster that can be joined ({short_reason(error)})") from error
    for start in range(1, STARTS + 1) if not address else ():
        try:
            ray.init(num_cpus=workers, include_dashboard=False, runtime_env=told, ignore_reinit_error=True)
            break
        except Exception as error:  # Ray has no class of its own for this
            ray.shutdown()
            if start == STARTS or "timed out during startup" not in str(error):
                raise
    daft.set_runner_ray(address, noop_if_initialized=True)
    daft.set_execution_config(actor_udf_ready_timeout=ACTORS_READY)


def look_for_cluster(address: str) -> None:
    """Raises UsageError where nobody listens at `address`; Ray itself waits some minutes before it says so."""
    if address != "auto":
        try:
            socket.create_connection(_place_of(address), timeout=ANSWER).close()
        except (OSError, ValueError) as error:
            raise UsageError(f"{address}: no Ray cluster answers there ({error})") from error


def _own_host(address: str) -> str:
    """The address of this machine as the cluster at `address` sees it; nothing is sent to find it. Of `auto`, for Ray
    the cluster that this machine is part of, what Ray knows it by."""
    if address == "auto":
        return str(importlib.import_module("ray").util.get_node_ip_address())
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_place_of(address))
            return str(probe.getsockname()[0])
        except OSError:
            return socket.gethostname()


def _place_of(address: str) -> tuple[str, int]:
    """Host and port of `host:port` or `ray://host:port`, Ray's own port where none is given. Raises ValueError."""
    parts = urlsplit(address if "://" in address else f"//{address}")
    return parts.hostname or "localhost", parts.port or RAY_PORT


def _worker_class(workers: int) -> type:
    import daft

    class Worker:
        """A worker process: gets the place of the queue once, and the folder that relative paths start from (Ray's
        workers start in one of their own); then asks for tasks until there are none."""

        def __init__(self, desk: str, folder: str) -> None:
            with suppress(FileNotFoundError):  # on a machine that shares other folders
                os.chdir(folder)
            keep_pandas_out()
            daft.set_runner_native()
            if "ray" not in sys.modules:  # which ends its processes itself
                atexit.register(leave)
            self.desk = msgspec.json.decode(desk, type=Desk)

        @daft.method.batch(return_dtype=daft.DataType.int64(), batch_size=1)
        def work(self, seats: daft.Series) -> list[int]:
            """For each seat how many tasks were done on it."""
            with collecting_rarely():
                return [take_tasks(self.desk, do_timed) for _ in seats.to_pylist()]

    made: type = daft.cls(max_concurrency=workers, use_process=True)(Worker)
    return made


@contextmanager
def collecting_rarely() -> Iterator[None]:
    """Python's search for reference cycles put off: tasks make hundreds of thousands of records that hold none.

    For a whole run: to set the thresholds back after each task lets Python look through all objects each time.
    """
    before = gc.get_threshold()
    gc.set_threshold(*COLLECT_AFTER)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def leave() -> None:
    """Ends a worker process without taking its memory apart: word lists and tables hold millions of objects, and Daft
    gives up a worker that needs more than five seconds to end."""
    forget_fetched()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def keep_pandas_out() -> None:
    """Lets pyarrow, which looks for pandas when it first makes an array of Python objects, not find it.

    Nothing here uses pandas; imported where it is installed it costs a worker a second and a half of CPU. For worker
    processes alone: pyarrow asks once, and a later import of pandas by somebody else is left alone.
    """
    if "pandas" in sys.modules:
        return
    import pyarrow as pa

    sys.meta_path.insert(0, _NoPandas)
    try:
        pa.array([(1,)])
    finally:
        sys.meta_path.remove(_NoPandas)


class _NoPandas(MetaPathFinder):
    """Finds that there is no pandas."""

    @classmethod
    def find_spec(cls, fullname: str, path: object, target: object = None) -> None:
        if fullname == "pandas":
            raise ModuleNotFoundError("kept out of workers", name=fullname)

"""Workers get each task once, give what they did in the tasks' order, and may end in the midst of one."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from multiprocessing import AuthenticationError

import msgspec
import pytest

from lesart.errors import UsageError
from lesart.scale.corpus import choose_parcel
from lesart.scale.jobs import Done, Job, Marker, Step, Task
from lesart.scale.progress import step_lines
from lesart.scale.queues import TaskQueue, take_tasks
from lesart.settings import Settings

JOB = Job("out", Settings(), ("zones",), 7)
TASKS = [Task("count", f"file-{number}", file=str(number)) for number in range(20)]


def count(task: Task, job: Job) -> Done:
    assert job == JOB
    return Done(Marker(items=int(task.file)), cpu=0.5, clock=1.0, peak=200.0)


def nothing() -> None:
    """There are workers."""


@pytest.fixture
def tasks() -> Iterator[TaskQueue]:
    made = TaskQueue()
    yield made
    made.stop()


def start(tasks: TaskQueue, do: Callable[[Task, Job], Done]) -> threading.Thread:
    """A worker in a thread; what it raises stays there."""

    def work() -> None:
        try:
            take_tasks(tasks.desk, do)
        except (KeyError, UsageError, SystemExit):
            return

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


@pytest.mark.parametrize("host", [None, "127.0.0.1"])
def test_what_was_done_comes_in_the_order_of_the_tasks_whoever_did_it(host: str | None) -> None:
    tasks = TaskQueue(host)
    workers = [start(tasks, count) for _ in range(3)]
    for _ in range(2):
        assert [done.marker.items for done in tasks.run(TASKS, JOB, nothing)] == list(range(20))
    tasks.close(3)
    for worker in workers:
        worker.join(20)
        assert not worker.is_alive()
    tasks.stop()


def test_a_worker_that_ends_at_a_task_loses_it_to_another(tasks: TaskQueue) -> None:
    tried: list[str] = []

    def end(task: Task, job: Job) -> Done:
        tried.append(task.file)
        raise SystemExit

    start(tasks, end)
    found: list[Done] = []
    waiting = threading.Thread(target=lambda: found.extend(tasks.run(TASKS[3:4], JOB, nothing)))
    waiting.start()
    while not tried:
        pass
    start(tasks, count)
    waiting.join(20)
    assert tried == ["3"]
    assert [done.marker.items for done in found] == [3]


def test_a_task_that_ends_three_workers_ends_the_run(tasks: TaskQueue) -> None:
    def end(task: Task, job: Job) -> Done:
        raise SystemExit

    for _ in range(3):
        start(tasks, end)
    with pytest.raises(RuntimeError, match="3 workers ended while they were at count file-0; is there memory enough"):
        tasks.run(TASKS[:1], JOB, nothing)


def test_what_a_task_raises_ends_the_run(tasks: TaskQueue) -> None:
    def refuse(task: Task, job: Job) -> Done:
        raise UsageError("no such stage") if task.file == "0" else KeyError("gone")

    start(tasks, refuse)
    with pytest.raises(UsageError, match=r"^no such stage$"):
        tasks.run(TASKS[:1], JOB, nothing)
    start(tasks, refuse)
    with pytest.raises(RuntimeError, match="KeyError: 'gone'"):
        tasks.run(TASKS[1:2], JOB, nothing)


def test_a_run_without_workers_ends(tasks: TaskQueue) -> None:
    def check() -> None:
        raise RuntimeError("the workers ended")

    with pytest.raises(RuntimeError, match="the workers ended"):
        tasks.run(TASKS, JOB, check)


def test_who_does_not_know_the_key_gets_nothing(tasks: TaskQueue) -> None:
    with pytest.raises((AuthenticationError, EOFError, ConnectionError)):
        msgspec.structs.replace(tasks.desk, key="00" * 32).connect()
    start(tasks, count)
    assert len(tasks.run(TASKS[:2], JOB, nothing)) == 2


@pytest.mark.parametrize(
    ("items", "batch", "parcel"),
    [
        (1, 200, 200),
        (2_000, 200, 200),
        (12_801, 200, 400),
        (20_000, 200, 400),
        (200_000, 200, 2_000),
        (90, 3_000, 3_000),
    ],
)
def test_parcels_are_whole_batches_and_several_for_each_worker(items: int, batch: int, parcel: int) -> None:
    assert choose_parcel(items, batch) == parcel


def test_steps_are_told_with_their_sum() -> None:
    steps = [Step("read", 4, 10.0, 18.5, 0.5, 300.0), Step("annotate", 4, 20.0, 39.0, 1.5, 700.0)]
    lines = [line.split() for line in step_lines(steps, 0.25)]
    assert lines[1:] == [
        ["read", "4", "10.0", "18.5", "0.5", "300"],
        ["annotate", "4", "20.0", "39.0", "1.5", "700"],
        ["all", "8", "30.0", "57.5", "2.2", "700"],
    ]


def test_pandas_is_kept_out_of_workers_and_may_be_imported_later() -> None:
    code = (
        "import sys, importlib.util as find; from lesart.scale.engines import keep_pandas_out; keep_pandas_out();"
        "import pyarrow as pa; pa.array([{'a': 1}]); print('pandas' in sys.modules, bool(find.find_spec('pandas')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]

"""Tasks handed to worker processes over a socket, one at a time, so that a worker lives as long as the run.

A worker that is started anew for each step imports its libraries and loads its word lists each time; one that asks
for tasks until there are none does it once. The socket is a file of this machine, or, for workers of a cluster, a port
of the machine that starts the run. Both sides show that they know a key, which the workers get with their job; what
goes over it is JSON.
"""

from __future__ import annotations

import os
import queue
import secrets
import shutil
import signal
import tempfile
import threading
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from typing import TypeVar

import msgspec

from lesart import errors
from lesart.scale.jobs import Done, Job, Task

TRIES = 3
"""Times that a task is handed out: a worker may be ended by the machine that it runs on."""

LOOK = 0.5
"""Seconds between two looks at whether the workers are still there."""


T = TypeVar("T")


class Desk(msgspec.Struct, frozen=True):
    """Where workers ask for tasks: a path, or a host and a port; `key`, in hex."""

    key: str
    path: str = ""
    host: str = ""
    port: int = 0

    def told(self) -> str:
        """This as JSON, for workers."""
        return msgspec.json.encode(self).decode()

    def connect(self) -> Connection:
        """A connection to the queue. Raises OSError where it is closed."""
        address = self.path or (self.host, self.port)
        return Client(address, authkey=bytes.fromhex(self.key))


class _Given(msgspec.Struct, frozen=True):
    """What goes to a worker; without a task it may end."""

    task: Task | None = None
    job: str = ""


class _Answer(msgspec.Struct, frozen=True):
    """What comes back: a process number at first, then what was done or the error that ended it."""

    pid: int = 0
    done: Done | None = None
    error: str = ""
    trace: str = ""


class TaskQueue:
    """The starting machine's side. `host`: the address under which workers of other machines reach it."""

    def __init__(self, host: str | None = None) -> None:
        key = secrets.token_hex(32)
        self._folder = "" if host else tempfile.mkdtemp(prefix="lesart-")
        address = (host, 0) if host else str(Path(self._folder, "tasks"))
        self._listener = Listener(address, authkey=bytes.fromhex(key))
        self.desk = Desk(key, host=host, port=int(self._listener.address[1])) if host else Desk(key, path=str(address))
        self._tasks: Sequence[Task] = ()
        self._job = ""
        self._open: queue.SimpleQueue[int | None] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[tuple[int, _Answer]] = queue.SimpleQueue()
        self._tries: dict[int, int] = {}
        self._workers: dict[Connection, int] = {}
        self._lock = threading.Lock()
        self._closed = False
        threading.Thread(target=self._accept, daemon=True).start()

    def run(self, tasks: Sequence[Task], job: Job, check: Callable[[], None]) -> list[Done]:
        """What the workers did of `tasks`, in their order. `check` raises where there are no workers any more.

        Raises the error that ended a task: those of `lesart.errors` as they are, others as RuntimeError.
        """
        self._tasks, self._job, self._tries = tasks, job.told(), {}
        for place in range(len(tasks)):
            self._open.put(place)
        found: dict[int, Done] = {}
        while len(found) < len(tasks):
            try:
                place, answer = self._done.get(timeout=LOOK)
            except queue.Empty:
                check()
                continue
            if answer.done is None:
                raise _error_of(answer)
            found[place] = answer.done
        return [found[place] for place in range(len(tasks))]

    def close(self, workers: int) -> None:
        """Tells `workers` workers, of which some may not have come yet, that there is nothing more."""
        for _ in range(workers):
            self._open.put(None)

    def stop(self) -> None:
        """Closes the socket. Workers of this machine that are still at a task are ended."""
        self._closed = True
        with suppress(OSError):
            self._listener.close()
        with self._lock:
            workers = dict(self._workers)
        for connection, pid in workers.items():
            with suppress(OSError):
                connection.close()
            if self._folder and pid not in (0, os.getpid()):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGTERM)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _accept(self) -> None:
        while not self._closed:
            try:
                connection = self._listener.accept()
            except (AuthenticationError, EOFError):
                continue
            except OSError:
                if self._closed:
                    return
                continue
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: Connection) -> None:
        """Hands tasks to one worker, as long as it answers."""
        with self._lock:
            self._workers[connection] = 0
        place: int | None = None
        try:
            self._workers[connection] = _receive(connection, _Answer).pid
            while True:
                place = self._open.get()
                if place is None:
                    _send(connection, _Given())
                    break
                _send(connection, _Given(self._tasks[place], self._job))
                self._done.put((place, _receive(connection, _Answer)))
                place = None
        except (EOFError, OSError, TypeError):  # TypeError: closed by `stop` while it was waited for
            if place is not None and not self._closed:
                self._give_again(place)
        with self._lock:
            self._workers.pop(connection, None)

    def _give_again(self, place: int) -> None:
        self._tries[place] = self._tries.get(place, 0) + 1
        if self._tries[place] < TRIES:
            self._open.put(place)
            return
        task = self._tasks[place]
        told = f"{TRIES} workers ended while they were at {task.kind} {task.name}; is there memory enough?"
        self._done.put((place, _Answer(error=f"RuntimeError: {told}")))


def take_tasks(desk: Desk, do: Callable[[Task, Job], Done]) -> int:
    """A worker's side: does tasks until there are none; gives how many. Raises what a task raises."""
    count = 0
    with suppress(EOFError, ConnectionError), desk.connect() as connection:
        _send(connection, _Answer(pid=os.getpid()))
        while (given := _receive(connection, _Given)).task is not None:
            try:
                answer = _Answer(done=do(given.task, Job.read(given.job)))
            except Exception as error:
                told = f"{type(error).__name__}: {error}"
                _send(connection, _Answer(error=told, trace=traceback.format_exc()))
                raise
            _send(connection, answer)
            count += 1
    return count


def _error_of(answer: _Answer) -> Exception:
    name, _, message = answer.error.partition(": ")
    for kind in (errors.UsageError, errors.LanguageDataError):
        if kind.__name__ == name:
            return kind(message)
    return RuntimeError(f"a task failed: {answer.error}\n{answer.trace}".rstrip())


def _send(connection: Connection, what: _Given | _Answer) -> None:
    connection.send_bytes(msgspec.json.encode(what))


def _receive(connection: Connection, kind: type[T]) -> T:
    return msgspec.json.decode(connection.recv_bytes(), type=kind)

"""A PostgreSQL server of the tests' own: a fresh cluster in a temporary folder, on a socket there, no network."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NOBODY = ("postgres", "nobody")
"""Users to run the server as where the tests run as root, which PostgreSQL refuses."""


def find_programs() -> Path | None:
    """The folder with `initdb` and `postgres`: of the newest installed server, else of the path."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if installed:
        return installed[-1].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


@contextmanager
def run_server(programs: Path, durable: bool = False) -> Iterator[str]:
    """The address of a running server, ended and erased afterwards; `durable`: it flushes each commit to the disk."""
    folder = Path(tempfile.mkdtemp(prefix="lesart-postgres-"))
    user = next((name for name in NOBODY if _exists(name)), None) if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)
    data = folder / "data"
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c max_connections=120"
    options += "" if durable else " -c fsync=off"
    try:
        _run(
            [programs / "initdb", "-D", data, "-U", "lesart", "-A", "trust", "-E", "UTF8", "--no-locale"], user, folder
        )
        _run([programs / "pg_ctl", "-D", data, "-l", folder / "log", "-w", "-o", options, "start"], user, folder)
        try:
            yield f"postgresql://lesart@/postgres?host={folder}"
        finally:
            _run([programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"], user, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[object], user: str | None, folder: Path) -> None:
    done = subprocess.run(
        [str(part) for part in command], user=user, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stderr.decode(errors='replace')}")


def _exists(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True

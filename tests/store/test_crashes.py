"""Killed, cut off from power, out of disk: no acknowledged page is missing and nothing half-written is to be seen."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from lesart.desk.checking import verify_archive
from lesart.desk.searching import list_archive, search_archive
from lesart.errors import ArchiveError
from lesart.store.database import Archive, open_archive
from tests.store.newsroom import SETTINGS, file_zones

ROUNDS = 2
"""Kills in a test run; `benchmarks/archive.py` does 200."""


def start_writer(place: str, name: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.store.writer", place, name]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])


def kill_in_mid_write(place: str, name: str, pause: float) -> list[str]:
    """Starts a writer, kills it `pause` seconds after its first page, and returns the pages that it told."""
    writer = start_writer(place, name)
    assert writer.stdout is not None
    first = writer.stdout.readline()
    time.sleep(pause)
    writer.send_signal(signal.SIGKILL)
    told = [first, *writer.stdout.readlines()]
    writer.wait()
    # A line that the kill cut off was not told.
    return [line.strip() for line in told if line.endswith("\n")]


def test_pages_told_as_saved_are_there_after_a_kill(place: str) -> None:
    pauses = random.Random(5)
    told: list[str] = []
    for number in range(ROUNDS):
        told += kill_in_mid_write(place, f"r{number}", pauses.uniform(0.0, 0.25))
        with open_archive(place) as archive:
            there = {page.id for page in list_archive(archive)}
            assert set(told) <= there
            assert len(there) <= len(told) + number + 1
            assert verify_archive(archive, SETTINGS).failures == ()


def test_a_power_cut_at_any_byte_of_the_log_loses_no_told_page(tmp_path: Path) -> None:
    """The log is cut at many places behind the last acknowledged page, or filled with zeros from there on, as a disk
    leaves what was not flushed."""
    place = tmp_path / "a.lesart"
    with open_archive(place, create=True) as archive:
        first = file_zones(archive, "eins", ("body", "Die Halde brennt."))
        log = Path(f"{place}-wal")
        safe = log.stat().st_size
        second = file_zones(archive, "zwei", ("body", "Der Steg bleibt zu."))
        data, written = place.read_bytes(), log.read_bytes()
    assert safe < len(written)
    seen = set()
    for cut in [*range(safe, len(written), 2999), len(written)]:
        for rest in (b"", bytes(len(written) - cut)):
            copy = tmp_path / "copy.lesart"
            for old in tmp_path.glob("copy.lesart*"):
                old.unlink()
            copy.write_bytes(data)
            Path(f"{copy}-wal").write_bytes(written[:cut] + rest)
            with open_archive(copy) as archive:
                there = {page.id for page in list_archive(archive)}
                assert first in there
                assert there <= {first, second}
                assert verify_archive(archive, SETTINGS).failures == ()
                assert len(search_archive(archive, "Steg").hits) == (second in there)
                seen.add(len(there))
    assert seen == {1, 2}


def test_each_commit_is_flushed(archive: Archive) -> None:
    with archive.reading() as connection:
        if archive.engine == "sqlite":
            assert connection.execute(text("PRAGMA synchronous")).scalar() == 2
            assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        else:
            assert connection.execute(text("SHOW synchronous_commit")).scalar() == "on"


def test_a_full_disk_keeps_what_was_there(tmp_path: Path) -> None:
    place = tmp_path / "a.lesart"
    with open_archive(place, create=True) as archive:
        first = file_zones(archive, "eins", ("body", "Die Halde brennt."))
        with archive.reading() as connection:
            pages = connection.execute(text("PRAGMA page_count")).scalar_one()
        with archive.reading() as connection:
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        # The limit is the connection's own: the pool gives the same one back.
        with pytest.raises(ArchiveError, match="the disk is full; nothing of this step was kept"):
            file_zones(archive, "zwei", ("body", " ".join(f"w{n}" for n in range(20_000))))
        assert [page.id for page in list_archive(archive)] == [first]
    with open_archive(place) as archive:
        file_zones(archive, "drei", ("body", "Der Steg bleibt zu."))
        assert len(list_archive(archive)) == 2
        assert verify_archive(archive, SETTINGS).failures == ()


def test_two_writers_and_many_readers_get_along(place: str) -> None:
    open_archive(place, create=True).close()

    def write(name: str) -> list[str]:
        with open_archive(place) as archive:
            return [file_zones(archive, f"{name}{n}", ("body", f"Meldung {n} von {name}.")) for n in range(15)]

    def read(_: int) -> list[int]:
        with open_archive(place) as archive:
            counts = []
            for _ in range(10):
                hits = search_archive(archive, "Meldung", limit=100)
                assert hits.count == len(hits.hits)
                counts.append(hits.count)
            return counts

    with ThreadPoolExecutor(8) as pool:
        writers = [pool.submit(write, name) for name in ("ost", "west")]
        readers = [pool.submit(read, n) for n in range(6)]
        told = [page for writer in writers for page in writer.result()]
        for reader in readers:
            counts = reader.result()
            assert counts == sorted(counts)
    with open_archive(place) as archive:
        assert {page.id for page in list_archive(archive)} == set(told)
        assert len(told) == 30
        assert verify_archive(archive, SETTINGS).failures == ()


def test_a_file_cut_in_half_is_refused_or_named(tmp_path: Path) -> None:
    place = tmp_path / "a.lesart"
    with open_archive(place, create=True) as archive:
        for n in range(40):
            file_zones(archive, str(n), ("body", " ".join(f"w{n}x{m}" for m in range(200))))
    shutil.copy(place, tmp_path / "half.lesart")
    with (tmp_path / "half.lesart").open("r+b") as stream:
        stream.truncate(place.stat().st_size // 2)
    with pytest.raises(ArchiveError, match=r"half\.lesart: the file is damaged"):
        _read_all(tmp_path / "half.lesart")


def _read_all(place: Path) -> None:
    with open_archive(place) as archive:
        list_archive(archive)
        verify_archive(archive, SETTINGS)

"""Shelves: one file that holds many records by number, so that a later task reads the few that it needs.

Layout: the records one behind the other, then the index, rows of number and offset, then the number of rows.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa

OPEN_SHELVES = 128
"""Shelves that a reader keeps open at most; a file handle and some 32 kB of index each."""


class ShelfWriter:
    """Writes numbered records, numbers ascending, as they come; each is compressed alone (zstd)."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._rows: list[tuple[int, int]] = []
        self._at = 0
        path.parent.mkdir(parents=True, exist_ok=True)
        self._beside = path.with_name(f".{path.name}.{os.getpid()}")
        self._file: BinaryIO = self._beside.open("wb")

    def add(self, number: int, data: bytes) -> None:
        """Takes the next record."""
        self._rows.append((number, self._at))
        self._at += self._file.write(len(data).to_bytes(8, "little"))
        self._at += self._file.write(pa.compress(data, codec="zstd", asbytes=True))

    def close(self) -> None:
        """Writes the index and puts the shelf in its place."""
        rows = [*self._rows, (np.iinfo(np.int64).max, self._at)]
        self._file.write(np.array(rows, "<i8").tobytes())
        self._file.write(len(rows).to_bytes(8, "little"))
        self._file.close()
        os.replace(self._beside, self._path)


def write_shelf(path: Path, records: Iterable[tuple[int, bytes]]) -> None:
    """A shelf of all of `records`."""
    writer = ShelfWriter(path)
    for number, data in records:
        writer.add(number, data)
    writer.close()


def read_shelf(path: Path) -> Iterator[tuple[int, bytes]]:
    """All records of a shelf with their numbers, one after another."""
    shelf = _Shelf(path)
    try:
        for number in shelf.numbers[:-1].tolist():
            data = shelf.get(number)
            assert data is not None
            yield number, data
    finally:
        shelf.file.close()


class _Shelf:
    def __init__(self, path: Path) -> None:
        self.file: BinaryIO = path.open("rb")
        end = self.file.seek(-8, 2)
        count = int.from_bytes(self.file.read(8), "little")
        self.file.seek(end - 16 * count)
        rows = np.frombuffer(self.file.read(16 * count), "<i8").reshape(-1, 2)
        self.numbers, self.offsets = rows[:, 0], rows[:, 1]

    def get(self, number: int) -> bytes | None:
        at = int(self.numbers.searchsorted(number))
        if self.numbers[at] != number:
            return None
        start, end = int(self.offsets[at]), int(self.offsets[at + 1])
        self.file.seek(start)
        packed = self.file.read(end - start)
        data: bytes = pa.decompress(packed[8:], int.from_bytes(packed[:8], "little"), codec="zstd", asbytes=True)
        return data


class OpenShelves:
    """Shelves that are kept open, the OPEN_SHELVES used last."""

    def __init__(self) -> None:
        self._open: OrderedDict[Path, _Shelf] = OrderedDict()

    def get_from(self, path: Path, number: int) -> bytes | None:
        """The record `number` of the shelf at `path`; None where it has none."""
        shelf = self._open.get(path)
        if shelf is None:
            if len(self._open) >= OPEN_SHELVES:
                self._open.popitem(last=False)[1].file.close()
            shelf = self._open[path] = _Shelf(path)
        self._open.move_to_end(path)
        return shelf.get(number)

    def close(self) -> None:
        """Closes all files."""
        while self._open:
            self._open.popitem()[1].file.close()


class Shelves(OpenShelves):
    """Records by number over many shelves; `place_of` names the shelf that would hold a number."""

    def __init__(self, place_of: Callable[[int], Path]) -> None:
        super().__init__()
        self._place_of = place_of

    def get(self, number: int) -> bytes | None:
        """The record `number`; None where its shelf has none."""
        return self.get_from(self._place_of(number), number)

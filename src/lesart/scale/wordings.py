"""Tasks that find wording shared across the corpus: lines, fingerprints, alignment of pairs, merging into passages.

Between them stand the joins of `joins.py`. What a task keeps of a page is its article and the ranges of its wording;
it is read again by number wherever the page's partners are (`shelves.py`). The functions that do the work are those of
`lesart reuse`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from lesart.algorithms.align import Aligned, Block, Run, align
from lesart.algorithms.cluster import Member, Shared
from lesart.algorithms.fingerprint import GRAM, WINDOW, fingerprint_batch
from lesart.model.annotation import Annotated
from lesart.model.article import Article
from lesart.model.relation import Passage
from lesart.relate.reuse import READY, day_of, merge_wordings, within
from lesart.relate.support import keep_supported
from lesart.relate.versions import mark_versions
from lesart.relate.wording import Range, Wording, line_keys, read_wording, recurs_from
from lesart.scale.files import read_records, write_bytes, write_records
from lesart.scale.jobs import Job, Marker, Task
from lesart.scale.shelves import Shelves, write_shelf
from lesart.scale.sources import Parcel

GROUP_ROWS = 32_768
"""Rows of a row group of the tables that are joined: what is skipped or read as a whole (half a megabyte)."""

_SALT = 0x9E3779B97F4A7C15

Numbers = NDArray[np.int64]


class Numbered(msgspec.Struct, frozen=True):
    """An article with the number of its page."""

    number: int
    article: Article


class Worded(msgspec.Struct, frozen=True):
    """An article with the ranges of its wording (see `Wording`)."""

    article: Article
    ranges: tuple[Range, ...]
    doubtful: tuple[Range, ...]

    def wording(self) -> Wording:
        """The wording as the functions of `relate` take it."""
        return Wording(self.article.page, self.ranges, self.doubtful)


class Found(msgspec.Struct, frozen=True):
    """A passage with its members in words: `(page number, start, end)`."""

    members: tuple[Member, ...]
    passage: Passage


Partner = tuple[int, tuple[tuple[Run, ...], ...]]
"""A page number, and the runs of each block that it shares with the page that the record is of."""


def keep_articles(parcel: Parcel, job: Job, kept: Sequence[Numbered]) -> int:
    """Keeps the articles of a parcel for the tasks below, and its lines for the join that finds recurring ones.

    Gives the number of lines."""
    write_records(job.work("articles-final", parcel.name), list(kept))
    rows: list[tuple[int, int, int]] = []
    for item in kept:
        house = _house(item.article)
        keys = dict.fromkeys(_in_house(house, key) for key, _, _ in line_keys(item.article))
        rows.extend((key, item.number, recurs_from(house)) for key in keys)
    _write_columns(job.work("lines", f"{parcel.name}.parquet"), ("line", "page", "least"), rows)
    return len(rows)


def find_longest(task: Task, job: Job) -> Marker:
    """For each page its longest line that is not doubtful, beside each of its doubtful lines."""
    assert task.parcel is not None
    doubtful = _load_keys(str(job.work("joined", "doubtful.npy")))
    rows: set[tuple[int, int, int]] = set()
    kept = read_records(job.work("articles-final", task.parcel.name), list[Numbered])
    for item in kept:
        house = _house(item.article)
        lines = [(_in_house(house, key), end - start) for key, start, end in line_keys(item.article)]
        known = _members(doubtful, [key for key, _ in lines])
        own = [line for line, bad in zip(lines, known, strict=True) if not bad]
        if own:
            longest = max(own, key=lambda line: line[1])[0]
            rows |= {(line[0], longest, recurs_from(house)) for line, bad in zip(lines, known, strict=True) if bad}
    _write_columns(job.work("longest", f"{task.name}.parquet"), ("line", "longest", "least"), sorted(rows))
    return Marker(len(kept), len(kept), rows=len(rows))


def print_wordings(task: Task, job: Job) -> Marker:
    """The wording of each page without furniture, and its fingerprints for the join."""
    assert task.parcel is not None
    furniture = _load_keys(str(job.work("joined", "furniture.npy")))
    kept = read_records(job.work("articles-final", task.parcel.name), list[Numbered])
    wordings: list[Wording] = []
    records: list[tuple[int, bytes]] = []
    for item in kept:
        house = _house(item.article)
        keys = [key for key, _, _ in line_keys(item.article)]
        known = _members(furniture, [_in_house(house, key) for key in keys])
        bare = frozenset(key for key, bad in zip(keys, known, strict=True) if bad)
        wording = read_wording(item.article, bare)
        wordings.append(wording)
        worded = Worded(item.article, wording.ranges, wording.doubtful)
        records.append((item.number, msgspec.msgpack.encode(worded)))
    write_shelf(job.work("wordings", task.name), records)
    found = fingerprint_batch([wording.hashes for wording in wordings], 1 if task.dense else WINDOW)
    numbers = np.array([item.number for item in kept], np.int64)
    rows = np.stack([found.hashes.view(np.int64), numbers[found.owners]], axis=1) if len(kept) else _no_rows(2)
    rows = np.unique(rows, axis=0)
    _write_columns(job.work("prints", f"{task.name}.parquet"), ("print", "page"), rows)
    return Marker(len(kept), len(kept), rows=len(rows))


def align_pairs(task: Task, job: Job) -> Marker:
    """The stretches that pairs of pages share, kept by the first page of each pair; and which pairs share some."""
    pairs: Numbers = np.load(task.file)
    known = Wordings(job)
    records: list[tuple[int, bytes]] = []
    edges: list[tuple[int, int]] = []
    for a in np.unique(pairs[:, 0]).tolist():
        partners: list[Partner] = []
        for b in pairs[pairs[:, 0] == a, 1].tolist():
            blocks = known.align(a, b, job.settings.window)
            if blocks:
                partners.append((b, tuple(block.runs for block in blocks)))
                edges.append((a, b))
        if partners:
            records.append((a, msgspec.msgpack.encode(partners)))
    known.close()
    write_shelf(job.work("blocks", task.name), records)
    write_array(job.work("edges", task.name), np.array(edges, np.int64).reshape(-1, 2))
    return Marker(len(pairs), len(edges))


class Wordings:
    """Wordings by page number, the latest READY of them made ready for alignment."""

    def __init__(self, job: Job) -> None:
        self._shelves = Shelves(lambda number: job.work("wordings", Parcel(number // job.parcel, ()).name))
        self._ready: dict[int, tuple[Wording, Aligned, int | None]] = {}

    def align(self, a: int, b: int, window: int | None) -> list[Block]:
        """The stretches that two pages share; none where they lie more than `window` days apart."""
        one, first, here = self._of(a)
        other, second, there = self._of(b)
        if window is not None and not within(here, there, window):
            return []
        return list(keep_supported(align(first, second), one, other))

    def _of(self, number: int) -> tuple[Wording, Aligned, int | None]:
        found = self._ready.get(number)
        if found is None:
            if len(self._ready) >= READY:
                del self._ready[next(iter(self._ready))]
            worded = self.read(number)
            wording = worded.wording()
            found = self._ready[number] = (wording, Aligned(wording.hashes), day_of(worded.article))
        return found

    def read(self, number: int) -> Worded:
        """What is kept of a page."""
        data = self._shelves.get(number)
        assert data is not None, number
        return msgspec.msgpack.decode(data, type=Worded)

    def close(self) -> None:
        """Closes the files."""
        self._shelves.close()


def merge_families(families: Iterable[Sequence[int]], job: Job) -> list[tuple[list[Article], list[Found]]]:
    """The passages of each family of pages, each with its articles."""
    firsts: Numbers = np.load(job.work("joined", "firsts.npy"))
    blocks = Shelves(lambda number: job.work("blocks", batch_name(int(firsts.searchsorted(number, "right")) - 1)))
    known = Wordings(job)
    done = []
    for family in families:
        worded = [known.read(number) for number in family]
        places = {number: place for place, number in enumerate(family)}
        shared: list[Shared] = []
        for number in family:
            data = blocks.get(number) if number >= int(firsts[0]) else None
            for b, each in msgspec.msgpack.decode(data, type=list[Partner]) if data else ():
                if b in places:
                    shared.extend(Shared(places[number], places[b], Block(runs)) for runs in each)
        merged = merge_wordings([each.wording() for each in worded], shared)
        articles = [each.article for each in worded]
        marked = mark_versions([Annotated(article) for article in articles], [passage for _, passage in merged])
        found = [
            Found(tuple((family[place], start, end) for place, start, end in members), passage)
            for (members, _), passage in zip(merged, marked, strict=True)
        ]
        done.append((articles, found))
    known.close()
    blocks.close()
    return done


def place_of_line(worded: Worded, line: int) -> Range | None:
    """Where the recurring line `line` stands on a page."""
    house = _house(worded.article)
    return next(((start, end) for key, start, end in line_keys(worded.article) if _in_house(house, key) == line), None)


def place_of_print(worded: Worded, value: int) -> Range | None:
    """Where the run of words with fingerprint `value` stands on a page."""
    wording = worded.wording()
    found = fingerprint_batch([wording.hashes], 1)
    hits = np.flatnonzero(found.hashes.view(np.int64) == value)
    if not len(hits):
        return None
    first = int(found.places[hits[0]])
    return int(wording.places[first, 0]), int(wording.places[first + GRAM - 1, 1])


def batch_name(number: int) -> str:
    """The name of a batch of pairs."""
    return f"batch-{number:07d}"


def write_array(path: Path, rows: Numbers) -> None:
    """Keeps an array for a later stage."""
    out = pa.BufferOutputStream()
    np.save(out, rows)
    write_bytes(path, out.getvalue().to_pybytes())


def _write_columns(path: Path, names: Sequence[str], rows: Sequence[tuple[int, ...]] | Numbers) -> None:
    found = np.array(rows, np.int64).reshape(-1, len(names))
    found = found[np.lexsort(found.T[::-1])]
    table = pa.table({name: found[:, place] for place, name in enumerate(names)})
    out = pa.BufferOutputStream()
    pq.write_table(table, out, compression="zstd", row_group_size=GROUP_ROWS)
    write_bytes(path, out.getvalue().to_pybytes())


def _no_rows(width: int) -> Numbers:
    return np.empty((0, width), np.int64)


def _house(article: Article) -> str | None:
    return article.outlet.name if article.outlet else None


def _in_house(house: str | None, key: int) -> int:
    """The key of a line among those of all outlets, as a signed number of 64 bits."""
    mixed = (key ^ _house_key(house)) * _SALT & 0xFFFFFFFFFFFFFFFF
    return mixed - (1 << 64) if mixed >> 63 else mixed


@lru_cache(maxsize=10_000)
def _house_key(house: str | None) -> int:
    if house is None:
        return 0
    return int.from_bytes(hashlib.blake2b(house.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


@lru_cache(maxsize=2)
def _load_keys(path: str) -> Numbers:
    found: Numbers = np.load(path)
    return found


def _members(keys: Numbers, asked: Sequence[int]) -> list[bool]:
    """Whether each of `asked` is among the sorted `keys`."""
    if not len(keys):
        return [False] * len(asked)
    wanted = np.array(asked, np.int64)
    at = np.minimum(keys.searchsorted(wanted), len(keys) - 1)
    listed: list[bool] = (keys[at] == wanted).tolist()
    return listed

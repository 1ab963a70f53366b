"""Tasks that find wording shared across the corpus: lines, fingerprints, alignment of pairs, merging into passages.

Between them stand the joins of `joins.py`. Kept of a page are its article, and apart from it the hashes of its wording,
which are all that alignment takes: they are read again by number wherever the page's partners are (`shelves.py`), up to
some ten times a page. The functions that do the work are those of `lesart reuse`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from lesart.algorithms.align import Block, Run, align
from lesart.algorithms.cluster import Member, Shared
from lesart.algorithms.fingerprint import GRAM, WINDOW, fingerprint_batch
from lesart.algorithms.seeds import Aligned
from lesart.algorithms.words import Hashes
from lesart.model.annotation import Annotated
from lesart.model.article import Article
from lesart.model.relation import Passage
from lesart.relate.reuse import READY, day_of, merge_wordings, within
from lesart.relate.support import keep_supported
from lesart.relate.versions import group_states, mark_states
from lesart.relate.wording import Doubts, Line, Range, Wording, find_lines, read_wording, recurs_from
from lesart.scale.files import write_bytes
from lesart.scale.jobs import Job, Marker, Task
from lesart.scale.shelves import OPEN_SHELVES, Shelves, read_shelf, write_shelf
from lesart.scale.sources import Parcel

GROUP_ROWS = 32_768
"""Rows of a row group of the tables that are joined: what is skipped or read as a whole (half a megabyte)."""

_SALT = 0x9E3779B97F4A7C15

Numbers = NDArray[np.int64]


class Lined(msgspec.Struct, frozen=True):
    """An article with those of its lines that may recur."""

    article: Article
    lines: tuple[Line, ...]


class Worded(msgspec.Struct, frozen=True):
    """The wording of a page (see `Wording`). `day`: of `day_of`; `hashes`, `doubts`: the bytes of the arrays."""

    day: int | None
    ranges: tuple[Range, ...]
    doubtful: tuple[Range, ...]
    hashes: bytes
    doubts: bytes | None


class Compared(NamedTuple):
    """A wording as it is aligned with others."""

    aligned: Aligned
    doubts: Doubts | None
    day: int | None


class Found(msgspec.Struct, frozen=True):
    """A passage with its members in words: `(page number, start, end)`."""

    members: tuple[Member, ...]
    passage: Passage


Partner = tuple[int, tuple[tuple[Run, ...], ...]]
"""A page number, and the runs of each block that it shares with the page that the record is of."""


def line_rows(number: int, lined: Lined) -> Numbers:
    """The lines of page `number` in order: `(page, line, characters, least pages)`, `line` its key over all outlets."""
    house = _house(lined.article)
    rows = np.empty((len(lined.lines), 4), np.int64)
    rows[:, 0] = number
    rows[:, 1] = [_in_house(house, key) for key, _, _ in lined.lines]
    rows[:, 2] = [end - start for _, start, end in lined.lines]
    rows[:, 3] = recurs_from(house)
    return rows


def write_lines(parcel: Parcel, job: Job, rows: Numbers) -> int:
    """Keeps the lines of a parcel's pages for the join that finds recurring ones: `(line, page, least pages)`; and in
    order for `find_longest`. Gives the number of rows to be joined."""
    write_array(job.work("lined", f"{parcel.name}.npy"), rows)
    return _write_columns(job.work("lines", f"{parcel.name}.parquet"), ("line", "page", "least"), rows[:, [1, 0, 3]])


def read_kept(parcel: Parcel, job: Job) -> Iterator[tuple[int, Lined]]:
    """The articles that `annotate` kept of a parcel, one after another, with the numbers of their pages."""
    for number, data in read_shelf(job.work("final", parcel.name)):
        yield number, msgspec.msgpack.decode(data, type=Lined)


def find_longest(task: Task, job: Job) -> Marker:
    """For each page its longest line that is not doubtful, beside each of its doubtful lines."""
    assert task.parcel is not None
    rows: Numbers = np.load(job.work("lined", f"{task.name}.npy"))
    bad = _members(_load_keys(str(job.work("joined", "doubtful.npy"))), rows[:, 1])
    own = rows[~bad]
    own = own[np.lexsort((-own[:, 2], own[:, 0]))]
    pages, first = np.unique(own[:, 0], return_index=True)
    bad &= np.isin(rows[:, 0], pages)
    longest = own[first[pages.searchsorted(rows[bad, 0])], 1]
    found = np.stack([rows[bad, 1], longest, rows[bad, 3]], axis=1)
    count = len(np.unique(rows[:, 0]))
    written = _write_columns(job.work("longest", f"{task.name}.parquet"), ("line", "longest", "least"), found)
    return Marker(count, count, rows=written)


def print_wordings(task: Task, job: Job) -> Marker:
    """The wording of each page without furniture, and its fingerprints for the join."""
    assert task.parcel is not None
    furniture = _load_keys(str(job.work("joined", "furniture.npy")))
    numbers: list[int] = []
    hashes: list[Hashes] = []

    def read() -> Iterator[tuple[int, bytes]]:
        assert task.parcel is not None
        for number, lined in read_kept(task.parcel, job):
            wording = read_wording(lined.article, lined.lines, _furniture_of(lined, furniture))
            numbers.append(number)
            hashes.append(wording.hashes)
            yield number, msgspec.msgpack.encode(_worded(lined.article, wording))

    write_shelf(job.work("wordings", task.name), read())
    found = fingerprint_batch(hashes, 1 if task.dense else WINDOW)
    held = np.array(numbers, np.int64)
    rows = np.stack([found.hashes.view(np.int64), held[found.owners]], axis=1) if numbers else _no_rows(2)
    written = _write_columns(job.work("prints", f"{task.name}.parquet"), ("print", "page"), rows)
    return Marker(len(numbers), len(numbers), rows=written)


def _worded(article: Article, wording: Wording) -> Worded:
    doubts = wording.doubts
    told = None if doubts is None else doubts.tobytes()
    return Worded(day_of(article), wording.ranges, wording.doubtful, wording.hashes.tobytes(), told)


def _furniture_of(lined: Lined, furniture: Numbers) -> frozenset[int]:
    """The keys of the lines of an article that are among the `furniture` of all outlets."""
    if not len(furniture):
        return frozenset()
    house = _house(lined.article)
    keys = [key for key, _, _ in lined.lines]
    known = _members(furniture, np.array([_in_house(house, key) for key in keys], np.int64)).tolist()
    return frozenset(key for key, bad in zip(keys, known, strict=True) if bad)


def align_pairs(task: Task, job: Job) -> Marker:
    """The stretches that pairs of pages share, kept by the first page of each pair; and which pairs share some."""
    pairs: Numbers = np.load(task.file)
    known = Wordings(job)
    records: list[tuple[int, bytes]] = []
    edges: list[tuple[int, int]] = []
    for a in np.unique(pairs[:, 0]).tolist():
        partners: list[Partner] = []
        for b in pairs[pairs[:, 0] == a, 1].tolist():
            blocks = known.align(a, b, job.settings.window, task.dense)
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
        self._articles = _shelves("final", job)
        self._worded = _shelves("wordings", job)
        self._ready: dict[int, Compared] = {}

    def align(self, a: int, b: int, window: int | None, dense: bool) -> list[Block]:
        """The stretches that two pages share; none where they lie more than `window` days apart. `dense`: of `Task`."""
        one, other = self._of(a), self._of(b)
        if window is not None and not within(one.day, other.day, window):
            return []
        blocks = align(one.aligned, other.aligned, follow_alone=dense)
        return keep_supported(blocks, one.doubts, other.doubts) if blocks else []

    def _of(self, number: int) -> Compared:
        found = self._ready.get(number)
        if found is None:
            if len(self._ready) >= READY:
                del self._ready[next(iter(self._ready))]
            worded = self._read(number)
            doubts = None if worded.doubts is None else np.frombuffer(worded.doubts, np.int16)
            found = Compared(Aligned(np.frombuffer(worded.hashes, np.uint64)), doubts, worded.day)
            self._ready[number] = found
        return found

    def read(self, number: int) -> tuple[Article, Wording]:
        """A page as its article and its wording."""
        data = self._articles.get(number)
        assert data is not None, number
        article = msgspec.msgpack.decode(data, type=Lined).article
        worded = self._read(number)
        wording = Wording(article.page, worded.ranges, worded.doubtful)
        wording.hashes = np.frombuffer(worded.hashes, np.uint64)
        return article, wording

    def _read(self, number: int) -> Worded:
        data = self._worded.get(number)
        assert data is not None, number
        return msgspec.msgpack.decode(data, type=Worded)

    def close(self) -> None:
        """Closes the files."""
        self._articles.close()
        self._worded.close()


def _shelves(kind: str, job: Job) -> Shelves:
    """The records `kind` of all pages."""

    @lru_cache(maxsize=OPEN_SHELVES)
    def place_of(parcel: int) -> Path:
        return job.work(kind, Parcel(parcel, ()).name)

    return Shelves(lambda number: place_of(number // job.parcel))


class Merged(msgspec.Struct, frozen=True):
    """A family's articles and passages; `states`: its pages that are states of one page, by number."""

    articles: tuple[Article, ...]
    found: tuple[Found, ...]
    states: tuple[tuple[int, ...], ...]


def merge_families(families: Iterable[Sequence[int]], job: Job) -> list[Merged]:
    """The passages of each family of pages."""
    firsts: Numbers = np.load(job.work("joined", "firsts.npy"))
    blocks = Shelves(lambda page: job.work("blocks", batch_name(int(firsts[firsts.searchsorted(page, "right") - 1]))))
    known = Wordings(job)
    done = []
    for family in families:
        pages = [known.read(number) for number in family]
        places = {number: place for place, number in enumerate(family)}
        shared: list[Shared] = []
        for number in family:
            data = blocks.get(number) if number >= int(firsts[0]) else None
            for b, each in msgspec.msgpack.decode(data, type=list[Partner]) if data else ():
                if b in places:
                    shared.extend(Shared(places[number], places[b], Block(runs)) for runs in each)
        merged = merge_wordings([wording for _, wording in pages], shared)
        articles = tuple(article for article, _ in pages)
        passages = [passage for _, passage in merged]
        states = group_states([Annotated(article) for article in articles], passages)
        found = tuple(
            Found(tuple((family[place], start, end) for place, start, end in members), passage)
            for (members, _), passage in zip(merged, mark_states(passages, states), strict=True)
        )
        number_of = {article.page.id: number for article, number in zip(articles, family, strict=True)}
        done.append(Merged(articles, found, tuple(tuple(number_of[name] for name in group) for group in states)))
    known.close()
    blocks.close()
    return done


def place_of_line(article: Article, line: int) -> Range | None:
    """Where the recurring line `line` stands on a page."""
    house = _house(article)
    return next(((start, end) for key, start, end in find_lines(article) if _in_house(house, key) == line), None)


def place_of_print(wording: Wording, value: int) -> Range | None:
    """Where the run of words with fingerprint `value` stands on a page."""
    found = fingerprint_batch([wording.hashes], 1)
    hits = np.flatnonzero(found.hashes.view(np.int64) == value)
    if not len(hits):
        return None
    first = int(found.places[hits[0]])
    return int(wording.places[first, 0]), int(wording.places[first + GRAM - 1, 1])


def bundle_name(number: int) -> str:
    """The name of a bundle of families."""
    return f"bundle-{number:07d}"


def batch_name(first: int) -> str:
    """The name of a batch of pairs, by the first page of its first pair."""
    return f"batch-{first:012d}"


def write_array(path: Path, rows: Numbers) -> None:
    """Keeps an array for a later stage."""
    out = pa.BufferOutputStream()
    np.save(out, rows)
    write_bytes(path, out.getvalue().to_pybytes())


def _write_columns(path: Path, names: Sequence[str], rows: Numbers) -> int:
    """Writes `rows`, sorted and each but once; gives how many these are."""
    found = rows[np.lexsort(rows.T[::-1])]
    fresh = np.ones(len(found), np.bool_)
    np.any(found[1:] != found[:-1], axis=1, out=fresh[1:])
    found = found[fresh]
    table = pa.table({name: found[:, place] for place, name in enumerate(names)})
    out = pa.BufferOutputStream()
    pq.write_table(table, out, compression="zstd", row_group_size=GROUP_ROWS)
    write_bytes(path, out.getvalue().to_pybytes())
    return len(found)


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


def _members(keys: Numbers, asked: Numbers) -> NDArray[np.bool_]:
    """Which of `asked` are among the sorted `keys`."""
    if not len(keys):
        return np.zeros(len(asked), np.bool_)
    at = np.minimum(keys.searchsorted(asked), len(keys) - 1)
    listed: NDArray[np.bool_] = keys[at] == asked
    return listed

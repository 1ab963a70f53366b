"""Tasks that find wording shared across the corpus: lines, fingerprints, alignment of pairs, merging into passages.

Between them stand the joins of `joins.py`. What a task keeps of a page is its article and the ranges of its wording;
it is read again by number wherever the page's partners are (`shelves.py`). The functions that do the work are those of
`lesart reuse`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
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
from lesart.algorithms.words import Hashes
from lesart.model.annotation import Annotated
from lesart.model.article import Article
from lesart.model.relation import Passage
from lesart.relate.reuse import READY, day_of, merge_wordings, within
from lesart.relate.support import keep_supported
from lesart.relate.versions import group_states, mark_states
from lesart.relate.wording import Range, Wording, line_keys, read_wording, recurs_from
from lesart.scale.files import write_bytes
from lesart.scale.jobs import Job, Marker, Task
from lesart.scale.shelves import Shelves, read_shelf, write_shelf
from lesart.scale.sources import Parcel

GROUP_ROWS = 32_768
"""Rows of a row group of the tables that are joined: what is skipped or read as a whole (half a megabyte)."""

_SALT = 0x9E3779B97F4A7C15

Numbers = NDArray[np.int64]


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


def line_rows(number: int, article: Article) -> list[tuple[int, int, int]]:
    """The lines of page `number` for the join that finds recurring ones: `(line, page, least pages)`."""
    house = _house(article)
    keys = dict.fromkeys(_in_house(house, key) for key, _, _ in line_keys(article))
    return [(key, number, recurs_from(house)) for key in keys]


def write_lines(parcel: Parcel, job: Job, rows: Numbers) -> None:
    """Keeps the lines of a parcel's pages for that join."""
    _write_columns(job.work("lines", f"{parcel.name}.parquet"), ("line", "page", "least"), rows)


def read_kept(parcel: Parcel, job: Job) -> Iterator[tuple[int, Article]]:
    """The articles that `annotate` kept of a parcel, one after another, with the numbers of their pages."""
    for number, data in read_shelf(job.work("final", parcel.name)):
        yield number, msgspec.msgpack.decode(data, type=Article)


def find_longest(task: Task, job: Job) -> Marker:
    """For each page its longest line that is not doubtful, beside each of its doubtful lines."""
    assert task.parcel is not None
    doubtful = _load_keys(str(job.work("joined", "doubtful.npy")))
    rows: set[tuple[int, int, int]] = set()
    count = 0
    for _, article in read_kept(task.parcel, job):
        count += 1
        house = _house(article)
        lines = [(_in_house(house, key), end - start) for key, start, end in line_keys(article)]
        known = _members(doubtful, [key for key, _ in lines])
        own = [line for line, bad in zip(lines, known, strict=True) if not bad]
        if own:
            longest = max(own, key=lambda line: line[1])[0]
            rows |= {(line[0], longest, recurs_from(house)) for line, bad in zip(lines, known, strict=True) if bad}
    _write_columns(job.work("longest", f"{task.name}.parquet"), ("line", "longest", "least"), sorted(rows))
    return Marker(count, count, rows=len(rows))


def print_wordings(task: Task, job: Job) -> Marker:
    """The wording of each page without furniture, and its fingerprints for the join."""
    assert task.parcel is not None
    furniture = _load_keys(str(job.work("joined", "furniture.npy")))
    numbers: list[int] = []
    hashes: list[Hashes] = []

    def read() -> Iterator[tuple[int, bytes]]:
        assert task.parcel is not None
        for number, article in read_kept(task.parcel, job):
            wording = read_wording(article, _furniture_of(article, furniture) if len(furniture) else frozenset())
            numbers.append(number)
            hashes.append(wording.hashes)
            yield number, msgspec.msgpack.encode(Worded(article, wording.ranges, wording.doubtful))

    write_shelf(job.work("wordings", task.name), read())
    found = fingerprint_batch(hashes, 1 if task.dense else WINDOW)
    held = np.array(numbers, np.int64)
    rows = np.stack([found.hashes.view(np.int64), held[found.owners]], axis=1) if numbers else _no_rows(2)
    rows = np.unique(rows, axis=0)
    _write_columns(job.work("prints", f"{task.name}.parquet"), ("print", "page"), rows)
    return Marker(len(numbers), len(numbers), rows=len(rows))


def _furniture_of(article: Article, furniture: Numbers) -> frozenset[int]:
    """The keys of the lines of `article` that are among the `furniture` of all outlets."""
    house = _house(article)
    keys = [key for key, _, _ in line_keys(article)]
    known = _members(furniture, [_in_house(house, key) for key in keys])
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
        worded = [known.read(number) for number in family]
        places = {number: place for place, number in enumerate(family)}
        shared: list[Shared] = []
        for number in family:
            data = blocks.get(number) if number >= int(firsts[0]) else None
            for b, each in msgspec.msgpack.decode(data, type=list[Partner]) if data else ():
                if b in places:
                    shared.extend(Shared(places[number], places[b], Block(runs)) for runs in each)
        merged = merge_wordings([each.wording() for each in worded], shared)
        articles = tuple(each.article for each in worded)
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

"""What annotating a parcel leaves behind: its tables, and what later steps read of its pages."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import msgspec
import numpy as np

from lesart.model.annotation import Annotated
from lesart.model.article import Article
from lesart.model.outcome import Rejected
from lesart.relate.happenings import keep_what_is_read
from lesart.relate.wording import find_lines
from lesart.scale.files import NOWHEN, TableWriter, folder_of, write_bytes, write_rows
from lesart.scale.jobs import UNDATED, Job, Marker
from lesart.scale.rows import Row, annotation_rows, page_row, rejected_row
from lesart.scale.shelves import ShelfWriter
from lesart.scale.sources import Parcel
from lesart.scale.wordings import Lined, Numbers, line_rows, write_lines

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class ParcelWriter:
    """Takes the pages of a parcel a batch at a time, keeps them packed, and writes them all in the end."""

    def __init__(self, parcel: Parcel, job: Job) -> None:
        self._parcel = parcel
        self._job = job
        self._tables = TableWriter(Path(job.out), parcel.name)
        self._pages = ShelfWriter(job.work("annotated", parcel.name)) if "events" in job.stages else None
        self._articles = ShelfWriter(job.work("final", parcel.name)) if "reuse" in job.stages else None
        self._lines: list[Numbers] = [np.empty((0, 4), np.int64)]
        self._days: list[tuple[int, int]] = []
        self._count = 0
        self.refused: list[Rejected] = []

    def add(self, items: Sequence[int], pages: Sequence[Annotated]) -> None:
        """Takes pages with their places in the parcel."""
        tables: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for item, page in zip(items, pages, strict=True):
            number = self._parcel.number * self._job.parcel + item
            article = page.article
            place = (filed_under(article), article.outlet.name if article.outlet else None)
            folder = folder_of("pages", place)
            tables["pages", folder].append(page_row(page, self._parcel.number, item))
            for table, rows in annotation_rows(page).items():
                if rows:
                    tables[table, folder].extend(rows)
            if self._articles:
                lined = Lined(article, tuple(find_lines(article)))
                self._articles.add(number, msgspec.msgpack.encode(lined))
                self._lines.append(line_rows(number, lined))
            if self._pages:
                self._pages.add(number, msgspec.msgpack.encode(keep_what_is_read(page)))
                self._days.append((item, related_day(article)))
        for (table, folder), rows in tables.items():
            self._tables.add_to(table, folder, rows)
        self._count += len(items)

    def close(self) -> Marker:
        """Writes everything."""
        job, name = self._job, self._parcel.name
        self._tables.close()
        if self.refused:
            write_rejected(job, name, self.refused)
        lines = 0
        if self._articles:
            self._articles.close()
            lines = write_lines(self._parcel, job, np.concatenate(self._lines))
        if self._pages:
            self._pages.close()
            write_bytes(job.work("days", name), np.array(self._days, "<i4").reshape(-1, 2).tobytes())
        return Marker(self._parcel.items, self._count, by_reason(self.refused), lines)


def filed_under(article: Article) -> str:
    """The day a page is filed under: of its publication, else of its change, else `undated`."""
    for stamp in (article.published, article.updated):
        if stamp and day_number(stamp[:10]):
            return stamp[:10]
    return NOWHEN


def related_day(article: Article) -> int:
    """The day beside whose pages a page is related: that it is filed under; of an undated one the first (else the last)
    that its text leaves open, since pages name days near their own; UNDATED where it names none."""
    for stamp in (article.published, article.updated, article.earliest, article.latest):
        number = day_number(stamp[:10]) if stamp else UNDATED
        if number != UNDATED:
            return number
    return UNDATED


def day_number(day: str) -> int:
    """The ordinal of an ISO date; UNDATED for anything else."""
    try:
        return date.fromisoformat(day).toordinal() if _DAY.fullmatch(day) else UNDATED
    except ValueError:
        return UNDATED


def write_rejected(job: Job, name: str, refused: Sequence[Rejected]) -> None:
    """Writes rows of `rejected`."""
    write_rows(Path(job.out, "rejected", f"{name}.parquet"), "rejected", [rejected_row(item) for item in refused])


def short_reason(error: Exception) -> str:
    """Short and the same at every run."""
    return f"{type(error).__name__}: {error}".splitlines()[0][:200]


def by_reason(refused: Sequence[Rejected]) -> dict[str, int]:
    """How many were refused at each stage for each reason."""
    counts = Counter(f"{item.stage}: {item.reason.split(':')[0]}" for item in refused)
    return dict(sorted(counts.items()))

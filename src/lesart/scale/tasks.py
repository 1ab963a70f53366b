"""What a worker does: tasks of three kinds, each a function of its input that knows no engine.

`count` counts the items of a file; `read` transcribes a parcel and labels its zones; `annotate` finds what stands
in its sentences and writes its tables; `relate` finds what holds the pages of a window together. A task writes its
files, then its marker. A page that makes a stage fail becomes a row of `rejected`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

import msgspec
import numpy as np

from lesart.errors import LanguageDataError, UsageError
from lesart.model.annotation import Annotated
from lesart.model.article import Article
from lesart.model.outcome import Rejected
from lesart.model.relation import Passage
from lesart.model.text import Page
from lesart.pipeline import annotate_batch, find_sources, find_wording, read_article_of, relate_pages
from lesart.scale.files import (
    DONE,
    NOWHEN,
    WORK,
    Place,
    read_records,
    write_bytes,
    write_records,
    write_rows,
    write_table,
)
from lesart.scale.rows import (
    Row,
    annotation_rows,
    event_row,
    member_rows,
    page_row,
    passage_row,
    rejected_row,
    source_row,
    story_row,
)
from lesart.scale.sources import Parcel, count_items, read_parcel
from lesart.settings import Settings

Kind = Literal["count", "read", "annotate", "relate"]

UNDATED = 0
"""Day number of a page without a date; others are proleptic Gregorian ordinals."""


class Job(msgspec.Struct, frozen=True):
    """What all tasks of a run share. `stages`: any of `zones`, `annotate`, `reuse`, `events`."""

    out: str
    settings: Settings
    stages: tuple[str, ...]

    def told(self) -> str:
        """The job as JSON, for workers."""
        return msgspec.json.encode(self, enc_hook=str).decode()

    @classmethod
    def read(cls, told: str) -> Job:
        """The job that `told` says."""
        return msgspec.json.decode(told, type=cls, dec_hook=lambda kind, value: kind(value))

    def marker(self, kind: Kind, name: str) -> Path:
        """Where the marker of a finished task lies."""
        return Path(self.out, DONE, kind, f"{name}.json")

    def work(self, kind: str, name: str) -> Path:
        """Where a task keeps records for later stages."""
        return Path(self.out, WORK, kind, name)


class Task(msgspec.Struct, frozen=True):
    """One piece of work. `copies`: ids to give to pages that the same input gave twice, by item.

    `members`: the pages of a window as (parcel, item), in the order of the input.
    """

    kind: Kind
    name: str
    file: str = ""
    parcel: Parcel | None = None
    copies: dict[int, str] = {}
    members: tuple[tuple[int, int], ...] = ()


class Marker(msgspec.Struct, frozen=True):
    """What a finished task says: items it had, pages it made, refusals by reason."""

    items: int = 0
    pages: int = 0
    rejected: dict[str, int] = {}


class Read(msgspec.Struct, frozen=True):
    """An item of a parcel as read: an article without the blocks of its markup, or what was refused."""

    article: Article | None = None
    rejected: Rejected | None = None


class Kept(msgspec.Struct, frozen=True):
    """A page as kept for relating, with its place in its parcel."""

    item: int
    page: Annotated


def do_task(task: Task, job: Job) -> Marker:
    """Does `task`, unless its marker says that it is done."""
    place = job.marker(task.kind, task.name)
    if place.exists():
        return msgspec.json.decode(place.read_bytes(), type=Marker)
    made = _DOING[task.kind](task, job)
    write_bytes(place, msgspec.json.encode(made))
    return made


def _count(task: Task, job: Job) -> Marker:
    return Marker(items=count_items(task.file, job.settings))


def _read(task: Task, job: Job) -> Marker:
    assert task.parcel is not None
    items: list[Read] = []
    ids: list[int] = []
    for item in read_parcel(task.parcel, job.settings):
        if isinstance(item, Rejected):
            items.append(Read(rejected=item))
            ids.append(0)
            continue
        found = _article_of(item, job.settings)
        items.append(Read(found) if isinstance(found, Article) else Read(rejected=found))
        ids.append(int(item.id, 16) if isinstance(found, Article) else 0)
    write_records(job.work("articles", task.name), items)
    write_bytes(job.work("ids", task.name), np.array(ids, "<u8").tobytes())
    refused = [item.rejected for item in items if item.rejected]
    return Marker(len(items), len(items) - len(refused), _by_reason(refused))


def _article_of(page: Page, settings: Settings) -> Article | Rejected:
    """The article of `page` without its blocks, which no later stage reads."""
    try:
        article = read_article_of(page, settings)
    except (LanguageDataError, UsageError):
        raise
    except Exception as error:
        return Rejected("zones", page.source, _reason(error))
    return msgspec.structs.replace(article, page=msgspec.structs.replace(page, blocks=()))


def _annotate(task: Task, job: Job) -> Marker:
    assert task.parcel is not None
    items = read_records(job.work("articles", task.name), list[Read])
    if task.copies:
        items = _rename(task, job, items)
    kept: list[Kept] = []
    refused: list[Rejected] = []
    size = job.settings.batch
    for start in range(0, len(items), size):
        batch = items[start : start + size]
        places = [start + n for n, item in enumerate(batch) if item.article]
        articles = [item.article for item in batch if item.article]
        refused.extend(item.rejected for item in batch if item.rejected)
        pages, failed = annotate_safely(articles, job) if "annotate" in job.stages else (_bare(articles), [])
        refused.extend(failed)
        kept.extend(Kept(place, page) for place, page in zip(places, pages, strict=True) if page)
    _write_parcel(task.parcel, job, kept, refused)
    return Marker(len(items), len(kept), _by_reason(refused))


def _rename(task: Task, job: Job, items: Sequence[Read]) -> list[Read]:
    """`items`, those of `task.copies` read again under their new ids."""
    assert task.parcel is not None
    done = list(items)
    for place, item in enumerate(read_parcel(task.parcel, job.settings)):
        if place in task.copies and isinstance(item, Page):
            found = _article_of(msgspec.structs.replace(item, id=task.copies[place]), job.settings)
            done[place] = Read(found) if isinstance(found, Article) else Read(rejected=found)
    return done


def _bare(articles: Sequence[Article]) -> list[Annotated | None]:
    return [Annotated(article) for article in articles]


def annotate_safely(articles: Sequence[Article], job: Job) -> tuple[list[Annotated | None], list[Rejected]]:
    """Each article annotated with the others; None, and a Rejected, for one that makes annotation fail."""
    try:
        return list(annotate_batch(articles, job.settings)[0]), []
    except (LanguageDataError, UsageError):
        raise
    except Exception as error:
        if len(articles) == 1:
            return [None], [Rejected("annotate", articles[0].page.source, _reason(error))]
    alone = [annotate_safely([article], job) for article in articles]
    good = [article for article, (pages, _) in zip(articles, alone, strict=True) if pages[0]]
    refused = [rejected for _, failed in alone for rejected in failed]
    if not refused:
        return [pages[0] for pages, _ in alone], []
    done = iter(annotate_safely(good, job)[0] if good else [])
    return [next(done) if pages[0] else None for pages, _ in alone], refused


def _write_parcel(parcel: Parcel, job: Job, kept: Sequence[Kept], refused: Sequence[Rejected]) -> None:
    out = Path(job.out)
    tables: dict[str, list[tuple[Place, Row]]] = {"pages": []}
    days = []
    for item in kept:
        article = item.page.article
        place = (day_of(item.page), article.outlet.name if article.outlet else None)
        days.append((item.item, day_number(place[0])))
        tables["pages"].append((place, page_row(item.page, parcel.number, item.item)))
        for table, rows in annotation_rows(item.page).items():
            tables.setdefault(table, []).extend((place, row) for row in rows)
    for table, placed in tables.items():
        write_table(out, table, parcel.name, placed, by_outlet=True)
    if refused:
        write_rows(out / "rejected" / f"{parcel.name}.parquet", "rejected", [rejected_row(item) for item in refused])
    if {"reuse", "events"} & set(job.stages):
        write_records(job.work("annotated", parcel.name), list(kept))
        write_bytes(job.work("days", parcel.name), np.array(days, "<i4").reshape(-1, 2).tobytes())


def _relate(task: Task, job: Job) -> Marker:
    out = Path(job.out)
    pages = load_members(task.members, job)
    passages: tuple[Passage, ...]
    rows: dict[str, list[tuple[Place, Row]]] = {}
    days = {page.page.id: day_of(page) for page in pages}
    try:
        if "events" in job.stages:
            related = relate_pages(tuple(pages), job.settings)
            passages = related.passages
            of_event = {event.id: _first_day(days, event.pages) for event in related.events}
            rows["events"] = [((of_event[e.id], None), event_row(e)) for e in related.events]
            rows["stories"] = [((of_event[s.events[0]], None), story_row(s)) for s in related.stories]
            rows["sources"] = [((of_event[g.event], None), source_row(g)) for g in find_sources(pages, related)]
        else:
            passages = find_wording(pages, job.settings)
    except (LanguageDataError, UsageError):
        raise
    except Exception as error:
        refused = Rejected("relate", task.name, _reason(error))
        write_rows(out / "rejected" / f"{task.name}.parquet", "rejected", [rejected_row(refused)])
        return Marker(len(pages), 0, _by_reason([refused]))
    if "reuse" in job.stages:
        placed = [(_first_day(days, [span.page for span in p.members]), p) for p in passages]
        rows["passages"] = [((day, None), passage_row(passage)) for day, passage in placed]
        rows["passage_members"] = [((day, None), row) for day, passage in placed for row in member_rows(passage)]
    for table, found in rows.items():
        write_table(out, table, task.name, found, by_outlet=False)
    return Marker(len(pages), len(pages))


def load_members(members: Sequence[tuple[int, int]], job: Job) -> list[Annotated]:
    """The pages of a window, in its order."""
    wanted: dict[int, list[int]] = {}
    for parcel, item in members:
        wanted.setdefault(parcel, []).append(item)
    pages: list[Annotated] = []
    for parcel, items in wanted.items():
        kept = read_records(job.work("annotated", Parcel(parcel, ()).name), list[Kept])
        by_item = {one.item: one.page for one in kept}
        pages.extend(by_item[item] for item in items)
    return pages


def day_of(page: Annotated) -> str:
    """The day a page is filed under: of its publication, else of its change, else `undated`."""
    for stamp in (page.article.published, page.article.updated):
        if stamp and day_number(stamp[:10]):
            return stamp[:10]
    return NOWHEN


def day_number(day: str) -> int:
    """The ordinal of an ISO date; UNDATED for anything else."""
    try:
        return int(np.datetime64(day, "D").astype(int)) + 719_163 if len(day) == 10 else UNDATED
    except ValueError:
        return UNDATED


def _first_day(days: dict[str, str], pages: Sequence[str]) -> str:
    return min(days[page] for page in pages)


def _reason(error: Exception) -> str:
    """Short and the same at every run."""
    return f"{type(error).__name__}: {error}".splitlines()[0][:200]


def _by_reason(refused: Sequence[Rejected]) -> dict[str, int]:
    counts = Counter(f"{item.stage}: {item.reason.split(':')[0]}" for item in refused)
    return dict(sorted(counts.items()))


_DOING: dict[Kind, Callable[[Task, Job], Marker]] = {
    "count": _count,
    "read": _read,
    "annotate": _annotate,
    "relate": _relate,
}

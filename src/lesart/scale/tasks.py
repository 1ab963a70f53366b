"""What a worker does: tasks, each a function of its input that knows no engine.

`count` counts the items of a file; `read` transcribes a parcel and labels its zones; `annotate` finds what stands
in its sentences and writes its tables; `lines`, `prints` and `align` find wording that pages of the whole corpus share
(`wordings.py`), `passages` merges it; `relate` finds the events of a window of days; `compact` puts the files of a
folder together. A task writes its files, then its marker. A page that makes a stage fail becomes a row of `rejected`.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import msgspec
import numpy as np

from lesart.errors import LanguageDataError, UsageError
from lesart.model.annotation import Annotated
from lesart.model.article import Article
from lesart.model.outcome import Rejected
from lesart.model.text import Page
from lesart.pipeline import annotate_batch, find_sources, read_articles, relate_passages
from lesart.relate.happenings import keep_what_is_read
from lesart.scale.compaction import compact_day
from lesart.scale.files import (
    NOWHEN,
    Place,
    read_records,
    write_bytes,
    write_records,
    write_rows,
    write_table,
)
from lesart.scale.jobs import UNDATED, Job, Kept, Kind, Marker, Read, Task
from lesart.scale.renaming import rename_page
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
from lesart.scale.wordings import (
    Found,
    Numbered,
    align_pairs,
    find_longest,
    keep_articles,
    merge_families,
    print_wordings,
)
from lesart.settings import Settings

COLLECT_AFTER = (200_000, 20, 100)
"""Objects made, and rounds, after which Python looks for cycles in its three generations (its own: 700, 10, 10). On
576 pages of the synthetic crawl this takes a quarter off the CPU time of relating."""

Given = TypeVar("Given")
Made = TypeVar("Made")


def do_task(task: Task, job: Job) -> Marker:
    """Does `task`, unless its marker says that it is done."""
    place = job.marker(task.kind, task.name)
    if place.exists():
        return msgspec.json.decode(place.read_bytes(), type=Marker)
    with _collecting_rarely():
        made = _DOING[task.kind](task, job)
    write_bytes(place, msgspec.json.encode(made))
    return made


@contextmanager
def _collecting_rarely() -> Iterator[None]:
    """Python's search for reference cycles put off: a task makes hundreds of thousands of records that hold none."""
    before = gc.get_threshold()
    gc.set_threshold(*COLLECT_AFTER)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _count(task: Task, job: Job) -> Marker:
    return Marker(items=count_items(task.file, job.settings))


def _read(task: Task, job: Job) -> Marker:
    assert task.parcel is not None
    items: list[Read] = []
    batch: list[Page | Rejected] = []
    for item in read_parcel(task.parcel, job.settings):
        batch.append(item)
        if len(batch) == job.settings.batch:
            items.extend(_read_batch(batch, job.settings))
            batch = []
    items.extend(_read_batch(batch, job.settings))
    ids = [int(item.article.page.id, 16) if item.article else 0 for item in items]
    write_records(job.work("articles", task.name), items)
    write_bytes(job.work("ids", task.name), np.array(ids, "<u8").tobytes())
    refused = [item.rejected for item in items if item.rejected]
    return Marker(len(items), len(items) - len(refused), _by_reason(refused))


def _read_batch(batch: Sequence[Page | Rejected], settings: Settings) -> list[Read]:
    """Articles of a batch, as `annotate` reads them, without the blocks of the markup, which no later stage reads."""
    pages = [item for item in batch if isinstance(item, Page)]
    articles, refused = do_safely(lambda some: read_articles(some, settings), pages, "zones", lambda page: page.source)
    why = {id(page): rejected for page, rejected in refused}
    done = iter(articles)
    found = []
    for item in batch:
        if isinstance(item, Rejected) or id(item) in why:
            found.append(Read(rejected=item if isinstance(item, Rejected) else why[id(item)]))
        else:
            article = next(done)
            found.append(Read(msgspec.structs.replace(article, page=msgspec.structs.replace(item, blocks=()))))
    return found


def do_safely(
    function: Callable[[Sequence[Given]], Sequence[Made]],
    items: Sequence[Given],
    stage: str,
    source_of: Callable[[Given], str],
) -> tuple[list[Made], list[tuple[Given, Rejected]]]:
    """`function` over all of `items`; those that make it fail even alone are left out, each with a Rejected."""
    try:
        return list(function(items)), []
    except (LanguageDataError, UsageError):
        raise
    except Exception as error:
        if len(items) == 1:
            return [], [(items[0], Rejected(stage, source_of(items[0]), _reason(error)))]
    refused = [found for item in items for found in do_safely(function, [item], stage, source_of)[1]]
    bad = {id(item) for item, _ in refused}
    good = [item for item in items if id(item) not in bad]
    if refused and good:
        return do_safely(function, good, stage, source_of)[0], refused
    return [made for item in good for made in function([item])], refused


def _annotate(task: Task, job: Job) -> Marker:
    assert task.parcel is not None
    items = read_records(job.work("articles", task.name), list[Read])
    for place, name in task.copies.items():
        article = items[place].article
        assert article is not None
        items[place] = Read(rename_page(article, name))
    kept: list[Kept] = []
    refused: list[Rejected] = []
    size = job.settings.batch
    for start in range(0, len(items), size):
        batch = [(start + n, item.article) for n, item in enumerate(items[start : start + size]) if item.article]
        refused.extend(item.rejected for item in items[start : start + size] if item.rejected)
        pages, failed = _annotate_articles([article for _, article in batch], job)
        refused.extend(failed.values())
        done = iter(pages)
        kept.extend(Kept(place, keep_what_is_read(next(done))) for place, article in batch if id(article) not in failed)
    lines = _write_parcel(task.parcel, job, kept, refused)
    return Marker(len(items), len(kept), _by_reason(refused), lines)


def _annotate_articles(articles: Sequence[Article], job: Job) -> tuple[list[Annotated], dict[int, Rejected]]:
    """Each article annotated with the others, and by their identities the ones that make annotation fail."""
    if "annotate" not in job.stages:
        return [Annotated(article) for article in articles], {}
    pages, failed = do_safely(
        lambda some: annotate_batch(some, job.settings)[0], articles, "annotate", lambda article: article.page.source
    )
    return pages, {id(article): rejected for article, rejected in failed}


def _write_parcel(parcel: Parcel, job: Job, kept: Sequence[Kept], refused: Sequence[Rejected]) -> int:
    """Writes the parcel's tables and what later steps read; gives the number of its lines."""
    out = Path(job.out)
    tables: dict[str, list[tuple[Place, Row]]] = {"pages": []}
    days = []
    for item in kept:
        article = item.page.article
        place = (filed_under(article), article.outlet.name if article.outlet else None)
        days.append((item.item, day_number(place[0])))
        tables["pages"].append((place, page_row(item.page, parcel.number, item.item)))
        for table, rows in annotation_rows(item.page).items():
            tables.setdefault(table, []).extend((place, row) for row in rows)
    for table, placed in tables.items():
        write_table(out, table, parcel.name, placed, by_outlet=True)
    if refused:
        _write_rejected(job, parcel.name, refused)
    lines = 0
    if "reuse" in job.stages:
        first = parcel.number * job.parcel
        lines = keep_articles(parcel, job, [Numbered(first + item.item, item.page.article) for item in kept])
    if "events" in job.stages:
        write_records(job.work("annotated", parcel.name), list(kept))
        write_bytes(job.work("days", parcel.name), np.array(days, "<i4").reshape(-1, 2).tobytes())
    return lines


def _merge(task: Task, job: Job) -> Marker:
    """The passages of a bundle of families."""
    families = read_records(job.work("families", task.name), list[list[int]])
    merged, failed = do_safely(
        lambda some: merge_families(some, job), families, "reuse", lambda family: f"pages {family[0]}, …"
    )
    rows: dict[str, list[tuple[Place, Row]]] = {"passages": [], "passage_members": []}
    for articles, found in merged:
        days = {article.page.id: filed_under(article) for article in articles}
        for each in found:
            day = _first_day(days, [span.page for span in each.passage.members])
            rows["passages"].append(((day, None), passage_row(each.passage)))
            rows["passage_members"].extend(((day, None), row) for row in member_rows(each.passage))
    for table, placed in rows.items():
        write_table(Path(job.out), table, task.name, placed, by_outlet=False)
    write_records(job.work("passages", task.name), [each for _, found in merged for each in found])
    refused = [rejected for _, rejected in failed]
    if refused:
        _write_rejected(job, task.name, refused)
    pages = sum(len(family) for family in families)
    return Marker(pages, pages, _by_reason(refused))


def _relate(task: Task, job: Job) -> Marker:
    pages = load_members(task.members, job)
    days = {page.page.id: filed_under(page.article) for page in pages}
    inside = frozenset(task.members)
    found = [
        each
        for bundle in task.bundles
        for each in read_records(job.work("passages", bundle_name(bundle)), list[Found])
        if len({number for number, _, _ in each.members} & inside) > 1
    ]
    found.sort(key=lambda each: each.members[0][0])
    rows: dict[str, list[tuple[Place, Row]]] = {}
    try:
        related = relate_passages(tuple(pages), tuple(each.passage for each in found), job.settings)
        of_event = {event.id: _first_day(days, event.pages) for event in related.events}
        rows["events"] = [((of_event[e.id], None), event_row(e)) for e in related.events]
        rows["stories"] = [((of_event[s.events[0]], None), story_row(s)) for s in related.stories]
        rows["sources"] = [((of_event[g.event], None), source_row(g)) for g in find_sources(pages, related)]
    except (LanguageDataError, UsageError):
        raise
    except Exception as error:
        refused = Rejected("relate", task.name, _reason(error))
        _write_rejected(job, task.name, [refused])
        return Marker(len(pages), 0, _by_reason([refused]))
    for table, placed in rows.items():
        write_table(Path(job.out), table, task.name, placed, by_outlet=False)
    return Marker(len(pages), len(pages))


def load_members(members: Sequence[int], job: Job) -> list[Annotated]:
    """The pages of a window, in its order."""
    wanted: dict[int, list[int]] = {}
    for number in members:
        wanted.setdefault(number // job.parcel, []).append(number % job.parcel)
    pages: list[Annotated] = []
    for parcel, items in wanted.items():
        kept = read_records(job.work("annotated", Parcel(parcel, ()).name), list[Kept])
        by_item = {one.item: one.page for one in kept}
        pages.extend(by_item[item] for item in items)
    return pages


def bundle_name(number: int) -> str:
    """The name of a bundle of families."""
    return f"bundle-{number:07d}"


def filed_under(article: Article) -> str:
    """The day a page is filed under: of its publication, else of its change, else `undated`."""
    for stamp in (article.published, article.updated):
        if stamp and day_number(stamp[:10]):
            return stamp[:10]
    return NOWHEN


def day_number(day: str) -> int:
    """The ordinal of an ISO date; UNDATED for anything else."""
    try:
        return int(np.datetime64(day, "D").astype(int)) + 719_163 if len(day) == 10 else UNDATED
    except ValueError:
        return UNDATED


def _write_rejected(job: Job, name: str, refused: Sequence[Rejected]) -> None:
    write_rows(Path(job.out, "rejected", f"{name}.parquet"), "rejected", [rejected_row(item) for item in refused])


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
    "lines": find_longest,
    "prints": print_wordings,
    "align": align_pairs,
    "passages": _merge,
    "relate": _relate,
    "compact": lambda task, job: Marker(compact_day(Path(job.out, task.file))),
}

"""What a worker does: tasks, each a function of its input that knows no engine.

`count` counts the items of a file; `read` transcribes a parcel and labels its zones; `annotate` finds what stands
in its sentences and writes its tables; `lines`, `prints` and `align` find wording that pages of the whole corpus share
(`wordings.py`), `doubtful`, `furniture`, `pairs` and `batches` join what they wrote (`banding.py`), `passages` merges
it, `hot` shows what was left out; `relate` finds the events of a window of days; `compact` puts the files of a folder
together. A task writes its files, then its marker. A page that makes a stage fail becomes a row of `rejected`.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TypeVar

import msgspec
import numpy as np

from lesart.errors import LanguageDataError, UsageError
from lesart.model.annotation import Annotated
from lesart.model.article import Article
from lesart.model.outcome import Rejected
from lesart.model.text import Page
from lesart.pipeline import annotate_batch, read_articles
from lesart.scale.banding import cut_batches, find_doubtful, find_furniture, pair_pages, show_hot_keys
from lesart.scale.compaction import compact_day
from lesart.scale.files import Place, read_records, write_bytes, write_records, write_table
from lesart.scale.jobs import Done, Job, Kind, Marker, Read, Task
from lesart.scale.parcels import ParcelWriter, by_reason, filed_under, short_reason, write_rejected
from lesart.scale.relating import relate_pages, tell_events, tell_stories
from lesart.scale.renaming import rename_page
from lesart.scale.rows import Row, member_rows, passage_row
from lesart.scale.shelves import read_shelf, write_shelf
from lesart.scale.sources import count_items, read_parcel
from lesart.scale.wordings import align_pairs, find_longest, merge_families, print_wordings
from lesart.settings import Settings

PEAK_UNIT = (1 << 20) if sys.platform == "darwin" else 1 << 10
"""What `getrusage` counts the largest memory in, as parts of a MB: kB, on macOS bytes."""

Given = TypeVar("Given")
Made = TypeVar("Made")


def do_task(task: Task, job: Job) -> Marker:
    """Does `task`, unless its marker says that it is done."""
    place = job.marker(task.kind, task.name)
    if place.exists():
        return msgspec.json.decode(place.read_bytes(), type=Marker)
    made = _DOING[task.kind](task, job)
    write_bytes(place, msgspec.json.encode(made))
    return made


def do_timed(task: Task, job: Job) -> Done:
    """Does `task` and says what it cost this process, all of its threads."""
    clock, cpu = time.monotonic(), time.process_time()
    marker = do_task(task, job)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / PEAK_UNIT
    return Done(marker, time.process_time() - cpu, time.monotonic() - clock, peak)


def _count(task: Task, job: Job) -> Marker:
    return Marker(items=count_items(task.file, job.settings))


def _read(task: Task, job: Job) -> Marker:
    assert task.parcel is not None
    ids: list[int] = []
    refused: list[Rejected] = []

    def read() -> Iterator[tuple[int, bytes]]:
        assert task.parcel is not None
        stream = read_parcel(task.parcel, job.settings)
        while batch := list(islice(stream, job.settings.batch)):
            for item in _read_batch(batch, job.settings):
                if item.rejected:
                    refused.append(item.rejected)
                yield len(ids), msgspec.msgpack.encode(item)
                ids.append(int(item.article.page.id, 16) if item.article else 0)

    write_shelf(job.work("articles", task.name), read())
    write_bytes(job.work("ids", task.name), np.array(ids, "<u8").tobytes())
    return Marker(len(ids), len(ids) - len(refused), by_reason(refused))


def _read_batch(batch: Sequence[Page | Rejected], settings: Settings) -> list[Read]:
    """Articles of a batch, as `annotate` reads them, without blocks and facts of the markup, read by no later stage."""
    pages = [item for item in batch if isinstance(item, Page)]
    articles, refused = do_safely(lambda some: read_articles(some, settings), pages, "zones", lambda page: page.source)
    why = {id(page): rejected for page, rejected in refused}
    done = iter(articles)
    found = []
    for item in batch:
        if isinstance(item, Rejected) or id(item) in why:
            found.append(Read(rejected=item if isinstance(item, Rejected) else why[id(item)]))
        else:
            page = msgspec.structs.replace(item, blocks=(), facts=())
            found.append(Read(msgspec.structs.replace(next(done), page=page)))
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
            return [], [(items[0], Rejected(stage, source_of(items[0]), short_reason(error)))]
    refused = [found for item in items for found in do_safely(function, [item], stage, source_of)[1]]
    bad = {id(item) for item, _ in refused}
    good = [item for item in items if id(item) not in bad]
    if refused and good:
        return do_safely(function, good, stage, source_of)[0], refused
    return [made for item in good for made in function([item])], refused


def _annotate(task: Task, job: Job) -> Marker:
    assert task.parcel is not None
    writer = ParcelWriter(task.parcel, job)
    stream = read_shelf(job.work("articles", task.name))
    while records := list(islice(stream, job.settings.batch)):
        batch: list[tuple[int, Article]] = []
        for place, data in records:
            item = msgspec.msgpack.decode(data, type=Read)
            if item.rejected:
                writer.refused.append(item.rejected)
            if item.article:
                name = task.copies.get(place)
                batch.append((place, rename_page(item.article, name) if name else item.article))
        pages, failed = _annotate_articles([article for _, article in batch], job)
        writer.refused.extend(failed.values())
        writer.add([place for place, article in batch if id(article) not in failed], pages)
    return writer.close()


def _annotate_articles(articles: Sequence[Article], job: Job) -> tuple[list[Annotated], dict[int, Rejected]]:
    """Each article annotated with the others, and by their identities the ones that make annotation fail."""
    if "annotate" not in job.stages:
        return [Annotated(article) for article in articles], {}
    pages, failed = do_safely(
        lambda some: annotate_batch(some, job.settings)[0], articles, "annotate", lambda article: article.page.source
    )
    return pages, {id(article): rejected for article, rejected in failed}


def _merge(task: Task, job: Job) -> Marker:
    """The passages of a bundle of families."""
    families = read_records(job.work("families", task.name), list[list[int]])
    merged, failed = do_safely(
        lambda some: merge_families(some, job), families, "reuse", lambda family: f"pages {family[0]}, …"
    )
    passages: list[tuple[Place, Row]] = []
    members: list[tuple[Place, Row]] = []
    for family in merged:
        days = {article.page.id: filed_under(article) for article in family.articles}
        for each in family.found:
            place = (min(days[span.page] for span in each.passage.members), None)
            passages.append((place, passage_row(each.passage)))
            members.extend((place, row) for row in member_rows(each.passage))
    write_table(Path(job.out), "passages", task.name, passages)
    write_table(Path(job.out), "passage_members", task.name, members)
    write_records(job.work("passages", task.name), [each for family in merged for each in family.found])
    write_records(job.work("states", task.name), [group for family in merged for group in family.states])
    refused = [rejected for _, rejected in failed]
    if refused:
        write_rejected(job, task.name, refused)
    pages = sum(len(family) for family in families)
    return Marker(pages, pages, by_reason(refused))


_DOING: dict[Kind, Callable[[Task, Job], Marker]] = {
    "count": _count,
    "read": _read,
    "annotate": _annotate,
    "doubtful": find_doubtful,
    "lines": find_longest,
    "furniture": find_furniture,
    "prints": print_wordings,
    "pairs": pair_pages,
    "batches": cut_batches,
    "align": align_pairs,
    "passages": _merge,
    "hot": show_hot_keys,
    "relate": relate_pages,
    "events": tell_events,
    "stories": tell_stories,
    "compact": lambda task, job: Marker(compact_day(Path(job.out, task.file))),
}

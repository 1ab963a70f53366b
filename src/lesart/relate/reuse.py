"""Wording that pages share.

Fingerprints of the pages' wording name the pairs worth a look, alignment gives each pair's shared stretches, and
these are merged into passages that hold all pages. Each step is a function of its own in `algorithms`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from lesart.algorithms.align import align
from lesart.algorithms.cluster import Member, Shared, merge_blocks
from lesart.algorithms.fingerprint import WINDOW, PrintIndex
from lesart.algorithms.seeds import Aligned
from lesart.model.annotation import Annotated
from lesart.model.article import Article
from lesart.model.relation import LeftOut, Passage
from lesart.model.text import Span
from lesart.relate.edges import widen_passages
from lesart.relate.quoted import WHOLLY, find_quoted, quoted_share
from lesart.relate.support import keep_supported
from lesart.relate.versions import mark_versions
from lesart.relate.wording import Wording, read_wordings

BATCH = 1_000
"""Pages fingerprinted at a time; larger batches are no faster."""

DENSE_PILE = 500
"""Pages up to which every run of five words is a fingerprint, and seeds that stand alone are followed: a short report
whose sentences another desk turned round may share no run of eight. In larger piles such runs and seeds are set phrases
more often (docs/reuse.md)."""

READY = 5_000
"""Pages kept prepared for alignment: of 600 words some 13 kB each, 50 kB once a seed of theirs was followed."""


class Reuse(NamedTuple):
    """Passages that pages share, and what was not followed."""

    passages: tuple[Passage, ...]
    left_out: LeftOut


def search_passages(pages: Sequence[Annotated], window: int | None = None) -> Reuse:
    """Passages that two or more of `pages` share, in article zones, those of versions of one page marked.

    `window`: only pages published within so many days are compared; None: all.
    """
    wordings = read_wordings([page.article for page in pages])
    shared, left_out = align_wordings(wordings, [day_of(page.article) for page in pages], window)
    passages = [passage for _, passage in merge_wordings(wordings, shared)]
    return Reuse(mark_versions(pages, passages), left_out)


def find_passages(pages: Sequence[Annotated], window: int | None = None) -> tuple[Passage, ...]:
    """As `search_passages`, the passages alone."""
    return search_passages(pages, window).passages


def merge_wordings(wordings: Sequence[Wording], shared: Sequence[Shared]) -> list[tuple[list[Member], Passage]]:
    """The passages that the blocks `shared` of `wordings` make, each with its members in words, sorted by these."""
    touched = sorted({index for item in shared for index in (item.a, item.b)})
    borders = {index: wordings[index].borders for index in touched}
    quoted = {wordings[index].page.id: find_quoted(wordings[index].page) for index in touched}
    known = {wordings[index].page.id: wordings[index].page for index in touched}
    passages = []
    for members in widen_passages(merge_blocks(shared, borders), wordings):
        spans = tuple(wordings[index].span(start, end) for index, start, end in members)
        whole = all(quoted_share(known[span.page], span, quoted[span.page]) >= WHOLLY for span in spans)
        passages.append((members, Passage(_passage_id(spans), spans, quotation=whole)))
    return passages


def align_wordings(
    wordings: Sequence[Wording], days: Sequence[int | None], window: int | None = None
) -> tuple[list[Shared], LeftOut]:
    """The shared stretches of all pairs of `wordings` that fingerprints bring together and `window` allows."""
    dense = len(wordings) <= DENSE_PILE
    index = PrintIndex(window=1 if dense else WINDOW)
    for start in range(0, len(wordings), BATCH):
        index.add([wording.hashes for wording in wordings[start : start + BATCH]])
    ready: dict[int, Aligned] = {}
    shared: list[Shared] = []
    candidates = index.candidates()
    for a, b in candidates.pairs.tolist():
        if window is None or within(days[a], days[b], window):
            blocks = align(_ready(ready, wordings, a), _ready(ready, wordings, b), follow_alone=dense)
            if blocks:
                blocks = keep_supported(blocks, wordings[a].doubts, wordings[b].doubts)
                shared.extend(Shared(a, b, block) for block in blocks)
    return shared, LeftOut(candidates.common, candidates.crowded)


def _ready(ready: dict[int, Aligned], wordings: Sequence[Wording], place: int) -> Aligned:
    """The wording at `place` prepared for alignment; the ones prepared first are given up when there are many."""
    found = ready.get(place)
    if found is None:
        if len(ready) >= READY:
            del ready[next(iter(ready))]
        found = ready[place] = Aligned(wordings[place].hashes)
    return found


def day_of(article: Article) -> int | None:
    """The ordinal of the day that the article bears; None for an undated one."""
    stamp = article.published or article.updated
    try:
        return date.fromisoformat(stamp[:10]).toordinal() if stamp else None
    except ValueError:
        return None


def within(first: int | None, second: int | None, window: int) -> bool:
    """Whether two days are no more than `window` apart; undated pages are compared with all."""
    return first is None or second is None or abs(first - second) <= window


def _passage_id(spans: Sequence[Span]) -> str:
    told = "\n".join(f"{span.page} {span.start} {span.end}" for span in spans)
    return hashlib.sha256(told.encode()).hexdigest()[:12]

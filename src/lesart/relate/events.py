"""Which pages report one happening: pages alike in their weighted words, at about one time.

Words weigh what they are rare in the language (`language/stems.py`); the head of an article counts more; average
linkage decides, so that a chain of follow-ups does not become one event. Without any embedding.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from math import exp, log
from statistics import median

from lesart.algorithms.agglomerate import Vector, agglomerate, candidate_pairs, dot, unit
from lesart.language.stems import Stems, load_stems
from lesart.model.annotation import Annotated
from lesart.model.relation import Event, Passage, Version

WORD = re.compile(r"\d+(?:[.,:'’]\d+)*|[^\W\d_]+")
LIKENESS = 0.24
"""Mean cosine of two clusters from which they are one event. Set on the even topics of ECB+ (BCubed F1 there best at
0.24 to 0.26; `benchmarks/README.md`)."""
HEAD_WEIGHT = 2.0
HEAD_LENGTH = 60
"""A word at place n of the article counts 1 + HEAD_WEIGHT · e^(-n / HEAD_LENGTH) times. Set there too."""
NUMBER_WEIGHT = 1.4
"""Factor on numbers. Set there too."""
LIGHTEST = 0.3
"""Words under this weight are in most texts and left out."""
TERMS = 40
"""Heaviest terms of a page that lead to candidates."""
MOST = 2_000
"""A term of more pages than this leads nowhere: it bounds the work per page."""
SAME_DAYS = 1.0
DECAY_DAYS = 10.0
"""Pages up to SAME_DAYS apart are compared in full, beyond it likeness falls by e every DECAY_DAYS."""
SHOWN = 6
"""Words named as the reason of a grouping."""


def find_events(
    pages: Sequence[Annotated],
    passages: Sequence[Passage],
    versions: Sequence[Version],
    window: int | None = None,
) -> tuple[Event, ...]:
    """Events of `pages`, by their first page. `window`: pages published more days apart are never one event."""
    vectors = [weigh_page(page) for page in pages]
    days = [happening_day(page) for page in pages]
    places = {page.page.id: place for place, page in enumerate(pages)}
    together = [(places[v.of], places[v.page]) for v in versions if v.of in places and v.page in places]

    def discount(a: Sequence[int], b: Sequence[int]) -> float:
        return time_factor([days[place] for place in a], [days[place] for place in b], window)

    pairs = candidate_pairs(vectors, TERMS, MOST)
    clusters = agglomerate(vectors, pairs, LIKENESS, discount, together)
    return tuple(_make_event(cluster, pages, vectors) for cluster in clusters)


def weigh_page(page: Annotated) -> Vector:
    """Unit vector of the stems of `page`'s article zones."""
    stems = load_stems(page.article.language)
    counts: dict[str, float] = {}
    place = 0
    for zone in page.article.article_zones():
        for match in WORD.finditer(page.page.text, zone.span.start, zone.span.end):
            stem = stems.stem(match.group())
            counts[stem] = counts.get(stem, 0.0) + 1 + HEAD_WEIGHT * exp(-place / HEAD_LENGTH)
            place += 1
    vector = {}
    for stem, count in counts.items():
        weight = stems.weight(stem)
        if weight > LIGHTEST:
            vector[stem] = (1 + log(count)) * weight * (NUMBER_WEIGHT if stem[0].isdigit() else 1.0)
    return unit(vector)


def happening_day(page: Annotated) -> date | None:
    """The day a page stands for: of its publication, else of its change; None where it bears neither."""
    for value in (page.article.published, page.article.updated):
        if value and len(value) >= 10:
            return date.fromisoformat(value[:10])
    return None


def time_factor(a: Sequence[date | None], b: Sequence[date | None], window: int | None) -> float:
    """Factor on likeness for the days between two sets of pages; 1 where either set is undated."""
    first = [day.toordinal() for day in a if day]
    second = [day.toordinal() for day in b if day]
    if not first or not second:
        return 1.0
    apart = abs(median(first) - median(second))
    if window is not None and apart > window:
        return 0.0
    return exp(-max(0.0, apart - SAME_DAYS) / DECAY_DAYS)


def _make_event(cluster: Sequence[int], pages: Sequence[Annotated], vectors: Sequence[Vector]) -> Event:
    mine = [pages[place] for place in cluster]
    days = sorted(day.isoformat() for day in map(happening_day, mine) if day)
    shared: dict[str, float] = {}
    for n, a in enumerate(cluster):
        for b in cluster[n + 1 :]:
            for stem, weight in vectors[a].items():
                if stem in vectors[b]:
                    shared[stem] = shared.get(stem, 0.0) + weight * vectors[b][stem]
    top = [stem for stem, _ in sorted(shared.items(), key=lambda item: (-item[1], item[0]))[:SHOWN]]
    stems = load_stems(mine[0].article.language)
    names = Counter(name.entity for page in mine for name in page.names if name.entity)
    first = tuple(page.page.id for page in mine)
    return Event(
        id="event-" + hashlib.sha256("\n".join(sorted(first)).encode()).hexdigest()[:12],
        pages=first,
        earliest=days[0] if days else None,
        latest=days[-1] if days else None,
        entities=tuple(entity for entity, _ in names.most_common(SHOWN)),
        why=tuple(_written(stem, mine[0], stems) for stem in top),
    )


def _written(stem: str, page: Annotated, stems: Stems) -> str:
    """The first word on `page` that has `stem`, as written."""
    for match in WORD.finditer(page.page.text):
        if stems.stem(match.group()) == stem:
            return match.group()
    return stem


def likeness_of(one: Annotated, other: Annotated) -> float:
    """Cosine of two pages, 0 to 1, before their dates are looked at."""
    return dot(weigh_page(one), weigh_page(other))

"""Dated happenings that the pages of a story mention in passing: what went before, what is remembered.

A mention is a sentence with a day, month or year that lies before its page and is not the day of an event of the
story; what is announced has not happened and is none. Sentences on one time that share a rare word are one happening.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from lesart.algorithms.cluster import Union
from lesart.model.annotation import Annotated, Sentence
from lesart.model.article import RUNNING_ZONES
from lesart.model.relation import Event, Mentioned, Story
from lesart.model.text import Span
from lesart.relate.event_terms import weigh_text
from lesart.relate.happenings import Days, day_of, days_apart, days_of, iso, read_happening

LONGEST_TIME = 366
"""Days of a time at most: a year dates a happening, a decade does not."""
SLACK = 1
"""Days beside an event that still are its own: nights, time zones, the report of the day after."""
SAME_MATTER = 4
"""Heaviest words of a sentence compared with those of another on the same time; one in common makes them one."""


def find_mentions(story: Story, events: Sequence[Event], by_id: Mapping[str, Annotated]) -> list[Mentioned]:
    """The dated happenings that pages of `events` mention beside them, by date. Spans are the sentences, by page."""
    own = [days for event in events if (days := _days(event)) is not None]
    by_time: dict[Days, list[tuple[Annotated, Sentence]]] = defaultdict(list)
    for page in dict.fromkeys(page for event in events for page in event.pages):
        for days, sentence in _dated_sentences(by_id[page]):
            if not any(days_apart(days, each) <= SLACK for each in own):
                by_time[days].append((by_id[page], sentence))
    return [
        Mentioned(story.id, iso(days[0]), iso(days[1]), spans)
        for days in sorted(by_time)
        for spans in _by_matter(by_time[days])
    ]


def _days(event: Event) -> Days | None:
    first, last = day_of(event.earliest), day_of(event.latest)
    return None if first is None or last is None else (first, last)


def _dated_sentences(page: Annotated) -> Iterator[tuple[Days, Sentence]]:
    happening = read_happening(page)
    written = happening.updated or day_of(page.article.earliest)
    for sentence in page.sentences:
        zone = page.article.zone_at(sentence.span.start)
        if zone is None or zone.kind not in RUNNING_ZONES:
            continue
        seen: set[Days] = set()
        for time in page.times:
            days = days_of(time)
            if days is None or days in seen or time.type != "DATE":
                continue
            if not sentence.span.covers(time.span) or days[1] - days[0] >= LONGEST_TIME:
                continue
            if written is not None and days[1] >= written:
                continue
            if happening.told is not None and days_apart(days, happening.told) <= SLACK:
                continue
            seen.add(days)
            yield days, sentence


def _by_matter(sentences: Sequence[tuple[Annotated, Sentence]]) -> list[tuple[Span, ...]]:
    """The sentences on one time, those together that share a heavy word."""
    heavy = []
    for page, sentence in sentences:
        vector = weigh_text(page, [(sentence.span.start, sentence.span.end)]).vector
        heavy.append(set(sorted(vector, key=lambda term: (-vector[term], term))[: 2 * SAME_MATTER]))
    union: Union[int] = Union()
    for place, terms in enumerate(heavy):
        union.find(place)
        for other in range(place):
            if terms & heavy[other]:
                union.join(other, place)
    return [tuple(dict.fromkeys(sentences[place][1].span for place in group)) for group in union.sets()]

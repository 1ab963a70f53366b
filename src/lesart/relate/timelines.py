"""Dated happenings that the pages of a story mention in passing: what went before, what is remembered.

A mention is a sentence with a day, month or year that lies before its page and is not the day of an event of the
story; what is announced has not happened and is none. Sentences on one time that are alike are one happening.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from lesart.algorithms.agglomerate import dot
from lesart.algorithms.cluster import Union
from lesart.model.annotation import Annotated, Sentence, TimePoint
from lesart.model.article import RUNNING_ZONES
from lesart.model.relation import Event, Mentioned, Story
from lesart.model.text import Span
from lesart.relate.event_terms import weigh_text
from lesart.relate.happenings import Days, day_of, days_apart, days_of, iso, read_happening

LONGEST_TIME = 366
"""Days of a time at most: a year dates a happening, a decade does not."""
SLACK = 1
"""Days beside an event that still are its own: nights, time zones, the report of the day after."""
SAME_MATTER = 0.3
"""Likeness of two sentences on one time, the time left out, from which they speak of one happening. Own setting."""

Mention = tuple[Annotated, Span, Span]
"""A page, a sentence of it and a time in that sentence."""


def find_mentions(story: Story, events: Sequence[Event], by_id: Mapping[str, Annotated]) -> list[Mentioned]:
    """The dated happenings that pages of `events` mention beside them, by date. Spans are the sentences, by page."""
    own = [days for event in events if (days := _days(event)) is not None]
    by_time: dict[Days, list[Mention]] = defaultdict(list)
    for page in dict.fromkeys(page for event in events for page in event.pages):
        for days, sentence, time in _dated_sentences(by_id[page]):
            if not any(days_apart(days, each) <= SLACK for each in own):
                by_time[days].append((by_id[page], sentence.span, time.span))
    return [
        Mentioned(story.id, iso(days[0]), iso(days[1]), spans)
        for days in sorted(by_time)
        for spans in _by_matter(by_time[days])
    ]


def _days(event: Event) -> Days | None:
    first, last = day_of(event.earliest), day_of(event.latest)
    return None if first is None or last is None else (first, last)


def _dated_sentences(page: Annotated) -> Iterator[tuple[Days, Sentence, TimePoint]]:
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
            yield days, sentence, time


def _by_matter(mentions: Sequence[Mention]) -> list[tuple[Span, ...]]:
    """The sentences on one time, those together that speak of one thing."""
    vectors = [
        weigh_text(page, [(sentence.start, time.start), (time.end, sentence.end)]).vector
        for page, sentence, time in mentions
    ]
    union: Union[int] = Union()
    for place, vector in enumerate(vectors):
        union.find(place)
        for other in range(place):
            if dot(vector, vectors[other]) >= SAME_MATTER:
                union.join(other, place)
    return [tuple(dict.fromkeys(mentions[place][1] for place in group)) for group in union.sets()]

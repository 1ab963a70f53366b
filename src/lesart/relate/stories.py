"""Events chained over months: the same actors and things on other days, or a page that refers back to another event.

A story is made of events whose pages are alike in the words of `story_terms.py`; that pages of the one name the day
of the other (*nach dem Brand vom 4. März*) brings them nearer. Grouping as for events, by average linkage.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import msgspec

from lesart.algorithms.agglomerate import Vector, add_to, unit
from lesart.algorithms.gather import Bounds, Gatherer
from lesart.model.annotation import Annotated
from lesart.model.relation import Event, Mentioned, Story
from lesart.relate.accounts import Account
from lesart.relate.happenings import Days, any_meets, day_of, days_apart, days_of, iso
from lesart.relate.piles import SMALL_PILE, tie_events
from lesart.relate.ranges import read_ranges
from lesart.relate.story_terms import weigh_story_words
from lesart.relate.timelines import find_mentions

STORY_LIKENESS = 0.25
"""Mean likeness of two groups of events from which they are one story; own setting, tuning halves of the self-written
coverage, where events of one story have .26 and more, others .24 and less."""
REFERS_BACK = 1.5
"""Factor on the likeness of two events where pages of the later one name the day of the earlier. Own setting."""
EXACT = 2
"""Days that a time may span to name the day of an event."""
PAGES_READ = 5
"""Pages of an event that stand for it."""
SHOWN = 6
"""Words named as the reason of a story."""


class Chapter(msgspec.Struct, frozen=True):
    """An event as a story sees it. `earliest`: its first day; `days`: when it was; `named`: days that its pages name;
    `vector`: the words of the pages that stand for it, at length 1; `words`: by term, as first printed there."""

    event: str
    earliest: str | None
    days: Days | None
    named: frozenset[Days]
    vector: Vector
    words: dict[int, str]


def find_stories(
    pages: Sequence[Annotated], events: Sequence[Event], picked: bool = False
) -> tuple[tuple[Story, ...], tuple[Mentioned, ...]]:
    """Stories over `events`, each with its events by date (undated ones last), and the dated happenings that their
    pages mention in passing. Every event is in one story, alone if nothing ties it to another. `picked`: as for
    `find_events`."""
    by_id = {page.page.id: page for page in pages}
    told = group_stories(pages, events, picked)
    known = {event.id: event for event in events}
    order = {event.id: place for place, event in enumerate(events)}
    mentioned = [
        each
        for story in told
        for each in find_mentions(story, [known[name] for name in sorted(story.events, key=order.__getitem__)], by_id)
    ]
    return told, tuple(mentioned)


def group_stories(
    pages: Sequence[Annotated],
    events: Sequence[Event],
    picked: bool = False,
    known: Mapping[str, Account] = MappingProxyType({}),
) -> tuple[Story, ...]:
    """As `find_stories`, without what is mentioned in passing. `known`: by page what was read of it already."""
    chapters = read_chapters(pages, events, known)
    if picked and len(pages) <= SMALL_PILE:
        by_id = {page.page.id: page for page in pages}
        groups = tie_events([[by_id[page] for page in event.pages] for event in events])
        return tuple(tell_story([chapters[place] for place in group]) for group in groups)
    return tuple(tell_story(chapters) for chapters in group_chapters(chapters))


def read_chapters(
    pages: Sequence[Annotated], events: Sequence[Event], known: Mapping[str, Account] = MappingProxyType({})
) -> list[Chapter]:
    """Each of `events` as a chapter, its pages looked up in `pages`. `known`: by page what was read of it already."""
    by_id = {page.page.id: page for page in pages}
    return [_read_chapter(event, [by_id[page] for page in event.pages[:PAGES_READ]], known) for event in events]


def group_chapters(chapters: Sequence[Chapter]) -> list[list[Chapter]]:
    """The chapters of each story."""
    gatherer: Gatherer[int] = Gatherer(
        Bounds(STORY_LIKENESS, most_open=max(1, len(chapters))),
        lambda one, other: REFERS_BACK if _refers(chapters[one], chapters[other]) else 1.0,
        max(1.0, REFERS_BACK),
    )
    for place, chapter in enumerate(chapters):
        gatherer.add(chapter.vector, place)
    gatherer.settle()
    return [[chapters[place] for place in group] for group in gatherer.groups()]


def _read_chapter(event: Event, pages: Sequence[Annotated], known: Mapping[str, Account]) -> Chapter:
    total: Vector = {}
    words: dict[int, str] = {}
    for page in pages:
        account = known.get(page.page.id)
        weighed = account.story if account else weigh_story_words(page, read_ranges(page))
        add_to(total, weighed.vector)
        for term, word in weighed.words.items():
            words.setdefault(term, word)
    first, last = day_of(event.earliest), day_of(event.latest)
    named = frozenset(
        days
        for page in pages
        for time in page.times
        if (days := days_of(time)) is not None and days[1] - days[0] < EXACT
    )
    days = None if first is None or last is None else (first, last)
    return Chapter(event.id, event.earliest, days, named, unit(total), words)


def refer(one: Days | None, named: frozenset[Days], other: Days | None, others_named: frozenset[Days]) -> bool:
    """Whether the later of two events, of the days `one` and `other`, names the day of the earlier, which is another
    day than its own."""
    if one is None or other is None or days_apart(one, other) == 0:
        return False
    earlier, later = (one, others_named) if one < other else (other, named)
    return any_meets(later, earlier)


def _refers(one: Chapter, other: Chapter) -> bool:
    return refer(one.days, one.named, other.days, other.named)


def tell_story(chapters: Sequence[Chapter]) -> Story:
    """The story of `chapters`."""
    chapters = sorted(chapters, key=lambda chapter: (chapter.earliest or "9999", chapter.event))
    ids = tuple(chapter.event for chapter in chapters)
    name = "story-" + hashlib.sha256("\n".join(sorted(ids)).encode()).hexdigest()[:12]
    return Story(name, ids, _why(chapters) if len(chapters) > 1 else ())


def _why(chapters: Sequence[Chapter]) -> tuple[str, ...]:
    """The words that most of the likeness of the events comes from, as first printed, and the days referred to."""
    total: Vector = {}
    squares: Vector = {}
    for chapter in chapters:
        for term, weight in chapter.vector.items():
            total[term] = total.get(term, 0.0) + weight
            squares[term] = squares.get(term, 0.0) + weight * weight
    strength = {term: total[term] ** 2 - squares[term] for term in total}
    words: dict[str, None] = {}
    for term in sorted(strength, key=lambda term: (-strength[term], term)):
        if len(words) == SHOWN or strength[term] <= 1e-12:
            break
        words.setdefault(next(chapter.words[term] for chapter in chapters if term in chapter.words))
    days = {
        iso(earlier.days[0])
        for n, later in enumerate(chapters)
        for earlier in chapters[:n]
        if earlier.days is not None and _refers(earlier, later)
    }
    return (*words, *sorted(days))

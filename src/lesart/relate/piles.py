"""Stories and events of a small pile that somebody picked: few pages, most of them likely to be on one subject.

A stream asks of two pages whether they are alike enough to be taken together at all; here that is likely beforehand,
and the question is what sets pages apart: another subject, another day, another act. Pages are grouped by
subject, then each subject into events, then events into stories, by average linkage over the log odds that
`pair_evidence.py` gives every two pages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations

import msgspec
import numpy as np

from lesart.algorithms.agglomerate import Likeness, average_linkage
from lesart.model.annotation import Annotated
from lesart.relate.accounts import Account, Pages, read_account
from lesart.relate.pair_evidence import (
    Report,
    are_strangers,
    load_weights,
    measure_event,
    measure_story,
    read_report,
    weigh,
)

SMALL_PILE = 12
"""Pages of a small pile at most. The annotated piles that the weights are learnt from have four to eight."""
SUBJECT_ODDS = -0.5
EVENT_ODDS = -0.15
"""Mean log odds from which pages are on one subject, and one event of it. Set leaving one pile out
(`training/events.py`), as the next one."""
STORY_ODDS = 1.5
"""Mean log odds from which two different events are one story: two accidents in one town are on one subject as well."""
DATED = 0.5
"""Part of a pile's pages. In the annotated piles that the weights are learnt from, most pages have a day; five real
pages of which three have none were taken for one event."""
SURE = 4.0
"""Log odds of one pair count no further than this: one pair of copies shall not outweigh what others say."""
STRANGE = -1.0
"""Log odds of one story fall no lower by what two pages lack in common: free wording shares little, and others of the
pile may tie them."""
BONDED = 1e6
"""Log odds of the states of one page, and below zero of pages outside the window: beyond any mean of others."""


class Pile(msgspec.Struct, frozen=True):
    """A small pile grouped: places of its pages by event, places of its events by story, and the log odds of every
    two pages."""

    events: list[list[int]]
    stories: list[list[int]]
    story_odds: Likeness
    event_odds: Likeness

    def nearest_to(self, event: Sequence[int]) -> list[int] | None:
        """The event most likely to be one with `event`: of its story before others."""
        others = [other for other in self.events if other != event]
        return max(others, key=lambda other: self._nearness(event, other), default=None)

    def same_story(self, one: Sequence[int], other: Sequence[int]) -> bool:
        """Whether two events are of one story."""
        places = {self.events.index(list(one)), self.events.index(list(other))}
        return any(places <= set(story) for story in self.stories)

    def _nearness(self, one: Sequence[int], other: Sequence[int]) -> tuple[bool, float]:
        block = np.ix_(one, other)
        return self.same_story(one, other), float((self.story_odds[block] + self.event_odds[block]).mean())


class Weights(msgspec.Struct, frozen=True):
    """Weights by STORY_KINDS and by EVENT_KINDS."""

    story: Sequence[float]
    event: Sequence[float]


def group_pile(
    reports: Sequence[Report],
    bonds: Sequence[tuple[int, int]] = (),
    window: int | None = None,
    weights: Weights | None = None,
) -> Pile:
    """The events and stories of `reports`. `bonds`: places of pages that are one event whatever they say; `window`:
    days between publications beyond which pages are never one event; `weights`: others than the shipped ones."""
    story = _story_odds(reports, weights)
    event = np.zeros_like(story)
    by_kind = weights.event if weights else load_weights("event_evidence")
    for a, b in combinations(range(len(reports)), 2):
        odds = _held(weigh(measure_event(reports[a], reports[b]), by_kind))
        event[a, b] = event[b, a] = -BONDED if _outside(reports[a], reports[b], window) else odds
    for a, b in bonds:
        story[a, b] = story[b, a] = event[a, b] = event[b, a] = BONDED
    events = [
        [group[place] for place in part]
        for group in average_linkage(np.maximum(story, STRANGE), SUBJECT_ODDS)
        for part in average_linkage(event[np.ix_(group, group)], EVENT_ODDS)
    ]
    events.sort()
    return Pile(events, _tie(events, story), story, event)


def _story_odds(reports: Sequence[Report], weights: Weights | None = None) -> Likeness:
    odds = np.zeros((len(reports), len(reports)))
    by_kind = weights.story if weights else load_weights("story_evidence")
    for a, b in combinations(range(len(reports)), 2):
        measured = measure_story(reports[a], reports[b], picked=True)
        odds[a, b] = odds[b, a] = -SURE if are_strangers(measured) else _held(weigh(measured, by_kind))
    return odds


def _tie(events: Sequence[Sequence[int]], odds: Likeness) -> list[list[int]]:
    """Places of the `events` of each story."""
    if not events:
        return []
    means = np.array([[float(odds[np.ix_(one, other)].mean()) for other in events] for one in events])
    return average_linkage(means, STORY_ODDS, [len(event) for event in events])


def tie_events(events: Sequence[Sequence[Annotated]]) -> list[list[int]]:
    """The stories of a small pile whose `events` are known (perhaps by a person): places of the events of each."""
    reports = [_read(page) for pages in events for page in pages]
    ends = np.cumsum([len(pages) for pages in events]).tolist()
    places = [list(range(end - len(pages), end)) for end, pages in zip(ends, events, strict=True)]
    return _tie(places, _story_odds(reports))


def mostly_dated(accounts: Sequence[Account]) -> bool:
    """Whether at least DATED of the pages have a day: without days nothing learnt here sets two events apart."""
    return sum(account.happening.days is not None for account in accounts) >= DATED * len(accounts)


def _read(page: Annotated) -> Report:
    account = read_account(page)
    return read_report(page, account.weighed, account.happening)


def _held(odds: float) -> float:
    return max(-SURE, min(SURE, odds))


def _outside(one: Report, other: Report, window: int | None) -> bool:
    here, there = one.happening.published, other.happening.published
    return window is not None and here is not None and there is not None and abs(here - there) > window


class PickedPile:
    """A small pile that somebody picked, grouped; knows its pages by their ids."""

    def __init__(
        self,
        pages: Sequence[Annotated],
        accounts: Sequence[Account],
        groups: Mapping[Pages, Pages],
        earlier: Mapping[str, str],
        window: int | None = None,
    ) -> None:
        """`groups`: those that a stream made, with the pages shown of each: a digest is shown in several. `earlier`: by
        page that is a later state of another one, that page; `window` as in `group_pile`."""
        self._order = {page.page.id: place for place, page in enumerate(pages)}
        times = Counter(page for shown in groups.values() for page in shown)
        self._digests = {
            page: [group[0] for group, shown in groups.items() if page in shown] for page in times if times[page] > 1
        }
        reports = [
            read_report(page, account.weighed, account.happening)
            for page, account in zip(pages, accounts, strict=True)
            if account.page not in self._digests
        ]
        self._ids = [report.page for report in reports]
        places = {page: place for place, page in enumerate(self._ids)}
        bonds = [(places[page], places[of]) for page, of in earlier.items() if page in places and of in places]
        self._pile = group_pile(reports, bonds, window)

    def events(self) -> dict[Pages, Pages]:
        """The pages of each event, and the pages to show of it: a digest beside those that it was found to report."""
        shown: dict[Pages, list[str]] = {tuple(self._ids[place] for place in event): [] for event in self._pile.events}
        home = {page: members for members in shown for page in members}
        for members, listed in shown.items():
            listed.extend(members)
        for digest, pages in self._digests.items():
            for members in dict.fromkeys(home[page] for page in pages):
                shown[members].append(digest)
        return {members: tuple(sorted(listed, key=self._order.__getitem__)) for members, listed in shown.items()}

    def nearest_to(self, members: Pages) -> tuple[Pages, bool] | None:
        """The event nearest to that of `members`, and whether the two are of one story."""
        event = [self._ids.index(page) for page in members]
        near = self._pile.nearest_to(event)
        if near is None:
            return None
        return tuple(self._ids[place] for place in near), self._pile.same_story(event, near)

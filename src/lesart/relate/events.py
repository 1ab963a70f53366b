"""Which pages report one happening: pages alike in their weighed words, at about one time.

`EventStream` takes pages as they come: a page joins an event, starts one, or makes two merge. `find_events` sends a
pile through it and says why each event is one, which other event was nearest, and what decided. Words:
`event_terms.py`; times: `happenings.py`; grouping: `algorithms/gather.py`; small piles that somebody picked:
`piles.py`; reasons: `event_reasons.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from lesart.algorithms.gather import Bounds, Gatherer, How
from lesart.model.annotation import Annotated
from lesart.model.relation import Event, Version
from lesart.relate.accounts import Account, Pages, read_account
from lesart.relate.digests import Section, find_sections, read_sections
from lesart.relate.event_reasons import Told, describe_event, name_difference
from lesart.relate.happenings import LARGEST_FACTOR, Happening, compare_happenings
from lesart.relate.piles import SMALL_PILE, PickedPile, mostly_dated
from lesart.relate.ranges import read_ranges

LIKENESS = 0.25
"""Mean likeness of two groups from which they are one event. Set on the even topics of ECB+, where 0.20 to 0.26 give
nearly the same, on the tuning half of the own German set (`docs/events.md`), with real development pages in view."""
MOST_OPEN = 50_000
"""Events that further pages can join; those untouched for longest are closed. At some 16 KB each with its
pages this bounds memory."""
SETTLE_EVERY = 1_000
"""Pages between two regroupings of what they touched; bounds the work at once, not the result of a small pile."""
ADOPTED = 0.16
"""Mean likeness from which an undated page that stands alone is taken to be of the nearest event, once all pages are
there: what it lacks is the day that other pages of one event are held together by."""
ADOPTED_BEFORE = 1.3
"""How many times nearer that event must be than the next. Both set on twelve own annotated piles and the even topics of
ECB+, where 0.1 to 0.2 give nearly the same."""
DIGEST_EVENTS = 4
"""Events that one page can be in at most."""
DIGEST_LIKENESS = 0.4
"""Likeness of a section to an event from which it reports it: a section is short, and several are tried."""
DIGEST_APART = 0.12
"""Likeness of events below which one page may be in both: less than what ties a story."""
DIGEST_BALANCE = 0.25
"""Words of each of these sections over those of the longest: a notice under a report makes no digest."""
DIGEST_SHARE = 0.6
"""Part of a digest's letters that its sections are."""


class EventStream:
    """Events over a stream of pages, in bounded memory and at a constant cost per page.

    `window`: pages published more days apart are never of one event; `most_open`: events kept open.
    """

    def __init__(self, window: int | None = None, most_open: int = MOST_OPEN) -> None:
        self._gatherer: Gatherer[Happening] = Gatherer(
            Bounds(LIKENESS, most_open=most_open),
            lambda one, other: compare_happenings(one, other, window),
            LARGEST_FACTOR,
        )
        self._numbers: dict[str, int] = {}
        self._pages: dict[int, str] = {}
        self._count = 0

    def add(self, page: Annotated, version_of: str | None = None) -> How:
        """Takes `page` in and says whether it started, joined or merged events. `version_of`: id of an earlier page
        that it is a later state of; the two stay together."""
        return self.add_account(read_account(page), version_of)

    def add_account(self, account: Account, version_of: str | None = None) -> How:
        """As `add`, for a page that was read already (elsewhere, or earlier)."""
        bound_to = self._numbers.get(version_of) if version_of is not None else None
        how = self._gatherer.add(account.weighed.vector, account.happening, bound_to)
        self._numbers[account.page] = self._count
        self._pages[self._count] = account.page
        self._count += 1
        if self._count % SETTLE_EVERY == 0:
            self.settle()
        return how

    def settle(self) -> None:
        """Regroups what the latest pages touched, so that the order of their arrival matters little."""
        self._gatherer.settle()

    @property
    def open_events(self) -> int:
        """How many events further pages can join."""
        return self._gatherer.open_groups

    def groups(self) -> tuple[tuple[str, ...], ...]:
        """Page ids by event, in order of arrival."""
        return tuple(tuple(self._pages[number] for number in group) for group in self._gatherer.groups())

    def take_closed(self) -> tuple[tuple[str, ...], ...]:
        """Page ids of the events closed since the last call, which the stream forgets: a stream without end stays
        in bounded memory only if this is called now and then."""
        taken = []
        for group in self._gatherer.take_closed():
            pages = tuple(self._pages.pop(number) for number in group)
            for page in pages:
                self._numbers.pop(page, None)
            taken.append(pages)
        return tuple(taken)

    def nearest_to(self, group: Sequence[str]) -> tuple[tuple[str, ...], float, float] | None:
        """The event nearest to that of exactly the pages `group`: its pages, the likeness of the two, and their
        likeness before times are compared. None where none shares a heavy word."""
        found = self._gatherer.nearest_to([self._numbers[page] for page in group])
        if found is None:
            return None
        members, likeness, plain = found
        return tuple(self._pages[number] for number in members), likeness, plain

    def nearest_events(self, page: str) -> list[tuple[tuple[str, ...], float]]:
        """The events nearest to that of `page`, the nearest first: their pages and the mean likeness."""
        near = self._gatherer.nearest_groups(self._numbers[page])
        return [(tuple(self._pages[number] for number in members), likeness) for members, likeness in near]

    def likeness_of(self, group: Sequence[str], other: Sequence[str]) -> float:
        """Mean likeness of the pages of two events in their words alone."""
        return self._gatherer.likeness_of(self._numbers[group[0]], self._numbers[other[0]])

    def nearest_of(self, section: Section) -> tuple[tuple[str, ...], float] | None:
        """The event that a stretch of a page is most like, and how much."""
        found = self._gatherer.nearest_of(section.vector, section.happening)
        return None if found is None else (tuple(self._pages[number] for number in found[0]), found[1])


def find_events(
    pages: Sequence[Annotated], versions: Sequence[Version], window: int | None = None, picked: bool = False
) -> tuple[Event, ...]:
    """Events of `pages`, by their first page in input order; every page is in one, a press digest may be in several.

    `window`: days; pages published further apart are never one event. `picked`: somebody put the pages together, so
    that most of a small pile are likely to be on one subject.
    """
    return find_accounts(pages, versions, window, picked)[0]


def find_accounts(
    pages: Sequence[Annotated], versions: Sequence[Version], window: int | None = None, picked: bool = False
) -> tuple[tuple[Event, ...], dict[str, Account]]:
    """As `find_events`, with the account of each page by its id."""
    accounts: list[Account] = []
    digests: dict[str, list[Section]] = {}
    for page in pages:
        accounts.append(read_account(page))
        if sections := _digest_sections(page):
            digests[page.page.id] = sections
    by_id = {page.page.id: page for page in pages}
    known = {account.page: account for account in accounts}
    stream = EventStream(window)
    earlier = {version.page: version.of for version in versions}
    groups = _gather(stream, accounts, earlier, digests)
    pile = None
    if picked and 1 < len(pages) <= SMALL_PILE and mostly_dated(accounts):
        pile = PickedPile(pages, accounts, groups, earlier, window)
        groups = pile.events()
    order = {page.page.id: place for place, page in enumerate(pages)}
    told: dict[tuple[str, ...], Told] = {}
    events: dict[tuple[str, ...], Event] = {}
    for members, shown in sorted(groups.items(), key=lambda item: order[item[1][0]]):
        told[members] = Told([by_id[page] for page in shown], [known[page].weighed for page in shown])
        events[members] = describe_event(told[members], [known[page].happening for page in shown])
    for members, event in events.items():
        near = _nearest(stream, members) if pile is None else pile.nearest_to(members)
        if near is not None and near[0] in events:
            other = events[near[0]]
            decided = name_difference(told[members], told[near[0]])
            if near[1] and event.earliest and other.earliest and event.earliest != other.earliest:
                decided = (f"{event.earliest} ≠ {other.earliest}", *decided)
            events[members] = msgspec.structs.replace(event, nearest=other.id, nearest_why=decided)
    return tuple(events.values()), known


def _nearest(stream: EventStream, members: Pages) -> tuple[Pages, bool] | None:
    """The event nearest to that of exactly `members`, and whether by their words alone the two would be one."""
    near = stream.nearest_to(members)
    return None if near is None else (near[0], near[2] >= LIKENESS)


def _gather(
    stream: EventStream, accounts: Sequence[Account], earlier: dict[str, str], digests: dict[str, list[Section]]
) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Groups as the stream has them, each with the pages that its event is to have, digests among them. `digests`: the
    sections of pages that may be digests."""
    for account in accounts:
        if account.page not in digests:
            stream.add_account(account, earlier.get(account.page))
    stream.settle()
    shared = {page: events for page, sections in digests.items() if (events := _digest_events(stream, sections))}
    for account in accounts:
        if account.page in digests and account.page not in shared:
            stream.add_account(account, earlier.get(account.page))
    stream.settle()
    shown: dict[tuple[str, ...], list[str]] = {group: list(group) for group in stream.groups()}
    for page, group in _adopt_undated(stream, [group[0] for group in shown if len(group) == 1], accounts).items():
        shown[group].append(page)
        del shown[page,]
    home = {page: group for group, listed in shown.items() for page in listed}
    for page, events in shared.items():
        for event in dict.fromkeys(home[event] for event in events):
            shown[event].append(page)
    order = {account.page: place for place, account in enumerate(accounts)}
    return {group: tuple(sorted(listed, key=order.__getitem__)) for group, listed in shown.items()}


def _adopt_undated(
    stream: EventStream, alone: Sequence[str], accounts: Sequence[Account]
) -> dict[str, tuple[str, ...]]:
    """The event of each undated page of `alone` that is clearly nearest to it and shares a name with it."""
    happenings = {account.page: account.happening for account in accounts}
    found: dict[str, tuple[str, ...]] = {}
    for page in alone:
        if happenings[page].days is not None or (page,) in found.values():
            continue
        near = [*stream.nearest_events(page), ((), 0.0), ((), 0.0)]
        (event, likeness), (_, next_best) = near[:2]
        gone = len(event) == 1 and event[0] in found
        if gone or likeness < ADOPTED or likeness < ADOPTED_BEFORE * next_best:
            continue
        if any(happenings[each].names & happenings[page].names for each in event):
            found[page] = event
    return found


def _digest_sections(page: Annotated) -> list[Section]:
    """The labelled sections of a page that may be a digest: they are most of it and unlike one another."""
    found = find_sections(page)
    letters = sum(end - start for start, end, _ in found)
    if not found or letters < DIGEST_SHARE * sum(end - start for start, end in read_ranges(page)):
        return []
    return read_sections(page, found)


def _digest_events(stream: EventStream, sections: Sequence[Section]) -> list[str]:
    """A page of each event that one of `sections` reports, where these are several and unlike one another."""
    matched: dict[tuple[str, ...], int] = {}
    for section in sections:
        near = stream.nearest_of(section)
        if near is not None and near[1] >= DIGEST_LIKENESS:
            matched[near[0]] = matched.get(near[0], 0) + section.words
    least = DIGEST_BALANCE * max(matched.values(), default=0)
    events = [event for event, count in matched.items() if count >= least][:DIGEST_EVENTS]
    if len(events) < 2:
        return []
    alike = [stream.likeness_of(one, other) for n, one in enumerate(events) for other in events[n + 1 :]]
    return [event[0] for event in events] if max(alike) < DIGEST_APART else []

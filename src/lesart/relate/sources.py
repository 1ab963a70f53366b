"""The independent sources of an event: pages of common origin together, each group with what shows it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from lesart.algorithms.cluster import Union
from lesart.language.languages import load_language
from lesart.model.annotation import Annotated
from lesart.model.article import RUNNING_ZONES
from lesart.model.relation import Event, Passage, SourceGroup, Version
from lesart.model.text import Span, Spans
from lesart.relate.credits import Credit
from lesart.relate.origins import MOST_GROUNDS, Evidence, gather_evidence
from lesart.relate.quoted import find_quoted
from lesart.relate.shares import unquoted_words

OWN_WORDS = 30
"""Words outside quotation marks, shared with nobody, behind an agency's credit in the middle of a page, from which on
they are the own reporting of the authors that the page names."""


class Own(NamedTuple):
    """What shows that a page has reporting of its own: `byline`, `words`, with the places."""

    signs: tuple[str, ...]
    grounds: Spans


def group_sources(
    pages: Sequence[Annotated],
    events: Sequence[Event],
    passages: Sequence[Passage],
    versions: Sequence[Version],
) -> tuple[SourceGroup, ...]:
    """The independent sources of each event.

    Pages are together that share wording outside quotation marks, are states of one page, or credit or name one
    agency; a page that names an outlet and shares anything with its page goes with that page. A page with own
    reporting beside agency copy stands in a second group, alone. `basis` is made of parts, `key: value; …`:
    `agency` (ids), then for how many pages each holds `credited`, `named`, `shared wording`, `same page`; or
    `own report` (`byline`, `words`) or `own wording` for a page alone.
    """
    evidence = gather_evidence(pages, passages, versions)
    known = {page.page.id: page for page in pages}
    groups: list[SourceGroup] = []
    for event in events:
        here = [known[name] for name in event.pages]
        groups.extend(_group_event(event, here, evidence))
    return tuple(groups)


def _group_event(event: Event, pages: Sequence[Annotated], evidence: Evidence) -> list[SourceGroup]:
    found = {page.page.id: agency_credits(page, evidence) for page in pages}
    families = _join_by_wording([page.page.id for page in pages], evidence)
    groups = []
    for members, agencies in _join_by_agency(families, found):
        groups.append(_describe(event, members, agencies, found, evidence))
        if agencies:
            for page in pages:
                if page.page.id in members and (own := own_reporting(page, evidence)).signs:
                    groups.append(_alone(event, page.page.id, own))
    order = {page.page.id: place for place, page in enumerate(pages)}
    known = {page.page.id: page for page in pages}
    for place, group in enumerate(groups):
        if group.basis == "":
            page = known[group.pages[0]]
            groups[place] = _alone(event, page.page.id, own_reporting(page, evidence, alone=True))
    return sorted(groups, key=lambda group: (order[group.pages[0]], -len(group.pages)))


def agency_credits(page: Annotated, evidence: Evidence) -> list[Credit]:
    """The agencies of `page` that are sources of their own: not the services that spread others' releases."""
    services = load_language(page.article.language).words("release_services")
    return [credit for credit in evidence.credits[page.page.id] if credit.agency not in services]


def _join_by_wording(names: Sequence[str], evidence: Evidence) -> list[list[str]]:
    """Pages linked by wording, by being one page, or by naming the outlet whose page they share something with."""
    union: Union[str] = Union()
    by_whole: dict[str, list[str]] = {}
    for name in names:
        union.find(name)
        by_whole.setdefault(evidence.whole.get(name, name), []).append(name)
    for states in by_whole.values():
        for state in states[1:]:
            union.join(states[0], state)
    for name in names:
        share = evidence.shares.get(name)
        if share is None:
            continue
        cited = {naming.outlet for naming in evidence.namings[name]} - {evidence.houses[name]}
        linked = set(share.linked)
        if cited:
            theirs = {whole for whole in by_whole if evidence.houses.get(whole) in cited}
            linked.update(*(held.holders & theirs for held in share.held))
        for other in sorted(linked):
            if other in by_whole:
                union.join(name, by_whole[other][0])
    return union.sets()


def _join_by_agency(
    families: Sequence[Sequence[str]], credited: Mapping[str, Sequence[Credit]]
) -> list[tuple[list[str], tuple[str, ...]]]:
    """Families that go back to one agency as one group, with the agencies.

    What a page credits alone (or, crediting none, names alone) is its family's agency. A family whose pages all
    mix agencies counts for each of those that others stand for alone, else it is a group of its own.
    """
    firm = [set().union(*(_sole(credited[name]) for name in family)) for family in families]
    union: Union[int] = Union()
    holder: dict[str, int] = {}
    for place, agencies in enumerate(firm):
        union.find(place)
        for agency in sorted(agencies):
            union.join(holder.setdefault(agency, place), place)
    groups: list[tuple[list[str], set[str]]] = []
    mixed: list[tuple[list[str], set[str]]] = []
    for places in union.sets():
        members = [name for place in places for name in families[place]]
        agencies = set().union(*(firm[place] for place in places))
        loose = {credit.agency for name in members for credit in credited[name]}
        if agencies or not loose:
            groups.append((members, agencies))
        else:
            mixed.append((members, loose))
    for family, loose in mixed:
        hosts = [group for group in groups if group[1] & loose]
        for host in hosts:
            host[0].extend(family)
        if not hosts:
            groups.append((list(family), loose))
    return [(members, tuple(sorted(agencies))) for members, agencies in groups]


def _sole(found_here: Sequence[Credit]) -> set[str]:
    for kind in ("credited", "named"):
        found = {credit.agency for credit in found_here if credit.kind == kind}
        if found:
            return found if len(found) == 1 else set()
    return set()


def _describe(
    event: Event,
    members: Sequence[str],
    agencies: tuple[str, ...],
    credited: Mapping[str, Sequence[Credit]],
    evidence: Evidence,
) -> SourceGroup:
    """The group of `members` with its basis; an empty basis for a page alone that names no agency."""
    if len(members) == 1 and not agencies:
        return SourceGroup(event.id, tuple(members), "")
    parts = [f"agency: {', '.join(agencies)}"] if agencies else []
    counts = {"credited": 0, "named": 0, "shared wording": 0, "same page": 0}
    grounds: list[Span] = []
    for name in members:
        mine = [credit for credit in credited[name] if credit.agency in agencies]
        for kind in ("credited", "named"):
            found = [credit.span for credit in mine if credit.kind == kind]
            if found:
                counts[kind] += 1
                grounds.append(found[0])
                break
        else:
            tied, places = _tie(name, members, evidence)
            counts[tied] += 1
            grounds.extend(places)
    parts.extend(f"{key}: {count}" for key, count in counts.items() if count)
    return SourceGroup(event.id, tuple(members), "; ".join(parts), agencies, _limit(grounds))


def _tie(name: str, members: Sequence[str], evidence: Evidence) -> tuple[str, list[Span]]:
    """What ties a page without agency to its group: shared wording (with its largest place), or being one page."""
    share = evidence.shares.get(name)
    group = {evidence.whole.get(other, other) for other in members} - {evidence.whole.get(name, name)}
    if share is not None:
        places = [held.place for held in share.held if not held.speech and not held.holders.isdisjoint(group)]
        if places:
            return "shared wording", [max(places, key=len)]
    return "same page", []


def _alone(event: Event, name: str, own: Own) -> SourceGroup:
    basis = f"own report: {', '.join(own.signs)}" if own.signs else "own wording"
    return SourceGroup(event.id, (name,), basis, (), _limit(own.grounds))


def own_reporting(page: Annotated, evidence: Evidence, alone: bool = False) -> Own:
    """Signs that `page` has reporting of its own, in words that it shares with nobody.

    `alone`: the page has no origin in common with others, so that any byline is a sign; else a byline is one only
    where enough of the page's own words stand behind the agency's credit.
    """
    signs: list[str] = []
    grounds: list[Span] = []
    share = evidence.shares.get(page.page.id)
    shared = share.places if share else []
    said = [place for place in _own_words(page, evidence) if not any(place.meets(other) for other in shared)]
    if alone or _words_behind_credit(page, evidence) >= OWN_WORDS:
        bylines = [zone.span for zone in page.article.zones if zone.kind in ("byline", "author_code")]
        if page.article.authors or (alone and any(zone.kind == "author_code" for zone in page.article.zones)):
            signs.append("byline")
            grounds.extend(bylines[:1])
    if said:
        signs.append("words")
        grounds.extend(said)
    return Own(tuple(signs), tuple(grounds))


def _own_words(page: Annotated, evidence: Evidence) -> Iterable[Span]:
    """Where the page says that the outlet itself asked or saw, or names itself as the one that was told."""
    phrases = load_language(page.article.language).words("own_reporting")
    text = page.page.text
    places = [
        (zone.span.start, zone.span.end)
        for zone in page.article.zones
        if zone.kind in RUNNING_ZONES or zone.kind == "byline"
    ]
    small = "\n".join([text[first:last] for first, last in places]).lower()
    found = sorted([phrase for phrase in phrases if phrase in small])
    if found and len(small := text.lower()) == len(text):
        for first, last in places:
            for phrase in found:
                start = small.find(phrase, first, last)
                if start >= 0:
                    yield page.page.span(start, start + len(phrase))
    house = evidence.houses[page.page.id]
    yield from (naming.span for naming in evidence.namings[page.page.id] if naming.outlet == house)


def _words_behind_credit(page: Annotated, evidence: Evidence) -> int:
    """Own words outside quotation marks behind the last agency credit of the page; 0 where it credits none."""
    ends = [credit.span.end for credit in agency_credits(page, evidence) if credit.kind == "credited"]
    if not ends:
        return 0
    share = evidence.shares.get(page.page.id)
    starts = share.starts if share else unquoted_words(page.article, find_quoted(page.page))[0]
    shared = share.shared if share else 0
    first = bisect_left(starts, max(ends))
    return len(starts) - first - (shared >> first).bit_count()


def _limit(grounds: Sequence[Span]) -> Spans:
    return tuple(dict.fromkeys(grounds))[:MOST_GROUNDS]

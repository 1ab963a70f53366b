"""Mentions of persons grouped over a pile: full names by their parts, family names by the page they stand on.

Two persons who bear one family name are kept apart: a lone family name goes to the one person of that name who was
introduced before it on its page, else to the one of the page, else to the one of the pile whose pages speak of the
same things; where two fit it stays without an entity.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from lesart.annotate.name_forms import (
    CLOSE_FROM,
    NameParts,
    PersonName,
    differs_by_one,
    genitive_stems,
    person_slug,
    read_person,
    same_person,
)
from lesart.annotate.roles import Role, roles_agree

COMPARED_AT_MOST = 60
"""Full names with one family name, or with alike ones, that are compared each with each; bounds the cost of a pile."""
SHARED_AT_LEAST = 2
"""Names besides the person's that a page must share with the person's pages for a lone family name to count as
theirs, if that family name is a common one (own choice)."""


class PersonMention(msgspec.Struct):
    """A mention of a person: page (number in the pile), offset, words, roles around, and after grouping its group."""

    page: int
    page_id: str
    start: int
    text: str
    name: PersonName
    roles: tuple[Role, ...] = ()
    feminine: bool | None = None
    group: Group | None = None


class Group(msgspec.Struct):
    """One person of the pile."""

    names: Counter[PersonName]
    pages: set[int]
    roles: list[Role]
    feminine: bool | None = None
    scope: str = ""
    """Id of the one page the group is of, where its name is too common to stand for one person of the pile."""
    id: str = ""

    @property
    def families(self) -> set[str]:
        return {name.family for name in self.names}


def group_persons(
    mentions: Sequence[PersonMention], topics: Sequence[frozenset[str]], common: Iterable[str], parts: NameParts
) -> list[Group]:
    """Sets `group` of each mention that can be told, and gives the groups.

    `topics`: for each page the folded names on it; `common`: sound keys of frequent family names.
    """
    _take_genitives_off(mentions, parts)
    groups = _group_full(mentions, topics)
    _attach_lone(mentions, groups, topics, parts)
    groups += _group_rest(mentions, frozenset(common), parts)
    _name_groups(groups)
    return groups


def _take_genitives_off(mentions: Sequence[PersonMention], parts: NameParts) -> None:
    """Reads a full name as a genitive (Markus Brandls) where its base is seen in full, or its family name alone."""
    seen = {mention.name for mention in mentions}
    families = {mention.name.family for mention in mentions}
    for mention in mentions:
        if mention.name.full:
            for stem in genitive_stems(mention.text):
                base = read_person(stem, parts)
                if base in seen or base.family in families:
                    mention.name = base
                    break


def _group_full(mentions: Sequence[PersonMention], topics: Sequence[frozenset[str]]) -> list[Group]:
    by_name: defaultdict[PersonName, list[PersonMention]] = defaultdict(list)
    for mention in mentions:
        if mention.name.full:
            by_name[mention.name].append(mention)
    pages = {name: {mention.page for mention in found} for name, found in by_name.items()}
    parent = {name: name for name in by_name}

    def root(name: PersonName) -> PersonName:
        while parent[name] != name:
            name = parent[name]
        return name

    initials = [name for name in by_name if len(name.given[0]) == 1]
    whole = [name for name in by_name if len(name.given[0]) > 1]
    for one, other in _pairs(whole):
        if same_person(one, other) and (_sounds_equal(one, other) or _share(pages[one], pages[other], topics)):
            parent[max(root(one), root(other))] = min(root(one), root(other))
    families: defaultdict[str, list[PersonName]] = defaultdict(list)
    for name in whole:
        families[name.family].append(name)
    for name in initials:
        fitting = {root(other) for other in families[name.family] if other.given[0][0] == name.given[0]}
        if len(fitting) == 1 and _share(pages[name], pages[next(iter(fitting))], topics):
            parent[name] = fitting.pop()
    groups: dict[PersonName, Group] = {}
    for name in sorted(by_name):
        group = groups.setdefault(root(name), Group(Counter(), set(), []))
        for mention in by_name[name]:
            _join(mention, group)
    return list(groups.values())


def _join(mention: PersonMention, group: Group) -> None:
    mention.group = group
    group.names[mention.name] += 1
    group.pages.add(mention.page)
    group.roles += [role for role in mention.roles if role not in group.roles]
    if group.feminine is None:
        seen = {role.office.feminine for role in mention.roles} | {mention.feminine}
        group.feminine = next((value for value in (True, False) if value in seen), None)


def _sounds_equal(one: PersonName, other: PersonName) -> bool:
    return one.family == other.family and one.given[0] == other.given[0]


def _share(one: set[int], other: set[int], topics: Sequence[frozenset[str]]) -> bool:
    """Whether two names stand on one page, or on pages that speak of the same things."""
    if one & other:
        return True
    first = frozenset().union(*(topics[page] for page in sorted(one)[:COMPARED_AT_MOST]))
    return any(len(first & topics[page]) >= SHARED_AT_LEAST for page in sorted(other)[:COMPARED_AT_MOST])


def _pairs(names: Sequence[PersonName]) -> Iterable[tuple[PersonName, PersonName]]:
    """Pairs worth comparing: one family name, alike family names, or swapped order."""
    buckets: defaultdict[tuple[str, ...], list[PersonName]] = defaultdict(list)
    for name in sorted(names):
        buckets["family", name.family].append(name)
        buckets["given", name.given[0], name.family[:1]].append(name)
        buckets["order", *sorted((*name.given, name.family))].append(name)
        whole = "".join((*name.given, name.family))
        buckets["ends", whole[:2], whole[-3:]].append(name)
    for bucket in buckets.values():
        if len(bucket) <= COMPARED_AT_MOST:
            for at, one in enumerate(bucket):
                for other in bucket[at + 1 :]:
                    yield one, other


def _attach_lone(
    mentions: Sequence[PersonMention], groups: list[Group], topics: Sequence[frozenset[str]], parts: NameParts
) -> None:
    by_page: defaultdict[int, list[PersonMention]] = defaultdict(list)
    for mention in mentions:
        by_page[mention.page].append(mention)
    by_family: defaultdict[str, list[Group]] = defaultdict(list)
    for group in groups:
        for family in group.families:
            by_family[family].append(group)
    for here in by_page.values():
        introduced: list[Group] = []
        on_page = _once(mention.group for mention in here if mention.group)
        for mention in here:
            if mention.group is None and not mention.name.full and mention.name.family:
                found = _choose(mention, introduced, on_page, by_family, topics, parts)
                if found:
                    _join_lone(mention, found)
            if mention.group and mention.group not in introduced:
                introduced.append(mention.group)


def _join_lone(mention: PersonMention, group: Group) -> None:
    mention.group = group
    group.pages.add(mention.page)
    group.roles += [role for role in mention.roles if role not in group.roles]


def _once(groups: Iterable[Group | None]) -> list[Group]:
    found: list[Group] = []
    for group in groups:
        if group and not any(group is other for other in found):
            found.append(group)
    return found


def _choose(
    mention: PersonMention,
    introduced: list[Group],
    on_page: list[Group],
    by_family: dict[str, list[Group]],
    topics: Sequence[frozenset[str]],
    parts: NameParts,
) -> Group | None:
    """The person whom a lone name means; None where none or several fit."""
    for key in _keys(mention, parts):
        pile = [group for group in by_family.get(key, ()) if _fits(mention, group)]
        if mention.roles:
            agreeing = [g for g in pile if any(roles_agree(a, b) for a in mention.roles for b in g.roles)]
            if len(agreeing) == 1 and (agreeing[0] in on_page or _near(mention.page, agreeing[0], topics)):
                return agreeing[0]
        for circle in (introduced, on_page):
            named = [group for group in circle if key in group.families and _fits(mention, group)]
            if named:
                return named[0] if len(named) == 1 else None
        if len(pile) == 1 and _near(mention.page, pile[0], topics):
            return pile[0]
        if pile:
            return None
    for circle in (introduced, on_page):
        for key in _keys(mention, parts):
            alike = [
                group
                for group in circle
                if any(
                    len(f) >= CLOSE_FROM and len(key) >= CLOSE_FROM and differs_by_one(f, key) for f in group.families
                )
            ]
            if len(alike) == 1:
                return alike[0]
            called = [group for group in circle if any(name.given[:1] == (key,) for name in group.names)]
            if len(called) == 1:
                return called[0]
    return None


def _keys(mention: PersonMention, parts: NameParts) -> list[str]:
    return [mention.name.family, *(read_person(stem, parts).family for stem in genitive_stems(mention.text))]


def _fits(mention: PersonMention, group: Group) -> bool:
    return None in (mention.feminine, group.feminine) or mention.feminine == group.feminine


def _near(page: int, group: Group, topics: Sequence[frozenset[str]]) -> bool:
    """Whether `page` speaks of the same things as a page of `group`."""
    if page in group.pages:
        return True
    pages = sorted(group.pages)[:COMPARED_AT_MOST]
    return any(len(topics[page] & topics[other]) >= SHARED_AT_LEAST for other in pages)


def _group_rest(mentions: Sequence[PersonMention], common: frozenset[str], parts: NameParts) -> list[Group]:
    """Groups of lone names that no full name explains: one a name, or one a page where the name is a common one."""
    left = [m for m in mentions if m.group is None and not m.name.full and m.name.family]
    seen = {mention.name.family for mention in left}
    known = {mention.name.family for mention in mentions if mention.name.full}
    groups: dict[tuple[str, int], Group] = {}
    for mention in left:
        family = next((key for key in _keys(mention, parts)[1:] if key in seen), mention.name.family)
        if family in known:
            continue
        place = mention.page if family in common else -1
        scope = mention.page_id if family in common else ""
        group = groups.setdefault((family, place), Group(Counter(), set(), [], scope=scope))
        _join(mention, group)
        group.names[PersonName((), family)] += 1
    return list(groups.values())


def _name_groups(groups: Sequence[Group]) -> None:
    """Ids from the most frequent name; where two persons would get one id, all their given names go into it."""
    slugs: defaultdict[str, list[Group]] = defaultdict(list)
    for group in groups:
        slugs[person_slug(_chief(group))].append(group)
    for slug, same in slugs.items():
        for group in same:
            name = _chief(group)
            alone = len(same) == 1 or group.scope
            group.id = f"per:{slug if alone else '-'.join((*name.given, name.family))}"
            if group.scope:
                group.id += f"@{group.scope}"


def _chief(group: Group) -> PersonName:
    return min(group.names, key=lambda name: (not name.full, -group.names[name], len(name.given), name))

"""Shared wording, versions and origins of a part of the archive, found anew and put in the place of the old."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection, delete, insert, or_, select

from lesart.model.relation import Origin, Passage, Version
from lesart.store import schema as s
from lesart.store.pages import batches, list_pages
from lesart.store.records import decode, encode


def numbers_sharing(connection: Connection, numbers: set[int], most: int) -> set[int]:
    """`numbers`, widened to all pages of passages that two of them share, until nothing is new or `most` is reached."""
    inside = set(numbers)
    while len(inside) < most:
        held = _holders(connection, inside)
        touched = [name for name, count in held.items() if count > 1]
        p = s.PASSAGE_PAGES.c
        wider = set(inside)
        for part in batches(sorted(touched)):
            wider.update(connection.execute(select(p.number).where(p.passage.in_(part))).scalars())
        if wider == inside:
            break
        inside = wider
    return inside


def _holders(connection: Connection, numbers: set[int]) -> Counter[str]:
    """How many of `numbers` hold each passage."""
    p = s.PASSAGE_PAGES.c
    held: Counter[str] = Counter()
    for part in batches(sorted(numbers)):
        held.update(connection.execute(select(p.passage).where(p.number.in_(part))).scalars())
    return held


def replace_wording(
    connection: Connection,
    numbers: Sequence[int],
    passages: Sequence[Passage],
    versions: Sequence[Version],
    origins: Sequence[Origin],
    made_by: str,
) -> None:
    """Puts what was found among the pages `numbers` in the place of what was kept of them.

    A passage that reaches further is left as it is. Where widening was cut short, so that two of its pages are among
    `numbers`, what was found of it again is left out.
    """
    inside = set(numbers)
    names = {}
    for part in batches(numbers):
        for row in connection.execute(select(s.PAGES.c.id, s.PAGES.c.number).where(s.PAGES.c.number.in_(part))):
            names[row.id] = row.number
    kept = _drop_inside(connection, inside)
    for passage in passages:
        pages = {names[span.page] for span in passage.members}
        if any(pages <= other for other in kept):
            continue
        connection.execute(delete(s.PASSAGE_PAGES).where(s.PASSAGE_PAGES.c.passage == passage.id))
        connection.execute(delete(s.PASSAGES).where(s.PASSAGES.c.id == passage.id))
        connection.execute(insert(s.PASSAGES).values(id=passage.id, made_by=made_by, record=encode(passage)))
        rows = [{"passage": passage.id, "number": number} for number in sorted(pages)]
        connection.execute(insert(s.PASSAGE_PAGES), rows)
    v = s.VERSIONS.c
    for part in batches(numbers):
        connection.execute(delete(s.VERSIONS).where(v.number.in_(part), v.earlier.in_(inside)))
        connection.execute(delete(s.ORIGINS).where(s.ORIGINS.c.number.in_(part)))
    for version in versions:
        pair = {"number": names[version.page], "earlier": names[version.of], "made_by": made_by}
        connection.execute(insert(s.VERSIONS).values(**pair, record=encode(version)))
    for origin in origins:
        told = {"number": names[origin.page], "made_by": made_by, "record": encode(origin)}
        connection.execute(insert(s.ORIGINS).values(told))


def _drop_inside(connection: Connection, inside: set[int]) -> list[set[int]]:
    """Drops the passages whose pages are all `inside`; gives the pages of those that two of `inside` hold and keep."""
    kept = []
    p = s.PASSAGE_PAGES.c
    for name, count in _holders(connection, inside).items():
        pages = set(connection.execute(select(p.number).where(p.passage == name)).scalars())
        if pages <= inside:
            connection.execute(delete(s.PASSAGE_PAGES).where(p.passage == name))
            connection.execute(delete(s.PASSAGES).where(s.PASSAGES.c.id == name))
        elif count > 1:
            kept.append(pages)
    return kept


def load_versions(connection: Connection, numbers: Sequence[int]) -> list[Version]:
    """The versions among the pages `numbers`."""
    v = s.VERSIONS.c
    inside = set(numbers)
    found = []
    for part in batches(numbers):
        for row in connection.execute(select(v.earlier, v.record).where(v.number.in_(part)).order_by(v.number)):
            if row.earlier in inside:
                found.append(decode(Version, row.record))
    return found


def passages_among(connection: Connection, numbers: Sequence[int]) -> tuple[Passage, ...]:
    """The passages that two or more of the pages `numbers` share, with the members that lie on these."""
    p = s.PASSAGE_PAGES.c
    held: dict[str, int] = {}
    for part in batches(numbers):
        for name in connection.execute(select(p.passage).where(p.number.in_(part))).scalars():
            held[name] = held.get(name, 0) + 1
    shared = sorted(name for name, count in held.items() if count > 1)
    inside = {page.id for page in list_pages(connection, numbers)}
    found = []
    for names in batches(shared):
        asked = select(s.PASSAGES.c.record).where(s.PASSAGES.c.id.in_(names)).order_by(s.PASSAGES.c.id)
        for record in connection.execute(asked).scalars():
            passage = decode(Passage, record)
            members = tuple(span for span in passage.members if span.page in inside)
            if len({span.page for span in members}) > 1:
                found.append(msgspec.structs.replace(passage, members=members))
    return tuple(found)


def origins_among(connection: Connection, numbers: Sequence[int]) -> tuple[Origin, ...]:
    """The origins of the pages `numbers`; of the pages they share wording with, those that are among these."""
    inside = {page.id for page in list_pages(connection, numbers)}
    found = []
    for part in batches(numbers):
        o = s.ORIGINS.c
        for record in connection.execute(select(o.record).where(o.number.in_(part)).order_by(o.number)).scalars():
            origin = decode(Origin, record)
            grounds = tuple(span for span in origin.grounds if span.page in inside)
            if grounds or not origin.grounds:
                others = tuple(page for page in origin.others if page in inside)
                found.append(msgspec.structs.replace(origin, others=others, grounds=grounds))
    return tuple(found)


def versions_of(connection: Connection, number: int) -> list[Version]:
    """The versions that page `number` is the later or the earlier state of."""
    v = s.VERSIONS.c
    asked = select(v.record).where(or_(v.number == number, v.earlier == number)).order_by(v.number, v.earlier)
    return [decode(Version, record) for record in connection.execute(asked).scalars()]


def digest_wording(connection: Connection, numbers: Sequence[int]) -> list[str]:
    """Names of the passages and versions that hold the pages `numbers`: they change when those do."""
    p, v = s.PASSAGE_PAGES.c, s.VERSIONS.c
    told: set[str] = set()
    for part in batches(numbers):
        told.update(connection.execute(select(p.passage).where(p.number.in_(part))).scalars())
        told.update(f"{a}<{b}" for a, b in connection.execute(select(v.earlier, v.number).where(v.number.in_(part))))
    return sorted(told)

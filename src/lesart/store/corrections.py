"""Keeping what persons decided: added, listed, taken back; never deleted and never changed otherwise."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import msgspec
from sqlalchemy import Connection, func, insert, select, update

from lesart.errors import ArchiveError, NotInArchive
from lesart.model.correction import Correction, Decision, pages_of
from lesart.store import schema as s
from lesart.store.pages import batches, plain
from lesart.store.records import decode, encode

LONGEST_WHY = 2_000
"""Characters of a reason, and of a note."""


def make_correction(decision: Decision, person: str, made: str, why: str = "") -> Correction:
    """A correction with its id, made from who, when and what. Raises ArchiveError where nobody takes it."""
    if not person.strip():
        raise ArchiveError("a correction needs the name of the person who makes it")
    if len(why) > LONGEST_WHY:
        raise ArchiveError(f"a reason has at most {LONGEST_WHY} characters")
    told = msgspec.msgpack.encode((person, made, decision))
    return Correction(hashlib.sha256(told).hexdigest()[:12], person.strip(), made, decision, why.strip())


def keep_correction(connection: Connection, correction: Correction) -> None:
    """Adds `correction` behind all that are there."""
    last = connection.execute(select(func.max(s.CORRECTIONS.c.position))).scalar() or 0
    row = {
        "id": correction.id,
        "position": last + 1,
        "kind": correction.kind,
        "person": plain(correction.person),
        "made": correction.made,
        "undone": correction.undone,
        "record": encode(correction),
    }
    connection.execute(insert(s.CORRECTIONS).values(row))
    named = [{"correction": correction.id, "bytes_id": name} for name in sorted(pages_of(correction.decision))]
    if named:
        connection.execute(insert(s.CORRECTION_BYTES), named)


def undo_correction(connection: Connection, name: str, person: str, undone: str) -> Correction:
    """Takes the correction `name` back at `undone` (UTC stamp). Raises ArchiveError where it is not there or was
    taken back before."""
    correction = load_correction(connection, name)
    if correction.undone:
        raise ArchiveError(f"correction {name} was taken back by {correction.undone_by} on {correction.undone}")
    if not person.strip():
        raise ArchiveError("taking a correction back needs the name of the person who does it")
    taken = msgspec.structs.replace(correction, undone=undone, undone_by=person.strip())
    row = s.CORRECTIONS.c.id == correction.id
    connection.execute(update(s.CORRECTIONS).where(row).values(undone=undone, record=encode(taken)))
    return taken


def load_correction(connection: Connection, name: str) -> Correction:
    """The correction whose id is `name`. Raises ArchiveError where there is none."""
    record = connection.execute(select(s.CORRECTIONS.c.record).where(s.CORRECTIONS.c.id == name)).scalar()
    if record is None:
        raise NotInArchive(f"no correction {name} in the archive")
    return decode(Correction, record)


def list_corrections(connection: Connection, undone: bool = False) -> list[Correction]:
    """All corrections in the order they were made; with `undone` also those taken back."""
    c = s.CORRECTIONS.c
    asked = select(c.record).order_by(c.position)
    if not undone:
        asked = asked.where(c.undone.is_(None))
    return [decode(Correction, record) for record in connection.execute(asked).scalars()]


def corrections_of(connection: Connection, bytes_ids: Iterable[str]) -> list[Correction]:
    """The corrections in force that name a page of these bytes, and those of entities, which may concern any page."""
    c, b = s.CORRECTIONS.c, s.CORRECTION_BYTES.c
    found: dict[int, Correction] = {}
    inforce = select(c.position, c.record).where(c.undone.is_(None))
    for part in batches(sorted(set(bytes_ids))):
        named = select(b.correction).where(b.bytes_id.in_(part))
        for row in connection.execute(inforce.where(c.id.in_(named))):
            found[row.position] = decode(Correction, row.record)
    for row in connection.execute(inforce.where(c.kind == "join")):
        found[row.position] = decode(Correction, row.record)
    return [found[position] for position in sorted(found)]

"""Which pages of the archive a new one may hang together with: by fingerprints of its wording, and by its heavy terms
at about its time. Both look up only what the page has itself, so that adding costs the same however much is there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, insert, select

from lesart.store import schema as s
from lesart.store.keys import NUMBER_BITS, PLACE_BITS
from lesart.store.pages import batches

COMMON = 400
"""Holders from which a fingerprint is a set phrase and points nowhere; no more than these are kept of it. As in
`algorithms.fingerprint`."""
RARE = 6
"""Holders up to which one fingerprint in common is enough; else it takes two. As in `algorithms.fingerprint`."""
NEAREST = 40
"""Pages that one page's wording, and its terms, lead to at most, those with most in common first."""
SHARED_TERMS = 3
"""Heavy terms in common that make two pages worth comparing; of forty, pages on one happening share ten and more."""
DAYS = 45
"""Days before and after a page's date in which its event may have other pages. Beyond, time alone takes likeness to a
third or less (`relate.happenings`), which only versions of one text outweigh; these the fingerprints find."""
ROWS = 20_000
"""Rows that one page's terms may bring up, the latest first."""
_MINUTES = DAYS * 24 * 60 << (NUMBER_BITS + PLACE_BITS)


def keep_prints(connection: Connection, number: int, hashes: Iterable[int]) -> Counter[int]:
    """Adds a page's fingerprints, and counts for each other page what speaks for comparing the two (2 is enough)."""
    p = s.PRINTS.c
    holders: defaultdict[int, list[int]] = defaultdict(list)
    mine = sorted(set(hashes))
    for part in batches(mine):
        for hashed, other in connection.execute(select(p.hash, p.number).where(p.hash.in_(part))):
            holders[hashed].append(other)
    rows = [{"hash": hashed, "number": number} for hashed in mine if len(holders[hashed]) <= COMMON]
    if rows:
        connection.execute(insert(s.PRINTS), rows)
    counts: Counter[int] = Counter()
    for others in holders.values():
        if len(others) < COMMON:
            counts.update({other: 2 if len(others) < RARE else 1 for other in others})
    return counts


def nearest_by_wording(counts: Counter[int]) -> list[int]:
    """Numbers of the pages whose wording is worth aligning with a page's, by `keep_prints`."""
    ranked = sorted(counts.items(), key=lambda item: (-item[1], -item[0]))
    return [number for number, weight in ranked if weight >= 2][:NEAREST]


def keep_terms(connection: Connection, key: int, number: int, terms: Sequence[int]) -> None:
    """Adds the heavy terms of a page."""
    rows = [{"term": term, "key": key, "number": number} for term in sorted(set(terms))]
    if rows:
        connection.execute(insert(s.HEAVY_TERMS), rows)


def nearest_by_terms(connection: Connection, key: int, number: int, terms: Sequence[int]) -> list[int]:
    """Numbers of the pages that share most heavy terms with a page, of about its date; of any where it has none."""
    h = s.HEAVY_TERMS.c
    asked = select(h.number).where(h.term.in_(sorted(set(terms))), h.number != number)
    dated = key >> (NUMBER_BITS + PLACE_BITS)
    if dated:
        undated = h.key < 1 << (NUMBER_BITS + PLACE_BITS)
        asked = asked.where(h.key.between(key - _MINUTES, key + _MINUTES) | undated)
    counts = Counter(connection.execute(asked.order_by(h.key.desc()).limit(ROWS)).scalars())
    ranked = sorted(counts.items(), key=lambda item: (-item[1], -item[0]))
    return [other for other, shared in ranked if shared >= SHARED_TERMS][:NEAREST]


def take_waiting(connection: Connection, most: int) -> list[int]:
    """Numbers of up to `most` pages that wait to be related, the first added first; they wait no longer."""
    w = s.WAITING.c
    numbers = list(connection.execute(select(w.number).order_by(w.number).limit(most)).scalars())
    connection.execute(delete(s.WAITING).where(w.number.in_(numbers)))
    return numbers

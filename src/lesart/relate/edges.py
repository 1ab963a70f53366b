"""The edges of passages inside sentences: what a desk moved within a sentence still belongs to the passage.

Alignment ends a stretch where the order of words changes: "sagte sie am Abend" set before the sentence instead of
behind it. Up to the end of its sentence a member is widened where most of the words there stand somewhere in the
sentences of another member.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from lesart.algorithms.cluster import Member
from lesart.relate.wording import Wording

REACH = 14
"""Words by which a member is widened at most on either side: a clause."""

HELD_AGAINST = 24
"""Other members, the nearest in order, in whose sentences what lies beyond an edge is looked for: a member of a passage
of thousands costs no more."""

FOUND = 0.6
"""Share of the words beyond an edge (long words where there are some) that another member's sentences must hold."""

_SENTENCE_END = re.compile(r"[.!?…:]|\n")


def widen_passages(passages: Sequence[Sequence[Member]], wordings: Sequence[Wording]) -> list[list[Member]]:
    """`passages` with the edges of their members moved outwards as far as another member bears it out.

    Members run neither into those of other passages nor over borders of their wordings.
    """
    taken: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for members in passages:
        for sequence, start, end in members:
            taken[sequence].append((start, end))
    widened = []
    for members in passages:
        for sequence, start, end in members:
            taken[sequence].remove((start, end))
        limits = [_limits(member, wordings[member[0]], taken[member[0]]) for member in members]
        known = [
            set(wordings[member[0]].hashes[slice(*limit)].tolist())
            for member, limit in zip(members, limits, strict=True)
        ]
        moved = []
        for place, (sequence, start, end) in enumerate(members):
            words = wordings[sequence].hashes
            others = _near(members, known, place)
            left, right = limits[place]
            if left < start and _held(words[left:start].tolist(), others):
                start = left
            if right > end and _held(words[end:right].tolist(), others):
                end = right
            moved.append((sequence, start, end))
            taken[sequence].append((start, end))
        widened.append(moved)
    return widened


def _near(members: Sequence[Member], known: Sequence[set[int]], place: int) -> list[set[int]]:
    """What the members around the one at `place` hold, those of its own sequence aside."""
    first = max(0, min(place - HELD_AGAINST // 2, len(members) - HELD_AGAINST - 1))
    around = range(first, min(len(members), first + HELD_AGAINST + 1))
    return [known[other] for other in around if members[other][0] != members[place][0]]


def _limits(member: Member, wording: Wording, taken: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """How far `member` may be widened: to the ends of its sentences, to borders and other passages."""
    _, start, end = member
    walls = set(wording.borders) | {last for _, last in taken} | {first for first, _ in taken}
    left, right = start, end
    while start - left <= REACH and left not in walls and not _parted(wording, left):
        left -= 1
    while right - end <= REACH and right not in walls and not _parted(wording, right):
        right += 1
    return (start if start - left > REACH else left), (end if right - end > REACH else right)


def _parted(wording: Wording, word: int) -> bool:
    """Whether a sentence ends before `word`."""
    if not 0 < word < len(wording.places):
        return True
    between = wording.page.text[int(wording.places[word - 1, 1]) : int(wording.places[word, 0])]
    return _SENTENCE_END.search(between) is not None


def _held(words: list[int], others: Sequence[set[int]]) -> bool:
    """Whether enough of `words` stand in the sentences of one other member."""
    long = [word for word in words if word & 1] or words
    return any(sum(word in held for word in long) >= FOUND * len(long) for held in others)

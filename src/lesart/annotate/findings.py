"""What the rules find, before it becomes part of the model: the same roles, as ranges of characters."""

from __future__ import annotations

import msgspec

from lesart.annotate.units import Unit
from lesart.model.annotation import QuotationType

Piece = tuple[int, int]
"""Characters `[start, end)` of the page's text."""


class Finding(msgspec.Struct):
    """One quotation as a rule found it; `rule` names the pattern (see `quotation_patterns`)."""

    type: QuotationType
    content: list[Piece]
    rule: str
    cue: list[Piece] = []
    speaker: list[Piece] = []
    frame: list[Piece] = []
    addressee: list[Piece] = []
    via: list[Piece] = []

    def inherit(self, other: Finding) -> None:
        """Takes over the roles of the quotation around or before this one."""
        self.cue, self.speaker, self.frame = other.cue, other.speaker, other.frame
        self.addressee, self.via = other.addressee, other.via


def pieces_of(unit: Unit, numbers: tuple[int, ...]) -> list[Piece]:
    """Tokens as ranges of characters, neighbours joined."""
    found: list[Piece] = []
    previous = -2
    for number in sorted(set(numbers)):
        token = unit.tokens[number]
        if number == previous + 1 and found:
            found[-1] = (found[-1][0], token.end)
        else:
            found.append((token.start, token.end))
        previous = number
    return found


def piece(unit: Unit, place: tuple[int, int] | None) -> list[Piece]:
    """A range of tokens as characters; nothing for None."""
    return [unit.range(*place)] if place and place[1] > place[0] else []

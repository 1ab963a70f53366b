"""The way quoted words came, told inside their frame: "auf Telegram", "in einem Interview mit dem Seeboten"."""

from __future__ import annotations

from lesart.annotate.noun_phrases import read_phrase
from lesart.annotate.speakers import Range
from lesart.annotate.units import Unit


def find_channels(unit: Unit, frame: Range, speaker: Range | None) -> list[Range]:
    """Phrases of a channel, with their preposition, within the tokens of a frame but not in its speaker."""
    found = []
    at, end = frame
    while at < end:
        inside = speaker is not None and speaker[0] <= at < speaker[1]
        if not inside and unit.marked[at] < 0 and unit.low[at] in unit.words.channel_links:
            stop = read_phrase(unit, at + 1, end)
            head = next((number for number in range(at + 1, stop) if unit.nouns[number]), None)
            if head is not None and is_channel(unit, head):
                found.append((at, _with_partner(unit, stop, end)))
                at = found[-1][1]
                continue
        at += 1
    return found


def is_channel(unit: Unit, at: int) -> bool:
    """Whether the token is a noun for a channel, or a compound that ends in one."""
    return unit.tokens[at].text in unit.words.channels or unit.low[at].endswith(unit.words.channel_endings)


def _with_partner(unit: Unit, stop: int, end: int) -> int:
    """`stop` behind "mit X", "an X" or "für X", where that follows: an interview with somebody."""
    if stop >= end or unit.low[stop] not in unit.words.channel_partners:
        return stop
    return max(read_phrase(unit, stop + 1, end), stop)

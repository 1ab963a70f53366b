"""What is made once from a few small facts and kept, within a limit."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, TypeVarTuple

_Facts = TypeVarTuple("_Facts")
_Made = TypeVar("_Made")

KEPT_AT_MOST = 16_384
"""Things of one kind that are remembered; beyond, all of the kind are forgotten. Groups of features: some megabytes."""


class Remembered(dict[tuple[*_Facts], _Made]):
    """What `make` makes of facts, looked up as `kept[fact, fact]`: half the cost of a call with `lru_cache`."""

    def __init__(self, make: Callable[[*_Facts], _Made]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, facts: tuple[*_Facts]) -> _Made:
        if len(self) >= KEPT_AT_MOST:
            self.clear()
        made = self[facts] = self._make(*facts)
        return made


def remember(make: Callable[[*_Facts], _Made]) -> Remembered[*_Facts, _Made]:
    """`make`, which depends on its facts alone, with a memory: to be asked with brackets."""
    return Remembered(make)

"""Answers about words or other pieces of text, told once and kept within a bound."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Answer = TypeVar("Answer")


class Kept(dict[str, Answer]):
    """What `tell` says of a text, looked up as `kept[text]`; beyond `most` entries all is forgotten."""

    def __init__(self, tell: Callable[[str], Answer], most: int) -> None:
        super().__init__()
        self._tell = tell
        self._most = most

    def __missing__(self, text: str) -> Answer:
        if len(self) >= self._most:
            self.clear()
        answer = self[text] = self._tell(text)
        return answer

"""What was not used, and why."""

from __future__ import annotations

import msgspec

from lesart.model.text import Span


class Rejected(msgspec.Struct, frozen=True):
    """An input or a part of one that a stage set aside: nothing vanishes without one of these."""

    stage: str
    source: str
    reason: str
    spans: tuple[Span, ...] = ()

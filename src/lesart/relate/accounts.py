"""What a page reports, as it is kept while events are grouped: its weighed words and its time."""

from __future__ import annotations

import msgspec

from lesart.model.annotation import Annotated
from lesart.relate.event_terms import Weighed, weigh_text
from lesart.relate.happenings import Happening, read_happening
from lesart.relate.ranges import read_ranges

Pages = tuple[str, ...]
"""Ids of the pages of an event."""


class Account(msgspec.Struct, frozen=True):
    """One page's report of one happening: its words and its time. `page`: the page's id."""

    page: str
    weighed: Weighed
    happening: Happening


def read_account(page: Annotated) -> Account:
    """The words and the time of what `page` reports."""
    return Account(page.page.id, weigh_text(page, read_ranges(page)), read_happening(page))

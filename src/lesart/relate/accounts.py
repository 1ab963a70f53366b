"""What a page reports, as it is kept while events are grouped: its weighed words and its time.

All of it is read at once: the words of a page are looked up while they are at hand, however many the pile has.
"""

from __future__ import annotations

import msgspec

from lesart.model.annotation import Annotated
from lesart.relate.event_terms import Weighed, weigh_text
from lesart.relate.happenings import Happening, read_happening
from lesart.relate.ranges import read_ranges
from lesart.relate.story_terms import weigh_story_words

Pages = tuple[str, ...]
"""Ids of the pages of an event."""


class Account(msgspec.Struct, frozen=True):
    """One page's report of one happening: its words and its time. `page`: the page's id; `story`: its words as they are
    weighed for stories."""

    page: str
    weighed: Weighed
    happening: Happening
    story: Weighed


def read_account(page: Annotated) -> Account:
    """The words and the time of what `page` reports."""
    ranges = read_ranges(page)
    return Account(page.page.id, weigh_text(page, ranges), read_happening(page), weigh_story_words(page, ranges))

"""How much of its wording a page has in common with others, quoted speech left out."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from lesart.algorithms.words import find_words, hash_words
from lesart.model.annotation import Annotated
from lesart.model.article import Article
from lesart.model.relation import Passage, Version
from lesart.model.text import Span
from lesart.relate.quoted import find_quoted, quoted_share
from lesart.relate.wording import running_ranges

SPEECH = 0.7
"""Share of a passage's letters in quotation marks, on one of its pages, from which on the passage is an utterance:
"sagte sie" and a name may stand beside it. What one page quotes, another may give as indirect speech."""

CLOSE = 0.7
"""Agreeing words of a passage, as a share of its words outside quotation marks, from which on it is close. Reports of
like happenings by one template ("Auf dem … ist am … ein … mit einem … zusammengestoßen") stay below."""

LINK_WORDS = 12
"""Agreeing words outside quotation marks in close passages from which on two pages use one wording. A run of eight may
be a set phrase of officials; a sentence of twelve words is hardly written twice."""

LINK_LOOSE_WORDS = 25
"""The same in all passages, for wording that was edited throughout."""

NEAREST_HOLDERS = 25
"""Pages on either side, in page order, that a page is held against in one passage, so that wording from templates and
reports that hundreds print cost no page more in a larger pile. Links go on from page to page, so that groups stay
whole (as `fingerprint.NEIGHBOURS`)."""

_Words = tuple[list[int], list[int]]
"""Starts and hashes of words, by place."""

Mask = int
"""Words of a page as bits: bit n is its nth word (see `Wordshare.starts`)."""


class Held(NamedTuple):
    """A place of a page that others share: `holders` are all pages that have it, itself among them (of each page's
    versions the first)."""

    place: Span
    holders: frozenset[str]
    speech: bool


@dataclass(slots=True)
class Wordshare:
    """Words of one page outside quotation marks: those of its running text begin at `starts` (code points).

    `with_others`: by other page, those that agree in passages with it (the versions of one page count as one, the
    page's own versions not at all; of passages that many pages hold, the `NEAREST_HOLDERS`); `close`: by other page,
    how many of these stand in close passages; `held`: all that is shared; `shared`: the words that any other page has
    in the same passage; `linked`: the pages that use one wording with this one, sorted.
    """

    starts: list[int]
    with_others: dict[str, Mask] = field(default_factory=dict)
    close: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    held: list[Held] = field(default_factory=list)
    shared: Mask = 0
    linked: tuple[str, ...] = ()

    @property
    def words(self) -> int:
        """How many there are."""
        return len(self.starts)

    @property
    def places(self) -> list[Span]:
        """All places on this page that any other page has, utterances among them."""
        return [held.place for held in self.held]

    def passages_with(self, other: str) -> list[Span]:
        """The places on this page that page `other` has too, utterances aside."""
        return [held.place for held in self.held if not held.speech and other in held.holders]

    def starts_of(self, words: Mask) -> list[int]:
        """Where `words` begin."""
        return [start for place, start in enumerate(self.starts) if words >> place & 1]


def count_shares(
    pages: Sequence[Annotated], passages: Sequence[Passage], versions: Sequence[Version]
) -> dict[str, Wordshare]:
    """The word share of each page that stands in one of `passages`."""
    whole = whole_pages(versions)
    articles = {page.page.id: page.article for page in pages}
    quoted: dict[str, list[tuple[int, int]]] = {}
    shares: dict[str, Wordshare] = {}
    hashes: dict[str, list[int]] = {}
    for passage in passages:
        members = [span for span in passage.members if span.page in articles]
        for span in members:
            if span.page not in shares:
                quoted[span.page] = find_quoted(articles[span.page].page)
                starts, hashes[span.page] = unquoted_words(articles[span.page], quoted[span.page])
                shares[span.page] = Wordshare(starts)
        speech = any(quoted_share(articles[span.page].page, span, quoted[span.page]) >= SPEECH for span in members)
        wholes = [whole.get(span.page, span.page) for span in members]
        holders = frozenset(wholes)
        for span in members:
            if len(holders) > 1:
                shares[span.page].held.append(Held(span, holders, speech))
        if not speech:
            inside = [_words_in(span, (shares[span.page].starts, hashes[span.page])) for span in members]
            _add_passage([shares[span.page] for span in members], wholes, inside)
    for share in shares.values():
        share.linked = tuple(
            sorted(
                other
                for other, words in share.with_others.items()
                if share.close[other] >= LINK_WORDS or words.bit_count() >= LINK_LOOSE_WORDS
            )
        )
    return shares


_Inside = tuple[int, tuple[int, ...]]
"""Number of a passage's first word among its page's words, and the hashes of its words."""


def _add_passage(shares: Sequence[Wordshare], wholes: Sequence[str], inside: Sequence[_Inside]) -> None:
    """Books what each member of a passage has in common with those near it."""
    sets = [frozenset(words) for _, words in inside]
    known: dict[tuple[tuple[int, ...], frozenset[int]], Mask] = {}
    for place, (first, words) in enumerate(inside):
        share = shares[place]
        for near in range(max(0, place - NEAREST_HOLDERS), min(len(inside), place + NEAREST_HOLDERS + 1)):
            other, others = wholes[near], sets[near]
            if other == wholes[place]:
                continue
            key = (words, others)
            agreeing = known.get(key)
            if agreeing is None:
                agreeing = known[key] = _agreeing(words, others)
            there = agreeing << first
            share.with_others[other] = share.with_others.get(other, 0) | there
            share.shared |= there
            if agreeing.bit_count() >= CLOSE * max(len(words), len(others)):
                share.close[other] += agreeing.bit_count()


def _agreeing(words: Sequence[int], others: frozenset[int]) -> Mask:
    mask = 0
    for place, word in enumerate(words):
        if word in others:
            mask |= 1 << place
    return mask


def _words_in(span: Span, words: _Words) -> _Inside:
    first, last = bisect_left(words[0], span.start), bisect_left(words[0], span.end)
    return first, tuple(words[1][first:last])


def whole_pages(versions: Sequence[Version]) -> dict[str, str]:
    """Each page that has versions, and the first of them for all."""
    first: dict[str, str] = {}
    before = {version.page: version.of for version in versions}
    for version in versions:
        for page in (version.page, version.of):
            root = page
            while root in before:
                root = before[root]
            first[page] = root
    return first


def unquoted_words(article: Article, quoted: Sequence[tuple[int, int]]) -> _Words:
    """The words of the running text that do not stand in quotation marks: where they start, and their hashes.
    `quoted`: see `find_quoted`."""
    text = article.page.text
    starts: list[int] = []
    hashes: list[int] = []
    at = 0
    for first, last in running_ranges(article):
        begins = [start for start, _ in find_words(text, first, last)]
        found = hash_words(text, first, last).tolist()
        while at < len(quoted) and quoted[at][1] <= first:
            at += 1
        if at == len(quoted) or last <= quoted[at][0]:
            starts += begins
            hashes += found
            continue
        for start, word in zip(begins, found, strict=True):
            while at < len(quoted) and quoted[at][1] <= start:
                at += 1
            if at == len(quoted) or start < quoted[at][0]:
                starts.append(start)
                hashes.append(word)
    return starts, hashes

"""How much of its wording a page has in common with others, quoted speech left out."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

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

_Words = tuple[list[int], list[int]]
"""Starts and hashes of words, by place."""


@dataclass(slots=True)
class Wordshare:
    """Words of one page outside quotation marks; each is known by where it starts on the page.

    `words`: those of its running text; `with_others`: by other page, those that agree in passages with it (the
    versions of one page count as one, the page's own versions not at all); `close`: by other page, how many of these
    stand in close passages; `passages`, `utterances`: by other page, the places on this page that are shared with it.
    """

    words: int
    with_others: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    close: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    passages: dict[str, list[Span]] = field(default_factory=lambda: defaultdict(list))
    utterances: dict[str, list[Span]] = field(default_factory=lambda: defaultdict(list))

    @property
    def shared(self) -> set[int]:
        """The words that any other page has in the same passage."""
        return set().union(*self.with_others.values()) if self.with_others else set()

    @property
    def places(self) -> list[Span]:
        """All places on this page that any other page has, utterances among them."""
        return [place for kind in (self.passages, self.utterances) for found in kind.values() for place in found]

    @property
    def linked(self) -> tuple[str, ...]:
        """The pages that use one wording with this one, sorted."""
        return tuple(
            sorted(
                other
                for other, words in self.with_others.items()
                if self.close[other] >= LINK_WORDS or len(words) >= LINK_LOOSE_WORDS
            )
        )


def count_shares(
    pages: Sequence[Annotated], passages: Sequence[Passage], versions: Sequence[Version]
) -> dict[str, Wordshare]:
    """The word share of each page that stands in one of `passages`."""
    whole = whole_pages(versions)
    articles = {page.page.id: page.article for page in pages}
    shares: dict[str, Wordshare] = {}
    words: dict[str, _Words] = {}
    for passage in passages:
        members = [span for span in passage.members if span.page in articles]
        for span in members:
            if span.page not in shares:
                words[span.page] = unquoted_words(articles[span.page])
                shares[span.page] = Wordshare(len(words[span.page][0]))
        speech = _is_speech(members, articles)
        inside = [([], []) if speech else _words_in(span, words[span.page]) for span in members]
        sets = [frozenset(hashes) for _, hashes in inside]
        for here, (starts, hashes) in zip(members, inside, strict=True):
            share = shares[here.page]
            for there, others in zip(members, sets, strict=True):
                other = whole.get(there.page, there.page)
                if other == whole.get(here.page, here.page):
                    continue
                (share.utterances if speech else share.passages)[other].append(here)
                agreeing = [start for start, word in zip(starts, hashes, strict=True) if word in others]
                share.with_others[other].update(agreeing)
                if len(agreeing) >= CLOSE * max(len(hashes), len(others)):
                    share.close[other] += len(agreeing)
    return shares


def _is_speech(members: Sequence[Span], articles: Mapping[str, Article]) -> bool:
    """Whether some page has the passage in quotation marks: then it is an utterance, also where it is indirect."""
    pages = [(articles[span.page].page, span) for span in members]
    return any(quoted_share(page, span, find_quoted(page)) >= SPEECH for page, span in pages)


def _words_in(span: Span, words: _Words) -> _Words:
    first, last = bisect_left(words[0], span.start), bisect_left(words[0], span.end)
    return words[0][first:last], words[1][first:last]


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


def unquoted_words(article: Article) -> _Words:
    """The words of the running text that do not stand in quotation marks: where they start, and their hashes."""
    page = article.page
    quoted = find_quoted(page)
    starts: list[int] = []
    hashes: list[int] = []
    at = 0
    for first, last in running_ranges(article):
        places = find_words(page.text, first, last)
        found = hash_words(page.text, first, last).tolist()
        for (start, _), word in zip(places, found, strict=True):
            while at < len(quoted) and quoted[at][1] <= start:
                at += 1
            if at == len(quoted) or start < quoted[at][0]:
                starts.append(start)
                hashes.append(word)
    return starts, hashes

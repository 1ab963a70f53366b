"""The same page saved twice: which pages are states of one page, in which order, and what changed.

Two pages are states of one page where they bear the same address, or where one outlet has nearly the same text
twice. Two outlets with the same copy are never versions of one another. Dates, update stamps and correction notes
order the states; where they do not, the order is said to be unknown.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from difflib import SequenceMatcher
from itertools import pairwise
from urllib.parse import parse_qsl, urlencode, urlsplit

import msgspec

from lesart.algorithms.cluster import Union
from lesart.algorithms.words import find_words, hash_words, normal_word
from lesart.language.languages import load_language
from lesart.model.annotation import Annotated
from lesart.model.article import ARTICLE_ZONES, RUNNING_ZONES, Article
from lesart.model.relation import Passage, Version
from lesart.model.text import Page, Span

SAME_ADDRESS_SHARE = 0.3
"""Share of the shorter article's letters that both states have, at one address: below it, the address was given to
another text (topic pages, search results)."""

NEAR_SHARE = 0.8
"""The same without a common address, for the page that has the more of its text in common. An article and its own
follow-up share a background paragraph or two, hardly ever four fifths."""

NEAR_SHARE_LONGER = 0.5
"""And for the other page, so that a summary inside a long article is no version of it."""

NUMBERS_KEPT = 0.5
"""Without a common address: share of the numbers of the page with fewer that the other must have too. Yesterday's and
today's weather, closing prices and water levels are nearly one text, and no versions of one page."""

LEAST_NUMBERS = 4
"""Numbers of both pages from which on that is asked."""

NEAREST_STATES = 24
"""Pages of one outlet or address that a page is held against in one passage, those that come next in the input."""

_SITE_PREFIXES = ("www.", "m.", "mobil.", "mobile.", "amp.")
_TRACKING = re.compile(r"(?:utm_|wt_|at_).*|fbclid|gclid|msclkid|xtor|cid|ref|referrer|share|print|output|reduced")
"""Query parameters that say how a reader came or what the page looks like, not which page it is."""
_LINE = re.compile(r"[^\n]+")


SAME_ADDRESS = "same address"
SAME_TEXT = "same outlet, nearly the same text"
LATER_STAMP = "later stamp"
CORRECTION_NOTE = "correction note"
ORDER_UNKNOWN = "order unknown"
"""The parts that `Version.why` is made of, two by two."""


def find_versions(pages: Sequence[Annotated], passages: Sequence[Passage]) -> tuple[Version, ...]:
    """Later states of pages among `pages`, each with the state before it."""
    articles = {page.page.id: page.article for page in pages}
    order = {name: place for place, name in enumerate(articles)}
    bases = _same_pages(articles, passages)
    found = []
    for group in _groups(bases):
        states = sorted((_State.of(articles[name], order[name]) for name in group), key=lambda state: state.key)
        for before, after in pairwise(states):
            pair = sorted((before.article.page.id, after.article.page.id))
            found.append(_version(before, after, bases.get((pair[0], pair[1]), SAME_TEXT)))
    return tuple(sorted(found, key=lambda version: order[version.page]))


def mark_versions(pages: Sequence[Annotated], passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """`passages`, those whose pages are all states of one page marked as such."""
    return mark_states(passages, group_states(pages, passages))


def group_states(pages: Sequence[Annotated], passages: Sequence[Passage]) -> list[list[str]]:
    """The pages that are states of one page, by id."""
    return _groups(_same_pages({page.page.id: page.article for page in pages}, passages))


def mark_states(passages: Sequence[Passage], states: Sequence[Sequence[str]]) -> tuple[Passage, ...]:
    """As `mark_versions`, for `states` known."""
    group_of = {name: number for number, group in enumerate(states) for name in group}
    marked = []
    for passage in passages:
        groups = {group_of.get(span.page, -1) for span in passage.members}
        same = len(groups) == 1 and -1 not in groups
        marked.append(msgspec.structs.replace(passage, versions=True) if same else passage)
    return tuple(marked)


def _groups(pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    union: Union[str] = Union()
    for first, second in sorted(pairs):
        union.join(first, second)
    return union.sets()


def _same_pages(articles: dict[str, Article], passages: Sequence[Passage]) -> dict[tuple[str, str], str]:
    """Pairs of pages that are states of one page, and what says so."""
    lengths: dict[str, int] = {}
    numbers: dict[str, Counter[str]] = {}
    pairs: dict[tuple[str, str], str] = {}
    for (first, second), (of_first, of_second) in _shared_letters(articles, passages).items():
        a, b = articles[first], articles[second]
        for article in (a, b):
            if article.page.id not in lengths:
                lengths[article.page.id] = max(1, _article_letters(article))
        shares = sorted((of_first / lengths[first], of_second / lengths[second]))
        address = _address(a)
        if address is not None and address == _address(b) and shares[1] >= SAME_ADDRESS_SHARE:
            pairs[first, second] = SAME_ADDRESS
        elif _same_house(a, b) and shares[1] >= NEAR_SHARE and shares[0] >= NEAR_SHARE_LONGER:
            for article in (a, b):
                if article.page.id not in numbers:
                    numbers[article.page.id] = _numbers(article)
            if _keep_numbers(numbers[first], numbers[second]):
                pairs[first, second] = SAME_TEXT
    return pairs


def _numbers(article: Article) -> Counter[str]:
    text = article.page.text
    return Counter(
        normal_word(text[start:end])
        for zone in article.zones
        if zone.kind in RUNNING_ZONES
        for start, end in find_words(text, zone.span.start, zone.span.end)
        if text[start].isdigit()
    )


def _keep_numbers(one: Counter[str], other: Counter[str]) -> bool:
    """Whether enough of the numbers of both are the same."""
    fewer = min(one.total(), other.total())
    return fewer < LEAST_NUMBERS or (one & other).total() >= NUMBERS_KEPT * fewer


def _shared_letters(
    articles: dict[str, Article], passages: Sequence[Passage]
) -> dict[tuple[str, str], tuple[int, int]]:
    """For pairs of pages that may be one page: the characters that passages cover on either."""
    shared: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    order = {name: place for place, name in enumerate(articles)}
    for passage in passages:
        by_site: dict[str, dict[str, int]] = defaultdict(dict)
        for span in passage.members:
            article = articles.get(span.page)
            if article is None:
                continue
            for site in {_house(article), _address(article)} - {None}:
                held = by_site[str(site)]
                held[span.page] = held.get(span.page, 0) + len(span)
        seen = set()
        for held in by_site.values():
            names = sorted(held, key=order.__getitem__)
            for place, name in enumerate(names):
                for following in names[place + 1 : place + 1 + NEAREST_STATES]:
                    first, second = sorted((name, following))
                    if (first, second) not in seen:
                        seen.add((first, second))
                        shared[first, second][0] += held[first]
                        shared[first, second][1] += held[second]
    return {pair: (counts[0], counts[1]) for pair, counts in shared.items()}


def _article_letters(article: Article) -> int:
    return sum(len(zone.span) for zone in article.zones if zone.kind in ("lead", "body", "ticker_entry", "info_box"))


def _address(article: Article) -> str | None:
    """The article's address without scheme, mobile prefix, tracking parameters and trailing marks."""
    url = article.canonical or article.page.url
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    host = (parts.hostname or "").rstrip(".").lower()
    for prefix in _SITE_PREFIXES:
        host = host.removeprefix(prefix)
    path = parts.path.rstrip("/").removesuffix("/amp")
    if not host or not path:
        return None
    query = urlencode(
        [(name, value) for name, value in parse_qsl(parts.query) if not _TRACKING.fullmatch(name.lower())]
    )
    return f"{host}{path}?{query}" if query else f"{host}{path}"


def _house(article: Article) -> str | None:
    return article.outlet.name if article.outlet else None


def _same_house(a: Article, b: Article) -> bool:
    return _house(a) is not None and _house(a) == _house(b)


class _State(msgspec.Struct, frozen=True):
    """One state of a page: its stamp (None where it bears none), correction notes, place in the input."""

    article: Article
    stamp: str | None
    notes: tuple[Span, ...]
    place: int

    @classmethod
    def of(cls, article: Article, place: int) -> _State:
        stamp = article.updated or article.published
        return cls(article, stamp if stamp and _moment(stamp) else None, find_corrections(article), place)

    @property
    def key(self) -> tuple[str, int, int]:
        return (_moment(self.stamp) if self.stamp else "", len(self.notes), self.place)


def _moment(stamp: str) -> str:
    """`stamp` in a form whose order is that of time; empty where it is no ISO date. Zones are read where given."""
    try:
        moment = datetime.fromisoformat(stamp)
    except ValueError:
        return ""
    if moment.tzinfo is not None:
        moment = moment.astimezone(tz=None).replace(tzinfo=None)
    return moment.isoformat() if len(stamp) > len("2024-11-01") else stamp


def find_corrections(article: Article) -> tuple[Span, ...]:
    """The lines of `article` in which it says that it corrects itself."""
    phrases = load_language(article.language).words("correction_notes")
    page = article.page
    found = []
    for zone in article.zones:
        if zone.kind in ("comment", "comment_meta", "teaser"):
            continue
        for line in _LINE.finditer(page.text, zone.span.start, zone.span.end):
            marked = zone.kind == "correction" and page.medium == "html"
            if marked or any(phrase in line.group() for phrase in phrases):
                start = line.start() + len(line.group()) - len(line.group().lstrip())
                end = line.start() + len(line.group().rstrip())
                if start < end:
                    found.append(page.span(start, end))
    return tuple(found)


def _version(before: _State, after: _State, why: str) -> Version:
    changes, removed = diff_pages(before.article, after.article)
    old = {before.article.page[span] for span in before.notes}
    fresh = tuple(span for span in after.notes if after.article.page[span] not in old)
    if before.stamp and after.stamp and _earlier(_moment(before.stamp), _moment(after.stamp)):
        order = LATER_STAMP
    elif fresh and len(before.notes) < len(after.notes):
        order = CORRECTION_NOTE
    else:
        order = ORDER_UNKNOWN
    return Version(
        after.article.page.id,
        before.article.page.id,
        f"{why}; {order}",
        changes=changes,
        removed=removed,
        correction=fresh,
        ordered=order != ORDER_UNKNOWN,
    )


def _earlier(first: str, second: str) -> bool:
    """Whether `first` is surely before `second`; a date without a time is not before a time of its day."""
    shorter = min(len(first), len(second))
    return first[:shorter] < second[:shorter]


def diff_pages(before: Article, after: Article) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The places of `after` whose words are new against `before`, and those of `before` whose words are gone."""
    old, new = _words(before), _words(after)
    matcher = SequenceMatcher(None, [word for word, _ in old], [word for word, _ in new], autojunk=False)
    changes: list[Span] = []
    removed: list[Span] = []
    for tag, a_start, a_end, b_start, b_end in matcher.get_opcodes():
        if tag != "equal":
            changes.extend(_places(after.page, [place for _, place in new[b_start:b_end]]))
            removed.extend(_places(before.page, [place for _, place in old[a_start:a_end]]))
    return tuple(changes), tuple(removed)


def _words(article: Article) -> list[tuple[int, tuple[int, int]]]:
    text = article.page.text
    return [
        pair
        for zone in article.zones
        if zone.kind in ARTICLE_ZONES
        for pair in zip(
            hash_words(text, zone.span.start, zone.span.end).tolist(),
            find_words(text, zone.span.start, zone.span.end),
            strict=True,
        )
    ]


def _places(page: Page, words: Sequence[tuple[int, int]]) -> list[Span]:
    """Words of one change as spans: one for each line that they stand in."""
    spans: list[Span] = []
    for start, end in words:
        if spans and "\n" not in page.text[spans[-1].end : start]:
            spans[-1] = page.span(spans[-1].start, end)
        else:
            spans.append(page.span(start, end))
    return spans

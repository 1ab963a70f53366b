"""What the page as a whole shows about each of its lines: where the running text lies, where the headline, which
element holds most text. What a labeller is told of it says `zone_surroundings.py`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from lesart.ingest.zone_features import letters_of, word_set
from lesart.ingest.zone_units import Unit
from lesart.ingest.zone_words import class_concepts
from lesart.model.text import Page

_RANK = re.compile(r"\[\d+\]")
_SHORT_LINE = -0.7
"""What a line that is no running text costs a run of lines, in hundreds of characters of running text."""
_LINKED_LINE = -1.5
"""The same for a line that is nothing but links."""
_TITLE_CHARACTERS = 200
"""A headline is shorter, characters."""
_HEADLINE_LINES = 15
"""Lines before the running text among which the headline of a text is looked for."""
_NO_HEADLINE = ("bys", "bym", "creds", "credm", "ago", "bars", "barm", "C:share", "C:nav", "C:section", "C:pay")
"""Starts of the features of a line that is a byline, a credit, a trail or a button (`zone_features.py`)."""
_STAMPS = ("date", "clock")
_STAMP_CHARACTERS = 50
"""A longer line with a date is more than a stamp, characters."""
_CRUMB = 3.0
"""What a bread crumb loses of its likeness to a headline: as much as an `h1` is more than plain text."""
_CRUMB_LEVELS = 4
"""Elements around a unit whose classes may say that it is a bread crumb."""
_LISTED = frozenset(("li", "nav"))
"""Elements in which a heading is a bread crumb or a menu's."""
PARAGRAPH_FROM = 70
"""Characters from which a line counts as a paragraph when paragraphs after the headline are counted."""
_MARKERS = frozenset(("comment", "related", "letter", "pay", "consent", "nav", "share", "byline", "reply", "time"))
"""Concepts of the short lines that tell, once passed, that an article is coming to its end."""
_MARKER_WORDS = 6
"""Words of such a line at most."""
_MASS_AT_MOST = 400
"""Characters of one paragraph that count: a wall of text does not outweigh an article."""
_SUMMARIES = frozenset(("description", "og:description", "twitter:description", "alternativeHeadline"))
_TITLES = ("headline", "og:title", "title", "twitter:title")
_NO_STYLE = _NO_PLACE = ("", "")


class Layout:
    """The units of a page with what the page as a whole shows about each of them."""

    def __init__(self, page: Page, units: Sequence[Unit]) -> None:
        self.page = page
        self.units = units
        self.linked = _link_shares(units)
        self.quarters = [quarter(share) if share else 0 for share in self.linked]
        """How much of each unit is links: 0 none, 1 under a quarter, 2 under three quarters, 3 more."""
        self.run = _heaviest_run(units, self.linked)
        """First and last unit of the running text."""
        self.seen: dict[str, tuple[int, int]] = {}
        """By a line's key the first unit of that key, and how many there are."""
        seen = self.seen
        for at, unit in enumerate(units):
            key = unit.line.key
            if key in seen:
                seen[key] = (seen[key][0], seen[key][1] + 1)
            else:
                seen[key] = (at, 1)
        self.places = _places(units)
        self.tags = [path.rpartition("/")[2] for path, _ in self.places]
        self.masses = _masses(units, self.places, self.linked)
        self.best = max(self.masses, key=lambda parent: (self.masses[parent], parent), default="")
        self.best_mass = self.masses.get(self.best, 0)
        self.titles = _different(word_set(fact.value) for fact in page.facts if fact.name in _TITLES)
        self.summaries = _different(word_set(fact.value) for fact in page.facts if fact.name in _SUMMARIES)
        self.body = _article_body(page)
        self.likeness = self._title_likeness()
        self.headline = self._find_headline()
        self.common = self._commonest_place()
        self.order = self._paragraph_order()
        self.start = next(
            (at for at, unit in enumerate(units) if unit.line.paragraph and self.places[at][0] == self.common), -1
        )
        """The first paragraph of the element kind that holds most of the running text."""
        self.styles = _styles_of(units, self.tags)
        self.weights = self._weigh_styles()
        self.style = max(self.weights, key=lambda style: (self.weights[style][0], style), default=_NO_STYLE)
        """Classes of the elements that hold most of the running text: leads often have others."""
        self.topic, self.shared_topic = self._gather_stems()

    def markers_passed(self) -> list[tuple[str, ...]]:
        """For each unit what kinds of short furniture lines stand between the first paragraph and it."""
        passed: list[tuple[str, ...]] = []
        seen: dict[str, int] = {}
        for at, unit in enumerate(self.units):
            passed.append(tuple(f"{name}{min(count, 2)}" for name, count in sorted(seen.items())))
            if at > self.run[0] and unit.line.words <= _MARKER_WORDS:
                for concept in unit.line.concepts:
                    if concept in _MARKERS:
                        seen[concept] = seen.get(concept, 0) + 1
        return passed

    def mass_shares(self) -> list[int]:
        """For each unit how many tenths of the page's running text stand before it."""
        masses = [unit.line.length if unit.line.paragraph else 0 for unit in self.units]
        total, before, shares = sum(masses) or 1, 0, []
        for mass in masses:
            shares.append(10 * before // total)
            before += mass
        return shares

    def _gather_stems(self) -> tuple[frozenset[str], frozenset[str]]:
        """The words of the paragraphs of the running text, headline included, and those that several of them have."""
        once: set[str] = set()
        often: set[str] = set()
        first, last = self.run
        for at in {*range(first, last + 1), self.headline} - {-1}:
            if self.tells(at):
                stems = self.units[at].line.stems
                often |= once & stems
                once |= stems
        return frozenset(once), frozenset(often)

    def tells(self, at: int) -> bool:
        """Whether a unit is the headline or a paragraph of the running text."""
        return at == self.headline or (self.units[at].line.paragraph and self.run[0] <= at <= self.run[1])

    def _title_likeness(self) -> list[int]:
        """How much each line has in common with the page's title; 0 for long ones."""
        told = frozenset().union(*self.titles)
        found = []
        for unit in self.units:
            likeness = 0
            line = unit.line
            if line.length < _TITLE_CHARACTERS:
                words = line.word_set
                if not told.isdisjoint(words):
                    likeness = max([like(words, title) for title in self.titles])
            found.append(likeness)
        return found

    def _find_headline(self) -> int:
        """Index of the unit likeliest to be the headline, -1 where none stands before the running text."""
        first = self.run[0]
        best, found = 0.0, -1
        for at, unit in enumerate(self.units[: first + 1]):
            if not 12 <= unit.line.length < _TITLE_CHARACTERS or self.linked[at] > 0.75:
                continue
            score = float(self.likeness[at]) + (
                3.0 if (tag := self.heading(at)) == "h1" else 1.0 if tag == "h2" else 0.0
            )
            if self.is_crumb(at):
                score -= _CRUMB
            if unit.block is None:
                score += self._plain_headline(at, first)
            if score > 0 and score >= best:
                best, found = score, at
        return found

    def is_crumb(self, at: int) -> bool:
        """Whether a unit is the last bread crumb, which often bears the search engines' title as `h1`."""
        block = self.units[at].block
        if block is None:
            return False
        if any(words and "crumb" in class_concepts(words) for words in block.words[:_CRUMB_LEVELS]):
            return True
        return not _LISTED.isdisjoint(self.places[at][0].split("/")[-4:-1])

    def heading(self, at: int) -> str:
        """`h1` or `h2` where a unit stands in one, else nothing."""
        return _heading_of(self.places[at][0])

    def is_heading(self, at: int) -> bool:
        """Whether a unit stands in an `h1` or `h2`."""
        return self.heading(at) != ""

    def _plain_headline(self, at: int, first: int) -> float:
        """How much a line of a text looks like a headline: no sentence, near the running text, said again."""
        line = self.units[at].line
        if first - at > _HEADLINE_LINES or line.short[-1] in ".:;," or line.sentences > 1:
            return 0.0
        if any(feature.startswith(_NO_HEADLINE) for feature in line.features):
            return 0.0
        if line.length < _STAMP_CHARACTERS and any(feature.startswith(_STAMPS) for feature in line.features):
            return 0.0
        again = self.seen[line.key][1] > 1 if line.key else False
        size = 1.0 if 25 <= line.length <= 140 else 0.2
        return size + (1.0 if again and line.length >= 25 else 0.0)

    def _commonest_place(self) -> str:
        """Path without ranks that holds most of the running text."""
        masses: dict[str, int] = {}
        for at, unit in enumerate(self.units):
            if unit.line.paragraph and self.linked[at] < 0.5:
                path = self.places[at][0]
                masses[path] = masses.get(path, 0) + min(unit.line.length, _MASS_AT_MOST)
        return max(masses, key=lambda path: (masses[path], path), default="")

    def _weigh_styles(self) -> dict[tuple[str, ...], tuple[int, int]]:
        """For each pair of class words of paragraphs, their characters and their number."""
        weights: dict[tuple[str, ...], tuple[int, int]] = {}
        for at, unit in enumerate(self.units):
            if unit.line.paragraph and unit.block is not None and self.linked[at] < 0.5:
                mass, count = weights.get(self.styles[at], (0, 0))
                weights[self.styles[at]] = (mass + min(unit.line.length, _MASS_AT_MOST), count + 1)
        return weights

    def _paragraph_order(self) -> list[int]:
        """For each unit how many paragraphs stand between the headline and it; -1 before the headline."""
        count = 0
        start = self.headline if self.headline >= 0 else max(0, self.run[0] - _HEADLINE_LINES)
        order = [-1] * min(start, len(self.units))
        for at, unit in enumerate(self.units[start:], start):
            order.append(count)
            if unit.line.length >= PARAGRAPH_FROM and at > start and self.linked[at] < 0.5 and not unit.glued:
                count += 1
        return order


@lru_cache(maxsize=4096)
def _heading_of(path: str) -> str:
    steps = path.split("/")[-3:]
    return "h1" if "h1" in steps else "h2" if "h2" in steps else ""


def _styles_of(units: Sequence[Unit], tags: Sequence[str]) -> list[tuple[str, ...]]:
    """The class words of each unit's element and of the one around, and its tag."""
    return [
        (*unit.block.words[:2], tag) if unit.block is not None else _NO_STYLE
        for unit, tag in zip(units, tags, strict=True)
    ]


def _different(sets: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    return list(dict.fromkeys(sets))


def _article_body(page: Page) -> str:
    bodies = [fact.value for fact in page.facts if fact.name == "articleBody"]
    return letters_of(" ".join(bodies))


def like(words: frozenset[str], other: frozenset[str]) -> int:
    """0 to 4: how much two lines share, Dice's coefficient of their words; 5 where one holds the other."""
    if len(words) < 2 or not other:
        return 0
    shared = len(words & other)
    if shared == len(words) and len(words) >= 3:
        return 5 if len(words) == len(other) else 4
    dice = 2 * shared / (len(words) + len(other))
    return 3 if dice > 0.7 else 2 if dice > 0.45 else 1 if dice > 0.25 else 0


def quarter(share: float) -> int:
    """0 for nothing, 1 for less than a quarter, 2 for less than three quarters, 3 for more."""
    return 0 if share <= 0 else 1 if share < 0.25 else 2 if share < 0.75 else 3


def _link_shares(units: Sequence[Unit]) -> list[float]:
    """Share of each unit's characters that stand in links."""
    return [share_of(unit.block.links, unit) if unit.block is not None and unit.block.links else 0.0 for unit in units]


def share_of(ranges: Sequence[tuple[int, int]], unit: Unit) -> float:
    """Characters of `ranges` by those of the unit; more than 1 where they belong to a block cut into several."""
    if len(ranges) == 1:
        return (ranges[0][1] - ranges[0][0]) / max(1, unit.end - unit.start)
    return sum([end - start for start, end in ranges]) / max(1, unit.end - unit.start)


def _heaviest_run(units: Sequence[Unit], linked: Sequence[float]) -> tuple[int, int]:
    """First and last index of the run of units with the greatest sum of weights (maximal subarray)."""
    best, run = 0.0, (len(units), -1)
    total, start = 0.0, 0
    for at, unit in enumerate(units):
        if total <= 0:
            total, start = 0.0, at
        share = linked[at]
        if share > 0.75:
            total += _LINKED_LINE
        elif unit.line.paragraph and share < 0.5:
            total += min(unit.line.length, _MASS_AT_MOST) / 100
        else:
            total += _SHORT_LINE
        if total > best:
            best, run = total, (start, at)
    return run


def _places(units: Sequence[Unit]) -> list[tuple[str, str]]:
    """Path without ranks, and the parent's path with ranks, of each unit; empty for lines of a text."""
    found = []
    plain_of: dict[str, str] = {}
    for unit in units:
        if unit.block is None:
            found.append(_NO_PLACE)
            continue
        parent, _, step = unit.block.path.rpartition("/")
        plain = plain_of.get(parent)
        if plain is None:
            above, _, last = parent.rpartition("/")
            head = plain_of.get(above)
            if head is None:
                head = plain_of[above] = _RANK.sub("", above)
            plain = plain_of[parent] = f"{head}/{last.partition('[')[0]}" if last else ""
        found.append((f"{plain}/{step.partition('[')[0]}", parent))
    return found


def _masses(units: Sequence[Unit], places: Sequence[tuple[str, str]], linked: Sequence[float]) -> dict[str, float]:
    """Characters of running text under each parent; half of them count for its parent, too."""
    masses: dict[str, float] = {}
    for at, unit in enumerate(units):
        if not unit.line.paragraph or unit.block is None or linked[at] > 0.5:
            continue
        parent = places[at][1]
        mass = min(unit.line.length, _MASS_AT_MOST)
        masses[parent] = masses.get(parent, 0) + mass
        above = parent.rpartition("/")[0]
        masses[above] = masses.get(above, 0) + mass / 2
    return masses

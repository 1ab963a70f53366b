"""What a line's surroundings show: where the running text lies, the element it stands in, what it repeats."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from lesart.ingest.elements import split_names
from lesart.ingest.zone_units import Unit
from lesart.ingest.zone_words import class_concepts
from lesart.model.text import Page

_RANK = re.compile(r"\[\d+\]")
_TELLING = split_names(
    "a article aside blockquote button dd details dialog div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6"
    " header label li main nav ol option p pre section select span table td th time tr ul address"
)
_SIZES = (60, 120, 200, 320, 500)
"""Characters of a line: bounds of the classes in which its words are weighed."""
_SHORT_LINE = -0.7
"""What a line that is no running text costs a run of lines, in hundreds of characters of running text."""
_LINKED_LINE = -1.5
"""The same for a line that is nothing but links."""
_TITLE_CHARACTERS = 200
"""A headline is shorter, characters."""
_SUMMARY_CHARACTERS = 700
"""A lead is shorter, characters."""
_HEADLINE_LINES = 15
"""Lines before the running text among which the headline of a text is looked for."""
_CRUMB = 3.0
"""What a bread crumb loses of its likeness to a headline: as much as an `h1` is more than plain text."""
_CRUMB_LEVELS = 4
"""Elements around a unit whose classes may say that it is a bread crumb."""
_LISTED = frozenset(("li", "nav"))
"""Elements in which a heading is a bread crumb or a menu's."""
_PARAGRAPH_FROM = 70
"""Characters from which a line counts as a paragraph when paragraphs after the headline are counted."""
_MARKERS = frozenset(("comment", "related", "letter", "pay", "consent", "nav", "share", "byline", "reply", "time"))
"""Concepts of the short lines that tell, once passed, that an article is coming to its end."""
_MARKER_WORDS = 6
"""Words of such a line at most."""
_COHESION = (1, 15, 30, 45, 60)
"""Per cent of a line's words that occur in other paragraphs: bounds of the classes."""
_MASS_AT_MOST = 400
"""Characters of one paragraph that count: a wall of text does not outweigh an article."""
_TWO_LETTERS = re.compile(r"\w{2,}")
_KEY = re.compile(r"[\W_]+")
_KEY_CHARACTERS = 80
"""Letters and digits by which a line is recognised again."""


class Layout:
    """The units of a page with what the page as a whole shows about each of them."""

    def __init__(self, page: Page, units: Sequence[Unit]) -> None:
        self.page = page
        self.units = units
        self.keys = [line_key(unit.text) for unit in units]
        self.linked = [_link_share(unit) for unit in units]
        self.run = _heaviest_run(units, self.linked)
        self.seen: dict[str, tuple[int, int]] = {}
        for at, key in enumerate(self.keys):
            first, count = self.seen.get(key, (at, 0))
            self.seen[key] = (first, count + 1)
        self.places = _places(units)
        self.masses = _masses(units, self.places, self.linked)
        self.best = max(self.masses, key=lambda parent: (self.masses[parent], parent), default="")
        self.titles = [_word_set(title) for title in _titles(page)]
        self.summaries = [_word_set(fact.value) for fact in page.facts if fact.name in _SUMMARIES]
        self.body = _article_body(page)
        self.likeness = [self._title_likeness(unit) for unit in units]
        self.headline = self._find_headline()
        self.common = self._commonest_place()
        self.order = self._paragraph_order()
        self.start = next(
            (at for at in range(len(units)) if self.places[at][0] == self.common and units[at].line.paragraph), -1
        )
        """The first paragraph of the element kind that holds most of the running text."""
        self.styles = [_style_of(unit) for unit in units]
        self.weights = self._weigh_styles()
        self.style = max(self.weights, key=lambda style: (self.weights[style][0], style), default=_NO_STYLE)
        """Classes of the elements that hold most of the running text: leads often have others."""
        self.topic = self._count_stems()
        self.passed = self._markers_passed()
        self.shares = self._mass_shares()

    def _markers_passed(self) -> list[tuple[str, ...]]:
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

    def _mass_shares(self) -> list[int]:
        """For each unit how many tenths of the page's running text stand before it."""
        masses = [unit.line.length if unit.line.paragraph else 0 for unit in self.units]
        total, before, shares = sum(masses) or 1, 0, []
        for mass in masses:
            shares.append(10 * before // total)
            before += mass
        return shares

    def _add_progress(self, found: list[str], at: int) -> None:
        paragraph = "p" if self.units[at].line.paragraph else "s" if self.units[at].line.sentences else "n"
        found.extend(f"past={name}" for name in self.passed[at])
        found.extend(f"past={name}|{paragraph}" for name in self.passed[at])
        found.append(f"tenth={self.shares[at]}|{paragraph}")

    def _add_likeness(self, found: list[str], at: int) -> None:
        """Whether a line says much the same as the one before or behind, as alternative texts and captions do."""
        stems = self.units[at].line.stems
        if len(stems) < 2:
            return
        for name, side in (("like<", at - 1), ("like>", at + 1), ("like<<", at - 2), ("like>>", at + 2)):
            if 0 <= side < len(self.units):
                other = self.units[side].line.stems
                if other and 2 * len(stems & other) > min(len(stems), len(other)):
                    found.append(f"{name}{'p' if self.units[side].line.paragraph else 's'}")

    def _count_stems(self) -> dict[str, int]:
        """In how many paragraphs of the running text, headline included, each word occurs."""
        counts: dict[str, int] = {}
        first, last = self.run
        for at in {*range(first, last + 1), self.headline} - {-1}:
            if self._tells(at):
                for stem in self.units[at].line.stems:
                    counts[stem] = counts.get(stem, 0) + 1
        return counts

    def _tells(self, at: int) -> bool:
        return at == self.headline or (self.units[at].line.paragraph and self.run[0] <= at <= self.run[1])

    def _add_cohesion(self, found: list[str], at: int) -> None:
        """How many words of a line occur in other paragraphs of the running text: an article is about one thing."""
        stems = self.units[at].line.stems
        if not stems:
            return
        own = 1 if self._tells(at) else 0
        shared = sum(1 for stem in stems if self.topic.get(stem, 0) > own)
        share = _reached(100 * shared // len(stems), _COHESION)
        size = "s" if len(stems) < 4 else "m" if len(stems) < 12 else "l"
        found.append(f"coh={share}{size}")
        found.append(f"coh={share}|{_reached(self.units[at].line.length, _SIZES)}")
        place = "in" if self.run[0] <= at <= self.run[1] else "before" if at < self.run[0] else "after"
        found.append(f"coh={share}{size}|{place}")
        if 0 <= self.headline != at:
            said = len(stems & self.units[self.headline].line.stems)
            found.append(f"head={min(said, 3)}{size}")

    def _title_likeness(self, unit: Unit) -> int:
        if unit.line.length >= _TITLE_CHARACTERS or not self.titles:
            return 0
        words = _word_set(unit.text)
        return max((_likeness(words, title) for title in self.titles), default=0)

    def _find_headline(self) -> int:
        """Index of the unit likeliest to be the headline, -1 where none stands before the running text."""
        first = self.run[0]
        best, found = 0.0, -1
        for at in range(min(first + 1, len(self.units))):
            unit = self.units[at]
            if unit.line.length < 12 or unit.line.length >= _TITLE_CHARACTERS or self.linked[at] > 0.75:
                continue
            score = float(self.likeness[at]) + (3.0 if self._tag(at) == "h1" else 1.0 if self._tag(at) == "h2" else 0.0)
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

    def is_heading(self, at: int) -> bool:
        """Whether a unit stands in an `h1` or `h2`."""
        return self._tag(at) != ""

    def _plain_headline(self, at: int, first: int) -> float:
        """How much a line of a text looks like a headline: no sentence, near the running text, said again."""
        line = self.units[at].line
        if first - at > _HEADLINE_LINES or line.short[-1] in ".:;," or line.sentences > 1:
            return 0.0
        again = self.seen[self.keys[at]][1] > 1 if self.keys[at] else False
        size = 1.0 if 25 <= line.length <= 140 else 0.2
        return size + (1.0 if again and line.length >= 25 else 0.0)

    def _tag(self, at: int) -> str:
        steps = self.places[at][0].split("/")
        return "h1" if "h1" in steps[-3:] else "h2" if "h2" in steps[-3:] else ""

    def _commonest_place(self) -> str:
        """Path without ranks that holds most of the running text."""
        masses: dict[str, int] = {}
        for unit, (path, _), share in zip(self.units, self.places, self.linked, strict=True):
            if unit.line.paragraph and share < 0.5:
                masses[path] = masses.get(path, 0) + min(unit.line.length, _MASS_AT_MOST)
        return max(masses, key=lambda path: (masses[path], path), default="")

    def _weigh_styles(self) -> dict[tuple[str, ...], tuple[int, int]]:
        """For each pair of class words of paragraphs, their characters and their number."""
        weights: dict[tuple[str, ...], tuple[int, int]] = {}
        for at, unit in enumerate(self.units):
            if unit.block is not None and unit.line.paragraph and self.linked[at] < 0.5:
                mass, count = weights.get(self.styles[at], (0, 0))
                weights[self.styles[at]] = (mass + min(unit.line.length, _MASS_AT_MOST), count + 1)
        return weights

    def _add_style(self, found: list[str], at: int) -> None:
        """Whether a paragraph has the classes of most paragraphs, where it stands, and whether it alone has its own."""
        unit = self.units[at]
        style = self.styles[at]
        like = "common" if style == self.style else "other"
        order = min(self.order[at], 3)
        found.append(f"sty={like}|{order}")
        count = self.weights.get(style, (0, 0))[1]
        many = 0 if count == 0 else 1 if count == 1 else 2 if count <= 4 else 3
        if unit.line.paragraph or unit.line.sentences:
            found.append(f"sty={like}|{order}|{many}")
        before = at and self.styles[at - 1] == style
        behind = at + 1 < len(self.units) and self.styles[at + 1] == style
        found.append(f"sty{'<' if before else ''}{'>' if behind else ''}={like}")
        if -1 < self.order[at] < 3 and unit.line.length >= _PARAGRAPH_FROM:
            strong = _bucket(_share(unit.block.strong, unit)) if unit.block and unit.block.strong else 0
            found.append(f"bold={strong}|{order}|{like}")

    def _paragraph_order(self) -> list[int]:
        """For each unit how many paragraphs stand between the headline and it; -1 before the headline."""
        order, count = [], 0
        start = self.headline if self.headline >= 0 else max(0, self.run[0] - _HEADLINE_LINES)
        for at, unit in enumerate(self.units):
            order.append(-1 if at < start else count)
            if at > start and unit.line.length >= _PARAGRAPH_FROM and self.linked[at] < 0.5 and not unit.glued:
                count += 1
        return order

    def features(self) -> list[list[str]]:
        """The features of each unit, in order."""
        own = [self._describe(at) for at in range(len(self.units))]
        keys = [self._key_features(at) for at in range(len(self.units))]
        return [features + _context(keys, at) for at, features in enumerate(own)]

    def _describe(self, at: int) -> list[str]:
        unit = self.units[at]
        found = list(unit.line.features)
        if unit.gap:
            found.append("gap")
        if unit.glued:
            found.append("glued")
            found.append(f"glued|{unit.line.short}")
        if at + 1 < len(self.units) and self.units[at + 1].glued:
            found.append("glue>")
        self._add_run(found, at)
        self._add_repeats(found, at)
        self._add_cohesion(found, at)
        if self.units[at].block is None:
            self._add_progress(found, at)
            self._add_likeness(found, at)
        self._add_agreement(found, at)
        if unit.block is not None:
            self._add_markup(found, at)
        return found

    # ------------------------------------------------------------ place on the page
    def _add_run(self, found: list[str], at: int) -> None:
        first, last = self.run
        shape = self.units[at].line.short
        if at < first:
            place = f"before{_distance(first - at)}"
        elif at > last:
            place = f"after{_distance(at - last)}"
        else:
            place = "first" if at == first else "last" if at == last else "in"
        found.append(f"run={place}")
        found.append(f"run={place[:2]}|{shape}")
        order = self.order[at]
        if order < 0 or at == self.headline:
            found.append("ord=head" if at == self.headline else "ord=before")
            if 0 < self.headline - at <= 3:
                found.append(f"head-{self.headline - at}|{shape}")
        else:
            rank = min(order, 3)
            found.append(f"ord={rank}")
            found.append(f"ord={rank}|{shape}")
            if rank < 3 and self.headline >= 0:
                found.append(f"ord={rank}|head+{_distance(at - self.headline)}")
        if at < 12:
            found.append(f"top={min(at, 6)}")
        if len(self.units) - at <= 3:
            found.append("bottom")

    def _add_repeats(self, found: list[str], at: int) -> None:
        key = self.keys[at]
        if not key:
            return
        first, count = self.seen[key]
        if count > 1:
            found.append(f"rep={'again' if first != at else 'first'}{'s' if len(key) < 20 else ''}")

    # ------------------------------------------------------------ what the markup says of itself
    def _add_agreement(self, found: list[str], at: int) -> None:
        unit = self.units[at]
        if unit.line.length < _SUMMARY_CHARACTERS and (self.titles or self.summaries):
            words = _word_set(unit.text)
            if self.likeness[at]:
                found.append(f"title={self.likeness[at]}")
                if unit.block is not None:
                    found.append(f"title={self.likeness[at]}|{'crumb' if self.is_crumb(at) else self._tag(at)}")
            told = max((_likeness(words, other) for other in self.summaries), default=0)
            if told:
                found.append(f"desc={told}")
                found.append(f"desc={told}|{min(self.order[at], 3)}")
        if self.body:
            key = self.keys[at]
            if len(key) >= 12:
                found.append("body=in" if key in self.body else "body=out")
            else:
                found.append("body=short")

    # ------------------------------------------------------------ HTML
    def _add_markup(self, found: list[str], at: int) -> None:
        unit = self.units[at]
        block = unit.block
        assert block is not None
        path, parent = self.places[at]
        tag, pair, around = _describe_path(path)
        shape = unit.line.short
        found.append(f"tag={tag}")
        found.append(f"tag={pair}")
        found.append(f"tag={tag}|{shape}")
        found.extend(around)
        words = block.words
        for level, own in enumerate(words[:3]):
            if own:
                found.extend(f"k{level}={concept}" for concept in class_concepts(own))
        far = {concept for own in words[3:] if own for concept in class_concepts(own)}
        found.extend(f"kn={concept}" for concept in sorted(far))
        found.append(f"lnk={_bucket(self.linked[at])}")
        if block.strong:
            found.append(f"str={_bucket(_share(block.strong, unit))}")
        mass, best = self.masses.get(parent, 0), self.masses.get(self.best, 0)
        found.append(f"mass={_bucket(mass / best) if best else 'none'}")
        relation = _relation(parent, self.best)
        found.append(f"main={relation}")
        found.append(f"main={relation}|{tag}")
        found.append(f"main={relation}|{shape}")
        common = "common" if path == self.common else "other"
        found.append(f"place={common}")
        if -1 < self.order[at] < 3:
            found.append(f"place={common}|{self.order[at]}|{shape}")
            found.append(f"ord={self.order[at]}|{tag}")
        if -1 < self.headline < at < self.start:
            size = _reached(unit.line.length, _SIZES)
            found.append(f"between={size}")
            found.append(f"between={size}|{tag}")
            found.append(f"between={size}|{_bucket(self.linked[at])}")
            if block.strong:
                found.append(f"str|{self.order[at]}|{_bucket(_share(block.strong, unit))}")
        self._add_style(found, at)
        if at and self.places[at - 1][0] == path:
            found.append("same<")
        if at + 1 < len(self.units) and self.places[at + 1][0] == path:
            found.append("same>")

    def _key_features(self, at: int) -> list[str]:
        unit = self.units[at]
        found = [unit.line.short]
        found.extend(feature for feature in unit.line.features if feature[:2] in _KEPT)
        if unit.block is not None:
            found.append(_describe_path(self.places[at][0])[0])
            found.append(f"l{_bucket(self.linked[at])}")
            if unit.block.words:
                found.extend(class_concepts(unit.block.words[0]))
        return found


_KEPT = frozenset(("C:", "c0", "pa", "na", "co", "da"))
_SUMMARIES = frozenset(("description", "og:description", "twitter:description", "alternativeHeadline"))
_TITLES = ("headline", "og:title", "title", "twitter:title")


def _context(keys: list[list[str]], at: int) -> list[str]:
    found = []
    for name, side in (("<", at - 1), (">", at + 1)):
        if 0 <= side < len(keys):
            found.extend([name + feature for feature in keys[side]])
        else:
            found.append(name + "edge")
    for name, side in (("<<", at - 2), (">>", at + 2), ("<3", at - 3), (">3", at + 3)):
        if 0 <= side < len(keys):
            found.append(name + keys[side][0])
    return found


def line_key(text: str) -> str:
    """Letters and digits of the start of a line, lower case: by it a line is recognised again."""
    return _KEY.sub("", text[: 2 * _KEY_CHARACTERS].lower())[:_KEY_CHARACTERS]


_NO_STYLE = ("", "")


def _style_of(unit: Unit) -> tuple[str, ...]:
    return (*unit.block.words[:2], unit.block.path.rpartition("/")[2].partition("[")[0]) if unit.block else _NO_STYLE


def _titles(page: Page) -> list[str]:
    return [fact.value for fact in page.facts if fact.name in _TITLES]


def _article_body(page: Page) -> str:
    bodies = [fact.value for fact in page.facts if fact.name == "articleBody"]
    return _KEY.sub("", " ".join(bodies).lower())


@lru_cache(maxsize=4096)
def _word_set(text: str) -> frozenset[str]:
    return frozenset(_TWO_LETTERS.findall(text.lower()))


def _likeness(words: frozenset[str], other: frozenset[str]) -> int:
    """0 to 4: how much two lines share, Dice's coefficient of their words; 5 where one holds the other."""
    if len(words) < 2 or not other:
        return 0
    shared = len(words & other)
    if shared == len(words) and len(words) >= 3:
        return 5 if len(words) == len(other) else 4
    dice = 2 * shared / (len(words) + len(other))
    return 3 if dice > 0.7 else 2 if dice > 0.45 else 1 if dice > 0.25 else 0


def _link_share(unit: Unit) -> float:
    return _share(unit.block.links, unit) if unit.block is not None and unit.block.links else 0.0


def _share(ranges: Sequence[tuple[int, int]], unit: Unit) -> float:
    return sum(end - start for start, end in ranges) / max(1, unit.end - unit.start)


def _bucket(share: float) -> int:
    return 0 if share <= 0 else 1 if share < 0.25 else 2 if share < 0.75 else 3


def _reached(value: int, bounds: tuple[int, ...]) -> int:
    return sum(1 for bound in bounds if value >= bound)


def _distance(steps: int) -> int:
    return steps if steps <= 3 else 4 if steps <= 5 else 5 if steps <= 9 else 6 if steps <= 20 else 7


def _weight(unit: Unit, linked: float) -> float:
    if linked > 0.75:
        return _LINKED_LINE
    if unit.line.paragraph and linked < 0.5:
        return min(unit.line.length, _MASS_AT_MOST) / 100
    return _SHORT_LINE


def _heaviest_run(units: Sequence[Unit], linked: Sequence[float]) -> tuple[int, int]:
    """First and last index of the run of units with the greatest sum of weights (maximal subarray)."""
    best, run = 0.0, (len(units), -1)
    total, start = 0.0, 0
    for at, unit in enumerate(units):
        if total <= 0:
            total, start = 0.0, at
        total += _weight(unit, linked[at])
        if total > best:
            best, run = total, (start, at)
    return run


def _places(units: Sequence[Unit]) -> list[tuple[str, str]]:
    """Path without ranks, and the parent's path with ranks, of each unit; empty for lines of a text."""
    return [_place(unit.block.path) if unit.block is not None else ("", "") for unit in units]


@lru_cache(maxsize=4096)
def _place(path: str) -> tuple[str, str]:
    return _RANK.sub("", path), path.rpartition("/")[0]


def _masses(units: Sequence[Unit], places: Sequence[tuple[str, str]], linked: Sequence[float]) -> dict[str, float]:
    """Characters of running text under each parent; half of them count for its parent, too."""
    masses: dict[str, float] = {}
    for unit, (_, parent), share in zip(units, places, linked, strict=True):
        if unit.block is None or not unit.line.paragraph or share > 0.5:
            continue
        mass = min(unit.line.length, _MASS_AT_MOST)
        masses[parent] = masses.get(parent, 0) + mass
        above = parent.rpartition("/")[0]
        masses[above] = masses.get(above, 0) + mass / 2
    return masses


@lru_cache(maxsize=4096)
def _describe_path(path: str) -> tuple[str, str, list[str]]:
    """The last tag, the last two, and features for the telling elements around."""
    steps = path.split("/")[1:]
    tag = steps[-1] if steps[-1] in _TELLING else "other"
    above = steps[-2] if len(steps) > 1 and steps[-2] in _TELLING else "other"
    around = sorted({f"in={step}" for step in steps[:-1] if step in _TELLING and step not in ("div", "span")})
    return tag, f"{above}/{tag}", around


@lru_cache(maxsize=4096)
def _relation(parent: str, best: str) -> str:
    """Where an element stands to the one with most running text: in it, below it, or how far up they meet."""
    if parent == best:
        return "in"
    if parent.startswith(best + "/"):
        return f"below{min(3, parent[len(best) :].count('/'))}"
    mine, theirs = parent.split("/"), best.split("/")
    shared = 0
    for left, right in zip(mine, theirs, strict=False):
        if left != right:
            break
        shared += 1
    return f"up{min(5, len(theirs) - shared)}.{min(3, len(mine) - shared)}"

"""What a line's surroundings show: where the running text lies, the element it stands in, what it repeats."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from lesart.ingest.blocks import split_names
from lesart.ingest.zone_units import Unit
from lesart.ingest.zone_words import class_concepts
from lesart.model.text import Page

_RANK = re.compile(r"\[\d+\]")
_TELLING = split_names(
    "a article aside blockquote button dd details dialog div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6"
    " header label li main nav ol option p pre section select span table td th time tr ul address"
)
_SHORT_LINE = -0.7
"""What a line that is no running text costs a run of lines, in hundreds of characters of running text."""
_LINKED_LINE = -1.5
"""The same for a line that is nothing but links."""
_MASS_AT_MOST = 400
"""Characters of one paragraph that count: a wall of text does not outweigh an article."""
_KEY = re.compile(r"[\W_]+")
_KEY_CHARACTERS = 80
"""Letters and digits by which a line is recognised again."""


class Layout:
    """The units of a page with what the page as a whole shows about each of them."""

    def __init__(self, page: Page, units: Sequence[Unit], recurring: frozenset[str] = frozenset()) -> None:
        self.page = page
        self.units = units
        self.recurring = recurring
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
        self._add_run(found, at)
        self._add_repeats(found, at)
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
        if self.units[at].text in self.recurring:
            found.append("furniture")

    # ------------------------------------------------------------ what the markup says of itself
    def _add_agreement(self, found: list[str], at: int) -> None:
        unit = self.units[at]
        if unit.line.length < 300 and (self.titles or self.summaries):
            words = _word_set(unit.text)
            for name, wanted in (("title", self.titles), ("desc", self.summaries)):
                best = max((_likeness(words, other) for other in wanted), default=0)
                if best:
                    found.append(f"{name}={best}")
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
_TITLES = ("headline", "og:title", "title", "twitter:title", "alternativeHeadline")


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


def _titles(page: Page) -> list[str]:
    return [fact.value for fact in page.facts if fact.name in _TITLES]


def _article_body(page: Page) -> str:
    bodies = [fact.value for fact in page.facts if fact.name == "articleBody"]
    return _KEY.sub("", " ".join(bodies).lower())


def _word_set(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w{2,}", text.lower()))


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

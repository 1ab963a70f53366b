"""What a labeller is told of a line by the markup: element, classes, links and bold, where its element stands.

As in `zone_surroundings.py`, of which this is the part for HTML, features come in groups, one list for each group.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from operator import eq

from lesart.ingest.elements import split_names
from lesart.ingest.remembering import remember
from lesart.ingest.zone_features import Group
from lesart.ingest.zone_layout import PARAGRAPH_FROM, Layout, quarter, share_of
from lesart.ingest.zone_words import class_concepts

TELLING = split_names(
    "a article aside blockquote button dd details dialog div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6"
    " header label li main nav ol option p pre section select span table td th time tr ul address"
)
_SIZES = (60, 120, 200, 320, 500)
"""Characters of a line: bounds of the classes of what stands between headline and text."""


def describe_markup(layout: Layout) -> list[list[Group]]:
    """The features that depend on the markup, in groups: for each group a list with that of each unit."""
    return [_describe_places(layout), _describe_classes(layout), *_describe_shapes(layout), _describe_styles(layout)]


def _describe_places(layout: Layout) -> list[Group]:
    paths = [path for path, _ in layout.places]
    same = list(map(eq, paths, paths[1:]))
    return [_around[each] for each in zip(paths, [False, *same], [*same, False], strict=False)]


def _describe_classes(layout: Layout) -> list[Group]:
    return [_class_features[unit.block.words,] if unit.block is not None else () for unit in layout.units]


def _describe_shapes(layout: Layout) -> Iterator[list[Group]]:
    """What a line looks like in the element where it stands; whether it is among the first behind the headline; or
    between headline and text."""
    shapes: list[Group] = []
    starts: list[Group] = []
    betweens: list[Group] = []
    headline, start, common = layout.headline, layout.start, layout.common
    mains: dict[str, tuple[str, int]] = {}
    around = _elements_around(layout.best)
    for at, (unit, (path, parent), linked) in enumerate(zip(layout.units, layout.places, layout.quarters, strict=True)):
        block = unit.block
        strong = quarter(share_of(block.strong, unit)) if block is not None and block.strong else -1
        main = mains.get(parent)
        if main is None:
            mass = quarter(layout.masses.get(parent, 0) / layout.best_mass) if layout.best_mass else -1
            main = mains[parent] = (_relation(parent, around), mass)
        tag, shape, order = tag_of(layout.tags[at]), unit.line.short, layout.order[at]
        place = "common" if path == common else "other"
        shapes.append(_shapes[tag, shape, *main, linked, strong, place])
        starts.append(_start[place, order, tag, shape] if -1 < order < 3 else ())
        is_between = -1 < headline < at < start
        betweens.append(
            _between[bisect_right(_SIZES, unit.line.length), tag, linked, order, strong] if is_between else ()
        )
    yield from (shapes, starts, betweens)


@remember
def _around(path: str, before: bool, behind: bool) -> Group:
    """The last tag, the last two, the telling elements around; whether the next lines stand in the same kinds."""
    steps = path.split("/")[1:]
    tag = tag_of(path.rpartition("/")[2])
    above = steps[-2] if len(steps) > 1 and steps[-2] in TELLING else "other"
    around = sorted({f"in={step}" for step in steps[:-1] if step in TELLING and step not in ("div", "span")})
    same = [name for name, found in (("same<", before), ("same>", behind)) if found]
    return (f"tag={tag}", f"tag={above}/{tag}", *around, *same)


def tag_of(tag: str) -> str:
    """The tag where it tells something."""
    return tag if tag in TELLING else "other"


@remember
def _class_features(words: tuple[str, ...]) -> Group:
    found: list[str] = []
    for level, own in enumerate(words[:3]):
        if own:
            found.extend(f"k{level}={concept}" for concept in class_concepts(own))
    far = {concept for own in words[3:] if own for concept in class_concepts(own)}
    return (*found, *(f"kn={concept}" for concept in sorted(far)))


@remember
def _shapes(tag: str, shape: str, relation: str, mass: int, linked: int, strong: int, common: str) -> Group:
    found = [f"tag={tag}|{shape}", f"lnk={linked}", f"mass={mass if mass >= 0 else 'none'}", f"place={common}"]
    found += [f"main={relation}", f"main={relation}|{tag}", f"main={relation}|{shape}"]
    if strong >= 0:
        found.append(f"str={strong}")
    return tuple(found)


@remember
def _start(common: str, order: int, tag: str, shape: str) -> Group:
    return (f"place={common}|{order}|{shape}", f"ord={order}|{tag}")


@remember
def _between(size: int, tag: str, linked: int, order: int, strong: int) -> Group:
    found = [f"between={size}", f"between={size}|{tag}", f"between={size}|{linked}"]
    if strong >= 0:
        found.append(f"str|{order}|{strong}")
    return tuple(found)


def _describe_styles(layout: Layout) -> list[Group]:
    """Whether a paragraph has the classes of most paragraphs, where it stands, and whether it alone has its own."""
    found: list[Group] = []
    styles, main, weights = layout.styles, layout.style, layout.weights
    same = list(map(eq, styles, styles[1:]))
    same.append(False)
    before = False
    for unit, style, order, behind in zip(layout.units, styles, layout.order, same, strict=True):
        many = -1
        line = unit.line
        if line.paragraph or line.sentences:
            count = weights.get(style, (0, 0))[1]
            many = 0 if count == 0 else 1 if count == 1 else 2 if count <= 4 else 3
        bold = -1
        if -1 < order < 3 and line.length >= PARAGRAPH_FROM:
            strong = unit.block.strong if unit.block is not None else ()
            bold = quarter(share_of(strong, unit)) if strong else 0
        beside = f"{'<' if before else ''}{'>' if behind else ''}"
        found.append(_style["common" if style == main else "other", min(order, 3), many, beside, bold])
        before = behind
    return found


@remember
def _style(like: str, order: int, many: int, beside: str, bold: int) -> Group:
    found = [f"sty={like}|{order}", f"sty{beside}={like}"]
    if many >= 0:
        found.append(f"sty={like}|{order}|{many}")
    if bold >= 0:
        found.append(f"bold={bold}|{order}|{like}")
    return tuple(found)


def _elements_around(best: str) -> dict[str, int]:
    """The paths of an element and of all around it, with how far up they are."""
    found: dict[str, int] = {}
    while best:
        found[best] = len(found)
        best = best.rpartition("/")[0]
    found[""] = len(found)
    return found


def _relation(parent: str, around: dict[str, int]) -> str:
    """Where an element stands to the one with most running text: in it, below it, or how far up they meet."""
    down = 0
    while parent not in around:
        parent = parent.rpartition("/")[0]
        down += 1
    up = around[parent]
    if up:
        return f"up{min(5, up)}.{min(3, down)}"
    return f"below{min(3, down)}" if down else "in"

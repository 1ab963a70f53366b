"""What a labeller is told of each line of a page: how it looks, where it stands, what stands beside it.

Features are short strings and come in groups. Every group is made once from the few small facts that it depends on
and kept (`lru_cache`): pages of one outlet, and lines of one list, share nearly all of theirs, and the labeller
keeps the sum of a group's weights (`algorithms/chain.py`). To add a feature, put it into the group that knows what it
needs; a group without a memory may simply be a tuple.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

from lesart.algorithms.chain import Side
from lesart.ingest.elements import split_names
from lesart.ingest.zone_features import Group
from lesart.ingest.zone_layout import PARAGRAPH_FROM, Layout, like, share_of
from lesart.ingest.zone_units import Unit
from lesart.ingest.zone_words import class_concepts

TELLING = split_names(
    "a article aside blockquote button dd details dialog div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6"
    " header label li main nav ol option p pre section select span table td th time tr ul address"
)
_SIZES = (60, 120, 200, 320, 500)
"""Characters of a line: bounds of the classes in which its words are weighed."""
_SUMMARY_CHARACTERS = 700
"""A lead is shorter, characters."""
_COHESION = (1, 15, 30, 45, 60)
"""Per cent of a line's words that occur in other paragraphs: bounds of the classes."""
_BODY_KEY = 12
"""Letters of a line from which it is looked for in the article that the markup repeats."""
_BODY_LINES = 5_000
"""Lines of a page looked for in it; no article has more, and looking costs its length for each."""
_GROUPS = 16_384
"""Groups of one kind that are remembered: together some ten megabytes."""


def list_features(layout: Layout) -> list[list[str]]:
    """The features of each unit, in order, as a trainer wants them."""
    keys = list_keys(layout)
    found = []
    for at, groups in enumerate(describe_units(layout)):
        own = [feature for group in groups for feature in group]
        for side in SIDES:
            own.extend(side.told_by(keys[at + side.away] if 0 <= at + side.away < len(keys) else None))
        found.append(own)
    return found


def describe_units(layout: Layout) -> Iterator[list[Group]]:
    """The features of each unit in groups, in order, but for what its neighbours tell (`list_keys`, `SIDES`)."""
    passed = layout.markers_passed() if layout.units and layout.units[0].block is None else []
    shares = layout.mass_shares() if passed else []
    for at, unit in enumerate(layout.units):
        found = [
            unit.line.features,
            _describe_run(layout, at),
            _describe_edges(layout, at),
            _describe_cohesion(layout, at),
        ]
        agreement = _describe_agreement(layout, at)
        if agreement:
            found.append(agreement)
        if unit.block is not None:
            _add_markup(found, layout, at)
        else:
            found.append(_progress(passed[at], shares[at], _sort_of(unit)))
            found.append(_describe_likeness(layout, at))
        yield found


def list_keys(layout: Layout) -> list[Group]:
    """What the units around each unit are told of it; its shape comes first."""
    found = []
    for unit, place, linked in zip(layout.units, layout.places, layout.linked, strict=True):
        block = unit.block
        if block is None:
            found.append(unit.line.telling)
        else:
            own = class_concepts(block.words[0]) if block.words else ()
            found.append((*unit.line.telling, _tag_of(place[0]), _LINKED[_quarter(linked)], *own))
    return found


_LINKED = ("l0", "l1", "l2", "l3")
SIDES = (Side("<", -1, True), Side(">", 1, True), Side("<<", -2), Side(">>", 2), Side("<3", -3), Side(">3", 3))
"""Where the neighbours stand that tell a unit something: the next ones all that they have, those beyond their shape."""


# ---------------------------------------------------------------- place on the page
def _describe_run(layout: Layout, at: int) -> Group:
    first, last = layout.run
    if at < first:
        place = f"before{_distance(first - at)}"
    elif at > last:
        place = f"after{_distance(at - last)}"
    else:
        place = "first" if at == first else "last" if at == last else "in"
    order, ahead = layout.order[at], layout.headline - at
    if order < 0 or not ahead:
        return _before_text(place, layout.units[at].line.short, ahead if 0 <= ahead <= 3 else -1)
    away = _distance(-ahead) if order < 3 and layout.headline >= 0 else -1
    return _in_text(place, layout.units[at].line.short, min(order, 3), away)


@lru_cache(maxsize=_GROUPS)
def _before_text(place: str, shape: str, ahead: int) -> Group:
    found = [f"run={place}", f"run={place[:2]}|{shape}", "ord=before" if ahead else "ord=head"]
    if ahead > 0:
        found.append(f"head-{ahead}|{shape}")
    return tuple(found)


@lru_cache(maxsize=_GROUPS)
def _in_text(place: str, shape: str, rank: int, away: int) -> Group:
    found = [f"run={place}", f"run={place[:2]}|{shape}", f"ord={rank}", f"ord={rank}|{shape}"]
    if away >= 0:
        found.append(f"ord={rank}|head+{away}")
    return tuple(found)


def _describe_edges(layout: Layout, at: int) -> Group:
    unit, units = layout.units[at], layout.units
    key = unit.line.key
    first, count = layout.seen[key]
    again = "" if not key or count < 2 else "again" if first != at else "first"
    glued = unit.line.short if unit.glued else ""
    behind = at + 1 < len(units) and units[at + 1].glued
    short_key = len(key) < _SHORT_KEY
    return _edges(unit.gap, glued, behind, min(at, 6) if at < 12 else -1, len(units) - at <= 3, again, short_key)


_SHORT_KEY = 20
"""A line of fewer letters recurs more easily by chance."""


@lru_cache(maxsize=_GROUPS)
def _edges(gap: bool, glued: str, behind: bool, top: int, bottom: bool, again: str, short_key: bool) -> Group:
    found = []
    if gap:
        found.append("gap")
    if glued:
        found.append("glued")
        found.append(f"glued|{glued}")
    if behind:
        found.append("glue>")
    if top >= 0:
        found.append(f"top={top}")
    if bottom:
        found.append("bottom")
    if again:
        found.append(f"rep={again}{'s' if short_key else ''}")
    return tuple(found)


def _sort_of(unit: Unit) -> str:
    return "p" if unit.line.paragraph else "s" if unit.line.sentences else "n"


@lru_cache(maxsize=_GROUPS)
def _progress(passed: tuple[str, ...], share: int, sort: str) -> Group:
    return (*(f"past={name}" for name in passed), *(f"past={name}|{sort}" for name in passed), f"tenth={share}|{sort}")


# ---------------------------------------------------------------- what it says again
def _describe_likeness(layout: Layout, at: int) -> Group:
    """Whether a line says much the same as the one before or behind, as alternative texts and captions do."""
    stems = layout.units[at].line.stems
    if len(stems) < 2:
        return ()
    found = []
    for name, side in (("like<", at - 1), ("like>", at + 1), ("like<<", at - 2), ("like>>", at + 2)):
        if 0 <= side < len(layout.units):
            line = layout.units[side].line
            if line.stems and 2 * len(stems & line.stems) > min(len(stems), len(line.stems)):
                found.append(f"{name}{'p' if line.paragraph else 's'}")
    return tuple(found)


def _describe_cohesion(layout: Layout, at: int) -> Group:
    """How many words of a line occur in other paragraphs of the running text: an article is about one thing."""
    line = layout.units[at].line
    stems = line.stems
    if not stems:
        return ()
    count = len(stems)
    shared = len(stems & (layout.shared_topic if layout.tells(at) else layout.topic))
    share = _reached(100 * shared // count, _COHESION) if shared else 0
    place = "in" if layout.run[0] <= at <= layout.run[1] else "before" if at < layout.run[0] else "after"
    said = -1
    if 0 <= layout.headline != at:
        said = min(len(stems & layout.units[layout.headline].line.stems), 3)
    size = "s" if count < 4 else "m" if count < 12 else "l"
    return _cohesion(share, size, _reached(line.length, _SIZES), place, said)


@lru_cache(maxsize=_GROUPS)
def _cohesion(share: int, size: str, length: int, place: str, said: int) -> Group:
    found = [f"coh={share}{size}", f"coh={share}|{length}", f"coh={share}{size}|{place}"]
    if said >= 0:
        found.append(f"head={said}{size}")
    return tuple(found)


# ---------------------------------------------------------------- what the markup says of itself
def _describe_agreement(layout: Layout, at: int) -> Group:
    unit = layout.units[at]
    likeness, kind, told = 0, "", 0
    if unit.line.length < _SUMMARY_CHARACTERS:
        likeness = layout.likeness[at]
        if likeness:
            kind = "" if unit.block is None else "crumb|" if layout.is_crumb(at) else f"{layout.heading(at)}|"
        if layout.summaries and len(unit.line.word_set) > 1:
            told = max([like(unit.line.word_set, other) for other in layout.summaries])
    body = ""
    if layout.body:
        key = unit.line.key
        if len(key) < _BODY_KEY:
            body = "short"
        else:
            body = "in" if at < _BODY_LINES and key in layout.body else "out"
    return _agreement(likeness, kind, told, min(layout.order[at], 3), body) if likeness or told or body else ()


@lru_cache(maxsize=_GROUPS)
def _agreement(likeness: int, kind: str, told: int, order: int, body: str) -> Group:
    found = []
    if likeness:
        found.append(f"title={likeness}")
        if kind:
            found.append(f"title={likeness}|{kind[:-1]}")
    if told:
        found.append(f"desc={told}")
        found.append(f"desc={told}|{order}")
    if body:
        found.append(f"body={body}")
    return tuple(found)


# ---------------------------------------------------------------- HTML
def _add_markup(found: list[Group], layout: Layout, at: int) -> None:
    unit = layout.units[at]
    block = unit.block
    assert block is not None
    path, parent = layout.places[at]
    tag = _tag_of(path)
    shape, order = unit.line.short, layout.order[at]
    linked = _quarter(layout.linked[at])
    strong = _quarter(share_of(block.strong, unit)) if block.strong else -1
    common = "common" if path == layout.common else "other"
    before = at > 0 and layout.places[at - 1][0] == path
    behind = at + 1 < len(layout.units) and layout.places[at + 1][0] == path
    found.append(_around(path, before, behind))
    found.append(_class_features(block.words))
    mass = _quarter(layout.masses.get(parent, 0) / layout.best_mass) if layout.best_mass else -1
    found.append(_shapes(tag, shape, _relation(parent, layout.best), linked, strong, mass, common))
    if -1 < order < 3:
        found.append(_start(common, order, tag, shape))
    if -1 < layout.headline < at < layout.start:
        found.append(_between(_reached(unit.line.length, _SIZES), tag, linked, order, strong))
    _add_style(found, layout, at, strong)


@lru_cache(maxsize=_GROUPS)
def _around(path: str, before: bool, behind: bool) -> Group:
    """The last tag, the last two, the telling elements around; whether the next lines stand in the same kinds."""
    steps = path.split("/")[1:]
    above = steps[-2] if len(steps) > 1 and steps[-2] in TELLING else "other"
    around = sorted({f"in={step}" for step in steps[:-1] if step in TELLING and step not in ("div", "span")})
    same = [name for name, found in (("same<", before), ("same>", behind)) if found]
    return (f"tag={_tag_of(path)}", f"tag={above}/{_tag_of(path)}", *around, *same)


@lru_cache(maxsize=_GROUPS)
def _tag_of(path: str) -> str:
    tag = path.rpartition("/")[2]
    return tag if tag in TELLING else "other"


@lru_cache(maxsize=_GROUPS)
def _class_features(words: tuple[str, ...]) -> Group:
    found: list[str] = []
    for level, own in enumerate(words[:3]):
        if own:
            found.extend(f"k{level}={concept}" for concept in class_concepts(own))
    far = {concept for own in words[3:] if own for concept in class_concepts(own)}
    return (*found, *(f"kn={concept}" for concept in sorted(far)))


@lru_cache(maxsize=_GROUPS)
def _shapes(tag: str, shape: str, relation: str, linked: int, strong: int, mass: int, common: str) -> Group:
    found = [f"tag={tag}|{shape}", f"lnk={linked}", f"mass={mass if mass >= 0 else 'none'}", f"place={common}"]
    found += [f"main={relation}", f"main={relation}|{tag}", f"main={relation}|{shape}"]
    if strong >= 0:
        found.append(f"str={strong}")
    return tuple(found)


@lru_cache(maxsize=_GROUPS)
def _start(common: str, order: int, tag: str, shape: str) -> Group:
    return (f"place={common}|{order}|{shape}", f"ord={order}|{tag}")


@lru_cache(maxsize=_GROUPS)
def _between(size: int, tag: str, linked: int, order: int, strong: int) -> Group:
    found = [f"between={size}", f"between={size}|{tag}", f"between={size}|{linked}"]
    if strong >= 0:
        found.append(f"str|{order}|{strong}")
    return tuple(found)


def _add_style(found: list[Group], layout: Layout, at: int, strong: int) -> None:
    """Whether a paragraph has the classes of most paragraphs, where it stands, and whether it alone has its own."""
    unit = layout.units[at]
    styles, order = layout.styles, layout.order[at]
    style = styles[at]
    like = "common" if style == layout.style else "other"
    many = -1
    if unit.line.paragraph or unit.line.sentences:
        count = layout.weights.get(style, (0, 0))[1]
        many = 0 if count == 0 else 1 if count == 1 else 2 if count <= 4 else 3
    before = at > 0 and styles[at - 1] == style
    behind = at + 1 < len(styles) and styles[at + 1] == style
    bold = max(strong, 0) if -1 < order < 3 and unit.line.length >= PARAGRAPH_FROM else -1
    found.append(_style(like, min(order, 3), many, f"{'<' if before else ''}{'>' if behind else ''}", bold))


@lru_cache(maxsize=_GROUPS)
def _style(like: str, order: int, many: int, beside: str, bold: int) -> Group:
    found = [f"sty={like}|{order}", f"sty{beside}={like}"]
    if many >= 0:
        found.append(f"sty={like}|{order}|{many}")
    if bold >= 0:
        found.append(f"bold={bold}|{order}|{like}")
    return tuple(found)


def _quarter(share: float) -> int:
    return 0 if share <= 0 else 1 if share < 0.25 else 2 if share < 0.75 else 3


def _reached(value: int, bounds: tuple[int, ...]) -> int:
    return bisect_right(bounds, value)


def _distance(steps: int) -> int:
    return steps if steps <= 3 else 4 if steps <= 5 else 5 if steps <= 9 else 6 if steps <= 20 else 7


@lru_cache(maxsize=_GROUPS)
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

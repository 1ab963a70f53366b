"""What a labeller is told of each line of a page: how it looks, where it stands, what stands beside it.

Features are short strings and come in groups. Every group is made once from the few small facts that it depends on
and kept (`remember`): pages of one outlet, and lines of one list, share nearly all of theirs, and the labeller
keeps the sum of a group's weights (`algorithms/chain.py`). To add a feature, put it into the group that knows what it
needs; a group without a memory may simply be a tuple.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from lesart.algorithms.chain import Side
from lesart.ingest.remembering import remember
from lesart.ingest.zone_features import Group
from lesart.ingest.zone_layout import Layout, like
from lesart.ingest.zone_markup import describe_markup, tag_of
from lesart.ingest.zone_stretches import describe_stretches
from lesart.ingest.zone_units import Unit
from lesart.ingest.zone_words import class_concepts

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


def list_features(layout: Layout, far: bool = True) -> list[list[str]]:
    """The features of each unit, in order, as a trainer wants them; of texts without what stands `far` away on wish."""
    keys = list_keys(layout)
    found = []
    for at, groups in enumerate(describe_units(layout, far)):
        own = [feature for group in groups for feature in group]
        for side in SIDES:
            own.extend(side.told_by(keys[at + side.away] if 0 <= at + side.away < len(keys) else None))
        found.append(own)
    return found


def describe_units(layout: Layout, far: bool = True) -> Iterator[list[Group]]:
    """The features of each unit in groups, in order, but for what its neighbours tell (`list_keys`, `SIDES`).

    Of a text they tell what stands `far` away, too (`zone_stretches.py`).
    """
    units = layout.units
    columns = [
        [unit.line.features for unit in units],
        _describe_runs(layout),
        _describe_edges(layout),
        _describe_cohesion(layout),
        _describe_agreement(layout),
    ]
    is_text = bool(units) and units[0].block is None
    if units and not is_text:
        columns.extend(describe_markup(layout))
    elif units:
        columns.append(_describe_progress(layout))
        columns.append([_describe_likeness(layout, at) for at in range(len(units))])
    found = map(list, zip(*columns, strict=True))
    if is_text and far:
        return (own + more for own, more in zip(found, describe_stretches(layout), strict=True))
    return found


def list_keys(layout: Layout) -> list[Group]:
    """What the units around each unit are told of it; its shape comes first."""
    found = []
    for unit, tag, linked in zip(layout.units, layout.tags, layout.quarters, strict=True):
        block = unit.block
        if block is None:
            found.append(unit.line.telling)
        else:
            found.append(unit.line.telling + _key[tag, linked, block.words[0] if block.words else ""])
    return found


@remember
def _key(tag: str, linked: int, words: str) -> Group:
    return (tag_of(tag), f"l{linked}", *(class_concepts(words) if words else ()))


SIDES = (Side("<", -1, True), Side(">", 1, True), Side("<<", -2), Side(">>", 2), Side("<3", -3), Side(">3", 3))
"""Where the neighbours stand that tell a unit something: the next ones all that they have, those beyond their shape."""


# ---------------------------------------------------------------- place on the page
def _describe_runs(layout: Layout) -> list[Group]:
    found = []
    first, last = layout.run
    headline = layout.headline
    for at, (unit, order) in enumerate(zip(layout.units, layout.order, strict=True)):
        if at < first:
            place = _BEFORE[min(first - at, _FAR)]
        elif at > last:
            place = _AFTER[min(at - last, _FAR)]
        else:
            place = "first" if at == first else "last" if at == last else "in"
        ahead = headline - at
        if order < 0 or not ahead:
            found.append(_before_text[place, unit.line.short, ahead if 0 <= ahead <= 3 else -1])
        else:
            away = _distance(-ahead) if order < 3 and headline >= 0 else -1
            found.append(_in_text[place, unit.line.short, min(order, 3), away])
    return found


@remember
def _before_text(place: str, shape: str, ahead: int) -> Group:
    found = [f"run={place}", f"run={place[:2]}|{shape}", "ord=before" if ahead else "ord=head"]
    if ahead > 0:
        found.append(f"head-{ahead}|{shape}")
    return tuple(found)


@remember
def _in_text(place: str, shape: str, rank: int, away: int) -> Group:
    found = [f"run={place}", f"run={place[:2]}|{shape}", f"ord={rank}", f"ord={rank}|{shape}"]
    if away >= 0:
        found.append(f"ord={rank}|head+{away}")
    return tuple(found)


def _describe_edges(layout: Layout) -> list[Group]:
    found = []
    seen, count = layout.seen, len(layout.units)
    behind = [unit.glued for unit in layout.units[1:]]
    behind.append(False)
    for at, unit in enumerate(layout.units):
        line = unit.line
        key = line.key
        first, times = seen[key]
        again = "" if times < 2 or not key else "again" if first != at else "first"
        glued = line.short if unit.glued else ""
        top = -1 if at >= 12 else min(at, 6)
        found.append(_edges[unit.gap, glued, behind[at], top, count - at <= 3, again, len(key) < _SHORT_KEY])
    return found


_SHORT_KEY = 20
"""A line of fewer letters recurs more easily by chance."""


@remember
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


def _describe_progress(layout: Layout) -> list[Group]:
    passed, shares = layout.markers_passed(), layout.mass_shares()
    return [
        _progress[before, share, _sort_of(unit)]
        for before, share, unit in zip(passed, shares, layout.units, strict=True)
    ]


@remember
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


def _describe_cohesion(layout: Layout) -> list[Group]:
    """How many words of a line occur in other paragraphs of the running text: an article is about one thing."""
    found: list[Group] = []
    first, last = layout.run
    topic, headline = layout.topic, layout.headline
    title = layout.units[headline].line.stems if headline >= 0 else None
    for at, unit in enumerate(layout.units):
        stems = unit.line.stems
        if not stems:
            found.append(())
            continue
        count = len(stems)
        share = 0
        if not topic.isdisjoint(stems):
            share = _reached(
                100 * len(stems & (layout.shared_topic if layout.tells(at) else topic)) // count, _COHESION
            )
        place = "in" if first <= at <= last else "before" if at < first else "after"
        said = -1
        if title is not None and at != headline:
            said = 0 if title.isdisjoint(stems) else min(len(stems & title), 3)
        size = "s" if count < 4 else "m" if count < 12 else "l"
        found.append(_cohesion[share, size, _reached(unit.line.length, _SIZES), place, said])
    return found


@remember
def _cohesion(share: int, size: str, length: int, place: str, said: int) -> Group:
    found = [f"coh={share}{size}", f"coh={share}|{length}", f"coh={share}{size}|{place}"]
    if said >= 0:
        found.append(f"head={said}{size}")
    return tuple(found)


# ---------------------------------------------------------------- what the markup says of itself
def _describe_agreement(layout: Layout) -> list[Group]:
    found: list[Group] = []
    summaries, article = layout.summaries, layout.body
    told_words = frozenset().union(*summaries)
    for at, (unit, likely) in enumerate(zip(layout.units, layout.likeness, strict=True)):
        likeness, kind, told, body = 0, "", 0, ""
        line = unit.line
        if line.length < _SUMMARY_CHARACTERS:
            likeness = likely
            if likeness:
                kind = "" if unit.block is None else "crumb|" if layout.is_crumb(at) else f"{layout.heading(at)}|"
            if summaries and not told_words.isdisjoint(line.word_set):
                told = max([like(line.word_set, other) for other in summaries])
        if article:
            key = line.key
            if len(key) < _BODY_KEY:
                body = "short"
            else:
                body = "in" if at < _BODY_LINES and key in article else "out"
        agrees = likeness or told or body
        found.append(_agreement[likeness, kind, told, min(layout.order[at], 3), body] if agrees else ())
    return found


@remember
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


def _reached(value: int, bounds: tuple[int, ...]) -> int:
    return bisect_right(bounds, value)


def _distance(steps: int) -> int:
    return steps if steps <= 3 else 4 if steps <= 5 else 5 if steps <= 9 else 6 if steps <= 20 else 7


_FAR = 21
"""From here on distances are the same."""
_BEFORE = [f"before{_distance(steps)}" for steps in range(_FAR + 1)]
_AFTER = [f"after{_distance(steps)}" for steps in range(_FAR + 1)]

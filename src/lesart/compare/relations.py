"""How one reading of a row relates to the base: verbatim, reworded, or differing, and in what.

*Differs* is said only where both state the same kind of thing and the two cannot be the same statement: another
number or bound, another authority, actor, place or time, a negation (`conflicts.py`). What only one of them has is
marked as left out or added, and the reading is *reworded*: leaving something out contradicts nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from lesart.compare.conflicts import find_conflicts
from lesart.compare.sides import Side
from lesart.language.languages import Language
from lesart.language.stems import Stems
from lesart.model.synopsis import Difference, Relation, Variant
from lesart.model.text import Span

CONFLICTS: frozenset[Difference] = frozenset({"figure", "bound", "authority", "actor", "time", "place", "negation"})
"""Differences that make a reading *differ*; the others leave it *reworded*."""
SPOT_OVERLAP = 0.4
"""Share of the words of the shorter side that both have, before a name in the same spot is another place or actor (own
setting): in a sentence put otherwise as a whole there is no same spot."""
_NAMED: tuple[tuple[tuple[str, ...], Difference], ...] = ((("LOC",), "place"), (("PER", "ORG"), "actor"))


def relate(base: Side, here: Side, language: Language, stems: Stems) -> tuple[Relation, tuple[Variant, ...]]:
    """Relation of `here` to `base`, and the differences in the order of `here`."""
    if base.words == here.words:
        return "verbatim", ()
    conflicts = [each for each in find_conflicts(base, here, language, stems) if not _is_slight(each, base, here)]
    changes = list(_changes(base, here, language, conflicts))
    variants = (*conflicts, *changes)
    differs = any(variant.kind in CONFLICTS for variant in variants)
    return ("differs" if differs else "reworded"), variants


def _is_slight(conflict: Variant, base: Side, here: Side) -> bool:
    """Whether a difference contradicts nobody: a time whose day or year neither page prints, and an authority that is
    named for a fact, neither for a number nor for its own words."""
    if conflict.kind == "time":
        return _same_time(conflict, base, here)
    if conflict.kind == "authority":
        quoted = _speaks(base) and _speaks(here)
        return not (base.quantities() and here.quantities()) and not quoted
    return False


def _speaks(side: Side) -> bool:
    return any(quotation.type == "direct" for quotation in side.quotations)


def _same_time(conflict: Variant, base: Side, here: Side) -> bool:
    """Whether the pages print the same time, though they were read as two (*am 1. Juli*, of an undated page)."""
    words = [side.page.page[spans[0]].lower() for side, spans in ((base, conflict.base), (here, conflict.here))]
    if words[0] == words[1]:
        return True
    values = [
        next((time.value for time in side.times() if time.span == spans[0]), None)
        for side, spans in ((base, conflict.base), (here, conflict.here))
    ]
    if any(value is None or value[:4] in printed for value, printed in zip(values, words, strict=True)):
        return False
    one, other = (str(value)[4:] for value in values)
    return one == other != ""


def _changes(base: Side, here: Side, language: Language, told: Sequence[Variant]) -> Iterable[Variant]:
    """Word by word, what stands otherwise, is left out or added; stretches that `told` names are not told again."""
    strength = {word: group for group, words in language.rows("strength_words") for word in words.split()}
    matcher = SequenceMatcher(None, base.words, here.words, autojunk=False)
    fewer = min(len(set(base.words)), len(set(here.words)))
    alike = len(set(base.words) & set(here.words)) >= SPOT_OVERLAP * fewer
    for action, a, b, c, d in matcher.get_opcodes():
        if action == "equal":
            continue
        mine, other = _joined(base.places[a:b]), _joined(here.places[c:d])
        if any(_touch(mine, each.base) or _touch(other, each.here) for each in told):
            continue
        kind: Difference
        if action == "delete":
            kind = "left out"
        elif action == "insert":
            kind = "added"
        else:
            kind = (_replaced(base, here, mine, other) if alike else None) or _strength(
                base.words[a:b], here.words[c:d], strength
            )
        yield Variant(kind, mine, other)


def _replaced(base: Side, here: Side, mine: tuple[Span, ...], other: tuple[Span, ...]) -> Difference | None:
    """*place* or *actor* where a name stands against another name of its kind in the same spot."""
    ones = [name for name in base.names() if _touch(mine, (name.span,))]
    twos = [name for name in here.names() if _touch(other, (name.span,))]
    for kinds, difference in _NAMED:
        one = {name.entity for name in ones if name.kind in kinds and name.entity}
        two = {name.entity for name in twos if name.kind in kinds and name.entity}
        there = {name.entity for name in here.names()}
        back = {name.entity for name in base.names()}
        if one and two and not one & there and not two & back:
            return difference
    return None


def _strength(mine: Sequence[str], other: Sequence[str], groups: dict[str, str]) -> Difference:
    one = {groups[word] for word in mine if word in groups}
    two = {groups[word] for word in other if word in groups}
    return "strength" if one != two else "wording"


def _joined(places: Sequence[Span]) -> tuple[Span, ...]:
    """One span from the first to the last of `places` of one page; none for none."""
    return (Span(places[0].page, places[0].start, places[-1].end),) if places else ()


def _touch(ones: Iterable[Span], others: Iterable[Span]) -> bool:
    others = tuple(others)
    return any(one.meets(other) for one in ones for other in others)

"""How one reading of a row relates to the base: verbatim, reworded, or differing, and in what.

*Differs* is said only where both state the same kind of thing and the two cannot be the same statement: another
number or bound, another authority, actor, place or time, a negation. What only one of them has is marked as left out
or added, and the reading is *reworded*: leaving something out contradicts nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

import msgspec

from lesart.algorithms.words import normal_word
from lesart.compare.units import Unit, load_concepts
from lesart.language.languages import Language
from lesart.language.stems import Stems
from lesart.model.annotation import Annotated, Name, Quantity, Quotation, TimePoint
from lesart.model.synopsis import Difference, Relation, Variant
from lesart.model.text import Span

CONFLICTS: frozenset[Difference] = frozenset({"figure", "bound", "authority", "actor", "time", "place", "negation"})
"""Differences that make a reading *differ*; the others leave it *reworded*."""
TELLING = 1.0
"""Weight from which a word tells something (a word in at most a third of texts)."""
MOST_AROUND_NEGATION = 2
"""Telling words that may change along with a negation: more, and the sentence is put otherwise as a whole. Set on
the tuning half of `tests/coverage`."""
NEGATION_OVERLAP = 0.5
"""Share of the words of the shorter side that both have, before a negation counts. Set there too."""
ROLE_OVERLAP = 0.75
"""Share of the telling words of the shorter side that both have, before a turned order of nouns counts. Set there."""
_NEAR_BOUND = {
    "plain": "exact", "converted": "exact", "about": "about", "almost": "about", "at_most": "upper",
    "less_than": "upper", "at_least": "lower", "more_than": "lower", "several": "vague", "vague": "vague",
}  # fmt: skip


_NAMED: tuple[tuple[tuple[str, ...], Difference], ...] = ((("LOC",), "place"), (("PER", "ORG"), "actor"))


class Side(msgspec.Struct, frozen=True):
    """One witness's part of a row: its sentences in order, and the quotations that touch them."""

    page: Annotated
    units: tuple[Unit, ...]
    words: tuple[str, ...]
    places: tuple[Span, ...]
    """Where each of `words` stands."""
    quotations: tuple[Quotation, ...]

    def quantities(self) -> list[Quantity]:
        return [each for unit in self.units for each in unit.quantities]

    def names(self) -> list[Name]:
        return [each for unit in self.units for each in unit.names]

    def times(self) -> list[TimePoint]:
        return [each for unit in self.units for each in unit.times]


def make_side(page: Annotated, units: Sequence[Unit]) -> Side:
    """The sentences `units` of `page`, ready to be compared."""
    words: list[str] = []
    places: list[Span] = []
    for unit in units:
        for token in unit.sentence.tokens:
            if token.text[0].isalnum():
                words.append(normal_word(token.text))
                places.append(Span(page.page.id, token.start, token.end))
    touched = tuple(
        each for each in page.quotations if any(piece.meets(unit.span) for piece in each.content for unit in units)
    )
    return Side(page, tuple(units), tuple(words), tuple(places), touched)


def relate(base: Side, here: Side, language: Language, stems: Stems) -> tuple[Relation, tuple[Variant, ...]]:
    """Relation of `here` to `base`, and the differences in the order of `here`."""
    if base.words == here.words:
        return "verbatim", ()
    conflicts = [
        *_figures(base, here, stems),
        *_authorities(base, here, language, stems),
        *_negations(base, here, language, stems),
        *_roles(base, here, language, stems),
        *_times(base, here),
    ]
    changes = list(_changes(base, here, language, conflicts))
    variants = (*conflicts, *changes)
    differs = any(variant.kind in CONFLICTS for variant in variants)
    return ("differs" if differs else "reworded"), variants


def _figures(base: Side, here: Side, stems: Stems) -> Iterable[Variant]:
    """Numbers of the same thing that are not the same number, or not bounded alike.

    A number that the other side has too, whatever it counts there, is no difference.
    """
    free = here.quantities()
    there = _numbers(here)
    back = _numbers(base)
    for mine in base.quantities():
        alike = [other for other in free if _same_counted(base, mine, here, other, stems)]
        if not alike:
            continue
        best = min(alike, key=lambda other: _figure_kind(mine, other) is not None)
        kind = _figure_kind(mine, best)
        if kind == "figure" and (mine.value in there or best.value in back):
            continue
        free.remove(best)
        if kind:
            yield Variant(kind, (mine.span,), (best.span,))


def _numbers(side: Side) -> set[float | None]:
    """Values of the quantities of a side and of its numbers in digits."""
    values: set[float | None] = {each.value for each in side.quantities() if each.value is not None}
    for word in side.words:
        if word.isdigit():
            values.add(float(word))
    return values


def _same_counted(base: Side, mine: Quantity, here: Side, other: Quantity, stems: Stems) -> bool:
    if mine.unit or other.unit:
        return mine.unit == other.unit
    if mine.of is None or other.of is None:
        return len(base.quantities()) == len(here.quantities()) == 1
    one = {stems.stem(word) for word in base.page.page[mine.of].split() if word[0].isalnum()}
    two = {stems.stem(word) for word in here.page.page[other.of].split() if word[0].isalnum()}
    return bool(one & two) or len(base.quantities()) == len(here.quantities()) == 1


def _figure_kind(mine: Quantity, other: Quantity) -> Difference | None:
    mine_values = (mine.value, mine.low, mine.high)
    other_values = (other.value, other.low, other.high)
    if mine.value is not None and other.value is not None and mine.value != other.value:
        return "figure"
    if _NEAR_BOUND[mine.modality] != _NEAR_BOUND[other.modality]:
        return "bound"
    return "figure" if mine_values != other_values else None


def _authorities(base: Side, here: Side, language: Language, stems: Stems) -> Iterable[Variant]:
    """Two named authorities that are not the same: for the figures, else for what is reported as said.

    An authority that the other side names too, in whatever role, or by another word for it, is no other one.
    """
    mine, other = _authority_spans(base), _authority_spans(here)
    known = [{entity for entity in _authority_entities(side) if entity} for side in (base, here)]
    if not mine or not other or known[0] & known[1]:
        return
    empty = {stems.stem(word) for word in language.words("source_nouns")}
    ones, twos = (
        {stem for stem in _stems_at(side, spans, stems) if stem not in empty and stems.weight(stem) > TELLING}
        for side, spans in ((base, mine), (here, other))
    )
    there, back = ({stems.stem(word) for word in side.words} for side in (here, base))
    if ones & there or twos & back or _concepts_of(ones, language) & _concepts_of(twos, language):
        return
    if ones and twos and not any(_related(one, two) for one in ones for two in twos):
        yield Variant("authority", tuple(mine[:1]), tuple(other[:1]))


def _concepts_of(stems: Iterable[str], language: Language) -> set[str]:
    single = load_concepts(language.tag).single
    return {single[stem] for stem in stems if stem in single}


def _stems_at(side: Side, spans: Iterable[Span], stems: Stems) -> set[str]:
    words = [word for span in spans for word in side.page.page[span].replace("-", " ").split()]
    return {stems.stem(word.strip(".,:;()")) for word in words if word[0].isalpha() and word.strip(".,:;()")}


def _related(one: str, two: str) -> bool:
    """Whether two stems are one word or a compound and its last part (*Kantonspolizei*, *Polizei*)."""
    return one == two or (len(two) > 3 and one.endswith(two)) or (len(one) > 3 and two.endswith(one))


def _authority_spans(side: Side) -> list[Span]:
    """Authorities named in the sentences themselves: of their figures, else of what they report as said."""
    inside = [unit.span for unit in side.units]
    spans = [a for each in side.quantities() if (a := each.authority) and any(span.covers(a) for span in inside)]
    return spans or [span for each in side.quotations for span in each.speaker[:1]]


def _authority_entities(side: Side) -> list[str | None]:
    told = _authority_spans(side)
    ids = [each.authority_entity for each in side.quantities() if each.authority in told]
    return ids or [each.entity for each in side.quotations]


def _negations(base: Side, here: Side, language: Language, stems: Stems) -> Iterable[Variant]:
    """A negation that one side has and the other lacks, where little else is put otherwise around it."""
    negations = language.words("negations")
    mine = [place for word, place in zip(base.words, base.places, strict=True) if word in negations]
    other = [place for word, place in zip(here.words, here.places, strict=True) if word in negations]
    shared = len(set(base.words) & set(here.words))
    if bool(mine) == bool(other) or shared < NEGATION_OVERLAP * min(len(set(base.words)), len(set(here.words))):
        return
    matcher = SequenceMatcher(None, base.words, here.words, autojunk=False)
    for action, a, b, c, d in matcher.get_opcodes():
        if action == "equal" or not any(word in negations for word in (*base.words[a:b], *here.words[c:d])):
            continue
        telling = [word for word in (*base.words[a:b], *here.words[c:d]) if stems.weight(stems.stem(word)) > TELLING]
        if len(telling) <= MOST_AROUND_NEGATION:
            yield Variant("negation", tuple(mine[:1]), tuple(other[:1]))
            return


def _roles(base: Side, here: Side, language: Language, stems: Stems) -> Iterable[Variant]:
    """Two nouns in turned order in the same words: who did it to whom. A passive turns the order by itself."""
    passive = language.words("passive_words")
    if any(word in passive for word in (*base.words, *here.words)):
        return
    mine, other = (_content(side, stems) for side in (base, here))
    common = mine.keys() & other.keys()
    if len(common) < ROLE_OVERLAP * min(len(mine), len(other)):
        return
    first, second = (_opening_noun(side, stems) for side in (base, here))
    if first is None or second is None or first == second or first not in other or second not in mine:
        return
    if mine[first].start < mine[second].start and other[second].start < other[first].start:
        yield Variant("actor", (mine[first],), (other[second],))


def _opening_noun(side: Side, stems: Stems) -> str | None:
    """The stem of the noun that a side begins with, after an article at most: there German has its subject, unless
    an object is put first on purpose."""
    for word, place in list(zip(side.words, side.places, strict=True))[:2]:
        written = side.page.page[place]
        if written[0].isupper() and stems.weight(stems.stem(word)) > TELLING:
            return stems.stem(word)
    return None


def _content(side: Side, stems: Stems) -> dict[str, Span]:
    """Telling stems of a side and where each stands first."""
    found: dict[str, Span] = {}
    for word, place in zip(side.words, side.places, strict=True):
        stem = stems.stem(word)
        if stems.weight(stem) > TELLING:
            found.setdefault(stem, place)
    return found


def _times(base: Side, here: Side) -> Iterable[Variant]:
    """Points in time that do not meet, where each sentence gives exactly one."""
    mine = [each for each in base.times() if each.type in ("DATE", "TIME") and each.earliest and each.latest]
    other = [each for each in here.times() if each.type in ("DATE", "TIME") and each.earliest and each.latest]
    if len(mine) == 1 and len(other) == 1:
        one, two = mine[0], other[0]
        if (one.latest or "") < (two.earliest or "") or (two.latest or "") < (one.earliest or ""):
            yield Variant("time", (one.span,), (two.span,))


def _changes(base: Side, here: Side, language: Language, told: Sequence[Variant]) -> Iterable[Variant]:
    """Word by word, what stands otherwise, is left out or added; stretches that `told` names are not told again."""
    strength = {word: group for group, words in language.rows("strength_words") for word in words.split()}
    matcher = SequenceMatcher(None, base.words, here.words, autojunk=False)
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
            kind = _replaced(base, here, mine, other) or _strength(base.words[a:b], here.words[c:d], strength)
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

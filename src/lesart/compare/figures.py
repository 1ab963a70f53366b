"""Comparable numbers side by side, with verdicts.

Two quantities are comparable if they count the same thing of the same population: equal unit, the same head noun or
concept, no outcome that differs (*dead*; *dead and injured*), and sentences that speak of the same. A row grows only
while every two of its figures are comparable.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import msgspec

from lesart.compare.units import Concepts, load_concepts, weigh_words
from lesart.compare.verdicts import Claim, judge, strongest
from lesart.language.languages import Language
from lesart.language.stems import Stems, load_stems
from lesart.model.annotation import Annotated, Quantity, Sentence
from lesart.model.relation import Event, Story
from lesart.model.synopsis import Figure, FigurePair, FigureReading
from lesart.model.text import Span

CONTEXT = 0.22
"""Likeness of the sentences around two figures from which they speak of the same (share of weight that both have).
Set on the tuning half of `tests/coverage`."""
SURE_CONTEXT = 0.12
"""The same where the counted thing and what happened to it agree already."""
FARTHEST = 6.0
"""Figures more than so many times apart are compared only where thing and outcome agree. Set there too."""
OUTCOMES = frozenset({"die", "injure", "missing", "rescue", "evacuate", "arrest", "dismiss", "send", "kill"})
"""Concepts that say what happened to those counted: two different ones are two things."""


class Counted(msgspec.Struct, frozen=True):
    """One quantity with what it counts: heads (stems and concepts), outcomes, the terms of its sentence."""

    page: int
    quantity: Quantity
    sentence: Sentence
    heads: frozenset[str]
    outcomes: frozenset[str]
    context: dict[str, float]
    claim: Claim


def compare_figures(
    pages: Sequence[Annotated],
    events: Sequence[Event],
    stories: Sequence[Story],
    language: Language,
    about_share: float,
) -> tuple[Figure, ...]:
    """Rows of comparable figures over the pages of each story. `about_share`: width of *etwa* (0.10: ten per cent)."""
    place_of = {page.page.id: place for place, page in enumerate(pages)}
    event_of: dict[str, Event] = {}
    for event in events:
        for page_id in event.pages:
            event_of.setdefault(page_id, event)
    by_id = {event.id: event for event in events}
    figures: list[Figure] = []
    for story in stories:
        ids = dict.fromkeys(page for name in story.events for page in by_id[name].pages)
        counted = [
            each for page_id in ids for each in _count(pages[place_of[page_id]], place_of[page_id], event_of[page_id])
        ]
        rows = [row for row in _gather(counted) if len({each.page for each in row}) > 1]
        made = [_make_figure(row, pages, event_of, about_share) for row in rows]
        figures.extend(_point_to_near(made, rows))
    return tuple(figures)


def _count(page: Annotated, place: int, event: Event) -> list[Counted]:
    stems = load_stems(page.article.language)
    concepts = load_concepts(page.article.language)
    found: list[Counted] = []
    for quantity in page.quantities:
        sentence = next((each for each in page.sentences if each.span.covers(quantity.span)), None)
        if sentence is None or page.article.zone_at(quantity.span.start) is None:
            continue
        zone = page.article.zone_at(quantity.span.start)
        if zone is None or zone.kind == "caption":
            continue
        found.append(_counted(page, place, quantity, sentence, event, stems, concepts))
    return _share_authority(found)


def _counted(
    page: Annotated,
    place: int,
    quantity: Quantity,
    sentence: Sentence,
    event: Event,
    stems: Stems,
    concepts: Concepts,
) -> Counted:  # fmt: skip
    of_words = _words(page, quantity.of) if quantity.of else []
    of_terms = weigh_words(of_words, stems, concepts)
    heads = frozenset(term for term, weight in of_terms.items() if weight > 1.0 and not term.startswith("n:"))
    said = weigh_words(_words(page, quantity.predicate), stems, concepts) if quantity.predicate else {}
    outcomes = frozenset(
        term.removeprefix("c:") for term in (*said, *of_terms) if term.startswith("c:") and term[2:] in OUTCOMES
    )
    words = [token.text for token in sentence.tokens if token.text[0].isalnum()]
    context = {
        term: weight for term, weight in weigh_words(words, stems, concepts).items() if not term.startswith("n:")
    }
    authority = quantity.authority_entity or (
        _authority_key(page, quantity.authority, stems) if quantity.authority else None
    )
    claim = Claim(
        shown=page.page[quantity.span],
        modality=quantity.modality,
        value=quantity.value,
        low=quantity.low,
        high=quantity.high,
        authority=authority,
        moment=quantity.as_of or page.article.published or page.article.updated,
        occasion=event.id,
    )
    return Counted(place, quantity, sentence, heads, outcomes, context, claim)


def _words(page: Annotated, span: Span) -> list[str]:
    return [word for word in page.page[span].replace("-", " ").split() if word[0].isalnum()]


def _authority_key(page: Annotated, span: Span, stems: Stems) -> str:
    """The telling stems of an authority as printed, sorted: `Angaben der Kantonspolizei` gives `kantonspolizei`."""
    found = {stems.stem(word.strip(".,:;")) for word in _words(page, span)}
    telling = sorted(stem for stem in found if stem and stems.weight(stem) > 1.0)
    return " ".join(telling) or page.page[span].lower()


def _share_authority(found: list[Counted]) -> list[Counted]:
    """A page's figure without an authority has that of its other figure of the same number and thing."""
    shared = []
    for each in found:
        if each.claim.authority is None:
            for other in found:
                if (
                    other.claim.authority
                    and other.quantity.value == each.quantity.value
                    and other.quantity.value is not None
                    and (other.heads & each.heads or other.outcomes & each.outcomes)
                ):
                    claim = msgspec.structs.replace(each.claim, authority=other.claim.authority)
                    each = msgspec.structs.replace(each, claim=claim)
                    break
        shared.append(each)
    return shared


def comparable(one: Counted, other: Counted) -> float:
    """How surely two figures count the same thing, 0 (not comparable) to 1."""
    if one.quantity.unit != other.quantity.unit:
        return 0.0
    if one.outcomes != other.outcomes and one.outcomes and other.outcomes:
        return 0.0
    same_heads = bool(one.heads & other.heads) or (bool(one.outcomes) and one.outcomes == other.outcomes)
    if not same_heads and (one.heads and other.heads):
        return 0.0
    likeness = _likeness(one.context, other.context)
    settled = same_heads and bool(one.outcomes & other.outcomes)
    if not settled and _far_apart(one.quantity, other.quantity):
        return 0.0
    if likeness < (SURE_CONTEXT if settled else CONTEXT):
        return 0.0
    return 0.5 * likeness + (0.3 if settled else 0.0) + (0.2 if same_heads else 0.0)


def _likeness(one: dict[str, float], other: dict[str, float]) -> float:
    shared = sum(min(weight, other[term]) for term, weight in one.items() if term in other)
    least = min(sum(one.values()), sum(other.values()))
    return shared / least if least else 0.0


def _far_apart(one: Quantity, other: Quantity) -> bool:
    sizes = [each.value or each.low or each.high for each in (one, other)]
    if not sizes[0] or not sizes[1]:
        return False
    ratio = abs(sizes[0] / sizes[1])
    return max(ratio, 1 / ratio) > FARTHEST


def _gather(counted: Sequence[Counted]) -> list[list[Counted]]:
    """Rows in which every two figures are comparable, grown from the surest pair."""
    scored = sorted(
        (
            (-score, a, b)
            for a, one in enumerate(counted)
            for b, other in enumerate(counted)
            if a < b and (score := comparable(one, other)) > 0
        ),
    )
    known = {(a, b) for _, a, b in scored}
    rows: dict[int, list[int]] = {place: [place] for place in range(len(counted))}
    owner = list(range(len(counted)))
    for _, a, b in scored:
        one, other = owner[a], owner[b]
        if one != other and all((min(x, y), max(x, y)) in known for x in rows[one] for y in rows[other]):
            rows[one] = sorted(rows[one] + rows.pop(other))
            for place in rows[one]:
                owner[place] = one
    return [[counted[place] for place in row] for row in rows.values()]


def _make_figure(
    row: Sequence[Counted],
    pages: Sequence[Annotated],
    event_of: dict[str, Event],
    about_share: float,
) -> Figure:
    pairs = []
    for a, one in enumerate(row):
        for b in range(a + 1, len(row)):
            same = _same_authority(one.claim.authority, row[b].claim.authority)
            verdict, reason = judge(one.claim, row[b].claim, about_share, same)
            pairs.append(FigurePair(a, b, verdict, reason))
    verdict = strongest([pair.verdict for pair in pairs])
    page = pages[row[0].page]
    what = row[0].quantity.of or row[0].quantity.span
    readings = tuple(_reading(each, pages[each.page]) for each in row)
    ids = "\n".join(f"{r.page}:{r.span.start}" for r in readings)
    return Figure(
        id="figure-" + hashlib.sha256(ids.encode()).hexdigest()[:12],
        what=page.page[what],
        what_span=what,
        verdict=verdict,
        reason=next(pair.reason for pair in pairs if pair.verdict == verdict),
        readings=readings,
        pairs=tuple(pairs),
        events=tuple(dict.fromkeys(event_of[reading.page].id for reading in readings)),
        unit=row[0].quantity.unit,
    )


def _reading(each: Counted, page: Annotated) -> FigureReading:
    quantity = each.quantity
    return FigureReading(
        page=page.page.id,
        span=quantity.span,
        low=quantity.low,
        high=quantity.high,
        value=quantity.value,
        modality=quantity.modality,
        authority=quantity.authority,
        authority_key=each.claim.authority,
        as_of=quantity.as_of,
    )


def _same_authority(one: str | None, other: str | None) -> bool | None:
    if one is None or other is None:
        return None
    if one == other:
        return True
    first, second = set(one.split()), set(other.split())
    return any(
        a == b or (len(b) > 4 and a.endswith(b)) or (len(a) > 4 and b.endswith(a)) for a in first for b in second
    )


def _point_to_near(made: list[Figure], rows: list[list[Counted]]) -> list[Figure]:
    """Rows that share what is counted but not the outcome point to each other."""
    pointed = []
    for figure, row in zip(made, rows, strict=True):
        near = [
            other.id for other, there in zip(made, rows, strict=True) if other is not figure and _near(row[0], there[0])
        ]
        pointed.append(msgspec.structs.replace(figure, near=tuple(near)))
    return pointed


def _near(one: Counted, other: Counted) -> bool:
    return bool(one.outcomes & other.outcomes or one.heads & other.heads) and one.quantity.unit == other.quantity.unit

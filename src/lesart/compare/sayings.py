"""One utterance across pages: direct here, indirect there, shortened in a headline."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

import msgspec

from lesart.algorithms.words import WORD, normal_word
from lesart.compare.units import weigh_words
from lesart.language.concepts import load_concepts
from lesart.language.languages import load_language
from lesart.language.stems import load_stems
from lesart.model.annotation import Annotated, Entity, Quotation
from lesart.model.relation import Event, Story
from lesart.model.synopsis import Difference, Locus, Saying, SayingReading, Variant
from lesart.model.text import Span

ALIKE = 0.42
"""Likeness of two contents from which they may be one utterance. Set on the tuning half of `tests/coverage`."""
ALIKE_OTHERS = 0.75
"""The same where the two pages name different speakers: then nearly the same words are needed."""
FEWEST_SHARED = 3.0
"""Weight of shared terms at least (about one telling word). Of 3, 4.5 and 6 the best on all annotated events."""
ALIKE_IN_ROW = 0.2
"""The same where both stand in one row and no other speaker is named: rows have looked at more than words. Of 0.12 to
0.3 on all annotated events; sayings F1 .676 without, .712 with it, with 19 wrong pairs after 16."""
SAME_WORDS = 0.65
FEWEST_WORDS = 5
"""Share of the shorter content's words (at least so many) that stand in the other in order, from which two contents
are one utterance of one speaker whatever their words weigh. Set there too."""
MOST_ALIKE = 0.6
"""Share of the pairs between two groups of forms that must be alike before they join. Set there too."""
LEAST_CONFIDENCE = 0.5
"""Quotations less certain than this make no saying."""


class Said(msgspec.Struct, frozen=True):
    """One quotation, with the terms of its content and who is named as its speaker."""

    page: int
    quotation: Quotation
    words: tuple[str, ...]
    terms: dict[str, float]
    weight: float
    speaker: frozenset[str]
    negated: bool
    """Whether a negation stands in it."""
    rows: frozenset[str] = frozenset()
    """Rows in which sentences of its content stand."""


def align_sayings(
    pages: Sequence[Annotated],
    events: Sequence[Event],
    stories: Sequence[Story],
    entities: Sequence[Entity],
    loci: Sequence[Locus] = (),
) -> tuple[Saying, ...]:
    """Utterances of the pages of each story, those of several pages first, each with all its forms.

    `loci`: the rows of the synopsis; what one speaker says in one row may be worded more freely.
    """
    rows_of = _rows_of(loci)
    place_of = {page.page.id: place for place, page in enumerate(pages)}
    by_id = {event.id: event for event in events}
    labels = {entity.id: entity.label for entity in entities}
    found: list[Saying] = []
    for story in stories:
        ids = dict.fromkeys(page for name in story.events for page in by_id[name].pages)
        said = [each for page_id in ids for each in _said_on(pages[place_of[page_id]], place_of[page_id], rows_of)]
        mine = [by_id[name] for name in story.events]
        found.extend(_make_saying(row, pages, mine, labels) for row in _gather(said))
    return tuple(sorted(found, key=lambda saying: -len({reading.page for reading in saying.readings})))


def _rows_of(loci: Sequence[Locus]) -> Mapping[str, list[tuple[Span, str]]]:
    """By page, the sentences that stand in rows of several pages, each with its row."""
    rows: defaultdict[str, list[tuple[Span, str]]] = defaultdict(list)
    for locus in loci:
        if sum(bool(reading.spans) for reading in locus.readings) > 1:
            for reading in locus.readings:
                rows[reading.page].extend((span, locus.id) for span in reading.spans)
    return rows


def _said_on(page: Annotated, place: int, rows_of: Mapping[str, list[tuple[Span, str]]]) -> list[Said]:
    """The quotations of one page; what lies inside another's content is part of that utterance."""
    stems = load_stems(page.article.language)
    concepts = load_concepts(page.article.language)
    negations = load_language(page.article.language).words("negations")
    words_of_attribution = load_language(page.article.language).words("attribution_words")
    kept = []
    for quotation in page.quotations:
        if quotation.confidence < LEAST_CONFIDENCE or _inside_another(quotation, page.quotations):
            continue
        if _is_attribution(page, quotation, words_of_attribution) or _reports_number(page, quotation):
            continue
        words = [match.group() for span in quotation.content for match in WORD.finditer(page.page[span])]
        terms = weigh_words(words, stems, concepts, capped=False)
        names = [match.group() for span in quotation.speaker for match in WORD.finditer(page.page[span])]
        speaker = frozenset(stem for stem in map(stems.stem, names) if stems.weight(stem) > 1.0)
        normal = tuple(stems.stem(word) for word in words)
        negated = any(normal_word(word) in negations for word in words)
        here = rows_of.get(page.page.id, ())
        rows = frozenset(row for span, row in here if any(piece.meets(span) for piece in quotation.content))
        kept.append(Said(place, quotation, normal, terms, sum(terms.values()), speaker, negated, rows))
    return kept


def _is_attribution(page: Annotated, quotation: Quotation, words: frozenset[str]) -> bool:
    """Whether the page states a fact on somebody's authority (*laut Polizei*) rather than what somebody said; words
    in quotation marks are somebody's own."""
    if any(_lies_inside(each, quotation) for each in page.quotations if each.type == "direct"):
        return False
    cues = [match.group().lower() for span in quotation.cue for match in WORD.finditer(page.page[span])]
    return quotation.type != "direct" and bool(cues) and all(cue in words for cue in cues)


def _reports_number(page: Annotated, quotation: Quotation) -> bool:
    """Whether no more than a number is reported (*die Veranstalter sprachen von 20.000*): that is a figure."""
    return quotation.type == "reported" and any(
        piece.covers(quantity.span) for piece in quotation.content for quantity in page.quantities
    )


def _inside_another(quotation: Quotation, others: Sequence[Quotation]) -> bool:
    return any(
        other is not quotation
        and sum(map(len, other.content)) > sum(map(len, quotation.content))
        and _lies_inside(quotation, other)
        for other in others
    )


def _lies_inside(quotation: Quotation, other: Quotation) -> bool:
    return all(any(outer.covers(piece) for outer in other.content) for piece in quotation.content)


def likeness(one: Said, other: Said) -> float:
    """0 (not one utterance) to 1: half by what both have of both, half by what both have of the shorter.

    What is not said in the same order is no utterance of two speakers (*the ferry rammed the barge*, *the barge
    rammed the ferry*), and none where one of them has a negation.
    """
    others, same = _other_speakers(one, other), _same_words(one, other)
    if same and not others:
        return 1.0
    if not same and (one.negated != other.negated or (others and _long(one, other))):
        return 0.0
    in_row = not others and bool(one.rows & other.rows)
    fewest, alike = (0.0, ALIKE_IN_ROW) if in_row else (FEWEST_SHARED, ALIKE_OTHERS if others else ALIKE)
    shared = sum(min(weight, other.terms[term]) for term, weight in one.terms.items() if term in other.terms)
    if shared < min(fewest, 0.8 * min(one.weight, other.weight)) or not shared:
        return 0.0
    score = shared / (one.weight + other.weight) + 0.5 * shared / min(one.weight, other.weight)
    return score if score >= alike else 0.0


def _same_words(one: Said, other: Said) -> bool:
    """Whether most words of the shorter stand in the longer in their order, light ones too: quotations are often
    made of common words."""
    if not _long(one, other):
        return False
    shorter = min(len(one.words), len(other.words))
    matcher = SequenceMatcher(None, one.words, other.words, autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks()) >= SAME_WORDS * shorter


def _long(one: Said, other: Said) -> bool:
    return min(len(one.words), len(other.words)) >= FEWEST_WORDS


def _other_speakers(one: Said, other: Said) -> bool:
    if one.quotation.entity and other.quotation.entity:
        return one.quotation.entity != other.quotation.entity
    return bool(one.speaker and other.speaker and not one.speaker & other.speaker)


def _gather(said: Sequence[Said]) -> list[list[Said]]:
    """Utterances: the likest pairs of different pages first; two groups join if most of their pairs are alike."""
    scored = sorted(
        (-score, a, b)
        for a, one in enumerate(said)
        for b, other in enumerate(said)
        if a < b and one.page != other.page and (score := likeness(one, other)) > 0
    )
    alike = {(a, b) for _, a, b in scored}
    rows: dict[int, list[int]] = {place: [place] for place in range(len(said))}
    owner = list(range(len(said)))
    for _, a, b in scored:
        one, other = owner[a], owner[b]
        if one != other and _may_join(said, alike, rows[one], rows[other]):
            rows[one] = sorted(rows[one] + rows.pop(other))
            for place in rows[one]:
                owner[place] = one
    return [[said[place] for place in row] for row in rows.values()]


def _may_join(said: Sequence[Said], alike: set[tuple[int, int]], one: list[int], other: list[int]) -> bool:
    """Whether most pairs of different pages are alike, and a page's own two forms are forms of one utterance."""
    across = [(min(a, b), max(a, b)) for a in one for b in other if said[a].page != said[b].page]
    own = [(a, b) for a in one for b in other if said[a].page == said[b].page]
    if sum(pair in alike for pair in across) < MOST_ALIKE * len(across):
        return False
    return all(likeness(said[a], said[b]) > 0 for a, b in own)


def _make_saying(
    row: Sequence[Said], pages: Sequence[Annotated], events: Sequence[Event], labels: dict[str, str]
) -> Saying:
    order = {"direct": 0}
    first = min(row, key=lambda each: (order.get(each.quotation.type, 1), each.page))
    ordered = [first, *(each for each in row if each is not first)]
    readings = tuple(_reading(each, pages[each.page], first, pages[first.page]) for each in ordered)
    entity = next((each.quotation.entity for each in ordered if each.quotation.entity), None)
    named = next((each for each in ordered if each.quotation.speaker), None)
    label = labels.get(entity or "") or (
        pages[named.page].page[named.quotation.speaker[0]] if named is not None else None
    )
    ids = "\n".join(f"{span.page}:{span.start}" for reading in readings for span in reading.spans)
    on = {reading.page for reading in readings}
    return Saying(
        id="saying-" + hashlib.sha256(ids.encode()).hexdigest()[:12],
        readings=readings,
        speaker=entity,
        label=label,
        events=tuple(event.id for event in events if on & set(event.pages)),
    )


def _reading(each: Said, page: Annotated, first: Said, first_page: Annotated) -> SayingReading:
    quotation = each.quotation
    return SayingReading(
        page=page.page.id,
        spans=quotation.content,
        type=quotation.type,
        speaker=quotation.speaker,
        cue=quotation.cue,
        addressee=quotation.addressee,
        via=quotation.via,
        variants=() if each is first else tuple(_differences(first, first_page, each, page)),
        confidence=quotation.confidence,
    )


def _differences(first: Said, first_page: Annotated, each: Said, page: Annotated) -> list[Variant]:
    mine, my_places = _content_words(first, first_page)
    other, other_places = _content_words(each, page)
    found = []
    for action, a, b, c, d in SequenceMatcher(None, mine, other, autojunk=False).get_opcodes():
        if action != "equal":
            kind: Difference = "left out" if action == "delete" else "added" if action == "insert" else "wording"
            found.append(Variant(kind, _run(my_places[a:b]), _run(other_places[c:d])))
    return found


def _content_words(said: Said, page: Annotated) -> tuple[list[str], list[Span]]:
    places = [
        Span(span.page, span.start + match.start(), span.start + match.end())
        for span in said.quotation.content
        for match in WORD.finditer(page.page[span])
    ]
    return [normal_word(page.page[place]) for place in places], places


def _run(places: Sequence[Span]) -> tuple[Span, ...]:
    return (Span(places[0].page, places[0].start, places[-1].end),) if places else ()

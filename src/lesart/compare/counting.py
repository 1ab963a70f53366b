"""What each number of a page counts: the thing, what became of it, on whose word, where, in which words around."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise, takewhile

import msgspec

from lesart.algorithms.words import normal_word
from lesart.compare.calls import find_calls
from lesart.compare.past_times import NEWS, Told, find_told
from lesart.compare.unit_scales import convert, find_grain
from lesart.compare.units import ENTITY_WEIGHT, weigh_words
from lesart.compare.verdicts import Claim
from lesart.language.concepts import Concepts, load_concepts
from lesart.language.languages import Language, load_language
from lesart.language.stems import Stems, load_stems
from lesart.model.annotation import Annotated, Name, Quantity, Sentence
from lesart.model.relation import Event
from lesart.model.text import Span

MINUTE = len("2026-06-07T18:40")
HEADLINES = frozenset({"headline", "kicker", "subheadline"})
SUM_LINKS = frozenset({"of", "share_of", "share_article"})
"""Parts of `quantity_links` that join a noun for a count to what is counted."""
LONGEST_SUMMED = 4
"""Tokens of what is counted behind such a noun at most: adjectives and the noun (own setting)."""
SMALLEST_TELLING = 4.0
"""Numbers up to this are equal by chance too often to count as telling evidence (own setting)."""
SMALLEST_SUM = 100_000.0
"""Value from which a number of *Umsatz* or *Schaden* without a unit is a sum of money (own setting: newsrooms leave
the currency out behind *Millionen*)."""
SHORTEST_SPEAKER = 2
"""Letters of whoever speaks, before a noun for a statement in one compound, at least (*UN-Angaben*; own setting)."""
_CURRENCY = re.compile("[A-Z]{3}$")
_ADJECTIVE_END = re.compile("e[nrms]?$")
_BREAKS = re.compile(r"[,;:–—()]")


class Counted(msgspec.Struct, frozen=True):
    """One quantity with what it counts: heads and outcomes (stems, concepts), and the terms beside it."""

    page: int
    quantity: Quantity
    """In the unit that all of its kind are converted to (`unit_scales.py`)."""
    printed: Quantity
    """In the unit of the page."""
    sentence: Sentence
    heads: frozenset[str]
    people: str | None
    """`general` where the head says no more than that people are counted, `kind` for a kind of people, else None."""
    outcomes: frozenset[str]
    claim: Claim
    row: str | None
    """Id of the row of the synopsis that its sentence stands in."""
    places: frozenset[str] = frozenset()
    """Entities of the places named in its part of the sentence, and marks of an area (*landesweit*)."""
    headline: bool = False
    """Whether it stands in a headline."""
    nearby: dict[str, float] = {}
    """Terms of its part of the sentence, names by their entity."""
    told: Told = NEWS
    """The time that its sentence tells of."""
    sum_of_money: bool = False
    """Whether it may be money whose currency is left out (*412 Millionen Umsatz*, *187 Millionen gelten*)."""
    chain: int | None = None
    """Where the sentence begins in which it is one of two states of one count (*stieg von 17 auf 26*)."""
    replaced: bool = False
    """Whether it is the earlier state there."""
    lent: str | None = None
    """Authority by which another page gives the same number, where this one names none (`lend_authorities`)."""
    bodies: frozenset[str] = frozenset()
    """Kinds of bodies (`institution_concepts`) that the authority, its own or lent, is one of."""

    def authority(self) -> str | None:
        """On whose word: as its page names it, else as another page does."""
        return self.claim.authority or self.lent


def count_page(page: Annotated, place: int, event: Event, rows: Mapping[Span, str]) -> list[Counted]:
    """The quantities of the article zones of `page`; `rows`: sentence to row id."""
    calls = find_calls(page)
    found: list[Counted] = []
    for quantity in page.quantities:
        zone = page.article.zone_at(quantity.span.start)
        sentence = next((each for each in page.sentences if each.span.covers(quantity.span)), None)
        if sentence is None or zone is None or zone.kind == "caption" or sentence.span in calls:
            continue
        found.append(_counted(page, place, quantity, sentence, event, rows.get(sentence.span), zone.kind))
    found = [_with_elided_head(found, each, page) for each in _with_elided_currency(found)]
    return _share_authority(_with_chains(page, found))


def _counted(
    page: Annotated, place: int, quantity: Quantity, sentence: Sentence, event: Event, row: str | None, zone: str
) -> Counted:
    stems = load_stems(page.article.language)
    concepts = load_concepts(page.article.language)
    language = load_language(page.article.language)
    of = quantity.of or (_summed(page, quantity, sentence, language) if quantity.unit is None else None)
    heads = _heads(page, of, stems, concepts)
    part = _part_of(page, quantity, sentence)
    return Counted(
        page=place,
        quantity=convert(quantity),
        printed=quantity,
        sentence=sentence,
        heads=heads,
        people=_people(page, of, heads, language) if heads else None,
        outcomes=_outcomes(page, of, quantity.predicate, stems, concepts),
        claim=_claim(page, quantity, event, stems),
        row=row,
        headline=zone in HEADLINES,
        places=_places(page, part, sentence, quantity.authority, concepts),
        nearby=_nearby(page, part, sentence, stems, concepts),
        told=find_told(page, sentence),
        bodies=_bodies(page, quantity.authority, concepts) if quantity.authority else frozenset(),
        sum_of_money=quantity.unit is None
        and (quantity.value or 0.0) >= SMALLEST_SUM
        and (quantity.of is None or any(head[2:] in language.words("money_concepts") for head in heads)),
    )


def _summed(page: Annotated, quantity: Quantity, sentence: Sentence, language: Language) -> Span | None:
    """What a number alone counts by the noun for a count before it: *die Zahl der Toten stieg auf 71*."""
    ends = tuple(language.words("sum_nouns"))
    links = {word for row in language.rows("quantity_links") if row[0] in SUM_LINKS for word in row[1].split(" ")}
    tokens = [token for token in sentence.tokens if token.start < quantity.span.start]
    for place in range(len(tokens) - 1, -1, -1):
        if ends and tokens[place].text.lower().endswith(ends):
            behind = list(takewhile(lambda token: token.text in links, tokens[place + 1 :]))
            first = place + 1 + len(behind)
            if not behind:
                return page.page.span(tokens[max(0, place - 1)].start, tokens[place].end)
            for last in range(first, min(first + LONGEST_SUMMED, len(tokens))):
                if tokens[last].text[0].isupper():
                    return page.page.span(tokens[first].start, tokens[last].end)
            return None
    return None


def _part_of(page: Annotated, quantity: Quantity, sentence: Sentence) -> tuple[int, int]:
    """The part of a sentence between the marks around a number: commas, dashes, brackets, *und* (`part_joints.txt`)."""
    text = page.page.text
    joints = load_language(page.article.language).words("part_joints")
    starts = [m.end() for m in _BREAKS.finditer(text, sentence.span.start, quantity.span.start)]
    stop = _BREAKS.search(text, quantity.span.end, sentence.span.end)
    low, high = max(starts, default=sentence.span.start), stop.start() if stop else sentence.span.end
    for token in sentence.tokens:
        if token.text in joints and low <= token.start < quantity.span.start:
            low = token.end
        elif token.text in joints and quantity.span.end <= token.start < high:
            high = token.start
    return low, high


def _places(
    page: Annotated, part: tuple[int, int], sentence: Sentence, authority: Span | None, concepts: Concepts
) -> frozenset[str]:
    """Places named in the part of a sentence, words for an area, and what looks like the name of a place there: a
    word in capitals that the language's lists lack, behind *in*. The place of the authority is not that of the count.
    """
    stems = load_stems(page.article.language)
    before = load_language(page.article.language).words("place_prepositions")
    inside = [token for token in sentence.tokens if part[0] <= token.start < part[1] and token.text[0].isalnum()]
    unknown = {
        stems.stem(token.text)
        for last, token in pairwise(inside)
        if last.text in before and token.text[0].isupper() and not stems.known(stems.stem(token.text))
    }
    named = {
        each.entity or page.page[each.span]
        for each in _names_in(page, part)
        if each.kind == "LOC" and not (authority and authority.meets(each.span))
    }
    areas = load_language(page.article.language).words("area_concepts")
    told = (concept for token in inside for concept in concepts.every.get(stems.stem(token.text), ()))
    return frozenset(
        named | (unknown if not named else set()) | {f"c:{concept}" for concept in told if concept in areas}
    )


def _names_in(page: Annotated, part: tuple[int, int]) -> list[Name]:
    return [name for name in page.names if part[0] <= name.span.start < part[1]]


def _nearby(
    page: Annotated, part: tuple[int, int], sentence: Sentence, stems: Stems, concepts: Concepts
) -> dict[str, float]:
    words = [token.text for token in sentence.tokens if part[0] <= token.start < part[1] and token.text[0].isalnum()]
    terms = {
        t: weight for t, weight in weigh_words(words, stems, concepts, capped=False).items() if not t.startswith("n:")
    }
    terms.update((f"e:{each.entity}", ENTITY_WEIGHT) for each in _names_in(page, part) if each.entity)
    return terms


def _heads(page: Annotated, span: Span | None, stems: Stems, concepts: Concepts) -> frozenset[str]:
    """Terms of the nouns of the thing counted: in German the words in capitals, else the last word; without those
    that tell an outcome (*Tote*, *Festnahmen*)."""
    words = _words(page, span) if span else []
    nouns = [word for word in words if word[0].isupper()] or words[-1:]
    language = load_language(page.article.language)
    outcome_of, kinds = language.mapping("outcomes"), language.mapping("people_concepts")
    telling = {row[0] for row in language.rows("outcome_words")}
    things = []
    for word in nouns:
        named = concepts.every.get(stems.stem(word), ())
        acts = any(concept in kinds and concept not in outcome_of for concept in named)
        if word.lower() not in telling and (acts or not any(concept in outcome_of for concept in named)):
            things.append(word)
    return frozenset(t for t in weigh_words(things, stems, concepts) if not t.startswith("n:"))


def _outcomes(
    page: Annotated, of: Span | None, predicate: Span | None, stems: Stems, concepts: Concepts
) -> frozenset[str]:
    """What became of those counted, by the concepts of the thing counted and of its verb, and by words that tell it
    beside those (`outcome_words`). A noun for who acts tells nothing: *Retter* have not been rescued."""
    language = load_language(page.article.language)
    outcome_of, kinds = language.mapping("outcomes"), language.mapping("people_concepts")
    said = _words(page, predicate) if predicate else []
    things = []
    for word in _words(page, of) if of else []:
        named = concepts.every.get(stems.stem(word), ())
        if not any(concept in kinds and concept not in outcome_of for concept in named):
            things.append(word)
    told = {
        term[2:]
        for words in (said, things)
        for term in weigh_words(words, stems, concepts, capped=False)
        if term.startswith("c:")
    }
    found = {outcome_of[concept] for concept in told if concept in outcome_of}
    small = {word.lower() for word in (*said, *things)}
    found.update(row[1] for row in language.rows("outcome_words") if small.issuperset(row[0].split(" ")))
    return frozenset(found)


def _people(page: Annotated, of: Span | None, heads: frozenset[str], language: Language) -> str | None:
    """Whether people are counted, and whether more is said of them than that."""
    kinds = language.mapping("people_concepts")
    told = {kinds[head[2:]] for head in heads if head[2:] in kinds}
    if told:
        return "kind" if "kind" in told else "general"
    words = [normal_word(word) for word in _words(page, of)] if of else []
    endings = tuple(language.words("person_endings"))
    if not words or not endings:
        return None
    return "kind" if words[-1].endswith(endings) or words[-1] in _demonyms(language) else None


@lru_cache(maxsize=4)
def _demonyms(language: Language) -> frozenset[str]:
    """Names of a country's people (*Nordkoreaner*), in their normal form."""
    names = (name for row in language.rows("countries") if len(row) > 3 for name in row[3].split("|"))
    return frozenset(normal_word(name) + ending for name in names if name for ending in ("", "n", "innen"))


def _words(page: Annotated, span: Span) -> list[str]:
    return [word for word in page.page[span].replace("-", " ").split() if word[0].isalnum()]


def _claim(page: Annotated, quantity: Quantity, event: Event, stems: Stems) -> Claim:
    authority = _authority_key(page, quantity.authority, stems) if quantity.authority else None
    if quantity.authority_entity:
        authority = f"{authority} {quantity.authority_entity}" if authority else quantity.authority_entity
    converted = convert(quantity)
    return Claim(
        shown=page.page[quantity.span],
        modality=quantity.modality,
        value=converted.value,
        low=converted.low,
        high=converted.high,
        authority=authority,
        moment=_moment(page) or quantity.as_of,
        occasion=event.id,
        unit=quantity.unit,
        grain=find_grain(quantity),
    )


def _moment(page: Annotated) -> str | None:
    """When the page had its present state: to the minute, without a zone; `~` behind a time marks a later state of
    the same day whose own time is not known."""
    published, updated = page.article.published, page.article.updated
    if published and updated and len(updated) < len(published) and published.startswith(updated):
        return published[:MINUTE] + "~"
    stamp = updated or published
    return stamp[:MINUTE] if stamp else None


def _authority_key(page: Annotated, span: Span, stems: Stems) -> str | None:
    """The telling stems of an authority as printed, sorted: `Angaben der Kantonspolizei` gives `kantonspolizei`, and
    so does `Kantonspolizeiangaben`.

    The entity goes behind it, so that two authorities are one by either. None where nobody is named (*nach ersten
    Erkenntnissen*, *ein Sprecher*).
    """
    language = load_language(page.article.language)
    empty = language.words("source_nouns")
    endings = tuple(language.words("origin_endings"))
    found: set[str] = set()
    for printed in _words(page, span):
        word = _without_source(printed.strip('.,:;„“”«»"'), empty)
        if word and word not in empty:
            stem = stems.stem(word)
            origin = bool(endings) and (stem.endswith(endings) or _ADJECTIVE_END.sub("", word).endswith(endings))
            if word[0].isupper() or origin:
                found.add(stem)
    nameless = {stems.stem(word) for word in language.words("nameless_speakers")}
    telling = sorted(stem for stem in found - nameless if stems.weight(stem) > 1.0)
    return " ".join(telling) or None


def _bodies(page: Annotated, span: Span, concepts: Concepts) -> frozenset[str]:
    """The kinds of bodies that the words of an authority name: police for *die Beamten*."""
    kinds = load_language(page.article.language).words("institution_concepts")
    told = (c for word in _words(page, span) for c in concepts.every.get(concepts.stems.stem(word.strip(".,:;")), ()))
    return frozenset(concept for concept in told if concept in kinds)


def _without_source(word: str, sources: frozenset[str]) -> str:
    """A compound without the noun for a statement at its end: *Polizei* of *Polizeiangaben*."""
    ends = [word[at:] for at in range(SHORTEST_SPEAKER, len(word)) if word[at:].capitalize() in sources]
    return word[: -len(ends[0])].removesuffix("s") if ends else word


def _with_elided_currency(found: Sequence[Counted]) -> list[Counted]:
    """Large numbers alone, whose last large number before is one of money, in its currency: *187 Millionen gelten*."""
    filled: list[Counted] = []
    currency: str | None = None
    for each in found:
        quantity = each.quantity
        if (quantity.value or 0.0) >= SMALLEST_SUM:
            if quantity.unit is None and quantity.of is None and currency is not None:
                quantity = msgspec.structs.replace(quantity, unit=currency)
                each = msgspec.structs.replace(each, quantity=quantity, heads=frozenset(), sum_of_money=True)
            currency = quantity.unit if quantity.unit and _CURRENCY.match(quantity.unit) else None
        filled.append(each)
    return filled


def _with_elided_head(found: Sequence[Counted], each: Counted, page: Annotated) -> Counted:
    """A number that names nothing counts what the number before it counts (*340 Stellen hier, 160 dort*); *drei von
    ihnen* are of the last people counted."""
    if each.heads or each.outcomes or each.quantity.of or each.quantity.unit:
        return each
    before = [
        other
        for other in found
        if other.quantity.span.start < each.quantity.span.start and other.quantity.of and not other.quantity.unit
    ]
    behind = page.page.text[each.quantity.span.end : each.sentence.span.end].lstrip().lower()
    if behind.startswith(tuple(load_language(page.article.language).words("part_pronouns"))):
        before = [other for other in before if other.people] or before
    if not before or each.sentence.span.start - before[-1].sentence.span.end > 2:
        return each
    outcomes = before[-1].outcomes if each.quantity.predicate is None else each.outcomes
    return msgspec.structs.replace(each, heads=before[-1].heads, people=before[-1].people, outcomes=outcomes)


def _with_chains(page: Annotated, found: Sequence[Counted]) -> list[Counted]:
    """Two numbers of one sentence that are two states of one count are marked: *stieg von 17 auf 26*; so is a number
    that is told as an earlier state: *am Abend war noch von 21 die Rede*."""
    joints = load_language(page.article.language).rows("chain_joints")
    chained = list(found)
    for place in range(len(found) - 1):
        one, other = found[place], found[place + 1]
        if one.sentence != other.sentence:
            continue
        before = page.page.text[one.sentence.span.start : one.quantity.span.start].lower().split()
        between = page.page.text[one.quantity.span.end : other.quantity.span.start].strip().lower()
        if before and any((before[-1], between) == joint for joint in joints):
            start = one.sentence.span.start
            chained[place] = msgspec.structs.replace(one, chain=start, replaced=True)
            chained[place + 1] = msgspec.structs.replace(
                other,
                chain=start,
                heads=other.heads or one.heads,
                people=other.people or one.people,
                outcomes=other.outcomes or one.outcomes,
            )
    earlier = tuple(load_language(page.article.language).words("earlier_words"))
    for place, each in enumerate(chained):
        words = page.page.text[each.sentence.span.start : each.quantity.span.start].lower().rstrip()
        if earlier and not each.replaced and words.endswith(earlier):
            chained[place] = msgspec.structs.replace(each, replaced=True)
    return chained


def lend_authorities(counted: Sequence[Counted]) -> list[Counted]:
    """Each number without an authority with the one that other pages name for the same number of the same thing,
    where they agree. It tells two sets of one page apart; no page is said to name it."""
    lent = []
    for each in counted:
        if each.claim.authority is None and (each.quantity.value or 0.0) > SMALLEST_TELLING:
            named = {
                o.claim.authority: o.bodies
                for o in counted
                if o.page != each.page
                and o.claim.authority
                and o.quantity.unit == each.quantity.unit
                and _repeats(o, each)
            }
            if len(named) == 1:
                authority, bodies = named.popitem()
                each = msgspec.structs.replace(each, lent=authority, bodies=bodies)
        lent.append(each)
    return lent


def _share_authority(found: list[Counted]) -> list[Counted]:
    """A page's number without an authority has that of its other number of the same value and thing."""
    shared = []
    for each in found:
        if each.claim.authority is None:
            named = next((o for o in found if o.claim.authority and _repeats(o, each)), None)
            if named is not None:
                claim = msgspec.structs.replace(each.claim, authority=named.claim.authority)
                each = msgspec.structs.replace(each, claim=claim, bodies=named.bodies)
        shared.append(each)
    return shared


def _repeats(one: Counted, other: Counted) -> bool:
    same_value = one.quantity.value == other.quantity.value is not None
    return same_value and bool(one.heads & other.heads or one.outcomes & other.outcomes)

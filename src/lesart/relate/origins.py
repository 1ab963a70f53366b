"""Where the shared wording of pages may come from, as far as the pages themselves show it.

Time order is never a reason, and two customers of one agency copied nobody. The grounds that count are credits and
names on the pages, and wording: where three pages share wording two by two and no one of them has all of it, the
wording comes from something that none of them is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from lesart.model.annotation import Annotated
from lesart.model.relation import Origin, OriginHypothesis, Passage, Version
from lesart.model.text import Span, Spans
from lesart.relate.credits import Credit, find_credits
from lesart.relate.outlets import Naming, find_namings
from lesart.relate.shares import Wordshare, count_shares, whole_pages

BRANCH_WORDS = 12
"""Words outside quotation marks by which each two of three pages must go together against the third before a common
source behind all three is claimed (the same length as above, so that a branch is a sentence of its own)."""

MOST_GROUNDS = 6
"""Places shown as grounds at most; the largest."""


class Finding(NamedTuple):
    """A hypothesis with its grounds; `named`: the outlet that the page names."""

    hypothesis: OriginHypothesis
    grounds: Spans = ()
    agencies: tuple[str, ...] = ()
    named: str | None = None


class Evidence(NamedTuple):
    """What the pages show, by page: shares, credits, outlets named; the first version of each page that has some."""

    shares: Mapping[str, Wordshare]
    credits: Mapping[str, Sequence[Credit]]
    namings: Mapping[str, Sequence[Naming]]
    whole: Mapping[str, str]
    houses: Mapping[str, str | None]


def gather_evidence(pages: Sequence[Annotated], passages: Sequence[Passage], versions: Sequence[Version]) -> Evidence:
    """Everything that the hypotheses and the independent sources rest on."""
    names = [page.page.id for page in pages]
    return Evidence(
        count_shares(pages, passages, versions),
        dict(zip(names, find_credits(pages), strict=True)),
        dict(zip(names, find_namings(pages), strict=True)),
        whole_pages(versions),
        {page.page.id: page.article.outlet.name if page.article.outlet else None for page in pages},
    )


def find_origins(
    pages: Sequence[Annotated], passages: Sequence[Passage], versions: Sequence[Version]
) -> tuple[Origin, ...]:
    """One Origin a page, in page order; never from time order alone. `others` are those that share enough wording
    outside quotation marks; of a page saved twice the first state stands for all."""
    evidence = gather_evidence(pages, passages, versions)
    origins = []
    for page in pages:
        name = page.page.id
        share = evidence.shares.get(name)
        others = share.linked if share else ()
        finding = _judge(name, others, evidence)
        part = len(share.shared) / max(1, share.words) if share else 0.0
        origins.append(
            Origin(
                name,
                round(part, 4),
                others,
                finding.hypothesis,
                finding.agencies or tuple(sorted(_agencies(name, evidence))),
                finding.named,
                finding.grounds,
            )
        )
    return tuple(origins)


def _judge(name: str, others: Sequence[str], evidence: Evidence) -> Finding:
    if not others:
        return Finding("unknown" if evidence.credits[name] else "own")
    return (
        _find_agency(name, others, evidence)
        or _find_outlet(name, others, evidence)
        or _find_common_source(name, others, evidence)
        or Finding("unknown")
    )


def _agencies(name: str, evidence: Evidence) -> set[str]:
    return {credit.agency for credit in evidence.credits[name]}


def _find_agency(name: str, others: Sequence[str], evidence: Evidence) -> Finding | None:
    """A credited agency: this page and another that shares its wording both credit or name it, one in a credit line."""
    mine = _agencies(name, evidence)
    grounds: list[Span] = []
    found: set[str] = set()
    for other in others:
        for agency in sorted(mine & _agencies(other, evidence)):
            here = [credit for credit in evidence.credits[name] if credit.agency == agency]
            there = [credit for credit in evidence.credits[other] if credit.agency == agency]
            if any(credit.kind == "credited" for credit in here + there):
                if agency not in found:
                    grounds.append(here[0].span)
                grounds.append(there[0].span)
                found.add(agency)
    if not found:
        return None
    return Finding("agency", _limit(grounds), tuple(sorted(found)))


def _find_outlet(name: str, others: Sequence[str], evidence: Evidence) -> Finding | None:
    """An outlet that this page names as a source, in words that the outlet's own page does not have."""
    share = evidence.shares[name]
    for naming in evidence.namings[name]:
        if naming.outlet == evidence.houses[name]:
            continue
        for other in others:
            if evidence.houses.get(other) != naming.outlet:
                continue
            if any(place.meets(naming.span) for place in share.passages[other] + share.utterances[other]):
                continue
            return Finding("named outlet", (naming.span, *_largest(share.passages[other], 2)), named=naming.outlet)
    return None


def _find_common_source(name: str, others: Sequence[str], evidence: Evidence) -> Finding | None:
    """A source outside the pile: this page and two others share wording two by two, each two against the third."""
    mine = evidence.shares[name].with_others
    for place, first in enumerate(others):
        for second in others[place + 1 :]:
            only_first, only_second = mine[first] - mine[second], mine[second] - mine[first]
            if len(only_first) < BRANCH_WORDS or len(only_second) < BRANCH_WORDS:
                continue
            between = evidence.shares[first].with_others
            here = evidence.whole.get(name, name)
            third = between.get(second, set()) - between.get(here, set())
            if len(third) < BRANCH_WORDS:
                continue
            shares = evidence.shares
            grounds = [
                *_of_words(shares[name].passages[first], only_first),
                *_of_words(shares[name].passages[second], only_second),
                *_of_words(shares[first].passages[second], third),
            ]
            if grounds:
                return Finding("common source", _limit(grounds))
    return None


def _of_words(places: Sequence[Span], words: set[int]) -> list[Span]:
    """Of `places` the two that hold most of `words`."""
    held = [(sum(place.start <= word < place.end for word in words), place) for place in places]
    best = sorted((item for item in held if item[0]), key=lambda item: (-item[0], item[1]))
    return [place for _, place in best[:2]]


def _largest(places: Sequence[Span], count: int) -> list[Span]:
    return sorted(sorted(set(places), key=lambda place: (-len(place), place))[:count])


def _limit(grounds: Sequence[Span]) -> Spans:
    return tuple(dict.fromkeys(grounds))[:MOST_GROUNDS]

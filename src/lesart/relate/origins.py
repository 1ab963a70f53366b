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
from lesart.relate.branches import Traces, find_branches
from lesart.relate.credit_lines import credit_parts
from lesart.relate.credits import Credit, find_credits
from lesart.relate.learned_agencies import learn_agencies
from lesart.relate.outlets import Naming, find_namings, list_outlets
from lesart.relate.running_words import read_running
from lesart.relate.shares import Wordshare, count_shares, whole_pages

NAMED_NEAR = 600
"""Characters between the naming of an outlet and the wording that its page has too: a paragraph or two. Farther off,
the outlet is named for something else."""

LEAST_OWN = 25
"""Words of running text outside quotation marks. Of a page with fewer nothing is said to be its own."""

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
    traces: Traces


def gather_evidence(pages: Sequence[Annotated], passages: Sequence[Passage], versions: Sequence[Version]) -> Evidence:
    """Everything that the hypotheses and the independent sources rest on."""
    shares = count_shares(pages, passages, versions)
    parts = {page.page.id: list(credit_parts(page.article)) for page in pages}
    learned = learn_agencies(pages, parts, {name: share.linked for name, share in shares.items()})
    outlets = list_outlets(pages)
    credited: dict[str, tuple[Credit, ...]] = {}
    namings: dict[str, tuple[Naming, ...]] = {}
    for page in pages:
        name = page.page.id
        running = read_running(page.article)
        credited[name] = find_credits(page, running, parts[name], learned)
        namings[name] = find_namings(page, running, outlets)
    return Evidence(
        shares,
        credited,
        namings,
        whole_pages(versions),
        {page.page.id: page.article.outlet.name if page.article.outlet else None for page in pages},
        Traces({page.page.id: page.page for page in pages}, shares),
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
        part = share.shared.bit_count() / max(1, share.words) if share else 0.0
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
        share = evidence.shares.get(name)
        little = share is not None and (bool(share.shared) or share.words < LEAST_OWN)
        return Finding("unknown" if little or evidence.credits[name] else "own")
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
    """An outlet that this page names as a source, near the wording shared with it and in words that no other has."""
    share = evidence.shares[name]
    shared = share.places
    for naming in evidence.namings[name]:
        if naming.outlet == evidence.houses[name] or any(place.meets(naming.span) for place in shared):
            continue
        for other in others:
            if evidence.houses.get(other) != naming.outlet:
                continue
            places = share.passages_with(other)
            if any(_near(place, naming.span) for place in places):
                return Finding("named outlet", (naming.span, *_largest(places, 2)), named=naming.outlet)
    return None


def _near(place: Span, span: Span) -> bool:
    return max(place.start - span.end, span.start - place.end) <= NAMED_NEAR


def _find_common_source(name: str, others: Sequence[str], evidence: Evidence) -> Finding | None:
    """A source outside the pile: three pages share wording two by two, and no page has all of it."""
    here = evidence.whole.get(name, name)
    branches = find_branches(name, others, evidence.shares, here, evidence.traces)
    grounds = [place for branch in branches for place in branch.places]
    return Finding("common source", _limit(grounds)) if grounds else None


def _largest(places: Sequence[Span], count: int) -> list[Span]:
    return sorted(sorted(set(places), key=lambda place: (-len(place), place))[:count])


def _limit(grounds: Sequence[Span]) -> Spans:
    return tuple(dict.fromkeys(grounds))[:MOST_GROUNDS]

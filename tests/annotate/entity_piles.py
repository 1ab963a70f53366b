"""Piles of annotated pages for the grouping of entities: reading them, and precision and recall over pairs.

Each Markdown file (see `cases.py`) is one pile, its labels hold over all its pages: `[pak|Pak]` on two pages is one
person. In `expected`, a kind (PER, LOC, ORG, OTH) with `entity=label` names the mentions, `id=…` the id that they must
get; `said speaker=label entity=label` is a quotation whose speaker's words lie at the first label and who is the
second. The words of a speaker are no mention.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from msgspec.structs import replace

from lesart.annotate.entities import resolve_entities
from lesart.annotate.names import find_names
from lesart.annotate.sentences import find_sentences
from lesart.language.languages import load_language
from lesart.model.annotation import Annotated, Name, NameKind, Quotation
from lesart.model.article import Article
from tests.annotate.cases import article_of, read_cases

KINDS: dict[str, NameKind] = {"PER": "PER", "LOC": "LOC", "ORG": "ORG", "OTH": "OTH"}


@dataclass
class Scored:
    """Counts over pairs of mentions of one pile, mentions with a wanted id, and speakers."""

    together: int = 0
    right: int = 0
    wanted: int = 0
    ids: int = 0
    ids_right: int = 0
    speakers: int = 0
    speakers_told: int = 0
    speakers_right: int = 0
    errors: tuple[str, ...] = ()

    @property
    def precision(self) -> float:
        return self.right / self.together if self.together else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 1.0

    def __add__(self, other: Scored) -> Scored:
        mine, theirs = vars(self), vars(other)
        return Scored(**{key: mine[key] + theirs[key] for key in mine})


@dataclass
class Pile:
    """Pages with gold names; `gold` gives (page, start, end) → label, `ids` label → id, `said` speakers' labels."""

    pages: list[Annotated]
    gold: dict[tuple[int, int, int], str]
    ids: dict[str, str]
    said: list[tuple[int, int, str]]


def read_pile(file: Path, gold_names: bool = True) -> Pile:
    """The pile of `file`, its names as marked, or as `find_names` finds them."""
    pile = Pile([], {}, {}, [])
    for number, case in enumerate(read_cases(file)):
        article = _on_page(article_of(case), number)
        language = load_language(case.language)
        sentences = find_sentences(article, language)
        names: list[Name] = []
        quotations: list[Quotation] = []
        for one in case.expected:
            if one.kind == "said":
                (start, end), *_ = case.pieces(one.fields["speaker"])
                whole = article.page.span(0, len(article.page.text))
                quotations.append(Quotation("direct", (whole,), 1.0, speaker=(article.page.span(start, end),)))
                pile.said.append((number, len(quotations) - 1, one.fields["entity"]))
                continue
            label = one.fields["entity"]
            if "id" in one.fields:
                pile.ids[label] = one.fields["id"]
            for start, end in case.pieces(label):
                pile.gold[number, start, end] = label
                names.append(Name(article.page.span(start, end), KINDS[one.kind]))
        names.sort(key=lambda name: name.span)
        found = tuple(names) if gold_names else find_names(article, sentences, language)
        pile.pages.append(Annotated(article, sentences, found, quotations=tuple(quotations)))
    return pile


def _on_page(article: Article, number: int) -> Article:
    """`article` with a page id of its own: the cases of one file are different pages."""
    page = replace(article.page, id=f"{number:016x}")
    zones = tuple(replace(zone, span=page.span(zone.span.start, zone.span.end)) for zone in article.zones)
    return replace(article, page=page, zones=zones)


def score_pile(file: Path, gold_names: bool = True) -> Scored:
    """The scores of one pile. A found name counts for the marked one with the same extent, others are left out."""
    pile = read_pile(file, gold_names)
    done, _ = resolve_entities(pile.pages, load_language("de"))
    mentions = []
    errors = []
    scored = Scored()
    entity_of: dict[str, set[str]] = {}
    for number, page in enumerate(done):
        for name in page.names:
            label = pile.gold.get((number, name.span.start, name.span.end))
            if label is None:
                continue
            text = page.page[name.span]
            mentions.append((label, name.entity, f"{file.stem}[{number}] {text}"))
            if name.entity:
                entity_of.setdefault(label, set()).add(name.entity)
            if label in pile.ids:
                scored.ids += 1
                scored.ids_right += name.entity == pile.ids[label]
                if name.entity != pile.ids[label]:
                    errors.append(f"{file.stem}[{number}] {text}: {name.entity}, not {pile.ids[label]}")
    for (gold_a, got_a, text_a), (gold_b, got_b, text_b) in combinations(mentions, 2):
        same = got_a is not None and got_a == got_b
        scored.together += same
        scored.wanted += gold_a == gold_b
        scored.right += same and gold_a == gold_b
        if same != (gold_a == gold_b):
            errors.append(f"{'wrong' if same else 'missed'}: {text_a} ({got_a}) / {text_b} ({got_b})")
    for number, at, label in pile.said:
        got = done[number].quotations[at].entity
        scored.speakers += 1
        scored.speakers_told += got is not None
        right = got in entity_of.get(label, set())
        scored.speakers_right += right
        if not right:
            errors.append(f"{file.stem}[{number}] speaker {label}: {got}")
    scored.errors = tuple(errors)
    return scored

"""Agencies that the table lacks, learned from the pages of the pile.

Two things show that a code is an agency's. A page calls it one ("die Nachrichtenagentur X") and any page bears it in
a credit line; or it stands where agencies are credited on pages of several outlets: behind their datelines, or in
the credits of pages that share wording with one another. An author's code stands at one outlet, or matches the name
of an author; a word of the language is no code.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from lesart.language.languages import load_language
from lesart.language.stems import load_stems
from lesart.model.annotation import Annotated
from lesart.model.article import Article
from lesart.relate.credit_lines import Part
from lesart.relate.running_words import running_of

LEAST_LETTERS = 3
MOST_LETTERS = 6
"""Letters of a code that is learned from its place: two letters are an author's initials as often as not."""

DATELINE_OUTLETS = 2
"""Outlets that must have a code behind datelines, where authors do not sign."""

CREDIT_OUTLETS = 3
"""Outlets that must have it in other credits, on pages that share wording with one another: a group of papers may print
one author's report twice."""

EVERYDAY = 1e-4
"""Share of running words from which an introduced word is none: "die Nachrichtenagentur der Armee"."""

_SPELLED = re.compile(r"[^\W_]+(?:[-/.][^\W_]+)*")


def learn_agencies(
    pages: Sequence[Annotated], parts: Mapping[str, Sequence[Part]], linked: Mapping[str, Sequence[str]]
) -> frozenset[str]:
    """Codes (lower case) that the pages show to be agencies. By page, `parts`: the words of its credit lines, `linked`:
    the pages that use one wording with it."""
    credited = {part.word.lower() for mine in parts.values() for part in mine}
    return frozenset(_introduced(pages) & credited) | _placed(pages, parts, linked)


def _introduced(pages: Sequence[Annotated]) -> set[str]:
    """What pages call an agency."""
    found: set[str] = set()
    for page in pages:
        words = load_language(page.article.language).words("agency_words")
        stems = load_stems(page.article.language)
        text = page.page.text
        if not any(map(text.__contains__, words)):
            continue
        for start, end in running_of(page.article):
            if words.isdisjoint(_SPELLED.findall(text, start, end)):
                continue
            spelled = list(_SPELLED.finditer(text, start, end))
            for before, after in pairwise(spelled):
                if before.group() in words and text[before.end() : after.start()].isspace():
                    word = after.group()
                    if stems.share(stems.stem(word)) < EVERYDAY:
                        found.add(word.lower())
    return found


def _placed(
    pages: Sequence[Annotated], parts: Mapping[str, Sequence[Part]], linked: Mapping[str, Sequence[str]]
) -> frozenset[str]:
    """Codes that stand in the places of agencies on pages of several outlets."""
    datelines: dict[str, set[str]] = defaultdict(set)
    holders: dict[str, dict[str, str]] = defaultdict(dict)
    authors: set[str] = set()
    for page in pages:
        outlet = page.article.outlet
        if outlet is None:
            continue
        for part in parts[page.page.id]:
            if part.position in ("byline", "inside") or not _is_code(part.word, page.article):
                continue
            code = part.word.lower()
            if any(_signs(code, author) for author in page.article.authors):
                authors.add(code)
            if part.position == "dateline" and part.word.islower():
                datelines[code].add(outlet.name)
            holders[code][page.page.id] = outlet.name
    found = {code for code, outlets in datelines.items() if len(outlets) >= DATELINE_OUTLETS}
    for code, outlet_of in holders.items():
        tied = {
            outlet
            for page, outlet in outlet_of.items()
            if any(outlet_of.get(other, outlet) != outlet for other in linked.get(page, ()))
        }
        if len(tied) >= CREDIT_OUTLETS:
            found.add(code)
    return frozenset(found - authors)


def _is_code(word: str, article: Article) -> bool:
    """Whether `word` may be an agency's code: few letters, no word of the language."""
    if not word.isalpha() or not LEAST_LETTERS <= len(word) <= MOST_LETTERS or not (word.islower() or word.isupper()):
        return False
    stems = load_stems(article.language)
    return not stems.known(stems.stem(word))


def _signs(code: str, author: str) -> bool:
    """Whether `code` may be short for `author`: its letters stand in the name in order, from an initial on."""
    words = re.findall(r"[^\W\d_]+", author.lower())
    for place, word in enumerate(words):
        if word.startswith(code[0]):
            letters = iter("".join(words[place:]))
            if all(letter in letters for letter in code):
                return True
    return False

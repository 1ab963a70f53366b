"""Mentions of organisations and other things grouped over a pile: cases of a name, acronyms, legal forms, aliases."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

import msgspec

from lesart.algorithms.words import fold
from lesart.annotate.name_forms import genitive_stems, phrase_key
from lesart.language.languages import Language

_ACRONYM = re.compile(r"\w{2,10}$")
_BRACKETED = re.compile(r"\s?\((?P<short>\w[\w.-]{1,11})\)")
SHORTEST_PART = 4
"""Letters of the first word of a name that may stand for the whole name on the same page (Nordwall Bau AG)."""


class OrgMention(msgspec.Struct):
    """A mention of an organisation or thing, and after grouping its id."""

    page: int
    start: int
    end: int
    kind: str
    text: str
    id: str = ""


class OrgNames(NamedTuple):
    """Aliases of a language, by key, and the legal forms."""

    aliases: dict[str, str]
    legal_forms: frozenset[str]


@lru_cache(maxsize=8)
def load_org_names(language: Language) -> OrgNames:
    """Organisations with several names, news agencies among them, and legal forms."""
    aliases: dict[str, str] = {}
    for number, names in (row[:2] for row in language.rows("org_aliases")):
        aliases.update((phrase_key(name), number) for name in names.split("|"))
    for row in language.rows("agencies"):
        for name in row[2].split(";"):
            if len(name) > 2:
                aliases.setdefault(phrase_key(name), row[0])
    return OrgNames(aliases, frozenset(fold(form) for form in language.words("legal_forms")))


def group_organisations(
    mentions: Sequence[OrgMention],
    texts: Sequence[str],
    names: OrgNames,
    is_common: Callable[[str], bool],
) -> None:
    """Sets `id` of each mention. `texts`: the pages' texts; `is_common`: whether a word is no name by itself."""
    key_of = {text: org_key(text, names) for text in {mention.text for mention in mentions}}
    keys = [key_of[mention.text] for mention in mentions]
    seen = Counter(keys)
    keys = [_settle_genitive(mention, key, seen, names) for mention, key in zip(mentions, keys, strict=True)]
    long_of = _acronyms(mentions, keys, texts)
    short_of = _first_words(mentions, keys, is_common)
    kinds: defaultdict[str, Counter[str]] = defaultdict(Counter)
    final = []
    for mention, key in zip(mentions, keys, strict=True):
        key = long_of.get(key, key)
        key = short_of.get((mention.page, key), key)
        final.append(key)
        kinds[key][mention.kind] += 1
    for mention, key in zip(mentions, final, strict=True):
        alias = names.aliases.get(key)
        kind = "org" if alias else min(kinds[key], key=lambda one: (-kinds[key][one], one)).lower()
        mention.id = f"{kind}:{alias or key}"


def org_key(text: str, names: OrgNames) -> str:
    """The key of a name without its legal form; the alias's own key where the table has it."""
    whole = phrase_key(text)
    if whole in names.aliases:
        return whole
    words = [word for word in re.split(r"[\s&]+", text) if fold(word)]
    while len(words) > 1 and fold(words[-1]) in names.legal_forms:
        words.pop()
    return phrase_key(" ".join(words)) or whole or text


def _settle_genitive(mention: OrgMention, key: str, seen: Counter[str], names: OrgNames) -> str:
    """The key of the base form where the mention is a genitive of a name seen or known without its `s`."""
    if key in names.aliases or " " in mention.text:
        return key
    for stem in genitive_stems(mention.text):
        base = org_key(stem, names)
        if base in names.aliases or base in seen:
            return base
    return key


def _acronyms(mentions: Sequence[OrgMention], keys: Sequence[str], texts: Sequence[str]) -> dict[str, str]:
    """Key of a short form → key of the long name before its brackets: Soziale Bürgerunion (SBU)."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for mention, key in zip(mentions, keys, strict=True):
        hit = _BRACKETED.match(texts[mention.page], mention.end)
        if hit and " " in mention.text and _abbreviates(hit["short"], mention.text):
            found[fold(hit["short"])][key] += 1
    return {short: next(iter(longs)) for short, longs in found.items() if len(longs) == 1}


def _abbreviates(short: str, name: str) -> bool:
    """Whether the letters of `short` come in order in `name`, its first one at the front of a word."""
    letters, whole = fold(short), fold(name)
    if not letters or letters[0] not in {fold(word)[:1] for word in re.split(r"[\s-]+", name)}:
        return False
    at = 0
    for letter in letters:
        at = whole.find(letter, at) + 1
        if not at:
            return False
    return True


def _first_words(
    mentions: Sequence[OrgMention], keys: Sequence[str], is_common: Callable[[str], bool]
) -> dict[tuple[int, str], str]:
    """(page, key of a lone word) → key of the one longer name on that page that begins with the word."""
    longer: defaultdict[tuple[int, str], set[str]] = defaultdict(set)
    for mention, key in zip(mentions, keys, strict=True):
        first = mention.text.split(" ", 1)[0]
        if key != fold(first) and len(first) >= SHORTEST_PART and not is_common(first):
            longer[mention.page, fold(first)].add(key)
    return {place: next(iter(names)) for place, names in longer.items() if len(names) == 1}

"""The word lists that quotations are found with, of one language, read once."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from lesart.annotate.known_words import (
    ATTITUDE,
    ATTRIBUTING,
    BREAK,
    DANACH,
    FIRST_PERSON,
    HEARSAY,
    HYPHEN,
    IT_SAYS,
    LIKE,
    NACH,
    PUBLISHER,
    ROLE,
    SOURCE,
    SPEECH_NOUN,
    WONACH,
    KnownWords,
)
from lesart.language.languages import Language
from lesart.language.verbs import Verbs, load_verbs

BREAKS = frozenset({",", ";", ":", "–", "—", "(", ")"})
"""Marks between clauses, outside quotation marks."""


class Words(msgspec.Struct, frozen=True):
    """The word lists that quotations are found with; first those of `grammar_words`, where each is described."""

    relative: frozenset[str]
    question: frozenset[str]
    subordinators: frozenset[str]
    coordinators: frozenset[str]
    prepositions: frozenset[str]
    nominative: frozenset[str]
    oblique: frozenset[str]
    subject_pronouns: frozenset[str]
    object_pronouns: frozenset[str]
    name_particles: frozenset[str]
    focus: frozenset[str]
    that: frozenset[str]
    whether: frozenset[str]
    purpose: frozenset[str]
    conditions: frozenset[str]
    genitive: frozenset[str]
    of: frozenset[str]
    role_links: frozenset[str]
    channel_links: frozenset[str]
    channel_partners: frozenset[str]
    thing_links: frozenset[str]
    joints: frozenset[str]
    numerals: frozenset[str]
    so_called: frozenset[str]
    titles: frozenset[str]
    dative_firsts: frozenset[str]
    accusative_firsts: frozenset[str]
    hearers: frozenset[str]
    agent_links: frozenset[str]
    attitude_verbs: frozenset[str]
    wonach: frozenset[str]
    name_joints: frozenset[str]
    as_words: frozenset[str]
    suspicion_links: frozenset[str]
    first_person: frozenset[str]
    thus: frozenset[str]
    like: frozenset[str]
    it: frozenset[str]
    it_says: frozenset[str]
    itself: frozenset[str]
    plain_and: frozenset[str]
    but: frozenset[str]
    turning: frozenset[str]
    indefinite: frozenset[str]
    time_subordinators: frozenset[str]
    places_of_saying: frozenset[str]
    demonstratives: frozenset[str]
    sure_subjects: frozenset[str]
    laut: frozenset[str]
    laut_links: frozenset[str]
    small_nouns: frozenset[str]
    subject_first: frozenset[str]
    gemaess: frozenset[str]
    zufolge: frozenset[str]
    demnach: frozenset[str]
    danach: frozenset[str]
    not_before_laut: frozenset[str]
    not_before_nach: frozenset[str]
    phrase_links: frozenset[str]
    article_like: frozenset[str]
    strong_sources: frozenset[str]
    light_verbs: frozenset[str]
    polite_wishes: frozenset[str]
    hearsay: frozenset[str]
    perfect_helpers: frozenset[str]
    zu: frozenset[str]
    passive_ends: frozenset[str]
    view_links: frozenset[str]
    views: frozenset[str]
    nach: frozenset[str]
    out_of: frozenset[str]
    zu_folge: frozenset[str]
    noble: frozenset[str]
    relative_subjects: frozenset[str]
    masculine: frozenset[str]
    not_masculine: frozenset[str]
    towards: frozenset[str]
    in_front: frozenset[str]
    verbs: Verbs
    known: KnownWords
    """Every word with what these lists say of it alone."""
    closed: frozenset[str]
    determiners: frozenset[str]
    adverb_endings: tuple[str, ...]
    abstract_endings: tuple[str, ...]
    bodies: tuple[str, ...]
    sure_particles: frozenset[str]
    time_nouns: frozenset[str]
    roles: tuple[str, ...]
    source_nouns: frozenset[str]
    source_endings: tuple[str, ...]
    speech_nouns: frozenset[str]
    speech_endings: tuple[str, ...]
    title_nouns: frozenset[str]
    title_endings: tuple[str, ...]
    attitudes: frozenset[str]
    channels: frozenset[str]
    channel_endings: tuple[str, ...]
    publishers: tuple[str, ...]
    agencies: frozenset[str]


_EXACT = "="
"""Before a noun of a list: the end of a compound does not count ("=Stand": not Endstand)."""
SHORTEST_AGENCY = 3
"""Letters of an agency's code that is read in running text (see `agencies`)."""
SHORTEST_ENDING = 5
"""Letters that a noun has at least to count as the end of a compound (shorter ones end too many words)."""

_GRAMMAR = Words.__struct_fields__[: Words.__struct_fields__.index("verbs")]

_CLOSED = (
    *("that", "whether", "purpose", "relative", "question", "subordinators", "coordinators", "prepositions"),
    *("nominative", "oblique", "subject_pronouns", "object_pronouns", "focus", "demonstratives"),
    *("laut", "gemaess", "demnach", "danach"),
)
"""Classes whose words are never nouns, though they may have a capital at a sentence's head."""


@lru_cache(maxsize=8)
def load_words(language: Language) -> Words:
    """The lists of a language, read once."""
    classes = {row[0]: frozenset(row[1].split(" ")) for row in language.rows("grammar_words")}
    grammar = {name: classes.get(name, frozenset()) for name in _GRAMMAR}
    particles = frozenset(row[0] for row in language.rows("verb_prefixes") if row[1] == "split")
    sources, speech = language.words("source_nouns"), language.words("speech_nouns")
    verbs = load_verbs(language)
    known = KnownWords(verbs)
    words = Words(
        **grammar,
        verbs=verbs,
        known=known,
        determiners=(grammar["nominative"] | grammar["oblique"]) - grammar["subject_pronouns"],
        closed=frozenset().union(*(grammar[name] for name in _CLOSED)),
        adverb_endings=tuple(sorted(language.words("adverb_endings"))),
        abstract_endings=tuple(sorted(language.words("abstract_endings"))),
        bodies=tuple(sorted(language.words("body_nouns"))),
        sure_particles=particles - classes.get("adverb_particles", frozenset()),
        time_nouns=language.words("time_nouns"),
        roles=tuple(sorted(language.words("role_nouns"))),
        source_nouns=_exact(sources),
        source_endings=_endings(sources),
        speech_nouns=_exact(speech),
        speech_endings=_endings(speech),
        title_nouns=language.words("title_nouns"),
        title_endings=_endings(language.words("title_nouns")),
        attitudes=language.words("attitude_words"),
        channels=_exact(language.words("channel_nouns")),
        channel_endings=_endings(language.words("channel_nouns")),
        publishers=tuple(sorted(language.words("publisher_nouns"))),
        agencies=_agencies(language),
    )
    _fill_known(known, words)
    return words


def _fill_known(known: KnownWords, words: Words) -> None:
    attributing = (words.laut, words.gemaess, words.nach, words.zufolge, words.zu_folge, words.demnach, words.danach)
    known.list_small(ATTRIBUTING, frozenset().union(*attributing, words.thus, words.views))
    known.list_small(NACH, words.nach - words.laut - words.gemaess)
    known.list_small(BREAK, BREAKS)
    known.list_small(HYPHEN, "-")
    known.list_small(IT_SAYS, words.it_says)
    known.list_small(WONACH, words.wonach)
    known.list_small(FIRST_PERSON, words.first_person)
    known.list_small(HEARSAY, words.hearsay)
    known.list_small(LIKE, words.like)
    known.list_small(DANACH, words.danach)
    known.list_small(PUBLISHER, words.agencies)
    known.list_endings(PUBLISHER, words.publishers)
    known.list_endings(ROLE, words.roles)
    known.list_spelt(ATTITUDE, words.attitudes)
    known.list_spelt(SPEECH_NOUN, words.speech_nouns)
    known.list_endings(SPEECH_NOUN, words.speech_endings)
    known.list_spelt(SOURCE, words.source_nouns)
    known.list_endings(SOURCE, words.source_endings)


def _agencies(language: Language) -> frozenset[str]:
    """Spellings of news agencies in small letters, but those that are words or initials elsewhere."""
    spellings = {name.lower() for row in language.rows("agencies") for name in row[2].split(";")}
    homonyms = {name.lower() for name in language.words("agency_homonyms")}
    return frozenset(name for name in spellings - homonyms if len(name) >= SHORTEST_AGENCY)


def _endings(nouns: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(noun.lower() for noun in nouns if len(noun) >= SHORTEST_ENDING and noun[0] != _EXACT))


def _exact(nouns: frozenset[str]) -> frozenset[str]:
    return frozenset(noun.removeprefix(_EXACT) for noun in nouns)

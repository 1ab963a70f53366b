"""Who says what: one utterance in all its forms, speaker by speaker."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from lesart.model.synopsis import Reading, Saying, SayingReading
from lesart.model.text import Span
from lesart.present.readings_table import GLYPHS, Letters, Piece
from lesart.present.shown_pages import Book, Ref, ShownPage

OPEN_SINGLE = 3
"""Sayings of one page alone that stand open under a speaker without any other; the rest is folded."""
NAMES_SHOWN = 3
"""Forms in which pages name a speaker, shown under the name at most."""
REWORDING = frozenset({"wording", "added", "left out", "strength"})


class Form(msgspec.Struct, frozen=True):
    """One page's form of an utterance."""

    page: ShownPage
    kind: str
    glyph: str
    word: str
    type: str
    ref: Ref
    texts: tuple[tuple[Piece, ...], ...]
    notes: tuple[tuple[str, str, Ref], ...]
    """Whom it is addressed to and through whom it comes: our label, the page's words, the place."""


class Utterance(msgspec.Struct, frozen=True):
    id: str
    forms: tuple[Form, ...]
    speakers: tuple[tuple[str, str, Ref], ...]
    """Where pages name the speaker differently: sigla, words, place."""
    differs: bool


class Speaker(msgspec.Struct, frozen=True):
    key: str
    name: str
    as_printed: tuple[tuple[str, str, Ref], ...]
    """Other forms in which the pages name this speaker: words, siglum, place."""
    shared: tuple[Utterance, ...]
    single: tuple[Utterance, ...]


def make_speakers(book: Book) -> tuple[Speaker, ...]:
    """Speakers with their utterances: those of most pages first, then by number of utterances, then by name."""
    grouped: dict[str, list[Saying]] = {}
    names: dict[str, str] = {}
    for saying in book.synopsis.sayings:
        name = " ".join((saying.label or "").split())
        key = saying.speaker or name.casefold()
        names.setdefault(key, name)
        grouped.setdefault(key, []).append(saying)
    speakers = [_speaker(book, key, names[key], sayings) for key, sayings in grouped.items()]
    return tuple(
        sorted(
            speakers,
            key=lambda each: (
                not each.name,
                -max((len(said.forms) for said in each.shared), default=0),
                -len(each.shared),
                -len(each.single),
                each.name,
            ),
        )
    )


def _speaker(book: Book, key: str, name: str, sayings: Sequence[Saying]) -> Speaker:
    printed: dict[str, tuple[str, str, Ref]] = {}
    shared: list[Utterance] = []
    single: list[Utterance] = []
    for saying in sayings:
        several = len({reading.page for reading in saying.readings}) > 1
        (shared if several else single).append(_utterance(book, saying))
        for reading in saying.readings:
            if reading.speaker:
                words = " ".join(book.words(reading.speaker[0]).split())
                if words.casefold() != name.casefold() and is_name(words):
                    printed.setdefault(words, (words, book.siglum(reading.page), book.ref(reading.speaker)))
    telling = sorted(printed.values(), key=lambda each: -len(each[0]))[:NAMES_SHOWN]
    return Speaker(key, name, tuple(telling), tuple(shared), tuple(single))


def _utterance(book: Book, saying: Saying) -> Utterance:
    first = saying.readings[0]
    base = Reading(first.page, "verbatim", first.spans)
    others = [
        Reading(reading.page, "reworded" if reading.variants else "verbatim", reading.spans, reading.variants)
        for reading in saying.readings[1:]
    ]
    letters = Letters(book, base, others)
    forms = tuple(_form(book, reading, first, letters) for reading in saying.readings)
    differs = any(form.kind != "verbatim" for form in forms[1:])
    return Utterance(saying.id, forms, _speakers_named(book, saying), differs)


def _form(book: Book, reading: SayingReading, first: SayingReading, letters: Letters) -> Form:
    say = book.wording
    if reading is first:
        kind = "base"
    elif not reading.variants:
        kind = "verbatim"
    else:
        kinds = {variant.kind for variant in reading.variants}
        kind = "reworded" if kinds <= REWORDING else "differs"
    named = [say.known(f"quotation.{reading.type}") or reading.type]
    kinds_named = [k for k in dict.fromkeys(v.kind for v in reading.variants) if k != "wording"]
    named.extend(say.known(f"difference.{k}") or k for k in kinds_named[:3])
    notes = [
        (say(key), say.quote(" … ".join(book.words(span) for span in spans)), book.ref(spans))
        for key, spans in (("sayings.addressees_differ", reading.addressee), ("sayings.via_differ", reading.via))
        if spans
    ]
    return Form(
        page=book.page(reading.page),
        kind=kind,
        glyph=GLYPHS[kind],
        word=say(f"relation.{kind}"),
        type=", ".join(named),
        ref=book.ref(reading.spans),
        texts=tuple(letters.cut(span) for span in reading.spans),
        notes=tuple(notes),
    )


def _speakers_named(book: Book, saying: Saying) -> tuple[tuple[str, str, Ref], ...]:
    """Whom the pages name as speaker, where they do not mean the same one; pronouns and silence settle nothing."""
    named: dict[str, tuple[list[str], str, Sequence[Span]]] = {}
    for reading in saying.readings:
        words = " ".join(book.words(reading.speaker[0]).split()) if reading.speaker else ""
        if words and is_name(words):
            key = _entity(book, reading) or words.casefold()
            named.setdefault(key, ([], words, reading.speaker))[0].append(reading.page)
    if len(named) < 2 or len({reading.page for reading in saying.readings}) < 2:
        return ()
    return tuple((book.sigla(pages), words, book.ref(spans)) for pages, words, spans in named.values())


def is_name(words: str) -> bool:
    """Whether a speaker's words hold more than a pronoun: a capital that does not merely begin the words."""
    return any(sign.isupper() for sign in words[1:])


def _entity(book: Book, reading: SayingReading) -> str | None:
    """Whom the quotation behind a reading is attributed to."""
    for quotation in book.annotated[reading.page].quotations:
        if quotation.content == reading.spans:
            return quotation.entity
    return None

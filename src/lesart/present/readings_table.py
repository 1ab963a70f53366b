"""Rows of an event as the report shows them: cells with marked words, letters that tie them, the apparatus."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import msgspec

from lesart.algorithms.words import find_words, normal_word
from lesart.model.synopsis import Figure, Locus, Reading, Saying, Variant
from lesart.model.text import Span
from lesart.present.shown_pages import Book, Ref, ShownEvent, ShownPage

MOST_COLUMNS = 8
"""Witnesses side by side at most; beyond it the readings of a row stand beneath each other (own setting: at 1400 px
eight columns leave 150 px each, four or five words)."""
MOST_MARKED = 0.6
"""Share of a reading's characters from which marking wording makes no sense: all of it is put otherwise. Figures,
bounds, times and the like stay marked (own setting)."""
SAME_WORDS = 0.6
"""Two variants stand at the same words of the base if so much of both together is in both (own setting)."""
MOST_KINDS = 3
"""Kinds of difference named beside a relation at most."""
OWN_SHOWN = 8
"""Lone rows of one witness that stand open; the others are folded (own setting)."""
ROWS_NAMED = 12
"""Rows that stand open with their catchwords where many are listed; the others are folded (own setting)."""
GLYPHS = {"base": "●", "verbatim": "=", "reworded": "≈", "differs": "≠", "silent": "–"}
PLAIN_KINDS = frozenset({"wording"})
"""Kinds that the relation's own word says already."""
CATCHWORDS = 4
"""Words that head a row which has no catchword of its own."""


class Piece(msgspec.Struct, frozen=True):
    """A run of a page's words; `letter` ties it to what the others have there (two letters where two meet)."""

    text: str
    letter: str = ""
    shown: str = ""
    """The letters that are written behind this piece: those whose words end here."""


class Cell(msgspec.Struct, frozen=True):
    """One witness's reading: `kind` is base, verbatim, reworded, differs or silent."""

    page: ShownPage
    kind: str
    glyph: str
    word: str
    ref: Ref
    texts: tuple[tuple[Piece, ...], ...]


class Entry(msgspec.Struct, frozen=True):
    """One letter of the apparatus: the base's words with whose they are, then what others have (None: fehlt)."""

    letter: str
    base: str
    base_sigla: str
    others: tuple[tuple[str | None, str], ...]


class Row(msgspec.Struct, frozen=True):
    number: str
    id: str
    catchword: str
    catchword_language: str
    cells: tuple[Cell, ...]
    silent: tuple[ShownPage, ...]
    """Witnesses that are silent, where silence has no cells (beyond MOST_COLUMNS)."""
    apparatus: tuple[Entry, ...]
    differs: bool
    figures: str
    """Id of the figure row that holds a number of this row."""
    saying: str
    speaking: int


class Own(msgspec.Struct, frozen=True):
    """What one witness alone has, and what several others have that it has not."""

    page: ShownPage
    items: tuple[tuple[str, str, Ref], ...]
    """Id of the row, words, place."""
    lacking: tuple[Row, ...] = ()


class Agreement(msgspec.Struct, frozen=True):
    """The rows that so many witnesses have; `share` is all, most, some or two."""

    count: int
    share: str
    rows: tuple[Row, ...]


class Balance(msgspec.Struct, frozen=True):
    page: ShownPage
    base: int
    verbatim: int
    reworded: int
    differs: int
    silent: int
    own: int


class EventTable(msgspec.Struct, frozen=True):
    shown: ShownEvent
    rows: tuple[Row, ...]
    own: tuple[Own, ...]
    balance: tuple[Balance, ...]
    agreement: tuple[Agreement, ...]
    """How many witnesses have which rows; most first."""
    stacked: bool
    sources: int


def make_tables(book: Book, spell_out: bool = True) -> tuple[EventTable, ...]:
    """One table an event, in the report's order. `spell_out`: verbatim cells hold their words as well."""
    loci: dict[str, list[Locus]] = {}
    for locus in book.synopsis.loci:
        loci.setdefault(locus.event, []).append(locus)
    sources: dict[str, int] = {}
    for group in book.synopsis.sources:
        sources[group.event] = sources.get(group.event, 0) + 1
    places = _Places(book.synopsis.figures, book.synopsis.sayings, spell_out)
    return tuple(
        _make_table(book, shown, loci.get(shown.event.id, []), places, sources.get(shown.event.id, 0))
        for shown in book.events
    )


class _Places:
    """Where figures and sayings of several pages stand, to point from a row to them; how cells are written."""

    def __init__(self, figures: Iterable[Figure], sayings: Iterable[Saying], spell_out: bool) -> None:
        self.spell_out = spell_out
        self._figures: dict[str, list[tuple[Span, str]]] = {}
        self._sayings: dict[str, list[tuple[Span, str]]] = {}
        for figure in figures:
            for reading in figure.readings:
                self._figures.setdefault(reading.page, []).append((reading.span, figure.id))
        for saying in sayings:
            if len({reading.page for reading in saying.readings}) > 1:
                for said in saying.readings:
                    self._sayings.setdefault(said.page, []).extend((span, saying.id) for span in said.spans)

    def figure(self, spans: Iterable[Span]) -> str:
        return self._first(self._figures, spans)

    def saying(self, spans: Iterable[Span]) -> str:
        return self._first(self._sayings, spans)

    def _first(self, found: dict[str, list[tuple[Span, str]]], spans: Iterable[Span]) -> str:
        for span in spans:
            for place, id_ in found.get(span.page, ()):
                if span.meets(place):
                    return id_
        return ""


def _make_table(
    book: Book,
    shown: ShownEvent,
    loci: Sequence[Locus],
    places: _Places,
    sources: int,
) -> EventTable:
    stacked = len(shown.witnesses) > MOST_COLUMNS
    rows: list[Row] = []
    own: dict[str, list[tuple[str, str, Ref]]] = {}
    for locus in loci:
        speaking = [reading for reading in locus.readings if reading.relation != "silent"]
        if len({reading.page for reading in speaking}) > 1:
            rows.append(_make_row(book, shown, locus, f"{shown.number}.{len(rows) + 1}", places, stacked))
        elif speaking:
            reading = speaking[0]
            words = " … ".join(book.words(span) for span in reading.spans)
            own.setdefault(reading.page, []).append((locus.id, words, book.ref(reading.spans)))
    witnesses = [
        Own(page, tuple(own.get(page.id, ())), tuple(row for row in rows if not _speaks(row, page)))
        for page in shown.witnesses
    ]
    by_count: dict[int, list[Row]] = {}
    for row in rows:
        by_count.setdefault(row.speaking, []).append(row)
    return EventTable(
        shown=shown,
        rows=tuple(rows),
        own=tuple(each for each in witnesses if each.items or each.lacking),
        balance=tuple(_balance(each, rows) for each in witnesses),
        agreement=tuple(
            Agreement(count, _share(count, len(shown.witnesses)), tuple(by_count[count]))
            for count in sorted(by_count, reverse=True)
        ),
        stacked=stacked,
        sources=sources,
    )


def _speaks(row: Row, page: ShownPage) -> bool:
    return any(cell.page.id == page.id and cell.kind != "silent" for cell in row.cells)


def _share(count: int, witnesses: int) -> str:
    """`all`, `most` (more than half), `some` or `two` of the witnesses."""
    if count == witnesses:
        return "all"
    return "most" if count * 2 > witnesses else "two" if count == 2 else "some"


def _balance(witness: Own, rows: Sequence[Row]) -> Balance:
    kinds = [cell.kind for row in rows for cell in row.cells if cell.page.id == witness.page.id]
    return Balance(
        witness.page,
        base=kinds.count("base"),
        verbatim=kinds.count("verbatim"),
        reworded=kinds.count("reworded"),
        differs=kinds.count("differs"),
        silent=len(witness.lacking),
        own=len(witness.items),
    )


def _make_row(book: Book, shown: ShownEvent, locus: Locus, number: str, places: _Places, stacked: bool) -> Row:
    by_page = {reading.page: reading for reading in locus.readings}
    base = next(reading for reading in locus.readings if reading.relation != "silent")
    letters = Letters(book, base, [reading for reading in locus.readings if reading is not base])
    cells: list[Cell] = []
    silent: list[ShownPage] = []
    for page in shown.witnesses:
        reading = by_page.get(page.id) or Reading(page.id, "silent")
        if stacked and reading.relation == "silent":
            silent.append(page)
        else:
            cells.append(_make_cell(book, page, reading, base, letters, places.spell_out))
    spans = [span for reading in locus.readings for span in reading.spans]
    if locus.catchword:
        catchword = book.words(locus.catchword)
    else:
        catchword = " ".join(book.words(base.spans[0]).split()[:CATCHWORDS]) + " …"
    return Row(
        number=number,
        id=locus.id,
        catchword=" ".join(catchword.split()),
        catchword_language=book.page(base.page).language,
        cells=tuple(cells),
        silent=tuple(silent),
        apparatus=letters.apparatus(),
        differs=any(reading.relation == "differs" for reading in locus.readings),
        figures=places.figure(spans),
        saying=places.saying(spans),
        speaking=sum(reading.relation != "silent" for reading in locus.readings),
    )


def _make_cell(book: Book, page: ShownPage, reading: Reading, base: Reading, letters: Letters, spell_out: bool) -> Cell:
    say = book.wording
    if reading.relation == "silent":
        return Cell(page, "silent", GLYPHS["silent"], say("relation.silent"), book.page_ref(page.id), ())
    kind = "base" if reading is base else reading.relation
    if kind == "verbatim":
        word = say("relation.verbatim_as", siglum=book.siglum(base.page))
    else:
        word = say(f"relation.{kind}") + _name_kinds(book, reading.variants)
    texts = tuple(letters.cut(span) for span in reading.spans if spell_out or kind != "verbatim")
    return Cell(page, kind, GLYPHS[kind], word, book.ref(reading.spans), texts)


def _name_kinds(book: Book, variants: Iterable[Variant]) -> str:
    kinds = [kind for kind in dict.fromkeys(variant.kind for variant in variants) if kind not in PLAIN_KINDS]
    named = [book.wording.known(f"difference.{kind}") or kind for kind in kinds[:MOST_KINDS]]
    return ": " + ", ".join(named) if named else ""


class _Group:
    """Variants that touch the same words of the base."""

    def __init__(self, base: Sequence[Span], order: tuple[int, int]) -> None:
        self.base = list(base)
        self.here: dict[str, list[Span]] = {}
        self.without: list[str] = []
        self.order = order
        self.letter = ""

    def fits(self, spans: Sequence[Span]) -> bool:
        """Whether `spans` are nearly the same words of the base."""
        both = sum(
            max(0, min(mine.end, span.end) - max(mine.start, span.start)) for mine in self.base for span in spans
        )
        either = sum(map(len, self.base)) + sum(map(len, spans)) - both
        return both >= SAME_WORDS * either


class Letters:
    """Which words of a row bear which letter. One letter: one stretch of the base, or one addition to it."""

    def __init__(self, book: Book, base: Reading, others: Sequence[Reading]) -> None:
        self._book = book
        self._base = base
        speaking = [base, *(each for each in others if each.relation != "silent")]
        self._said = {each.page: word_set(book, each.spans) for each in speaking}
        self._groups: list[_Group] = []
        for reading in others:
            for variant in _worth_marking(book, reading):
                self._take(reading.page, variant)
        self._groups.sort(key=lambda group: group.order)
        marks: dict[str, list[tuple[Span, str]]] = {}
        for place, group in enumerate(self._groups):
            group.letter = letter_of(place)
            for span in (*group.base, *(span for spans in group.here.values() for span in spans)):
                marks.setdefault(span.page, []).append((span, group.letter))
        self._marks = marks

    def _take(self, page: str, variant: Variant) -> None:
        base_start = variant.base[0].start if variant.base else None
        if variant.base:
            fitting = [group for group in self._groups if group.base and group.fits(variant.base)]
            group = fitting[0] if fitting else self._new(variant.base, (0, base_start or 0))
            group.base = join_spans([*group.base, *variant.base])
        else:
            said = normal(self._book, variant.here)
            alike = [
                group
                for group in self._groups
                if not group.base and any(normal(self._book, spans) == said for spans in group.here.values())
            ]
            group = alike[0] if alike else self._new((), (1, len(self._groups)))
        if variant.here:
            group.here[page] = join_spans([*group.here.get(page, ()), *variant.here])
        elif page not in group.here and page not in group.without:
            group.without.append(page)

    def _new(self, base: Sequence[Span], order: tuple[int, int]) -> _Group:
        group = _Group(base, order)
        self._groups.append(group)
        return group

    def cut(self, span: Span) -> tuple[Piece, ...]:
        """The words at `span` in pieces, each with its letters or none; the pieces make up the words exactly."""
        text = self._book.words(span)
        marks = [mark for mark in self._marks.get(span.page, ()) if mark[0].meets(span)]
        ends = {end for mark, _ in marks for end in (mark.start, mark.end) if span.start < end < span.end}
        cuts = [span.start, *sorted(ends), span.end]
        pieces: list[Piece] = []
        for start, end in pairwise(cuts):
            here = [(mark, letter) for mark, letter in marks if mark.start <= start and end <= mark.end]
            letters = " ".join(dict.fromkeys(letter for _, letter in here))
            shown = " ".join(dict.fromkeys(letter for mark, letter in here if min(mark.end, span.end) == end))
            pieces.append(Piece(text[start - span.start : end - span.start], letters, shown))
        return tuple(pieces)

    def apparatus(self) -> tuple[Entry, ...]:
        entries = []
        for group in self._groups:
            apart = {*group.here, *group.without}
            about = word_set(self._book, group.base or next(iter(group.here.values())))
            agreeing = [page for page, said in self._said.items() if page not in apart and about <= said]
            lacking = [page for page, said in self._said.items() if page not in apart and not about <= said]
            by_words: dict[str, list[str]] = {}
            for page, spans in group.here.items():
                by_words.setdefault(self._shown(spans), []).append(page)
            others: list[tuple[str | None, str]] = [
                (words, self._book.sigla(pages)) for words, pages in by_words.items()
            ]
            if group.base:
                if group.without:
                    others.append((None, self._book.sigla(group.without)))
                entries.append(Entry(group.letter, self._shown(group.base), self._book.sigla(agreeing), tuple(others)))
            else:
                words, sigla = others[0]
                missing = ((None, self._book.sigla(lacking)),) if lacking else ()
                entries.append(Entry(group.letter, words or "", sigla, (*others[1:], *missing)))
        return tuple(entries)

    def _shown(self, spans: Sequence[Span]) -> str:
        return " … ".join(" ".join(self._book.words(span).split()) for span in spans)


def _worth_marking(book: Book, reading: Reading) -> list[Variant]:
    """The variants of a reading; where nearly all of it is put otherwise, only those that say in what it differs."""
    whole = sum(len(span) for span in reading.spans)
    marked = sum(len(span) for variant in reading.variants for span in variant.here)
    missing = sum(len(span) for variant in reading.variants for span in variant.base if not variant.here)
    if whole and (marked / whole > MOST_MARKED or missing > whole):
        return [variant for variant in reading.variants if variant.kind not in ("wording", "added", "left out")]
    return list(reading.variants)


def join_spans(spans: Iterable[Span]) -> list[Span]:
    """Sorted, with those that meet made one."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and joined[-1].meets(span):
            joined[-1] = Span(span.page, joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def word_set(book: Book, spans: Iterable[Span]) -> frozenset[str]:
    """The words at `spans` in the form they are compared in."""
    return frozenset(normal_word(text[start:end]) for text in map(book.words, spans) for start, end in find_words(text))


def normal(book: Book, spans: Iterable[Span]) -> str:
    return " ".join(" ".join(book.words(span).split()).casefold() for span in spans)


def letter_of(place: int) -> str:
    """a … z, then aa, ab …"""
    first, second = divmod(place, 26)
    return (chr(96 + first) if first else "") + chr(97 + second)

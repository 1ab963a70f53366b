"""The synopsis as one flat table: a line a reading, complete in itself, for CSV and Parquet.

Rows of the synopsis, figures and sayings stand in one table (`part`); what a column does not apply to is empty.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from lesart.model.annotation import Annotated
from lesart.model.synopsis import Synopsis
from lesart.model.text import Span
from lesart.present.contract import GAP, hash_text, number

LIVE = "=+-@'\t\r"
"""A cell of text that begins so would be a formula to a spreadsheet (or look escaped): an apostrophe goes before it."""
SOURCES_FENCE = "```jsonl lesart"
"""Opens the block of a Markdown export that names the pages."""


class ExportRow(msgspec.Struct, frozen=True):
    """One reading. Offsets are code points into the page's text; `spans`: `start-end`, a blank between several."""

    part: str
    """`row` of the synopsis, `figure` or `saying`."""
    row: str
    """Id of the row that the reading stands in."""
    events: str
    siglum: str
    outlet: str
    title: str
    published: str
    updated: str
    earliest: str
    latest: str
    language: str
    relation: str
    """Of a row: base, verbatim, reworded, differs, silent; of a saying: how it is quoted; of a figure: its modality."""
    differences: str
    text: str
    spans: str
    what: str
    """Of a figure the thing counted, of a saying the speaker, of a row its catchword."""
    value: float | int | None
    low: float | int | None
    high: float | int | None
    unit: str
    authority: str
    as_of: str
    verdict: str
    page: str
    source: str
    file: str
    record: int | None
    url: str
    bytes: str
    text_sha256: str


def make_rows(synopsis: Synopsis) -> Iterator[ExportRow]:
    """Every reading of `synopsis` in its order: rows, figures, sayings."""
    maker = _Maker(synopsis)
    for locus in synopsis.loci:
        base = next(reading for reading in locus.readings if reading.relation != "silent")
        for reading in locus.readings:
            yield maker.row(
                "row",
                locus.id,
                (locus.event,),
                reading.page,
                reading.spans,
                relation="base" if reading is base else reading.relation,
                differences=" ".join(dict.fromkeys(variant.kind for variant in reading.variants)),
                what=maker.words((locus.catchword,)) if locus.catchword else "",
            )
    for figure in synopsis.figures:
        for counted in figure.readings:
            yield maker.row(
                "figure",
                figure.id,
                figure.events,
                counted.page,
                (counted.span,),
                relation=counted.modality,
                what=figure.what,
                value=number(counted.value),
                low=number(counted.low),
                high=number(counted.high),
                unit=figure.unit or "",
                authority=maker.words((counted.authority,)) if counted.authority else "",
                as_of=counted.as_of or "",
                verdict=figure.verdict,
            )
    for saying in synopsis.sayings:
        for said in saying.readings:
            yield maker.row(
                "saying",
                saying.id,
                saying.events,
                said.page,
                said.spans,
                relation=said.type,
                differences=" ".join(dict.fromkeys(variant.kind for variant in said.variants)),
                what=saying.label or "",
            )


class _Maker:
    """Fills in what is the same for every reading of a page."""

    def __init__(self, synopsis: Synopsis) -> None:
        sigla = {witness.page: witness.siglum for witness in synopsis.witnesses}
        self._pages = {page.page.id: page for page in synopsis.pages}
        self._blank = {id_: _blank_row(page, sigla.get(id_, "")) for id_, page in self._pages.items()}

    def words(self, spans: tuple[Span, ...]) -> str:
        return GAP.join(self._pages[span.page].page[span] for span in spans)

    def row(
        self, part: str, id_: str, events: tuple[str, ...], page: str, spans: tuple[Span, ...], **filled: object
    ) -> ExportRow:
        return msgspec.structs.replace(
            self._blank[page],
            part=part,
            row=id_,
            events=" ".join(events),
            text=self.words(spans),
            spans=" ".join(f"{span.start}-{span.end}" for span in spans),
            **filled,
        )


def _blank_row(page: Annotated, siglum: str) -> ExportRow:
    article, raw = page.article, page.page
    return ExportRow(
        part="",
        row="",
        events="",
        siglum=siglum,
        outlet=article.outlet.name if article.outlet else "",
        title=article.title.text if article.title else "",
        published=article.published or "",
        updated=article.updated or "",
        earliest=article.earliest or "",
        latest=article.latest or "",
        language=article.language or "",
        relation="",
        differences="",
        text="",
        spans="",
        what="",
        value=None,
        low=None,
        high=None,
        unit="",
        authority="",
        as_of="",
        verdict="",
        page=raw.id,
        source=raw.source,
        file=raw.file or "",
        record=raw.record,
        url=raw.url or article.canonical or "",
        bytes=raw.bytes_id,
        text_sha256=hash_text(raw.text),
    )

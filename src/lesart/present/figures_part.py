"""Comparable numbers as the report shows them: a table by thing counted, verdict lines, and what is worth a plot."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from markupsafe import Markup

from lesart.model.synopsis import VERDICT_ORDER, Figure, FigurePair, FigureReading
from lesart.present.decisions_part import decided_by
from lesart.present.plots import Point, draw_intervals
from lesart.present.series import draw_series
from lesart.present.shown_pages import Book, Ref, ShownPage, day_of
from lesart.present.wording import Wording

MOST_PLOTS = 8
"""Plots at most: those with a contradiction or an update first (own setting)."""
AGREEING_SHOWN = 12
"""Rows whose numbers agree that stand open; of more, all of them are folded beneath the others (own setting)."""
WIDEST = 60.0
"""A plot is drawn only where the largest number is at most so many times the smallest: else the small ones are
a line on the axis (own setting)."""
LIMITS = frozenset({"at_most", "less_than", "at_least", "more_than", "several", "vague"})
"""Modalities that give a limit, which another number may lie in."""
GLYPHS = {
    "contradiction": "≠",
    "scope": "⊂",
    "update": "↗",
    "bound": "≥",
    "rounding": "≈",
    "agree": "=",
    "unclear": "?",
}


class NumberLine(msgspec.Struct, frozen=True):
    """One reading in the table."""

    page: ShownPage
    words: str
    ref: Ref
    range: str
    authority: str
    authority_ref: Ref | None
    as_of: str


class VerdictLine(msgspec.Struct, frozen=True):
    verdict: str
    glyph: str
    word: str
    sigla: str
    reason: str


class ShownFigure(msgspec.Struct, frozen=True):
    id: str
    what: str
    example: str
    """The first reading's words and siglum, where several rows count the same thing: what tells them apart."""
    what_language: str
    unit: str
    verdict: str
    lines: tuple[NumberLine, ...]
    verdicts: tuple[VerdictLine, ...]
    person: str
    """Who decided about the row, where a person did."""
    near: tuple[tuple[str, str], ...]
    """Ids and names of rows near but not comparable."""
    plot: Markup | None
    plot_note: str


def make_figures(book: Book) -> tuple[ShownFigure, ...]:
    """All rows of figures: contradictions first, agreement last, in the order of the contract's verdicts."""
    figures = sorted(book.synopsis.figures, key=lambda figure: VERDICT_ORDER.index(figure.verdict))
    called = [_name(figure) for figure in figures]
    examples = {
        figure.id: f"{book.wording.quote(book.words(figure.readings[0].span))} {book.siglum(figure.readings[0].page)}"
        if called.count(name) > 1
        else ""
        for figure, name in zip(figures, called, strict=True)
    }
    names = {figure.id: f"{name} {examples[figure.id]}".strip() for figure, name in zip(figures, called, strict=True)}
    plotted = [figure.id for figure in figures if worth_plotting(figure)][:MOST_PLOTS]
    return tuple(_show(book, figure, names, examples[figure.id], figure.id in plotted) for figure in figures)


def _name(figure: Figure) -> str:
    return " ".join(figure.what.split())


def worth_plotting(figure: Figure) -> bool:
    """Whether its numbers differ and stand near enough for one scale."""
    sizes = {abs(size) for reading in figure.readings if (size := anchor_of(reading)) is not None and size}
    return len(sizes) > 1 and max(sizes) / min(sizes) <= WIDEST


def anchor_of(reading: FigureReading) -> float | None:
    """The number that stands for a reading on a scale: its value, else the bound that it has."""
    for size in (reading.value, reading.low, reading.high):
        if size is not None:
            return size
    return None


def _show(book: Book, figure: Figure, names: dict[str, str], example: str, plot: bool) -> ShownFigure:
    say = book.wording
    moments = [_moment(book, reading) for reading in figure.readings]
    drawn, note = _plot(book, figure, moments) if plot else (None, "")
    lines = tuple(
        NumberLine(
            page=book.page(reading.page),
            words=book.words(reading.span),
            ref=book.ref((reading.span,)),
            range=show_range(reading, say),
            authority=" ".join(book.words(reading.authority).split()) if reading.authority else "",
            authority_ref=book.ref((reading.authority,)) if reading.authority else None,
            as_of=_as_of(book, reading),
        )
        for reading in figure.readings
    )
    return ShownFigure(
        id=figure.id,
        what=_name(figure),
        example=example,
        what_language=book.page(figure.what_span.page).language,
        unit=_unit(figure, say),
        verdict=figure.verdict,
        lines=lines,
        verdicts=tuple(_verdict_lines(book, figure, moments)),
        person=decided_by(figure.by),
        near=tuple((id_, names[id_]) for id_ in figure.near if id_ in names),
        plot=drawn,
        plot_note=note,
    )


def _unit(figure: Figure, say: Wording) -> str:
    """The unit in the reader's words, where the thing counted is not just that word."""
    named = (say.known(f"unit.{figure.unit}") or figure.unit) if figure.unit else ""
    return "" if named.casefold() == figure.what.strip().casefold() else named


def show_range(reading: FigureReading, say: Wording) -> str:
    """The values that the words leave open, as far as the words alone say: `≥ 17`, `270–330`, `≈ 300`."""
    low, high, value = reading.low, reading.high, reading.value
    if reading.modality in ("at_least", "more_than") and (bound := low if low is not None else value) is not None:
        return f"{'≥' if reading.modality == 'at_least' else '>'} {say.number(bound)}"
    if reading.modality in ("at_most", "less_than") and (bound := high if high is not None else value) is not None:
        return f"{'≤' if reading.modality == 'at_most' else '<'} {say.number(bound)}"
    if value is not None and (low is None or high is None or low == high):
        return f"≈ {say.number(value)}" if reading.modality in ("about", "almost") else say.number(value)
    if low is not None and high is not None:
        return f"{say.number(low)}–{say.number(high)}" if low != high else say.number(low)
    if low is not None:
        return f"≥ {say.number(low)}"
    return f"≤ {say.number(high)}" if high is not None else say("figures.open")


def _moment(book: Book, reading: FigureReading) -> str | None:
    """The ISO day from which a number holds as far as anything shows it: its own date, else the page's."""
    return reading.as_of or day_of(book.annotated[reading.page].article)


def _as_of(book: Book, reading: FigureReading) -> str:
    say = book.wording
    if reading.as_of:
        return say.short_moment(reading.as_of)
    article = book.annotated[reading.page].article
    day = day_of(article)
    if day:
        return say("figures.of_page", date=say.short_moment(day[:10]))
    bound = article.earliest
    return say("figures.undated") + (", " + say("date.and_later", date=say.short_moment(bound)) if bound else "")


def _verdict_lines(book: Book, figure: Figure, moments: Sequence[str | None]) -> list[VerdictLine]:
    grouped: dict[tuple[str, str], list[FigurePair]] = {}
    for pair in figure.pairs:
        grouped.setdefault((pair.verdict, reason_code(pair)), []).append(pair)
    ordered = sorted(grouped.items(), key=lambda item: VERDICT_ORDER.index(item[1][0].verdict))
    return [_verdict_line(book, figure, code, pairs, moments) for (_, code), pairs in ordered]


def reason_code(pair: FigurePair) -> str:
    """The part of a reason that does not come from the pages: what stands behind its last colon."""
    return "inside" if pair.verdict == "bound" else pair.reason.rsplit(": ", 1)[-1]


def _verdict_line(
    book: Book, figure: Figure, code: str, pairs: Sequence[FigurePair], moments: Sequence[str | None]
) -> VerdictLine:
    say = book.wording
    verdict = pairs[0].verdict
    readings = figure.readings
    told = say.known(f"reason.{code}")
    if verdict == "update":
        members = {index for pair in pairs for index in (pair.a, pair.b)}
        sigla, values = _update(book, readings, members, moments)
        reason = f"{values}: {told or code}"
    elif verdict == "agree":
        members = {index for pair in pairs for index in (pair.a, pair.b)}
        sigla = " = ".join(dict.fromkeys(book.siglum(readings[index].page) for index in sorted(members)))
        reason = told or code
    else:
        ordered = [_number_first(readings, pair) if code == "inside" else (pair.a, pair.b) for pair in pairs]
        left = book.sigla(readings[a].page for a, _ in ordered)
        right = book.sigla(readings[b].page for _, b in ordered)
        sigla = f"{left} | {right}"
        reason = _reason_of_two(book, readings[pairs[0].a], readings[pairs[0].b], code, told)
    return VerdictLine(verdict, GLYPHS[verdict], say(f"verdict.{verdict}"), sigla, reason)


def _number_first(readings: Sequence[FigureReading], pair: FigurePair) -> tuple[int, int]:
    return (pair.b, pair.a) if readings[pair.a].modality in LIMITS else (pair.a, pair.b)


def _reason_of_two(book: Book, one: FigureReading, other: FigureReading, code: str, told: str | None) -> str:
    say = book.wording
    first, second = say.quote(book.words(one.span)), say.quote(book.words(other.span))
    if code == "inside":
        limit, number = (first, second) if one.modality in LIMITS else (second, first)
        return say("reason.inside", number=number, limit=limit)
    return f"{first} | {second}: {told or code}"


def _update(
    book: Book, readings: Sequence[FigureReading], members: set[int], moments: Sequence[str | None]
) -> tuple[str, str]:
    """Whose numbers an update goes through, and the numbers: the dated in their order, the undated beside them."""
    steps = _steps(book, readings, members, moments)
    undated = [index for index in sorted(members) if not moments[index]]
    sigla = [" → ".join(book.sigla(readings[index].page for index in step) for step in steps)]
    values = [" → ".join(_shown_number(book, readings[step[-1]]) for step in steps)]
    if undated:
        by_value: dict[str, list[str]] = {}
        for index in undated:
            by_value.setdefault(_shown_number(book, readings[index]), []).append(readings[index].page)
        sigla += [book.sigla(pages) for pages in by_value.values()]
        told = ", ".join(f"{value} ({book.sigla(pages)})" for value, pages in by_value.items())
        values += [f"{book.wording('figures.undated')} {told}"]
    return " | ".join(part for part in sigla if part), "; ".join(part for part in values if part)


def _steps(
    book: Book, readings: Sequence[FigureReading], members: set[int], moments: Sequence[str | None]
) -> list[list[int]]:
    """Dated readings in the order of their moments, those together that follow each other with one number."""
    steps: list[list[int]] = []
    for index in sorted((index for index in members if moments[index]), key=lambda index: (moments[index], index)):
        if steps and _shown_number(book, readings[steps[-1][-1]]) == _shown_number(book, readings[index]):
            steps[-1].append(index)
        else:
            steps.append([index])
    return steps


def _shown_number(book: Book, reading: FigureReading) -> str:
    return show_range(reading, book.wording)


def _plot(book: Book, figure: Figure, moments: Sequence[str | None]) -> tuple[Markup | None, str]:
    say = book.wording
    points = tuple(
        Point(
            siglum=book.siglum(reading.page),
            shown=show_range(reading, say),
            value=reading.value,
            low=reading.low,
            high=reading.high,
            open_end=reading.modality in ("more_than", "less_than"),
            authority=" ".join(book.words(reading.authority).split()) if reading.authority else "",
            key=(reading.authority_key or "").casefold() if reading.authority else "",
            moment=moment[:10] if moment else None,
            ref=book.ref((reading.span,)),
        )
        for reading, moment in zip(figure.readings, moments, strict=True)
        if anchor_of(reading) is not None
    )
    label = say(
        "figures.plot_label",
        what=_name(figure),
        readings="; ".join(f"{point.siglum} {point.shown}" for point in points),
    )
    days = {point.moment for point in points if point.moment}
    if len(days) > 1 and figure.verdict != "contradiction":
        return draw_series(points, label, say), say("figures.by_moment")
    return draw_intervals(points, label, say, figure.verdict == "contradiction"), say("figures.by_authority")

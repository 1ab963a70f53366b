"""The course of events: a drawing on three lines and the same as a list. What is undated is an open stretch."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import msgspec
from markupsafe import Markup

from lesart.present.shown_pages import Book, Ref, ShownEvent, ShownPage, day_of
from lesart.present.svg import SIGLUM, Drawing, number, shorten, width_of
from lesart.present.wording import Wording, split_moment

WIDTH = 1130.0
LEFT = 104.0
RIGHT = 1118.0
LABEL = 34
"""Characters of a label in the drawing at most; the list below has all of it."""
LONG_LABEL = 70
"""The same where all events find room on one line."""
MARGIN = 0.05
"""Free share of the stretch before the first and behind the last day."""
FAR = 1.5
"""A mentioned day further outside than so many times the stretch of events and pages is named at the edge only."""
MOST_LANES = 3
MOST_SIGLA = 8
"""Sigla under an event's title at most."""
MOST_MENTIONED = 40
"""Mentioned happenings in the drawing at most; the list has all."""
TOGETHER = 26.0
"""Sigla of pages nearer than this (px) are written together."""
SHOWN_WORDS = 90
"""Characters of a mention that the list shows."""


class Item(msgspec.Struct, frozen=True):
    """One line of the list. `words` are a page's, `title` is an event's."""

    sort: str
    when: str
    kind: str
    event: ShownEvent | None
    words: str
    language: str
    ref: Ref | None
    sigla: str
    pages: tuple[ShownPage, ...] = ()
    """What appeared then, of a line of publication."""


class Course(msgspec.Struct, frozen=True):
    """The timeline of one story."""

    drawing: Markup | None
    items: tuple[Item, ...]


class _Stretch(msgspec.Struct, frozen=True):
    """Days as ordinals; None where that end is open."""

    low: int | None
    high: int | None


def make_course(book: Book, events: Sequence[ShownEvent], story: str | None) -> Course:
    """Timeline of `events` (one story) with the happenings that its pages mention."""
    pages = tuple(dict.fromkeys(page for event in events for page in event.witnesses))
    mentioned = [each for each in book.synopsis.mentioned if each.story == story]
    items = [_event_item(book, event) for event in events]
    items.extend(
        Item(
            each.earliest,
            book.wording.stretch(each.earliest, each.latest),
            "mentioned",
            None,
            shorten(book.words(each.spans[0]), SHOWN_WORDS),
            book.page(each.spans[0].page).language,
            book.ref((each.spans[0],)),
            book.sigla(span.page for span in each.spans),
        )
        for each in mentioned
    )
    drawing = _draw(book, events, pages, items)
    items.extend(_publications(book, pages))
    return Course(drawing, tuple(sorted(items, key=lambda item: item.sort)))


def _publications(book: Book, pages: Sequence[ShownPage]) -> list[Item]:
    """A line a day on which pages appeared, the undated by what bounds them."""
    say = book.wording
    by_day: dict[tuple[str, str], list[ShownPage]] = {}
    for page in pages:
        day = day_of(book.annotated[page.id].article)
        bound = f"{page.dated}, {page.bound}" if page.bound else page.dated
        by_day.setdefault((day[:10], say.moment(day[:10])) if day else ("9999~", bound), []).append(page)
    return [
        Item(sort + "~", when, "page", None, "", "", None, book.sigla(page.id for page in found), tuple(found))
        for (sort, when), found in by_day.items()
    ]


def _event_item(book: Book, event: ShownEvent) -> Item:
    return Item(
        sort=event.event.earliest or min((page.sort for page in event.witnesses), default="9999") + "~",
        when=event.when,
        kind="event",
        event=event,
        words=shorten(event.when_words, SHOWN_WORDS),
        language=event.title_page.language,
        ref=event.when_ref,
        sigla=" ".join(page.siglum for page in event.witnesses),
    )


def _day(value: str | None, last: bool = False) -> int | None:
    """The ordinal of an ISO value: its first day, or the last that it may mean."""
    parts = split_moment(value) if value else None
    if parts is None:
        return None
    when, known, _ = parts
    if last and known == 1:
        when = date(when.year, 12, 31)
    elif last and known == 2:
        when = (when.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return when.toordinal()


def _page_stretch(book: Book, page: ShownPage) -> _Stretch:
    article = book.annotated[page.id].article
    day = _day(article.published or article.updated)
    if day is not None:
        return _Stretch(day, day)
    return _Stretch(_day(article.earliest), _day(article.latest, True))


class _Axis:
    """Days to px."""

    def __init__(self, low: float, high: float) -> None:
        self.low, self.high = low, high

    def __call__(self, day: float) -> float:
        return LEFT + (min(max(day, self.low), self.high) - self.low) / (self.high - self.low) * (RIGHT - LEFT)


def _draw(book: Book, events: Sequence[ShownEvent], pages: Sequence[ShownPage], items: Sequence[Item]) -> Markup | None:
    stretches = {page.id: _page_stretch(book, page) for page in pages}
    days = [s.low for s in stretches.values() if s.low is not None and s.low == s.high]
    for event in events:
        days.extend(day for day in (_day(event.event.earliest), _day(event.event.latest, True)) if day is not None)
    bounds = [day for s in stretches.values() for day in (s.low, s.high) if day is not None]
    if not days and not bounds:
        return None
    first, last = min(days or bounds), max(days or bounds)
    reach = max((last - first) * FAR, 10)
    mentioned = [(item, _day(item.sort) or 0) for item in items if item.kind == "mentioned"]
    near = [day for day in (*bounds, *(day for _, day in mentioned)) if first - reach <= day <= last + reach]
    first, last = min([first, *near]), max([last, *near])
    margin = max((last - first) * MARGIN, 1.0)
    axis = _Axis(first - margin, last + margin * 2)
    drawing = Drawing(WIDTH, 0)
    drawing.hatching("hatch")
    ground = drawing.count
    y = _draw_events(drawing, events, axis, book.wording)
    y = _draw_mentioned(drawing, mentioned, axis, y, book.wording)
    base = y + 14
    drawing.line(LEFT, base, RIGHT, base, "ax")
    _draw_ticks(drawing, axis, base, book.wording)
    before = drawing.count
    for event in events:
        day = _day(event.event.earliest)
        if day is not None:
            drawing.line(axis(day), 44, axis(day), base, "hb")
    drawing.lower(before, ground)
    drawing.height = _draw_pages(drawing, pages, stretches, axis, base + 20, book.wording)
    label = book.wording(
        "timeline.label",
        **{"from": book.wording.moment(date.fromordinal(first).isoformat())},
        to=book.wording.moment(date.fromordinal(last).isoformat()),
    )
    return drawing.finish(label, "tl-svg plot", "group")


def _lanes(wanted: Sequence[tuple[float, float]]) -> list[int]:
    """For stretches of px (left, right) in order: the first lane where each finds room; -1 beyond MOST_LANES."""
    ends: list[float] = []
    lanes = []
    for left, right in wanted:
        lane = next((place for place, end in enumerate(ends) if end < left - 8), len(ends))
        if lane == len(ends):
            if lane >= MOST_LANES:
                lanes.append(-1)
                continue
            ends.append(right)
        ends[lane] = right
        lanes.append(lane)
    return lanes


def _draw_events(drawing: Drawing, events: Sequence[ShownEvent], axis: _Axis, say: Wording) -> float:
    drawing.text(0, 40, say("timeline.events"), "so")
    dated = [(event, low) for event in events if (low := _day(event.event.earliest)) is not None]
    dated.sort(key=lambda pair: pair[1])
    for most in (LONG_LABEL, LABEL):
        titles = [f"{event.number}  {shorten(event.title, most)}" for event, _ in dated]
        boxes, flips = [], []
        for (event, low), title in zip(dated, titles, strict=True):
            x, width = axis(low), max(width_of(title), width_of(_below(event, say))) + 22
            end = max(x, axis(_day(event.event.latest, True) or low))
            flip = end + width > WIDTH
            flips.append(flip)
            boxes.append((x - width, end + 10) if flip else (x - 8, end + width))
        order = sorted(range(len(boxes)), key=lambda place: boxes[place][0])
        lanes = dict(zip(order, _lanes([boxes[place] for place in order]), strict=True))
        if not any(lanes.values()) and all(left >= LEFT - 10 for left, _ in boxes):
            break
    for place, ((event, low), title, flip) in enumerate(zip(dated, titles, flips, strict=True)):
        lane = lanes[place]
        y, x = 36.0 + 40 * max(lane, 0), axis(low)
        end = max(x, axis(_day(event.event.latest, True) or low))
        drawing.open_link(f"#{event.event.id}")
        if end - x > 6:
            drawing.rect(x, y - 4, end - x, 8, "", fill="url(#hatch)")
            drawing.line(end, y - 8, end, y + 8, "hb", 1.5)
        drawing.circle(x, y, 8, "bl")
        if lane >= 0:
            anchor, at = ("end", x - 16) if flip else ("", end + (16 if end - x <= 6 else 9))
            drawing.text(at, y - 2, title, "se", anchor)
            drawing.text(at, y + 14, _below(event, say), "so", anchor)
        drawing.close_link()
    used = max((lane for lane in lanes.values()), default=0)
    return 36.0 + 40 * max(used, 0) + 34


def _below(event: ShownEvent, say: Wording) -> str:
    """The line under an event's title: when, and by whom."""
    shown = event.witnesses[:MOST_SIGLA]
    more = "" if len(event.witnesses) <= MOST_SIGLA else " …"
    return f"{event.when if event.event.earliest else say('date.undated')} · {' '.join(p.siglum for p in shown)}{more}"


def _draw_mentioned(
    drawing: Drawing, mentioned: Sequence[tuple[Item, int]], axis: _Axis, y: float, say: Wording
) -> float:
    if not mentioned:
        return y
    drawing.text(0, y + 14, say("timeline.mentioned"), "so")
    early = [item for item, day in mentioned if day < axis.low]
    late = [item for item, day in mentioned if day > axis.high]
    inside = sorted(((i, d) for i, d in mentioned if axis.low <= d <= axis.high), key=lambda pair: pair[1])
    inside = inside[:MOST_MENTIONED]
    texts = [f"{shorten(item.words, LABEL)} {item.sigla}" for item, _ in inside]
    boxes = []
    for (_, day), text in zip(inside, texts, strict=True):
        x, width = axis(day), width_of(text) + 14
        boxes.append((x - width, x + 8) if x + width > WIDTH else (x - 6, x + width))
    order = sorted(range(len(boxes)), key=lambda place: boxes[place][0])
    shift = 22 if early else 0
    lanes = dict(zip(order, _lanes([boxes[place] for place in order]), strict=True))
    for place, ((item, day), text) in enumerate(zip(inside, texts, strict=True)):
        x, lane = axis(day), lanes[place]
        at = y + 10 + shift + 20 * max(lane, 0)
        if item.ref:
            drawing.open_link(item.ref.href, item.ref.code)
        drawing.circle(x, at, 4.5, "hb pp")
        if lane >= 0:
            flip = boxes[place][0] < x - 20
            drawing.text(x - 10 if flip else x + 10, at + 4, text, "se it", "end" if flip else "")
        if item.ref:
            drawing.close_link()
    if early:
        text = "◂ " + ", ".join(dict.fromkeys(item.when for item in early))
        drawing.text(LEFT, y + 14, shorten(text, 70), "so")
    if late:
        text = ", ".join(dict.fromkeys(item.when for item in late)) + " ▸"
        drawing.text(RIGHT, y + 14, shorten(text, 70), "so", "end")
    used = max((lane for lane in lanes.values()), default=0)
    return y + 34 + shift + 20 * max(used, 0)


def _draw_ticks(drawing: Drawing, axis: _Axis, base: float, say: Wording) -> None:
    first, last = date.fromordinal(int(axis.low) + 1), date.fromordinal(int(axis.high))
    year = None
    end = -100.0
    for tick, kind in _ticks(first, last):
        x = axis(tick.toordinal())
        drawing.line(x, base - 4, x, base + 4, "ax")
        if kind == "year":
            text = str(tick.year)
        elif kind == "month":
            text = say.month(tick, tick.year != year)
        else:
            text = say.moment(tick.isoformat()) if tick.year != year else say.day_and_month(tick)
        if x < end:
            continue
        if x + 5 + width_of(text) <= WIDTH + 10:
            drawing.text(x + 5, base + 15, text, "so")
            end = x + 12 + width_of(text)
            year = tick.year


def _ticks(first: date, last: date) -> list[tuple[date, str]]:
    """Days, weeks, months, quarters or years, whichever gives about a dozen."""
    days = (last - first).days
    if days <= 75:
        step = max(1, -(-days // 9))
        return [(first + timedelta(days=n), "day") for n in range(0, days + 1, step)]
    months = []
    year, month = first.year, first.month
    while date(year, month, 1) <= last:
        if date(year, month, 1) >= first:
            months.append(date(year, month, 1))
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    if len(months) <= 14:
        return [(month_, "month") for month_ in months]
    if len(months) <= 40:
        return [(month_, "month") for month_ in months if month_.month in (1, 4, 7, 10)]
    step = max(1, len(months) // 12 // 10)
    return [(month_, "year") for month_ in months if month_.month == 1 and month_.year % step == 0]


def _draw_pages(
    drawing: Drawing,
    pages: Sequence[ShownPage],
    stretches: dict[str, _Stretch],
    axis: _Axis,
    y: float,
    say: Wording,
) -> float:
    """Sigla of the dated below the axis, those close together as one; a line for each undated. Gives the height."""
    drawing.text(0, y + 26, say("timeline.published"), "so")
    clusters: list[tuple[float, list[str]]] = []
    dated = [(axis(s.low), page) for page in pages if (s := stretches[page.id]).low is not None and s.low == s.high]
    for x, page in sorted(dated, key=lambda pair: pair[0]):
        if clusters and x - clusters[-1][0] < TOGETHER:
            clusters[-1][1].append(page.siglum)
        else:
            clusters.append((x, [page.siglum]))
    ends = [0.0, 0.0, 0.0]
    for x, sigla in clusters:
        width = SIGLUM * len(sigla) * 1.2
        left = min(max(x - SIGLUM / 2, LEFT), WIDTH - width)
        lane = next((place for place, end in enumerate(ends) if end < left - 4), 2)
        at = y + 30 + 18 * lane
        ends[lane] = left + width
        drawing.line(x, y, x, at - 14, "ax")
        drawing.text(left, at, " ".join(sigla), "sg")
    y += 30 + 18 * max((place for place, end in enumerate(ends) if end), default=0)
    for page in pages:
        stretch = stretches[page.id]
        if stretch.low is not None and stretch.low == stretch.high:
            continue
        y += 24
        y = _draw_undated(drawing, page, stretch, axis, y, say)
    return y + 14


def _draw_undated(drawing: Drawing, page: ShownPage, stretch: _Stretch, axis: _Axis, y: float, say: Wording) -> float:
    start = axis(stretch.low) if stretch.low is not None else LEFT
    stop = axis(stretch.high) if stretch.high is not None else RIGHT
    from_ = start + SIGLUM * len(page.siglum) + 4
    drawing.text(start, y + 5, page.siglum, "sg")
    drawing.path(f"M{number(from_)} {number(y)}H{number(max(stop - 8, from_))}", "ax dash")
    if stretch.high is None:
        drawing.arrow_head(stop, y, "right", "blt", 4)
    elif stop > from_:
        drawing.line(stop, y - 6, stop, y + 6, "ax")
    text = say("date.undated") + (", " + page.bound if page.bound else "")
    fits = from_ + 20 + width_of(text) < RIGHT
    drawing.text(from_ + 20 if fits else min(from_, RIGHT) - 26, y - 6, text, "so", "" if fits else "end")
    return y

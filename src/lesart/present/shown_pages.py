"""The pages and events of a synopsis as the report shows them: numbered, named, dated, each place one link away.

A place is told to the report's script as `page:start-end,start-end` (page: its number in the report; code points),
and without script as a link to the sentence or zone in the part *Quellen*.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from urllib.parse import quote, urlsplit

import msgspec

from lesart.model.annotation import Annotated
from lesart.model.article import Article, Zone
from lesart.model.relation import Event
from lesart.model.synopsis import Synopsis
from lesart.model.text import Page, Span
from lesart.present.decisions import PERSON
from lesart.present.svg import shorten
from lesart.present.wording import Wording, split_moment

Locator = Callable[[Page], str | None]
"""Where a page's saved bytes can be opened from the report: a relative address, None where there is none."""
HEADING = 90
"""Characters of a sentence that heads an event whose pages have no headline."""


class Ref(msgspec.Struct, frozen=True):
    """A link to evidence: `code` for the script, `href` for a reader without it."""

    code: str
    href: str


class ShownPage(msgspec.Struct, frozen=True):
    """One page with everything the report says about it as a publication. Strings are in the reader's form."""

    number: int
    id: str
    siglum: str
    outlet: str
    title: str
    dated: str
    """Date of publication, else of change, else `undatiert` with what bounds it."""
    undated: bool
    bound: str
    bound_ref: Ref | None
    credit: str
    authors: str
    agencies: str
    language: str
    url: str | None
    source: str
    place: str
    """The file, and the line of a JSON Lines record."""
    saved: str | None
    """Relative address of the saved file, where it lies beside the report."""
    hash: str
    characters: int
    events: tuple[int, ...]
    version_of: str | None
    """The siglum of the state before; None also where nothing tells which of two states is the earlier."""
    stub: str | None
    sort: str
    """What the page is put in order by: ISO date as far as known."""


class ShownEvent(msgspec.Struct, frozen=True):
    """One event: its running number, its witnesses in the order of their columns, and what heads it."""

    number: int
    event: Event
    witnesses: tuple[ShownPage, ...]
    title: str
    title_page: ShownPage
    title_ref: Ref
    when: str
    when_ref: Ref | None
    when_words: str
    where: str
    why: tuple[tuple[str, Ref | None], ...]
    """The words that hold the pages together, each with a place."""
    person: str
    """Who decided about the event's pages, where a person did."""


class Book:
    """All pages and events of a synopsis by number and id, and the places that were linked so far."""

    def __init__(self, synopsis: Synopsis, wording: Wording, locate: Locator | None = None, whole: bool = True) -> None:
        """`locate`: finds the saved files; `whole`: links without script lead to sentences, else to pages."""
        self.synopsis = synopsis
        self.wording = wording
        self._locate = locate
        self._whole = whole
        self.annotated = {page.page.id: page for page in synopsis.pages}
        self._numbers = {page.page.id: place for place, page in enumerate(synopsis.pages)}
        self._sigla = {witness.page: witness.siglum for witness in synopsis.witnesses}
        self._sentence_starts = [[s.span.start for s in page.sentences] for page in synopsis.pages]
        self.linked: set[tuple[int, int]] = set()
        """(page number, number of the sentence): sentences that something links to."""
        in_order = order_events(synopsis)
        event_numbers: dict[str, list[int]] = {}
        for place, event in enumerate(in_order, 1):
            for page in event.pages:
                event_numbers.setdefault(page, []).append(place)
        versions = {version.page: version.of for version in synopsis.versions if version.ordered}
        self.pages = tuple(
            self._show_page(page, tuple(event_numbers.get(page.page.id, ())), versions.get(page.page.id))
            for page in synopsis.pages
        )
        self._labels = {entity.id: entity.label for entity in synopsis.entities}
        self.events = tuple(self._show_event(place, event) for place, event in enumerate(in_order, 1))
        self.event_number = {shown.event.id: shown.number for shown in self.events}

    def page(self, id_: str) -> ShownPage:
        return self.pages[self._numbers[id_]]

    def raw(self, id_: str) -> Page:
        return self.annotated[id_].page

    def siglum(self, id_: str) -> str:
        return self._sigla.get(id_) or str(self._numbers[id_] + 1)

    def sigla(self, ids: Iterable[str]) -> str:
        """Sigla set apart by spaces, each once, in the order given."""
        return " ".join(dict.fromkeys(self.siglum(id_) for id_ in ids))

    def words(self, span: Span) -> str:
        return self.raw(span.page)[span]

    def ref(self, spans: Sequence[Span]) -> Ref:
        """The link to `spans`, all of one page."""
        number = self._numbers[spans[0].page]
        code = f"{number}:" + ",".join(f"{span.start}-{span.end}" for span in spans)
        return Ref(code, self._anchor(number, spans[0]))

    def page_ref(self, id_: str) -> Ref:
        """The link to a page as a whole: evidence of silence."""
        number = self._numbers[id_]
        return Ref(f"{number}:", f"#p{number}")

    def _anchor(self, number: int, span: Span) -> str:
        if not self._whole:
            return f"#p{number}"
        sentences = self.synopsis.pages[number].sentences
        place = bisect_right(self._sentence_starts[number], span.start) - 1
        if place >= 0 and span.start < sentences[place].span.end:
            self.linked.add((number, place))
            return f"#s{number}-{place}"
        zone = zone_number(self.synopsis.pages[number].article.zones, span.start)
        return f"#p{number}" if zone is None else f"#z{number}-{zone}"

    def label(self, entity: str | None) -> str | None:
        return self._labels.get(entity or "")

    def _show_page(self, page: Annotated, events: tuple[int, ...], version_of: str | None) -> ShownPage:
        article, raw, say = page.article, page.page, self.wording
        number = self._numbers[raw.id]
        bound, bound_ref = self._bound(article)
        if article.published:
            dated = say.moment(article.published)
        elif article.updated:
            dated = say("date.updated", date=say.moment(article.updated))
        else:
            dated = say("date.undated")
        file = (raw.file or raw.source).rsplit("/", 1)[-1]
        return ShownPage(
            number=number,
            id=raw.id,
            siglum=self.siglum(raw.id),
            outlet=article.outlet.name if article.outlet else file,
            title=" ".join(article.title.text.split()) if article.title else "",
            dated=dated,
            undated=not (article.published or article.updated),
            bound=bound,
            bound_ref=bound_ref,
            credit=say.listed([*article.agencies, *article.authors], most=3) or say("sigla.unnamed"),
            authors=say.listed(article.authors),
            agencies=say.listed(article.agencies),
            language=article.language or "",
            url=web_address(raw.url) or web_address(article.canonical),
            source=raw.source,
            place=say("sources.record", n=raw.record, file=raw.file) if raw.record else raw.source,
            saved=self._locate(raw) if self._locate else None,
            hash=raw.bytes_id,
            characters=len(raw.text),
            events=events,
            version_of=self.siglum(version_of) if version_of else None,
            stub=say.known(f"stub.{article.stub}") if article.stub else None,
            sort=day_of(article) or article.earliest or "9999",
        )

    def _bound(self, article: Article) -> tuple[str, Ref | None]:
        """What bounds an undated page's date, and the place that shows it."""
        if article.published or article.updated:
            return "", None
        say = self.wording
        shown = show_bounds(article.earliest, article.latest, say)
        return shown, self.ref((article.bounds[0].span,)) if shown and article.bounds else None

    def _show_event(self, number: int, event: Event) -> ShownEvent:
        say = self.wording
        witnesses = tuple(self.page(id_) for id_ in order_pages(event.pages, self))
        first = next((page for page in witnesses if page.title), witnesses[0])
        title, spot = self._heading(first)
        told = self._time_told(event)
        when = say.stretch(event.earliest, event.latest or event.earliest) if event.earliest else say("date.undated")
        place = self.label(event.place)
        return ShownEvent(
            number=number,
            event=event,
            witnesses=witnesses,
            title=title,
            title_page=first,
            title_ref=self.ref((spot,)) if spot else self.page_ref(first.id),
            when=when,
            when_ref=self.ref((told,)) if told else None,
            when_words=self.words(told) if told else "",
            where=place or "",
            why=tuple(self._reason(event, words) for words in event.why),
            person=event.by.removeprefix(PERSON) if event.by.startswith(PERSON) else "",
        )

    def _heading(self, page: ShownPage) -> tuple[str, Span | None]:
        """What heads an event: a page's headline with its place, else its first sentence, shortened."""
        annotated = self.annotated[page.id]
        title = annotated.article.title
        if title and page.title:
            placed = title.start is not None and title.end is not None
            return page.title, Span(page.id, title.start or 0, title.end or 0) if placed else None
        if annotated.sentences:
            span = annotated.sentences[0].span
            return shorten(self.words(span), HEADING), span
        return self.wording("page.no_title"), None

    def _time_told(self, event: Event) -> Span | None:
        """The first of an event's places that is an expression of time."""
        for span in event.evidence:
            if any(time.span == span for time in self.annotated[span.page].times):
                return span
        return None

    def _reason(self, event: Event, words: str) -> tuple[str, Ref | None]:
        """One reason that holds the pages together, with the place where it stands; days in the reader's form."""
        for span in event.evidence:
            if self.words(span) == words:
                return words, self.ref((span,))
        days = words.split("/")
        if all(split_moment(day) for day in days):
            return self.wording.stretch(days[0], days[-1]), None
        return words, None


def order_events(synopsis: Synopsis) -> list[Event]:
    """Events story by story, within a story by date; the stories of most pages first, a lone event last."""
    by_id = {event.id: event for event in synopsis.events}
    stories = sorted(
        synopsis.stories, key=lambda story: -sum(len(by_id[name].pages) for name in story.events if name in by_id)
    )
    named = dict.fromkeys(
        name
        for story in stories
        for name in sorted(story.events, key=lambda name: by_id[name].earliest or "9999" if name in by_id else "")
        if name in by_id
    )
    return [by_id[name] for name in (*named, *(name for name in by_id if name not in named))]


def order_pages(ids: Sequence[str], book: Book) -> list[str]:
    """The earliest dated first, undated ones last, else in the order given: the base reading's order."""
    articles = {id_: book.annotated[id_].article for id_ in ids if id_ in book.annotated}
    return sorted(articles, key=lambda id_: (articles[id_].published is None, articles[id_].published or ""))


def day_of(article: Article) -> str | None:
    """The ISO date or date-time that a page bears: of publication, else of change."""
    return article.published or article.updated


def show_bounds(earliest: str | None, latest: str | None, say: Wording) -> str:
    if earliest and latest:
        return say("date.between", a=say.moment(earliest), b=say.moment(latest))
    if earliest:
        return say("date.from", date=say.moment(earliest))
    return say("date.until", date=say.moment(latest)) if latest else ""


def zone_number(zones: Sequence[Zone], offset: int) -> int | None:
    """Which of the sorted, disjoint `zones` holds the character at `offset`."""
    place = bisect_right([zone.span.start for zone in zones], offset) - 1
    return place if place >= 0 and offset < zones[place].span.end else None


def files_beside(folder: Path) -> Locator:
    """Finds saved files that lie in `folder` (the report's own) or below it; those elsewhere get no link, so that
    no path of this machine gets into a report and what is moved together stays together."""
    home = folder.resolve()

    def locate(page: Page) -> str | None:
        path = Path(page.file or page.source)
        try:
            inside = path.resolve().relative_to(home)
            return quote(inside.as_posix()) if path.is_file() else None
        except (OSError, ValueError):
            return None

    return locate


def web_address(url: str | None) -> str | None:
    """`url` where it is a plain http or https address, else None: nothing else becomes a link."""
    if not url or any(sign.isspace() or ord(sign) < 32 or ord(sign) == 127 for sign in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme.lower() in ("http", "https") and parts.netloc else None

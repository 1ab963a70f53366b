"""The stages in order. Only this module knows it; each stage is a function from the model to the model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import msgspec

from lesart.annotate.entities import resolve_entities
from lesart.annotate.names import find_names_of, gather_names, spread_names
from lesart.annotate.quantities import find_quantities
from lesart.annotate.quotations import find_quotations
from lesart.annotate.sentences import find_sentences
from lesart.annotate.times import find_times
from lesart.compare.bonds import find_bonds
from lesart.compare.figures import compare_figures
from lesart.compare.loci import align_loci, count_contributions
from lesart.compare.sayings import align_sayings
from lesart.compare.witnesses import name_witnesses
from lesart.errors import InputRefused, UsageError
from lesart.ingest.comments import read_comments
from lesart.ingest.containers import ENDINGS, Raw, open_inputs
from lesart.ingest.furniture import gather_furniture
from lesart.ingest.languages_of_pages import detect_language
from lesart.ingest.metadata import read_article
from lesart.ingest.stubs import find_stub
from lesart.ingest.transcribe import transcribe
from lesart.ingest.zones import label_zones
from lesart.language.encoders import load_encoder
from lesart.language.languages import Language, load_language
from lesart.model.annotation import Annotated, Entity, Sentence
from lesart.model.article import Article, Zone
from lesart.model.correction import Applied, Correction
from lesart.model.outcome import Rejected
from lesart.model.relation import Event, LeftOut, Mentioned, Origin, Passage, SourceGroup, Story, Version
from lesart.model.synopsis import Contribution, Locus, Synopsis, display_synopses_by
from lesart.model.text import Page
from lesart.present.verify import Checked, Keeper, verify_report
from lesart.relate.carrying import EventPart, part_events, unite_events
from lesart.relate.dates import bound_date
from lesart.relate.events import find_accounts, find_events
from lesart.relate.origins import find_origins
from lesart.relate.reuse import Reuse, find_passages, search_passages
from lesart.relate.sources import group_sources
from lesart.relate.stories import Chapter, find_stories, group_stories, read_chapters
from lesart.relate.versions import find_versions
from lesart.settings import Settings
from lesart.store.applying import correct_figures
from lesart.store.regrouping import correct_events

INPUT_ENDINGS = ENDINGS
"""Endings of the files that are read in folders."""

Tick = Callable[[int], None]
"""Told how many pages a step has finished, for progress bars."""


def read_pages(sources: Iterable[str], settings: Settings, stdin: BinaryIO | None = None) -> Iterator[Page | Rejected]:
    """Each page of `sources` transcribed, in input order; refused ones as Rejected.

    Raises UsageError for a source that does not exist, and for HTML under `settings.clean`.
    """
    seen: dict[str, int] = {}
    for item in read_saves(sources, settings, stdin):
        if isinstance(item, Rejected):
            yield item
            continue
        page = item[1]
        count = seen.get(page.id, 0) + 1
        seen[page.id] = count
        yield msgspec.structs.replace(page, id=f"{page.id}-{count}") if count > 1 else page


def read_saves(
    sources: Iterable[str], settings: Settings, stdin: BinaryIO | None = None
) -> Iterator[tuple[Raw, Page] | Rejected]:
    """As `read_pages`, each page with the bytes it was made from, and ids as they come."""
    yield from _transcribe_all(open_inputs(sources, settings.max_bytes, stdin), settings)


def count_inputs(source: str, settings: Settings) -> int:
    """How many items `read_saves` gives for one source, refused ones included; nothing is transcribed."""
    return sum(1 for _ in open_inputs([source], settings.max_bytes))


Opened = Iterator[Raw | Rejected]
"""Items of one source, opened and not yet transcribed."""


def open_source(source: str, settings: Settings) -> Opened:
    """The items that `read_saves` gives for one source, opened and not yet transcribed."""
    return open_inputs([source], settings.max_bytes)


def read_part(items: Opened, count: int, settings: Settings) -> Iterator[tuple[Raw, Page] | Rejected]:
    """The next `count` of `items` as `read_saves` gives them."""
    yield from _transcribe_all(islice(items, count), settings)


def _transcribe_all(raws: Iterable[Raw | Rejected], settings: Settings) -> Iterator[tuple[Raw, Page] | Rejected]:
    for raw in raws:
        if isinstance(raw, Rejected):
            yield raw
            continue
        if settings.clean and raw.markup:
            raise UsageError(f"{raw.source}: --clean takes clean text; HTML has zones to be found")
        try:
            yield raw, transcribe(raw, settings.clean)
        except InputRefused as refused:
            yield Rejected("ingest", refused.source, refused.reason)


def read_articles(pages: Sequence[Page], settings: Settings) -> list[Article]:
    """Each of `pages` with zones and metadata; lines that recur on pages of one outlet are known as furniture."""
    furniture = gather_furniture([page for page in pages if page.medium != "clean"])
    return [read_article_of(page, settings, furniture.of(page)) for page in pages]


def read_article_of(page: Page, settings: Settings, recurring: frozenset[str] = frozenset()) -> Article:
    """`page` with zones and metadata; `recurring`: lines known as furniture of its outlet."""
    tag = detect_language(page, settings.language)
    language = load_language(tag, settings.weights)
    if page.medium == "clean":
        return read_article(page, _clean_zones(page), tag, language)
    zones = label_zones(page, language, recurring)
    return read_article(page, zones, tag, language, (read_comments(page, zones, language), find_stub(page, zones)))


def _clean_zones(page: Page) -> tuple[Zone, ...]:
    left = len(page.text) - len(page.text.lstrip())
    right = len(page.text.rstrip())
    return (Zone("body", page.span(left, right), by="given"),)


def annotate_batch(articles: Sequence[Article], settings: Settings) -> tuple[tuple[Annotated, ...], tuple[Entity, ...]]:
    """Sentences, names, times, quantities, quotations of `articles`; names and entities over all of them."""
    languages = [load_language(article.language, settings.weights) for article in articles]
    sentences = [find_sentences(article, language) for article, language in zip(articles, languages, strict=True)]
    names = find_names_of(list(zip(articles, sentences, languages, strict=True)))
    if settings.carry_names:
        known = gather_names(list(zip(articles, names, strict=True)))
        if known:
            names = [spread_names(*parts, known) for parts in zip(articles, sentences, names, strict=True)]
    pages = [
        _annotate_rest(Annotated(article, found, named), found, language)
        for article, found, named, language in zip(articles, sentences, names, languages, strict=True)
    ]
    main = _main_language(articles, settings)
    return resolve_entities(pages, main)


def _annotate_rest(page: Annotated, sentences: tuple[Sentence, ...], language: Language) -> Annotated:
    times = find_times(page.article, sentences, language)
    quotations = find_quotations(page.article, sentences, language, page.names)
    quantities = find_quantities(page.article, sentences, language, page.names, times, quotations)
    filled = msgspec.structs.replace(page, times=times, quantities=quantities, quotations=quotations)
    return bound_date(filled, language)


def _main_language(articles: Sequence[Article], settings: Settings) -> Language:
    tags = [article.language for article in articles if article.language]
    commonest = max(sorted(set(tags)), key=tags.count) if tags else None
    return load_language(settings.language or commonest, settings.weights)


def annotate_pages(
    sources: Iterable[str], settings: Settings, stdin: BinaryIO | None = None, tick: Tick | None = None
) -> Iterator[Annotated | Rejected]:
    """Each page of `sources` annotated, in input order, in batches of `settings.batch` pages."""
    stream = read_pages(sources, settings, stdin)
    while batch := list(islice(stream, settings.batch)):
        articles = read_articles([page for page in batch if isinstance(page, Page)], settings)
        done = iter(annotate_batch(articles, settings)[0])
        for item in batch:
            yield item if isinstance(item, Rejected) else next(done)
        if tick:
            tick(len(batch))


def read_pile(
    sources: Iterable[str], settings: Settings, stdin: BinaryIO | None = None, tick: Tick | None = None
) -> tuple[tuple[Annotated, ...], tuple[Entity, ...], tuple[Rejected, ...]]:
    """All pages of `sources` annotated together: names and entities are those of the whole pile."""
    found, rejected = _part_refused(read_pages(sources, settings, stdin), tick)
    pages, entities = annotate_batch(read_articles(found, settings), settings)
    return pages, entities, rejected


def _part_refused(items: Iterable[Page | Rejected], tick: Tick | None) -> tuple[list[Page], tuple[Rejected, ...]]:
    """The pages among `items`, and what was refused, each in order."""
    found: list[Page] = []
    rejected: list[Rejected] = []
    for item in items:
        if isinstance(item, Rejected):
            rejected.append(item)
        else:
            found.append(item)
        if tick:
            tick(1)
    return found, tuple(rejected)


def collate(
    sources: Iterable[str], settings: Settings, stdin: BinaryIO | None = None, tick: Tick | None = None
) -> Synopsis:
    """The synopsis of `sources`: everything found, related and compared."""
    pages, entities, rejected = read_pile(sources, settings, stdin, tick)
    return compare_pages(pages, entities, rejected, settings)


def compare_pages(
    pages: tuple[Annotated, ...],
    entities: tuple[Entity, ...],
    rejected: tuple[Rejected, ...],
    settings: Settings,
    corrections: Sequence[Correction] = (),
) -> Synopsis:
    """The synopsis of pages that are annotated already; `corrections` to events and figures are applied."""
    related = relate_pages(pages, settings, corrections)
    compared = compare_related(pages, entities, related, settings, corrections)
    return msgspec.structs.replace(compared, rejected=rejected)


class Related(msgspec.Struct, frozen=True):
    """How pages hang together. `found_events`: as the machine grouped them, before `corrections` were applied."""

    passages: tuple[Passage, ...]
    versions: tuple[Version, ...]
    origins: tuple[Origin, ...]
    found_events: tuple[Event, ...]
    events: tuple[Event, ...]
    stories: tuple[Story, ...]
    mentioned: tuple[Mentioned, ...] = ()
    corrections: tuple[Applied, ...] = ()
    left_out: LeftOut = LeftOut()


class RelatedWindow(msgspec.Struct, frozen=True):
    """The events of a window of a larger corpus, in order: what other windows need of each, and what stories need;
    their sources."""

    events: tuple[Event, ...]
    parts: list[EventPart]
    chapters: list[Chapter]
    sources: tuple[SourceGroup, ...]


def relate_pages(
    pages: tuple[Annotated, ...], settings: Settings, corrections: Sequence[Correction] = (), picked: bool = True
) -> Related:
    """Shared wording, versions, origins, events and stories of `pages`, with what persons decided about events.

    `picked`: somebody put the pages together, so that few of them are likely to be on one subject.
    """
    passages, left_out = search_passages(pages, settings.window)
    versions = find_versions(pages, passages)
    origins = find_origins(pages, passages, versions)
    found = find_events(pages, versions, settings.window, picked)
    events, told = correct_events(found, [page.article for page in pages], corrections)
    stories, mentioned = find_stories(pages, events, picked)
    return Related(passages, versions, origins, found, events, stories, mentioned, tuple(told), left_out)


def relate_passages(pages: tuple[Annotated, ...], passages: tuple[Passage, ...], settings: Settings) -> Related:
    """As `relate_pages`, of pages whose shared wording is known; without origins and what is mentioned in passing."""
    versions = find_versions(pages, passages)
    events, accounts = find_accounts(pages, versions, settings.window)
    return Related(passages, versions, (), events, events, group_stories(pages, events, known=accounts))


def relate_window(pages: Sequence[Annotated], passages: Sequence[Passage], settings: Settings) -> RelatedWindow:
    """The events of a window of a larger corpus."""
    versions = find_versions(pages, passages)
    events, accounts = find_accounts(pages, versions, settings.window)
    return RelatedWindow(
        events,
        part_events(events, accounts),
        read_chapters(pages, events, accounts),
        group_sources(pages, events, passages, versions),
    )


def join_event(
    events: Sequence[Event], pages: Sequence[Annotated], passages: Sequence[Passage]
) -> tuple[Event, Chapter, tuple[SourceGroup, ...]]:
    """The event that `events` of several windows are, as stories see it, and its sources, as its `pages` and their
    `passages` show."""
    event = unite_events(events, pages)
    sources = group_sources(pages, [event], passages, find_versions(pages, passages))
    return event, read_chapters(pages, [event])[0], sources


def find_wording(pages: Sequence[Annotated], settings: Settings) -> tuple[Passage, ...]:
    """Passages that `pages` share; their zones are all that is read."""
    return find_passages(pages, settings.window)


def find_sources(pages: Sequence[Annotated], related: Related) -> tuple[SourceGroup, ...]:
    """The independent sources of the events of `related`."""
    return group_sources(pages, related.events, related.passages, related.versions)


def compare_related(
    pages: tuple[Annotated, ...],
    entities: tuple[Entity, ...],
    related: Related,
    settings: Settings,
    corrections: Sequence[Correction] = (),
) -> Synopsis:
    """The synopsis of pages whose relations are known."""
    language = _main_language([page.article for page in pages], settings)
    events, stories = related.events, related.stories
    raw = [page.page for page in pages]
    sayings = align_sayings(pages, events, stories, entities)
    alike, _ = correct_figures(compare_figures(pages, events, stories, (), settings.about_share), raw, corrections)
    bonds = find_bonds(pages, alike, sayings, load_encoder() if settings.embeddings else None)
    superseded = frozenset(version.of for version in related.versions if version.ordered)
    loci: list[Locus] = []
    contributions: list[Contribution] = []
    for event in events:
        rows = align_loci(_event_pages(pages, event), event, bonds, language, superseded)
        loci.extend(rows)
        contributions.extend(count_contributions(event, rows))
    sayings = align_sayings(pages, events, stories, entities, loci)
    figures, told = correct_figures(
        compare_figures(pages, events, stories, loci, settings.about_share), raw, corrections
    )
    return Synopsis(
        pages=pages,
        entities=entities,
        passages=related.passages,
        versions=related.versions,
        events=events,
        stories=stories,
        mentioned=related.mentioned,
        origins=related.origins,
        sources=find_sources(pages, related),
        witnesses=name_witnesses(pages),
        loci=tuple(loci),
        figures=figures,
        sayings=sayings,
        contributions=tuple(contributions),
        corrections=(*related.corrections, *told),
        left_out=related.left_out,
    )


def _event_pages(pages: Sequence[Annotated], event: Event) -> tuple[Annotated, ...]:
    """The pages of `event`, the earliest dated first, undated ones last, else in input order."""
    mine = [page for page in pages if page.page.id in event.pages]
    return tuple(sorted(mine, key=lambda page: (page.article.published is None, page.article.published or "")))


def find_reuse(
    sources: Iterable[str], settings: Settings, stdin: BinaryIO | None = None, tick: Tick | None = None
) -> tuple[Reuse, dict[str, str], tuple[Rejected, ...]]:
    """What wording pages of `sources` share, each page's source by its id, and what was refused.

    Reads zones only: no names, times or quotations are looked for.
    """
    found, rejected = _part_refused(read_pages(sources, settings, stdin), tick)
    pages = [Annotated(article) for article in read_articles(found, settings)]
    named = {page.page.id: page.page.source for page in pages}
    return search_passages(pages, settings.window), named, rejected


def verify_file(file: Path, kept: Keeper | None = None) -> Checked:
    """Re-reads the sources named in `file`, or the bytes `kept` of them, and re-checks every span
    (see `present/verify.py`)."""
    return verify_report(file, lambda source: read_pages([source], Settings()), kept)


def _display(synopsis: Synopsis) -> str:
    from lesart.present.notebook import render_display  # loads templates and locale data: only a notebook needs them

    return render_display(synopsis)


display_synopses_by(_display)

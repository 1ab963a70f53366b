"""A hand-made synopsis of an invented story, so that what is shown can be tested without any stage before it.

Saline of Brackwede: a brine tank bursts (event 1, four witnesses), the operator's permit is withdrawn (event 2, two).
Outlets, places, people and the agency *mwd* do not exist. Every span is found by the words it stands for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import msgspec

from lesart.model.annotation import Annotated, Entity, Sentence
from lesart.model.article import Article, DateBound, Outlet, Title, Zone, ZoneKind
from lesart.model.outcome import Rejected
from lesart.model.relation import Event, Mentioned, Origin, Passage, SourceGroup, Story
from lesart.model.synopsis import (
    Contribution,
    Difference,
    Figure,
    FigurePair,
    FigureReading,
    Locus,
    Reading,
    Relation,
    Saying,
    SayingReading,
    Synopsis,
    Variant,
    Verdict,
    Witness,
)
from lesart.model.text import Page, Span

Zoned = Sequence[tuple[ZoneKind, Sequence[str]]]


def write_page(key: str, zoned: Zoned, outlet: str | None = None, url: str | None = None, **known: Any) -> Annotated:
    """A page of `zoned` stretches (each a list of sentences), zones a blank line apart. `known`: Article fields."""
    text, zones, sentences = "", [], []
    for kind, parts in zoned:
        text += "\n\n" if text else ""
        start = len(text)
        for place, part in enumerate(parts):
            text += " " if place else ""
            sentences.append(Sentence(Span(key, len(text), len(text) + len(part))))
            text += part
        zones.append(Zone(kind, Span(key, start, len(text)), by="test"))
    digest = hashlib.sha256(text.encode()).hexdigest()
    page = Page(key, f"seiten/{key}.txt", digest, text, url=url)
    heads = [zone.span for zone in zones if zone.kind == "headline"]
    title = Title(text[heads[0].start : heads[0].end], heads[0].start, heads[0].end) if heads else None
    article = Article(page, tuple(zones), title=title, outlet=Outlet(outlet) if outlet else None, **known)
    spoken = tuple(each for each in sentences if any(z.kind in RUNNING and z.span.covers(each.span) for z in zones))
    return Annotated(article, spoken)


RUNNING = {"headline", "lead", "body", "caption", "correction", "kicker"}


def at(page: Annotated, words: str, nth: int = 0) -> Span:
    """The span of the nth place of `words` on `page`."""
    start = -1
    for _ in range(nth + 1):
        start = page.page.text.index(words, start + 1)
    return page.page.span(start, start + len(words))


KURIER = write_page(
    "aaaa000000000001",
    [
        ("navigation", ["🔴 Live · Startseite · Wetter"]),
        ("kicker", ["Unglück an der Saline"]),
        ("headline", ["Soletank geborsten: Mindestens vier Tote in Brackwede"]),
        ("published_time", ["14.05.2025, 11:20 Uhr"]),
        ("lead", ["In der Saline Brackwede ist ein Tank geborsten. Die Behörden suchen nach der Ursache."]),
        ("dateline", ["Brackwede (mwd) –"]),
        (
            "body",
            [
                "Beim Bersten eines Soletanks sind am Mittwochmorgen mindestens vier Menschen gestorben.",
                "Das teilte die Feuerwehr in Brackwede mit.",
                "Der Tank riss gegen 6.10 Uhr auf einer Länge von zwölf Metern.",
            ],
        ),
        (
            "body",
            [
                "Rund 300 Anwohner verließen ihre Häuser.",
                "„Wir haben den Tank noch im März geprüft“, sagte Salinenchef Rurik Amsel.",
                "Zwischen dem Riss und dem Alarm lagen nach Angaben der Saline zwei Minuten.",
            ],
        ),
        ("agency_credit", ["(mwd)"]),
        ("teaser", ["Mehr zum Thema: Was Salz im Boden anrichtet"]),
        ("comment_meta", ["Möwe77 vor 3 Stunden"]),
        ("comment", ["Und wer haftet? <b>Niemand</b> natürlich."]),
    ],
    outlet="Küstenkurier",
    published="2025-05-14T11:20+02:00",
    agencies=("mwd",),
    language="de",
    url="https://kuestenkurier.example/saline?id=1&x=2",
)
FUNK = write_page(
    "aaaa000000000002",
    [
        ("headline", ["Vier Tote nach Tankunglück"]),
        ("updated_time", ["Stand: 14.05.2025 15:05 Uhr"]),
        (
            "body",
            [
                "Beim Bersten eines Soletanks sind am Mittwochmorgen vier Menschen gestorben.",
                "Das teilte die Feuerwehr in Brackwede mit.",
                "Der Tank riss gegen 6.10 Uhr auf einer Länge von zwölf Metern.",
                '"Wir haben den Tank noch im März geprüft", sagte Salinenchef Rurik Amsel.',
                "Das Umweltamt nannte mehr als 30 Tote und Verletzte.",
                "Zwei Hubschrauber flogen Verletzte aus.",
            ],
        ),
        ("promo", ["Jetzt die Nordwelle-App laden!"]),
    ],
    outlet="Nordwelle",
    updated="2025-05-14T15:05+02:00",
    language="de",
)
BLICK = write_page(
    "aaaa000000000003",
    [
        ("headline", ["Mindestens vier Tote in Salzfabrik"]),
        ("agency_credit", ["Bergblick / mwd"]),
        (
            "body",
            [
                "Beim Bersten eines Soletanks sind am Mittwoch mindestens vier Menschen gestorben.",
                "Dies teilte die Feuerwehr mit.",
                "Man habe den Tank «noch im März» geprüft, sagte Salinenchef Rurik Amsel.",
                "285 Anwohner mussten weg.",
            ],
        ),
    ],
    outlet="Bergblick",
    language="de-CH",
    agencies=("mwd",),
    earliest="2025-05-14",
    url="javascript:alert(1)",
)
BOTE = write_page(
    "aaaa000000000004",
    [
        ("headline", ["»Es roch nach Meer, dann kam die Welle«"]),
        ("byline", ["Von Tjark Ellerbrock, Brackwede"]),
        ("published_time", ["16. Mai 2025, 6.30 Uhr"]),
        (
            "body",
            [
                "Um 6.02 Uhr riss der Tank, so steht es im Protokoll der Wache.",
                "Die Feuerwehr zählte am Donnerstagabend sechs Tote.",
                "Zwischen Riss und Alarm lagen laut Protokoll elf Minuten.",
                "1987 war schon einmal ein Becken gebrochen.",
                "In der Turnhalle schlafen 140 Menschen.",
            ],
        ),
        ("correction", ["In einer früheren Fassung hieß es, der Tank sei um 6.20 Uhr gerissen. Richtig ist 6.02 Uhr."]),
    ],
    outlet="Brackweder Bote",
    published="2025-05-16T06:30",
    language="de",
    authors=("Tjark Ellerbrock",),
)
BOTE2 = write_page(
    "aaaa000000000005",
    [
        ("headline", ["Saline verliert Genehmigung"]),
        (
            "body",
            [
                "Das Umweltamt hat der Saline Brackwede am Montag die Genehmigung entzogen.",
                "Sieben Menschen starben nach Angaben der Feuerwehr bei dem Unglück im Mai.",
                "Das Amt müsse „das Grundwasser schützen“, sagte Leiterin Siv Harmsen.",
            ],
        ),
    ],
    outlet="Brackweder Bote",
    published="2025-08-11",
    language="de",
)
WATT = write_page(
    "aaaa000000000006",
    [
        ("headline", ["Licence gone"]),
        (
            "body",
            [
                "Authorities withdrew the licence of the Brackwede saltworks on Monday.",
                "Seven people died.",
            ],
        ),
    ],
    outlet="The Mudflat",
    published="2025-08-12T08:00Z",
    language="en",
)
PAGES = (KURIER, FUNK, BLICK, BOTE, BOTE2, WATT)
E1, E2 = "event-000000000001", "event-000000000002"


def variant(kind: Difference, base: Span | None, here: Span | None) -> Variant:
    return Variant(kind, (base,) if base else (), (here,) if here else ())


def reading(page: Annotated, words: str | None, relation: Relation = "verbatim", *variants: Variant) -> Reading:
    if words is None:
        searched = tuple(zone.span for zone in page.article.article_zones())
        return Reading(page.page.id, "silent", searched=searched)
    return Reading(page.page.id, relation, (at(page, words),), variants)


DIED = "Beim Bersten eines Soletanks sind am Mittwochmorgen mindestens vier Menschen gestorben."
WITHDRAWN = "Authorities withdrew the licence of the Brackwede saltworks on Monday."
TOLD = "Das teilte die Feuerwehr in Brackwede mit. Der Tank riss gegen 6.10 Uhr auf einer Länge von zwölf Metern."
BURST = "Beim Bersten eines Soletanks sind"
LOCI = (
    Locus(
        "locus-000000000001",
        E1,
        (
            reading(KURIER, DIED),
            reading(
                FUNK,
                "Beim Bersten eines Soletanks sind am Mittwochmorgen vier Menschen gestorben.",
                "differs",
                variant("bound", at(KURIER, "mindestens vier Menschen"), at(FUNK, "vier Menschen")),
            ),
            reading(
                BLICK,
                "Beim Bersten eines Soletanks sind am Mittwoch mindestens vier Menschen gestorben.",
                "reworded",
                variant("time", at(KURIER, "am Mittwochmorgen"), at(BLICK, "am Mittwoch")),
            ),
            reading(
                BOTE,
                "Die Feuerwehr zählte am Donnerstagabend sechs Tote.",
                "differs",
                variant("figure", at(KURIER, "mindestens vier Menschen"), at(BOTE, "sechs Tote")),
                variant("time", at(KURIER, "am Mittwochmorgen"), at(BOTE, "am Donnerstagabend")),
            ),
        ),
        at(KURIER, "mindestens vier Menschen"),
    ),
    Locus(
        "locus-000000000002",
        E1,
        (
            reading(KURIER, "Das teilte die Feuerwehr in Brackwede mit."),
            reading(FUNK, "Das teilte die Feuerwehr in Brackwede mit."),
            reading(
                BLICK,
                "Dies teilte die Feuerwehr mit.",
                "reworded",
                variant("wording", at(KURIER, "Das teilte"), at(BLICK, "Dies teilte")),
                variant("left out", at(KURIER, "in Brackwede", 1), None),
            ),
            reading(BOTE, None),
        ),
        at(KURIER, "teilte die Feuerwehr"),
    ),
    Locus(
        "locus-000000000003",
        E1,
        (
            reading(KURIER, "Der Tank riss gegen 6.10 Uhr auf einer Länge von zwölf Metern."),
            reading(FUNK, "Der Tank riss gegen 6.10 Uhr auf einer Länge von zwölf Metern."),
            reading(BLICK, None),
            Reading(
                BOTE.page.id,
                "differs",
                (
                    at(BOTE, "Um 6.02 Uhr riss der Tank, so steht es im Protokoll der Wache."),
                    at(BOTE, "Richtig ist 6.02 Uhr."),
                ),
                (
                    variant("time", at(KURIER, "gegen 6.10 Uhr"), at(BOTE, "Um 6.02 Uhr")),
                    variant("added", None, at(BOTE, "so steht es im Protokoll der Wache")),
                ),
            ),
        ),
        at(KURIER, "gegen 6.10 Uhr"),
    ),
    Locus(
        "locus-000000000004",
        E1,
        (
            reading(KURIER, "Rund 300 Anwohner verließen ihre Häuser."),
            reading(FUNK, None),
            reading(
                BLICK,
                "285 Anwohner mussten weg.",
                "differs",
                variant("figure", at(KURIER, "Rund 300 Anwohner"), at(BLICK, "285 Anwohner")),
            ),
            reading(BOTE, None),
        ),
        at(KURIER, "Rund 300 Anwohner"),
    ),
    Locus("locus-000000000005", E1, (reading(FUNK, "Zwei Hubschrauber flogen Verletzte aus."),)),
    Locus("locus-000000000006", E1, (reading(BOTE, "In der Turnhalle schlafen 140 Menschen."),)),
    Locus(
        "locus-000000000007",
        E2,
        (
            reading(BOTE2, "Sieben Menschen starben nach Angaben der Feuerwehr bei dem Unglück im Mai."),
            reading(WATT, "Seven people died.", "reworded"),
        ),
        at(BOTE2, "Sieben Menschen"),
    ),
    Locus("locus-000000000008", E2, (reading(WATT, WITHDRAWN),)),
)


def figure_reading(
    page: Annotated,
    words: str,
    value: float | None,
    modality: str = "plain",
    authority: str | None = None,
    as_of: str | None = None,
) -> FigureReading:
    low = None if modality in ("at_most", "less_than") else value
    high = None if modality in ("at_least", "more_than") else value
    place = at(page, authority) if authority else None
    key = authority.split(" ")[-1].lower() if authority else None
    return FigureReading(page.page.id, at(page, words), low, high, value, modality, place, key, as_of)


def pair(a: int, b: int, verdict: Verdict, reason: str) -> FigurePair:
    return FigurePair(a, b, verdict, reason)


FIGURES = (
    Figure(
        "figure-000000000001",
        "Menschen",
        at(KURIER, "Menschen gestorben"),
        "update",
        "vier Menschen → sechs Tote: same authority, another time",
        (
            figure_reading(KURIER, "mindestens vier Menschen", 4, "at_least", "die Feuerwehr"),
            figure_reading(FUNK, "vier Menschen", 4, "plain", "die Feuerwehr"),
            figure_reading(BLICK, "mindestens vier Menschen", 4, "at_least", "die Feuerwehr"),
            figure_reading(BOTE, "sechs Tote", 6, "plain", "Die Feuerwehr", "2025-05-15"),
            figure_reading(BOTE2, "Sieben Menschen", 7, "plain", "der Feuerwehr"),
        ),
        (
            pair(0, 1, "bound", "vier Menschen lies in mindestens vier Menschen"),
            pair(0, 2, "agree", "mindestens vier Menschen | mindestens vier Menschen: equal"),
            pair(1, 2, "bound", "vier Menschen lies in mindestens vier Menschen"),
            pair(0, 3, "update", "mindestens vier Menschen → sechs Tote: same authority, another time"),
            pair(1, 3, "update", "vier Menschen → sechs Tote: same authority, another time"),
            pair(2, 3, "update", "mindestens vier Menschen | sechs Tote: same authority, another time"),
            pair(0, 4, "update", "mindestens vier Menschen → Sieben Menschen: same authority, another time"),
            pair(1, 4, "update", "vier Menschen → Sieben Menschen: same authority, another time"),
            pair(2, 4, "update", "mindestens vier Menschen | Sieben Menschen: same authority, another time"),
            pair(3, 4, "update", "sechs Tote → Sieben Menschen: same authority, another time"),
        ),
        (E1, E2),
        near=("figure-000000000003",),
    ),
    Figure(
        "figure-000000000002",
        "Minuten",
        at(KURIER, "Minuten"),
        "contradiction",
        "zwei Minuten | elf Minuten: same authority and time, no common value",
        (
            figure_reading(KURIER, "zwei Minuten", 2, "plain", "der Saline"),
            figure_reading(BOTE, "elf Minuten", 11, "plain", "laut Protokoll"),
        ),
        (pair(0, 1, "contradiction", "zwei Minuten | elf Minuten: same authority and time, no common value"),),
        (E1,),
        unit="minute",
    ),
    Figure(
        "figure-000000000003",
        "Anwohner",
        at(KURIER, "Anwohner"),
        "rounding",
        "Rund 300 Anwohner | 285 Anwohner: equal but for rounding",
        (
            figure_reading(KURIER, "Rund 300 Anwohner", 300, "about"),
            figure_reading(BLICK, "285 Anwohner", 285),
        ),
        (pair(0, 1, "rounding", "Rund 300 Anwohner | 285 Anwohner: equal but for rounding"),),
        (E1,),
    ),
)
SAYINGS = (
    Saying(
        "saying-000000000001",
        (
            SayingReading(
                KURIER.page.id,
                (at(KURIER, "„Wir haben den Tank noch im März geprüft“"),),
                "direct",
                (at(KURIER, "Salinenchef Rurik Amsel"),),
                confidence=0.9,
            ),
            SayingReading(
                FUNK.page.id,
                (at(FUNK, '"Wir haben den Tank noch im März geprüft"'),),
                "direct",
                (at(FUNK, "Salinenchef Rurik Amsel"),),
                confidence=0.9,
            ),
            SayingReading(
                BLICK.page.id,
                (at(BLICK, "Man habe den Tank «noch im März» geprüft"),),
                "indirect",
                (at(BLICK, "Salinenchef Rurik Amsel"),),
                variants=(variant("wording", at(KURIER, "Wir haben"), at(BLICK, "Man habe")),),
                confidence=0.8,
            ),
        ),
        "per:amsel",
        "Rurik Amsel",
        (E1,),
    ),
    Saying(
        "saying-000000000002",
        (
            SayingReading(
                BOTE2.page.id,
                (at(BOTE2, "„das Grundwasser schützen“"),),
                "direct",
                (at(BOTE2, "Leiterin Siv Harmsen"),),
                confidence=0.7,
            ),
        ),
        None,
        "Siv Harmsen",
        (E2,),
    ),
)


def make_pile() -> Synopsis:
    """The whole synopsis; the same every time."""
    return Synopsis(
        pages=(
            KURIER,
            FUNK,
            _bounded(BLICK, DateBound("earliest", "2025-05-14", at(BLICK, "am Mittwoch"), "weekday of the event")),
            BOTE,
            BOTE2,
            WATT,
        ),
        rejected=(
            Rejected("ingest", "seiten/leer.txt", "empty"),
            Rejected("skipped", "seiten/bild.jpg", "not a page"),
        ),
        entities=(
            Entity("per:amsel", "PER", "Rurik Amsel", ("Amsel", "Rurik Amsel")),
            Entity("loc:brackwede", "LOC", "Brackwede", ("Brackwede",)),
        ),
        passages=(
            Passage("p1", (at(KURIER, TOLD), at(FUNK, TOLD))),
            Passage("p2", tuple(at(page, BURST) for page in (KURIER, FUNK, BLICK))),
        ),
        events=(
            Event(
                E1,
                tuple(page.page.id for page in (KURIER, FUNK, BLICK, BOTE)),
                "2025-05-14",
                "2025-05-14",
                "loc:brackwede",
                ("loc:brackwede", "per:amsel"),
                ("Soletanks", "Brackwede", "Feuerwehr"),
                (at(KURIER, "am Mittwochmorgen"),),
            ),
            Event(E2, (BOTE2.page.id, WATT.page.id), "2025-08-11", "2025-08-11", why=("Saline",)),
        ),
        stories=(Story("story-1", (E1, E2), ("Saline",)),),
        mentioned=(
            Mentioned("story-1", "1987-01-01", "1987-12-31", (at(BOTE, "1987"),)),
            Mentioned("story-1", "2025-05-15", "2025-05-15", (at(BOTE, "am Donnerstagabend"),)),
        ),
        origins=(
            Origin(
                KURIER.page.id,
                0.45,
                (FUNK.page.id, BLICK.page.id),
                "agency",
                ("mwd",),
                grounds=(at(KURIER, "(mwd)", 1),),
            ),
            Origin(FUNK.page.id, 0.55, (KURIER.page.id,)),
            Origin(
                BLICK.page.id,
                0.2,
                (KURIER.page.id, FUNK.page.id),
                "agency",
                ("mwd",),
                grounds=(at(BLICK, "Bergblick / mwd"),),
            ),
            Origin(BOTE.page.id, 0.0, hypothesis="own"),
            Origin(BOTE2.page.id, 0.0, hypothesis="own"),
            Origin(WATT.page.id, 0.0),
        ),
        sources=(
            SourceGroup(
                E1,
                (KURIER.page.id, FUNK.page.id, BLICK.page.id),
                "agency: mwd; credited: 2; shared wording: 1",
                ("mwd",),
                (at(KURIER, "(mwd)", 1),),
            ),
            SourceGroup(E1, (BOTE.page.id,), "own report: byline"),
            SourceGroup(E2, (BOTE2.page.id,), "own wording"),
            SourceGroup(E2, (WATT.page.id,), "own wording"),
        ),
        witnesses=tuple(
            Witness(page.page.id, mark) for page, mark in zip(PAGES, ("K", "N", "B¹", "B²", "B³", "T"), strict=True)
        ),
        loci=LOCI,
        figures=FIGURES,
        sayings=SAYINGS,
        contributions=(
            Contribution(E1, KURIER.page.id, 4, 0, 0),
            Contribution(E1, FUNK.page.id, 3, 1, 1),
            Contribution(E1, BLICK.page.id, 3, 0, 1),
            Contribution(E1, BOTE.page.id, 2, 1, 2),
            Contribution(E2, BOTE2.page.id, 1, 0, 0),
            Contribution(E2, WATT.page.id, 1, 1, 0),
        ),
    )


def _bounded(page: Annotated, bound: DateBound) -> Annotated:
    return msgspec.structs.replace(page, article=msgspec.structs.replace(page.article, bounds=(bound,)))

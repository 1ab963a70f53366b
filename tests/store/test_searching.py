"""Searching: what is found, where, in which order; the same on both engines and as the plain reading says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lesart.desk.indexing import MOST_TERMS
from lesart.desk.searching import list_archive, read_query, search_archive, show_page
from lesart.errors import QueryError
from lesart.model.annotation import Annotated
from lesart.store.database import Archive, open_archive
from lesart.store.keys import number_of, place_of
from lesart.store.matching import page_matches, unit_matches
from lesart.store.pages import load_pages, load_terms
from lesart.store.query import All, Any, Node, Not, Number, Unitary, Words
from lesart.store.records import Indexed, Unit
from lesart.store.search import count_pages, find_pages, find_units
from tests.store.conftest import empty_database
from tests.store.newsroom import COVERAGE, file_zones, page, put


class Filled(NamedTuple):
    """An archive and the ids of its pages, in the order they were added."""

    archive: Archive
    pages: list[str]


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    """An archive with the invented coverage on either engine, for tests that only read."""
    folder = tmp_path_factory.mktemp("filled")
    place = str(folder / "a.lesart")
    if request.param == "postgresql":
        place = empty_database(request.getfixturevalue("server"), "filled")
    with open_archive(place, create=True) as archive:
        yield Filled(archive, put(archive, folder, COVERAGE))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "cba"),
        ("Kolmsee", "ba"),
        ("Brand", "b"),
        ("Brände", "b"),
        ("Feuerwehr -Ursache", "a"),
        ('"ganze Nacht"', "ba"),
        ('"Nacht ganze"', ""),
        ("Steg OR Ursache", "cb"),
        ("verletz*", "ba"),
        ("headline:Verletzte", "b"),
        ("headline:Halde", "a"),
        ("outlet:Seebote", "cb"),
        ('outlet:"Kolmseer Blatt"', "a"),
        ("outlet:blatt", "a"),
        ("-outlet:Seebote", "a"),
        ("date:2031-05-05", "ba"),
        ("date:2031-05-06..", "c"),
        ("date:..2031-05-05", "ba"),
        ("date:2031-04", ""),
        ("date:none", ""),
        ("language:de", "cba"),
        ("zone:body", "cba"),
        ("zone:comment", ""),
        ("said:Nacht", "a"),
        ("speaker:Ambrock", "ba"),
        ("speaker:Tannhuber said:Nacht", ""),
        ("said:(Nacht by:Ambrock)", "a"),
        ("said:(Nacht -by:Ambrock)", ""),
        ("figure:>100", "c"),
        ("figure:(= 40)", "a"),
        ("figure:(> 4 < 6)", "b"),
        ("figure:(verletzt >= 3)", "ba"),
        ("figure:(injured >= 3)", "ba"),
        ("figure:(Franken unit:CHF)", "c"),
        ("entity:Ambrock", "ba"),
        ('entity:"Veit Ambrock"', "ba"),
        ("entity:Tannhuber OR figure:>39", "ca"),
        ("-entity:Ambrock", "c"),
        ("Ursache entity:Ambrock", "b"),
        ("entity:Ambrock date:2031-05-05", "ba"),
        ("entity:Ambrock -Ursache", "a"),
        ("entity:Ambrock entity:Kolmsee outlet:Seebote", "b"),
        ("entity:Ambrock figure:(= 40)", "a"),
        ("entity:Ambrock (figure:(= 40) OR -outlet:Seebote)", "a"),
        ("entity:Niemand", ""),
        ("Halde entity:Niemand", ""),
        ("(Halde OR Steg) date:2031-05-06", "c"),
        ("source:a", "a"),
        ("agency:dpa", ""),
    ],
)  # fmt: skip
def test_queries_find(filled: Filled, query: str, found: str, monkeypatch: pytest.MonkeyPatch) -> None:
    names = dict(zip(filled.pages, "abc", strict=True))
    for few in (2_000, -1):  # entities looked up first, and page by page
        monkeypatch.setattr("lesart.store.search.FEW", few)
        assert "".join(names[hit.page.id] for hit in search_archive(filled.archive, query).hits) == found


@pytest.mark.parametrize(
    ("among", "asked", "found"),
    [
        ("", "figure:(> 2 < 1000)", ["fünf Personen", "drei Personen", "40 Leuten"]),
        ("outlet:blatt", "figure:(> 2 < 1000)", ["drei Personen", "40 Leuten"]),
        ("Ursache", "figure:(verletzt)", ["fünf Personen"]),
        ("", "said:(Nacht by:Ambrock)", ["«Wir waren die ganze Nacht dort»"]),
        ("Steg", "said:(Nacht)", []),
    ],
)
def test_single_numbers_and_quotations_are_found_newest_first(
    filled: Filled, among: str, asked: str, found: list[str]
) -> None:
    unit = read_query(asked)
    assert isinstance(unit, Unitary)
    for limit in (1, 10):
        told: list[str] = []
        before: int | None = None
        while True:
            with filled.archive.reading() as connection:
                keys = find_units(connection, unit, read_query(among), limit, before)
                pages = load_pages(connection, [number_of(key) for key in keys])
            for key, annotated in zip(keys, pages, strict=True):
                if unit.kind == "quotation":
                    (span,) = annotated.quotations[place_of(key) - 1].content
                else:
                    span = annotated.quantities[place_of(key) - 1].span
                told.append(annotated.page[span])
            if len(keys) < limit:
                break
            before = keys[-1]
        assert told == found


def test_long_lists_go_on_where_they_ended(archive: Archive, tmp_path: Path) -> None:
    records = [page(f"n{n}", f"Meldung Nummer {n} aus Kolmsee.", published=f"2031-05-{n + 1:02}") for n in range(25)]
    ids = put(archive, tmp_path, records)
    first = search_archive(archive, "Meldung", limit=10)
    assert [hit.page.id for hit in first.hits] == ids[:14:-1]
    assert (first.count, first.counted_up) == (25, False)
    second = search_archive(archive, "Meldung", limit=10, before=first.more)
    third = search_archive(archive, "Meldung", limit=10, before=second.more)
    assert [hit.page.id for hit in (*second.hits, *third.hits)] == ids[14::-1]
    assert third.more is None


def test_undated_pages_come_last_and_months_are_not_days(archive: Archive, tmp_path: Path) -> None:
    day, month, none = put(
        archive,
        tmp_path,
        [
            page("d", "Der Steg in Unterwies.", published="2031-05-03"),
            page("m", "Der Steg in Oberwies.", published="2031-05"),
            page("n", "Der Steg in Hinterwies."),
        ],
    )
    assert [hit.page.id for hit in search_archive(archive, "Steg").hits] == [day, month, none]
    assert [hit.page.id for hit in search_archive(archive, "date:2031-05").hits] == [day, month]
    assert [hit.page.id for hit in search_archive(archive, "date:2031-05-01..2031-05-20").hits] == [day]
    assert [hit.page.id for hit in search_archive(archive, "date:none").hits] == [none]


def test_words_outside_the_article_are_found_by_name_only(archive: Archive) -> None:
    name = file_zones(
        archive,
        "steg.html",
        ("headline", "Steg in Unterwies gesperrt"),
        ("body", "Der Steg bleibt zu."),
        ("caption", "Der Steg bei Hochwasser"),
        ("correction", "Korrektur: Der Steg ist 80 Meter lang."),
        ("comment", "Endlich macht mal jemand was!"),
        ("navigation", "Schwimmbad"),
        ("byline", "Von Kuno Fahrweid"),
    )
    for query in ("Schwimmbad", "Endlich", "Kuno", "lead:Steg", "body:Hochwasser", "caption:Korrektur"):
        assert search_archive(archive, query).hits == (), query
    for query in (
        "teaser:Schwimmbad",
        "comment:Endlich",
        "imprint:Fahrweid",
        "Hochwasser",
        "caption:Hochwasser",
        'correction:"80 Meter"',
        "Meter",
        "zone:comment -zone:lead",
        'comment:(Endlich jemand) -comment:"jemand macht"',
        "Unterwies -teaser:Steg",
    ):
        assert [hit.page.id for hit in search_archive(archive, query).hits] == [name], query


def test_a_phrase_does_not_run_over_the_end_of_a_zone(archive: Archive) -> None:
    file_zones(archive, "x", ("body", "Feuer in der"), ("body", "Nacht in Kolmsee"), ("caption", "bei Regen"))
    assert len(search_archive(archive, '"Nacht in Kolmsee"').hits) == 1
    for phrase in ('"Feuer in der Nacht"', '"Kolmsee bei Regen"'):
        assert search_archive(archive, phrase).hits == ()


def test_long_pages_are_searched_to_their_end(archive: Archive) -> None:
    """Over what one tsvector can number, and with a word that stands in it more than 255 times."""
    text = " ".join(f"Eintrag {n} der Halde" for n in range(6_000)) + " Zuletzt siegt Hintermoos."
    name = file_zones(archive, "lang", ("body", text), ("caption", "Ein Bild der Halde am Abend"))
    for query in (
        "Hintermoos",
        '"siegt Hintermoos"',
        '"Eintrag 5998 der Halde"',
        "body:Hintermoos",
        '"Halde Eintrag 9"',
        'caption:"Halde am Abend"',
    ):
        (hit,) = search_archive(archive, query).hits
        assert hit.page.id == name
        assert hit.places
    for query in ('"Eintrag 5998 der Eintrag"', "headline:Hintermoos", '"Hintermoos ein Bild"'):
        assert search_archive(archive, query).hits == ()


def test_words_beyond_the_limit_are_counted_and_not_searched(archive: Archive) -> None:
    name = file_zones(archive, "flut", ("body", "ja " * (MOST_TERMS - 1) + "genug " + "nein " * 7))
    with archive.reading() as connection:
        assert load_terms(connection, [1])[1].left_out == 7
    assert [hit.page.id for hit in search_archive(archive, '"ja ja genug"').hits] == [name]
    assert search_archive(archive, "nein").hits == ()


def test_monstrous_words_are_filed(archive: Archive) -> None:
    text = "Anfang " + "x" * 1_000_000 + " Ende \U0001f9ed und \x00 Schluß " + "ẞ" * 5000 + " \ud800"
    name = file_zones(archive, "klotz\x00", ("body", text))
    assert [hit.page.id for hit in search_archive(archive, "Anfang Schluss").hits] == [name]
    assert show_page(archive, name)[0].page.text == text


HOSTILE = [
    "'; DROP TABLE pages; --", '" OR 1=1 --', "%", "_", "a%b", "NEAR(a b)", "a NEAR/3 b", "{body} : a", "marks : o",
    "a^2", "\\", "\\'", "a\\", "':*", "a & b | !c", "a <-> b", "$1", ":name",
    "%(x)s", "{0}", "{{7*7}}", "../../etc/passwd",
    "outlet:'", 'outlet:"\\"', "entity:\"' OR ''='\"", "event:x' OR 'a'='a", "page:%", "source:../..", "\u202eabc",
    "a" * 1500, "date:2031-05-05;", "said:(a) ; SELECT", "üÜ" * 300, "\ud800", "ﬁ", "İ", "ǅ",
]  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE)
def test_hostile_queries_find_nothing_wrong_and_break_nothing(filled: Filled, query: str) -> None:
    try:
        hits = search_archive(filled.archive, query).hits
    except QueryError:
        hits = ()
    assert len(hits) < len(filled.pages)
    assert len(list_archive(filled.archive)) == len(filled.pages)


_WORDS = ["brand", "steg", "see", "nacht", "feuer", "haus", "ort", "zug"]


def _query_text() -> st.SearchStrategy[str]:
    word = st.sampled_from(_WORDS)
    leaf = st.one_of(
        word,
        word,
        st.lists(word, min_size=2, max_size=3).map(lambda words: '"' + " ".join(words) + '"'),
        word.map(lambda found: found[:3] + "*"),
        word.map(lambda found: f"headline:{found}"),
        word.map(lambda found: f"body:{found}"),
        st.sampled_from(["outlet:nord", "outlet:west", "zone:headline", "zone:body", "language:de"]),
    )

    def join(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.one_of(
            st.lists(inner, min_size=2, max_size=3).map(" ".join),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: "(" + " OR ".join(parts) + ")"),
            inner.map(lambda part: f"-({part})"),
        )

    return st.recursive(leaf, join, max_leaves=6)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, server: str) -> list[Archive]:
    folder = tmp_path_factory.mktemp("readings")
    places = [str(folder / "a.lesart"), empty_database(server, "readings")]
    opened = [open_archive(place, create=True) for place in places]
    records = []
    for n in range(40):
        text = " ".join(_WORDS[(n * step + step // 3) % len(_WORDS)] for step in range(1, 9))
        title = f"{_WORDS[n % 8]} {_WORDS[(n // 3) % 8]}"
        more = {"outlet": "Nord Post" if n % 2 else "West Blatt"}
        if n % 5:
            more["published"] = f"2031-{n % 12 + 1:02}-{n % 27 + 1:02}"
        records.append(page(str(n), text + ".", title=title, **more))
    for archive in opened:
        put(archive, folder, records)
    return opened


@pytest.mark.postgres
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=_query_text())
def test_both_engines_and_the_plain_reading_agree_on_any_query(both: list[Archive], query: str) -> None:
    tree = read_query(query)
    answers = []
    for archive in both:
        with archive.reading() as connection:
            answers.append([found.number for found in find_pages(connection, tree, None)])
    with both[0].reading() as connection:
        terms = load_terms(connection, range(1, 41))
        everything = [found.number for found in find_pages(connection, read_query(""), None)]
    plain = [number for number in everything if page_matches(tree, terms[number])]
    assert answers == [plain, plain]


def _unit_query_text() -> st.SearchStrategy[str]:
    word = st.sampled_from(["Brand", "Steg", "Personen", "Tonnen", "Nacht"])
    number = st.sampled_from(["> 5", "< 40", "= 7", ">= 12 < 90", "> 400"])
    said = st.one_of(
        word.map(lambda found: f"said:{found}"),
        st.tuples(word, word).map(lambda two: f"said:({two[0]} {two[1]})"),
        st.tuples(word, word).map(lambda two: f"said:({two[0]} -{two[1]})"),
        st.tuples(word, word).map(lambda two: f"said:({two[0]} OR {two[1]})"),
    )
    figure = st.one_of(
        number.map(lambda found: f"figure:({found})"),
        st.tuples(word, number).map(lambda two: f"figure:({two[0]} {two[1]})"),
        st.tuples(word, number).map(lambda two: f"figure:({two[1]} -{two[0]})"),
        st.tuples(word, number).map(lambda two: f"figure:({two[0]} OR ({two[1]}))"),
        word.map(lambda found: f"figure:{found}"),
    )
    one = st.one_of(said, figure)
    beside = st.sampled_from(["", "outlet:nord ", "Brand ", "-Steg ", "(Steg OR Brand) "])
    return st.one_of(
        one,
        st.tuples(beside, one).map("".join),
        st.tuples(one, one).map(" ".join),
        st.tuples(one, one).map(" OR ".join),
        one.map(lambda found: f"-{found}"),
    )


def _reads(node: Node, read: Annotated, terms: Indexed) -> bool:
    """Whether a page is as `node` asks, read plainly."""
    if isinstance(node, Unitary):
        units = terms.quotations if node.kind == "quotation" else terms.quantities
        return any(_unit_reads(node.part, read, unit, place) for place, unit in enumerate(units))
    if isinstance(node, Not):
        return not _reads(node.part, read, terms)
    if isinstance(node, All | Any):
        return (all if isinstance(node, All) else any)(_reads(part, read, terms) for part in node.parts)
    return page_matches(node, terms)


def _unit_reads(node: Node, read: Annotated, unit: Unit, place: int) -> bool:
    if isinstance(node, Words):
        return unit_matches(node, unit)
    if isinstance(node, Not):
        return not _unit_reads(node.part, read, unit, place)
    if isinstance(node, All | Any):
        return (all if isinstance(node, All) else any)(_unit_reads(part, read, unit, place) for part in node.parts)
    assert isinstance(node, Number)
    found = read.quantities[place]
    ends = [end for end in (found.low, found.high) if end is not None] if found.value is None else [found.value]
    if not ends:
        return False
    low = node.low is None or (max(ends) > node.low if node.open_low else max(ends) >= node.low)
    return low and (node.high is None or (min(ends) < node.high if node.open_high else min(ends) <= node.high))


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory, server: str) -> list[Archive]:
    """Forty pages with up to three numbers and two quotations each, on both engines."""
    folder = tmp_path_factory.mktemp("spoken")
    opened = [
        open_archive(place, create=True) for place in (str(folder / "a.lesart"), empty_database(server, "spoken"))
    ]
    things = ["Brand", "Steg", "Nacht"]
    records = []
    for n in range(40):
        text = [f"Am {things[n % 3]} war niemand."]
        text += [f"Gezählt wurden {(n * 7 + step * 31) % 500} Personen am {things[step]}." for step in range(n % 4)]
        text += [f"Es waren {n} Tonnen."] if n % 5 == 2 else []
        text += [
            f"«Der {things[(n + step) % 3]} dauerte die {things[n % 2]}», sagte Veit Ambrock." for step in range(n % 3)
        ]
        records.append(page(str(n), " ".join(text), outlet="Nord Post" if n % 2 else "West Blatt"))
    for archive in opened:
        put(archive, folder, records)
    return opened


@pytest.mark.postgres
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=_unit_query_text())
def test_both_engines_and_the_plain_reading_agree_on_quotations_and_numbers(spoken: list[Archive], query: str) -> None:
    tree = read_query(query)
    answers = []
    for archive in spoken:
        with archive.reading() as connection:
            answers.append([found.number for found in find_pages(connection, tree, None)])
            first = find_pages(connection, tree, 3)
            rest = find_pages(connection, tree, None, first[-1].key) if first else []
            assert [found.number for found in (*first, *rest)] == answers[-1]
            assert count_pages(connection, tree, 1000) == len(answers[-1])
    numbers = list(range(40, 0, -1))
    with spoken[0].reading() as connection:
        terms = load_terms(connection, numbers)
        read = dict(zip(numbers, load_pages(connection, numbers), strict=True))
    plain = [number for number in numbers if _reads(tree, read[number], terms[number])]
    assert answers == [plain, plain]


def test_pages_with_many_matching_numbers_are_told_once(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("lesart.store.search.UNITS_AT_ONCE", 3)
    many = " ".join(f"Gezählt wurden {n + 100} Personen." for n in range(8))
    ids = put(archive, tmp_path, [page(f"n{n}", f"Tag {n}. {many}", published=f"2031-05-{n + 1:02}") for n in range(5)])
    found = search_archive(archive, "figure:>100", limit=2)
    assert [hit.page.id for hit in found.hits] == ids[:2:-1]
    assert found.count == 5
    rest = search_archive(archive, "figure:>100", limit=9, before=found.more)
    assert [hit.page.id for hit in rest.hits] == ids[2::-1]
    assert find_key(archive, ids[2]) in {hit.page.key for hit in rest.hits}
    beside = search_archive(archive, "figure:>100", limit=9, before=find_key(archive, ids[2]) + 5)
    assert [hit.page.id for hit in beside.hits] == ids[2::-1]


def find_key(archive: Archive, name: str) -> int:
    return next(listed.key for listed in list_archive(archive) if listed.id == name)

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lesart.annotate.entities import resolve_entities
from lesart.annotate.name_forms import differs_by_one, load_parts, phrase_key, read_person, same_person, sound_key
from lesart.annotate.places import load_places
from lesart.annotate.sentences import find_sentences
from lesart.language.languages import load_language
from lesart.language.offices import load_offices
from lesart.model.annotation import Annotated, Name, Quotation
from lesart.model.article import Article, Zone
from lesart.model.text import Page
from tests.annotate.entity_piles import Scored, read_pile, score_pile

PILES = Path(__file__).parent / "entities"
DE = load_language("de")
KINDS = ["PER", "LOC", "ORG", "OTH"]


@pytest.mark.parametrize("half", ["tuning", "heldout"])
def test_entities_are_grouped_precisely(half: str) -> None:
    total = sum((score_pile(file) for file in sorted((PILES / half).glob("*.md"))), Scored())
    assert total.wanted > 50
    assert total.precision >= 0.95
    assert total.recall >= 0.85
    assert total.ids_right == total.ids
    assert total.speakers_right >= 0.8 * total.speakers_told > 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nawalny", "Navalny"),
        ("Nawalny", "Nawalniy"),
        ("Chamenei", "Khamenei"),
        ("Schoigu", "Shoigu"),
        ("Lawrow", "Lavrov"),
        ("Selenskyj", "Zelensky"),
        ("Alexej", "Alexei"),
        ("Markus", "Marcus"),
        ("Aktau", "Aqtau"),
        ("Müller", "Mueller"),
    ],
)
def test_transliterations_sound_equal(one: str, other: str) -> None:
    assert sound_key(one) == sound_key(other)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Kim Jong Un", "Kim Jong-un", True),
        ("Choe Son Hui", "Choi Son-hui", True),
        ("Pak Sol Mi", "Park Sol-mi", True),
        ("Heung-min Son", "Son Heung-min", True),
        ("Hassan al-Khatib", "Hasan Al Chatib", True),
        ("Hossein Amir-Abdollahian", "Hussein Amir Abdollahian", True),
        ("Wladimir Wladimirowitsch Petrow", "Vladimir Petrov", True),
        ("Viktor Orlai", "Orlai Viktor", True),
        ("Dr. Klaus-Peter Bärlein", "Klaus Peter Bärlein", True),
        ("Horst Bärmann", "Horst Baermann", True),
        ("Markus Brandl", "Petra Brandl", False),
        ("Julia Meier", "Julian Meier", False),
        ("Marie Huber", "Maria Huber", False),
        ("Hans Meier", "Hans Maier", False),
        ("Anna Schmid", "Anna Schmidt", False),
        ("George W. Bush", "George H. W. Bush", False),
    ],
)
def test_spellings_of_one_person(one: str, other: str, same: bool) -> None:
    parts = load_parts(DE)
    assert same_person(read_person(one, parts), read_person(other, parts)) is same
    assert same_person(read_person(other, parts), read_person(one, parts)) is same


def test_cases_of_a_phrase_have_one_key() -> None:
    assert phrase_key("Soziale Bürgerunion") == phrase_key("Sozialen Bürgerunion")
    assert phrase_key("Weißes Haus") == phrase_key("Weisses Haus") == phrase_key("Weissen Haus")
    assert phrase_key("Landgericht Auer") != phrase_key("Landgericht Bauer")


def test_places_by_name_and_page() -> None:
    places = load_places(DE)
    assert places.country_of("Nordkoreas") == "country:KP"
    assert places.country_of("Vereinigten Staaten") == "country:US"
    assert places.country_of("Europa") == "region:150"
    assert places.country_of("Auerland") is None
    assert places.country_of_adjective("südkoreanischen") == "KR"
    assert places.country_of_adjective("US-amerikanische") == "US"
    moscow = places.city_of("Moskaus")
    assert moscow is not None
    assert moscow.id == "geonames:524901"
    assert places.city_of("Baden") is None
    swiss = places.city_of("Baden", ("CH",))
    assert swiss is not None
    assert swiss.country == "CH"


def test_offices_are_read_in_compounds_and_both_genders() -> None:
    offices = load_offices(DE)
    minister = offices.read("Fischereiministerin")
    assert minister is not None
    assert (minister.full, minister.noun, minister.feminine) == ("fischereiminister", "minister", True)
    president = offices.read("US-Präsidenten")
    assert president is not None
    assert (president.noun, president.feminine) == ("prasident", False)
    chair = offices.read("Vorsitzenden")
    assert chair is not None
    assert chair.feminine is None
    assert offices.read("Kirche") is None


def test_ids_do_not_depend_on_the_order_or_the_other_pages() -> None:
    pile = read_pile(PILES / "tuning" / "factory.md")
    together, _ = resolve_entities(pile.pages, DE)
    turned, _ = resolve_entities(pile.pages[::-1], DE)
    assert together == turned[::-1]
    alone, entities = resolve_entities(pile.pages[:1], DE)
    assert alone[0] == together[0]
    assert [entity.id for entity in entities] == sorted(entity.id for entity in entities)


@pytest.mark.parametrize(
    ("text", "voice", "entity"),
    [
        ("Laut Nato-Angaben sind es 40 Panzer.", "Nato-Angaben", "org:nato"),
        ("Nach Schätzungen der USA sind es 40.", "Schätzungen der USA", "country:US"),
        ("Laut Berichten des südkoreanischen Geheimdienstes sank es.", "des südkoreanischen Geheimdienstes",
         "org:geheimdienst-kr"),
        ("Laut US-Verteidigungsministerium sind es 40.", "US-Verteidigungsministerium",
         "org:verteidigungsministerium-us"),
        ("Laut der Behörde sind es 40.", "der Behörde", None),
        ("Die Agentur Ostfunk meldete das.", "Die Agentur Ostfunk", "org:ostfunk"),
    ],
)  # fmt: skip
def test_voices_without_a_person(text: str, voice: str, entity: str | None) -> None:
    page = Page("b" * 16, "p", "0" * 64, text)
    article = Article(page, (Zone("body", page.span(0, len(text))),), language="de")
    names = [
        Name(page.span(text.index(word), text.index(word) + len(word)), kind)
        for word, kind in (("USA", "LOC"), ("Ostfunk", "ORG"))
        if word in text
    ]
    start = text.index(voice)
    said = Quotation("indirect", (page.span(0, len(text)),), 1.0, speaker=(page.span(start, start + len(voice)),))
    annotated = Annotated(article, find_sentences(article, DE), tuple(names), quotations=(said,))
    done, entities = resolve_entities([annotated], DE)
    assert done[0].quotations[0].entity == entity
    assert entity is None or entity in {one.id for one in entities}


def test_no_pages_no_entities() -> None:
    assert resolve_entities((), DE) == ((), ())


@settings(deadline=None)
@given(
    st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=8), st.sampled_from(["PER", "LOC", "ORG", "OTH"])
)
def test_any_names_are_resolved_without_a_crash(words: list[str], kind: str) -> None:
    text = "x" + "\n".join(words)
    page = Page("a" * 16, "p", "0" * 64, text)
    at, names = 1, []
    for word in words:
        names.append(Name(page.span(at, at + len(word)), kind))  # type: ignore[arg-type]
        at += len(word) + 1
    article = Article(page, (Zone("body", page.span(0, len(text))),))
    for tag in ("de", "en", None):
        done, entities = resolve_entities([Annotated(article, names=tuple(names))], load_language(tag))
        assert [name.span for name in done[0].names] == [name.span for name in names]
        assert {name.entity for name in done[0].names if name.entity} == {entity.id for entity in entities}


@given(st.text(max_size=8), st.text(max_size=8))
def test_one_letter_apart_is_symmetric(one: str, other: str) -> None:
    assert differs_by_one(one, other) == differs_by_one(other, one)

"""The query language by itself: trees, and errors with place and reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lesart.desk.indexing import QueryWords
from lesart.errors import QueryError
from lesart.store.parsing import LONGEST, parse_query
from lesart.store.query import (
    EVERYTHING,
    MAIN_GROUPS,
    About,
    All,
    Any,
    Belongs,
    Dated,
    Mark,
    Node,
    Not,
    Number,
    Unitary,
    Words,
)

WORDS = QueryWords()


def parse(query: str) -> Node:
    return parse_query(query, WORDS)


def word(*rows: str, groups: tuple[str, ...] = MAIN_GROUPS, prefix: bool = False) -> Words:
    return Words(tuple((row,) for row in rows), groups, prefix)


def test_words_side_by_side_must_all_be_there() -> None:
    assert parse("Halde Steg") == All((word("hald", "halde"), word("steg")))
    assert parse("Halde AND Steg") == parse("Halde UND Steg") == parse("Halde Steg")


def test_or_binds_weaker_than_and() -> None:
    halde, steg, see = word("hald", "halde"), word("steg"), word("see")
    assert parse("Halde Steg OR See") == Any((All((halde, steg)), see))
    assert parse("Halde (Steg ODER See)") == All((halde, Any((steg, see))))


def test_minus_and_not_bar() -> None:
    assert parse("-Steg") == parse("NOT Steg") == parse("NICHT Steg") == Not(word("steg"))
    assert parse("Kolmsee-Steg") == Words((("kolmse", "steg"), ("kolmsee", "steg")), MAIN_GROUPS)


@pytest.mark.parametrize("query", ['"ganze Nacht"', "„ganze Nacht“", "«ganze Nacht»", "»ganze Nacht«", "“ganze Nacht”"])
def test_all_quotation_marks_make_a_phrase(query: str) -> None:
    tree = parse(query)
    assert isinstance(tree, Words)
    assert tree.rows[0] == ("ganz", "nacht")


def test_one_word_in_many_spellings_asks_for_one_term() -> None:
    for spellings in (("Häuser", "Haeuser", "HÄUSER", "Haus"), ("Straße", "Strasse"), ("Café", "Cafe")):
        shared = set.intersection(*(set(WORDS.terms(spelling)) for spelling in spellings))
        assert shared, spellings


def test_fields() -> None:
    assert parse("headline:Steg") == word("steg", groups=("headline",))
    assert parse("headline:(Steg -See)") == All(
        (word("steg", groups=("headline",)), Not(word("see", groups=("headline",))))
    )
    assert parse('outlet:"Kolmseer Blatt"') == Mark(("o=kolmseer", "o=blatt"))
    assert parse("zone:correction") == Mark(("z=correction",))
    assert parse("entity:per:veit-ambrock") == About("per:veit-ambrock", None)
    assert parse("event:event-12ab") == Belongs("event", "event-12ab")


def test_dates() -> None:
    assert parse("date:2031") == Dated("2031-01-01", "2031-12-31")
    assert parse("date:2032-02") == Dated("2032-02-01", "2032-02-29")
    assert parse("date:2031-05-05..") == Dated("2031-05-05", None)
    assert parse("date:..2031-05") == Dated(None, "2031-05-31")
    assert parse("date:2031-05..2031-06-02") == Dated("2031-05-01", "2031-06-02")
    assert parse("date:none") == Dated(None, None)


def test_conditions_on_one_quotation_or_figure() -> None:
    tree = parse("said:(Nacht by:Ambrock)")
    assert tree == Unitary(
        "quotation",
        All((word("nacht", groups=("words",)), Any((word("ambrock", groups=("voice",)), About(None, "ambrock"))))),
    )
    tree = parse("figure:(Franken >= 2,5 unit:CHF)")
    assert isinstance(tree, Unitary)
    assert isinstance(tree.part, All)
    assert tree.part.parts[1:] == (Number(low=2.5), Number(unit="CHF"))
    assert parse("figure:>500") == Unitary("quantity", Number(low=500.0, open_low=True))
    assert parse("figure:(<= 1'200)") == Unitary("quantity", Number(high=1200.0))


def test_an_empty_query_is_everything() -> None:
    assert parse("") == parse("  \n ") == EVERYTHING


@pytest.mark.parametrize(
    ("query", "position", "reason"),
    [
        ("Halde (Steg", 6, "this bracket is not closed"),
        ("Halde) Steg", 5, "this bracket closes nothing"),
        ('Halde "Steg', 6, "these quotation marks are not closed"),
        ("Halde OR", 8, "something is missing here"),
        ("OR Halde", 0, "OR stands between two parts"),
        ("Halde AND OR Steg", 10, "OR stands between two parts"),
        ("NOT", 3, "something is missing here"),
        ("()", 1, "nothing stands before it"),
        ("ort:Kolmsee", 0, "no field 'ort'"),
        ("outlet:", 0, "outlet: needs a value behind it"),
        ("outlet:(a b)", 0, "outlet: needs a value behind it"),
        ("zone:kopf", 5, "no zone 'kopf'; there are kicker, headline"),
        ("date:2031-13", 5, "'2031-13' is no date"),
        ("date:2031-02-30", 5, "that month has 28 days"),
        ("date:0000", 5, "'0000' is no date"),
        ("date:..", 5, "needs a day, month or year"),
        ("date:2032..2031", 5, "the range ends before it begins"),
        ("figure:(Tote >)", 13, "> needs a number behind it"),
        ("figure:(Tote > viele)", 13, "> needs a number behind it"),
        ("Tote > 5", 5, "comparisons stand behind figure:"),
        ("said:(Nacht outlet:x)", 12, "no field 'outlet' inside this bracket; there are by:"),
        ("*", 0, "a beginning needs a letter or digit"),
        ("Halde …", 6, "'…' holds no word to look for"),
        ("\0", 0, "holds no word to look for"),
        ("a" * (LONGEST + 1), LONGEST, "at most 2000 characters"),
        ("(" * 30 + "a", 20, "brackets go 20 deep at most"),
        ("a " * 101, 200, "at most 100 parts"),
        ('"' + "a " * 61 + '"', 0, "a phrase has at most 60 words"),
    ],
)
def test_errors_name_place_and_reason(query: str, position: int, reason: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(query)
    assert caught.value.position == position
    assert reason in caught.value.reason
    assert str(caught.value).startswith(f"query, character {position + 1}: ")


def _position(query: str) -> int:
    """Where `query` is wrong; 0 where it is right."""
    try:
        parse(query)
    except QueryError as error:
        return error.position
    return 0


@given(st.text(max_size=80))
def test_any_text_is_a_query_or_an_error_inside_it(query: str) -> None:
    assert 0 <= _position(query) <= len(query)


_PIECES = [
    "Halde",
    "-",
    "(",
    ")",
    '"',
    "„",
    "said:",
    "figure:",
    "by:",
    ">",
    "5",
    "OR",
    "NOT",
    "date:",
    "2031",
    "..",
    "*",
    "'",
    "\\",
    ":",
    "headline:",
]


@given(st.lists(st.sampled_from(_PIECES), max_size=25).map(" ".join))
def test_any_heap_of_its_own_signs_is_a_query_or_an_error(query: str) -> None:
    assert 0 <= _position(query) <= len(query)

"""Single parts of the report: letters and apparatus, verdict lines, headings, decisions, shares, plots, wording."""

from __future__ import annotations

import re
from itertools import pairwise, product

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from lesart.compare.verdicts import Claim, judge
from lesart.model.annotation import TimePoint
from lesart.model.correction import Applied, Correction, Note, PageRef
from lesart.model.synopsis import FigurePair, Reading, Synopsis, Variant
from lesart.model.text import Span
from lesart.present.decisions_part import make_decisions
from lesart.present.figures_part import reason_code, show_range
from lesart.present.origin_drawing import _bend, _line
from lesart.present.origin_graph import Shares, make_origins
from lesart.present.plots import Point, draw_intervals
from lesart.present.readings_table import Letters, letter_of, make_tables
from lesart.present.series import draw_series
from lesart.present.shown_pages import Book
from lesart.present.svg import Drawing, nice_step, shorten, spread
from lesart.present.timeline import make_course
from lesart.present.wording import load_wording
from tests.present.pile import BLICK, FIGURES, FUNK, KURIER, at, make_pile

GERMAN = load_wording("de")


def book_of(synopsis: Synopsis) -> Book:
    return Book(synopsis, GERMAN)


def spans_in(span: Span) -> st.SearchStrategy[Span]:
    ends = st.tuples(st.integers(span.start, span.end - 1), st.integers(1, len(span)))
    return ends.map(lambda pair: Span(span.page, pair[0], min(span.end, pair[0] + pair[1])))


BASE = at(KURIER, "Beim Bersten eines Soletanks sind am Mittwochmorgen mindestens vier Menschen gestorben.")
HERE = at(FUNK, "Beim Bersten eines Soletanks sind am Mittwochmorgen vier Menschen gestorben.")
VARIANTS = st.builds(
    lambda base, here, both: Variant("wording", (base,) if both != 1 else (), (here,) if both != 2 else ()),
    spans_in(BASE),
    spans_in(HERE),
    st.integers(0, 2),
)


@settings(deadline=None)
@given(st.lists(VARIANTS, max_size=6))
def test_pieces_make_up_the_words_whatever_the_variants(variants: list[Variant]) -> None:
    book = book_of(make_pile())
    base = Reading(KURIER.page.id, "verbatim", (BASE,))
    letters = Letters(book, base, [Reading(FUNK.page.id, "reworded", (HERE,), tuple(variants))])
    for span in (BASE, HERE):
        pieces = letters.cut(span)
        assert "".join(piece.text for piece in pieces) == book.words(span)
        assert all(piece.text for piece in pieces)
    known = {entry.letter for entry in letters.apparatus()}
    assert {letter for span in (BASE, HERE) for piece in letters.cut(span) for letter in piece.letter.split()} <= known


def test_two_letters_where_two_variants_meet_each_written_where_its_words_end() -> None:
    book = book_of(make_pile())
    base = Reading(KURIER.page.id, "verbatim", (BASE,))
    wide, narrow = at(KURIER, "am Mittwochmorgen mindestens vier Menschen"), at(KURIER, "mindestens")
    others = [
        Reading(FUNK.page.id, "reworded", (HERE,), (Variant("wording", (wide,), (at(FUNK, "vier Menschen"),)),)),
        Reading(
            BLICK.page.id,
            "reworded",
            (at(BLICK, "Beim Bersten eines Soletanks sind am Mittwoch mindestens vier Menschen gestorben."),),
            (Variant("left out", (narrow,), ()),),
        ),
    ]
    pieces = [piece for piece in Letters(book, base, others).cut(BASE) if piece.letter]
    assert [(piece.text, piece.letter, piece.shown) for piece in pieces] == [
        ("am Mittwochmorgen ", "a", ""),
        ("mindestens", "a b", "b"),
        (" vier Menschen", "a", "a"),
    ]


def test_letters_go_on_behind_z() -> None:
    assert [letter_of(place) for place in (0, 25, 26, 51, 52)] == ["a", "z", "aa", "az", "ba"]


def test_who_puts_it_otherwise_is_not_said_to_have_the_bases_words() -> None:
    pile = make_pile()
    locus = pile.loci[0]
    free = msgspec.structs.replace(locus.readings[3], variants=())
    changed = msgspec.structs.replace(locus, readings=(*locus.readings[:3], free))
    row = make_tables(book_of(msgspec.structs.replace(pile, loci=(changed,))))[0].rows[0]
    assert [(entry.base, entry.base_sigla) for entry in row.apparatus] == [
        ("am Mittwochmorgen", "K N"),
        ("mindestens vier Menschen", "K B¹"),
    ]


MODALITIES = ("plain", "about", "almost", "at_most", "less_than", "at_least", "more_than", "several", "vague")


def test_every_reason_that_the_comparison_gives_has_words_in_both_languages() -> None:
    moments, authorities = (None, "2025-01-01", "2025-01-02"), (None, "polizei")
    codes = set()
    for one, other, same, when, whose in product(
        MODALITIES, MODALITIES, (True, False, None), product(moments, moments), product(authorities, authorities)
    ):
        for a, b in ((10.0, 10.0), (10.0, 12.0), (100.0, 5.0), (1200.0, 1184.0)):
            claims = [
                Claim(str(value), kind, value, value, value, by, moment, "event")
                for value, kind, by, moment in ((a, one, whose[0], when[0]), (b, other, whose[1], when[1]))
            ]
            for extra in ({}, {"same_set": False}):
                verdict, reason = judge(claims[0], claims[1], 0.1, same, **extra)
                codes.add(reason_code(FigurePair(0, 1, verdict, reason)))
    assert len(codes) > 6
    for language in ("de", "en"):
        missing = [code for code in codes if load_wording(language).known(f"reason.{code}") is None]
        assert missing == []


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"modality": "at_least", "value": 17.0, "low": 17.0}, "≥ 17"),
        ({"modality": "more_than", "value": 40.0, "low": 40.0}, "> 40"),
        ({"modality": "at_most", "value": 8000.0, "high": 8000.0}, "≤ 8.000"),
        ({"modality": "less_than", "value": 9.0, "high": 9.0}, "< 9"),
        ({"modality": "about", "value": 300.0}, "≈ 300"),
        ({"modality": "plain", "value": 0.25, "low": 0.25, "high": 0.25}, "0,25"),
        ({"modality": "plain", "value": None, "low": 20.0, "high": 30.0}, "20–30"),
        ({"modality": "vague", "value": None, "low": 2000.0}, "≥ 2.000"),
        ({"modality": "vague", "value": None}, "offen"),
    ],
)
def test_ranges_in_the_readers_form(changes: dict[str, object], shown: str) -> None:
    blank = {"value": None, "low": None, "high": None}
    reading = msgspec.structs.replace(FIGURES[0].readings[0], **{**blank, **changes})
    assert show_range(reading, GERMAN) == shown


def test_an_event_without_a_headline_is_headed_by_its_first_sentence() -> None:
    pile = make_pile()
    bare = tuple(
        msgspec.structs.replace(page, article=msgspec.structs.replace(page.article, title=None)) for page in pile.pages
    )
    book = book_of(msgspec.structs.replace(pile, pages=bare))
    assert book.events[1].title == "Saline verliert Genehmigung"
    assert book.events[1].title_ref.code.startswith("4:")


def test_an_event_is_dated_by_the_words_that_tell_its_day() -> None:
    pile = make_pile()
    told = at(KURIER, "am Mittwochmorgen")
    dated = msgspec.structs.replace(pile.pages[0], times=(TimePoint(told, "DATE", "2025-05-14"),))
    book = book_of(msgspec.structs.replace(pile, pages=(dated, *pile.pages[1:])))
    assert (book.events[0].when, book.events[0].when_words) == ("14. Mai 2025", "am Mittwochmorgen")
    assert book_of(pile).events[0].when_words == ""


def test_persons_decisions_stand_apart_with_their_places() -> None:
    pile = make_pile()
    note = Correction("c1", "Ida", "2025-09-01T10:00:00Z", Note("Bitte nachfragen", PageRef("x", KURIER.page.id)))
    undone = msgspec.structs.replace(note, id="c2", undone="2025-09-02T10:00:00Z", made="2025-09-02T09:00:00Z")
    shown = make_decisions(
        book_of(
            msgspec.structs.replace(pile, corrections=(Applied(undone), Applied(note, (at(KURIER, "gegen 6.10 Uhr"),))))
        )
    )
    assert [(each.kind, each.person, each.made, each.text, each.state) for each in shown] == [
        ("Anmerkung", "Ida", "1. September 2025, 10:00 Uhr", "Bitte nachfragen", ""),
        ("Anmerkung", "Ida", "2. September 2025, 09:00 Uhr", "Bitte nachfragen", "zurückgenommen"),
    ]
    assert [words for _, words, _ in shown[0].places] == ["gegen 6.10 Uhr"]


def test_shares_are_of_a_pages_own_words_in_common_wording() -> None:
    shares = Shares(book_of(make_pile()))
    assert shares.between(KURIER.page.id, FUNK.page.id) == pytest.approx(23 / 78, abs=0.02)
    assert shares.between(BLICK.page.id, "aaaa000000000004") == 0.0


def test_a_page_with_reporting_of_its_own_stands_in_both_fields() -> None:
    pile = make_pile()
    own = msgspec.structs.replace(pile.sources[1], pages=(KURIER.page.id,), basis="own report: words")
    part = make_origins(book_of(msgspec.structs.replace(pile, sources=(pile.sources[0], own))))[0]
    assert part.drawing is not None
    assert part.drawing.count(">K</text>") == 2
    assert [group.basis for group in part.groups] == [
        "Agentur mwd; ausgewiesen: 2; durch gemeinsamen Wortlaut: 1",
        "eigener Bericht (eigene Auskunft)",
    ]


def test_the_timeline_names_far_years_at_its_edge_and_lists_everything() -> None:
    book = book_of(make_pile())
    course = make_course(book, book.events, "story-1")
    assert [(item.when, item.kind) for item in course.items] == [
        ("1987", "mentioned"),
        ("14. Mai 2025", "event"),
        ("14. Mai 2025", "page"),
        ("15. Mai 2025", "mentioned"),
        ("16. Mai 2025", "page"),
        ("11. August 2025", "event"),
        ("11. August 2025", "page"),
        ("12. August 2025", "page"),
        ("undatiert, frühestens 14. Mai 2025", "page"),
    ]
    assert [item.sigla for item in course.items if item.kind == "page"] == ["K N", "B²", "B³", "T", "B¹"]
    assert course.drawing is not None
    assert "◂ 1987" in course.drawing
    assert etree.fromstring(str(course.drawing)).tag == "svg"


NUMBERS = st.one_of(st.none(), st.floats(-1e9, 1e9, allow_nan=False))
POINTS = st.builds(
    lambda value, low, high, sign, moment, key: Point(
        "K", f"{sign} x", value if (value, low, high) != (None,) * 3 else 1.0, low, high, False, key, key, moment
    ),
    NUMBERS,
    NUMBERS,
    NUMBERS,
    st.sampled_from(["≥", "≤", "", "≈", ">"]),
    st.sampled_from([None, "2025-01-01", "2025-03", "2026-07-09"]),
    st.sampled_from(["", "polizei", "ministerium", "werk"]),
)


@given(st.lists(POINTS, min_size=1, max_size=8))
def test_plots_of_any_numbers_are_whole_drawings(points: list[Point]) -> None:
    for drawing in (draw_series(points, "x", GERMAN), draw_intervals(points, "x", GERMAN, True)):
        root = etree.fromstring(str(drawing))
        assert not re.search(r' (x|y|d|cx|cy|width|height|viewBox)="[^"]*(nan|inf)', str(drawing))
        assert float(root.get("viewBox", "").split()[3]) < 2000


def count_up(days: int, authorities: int) -> list[Point]:
    """Each authority's toll, day by day; each gives a new number every third day."""
    return [
        Point(f"S{day}{key}", str(10 * key + day // 3), 10 * key + day // 3, None, None, False, f"Amt {key}",
              f"amt {key}", f"2025-03-{day + 1:02}")
        for day in range(days)
        for key in range(authorities)
    ]  # fmt: skip


def test_few_days_have_every_number_many_only_where_it_changes() -> None:
    few = etree.fromstring(str(draw_series(count_up(4, 1), "x", GERMAN)))
    assert [span.text for span in few.iter("{*}tspan", "tspan") if "b7" in span.get("class", "")] == ["0"] * 3 + ["1"]
    many = etree.fromstring(str(draw_series(count_up(30, 2), "x", GERMAN)))
    written = [text.text for text in many.iter("{*}text", "text") if "b7" in text.get("class", "")]
    assert sorted(map(int, written)) == sorted([*range(10), *range(10, 20)])
    assert many.get("class") == "plot wide"
    assert len(many.findall(".//circle") + many.findall(".//rect")) == 60


def test_numbers_of_one_authority_share_a_row_where_there_is_room() -> None:
    points = count_up(1, 3)
    spread_out = [msgspec.structs.replace(point, key="amt", authority="Amt") for point in points]
    close = [msgspec.structs.replace(point, value=100.0 + nth, shown=str(100 + nth)) for nth, point in
             enumerate(spread_out)]  # fmt: skip
    heights = [
        {circle.get("cy") for circle in etree.fromstring(str(draw_intervals(some, "x", GERMAN, False))).iter("circle")}
        for some in (spread_out, close, points)
    ]
    assert [len(each) for each in heights] == [1, 3, 3]


def test_shares_in_the_drawing_of_origins_do_not_cover_each_other() -> None:
    part = make_origins(book_of(make_pile()))[0]
    assert part.drawing is not None
    root = etree.fromstring(str(part.drawing))
    labels = [
        (float(text.get("x", "")), float(text.get("y", "")), len(text.text or "") * 6.4)
        for text in root.iter("text")
        if "pc" in text.get("class", "").split()
    ]
    circles = [(float(c.get("cx", "")), float(c.get("cy", ""))) for c in root.iter("circle")]
    assert len(labels) >= 2
    for nth, (x, y, width) in enumerate(labels):
        assert all(abs(x - cx) > width / 2 or abs(y - 4 - cy) > 20 for cx, cy in circles)
        assert all(abs(x - x2) >= (width + w2) / 2 or abs(y - y2) >= 14 for x2, y2, w2 in labels[:nth])


def test_a_line_goes_round_a_page_that_stands_between_its_ends() -> None:
    between = [(200.0, 50.0)]
    assert _bend((100.0, 50.0), (300.0, 50.0), between) > 20
    assert _bend((100.0, 50.0), (300.0, 50.0), [(200.0, 90.0), (400.0, 50.0)]) == 0
    assert _line((0.0, 0.0), (10.0, 0.0), 0.0)[0] == "M0 0L10 0"


@given(st.floats(0.001, 1e12), st.integers(2, 12))
def test_a_step_divides_a_span_into_few_parts(span: float, most: int) -> None:
    assert 0 < span / nice_step(span, most) <= most


@given(st.lists(st.floats(0, 300), max_size=9))
def test_labels_keep_their_distance(wanted: list[float]) -> None:
    placed = sorted(spread(wanted, 17.0, 0.0, 400.0))
    assert all(b - a >= 17.0 - 1e-6 for a, b in pairwise(placed))


@given(st.text(), st.integers(4, 60))
def test_a_shortened_text_is_never_longer_than_asked_by_more_than_its_ellipsis(text: str, most: int) -> None:
    assert len(shorten(text, most)) <= most + 1


def test_what_is_lowered_lies_beneath_what_was_drawn_before() -> None:
    drawing = Drawing(10, 10)
    drawing.text(0, 0, "ground")
    start = drawing.count
    drawing.text(0, 0, "above")
    since = drawing.count
    drawing.text(0, 0, "line")
    drawing.lower(since, start)
    root = etree.fromstring(str(drawing.finish("x")))
    assert [text.text for text in root] == ["ground", "line", "above"]

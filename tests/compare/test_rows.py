"""Rows, figures and utterances of invented pages, side by side."""

from __future__ import annotations

from pathlib import Path

import pytest

from lesart.compare.bonds import Bonds, find_bonds
from lesart.compare.figures import compare_figures
from lesart.compare.loci import align_loci, count_contributions
from lesart.compare.sayings import align_sayings
from lesart.language.languages import load_language
from lesart.model.synopsis import Locus, Reading, Relation
from tests.compare.pages import annotate_texts, one_event

GERMAN = load_language("de")
RELATIONS: tuple[Relation, ...] = ("verbatim", "reworded")

FIRST = (
    "Im Hafen von Brellau ist am Dienstag ein Kran umgestürzt. Nach Angaben der Feuerwehr wurden mindestens vier "
    "Arbeiter verletzt. «Wir haben das Seil reissen gehört», sagte Vorarbeiter Tilo Ganz. Der Betrieb ruht."
)
SECOND = (
    "Im Hafen von Brellau ist am Dienstag ein Kran umgestürzt. Laut Feuerwehr wurden sechs Arbeiter verletzt. "
    "Man habe das Seil reißen gehört, sagte Vorarbeiter Tilo Ganz. Der Kran stammt aus dem Jahr 1974."
)


def rows_of(folder: Path, *texts: str) -> tuple[Locus, ...]:
    pages, _ = annotate_texts(folder, *texts)
    event, _story = one_event(pages)
    return align_loci(pages, event, Bonds(), GERMAN)


def test_what_two_pages_say_alike_stands_in_one_row(tmp_path: Path) -> None:
    pages, _ = annotate_texts(tmp_path, FIRST, SECOND)
    event, _story = one_event(pages)
    text = {page.page.id: page.page for page in pages}
    rows = align_loci(pages, event, Bonds(), GERMAN)
    shown = [
        [(reading.relation, " ".join(text[reading.page][span] for span in reading.spans)) for reading in row.readings]
        for row in rows
    ]
    assert [
        ("verbatim", "Im Hafen von Brellau ist am Dienstag ein Kran umgestürzt."),
        ("verbatim", "Im Hafen von Brellau ist am Dienstag ein Kran umgestürzt."),
    ] in shown
    assert [
        ("verbatim", "Nach Angaben der Feuerwehr wurden mindestens vier Arbeiter verletzt."),
        ("differs", "Laut Feuerwehr wurden sechs Arbeiter verletzt."),
    ] in shown
    assert [
        ("verbatim", "«Wir haben das Seil reissen gehört», sagte Vorarbeiter Tilo Ganz."),
        ("reworded", "Man habe das Seil reißen gehört, sagte Vorarbeiter Tilo Ganz."),
    ] in shown
    assert [("verbatim", "Der Kran stammt aus dem Jahr 1974.")] in shown


def test_a_row_names_in_what_a_reading_differs(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, FIRST, SECOND)
    differing = next(row for row in rows if any(reading.relation == "differs" for reading in row.readings))
    kinds = [variant.kind for reading in differing.readings for variant in reading.variants]
    assert "figure" in kinds


@pytest.mark.parametrize(
    ("one", "other", "relation"),
    [
        ("Laut Polizei lag das Boot am Steg.", "Laut Feuerwehr lag das Boot am Steg.", "reworded"),
        ("Laut Polizei lagen 14 Boote am Steg.", "Laut Feuerwehr lagen 14 Boote am Steg.", "differs"),
        ("Das Boot sank am 3. Mai 2024 vor Brellau.", "Das Boot sank am 9. Mai 2024 vor Brellau.", "differs"),
    ],
)
def test_who_vouches_for_a_fact_is_no_difference_but_for_a_number(
    tmp_path: Path, one: str, other: str, relation: str
) -> None:
    rows = rows_of(tmp_path, one, other)
    assert [reading.relation for reading in rows[0].readings] == ["verbatim", relation]


def test_one_printed_day_of_two_assumed_years_is_one_day(tmp_path: Path) -> None:
    pages, _ = annotate_texts(
        tmp_path,
        "Die Fähre soll ab dem 1. Juli wieder nach Brellau fahren.",
        "Ab dem 1. Juli soll die Fähre wieder nach Brellau fahren.",
        published=("2024-06-15", "2026-06-15"),
    )
    assert [page.times[0].earliest for page in pages] == ["2024-07-01", "2026-07-01"]
    event, _story = one_event(pages)
    rows = align_loci(pages, event, Bonds(), GERMAN)
    assert [reading.relation for reading in rows[0].readings] == ["verbatim", "reworded"]


def test_leaving_out_is_rewording_and_negating_is_differing(tmp_path: Path) -> None:
    base = "Die Gemeinde Ostrau will das Hallenbad Seewies im Herbst schliessen."
    shorter = "Die Gemeinde Ostrau will das Hallenbad Seewies schliessen."
    negated = "Die Gemeinde Ostrau will das Hallenbad Seewies im Herbst nicht schliessen."
    rows = rows_of(tmp_path, base, shorter, negated)
    assert len(rows) == 1
    relation = {reading.page: reading.relation for reading in rows[0].readings}
    ids = [reading.page for reading in rows[0].readings]
    assert sorted(relation.values()) == ["differs", "reworded", "verbatim"]
    assert relation[ids[0]] == "verbatim"


def test_spelling_number_form_and_marks_are_no_difference(tmp_path: Path) -> None:
    rows = rows_of(
        tmp_path,
        "Die Strasse nach Ullwang wird für 8'000 Franken «ausgebessert», hiess es.",
        'Die Straße nach Ullwang wird für 8.000 Franken "ausgebessert", hieß es.',
    )
    assert [reading.relation for reading in rows[0].readings] == ["verbatim", "verbatim"]


def test_a_turned_accusation_differs_in_its_actor(tmp_path: Path) -> None:
    rows = rows_of(
        tmp_path,
        "Der Schlepper habe die Barkasse gerammt, sagte Kapitänin Fenja Ott.",
        "Die Barkasse habe den Schlepper gerammt, sagte Kapitänin Fenja Ott.",
    )
    assert [reading.relation for reading in rows[0].readings] == ["verbatim", "differs"]
    assert "actor" in [variant.kind for variant in rows[0].readings[1].variants]


def test_silence_names_the_zones_that_were_searched(tmp_path: Path) -> None:
    pages, _ = annotate_texts(
        tmp_path, FIRST, SECOND, "In Brellau begann am Dienstag die Kirschernte auf dem Grafenhof."
    )
    event, _story = one_event(pages)
    rows = align_loci(pages, event, Bonds(), GERMAN)
    silent = [reading for row in rows for reading in row.readings if reading.relation == "silent"]
    assert silent
    assert all(reading.searched and not reading.spans for reading in silent)


def test_contributions_count_rows(tmp_path: Path) -> None:
    pages, _ = annotate_texts(tmp_path, FIRST, SECOND)
    event, _story = one_event(pages)
    counts = count_contributions(event, align_loci(pages, event, Bonds(), GERMAN))
    assert [(each.shared, each.own, each.silent) for each in counts] == [(3, 1, 0), (3, 1, 0)]


def test_the_same_authority_on_a_later_day_updates(tmp_path: Path) -> None:
    pages, _ = annotate_texts(tmp_path, FIRST, SECOND, published=("2026-05-05", "2026-05-06"))
    event, story = one_event(pages)
    (figure,) = compare_figures(pages, [event], [story], (), 0.10)
    assert figure.verdict == "update"
    assert [pages[n].page[reading.span] for n, reading in enumerate(figure.readings)] == [
        "mindestens vier Arbeiter",
        "sechs Arbeiter",
    ]


def test_dead_and_injured_do_not_share_a_row_with_dead(tmp_path: Path) -> None:
    pages, _ = annotate_texts(
        tmp_path,
        "Bei dem Brand in Ellgau starben laut Polizei drei Menschen.",
        "Bei dem Brand in Ellgau gab es laut Polizei 14 Tote und Verletzte.",
    )
    event, story = one_event(pages)
    assert compare_figures(pages, [event], [story], (), 0.10) == ()


def test_one_utterance_direct_and_indirect_is_one_saying(tmp_path: Path) -> None:
    pages, entities = annotate_texts(tmp_path, FIRST, SECOND)
    event, story = one_event(pages)
    sayings = align_sayings(pages, [event], [story], entities)
    shared = [saying for saying in sayings if len({reading.page for reading in saying.readings}) > 1]
    assert [sorted(reading.type for reading in saying.readings) for saying in shared] == [["direct", "indirect"]]


def test_what_one_speaker_says_in_one_row_may_be_worded_freely(tmp_path: Path) -> None:
    pages, entities = annotate_texts(
        tmp_path,
        "«Wir haben zu lange auf bessere Zeiten gewartet», sagte Werftchefin Ines Harth.",
        "Werftchefin Ines Harth sagte, man habe zu spät auf die Krise reagiert und nur gewartet.",
    )
    event, story = one_event(pages)
    spans = [page.sentences[0].span for page in pages]
    row = Locus(
        "locus-1",
        event.id,
        tuple(
            Reading(page.page.id, relation, (span,))
            for page, relation, span in zip(pages, RELATIONS, spans, strict=True)
        ),
        spans[0],
    )
    apart = align_sayings(pages, [event], [story], entities)
    together = align_sayings(pages, [event], [story], entities, [row])
    assert [len(saying.readings) for saying in apart] == [1, 1]
    assert [len(saying.readings) for saying in together] == [2]


def test_a_fact_on_an_authority_is_no_utterance(tmp_path: Path) -> None:
    pages, entities = annotate_texts(
        tmp_path,
        "Laut Polizei brach das Feuer in der Küche aus.",
        "Nach Angaben der Polizei brach das Feuer in der Küche aus.",
    )
    event, story = one_event(pages)
    assert align_sayings(pages, [event], [story], entities) == ()


def test_sentences_of_one_figure_are_bound(tmp_path: Path) -> None:
    pages, entities = annotate_texts(tmp_path, FIRST, SECOND)
    event, story = one_event(pages)
    figures = compare_figures(pages, [event], [story], (), 0.10)
    bonds = find_bonds(pages, figures, align_sayings(pages, [event], [story], entities))
    text = {page.page.id: page.page for page in pages}
    starts = sorted(tuple(text[span.page][span][:12] for span in pair) for pair in bonds.figures | bonds.sayings)
    assert starts in (
        [("Laut Feuerwe", "Nach Angaben"), ("Man habe das", "«Wir haben d")],
        [("Nach Angaben", "Laut Feuerwe"), ("«Wir haben d", "Man habe das")],
    )


@pytest.mark.parametrize("texts", [("",), ("?",), ("A.", "B."), ("1 2 3 4.", "„“ «»")])
def test_scraps_make_no_rows_and_no_error(tmp_path: Path, texts: tuple[str, ...]) -> None:
    kept = [text for text in texts if text.strip()]
    if kept:
        assert all(len(row.readings) == 1 for row in rows_of(tmp_path, *kept))

"""The second look at pairs of sentences, and the telling words that two sentences share."""

from __future__ import annotations

from pathlib import Path

import pytest

from lesart.compare.surroundings import KINDS, measure_surroundings, weigh_again
from lesart.compare.units import Unit, make_units
from lesart.compare.wordings import Covered, read_wording
from lesart.language.concepts import load_concepts
from lesart.language.stems import load_stems
from tests.compare.pages import annotate_texts

TEXT = "In Brellau ruht der Betrieb. Der Kran stammt von 1974. Die Werft sucht die Ursache. Das Tor bleibt zu."


@pytest.fixture
def units(tmp_path: Path) -> list[Unit]:
    """Four sentences on each of three pages: units 0 to 3, 4 to 7, 8 to 11."""
    pages, _ = annotate_texts(tmp_path, TEXT, TEXT + "\n", TEXT + "\n\n")
    return [unit for of_page in make_units(pages) for unit in of_page]


def seen(units: list[Unit], first: dict[tuple[int, int], float], kind: str) -> dict[tuple[int, int], float]:
    place = KINDS.index(kind)
    return {pair: round(values[place], 3) for pair, values in measure_surroundings(units, first).items()}


def test_a_third_page_that_has_both_supports_a_pair_and_one_that_parts_them_speaks_against(units: list[Unit]) -> None:
    joined = {(0, 4): 0.4, (0, 8): 0.9, (4, 8): 0.7}
    parted = {(0, 4): 0.4, (0, 8): 0.9, (4, 9): 0.7}
    assert seen(units, joined, "support")[0, 4] == 0.7
    assert seen(units, joined, "against")[0, 4] == 0.0
    assert seen(units, parted, "support")[0, 4] == 0.0
    assert seen(units, parted, "against")[0, 4] == 0.7


def test_a_likelier_partner_on_the_same_page_is_a_rival(units: list[Unit]) -> None:
    rival = seen(units, {(0, 4): 0.4, (0, 6): 0.8}, "rival")
    assert rival[0, 4] < 0 < rival[0, 6]


def test_sure_pairs_close_by_on_both_pages_support_a_pair(units: list[Unit]) -> None:
    around = seen(units, {(1, 5): 0.4, (0, 4): 0.9, (2, 11): 0.9}, "around")
    assert around[1, 5] > 0.5
    assert around[2, 11] == 0.0


def test_what_is_hardly_likely_is_not_looked_at_again(units: list[Unit]) -> None:
    assert weigh_again(units, {(0, 4): 0.001, (1, 5): 0.9}).keys() == {(1, 5)}


def test_a_pair_is_surer_where_its_surroundings_agree(units: list[Unit]) -> None:
    alone = weigh_again(units, {(1, 5): 0.4})[1, 5]
    together = weigh_again(units, {(1, 5): 0.4, (1, 9): 0.9, (5, 9): 0.9, (0, 4): 0.9, (2, 6): 0.9})[1, 5]
    assert together > alone


def covered(one: str, other: str) -> Covered:
    stems, concepts = load_stems("de"), load_concepts("de")
    return Covered(*(read_wording(words.split(), stems, concepts) for words in (one, other)))


def test_a_sentence_inside_another_is_covered_wholly_and_covers_a_part() -> None:
    both = covered("brücke gesperrt", "brücke gesperrt feuerwehr hochwasser")
    assert both.high == 1.0
    assert 0.3 < both.low < 0.8


def test_a_part_of_a_compound_meets_it_in_part() -> None:
    assert covered("dachziegel", "ziegel").both == pytest.approx(0.7)
    assert covered("dachziegel", "hochwasser").both == 0.0


def test_other_forms_of_a_word_meet() -> None:
    assert covered("geräumt", "räumten").both == covered("geräumt", "geräumt").both > 0

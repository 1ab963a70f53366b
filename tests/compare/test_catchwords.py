"""What heads a row: the number with what it counts, else the words that its witnesses share."""

from __future__ import annotations

from pathlib import Path

import pytest

from lesart.compare.catchwords import CATCHWORDS, choose_catchword
from lesart.compare.units import make_units
from tests.compare.pages import annotate_texts


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (
            "Bis zu 240 Feuerwehrleute waren am Torfberg im Einsatz.",
            "Am Torfberg waren 240 Feuerwehrleute im Einsatz.",
            "Bis zu 240 Feuerwehrleute",
        ),
        (
            "Ein Sturm hat in Hohenlinde zwei Lauben umgeworfen.",
            "Der Sturm traf Hohenlinde am Abend.",
            "Sturm hat in Hohenlinde",
        ),
        (
            "Die Waldbrandwarnung gilt im Kreis Hohenlinde weiterhin.",
            "Weiterhin gilt die Waldbrandwarnung, auch in Hohenlinde.",
            "Waldbrandwarnung",
        ),
        ("Es war 71, und er war es auch.", "Er war 71.", "auch"),
        ("– – –", "– – –", "– – –"),
        ("Um 4.50 Uhr wurde die Glocke geläutet.", "Die Glocke wurde um 4.50 Uhr geläutet.", "Glocke geläutet"),
    ],
)
def test_catchword(one: str, other: str, expected: str, tmp_path: Path) -> None:
    pages, _ = annotate_texts(tmp_path, one, other)
    units = [mine[0] for mine in make_units(pages)]
    chosen = choose_catchword(units, units[:1], pages[0])
    assert pages[0].page[chosen] == expected


def test_catchword_lies_in_its_sentence_and_is_short(tmp_path: Path) -> None:
    text = "Der Rat beschloss gestern Abend nach langer Debatte die neue Satzung des Friedhofs Unterbach."
    (page,), _ = annotate_texts(tmp_path, text)
    (units,) = make_units([page])
    chosen = choose_catchword(units, units, page)
    assert units[0].span.covers(chosen)
    assert len(page.page[chosen].split()) <= CATCHWORDS
    assert page.page[chosen] == "Satzung des Friedhofs Unterbach"

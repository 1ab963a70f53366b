from __future__ import annotations

import pytest

from lesart.annotate.name_features import load_words
from lesart.annotate.name_mending import Labelled, Mender
from lesart.language.languages import load_language

DE = load_language("de")
MENDER = Mender(DE, load_words(DE))


@pytest.mark.parametrize(
    ("words", "found", "mended"),
    [
        ("Laut Nato-Angaben ruht das .", [Labelled(1, 2, "ORG")], []),
        ("Machthaber Kim Jong Un kam .", [Labelled(1, 3, "PER")], [Labelled(1, 4, "PER")]),
        ("Die Quondel Papier AG schließt .", [], [Labelled(1, 4, "ORG")]),
        ("Die Quondel Papier AG schließt .", [Labelled(1, 2, "PER")], [Labelled(1, 4, "ORG")]),
        ("Hanna Vogt ( XPZ ) sprach .", [Labelled(0, 2, "PER")], [Labelled(0, 2, "PER"), Labelled(3, 4, "ORG")]),
        ("Truppen aus Nordkorea kamen .", [], [Labelled(2, 3, "LOC")]),
        ("Auch Außenministerin Choe Un Sil kam .", [Labelled(2, 5, "LOC")], [Labelled(2, 5, "PER")]),
        ("Auch Außenministerin Choe Un Sil kam .", [], [Labelled(2, 5, "PER")]),
        ("Die Agentur XYNA meldet .", [Labelled(2, 3, "PER")], [Labelled(2, 3, "ORG")]),
        ("BERLIN und MERKEL .", [Labelled(2, 3, "PER")], [Labelled(2, 3, "PER")]),
        ("Der Chef kam mit dem Wagen .", [], []),
    ],
)
def test_slips_are_mended(words: str, found: list[Labelled], mended: list[Labelled]) -> None:
    assert MENDER.mend(found, words.split()) == mended

"""Whom a sentence means without naming."""

from __future__ import annotations

from pathlib import Path

import pytest

from lesart.compare.references import Referents, find_ages, find_holders
from lesart.compare.units import make_units
from lesart.model.annotation import Annotated
from tests.compare.pages import annotate_texts


def meant(page: Annotated, pages: tuple[Annotated, ...]) -> list[set[str]]:
    referents = Referents(page, find_holders(pages))
    return [
        referents.of(sentence, [name for name in page.names if sentence.span.covers(name.span)])
        for sentence in page.sentences
    ]


def test_an_office_stands_for_the_one_person_that_the_pages_name_with_it(tmp_path: Path) -> None:
    pages, _ = annotate_texts(
        tmp_path,
        "Bürgermeisterin Jolanda Fenk eröffnete die Brücke. Die Bürgermeisterin dankte allen.",
        "Die Stadträte kamen zu spät. Der Applaus galt der Bürgermeisterin.",
    )
    assert meant(pages[0], pages)[1] == {"per:iolanda-fenk"}
    assert meant(pages[1], pages) == [set(), {"per:iolanda-fenk"}]


def test_an_office_with_two_holders_stands_for_nobody(tmp_path: Path) -> None:
    pages, _ = annotate_texts(
        tmp_path, "Präsident Ivo Lantos traf Präsident Karel Dumont. Danach reiste der Präsident wieder ab."
    )
    assert meant(pages[0], pages)[1] == set()


def test_a_pronoun_stands_for_the_person_named_last(tmp_path: Path) -> None:
    pages, _ = annotate_texts(tmp_path, "Jolanda Fenk kam aus Brunnmatt. Sie blieb nur eine Stunde.")
    assert meant(pages[0], pages) == [set(), {"per:iolanda-fenk"}]


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("Der 17-Jährige kam mit der 16jährigen Schwester.", [16, 17]),
        ("Landwirtin Ladina Buol (47) war im Stall.", [47]),
        ("Eine 61 Jahre alte Frau wurde verletzt.", [61]),
        ("Der Vertrag gilt 61 Jahre, die Kammer (47 Sitze) stimmte zu.", []),
    ],
)
def test_ages(tmp_path: Path, text: str, ages: list[int]) -> None:
    (page,), _ = annotate_texts(tmp_path, text)
    assert sorted(find_ages(page.sentences[0], "de").values()) == ages


def test_ages_and_persons_meant_are_terms_of_the_sentence(tmp_path: Path) -> None:
    pages, _ = annotate_texts(
        tmp_path,
        "Der 17-Jährige starb auf dem Platz.",
        "Jakob Pfister (17) war Lehrling in Brunnmatt. Er liebte den Fussball.",
    )
    first, second = make_units(pages)
    assert "n:17y" in first[0].terms
    assert "n:17y" in second[0].terms
    assert "e:per:iakob-pfister" in second[1].terms

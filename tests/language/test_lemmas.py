"""Stems of words by their basic form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lesart.language.lemmas import load_lemmas


@pytest.mark.parametrize(
    ("words", "stem"),
    [
        ("räumen räumte geräumt geräumten räumt", "raum"),
        ("zurücktreten zurücktrat zurückgetreten zurückzutreten", "zurucktret"),
        ("abbauen abgebaut abbaute abzubauen", "abbau"),
        ("entlassen entließ entliess entlassenen", "entlass"),
        ("bestreiten bestritt bestritten bestreitet", "bestreit"),
        ("schießen schoss geschossen", "schiess"),
    ],
)
def test_forms_of_one_verb_are_one(words: str, stem: str) -> None:
    lemmas = load_lemmas("de")
    assert {word: lemmas.stem(word) for word in words.split()} == dict.fromkeys(words.split(), stem)


@pytest.mark.parametrize(
    ("word", "stem"), [("Nordkoreas", "nordkorea"), ("Schloss", "schloss"), ("Recht", "recht"), ("rot", "rot")]
)
def test_other_words_keep_their_stem(word: str, stem: str) -> None:
    assert load_lemmas("de").stem(word) == stem


def test_a_language_without_verbs_keeps_its_plain_stems() -> None:
    lemmas = load_lemmas("nl")
    assert lemmas.stem("gelopen") == lemmas.stems.stem("gelopen")


@given(st.text(min_size=1).filter(lambda word: word[0].isalnum()))
def test_any_word_has_a_stem(word: str) -> None:
    lemmas = load_lemmas("de")
    assert lemmas.stem(word) == lemmas.stem(word)
    assert isinstance(lemmas.stem(word), str)

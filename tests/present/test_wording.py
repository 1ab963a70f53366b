"""Interface texts, dates and numbers in the reader's form."""

from __future__ import annotations

import pytest

from lesart.errors import UsageError
from lesart.present.wording import LANGUAGES, Wording, choose_language, load_wording


def test_both_languages_have_the_same_texts() -> None:
    german, english = (Wording(language)._texts for language in LANGUAGES)
    assert german.keys() == english.keys()
    for key, text in german.items():
        assert sorted(_fields(text)) == sorted(_fields(english[key])), key


def _fields(text: str) -> set[str]:
    from string import Formatter

    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize(
    ("value", "german", "english"),
    [
        ("2024-03-09T13:40+01:00", "9. März 2024, 13:40 Uhr", "9 March 2024, 13:40"),
        ("2024-03-09", "9. März 2024", "9 March 2024"),
        ("2024-03", "März 2024", "March 2024"),
        ("2024", "2024", "2024"),
        ("2024-02-31", "2024-02-31", "2024-02-31"),
        ("gestern", "gestern", "gestern"),
    ],
)
def test_moments(value: str, german: str, english: str) -> None:
    assert load_wording("de").moment(value) == german
    assert load_wording("en").moment(value) == english


@pytest.mark.parametrize(
    ("earliest", "latest", "shown"),
    [
        ("2024-03-09", "2024-03-09", "9. März 2024"),
        ("1962-01-01", "1962-12-31", "1962"),
        ("2024-04-01", "2024-04-30", "April 2024"),
        ("2024-03-09", "2024-03-12", "9. – 12. März 2024"),
        ("2024-12-31", "2025-01-01", "31. Dezember 2024 – 1. Januar 2025"),
        ("2024-06-01", "2024-08-31", "1. Juni – 31. August 2024"),
    ],
)
def test_stretches(earliest: str, latest: str, shown: str) -> None:
    assert load_wording("de").stretch(earliest, latest) == shown


def test_the_pages_language_comes_first() -> None:
    assert choose_language(["de-CH", "de", "en"], None) == "de"
    assert choose_language(["en", "de"], "de") == "de"
    assert choose_language([None], None) == "en"
    assert choose_language(["fr", "fr"], None) == "en"


def test_an_unknown_interface_language_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="'fr'"):
        load_wording("fr")

"""Language data: one object a language, tables that a language lacks shared with all others."""

from lesart.language.languages import load_language
from lesart.language.stems import load_stems


def test_regions_of_a_language_share_its_tables() -> None:
    assert load_language("de-CH") is load_language("de") is load_language("DE-at")
    assert load_language("en-GB") is not load_language("de")


def test_a_table_that_a_language_lacks_is_read_once_for_all() -> None:
    assert load_language("de").rows("cities") is load_language("en").rows("cities")
    assert load_language("de").words("first_names") is load_language(None).words("first_names")


def test_an_unknown_language_has_what_is_common_to_all() -> None:
    assert load_language("xx") is load_language(None)
    assert load_language("xx").known is False


def test_the_frequency_table_holds_stems_as_the_stemmer_in_use_makes_them() -> None:
    stems = load_stems("de")
    for word in ("Häuser", "Regierung", "Straßen", "verletzte", "Polizisten", "größten", "Unternehmens"):
        assert stems.known(stems.stem(word)), word
    shares = [stems.share(stems.stem(word)) for word in ("Haus", "Hauses", "Häusern")]
    assert shares[0] == shares[1]
    assert load_stems("en").share(load_stems("en").stem("governments")) > 1e-4

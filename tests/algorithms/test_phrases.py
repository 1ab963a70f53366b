"""Patterns over classes of words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lesart.algorithms.phrases import Lexicon, PhraseRules, cut_atoms
from lesart.errors import LanguageDataError

ROWS = [("mai", "month", "5"), ("Morgen", "part"), ("morgen", "day"), ("letzt|e|en", "last"), ("jahr|e|en", "unit")]


def digits(text: str) -> dict[str, str]:
    return {"int": text} if text.isdecimal() else {}


def find(pattern: str, text: str) -> list[tuple[str, dict[str, str]]]:
    rules = PhraseRules([("n", "define", "int | 'zwei'"), ("r", "act", pattern)], Lexicon(ROWS, digits), ["7"])
    atoms = cut_atoms(text, 0, len(text))
    return [
        (
            text[atoms[phrase.first].start : atoms[phrase.last - 1].end],
            {label: atoms[first].text for label, (first, _) in phrase.labels.items()},
        )
        for phrase in rules.find(rules.spell(text, 0, len(text)))
    ]


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("day=int '.' month=month", "am 3. Mai und 4 . MAI", [("3. Mai", {"day": "3", "month": "Mai"})] * 0 + [
            ("3. Mai", {"day": "3", "month": "Mai"}), ("4 . MAI", {"day": "4", "month": "MAI"})]),
        ("day=int ~'.' month", "3. Mai 4 . Mai", [("3. Mai", {"day": "3"})]),
        ("'vor' { @n unit }", "vor zwei Jahren, zwei Jahre", [("zwei Jahren", {})]),
        ("last? unit", "letzten Jahren Jahre", [("letzten Jahren", {}), ("Jahre", {})]),
        ("unit !'lang'", "Jahre lang Jahre", [("Jahre", {})]),
        ("<'seit' { unit }", "Jahre seit Jahren", [("Jahren", {})]),
        ("<!'seit' { unit }", "seit Jahren, Jahre", [("Jahre", {})]),
        ("int ( ',' int )* month", "1, 2, 3 Mai", [("1, 2, 3 Mai", {})]),
        ("day", "morgen Morgen MORGEN", [("morgen", {}), ("Morgen", {}), ("MORGEN", {})]),
        ("part", "morgen Morgen MORGEN", [("Morgen", {}), ("MORGEN", {})]),
    ],
)  # fmt: skip
def test_patterns(pattern: str, text: str, found: list[tuple[str, dict[str, str]]]) -> None:
    assert find(pattern, text) == found


def test_an_empty_line_ends_a_phrase() -> None:
    assert find("int month", "3\n\nMai 3\nMai") == [("3\nMai", {})]


def test_the_longest_extent_wins_then_the_first_rule() -> None:
    rows = [("short", "a", "int"), ("first", "b", "int month"), ("second", "c", "int month")]
    rules = PhraseRules(rows, Lexicon(ROWS, digits), ["7"])
    assert [phrase.rule for phrase in rules.find(rules.spell("3 Mai 4", 0, 7))] == ["first", "short"]


@pytest.mark.parametrize("pattern", ["nothing", "month?", "( month", "month )", "a=month a=month"])
def test_malformed_rules_are_refused(pattern: str) -> None:
    with pytest.raises(LanguageDataError):
        PhraseRules([("r", "act", pattern)], Lexicon(ROWS, digits))


def test_a_rule_needs_three_columns() -> None:
    with pytest.raises(LanguageDataError, match="name, action"):
        PhraseRules([("r", "act")], Lexicon(ROWS))


@given(
    st.lists(
        st.sampled_from(["3", "Mai", "morgen", "letzten", "Jahre", "in", "-", "12-jahre", "zwei", "."]), max_size=8
    )
)
def test_a_text_of_words_that_no_rule_needs_holds_no_phrase(words: list[str]) -> None:
    rows = [("d", "a", "{ int ~'-'? unit } !'.'"), ("m", "b", "int? 'in'? month"), ("l", "c", "last ( unit | day )")]
    rules = PhraseRules(rows, Lexicon(ROWS, digits), ["7"], ["in", "."])
    text = " ".join(words)
    found = rules.find(rules.spell(text, 0, len(text)))
    assert not found or rules.may_match(words)
    assert not rules.may_match(["in", ".", "nichts"])

"""Atoms of sentences: tokens that serve as they are, and those that are cut."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from lesart.algorithms.phrases import Atom, cut_atoms
from lesart.annotate.atoms import cut_sentence
from lesart.annotate.sentences import find_sentences
from lesart.language.languages import load_language
from tests.annotate.cases import Case, article_of


def places(atoms: list[Atom]) -> list[tuple[str, int, int]]:
    return [(atom.text, atom.start, atom.end) for atom in atoms]


@given(st.text(alphabet="aÄß1²½_-‑'’.,: \n\t\u00ad\u0301\u200b(\u00a0", max_size=40))
@example("Die 11-jährige Tochter geht's am 3.11. um 12.30 Uhr… Ende.")
@example("m² 12er er12 a_b U.S.A. e\u0301a Haus\u00adbau a\n b\nc")
def test_atoms_of_sentences_are_those_of_their_text(text: str) -> None:
    if not text.strip():
        return
    article = article_of(Case("x", "x", text, {}, (), None, "de"))
    for sentence in find_sentences(article, load_language("de")):
        cut = cut_atoms(text, sentence.span.start, sentence.span.end)
        assert places(list(cut_sentence(text, sentence))) == places(list(cut))


def test_a_token_of_one_atom_serves_as_it_is() -> None:
    text = "Der Hafen blieb zu."
    (sentence,) = find_sentences(article_of(Case("x", "x", text, {}, (), None, "de")), load_language("de"))
    assert cut_sentence(text, sentence) is sentence.tokens

"""Names are labelled as crfsuite labels them, of many sentences at once as of one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pycrfsuite
import pytest

from lesart.algorithms.chain import Chain
from lesart.annotate import name_sums
from lesart.annotate.name_features import NameFeatures
from lesart.annotate.name_scores import NameScores
from lesart.annotate.names import WEIGHTS
from lesart.language.languages import load_language

LINES = (
    "Landrätin Hedda Vangerow sagte am Dienstag in Ilmstedt , die Talsperre halte .",
    "Ja .",
    "Brunsiel",
    "„ Wir warten auf die Nordkantor AG “ , sagte Joris Lindhoop ( SPD ) dem Rotheimer Anzeiger .",
    "Der FC Mohrenbach verlor 2 : 3 gegen Tiefenrode , wie die dpa meldete .",
    "der regen fiel .",
)
SENTENCES = [line.split() for line in LINES]


def weights_of(tag: str) -> Path:
    found = load_language(tag).weights(WEIGHTS)
    assert found is not None
    return Path(str(found))


def test_labels_are_those_of_crfsuite() -> None:
    path = weights_of("de")
    tagger = pycrfsuite.Tagger()
    tagger.open(str(path))
    features = NameFeatures(load_language("de"))
    expected = [label for words in SENTENCES for label in tagger.tag(features.of_sentence(words))]
    assert {"B-PER", "I-PER", "B-LOC", "O"} <= set(expected)
    scores = NameScores(Chain(path), features)
    assert scores.label(SENTENCES) == expected
    assert [label for words in SENTENCES for label in scores.label([words])] == expected


def test_what_is_kept_may_be_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    scores = NameScores(Chain(weights_of("de")), NameFeatures(load_language("de")))
    expected = scores.label(SENTENCES)
    monkeypatch.setattr(name_sums, "CACHED_WORDS", 3)
    assert [scores.label(SENTENCES) for _ in range(3)] == [expected] * 3


def test_sequences_of_any_length_are_searched_at_once_as_one_by_one() -> None:
    chain = Chain(weights_of("de"))
    luck = np.random.default_rng(4)
    lengths = luck.integers(1, 12, 40)
    scores = luck.normal(0, 3, (int(lengths.sum()), len(chain.labels)))
    starts = np.cumsum(lengths) - lengths
    alone = [
        label
        for start, length in zip(starts, lengths, strict=True)
        for label in chain.label_many(scores[start : start + length], np.array([length]))
    ]
    assert chain.label_many(scores, lengths) == alone
    assert len(set(alone)) > 3

"""The mean of several chains is a chain that scores as the mean of their scores."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pycrfsuite
from training.chain_files import average_chains

from lesart.algorithms.chain import Chain

SEQUENCES = (
    [([["a", "b"], ["b"], ["c", "a"]], ["x", "y", "x"]), ([["b", "c"], ["a"]], ["y", "x"])],
    [([["b"], ["d", "a"], ["ü"]], ["z", "x", "y"]), ([["a"], ["d"]], ["x", "z"])],
)


def train(sequences: list[tuple[list[list[str]], list[str]]], path: Path) -> Chain:
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params({"c1": 0.0, "c2": 0.1, "max_iterations": 30})
    for features, labels in sequences:
        trainer.append(features, labels)
    trainer.train(str(path))
    return Chain(path)


def test_weights_are_the_mean_of_those_of_the_members(tmp_path: Path) -> None:
    members = [train(sequences, tmp_path / f"{number}") for number, sequences in enumerate(SEQUENCES)]
    both = tmp_path / "both"
    both.write_bytes(average_chains([tmp_path / "0", tmp_path / "1"]))
    mean = Chain(both)
    assert mean.labels == ("x", "y", "z")
    assert sorted(mean.features()) == ["a", "b", "c", "d", "ü"]
    for feature in mean.features():
        found = dict(zip(mean.labels, mean.sums_of([(feature,)])[0].tolist(), strict=True))
        for label in mean.labels:
            weights = [
                member.sums_of([(feature,)])[0][member.labels.index(label)] if label in member.labels else 0.0
                for member in members
            ]
            assert abs(found[label] - sum(weights) / 2) < 0.0011, (feature, label)
    step = [member.steps[member.labels.index("x"), member.labels.index("y")] for member in members]
    assert np.isclose(mean.steps[0, 1], sum(step) / 2)


def test_the_mean_of_one_chain_labels_as_it_does(tmp_path: Path) -> None:
    one = train(SEQUENCES[0], tmp_path / "one")
    (tmp_path / "same").write_bytes(average_chains([tmp_path / "one"]))
    same = Chain(tmp_path / "same")
    items = [[("a", "b")], [("c",)], [("b",)]]
    assert same.weigh(items).tag() == one.weigh(items).tag()


def test_the_same_chains_give_the_same_bytes(tmp_path: Path) -> None:
    train(SEQUENCES[0], tmp_path / "one")
    assert average_chains([tmp_path / "one"]) == average_chains([tmp_path / "one"])

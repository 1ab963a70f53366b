"""Several linear chains made one: the file of the mean of their weights.

Chains trained on different mixtures of the same pages err differently; the mean of their weights scores a line as the
mean of their scores does, at the cost of one. The file has the layout that python-crfsuite writes, as far as
`lesart.algorithms.chain.Chain` reads it: the tables of strings lack the hashes by which crfsuite looks them up.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lesart.algorithms.chain import Chain

_HEADER = struct.Struct("<4sI4s9I")
_TABLE = struct.Struct("<4s5I")
_WEIGHT = struct.Struct("<IIId")
_SMALLEST = 0.001
"""Smaller weights are left out: hundreds of them together do not outweigh one that matters."""


def average_chains(paths: Sequence[Path]) -> bytes:
    """The bytes of a chain whose every weight is the mean of those of the chains at `paths`; 0 where one lacks it."""
    chains = [Chain(path) for path in paths]
    labels = sorted({label for chain in chains for label in chain.labels})
    features = sorted({feature for chain in chains for feature in chain.features()})
    steps = np.zeros((len(labels), len(labels)))
    weights = np.zeros((len(features), len(labels)))
    for chain in chains:
        places = [labels.index(label) for label in chain.labels]
        steps[np.ix_(places, places)] += chain.steps / len(chains)
        known = set(chain.features())
        rows = [row for row, feature in enumerate(features) if feature in known]
        weights[np.ix_(rows, places)] += chain.sums_of([(features[row],) for row in rows]) / len(chains)
    kept = np.abs(weights).max(1, initial=0.0) >= _SMALLEST
    texts = [feature for feature, keep in zip(features, kept.tolist(), strict=True) if keep]
    return _write(labels, texts, steps, weights[kept])


def _write(
    labels: Sequence[str], texts: Sequence[str], steps: NDArray[np.float64], weights: NDArray[np.float64]
) -> bytes:
    rows = [_WEIGHT.pack(1, left, right, steps[left, right]) for left, right in np.argwhere(steps).tolist()]
    strong = np.abs(weights) >= _SMALLEST
    rows += [_WEIGHT.pack(0, text, label, weights[text, label]) for text, label in np.argwhere(strong).tolist()]
    body = b"".join(rows)
    part = struct.pack("<4sII", b"FEAT", 12 + len(body), len(rows)) + body
    first, second = _write_strings(labels), _write_strings(texts)
    begin = _HEADER.size
    places = (begin, begin + len(part), begin + len(part) + len(first))
    size = places[2] + len(second)
    header = _HEADER.pack(b"lCRF", size, b"FOMC", 100, len(rows), len(labels), len(texts), *places, size, size)
    return header + part + first + second


def _write_strings(texts: Sequence[str]) -> bytes:
    """A table of strings by their number: records of number, length and characters, then the places of the records."""
    records = b""
    places = []
    parts = []
    at = _TABLE.size
    for number, text in enumerate(texts):
        data = text.encode("utf-8") + b"\0"
        parts.append(struct.pack("<II", number, len(data)) + data)
        places.append(at)
        at += 8 + len(data)
    records = b"".join(parts)
    listed = struct.pack(f"<{len(places)}I", *places)
    return _TABLE.pack(b"CQDB", at + len(listed), 0, 0x62445371, len(texts), at) + records + listed
